"""
How prices are shown, from the research into the book.

Tax display, endings, cash steps, locales, prior prices of reductions, unit prices.

    python -m tools.import_facts.pricing RESEARCH_FOLDER src/globalcs/facts/data

The tables map the research's phrases; each row was read against its record, and a phrase without a
row stops the import.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tools.import_facts.book import merge
from tools.import_facts.sources import READ_ON, MappingError, source_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["facts_of", "main"]

Fact = dict[str, Any]

#: What the directive says for all members of the EU stands once, under EU, with its first day.
EU_RULE = "eu-98-6"

# --- reviewed phrases ----------------------------------------------------------------------------

TAX_DISPLAY = {
    "inclusive": "inclusive",
    "exclusive": "exclusive",
    "inclusive + net price": "both",
    "no VAT or GST": "untaxed",
    "mixed": None,  # nobody knows a general rule: nothing is said
}

#: Days with a remark. None: the day is not that of the rule itself, so the start stays unknown.
STARTS = {
    "2011-01-01 (ACL; single-price rule since 2009)": date(2011, 1, 1),
    "2004 (widened 2014)": "2004",
    "2015-04-01 (prominence rule)": None,
    "2022-07-01 (marking rules)": None,
    "2024-07-01 (California)": None,
}

#: Statuses under which a step in cash is in use. The others say that there is none, or no rule.
CASH_IN_USE = {
    "yes", "yes, smallest coin", "practice", "practice set by the government",
}  # fmt: skip
NO_CASH_RULE = {
    "none found", "no rule; called for in 2024", "in favour of the buyer",
    "no federal rule known; penny minting ended 2025 (unverified)",
}  # fmt: skip
CASH_STARTS = {"1990s": None}

#: How the research writes endings, and the ending it means: a point and digits for decimals, bare
#: digits for the last whole digits. None: advice or a remark, no ending.
ENDINGS = {
    ".99": ".99", ".95": ".95", ".90": ".90", ".00": ".00", ",90": ".90", ",99": ".99",
    "9": "9", "8": "8", "90": "90", "95": "95", "99": "99", "00": "00", "80": "80",
    "900": "900", "000": "000", "990": "990", "980": "980", "800": "800", "999": "999",
    ".900": "900", "9.900": "9900", "9,900": "9900", "9.990": "9990", "9.000": "9000",
    "99.000": "99000", ".00 (premium)": ".00",
    "8 before the last zero": None, "avoid 4": None,
}  # fmt: skip

#: Both currencies on the tag around the entry into the euro: currencies.yaml tells the days.
DUAL = ("BG", "HR")


# --- the parts -----------------------------------------------------------------------------------


def tax_display(code: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    rule = row["tax_display"]
    if rule["rule"] not in TAX_DISPLAY:
        raise MappingError(f"{code}: no row maps the tax display {rule['rule']!r}")
    shown = TAX_DISPLAY[rule["rule"]]
    if shown is None:
        return
    if rule["source"][0] == EU_RULE:
        code = "EU"
    yield (
        code,
        {
            "key": "pricing.tax_display",
            **start(rule.get("effective_from"), STARTS),
            "value": shown,
            **trust(rule),
            "note": directive(rule["law"]) if code == "EU" else law(rule["law"]),
        },
    )


def directive(text: str) -> str:
    return text.partition(";")[0]


def law(text: str) -> str | None:
    return None if text == "none" else text


def trust(record: Mapping[str, Any]) -> Fact:
    sources = record["source"]
    # Own knowledge alone carries no more than low.
    confidence = "low" if sources == ["own"] else record["confidence"]
    return {"confidence": confidence, "sources": [f"price-{name}" for name in sources]}


def start(text: str | None, reviewed: Mapping[str, Any]) -> Fact:
    if text is None:
        return {"verified": READ_ON}
    if text in reviewed:
        since = reviewed[text]
    else:
        since = date.fromisoformat(text) if len(text) == 10 else text
    return {"verified": READ_ON} if since is None else {"since": since}


def endings(code: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    if "endings" not in row:
        return
    told = row["endings"]
    if unknown := [ending for ending in told["usual"] if ending not in ENDINGS]:
        raise MappingError(f"{code}: no row maps the endings {unknown}")
    usual = list(dict.fromkeys(ENDINGS[e] for e in told["usual"] if ENDINGS[e]))
    yield (
        code,
        {
            "key": "pricing.endings",
            "verified": READ_ON,
            "value": usual,
            **trust(told),
            "note": told.get("note"),
        },
    )


def cash_step(code: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    told = row["cash_rounding"]
    if told["status"] in NO_CASH_RULE:
        return
    if told["status"] not in CASH_IN_USE:
        raise MappingError(f"{code}: no row maps the cash rounding {told['status']!r}")
    yield (
        code,
        {
            "key": "pricing.cash_step",
            **start(told.get("since"), CASH_STARTS),
            "value": f"{told['step']} {row['currency']}",
            **trust(told),
            "note": told.get("note"),
        },
    )


def locale(code: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    told = row["format"]
    yield (
        code,
        {
            "key": "pricing.locale",
            "verified": READ_ON,
            "value": told["locale"],
            **trust(told),
        },
    )


def dual_display(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Fact]]:
    """
    The periods in which prices stood in the old currency and in euros.
    """
    for entry in entries:
        if (told := entry.get("dual_display")) is None:
            continue
        if entry["country"] not in DUAL:
            raise MappingError(f"the dual display of {entry['country']} was not reviewed")
        record = {**entry, **told}
        names = record["source"] if isinstance(record["source"], list) else [record["source"]]
        yield entry["country"], {
            "key": "pricing.dual_display",
            "since": date.fromisoformat(told["from"]),
            "until": date.fromisoformat(told["until"]),
            "value": {
                "old": entry["currency"],
                "new": "EUR",
                "old_per_new": entry["units_per_eur"],
                **shorter(told),
            },
            "confidence": record["confidence"],
            "sources": [f"money-{name}" for name in names],
            "note": dispute(told),
        }  # fmt: skip


def shorter(told: Mapping[str, Any]) -> Fact:
    if "until_alternative" not in told:
        return {}
    return {"shorter_until": date.fromisoformat(told["until_alternative"])}


def dispute(told: Mapping[str, Any]) -> str | None:
    if "until_alternative" not in told:
        return None
    return (
        f"some sources end it on {told['until_alternative']}; the longer reading is the careful one"
    )


# --- price reductions and unit prices ------------------------------------------------------------

#: Fields of a state's row, and what the book makes of them. None: a remark, no rule for code.
PERISHABLE = {
    "exempt": "exempt", "own_window": "own_window", "last_price": "last_price",
    "price_before_first_cut": "before_first_cut", "lowest_since_first_sale": "since_first_sale",
    "shorter_from_first_sale": "since_first_sale", "standard": "standard",
}  # fmt: skip
NEW_ARRIVAL = {
    "shorter_from_first_sale": "since_first_sale",
    "days": "days",
    "standard": "standard",
}
#: How long growing cuts may keep the first prior price, where that is more than "without a break".
PROGRESSIVE_LIMITS: dict[str, Fact] = {
    "unbroken and rising": {},
    "successive cuts in a set period (sales, for example)": {},
    "same campaign without a break": {},
    "three calendar months from the first cut": {"progressive_months": 3},
}
#: Other places with a number of days; each rule was read: the lowest price of so many days.
LOWEST_IN = {"NO": 30, "KR": 20, "TR": 10}
#: Rules of another shape, which the book leaves out until code can follow them.
NO_LOOK_BACK = {"GB", "NI", "CH", "AU", "US", "CA", "JP"}
REMARKS = {
    "law", "from", "source", "confidence", "recall", "note", "scope", "outside", "guideline",
    "perishable_note", "perishable_list", "new_arrival_note", "individual_reductions", "also_for",
    "detail_confidence", "rule",
}  # fmt: skip
READ_FIELDS = {
    "prior_price_days", "perishable", "perishable_days", "new_arrival", "new_arrival_days",
    "progressive", "progressive_limit", "progressive_limit_days",
}  # fmt: skip

UNITS = {"kg", "l", "m", "m2", "m3", "100 g", "100 ml", "item"}
#: Phrases of the unit column that are no unit the code can count in, or are several.
UNIT_PHRASES: dict[str, list[str]] = {
    "other usual measure": [], "and their decimals": [], "wash load": [],
    "100 g or 100 ml or 10 g for listed goods": [],
}  # fmt: skip
#: Small packs that need no unit price, in grams or millilitres, as the row says.
SMALL_PACKS = {"< 10 g or 10 ml": 10, "under 20 g or 20 ml": 20, "packs under 5 g or 5 ml": 5}
#: Places whose duty is not for all shops: told with the rule.
UNIT_SCOPES = {
    "AU": "shops over 1,000 m2 and online grocers with the minimum range of food",
    "NZ": "grocers over 1,000 m2 and online grocers with the full range",
}
#: No national duty, or none that is sure.
NO_UNIT_RULE = {"US", "CA", "JP", "KR"}


def reductions(rows: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    For how many days the lowest price counts, and where a place is softer.
    """
    union = rows["eu"]
    yield "EU", prior_price(union | {"from": union["applies_from"]}, union["prior_price_days"])
    for code, row in rows["states"].items():
        if code == "options_default":
            continue
        if unknown := set(row) - REMARKS - READ_FIELDS:
            raise MappingError(f"{code}: no row maps the fields {sorted(unknown)}")
        yield code, prior_price(row, row["prior_price_days"])
        if relief := relief_of(code, row):
            yield (
                code,
                {
                    **prior_price(row, 0),
                    "key": "pricing.prior_price_relief",
                    "value": relief,
                    "confidence": row.get("detail_confidence", row["confidence"]),
                },
            )
    for code, row in rows["other_places"].items():
        if code in NO_LOOK_BACK:
            continue
        if code not in LOWEST_IN:
            raise MappingError(f"{code}: its rule on prior prices was not reviewed")
        yield code, prior_price(row, LOWEST_IN[code])
        if relief := relief_of(code, row):
            yield (
                code,
                {**prior_price(row, 0), "key": "pricing.prior_price_relief", "value": relief},
            )


