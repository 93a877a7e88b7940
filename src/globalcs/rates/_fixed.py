"""
A shop's own table of rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from globalcs import _currencies
from globalcs.errors import InvalidInput, RateNotFound, RateTooOld
from globalcs.rates._rate import Rate, checked_pair, checked_ratio, digest, same_currency

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

__all__ = ["FixedRates"]


class FixedRates:
    """
    Rates that you set yourself; the way back and one cross through a shared currency follow.

    Args:
        table: (base, quote) -> units of quote for one base, as text, Decimal, int or Fraction.
        day: the day they were set; without it they hold on any day, with age 0.
        max_days: the age after which they are too old; without it they never are.
        source: who set them, told with every rate.

    Raises:
        InvalidInput: a rate is a float, zero, negative or absurd, or a pair stands there both ways.
        UnknownCurrency: there is no such currency.

    >>> from datetime import date
    >>> mine = FixedRates({("USD", "EUR"): "0.92"}, day=date(2026, 10, 1))
    >>> mine.rate("EUR", "USD", date(2026, 10, 3)).ratio
    Fraction(25, 23)
    """

    stable = True

    def __init__(
        self,
        table: Mapping[tuple[str, str], str | int | Decimal | Fraction],
        *,
        day: date | None = None,
        max_days: int | None = None,
        source: str = "rates set by the shop",
    ) -> None:
        self.day = None if day is None else _currencies.require_day(day)
        if max_days is not None and (type(max_days) is not int or max_days < 0):
            raise InvalidInput("max_days is a number of days", path="max_days")
        self.max_days = max_days
        self.source = source
        self._ratios = _both_ways(table)
        self.version = f"fixed-{digest(sorted(self._ratios.items()), self.day)}"

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The rate set for that pair.

        Raises:
            RateNotFound: the table does not hold the pair, or was set after `on`.
            RateTooOld: it is older than `max_days`.
        """
        base, quote, on = checked_pair(base, quote, on)
        if base == quote:
            return same_currency(base, on)
        day = self.day or on
        age = (on - day).days
        self._check_age(day, age, on)
        direct = self._ratios.get((base, quote))
        if direct is not None:
            return Rate(base, quote, direct, day, age, self.source, "fixed")
        return Rate(base, quote, self._cross(base, quote), day, age, self.source, "cross")

    def _check_age(self, day: date, age: int, on: date) -> None:
        if age < 0:
            raise RateNotFound(f"these rates were set on {day}, after {on}")
        if self.max_days is not None and age > self.max_days:
            raise RateTooOld(
                f"these rates were set on {day}, {age} days before {on}; set them anew",
                day=day,
                age=age,
            )

    def _cross(self, base: str, quote: str) -> Fraction:
        hubs = sorted(hub for start, hub in self._ratios if start == base)
        for hub in hubs:
            if (hub, quote) in self._ratios:
                return self._ratios[base, hub] * self._ratios[hub, quote]
        raise RateNotFound(f"no rate of {base}/{quote} was set; add it to the table")


def _both_ways(table: Any) -> dict[tuple[str, str], Fraction]:
    if not (isinstance(table, Mapping) and all(_is_pair(pair) for pair in table)):
        raise InvalidInput('the table has pairs as keys: {("USD", "EUR"): "0.92"}', path="table")
    ratios: dict[tuple[str, str], Fraction] = {}
    for pair, value in table.items():
        base, quote = (code.strip().upper() for code in pair)
        for code in (base, quote):
            _currencies.unit(code)
        if base == quote or (base, quote) in ratios:
            raise InvalidInput(f"{base}/{quote} stands in the table twice", path="table")
        ratios[base, quote] = checked_ratio(value)
        ratios[quote, base] = 1 / ratios[base, quote]
    return ratios


def _is_pair(key: object) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and all(isinstance(c, str) for c in key)
