"""
Prices as a local shop would print them: converted, taxed, rounded, and explained.

>>> from datetime import date
>>> from globalcs import Money, pricing
>>> shown = pricing.price(Money("49.90", "USD"), "CH", on=date(2026, 10, 29))
>>> shown.amount.currency, shown.tax_display
(CHF, 'inclusive')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.pricing._local_price import LocalPrice, PriceRequest, Tag
    from globalcs.pricing._models import PriceRules
    from globalcs.pricing._price import cash_total, price
    from globalcs.pricing._price_book import BookPrice, PriceBook
    from globalcs.pricing._reduction import Reduction, announce_reduction
    from globalcs.pricing._tables import compare, history, price_many
    from globalcs.pricing._unit_price import UnitPrice, unit_price
    from globalcs.rates import (
        ChainRates,
        CsvRates,
        EcbRates,
        FixedRates,
        ForexPythonRates,
        PeggedRates,
        Rate,
        RateLock,
        Rates,
        default_rates,
        lock,
    )

__all__ = [
    "BookPrice",
    "ChainRates",
    "CsvRates",
    "EcbRates",
    "FixedRates",
    "ForexPythonRates",
    "LocalPrice",
    "PeggedRates",
    "PriceBook",
    "PriceRequest",
    "PriceRules",
    "Rate",
    "RateLock",
    "Rates",
    "Reduction",
    "Tag",
    "UnitPrice",
    "announce_reduction",
    "cash_total",
    "compare",
    "default_rates",
    "history",
    "lock",
    "price",
    "price_many",
    "unit_price",
]

_RATES = (
    "ChainRates", "CsvRates", "EcbRates", "FixedRates", "ForexPythonRates", "PeggedRates", "Rate",
    "RateLock", "Rates", "default_rates", "lock",
)  # fmt: skip
_HOMES = {
    **dict.fromkeys(_RATES, ".rates"),
    "BookPrice": "_price_book",
    "LocalPrice": "_local_price",
    "PriceBook": "_price_book",
    "PriceRequest": "_local_price",
    "PriceRules": "_models",
    "Reduction": "_reduction",
    "Tag": "_local_price",
    "UnitPrice": "_unit_price",
    "announce_reduction": "_reduction",
    "cash_total": "_price",
    "compare": "_tables",
    "history": "_tables",
    "price": "_price",
    "price_many": "_tables",
    "unit_price": "_unit_price",
}

__getattr__, __dir__ = lazy_names(globals(), _HOMES)
