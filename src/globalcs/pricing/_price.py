"""
A shop's price as a local shop would print it: the door, with its checks.

The steps stand in `_way`, one after the other in a fixed order.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast, get_args

from globalcs import _currencies
from globalcs.errors import InvalidInput
from globalcs.money import Money
from globalcs.pricing._doors import book_of, checked_rules, listed, rates_of, text_or_none
from globalcs.pricing._local_price import Kind, LocalPrice, PriceRequest, Tag
from globalcs.pricing._market import market
from globalcs.pricing._price_book import BookPrice, PriceBook
from globalcs.pricing._way import Known, Way
from globalcs.rates._rate import same_currency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.facts._places import Place
    from globalcs.items import Address
    from globalcs.pricing._market import Market
    from globalcs.pricing._models import PriceRules
    from globalcs.pricing._way import Plan
    from globalcs.rates import Rate, Rates

__all__ = ["cash_total", "price"]

CONTENTS = ("home_tax", "destination_tax", "duty")


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
    price_book: PriceBook | None = None,
    item: str | None = None,
    group: str | None = None,
    quantity: int = 1,
    cost: Money | str | None = None,
    previous: LocalPrice | Tag | None = None,
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
        rules: spread, ending, step, rounding, least margin, band; without them convert and round.
        price_book: prices that the shop set itself; one for this `item` wins over conversion.
        item: what the price is of, as the book names it.
        group: the customer's group, for the book.
        quantity: how many pieces are bought, for the book; the price is that of one.
        cost: what the goods cost the shop, for the least margin of the rules.
        previous: the price that stands, for the band of the rules.
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
    way, source = _way(
        money, place, on=on, locale=locale, prices_include=prices_include, home=home, goods=goods,
        kind=kind, rules=rules, price_book=price_book, item=item, group=group, quantity=quantity,
        cost=cost, previous=previous, rates=rates, facts=facts,
    )  # fmt: skip
    own = "" if price_book is None else price_book.version
    return way.answer(_version(way.book.version, getattr(source, "version", ""), own))


def planned(
    money: Money, place: str, own: bool = False, with_costs: bool = False, *, on: date, **more: Any
) -> tuple[Plan, Market]:
    """
    What all prices of one currency in one place share; it takes what `price` takes.

    Args:
        own: for the prices that the shop set itself.
        with_costs: the prices have costs, in the same currency.

    Raises:
        InvalidInput, UnknownPlace, EndedCurrency, RateNotFound, FactNotFound: as `price`.
    """
    if own:
        more |= {"price_book": _AnyPrice(()), "item": "any"}
    if with_costs:
        more["cost"] = Money.from_minor(1, money.currency.code)
    way, _ = _way(money, place, on=on, **more)
    return way.plan(), way.view


class _AnyPrice(PriceBook):
    """
    A book with some price for everything: what else holds for own prices does not depend on them.
    """

    def find(
        self,
        item: str,
        place: str,
        currency: str,
        *,
        on: date,
        group: str | None = None,
        quantity: int = 1,
    ) -> BookPrice:
        return BookPrice(item, Money.from_minor(0, currency))


def _way(
    money: Money | str,
    place: str | Address | Place,
    *,
    on: date,
    locale: str | None = None,
    prices_include: Iterable[str] = (),
    home: str | None = None,
    goods: str | None = None,
    kind: str = "item",
    rules: PriceRules | None = None,
    price_book: PriceBook | None = None,
    item: str | None = None,
    group: str | None = None,
    quantity: int = 1,
    cost: Money | str | None = None,
    previous: LocalPrice | Tag | None = None,
    rates: Rates | None = None,
    facts: Facts | None = None,
) -> tuple[Way, Rates]:
    book = book_of(facts)
    _currencies.require_day(on)
    where = book.cached(_code, place) if type(place) is str else book.place(place).code
    view = book.cached(market, where, on, text_or_none(goods, "goods"))
    own = None if home is None else book.place(home).code
    asked = PriceRequest(
        _checked_money(money, on),
        where,
        text_or_none(locale, "locale") or view.locale,
        _checked_contents(prices_include, own),
        own,
        goods,
        _checked_kind(kind),
        checked_rules(rules),
        _checked_item(item, price_book),
        text_or_none(group, "group"),
        quantity,
        _checked_cost(cost, on),
        _checked_tag(previous),
    )
    source = rates_of(rates, book)
    known = _known(asked, view, on, price_book, source)
    return Way(asked, view, known, on, book), source


def _known(
    asked: PriceRequest, view: Market, on: date, price_book: PriceBook | None, source: Rates
) -> Known:
    """
    What is asked of others before the arithmetic starts: an explicit price, rates.
    """
    entry = _entry(asked, view, on, price_book)
    if entry is None:
        rate = source.rate(str(asked.money.currency), view.currency, on)
    else:
        rate = same_currency(view.currency, on)
    if asked.cost is None:
        return Known(rate, entry, None)
    return Known(rate, entry, _cost(asked.cost, view, rate, source, on))


def _entry(
    asked: PriceRequest, view: Market, on: date, price_book: PriceBook | None
) -> BookPrice | None:
    if price_book is None or asked.item is None:
        return None
    return price_book.find(
        asked.item, view.place, view.currency, on=on, group=asked.group, quantity=asked.quantity
    )


def _cost(cost: Money, view: Market, rate: Rate, source: Rates, on: date) -> Fraction:
    code = str(cost.currency)
    own = rate if code == rate.base else source.rate(code, view.currency, on)
    return Fraction(cost.amount) * own.ratio


def _code(book: Facts, place: str) -> str:
    return book.place(place).code


@lru_cache(maxsize=256)
def _version(book: str, rates: str, own: str) -> str:
    """
    What the cents depend on besides the question; a name that comes twice is told once.
    """
    return " ".join(dict.fromkeys(f"{book} {rates} {own}".split()))


def _checked_money(money: object, on: date) -> Money:
    given = Money.read(money)
    if given.minor < 0:
        raise InvalidInput("a price can't be negative; refunds are minus the charge", path="money")
    return given.require_live(on)


def _checked_cost(cost: object, on: date) -> Money | None:
    if cost is None:
        return None
    given = Money.read(cost)
    if given.minor < 0:
        raise InvalidInput("a cost can't be negative", path="cost")
    return given.require_live(on)


def _checked_item(item: str | None, price_book: object) -> str | None:
    if price_book is None:
        return text_or_none(item, "item")
    if not isinstance(price_book, PriceBook):
        raise InvalidInput("price_book is a PriceBook", path="price_book")
    if item is None:
        raise InvalidInput('say what the price is of: item="mug"', path="item")
    return text_or_none(item, "item")


def _checked_tag(previous: object) -> Tag | None:
    tag = previous.tag if isinstance(previous, LocalPrice) else previous
    if tag is None or isinstance(tag, Tag):
        return tag
    raise InvalidInput("previous is the LocalPrice that stands, or its tag", path="previous")


def _checked_contents(contents: Iterable[str], home: str | None) -> tuple[str, ...]:
    given = listed(contents, "prices_include")
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

    book, given = book_of(facts), Money.read(total)
    step = book.find(book.place(place).code, CASH_STEP, on=_currencies.require_day(on))
    if step is None or step.value.currency != given.currency:
        return given
    return given.to_step(step.value.amount, rounding="half_up")
