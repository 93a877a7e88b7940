"""
Reading official exports of tariffs into a store.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from globalcs.errors import DataError
from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._tariff_database import written

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import date

    from globalcs.decision import Confidence
    from globalcs.landed_cost._tariff_rows import Row

__all__ = ["LoadedTariff", "load_tariff"]

Path = str | os.PathLike[str]
Kind = Literal["csv", "usitc-csv", "usitc-json", "uk-csv", "uk-json", "taric", "abf"]

_TITLES = {
    **dict.fromkeys(("usitc-csv", "usitc-json"), "Harmonized Tariff Schedule, USITC"),
    **dict.fromkeys(("uk-csv", "uk-json"), "UK Integrated Online Tariff"),
    "taric": "TARIC, European Commission",
    "abf": "Working Tariff, Australian Border Force",
}


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
    States: lines of 8 and 10 digits with their general rate, column 2 for the origins that pay it
    (Belarus, Cuba, North Korea, Russia), and the special rates of agreements with single countries.
    Its chapters 98 and 99 are left out: what comes on top of a line is in the book, or in an
    overlay.

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
    with written(os.fspath(store)) as database:
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
