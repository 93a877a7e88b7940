"""
What the book says of a place on a day, as far as prices need it; gathered once and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs import _currencies
from globalcs.errors import FactNotFound
from globalcs.facts._shared_keys import CURRENCY, TAX_RATE
from globalcs.pricing._keys import DUAL_DISPLAY, ENDINGS, LOCALE, TAX_DISPLAY

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from globalcs.facts import Fact, Facts
    from globalcs.pricing._keys import DualDisplay

__all__ = ["Market", "market", "tax_rate"]


class Market(NamedTuple):
    """
    A place on a day: its currency and step, how tax is shown, its tax rate, endings and locale.

    `step` is the smallest difference between two prices on a tag, in minor units.
    """

    place: str
    currency: str
    digits: int
    step: int
    tax_display: Fact[str] | None
    tax_rate: Fact[Fraction] | None
    endings: Fact[tuple[str, ...]] | None
    locale: str
    dual: Fact[DualDisplay] | None


def market(facts: Facts, place: str, on: date, goods: str | None) -> Market:
    """
    Everything the book says of `place`.

    Raises:
        FactNotFound: it does not say what money people pay with there.
    """
    currency = _currency(facts, place, on)
    digits = _currencies.unit(currency).digits or 0
    shown = min(digits, _currencies.display_digits(currency))
    locale = facts.find(place, LOCALE, on=on)
    return Market(
        place,
        currency,
        digits,
        10 ** (digits - shown),
        facts.find(place, TAX_DISPLAY, on=on),
        tax_rate(facts, place, on, goods),
        facts.find(place, ENDINGS, on=on),
        locale.value if locale else "en",
        facts.find(place, DUAL_DISPLAY, on=on),
    )


def _currency(facts: Facts, place: str, on: date) -> str:
    found = facts.find(place, CURRENCY, on=on)
    if found is None:
        raise FactNotFound(
            f"the book does not say which currency {place} has on {on}; "
            "name a country, or add a layer with place.currency",
            subject=place,
            key=CURRENCY.name,
        )
    _currencies.require_live(found.value, on)
    return found.value


def tax_rate(facts: Facts, place: str, on: date, goods: str | None) -> Fact[Fraction] | None:
    """
    The rate of the consumption tax of a place for a class of goods; None when nobody knows.
    """
    return facts.find(place, TAX_RATE, on=on, when={"goods": goods} if goods else {})
