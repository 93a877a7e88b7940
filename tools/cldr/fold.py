r"""
Fold CLDR's JSON packages into the compact files that `globalcs.localization` ships.

    npm pack cldr-core@48.2.0 cldr-numbers-full@48.2.0 cldr-person-names-full@48.2.0
    npm pack cldr-dates-full@48.2.0 cldr-cal-islamic-full@48.2.0 cldr-cal-persian-full@46.1.0 \
        cldr-cal-japanese-full@39.0.0 cldr-cal-buddhist-full@39.0.0 cldr-cal-roc-full@28.0.0
    (unpack each into a folder of its own name)
    PYTHONPATH=src python tools/cldr/fold.py FOLDER src/globalcs/localization/data

A value that a locale would inherit from its parent is left out; equal records are kept once. What
a first answer needs stands apart from what it does not: the likely subtags of languages without
number data, the distances of matching, the names of persons.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def main(source: Path, target: Path) -> None:
    core = source / "cldr-core"
    version = read(core / "package.json")["version"]
    parents = parent_locales(core)
    money, names = fold_money(source, parents), fold_names(source, parents)
    usual, rare = fold_likely(core, {tag.partition("-")[0] for tag in money["locales"]})
    write(
        target / "locales.json", {"cldr": version, **fold_locales(core, parents), "likely": usual}
    )
    write(target / "likely.json", {"cldr": version, "likely": rare})
    write(target / "matching.json", {"cldr": version, **fold_distances(core)})
    # From here on the library can tell which tags mean the same.
    write(target / "money.json", {"cldr": version, **money, "locales": plain_keys(money)})
    write(target / "names.json", {"cldr": version, **names, "locales": plain_keys(names)})
    write(target / "calendars.json", {"cldr": version, **fold_calendars(source, parents)})
    licence = (core / "LICENSE").read_text(encoding="utf-8")
    (target / "LICENSE-UNICODE.txt").write_text(licence, encoding="utf-8")


def read(path: Path) -> Json:
    data: Json = json.loads(path.read_text(encoding="utf-8"))
    return data


def supplemental(core: Path, name: str) -> Json:
    data: Json = read(core / "supplemental" / f"{name}.json")["supplemental"]
    return data


def write(path: Path, data: Json) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


# Locales: aliases, likely subtags, parents, matching distances.


def parent_locales(core: Path) -> Mapping[str, str]:
    found = supplemental(core, "parentLocales")["parentLocales"]["parentLocale"]
    return {child: "und" if parent == "root" else parent for child, parent in found.items()}


def fold_locales(core: Path, parents: Mapping[str, str]) -> Json:
    alias = supplemental(core, "aliases")["metadata"]["alias"]
    return {
        "parents": parents,
        "languages": replacements(alias["languageAlias"]),
        "scripts": replacements(alias["scriptAlias"]),
        "territories": replacements(alias["territoryAlias"]),
        "variants": replacements(alias["variantAlias"]),
    }


def fold_likely(core: Path, usual: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """
    The likely subtags of languages that have number data, and those of all others.
    """
    found = supplemental(core, "likelySubtags")["likelySubtags"]
    usual = usual & set(found) - {"und"}
    near = {tag: full for tag, full in found.items() if tag.partition("-")[0] in usual}
    return near, {tag: full for tag, full in found.items() if tag not in near}


def fold_distances(core: Path) -> Json:
    matching = supplemental(core, "languageMatching")["languageMatching"]["written-new"]
    return {"matching": fold_matching(matching), "containers": containers(core)}


def plain_keys(folded: Json) -> Json:
    """
    The records by plain tag; of `zh` and `zh-Hans`, which mean the same, the shorter is kept.
    """
    from globalcs.localization._tags import parse, plain

    listed = folded["locales"]
    return {str(plain(parse(tag))): listed[tag] for tag in sorted(listed, reverse=True)}


def replacements(alias: Json) -> dict[str, str]:
    """
    Old code to new one; where a territory has split, the first heir, which CLDR lists first.
    """
    return {old: entry["_replacement"].split()[0] for old, entry in alias.items()}


def fold_matching(matching: Json) -> Json:
    rules = [
        [rule["_desired"], rule["_supported"], rule["_distance"], int(rule.get("_oneway", False))]
        for rule in matching["languageMatch"]
    ]
    variables = {
        name: value["_value"].split("+") for name, value in matching["matchVariables"].items()
    }
    return {
        "rules": rules,
        "variables": variables,
        "paradigms": matching["paradigmLocales"]["_locales"],
    }


def containers(core: Path) -> dict[str, list[str]]:
    """
    The regions that each grouping region (019, 419, 150 ...) holds, directly.
    """
    found = supplemental(core, "territoryContainment")["territoryContainment"]
    return {
        code: entry["_contains"]
        for key, entry in sorted(found.items(), reverse=True)
        if (code := key.removesuffix("-status-grouping")).isdigit()
    }


# Money: symbols, patterns, digits.


def fold_money(source: Path, parents: Mapping[str, str]) -> Json:
    folder = source / "cldr-numbers-full" / "main"
    locales = {path.name: money_of(path) for path in sorted(folder.iterdir())}
    records: list[Any] = []
    folded = {tag: folded_money(tag, locales, parents, records) for tag in locales}
    return {
        "digits": display_digits(source / "cldr-core"),
        "systems": numbering_systems(source / "cldr-core", locales),
        "formats": records,
        "locales": folded,
    }


def money_of(folder: Path) -> Json:
    numbers = read(folder / "numbers.json")["main"][folder.name]["numbers"]
    currencies = read(folder / "currencies.json")["main"][folder.name]["numbers"]["currencies"]
    return {
        "system": numbers["defaultNumberingSystem"],
        "minimum": int(numbers["minimumGroupingDigits"]),
        "formats": {name: format_of(numbers, name) for name in systems_of(numbers)},
        "symbols": dict(symbols_of(currencies)),
    }


def systems_of(numbers: Json) -> list[str]:
    prefix = "symbols-numberSystem-"
    return [key.removeprefix(prefix) for key in numbers if key.startswith(prefix)]


def format_of(numbers: Json, system: str) -> list[str]:
    """
    What a numbering system is written with, in the order of the fields of `Numbers`.

    For money: decimal, group, minus, the patterns standard and accounting. For numbers: decimal,
    group, percent sign, the patterns percent and decimal.
    """
    symbols = numbers[f"symbols-numberSystem-{system}"]
    formats = numbers[f"currencyFormats-numberSystem-{system}"]
    return [
        symbols.get("currencyDecimal", symbols["decimal"]),
        symbols.get("currencyGroup", symbols["group"]),
        symbols["minusSign"],
        formats["standard"],
        formats["accounting"],
        symbols["decimal"],
        symbols["group"],
        symbols["percentSign"],
        numbers[f"percentFormats-numberSystem-{system}"]["standard"],
        numbers[f"decimalFormats-numberSystem-{system}"]["standard"],
    ]


def symbols_of(currencies: Json) -> Iterator[tuple[str, list[str]]]:
    """
    Symbol and narrow symbol; then, for few, the pattern, decimal and group of that currency alone.
    """
    for code, entry in currencies.items():
        symbol = entry.get("symbol", code)
        narrow = entry.get("symbol-alt-narrow", symbol)
        own = [entry.get(name, "") for name in ("pattern", "decimal", "group")]
        yield code, [symbol, narrow, *own] if any(own) else [symbol, narrow]


def folded_money(
    tag: str, locales: Mapping[str, Json], parents: Mapping[str, str], records: list[Any]
) -> list[Any]:
    own = locales[tag]
    parent = locales.get(parent_of(tag, parents, locales) or "", {"symbols": {}})
    symbols = {
        code: with_separators(pair, own["formats"].get("latn", ["", ""]))
        for code, pair in own["symbols"].items()
        if pair != parent["symbols"].get(code, [code, code])
    }
    formats = {name: index_of(records, record) for name, record in own["formats"].items()}
    return [own["system"], own["minimum"], formats, symbols]


def with_separators(entry: list[str], format_: list[str]) -> list[str]:
    """
    A pattern of one currency brings the separators of the locale that has it along, as in ICU.
    """
    if len(entry) == 2:
        return entry
    symbol, narrow, pattern, decimal, group = entry
    return [symbol, narrow, pattern, decimal or format_[0], group or format_[1]]


def parent_of(tag: str, parents: Mapping[str, str], known: Mapping[str, object]) -> str | None:
    """
    The nearest parent that has data of its own.
    """
    while tag != "und":
        tag = parents.get(tag) or (tag.rpartition("-")[0] or "und")
        if tag in known:
            return tag
    return None


def index_of(records: list[Any], record: object) -> int:
    if record not in records:
        records.append(record)
    return records.index(record)


def display_digits(core: Path) -> dict[str, int]:
    fractions = supplemental(core, "currencyData")["currencyData"]["fractions"]
    return {code: int(entry["_digits"]) for code, entry in fractions.items()}


def numbering_systems(core: Path, locales: Mapping[str, Json]) -> dict[str, str]:
    used = {name for entry in locales.values() for name in entry["formats"]}
    systems = supplemental(core, "numberingSystems")["numberingSystems"]
    numeric = {name: entry["_digits"] for name, entry in systems.items() if "_digits" in entry}
    return {name: digits for name, digits in numeric.items() if name in used}


# Names of persons.


def fold_names(source: Path, parents: Mapping[str, str]) -> Json:
    folder = source / "cldr-person-names-full" / "main"
    records: list[Any] = []
    locales = {path.name: index_of(records, names_of(path)) for path in sorted(folder.iterdir())}
    defaults = supplemental(source / "cldr-core", "personNamesDefaults")["personNamesDefaults"]
    own = {
        tag: index
        for tag, index in locales.items()
        if index != locales.get(parent_of(tag, parents, locales) or "")
    }
    return {"records": records, "locales": own, "surname_first": defaults["surnameFirst"].split()}


def names_of(folder: Path) -> Json:
    names = read(folder / "personNames.json")["main"][folder.name]["personNames"]
    return {key: value for key, value in names.items() if key != "sampleName"}


# Calendars: patterns, months and eras of those that are not Gregorian.

#: Calendar -> the locale whose own pattern it has; other locales write it as any foreign calendar.
NATIVE = {
    "buddhist": "th",
    "roc": "zh-Hant",
    "japanese": "ja",
    "persian": "fa",
    "islamic-umalqura": "ar",
}
OWN_MONTHS = ("persian", "islamic-umalqura")
LENGTHS = ("full", "long", "medium", "short")
#: Japanese eras before Meiji are left out: no shop promises a day in them.
OLDEST_ERA = {"japanese": 232}


def fold_calendars(source: Path, parents: Mapping[str, str]) -> Json:
    levels = read(source / "cldr-core" / "coverageLevels.json")
    levels = levels.get("effectiveCoverageLevels", levels)
    folder = source / "cldr-dates-full" / "main"
    tags = [path.name for path in sorted(folder.iterdir()) if levels.get(path.name) == "modern"]
    records: list[Any] = []
    found = {
        tag: {name: index_of(records, calendar_of(source, tag, name)) for name in NATIVE}
        for tag in (*tags, "und")
        if (folder / tag).exists()
    }
    own = {
        tag: calendars
        for tag, calendars in found.items()
        if calendars != found.get(parent_of(tag, parents, found) or "")
    }
    usual = supplemental(source / "cldr-core", "calendarPreferenceData")["calendarPreferenceData"]
    return {
        "records": records,
        "locales": plain_keys({"locales": own}),
        "usual": {code: names[0] for code, names in usual.items() if names[0] != "gregorian"},
    }


def calendar_of(source: Path, tag: str, name: str) -> Json:
    """
    Patterns by length, eras abbreviated and narrow, and months unless they are the Gregorian ones.
    """
    own = own_calendar(source, tag, name)
    generic = calendar(source / "cldr-dates-full", tag, "generic")
    patterns = (own if has_own_pattern(source, tag, name) else generic)["dateFormats"]
    record: Json = {
        "patterns": [patterns[length] for length in LENGTHS],
        "eras": eras_of(own["eras"]["eraAbbr"], name),
        "narrow": eras_of(own["eras"]["eraNarrow"], name),
    }
    if name in OWN_MONTHS:
        months = own["months"]["format"]
        record["wide"] = list(months["wide"].values())
        record["short"] = list(months["abbreviated"].values())
    return record


def has_own_pattern(source: Path, tag: str, name: str) -> bool:
    """
    Whether a locale writes the calendar in its own way; Japanese years have one in most.
    """
    if name == "islamic-umalqura":
        return True
    if name == "japanese":
        return (source / "cldr-cal-japanese-full" / "main" / tag).exists()
    return NATIVE[name] in (tag, tag.partition("-")[0])


def own_calendar(source: Path, tag: str, name: str) -> Json:
    """
    A calendar of a locale; the older packages lack some locales, whose parents answer.
    """
    package = source / f"cldr-cal-{name.partition('-')[0]}-full"
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        near = "-".join(parts[:length])
        if (package / "main" / near).exists():
            return calendar(package, near, name)
    return calendar(package, "en", name)


def calendar(package: Path, tag: str, name: str) -> Json:
    data = read(package / "main" / tag / f"ca-{name}.json")["main"][tag]["dates"]["calendars"]
    found: Json = next(iter(data.values()))
    return found


def eras_of(eras: Mapping[str, str], name: str) -> dict[str, str]:
    oldest = OLDEST_ERA.get(name, 0)
    return {number: text for number, text in eras.items() if int(number) >= oldest}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
