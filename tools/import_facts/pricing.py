"""
How prices are shown, from the research into the book: tax display, endings, cash steps, locales.

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
                "old": entry["currency"], "new": "EUR", "old_per_new": entry["units_per_eur"],
            },
            "confidence": record["confidence"],
            "sources": [f"money-{name}" for name in names],
            "note": dispute(told),
        }  # fmt: skip


def dispute(told: Mapping[str, Any]) -> str | None:
    if "until_alternative" not in told:
        return None
    return (
        f"some sources end it on {told['until_alternative']}; the longer reading is the careful one"
    )


# --- all together --------------------------------------------------------------------------------


def facts_of(display: Mapping[str, Any], money: Mapping[str, Any]) -> dict[str, list[Fact]]:
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
    for place, fact in dual_display(money["euro_entries"]["list"]):
        found[place].append(fact)
    return dict(found)


def sources_of(display: Mapping[str, Any], money: Mapping[str, Any]) -> dict[str, Any]:
    return {
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
    Import price_display.yaml of the folder given first into the data folder given second.
    """
    research, target = map(Path, arguments)
    display, money = (load(research / f"{name}.yaml") for name in ("price_display", "currencies"))
    sources = sources_of(display, money)
    books = facts_of(display, money)
    for place, facts in sorted(books.items()):
        merge(target, place, "pricing", facts, sources)
    print(f"{sum(map(len, books.values()))} facts of {len(books)} places")
    return 0


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
