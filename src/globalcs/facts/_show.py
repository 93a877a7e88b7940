"""
What the book says of a place on a day, as rows a person can read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import Confidence
from globalcs.facts._place_keys import TERRITORIES
from globalcs.facts._registry import all_keys, key_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.facts._book import Facts
    from globalcs.facts._model import Record, Source, When

__all__ = ["Row", "rows_of", "show", "value_text", "when_text"]


class Row(NamedTuple):
    """
    A fact in force: who says it, under which conditions, on which days, and what it rests on.

    `value` is the plain value of the file; `note` is a remark in our own words.
    """

    subject: str
    key: str
    when: str
    value: Any
    since: str | None
    until: str | None
    confidence: Confidence
    sources: tuple[Source, ...]
    note: str

    def to_dict(self) -> dict[str, Any]:
        """
        The row as plain data.
        """
        return {**self._asdict(), "sources": [source._asdict() for source in self.sources]}


def show(facts: Facts, place: str, on: date) -> tuple[Row, ...]:
    """
    Everything in force for `place` on `on`, also what it inherits: by key, then by conditions.

    `place` may be any other subject of the book as well, such as "method:ideal". What a nearer
    subject says under the same key and conditions hides what a union says.

    Raises:
        UnknownPlace: no such place.
    """
    code = place if facts.has_subject(place) else facts.place(place).code
    seen: dict[tuple[str, str], Row] = {}
    for subject, key_name in _asked(facts, code, on):
        for row in rows_of(facts, subject, key_name, on):
            adds = key_named(key_name).merge == "add"
            seen.setdefault((f"{key_name} {subject}" if adds else key_name, row.when), row)
    return tuple(sorted(seen.values(), key=lambda row: (row.key, row.when, row.subject)))


def _asked(facts: Facts, code: str, on: date) -> Iterator[tuple[str, str]]:
    """
    Subjects and keys that answer for a place, the nearest subject of each key first.
    """
    rooms = sorted({key.room for key in all_keys().values()})
    subjects = dict.fromkeys(name for room in rooms for name in facts.chain(code, room, on))
    for subject in subjects:
        for key_name in facts.keys_of(subject):
            # What lies inside a country is no matter of its other parts.
            if key_name == TERRITORIES.name and subject != code:
                continue
            if subject in facts.chain(code, key_named(key_name).room, on):
                yield subject, key_name


def rows_of(facts: Facts, subject: str, key_name: str, on: date) -> Iterator[Row]:
    """
    The facts of one subject and key in force on a day, whatever their conditions.
    """
    for record in facts._all_records(subject, key_named(key_name)):
        if not record.ended and record.timing(on) != "outside":
            yield _row(record)


def _row(record: Record[Any]) -> Row:
    return Row(
        record.subject,
        record.key.name,
        when_text(record.when),
        record.raw,
        record.since_text,
        record.until_text,
        record.confidence,
        record.sources,
        record.note,
    )


def when_text(when: When) -> str:
    """
    Conditions in a line: ``goods books or food, channel not post``.
    """
    return ", ".join(
        f"{field} {'not ' if negated else ''}{' or '.join(words)}" for field, words, negated in when
    )


def value_text(value: Any) -> str:
    """
    A plain value in a line.

    >>> value_text({"days": 14, "starts": ["delivery", "contract"], "free": True})
    'days 14; starts delivery, contract; free yes'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{name} {_inner_text(inner)}".strip() for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_inner_text(inner) for inner in value)
    return str(value)


def _inner_text(value: Any) -> str:
    text = value_text(value)
    return f"({text})" if isinstance(value, dict) else text
