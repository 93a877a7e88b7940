"""
What an import costs: tax rates, bases, reliefs, flat duties, schemes, fees, layers, roundings.

Writes `tax.*` and `landed_cost.*` of the places asked for, and the goods vocabulary.
Run: python -m tools.import_facts.landed_cost RESEARCH [DATA] [PLACE ...]
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tools.import_facts import read_more
from tools.import_facts.book import merge
from tools.import_facts.landed_cost_maps import (
    COMPONENTS,
    CONFIRMED,
    EXCLUDES,
    EXTRA,
    GOODS,
    GOODS_CLASSES,
    MEASURES,
    NOT_CARRIED,
    PLACES,
    REVIEWED,
    TITLES,
)
from tools.import_facts.sources import READ_ON, MappingError, source_entry

Fact = dict[str, Any]
Entry = dict[str, Any]

DATA = Path("src/globalcs/facts/data")


class Research:
    """
    The files of the research that this room reads, with all their sources under one name each.
    """

    def __init__(self, folder: Path) -> None:
        regimes = load(folder / "import_regimes.yaml")
        bases = load(folder / "import_bases.yaml")
        unions = load(folder / "intra_union.yaml")
        self.places = {**regimes["blocks"], **regimes["countries"]}
        self.bases = bases["countries"]
        self.sources = {**regimes["sources"], **bases["sources"], **unions["sources"]}
        self.entries = {
            name: source_entry(found, title=TITLES.get(name, ""))
            for name, found in self.sources.items()
        }
        self.distance_sale = unions["eu_b2c"]["distance_sale"]

    def members(self) -> list[str]:
        return [code for code, place in self.places.items() if place.get("inherits") == "EU"]


def load(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def fact(key: str, value: Any, entry: Entry, **more: Any) -> Fact:
    """
    One fact out of an entry of the research: its days, confidence and sources as they stand.
    """
    sources = entry["source"]
    found: Fact = {
        "key": key,
        "value": value,
        "since": day(entry.get("effective_from")),
        "until": day(entry.get("effective_until")),
        "confidence": entry["confidence"],
        "sources": [sources] if isinstance(sources, str) else list(sources),
        "note": entry.get("note"),
        **more,
    }
    if found["since"] is None:
        found["verified"] = found["until"] or READ_ON
    return found


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def percent(number: Any) -> str:
    return f"{number} %"


def money(entry: Entry) -> str:
    return f"{entry['amount']} {entry['currency']}"


# --- what all places share -----------------------------------------------------------------------


def tax_facts(place: str, tax: Entry) -> list[Fact]:
    facts = []
    if not tax["name"].startswith("none"):
        first = tax["standard"][0]
        name = tax["name"].partition(" (")[0]
        facts.append(
            fact(
                "tax.name",
                name,
                {**first, "effective_from": None, "effective_until": None, "note": None},
            )
        )
    facts += [
        fact("tax.rate", percent(entry["rate"]), entry)
        for entry in tax["standard"]
        if (place, "standard", entry["rate"]) not in NOT_CARRIED
    ]
    for entry in tax.get("reduced", ()):
        facts += reduced(place, entry)
    return facts


def reduced(place: str, entry: Entry) -> list[Fact]:
    """
    A reduced rate holds for several classes; a phrase that names only some of a class is weaker.
    """
    phrase = entry["goods"]
    if (place, phrase) not in GOODS and phrase not in GOODS:
        raise MappingError(f"{place}: no table maps the goods {phrase!r}")
    classes = GOODS.get((place, phrase), GOODS.get(phrase))
    facts = []
    for name in classes or ():
        partly = name.startswith("~")
        note = "; ".join(filter(None, (entry.get("note"), f"told of: {phrase}" if partly else "")))
        found = fact("tax.rate", percent(entry["rate"]), entry, when={"goods": name.lstrip("~")})
        found["note"] = note or None
        found["confidence"] = "low" if partly else found["confidence"]
        facts.append(found)
    return facts


def relief_facts(place: str, list_name: str, entries: list[Entry]) -> list[Fact]:
    key = f"landed_cost.{list_name}"
    facts = []
    for index, entry in enumerate(entries):
        if (place, list_name, index) in NOT_CARRIED:
            continue
        if (place, list_name, index) in REVIEWED:
            facts += reviewed(place, list_name, index, entry)
            continue
        measure = entry["measured_on"]
        if measure not in MEASURES:
            raise MappingError(f"{place} {list_name}: no table maps the measure {measure!r}")
        value: Entry = {"limit": money(entry), "measure": MEASURES[measure]}
        if excluded := EXCLUDES.get((place, index)):
            value["excludes"] = excluded
        facts.append(fact(key, value, entry, when=conditions(entry)))
    return facts


def conditions(entry: Entry) -> Entry | None:
    when: Entry = {}
    if "scope" in entry:
        when["ship_from"] = entry["scope"]
    if "channel" in entry:
        when["channel"] = entry["channel"]
    return when or None


def base_facts(place: str, record: Entry, more: Entry) -> list[Fact]:
    facts = []
    duty = surest(place, "duty_valuation", record, more)
    if duty and (shape := duty_shape(place, duty["basis"])):
        facts.append(fact("landed_cost.duty_base", {"shape": shape}, duty))
    tax = surest(place, "tax_base", record, more)
    if tax and ("components" in tax or tax["formula"].startswith("none")):
        facts.append(fact("landed_cost.tax_base", tax_base(place, tax), tax))
    return facts


def surest(place: str, name: str, record: Entry, more: Entry) -> Entry | None:
    """
    The surer of the two files' entries, the first where they are equal, as far as confirmed.
    """
    rank = ("low", "medium", "high")
    found = [entry for entry in (record.get(name), more.get(name)) if entry]
    best = max(found, key=lambda entry: rank.index(entry["confidence"]), default=None)
    return {**best, **CONFIRMED.get((place, name), {})} if best else None


SHAPES = (
    ("CIF", "cif"),
    ("FOB", "fob"),
    ("gross weight", "weight"),
    ("consumer parcels: invoice value of the goods", "fob"),
)


def duty_shape(place: str, basis: str) -> str | None:
    for start, shape in SHAPES:
        if basis.startswith(start):
            return shape
    if basis.startswith(("none", "consumer parcels")):
        return None
    raise MappingError(f"{place}: no table maps the base {basis!r}")


def tax_base(place: str, entry: Entry) -> Entry:
    words = entry.get("components", [])
    if unknown := [word for word in words if word not in COMPONENTS]:
        raise MappingError(f"{place}: no table maps the components {unknown}")
    named = [COMPONENTS[word] for word in words]
    components = list(dict.fromkeys(name for name in named if name))
    shape = "inside" if "icms_itself" in words else "added"
    if place == "JP":  # a base that starts from the customs value, here a share of the price
        components = ["customs_value", "duty", "excise"]
    uplift = {"uplift": "10 %"} if "10 % uplift" in words else {}
    return {"shape": shape, "components": components, **uplift}


# --- what each place has of its own --------------------------------------------------------------


def own_facts(place: str, record: Entry) -> list[Fact]:
    """
    Schemes, flat duties, fees, layers and roundings: each entry has its reviewed value.
    """
    facts = []
    for name in (
        "flat_duty",
        "seller_schemes",
        "fees",
        "handling_fees",
        "additional_duties",
        "postal",
        "provinces",
    ):
        for index, entry in enumerate(listed(record, name)):
            facts += reviewed(place, name, index, entry)
    for name in (
        "rounding",
        "customs_fx",
        "duty_rate_general",
        "personal_value_rule",
        "simplified_tariff",
    ):
        if name in record:
            facts += reviewed(place, name, 0, record[name])
    return facts


def listed(record: Entry, name: str) -> list[Entry]:
    found = record.get("tax", {}).get(name) if name == "provinces" else record.get(name)
    return found or []


def reviewed(place: str, name: str, index: int, entry: Entry) -> list[Fact]:
    if (place, name, index) in NOT_CARRIED:
        return []
    if (place, name, index) not in REVIEWED:
        raise MappingError(f"{place} {name}[{index}]: no table carries {entry}")
    return [carried(entry, change) for change in REVIEWED[place, name, index]]


def carried(entry: Entry, change: Fact) -> Fact:
    """
    An entry under its reviewed value; what the change names besides replaces what the entry says.
    """
    found = fact(change["key"], change["value"], entry)
    return {**found, **change}


def place_facts(place: str, research: Research) -> dict[str, list[Fact]]:
    """
    All facts of a place and its regions, by subject.
    """
    record = research.places[place]
    facts = tax_facts(place, record["tax"]) if "tax" in record else []
    for name in ("duty_de_minimis", "tax_de_minimis"):
        facts += relief_facts(place, name, record.get(name) or [])
    facts += base_facts(place, record, research.bases.get(place, {}))
    facts += own_facts(place, record)
    facts += [dict(entry) for entry in EXTRA.get(place, ())]
    if place == "EU":
        facts.append(distance_sale(research.distance_sale))
    return by_subject(place, facts)


def distance_sale(entry: Entry) -> Fact:
    threshold = money(entry["threshold"])
    value = {"threshold": threshold, "registration": "OSS"}
    return fact("landed_cost.distance_sale", value, entry)


def by_subject(place: str, facts: list[Fact]) -> dict[str, list[Fact]]:
    subjects: dict[str, list[Fact]] = {place: []}
    for found in facts:
        for subject in found.pop("subjects", [place]):
            subjects.setdefault(subject, []).append(dict(found))
    return subjects


def write(data: Path, subject: str, facts: list[Fact], sources: Entry) -> None:
    for prefix in ("tax", "landed_cost"):
        chosen = [found for found in facts if found["key"].partition(".")[0] == prefix]
        if chosen:
            merge(data, subject, prefix, chosen, sources)


def write_goods(data: Path) -> None:
    source = {
        "title": "Harmonized System 2022: headings by chapter, WCO",
        "kind": "standard",
        "url": "https://www.wcoomd.org/en/topics/nomenclature/instrument-and-tools.aspx",
    }
    facts = [
        {
            "key": "goods.class",
            "when": {"goods": name},
            "confidence": "low",
            "sources": ["hs-2022"],
            "since": date(2022, 1, 1),
            "value": {"label": label, **({"hs": hs} if hs else {})},
        }
        for name, (label, hs) in GOODS_CLASSES.items()
    ]
    merge(data, "goods", "goods", facts, {"hs-2022": source})


def main(folder: Path, data: Path = DATA, places: tuple[str, ...] = ()) -> None:
    research = Research(folder)
    write_goods(data)
    done: list[str] = []
    for place in places or (*PLACES, *research.members()):
        for subject, facts in place_facts(place, research).items():
            write(data, subject, facts, research.entries)
            done.append(subject)
    read_more.again(data, done, "tax", "landed_cost")


if __name__ == "__main__":
    folder, *rest = sys.argv[1:]
    main(Path(folder), Path(rest[0]) if rest else DATA, tuple(rest[1:]))
