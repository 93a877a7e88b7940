"""
What changes in the book between two days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.facts._registry import all_keys
from globalcs.facts._show import rows_of

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts._book import Facts

__all__ = ["Change", "diff"]


class Change(NamedTuple):
    """
    A fact whose plain value is another on the second day; None where there is none.
    """

    subject: str
    key: str
    when: str
    before: Any
    after: Any


def diff(facts: Facts, first: date, second: date, place: str | None = None) -> tuple[Change, ...]:
    """
    Every fact whose answer on `second` is another than on `first`, by subject and key.

    Args:
        facts: the book.
        first: the day looked at first.
        second: the day it is compared with.
        place: only what holds for this place (or another subject, such as "method:ideal"), also
            what it inherits on either day.

    Raises:
        UnknownPlace: no such place.
    """
    subjects = facts.subjects() if place is None else _chains(facts, place, first, second)
    return tuple(
        change
        for subject in subjects
        for key_name in facts.keys_of(subject)
        for change in _changes(facts, subject, key_name, first, second)
    )


def _chains(facts: Facts, place: str, first: date, second: date) -> tuple[str, ...]:
    code = place if facts.has_subject(place) else facts.place(place).code
    rooms = sorted({key.room for key in all_keys().values()})
    asked = (facts.chain(code, room, day) for room in rooms for day in (first, second))
    return tuple(dict.fromkeys(name for chain in asked for name in chain))


def _changes(
    facts: Facts, subject: str, key_name: str, first: date, second: date
) -> tuple[Change, ...]:
    before = {row.when: row.value for row in rows_of(facts, subject, key_name, first)}
    after = {row.when: row.value for row in rows_of(facts, subject, key_name, second)}
    return tuple(
        Change(subject, key_name, when, before.get(when), after.get(when))
        for when in sorted(before.keys() | after.keys())
        if before.get(when) != after.get(when)
    )
