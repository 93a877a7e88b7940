"""
Exchange rates with their day, age and source; nothing is answered in silence.

A source of rates is any object with one method, ``rate(base, quote, on)``. The history of the
European Central Bank and the official pegs work offline, out of the box:

    >>> from datetime import date
    >>> from globalcs import rates
    >>> rate = rates.default_rates().rate("EUR", "JPY", date(2026, 10, 29))
    >>> rate.day, rate.age, rate.status
    (datetime.date(2026, 10, 29), 0, 'complete')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.rates._chain import ChainRates, default_rates
    from globalcs.rates._ecb import EcbRates
    from globalcs.rates._files import CsvRates
    from globalcs.rates._fixed import FixedRates
    from globalcs.rates._live import ForexPythonRates
    from globalcs.rates._lock import RateLock, lock
    from globalcs.rates._pegged import PeggedRates
    from globalcs.rates._rate import Rate, Rates

__all__ = [
    "ChainRates",
    "CsvRates",
    "EcbRates",
    "FixedRates",
    "ForexPythonRates",
    "PeggedRates",
    "Rate",
    "RateLock",
    "Rates",
    "default_rates",
    "lock",
]

_HOMES = {
    "ChainRates": "_chain",
    "CsvRates": "_files",
    "EcbRates": "_ecb",
    "FixedRates": "_fixed",
    "ForexPythonRates": "_live",
    "PeggedRates": "_pegged",
    "Rate": "_rate",
    "RateLock": "_lock",
    "Rates": "_rate",
    "default_rates": "_chain",
    "lock": "_lock",
}

__getattr__, __dir__ = lazy_names(globals(), _HOMES)
