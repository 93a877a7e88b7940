"""
Looks the book over: what a reader of files cannot see while it reads one fact.

The form of an entry is refused on reading (`_store`). Here whole files, the keys of the rooms and
the facts beside each other are looked at: `globalcs facts check`.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import DataError, InvalidInput
from globalcs.facts._check_values import value_problems
from globalcs.facts._dates import parse_span
from globalcs.facts._model import When
from globalcs.facts._registry import all_keys
from globalcs.facts._store import parse_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from globalcs.facts._book import Facts
    from globalcs.facts._dates import Span
    from globalcs.facts._model import Key

__all__ = ["Entry", "Finding", "check"]

_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}(:\d+)?(/\S*|\?\S*)?")
_CLOSED = ("ship_from", "origin")
#: Studies of markets rank classes of methods beside methods.
_METHOD_CLASSES = (
    *("a2a", "bank_transfer", "bnpl", "card", "credit_card", "debit_card", "digital_wallet"),
    *("invoice", "other", "postepay"),
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")


class Finding(NamedTuple):
    """
    One thing wrong with the book: a code, the file and entry, and a sentence.
    """

    code: str
    file: str
    entry: str
    message: str

    def text(self) -> str:
        """
        The finding on one line.
        """
        where = f"{self.file}, {self.entry}" if self.entry else self.file
        return f"{where}: {self.message} [{self.code}]"


class Entry(NamedTuple):
    """
    One fact as it stands in its file.
    """

    file: str
    subject: str
    key: str
    number: int
    fact: Mapping[str, Any]
    sources: tuple[Mapping[str, Any], ...]

    def finding(self, code: str, message: str) -> Finding:
        """
        A finding about this entry.
        """
        return Finding(code, self.file, f"{self.subject} {self.key}[{self.number}]", message)

    @property
    def when(self) -> When:
        """
        Its conditions.
        """
        return When.read(self.fact.get("when", {}))

    def span(self, name: str) -> Span | None:
        """
        The days that `since`, `until` or `verified` may mean; None where it is left out.
        """
        text = self.fact.get(name)
        return None if text is None else parse_span(text)


class _Book(NamedTuple):
    """
    All that the files hold, read anew.
    """

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    day: date


def check(facts: Facts) -> tuple[Finding, ...]:
    """
    Everything wrong with the files of the book; an empty tuple when nothing is.

    Looked at: the form of every file, sources, days, conditions, values (rates, days, amounts,
    currencies alive on their days), facts that overlap or tie, keys that nobody reads or fills, and
    places that are within nothing known.
    """
    book = _read(facts)
    looks: tuple[Callable[[_Book, Facts], Iterable[Finding]], ...] = (
        _keys,
        _values,
        _sources,
        _days,
        _conditions,
        _overlaps,
        _ties,
        _places,
    )
    found = [*book.findings, *(finding for look in looks for finding in look(book, facts))]
    return tuple(sorted(set(found), key=lambda f: (f.file, f.entry, f.code, f.message)))


# --- reading -------------------------------------------------------------------------------------


def _read(facts: Facts) -> _Book:
    from datetime import date

    entries: list[Entry] = []
    findings: list[Finding] = []
    for shelf in facts._shelves:
        for path in shelf.paths():
            try:
                found, unused = _read_file(path)
            except DataError as error:
                findings.append(Finding("broken", error.file, error.entry, error.reason))
                continue
            entries += found
            findings += unused
    day = date.fromisoformat(facts.version.partition("+")[0].replace(".", "-"))
    return _Book(tuple(entries), tuple(findings), day)


def _read_file(path: str) -> tuple[list[Entry], list[Finding]]:
    name = os.path.basename(path)
    with open(path, "rb") as file:
        content = parse_facts(file.read(), name)
    sources = content["sources"]
    entries = [
        Entry(name, subject, key, number, fact, tuple(sources[at] for at in fact["sources"]))
        for subject, keys in content["subjects"].items()
        for key, facts in keys.items()
        for number, fact in enumerate(facts)
    ]
    used = {number for entry in entries for number in entry.fact["sources"]}
    unused = [
        Finding(
            "source.unused", name, "sources", f"no fact names {source['title']!r}; leave it out"
        )
        for number, source in enumerate(sources)
        if number not in used
    ]
    return entries, unused


# --- keys ----------------------------------------------------------------------------------------


def _keys(book: _Book, facts: Facts) -> Iterator[Finding]:
    known = all_keys()
    filled = {entry.key for entry in book.entries}
    for file, name in sorted({(entry.file, entry.key) for entry in book.entries}):
        if name not in known:
            yield Finding("key.unread", file, name, "no room reads this key")
    expected = {name for name, key in known.items() if not key.layers_only}
    for name in sorted(expected - filled):
        yield Finding(
            "key.unfilled", "", name, "a room reads this key, and no file has a fact for it"
        )


def _values(book: _Book, facts: Facts) -> Iterator[Finding]:
    for entry in book.entries:
        key = all_keys().get(entry.key)
        if key is None or entry.fact.get("ended"):
            continue
        if problem := _unreadable(key, entry.fact["value"]):
            yield entry.finding("value.unreadable", problem)
            continue
        for code, problem in value_problems(entry, book.day):
            yield entry.finding(code, problem)


def _unreadable(key: Key[Any], value: Any) -> str:
    try:
        key.read(value)
    except (ValueError, InvalidInput) as error:
        return str(error)
    return ""


# --- sources and days ----------------------------------------------------------------------------


def _sources(book: _Book, facts: Facts) -> Iterator[Finding]:
    for entry in book.entries:
        for source in entry.sources:
            for code, problem in _source_problems(source, book.day):
                yield entry.finding(code, f"source {source['title']!r} {problem}")
        kinds = {source["kind"] for source in entry.sources}
        if kinds == {"unsourced"} and entry.fact["confidence"] != "low":
            yield entry.finding(
                "source.unsourced", "own knowledge alone carries low confidence only"
            )


def _source_problems(source: Mapping[str, Any], day: date) -> Iterator[tuple[str, str]]:
    if source["kind"] == "given":
        yield "source.kind", "is of the kind of a layer, which is not for the book"
    url = source.get("url")
    if url is not None and not _URL.fullmatch(url):
        yield "source.url", "has an address that is none"
    if "seen" in source and parse_span(source["seen"]).first > day:
        yield "source.future", f"was seen after the day of the book, {day}"


def _days(book: _Book, facts: Facts) -> Iterator[Finding]:
    for entry in book.entries:
        since, until, verified = map(entry.span, ("since", "until", "verified"))
        if verified and verified.first > book.day:
            yield entry.finding("day.verified", f"verified after the day of the book, {book.day}")
        for name, span in (("since", since), ("until", until)):
            if span and not 1600 <= span.first.year <= book.day.year + 15:
                yield entry.finding("day.implausible", f"{name} is {entry.fact[name]}")
        if since and until and since.first > until.last:
            yield entry.finding("day.order", "until lies before since")


# --- conditions ----------------------------------------------------------------------------------


def _conditions(book: _Book, facts: Facts) -> Iterator[Finding]:
    goods = _goods_classes(book)
    for entry in book.entries:
        for field, words, _ in entry.when:
            for word in words:
                if problem := _condition_problem(facts, goods, field, word):
                    yield entry.finding("when.unknown", f"{field} = {word!r}: {problem}")


def _goods_classes(book: _Book) -> frozenset[str]:
    """
    The classes of the goods vocabulary and what stands above them.
    """
    named = [
        word
        for entry in book.entries
        if entry.subject == "goods"
        for field, words, _ in entry.when
        if field == "goods"
        for word in words
    ]
    parts = [name.split(".") for name in named]
    return frozenset(".".join(p[:depth]) for p in parts for depth in range(1, len(p) + 1))


def _condition_problem(facts: Facts, goods: frozenset[str], field: str, word: str) -> str:
    if field == "measure":
        return ""
    if not _WORD.fullmatch(word):
        return "a plain word is needed"
    if field in _CLOSED:
        return _place_problem(facts, word)
    if field == "goods" and word not in goods:
        return "not in the goods vocabulary"
    if field == "hs" and not word.isdigit():
        return "the digits of an HS code are needed"
    if field == "method" and word not in _METHOD_CLASSES and not _is_method(facts, word):
        return "no such payment method"
    if field == "currency" and not re.fullmatch("[A-Z]{3}", word):
        return "an ISO 4217 code is needed"
    return ""


def _is_method(facts: Facts, word: str) -> bool:
    return facts.has_subject(f"method:{word}")


def _place_problem(facts: Facts, code: str) -> str:
    try:
        facts.place(code)
    except InvalidInput:
        return "no such place"
    return ""


# --- facts beside each other ---------------------------------------------------------------------


def _overlaps(book: _Book, facts: Facts) -> Iterator[Finding]:
    for entries in _groups(book, lambda e: (e.subject, e.key, e.when)):
        for one, other in combinations(entries, 2):
            if _same_days(one, other):
                yield other.finding(
                    "days.overlap", f"its days overlap those of entry {one.number}, same conditions"
                )


def _ties(book: _Book, facts: Facts) -> Iterator[Finding]:
    known = all_keys()
    for entries in _groups(book, lambda e: (e.subject, e.key)):
        key = known.get(entries[0].key)
        if key is None or key.merge == "add":
            continue
        for one, other in combinations(entries, 2):
            if one.when != other.when and _tie(one, other):
                yield other.finding(
                    "when.tie", f"neither it nor entry {one.number} is the more specific one"
                )


def _groups(book: _Book, name: Callable[[Entry], Any]) -> Iterable[list[Entry]]:
    groups: dict[Any, list[Entry]] = defaultdict(list)
    for entry in book.entries:
        groups[name(entry)].append(entry)
    return groups.values()


def _same_days(one: Entry, other: Entry) -> bool:
    """
    Whether a day exists on which both hold for certain.
    """
    starts = [span.last for entry in (one, other) if (span := entry.span("since"))]
    ends = [span.first for entry in (one, other) if (span := entry.span("until"))]
    return not starts or not ends or max(starts) <= min(ends)


def _tie(one: Entry, other: Entry) -> bool:
    first, second = one.when, other.when
    if first.specificity != second.specificity or not _same_days(one, other):
        return False
    return _can_both_hold(first, second)


def _can_both_hold(first: When, second: When) -> bool:
    ours = {field: (words, negated) for field, words, negated in first}
    for field, words, negated in second:
        if field in ours and _exclude_each_other(field, ours[field], (words, negated)):
            return False
    return True


def _exclude_each_other(
    field: str, one: tuple[tuple[str, ...], bool], other: tuple[tuple[str, ...], bool]
) -> bool:
    (words, negated), (others, others_negated) = one, other
    if negated and others_negated:
        return False
    if negated or others_negated:
        inside, outside = (others, words) if negated else (words, others)
        return all(any(_under(field, word, out) for out in outside) for word in inside)
    return not any(_under(field, a, b) or _under(field, b, a) for a in words for b in others)


def _under(field: str, word: str, above: str) -> bool:
    if field == "hs":
        return word.startswith(above)
    return word == above or (field == "goods" and word.startswith(f"{above}."))


# --- places --------------------------------------------------------------------------------------


def _places(book: _Book, facts: Facts) -> Iterator[Finding]:
    for entry in book.entries:
        if entry.key == "place.within" and not entry.fact.get("ended"):
            for parent in entry.fact["value"].values():
                if parent and not facts.has_subject(parent):
                    yield entry.finding("place.parent", f"the book holds nothing about {parent}")
        if entry.key == "place.territories" and not entry.fact.get("ended"):
            code = str(entry.fact["value"].get("code"))
            if problem := _place_problem(facts, code):
                yield entry.finding("place.territory", f"{code}: {problem}")
