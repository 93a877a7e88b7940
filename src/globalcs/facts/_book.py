"""
The dated book: asked for a subject, a key and a day, it answers with a fact and its source.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Hashable
from datetime import date
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from globalcs.decision import Reason
from globalcs.errors import DataError, FactEnded, FactNotFound, FactUncertain, InvalidInput
from globalcs.facts._dates import require_day
from globalcs.facts._layers import Layer, build_layer, merge_values
from globalcs.facts._model import Fact, Key, Record, Source
from globalcs.facts._place_keys import WITHIN
from globalcs.facts._places import Place, find_place
from globalcs.facts._registry import all_keys, key_named
from globalcs.facts._shelf import Shelf, bundled_shelf
from globalcs.facts._store import SOURCE_KINDS, WHEN_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Concatenate, ParamSpec

    from globalcs.facts._coverage import Coverage
    from globalcs.items import Address

    P = ParamSpec("P")

__all__ = ["Facts"]

T = TypeVar("T")

_CACHE_SIZE = 8192
_NO_CONTEXT: Mapping[str, str | None] = {}


class Facts:
    """
    The book with its layers. It never changes; layers and loads give a new one.

    >>> from datetime import date
    >>> from globalcs.facts import bundled
    >>> bundled().get("NL", "tax.rate", on=date(2026, 11, 21)).value
    Fraction(21, 100)
    """

    def __init__(self, shelves: tuple[Shelf, ...], layers: tuple[Layer, ...] = ()) -> None:
        self._shelves = shelves
        self._layers = layers
        self._authorities = tuple(layer for layer in reversed(layers) if layer.authority)
        self._merchants = tuple(layer for layer in layers if not layer.authority)
        self._lock = RLock()
        self._cache: OrderedDict[Hashable, Any] = OrderedDict()

    # Asking

    def get(
        self,
        subject: str,
        key: Key[T] | str,
        *,
        on: date,
        when: Mapping[str, str | None] = _NO_CONTEXT,
        strict: bool = False,
    ) -> Fact[T]:
        """
        The fact that holds for `subject` on `on`.

        Args:
            subject: a place code, or "method:ideal", "currency:BGN" ...
            key: a typed key, or its name.
            on: the day whose state is asked.
            when: what is known of the case: ship_from, goods, channel ...
            strict: refuse what is only estimated because of doubtful days.

        Raises:
            InvalidInput: there is no such key or condition, or `on` is no day.
            FactNotFound: the book says nothing for that day.
            FactEnded: what it said has ended.
            FactUncertain: `strict`, and the days are in doubt.
        """
        typed = self._key(key)
        found = self._look_up(subject, typed, on, when)
        if isinstance(found, Fact):
            return _checked(found, strict)
        raise self._not_found(subject, typed, on, found)

    def find(
        self,
        subject: str,
        key: Key[T] | str,
        *,
        on: date,
        when: Mapping[str, str | None] = _NO_CONTEXT,
        strict: bool = False,
    ) -> Fact[T] | None:
        """
        Like `get`, with None where the book says nothing or what it said has ended.
        """
        found = self._look_up(subject, self._key(key), on, when)
        return _checked(found, strict) if isinstance(found, Fact) else None

    def all(
        self,
        subject: str,
        key: Key[T] | str,
        *,
        on: date,
        when: Mapping[str, str | None] = _NO_CONTEXT,
        strict: bool = False,
    ) -> tuple[Fact[T], ...]:
        """
        Every fact that holds that day, the nearest subject first: for keys that add up.
        """
        typed = self._key(key)
        facts = tuple(self._all(subject, typed, on, when))
        return tuple(_checked(fact, strict) for fact in facts)

    def history(self, subject: str, key: Key[T] | str) -> tuple[Fact[T], ...]:
        """
        All that the book holds of one subject and key, by the day it starts, without inheritance.

        Each fact is told as of its own first day.
        """
        typed = self._key(key)
        records = [r for r in self._all_records(subject, typed) if not r.ended]
        return tuple(_as_fact(r, r.since.last if r.since else _verified(r)) for r in records)

    def subjects(self, prefix: str = "") -> tuple[str, ...]:
        """
        The subjects whose name begins with `prefix`, sorted: places, "method:", "currency:".
        """
        names = {name for shelf in self._shelves for name in shelf.subjects()}
        names |= {subject for layer in self._layers for subject, _ in layer.records}
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def has_subject(self, subject: str) -> bool:
        """
        Whether the book holds anything under that name.
        """
        return any(shelf.holds(subject) for shelf in self._shelves) or any(
            name == subject for layer in self._layers for name, _ in layer.records
        )

    def keys_of(self, subject: str) -> tuple[str, ...]:
        """
        The names of the keys under which the book holds something of `subject`, sorted.
        """
        names = {key for shelf in self._shelves for key in shelf.entries(subject)}
        names |= {key for layer in self._layers for name, key in layer.records if name == subject}
        return tuple(sorted(names))

    def written(self, subject: str) -> Mapping[str, list[dict[str, Any]]] | None:
        """
        The entries of a subject as the files have them, by key; None where a layer speaks of it.

        For a first look at many subjects, before the few that matter are read.
        """
        if any(name == subject for layer in self._layers for name, _ in layer.records):
            return None
        return next((found for shelf in self._shelves if (found := shelf.entries(subject))), {})

    # Places

    def place(
        self,
        place: str | Address | Place | Mapping[str, Any],
        region: str | None = None,
        postal_code: str | None = None,
    ) -> Place:
        """
        The place of a code ("NL", "US-CA", "IC", also "UK" and "EL"), an address, or its parts.

        An address may be an `Address` or its plain data.

        Raises:
            UnknownPlace: no such country, region or territory.

        >>> from globalcs.facts import bundled
        >>> bundled().place("ES", postal_code="35001").code
        'IC'
        """
        return find_place(self, place, region, postal_code)

    def chain(self, subject: str, room: str, on: date) -> tuple[str, ...]:
        """
        Who is asked, nearest first: the subject itself, then what it belongs to in that room.

        >>> from datetime import date
        >>> from globalcs.facts import bundled
        >>> bundled().chain("NL", "tax", date(2026, 11, 21))
        ('NL', 'EU')

        Raises:
            InvalidInput: `on` is no day.
        """
        if ":" in subject:
            require_day(on)
            return (subject,)
        return self.cached(_chain, subject, room, on)

    def covers(self, place: str | Address | Place, room: str, on: date) -> Coverage:
        """
        How well the book knows a place in a room: full, partial or none, and what is missing.

        Raises:
            UnknownPlace: no such place.
            InvalidInput: no such room.
        """
        from globalcs.facts._coverage import coverage

        return coverage(self, self.place(place), room, on)

    # Making another one

    def with_layer(self, name: str, data: Mapping[str, Any], *, authority: bool = False) -> Facts:
        """
        A book with a layer in front.

        Args:
            name: who speaks, told with every answer of the layer.
            data: subject -> key -> value (or field table), entry table, or list of entries.
            authority: the layer replaces the book outright (a worked example, newer law), instead
                of bending it as far as the law lets a shop.

        Raises:
            FixedFact: a shop's layer touches a field that the law fixes.
            InvalidInput: an unknown key, or a value that can't be read.
        """
        layer = build_layer(name, data, authority=authority)
        return Facts(self._shelves, (*self._layers, layer))

    def load(self, path: str | os.PathLike[str]) -> Facts:
        """
        A book with newer facts, from a file or folder of the same format, in front.

        A subject and key that the new files hold replace what was known of them.

        Raises:
            DataError: a file is broken; nothing of it is loaded.
        """
        shelf = Shelf.from_path(os.fspath(path))
        loaded = Facts((shelf, *self._shelves), self._layers)
        for subject in shelf.subjects():
            for name in shelf.entries(subject):
                loaded._all_records(subject, loaded._loaded_key(name, shelf))
        return loaded

    @property
    def version(self) -> str:
        """
        The book's name and a digest of all it holds; it changes with every layer.
        """
        return self.cached(_version)

    def cached(
        self, function: Callable[Concatenate[Facts, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """
        `function(self, *args)`, worked out once and kept in a bounded cache of this book.
        """
        place = (function, args, tuple(kwargs.items())) if kwargs else (function, args)
        try:
            return self._cache[place]  # type: ignore[no-any-return]
        except KeyError:
            value = function(self, *args, **kwargs)
        with self._lock:
            self._cache[place] = value
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return value

    def __reduce__(self) -> tuple[Any, ...]:
        from globalcs.facts import bundled

        if self is bundled():
            return bundled, ()
        return Facts, (self._shelves, self._layers)

    def __copy__(self) -> Facts:
        return self

    def __deepcopy__(self, memo: object) -> Facts:
        return self

    def __repr__(self) -> str:
        return f"<Facts {self.version}>"

    # Inside

    def _key(self, key: Key[T] | str) -> Key[T]:
        return key_named(key) if isinstance(key, str) else key

    def _loaded_key(self, name: str, shelf: Shelf) -> Key[Any]:
        if name not in all_keys():
            raise DataError(f"no room reads a fact called {name}", file=shelf.name, entry=name)
        return all_keys()[name]

    def _look_up(
        self, subject: str, key: Key[T], on: date, when: Mapping[str, str | None]
    ) -> Fact[T] | Record[T] | None:
        if when and not when.keys() <= WHEN_FIELDS:
            raise _no_condition(when)
        for name in self.chain(subject, key.room, on):
            record = self._pick(name, key, on, when)
            if record is not None:
                return record if record.ended else self._bent(record, subject, key, on, when)
        return self._only_merchant(subject, key, on, when)

    def _pick(
        self, subject: str, key: Key[T], on: date, when: Mapping[str, str | None]
    ) -> Record[T] | None:
        for records in self.cached(_sets_of_records, subject, key):
            if found := _best(records, on, when):
                return found
        return None

    def _all(
        self, subject: str, key: Key[T], on: date, when: Mapping[str, str | None]
    ) -> Iterator[Fact[T]]:
        if when and not when.keys() <= WHEN_FIELDS:
            raise _no_condition(when)
        for name in self.chain(subject, key.room, on):
            for records in self.cached(_sets_of_records, name, key):
                found = [r for r in records if r.timing(on) != "outside" and r.when.matches(when)]
                yield from (self._bent(r, subject, key, on, when) for r in found if not r.ended)
                # As with `get`: an authority silent about this day and case leaves it to the book.
                if found:
                    break

    def _all_records(self, subject: str, key: Key[T]) -> tuple[Record[T], ...]:
        sets = self.cached(_sets_of_records, subject, key)
        return next((records for records in sets if records), ())

    def _bent(
        self,
        record: Record[T],
        subject: str,
        key: Key[T],
        on: date,
        when: Mapping[str, str | None],
    ) -> Fact[T]:
        fact = _as_fact(record, on)
        for layer in self._merchants:
            shop = self._merchant_record(layer, subject, key, on, when)
            if shop is not None:
                fact = _merge(fact, record, shop, layer)
        return fact

    def _merchant_record(
        self, layer: Layer, subject: str, key: Key[T], on: date, when: Mapping[str, str | None]
    ) -> Record[T] | None:
        for name in self.chain(subject, key.room, on):
            if found := _best(layer.records.get((name, key.name), ()), on, when):
                return found
        return None

    def _only_merchant(
        self, subject: str, key: Key[T], on: date, when: Mapping[str, str | None]
    ) -> Fact[T] | None:
        for layer in reversed(self._merchants):
            record = self._merchant_record(layer, subject, key, on, when)
            if record is not None and not record.ended:
                value = _read_layer_value(key, record, record.raw)
                return Fact(record, on, value=value, layer=layer.name)
        return None

    def _not_found(
        self, subject: str, key: Key[Any], on: date, ended: Record[Any] | Fact[Any] | None
    ) -> FactNotFound:
        names = self.chain(subject, key.room, on)
        records = [record for name in names for record in self._all_records(name, key)]
        past = [r for r in records if r.until is not None and r.until.last < on]
        if isinstance(ended, Record) or (past and all(r in past for r in records)):
            last = ended if isinstance(ended, Record) else max(past, key=_last_day)
            return FactEnded(_ended_text(subject, key, on, last), subject=subject, key=key.name)
        return FactNotFound(
            _not_found_text(subject, key, on, records), subject=subject, key=key.name
        )


def _checked(fact: Fact[T], strict: bool) -> Fact[T]:
    if strict and not fact.timely:
        codes = ", ".join(r.code for r in fact.reasons if r.code != "facts.low_confidence")
        raise FactUncertain(
            f"{fact.key} of {fact.subject} is only estimated on {fact.on}: {codes}. "
            "Ask without strict, or load newer facts"
        )
    return fact


def _as_fact(record: Record[T], on: date) -> Fact[T]:
    return Fact(record, on, value=record.value)  # type: ignore[arg-type]


def _verified(record: Record[Any]) -> date:
    return record.verified or date.min  # a layer's value may have no days at all


def _last_day(record: Record[Any]) -> date:
    assert record.until is not None
    return record.until.last


def _best(
    records: tuple[Record[T], ...], on: date, when: Mapping[str, str | None]
) -> Record[T] | None:
    best, best_rank = None, (-1, False)
    for record in records:
        timing = record.timing(on)
        if timing == "outside" or not record.when.matches(when):
            continue
        rank = (record.when.specificity, timing == "certain")
        if rank > best_rank:
            best, best_rank = record, rank
    return best


def _sets_of_records(facts: Facts, subject: str, key: Key[T]) -> tuple[tuple[Record[T], ...], ...]:
    sets = [
        layer.records.get((subject, key.name), ())
        for layer in facts._authorities
        if (subject, key.name) in layer.records
    ]
    for shelf in facts._shelves:
        if entries := shelf.entries(subject).get(key.name):
            sets.append(_records(shelf, subject, key, entries))
            break
    return tuple(sets)


def _records(
    shelf: Shelf, subject: str, key: Key[T], entries: list[dict[str, Any]]
) -> tuple[Record[T], ...]:
    sources = shelf.sources(subject)
    records = [
        Record(
            subject,
            key,
            entry,
            tuple(sorted((sources[index] for index in entry["sources"]), key=_weight)),
            "book",
            _read_value(shelf, subject, key, index, entry),
        )
        for index, entry in enumerate(entries)
    ]
    return tuple(sorted(records, key=Record.sort_key))


def _weight(source: Source) -> tuple[bool, int]:
    """
    What is cited first: pages somebody read, and among them the law before those who retell it.
    """
    return (source.seen is None, SOURCE_KINDS.index(source.kind))


def _read_value(
    shelf: Shelf, subject: str, key: Key[T], index: int, entry: Mapping[str, Any]
) -> T | None:
    if entry.get("ended"):
        return None
    try:
        return key.read(entry["value"])
    except (ValueError, InvalidInput) as error:
        raise DataError(
            f"can't be read: {error}",
            file=shelf.file_of(subject),
            entry=f"{subject} {key.name}[{index}]",
        ) from None


def _read_layer_value(key: Key[T], record: Record[T], raw: Any) -> T:
    try:
        return key.read(raw)
    except ValueError as error:
        raise InvalidInput(
            f"layer {record.layer}: can't be read: {error}", path=f"{record.subject}.{key.name}"
        ) from None


def _merge(fact: Fact[T], law: Record[T], shop: Record[T], layer: Layer) -> Fact[T]:
    if shop.ended:
        return fact
    merged = merge_values(law.key, law.raw, shop.raw)
    names = {"subject": law.subject, "key": law.key.name, "layer": layer.name}
    reasons = list(fact.reasons[: len(fact._reasons)])
    if merged.taken:
        reasons.append(Reason("facts.layer_applied", {**names, "fields": merged.taken}))
    if merged.dropped:
        dropped = {**names, "fields": merged.dropped}
        reasons.append(Reason("facts.layer_dropped", dropped, (fact.ref,), "warning"))
    value = _read_layer_value(law.key, shop, merged.value) if merged.taken else fact.value
    name = layer.name if merged.taken else fact.layer
    return Fact(law, fact.on, value=value, reasons=tuple(reasons), layer=name)


def _chain(facts: Facts, subject: str, room: str, on: date) -> tuple[str, ...]:
    require_day(on)
    chain = [subject]
    while parent := _parent(facts, chain[-1], room, on):
        if parent in chain:
            raise DataError(f"{parent} lies within itself", file=parent, entry="place.within")
        chain.append(parent)
    return tuple(chain)


def _parent(facts: Facts, subject: str, room: str, on: date) -> str:
    if not facts.has_subject(subject):
        return subject.partition("-")[0] if "-" in subject else ""
    record = facts._pick(subject, WITHIN, on, _NO_CONTEXT)
    if record is not None and record.value is not None:
        return record.value.parent(room)
    return subject.partition("-")[0] if "-" in subject else ""


def _version(facts: Facts) -> str:
    from globalcs.facts._twins import digest

    parts = [shelf.digest() for shelf in facts._shelves]
    parts += [layer.digest for layer in facts._layers]
    return f"{bundled_shelf().version}+{digest(' '.join(parts).encode())[:8]}"


def _ended_text(subject: str, key: Key[Any], on: date, record: Record[Any]) -> str:
    last = f"it ended on {record.until_text}" if record.until_text else "it has ended"
    if record.ended and record.since_text:
        last = f"it ended before {record.since_text}"
    return (
        f"no {key.name} for {subject} on {on}: {last} and nothing followed. "
        "Ask for an earlier day, or add a layer with your own value"
    )


def _no_condition(when: Mapping[str, str | None]) -> InvalidInput:
    known = ", ".join(sorted(WHEN_FIELDS))
    return InvalidInput(
        f"no fact has such a condition; known are {known}",
        path=f"when.{min(when.keys() - WHEN_FIELDS)}",
    )


def _not_found_text(subject: str, key: Key[Any], on: date, records: list[Record[Any]]) -> str:
    if ":" not in subject and subject != subject.upper():
        return f"no place is called {subject}; codes are written in capitals: {subject.upper()}"
    starts = sorted(r.since.first for r in records if r.since is not None and not r.ended)
    first = f"; the earliest is from {starts[0]}" if starts and on < starts[0] else ""
    return (
        f"no {key.name} for {subject} on {on}{first}. "
        f'Ask facts.covers("{subject}", room, on) first, or add a layer with your own value'
    )
