"""
Tables as offices publish them: CSV, a workbook, the tables of a saved page.

Each gives rows of trimmed cells with the line they stand in, in the order of the columns asked for.
"""

from __future__ import annotations

import os
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from globalcs.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["bad_file", "cells", "read_json"]

#: Cells that mean that nothing is there.
_NOTHING = frozenset(("#NA", "NULL"))


def bad_file(path: str, what: str, line: int | None = None) -> DataError:
    """
    The error that names a file and, where it is known, the line.
    """
    return DataError(what, file=os.path.basename(path), entry=f"line {line}" if line else "")


def cells(
    path: str, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """
    The cells of some columns, row by row; a column that may be missing is then empty.

    Names of columns are compared without their case, blanks around them, and marks at their end.

    Raises:
        DataError: the file can't be read, or a column is missing.
    """
    places: list[int] = []
    page, wide = _is_page(path), 0
    for line, row in _rows_of(path):
        if places:
            if len(row) != wide and not page:
                raise bad_file(path, "a row needs one cell a column", line)
            found = [row[place].strip() if 0 <= place < len(row) else "" for place in places]
            yield line, tuple(["" if cell in _NOTHING else cell for cell in found])
        elif not page or _plain(needed[0]) in map(_plain, row):
            places, wide = _places(path, [*map(_plain, row)], needed, optional), len(row)
    if not places:
        raise bad_file(path, f"the column {needed[0]} is missing")


def _plain(name: str) -> str:
    return " ".join(name.split()).rstrip("#*").lower()


def _places(
    path: str, names: list[str], needed: Iterable[str], optional: Iterable[str]
) -> list[int]:
    for column in needed:
        if _plain(column) not in names:
            raise bad_file(path, f"the column {column} is missing")
    wanted = [_plain(column) for column in (*needed, *optional)]
    return [names.index(name) if name in names else -1 for name in wanted]


def _rows_of(path: str) -> Iterator[tuple[int, list[str]]]:
    if _is_page(path):
        return _page(path)
    try:
        with open(path, "rb") as file:
            start = file.read(4)
    except OSError as error:
        raise bad_file(path, f"can't be read: {error.strerror}") from None
    return _workbook(path) if start == b"PK\x03\x04" else _csv(path)


# --- CSV -----------------------------------------------------------------------------------------


def _csv(path: str) -> Iterator[tuple[int, list[str]]]:
    import csv

    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            comma = max(",;\t", key=head.count)
            reader = csv.reader(file, strict=True, delimiter=comma)
            for row in reader:
                if row:
                    yield reader.line_num, row
    except UnicodeDecodeError:
        raise bad_file(path, "is not UTF-8") from None
    except csv.Error as error:
        raise bad_file(path, f"is no CSV: {error}") from None


# --- workbooks -----------------------------------------------------------------------------------


def _workbook(path: str) -> Iterator[tuple[int, list[str]]]:
    """
    The rows of the first sheet of a workbook (.xlsx), as wide as its head.
    """
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as book:
            texts = _shared_texts(book)
            wide = 0
            for line, row in _sheet_rows(book, texts):
                wide = wide or len(row)
                yield line, (row + [""] * wide)[: max(wide, len(row))]
    except (BadZipFile, KeyError, IndexError, ParseError, ValueError) as error:
        raise bad_file(path, f"is no workbook that can be read: {error}") from None


def _shared_texts(book: Any) -> list[str]:
    from xml.etree.ElementTree import iterparse

    name = "xl/sharedStrings.xml"
    if name not in book.namelist():
        return []
    with book.open(name) as file:
        return [_text(node) for _, node in iterparse(file) if _tag(node) == "si"]


def _sheet_rows(book: Any, texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    from xml.etree.ElementTree import iterparse

    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    first = min(sheets, key=lambda name: (len(name), name), default="xl/worksheets/sheet1.xml")
    with book.open(first) as file:
        for number, (_, node) in enumerate(_nodes(iterparse(file), "row"), start=1):
            yield int(node.get("r", number)), _row(node, texts)
            node.clear()


def _nodes(events: Iterable[Any], tag: str) -> Iterator[Any]:
    return (event for event in events if _tag(event[1]) == tag)


def _row(node: Any, texts: list[str]) -> list[str]:
    row: list[str] = []
    for cell in node:
        place = _column(cell.get("r", "")) if cell.get("r") else len(row)
        row += [""] * (place + 1 - len(row))
        row[place] = _value(cell, texts)
    return row


def _column(reference: str) -> int:
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: Any, texts: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _text(cell)
    raw = next((node.text or "" for node in cell if _tag(node) == "v"), "")
    return texts[int(raw)] if kind == "s" else raw


def _text(node: Any) -> str:
    return "".join(part.text or "" for part in node.iter() if _tag(part) == "t")


def _tag(node: Any) -> str:
    name: str = node.tag
    return name.rpartition("}")[2]


# --- pages ---------------------------------------------------------------------------------------


def _is_page(path: str) -> bool:
    return path.lower().endswith((".htm", ".html"))


def _page(path: str) -> Iterator[tuple[int, list[str]]]:
    """
    The rows of all tables of a page.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except OSError as error:
        raise bad_file(path, f"can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise bad_file(path, "is not UTF-8") from None
    page = _Page()
    page.feed(text)
    page.close()
    yield from page.rows


class _Page(HTMLParser):
    """
    Collects the rows of tables: a cell is its text with single blanks.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[str]]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        actions: dict[str, Callable[[], None]] = {"tr": self._open_row, "br": self._blank}
        actions |= dict.fromkeys(("td", "th"), self._open_cell)
        actions.get(tag, self._blank if tag in ("p", "div", "li") else lambda: None)()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table"):
            self._close_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _blank(self) -> None:
        self.handle_data(" ")

    def _open_row(self) -> None:
        self._close_row()
        self._row = []

    def _open_cell(self) -> None:
        self._close_cell()
        self._cell = []

    def _close_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append(" ".join("".join(self._cell).split()))
        self._cell = None

    def _close_row(self) -> None:
        self._close_cell()
        if self._row:
            self.rows.append((self.getpos()[0], self._row))
        self._row = None


# --- JSON ----------------------------------------------------------------------------------------


def read_json(path: str) -> Any:
    """
    What a JSON file holds.

    Raises:
        DataError: it can't be read, or is no JSON.
    """
    import json

    try:
        with open(path, encoding="utf-8-sig") as file:
            return json.load(file)
    except OSError as error:
        raise bad_file(path, f"can't be read: {error.strerror}") from None
    except ValueError:
        raise bad_file(path, "is no JSON") from None
