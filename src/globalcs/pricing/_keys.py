"""
What pricing reads of the book.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from globalcs.facts import readers
from globalcs.facts._model import Bend, Key
from globalcs.facts._shared_keys import CURRENCY, TAX_RATE

__all__ = [
    "CASH_STEP",
    "COMPARISON_PRICE",
    "DUAL_DISPLAY",
    "ENDINGS",
    "LOCALE",
    "PRIOR_PRICE",
    "PRIOR_PRICE_RELIEF",
    "REQUIRED",
    "TAX_DISPLAY",
    "UNIT_PRICE",
    "Comparison",
    "DualDisplay",
    "Relief",
    "UnitRule",
]

_ENDING = re.compile(r"\.[0-9]{1,3}|[0-9]{1,6}")


class DualDisplay(NamedTuple):
    """
    Two currencies on the tag while one replaces the other, at the legal rate.

    `shorter_until` is the last day by another reading of the law; the fact holds by the longer.
    """

    old: str
    new: str
    old_per_new: Fraction
    shorter_until: date | None = None

    @classmethod
    def read(cls, value: Any) -> DualDisplay:
        """
        From ``{ old = "BGN", new = "EUR", old_per_new = "1.95583" }``.
        """
        words = {"old": readers.text, "new": readers.text, "old_per_new": readers.decimal}
        found = readers.fields(value, words, {"shorter_until": readers.day})
        ratio = Fraction(found["old_per_new"])
        return cls(found["old"], found["new"], ratio, found["shorter_until"])


class Relief(NamedTuple):
    """
    Where a place is softer than thirty days: perishable goods, new goods, growing cuts.

    None is: nobody knows, so the strict reading holds.

    Attributes:
        perishable: "exempt", "own_window" (of `perishable_days`), "last_price" (the one right
            before), "before_first_cut", "since_first_sale" or "standard".
        new_arrival: for goods sold for a shorter time than the window: "since_first_sale",
            "days" (a window of `new_arrival_days`) or "standard".
        progressive: whether the price before the first cut stays the prior price while cuts grow
            without a break; for `progressive_days` or `progressive_months` at most.
    """

    perishable: str | None = None
    perishable_days: int | None = None
    new_arrival: str | None = None
    new_arrival_days: int | None = None
    progressive: bool | None = None
    progressive_days: int | None = None
    progressive_months: int | None = None

    @classmethod
    def read(cls, value: Any) -> Relief:
        """
        From ``{ perishable = "exempt", new_arrival = "since_first_sale", progressive = true }``.
        """
        days = dict.fromkeys(
            ("perishable_days", "new_arrival_days", "progressive_days", "progressive_months"),
            readers.integer,
        )
        words = {
            "perishable": readers.word(
                "exempt", "own_window", "last_price", "before_first_cut", "since_first_sale",
                "standard",
            ),
            "new_arrival": readers.word("since_first_sale", "days", "standard"),
            "progressive": readers.boolean,
        }  # fmt: skip
        return cls(**readers.fields(value, {}, {**words, **days}))


class Comparison(NamedTuple):
    """
    Which earlier price may stand beside the present one, where no number of days decides.

    Attributes:
        shape: "charged" (a price charged right before the cut may be shown half as long as it was
            charged, for `longest_months` at most, and without limit of time once it was charged for
            `unlimited_from_days` in a row) or "majority" (the price of more than half of the `days`
            before the sale, or of the time of sale if that is shorter; `least_days` in all, and
            last charged less than `ended_within_days` before).
    """

    shape: str
    longest_months: int | None = None
    unlimited_from_days: int | None = None
    days: int | None = None
    least_days: int | None = None
    ended_within_days: int | None = None

    @classmethod
    def read(cls, value: Any) -> Comparison:
        """
        From ``{ shape = "charged", longest_months = 2, unlimited_from_days = 30 }``.
        """
        numbers = dict.fromkeys(cls._fields[1:], readers.integer)
        found = cls(
            **readers.fields(value, {"shape": readers.word("charged", "majority")}, numbers)
        )
        if found.shape == "majority" and found.days is None:
            raise ValueError("a majority is one of some days")
        return found


class UnitRule(NamedTuple):
    """
    What the price of one unit is told for: the units, small packs that need none, and the scope.
    """

    units: tuple[str, ...]
    exempt_below: int | None = None
    scope: str | None = None

    @classmethod
    def read(cls, value: Any) -> UnitRule:
        """
        From ``{ units = ["kg", "l"], exempt_below = 10 }``; below so many grams or millilitres.
        """
        optional = {"exempt_below": readers.integer, "scope": readers.text}
        found = readers.fields(value, {"units": readers.listed(readers.text)}, optional)
        return cls(found["units"], found["exempt_below"], found["scope"])


def read_days(value: Any) -> int:
    """
    A look-back of some days.
    """
    days = readers.integer(value)
    if not 1 <= days <= 365:
        raise ValueError("a look-back is 1 to 365 days")
    return days


def read_ending(value: Any) -> str:
    """
    A price ending: ``.99`` for the decimals, ``990`` for the last whole digits.
    """
    if not isinstance(value, str) or not _ENDING.fullmatch(value):
        raise ValueError('an ending is a point and digits (".99") or last whole digits ("990")')
    return value


TAX_DISPLAY = Key(
    "pricing.tax_display",
    readers.word("inclusive", "exclusive", "both", "untaxed"),
    shelf_days=730,
)
"""
How consumer prices must be shown: with tax, without, both lines, or there is no such tax.
"""
ENDINGS = Key(
    "pricing.endings", readers.listed(read_ending), bend={"*": Bend("default")}, shelf_days=1830
)
"""
The endings that prices there usually have, the most usual first.
"""
CASH_STEP = Key("pricing.cash_step", readers.amount, shelf_days=1830)
"""
The step to which a total paid in cash is rounded, to the nearest.
"""
LOCALE = Key("pricing.locale", readers.text, bend={"*": Bend("default")}, shelf_days=3650)
"""
The locale in which prices there are commonly written.
"""
DUAL_DISPLAY = Key("pricing.dual_display", DualDisplay.read)
"""
The period in which a price stands in the old and the new currency.
"""
PRIOR_PRICE = Key("pricing.prior_price", read_days, bend={"*": Bend("minimum")})
"""
For how many days before a reduction the lowest price is looked for.
"""
PRIOR_PRICE_RELIEF = Key("pricing.prior_price_relief", Relief.read)
"""
Where a place is softer than that.
"""
COMPARISON_PRICE = Key("pricing.comparison_price", Comparison.read)
"""
What stands instead of a number of days where the rule has another shape.
"""
UNIT_PRICE = Key("pricing.unit_price", UnitRule.read, shelf_days=1830)
"""
For what units a price is told beside that of the pack.
"""

REQUIRED = (CURRENCY, TAX_DISPLAY, TAX_RATE)
