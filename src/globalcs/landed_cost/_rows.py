"""
The rows of a quote.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from globalcs.decision import FactRef
from globalcs.money import Money

__all__ = ["Charge", "Consignment", "Due", "Line", "Range"]

Due = Literal["checkout", "delivery"]


class Line(NamedTuple):
    """
    What one line of the cart, or the freight, comes to in the quote's currency.

    `item` is the line's id, sku or name, else its number from 1; "shipping" for the freight (with
    insurance). `name` and `quantity` are those of the item, so that a message can say "2 × Indigo
    T-shirt"; the freight has no name and the quantity 1. `tax_rate` is None where the line bears
    several rates or none. A part that is not known is None, and so is `gross`, which is the sum
    of net, duty, tax and fees.

    A line can hold the share of the freight in its duty: duty is taken of goods, wherever the
    base comes from.
    """

    item: str
    name: str | None
    quantity: int
    net: Money
    duty: Money | None
    tax: Money | None
    tax_rate: Fraction | None
    fees: Money | None
    gross: Money | None


class Charge(NamedTuple):
    """
    One duty, tax or fee on one line.

    Attributes:
        kind: "duty", "tax" or "fee".
        item: the line, as in `Line.item`.
        name: what it is called: "customs duty", "VAT" ...
        base: what it is taken of, in the currency of customs; None for a flat amount.
        rate: None for a flat amount.
        assessed: the share of this line, in the currency of customs.
        amount: the same in the currency of the quote.
        rounding: step and mode of the sum over the consignment, of which this is a share.
        due: "checkout" or "delivery".
        facts: the sources.
    """

    kind: str
    item: str
    name: str
    base: Money | None
    rate: Fraction | None
    assessed: Money
    amount: Money
    rounding: str
    due: Due
    facts: tuple[FactRef, ...]


class Consignment(NamedTuple):
    """
    What travels as one: its lines, its sums, and how it is taxed.

    `goods` is the net value of its goods alone. `road` is "domestic", "union" (tax of the
    destination), "union_home" (tax of the seller), "scheme" or "import". A sum that is not known
    is None. `law_day` is the day whose law held for it.
    """

    items: tuple[str, ...]
    goods: Money
    road: str
    scheme: str | None
    shipping: Money
    duty: Money | None
    tax: Money | None
    fees: Money | None
    total: Money | None
    law_day: date


class Range(NamedTuple):
    """
    The least and the most a total can come to.
    """

    low: Money
    high: Money
