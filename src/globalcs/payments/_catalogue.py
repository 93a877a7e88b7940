"""
The methods themselves, with no checkout in mind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs.payments._keys import END, LABEL, LIFE, METHOD
from globalcs.payments._views import PREFIX, check_methods, method_ids

if TYPE_CHECKING:
    from globalcs.decision import FactRef
    from globalcs.facts import Facts

__all__ = ["Label", "MethodCard", "method", "methods"]


class Label(NamedTuple):
    """
    What shoppers read, from `since` to `until` (ISO text; None where nobody dated it).
    """

    text: str
    since: str | None
    until: str | None


class MethodCard(NamedTuple):
    """
    A payment method: what it is, and its life.

    `launched` and `ends` are ISO text, shorter when inexact ("2005"); None where nobody tells.
    From `ends` on it works no more, and `successors` stand in for it.
    """

    id: str
    name: str
    family: str
    classes: tuple[str, ...]
    labels: tuple[Label, ...]
    launched: str | None
    ends: str | None
    successors: tuple[str, ...]
    note: str
    sources: tuple[FactRef, ...]


def method(method_id: str, *, facts: Facts | None = None) -> MethodCard:
    """
    One method of the book.

    Raises:
        UnknownMethod: there is no such method; the message names those alike.

    >>> method("ideal").successors
    ('wero',)
    """
    book = _book(facts)
    check_methods(book, "method", (method_id,))
    subject = PREFIX + method_id
    identity, life = book.history(subject, METHOD), book.history(subject, LIFE)
    end = book.history(subject, END)
    value = identity[-1].value if identity else None
    return MethodCard(
        id=method_id,
        name=value.name if value else method_id,
        family=value.family if value else "",
        classes=value.classes if value else (),
        labels=tuple(Label(f.value, f.since, f.until) for f in book.history(subject, LABEL)),
        launched=life[0].since if life else None,
        ends=end[-1].since if end else None,
        successors=end[-1].value if end else (),
        note=identity[-1].note if identity else "",
        sources=tuple(dict.fromkeys(ref for fact in (*identity, *life, *end) for ref in fact.refs)),
    )


def methods(*, facts: Facts | None = None) -> tuple[MethodCard, ...]:
    """
    All methods of the book, by id.

    >>> len(methods()) >= 213
    True
    """
    book = _book(facts)
    return tuple(method(name, facts=book) for name in method_ids(book))


def _book(facts: Facts | None) -> Facts:
    from globalcs.facts import bundled

    return bundled() if facts is None else facts
