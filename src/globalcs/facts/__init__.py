"""
The dated book: facts with days, sources and confidence.

    >>> from datetime import date
    >>> from globalcs import facts
    >>> rate = facts.bundled().get("NL", "tax.rate", on=date(2026, 11, 21))
    >>> rate.value, rate.confidence
    (Fraction(21, 100), 'high')
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.facts import readers
    from globalcs.facts._book import Facts
    from globalcs.facts._coverage import Coverage
    from globalcs.facts._model import Bend, Fact, Key, Source
    from globalcs.facts._places import Place

__all__ = ["Bend", "Coverage", "Fact", "Facts", "Key", "Place", "Source", "bundled", "readers"]

_HOMES = {
    "Bend": "_model",
    "Coverage": "_coverage",
    "Fact": "_model",
    "Facts": "_book",
    "Key": "_model",
    "Place": "_places",
    "Source": "_model",
}


@lru_cache(maxsize=1)
def bundled() -> Facts:
    """
    The facts that come with the library, read file by file as they are asked for.
    """
    from globalcs.facts._book import Facts
    from globalcs.facts._shelf import bundled_shelf

    return Facts((bundled_shelf(),))


__getattr__, __dir__ = lazy_names(globals(), _HOMES)
