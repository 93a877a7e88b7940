"""
What a server loads before its first shopper comes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["preload"]

_MODULES = (
    "globalcs.money",
    "globalcs.items",
    "globalcs.rates",
    "globalcs.payments",
    "globalcs.pricing",
    "globalcs.landed_cost",
    "globalcs.returns",
    "globalcs.localization",
    "globalcs.shop",
)


def preload(places: Iterable[str] = ()) -> None:
    """
    Load every room with its dependencies, the exchange rates, and the facts of `places`.

    Call it once at the start of a server process, so that no shopper waits for it.

    Raises:
        UnknownPlace: one of the places is not known.

    >>> preload(["NL"])
    """
    from datetime import date

    from globalcs.facts import bundled

    for name in _MODULES:
        module = import_module(name)
        for public in module.__all__:
            getattr(module, public)
    facts = bundled()
    for code in places:
        for subject in facts.chain(facts.place(code).code, "tax", date.max):
            facts.keys_of(subject)
    _load_rates()


def _load_rates() -> None:
    from datetime import date

    from globalcs.rates import EcbRates

    EcbRates().rate("USD", "EUR", date(2020, 1, 2))
