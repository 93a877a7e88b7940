"""
A shop's price as a local shop would print it: a fixed order of steps, each with its reason.

1. the shop's price and what it contains; home tax is taken out
2. conversion at a dated rate
3. spread
4. tax, as the law of the place wants it shown
5. one rounding, to what the currency can show
6. an ending, when the rules ask for one
7. the second line or currency, where the law wants two
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast, get_args

from globalcs import _currencies, cents
from globalcs.decision import Reason, worst_status
from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.money import Money
from globalcs.pricing._local_price import Kind, LocalPrice, PriceRequest
from globalcs.pricing._market import Market, market
from globalcs.pricing._models import PriceRules
from globalcs.pricing._steps import ending_of, quantise, with_ending
from globalcs.pricing._tax import ONE, Step, TaxDisplay, TaxShown, home_tax_out, tax_shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from globalcs.facts import Fact, Facts
    from globalcs.facts._places import Place
    from globalcs.items import Address
    from globalcs.pricing._keys import DualDisplay
    from globalcs.rates import Rate, Rates

__all__ = ["cash_total", "price"]

CONTENTS = ("home_tax", "destination_tax", "duty")

_NO_RULES = PriceRules()
_TOLD_DIGITS = Context(prec=16)


def price(
    money: Money | str,
    place: str | Address | Place,
    *,
    on: date,
    locale: str | None = None,
    prices_include: Iterable[str] = (),
    home: str | None = None,
    goods: str | None = None,
    kind: Kind = "item",
    rules: PriceRules | None = None,
    rates: Rates | None = None,
    facts: Facts | None = None,
) -> LocalPrice:
    """
    A shop's price in the money of a place, shown the way the law there wants it.

    Args:
        money: the shop's price, in its own currency.
        place: where the shopper is: "NL", "US-CA", an Address.
        on: the day; rates and law are of that day.
        locale: how `.text` is written; the usual one of the place unless given.
        prices_include: what `money` contains: "home_tax", "destination_tax", "duty". Net if empty.
        home: the shop's place; needed when its own tax is to be taken out.
        goods: a class of the goods vocabulary, for reduced rates: "books".
        kind: "item", "shipping", "fee" or "threshold" (a coupon's minimum): rules say what an
            ending is for.
        rules: spread, ending, step, rounding; without them convert and round only.
        rates: where exchange rates come from; the ECB's history and official pegs unless given.
        facts: the book.

    Raises:
        InvalidInput: a negative amount, a wrong word, or no day.
        UnknownPlace: there is no such place; a currency code in its stead is told as such.
        EndedCurrency: a currency is not in use on that day.
        RateNotFound: there is no exchange rate for that day; `RateTooOld` when it is too old.
        FactNotFound: the book does not know the currency of the place.

    >>> from datetime import date
    >>> from globalcs import Money, pricing
    >>> shown = pricing.price(Money("5400", "JPY"), "NL", on=date(2026, 10, 29))
    >>> shown.amount, shown.net, shown.rate.day, shown.tax_display
    (Money('37.14', 'EUR'), Money('30.69', 'EUR'), datetime.date(2026, 10, 29), 'inclusive')
    """
    book = _book(facts)
    _currencies.require_day(on)
    where = book.place(place).code
    view = book.cached(market, where, on, goods)
    own = None if home is None else book.place(home).code
    asked = PriceRequest(
        _checked_money(money, on),
        where,
        locale or view.locale,
        _checked_contents(prices_include, own),
        own,
        goods,
        _checked_kind(kind),
        rules,
    )
    source = rates if rates is not None else _default_rates(book)
    rate = source.rate(str(asked.money.currency), view.currency, on)
    return _Way(asked, view, rate, on, book).answer(_version(book, source))


def _book(facts: Facts | None) -> Facts:
    if facts is not None:
        return facts
    from globalcs.facts import bundled

    return bundled()


def _default_rates(book: Facts) -> Rates:
    from globalcs.rates import default_rates

    return default_rates(book)


def _version(book: Facts, source: Rates) -> str:
    return f"{book.version} {getattr(source, 'version', '')}".rstrip()


def _checked_money(money: object, on: date) -> Money:
    given = Money.read(money)
    if given.minor < 0:
        raise InvalidInput("a price can't be negative; refunds are minus the charge", path="money")
    return given.require_live(on)


def _checked_contents(contents: Iterable[str], home: str | None) -> tuple[str, ...]:
    if isinstance(contents, str):
        raise InvalidInput("give a list of words, not one text", path="prices_include")
    given = tuple(contents)
    if any(word not in CONTENTS for word in given):
        raise InvalidInput(f"the words are {', '.join(CONTENTS)}", path="prices_include")
    if "home_tax" in given and "destination_tax" in given:
        raise InvalidInput(
            "a price contains the tax of home or of the destination, not both",
            path="prices_include",
        )
    if "home_tax" in given and home is None:
        raise InvalidInput(
            'say where home is, so that its tax can be taken out: home="JP"', path="home"
        )
    return given


def _checked_kind(kind: str) -> Kind:
    if kind not in get_args(Kind):
        raise InvalidInput(f"the kind is one of {', '.join(get_args(Kind))}", path="kind")
    return cast("Kind", kind)


class _Way:
    """
    One price on its way: what was asked, what the book says, and the steps so far.
    """

    def __init__(
        self, asked: PriceRequest, view: Market, rate: Rate, on: date, book: Facts
    ) -> None:
        self.asked, self.view, self.rate, self.on, self.book = asked, view, rate, on, book
        self.rules = asked.rules or _NO_RULES
        self.contains = set(asked.prices_include)
        if "home_tax" in self.contains and asked.home == view.place:
            # Sold at home: its tax is the destination's, and stays inside.
            self.contains = (self.contains - {"home_tax"}) | {"destination_tax"}

    def answer(self, version: str) -> LocalPrice:
        tax = self.tax()
        steps = [self.source(), self.conversion(), self.spread(), tax.step]
        exact = self.exact(_product(step.ratio for step in steps))
        amount, ends = self.rounded(exact)
        net = self.net(amount, tax.inside)
        also, second = self.second(amount, net, tax.display)
        steps += [ends, second]
        missing = tuple(name for step in steps for name in step.missing)
        known = not missing
        return LocalPrice(
            request=self.asked,
            on=self.on,
            law_day=self.on,
            facts_version=version,
            status=worst_status(step.status for step in steps),
            missing=missing,
            reasons=tuple(reason for step in steps for reason in step.reasons),
            amount=amount if known else None,
            at_least=self.at_least(amount, missing, tax),
            exact=exact if known else None,
            net=net if known else None,
            tax_rate=tax.inside if known else None,
            rate=self.rate,
            prices_include=self.shown_contents(tax.inside) if known else (),
            tax_display=tax.display,
            also=also if known else None,
            locale=self.asked.locale,
        )

    def at_least(self, amount: Money, missing: tuple[str, ...], tax: TaxShown) -> Money | None:
        only_adds = missing == tax.step.missing and tax.display != "exclusive"
        return amount if not missing or only_adds else None

    # 1

    def source(self) -> Step:
        told: dict[str, Any] = {"price": self.asked.money}
        if not self.contains:
            return Step(reasons=(Reason("pricing.source_net", told),))
        words = {**told, "contains": ", ".join(sorted(self.contains))}
        reason = Reason("pricing.source_with", words)
        if "home_tax" not in self.contains:
            return Step(reasons=(reason,))
        out = self.book.cached(home_tax_out, self.asked.home or "", self.on, self.asked.goods)
        return out._replace(reasons=(reason, *out.reasons))

    # 2

    def conversion(self) -> Step:
        rate = self.rate
        if rate.kind == "same":
            return Step()
        told = {"base": rate.base, "quote": rate.quote, "rate": rate.value, "day": rate.day}
        reasons = [Reason("pricing.converted", {**told, "source": rate.source}, rate.facts)]
        if rate.status != "complete":
            old = {"day": rate.day, "age": rate.age}
            reasons.append(Reason("pricing.rate_estimated", old, rate.facts, "assumption"))
        return Step(rate.ratio, tuple(reasons), rate.status)

    # 3

    def spread(self) -> Step:
        if not self.rules.spread or self.rate.kind == "same":
            return Step()
        reason = Reason("pricing.spread", {"spread": self.rules.spread})
        return Step(1 + self.rules.spread, (reason,))

    # 4

    def tax(self) -> TaxShown:
        has_it = "destination_tax" in self.contains
        return self.book.cached(tax_shown, self.view.place, self.on, self.asked.goods, has_it)

    def shown_contents(self, inside: Fraction | None) -> tuple[str, ...]:
        duty = ("duty",) if "duty" in self.contains else ()
        return duty if inside is None else ("destination_tax", *duty)

    # 5 and 6

    def exact(self, ratio: Fraction) -> Fraction:
        given = cast("int", _currencies.unit(self.rate.base).digits)
        return ratio * Fraction(self.asked.money.minor, 10**given)

    def rounded(self, exact: Fraction) -> tuple[Money, Step]:
        step = self.step()
        minor = quantise(10**self.view.digits, exact, step, self.rules.rounding)
        rounded = Money.from_minor(minor, self.view.currency)
        told = {
            "exact": _told(exact),
            "amount": rounded,
            "step": Money.from_minor(step, self.view.currency),
            "rounding": self.rules.rounding.replace("_", " "),
        }
        return self.ended(rounded, Reason("pricing.rounded", told))

    def step(self) -> int:
        own = self.rules.step
        if own is None:
            return self.view.step
        if str(own.currency) != self.view.currency:
            raise CurrencyMismatch(
                f"the step is in {own.currency}, prices in {self.view.place} are in "
                f"{self.view.currency}; give rules for this market",
                path="rules.step",
            )
        if own.minor <= 0 or own.minor % self.view.step:
            raise InvalidInput(
                f"a step is a multiple of the smallest one that {self.view.currency} shows",
                path="rules.step",
            )
        return own.minor

    def ended(self, rounded: Money, reason: Reason) -> tuple[Money, Step]:
        wanted = self.rules.ending
        if wanted is None or not rounded:
            return rounded, Step(reasons=(reason,))
        if self.asked.kind not in self.rules.applies_to:
            scope = Reason("pricing.ending_out_of_scope", {"kind": self.asked.kind})
            return rounded, Step(reasons=(reason, scope))
        return self.with_ending(rounded, wanted, reason)

    def with_ending(self, rounded: Money, wanted: str, reason: Reason) -> tuple[Money, Step]:
        text, refs = self.local_ending() if wanted == "local" else (wanted, ())
        ending = None if text is None else ending_of(text, self.view.digits)
        if ending is None or ending.every % self.view.step or ending.rest % self.view.step:
            told = {"ending": text or wanted, "currency": self.view.currency}
            impossible = Reason("pricing.ending_not_possible", told, refs, "warning")
            return rounded, Step(reasons=(reason, impossible))
        minor = with_ending(rounded.minor, ending, self.rules.toward)
        ended = Money.from_minor(minor, self.view.currency)
        told_all = {"ending": text, "before": rounded, "amount": ended}
        if abs(minor - rounded.minor) > rounded.minor * self.rules.within:
            far = Reason("pricing.ending_too_far", told_all, refs, "warning")
            return rounded, Step(reasons=(reason, far))
        return ended, Step(reasons=(reason, Reason("pricing.ending", told_all, refs)))

    def local_ending(self) -> tuple[str | None, tuple[Any, ...]]:
        fact = self.view.endings
        if fact is None:
            return None, ()
        fitting = (e for e in fact.value if ending_of(e, self.view.digits) is not None)
        return next(fitting, None), (fact.ref,)

    def net(self, amount: Money, inside: Fraction | None) -> Money:
        if inside is None:
            return amount
        return amount.times(1 / (1 + inside), rounding=self.rules.rounding)

    # 7

    def second(self, amount: Money, net: Money, display: TaxDisplay) -> tuple[Money | None, Step]:
        if display == "both" and net is not amount:
            return None, Step(reasons=(Reason("pricing.second_line", {"net": net}),))
        fact = self.view.dual
        return (None, Step()) if fact is None else self.second_currency(amount, fact)

    def second_currency(self, amount: Money, fact: Fact[DualDisplay]) -> tuple[Money, Step]:
        dual = fact.value
        is_old = self.view.currency == dual.old
        other, ratio = (dual.new, 1 / dual.old_per_new) if is_old else (dual.old, dual.old_per_new)
        digits = cast("int", _currencies.unit(other).digits)
        shift = Fraction(10**digits, 10**self.view.digits)
        # The euro regulations want the full rate, never inverted or cut, and a half rounded up.
        minor = cents.apply_rate(amount.minor, ratio * shift, "half_up")
        also = Money.from_minor(minor, other)
        reason = Reason("pricing.second_currency", {"amount": also}, (fact.ref,))
        return also, Step(reasons=(reason, *fact.reasons), status=fact.status)


def _product(ratios: Iterable[Fraction]) -> Fraction:
    whole = ONE
    for ratio in ratios:
        if ratio is not ONE:
            whole *= ratio
    return whole


def _told(exact: Fraction) -> Decimal:
    """
    An exact value as a reader can take it: sixteen digits.
    """
    quotient = _TOLD_DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return quotient.normalize(_TOLD_DIGITS)


def cash_total(
    total: Money | str, place: str | Address | Place, *, on: date, facts: Facts | None = None
) -> Money:
    """
    A total as it is paid in cash: rounded to the nearest coin of the place, where one is told.

    Only for cash on delivery or at a counter, and only for the total: cards, wallets and banks pay
    to the cent. Without a fact the total stays as it is.

    Raises:
        UnknownPlace: there is no such place.
        InvalidInput: `on` is no day.

    >>> from datetime import date
    >>> cash_total(Money("17.83", "CHF"), "CH", on=date(2026, 11, 21))
    Money('17.85', 'CHF')
    """
    from globalcs.pricing._keys import CASH_STEP

    book, given = _book(facts), Money.read(total)
    step = book.find(book.place(place).code, CASH_STEP, on=_currencies.require_day(on))
    if step is None or step.value.currency != given.currency:
        return given
    return given.to_step(step.value.amount, rounding="half_up")
