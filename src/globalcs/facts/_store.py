"""
Reading files of facts: whole or not at all.

TOML is the master; see `_twins` for the copies that load quicker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, NoReturn

from globalcs.errors import DataError
from globalcs.facts._dates import parse_span
from globalcs.facts._twins import digest, twins_of, write_twins

__all__ = [
    "CONFIDENCES",
    "SOURCE_KINDS",
    "WHEN_FIELDS",
    "check_entry",
    "compile_folder",
    "digest_of",
    "parse_facts",
    "read_facts",
    "read_table",
]

Parser = Callable[[bytes, str], dict[str, Any]]

CONFIDENCES = ("high", "medium", "low")
SOURCE_KINDS = (
    "statute",
    "official",
    "standard",
    "secondary",
    "vendor",
    "press",
    "given",
    "unsourced",
)
WHEN_FIELDS = frozenset(
    (
        *("ship_from", "origin", "region", "postal", "channel", "mode", "incoterm"),
        *("goods", "hs", "buyer", "scheme", "currency", "measure"),
        *("psp", "funding", "purpose", "device", "method"),
    )
)
_ENTRY_FIELDS = frozenset(
    ("since", "until", "ended", "verified", "when", "value", "confidence", "sources", "note")
)
_SOURCE_FIELDS = frozenset(["title", "url", "kind", "seen"])
_RESERVED = ("subject", "subjects", "sources")


def read_facts(path: str) -> dict[str, Any]:
    """
    The facts of a file: ``{"sources": [...], "subjects": {subject: {key: [entry, ...]}}}``.

    Raises:
        DataError: the file can't be read, is no TOML, or an entry is malformed.
    """
    return _read(path, parse_facts)


def read_table(path: str) -> dict[str, Any]:
    """
    A TOML file of another form as plain data, days as ISO text.

    Raises:
        DataError: the file can't be read or is no TOML.
    """
    return _read(path, parse_table)


def _read(path: str, parse: Parser) -> dict[str, Any]:
    folder, name = os.path.split(path)
    twins = twins_of(folder)
    known = twins.known(path)
    raw = b"" if known else _content(path)
    found = twins.content(path, known or digest(raw))
    if found is None:
        found = parse(raw or _content(path), name)
    return found


def digest_of(path: str) -> str:
    """
    The digest of a file's content, taken from its twin where that is sure to be the same.

    Raises:
        DataError: the file can't be read.
    """
    return twins_of(os.path.dirname(path)).known(path) or digest(_content(path))


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise DataError(f"can't be read: {error.strerror}", file=os.path.basename(path)) from None


def compile_folder(folder: str, *, facts: bool) -> int:
    """
    Write the JSON twins of all TOML files of a folder; returns how many.
    """
    parse = parse_facts if facts else parse_table
    names = sorted(name for name in os.listdir(folder) if name.endswith(".toml"))
    raw = {name: _content(os.path.join(folder, name)) for name in names}
    write_twins(folder, {name: (raw[name], parse(raw[name], name)) for name in names})
    return len(names)


def parse_table(content: bytes, file: str) -> dict[str, Any]:
    """
    TOML to plain data that JSON can hold.
    """
    import tomllib

    try:
        data = tomllib.loads(content.decode("utf-8"), parse_float=_refuse_float)
    except tomllib.TOMLDecodeError as error:
        _fail_syntax(str(error), file)
    except UnicodeDecodeError:
        raise DataError("is not UTF-8", file=file) from None
    plain = _plain(data)
    assert isinstance(plain, dict)
    return plain


def _refuse_float(text: str) -> NoReturn:
    raise DataError(f'{text} is a float; write it as text, such as "{text}"', file="")


def _fail_syntax(text: str, file: str) -> NoReturn:
    import re

    found = re.search(r"\(at line (\d+), column \d+\)", text)
    line = f"line {found[1]}" if found else "end of file"
    message = text[: found.start()].strip() if found else text
    raise DataError(f"no valid TOML: {message}", file=file, entry=line) from None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return value


def parse_facts(content: bytes, file: str) -> dict[str, Any]:
    """
    The facts of a TOML text, every entry checked for its form.
    """
    try:
        data = parse_table(content, file)
    except DataError as error:
        raise DataError(error.reason, file=file, entry=error.entry) from None
    return _FactFile(file).read(data)


def check_entry(table: Mapping[str, Any], entry: str) -> dict[str, Any]:
    """
    One entry of a layer, given as Python data, in the form of a file.

    Raises:
        DataError: a field is unknown or malformed.
    """
    return _FactFile("layer").layer_entry(table, entry)


class _FactFile:
    """
    One file on its way in: its named sources and the entries checked so far.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.sources: list[dict[str, Any]] = []
        self.named: dict[str, int] = {}

    def read(self, data: dict[str, Any]) -> dict[str, Any]:
        self._read_named(data.get("sources", {}))
        own = {key: value for key, value in data.items() if key not in _RESERVED}
        subject = data.get("subject", self.file.removesuffix(".toml"))
        if not isinstance(subject, str):
            self.fail("subject", "a text is needed")
        tables = dict(self._table(data.get("subjects", {}), "subjects"))
        if own:
            tables[subject] = own
        subjects = {name: self._keys(table, name) for name, table in tables.items()}
        return {"sources": self.sources, "named": sorted(self.named), "subjects": subjects}

    def fail(self, entry: str, message: str) -> NoReturn:
        raise DataError(message, file=self.file, entry=entry)

    def _table(self, value: Any, entry: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.fail(entry, "a table is needed")
        return value

    def _read_named(self, tables: Any) -> None:
        for name, table in self._table(tables, "sources").items():
            self.named[name] = self._add_source(table, f"sources.{name}")

    def _add_source(self, table: Any, entry: str) -> int:
        source = dict(self._table(table, entry))
        if unknown := sorted(set(source) - _SOURCE_FIELDS):
            self.fail(entry, f"unknown field {unknown[0]}")
        if source.get("kind") not in SOURCE_KINDS:
            self.fail(entry, f"kind is one of {', '.join(SOURCE_KINDS)}")
        if not isinstance(source.get("title"), str):
            self.fail(entry, "a title is needed")
        self._check_url(source, entry)
        self._check_day(source.get("seen"), entry, "seen")
        self.sources.append(source)
        return len(self.sources) - 1

    def _check_url(self, source: Mapping[str, Any], entry: str) -> None:
        url = source.get("url")
        if source["kind"] in ("unsourced", "given"):
            if url is not None and source["kind"] == "unsourced":
                self.fail(entry, "an unsourced entry has no url")
        elif not isinstance(url, str) or not url.startswith(("https://", "http://")):
            self.fail(entry, "a url that starts with https:// is needed")

    def _check_day(self, value: Any, entry: str, field: str) -> None:
        if value is None:
            return
        try:
            exact = parse_span(value).exact
        except (ValueError, TypeError):
            self.fail(entry, f"{field} is no day")
        if field in ("seen", "verified") and not exact:
            self.fail(entry, f"{field} must be an exact day")

    def _keys(self, table: Any, subject: str) -> dict[str, list[dict[str, Any]]]:
        keys: dict[str, list[dict[str, Any]]] = {}
        for key, entries in self._leaves(self._table(table, subject), ""):
            keys[key] = [
                self._entry(entry, f"{subject} {key}[{index}]")
                for index, entry in enumerate(entries)
            ]
        return keys

    def _leaves(self, table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, list[Any]]]:
        for name, value in table.items():
            key = f"{prefix}{name}"
            if isinstance(value, dict):
                yield from self._leaves(value, f"{key}.")
            elif isinstance(value, list):
                yield key, value
            else:
                self.fail(key, "no fact; write [[" + key + "]] with a value")

    def _entry(self, table: Any, entry: str) -> dict[str, Any]:
        fact = self._checked_form(table, entry)
        fact["sources"] = self._sources(fact.get("sources"), entry)
        self._check_confidence(fact, entry)
        self._check_days(fact, entry)
        return fact

    def layer_entry(self, table: Any, entry: str) -> dict[str, Any]:
        """
        An entry of a layer: it speaks for itself, so it needs neither source nor verified day.
        """
        fact = self._checked_form({"confidence": "high", **table}, entry)
        self._check_written_days({**fact, "sources": []}, entry)
        return fact

    def _checked_form(self, table: Any, entry: str) -> dict[str, Any]:
        fact = dict(self._table(table, entry))
        if unknown := sorted(set(fact) - _ENTRY_FIELDS):
            self.fail(entry, f"unknown field {unknown[0]}")
        if ("value" in fact) == bool(fact.get("ended")):
            self.fail(entry, "either a value or ended = true is needed")
        if fact.get("confidence") not in CONFIDENCES:
            self.fail(entry, f"confidence is one of {', '.join(CONFIDENCES)}")
        self._check_when(fact.get("when", {}), entry)
        return fact

    def _check_when(self, when: Any, entry: str) -> None:
        for field, wanted in self._table(when, entry).items():
            if field not in WHEN_FIELDS:
                self.fail(entry, f"unknown condition {field}")
            inner = wanted.get("not") if isinstance(wanted, dict) else wanted
            values = inner if isinstance(inner, list) else [inner]
            if not values or not all(isinstance(value, str) for value in values):
                self.fail(entry, f"condition {field}: a text, a list of texts or {{ not = [...] }}")

    def _sources(self, value: Any, entry: str) -> list[int]:
        if not isinstance(value, list) or not value:
            self.fail(entry, "at least one source is needed")
        return [self._source(item, entry) for item in value]

    def _source(self, item: Any, entry: str) -> int:
        if isinstance(item, str):
            if item not in self.named:
                self.fail(entry, f"no source named {item} in this file")
            return self.named[item]
        return self._add_source(item, entry)

    def _check_confidence(self, fact: Mapping[str, Any], entry: str) -> None:
        read = [self.sources[index] for index in fact["sources"]]
        if fact["confidence"] == "low" or any(s["kind"] == "given" for s in read):
            return
        if not any("seen" in source and source["kind"] != "unsourced" for source in read):
            self.fail(entry, "no source was read, so the confidence can only be low")

    def _check_days(self, fact: dict[str, Any], entry: str) -> None:
        self._check_written_days(fact, entry)
        if "since" not in fact and "verified" not in fact:
            self.fail(entry, "without since, verified is needed: the day somebody saw it in force")

    def _check_written_days(self, fact: dict[str, Any], entry: str) -> None:
        for field in ("since", "until", "verified"):
            self._check_day(fact.get(field), entry, field)
        seen = [s["seen"] for i in fact["sources"] if "seen" in (s := self.sources[i])]
        if "verified" not in fact and seen:
            fact["verified"] = max(seen)
        if "since" in fact and "until" in fact:
            self._check_order(fact, entry)

    def _check_order(self, fact: Mapping[str, Any], entry: str) -> None:
        if parse_span(fact["since"]).first > parse_span(fact["until"]).last:
            self.fail(entry, "until lies before since")
