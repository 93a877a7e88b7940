"""
The main job on real input: two shops, sixteen destinations, one cart each.

For every destination: the price as a local shop would print it, the methods people there use,
duty, tax and total before payment, and the return promise. Then one checkout in full, with the
message that the shopper receives. Run it with ``./run.sh demo``.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from globalcs import Shop
from globalcs.cli._common import print_table, write
from globalcs.cli.checkout import print_summary
from globalcs.localization import Recipient, format_money
from globalcs.shop import Market, OrderSummary

HERE = Path(__file__).parent
DAY = date(2026, 10, 29)
DESTINATIONS = (
    *("NL", "DE", "FR", "GB", "CH", "NO", "US-CA", "CA-ON"),
    *("BR", "JP", "CN", "KR", "SA", "AE", "AU", "ES"),
)
HEAD = ("to", "first item", "pay with", "duty", "tax", "fees", "total", "at the door", "sure?")


def main() -> None:
    """
    Print the tables of both shops and one checkout in full.
    """
    for name, title in (("kyoto", "A shop in Japan"), ("austin", "A shop in the United States")):
        shop = Shop.from_toml(HERE / f"{name}.toml")
        cart = json.loads((HERE / f"{name}-cart.json").read_text(encoding="utf-8"))
        write(f"{title}: {_contents(cart)}, shipping {cart['shipping']}, on {DAY}")
        write()
        _print_destinations(shop, cart)
        write()
    _print_in_full("kyoto", "NL")
    _print_in_full("austin", "SA")


def _contents(cart: dict[str, Any]) -> str:
    return ", ".join(f"{item.get('quantity', 1)} x {item['name']}" for item in cart["items"])


def _print_destinations(shop: Shop, cart: dict[str, Any]) -> None:
    summaries = [_checkout(shop.market(place, on=DAY), cart) for place in DESTINATIONS]
    print_table(HEAD, [_row(summary) for summary in summaries], right="34567")
    needs: dict[tuple[str, ...], list[str]] = {}
    for summary in summaries:
        if summary.quote.missing:
            needs.setdefault(summary.quote.missing, []).append(summary.place)
    for missing, places in needs.items():
        write(f"  {', '.join(places)}: would be surer with {', '.join(missing)}")


def _checkout(market: Market, cart: dict[str, Any]) -> OrderSummary:
    return market.checkout(cart["items"], shipping=cart["shipping"])


def _row(summary: OrderSummary) -> tuple[str, ...]:
    quote = summary.quote
    # Latin letters and digits keep a table readable in terminals that don't know bidi.
    locale = f"en-{summary.place[:2]}"
    methods = ", ".join(offer.method.id for offer in summary.payments.offered[:3])
    first = summary.prices[0].amount
    sums = (quote.duty, quote.tax, quote.fees, quote.total, quote.due_on_delivery)
    shown = ("?" if value is None else format_money(value, locale) for value in (first, *sums))
    return (summary.place, next(shown), methods, *shown, quote.status)


def _print_in_full(name: str, place: str) -> None:
    shop = Shop.from_toml(HERE / f"{name}.toml")
    cart = json.loads((HERE / f"{name}-cart.json").read_text(encoding="utf-8"))
    market = shop.market(place, on=DAY)
    summary = _checkout(market, cart)
    write(f"--- {name} to {place}, in full")
    print_summary(summary)
    write()
    write(summary.quote.explain(market.locale))
    write()
    recipient = Recipient(locale=market.locale, **cart["recipient"])
    values = {"shop": name.title(), "order": "1042", "quote": summary.quote}
    message = market.message("order_confirmed", recipient, values)
    write(message.subject)
    write(message.text)
    write()


if __name__ == "__main__":
    main()
