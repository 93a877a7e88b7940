"""
The documented calls as a type checker sees them. mypy reads this file; nothing runs it.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_type

from globalcs import Item, Market, Money, OrderSummary, Reason, Shop, payments, pricing, returns
from globalcs.decision import FactRef, Status
from globalcs.facts import Fact, Facts, Key, Place, bundled, readers
from globalcs.landed_cost import BatchQuoter, Charge, Line, Quote, Shipment, quote
from globalcs.localization import (
    LocaleMatch,
    Message,
    Recipient,
    format_money,
    match_locale,
    render,
)
from globalcs.payments import Checkout, Exclusion, Offer, Selection
from globalcs.rates import EcbRates, Rate

DAY = date(2026, 10, 29)
RATE = Key("tax.rate", readers.rate)


def facts() -> None:
    """
    A look-up is typed by its key.
    """
    book = bundled()
    fact = book.get("NL", RATE, on=DAY)
    assert_type(book, Facts)
    assert_type(fact, Fact[Fraction])
    assert_type(fact.value, Fraction)
    assert_type(fact.ref, FactRef)
    assert_type(book.find("NL", RATE, on=DAY), Fact[Fraction] | None)
    assert_type(book.place("ES", postal_code="35001"), Place)


def shop() -> None:
    """
    The five-line way in.
    """
    market = Shop(home="JP", currency="JPY").market("NL", on=DAY)
    summary = market.checkout([Item(price=Money("5400", "JPY"))], shipping="1800 JPY")
    assert_type(market, Market)
    assert_type(summary, OrderSummary)
    assert_type(summary.status, Status)
    assert_type(summary.quote, Quote)
    assert_type(summary.reasons, tuple[Reason, ...])


def rooms() -> None:
    """
    Each room alone.
    """
    chosen = payments.select(Checkout(shopper_country="NL", amount=Money("49.90", "EUR")), on=DAY)
    assert_type(chosen, Selection)
    assert_type(chosen.offered, tuple[Offer, ...])
    assert_type(chosen.excluded, tuple[Exclusion, ...])
    assert_type(pricing.price(Money("5400", "JPY"), "NL", on=DAY).amount, Money | None)
    answer = quote(
        Shipment(ship_from="JP", ship_to="NL", items=(), shipping=Money("0", "JPY")), on=DAY
    )
    assert_type(answer.lines, tuple[Line, ...])
    assert_type(answer.charges, tuple[Charge, ...])
    assert_type(answer.total, Money | None)
    assert_type(BatchQuoter(on=DAY).ddl, str)
    assert_type(returns.promise("NL", on=DAY), returns.Promise)


def words() -> None:
    """
    Messages, money and locales.
    """
    assert_type(format_money(Money("1", "EUR"), "nl"), str)
    assert_type(match_locale("zh-HK", ["zh-Hant"]), LocaleMatch)
    assert_type(render("delayed", Recipient(locale="nl"), {}, on=DAY), Message)
    assert_type(EcbRates().rate("USD", "EUR", DAY), Rate)
