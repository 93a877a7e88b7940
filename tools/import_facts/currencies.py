"""
Currencies from the research into the book: digits, life events, pegs, cash steps, processors.

    python -m tools.import_facts.currencies RESEARCH_FOLDER src/globalcs/facts/data

All go to currencies.toml, one subject a currency. What the research says in prose is mapped by the
tables below, each row read against its record; a kind or a rule without a row stops the import.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import moneyed
import yaml

from tools.import_facts.book import merge
from tools.import_facts.sources import READ_ON, MappingError, source_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["facts_of", "main"]

Fact = dict[str, Any]

FILE = "currencies"
#: The day of the ISO 4217 list that the research read.
LIST_DAY = date(2026, 1, 1)

# --- reviewed phrases ----------------------------------------------------------------------------

#: Pegs that are stated the other way round, or exactly only as a pair of amounts.
STATED = {
    "1000 XPF = 8.38 EUR exactly": {"units": "1000", "per": "8.38"},
    "1 OMR = 2.6008 USD": {"units": "1", "per": "2.6008"},
    "1 KYD = 1.20 USD": {"units": "1", "per": "1.20"},
}

#: What the research calls a peg while its own note names a band.
BANDS_IN_NOTES = {"MVR": ("band 10.28 to 15.42", {"low": "10.28", "high": "15.42"})}

#: A peg told in another currency's note: ANG had XCG's rate until it ended.
ANG_PEG = ("ANG had the same rate from 1971", "1971")

PEG_KINDS = ("peg", "fixed_conversion", "band", "basket", "managed")

#: Events that say nothing about the life of a currency, and why they are left out here.
NOT_LIFE = {
    ("replacement", "ANG", "USD"): "the islands of BQ left the currency; it lived on",
    ("unit_of_account", None, None): "marked as a fund in the list of codes",
    ("end_of_small_coin", None, None): "stands with the cash step",
    ("minor_unit_change", None, None): "stands with the digits",
}

#: Rules of processors about the last digits of an amount: the step on the wire.
WIRE_STEPS = {
    "amount times 1000 and the last digit must be 0 (10-fils steps)": 10,
    "zero-decimal in fact; send two digits ending in 00; payouts likewise": 100,
    "zero-decimal in fact; send two digits ending in 00 (current page); older lists: 0 digits": 100,
    "charges with two digits; payouts must be whole forints (divisible by 100)": 1,
    "charges with two digits; payouts must be whole dollars (divisible by 100)": 1,
}

PROSE_ONLY = ("cybersource", "klarna")


# --- the parts -----------------------------------------------------------------------------------


def units(data: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    The rows of the ISO list; dead codes as py-moneyed has them.
    """
    table, notes = data["minor_units"], unit_notes(data)
    for code, row in table["codes"].items():
        fact = {
            "key": "money.unit",
            "verified": LIST_DAY,
            "value": unit_value(row),
            "confidence": table["confidence"],
            "sources": table["source"],
            "note": notes.get(code),
        }
        yield code, fact
    for code in sorted(dead_codes(data) - set(table["codes"])):
        yield code, dead_unit(code)


def unit_value(row: Mapping[str, Any]) -> dict[str, Any]:
    use = "fund" if row.get("fund") else "none" if row.get("not_money") else None
    if (row["minor_units"] is None) != (use == "none"):
        raise MappingError(f"digits and use disagree: {row}")
    value = {"digits": row["minor_units"], "numeric": row["numeric"], "name": row["name"].strip()}
    return {name: item for name, item in {**value, "use": use}.items() if item is not None}


def unit_notes(data: Mapping[str, Any]) -> dict[str, str]:
    changes = (e for e in data["life_events"]["list"] if e["kind"] == "minor_unit_change")
    return {event["currency"]: event["note"] for event in changes}


def dead_codes(data: Mapping[str, Any]) -> set[str]:
    joined = {entry["currency"] for entry in data["euro_entries"]["list"]}
    return joined | {event["old"] for event in life_events(data)}


def dead_unit(code: str) -> Fact:
    known = moneyed.get_currency(code)
    value = {"digits": len(str(known.sub_unit)) - 1, "numeric": known.numeric}
    return {
        "key": "money.unit",
        "verified": READ_ON,
        "value": {name: item for name, item in value.items() if item is not None},
        "confidence": "medium",
        "sources": ["moneyed"],
    }


