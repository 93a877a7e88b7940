"""
``globalcs messages show return_refused --locale de``: the messages and their slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _common

if TYPE_CHECKING:
    import argparse

__all__ = ["add_parser", "run_list", "run_show"]


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    parser = commands.add_parser("messages", help="the messages of the library")
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=type(parser))
    actions.add_parser("list", help="all message ids").set_defaults(run=run_list)
    show = actions.add_parser("show", help="the variables a message needs")
    show.add_argument("message_id")
    show.set_defaults(run=run_show)


def run_list(args: argparse.Namespace) -> int:
    """
    Print the ids.
    """
    from globalcs.localization import messages

    _common.print_table(("id", "about"), [(kind.id, kind.about) for kind in messages()])
    return 0


def run_show(args: argparse.Namespace) -> int:
    """
    Print the variables of a message.
    """
    from globalcs.localization import message

    rows = [(name, str(kind)) for name, kind in message(args.message_id).variables.items()]
    _common.print_table(("variable", "type"), rows)
    return 0
