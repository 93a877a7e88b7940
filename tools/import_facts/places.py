"""
What a place is: whom it inherits from, which odd territories lie inside it, what money it uses.

Writes `place.*` of every country, and `tax.*` of the territories that have a tax of their own.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from babel.core import get_global

from tools.import_facts.book import merge
from tools.import_facts.sources import READ_ON, MappingError, source_entry

Fact = dict[str, Any]

DATA = Path("src/globalcs/facts/data")

# --- sources that the research does not have -----------------------------------------------------

SOURCES = {
    "cldr-currency": {
        "title": "CLDR supplemental data: currencies by territory with their days (in Babel 2.18)",
        "url": "https://github.com/unicode-org/cldr-json/blob/main/cldr-json/cldr-core/"
        "supplemental/currencyData.json",
        "kind": "standard",
        "seen": READ_ON,
    },
    "eu-enlargement": {
        "title": "European Commission, glossary: the founders and the years of each enlargement",
        "url": "https://ec.europa.eu/regional_policy/en/policy/what/glossary/e/enlargment",
        "kind": "official",
        "seen": READ_ON,
    },
    "eu-2004": {
        "title": "List of accessions by day: 2004-05-01, Bulgaria 2007-01-01, Croatia 2013-07-01",
        "url": "https://wanderluce.com/qa/how-many-countries-joined-the-eu-in-2013/",
        "kind": "secondary",
        "seen": READ_ON,
    },
    "uk-transition": {
        "title": "House of Commons: EU law applied to the United Kingdom until the end of 2020",
        "url": "https://publications.parliament.uk/pa/cm5801/cmselect/cmexeu/1093/109304.htm",
        "kind": "official",
        "seen": READ_ON,
    },
}

# --- members of the Union ------------------------------------------------------------------------

#: Codes by the day or year of entry that the sources give, with the sources and the confidence.
ENTRIES = (
    ("BE DE FR IT LU NL", "1958", ["eu-enlargement"], "high"),
    ("DK GB IE", "1973", ["eu-enlargement"], "high"),
    ("GR", "1981", ["eu-enlargement"], "high"),
    ("ES PT", "1986", ["eu-enlargement"], "high"),
    ("AT FI SE", "1995", ["eu-enlargement"], "high"),
    (
        "CY CZ EE HU LT LV MT PL SI SK",
        date(2004, 5, 1),
        ["eu-enlargement", "eu-2004"],
        "high",
    ),
    ("BG", date(2007, 1, 1), ["eu-enlargement", "eu-2004"], "high"),
    ("RO", "2007", ["eu-enlargement"], "high"),
    ("HR", date(2013, 7, 1), ["eu-enlargement", "eu-2004"], "high"),
)
LEFT = {"GB": date(2020, 12, 31)}


def memberships() -> dict[str, list[Fact]]:
    """
    `place.within` of all that are or were members.
    """
    return {
        code: [
            {
                "key": "place.within",
                "since": since,
                "until": LEFT.get(code),
                "value": {"*": "EU"},
                "confidence": confidence,
                "sources": [*sources, *(["uk-transition"] if code in LEFT else [])],
            }
        ]
        for codes, since, sources, confidence in ENTRIES
        for code in codes.split()
    }


# --- territories ---------------------------------------------------------------------------------

#: The research's territories, reviewed one by one: the code of the book, how an address shows it
#: (country, pattern of the postcode without spaces, regions of ISO 3166-2), and whom it inherits
#: from room by room ("" is nobody, a room not named is nobody either unless "*" is).
#:
#: Codes: ISO 3166 where it has one, also the exceptionally reserved IC (Canary Islands) and EA
#: (Ceuta and Melilla, whose status is one); XI is the customs' and tax offices' code of Northern
#: Ireland; where ISO has a region, the region; else three letters of our own after the country.
INSIDE = "*"
TERRITORIES: dict[str, dict[str, Any]] = {
    "ES-CN": {
        "code": "IC",
        "found": [("ES", r"^(35|38)\d{3}$", ["CN", "GC", "TF"])],
        "within": {"*": "ES", "landed_cost": "EU", "tax": ""},
        "rate": "7 %",
        "tax": "IGIC",
    },
    "ES-CE": {
        "code": "EA",
        "found": [("ES", r"^51\d{3}$", ["CE"])],
        "within": {"*": "ES", "landed_cost": "", "tax": ""},
        "tax": "IPSI",
    },
    "ES-ML": {"code": "EA", "found": [("ES", r"^52\d{3}$", ["ML"])]},
    "AX": {
        "code": "AX",
        "found": [("FI", r"^22\d{3}$", ["01"])],
        "within": {"*": "FI", "landed_cost": "EU", "tax": ""},
        "rate": "25.5 %",
        "rate_since": date(2024, 9, 1),
    },
    "DE-78266": {
        "code": "DE-BUS",
        "found": [("DE", "^78266$", []), ("CH", "^8238$", [])],
        "within": {"*": "DE", "landed_cost": "CH", "tax": "CH"},
    },
    "DE-27498": {
        "code": "DE-HEL",
        "found": [("DE", "^27498$", [])],
        "within": {"*": "DE", "landed_cost": "", "tax": ""},
    },
    "IT-23041": {
        "code": "IT-LIV",
        "found": [("IT", "^23041$", [])],
        "within": {"*": "IT", "landed_cost": "", "tax": ""},
    },
    "IT-22061": {
        "code": "IT-CAM",
        "found": [("IT", "^22061$", [])],
        "within": {"*": "IT", "landed_cost": "EU", "tax": ""},
        "since": date(2020, 1, 1),
        "before": {"*": "IT", "landed_cost": "", "tax": ""},
        "rate": "8.1 %",
        "tax": "ILCCI",
    },
    "GR-69": {
        "code": "GR-69",
        "found": [("GR", "^63086$", ["69"])],
        "within": {"*": "GR", "landed_cost": "EU", "tax": ""},
    },
    "MF": {
        "code": "MF",
        "found": [("FR", "^97150$", ["MF", "978"])],
        "within": {"landed_cost": "EU"},
        "rate": "4 %",
        "tax": "TGCA",
    },
    "MC": {
        "code": "MC",
        "found": [("FR", r"^980\d{2}$", [])],
        "within": {"landed_cost": "FR", "tax": "FR"},
    },
    "IM": {
        "code": "IM",
        "found": [("GB", r"^IM\d{1,2}\d[A-Z]{2}$", ["IM"])],
        "within": {"landed_cost": "GB", "tax": "GB"},
    },
    "JE": {
        "code": "JE",
        "found": [("GB", r"^JE\d\d[A-Z]{2}$", ["JE"])],
        "rate": "5 %",
        "tax": "GST",
    },
    "GG": {"code": "GG", "found": [("GB", r"^GY\d{1,2}\d[A-Z]{2}$", ["GG"])]},
    "GI": {"code": "GI", "found": [("GB", "^GX111AA$", [])]},
    "SM": {"code": "SM", "found": [("IT", r"^4789\d$", [])]},
    "VA": {"code": "VA", "found": [("IT", "^00120$", [])]},
    "AD": {"code": "AD", "found": [], "rate": "4.5 %", "tax": "IGI"},
    "LI": {
        "code": "LI",
        "found": [("CH", "^94(8[5-9]|9[0-8])$", [])],
        "within": {"landed_cost": "CH", "tax": "CH"},
    },
    "FO": {"code": "FO", "found": [("DK", r"^\d{3}$", [])], "rate": "25 %", "tax": "MVG"},
    "GL": {"code": "GL", "found": [("DK", r"^39\d{2}$", [])]},
    "SJ": {"code": "SJ", "found": [("NO", "^(917[0-9]|8099)$", ["21", "22"])]},
    "AT-JUNGHOLZ": {
        "code": "AT-JUN",
        "found": [("AT", "^(6691|699[123])$", []), ("DE", "^(87491|8756[789])$", [])],
        "within": {"*": "AT"},
        "rate": "19 %",
    },
    "PT-20": {
        "code": "PT-20",
        "found": [("PT", r"^9[5-9]\d{5}$", ["20"])],
        "within": {"*": "PT"},
        "rate": "16 %",
    },
    "PT-30": {
        "code": "PT-30",
        "found": [("PT", r"^9[0-4]\d{5}$", ["30"])],
        "within": {"*": "PT"},
        "rate": "22 %",
    },
}
#: Two entries of the research stand for many places. The departments are a part of France in all
#: but taxes; for the others no source told whose consumer law holds, so they inherit nothing.
FR_DEPARTMENTS = {
    "GP": (r"^971(?!33|50)\d{2}$", ["971", "GP", "GUA"], "8.5 %"),
    "MQ": (r"^972\d{2}$", ["972", "MQ"], "8.5 %"),
    "GF": (r"^973\d{2}$", ["973", "GF"], "0 %"),
    "RE": (r"^974\d{2}$", ["974", "RE", "LRE"], "8.5 %"),
    "YT": (r"^976\d{2}$", ["976", "YT", "MAY"], "0 %"),
}
FR_OVERSEAS = {
    "BL": ("^97133$", ["977", "BL"], None),
    "PM": ("^97500$", ["975", "PM"], None),
    "WF": (r"^986\d{2}$", ["986", "WF"], None),
    "PF": (r"^987\d{2}$", ["987", "PF"], "16 %"),
    "NC": (r"^988\d{2}$", ["988", "NC"], "11 %"),
}
#: No address tells these apart, or they need no entry: they have a country code or no own rules.
LEFT_OUT = {
    "IT-LUGANO": "waters without addresses",
    "FR-20": "French VAT and customs; only some reduced rates differ",
    "GR-ISLANDS": "no postcodes in the research",
    "CY-NORTH": "no postcodes in the research",
    "GB-SBA": "no postcodes in the research",
    "NL-CARIB": "countries of their own in ISO 3166",
    "XK": "a country of its own",
    "FR-DROM": "see FR_DEPARTMENTS",
    "FR-OCT": "see FR_OVERSEAS",
}


def territories(research: dict[str, Any]) -> dict[str, list[Fact]]:
    """
    `place.territories` of the countries, `place.within` and `tax.*` of the territories.
    """
    facts: dict[str, list[Fact]] = {}
    records = research["territories"]
    if unknown := set(records) - set(TERRITORIES) - set(LEFT_OUT):
        raise MappingError(f"territories that nobody reviewed: {sorted(unknown)}")
    for name, entry in TERRITORIES.items():
        add_territory(facts, records[name], entry)
    for codes, name in ((FR_DEPARTMENTS, "FR-DROM"), (FR_OVERSEAS, "FR-OCT")):
        for code, (postal, regions, rate) in codes.items():
            within = {"*": "FR", "landed_cost": "EU", "tax": ""} if name == "FR-DROM" else None
            found = [("FR", postal, regions)]
            record = {**records[name], "name": None}
            add_territory(
                facts, record, {"code": code, "found": found, "within": within, "rate": rate}
            )
    return facts


def add_territory(
    facts: dict[str, list[Fact]], record: dict[str, Any], entry: dict[str, Any]
) -> None:
    code, sources = entry["code"], listed(record["source"])
    weak = record.get("postcode_confidence") == "low"
    told = {"sources": sources, "confidence": record["confidence"], "verified": READ_ON}
    for country, postal, regions in entry["found"]:
        value = {"code": code, "postal": postal}
        value |= {"regions": regions} if regions else {}
        value |= {"names": [record["name"]]} if record["name"] else {}
        # Several entries may lead to one territory: the label keeps them apart.
        measure = code if not has(facts, country, code) else f"{code} ({postal})"
        fact = {"key": "place.territories", "value": value, "when": {"measure": measure}, **told}
        facts.setdefault(country, []).append(fact | ({"confidence": "low"} if weak else {}))
    if within := entry.get("within"):
        fact = {"key": "place.within", "value": within, **told, "note": record.get("note")}
        if since := entry.get("since"):
            before = {"value": entry["before"], "until": since - timedelta(days=1)}
            facts.setdefault(code, []).append(fact | before)
            fact |= {"since": since}
        facts.setdefault(code, []).append(fact)
    facts.setdefault(code, []).extend(own_tax(record, entry))


def own_tax(record: dict[str, Any], entry: dict[str, Any]) -> list[Fact]:
    """
    Name and standard rate of a tax of its own; the research took all of them from memory.
    """
    told = {"verified": READ_ON, "confidence": "low", "sources": ["own"]}
    values = {"tax.rate": entry.get("rate"), "tax.name": entry.get("tax")}
    dated = {"tax.rate": {"since": entry.get("rate_since")}, "tax.name": {}}
    return [{"key": key, "value": v, **told, **dated[key]} for key, v in values.items() if v]


def has(facts: dict[str, list[Fact]], country: str, code: str) -> bool:
    return any(
        fact["key"] == "place.territories" and fact["value"]["code"] == code
        for fact in facts.get(country, ())
    )


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


# --- Northern Ireland ----------------------------------------------------------------------------


def northern_ireland(research: dict[str, Any], regimes: dict[str, Any]) -> dict[str, list[Fact]]:
    """
    XI: customs and VAT of goods as in the Union; the United Kingdom's rates and other law.
    """
    told = research["northern_ireland"]
    codes, status = told["codes"], told["status"]
    began = date(2021, 1, 1)
    value = {"code": "XI", "postal": codes["postcode"], "regions": ["NIR"]}
    territory = {
        "key": "place.territories",
        "when": {"measure": "XI"},
        "since": began,
        "value": value | {"names": ["Northern Ireland"]},
        "confidence": codes["confidence"],
        "sources": listed(codes["source"]),
    }
    within = {
        "key": "place.within",
        "since": began,
        "value": {"*": "GB", "landed_cost": "EU", "tax": "EU"},
        "confidence": status["confidence"],
        "sources": listed(status["source"]),
        "note": status["note"],
    }
    before = {
        "key": "place.within",
        "until": began - timedelta(days=1),
        "verified": READ_ON,
        "value": {"*": "GB"},
        "confidence": "high",
        "sources": ["uk-transition"],
    }
    (standard,) = regimes["countries"]["GB"]["tax"]["standard"]
    rate = {
        "key": "tax.rate",
        "since": began,
        "value": f"{standard['rate']} %",
        "confidence": standard["confidence"],
        "sources": ["gb-zero", *listed(status["source"])],
        "note": "the rate of the United Kingdom holds in Northern Ireland",
    }
    name = rate | {"key": "tax.name", "value": regimes["countries"]["GB"]["tax"]["name"]}
    return {"GB": [territory], "XI": [before, within, rate, name]}


# --- money ---------------------------------------------------------------------------------------

#: The currency before the present one is told where it changed from this day on.
CHANGES_FROM = date(2011, 1, 1)
#: CLDR 47 does not know yet that Bulgaria changed; the research read the law's notices.
NEWER = {"BG": ("EUR", date(2026, 1, 1), ["bg-cms", "bg-novinite", "bg-nova"], "high")}


def currencies(countries: dict[str, Any], codes: set[str]) -> dict[str, list[Fact]]:
    facts = {}
    for code in sorted(codes):
        eras = currency_eras(code)
        if not eras:
            continue
        expected = countries.get(code, {}).get("currency", eras[-1]["value"])
        if eras[-1]["value"] != expected:
            raise MappingError(f"{code}: CLDR has {eras[-1]['value']}, the research {expected}")
        facts[code] = eras
    return facts


def currency_eras(code: str) -> list[Fact]:
    tender = [
        (currency, date(*start), ["cldr-currency"], "high")
        for currency, start, _, is_tender in get_global("territory_currencies").get(code, ())
        if is_tender and start
    ]
    eras = sorted([*tender, *([NEWER[code]] if code in NEWER else [])], key=lambda era: era[1])
    kept = [
        (era, after)
        for era, after in zip(eras, [*eras[1:], None], strict=False)
        if after is None or after[1] >= CHANGES_FROM
    ]
    return [currency_fact(era, after) for era, after in kept]


def currency_fact(era: tuple[Any, ...], after: tuple[Any, ...] | None) -> Fact:
    currency, start, sources, confidence = era
    return {
        "key": "place.currency",
        "since": start,
        "until": after[1] - timedelta(days=1) if after else None,
        "value": currency,
        "confidence": confidence,
        "sources": sources,
    }


# --- all together --------------------------------------------------------------------------------


def main(research: Path, data: Path = DATA) -> None:
    """
    Write the place facts of all countries and territories into `data`.
    """
    unions, regimes, money = (
        load(research / f"{name}.yaml") for name in ("intra_union", "import_regimes", "currencies")
    )
    sources = dict(SOURCES)
    for file in (unions, regimes, money):
        for name, source in file["sources"].items():
            if name == "ec-terr":
                source = {"url": source["url"], "opened": "stored", "kind": "official", "title":
                    "Commission table of customs, VAT and excise territory"}  # fmt: skip
            sources[name] = source_entry(source)
    parts = [memberships(), territories(unions), northern_ireland(unions, regimes)]
    codes = {code for part in parts for code in part} | set(regimes["countries"]) | {"EU", "XK"}
    codes |= {path.stem for path in data.glob("[A-Z][A-Z].toml")}
    parts.append(currencies(regimes["countries"], {code for code in codes if len(code) == 2}))
    for code in sorted(codes):
        facts = [fact for part in parts for fact in part.get(code, ())]
        for key in ("place.within", "place.territories", "place.currency"):
            merge(data, code, key, [f for f in facts if f["key"] == key], sources)
        if taxes := [f for f in facts if f["key"].startswith("tax.")]:
            merge(data, code, "tax", taxes, sources)


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return data


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
