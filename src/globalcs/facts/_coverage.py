"""
How well the book knows a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from globalcs.facts._registry import required_keys, room_gaps

if TYPE_CHECKING:
    from datetime import date

    from globalcs.decision import FactRef
    from globalcs.facts._book import Facts
    from globalcs.facts._places import Place

__all__ = ["Coverage", "coverage"]


class Coverage(NamedTuple):
    """
    What the book knows of a place in a room.

    `level` is "full" when every fact the room needs is there with at least medium confidence,
    "none" when there is none, else "partial". `missing` names the keys without a fact, `weak`
    those that rest on low confidence or doubtful days, and what else the room lacks.
    """

    level: Literal["full", "partial", "none"]
    missing: tuple[str, ...]
    weak: tuple[str, ...]
    sources: tuple[FactRef, ...]


def coverage(facts: Facts, place: Place, room: str, on: date) -> Coverage:
    """
    The coverage of a place in a room on a day.
    """
    keys = required_keys(room)
    found = {key.name: facts.all(place.code, key, on=on) for key in keys}
    missing = tuple(name for name, answers in found.items() if not answers)
    weak = tuple(
        name
        for name, answers in found.items()
        if answers and any(answer.status == "estimated" for answer in answers[:1])
    )
    weak += room_gaps(room, facts, place.code, on)
    refs = dict.fromkeys(ref for answers in found.values() for a in answers for ref in a.refs)
    return Coverage(_level(len(keys), missing, weak), missing, weak, tuple(refs))


def _level(
    total: int, missing: tuple[str, ...], weak: tuple[str, ...]
) -> Literal["full", "partial", "none"]:
    if len(missing) == total:
        return "none"
    return "partial" if missing or weak else "full"
