"""
Official tariffs out of a file of the shop's own, which `load_tariff` made.

A code is found by the longest line above it, or by all lines below it.
"""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._tariff_database import fetched, opened, require_form
from globalcs.landed_cost._tariffs import TariffAnswer, TariffLine, require_code

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from globalcs.decision import Confidence
    from globalcs.landed_cost._tariffs import LineKind

__all__ = ["TariffStore"]

Path = str | os.PathLike[str]

_FOUND = (
    "SELECT code, kind, areas, excluded, since, until, expression, name, extra, source, what"
    " FROM line WHERE territory = ? AND {} ORDER BY code, number"
)
_GOODS = (
    "SELECT code, since, until, what FROM good WHERE territory = ?"
    " AND (code IN (?, ?) OR (code >= ? AND code < ?)) ORDER BY code"
)
#: Groups that stand for the European Union, which other groups name as one member.
_UNION = frozenset(("1010", "1013", "EU"))
#: Codes of countries that the tariffs of the EU and the UK write in their own way.
_OWN_CODES = {"RS": "XS"}
_KEPT = 4096


class _Edition(NamedTuple):
    source: str
    as_of: date
    confidence: Confidence


class TariffStore:
    """
    Duty rates out of a store that `load_tariff` made; give it to `quote` as `tariffs`.

    What was found is kept, up to a bound, so load a newer edition first and make the object then.

    Raises:
        DataError: there is no such file, or it is no store.
    """

    stable = True

    def __init__(self, path: Path) -> None:
        self._path = os.fspath(path)
        with opened(self._path, "ro") as database:
            require_form(database, self._path)
            found = fetched(database, "SELECT * FROM tariff ORDER BY territory", (), self._path)
            self._members = _members(database, self._path)
            told = fetched(database, "SELECT DISTINCT territory FROM good", (), self._path)
        self._tariffs = {
            territory: _Edition(source, date.fromisoformat(day), confidence)
            for territory, source, day, confidence in found
        }
        self._grouped = frozenset(
            (place, area) for (place, _), of in self._members.items() for area, *_ in of
        )
        self._told = frozenset(territory for (territory,) in told)
        self._rows = lru_cache(maxsize=_KEPT)(self._read_rows)
        self._answer = lru_cache(maxsize=2 * _KEPT)(self._work_out)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._path,)

    def duty(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        """
        The lines of a code: all below it, else the longest above it.

        Preferences, layers, reliefs and quotas are those of `origin`; a normal duty of the origin
        goes before that of all the world.

        Raises:
            InvalidInput: the code is no row of digits.
            DataError: the store can't be read any more.
        """
        return self._answer(hs_code, origin or "", ship_to, on)

    def _work_out(self, hs_code: str, origin: str, ship_to: str, on: date) -> TariffAnswer:
        require_code(hs_code)
        edition = self._tariffs.get(ship_to)
        if edition is None:
            return TariffAnswer((), f"no tariff of {ship_to}", on)
        day = on.isoformat()
        alive = [
            row
            for row in self._rows(ship_to, hs_code)
            if row.since <= day and (not row.until or row.until >= day)
        ]
        mine = self._areas(ship_to, origin, day)
        told = [(row, self._holds(row, mine, ship_to)) for row in alive]
        lines = tuple(
            _line(row, edition, sure=sure is True) for row, sure in _nearest(told, hs_code)
        )
        by_origin = not origin and any(row.kind in _LAYERS and row.areas for row in alive)
        exists = ship_to not in self._told or self._exists(ship_to, hs_code, day)
        return TariffAnswer(
            lines, edition.source, edition.as_of, by_origin, no_such_code=not exists
        )

    def _exists(self, territory: str, hs_code: str, day: str) -> bool:
        """
        Whether the nomenclature has a code, or codes under it, on a day.
        """
        whole = hs_code
        while len(whole) > 2 and whole.endswith("00"):
            whole = whole[:-2]
        values = (territory, hs_code, whole, hs_code, f"{hs_code}:")
        with opened(self._path, "ro") as database:
            found = fetched(database, _GOODS, values, self._path)
        return any(since <= day and (not until or until >= day) for _, since, until, _ in found)

    def _areas(self, territory: str, origin: str, day: str) -> frozenset[str]:
        """
        An origin with all groups that it is in on a day.
        """
        if not origin:
            return frozenset()
        own = {origin, _OWN_CODES.get(origin, origin)}
        found = own | self._groups(territory, own, day)
        if found & _UNION:
            found |= _UNION | self._groups(territory, {"EU"}, day)
        return frozenset(found)

    def _groups(self, territory: str, countries: set[str], day: str) -> set[str]:
        members = (row for one in countries for row in self._members.get((territory, one), ()))
        return {
            area for area, since, until in members if since <= day and (not until or until >= day)
        }

    def _holds(self, row: _Line, mine: frozenset[str], territory: str) -> bool | None:
        """
        Whether a line is for an origin; None where that hangs on a group nobody told.
        """
        if not mine:
            return not row.areas
        if mine & set(row.excluded.split()):
            return False
        areas = row.areas.split()
        if not areas or mine & set(areas):
            return True
        told = all(len(area) == 2 or (territory, area) in self._grouped for area in areas)
        return False if told else None

    def _read_rows(self, territory: str, hs_code: str) -> tuple[_Line, ...]:
        # ":" comes next after "9", so that the range holds what begins with the code
        below = (territory, hs_code, f"{hs_code}:")
        shorter = [hs_code[:length] for length in range(1, len(hs_code))]
        marks = ", ".join("?" * len(shorter))
        with opened(self._path, "ro") as database:
            above = fetched(
                database, _FOUND.format(f"code IN ({marks})"), (territory, *shorter), self._path
            )
            found = fetched(database, _FOUND.format("code >= ? AND code < ?"), below, self._path)
        return tuple(_Line(*row) for row in (*above, *found))

    @property
    def version(self) -> str:
        """
        Which editions the store holds, for `facts_version`.
        """
        told = (f"{place}.{edition.as_of}" for place, edition in self._tariffs.items())
        return f"tariffs.{'.'.join(told)}"

    def __repr__(self) -> str:
        return f"<TariffStore {', '.join(self._tariffs)}>"


# --- lines ---------------------------------------------------------------------------------------

_LAYERS = ("added", "floor")


class _Line(NamedTuple):
    code: str
    kind: LineKind
    areas: str
    excluded: str
    since: str
    until: str
    expression: str
    name: str
    extra: str
    source: str
    what: str


def _nearest(
    told: list[tuple[_Line, bool | None]], hs_code: str
) -> list[tuple[_Line, bool | None]]:
    """
    Of each measure the lines that a code may mean: all below it, else the longest above it.
    """
    measures: dict[tuple[str, ...], list[tuple[_Line, bool | None]]] = {}
    for row, sure in told:
        if sure is not False:
            measures.setdefault((row.kind, row.name, row.areas), []).append((row, sure))
    kept = [found for measure in measures.values() for found in _closest(measure, hs_code)]
    return _own_first(kept)


def _closest(
    measure: list[tuple[_Line, bool | None]], hs_code: str
) -> list[tuple[_Line, bool | None]]:
    below = [found for found in measure if found[0].code.startswith(hs_code)]
    longest = max(len(row.code) for row, _ in measure)
    return below or [found for found in measure if len(found[0].code) == longest]


def _own_first(kept: list[tuple[_Line, bool | None]]) -> list[tuple[_Line, bool | None]]:
    """
    A duty of the origin takes the place of that of all; a sure preference that of an unsure one.
    """
    own = any(row.kind == "mfn" and row.areas for row, sure in kept if sure)
    preferred = any(row.kind == "preference" for row, sure in kept if sure)

    def stays(row: _Line, sure: bool | None) -> bool:
        if row.kind == "mfn":
            return bool(sure) and (bool(row.areas) or not own)
        return bool(sure) or row.kind in _LAYERS or (row.kind == "preference" and not preferred)

    return [found for found in kept if stays(*found)]


def _line(row: _Line, edition: _Edition, *, sure: bool) -> TariffLine:
    text = row.expression
    if not sure:
        text = f"{text}, if the origin is in group {row.areas}, whose members are not known"
    return TariffLine(
        row.code,
        row.kind,
        text,
        DutyExpression.parse(text).needs,
        date.fromisoformat(row.since) if row.since else None,
        date.fromisoformat(row.until) if row.until else None,
        edition.confidence,
        row.source or edition.source,
        None,
        row.what,
        row.name,
        row.extra,
    )


def _members(
    database: sqlite3.Connection, path: str
) -> Mapping[tuple[str, str], list[tuple[str, str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for place, country, area, since, until in fetched(database, "SELECT * FROM member", (), path):
        found.setdefault((place, country), []).append((area, since, until))
    return found
