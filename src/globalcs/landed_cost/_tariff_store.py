"""
Official tariffs as files: exports that a shop downloads, kept in one compact file of its own.

`load_tariff` reads an export into a store, and `TariffStore` answers out of it. The store is an
SQLite file: a code is found by the longest line above it, or by all lines below it.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from globalcs.errors import DataError
from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._tariffs import TariffAnswer, TariffLine, require_code

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from globalcs.decision import Confidence
    from globalcs.landed_cost._tariff_rows import Row
    from globalcs.landed_cost._tariffs import LineKind

__all__ = ["LoadedTariff", "TariffStore", "load_tariff"]

Path = str | os.PathLike[str]
Kind = Literal["csv", "usitc-csv", "usitc-json", "uk-csv", "uk-json", "taric", "abf"]

#: The form of the store; it grows with every change of the tables.
_FORM = 3
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tariff (
    territory TEXT PRIMARY KEY, source TEXT NOT NULL, as_of TEXT NOT NULL, confidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS member (
    territory TEXT NOT NULL, country TEXT NOT NULL, area TEXT NOT NULL, since TEXT NOT NULL,
    until TEXT NOT NULL, PRIMARY KEY (territory, country, area, since)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS good (
    territory TEXT NOT NULL, code TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL,
    what TEXT NOT NULL, PRIMARY KEY (territory, code, since)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line (
    territory TEXT NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
    areas TEXT NOT NULL, excluded TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL,
    expression TEXT NOT NULL, name TEXT NOT NULL, extra TEXT NOT NULL, source TEXT NOT NULL,
    what TEXT NOT NULL, PRIMARY KEY (territory, code, number)
) WITHOUT ROWID;
"""
_FOUND = (
    "SELECT code, kind, areas, excluded, since, until, expression, name, extra, source, what"
    " FROM line WHERE territory = ? AND {} ORDER BY code, number"
)
_GOODS = (
    "SELECT code, since, until, what FROM good WHERE territory = ?"
    " AND (code IN (?, ?) OR (code >= ? AND code < ?)) ORDER BY code"
)
_TITLES = {
    **dict.fromkeys(("usitc-csv", "usitc-json"), "Harmonized Tariff Schedule, USITC"),
    **dict.fromkeys(("uk-csv", "uk-json"), "UK Integrated Online Tariff"),
    "taric": "TARIC, European Commission",
    "abf": "Working Tariff, Australian Border Force",
}
#: Groups that stand for the European Union, which other groups name as one member.
_UNION = frozenset(("1010", "1013", "EU"))
#: Codes of countries that the tariffs of the EU and the UK write in their own way.
_OWN_CODES = {"RS": "XS"}
_KEPT = 4096


class LoadedTariff(NamedTuple):
    """
    What an export held: its territories, its lines, and how many of them could not be understood.

    Lines that are not understood stay in the store: a quote that meets one is unknown, never free.
    `groups` are groups of countries whose members were not given: a line of theirs is unknown
    wherever it would matter.
    """

    territories: tuple[str, ...]
    lines: int
    not_understood: int
    groups: tuple[str, ...] = ()


def load_tariff(
    export: Path | Iterable[Path],
    store: Path,
    *,
    kind: Kind,
    as_of: date,
    source: str | None = None,
    confidence: Confidence = "high",
    territory: str | None = None,
    groups: Path | None = None,
    exclusions: Path | None = None,
    nomenclature: Path | None = None,
) -> LoadedTariff:
    """
    Read an export of a tariff into a store; what the store held of its territories goes.

    ``csv`` has the columns ``territory,code,valid_from,valid_to,expression,source``; days may be
    left empty, and ``kind``, ``origin``, ``name`` and ``additional_code`` may follow.

    ``usitc-csv`` and ``usitc-json`` are exports of the Harmonized Tariff Schedule of the United
    States: lines of 8 and 10 digits with their general rate, and the special rates of agreements
    with single countries. Its chapters 98 and 99 are left out: what comes on top of a line is in
    the book, or in an overlay.

    ``uk-csv`` is "measures as defined" or "measures on declarable commodities" of the UK tariff,
    ``uk-json`` an answer of its service for a commodity, or a list of them. ``taric`` is "Duties
    Import", the workbook (or its CSV) that the Commission publishes on CIRCABC. Normal duties,
    preferences, duties against dumping, subsidies and surges are taken; suspensions, authorised
    use and quotas are kept to be told, for they have to be claimed.

    ``abf`` is Schedule 3 of the Australian working tariff: pages of chapters as a browser saves
    them, or their tables as CSV; give all of them at once.

    Args:
        export: the file as it was downloaded, in UTF-8 where it is text; or several of one kind.
        store: the file to keep it in; it is made when there is none.
        kind: how the export is written.
        as_of: the day of the edition.
        source: how quotes name it; None names the tariff, or the file.
        confidence: how far it can be relied on.
        territory: whose tariff it is, where the export could be that of another: "EU", "GB".
        groups: the members of groups of countries: "Geographical areas composition" of the
            Commission, ``geographical_areas`` of the UK service as JSON, or a CSV ``group,member``
            (those of Australia are AU-DC, AU-DCS, AU-DCT, AU-FI and AU-LDC).
        exclusions: "Measure exclusions" beside "Duties Import".
        nomenclature: the codes that exist: "Nomenclature EN" beside "Duties Import", or the
            ``commodities`` of the UK tariff. Without it, a code that does not exist takes the duty
            of the longest line above it unnoticed.

    Raises:
        DataError: a file can't be read, a column is missing, or a row is malformed; with its line.
        InvalidInput: there is no such kind of export.
    """
    from globalcs.landed_cost._tariff_files import goods_of, members_of, rows_of

    many = [export] if isinstance(export, str | os.PathLike) else list(export)
    names = [os.fspath(one) for one in many]
    title = source or _TITLES.get(kind) or ", ".join(map(os.path.basename, names))
    rows = rows_of(names, kind, territory, os.fspath(exclusions) if exclusions else None)
    parts = members_of(names, kind, os.fspath(groups) if groups else None)
    codes = goods_of(os.fspath(nomenclature) if nomenclature else None)
    with _written(os.fspath(store)) as database:
        loading = _Loading(database, (title, as_of.isoformat(), confidence))
        return loading.run(rows, parts, codes, names)


