"""
Dated rates of many pairs, and how a question is answered from them.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from globalcs.errors import RateNotFound, RateTooOld

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

__all__ = ["WIDEST_JUMP", "Found", "Row", "Series", "is_jump"]

WIDEST_JUMP = 10
"""
A rate that is that many times the one before it, or that part of it, is taken for a slip.
"""


class Row(NamedTuple):
    """
    One rate of a file: units of `quote` for one of `base`, and the line it stands in.
    """

    day: date
    base: str
    quote: str
    ratio: Fraction
    line: int


class Found(NamedTuple):
    """
    The rate that answers, its day, and the currency between when it is a cross.
    """

    ratio: Fraction
    day: date
    through: str | None


def is_jump(before: Fraction, after: Fraction, widest: int = WIDEST_JUMP) -> bool:
    """
    Whether two rates that follow each other are absurdly far apart.

    >>> from fractions import Fraction
    >>> is_jump(Fraction(17), Fraction(170)), is_jump(Fraction(17), Fraction(169))
    (True, False)
    """
    return after >= before * widest or before >= after * widest


class Series:
    """
    The rates of each pair by day, seen from both sides.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_pair: dict[tuple[str, str], dict[date, Fraction]] = {}
        for row in rows:
            self._by_pair.setdefault((row.base, row.quote), {})[row.day] = row.ratio
        self._days: dict[tuple[str, str], list[date]] = {}
        for base, quote in self._by_pair:
            both = {**self._by_pair[base, quote], **self._by_pair.get((quote, base), {})}
            self._days[base, quote] = self._days[quote, base] = sorted(both)
        self._sets = {pair: frozenset(days) for pair, days in self._days.items()}
        self.last_day = max(days[-1] for days in self._days.values())

    def find(self, base: str, quote: str, on: date) -> Found | None:
        """
        The newest rate up to a day: of the pair itself, else the cross of two of one day.
        """
        direct = self._last((base, quote), on)
        if direct is not None:
            return Found(self._at(base, quote, direct), direct, None)
        crosses = [self._cross(base, hub, quote, on) for hub in self._hubs(base, quote)]
        return max(filter(None, crosses), key=lambda found: found.day, default=None)

    def _last(self, pair: tuple[str, str], on: date) -> date | None:
        days = self._days.get(pair, [])
        position = bisect_right(days, on)
        return days[position - 1] if position else None

    def _hubs(self, base: str, quote: str) -> list[str]:
        starts = {hub for code, hub in self._days if code == base}
        return sorted(starts & {hub for hub, code in self._days if code == quote})

    def _cross(self, base: str, hub: str, quote: str, on: date) -> Found | None:
        days = self._days[base, hub]
        both = self._sets[hub, quote]
        for position in range(bisect_right(days, on) - 1, -1, -1):
            if (day := days[position]) in both:
                return Found(self._at(base, hub, day) * self._at(hub, quote, day), day, hub)
        return None

    def _at(self, base: str, quote: str, day: date) -> Fraction:
        forward = self._by_pair.get((base, quote), {}).get(day)
        return forward if forward is not None else 1 / self._by_pair[quote, base][day]

    def not_found(self, base: str, quote: str, on: date, name: str) -> RateNotFound:
        """
        The error that says what the file lacks.
        """
        known = {code for pair in self._days for code in pair}
        unknown = [code for code in (base, quote) if code not in known]
        if unknown:
            return RateNotFound(f"{name} holds no rate of {' and '.join(unknown)}")
        return RateNotFound(f"{name} has no rate of {base}/{quote} on or before {on}")

    def too_old(self, found: Found, base: str, quote: str, on: date, name: str) -> RateTooOld:
        """
        The error that tells the last day, and whether one series ended or all of them.
        """
        age = (on - found.day).days
        why = f"{name} ends that day; get a newer one"
        if found.day < self.last_day:
            why = f"{name} goes on to {self.last_day} without this pair: its series ended"
        return RateTooOld(
            f"the last rate of {base}/{quote} is of {found.day}, {age} days before {on}: {why}",
            day=found.day,
            age=age,
        )
