"""
What `price` answers with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from globalcs.decision import Decision, Reason, Status, money_text
from globalcs.money import Money
from globalcs.pricing._models import PriceRules
from globalcs.pricing._tax import TaxDisplay
from globalcs.rates._rate import Rate

__all__ = ["Kind", "LocalPrice", "PriceRequest", "Tag"]

Kind = Literal["item", "shipping", "fee", "threshold"]


class Tag(NamedTuple):
    """
    A price that stands, and what it was made from: give it as `previous` when you ask again.

    Attributes:
        amount: what is on the tag.
        since: the day it was made.
        price: the shop's price behind it.
        rate: the exchange rate of that day.
        factor: by what else it was multiplied: home tax out, spread, tax in.
        rules: the rules of that day.
    """

    amount: Money
    since: date
    price: Money
    rate: Rate
    factor: Fraction
    rules: PriceRules | None


class PriceRequest(NamedTuple):
    """
    What was asked: the shop's price, the place, and how to make the local price.
    """

    money: Money
    place: str
    locale: str
    prices_include: tuple[str, ...]
    home: str | None
    goods: str | None
    kind: Kind
    rules: PriceRules | None
    item: str | None = None
    group: str | None = None
    quantity: int = 1
    cost: Money | None = None
    previous: Tag | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LocalPrice(Decision):
    """
    A price as a local shop would print it; the same number is shown and charged.

    Attributes:
        amount: what to show and charge, in the currency of the place; None when a tax that must
            be inside is not known.
        exact: the same before rounding and ending, in units of the currency.
        net: the amount without the tax of the place; the amount itself where none is inside.
        at_least: the amount where it is known; else the price without the tax that comes on top,
            or None when something of an unknown rate must be taken out.
        tax_rate: the rate of that tax, when it is inside.
        rate: the exchange rate, with its day and age.
        prices_include: what the amount contains: "destination_tax", "duty".
        tax_display: what the place wants to see: "inclusive", "exclusive", "both" lines,
            "untaxed" (there is no such tax), or "unknown".
        cost: what the goods cost the shop, in units of the currency of the place; None when it
            was not told.
        tag: the price with what it was made from, to be given as `previous` next time.
        also: the same price in a second currency, while the law wants both on the tag.
        locale: how `text` is written.
    """

    kind = "pricing.price"

    request: PriceRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    amount: Money | None
    at_least: Money | None
    exact: Fraction | None
    net: Money | None
    tax_rate: Fraction | None
    rate: Rate
    prices_include: tuple[str, ...]
    tax_display: TaxDisplay
    cost: Fraction | None
    tag: Tag | None
    also: Money | None
    locale: str

    @property
    def margin(self) -> Fraction | None:
        """
        What is left of the price without tax once the cost is paid, as an exact share of it.
        """
        if not self.amount or self.cost is None or self.net is None:
            return None
        before_tax = Fraction(self.amount.amount) / (1 + (self.tax_rate or 0))
        return 1 - self.cost / before_tax

    @property
    def tax(self) -> Money | None:
        """
        The tax inside the amount; None when none is inside or it is not known.
        """
        if self.amount is None or self.net is None or self.tax_rate is None:
            return None
        return self.amount - self.net

    @property
    def text(self) -> str:
        """
        The price as people there write it, with the second currency where the law wants it.

        Empty when the amount is not known.
        """
        if self.amount is None:
            return ""
        shown = money_text(self.amount, self.locale)
        return shown if self.also is None else f"{shown} ({money_text(self.also, self.locale)})"

    def headline(self) -> Reason:
        """
        The price in a sentence.
        """
        if self.amount is None:
            return Reason("pricing.headline_unknown", {"place": self.request.place})
        told = {"place": self.request.place, "amount": self.amount, "price": self.request.money}
        return Reason("pricing.headline", told)

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        told = {
            "the shop's price": self.request.money,
            "rate": f"{self.rate.value} of {self.rate.day}",
            "without tax": self.net,
            "tax": self.tax,
            "to show and charge": self.amount,
            "margin": None if self.margin is None else _percent(self.margin),
            "as text": self.text,
        }
        rows = [(name, value) for name, value in told.items() if value not in (None, "")]
        return table_html(("", ""), rows)


def _percent(share: Fraction) -> str:
    return f"{Decimal(share.numerator) / Decimal(share.denominator):.1%}"
