"""
The file that keeps tariffs: its tables, and how it is opened, read and written.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from globalcs.errors import DataError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

__all__ = ["fetched", "opened", "require_form", "written"]

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


def opened(path: str, mode: str) -> closing[sqlite3.Connection]:
    """
    A store, open in a mode of SQLite; closed at the end.

    Raises:
        DataError: there is no such file.
    """
    import sqlite3
    from pathlib import Path as FilePath

    name = os.path.basename(path)
    try:
        where = f"{FilePath(path).absolute().as_uri()}?mode={mode}"
        return closing(sqlite3.connect(where, uri=True))
    except sqlite3.OperationalError:
        raise DataError("there is no such store; make it with load_tariff", file=name) from None


@contextmanager
def written(path: str) -> Iterator[sqlite3.Connection]:
    """
    A store open for writing: all of an export gets into it, or nothing, and no file is left behind.
    """
    new = not os.path.exists(path)
    try:
        with opened(path, "rwc") as database:
            _prepare(database, path)
            with database:
                yield database
    except BaseException:
        if new and os.path.exists(path):
            os.remove(path)
        raise


def _prepare(database: sqlite3.Connection, path: str) -> None:
    tables = fetched(database, "SELECT count(*) FROM sqlite_master", (), path)
    if tables != [(0,)]:
        require_form(database, path)
    database.executescript(f"{_SCHEMA} PRAGMA user_version = {_FORM};")


def require_form(database: sqlite3.Connection, path: str) -> None:
    """
    Raise DataError where a store is of another version.
    """
    if fetched(database, "PRAGMA user_version", (), path) != [(_FORM,)]:
        raise DataError(
            "is a store of another version; load the tariffs into a new one",
            file=os.path.basename(path),
        )


def fetched(
    database: sqlite3.Connection, query: str, values: tuple[Any, ...], path: str
) -> list[tuple[Any, ...]]:
    """
    The rows of a query.

    Raises:
        DataError: the file is no store.
    """
    import sqlite3

    try:
        return database.execute(query, values).fetchall()
    except sqlite3.DatabaseError:
        raise DataError("is no store of tariffs", file=os.path.basename(path)) from None
