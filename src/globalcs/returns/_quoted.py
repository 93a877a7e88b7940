"""
From a landed cost to an order: what the buyer paid to the shop, and what at the door.

Rooms don't know each other, so the quote is read by its public attributes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["order_fields"]

_KIND = "landed_cost.quote"
_SHIPPING = "shipping"
#: What an item of the cart and a line of an order have in common.
_SHARED = (
    "quantity", "sku", "name", "hs_code", "origin", "category", "weight_kg", "units",
)  # fmt: skip


class _Part(NamedTuple):
    """
    What tells charges apart: what it was for, on which line (None: the order), and when it is paid.
    """

    kind: str
    line: str | None
    collected: str


def order_fields(
    quote: Any,
    *,
    lines: Mapping[str, Mapping[str, Any]],
    standard: Money | str | None,
    recoverable: Mapping[str, bool],
) -> dict[str, Any]:
    """
    The fields of an order as it was quoted, in the quote's currency.

    Raises:
        InvalidInput: it is no quote, two lines share a name, `lines` names one that is not there,
            or what is paid at checkout is not known.
    """
    quote = getattr(quote, "quote", quote)
    if getattr(quote, "kind", None) != _KIND:
        raise InvalidInput("a quote of landed_cost is needed", path="quote")
    if quote.due_at_checkout is None:
        raise InvalidInput(
            "what is paid at checkout is not known in this quote; settle what its .missing names, "
            "or write the order's amounts yourself",
            path="quote",
        )
    _check_names(quote, lines)
    freight, charges = _charges(quote)
    delivery = {"paid": quote.shipping + freight, "standard": standard}
    return {
        "place": quote.request.ship_to,
        "contract_date": quote.on,
        "buyer": quote.request.buyer,
        "lines": tuple(_lines(quote, lines)),
        "shipping": delivery if delivery["paid"] or standard else None,
        "charges": tuple(_written(charges, recoverable)),
    }


def _check_names(quote: Any, lines: Mapping[str, Mapping[str, Any]]) -> None:
    names = [line.item for line in quote.lines]
    if len({*names, _SHIPPING}) != len(names) + 1:
        raise InvalidInput("give each item of the quoted cart an id of its own", path="quote.lines")
    if unknown := sorted(set(lines).difference(names)):
        raise InvalidInput("the quote has no line of that id", path=f"lines.{unknown[0]}")


def _lines(quote: Any, told: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """
    Net prices, discount shared out already, with what else was told of each line.
    """
    for item, line in zip(quote.request.items, quote.lines, strict=True):
        fields = {name: getattr(item, name) for name in _SHARED}
        more = told.get(line.item, {})
        yield {**fields, "id": line.item, "line_total": line.net, **more}


def _charges(quote: Any) -> tuple[Money, dict[_Part, Money]]:
    """
    The tax the shop took on the delivery, which is part of its price, and all other charges.
    """
    freight = Money.from_minor(0, quote.shipping.currency)
    found: dict[_Part, Money] = {}
    at_border = {
        item: consignment.road == "import"
        for consignment in quote.consignments
        for item in consignment.items
    }
    for row in quote.charges:
        if row.item == _SHIPPING and row.kind == "tax" and row.due == "checkout":
            freight += row.amount
            continue
        line = None if row.item == _SHIPPING else row.item
        border = at_border.get(row.item, any(at_border.values()))
        part = _Part(_kind(row.kind, border), line, row.due)
        found[part] = found[part] + row.amount if part in found else row.amount
    return freight, found


def _kind(kind: str, border: bool) -> str:
    if kind == "tax":
        return "import_vat" if border else "tax"
    return {"duty": "duty", "fee": "customs_fee"}[kind]


def _written(
    charges: Mapping[_Part, Money], recoverable: Mapping[str, bool]
) -> Iterator[dict[str, Any]]:
    """
    Each charge with whether it can be had back: tax of the shop's own sale always, else as told.
    """
    for part, amount in charges.items():
        known = recoverable.get(part.kind, True if part.kind == "tax" else None)
        yield {**part._asdict(), "amount": amount, "refundable": known}
