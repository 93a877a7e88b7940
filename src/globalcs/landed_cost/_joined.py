"""
An order that travels in parts: each part is quoted alone, and the answers are put together.

Limits, bases and roundings hold for what travels as one; the order is the sum of its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.decision import Reason, worst_status
from globalcs.landed_cost import _keys as keys
from globalcs.landed_cost._rows import Line, Range
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from globalcs.facts import Fact
    from globalcs.landed_cost._law import Plan
    from globalcs.landed_cost._models import Shipment
    from globalcs.landed_cost._quote import Quote

__all__ = ["Joined"]

_IMPORTS = ("import", "scheme")


class Joined:
    """
    The quotes of all parts of an order, and what they come to together.
    """

    __slots__ = ("on", "parts", "plans", "shipment")

    def __init__(
        self, shipment: Shipment, on: date, parts: tuple[Quote, ...], plans: tuple[Plan, ...]
    ) -> None:
        self.shipment, self.on, self.parts, self.plans = shipment, on, parts, plans

    def made(self, name: str) -> Any:
        """
        A field of the order's quote.
        """
        return _MAKERS[name](self)

    def of_parts(self, name: str) -> list[Any]:
        """
        A field of each part.
        """
        return [getattr(part, name) for part in self.parts]


def _sum(amounts: Iterable[Money | None]) -> Money | None:
    """
    The sum; None where a part of it is not known.
    """
    found = list(amounts)
    known = [amount for amount in found if amount is not None]
    if len(known) < len(found):
        return None
    return sum(known[1:], known[0])


def _summed(name: str) -> Callable[[Joined], Money | None]:
    return lambda order: _sum(order.of_parts(name))


def _chained(name: str) -> Callable[[Joined], tuple[Any, ...]]:
    return lambda order: tuple(row for rows in order.of_parts(name) for row in rows)


def _missing(order: Joined) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_chained("missing")(order)))


def _lines(order: Joined) -> tuple[Line, ...]:
    """
    The lines as they stand in the cart.
    """
    rows = zip(order.shipment.lines_of_parcels, order.of_parts("lines"), strict=True)
    found = {
        number: line for numbers, lines in rows for number, line in zip(numbers, lines, strict=True)
    }
    return tuple(found[number] for number in sorted(found))


def _shipping_line(order: Joined) -> Line:
    rows: list[Line] = order.of_parts("shipping_line")
    rates = {row.tax_rate for row in rows if row.net}
    net = _sum(row.net for row in rows)
    assert net is not None
    return rows[0]._replace(
        net=net,
        duty=_sum(row.duty for row in rows),
        tax=_sum(row.tax for row in rows),
        tax_rate=rates.pop() if len(rates) == 1 else None,
        fees=_sum(row.fees for row in rows),
        gross=_sum(row.gross for row in rows),
    )


def _reasons(order: Joined) -> tuple[Reason, ...]:
    return tuple(_told(order))


def _told(order: Joined) -> Iterator[Reason]:
    """
    The reasons part by part, each under a line that names its goods.
    """
    for number, part in enumerate(order.parts, 1):
        lines = ", ".join(line.item for line in part.lines)
        told = {"number": number, "count": len(order.parts), "items": lines}
        yield Reason("landed_cost.consignment", told)
        yield from part.reasons
    if (fact := _counted_together(order)) is not None:
        told = {"place": fact.subject}
        yield Reason("landed_cost.parts_counted_together", told, fact.refs, "warning")


def _counted_together(order: Joined) -> Fact[str] | None:
    """
    The rule by which customs counts parcels of one order together, where two cross a border.
    """
    roads = [rows[0].road for rows in order.of_parts("consignments")]
    plans = [plan for plan, road in zip(order.plans, roads, strict=True) if road in _IMPORTS]
    if len(plans) < 2:
        return None
    plan = plans[0]
    return plan.facts.find(plan.away.code, keys.SPLIT_ORDERS, on=plan.day, when=plan.context)


def _scheme(order: Joined) -> str | None:
    """
    The scheme of all parts; none where they differ.
    """
    schemes = set(order.of_parts("scheme"))
    return schemes.pop() if len(schemes) == 1 else None


def _range(order: Joined) -> Range | None:
    """
    The bounds of all parts together, where each part has them or is known.
    """
    if _summed("total")(order) is not None:
        return None
    found = [part.range or (part.total and (part.total, part.total)) for part in order.parts]
    if not all(found):
        return None
    low, high = (_sum(ends[side] for ends in found if ends) for side in (0, 1))
    assert low is not None
    assert high is not None
    return Range(low, high)


_MAKERS: Mapping[str, Callable[[Joined], Any]] = {
    "request": lambda order: order.shipment,
    "on": lambda order: order.on,
    "law_day": lambda order: order.shipment.arrival or order.on,
    "facts_version": lambda order: order.parts[0].facts_version,
    "status": lambda order: worst_status(order.of_parts("status")),
    "missing": _missing,
    "reasons": _reasons,
    "lines": _lines,
    "shipping_line": _shipping_line,
    "charges": _chained("charges"),
    "scheme": _scheme,
    "consignments": _chained("consignments"),
    "range": _range,
    **{
        name: _summed(name)
        for name in (
            *("goods", "shipping", "duty", "tax", "fees", "total", "at_least"),
            *("due_at_checkout", "due_on_delivery", "owed_by_seller"),
        )
    },
}
