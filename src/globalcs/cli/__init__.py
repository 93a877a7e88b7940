"""
The command line: each subcommand in a module of its own.

Exit codes: 0 all well, 1 something differs or was found, 2 bad input, told in one line.
What it prints is UTF-8, whatever the locale; PYTHONIOENCODING names another encoding.
"""

from __future__ import annotations

import argparse
import io
import os
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


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from globalcs import __version__
        from globalcs.facts import bundled

        print(f"globalcs {__version__}, facts {bundled().version}")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code.

    >>> main(["price", "10 EUR", "--to", "XX", "--on", "2026-10-29"])
    2
    """
    _write_utf8()
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has heard enough; what is left must not be flushed at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = _parser().parse_args(argv)
        return int(args.run(args))
    except SystemExit as stop:
        return int(stop.code or 0)
    except GlobalcsError as error:
        print(f"globalcs: {' '.join(str(error).split())}", file=sys.stderr)
        return 2


def _write_utf8() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = None if os.environ.get("PYTHONIOENCODING") else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="globalcs", description="The rule book of cross-border shopping, offline."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="what is installed")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for name in _COMMANDS:
        module = import_module(f"globalcs.cli.{name}")
        module.add_parser(commands)
    return parser
