"""
What an amount is worth in another currency, for limits and for changes of currency.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from globalcs.errors import RateNotFound

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from globalcs.money import Money
    from globalcs.payments._rules import Convert
    from globalcs.rates import Rates

__all__ = ["changed_currency", "converter"]


def converter(rates: Rates, on: date) -> Convert:
    """
    Exact conversion at the rates of a day; None where there is none.
    """

    def convert(amount: Decimal, base: str, quote: str) -> Fraction | None:
        try:
            return Fraction(amount) * rates.rate(base, quote, on).ratio
        except RateNotFound:
            return None

    return convert


def changed_currency(money: Money, currency: str, on: date, rates: Rates | None) -> Money:
    """
    The same worth in another currency, rounded half up to its minor unit.

    Raises:
        RateNotFound: there is no rate for that pair and day.
    """
    from globalcs.rates import default_rates

    if str(money.currency) == currency:
        return money
    source = rates if rates is not None else default_rates()
    return source.rate(str(money.currency), currency, on).convert(money, rounding="half_up")
