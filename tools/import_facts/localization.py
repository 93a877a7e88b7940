"""
How shops address their customers, locale by locale, from the research into the book.

    python -m tools.import_facts.localization RESEARCH_FOLDER src/globalcs/facts/data

All go to norms.toml, one subject a locale. Letter forms are no facts: they stand in the locale files.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tools.import_facts.book import merge
from tools.import_facts.sources import MappingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["facts_of", "main"]

FILE = "norms"

#: The day the research was made.
READ_ON = date(2026, 11, 21)

#: What the research calls a shop's usual form of address. Neutral decides nothing: it is left out.
REGISTERS = {"formal": "formal", "informal": "informal", "neutral": None}

#: How an apology is made; the words are the book's own.
APOLOGIES = frozenset({"direct", "elaborate", "indirect"})

#: Notes that say no more than the confidence does.
NOTES = {"researcher judgement": None}

#: The sources by what they are; a source that is not here stops the import.
KINDS = {
    "cldr-pn": "standard",
    "cybozu-ja": "secondary",
    "moz": "secondary",
    "own": "unsourced",
}


def main(research: Path, target: Path) -> None:
    data = yaml.safe_load((research / "communication_norms.yaml").read_text(encoding="utf-8"))
    sources = {name: source_of(name, data["sources"][name]) for name in KINDS}
    for locale, norms in data["locales"].items():
        merge(
            target,
            f"locale:{locale}",
            "localization",
            list(facts_of(norms)),
            sources,
            file=FILE,
            shared=True,
        )


def source_of(name: str, source: Mapping[str, Any]) -> dict[str, Any]:
    if KINDS[name] == "unsourced":
        return {"title": "Own knowledge of how shops write", "kind": "unsourced"}
    return {
        "title": source["title"],
        "url": source["url"],
        "kind": KINDS[name],
        "seen": READ_ON,
    }


def facts_of(norms: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    address = norms["address"]
    if address["shop_default"] not in REGISTERS:
        raise MappingError(f"unmapped form of address: {address['shop_default']}")
    register = REGISTERS[address["shop_default"]]
    names = list(address.get("source", ["cldr-pn"]))
    if unknown := set(names) - set(KINDS):
        raise MappingError(f"unmapped sources: {sorted(unknown)}")
    if register is not None:
        yield {
            "key": "localization.register",
            "verified": READ_ON,
            "value": register,
            "confidence": address["confidence"],
            "sources": names,
            "note": NOTES.get(address.get("basis", ""), address.get("basis")),
        }
    yield {"key": "localization.apology", "verified": READ_ON, **_apology(norms["tone"])}


def _apology(tone: Mapping[str, Any]) -> dict[str, Any]:
    if tone["apology"] not in APOLOGIES:
        raise MappingError(f"unmapped form of apology: {tone['apology']}")
    if unknown := set(tone["source"]) - set(KINDS):
        raise MappingError(f"unmapped sources: {sorted(unknown)}")
    return {
        "value": tone["apology"],
        "confidence": tone["confidence"],
        "sources": list(tone["source"]),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