def prior_price(row: Mapping[str, Any], days: int) -> Fact:
    return {
        "key": "pricing.prior_price",
        **start(row.get("from"), {}),
        "value": days,
        **told_by(row),
        "note": row["law"],
    }


def relief_of(code: str, row: Mapping[str, Any]) -> Fact:
    found: Fact = {}
    for field, table in (("perishable", PERISHABLE), ("new_arrival", NEW_ARRIVAL)):
        if field in row:
            if row[field] not in table:
                raise MappingError(f"{code}: no row maps {field} {row[field]!r}")
            found[field] = table[row[field]]
            if f"{field}_days" in row:
                found[f"{field}_days"] = row[f"{field}_days"]
    if "progressive" in row:
        found["progressive"] = row["progressive"]
    if (limit := row.get("progressive_limit")) is not None:
        if limit not in PROGRESSIVE_LIMITS:
            raise MappingError(f"{code}: no row maps the limit {limit!r}")
        found |= PROGRESSIVE_LIMITS[limit]
    if "progressive_limit_days" in row:
        found["progressive_days"] = row["progressive_limit_days"]
    return found


def unit_prices(rows: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """
    The units for which the price of one is told beside that of the pack.
    """
    union = rows["eu"]
    yield "EU", {
        "key": "pricing.unit_price", "verified": READ_ON,
        "value": {"units": ["kg", "l", "m", "m2", "m3"]},
        **told_by(union), "note": union["law"],
    }  # fmt: skip
    for code, row in rows.items():
        if code == "eu" or code in NO_UNIT_RULE:
            continue
        value: Fact = {
            "units": [unit for phrase in row["units"] for unit in units_of(code, phrase)]
        }
        phrases = (
            [row["small_pack_exempt"]] if "small_pack_exempt" in row else row.get("exempt", [])
        )
        if sizes := [SMALL_PACKS[text] for text in phrases if text in SMALL_PACKS]:
            value["exempt_below"] = sizes[0]
        if code in UNIT_SCOPES:
            value["scope"] = UNIT_SCOPES[code]
        yield code, {
            "key": "pricing.unit_price",
            **start(row.get("from"), {}),
            "value": value,
            **told_by(row),
            "note": row.get("law"),
        }  # fmt: skip


def units_of(code: str, phrase: str) -> list[str]:
    if phrase in UNITS:
        return [phrase]
    if phrase not in UNIT_PHRASES:
        raise MappingError(f"{code}: no row maps the unit {phrase!r}")
    return UNIT_PHRASES[phrase]


def told_by(row: Mapping[str, Any]) -> Fact:
    names = row["source"] if isinstance(row["source"], list) else [row["source"]]
    # Of several confidences in a row the lowest is that of the details the code reads.
    found = row.get("units_confidence", row["confidence"])
    return {
        "confidence": "low" if names == ["own"] else found,
        "sources": [f"announce-{name}" for name in names],
    }


# --- all together --------------------------------------------------------------------------------


def facts_of(
    display: Mapping[str, Any], money: Mapping[str, Any], announced: Mapping[str, Any]
) -> dict[str, list[Fact]]:
    """
    All facts by place.
    """
    found: dict[str, list[Fact]] = defaultdict(list)
    for code, row in display["countries"].items():
        for part in (tax_display, endings, cash_step, locale):
            for place, fact in part(code, row):
                if fact["key"] != "pricing.tax_display" or place != "EU":
                    found[place].append(fact)
    union = next(iter(tax_display("NL", display["countries"]["NL"])))[1]
    found["EU"].append(union)
    for place, fact in (
        *dual_display(money["euro_entries"]["list"]),
        *reductions(announced),
        *unit_prices(announced["unit_price"]),
    ):
        found[place].append(fact)
    return dict(found)


def sources_of(
    display: Mapping[str, Any], money: Mapping[str, Any], announced: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        **{f"announce-{name}": entry(source) for name, source in announced["sources"].items()},
        **{f"price-{name}": entry(source) for name, source in display["sources"].items()},
        **{f"money-{name}": entry(source) for name, source in money["sources"].items()},
    }


def entry(source: Mapping[str, Any]) -> dict[str, Any]:
    url = source["url"]
    if url in ("unverified", "own knowledge"):
        return source_entry({})
    # Some addresses carry a remark behind a space.
    return source_entry({**source, "url": url.partition(" ")[0]})


def main(arguments: Iterable[str]) -> int:
    """
    Import prices as the folder given first tells them into the data folder given second.
    """
    research, target = map(Path, arguments)
    names = ("price_display", "currencies", "price_announcements")
    display, money, announced = (load(research / f"{name}.yaml") for name in names)
    sources = sources_of(display, money, announced)
    books = facts_of(display, money, announced)
    for place, facts in sorted(books.items()):
        merge(target, place, "pricing", facts, sources)
    print(f"{sum(map(len, books.values()))} facts of {len(books)} places")
    return 0


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
