"""
Raises, corrects and dates facts of payment methods, from the list read_more_payments.toml.

Run after the importer of payments: python -m tools.import_facts.read_more_payments [METHODS]
A second run changes nothing; an entry whose fact is gone fails.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.import_facts import book
from tools.import_facts.book import BookError
from tools.import_facts.read_more import applied, check_sources_used, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.import_facts.read_more import Fact, Sources

METHODS = Path("src/globalcs/payments/methods")
LIST = Path(__file__).with_suffix(".toml")


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else METHODS
    told = apply_list(folder, tomllib.loads(LIST.read_text(encoding="utf-8")))
    print(", ".join(f"{count} {what}" for what, count in sorted(told.items())))
    print(f"{still_low(folder)} facts of methods are still low")


def apply_list(folder: Path, listed: Mapping[str, Any]) -> Counter[str]:
    """
    Change the files of the methods listed; how many facts were changed, by what.

    Raises:
        BookError: an entry amends a fact that is not there, or raises one without a newly read
            source, or is malformed. The file of that method stays as it was.
    """
    told: Counter[str] = Counter()
    check_sources_used(listed)
    for subject in dict.fromkeys(entry["subject"] for entry in listed["facts"]):
        entries = [entry for entry in listed["facts"] if entry["subject"] == subject]
        path = folder / f"{subject.removeprefix('method:')}.toml"
        told += rewritten(path, subject, entries, listed["sources"])
    return told


def rewritten(path: Path, subject: str, entries: list[Fact], sources: Sources) -> Counter[str]:
    if not path.exists():
        raise BookError(f"{path.name} is not there; import {subject} first")
    with book.locked(path):
        read = book.read(path, subject)
        facts = read["facts"][subject]
        all_sources = {**sources, **read["sources"]}
        told = Counter(
            what for entry in in_order(entries) for what in applied(entry, facts, all_sources)
        )
        new = [book.checked(subject, fact["key"], fact, all_sources) for fact in facts]
        read["facts"][subject] = new
        kept = book.only_used(read, read["sources"])
        read["sources"] = book.merged_sources(path, kept, new, {**read["sources"], **sources})
        book.check_keys(read["facts"])
        book.replace(path, book.written(read, subject))
    return told


def still_low(folder: Path) -> int:
    """
    How many facts of all methods rest on low confidence.
    """
    return sum(
        fact["confidence"] == "low"
        for path in sorted(folder.glob("*.toml"))
        for facts in book.read(path, f"method:{path.stem}")["facts"].values()
        for fact in facts
    )


if __name__ == "__main__":
    main(sys.argv[1:])
