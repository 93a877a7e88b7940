"""
What pricing reads of the book.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, NamedTuple

from globalcs.facts import readers
from globalcs.facts._model import Bend, Key
from globalcs.facts._shared_keys import CURRENCY, TAX_RATE

__all__ = [
    "CASH_STEP",
    "DUAL_DISPLAY",
    "ENDINGS",
    "LOCALE",
    "REQUIRED",
    "TAX_DISPLAY",
    "DualDisplay",
]

_ENDING = re.compile(r"\.[0-9]{1,3}|[0-9]{1,6}")


class DualDisplay(NamedTuple):
    """
    Two currencies on the tag while one replaces the other, at the legal rate.
    """

    old: str
    new: str
    old_per_new: Fraction

    @classmethod
    def read(cls, value: Any) -> DualDisplay:
        """
        From ``{ old = "BGN", new = "EUR", old_per_new = "1.95583" }``.
        """
        words = {"old": readers.text, "new": readers.text, "old_per_new": readers.decimal}
        found = readers.fields(value, words, {})
        return cls(found["old"], found["new"], Fraction(found["old_per_new"]))


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

REQUIRED = (CURRENCY, TAX_DISPLAY, TAX_RATE)
