"""
``globalcs checkout CART.json --shop SHOP.toml --to NL``: one cart through all rooms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.cli import _cart, _common, quote

if TYPE_CHECKING:
    import argparse

    from globalcs.shop import OrderSummary

__all__ = ["add_parser", "print_summary", "run"]

_METHODS_SHOWN = 5


def add_parser(commands: Any) -> None:
    """
    Declare the subcommand.
    """
    about = "prices, methods, landed cost and return promise of a cart"
    parser = _common.add_command(commands, "checkout", about)
    _cart.add_cart(parser)
    parser.add_argument("--why", action="store_true", help="print every reason with its source")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """
    Check the cart out and print what the shopper should know.
    """
    market, cart = _cart.read_market(args), _cart.read_cart(args.cart)
    summary = market.checkout(cart.items, shipping=cart.shipping, **cart.more)
    if args.json:
        _common.print_json(summary)
        return 0
    print_summary(summary)
    if args.why:
        _print_why(summary)
    return 0


def print_summary(summary: OrderSummary) -> None:
    """
    The parts of a checkout, each in a few lines.
    """
    _common.write(f"{summary.place}  {summary.currency}  {summary.locale}  {summary.on}")
    shown = "  ".join(price.text for price in summary.prices)
    _common.write(f"prices   {shown}")
    quote.print_quote(summary.quote, summary.locale)
    offered = summary.payments.offered[:_METHODS_SHOWN]
    _common.write(f"pay with {', '.join(offer.label for offer in offered) or 'nothing known'}")
    _common.write(f"returns  {summary.return_promise.headline().text(summary.locale)}")
    for warning in summary.warnings:
        _common.write(f"! {warning.text(summary.locale)}")


def _print_why(summary: OrderSummary) -> None:
    for part in summary.parts:
        _common.write()
        _common.print_reasons(part, summary.locale)
    _common.write()
    for ref in summary.sources:
        _common.write(f"  {ref.subject} {ref.key}: {ref.title} {ref.url or ''}".rstrip())
