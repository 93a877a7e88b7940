"""
Writes facts into the files of the book, one key prefix at a time, in one fixed layout.

    merge(data_dir, "NL", "returns", facts, sources)

replaces what NL.toml says under `returns` and below, and keeps the rest, so that every room can
import on its own and again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.import_facts.sources import MappingError, source_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["BookError", "MappingError", "merge", "source_entry"]

Fact = dict[str, Any]
Sources = dict[str, dict[str, Any]]

ROOMS = (
    "place", "tax", "goods", "payments", "pricing", "landed_cost", "returns", "localization",
)  # fmt: skip
FIELDS = (
    "since", "until", "ended", "verified", "when", "value", "confidence", "sources", "note",
)  # fmt: skip
SOURCE_FIELDS = ("title", "url", "kind", "seen")
SOURCE_KINDS = ("statute", "official", "standard", "secondary", "vendor", "press", "unsourced")
CONFIDENCE = ("high", "medium", "low")
WHEN = (
    "ship_from", "origin", "region", "postal", "channel", "goods", "hs", "scheme", "buyer", "psp",
    "funding", "purpose", "device", "method", "currency", "incoterm", "mode", "measure",
)  # fmt: skip
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
WIDTH = 100


class BookError(ValueError):
    """
    A fact or a source cannot be written: it says which and why.
    """


def merge(
    data_dir: Path | str,
    subject: str,
    key_prefix: str,
    facts: Iterable[Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, Any]],
    *,
    file: str = "",
    shared: bool = False,
) -> Path:
    """
    Replace all that the book says about `subject` under `key_prefix`.

    Args:
        data_dir: the folder of the files.
        subject: what the facts are about: "NL", "US-CA", "method:ideal", "currency:BGN".
        key_prefix: "returns", or narrower, "landed_cost.fee": keys equal to it or below it go.
        facts: dicts of key, since, until, ended, verified, when, value, confidence, sources, note;
            `sources` are names out of the next argument. None as a value counts as left out.
        sources: the named sources, {title, url, kind, seen}; those that no fact names are left out.
        file: the file's name without .toml where it is not the subject; the file then says
            whose facts it holds.
        shared: the file holds many subjects, each below `subjects.` (currencies.toml).

    Returns:
        The path written. Nothing is written when something is wrong.

    Raises:
        BookError: a fact or source is malformed, lies outside the prefix, or two sources share
            a name.
    """
    path = Path(data_dir) / f"{file or subject}.toml"
    new = [checked(subject, key_prefix, fact, sources) for fact in facts]
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path):
        book = read(path, subject if not shared else None)
        kept = [f for f in book["facts"].get(subject, []) if not below(f["key"], key_prefix)]
        if kept or new:
            book["facts"][subject] = kept + new
        else:
            book["facts"].pop(subject, None)
        book["sources"] = merged_sources(path, only_used(book, book["sources"]), new, sources)
        check_keys(book["facts"])
        replace(path, written(book, subject_line=None if shared or not file else subject))
    return path


# --- checks --------------------------------------------------------------------------------------


def checked(
    subject: str, prefix: str, given: Mapping[str, Any], sources: Mapping[str, Any]
) -> Fact:
    fact = {name: value for name, value in given.items() if value is not None}
    where = f"{subject} {fact.get('key')}"
    fact["sources"] = list(fact.get("sources", ()))
    if unknown := set(fact) - {"key", *FIELDS}:
        raise BookError(f"{where}: unknown fields {sorted(unknown)}")
    if not below(str(fact.get("key")), prefix):
        raise BookError(f"{where}: the key does not lie under {prefix}")
    check_value(where, fact)
    check_dates(where, fact)
    check_when(where, fact.get("when", {}))
    check_trust(where, fact, sources)
    return fact


def below(key: str, prefix: str) -> bool:
    return key == prefix or key.startswith(f"{prefix}.")


def check_value(where: str, fact: Fact) -> None:
    if fact.get("ended") not in (None, True):
        raise BookError(f"{where}: ended is true or left out")
    if ("value" in fact) == ("ended" in fact):
        raise BookError(f"{where}: give a value, or ended = true, and not both")
    if problem := unwritable(fact.get("value", "")):
        raise BookError(f"{where}: {problem}")


def unwritable(value: Any) -> str:
    if isinstance(value, (str, int, date)):
        return ""
    if isinstance(value, dict):
        return next(filter(None, map(unwritable, value.values())), "")
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(unwritable, value)), "")
    return f"a {type(value).__name__} can't be written; give numbers with decimals as text"


def check_keys(facts: Mapping[str, list[Fact]]) -> None:
    """
    No key lies below another: TOML would take its facts for a part of the last fact above.
    """
    for subject, entries in facts.items():
        keys = {fact["key"] for fact in entries}
        for key in sorted(keys):
            if inside := next((k for k in sorted(keys) if k != key and below(k, key)), None):
                raise BookError(f"{subject}: the key {inside} can't lie below the key {key}")


def check_dates(where: str, fact: Fact) -> None:
    for name in ("since", "until", "verified"):
        day = fact.get(name)
        if isinstance(day, str) and not PARTIAL_DATE.fullmatch(day):
            raise BookError(f"{where}: {name} is a date, '2026', '2026-10', '2026-Q3' or '2026-H2'")
        if day is not None and type(day) not in (date, str):
            raise BookError(f"{where}: {name} is a date or a part of one, not {type(day).__name__}")
    if "since" not in fact and "verified" not in fact:
        raise BookError(f"{where}: without since, say when it was verified")


def check_when(where: str, when: Mapping[str, Any]) -> None:
    if unknown := set(when) - set(WHEN):
        raise BookError(f"{where}: when knows no {sorted(unknown)}; it knows {', '.join(WHEN)}")


def check_trust(where: str, fact: Fact, sources: Mapping[str, Any]) -> None:
    if fact.get("confidence") not in CONFIDENCE:
        raise BookError(f"{where}: confidence is one of {', '.join(CONFIDENCE)}")
    if not fact["sources"]:
        raise BookError(f"{where}: name at least one source")
    entries = [check_source(where, name, sources) for name in fact["sources"]]
    if fact["confidence"] != "low" and not any("seen" in entry for entry in entries):
        raise BookError(f"{where}: nobody opened any of its sources, so its confidence is low")


def check_source(where: str, name: str, sources: Mapping[str, Any]) -> Mapping[str, Any]:
    if name not in sources:
        raise BookError(f"{where}: no source is named {name}")
    entry = sources[name]
    if unknown := set(entry) - set(SOURCE_FIELDS):
        raise BookError(f"source {name}: unknown fields {sorted(unknown)}")
    if not entry.get("title") or entry.get("kind") not in SOURCE_KINDS:
        raise BookError(f"source {name}: give a title and a kind of {', '.join(SOURCE_KINDS)}")
    if entry["kind"] == "unsourced" and (entry.get("url") or entry.get("seen")):
        raise BookError(f"source {name}: own knowledge has no url and was seen on no day")
    if entry["kind"] != "unsourced" and not re.match(r"https?://\S+$", entry.get("url") or ""):
        raise BookError(f"source {name}: give its url, http:// or https://")
    return entry


# --- sources -------------------------------------------------------------------------------------


def only_used(book: Mapping[str, Any], sources: Sources) -> Sources:
    used = {
        name
        for facts in book["facts"].values()
        for fact in facts
        for name in fact["sources"]
        if isinstance(name, str)
    }
    return {name: entry for name, entry in sources.items() if name in used}


def merged_sources(
    path: Path, old: Sources, facts: list[Fact], given: Mapping[str, Mapping[str, Any]]
) -> Sources:
    merged = dict(old)
    for name in dict.fromkeys(name for fact in facts for name in fact["sources"]):
        entry = {field: value for field, value in given[name].items() if value is not None}
        merged[name] = richer(path, name, merged.get(name, entry), entry)
    return merged


def richer(path: Path, name: str, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    if one == other:
        return one
    page = one.get("url") or one["title"]
    if page != (other.get("url") or other["title"]):
        raise BookError(
            f"{path.name}: the source {name} is already another page, {one['title']!r} at "
            f"{one.get('url')}; give yours ({other['title']!r} at {other.get('url')}) another name"
        )
    return max(one, other, key=lambda entry: (len(entry), len(entry["title"]), entry["title"]))


# --- reading -------------------------------------------------------------------------------------


def read(path: Path, subject: str | None) -> dict[str, Any]:
    """
    A file as {"facts": {subject: [fact ...]}, "sources": {...}}; an empty one where there is none.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    sources = data.pop("sources", {})
    told = data.pop("subject", subject)
    if subject is not None and told != subject:
        raise BookError(f"{path.name} holds the facts of {told}, not of {subject}")
    facts = {name: list(flat(tables)) for name, tables in data.pop("subjects", {}).items()}
    if data and subject is None:
        raise BookError(f"{path.name} holds one subject; leave `shared` out")
    if data and subject is not None:
        facts[subject] = list(flat(data))
    return {"facts": facts, "sources": sources}


def flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[Fact]:
    for name, inner in tables.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(inner, list):
            yield from ({"key": key, "sources": [], **fact} for fact in inner)
        else:
            yield from flat(inner, key)


# --- writing -------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """
    One writer a file, also among processes; the lock stands outside the tree.
    """
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    with open(Path(tempfile.gettempdir()) / f"globalcs-import-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def replace(path: Path, text: str) -> None:
    tomllib.loads(text)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def written(book: Mapping[str, Any], subject_line: str | None) -> str:
    many = subject_line is None and any(":" in subject for subject in book["facts"])
    blocks = [f"subject = {literal(subject_line)}"] if subject_line else []
    blocks += [source_block(name, entry) for name, entry in sorted(book["sources"].items())]
    for subject, facts in sorted(book["facts"].items()):
        start = f"subjects.{dotted(subject)}." if many else ""
        blocks += [fact_block(start, fact) for fact in sorted(facts, key=order)]
    return "\n\n".join(blocks) + "\n"


def order(fact: Fact) -> tuple[Any, ...]:
    """
    Rooms in the order of a checkout, then key, then when, then day; the unknown start comes first.
    """
    key = fact["key"]
    room = key.partition(".")[0]
    place = ROOMS.index(room) if room in ROOMS else len(ROOMS)
    when = sorted(fact.get("when", {}).items())
    return place, key, [(name, literal(value)) for name, value in when], str(fact.get("since", ""))


def source_block(name: str, entry: Mapping[str, Any]) -> str:
    lines = [f"[sources.{dotted(name)}]"]
    lines += [assignment(field, entry[field]) for field in SOURCE_FIELDS if entry.get(field)]
    return "\n".join(lines)


def fact_block(start: str, fact: Fact) -> str:
    table = start + ".".join(dotted(part) for part in fact["key"].split("."))
    lines = [f"[[{table}]]"]
    tables: list[str] = []
    for field in FIELDS:
        value = fact.get(field)
        if value is None or value == {}:
            continue
        if isinstance(value, dict) and not fits(field, value):
            tables += subtable(f"{table}.{field}", value)
        else:
            lines.append(assignment(field, value))
    return "\n".join(lines + tables)


def subtable(name: str, value: Mapping[str, Any]) -> list[str]:
    """
    A value too long for one line, as a table of its own below the fact.
    """
    lines, deeper = [f"[{name}]"], []
    for field, inner in value.items():
        if isinstance(inner, dict) and not fits(dotted(field), inner):
            deeper += subtable(f"{name}.{dotted(field)}", inner)
        else:
            lines.append(assignment(dotted(field), inner))
    return lines + deeper


def fits(name: str, value: Any) -> bool:
    return len(f"{name} = {literal(value)}") <= WIDTH


def assignment(name: str, value: Any) -> str:
    if isinstance(value, (list, tuple)) and not fits(name, value):
        items = "".join(f"  {literal(item)},\n" for item in value)
        return f"{name} = [\n{items}]"
    return f"{name} = {literal(value)}"


def literal(value: Any) -> str:
    """
    A value in TOML, on one line.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        inner = ", ".join(f"{dotted(str(name))} = {literal(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(literal, value)) + "]"
    return quoted(value)


def dotted(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else quoted(name)


ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(text: str) -> str:
    if "\\" in text and "'" not in text and not re.search(r"[\x00-\x1f\x7f]", text):
        return f"'{text}'"
    return '"' + "".join(map(escaped, text)) + '"'


def escaped(char: str) -> str:
    if char in ESCAPES:
        return ESCAPES[char]
    return f"\\u{ord(char):04X}" if char < " " or char == "\x7f" else char
