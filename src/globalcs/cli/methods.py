"""
``globalcs methods NL --amount "49.90 EUR" --psp stripe``: which payment methods to show, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _common

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from globalcs.decision import FactRef, Reason
    from globalcs.payments import Exclusion, Offer, Selection

__all__ = ["add_parser", "run"]

#: Reasons that a shop of that country need not read: the method is at home elsewhere.
ELSEWHERE = {"payments.country_not_served", "payments.country_barred"}


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    about = "the payment methods to offer, and why not others"
    parser = _common.add_command(commands, "methods", about)
    parser.add_argument("country", help="the shopper's country, such as NL")
    parser.add_argument("--amount", required=True, help='what is to be paid, such as "49.90 EUR"')
    parser.add_argument(
        "--psp", action="append", metavar="CODE", help="a processor of the shop; may be repeated"
    )
    parser.add_argument("--from", dest="merchant", metavar="COUNTRY", help="the shop's country")
    parser.add_argument(
        "--buyer",
        choices=("consumer", "business"),
        default="consumer",
        help="who pays; default consumer",
    )
    parser.add_argument(
        "--purpose",
        choices=("one_time", "save_for_later", "subscription"),
        default="one_time",
        help="what the payment is for; default one_time",
    )
    parser.add_argument("--device", help="what the shopper holds: android, ios_safari, desktop ...")
    parser.add_argument("--goods", action="append", default=[], help="what is bought; may repeat")
    parser.add_argument("--paid-within", metavar="SPEED", help="instant, minutes or days")
    parser.add_argument("--why", metavar="METHOD", help="tell the story of one method")
    parser.add_argument("--all", action="store_true", help="also list methods of other countries")
    parser.add_argument("--locale", default="en", help="the language of the reasons; default en")
    _common.add_on(parser)
    _common.add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """
    Select and print: the table, one method's story, or JSON.
    """
    from globalcs import payments
    from globalcs.rates import default_rates

    selection = payments.select(_checkout(args), on=args.on, rates=default_rates())
    if args.json:
        _common.print_json(selection)
    elif args.why:
        _print_story(selection.why(args.why), args.locale)
    else:
        _print_tables(selection, args)
    return 0


def _checkout(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "shopper_country": args.country,
        "amount": args.amount,
        "merchant_country": args.merchant,
        "psps": None if args.psp is None else tuple(args.psp),
        "buyer": args.buyer,
        "purpose": args.purpose,
        "device": args.device,
        "goods": tuple(args.goods),
        "deadline_until_paid": args.paid_within,
    }


# --- all methods ---------------------------------------------------------------------------------


def _print_tables(selection: Selection, args: argparse.Namespace) -> None:
    locale = args.locale
    _common.write(selection.headline().text(locale))
    for reason in selection.reasons:
        if reason.code != "payments.offered":
            _common.write(f"  {reason.text(locale)}")
    if selection.offered:
        _common.write()
        head = ("", "label", "method", "points", "code", "mind")
        _common.print_table(head, (_offer(offer, locale) for offer in selection.offered), "03")
    shown = [entry for entry in selection.excluded if args.all or _is_near(entry)]
    if shown:
        _common.write()
        titles = ("left out", "why", "would appear if")
        _common.print_table(titles, (_exclusion(entry, locale) for entry in shown))
    if others := len(selection.excluded) - len(shown):
        _common.write(f"\n{others} methods of other countries are left out too; --all lists them.")


def _is_near(entry: Exclusion) -> bool:
    return not ELSEWHERE & {reason.code for reason in entry.reasons}


def _offer(offer: Offer, locale: str) -> tuple[str, ...]:
    codes = "; ".join(f"{psp} {'/'.join(told)}" for psp, told in offer.psp_codes.items() if told)
    return (
        str(offer.rank),
        offer.label,
        offer.method.id,
        str(offer.score.total),
        codes,
        _sentences(offer.warnings, locale),
    )


def _exclusion(entry: Exclusion, locale: str) -> tuple[str, ...]:
    return entry.method.id, _sentences(entry.reasons, locale), _changes(entry)


def _sentences(reasons: Iterable[Reason], locale: str) -> str:
    return " ".join(reason.text(locale) for reason in reasons)


def _changes(entry: Exclusion) -> str:
    if entry.would_appear_if is None:
        return "–"
    return " and ".join(map(str, entry.would_appear_if))


# --- one method ----------------------------------------------------------------------------------


def _print_story(entry: Offer | Exclusion, locale: str) -> None:
    from globalcs.payments import Offer

    if isinstance(entry, Offer):
        _print_offer(entry, locale)
    else:
        _print_exclusion(entry, locale)


def _print_offer(offer: Offer, locale: str) -> None:
    _common.write(f"{offer.method.name} is offered as {offer.label}, in place {offer.rank}.")
    for name, points in offer.score._asdict().items():
        if points:
            _common.write(f"  {name.replace('_', ' ')}: {points:+d} points")
    for reason in offer.warnings:
        _common.write(f"  {reason.text(locale)}")
    _print_sources(offer.sources)


def _print_exclusion(entry: Exclusion, locale: str) -> None:
    _common.write(f"{entry.method.name} is left out.")
    for reason in entry.reasons:
        _common.write(f"  {reason.text(locale)}")
    if entry.would_appear_if is None:
        _common.write("  Nothing a shop can change would make it appear.")
    else:
        _common.write(f"  It would appear if {_changes(entry)}.")
    _print_sources(dict.fromkeys(ref for reason in entry.reasons for ref in reason.facts))


def _print_sources(refs: Iterable[FactRef]) -> None:
    pages = dict.fromkeys((ref.title, ref.url, ref.confidence) for ref in refs)
    if pages:
        _common.write("Sources:")
    for title, url, confidence in pages:
        _common.write(f"  {title}{f', {url}' if url else ''} ({confidence})")
