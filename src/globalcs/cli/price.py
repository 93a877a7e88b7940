"""
``globalcs price "5400 JPY" --to NL``: a price as a shop of the place would show it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _common
from globalcs.errors import InvalidInput

if TYPE_CHECKING:
    import argparse

__all__ = ["add_parser", "run"]


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    about = "a price in the money and manner of a place"
    parser = _common.add_command(commands, "price", about)
    parser.add_argument("amount", help='the shop\'s own price, such as "5400 JPY"')
    parser.add_argument("--to", required=True, help="the shopper's country, such as NL or US-CA")
    parser.add_argument("--home", help="the shop's country, needed with --includes home_tax")
    parser.add_argument(
        "--includes",
        action="append",
        default=[],
        choices=("home_tax", "destination_tax", "duty"),
        help="what the price contains; may be given more than once",
    )
    parser.add_argument("--locale", help="the shopper's language; default the market's")
    parser.add_argument("--why", action="store_true", help="print every reason")
    _common.add_on(parser)
    _common.add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """
    Price the amount and print it.
    """
    from globalcs.money import Money
    from globalcs.shop import Shop

    if "home_tax" in args.includes and not args.home:
        raise InvalidInput("the tax of which country? give --home", path="--includes home_tax")
    money = Money.from_text(args.amount)
    shop = Shop(
        home=args.home or args.to, currency=str(money.currency), prices_include=tuple(args.includes)
    )
    market = shop.market(args.to, on=args.on, locale=args.locale)
    price = market.price(money)
    if args.json:
        _common.print_json(price)
    elif args.why:
        _common.print_reasons(price, market.locale)
    else:
        _common.write(price.text)
    return 0
