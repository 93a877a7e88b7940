"""
The names that annotations of records may use though their module imports them for types alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["names"]


@lru_cache(maxsize=1)
def names() -> dict[str, Any]:
    """
    Every such name with its object; loaded once, when a decision is first read or written.
    """
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from fractions import Fraction
    from typing import ClassVar, Literal

    from globalcs.decision import Confidence, FactRef, Level, Reason, Status
    from globalcs.items import Address, Item
    from globalcs.money import Money

    known = (Mapping, date, datetime, Decimal, Fraction, FactRef, Reason, Address, Item, Money)
    aliases = {
        "ClassVar": ClassVar,
        "Confidence": Confidence,
        "Level": Level,
        "Literal": Literal,
        "Status": Status,
    }
    return {**{kind.__name__: kind for kind in known}, **aliases}
