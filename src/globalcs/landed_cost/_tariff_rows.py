"""
A line of a tariff as the store keeps it, and how its parts are read.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput
from globalcs.landed_cost._tariff_tables import bad_file, cells, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.landed_cost._tariffs import LineKind

__all__ = ["Good", "Member", "Row", "area_members", "day", "digits", "goods", "members", "trimmed"]

_EPOCH = date(1899, 12, 30)


class Row(NamedTuple):
    """
    One line. Days are ISO texts, empty where unknown.

    `areas` are countries and groups of countries, with blanks in between; none is all the world.
    `excluded` are those among them that the line leaves out. `name` tells a layer or a relief,
    `extra` is an additional code, such as that of a maker.
    """

    territory: str
    code: str
    kind: LineKind
    areas: str = ""
    excluded: str = ""
    since: str = ""
    until: str = ""
    expression: str = ""
    name: str = ""
    extra: str = ""
    source: str = ""
    what: str = ""


class Member(NamedTuple):
    """
    A country in a group of countries, from day to day.
    """

    area: str
    country: str
    since: str
    until: str


class Good(NamedTuple):
    """
    A code of the nomenclature, from day to day, and what it is for.
    """

    code: str
    since: str
    until: str
    what: str


def digits(code: str) -> str:
    """
    A tariff code without dots and blanks.

    Raises:
        InvalidInput: it is no row of 2 to 12 digits.
    """
    found = re.sub("[. ]", "", code)
    if not re.fullmatch("[0-9]{2,12}", found):
        raise InvalidInput("a tariff code is a row of 2 to 12 digits")
    return found


def trimmed(code: str) -> str:
    """
    A code of ten digits without the pairs of zeros that fill it up.

    >>> trimmed("0101210000"), trimmed("8712003000")
    ('010121', '87120030')
    """
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


@lru_cache(maxsize=1024)
def day(text: str) -> str:
    """
    A day as exports write it: 2026-07-01, 01-07-2026, 01/07/2026, or the number of a workbook.

    Raises:
        InvalidInput: it is none of these.

    >>> day("01-07-2026"), day("46204"), day("")
    ('2026-07-01', '2026-07-01', '')
    """
    try:
        if re.fullmatch("[0-9]{5}", text):
            return (_EPOCH + timedelta(int(text))).isoformat()
        if found := re.fullmatch("([0-9]{2})[-/]([0-9]{2})[-/]([0-9]{4})", text):
            text = f"{found[3]}-{found[2]}-{found[1]}"
        return date.fromisoformat(text.partition("T")[0]).isoformat() if text else ""
    except ValueError:
        raise InvalidInput("a day is written like 2026-07-01, or left empty") from None


# --- groups of countries -------------------------------------------------------------------------


def members(path: str) -> Iterator[Member]:
    """
    The members of groups of countries.

    From the JSON of the United Kingdom's service (``geographical_areas``), from the composition of
    geographical areas that the Commission publishes, or from a table ``group,member``.

    Raises:
        DataError: the file is none of these.
    """
    if path.lower().endswith(".json"):
        yield from _members_of_json(path)
        return
    columns = ("Country group", "Member country"), ("Mbship start date", "Mbship end date")
    try:
        rows = list(cells(path, *columns))
    except ValueError:
        rows = list(cells(path, ("group", "member"), ("valid_from", "valid_to")))
    for line, (area, country, since, until) in rows:
        try:
            yield Member(area, country, day(since), day(until))
        except ValueError as error:
            raise bad_file(path, str(error), line) from None


def _members_of_json(path: str) -> Iterator[Member]:
    data = read_json(path)
    try:
        yield from area_members(data["data"])
    except (AttributeError, KeyError, TypeError):
        raise bad_file(path, "a list of geographical areas is needed") from None


def area_members(areas: list[dict[str, Any]]) -> Iterator[Member]:
    """
    The members that areas of the United Kingdom's service name as their children.
    """
    for area in areas:
        related = area.get("relationships", {}).get("children_geographical_areas", {})
        for child in related.get("data", ()):
            yield Member(area["id"], child["id"], "", "")


# --- nomenclature --------------------------------------------------------------------------------

_EU_GOODS = ("Goods code", "Start date", "End date", "Description")
_UK_GOODS = (
    "commodity__code",
    "commodity__validity_start",
    "commodity__validity_end",
    "commodity__description",
)


def goods(path: str) -> Iterator[Good]:
    """
    The codes of a nomenclature: that of the Commission, or the commodities of the United Kingdom.

    Rows that only group others (of a suffix other than 80) are no codes.

    Raises:
        DataError: the file is neither.
    """
    try:
        rows = list(cells(path, _EU_GOODS, ("Language",)))
    except ValueError:
        rows = list(cells(path, _UK_GOODS, ("commodity__suffix",)))
    for line, (code, since, until, what, more) in rows:
        number, _, suffix = code.partition(" ")
        if (suffix or more or "80") not in ("80", "EN"):
            continue
        try:
            yield Good(trimmed(digits(number.zfill(10))), day(since), day(until), what)
        except ValueError as error:
            raise bad_file(path, str(error), line) from None
