"""
The tariffs of the European Union and the United Kingdom: measures of numbered types on goods.

Both publish them as tables: the Commission as "Duties Import" on CIRCABC, the Department for
Business and Trade as "measures as defined" and "measures on declarable commodities"; the United
Kingdom's service answers a commodity as JSON. Types that take no money are passed by.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost._tariff_rows import Row, area_members, day, digits, trimmed
from globalcs.landed_cost._tariff_tables import bad_file, cells, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from globalcs.landed_cost._tariff_rows import Member
    from globalcs.landed_cost._tariffs import LineKind

__all__ = ["taric", "uk_csv", "uk_json", "uk_json_members"]

_TYPES: Mapping[str, tuple[LineKind, str]] = {
    "103": ("mfn", ""),
    "105": ("relief", "authorised use"),
    "106": ("preference", "customs union"),
    "112": ("relief", "autonomous suspension"),
    "115": ("relief", "autonomous suspension under authorised use"),
    "117": ("relief", "suspension for ships and platforms"),
    "119": ("relief", "suspension for airworthiness"),
    "122": ("quota", "tariff quota"),
    "123": ("quota", "tariff quota under authorised use"),
    "141": ("relief", "preferential suspension"),
    "142": ("preference", ""),
    "143": ("quota", "preferential tariff quota"),
    "145": ("relief", "preference under authorised use"),
    "146": ("quota", "preferential tariff quota under authorised use"),
    "147": ("quota", "customs union quota"),
    "551": ("added", "provisional anti-dumping duty"),
    "552": ("added", "anti-dumping duty"),
    "553": ("added", "provisional countervailing duty"),
    "554": ("added", "countervailing duty"),
    "695": ("added", "additional duty"),
    "696": ("added", "safeguard duty"),
}
#: All the world, and all third countries.
_ALL = frozenset(("1011", "1008"))
#: What may follow from a condition: another amount, or that the measure does not apply.
_HINGED = re.compile(r"action:0?(?:1|7|8|11|27|28)(?![0-9])")

_UK = (
    "commodity__code",
    "measure__type__id",
    "measure__duty_expression",
    "measure__effective_start_date",
    "measure__effective_end_date",
    "measure__geographical_area__id",
    "measure__excluded_geographical_areas__ids",
    "measure__quota__order_number",
    "measure__additional_code__code",
    "measure__conditions",
)
_UK_OPTIONAL = ("commodity__description",)
_TARIC = (
    "Goods code",
    "Meas. type code",
    "Duty",
    "Start date",
    "End date",
    "Origin code",
    "Order No.",
    "Add code",
)
_EXCLUSIONS = ("Goods code", "Meas. type code", "Origin code", "Add code", "Excluded country")


class _Measure(NamedTuple):
    territory: str
    code: str
    type: str
    duty: str
    since: str
    until: str
    area: str
    excluded: str
    order: str
    extra: str
    hinged: bool = False
    what: str = ""


def _row(measure: _Measure) -> Row | None:
    """
    The line of a measure; None where it takes no money.
    """
    if measure.type not in _TYPES:
        return None
    kind, name = _TYPES[measure.type]
    if kind == "quota":
        name = f"{name} {measure.order}".strip()
    return Row(
        measure.territory,
        trimmed(digits(measure.code.partition(" ")[0].zfill(10))),
        kind,
        "" if measure.area in _ALL else measure.area,
        measure.excluded,
        day(measure.since),
        day(measure.until),
        _duty(measure, kind),
        name,
        measure.extra,
        "",
        measure.what if kind == "mfn" else "",
    )


def _duty(measure: _Measure, kind: str) -> str:
    """
    The duty as written. What hangs on conditions that are not told is left without meaning.
    """
    if measure.hinged and kind in ("mfn", "added"):
        return f"{measure.duty} under conditions".strip()
    return measure.duty or "no duty is written"


def _rows(path: str, found: Iterator[tuple[int, _Measure]]) -> Iterator[Row]:
    for line, measure in found:
        try:
            row = _row(measure)
        except ValueError as error:
            raise bad_file(path, str(error), line) from None
        if row is not None:
            yield row


# --- European Union ------------------------------------------------------------------------------


def taric(path: str, territory: str | None, exclusions: str | None) -> Iterator[Row]:
    """
    "Duties Import" as a workbook, or saved as CSV; `exclusions` is "Measure exclusions" beside it.
    """
    left_out = _left_out(exclusions) if exclusions else {}
    return _rows(path, _taric(path, territory or "EU", left_out))


def _taric(
    path: str, territory: str, left_out: Mapping[tuple[str, ...], str]
) -> Iterator[tuple[int, _Measure]]:
    for line, (code, kind, duty, since, until, area, order, extra) in cells(path, _TARIC):
        key = (code.partition(" ")[0].zfill(10), kind, area)
        excluded = left_out.get((*key, extra), "") or left_out.get((*key, ""), "")
        yield (
            line,
            _Measure(territory, code, kind, duty, since, until, area, excluded, order, extra),
        )


def _left_out(path: str) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], list[str]] = {}
    named = cells(path, _EXCLUSIONS, ("Excluded country code",))
    for _, (code, kind, area, extra, one, other) in named:
        # one of the two columns holds the code, the other the name of the country
        country = min((text for text in (one, other) if text), key=len, default="")
        found.setdefault((code.partition(" ")[0].zfill(10), kind, area, extra), []).append(country)
    return {key: " ".join(dict.fromkeys(countries)) for key, countries in found.items()}


# --- United Kingdom ------------------------------------------------------------------------------


def uk_csv(path: str, territory: str | None) -> Iterator[Row]:
    """
    "Measures as defined" or "measures on declarable commodities" of the United Kingdom's tariff.
    """
    return _rows(path, _uk_csv(path, territory or "GB"))


def _uk_csv(path: str, territory: str) -> Iterator[tuple[int, _Measure]]:
    for line, row in cells(path, _UK, _UK_OPTIONAL):
        code, kind, duty, since, until, area, excluded, order, extra, conditions, what = row
        if kind in _TYPES:
            hinged = bool(_HINGED.search(conditions))
            more = (area, excluded.replace("|", " "), order, extra, hinged, what)
            yield line, _Measure(territory, code, kind, duty, since, until, *more)


def uk_json(path: str, territory: str | None) -> Iterator[Row]:
    """
    Answers of the United Kingdom's service for single commodities: one, or a list of them.

    Raises:
        DataError: an answer is no commodity.
    """
    for answer in _answers(path):
        try:
            measures = _json_measures(answer, territory or "GB")
            yield from _rows(path, ((0, measure) for measure in measures))
        except (AttributeError, KeyError, TypeError):
            raise bad_file(path, "is no answer for a commodity") from None


def uk_json_members(path: str) -> Iterator[Member]:
    """
    The groups of countries that those answers name.
    """
    for answer in _answers(path):
        areas = [x for x in answer.get("included", []) if x.get("type") == "geographical_area"]
        yield from area_members(areas)


def _answers(path: str) -> list[dict[str, Any]]:
    data = read_json(path)
    return data if isinstance(data, list) else [data]


def _json_measures(answer: dict[str, Any], territory: str) -> Iterator[_Measure]:
    code = answer["data"]["attributes"]["goods_nomenclature_item_id"]
    known = {(one["type"], one["id"]): one for one in answer["included"]}
    wanted = answer["data"]["relationships"]["import_measures"]["data"]
    for measure in [known["measure", one["id"]] for one in wanted]:
        yield _json_measure(measure, known, territory, code)


def _json_measure(
    measure: dict[str, Any], known: dict[tuple[str, str], Any], territory: str, code: str
) -> _Measure:
    related = {name: one.get("data") for name, one in measure["relationships"].items()}

    def told(name: str, attribute: str) -> str:
        one = related.get(name)
        found = known.get((one["type"], one["id"])) if one else None
        return str((found or {}).get("attributes", {}).get(attribute) or "")

    own = measure["attributes"]
    excluded = " ".join(one["id"] for one in related.get("excluded_countries") or ())
    order = related.get("order_number")
    return _Measure(
        territory,
        code,
        related["measure_type"]["id"],
        told("duty_expression", "base"),
        own.get("effective_start_date") or "",
        own.get("effective_end_date") or "",
        related["geographical_area"]["id"],
        excluded,
        order["id"] if order else "",
        told("additional_code", "code"),
        _json_hinged(related.get("measure_conditions") or (), known),
    )


def _json_hinged(conditions: Any, known: dict[tuple[str, str], Any]) -> bool:
    found = [known.get((one["type"], one["id"]), {}).get("attributes", {}) for one in conditions]
    return any(_HINGED.search(f"action:{one.get('action_code') or ''}") for one in found)
