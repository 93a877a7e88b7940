"""
The price of one kilogram, litre or metre beside that of the pack, where the law wants it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from globalcs import _currencies
from globalcs.decision import Decision, Reason, Status
from globalcs.errors import InvalidInput
from globalcs.money import Money
from globalcs.pricing._doors import book_of
from globalcs.pricing._keys import UNIT_PRICE, UnitRule

if TYPE_CHECKING:
    from globalcs.facts import Fact, Facts
    from globalcs.facts._places import Place
    from globalcs.items import Address

__all__ = ["UnitPrice", "UnitPriceRequest", "unit_price"]

_CONTENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?) ?(kg|g|mg|l|cl|ml|m|cm|mm|m2|cm2|m3|item)")

#: Every unit by what it measures, in the smallest step of that measure.
_UNITS: dict[str, tuple[str, Fraction]] = {
    "mg": ("mass", Fraction(1, 1000)),
    "g": ("mass", Fraction(1)),
    "100 g": ("mass", Fraction(100)),
    "kg": ("mass", Fraction(1000)),
    "ml": ("volume", Fraction(1)),
    "cl": ("volume", Fraction(10)),
    "100 ml": ("volume", Fraction(100)),
    "l": ("volume", Fraction(1000)),
    "mm": ("length", Fraction(1)),
    "cm": ("length", Fraction(10)),
    "m": ("length", Fraction(1000)),
    "cm2": ("area", Fraction(1)),
    "m2": ("area", Fraction(10_000)),
    "m3": ("space", Fraction(1)),
    "item": ("pieces", Fraction(1)),
}
_USUAL = ("kg", "l", "m", "m2", "m3", "item")


class UnitPriceRequest(NamedTuple):
    """
    What was asked: the price of the pack, what is in it, and where it is sold.
    """

    price: Money
    content: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UnitPrice(Decision):
    """
    The price of one unit, and whether the place wants it shown.

    Attributes:
        amount: the price of one `per`, rounded half up to the minor unit.
        per: "kg", "l", "100 g" ...: the unit of the place, the first that its rule names.
        required: True or False; None where the book does not know.
    """

    kind = "pricing.unit_price"

    request: UnitPriceRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    amount: Money
    per: str
    required: bool | None

    def headline(self) -> Reason:
        """
        The unit price in a sentence.
        """
        return Reason("pricing.unit_price", {"amount": self.amount, "per": self.per})


def unit_price(
    price: Money | str,
    content: str,
    place: str | Address | Place,
    *,
    on: date,
    facts: Facts | None = None,
) -> UnitPrice:
    """
    The price of one kilogram, litre, metre, square or cubic metre, or item.

    Args:
        price: the selling price of the pack, as it is shown.
        content: what is in it: "750 g", "0.33 l", "12 item".
        place: where it is sold.
        on: the day.
        facts: the book.

    Raises:
        InvalidInput: the content is no amount of a known unit, or nothing; a negative price.
        UnknownPlace: there is no such place.

    >>> tea = unit_price("4.49 EUR", "75 g", "DE", on=date(2026, 10, 29))
    >>> tea.amount, tea.per, tea.required
    (Money('59.87', 'EUR'), 'kg', True)
    """
    facts = book_of(facts)
    given = Money.read(price)
    if given.minor < 0:
        raise InvalidInput("a price can't be negative", path="price")
    where = facts.place(place).code
    measure, amount = _content(content)
    rule = facts.find(where, UNIT_PRICE, on=_currencies.require_day(on))
    required, per, reasons = _ruled(where, measure, amount, rule)
    status: Status = "unknown" if rule is None else rule.status
    return UnitPrice(
        request=UnitPriceRequest(given, content, where),
        on=on,
        law_day=on,
        facts_version=facts.version,
        status=status,
        missing=() if rule else (f"pricing.unit_price {where}",),
        reasons=reasons,
        amount=given.times(_UNITS[per][1] / amount, rounding="half_up"),
        per=per,
        required=required,
    )


def _content(text: object) -> tuple[str, Fraction]:
    found = _CONTENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise InvalidInput('what is in the pack is written "750 g" or "0.33 l"', path="content")
    measure, factor = _UNITS[found[2]]
    amount = Fraction(Decimal(found[1])) * factor
    if not amount:
        raise InvalidInput("an empty pack has no price per unit", path="content")
    return measure, amount


def _ruled(
    place: str, measure: str, amount: Fraction, rule: Fact[UnitRule] | None
) -> tuple[bool | None, str, tuple[Reason, ...]]:
    usual = next(unit for unit in _USUAL if _UNITS[unit][0] == measure)
    if rule is None:
        return None, usual, (Reason("pricing.unit_unknown", {"place": place}, (), "warning"),)
    units = [unit for unit in rule.value.units if _UNITS[unit][0] == measure]
    told = {"place": place, "units": ", ".join(rule.value.units)}
    if not units:
        return False, usual, (Reason("pricing.unit_not_named", told, rule.refs), *rule.reasons)
    limit = rule.value.exempt_below
    if limit is not None and measure in ("mass", "volume") and amount < limit:
        small = Reason("pricing.unit_small_pack", {"place": place, "limit": limit}, rule.refs)
        return False, units[0], (small, *rule.reasons)
    reasons = [Reason("pricing.unit_wanted", told, rule.refs)]
    if rule.value.scope is not None:
        scope = {"place": place, "scope": rule.value.scope}
        reasons.append(Reason("pricing.unit_scope", scope, rule.refs, "assumption"))
    return True, units[0], (*reasons, *rule.reasons)