class _Loading:
    """
    One export on its way into a store, row by row.
    """

    def __init__(self, database: sqlite3.Connection, edition: tuple[str, str, str]) -> None:
        self.database, self.edition = database, edition
        self.territories: dict[str, int] = {}
        self.not_understood = 0
        self.areas: set[str] = set()

    def run(
        self,
        rows: Iterable[Row],
        members: Iterable[tuple[str, ...]],
        goods: Iterable[tuple[str, ...]],
        names: list[str],
    ) -> LoadedTariff:
        marks = ", ".join("?" * 13)
        self.database.executemany(f"INSERT INTO line VALUES ({marks})", self._numbered(rows))
        if not self.territories:
            name = os.path.basename(names[0]) if names else "none"
            raise DataError("the export holds no line with a rate", file=name)
        known = self._keep_members(members)
        self._keep("good", goods)
        lost = sorted(area for area in self.areas - known if len(area) != 2)
        lines = sum(self.territories.values())
        return LoadedTariff(
            tuple(sorted(self.territories)), lines, self.not_understood, tuple(lost)
        )

    def _numbered(self, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
        for number, row in enumerate(rows):
            if row.territory not in self.territories:
                self._begin(row.territory)
            self.territories[row.territory] += 1
            self.areas.update(row.areas.split())
            if not DutyExpression.parse(row.expression).known:
                self.not_understood += 1
            yield (row.territory, row.code, number, *row[2:])

    def _begin(self, territory: str) -> None:
        self.territories[territory] = 0
        for table in ("line", "member", "good"):
            self.database.execute(f"DELETE FROM {table} WHERE territory = ?", (territory,))
        values = (territory, *self.edition)
        self.database.execute("INSERT OR REPLACE INTO tariff VALUES (?, ?, ?, ?)", values)

    def _keep_members(self, members: Iterable[tuple[str, ...]]) -> set[str]:
        found = [(country, area, since, until) for area, country, since, until in members]
        self._keep("member", found)
        return {area for _, area, _, _ in found}

    def _keep(self, table: str, rows: Iterable[tuple[str, ...]]) -> None:
        """
        Rows that are the same for all territories of the export.
        """
        insert = f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)"
        for row in rows:
            for territory in self.territories:
                self.database.execute(insert, (territory, *row))


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
        with _opened(self._path, "ro") as database:
            _require_form(database, self._path)
            found = _all(database, "SELECT * FROM tariff ORDER BY territory", (), self._path)
            self._members = _members(database, self._path)
            told = _all(database, "SELECT DISTINCT territory FROM good", (), self._path)
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
        with _opened(self._path, "ro") as database:
            found = _all(database, _GOODS, values, self._path)
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
        with _opened(self._path, "ro") as database:
            above = _all(
                database, _FOUND.format(f"code IN ({marks})"), (territory, *shorter), self._path
            )
            found = _all(database, _FOUND.format("code >= ? AND code < ?"), below, self._path)
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
    for place, country, area, since, until in _all(database, "SELECT * FROM member", (), path):
        found.setdefault((place, country), []).append((area, since, until))
    return found


# --- the file ------------------------------------------------------------------------------------


def _opened(path: str, mode: str) -> closing[sqlite3.Connection]:
    import sqlite3
    from pathlib import Path as FilePath

    name = os.path.basename(path)
    try:
        where = f"{FilePath(path).absolute().as_uri()}?mode={mode}"
        return closing(sqlite3.connect(where, uri=True))
    except sqlite3.OperationalError:
        raise DataError("there is no such store; make it with load_tariff", file=name) from None


@contextmanager
def _written(path: str) -> Iterator[sqlite3.Connection]:
    """
    A store open for writing: all of an export gets into it, or nothing, and no file is left behind.
    """
    new = not os.path.exists(path)
    try:
        with _opened(path, "rwc") as database:
            _prepare(database, path)
            with database:
                yield database
    except BaseException:
        if new and os.path.exists(path):
            os.remove(path)
        raise


def _prepare(database: sqlite3.Connection, path: str) -> None:
    tables = _all(database, "SELECT count(*) FROM sqlite_master", (), path)
    if tables != [(0,)]:
        _require_form(database, path)
    database.executescript(f"{_SCHEMA} PRAGMA user_version = {_FORM};")


def _require_form(database: sqlite3.Connection, path: str) -> None:
    if _all(database, "PRAGMA user_version", (), path) != [(_FORM,)]:
        raise DataError(
            "is a store of another version; load the tariffs into a new one",
            file=os.path.basename(path),
        )


def _all(
    database: sqlite3.Connection, query: str, values: tuple[Any, ...], path: str
) -> list[tuple[Any, ...]]:
    import sqlite3

    try:
        return database.execute(query, values).fetchall()
    except sqlite3.DatabaseError:
        raise DataError("is no store of tariffs", file=os.path.basename(path)) from None
