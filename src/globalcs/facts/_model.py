"""
A fact, the key that reads it, and the conditions under which it holds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from globalcs.decision import Confidence, FactRef, Reason, Status
from globalcs.facts._dates import Span, parse_span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

__all__ = ["Bend", "BendKind", "Fact", "Key", "Record", "Source", "Timing", "When"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

BendKind = Literal["fixed", "minimum", "maximum", "default"]
Timing = Literal["certain", "inexact", "outside"]


class Source(NamedTuple):
    """
    Where a fact was found: title, address, kind, and the day somebody read it (ISO text).
    """

    title: str
    url: str | None
    kind: str
    seen: str | None


class Bend(NamedTuple):
    """
    How far a shop's layer may bend a field.

    ``fixed``: not at all. ``minimum``: the law is the floor, more favours the buyer.
    ``maximum``: the law is the ceiling, less favours the buyer. ``default``: freely.
    """

    kind: BendKind


FIXED = Bend("fixed")


class Key(Generic[T]):
    """
    A kind of fact: its dotted name, how its value is read, and how it is inherited and bent.

    Args:
        name: dotted; the first part is the room, or place, tax, goods, money.
        read: turns the plain value of the file into the typed one; raises ValueError with a
            sentence when it is malformed.
        merge: "replace" (the nearest subject answers) or "add" (all along the chain add up).
        bend: per field (or "*") how far a shop may bend it; fixed unless said.
        shelf_days: days after `verified` during which the value counts as fresh.
        layers_only: shops tell it in their layers; the book itself has no such fact.

    >>> Key("tax.rate", str).room
    'tax'
    """

    __slots__ = ("bend", "layers_only", "merge", "name", "read", "shelf_days")

    def __init__(
        self,
        name: str,
        read: Callable[[Any], T],
        *,
        merge: Literal["replace", "add"] = "replace",
        bend: Mapping[str, Bend] | None = None,
        shelf_days: int = 365,
        layers_only: bool = False,
    ) -> None:
        self.name = name
        self.read = read
        self.merge = merge
        self.bend = bend or {}
        self.shelf_days = shelf_days
        self.layers_only = layers_only

    @property
    def room(self) -> str:
        """
        The first part of the name; it selects whom a place inherits from.
        """
        return self.name.partition(".")[0]

    def bend_of(self, field: str) -> Bend:
        """
        How far `field` may be bent; "" is the whole value.
        """
        return self.bend.get(field) or self.bend.get("*") or FIXED

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


class When(tuple[tuple[str, tuple[str, ...], bool], ...]):
    """
    The conditions of a fact: (field, wanted words, negated), sorted by field.
    """

    __slots__ = ()

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> When:
        """
        From the form of the file.
        """
        return cls(_condition(field, table[field]) for field in sorted(table))

    def matches(self, context: Mapping[str, str | None]) -> bool:
        """
        Whether all conditions hold; a field nobody told does not, a measure nobody asked for does.
        """
        return all(_holds(context, *condition) for condition in self)

    @property
    def specificity(self) -> int:
        """
        How many conditions, and how fine: the more specific fact wins.
        """
        total = 0
        for field, words, negated in self:
            depth = max(len(word) if field == "hs" else word.count(".") for word in words)
            total += 0 if field == "measure" else 1000 + (0 if negated else depth * 10)
        return total


def _condition(field: str, wanted: Any) -> tuple[str, tuple[str, ...], bool]:
    negated = isinstance(wanted, dict)
    words = wanted["not"] if negated else wanted
    return field, (words,) if isinstance(words, str) else tuple(words), negated


def _holds(
    context: Mapping[str, str | None], field: str, words: tuple[str, ...], negated: bool
) -> bool:
    asked = context.get(field)
    if asked is None:
        return field == "measure"
    return any(_fits(field, asked, word) for word in words) is not negated


def _fits(field: str, asked: str, word: str) -> bool:
    if field == "hs":
        return asked.startswith(word)
    if field == "goods":
        return asked == word or asked.startswith(f"{word}.")
    return asked == word


class Record(Generic[T_co]):
    """
    One entry of the book, read: it holds for many days, and knows when.
    """

    __slots__ = (
        "confidence",
        "ended",
        "key",
        "layer",
        "note",
        "raw",
        "since",
        "since_text",
        "sources",
        "subject",
        "until",
        "until_text",
        "value",
        "verified",
        "when",
    )

    def __init__(
        self,
        subject: str,
        key: Key[T_co],
        entry: Mapping[str, Any],
        sources: tuple[Source, ...],
        layer: str,
        value: T_co | None,
    ) -> None:
        self.subject, self.key, self.sources, self.layer = subject, key, sources, layer
        self.value = value
        self.raw = entry.get("value")
        self.ended = bool(entry.get("ended"))
        self.since_text: str | None = entry.get("since")
        self.until_text: str | None = entry.get("until")
        self.since = _span(self.since_text)
        self.until = _span(self.until_text)
        verified = _span(entry.get("verified"))
        self.verified = verified.first if verified else None
        self.when = When.read(entry.get("when", {}))
        self.confidence: Confidence = entry["confidence"]
        self.note: str = entry.get("note", "")

    def timing(self, on: date) -> Timing:
        """
        Whether the fact holds on that day: certainly, perhaps (an inexact date), or not.
        """
        starts, ends = self.since, self.until
        if (starts and on < starts.first) or (ends and on > ends.last):
            return "outside"
        if (starts and on < starts.last) or (ends and on > ends.first and not ends.exact):
            return "inexact"
        return "certain"

    def sort_key(self) -> tuple[Any, ...]:
        """
        By the day it starts, an unknown start first.
        """
        return (self.since is not None, self.since or (), self.when)


def _span(text: str | None) -> Span | None:
    return None if text is None else parse_span(text)


class Fact(Generic[T_co]):
    """
    What the book answers for one subject, key and day.

    `value` is typed by the key; `status` is "complete" or "estimated", and `reasons` say why it is
    the latter: a start nobody could date, a day past the book's shelf life, an inexact date, low
    confidence. `certain` is False inside an inexact date.
    """

    __slots__ = ("_reasons", "_record", "certain", "layer", "on", "value")

    def __init__(
        self,
        record: Record[T_co],
        on: date,
        *,
        value: T_co,
        reasons: tuple[Reason, ...] = (),
        layer: str | None = None,
    ) -> None:
        self._record = record
        self.on = on
        self.value = value
        self.layer = layer or record.layer
        self.certain = record.timing(on) != "inexact"
        self._reasons = reasons

    subject = property(
        lambda self: self._record.subject, doc="Who answered: the place or its union."
    )
    key = property(lambda self: self._record.key.name, doc="The dotted name of the key.")
    since = property(lambda self: self._record.since_text, doc="First day as text, or None.")
    until = property(
        lambda self: self._record.until_text, doc="Last day in force as text, or None."
    )
    verified = property(lambda self: self._record.verified, doc="The day it was last checked.")
    confidence = property(lambda self: self._record.confidence, doc="high, medium or low.")
    sources = property(lambda self: self._record.sources, doc="All sources, the main one first.")
    when = property(lambda self: self._record.when, doc="The conditions that were met.")
    note = property(lambda self: self._record.note, doc="A remark in our own words.")
    raw = property(lambda self: self._record.raw, doc="The value as the file has it.")

    @property
    def refs(self) -> tuple[FactRef, ...]:
        """
        One reference a source, the main one first.
        """
        return tuple(self._ref(source) for source in self._record.sources)

    @property
    def ref(self) -> FactRef:
        """
        The reference to the main source.
        """
        return self._ref(self._record.sources[0])

    def _ref(self, source: Source) -> FactRef:
        record = self._record
        return FactRef(
            record.subject,
            record.key.name,
            record.since_text,
            source.title,
            source.url,
            record.confidence,
            self.layer,
        )

    @property
    def status(self) -> Status:
        """
        "estimated" where the value rests on low confidence or on doubtful days, else "complete".
        """
        return "estimated" if self._doubts() or self.confidence == "low" else "complete"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """
        Why the value is only estimated, and what a layer did to it.
        """
        doubts = self._doubts()
        if self.confidence == "low":
            doubts = (*doubts, self._reason("facts.low_confidence"))
        return (*self._reasons, *doubts)

    @property
    def timely(self) -> bool:
        """
        Whether nothing about the days is in doubt.
        """
        return not self._doubts()

    def _doubts(self) -> tuple[Reason, ...]:
        record, found = self._record, []
        if not self.certain:
            found.append(self._reason("facts.inexact_date", date=_inexact_text(record, self.on)))
        verified = record.verified
        if verified is None:
            return tuple(found)
        if record.since is None and self.on < verified:
            found.append(self._reason("facts.start_unknown", verified=verified))
        if self.on > verified + timedelta(days=record.key.shelf_days):
            found.append(self._reason("facts.beyond_book", verified=verified))
        return tuple(found)

    def _reason(self, code: str, **params: Any) -> Reason:
        names = {"subject": self.subject, "key": self.key, **params}
        return Reason(code, names, (self.ref,), "assumption")

    def __repr__(self) -> str:
        return f"<Fact {self.subject} {self.key} on {self.on}: {self.value!r}>"


def _inexact_text(record: Record[Any], on: date) -> str:
    starts = record.since
    inside_start = starts is not None and not starts.exact and on < starts.last
    return (record.since_text if inside_start else record.until_text) or ""
