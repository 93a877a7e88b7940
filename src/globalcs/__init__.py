"""
The dated, sourced, explainable rule book of cross-border shopping.

    >>> from datetime import date
    >>> from globalcs import Money, Shop
    >>> nl = Shop(home="JP", currency="JPY").market("NL", on=date(2026, 10, 29))
    >>> nl.currency
    'EUR'

Names load when they are first touched, so that importing the package costs next to nothing;
`preload` loads what a server wants to have ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from globalcs._lazy import lazy_names
from globalcs._version import __version__

if TYPE_CHECKING:
    from globalcs import (
        errors,
        facts,
        landed_cost,
        localization,
        payments,
        pricing,
        rates,
        returns,
    )
    from globalcs._preload import preload
    from globalcs.decision import Decision, FactRef, Reason
    from globalcs.facts import Facts
    from globalcs.items import Address, Item
    from globalcs.money import Money, to_minor
    from globalcs.shop import Market, OrderSummary, Shop

__all__ = [
    "Address",
    "Decision",
    "FactRef",
    "Facts",
    "Item",
    "Market",
    "Money",
    "OrderSummary",
    "Reason",
    "Shop",
    "__version__",
    "errors",
    "facts",
    "landed_cost",
    "localization",
    "payments",
    "preload",
    "pricing",
    "rates",
    "returns",
    "to_minor",
]

_MODULES = frozenset(
    ("errors", "facts", "landed_cost", "localization", "payments", "pricing", "rates", "returns")
)
_HOMES = {
    "Address": "items",
    "Decision": "decision",
    "FactRef": "decision",
    "Facts": "facts",
    "Item": "items",
    "Market": "shop",
    "Money": "money",
    "OrderSummary": "shop",
    "Reason": "decision",
    "Shop": "shop",
    "preload": "_preload",
    "to_minor": "money",
}

_named, __dir__ = lazy_names(globals(), _HOMES)


def __getattr__(name: str) -> Any:
    return import_module(f"globalcs.{name}") if name in _MODULES else _named(name)
