"""
Official tariffs as files: exports that a shop downloads, kept in one compact file of its own.

`load_tariff` reads an export into a store, and `TariffStore` answers out of it. The store is an
SQLite file: a code is found by the longest line above it, or by all lines below it.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from globalcs.errors import DataError, InvalidInput
from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._tariffs import TariffAnswer, TariffLine

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from globalcs.decision import Confidence
    from globalcs.landed_cost._tariffs import LineKind

__all__ = ["LoadedTariff", "TariffStore", "load_tariff"]

Path = str | os.PathLike[str]
Kind = Literal["csv", "usitc-csv", "usitc-json"]

_COLUMNS = ("territory", "code", "valid_from", "valid_to", "expression", "source")
_USITC = {
    "htsno": "HTS Number",
    "description": "Description",
    "general": "General Rate of Duty",
    "special": "Special Rate of Duty",
}
#: Programmes of the special column that stand for the origin of goods; the others hang on more.
_PROGRAMMES: Mapping[str, str] = {
    **{code: code for code in ("AU", "BH", "CL", "CO", "IL", "JO", "JP", "KR", "MA", "OM", "PA")},
    **{code: code for code in ("PE", "SG")},
    **dict.fromkeys(("S", "S+"), "CA MX"),
    **dict.fromkeys(("P", "P+"), "CR DO GT HN NI SV"),
}
_SPECIAL = re.compile(r"([^()]+)\(([^()]*)\)")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tariff (
    territory TEXT PRIMARY KEY, source TEXT NOT NULL, as_of TEXT NOT NULL, confidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line (
    territory TEXT NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
    origins TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, expression TEXT NOT NULL,
    source TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (territory, code, number)
) WITHOUT ROWID;
"""
_ALIVE = (
    "SELECT code, kind, expression, since, until, source, what FROM line WHERE territory = ?"
    " AND {} AND since <= ? AND (until = '' OR until >= ?)"
    " AND (origins = '' OR instr(origins, ?) > 0) ORDER BY code, number"
)


class LoadedTariff(NamedTuple):
    """
    What an export held: its territories, its lines, and how many of them could not be understood.

    Lines that are not understood stay in the store: a quote that meets one is unknown, never free.
    """

    territories: tuple[str, ...]
    lines: int
    not_understood: int


class _Row(NamedTuple):
    territory: str
    code: str
    kind: LineKind
    origins: str
    since: str
    until: str
    expression: str
    source: str
    what: str


def load_tariff(
    export: Path,
    store: Path,
    *,
    kind: Kind,
    as_of: date,
    source: str | None = None,
    confidence: Confidence = "high",
) -> LoadedTariff:
    """
    Read an export of a tariff into a store; what the store held of its territories goes.

    ``csv`` has the columns ``territory,code,valid_from,valid_to,expression,source``; days may be
    left empty. ``usitc-csv`` and ``usitc-json`` are exports of the Harmonized Tariff Schedule of
    the United States: lines of 8 and 10 digits with their general rate, and the special rates of
    agreements with single countries. Its chapters 98 and 99 are left out: what comes on top of a
    line is in the book.

    Args:
        export: the file as it was downloaded, in UTF-8.
        store: the file to keep it in; it is made when there is none.
        kind: how the export is written.
        as_of: the day of the edition.
        source: how quotes name it; None names the tariff, or the file.
        confidence: how far it can be relied on.

    Raises:
        DataError: a file can't be read, a column is missing, or a row is malformed; with its line.
    """
    name = os.fspath(export)
    rows = list(_READERS[kind](name))
    if not rows:
        raise DataError("the export holds no line with a rate", file=os.path.basename(name))
    title = source or _TITLES.get(kind) or os.path.basename(name)
    territories = tuple(sorted({row.territory for row in rows}))
    with _opened(os.fspath(store), "rwc") as database, database:
        database.executescript(_SCHEMA)
        for territory in territories:
            database.execute("DELETE FROM line WHERE territory = ?", (territory,))
            values = (territory, title, as_of.isoformat(), confidence)
            database.execute("INSERT OR REPLACE INTO tariff VALUES (?, ?, ?, ?)", values)
        numbered = ((r.territory, r.code, n, *r[2:]) for n, r in enumerate(rows))
        database.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", numbered)
    unknown = sum(not DutyExpression.parse(row.expression).known for row in rows)
    return LoadedTariff(territories, len(rows), unknown)


_TITLES = dict.fromkeys(("usitc-csv", "usitc-json"), "Harmonized Tariff Schedule, USITC")


