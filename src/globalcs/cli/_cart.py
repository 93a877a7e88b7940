"""
Carts and shops as the command line takes them: a JSON file and a TOML file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.cli import _common
from globalcs.errors import DataError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from globalcs.shop import Market

__all__ = ["Cart", "add_cart", "read_cart", "read_market"]

_OWN_FIELDS = ("items", "shipping", "recipient")


class Cart(NamedTuple):
    """
    A cart file.

    `recipient` is who gets the messages; `more` are further fields of the shipment.
    """

    items: tuple[Mapping[str, Any], ...]
    shipping: str
    recipient: Mapping[str, Any]
    more: Mapping[str, Any]


def add_cart(parser: argparse.ArgumentParser) -> None:
    """
    CART, --shop, --to, --region, --postal-code, --locale, --tariffs, --layers, --on, --json.
    """
    parser.add_argument(
        "cart", metavar="CART.json", help='JSON file with "items" and "shipping"; - reads the input'
    )
    parser.add_argument(
        "--shop", required=True, metavar="SHOP.toml", help="TOML file that describes the shop"
    )
    parser.add_argument(
        "--to", required=True, metavar="PLACE", help="the shopper's country, such as NL or US-CA"
    )
    parser.add_argument("--region", help="the shopper's region, such as ON")
    parser.add_argument(
        "--postal-code", metavar="CODE", help="finds territories with tax law of their own"
    )
    parser.add_argument("--locale", help="the shopper's language; default the market's")
    parser.add_argument("--tariffs", metavar="STORE", help="duty rates: what tariffs load made")
    parser.add_argument(
        "--layers", action="append", default=[], metavar="FILE", help="layers over the tariff"
    )
    _common.add_on(parser)
    _common.add_json(parser)


def read_cart(path: str) -> Cart:
    """
    The cart in a file.

    Raises:
        DataError: the file can't be read, is no JSON object, or lacks items or shipping.
    """
    data = _common.read_object(path)
    items = data.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DataError('"items" must be a list of objects', file=path, entry="items")
    if not isinstance(data.get("shipping"), str):
        raise DataError(
            '"shipping" must be an amount as text, such as "1800 JPY"', file=path, entry="shipping"
        )
    recipient = data.get("recipient", {})
    if not isinstance(recipient, dict):
        raise DataError('"recipient" must be an object', file=path, entry="recipient")
    more = {name: value for name, value in data.items() if name not in _OWN_FIELDS}
    return Cart(tuple(items), data["shipping"], recipient, more)


def read_market(args: argparse.Namespace) -> Market:
    """
    The market that the arguments name.
    """
    from globalcs.items import Address
    from globalcs.shop import Shop, stored_tariffs

    place: str | Address = args.to
    if args.region or args.postal_code:
        place = Address(country=args.to, region=args.region, postal_code=args.postal_code)
    shop = Shop.from_toml(args.shop)
    if args.tariffs or args.layers:
        shop = replace(shop, tariffs=stored_tariffs(args.tariffs, args.layers))
    return shop.market(place, on=args.on, locale=args.locale)
