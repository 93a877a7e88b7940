"""
The command line: each subcommand in a module of its own.

Exit codes: 0 all well, 1 something differs or was found, 2 bad input, told in one line.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from globalcs.errors import GlobalcsError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_COMMANDS = (
    "checkout",
    "quote",
    "price",
    "methods",
    "returns",
    "facts",
    "tariffs",
    "check",
    "messages",
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code.

    >>> main(["price", "10 EUR", "--to", "XX", "--on", "2026-10-29"])
    2
    """
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(args.run(args))
    except GlobalcsError as error:
        print(f"globalcs: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="globalcs", description="The rule book of cross-border shopping, offline."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for name in _COMMANDS:
        module = import_module(f"globalcs.cli.{name}")
        module.add_parser(commands)
    return parser