class TariffStore:
    """
    Duty rates out of a store that `load_tariff` made; give it to `quote` as `tariffs`.

    Raises:
        DataError: there is no such file, or it is no store.
    """

    stable = True

    def __init__(self, path: Path) -> None:
        self._path = os.fspath(path)
        with _opened(self._path, "ro") as database:
            found = _all(database, "SELECT * FROM tariff ORDER BY territory", (), self._path)
        self._tariffs: dict[str, tuple[str, date, Confidence]] = {
            territory: (source, date.fromisoformat(day), confidence)
            for territory, source, day, confidence in found
        }

    def duty(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        """
        The lines of a code: all below it, else the longest above it.

        Preferences are those of `origin`.
        """
        if ship_to not in self._tariffs:
            return TariffAnswer((), f"no tariff of {ship_to}", on)
        source, as_of, confidence = self._tariffs[ship_to]
        with _opened(self._path, "ro") as database:
            rows = self._rows(database, hs_code, origin or "-", ship_to, on)
        return TariffAnswer(tuple(_line(row, source, confidence) for row in rows), source, as_of)

    def _rows(
        self, database: sqlite3.Connection, hs_code: str, origin: str, territory: str, on: date
    ) -> list[tuple[Any, ...]]:
        day = on.isoformat()
        # ":" comes next after "9", so that the range holds what begins with the code
        below = (territory, hs_code, f"{hs_code}:", day, day, origin)
        found = _all(database, _ALIVE.format("code >= ? AND code < ?"), below, self._path)
        if found:
            return found
        shorter = [hs_code[:length] for length in range(1, len(hs_code))]
        marks = ", ".join("?" * len(shorter))
        above = (territory, *shorter, day, day, origin)
        found = _all(database, _ALIVE.format(f"code IN ({marks})"), above, self._path)
        longest = max((len(row[0]) for row in found), default=0)
        return [row for row in found if len(row[0]) == longest]

    @property
    def version(self) -> str:
        """
        What the rates are, for `facts_version`.
        """
        told = (f"{place}.{as_of}" for place, (_, as_of, _) in self._tariffs.items())
        return f"tariffs.{'.'.join(told)}"

    def __repr__(self) -> str:
        return f"<TariffStore {', '.join(self._tariffs)}>"


def _line(row: tuple[Any, ...], source: str, confidence: Confidence) -> TariffLine:
    code, kind, expression, since, until, own, what = row
    needs = DutyExpression.parse(expression).needs
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    title = own or source
    return TariffLine(code, kind, expression, needs, first, last, confidence, title, None, what)


# --- the store -----------------------------------------------------------------------------------


def _opened(path: str, mode: str) -> closing[sqlite3.Connection]:
    import sqlite3
    from urllib.parse import quote

    name = os.path.basename(path)
    try:
        where = f"file:{quote(os.path.abspath(path))}?mode={mode}"
        return closing(sqlite3.connect(where, uri=True))
    except sqlite3.OperationalError:
        raise DataError("there is no such store; make it with load_tariff", file=name) from None


def _all(
    database: sqlite3.Connection, query: str, values: tuple[Any, ...], path: str
) -> list[tuple[Any, ...]]:
    import sqlite3

    try:
        return database.execute(query, values).fetchall()
    except sqlite3.DatabaseError:
        raise DataError("is no store of tariffs", file=os.path.basename(path)) from None


# --- exports -------------------------------------------------------------------------------------


def _table(path: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """
    The rows of a CSV file with the line each ends in.
    """
    import csv

    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if missing := [column for column in needed if column not in (reader.fieldnames or ())]:
                raise DataError(f"the column {missing[0]} is missing", file=name)
            for row in reader:
                if None in row or None in row.values():
                    raise DataError(
                        "a row needs one cell a column", file=name, entry=f"line {reader.line_num}"
                    )
                yield reader.line_num, row
    except UnicodeDecodeError:
        raise DataError("is not UTF-8", file=name) from None
    except OSError as error:
        raise DataError(f"can't be read: {error.strerror}", file=name) from None
    except csv.Error as error:
        raise DataError(f"is no CSV: {error}", file=name) from None


def _generic(path: str) -> Iterator[_Row]:
    """
    ``territory,code,valid_from,valid_to,expression,source``.
    """
    for number, row in _table(path, _COLUMNS):
        try:
            yield _generic_row(row)
        except ValueError as error:
            name = os.path.basename(path)
            raise DataError(str(error), file=name, entry=f"line {number}") from None


def _generic_row(row: dict[str, str]) -> _Row:
    territory, code, since, until, expression, source = (row[name].strip() for name in _COLUMNS)
    digits = re.sub("[. ]", "", code)
    if not re.fullmatch("[A-Za-z]{2}", territory):
        raise InvalidInput("a territory is a code of two letters, such as US")
    if not re.fullmatch("[0-9]{2,12}", digits):
        raise InvalidInput("a tariff code is a row of 2 to 12 digits")
    if not expression:
        raise InvalidInput('a duty is needed, such as "12 %" or "Free"')
    first, last = _day(since), _day(until)
    if first and last and last < first:
        raise InvalidInput("a line ends before it begins")
    return _Row(territory.upper(), digits, "mfn", "", first, last, expression, source, "")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise InvalidInput("a day is written like 2026-07-01, or left empty") from None


def _usitc_csv(path: str) -> Iterator[_Row]:
    for _, row in _table(path, _USITC.values()):
        yield from _usitc_rows({name: row[column] for name, column in _USITC.items()})


def _usitc_json(path: str) -> Iterator[_Row]:
    import json

    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except OSError as error:
        raise DataError(f"can't be read: {error.strerror}", file=name) from None
    except ValueError:
        raise DataError("is no JSON", file=name) from None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise DataError("a list of rows is needed", file=name)
    if data and "htsno" not in data[0]:
        raise DataError("the field htsno is missing", file=name)
    for row in data:
        yield from _usitc_rows({field: str(row.get(field) or "") for field in _USITC})


def _usitc_rows(row: dict[str, str]) -> Iterator[_Row]:
    """
    The general rate of a line, and its preferences.

    Headings are passed by: some copies fill rates down into them that their lines don't have.
    """
    code = row["htsno"].replace(".", "").strip()
    general = row["general"].strip()
    if len(code) not in (8, 10) or not code.isdigit() or code[:2] in ("98", "99") or not general:
        return
    what = row["description"].strip().rstrip(":")
    yield _Row("US", code, "mfn", "", "", "", general, "", what)
    for text, programmes in _SPECIAL.findall(row["special"]):
        named = (programme.strip() for programme in programmes.split(","))
        origins = " ".join(_PROGRAMMES[name] for name in named if name in _PROGRAMMES)
        if origins:
            yield _Row("US", code, "preference", origins, "", "", text.strip(), "", what)


_READERS = {"csv": _generic, "usitc-csv": _usitc_csv, "usitc-json": _usitc_json}
