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
    from globalcs.pricing._local_price import LocalPrice, PriceRequest
    from globalcs.pricing._models import PriceRules
    from globalcs.pricing._price import cash_total, price
    from globalcs.rates import (
        ChainRates,
        EcbRates,
        FixedRates,
        PeggedRates,
        Rate,
        Rates,
        default_rates,
    )

__all__ = [
    "ChainRates",
    "EcbRates",
    "FixedRates",
    "LocalPrice",
    "PeggedRates",
    "PriceRequest",
    "PriceRules",
    "Rate",
    "Rates",
    "cash_total",
    "default_rates",
    "price",
]

_HOMES = {
    "ChainRates": "globalcs.rates",
    "EcbRates": "globalcs.rates",
    "FixedRates": "globalcs.rates",
    "LocalPrice": "globalcs.pricing._local_price",
    "PeggedRates": "globalcs.rates",
    "PriceRequest": "globalcs.pricing._local_price",
    "PriceRules": "globalcs.pricing._models",
    "Rate": "globalcs.rates",
    "Rates": "globalcs.rates",
    "cash_total": "globalcs.pricing._price",
    "default_rates": "globalcs.rates",
    "price": "globalcs.pricing._price",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module globalcs.pricing has no attribute {name}")


def __dir__() -> list[str]:
    return sorted(__all__)
