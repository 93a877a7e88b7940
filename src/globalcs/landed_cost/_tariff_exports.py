"""
Exports with a line a row: a table of one's own, the United States, Australia.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, get_args

from globalcs.errors import InvalidInput
from globalcs.landed_cost._tariff_rows import Row, day, digits
from globalcs.landed_cost._tariff_tables import bad_file, cells, read_json
from globalcs.landed_cost._tariffs import LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["australia", "generic", "usitc_csv", "usitc_json"]

_COLUMNS = ("territory", "code", "valid_from", "valid_to", "expression", "source")
_MORE = ("kind", "origin", "name", "additional_code")
_USITC = {
    "htsno": "HTS Number",
    "description": "Description",
    "general": "General Rate of Duty",
    "special": "Special Rate of Duty",
    "other": "Column 2 Rate of Duty",
}
#: Origins that pay column 2 (general note 3(b)), and since when.
_COLUMN_2 = (("CU KP", ""), ("BY RU", "2022-04-09"))
#: Programmes of the special column that stand for the origin of goods; the others hang on more.
_PROGRAMMES: Mapping[str, str] = {
    **{code: code for code in ("AU", "BH", "CL", "CO", "IL", "JO", "JP", "KR", "MA", "OM", "PA")},
    **{code: code for code in ("PE", "SG")},
    **dict.fromkeys(("S", "S+"), "CA MX"),
    **dict.fromkeys(("P", "P+"), "CR DO GT HN NI SV"),
}
_SPECIAL = re.compile(r"([^()]+)\(([^()]*)\)")
_AUSTRALIA = ("Reference Number", "Rate")
_GOODS = ("Goods",)
#: A special rate: the countries or groups it is for, then the rate: "DCS:4%", "NZ/PG $0.5/L".
_FOR = re.compile(r"(?<![A-Za-z0-9$])([A-Z]{2,4}(?:\s*/\s*[A-Z]{2,4})*)\s*:?\s*(?=Free\b|[0-9$])")
#: Groups of Schedule 1: Forum Islands, least developed and developing countries. FI is not Finland.
_SCHEMES = frozenset(("DC", "DCS", "DCT", "FI", "LDC"))
_FROM = re.compile(r"From\s*([0-9]{1,2})\s*([A-Z][a-z]+)\s*([0-9]{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DOLLARS = re.compile(r"\$\s*([0-9.,]*[0-9])")


# --- one's own -----------------------------------------------------------------------------------


def generic(path: str, territory: str | None) -> Iterator[Row]:
    """
    A row a line of ``territory,code,valid_from,valid_to,expression,source``.
    """
    for line, row in cells(path, _COLUMNS, _MORE):
        try:
            yield _generic_row(row, territory)
        except ValueError as error:
            raise bad_file(path, str(error), line) from None


def _generic_row(row: tuple[str, ...], territory: str | None) -> Row:
    own, code, since, until, expression, source, kind, origins, name, extra = row
    own = territory or own
    if not re.fullmatch("[A-Za-z]{2}", own):
        raise InvalidInput("a territory is a code of two letters, such as US")
    if not expression:
        raise InvalidInput('a duty is needed, such as "12 %" or "Free"')
    first, last = day(since), day(until)
    if first and last and last < first:
        raise InvalidInput("a line ends before it begins")
    told = _kind(kind or "mfn")
    number = digits(code)
    return Row(own.upper(), number, told, origins, "", first, last, expression, name, extra, source)


def _kind(text: str) -> LineKind:
    for kind in get_args(LineKind):
        if kind == text:
            found: LineKind = kind
            return found
    raise InvalidInput(f"a kind is one of {', '.join(get_args(LineKind))}")


# --- United States -------------------------------------------------------------------------------


def usitc_csv(path: str, territory: str | None) -> Iterator[Row]:
    """
    The Harmonized Tariff Schedule as CSV.
    """
    for _, row in cells(path, tuple(_USITC.values())):
        yield from _usitc_rows(row, territory)


def usitc_json(path: str, territory: str | None) -> Iterator[Row]:
    """
    The Harmonized Tariff Schedule as JSON.
    """
    data = read_json(path)
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise bad_file(path, "a list of rows is needed")
    if data and "htsno" not in data[0]:
        raise bad_file(path, "the field htsno is missing")
    for row in data:
        yield from _usitc_rows(tuple(str(row.get(field) or "") for field in _USITC), territory)


def _usitc_rows(row: tuple[str, ...], territory: str | None) -> Iterator[Row]:
    """
    The general rate of a line, that of countries without normal relations, and its preferences.

    Headings are passed by: some copies fill rates down into them that their lines don't have.
    """
    number, description, general, special, other = (cell.strip() for cell in row)
    code = number.replace(".", "")
    if len(code) not in (8, 10) or not code.isdigit() or code[:2] in ("98", "99") or not general:
        return
    place, what = territory or "US", description.rstrip(":")
    yield Row(place, code, "mfn", expression=general, what=what)
    if other not in ("", general):
        for origins, since in _COLUMN_2:
            yield Row(place, code, "mfn", origins, since=since, expression=other)
    for text, programmes in _SPECIAL.findall(special):
        named = (programme.strip() for programme in programmes.split(","))
        origins = " ".join(_PROGRAMMES[name] for name in named if name in _PROGRAMMES)
        if origins:
            yield Row(place, code, "preference", origins, expression=text.strip())


# --- Australia -----------------------------------------------------------------------------------


def australia(path: str, territory: str | None) -> Iterator[Row]:
    """
    Schedule 3 of the working tariff: pages of chapters as saved, or their tables as CSV.
    """
    for line, (number, rate, what) in cells(path, _AUSTRALIA, _GOODS):
        code = re.sub("[. *]", "", number)
        if re.fullmatch("[0-9]{8}", code) and code[:2] not in ("98", "99") and rate:
            try:
                yield from _australian(territory or "AU", code, rate, what.lstrip("- "))
            except ValueError as error:
                raise bad_file(path, str(error), line) from None


def _australian(territory: str, code: str, rate: str, what: str) -> Iterator[Row]:
    general, *special = _FOR.split(_DOLLARS.sub(r"\1 AUD ", rate))
    for since, until, text in _steps(general):
        yield Row(territory, code, "mfn", "", "", since, until, text, what=what)
    for areas, told in zip(special[::2], special[1::2], strict=True):
        named = re.split(r"\s*/\s*", areas)
        origins = " ".join(f"AU-{one}" if one in _SCHEMES else one for one in named)
        for since, until, text in _steps(told):
            yield Row(territory, code, "preference", origins, "", since, until, text)


def _steps(text: str) -> list[tuple[str, str, str]]:
    """
    A rate that falls in steps, "5% From 1 July 2018 3.75%", each with its days.
    """
    first, *more = _FROM.split(text)
    starts = [_start(more[place : place + 3]) for place in range(0, len(more), 4)]
    ends = [(start - timedelta(1)).isoformat() for start in starts]
    days = ["", *(start.isoformat() for start in starts)]
    rates = [first, *more[3::4]]
    return [
        (since, until, rate.strip(" ,;"))
        for since, until, rate in zip(days, [*ends, ""], rates, strict=True)
        if rate.strip(" ,;")
    ]


def _start(words: list[str]) -> date:
    number, month, year = words
    try:
        return date(int(year), _MONTHS.index(month[:3]) + 1, int(number))
    except ValueError:
        raise InvalidInput("a rate begins on a day such as 1 July 2026") from None