def life_events(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for event in data["life_events"]["list"]:
        told = (event["kind"], event.get("old"), event.get("new"))
        if told not in NOT_LIFE and (told[0], None, None) not in NOT_LIFE:
            yield event


def lives(data: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    From when a currency is in use, until when, and what followed.
    """
    for entry in data["euro_entries"]["list"]:
        yield entry["currency"], euro_entry(entry)
    for event in life_events(data):
        yield from EVENTS[event["kind"]](event)


def closed(facts: list[Fact]) -> list[Fact]:
    """
    The stations of one currency's life by day, each until the day before the next.
    """
    by_day = sorted(facts, key=lambda fact: fact["since"])
    for fact, following in pairwise(by_day):
        fact["until"] = following["since"] - timedelta(days=1)
    return by_day


def euro_entry(entry: Mapping[str, Any]) -> Fact:
    cash = entry.get("dual_circulation", {}).get("until")
    value = {"state": "ended", "successor": "EUR", "old_per_new": entry["units_per_eur"]}
    if cash:
        value["cash_until"] = cash
    return life(entry, entry.get("cash_since", entry["euro_since"]), value)


def successor(event: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    ratio = event["ratio"] or None
    if event["old"] == event["new"]:
        yield event["old"], life(event, event["date"], {"state": "redenominated", **old(ratio)})
        if "also" in event:
            yield event["also"], life(event, event["date"], {"state": "live"})
        return
    yield from ended(event)
    if event["kind"] != "dollarisation":
        live = {"state": "live", "predecessor": event["old"], **old(ratio)}
        yield event["new"], life(event, event["date"], live)


def ended(event: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    last = event.get("old_until")
    since = next_day(last) if last else event["date"]
    ratio = old(event["ratio"]) if event["ratio"] else {}
    if "units_new_per_old" in event:
        ratio = {"new_per_old": event["units_new_per_old"]}
    value = {"state": "ended", "successor": event["new"], **ratio}
    yield event["old"], life(event, since, value)


def new_code(event: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    yield event["new"], life(event, event["date"], {"state": "live", "predecessor": event["old"]})


EVENTS = {
    "redenomination": successor,
    "replacement": successor,
    "dollarisation": successor,
    "end": ended,
    "new_code": new_code,
}


def old(ratio: str | None) -> dict[str, str]:
    return {"old_per_new": ratio} if ratio else {}


def next_day(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


def life(record: Mapping[str, Any], since: str, value: Mapping[str, Any]) -> Fact:
    return {"key": "money.life", **trusted(record), **dated(since), "value": value}


def displays(data: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    How many digits people see, and the smallest step in cash, where CLDR departs from ISO.
    """
    table, coins = data["display_digits_vs_iso"], small_coins(data)
    record = {"confidence": table["confidence"], "source": ["cldr48"]}
    for code, row in table["codes"].items():
        if row["digits"] != row["iso"]:
            yield code, {**plain("money.display_digits", record), "value": row["digits"]}
        if "cash_increment" in row:
            fact = {**plain("money.cash_step", record), "value": row["cash_increment"]}
            yield code, {**fact, "note": coins.get(code)}


def small_coins(data: Mapping[str, Any]) -> dict[str, str]:
    ends = (e for e in data["life_events"]["list"] if e["kind"] == "end_of_small_coin")
    return {e["currency"]: f"{e['effect']} since {e['date']} (own knowledge)" for e in ends}


def pegs(data: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    Official pegs, bands and baskets, and the fixed rates at which currencies became the euro.
    """
    told = {row.get("code") for row in data["fixed_rates"]["list"]}
    for row in data["fixed_rates"]["list"]:
        if "codes" in row:  # notes of GG, JE, IM: no currency of the list
            continue
        yield row["code"], peg(row)
        if (note := row.get("note")) == ANG_PEG[0]:
            yield "ANG", {**peg(row), "since": ANG_PEG[1], "until": date(2025, 6, 30), "note": note}
    for entry in data["euro_entries"]["list"]:
        if entry["currency"] not in told:
            yield entry["currency"], euro_peg(entry)


def peg(row: Mapping[str, Any]) -> Fact:
    if row["kind"] not in PEG_KINDS:
        raise MappingError(f"no row maps the peg {row['kind']}")
    value = {"kind": row["kind"]}
    if row["anchor"] != "basket":
        value |= {"anchor": row["anchor"], **peg_ratio(row)}
    value |= {name: row[name] for name in ("low", "high") if name in row}
    value |= {"percent": row["band_percent"]} if "band_percent" in row else {}
    if row["code"] in BANDS_IN_NOTES:
        note, limits = BANDS_IN_NOTES[row["code"]]
        if row["note"] != note:
            raise MappingError(f"{row['code']}: the note was reviewed as {note!r}")
        value |= {"kind": "band", **limits}
    fact = {"key": "money.peg", **trusted(row), "value": value, "note": row.get("note")}
    return {**fact, **(dated(row["since"]) if "since" in row else {"verified": READ_ON})}


def peg_ratio(row: Mapping[str, Any]) -> dict[str, str]:
    stated = row.get("stated_as") or row.get("defined_as")
    if stated is None:
        return {"units": row["value"]}
    if stated not in STATED:
        raise MappingError(f"no row maps the ratio {stated!r}")
    return STATED[stated]


def euro_peg(entry: Mapping[str, Any]) -> Fact:
    value = {"kind": "fixed_conversion", "anchor": "EUR", "units": entry["units_per_eur"]}
    return {"key": "money.peg", **trusted(entry), **dated(entry["euro_since"]), "value": value}


def processors(data: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    How many digits an amount has on the wire of a processor; the finer statement wins.
    """
    for psp, table in data["processors"].items():
        if psp == "rule" or psp in PROSE_ONLY:
            continue
        found: dict[str, Fact] = {}
        for statement in processor_statements(table):
            for code in statement.pop("codes"):
                found[code] = {**statement, "when": {"psp": psp}, "verified": READ_ON}
        yield from found.items()


def processor_statements(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    sets = (("zero_decimal", 0), ("no_decimals", 0), ("three_decimal", 3))
    for name, digits in sets:
        if name in table:
            yield wire(table[name], table[name]["codes"], digits)
    for name in ("differs_from_iso", "agrees"):
        for row in table.get(name, ()):
            yield wire({**table, **row} if "source" in table else row, [row["code"]], row["api"])
    for row in table.get("special", ()):
        yield wire(row, [row["code"]], row["api_digits"])


def wire(row: Mapping[str, Any], codes: list[str], digits: int) -> dict[str, Any]:
    rule = row.get("rule")
    step = 1 if rule is None or "string" in rule or "refused" in rule else WIRE_STEPS[rule]
    # A rule that is only remembered lowers what is said with it.
    trust = row.get("rule_confidence", row.get("confidence", "low"))
    value = {"digits": digits, "step": step} if step != 1 else {"digits": digits}
    fact = {"key": "money.processor_digits", "value": value, "confidence": trust}
    return {**fact, "sources": listed(row.get("source", "stripe-list")), "codes": codes}


# --- what they share -----------------------------------------------------------------------------


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def trusted(record: Mapping[str, Any]) -> Fact:
    return {"confidence": record["confidence"], "sources": listed(record["source"])}


def plain(key: str, record: Mapping[str, Any]) -> Fact:
    return {"key": key, "verified": READ_ON, **trusted(record)}


def dated(text: str) -> Fact:
    return {"since": date.fromisoformat(text) if len(text) == 10 else text}


def facts_of(data: Mapping[str, Any]) -> dict[str, list[Fact]]:
    """
    All facts by currency.
    """
    found: dict[str, list[Fact]] = defaultdict(list)
    for part in (units, lives, displays, pegs, processors):
        for code, fact in part(data):
            found[code].append(fact)
    return {code: with_life_closed(facts) for code, facts in sorted(found.items())}


def with_life_closed(facts: list[Fact]) -> list[Fact]:
    lived = [fact for fact in facts if fact["key"] == "money.life"]
    return [fact for fact in facts if fact["key"] != "money.life"] + closed(lived)


def main(arguments: Iterable[str]) -> int:
    """
    Import currencies.yaml of the folder given first into the data folder given second.
    """
    research, target = map(Path, arguments)
    text = (research / "currencies.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    sources = {name: source_entry(source) for name, source in data["sources"].items()}
    books = facts_of(data)
    for code, facts in books.items():
        merge(target, f"currency:{code}", "money", facts, sources, file=FILE, shared=True)
    print(f"{sum(map(len, books.values()))} facts of {len(books)} currencies")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
