"""
globalcs facts check | show | new | diff: looks into the book.
"""

from __future__ import annotations

import argparse
import os
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from globalcs.cli._common import add_command, add_on, day, print_table, write
from globalcs.errors import DataError
from globalcs.facts import bundled
from globalcs.facts._show import show, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from globalcs.facts import Facts, Source
    from globalcs.facts._show import Row

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """
    Add `facts` with its verbs to the command line.
    """
    parser = add_command(commands, "facts", "check, show, start or compare the facts of the book")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=type(parser))
    _add_check(verbs)
    _add_show(verbs)
    _add_new(verbs)
    _add_diff(verbs)


def _verb(verbs: Any, name: str, about: str, run: Any) -> argparse.ArgumentParser:
    parser = add_command(verbs, name, about)
    parser.set_defaults(run=run)
    parser.add_argument("--load", metavar="PATH", help="newer facts in front: a file or a folder")
    return parser


def _book(args: argparse.Namespace) -> Facts:
    return bundled().load(args.load) if args.load else bundled()


def _print_objects(objects: Iterable[Any]) -> None:
    import json

    write(json.dumps(list(objects), ensure_ascii=False, indent=2))


# --- check ---------------------------------------------------------------------------------------


def _add_check(verbs: Any) -> None:
    parser = _verb(verbs, "check", "look the whole book over; 1 when something is wrong", _check)
    parser.add_argument(
        "--vat",
        metavar="FILE",
        help="compare VAT with eu-vat-rates-data; FILE explains the differences that stay",
    )


def _check(args: argparse.Namespace) -> int:
    from globalcs.facts._check import check

    book = _book(args)
    findings = [*check(book), *(_check_vat(book, args.vat) if args.vat else ())]
    for finding in findings:
        write(finding.text())
    write(f"{book.version}, subjects: {len(book.subjects())}, findings: {len(findings)}")
    return 1 if findings else 0


def _check_vat(book: Facts, explained: str) -> Sequence[Any]:
    from datetime import date

    from globalcs.facts._vat import check_vat

    on = date.fromisoformat(book.version.partition("+")[0].replace(".", "-"))
    return check_vat(book, on, explained)


# --- show ----------------------------------------------------------------------------------------


def _add_show(verbs: Any) -> None:
    parser = _verb(verbs, "show", "what holds for a place on a day, with its sources", _show)
    parser.add_argument("place", metavar="PLACE", help="NL, US-CA, IC ...")
    parser.add_argument("--key", default="", metavar="KEY", help="only keys that begin so")
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")
    add_on(parser)


def _show(args: argparse.Namespace) -> int:
    _check_key(args.key)
    rows = [r for r in show(_book(args), args.place, args.on) if r.key.startswith(args.key)]
    if args.json:
        _print_objects(row.to_dict() for row in rows)
        return 0
    for line in _show_lines(rows, args):
        write(line)
    return 0


def _check_key(start: str) -> None:
    from globalcs.facts._registry import all_keys, key_named

    if not any(name.startswith(start) for name in all_keys()):
        key_named(start)


def _show_lines(rows: Sequence[Row], args: argparse.Namespace) -> Iterator[str]:
    """
    Facts under their keys, then the sources by number.
    """
    yield f"{args.place} on {args.on}, facts: {len(rows)}"
    sources = {source: at for at, source in enumerate(_sources(rows), start=1)}
    for (key, subject), group in groupby(rows, lambda row: (row.key, row.subject)):
        yield f"\n{key} of {subject}"
        for row in group:
            yield from _row_lines(row, sources)
    if sources:
        yield "\nsources"
        yield from (f"  [{at}] {source.title} {source.url or ''}" for source, at in sources.items())


def _sources(rows: Sequence[Row]) -> Iterable[Source]:
    return dict.fromkeys(source for row in rows for source in row.sources)


def _row_lines(row: Row, sources: Mapping[Source, int]) -> Iterator[str]:
    since = f"since {row.since}" if row.since else "start not known"
    until = f"until {row.until}" if row.until else ""
    numbers = "".join(f"[{sources[source]}]" for source in row.sources)
    told = (row.when, since, until, f"{row.confidence} {numbers}")
    yield from wrap(value_text(row.value), 98, initial_indent="  ", subsequent_indent="    ")
    yield f"    {', '.join(filter(None, told))}"


# --- new -----------------------------------------------------------------------------------------


def _add_new(verbs: Any) -> None:
    parser = _verb(verbs, "new", "begin the file of a place: what each room needs", _new)
    parser.add_argument("place", metavar="CODE", help="XA, or a region: XA-ZZ")
    parser.add_argument("--to", metavar="PATH", help="the file, or its folder; default: print it")


def _new(args: argparse.Namespace) -> int:
    from globalcs.facts._new import new_file

    text = new_file(_book(args), args.place)
    if args.to is None:
        write(text.rstrip())
        return 0
    path = os.path.join(args.to, f"{args.place}.toml") if os.path.isdir(args.to) else args.to
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise DataError(f"can't be written: {error.strerror}", file=path) from None
    write(path)
    return 0


# --- diff ----------------------------------------------------------------------------------------


def _add_diff(verbs: Any) -> None:
    parser = _verb(verbs, "diff", "what changes between two days; 1 when something does", _diff)
    parser.add_argument("first", type=day, metavar="DAY")
    parser.add_argument("second", type=day, metavar="DAY")
    parser.add_argument("--place", metavar="PLACE", help="only what holds for this place")
    parser.add_argument("--json", action="store_true", help="print the changes as JSON")


def _diff(args: argparse.Namespace) -> int:
    from globalcs.facts._diff import diff

    changes = diff(_book(args), args.first, args.second, args.place)
    if args.json:
        _print_objects(change._asdict() for change in changes)
    elif changes:
        print_table(("Fact", str(args.first), str(args.second)), map(_diff_cells, changes))
    else:
        write(f"nothing changes between {args.first} and {args.second}")
    return 1 if changes else 0


def _diff_cells(change: Any) -> tuple[str, ...]:
    name = f"{change.subject} {change.key}" + (f" ({change.when})" if change.when else "")
    return name, _value(change.before), _value(change.after)


def _value(value: Any) -> str:
    return "nothing" if value is None else value_text(value)
