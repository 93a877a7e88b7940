"""
The steps of a price, always in this order, each with its reason.

1. the shop's price and what it contains; home tax is taken out
2. an explicit price of the shop's book, which takes the place of steps 3 to 7
3. conversion at a dated rate
4. spread
5. tax, as the law of the place wants it shown
6. one rounding, to what the currency can show
7. an ending, when the rules ask for one
8. the least margin: a price below it is raised
9. the band: a price that stands is kept until the rate has moved by more
10. the second line or currency, where the law wants two
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from globalcs import _currencies, cents
from globalcs.decision import Reason, worst_status
from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.facts._dates import parse_span
from globalcs.money import Money
from globalcs.pricing._local_price import LocalPrice, Tag
from globalcs.pricing._models import PriceRules
from globalcs.pricing._steps import Ending, ending_of, quantise, with_ending
from globalcs.pricing._tax import ONE, Step, TaxDisplay, TaxShown, home_tax_out, tax_shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from globalcs.decision import Status
    from globalcs.facts import Fact, Facts
    from globalcs.pricing._keys import DualDisplay
    from globalcs.pricing._local_price import PriceRequest
    from globalcs.pricing._market import Market
    from globalcs.pricing._price_book import BookPrice
    from globalcs.rates import Rate

__all__ = ["Known", "Plan", "Way", "lowest_with_margin"]

_NO_RULES = PriceRules()
_TOLD_DIGITS = Context(prec=16)
_NOTHING = Step()


class Known(NamedTuple):
    """
    What others were asked before: the rate, an explicit price, the cost in the place's currency.
    """

    rate: Rate
    entry: BookPrice | None
    cost: Fraction | None


class Plan(NamedTuple):
    """
    What is the same for all prices of one currency in one place on a day: numbers for columns.

    Attributes:
        ratio: by what minor units of the shop's currency are multiplied for those of the place.
        cost_ratio: the same for a cost: the rate and the decimals alone.
        step: the smallest step of a price, in minor units.
        ending: the ending that prices get, or None.
        inside: the rate of the tax inside, or None.
    """

    ratio: Fraction
    cost_ratio: Fraction
    step: int
    ending: Ending | None
    inside: Fraction | None
    tax_display: TaxDisplay
    rate: Rate
    status: Status
    missing: tuple[str, ...]
    rules: PriceRules


class _End(NamedTuple):
    """
    A price after rounding, and the ending it was given, if any.
    """

    amount: Money
    ending: Ending | None
    step: Step


class Way:
    """
    One price on its way: what was asked, what the book says, and the steps so far.
    """

    def __init__(
        self, asked: PriceRequest, view: Market, known: Known, on: date, book: Facts
    ) -> None:
        self.asked, self.view, self.on, self.book = asked, view, on, book
        self.rate, self.entry, self.cost = known
        self.rules = asked.rules or _NO_RULES
        self.contains = set(asked.prices_include)
        if "home_tax" in self.contains and asked.home == view.place:
            # Sold at home: its tax is the destination's, and stays inside.
            self.contains = (self.contains - {"home_tax"}) | {"destination_tax"}

    def answer(self, version: str) -> LocalPrice:
        tax = self.tax()
        steps = [*self.before_tax(), tax.step]
        factor = _product(step.ratio for step in steps)
        end, exact = self.end(factor * self.rate.ratio)
        missing = tuple(name for step in steps for name in step.missing)
        raised, guard = self.guarded(end, tax)
        tag, band = self.banded(raised, factor, tax)
        amount = tag.amount
        net = self.net(amount, tax.inside)
        also, second = self.second(amount, net, tax.display)
        steps += [end.step, guard, band, second]
        # A price that the shop set is known, though the tax inside may not be.
        known, all_known = not missing or self.entry is not None, not missing
        status = worst_status(step.status for step in steps)
        return LocalPrice(
            request=self.asked,
            on=self.on,
            law_day=self.on,
            facts_version=version,
            status="estimated" if known and status == "unknown" else status,
            missing=missing,
            reasons=tuple(reason for step in steps for reason in step.reasons),
            amount=amount if known else None,
            at_least=amount if known else self.at_least(amount, missing, tax),
            exact=exact if known else None,
            net=net if all_known else None,
            tax_rate=tax.inside if all_known else None,
            rate=self.rate,
            prices_include=self.shown_contents(tax.inside) if all_known else (),
            tax_display=tax.display,
            cost=self.cost,
            tag=tag if known else None,
            also=also if known else None,
            locale=self.asked.locale,
        )

    def plan(self) -> Plan:
        tax = self.tax()
        steps = [*self.before_tax(), tax.step]
        scale = Fraction(10**self.view.digits, 10 ** self.given_digits())
        wanted, in_scope = self.rules.ending, self.asked.kind in self.rules.applies_to
        return Plan(
            _product(step.ratio for step in steps) * self.rate.ratio * scale,
            self.cost_ratio(scale),
            self.step() if self.entry is None or self.is_guarded() else self.view.step,
            self.ending(self.ending_text(wanted)[0]) if wanted and in_scope else None,
            tax.inside,
            tax.display,
            self.rate,
            worst_status(step.status for step in steps),
            tuple(name for step in steps for name in step.missing),
            self.rules,
        )

    def cost_ratio(self, scale: Fraction) -> Fraction:
        """
        By what minor units of a cost are multiplied; a plan is asked with a cost of one.
        """
        return self.rate.ratio * scale if self.cost is None else self.cost * 10**self.view.digits

    def is_guarded(self) -> bool:
        return self.rules.min_margin is not None and self.cost is not None

    def before_tax(self) -> list[Step]:
        if self.entry is None:
            return [self.source(), self.conversion(), self.spread()]
        told = {"item": self.entry.item, "amount": self.entry.price, **_case(self.entry)}
        return [self.source(), Step(reasons=(Reason("pricing.explicit", told),))]

    def end(self, ratio: Fraction) -> tuple[_End, Fraction]:
        if self.entry is not None:
            return _End(self.entry.price, None, _NOTHING), Fraction(self.entry.price.amount)
        exact = self.exact(ratio)
        return self.rounded(exact), exact

    def at_least(self, amount: Money, missing: tuple[str, ...], tax: TaxShown) -> Money | None:
        only_adds = missing == tax.step.missing and tax.display != "exclusive"
        return amount if only_adds else None

    # 1 and 2

    def source(self) -> Step:
        told: dict[str, Any] = {"price": self.asked.money}
        if self.entry is not None:
            return Step(reasons=(Reason("pricing.source", told),))
        if not self.contains:
            return Step(reasons=(Reason("pricing.source_net", told),))
        words = {**told, "contains": tuple(sorted(self.contains))}
        reason = Reason("pricing.source_with", words)
        if "home_tax" not in self.contains:
            return Step(reasons=(reason,))
        out = self.book.cached(home_tax_out, self.asked.home or "", self.on, self.asked.goods)
        return out._replace(reasons=(reason, *out.reasons))

    # 3

    def conversion(self) -> Step:
        rate = self.rate
        if rate.kind == "same":
            return Step()
        told = {"base": rate.base, "quote": rate.quote, "rate": rate.value, "day": rate.day}
        reasons = [Reason("pricing.converted", {**told, "source": rate.source}, rate.facts)]
        if rate.status != "complete":
            old = {"day": rate.day, "age": rate.age}
            reasons.append(Reason("pricing.rate_estimated", old, rate.facts, "assumption"))
        # The rate is multiplied once, at the end: `factor` is all but it.
        return Step(ONE, tuple(reasons), rate.status)

    # 4

    def spread(self) -> Step:
        if not self.rules.spread or self.rate.kind == "same":
            return Step()
        reason = Reason("pricing.spread", {"spread": self.rules.spread})
        return Step(1 + self.rules.spread, (reason,))

    # 5

    def tax(self) -> TaxShown:
        has_it = "destination_tax" in self.contains
        if self.entry is not None:
            law = self.view.tax_display
            has_it = law is None or law.value != "exclusive"
        return self.book.cached(tax_shown, self.view.place, self.on, self.asked.goods, has_it)

    def shown_contents(self, inside: Fraction | None) -> tuple[str, ...]:
        duty = ("duty",) if "duty" in self.contains else ()
        return duty if inside is None else ("destination_tax", *duty)

    # 6 and 7

    def exact(self, ratio: Fraction) -> Fraction:
        return ratio * Fraction(self.asked.money.minor, 10 ** self.given_digits())

    def given_digits(self) -> int:
        return cast("int", _currencies.unit(self.rate.base).digits)

    def rounded(self, exact: Fraction) -> _End:
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

    def ended(self, rounded: Money, reason: Reason) -> _End:
        wanted = self.rules.ending
        if wanted is None or not rounded:
            return _End(rounded, None, Step(reasons=(reason,)))
        if self.asked.kind not in self.rules.applies_to:
            scope = Reason("pricing.ending_out_of_scope", {"kind": self.asked.kind})
            return _End(rounded, None, Step(reasons=(reason, scope)))
        return self.with_ending(rounded, wanted, reason)

    def with_ending(self, rounded: Money, wanted: str, reason: Reason) -> _End:
        text, refs = self.ending_text(wanted)
        ending = self.ending(text)
        if ending is None:
            told = {"ending": text or wanted, "currency": self.view.currency}
            impossible = Reason("pricing.ending_not_possible", told, refs, "warning")
            return _End(rounded, None, Step(reasons=(reason, impossible)))
        minor = with_ending(rounded.minor, ending, self.rules.toward)
        ended = Money.from_minor(minor, self.view.currency)
        told_all = {"ending": text, "before": rounded, "amount": ended}
        if abs(minor - rounded.minor) > rounded.minor * self.rules.within:
            far = Reason("pricing.ending_too_far", told_all, refs, "warning")
            return _End(rounded, None, Step(reasons=(reason, far)))
        given = Reason("pricing.ending", told_all, refs)
        return _End(ended, ending, Step(reasons=(reason, given)))

    def ending_text(self, wanted: str) -> tuple[str | None, tuple[Any, ...]]:
        return self.local_ending() if wanted == "local" else (wanted, ())

    def ending(self, text: str | None) -> Ending | None:
        """
        The ending as numbers; None where the currency can't show it.
        """
        found = None if text is None else ending_of(text, self.view.digits)
        if found is None or found.every % self.view.step or found.rest % self.view.step:
            return None
        return found

    def local_ending(self) -> tuple[str | None, tuple[Any, ...]]:
        fact = self.view.endings
        if fact is None:
            return None, ()
        fitting = (e for e in fact.value if ending_of(e, self.view.digits) is not None)
        return next(fitting, None), (fact.ref,)

    def net(self, amount: Money, inside: Fraction | None) -> Money:
        if inside is None:
            return amount
        whole = inside.numerator + inside.denominator
        minor = cents.convert(amount.minor, inside.denominator, whole, self.rules.rounding)
        return Money.from_minor(minor, self.view.currency)

    # 8

    def guarded(self, end: _End, tax: TaxShown) -> tuple[Money, Step]:
        least = self.rules.min_margin
        if least is None:
            return end.amount, _NOTHING
        if self.cost is None or tax.step.missing:
            unknown = Reason("pricing.margin_unknown", {"margin": least}, (), "warning")
            return end.amount, Step(reasons=(unknown,))
        lowest = self.lowest(end.ending, tax.inside)
        if end.amount.minor >= lowest:
            return end.amount, _NOTHING
        raised = Money.from_minor(lowest, self.view.currency)
        told = {"before": end.amount, "amount": raised, "margin": least}
        level = "step" if self.entry is None else "warning"
        return raised, Step(reasons=(Reason("pricing.margin_raised", told, (), level),))  # type: ignore[arg-type]

    def lowest(self, ending: Ending | None, inside: Fraction | None) -> int:
        exact = lowest_with_margin(self.cost or Fraction(0), self.rules.min_margin, inside)
        step = self.step()
        minor = ceil(exact * 10**self.view.digits / step) * step
        return minor if ending is None else cast("int", with_ending(minor, ending, "up"))

    # 9

    def banded(self, amount: Money, factor: Fraction, tax: TaxShown) -> tuple[Tag, Step]:
        new = Tag(amount, self.on, self.asked.money, self.rate, factor, self.asked.rules)
        old, band = self.asked.previous, self.rules.band
        if old is None or band is None or not self.only_rate_moved(old, new):
            return new, _NOTHING
        moved = abs(self.rate.ratio / old.rate.ratio - 1)
        told = {"before": old.amount, "since": old.since, "moved": _percent(moved), "band": band}
        if moved > band:
            return new, Step(reasons=(Reason("pricing.band_left", told),))
        if not self.keeps_margin(old.amount, tax):
            return new, Step(reasons=(Reason("pricing.band_margin", told, (), "warning"),))
        return old, Step(reasons=(Reason("pricing.band_kept", told),))

    def only_rate_moved(self, old: Tag, new: Tag) -> bool:
        same_pair = (old.rate.base, old.rate.quote) == (new.rate.base, new.rate.quote)
        made_of = (old.price, old.factor, old.rules) == (new.price, new.factor, new.rules)
        return same_pair and made_of and old.amount.currency == new.amount.currency

    def keeps_margin(self, amount: Money, tax: TaxShown) -> bool:
        if self.rules.min_margin is None or self.cost is None:
            return True
        least = lowest_with_margin(self.cost, self.rules.min_margin, tax.inside)
        return Fraction(amount.amount) >= least

    # 10

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
        reasons = (reason, *self.disputed(fact), *fact.reasons)
        return also, Step(reasons=reasons, status=fact.status)

    def disputed(self, fact: Fact[DualDisplay]) -> tuple[Reason, ...]:
        """
        Where sources disagree on the end, the longer reading is shown and both are told.
        """
        shorter = fact.value.shorter_until
        if shorter is None or self.on <= shorter:
            return ()
        told = {"shorter": shorter, "longer": parse_span(fact.until).last if fact.until else None}
        return (Reason("pricing.second_currency_disputed", told, fact.refs, "assumption"),)


def _product(ratios: Iterable[Fraction]) -> Fraction:
    whole = ONE
    for ratio in ratios:
        if ratio is not ONE:
            whole = ratio if whole is ONE else whole * ratio
    return whole


def _told(exact: Fraction) -> Decimal:
    """
    An exact value as a reader can take it: sixteen digits.
    """
    quotient = _TOLD_DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return quotient.normalize(_TOLD_DIGITS)


def _percent(share: Fraction) -> Fraction:
    """
    A share as a reader can take it: hundredths of a percent.
    """
    return Fraction(round(share * 10_000), 10_000)


def _case(entry: BookPrice) -> dict[str, Any]:
    return {
        "market": entry.market or "",
        "group": entry.group or "",
        "quantity": entry.quantity,
    }


def lowest_with_margin(
    cost: Fraction, margin: Fraction | None, inside: Fraction | None
) -> Fraction:
    """
    The least price, with its tax inside, that leaves the margin once the cost is paid.

    >>> lowest_with_margin(Fraction(60), Fraction(2, 5), Fraction(21, 100))
    Fraction(121, 1)
    """
    return cost * (1 + (inside or 0)) / (1 - (margin or 0))
