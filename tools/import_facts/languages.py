"""
Which languages people of a place read: the official ones, the most spoken first.

Writes `place.languages` from CLDR's territory information, the package cldr-core unpacked into a
folder: ``python -m tools.import_facts.languages FOLDER [DATA]``.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from tools.import_facts.book import merge
from tools.import_facts.sources import READ_ON

DATA = Path("src/globalcs/facts/data")
SOURCES = {
    "cldr-territories": {
        "title": "CLDR 48.2 supplemental data: official languages of territories",
        "url": "https://github.com/unicode-org/cldr-json/blob/main/cldr-json/cldr-core/"
        "supplemental/territoryInfo.json",
        "kind": "standard",
        "seen": READ_ON,
    }
}
STATUSES = ("official", "de_facto_official")
#: Spoken rather than read in shops: people there read German, or written Chinese.
SPOKEN = ("gsw", "hak_Hant", "nan_Hant")
#: "no" stands for both written forms; the other Chinese tags name their script already.
WRITTEN = {"no": "nb", "zh": "zh-Hans"}


def languages(country: str, population: dict[str, Any]) -> list[str]:
    """
    Locale tags of the languages read in `country`.
    """
    official = [
        (Decimal(entry["_populationPercent"]), name)
        for name, entry in population.items()
        if entry.get("_officialStatus") in STATUSES and name not in SPOKEN
    ]
    ordered = [WRITTEN.get(name, name) for _, name in sorted(official, key=lambda e: (-e[0], e[1]))]
    return [f"{name.replace('_', '-')}-{country}" for name in dict.fromkeys(ordered)]


def main(folder: Path, data: Path = DATA) -> None:
    """
    Write the facts of every place that has a file.
    """
    path = folder / "package" / "supplemental" / "territoryInfo.json"
    territories = json.loads(path.read_text(encoding="utf-8"))["supplemental"]["territoryInfo"]
    for country, entry in sorted(territories.items()):
        tags = languages(country, entry.get("languagePopulation", {}))
        if tags and (data / f"{country}.toml").exists():
            fact = {
                "key": "place.languages",
                "verified": READ_ON,
                "value": tags,
                "confidence": "high",
                "sources": ["cldr-territories"],
            }
            merge(data, country, "place.languages", [fact], SOURCES)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
