"""
globalcs tariffs load | show: official tariffs, kept in one file and looked into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli._common import add_command, add_on, day, print_table, today, write

if TYPE_CHECKING:
    import argparse

    from globalcs.landed_cost import TariffLine

__all__ = ["add_parser"]

#: As in `load_tariff`; its modules are not imported before a tariff is loaded.
_FORMATS = ("csv", "usitc-csv", "usitc-json", "uk-csv", "uk-json", "taric", "abf")


def add_parser(commands: Any) -> None:
    """
    Add `tariffs` with its verbs to the command line.
    """
    parser = add_command(commands, "tariffs", "load official tariffs, and look into them")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=type(parser))
    _add_load(verbs)
    _add_show(verbs)


def _add_load(verbs: Any) -> None:
    about = "read an export as it was downloaded into a store"
    parser = add_command(verbs, "load", about)
    parser.set_defaults(run=_load)
    parser.add_argument("files", nargs="+", metavar="FILE", help="the export, in one file or more")
    parser.add_argument("--format", required=True, choices=_FORMATS, help="how it is written")
    parser.add_argument("-o", "--store", required=True, metavar="STORE", help="the store's file")
    parser.add_argument(
        "--as-of", type=day, default=today(), metavar="DAY", help="day of the edition; today"
    )
    parser.add_argument("--territory", metavar="CODE", help="whose tariff it is, such as EU")
    parser.add_argument("--groups", metavar="FILE", help="members of groups of countries")
    parser.add_argument("--exclusions", metavar="FILE", help="measure exclusions of TARIC")
    parser.add_argument("--nomenclature", metavar="FILE", help="the codes that exist")
    parser.add_argument("--source", metavar="NAME", help="how quotes name it")


def _load(args: argparse.Namespace) -> int:
    from globalcs.landed_cost import load_tariff

    found = load_tariff(
        args.files,
        args.store,
        kind=args.format,
        as_of=args.as_of,
        source=args.source,
        territory=args.territory,
        groups=args.groups,
        exclusions=args.exclusions,
        nomenclature=args.nomenclature,
    )
    write(f"{', '.join(found.territories)}: {found.lines} lines, of {args.as_of}")
    if found.not_understood:
        write(f"not understood, so that quotes are unknown there: {found.not_understood}")
    if found.groups:
        write(f"groups without members, give them with --groups: {', '.join(found.groups)}")
    return 0


def _add_show(verbs: Any) -> None:
    about = "the lines of a code for goods of an origin; 1 when there are none"
    parser = add_command(verbs, "show", about)
    parser.set_defaults(run=_show)
    parser.add_argument("code", metavar="CODE", help="4 to 10 digits; dots are understood")
    parser.add_argument("--store", required=True, metavar="STORE", help="the store's file")
    parser.add_argument("--to", required=True, metavar="TERRITORY", help="EU, GB, US ...")
    parser.add_argument("--origin", metavar="CODE", help="where the goods were made")
    parser.add_argument(
        "--layers", action="append", default=[], metavar="FILE", help="a table of layers on top"
    )
    add_on(parser)


def _show(args: argparse.Namespace) -> int:
    from globalcs.landed_cost import TariffOverlay, TariffStore

    tariffs = TariffOverlay(TariffStore(args.store), *args.layers)
    code = args.code.replace(".", "")
    answer = tariffs.duty(code, args.origin, args.to.upper(), args.on)
    if not answer.lines:
        write(f"{answer.source} has no line for {code}")
        return 1
    print_table(("line", "kind", "duty", "name", "days"), map(_cells, answer.lines))
    write(f"{answer.source}, as of {answer.as_of}")
    return 0


def _cells(line: TariffLine) -> tuple[str, ...]:
    days = f"{line.since or ''} .. {line.until or ''}".strip(" .")
    name = " ".join(filter(None, (line.name, line.additional_code))) or line.what
    return line.code, line.kind, line.expression, name, days
