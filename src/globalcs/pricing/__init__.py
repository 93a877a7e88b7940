"""
Prices as a local shop would print them: converted, taxed, rounded, and explained.

>>> from datetime import date
>>> from globalcs import Money, pricing
>>> shown = pricing.price(Money("49.90", "USD"), "CH", on=date(2026, 10, 29))
>>> shown.amount.currency, shown.tax_display
(CHF, 'inclusive')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    **dict.fromkeys(_RATES, "globalcs.rates"),
    "BookPrice": "globalcs.pricing._price_book",
    "LocalPrice": "globalcs.pricing._local_price",
    "PriceBook": "globalcs.pricing._price_book",
    "PriceRequest": "globalcs.pricing._local_price",
    "PriceRules": "globalcs.pricing._models",
    "Reduction": "globalcs.pricing._reduction",
    "Tag": "globalcs.pricing._local_price",
    "UnitPrice": "globalcs.pricing._unit_price",
    "announce_reduction": "globalcs.pricing._reduction",
    "cash_total": "globalcs.pricing._price",
    "compare": "globalcs.pricing._tables",
    "history": "globalcs.pricing._tables",
    "price": "globalcs.pricing._price",
    "price_many": "globalcs.pricing._tables",
    "unit_price": "globalcs.pricing._unit_price",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module globalcs.pricing has no attribute {name}")


def __dir__() -> list[str]:
    return sorted(__all__)
