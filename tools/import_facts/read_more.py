"""
Dates, raises and corrects facts after the import, from the reviewed list read_more.toml.

Run after all importers: python -m tools.import_facts.read_more [DATA]
A second run changes nothing; an importer that runs later undoes what concerns its keys, unless it
calls `again` when it is done.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.import_facts import book
from tools.import_facts.book import BookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Fact = dict[str, Any]
Sources = dict[str, dict[str, Any]]

DATA = Path("src/globalcs/facts/data")
LIST = Path(__file__).with_suffix(".toml")
UNKNOWN = "unknown"
FIELDS = (
    "subject", "key", "when", "was", "new", "since", "until", "verified", "value", "confidence",
    "sources", "note",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    data = Path(arguments[0]) if arguments else DATA
    told = apply_list(data, tomllib.loads(LIST.read_text(encoding="utf-8")))
    print(", ".join(f"{count} {what}" for what, count in sorted(told.items())))


def again(data_dir: Path, subjects: Iterable[str], *prefixes: str) -> Counter[str]:
    """
    Apply what the list says about these subjects below these keys, at the end of their importer.
    """
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    wanted = set(subjects)
    facts = [
        entry
        for entry in listed["facts"]
        if entry["subject"] in wanted and any(book.below(entry["key"], p) for p in prefixes)
    ]
    return apply_facts(data_dir, facts, listed["sources"])


def apply_list(data_dir: Path, listed: Mapping[str, Any]) -> Counter[str]:
    """
    Change the files of the subjects listed, one by one; how many facts were changed, by what.

    Raises:
        BookError: an entry amends a fact that is not there, or raises one without a newly read
            source, or is malformed. The file of that subject stays as it was.
    """
    check_sources_used(listed)
    return apply_facts(data_dir, listed["facts"], listed["sources"])


def apply_facts(data_dir: Path, facts: list[Fact], sources: Sources) -> Counter[str]:
    told: Counter[str] = Counter()
    for subject in dict.fromkeys(entry["subject"] for entry in facts):
        entries = [entry for entry in facts if entry["subject"] == subject]
        told += rewritten(data_dir / f"{subject}.toml", subject, entries, sources)
    return told


def check_sources_used(listed: Mapping[str, Any]) -> None:
    used = {name for entry in listed["facts"] for name in entry.get("sources", ())}
    if idle := set(listed["sources"]) - used:
        raise BookError(f"{LIST.name}: no entry names the sources {sorted(idle)}")


def rewritten(path: Path, subject: str, entries: list[Fact], sources: Sources) -> Counter[str]:
    if not path.exists():
        raise BookError(f"{path.name} is not there; import {subject} first")
    with book.locked(path):
        read = book.read(path, subject)
        facts = read["facts"].setdefault(subject, [])
        all_sources = {**sources, **read["sources"]}
        told = Counter(
            what for entry in in_order(entries) for what in applied(entry, facts, all_sources)
        )
        new = [book.checked(subject, fact["key"], fact, all_sources) for fact in facts]
        read["facts"][subject] = new
        kept = book.only_used(read, read["sources"])
        read["sources"] = book.merged_sources(path, kept, new, {**read["sources"], **sources})
        book.check_keys(read["facts"])
        book.replace(path, book.written(read, None))
    return told


def in_order(entries: list[Fact]) -> list[Fact]:
    """
    Amendments first: an added version may take the day that an amended one leaves.
    """
    return sorted(entries, key=lambda entry: "was" not in entry)


def applied(entry: Fact, facts: list[Fact], sources: Sources) -> Iterable[str]:
    """
    Apply one entry to the facts of its subject, in place; tell what it changed.
    """
    if odd := set(entry) - set(FIELDS):
        raise BookError(f"{place(entry)}: the list knows no fields {sorted(odd)}")
    same = [fact for fact in facts if identity(fact) == identity(entry)]
    if "was" not in entry:
        return added(entry, same, facts)
    fact = found(entry, same)
    before = dict(fact)
    amend(fact, entry, sources)
    return changes(before, fact, entry)


def identity(fact: Fact) -> tuple[str, str]:
    return fact["key"], book.literal(dict(sorted(fact.get("when", {}).items())))


def place(entry: Fact) -> str:
    when = entry.get("when", {})
    return " ".join(filter(None, (entry["subject"], entry["key"], when and book.literal(when))))


# --- an amendment --------------------------------------------------------------------------------


def found(entry: Fact, same: list[Fact]) -> Fact:
    """
    The fact that begins on the entry's day (the list ran before), or on the importers' day.
    """
    for day in dict.fromkeys((entry.get("since", entry["was"]), entry["was"])):
        if match := [fact for fact in same if fact.get("since", UNKNOWN) == day]:
            return match[0]
    raise BookError(
        f"{place(entry)}: there is no such fact that begins on {entry['was']}"
        f"{' (or ' + str(entry['since']) + ')' if 'since' in entry else ''}; "
        "import it first, or take the entry out of the list"
    )


def amend(fact: Fact, entry: Fact, sources: Sources) -> None:
    check_rise(fact, entry, sources)
    for field in ("since", "until", "value", "confidence"):
        if field in entry:
            fact[field] = entry[field]
    fact["sources"] = joined_sources(fact["sources"], entry.get("sources", []), sources)
    if note := joined_note(fact.get("note", ""), entry.get("note", "")):
        fact["note"] = note
    if "since" in fact:
        fact.pop("verified", None)


def check_rise(fact: Fact, entry: Fact, sources: Sources) -> None:
    wanted = entry.get("confidence", fact["confidence"])
    if book.CONFIDENCE.index(wanted) >= book.CONFIDENCE.index(fact["confidence"]):
        return
    if not any("seen" in sources[name] for name in entry.get("sources", ())):
        raise BookError(f"{place(entry)}: {wanted} needs a newly read source")


def joined_sources(old: list[str], new: list[str], sources: Sources) -> list[str]:
    """
    The old names, then the new ones; own knowledge goes where something was read in its place.
    """
    names = list(dict.fromkeys([*old, *new]))
    read = [name for name in names if sources[name]["kind"] != "unsourced"]
    return read if new and read else names


def joined_note(old: str, new: str) -> str:
    if not old or not new or new in old:
        return old or new
    return f"{old}{'' if old.endswith('.') else '.'} {new}"


def changes(before: Fact, after: Fact, entry: Fact) -> list[str]:
    told = ["corrected"] if "value" in entry and before["value"] != after["value"] else []
    if any(before.get(field) != after.get(field) for field in ("since", "until")):
        told.append("dated")
    if before["confidence"] != after["confidence"]:
        told.append("raised")
    return told or (["sourced"] if before != after else ["unchanged"])


# --- an added version ----------------------------------------------------------------------------


def added(entry: Fact, same: list[Fact], facts: list[Fact]) -> list[str]:
    fact = {name: value for name, value in entry.items() if name not in ("subject", "new")}
    if "since" not in entry and "verified" not in entry:
        fact["verified"] = last_day(entry)
    there = next((f for f in same if f.get("since") == entry.get("since")), None)
    if there is None:
        check_expected(entry, same)
        facts.append(fact)
        return ["added"]
    if there["value"] != entry["value"]:
        day = entry.get("since", "an unknown day")
        raise BookError(f"{place(entry)}: another value begins on {day} already")
    unchanged = there == fact
    facts[facts.index(there)] = fact
    return ["unchanged"] if unchanged else ["sourced"]


def last_day(entry: Fact) -> Any:
    """
    A version whose first day is unknown was in force on its last one.
    """
    if "until" not in entry:
        raise BookError(
            f"{place(entry)}: an added version without `since` needs `until` or `verified`"
        )
    return entry["until"]


def check_expected(entry: Fact, same: list[Fact]) -> None:
    if not same and not entry.get("new"):
        raise BookError(
            f"{place(entry)}: the book has no version of it at all; import it first, "
            "or say `new = true`"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
