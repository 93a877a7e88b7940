"""
``globalcs quote CART.json --shop SHOP.toml --to NO``: the landed cost of a cart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _cart, _common

if TYPE_CHECKING:
    import argparse

    from globalcs.landed_cost import Quote

__all__ = ["add_parser", "print_quote", "run", "table_locale"]


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    about = "duty, tax and fees of a cart, line by line"
    parser = _common.add_command(commands, "quote", about)
    _cart.add_cart(parser)
    parser.add_argument("--why", action="store_true", help="print every reason")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """
    Quote the cart and print it.
    """
    market, cart = _cart.read_market(args), _cart.read_cart(args.cart)
    quote = market.landed_cost(cart.items, shipping=cart.shipping, **cart.more)
    if args.json:
        _common.print_json(quote)
        return 0
    print_quote(quote, market.locale)
    if args.why:
        _common.write()
        _common.print_reasons(quote, market.locale)
    return 0


def print_quote(quote: Quote, locale: str) -> None:
    """
    The lines and the sums of a quote.
    """
    from globalcs.localization import format_money

    shown = table_locale(locale)

    def money(value: Any) -> str:
        return "?" if value is None else format_money(value, shown)

    lines = [*quote.lines, quote.shipping_line]
    rows = [
        (_label(line), *map(money, (line.net, line.duty, line.tax, line.fees, line.gross)))
        for line in lines
    ]
    rows.append(("", *map(money, (None, quote.duty, quote.tax, quote.fees, quote.total))))
    rows[-1] = (quote.status, "", *rows[-1][2:])
    _common.print_table(("line", "net", "duty", "tax", "fees", "gross"), rows, right="12345")
    _common.write(
        f"at checkout {money(quote.due_at_checkout)}, at the door {money(quote.due_on_delivery)}"
    )
    if quote.missing:
        known = (
            "surer with" if quote.total is not None else f"at least {money(quote.at_least)}; needs"
        )
        _common.write(f"{known} {', '.join(quote.missing)}")


def _label(line: Any) -> str:
    item = line.item
    return str(item if isinstance(item, (str, int)) else getattr(item, "label", item))


def table_locale(locale: str) -> str:
    """
    The locale of the amounts in a table: columns hold only what runs from left to right.
    """
    from globalcs.localization._catalog import direction_of

    return "en" if direction_of(locale) == "rtl" else locale
