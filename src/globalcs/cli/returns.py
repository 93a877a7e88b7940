"""
``globalcs returns --to DE ORDER.json --notice 2026-11-21``: may the goods come back, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _common
from globalcs.errors import DataError, InvalidInput

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from globalcs.returns import LineVerdict, Policy, ReturnDecision

__all__ = ["add_parser", "run"]

_REASONS = (
    "change_of_mind", "defective", "wrong_item", "not_as_described", "damaged_in_transit",
    "missing_parts", "late_delivery",
)  # fmt: skip


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    about = (
        "may goods come back, by law and policy, and why; 1 when not, or when a person must look"
    )
    parser = _common.add_command(commands, "returns", about)
    parser.add_argument("order", metavar="ORDER.json", help="an order or a request; - for stdin")
    parser.add_argument("--to", help="where the buyer lives; default the order's place")
    parser.add_argument(
        "--notice", type=_common.day, metavar="DAY", help="the day the buyer told the shop"
    )
    parser.add_argument("--reason", choices=_REASONS, help="why; default change_of_mind")
    parser.add_argument("--policy", help="a policy: a TOML file, or the name of a ready one")
    parser.add_argument("--locale", default="en", help="the language of the reasons; default en")
    _common.add_on(parser)
    _common.add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """
    Decide and print: 0 when the goods may come back, 1 when not or a person must look.
    """
    from globalcs import returns

    request = returns.ReturnRequest.read(_request(args))
    policy = _policy(args.policy) if args.policy else None
    answer = returns.decide(request, policy=policy, on=args.on)
    if args.json:
        _common.print_json(answer)
    else:
        _print(answer, args.locale)
    return 0 if answer.verdict == "accept" else 1


def _request(args: argparse.Namespace) -> dict[str, Any]:
    """
    A request from the file, which holds one, or an order alone.
    """
    data = dict(_common.read_object(args.order))
    request = data if "order" in data else {"order": data}
    order = request["order"]
    if not isinstance(order, dict):
        raise DataError("order is no object", file=args.order)
    if args.to:
        request = {**request, "order": {**order, "place": args.to}}
    elif "place" not in order:
        raise InvalidInput("say where the buyer lives: --to DE, or order.place", path="place")
    told = {"notice": args.notice, "reason": args.reason}
    return {**request, **{name: value for name, value in told.items() if value is not None}}


def _policy(name: str) -> Policy:
    from globalcs.returns import Policy

    return Policy.from_toml(name) if name.endswith(".toml") else Policy.named(name)


def _print(answer: ReturnDecision, locale: str) -> None:
    _common.print_reasons(answer, locale)
    _common.write()
    head = ("line", "pieces", "verdict", "ground", "last day")
    _common.print_table(head, map(_row, answer.lines), right="1")
    _common.write()
    for label, value in _facts(answer):
        _common.write(f"{label}: {value}")


def _row(line: LineVerdict) -> tuple[str, ...]:
    ground = line.basis or line.exemption or line.why or ""
    return line.id, str(line.quantity), line.verdict, ground, str(line.last_day or "")


def _facts(answer: ReturnDecision) -> Iterator[tuple[str, object]]:
    """
    Dates and money, as far as they are known.
    """
    if answer.refund is not None:
        yield "refund", answer.refund.total
    days = {
        "refund by": answer.refund_by,
        "shop may wait for the goods until": answer.withhold_until,
        "send back by": answer.send_back_by,
        "way back paid by": answer.return_shipping_payer,
        "remedy": answer.remedy and answer.remedy.replace("_", " "),
    }
    yield from ((label, value) for label, value in days.items() if value is not None)
    if answer.refund_by is None and answer.refund_days is not None:
        start = (answer.refund_starts or "").replace("_", " ")
        yield "refund", f"{answer.refund_days} days after {start}"
    if answer.agent_may_approve:
        yield "agent", "may approve it alone"
