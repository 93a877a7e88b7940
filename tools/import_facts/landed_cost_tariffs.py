"""
The bundled tariff sample: lines by territory with their expression, source, day and confidence.

Run: python -m tools.import_facts.landed_cost_tariffs RESEARCH [FILE]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from tools.import_facts.sources import READ_ON, MappingError, source_entry

Line = dict[str, Any]

FILE = Path("src/globalcs/landed_cost/tariff_sample.json")
FILES = ("tariff_sample.yaml", "tariff_sample_more.yaml")
TERRITORY = {"UK": "GB"}
UNITS = {"pr": "pair", "pair": "pair", "kg": "kg", "liter": "litre", "litre": "litre",
         "hl": "100 litre", "piece": "piece"}  # fmt: skip

#: Duties by chapter that the research tells in prose; each was read against its sources.
#: Territory, chapters, expression, sources, confidence, since, remark.
GENERAL: tuple[tuple[str, list[str], str, list[str], str, str | None, str], ...] = (
    ("AE", [""], "5 %", ["gcc-kw", "shiphop"], "medium", None, "most goods; a list is free"),
    ("NO", ["61", "62"], "10.7 %", ["no-clothes"], "medium", None, "most clothing"),
    ("NO", ["64"], "Free", ["no-clothes"], "high", None, "shoes"),
    ("NO", [*map(str, range(50, 61)), "63"], "0 % .. 10.7 %", ["no-otexa"], "medium", None,
     "textiles other than clothing"),
    ("NO", [*map(str, range(39, 50)), *map(str, range(65, 98))], "Free", ["no-online"], "medium",
     None, "industrial goods"),
    ("CH", [str(n) for n in range(25, 98) if n not in (35, 38)], "Free",
     ["ch-bazg-ind", "ch-wto"], "high", "2024-01-01", "industrial goods"),
    ("SG", [""], "Free", ["own-sg"], "low", None, "all but a few lines"),
    ("HK", [""], "Free", ["own-hk"], "low", None, "free port"),
    ("NZ", ["61", "62"], "10 %", ["nz-trade"], "medium", None, "clothing"),
    ("SA", ["61", "62", "63"], "5 % .. 15 %", ["sa-otexa", "sa-ey"], "medium", "2020-06-10",
     "textiles and clothing"),
    ("CA", ["61", "62"], "18 %", ["ca-lb"], "medium", None, "fashion apparel"),
    ("KR", ["61", "62", "64"], "13 %", ["kr-ulsan"], "medium", None, "clothes and shoes"),
    ("KR", ["4202"], "8 %", ["kr-ulsan"], "medium", None, "bags"),
    ("AU", ["61", "62"], "5 %", ["own-au"], "low", None, "general rate"),
)  # fmt: skip


def expression(line: Line) -> str:
    """
    A line of the research in the words of `DutyExpression`; what has no shape stays as its text.
    """
    kind = line["type"]
    if kind == "free":
        return "Free"
    if kind == "ad_valorem":
        return f"{line['percent']} %"
    if kind == "specific":
        return specific(line["specific"])
    if kind == "compound":
        return f"{specific(line['specific'])} + {line['percent']} %"
    if kind == "range":
        return f"{line['percent_min']} % .. {line['percent_max']} %"
    if kind == "ad_valorem_min_max":
        bounds = specific(line["min"]), specific(line["max"])
        return f"min(max({line['percent']} %, {bounds[0]}), {bounds[1]})"
    if kind == "max_of":
        return f"max({', '.join(map(option, line['options']))})"
    if kind == "min_of_with_floor":
        return f"max(min({', '.join(map(option, line['options']))}), {specific(line['floor'])})"
    if kind in ("compound_by_part", "formula"):
        return str(line["text"])
    raise MappingError(f"no table maps the type of duty {kind!r}")


def option(part: Line) -> str:
    return f"{part['percent']} %" if "percent" in part else specific(part)


def specific(part: Line) -> str:
    if part["per"] not in UNITS:
        raise MappingError(f"no table maps the unit {part['per']!r}")
    return f"{part['amount']} {part['currency']}/{UNITS[part['per']]}"


def read(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    sources: dict[str, Any] = {}
    goods: list[dict[str, Any]] = []
    for name in FILES:
        data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        sources |= data["sources"]
        goods += data["goods"]
    return sources, goods


class Sample:
    """
    The sample while it is put together; sources and remarks are numbered.
    """

    def __init__(self, research: dict[str, Any]) -> None:
        self.research = research
        self.sources: list[dict[str, Any]] = []
        self.numbers: dict[str, int] = {}
        self.lines: dict[str, list[list[Any]]] = {}

    def add(self, territory: str, code: str, line: Line, text: str) -> None:
        named = line["source"] if isinstance(line["source"], list) else [line["source"]]
        row = [code, text, line["confidence"], [self.number(name) for name in named],
               line.get("since"), line.get("what", "")]  # fmt: skip
        self.lines.setdefault(TERRITORY.get(territory, territory), []).append(row)

    def number(self, name: str) -> int:
        if name not in self.numbers:
            record = self.research[name]
            entry = source_entry(record) | {"as_of": str(record.get("as_of", READ_ON))}
            if "seen" in entry:
                entry["seen"] = str(entry["seen"])
            self.numbers[name] = len(self.sources)
            self.sources.append(entry)
        return self.numbers[name]


def build(folder: Path) -> dict[str, Any]:
    research, goods = read(folder)
    sample = Sample(research)
    for good in goods:
        for territory, lines in good["rates"].items():
            for line in lines:
                code = str(line.get("line", good["hs6"])).replace(".", "")
                since = "2024-01-01" if territory == "CH" and "2024-01-01" in str(line) else None
                sample.add(territory, code, {**line, "since": since}, expression(line))
    for territory, codes, text, named, confidence, since, what in GENERAL:
        for code in codes:
            line = {"source": named, "confidence": confidence, "since": since, "what": what}
            sample.add(territory, code, line, text)
    lines = {name: without_weaker(rows) for name, rows in sorted(sample.lines.items())}
    return {"as_of": str(READ_ON), "sources": sample.sources, "lines": lines}


def without_weaker(rows: list[list[Any]]) -> list[list[Any]]:
    """
    Of two entries for one code the surer one: the second file confirms lines of the first.
    """
    rank = ("low", "medium", "high")
    best: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        place = (row[0], row[5] if len(row[0]) > 6 else "")
        if place not in best or rank.index(row[2]) > rank.index(best[place][2]):
            best[place] = row
    return sorted(best.values(), key=lambda row: row[0])


def written(data: dict[str, Any]) -> str:
    """
    JSON with one line a row, so that a change shows as a line.
    """

    def row(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    parts = [f'"as_of":{row(data["as_of"])}']
    parts.append('"sources":[\n' + ",\n".join(map(row, data["sources"])) + "\n]")
    tables = [f'"{name}":[\n' + ",\n".join(map(row, rows)) + "\n]" for name, rows in
              data["lines"].items()]  # fmt: skip
    parts.append('"lines":{\n' + ",\n".join(tables) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(folder: Path, file: Path = FILE) -> None:
    file.write_text(written(build(folder)), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
