"""
``globalcs messages preview return_refused --locale ja --html``: the messages and their texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _common

if TYPE_CHECKING:
    import argparse

    from globalcs.localization import Message, Templates

__all__ = [
    "add_parser",
    "run_coverage",
    "run_lint",
    "run_list",
    "run_new",
    "run_preview",
    "run_show",
]


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    about = "the messages of the library, and your own"
    parser = _common.add_command(commands, "messages", about)
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=type(parser))
    _common.add_command(actions, "list", "all message ids").set_defaults(run=run_list)
    covered = _common.add_command(actions, "coverage", "which language has how much")
    _add_templates(covered)
    covered.set_defaults(run=run_coverage)
    show = _common.add_command(actions, "show", "the variables a message needs")
    show.add_argument("message_id", metavar="MESSAGE", help="an id, as `messages list` has them")
    show.add_argument("--locale", help="its texts in this language too")
    _add_templates(show)
    show.set_defaults(run=run_show)
    about = "a locale file to start from, on standard output"
    new = _common.add_command(actions, "new", about)
    new.add_argument("locale", metavar="LOCALE", help="nl, pt-BR, zh-Hant ...")
    new.set_defaults(run=run_new)
    about = "what is wrong in a folder or file of templates; 1 when something is"
    lint = _common.add_command(actions, "lint", about)
    lint.add_argument("path", metavar="PATH", help="a file, or a folder of them")
    lint.set_defaults(run=run_lint)
    _add_preview(actions)


def _add_preview(actions: Any) -> None:
    preview = _common.add_command(actions, "preview", "a message with values made up for it")
    preview.add_argument("message_id", metavar="MESSAGE", help="an id, as `messages list` has them")
    preview.add_argument("--locale", default="en", help="the reader's language; default en")
    preview.add_argument("--all", action="store_true", help="one page with every locale")
    preview.add_argument("--html", action="store_true", help="the HTML instead of the text")
    preview.add_argument(
        "--formality", choices=("formal", "informal"), help="default the usual one"
    )
    _common.add_on(preview)
    _add_templates(preview)
    preview.set_defaults(run=run_preview)


def _add_templates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--templates", metavar="FOLDER", help="your own texts, in front")


def _templates(args: argparse.Namespace) -> Templates:
    from globalcs.localization import Templates

    return Templates.load(args.templates) if args.templates else Templates()


def run_list(args: argparse.Namespace) -> int:
    """
    Print the ids.
    """
    from globalcs.localization import messages

    _common.print_table(("id", "about"), [(kind.id, kind.about) for kind in messages()])
    return 0


def run_coverage(args: argparse.Namespace) -> int:
    """
    Print how many messages and reasons each locale has, and who has reviewed it.
    """
    from globalcs.localization._coverage import coverage

    rows = [
        (
            row.locale,
            str(len(row.written)),
            str(row.reasons),
            ", ".join(row.registers),
            ", ".join(row.reviewed_by) or "nobody",
        )
        for row in coverage(_templates(args))
    ]
    head = ("locale", "messages", "reasons", "registers", "reviewed by")
    _common.print_table(head, rows, right="12")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """
    Print the variables of a message, and its texts where a locale is named.
    """
    texts = _templates(args)
    kind = texts.message(args.message_id)
    rows = [
        (name, found.type, "needed" if found.needed else "", found.about)
        for name, found in kind.variables.items()
    ]
    _common.print_table(("variable", "type", "", "about"), rows)
    if kind.needs:
        _common.write(f"\nneeds: {', '.join(kind.needs)}")
    for name in texts.content_chain(args.locale) if args.locale else ():
        source = texts.catalog(name).messages.get(kind.id)
        if source is not None:
            for part, text in source._asdict().items():
                _common.write(f"\n[{name} {part}]\n{text}")
            break
    return 0


def run_new(args: argparse.Namespace) -> int:
    """
    Print a locale file with the texts of the nearest language, ready to be changed.
    """
    from globalcs.localization._starter import starter

    _common.write(starter(args.locale))
    return 0


def run_lint(args: argparse.Namespace) -> int:
    """
    Print the findings; 1 when there are any.
    """
    from globalcs.localization._lint import lint

    findings = lint(args.path)
    for found in findings:
        where = " ".join(part for part in (found.file, found.message, found.part) if part)
        _common.write(f"{where}: {found.what}")
    return 1 if findings else 0


def run_preview(args: argparse.Namespace) -> int:
    """
    Print a message in one locale, or a page with all of them.
    """
    from globalcs.localization._starter import page, sample

    def made(locale: str) -> Message:
        return sample(args.message_id, locale, args.on, _templates(args), args.formality)

    if args.all:
        _common.write(page(args.message_id, made))
        return 0
    found = made(args.locale)
    _common.write(found.html if args.html else f"{found.subject}\n\n{found.text}")
    return 0
