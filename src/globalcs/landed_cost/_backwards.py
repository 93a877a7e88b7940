"""
From what the buyer pays in all back to the net price: one answer for each regime that has one.

The total leaps at thresholds, and may even fall, so the prices are cut where any limit of the law
lies. Between two cuts the total rises with the price, and the price is found by halving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.landed_cost._assess import measures_of
from globalcs.landed_cost._models import Shipment
from globalcs.landed_cost._work import Sources, cart_of, plan_of, quote
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.landed_cost._law import Limit
    from globalcs.landed_cost._quote import Quote
    from globalcs.landed_cost._tariffs import Tariffs
    from globalcs.rates import Rates

__all__ = ["NetPrice", "NetPrices", "price_for_total"]

#: How many minor units rounding may take back from one price to the next.
_WOBBLE = 3


class NetPrice(NamedTuple):
    """
    A net price of one piece, and the quote it leads to.

    `exact`: the total is the one that was wanted. Else it is the highest price of its regime whose
    total stays below: a minor unit more would pass it.
    """

    price: Money
    exact: bool
    quote: Quote


class NetPrices(NamedTuple):
    """
    The net prices that lead to a total, the lowest first: at most one a regime, perhaps none.

    `missing`: what would settle the regimes whose total is not known.
    """

    prices: tuple[NetPrice, ...]
    missing: tuple[str, ...]


def price_for_total(
    shipment: Shipment | Mapping[str, Any],
    total: Money | str,
    *,
    on: date,
    line: int = 0,
    rates: Rates | None = None,
    customs_rates: Rates | None = None,
    tariffs: Tariffs | None = None,
    facts: Facts | None = None,
) -> NetPrices:
    """
    The net price of one line with which the buyer pays `total` in all: goods, freight and charges.

    Thresholds make the total leap, so several prices can lead to it, or none. Every price that
    comes back was quoted, and its quote stands beside it. Where freight is worth many times the
    goods, and lines bear different rates, the total may fall while a price rises, as freight moves
    to the other line; there an answer may be passed by.

    Args:
        shipment: as for `quote`, with net prices; the price of `line` in it does not matter.
        total: what the buyer is to pay, in the currency of the quote.
        line: the line whose price is sought, counted from 0.
        on, rates, customs_rates, tariffs, facts: as for `quote`.

    Raises:
        InvalidInput: there is no such line, or the shipment's prices hold charges.
        CurrencyMismatch: the total is in another currency than the quote.

    >>> from datetime import date
    >>> from globalcs.landed_cost import Shipment, price_for_total
    >>> parcel = Shipment(
    ...     ship_from="US", ship_to="GB", shipping="0 GBP", registrations=["VAT-GB"],
    ...     items=[{"price": "0 GBP", "duty_rate": "10 %", "category": "home", "origin": "US"}],
    ... )
    >>> found = price_for_total(parcel, "160 GBP", on=date(2026, 11, 21))
    >>> [(str(way.price), way.exact) for way in found.prices]
    [('133.33 GBP', True)]
    """
    shipment, wanted = Shipment.read(shipment), Money.read(total)
    _check(shipment, wanted, line)
    if facts is None:
        from globalcs.facts import bundled

        facts = bundled()
    return _Search(shipment, wanted, line, on, Sources(rates, customs_rates, tariffs), facts).run()


def _check(shipment: Shipment, wanted: Money, line: int) -> None:
    if not 0 <= line < len(shipment.items):
        raise InvalidInput("the shipment has no such line; lines count from 0", path="line")
    if shipment.prices_include:
        raise InvalidInput(
            "net prices are sought; leave prices_include out", path="shipment.prices_include"
        )
    if str(wanted.currency) != (shipment.currency or shipment.order_currency).upper():
        raise CurrencyMismatch(
            "the total is in another currency than the quote; set the shipment's currency",
            path="total",
        )


class _Search:
    """
    The search for one line's price, in minor units of the cart's currency.
    """

    def __init__(
        self,
        shipment: Shipment,
        wanted: Money,
        line: int,
        on: date,
        sources: Sources,
        facts: Facts,
    ) -> None:
        self.shipment, self.wanted, self.line, self.on = shipment, wanted, line, on
        self.sources, self.facts = sources, facts
        self.quantity = shipment.items[line].quantity
        self.plans = [plan_of(part, on, sources, facts) for part in shipment.parts]
        self.seen: dict[int, Quote] = {}
        self.compared: dict[int, list[dict[str, int]]] = {}
        self.missing: dict[str, None] = {}

    def run(self) -> NetPrices:
        found = []
        for first, last in self.regimes():
            price = self.within(first, last)
            if price is not None:
                exact = self.quote(price).total == self.wanted
                found.append(NetPrice(self.money(price), exact, self.quote(price)))
        return NetPrices(tuple(found), tuple(self.missing))

    # One price

    def money(self, price: int) -> Money:
        return Money.from_minor(price, self.shipment.order_currency)

    def parcel(self, price: int) -> Shipment:
        items = list(self.shipment.items)
        items[self.line] = items[self.line].replace(price=self.money(price), line_total=None)
        return self.shipment.replace(items=tuple(items))

    def quote(self, price: int) -> Quote:
        if price not in self.seen:
            sources = self.sources._asdict()
            self.seen[price] = quote(self.parcel(price), on=self.on, facts=self.facts, **sources)
        return self.seen[price]

    def enough(self, price: int) -> bool | None:
        """
        Whether a price leads to no more than the total wanted; None where that is not known.
        """
        found = self.quote(price)
        if found.total is None:
            self.missing.update(dict.fromkeys(found.missing))
            return None
        return bool(found.total <= self.wanted)

    def within(self, first: int, last: int) -> int | None:
        """
        The price of a regime that leads to the total, else the highest that leads to less of it.

        Sums are rounded one by one, so the total may take back a minor unit or two: prices beside
        the one found, and the lowest, are looked at as well.
        """
        low = next(
            (p for p in range(first, min(first + _WOBBLE, last) + 1) if self.enough(p)), None
        )
        if low is None:
            return None
        whole = bool(self.enough(last))
        top = last if whole else _highest(lambda price: bool(self.enough(price)), low, last)
        near: list[int] = [*range(top, max(top - _WOBBLE, low) - 1, -1), low]
        exact = [price for price in near if self.quote(price).total == self.wanted]
        if exact:
            return exact[0]
        return None if whole else top

    # Regimes

    def regimes(self) -> Iterator[tuple[int, int]]:
        """
        Rows of prices, from the lowest to the highest that can matter, cut at every limit.
        """
        lowest, highest = self.ends()
        if lowest > highest:
            return
        cuts = {
            self.cut(number, limit, lowest, highest)
            for number, plan in enumerate(self.plans)
            for road in plan.roads
            for limit in road.limits
        }
        starts = sorted({lowest, *(cut + 1 for cut in cuts if lowest <= cut < highest)})
        for start, after in zip(starts, (*starts[1:], highest + 1), strict=True):
            yield start, after - 1

    def ends(self) -> tuple[int, int]:
        """
        No price below what the discount leaves, none above the total with the discount put back.
        """
        basis = self.shipment.basis
        others = sum(basis.totals) - basis.totals[self.line]
        least = -(-max(basis.discount - others, 0) // self.quantity)
        ratio = self.plans[0].order_to_quote
        most = self.wanted.minor * ratio.denominator // ratio.numerator + basis.discount
        return least, (most + ratio.denominator) // self.quantity + 1

    def cut(self, number: int, limit: Limit, lowest: int, highest: int) -> int:
        """
        The highest price on the side of a limit on which the lowest price lies.

        A dearer line brings its own parcel over a limit, and takes freight off another parcel.
        """
        side = limit.holds(self.measures(lowest)[number])
        return _highest(
            lambda price: limit.holds(self.measures(price)[number]) == side, lowest, highest + 1
        )

    def measures(self, price: int) -> list[dict[str, int]]:
        """
        What the limits of each parcel are compared with.
        """
        if price not in self.compared:
            parts = zip(self.plans, self.parcel(price).parts, strict=True)
            self.compared[price] = [measures_of(p, cart_of(p, part.basis)) for p, part in parts]
        return self.compared[price]


def _highest(holds: Callable[[int], bool], yes: int, no: int) -> int:
    """
    The highest whole number that holds, from one that does to one taken not to.
    """
    while no - yes > 1:
        middle = (yes + no) // 2
        if holds(middle):
            yes = middle
        else:
            no = middle
    return yes
