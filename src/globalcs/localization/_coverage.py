"""
Which language says how much: what a shop reads before it opens a market.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs.localization._contracts import messages

if TYPE_CHECKING:
    from globalcs.localization._library import Templates

__all__ = ["Coverage", "coverage"]


class Coverage(NamedTuple):
    """
    What one locale has.

    Attributes:
        written, missing: ids of the messages with a text, and of those without one.
        reasons: how many reason codes have a sentence.
        registers: those its texts can be written in.
        reviewed_by: who has signed the texts; nobody in most.
    """

    locale: str
    written: tuple[str, ...]
    missing: tuple[str, ...]
    reasons: int
    registers: tuple[str, ...]
    reviewed_by: tuple[str, ...]


def coverage(texts: Templates) -> tuple[Coverage, ...]:
    """
    Every locale of the library and of the shop, by name.

    >>> from globalcs.localization._library import library
    >>> [(row.locale, len(row.missing)) for row in coverage(library()) if row.locale == "nl"]
    [('nl', 0)]
    """
    return tuple(_of(texts, name) for name in texts.locales)


def _of(texts: Templates, name: str) -> Coverage:
    from globalcs.localization._words import english_reasons

    found = texts.catalog(name)
    ids = [kind.id for kind in messages()]
    worded = set(found.reasons) | (set(english_reasons()) if name == "en" else set())
    return Coverage(
        name,
        tuple(one for one in ids if one in found.messages),
        tuple(one for one in ids if one not in found.messages),
        len(worded),
        found.registers,
        found.reviewed_by,
    )
