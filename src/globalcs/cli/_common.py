"""
What the subcommands share: days, files, tables.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from datetime import date
from importlib.util import find_spec
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from globalcs.errors import DataError, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from globalcs.decision import Decision

__all__ = [
    "add_command",
    "add_json",
    "add_on",
    "day",
    "print_json",
    "print_reasons",
    "print_table",
    "read_object",
    "today",
    "width",
    "write",
]

_FILE_WIDTH = 140
_NARROW = 60


def day(text: str) -> date:
    """
    A day as the command line takes it.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write 2026-10-29") from None


def today() -> date:
    """
    The day of the machine's clock: the command line is a door, and doors may read a clock.
    """
    return date.today()  # noqa: DTZ011


def add_command(commands: Any, name: str, about: str) -> argparse.ArgumentParser:
    """
    A subcommand, told in the same words in the list and on its own page.
    """
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    return parser


def add_on(parser: argparse.ArgumentParser) -> None:
    """
    The option --on, today when left out.
    """
    parser.add_argument(
        "--on", type=day, default=today(), metavar="DAY", help="the day asked about; default today"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """
    The option --json.
    """
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")


def write(text: str = "") -> None:
    """
    A line to standard output, in UTF-8 whatever the locale of the process.
    """
    sys.stdout.write(f"{text}\n")


def print_json(decision: Decision) -> None:
    """
    A decision as JSON.
    """
    write(decision.to_json(indent=2))


def read_object(path: str) -> Mapping[str, Any]:
    """
    The object in a JSON file; "-" is standard input.

    Raises:
        DataError: the file can't be read, or holds no JSON object.
    """
    from globalcs._codec import parse_json

    try:
        return parse_json(_read_text(path))
    except InvalidInput as error:
        raise DataError(str(error), file=path) from None


def _read_text(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise DataError(f"can't be read: {error.strerror}", file=path) from None


def print_reasons(decision: Decision, locale: str) -> None:
    """
    The answer in words, a line a reason.
    """
    for line in decision.explain(locale).splitlines():
        write(line)


def width(text: str) -> int:
    """
    How many cells a terminal gives a text: two for wide letters, none for marks.
    """
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]], right: str = "") -> None:
    """
    A table; `right` names the columns (by number) whose cells stand to the right, such as "23".

    With rich installed it fits the terminal; without, columns are padded by hand. In a terminal too
    narrow for columns each row is a paragraph.
    """
    if sys.stdout.isatty() and get_terminal_size().columns < _NARROW:
        _paragraphs(head, rows)
    elif find_spec("rich") is None:
        _plain_table(head, list(rows), right)
    else:
        _rich_table(head, rows, right)


def _rich_table(head: Sequence[str], rows: Iterable[Sequence[str]], right: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    for number, title in enumerate(head):
        justify = "right" if str(number) in right else "left"
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else _FILE_WIDTH
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=width)
    with console.capture() as drawn:
        console.print(table)
    for line in drawn.get().splitlines():
        write(line.rstrip())


def _paragraphs(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in rows:
        cells = zip(head, row, strict=True)
        write("\n".join(f"{title}: {cell}".removeprefix(": ") for title, cell in cells if cell))
        write()


def _plain_table(head: Sequence[str], rows: list[Sequence[str]], right: str) -> None:
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(width, column)) for column in columns]
    for row in (head, *rows):
        cells = [_pad(cell, widths[n], str(n) in right) for n, cell in enumerate(row)]
        write("  ".join(cells).rstrip())


def _pad(cell: str, wanted: int, right: bool) -> str:
    fill = " " * (wanted - width(cell))
    return fill + cell if right else cell + fill
