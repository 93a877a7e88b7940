"""
Days that people know only roughly: a month, a quarter, a half-year, a year.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from globalcs.errors import InvalidInput

__all__ = ["Span", "parse_span", "require_day"]

_PARTS = {"Q": 3, "H": 6}


class Span(NamedTuple):
    """
    The days a date may mean: one day when it is exact, else from the first to the last it may be.
    """

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """
        Whether it is one known day.
        """
        return self.first == self.last


def require_day(on: object) -> date:
    """
    `on` itself when it is a day.

    Raises:
        InvalidInput: it is a moment or a text.
    """
    if isinstance(on, date) and not isinstance(on, datetime):
        return on
    raise InvalidInput(
        "on is a day: give a datetime.date in the shop's zone, not a moment or a text", path="on"
    )


@lru_cache(maxsize=4096)
def parse_span(text: str) -> Span:
    """
    Read ``2026-07-01``, ``2026-07``, ``2026-Q3``, ``2026-H2`` or ``2026``.

    Raises:
        ValueError: the text is none of these.

    >>> parse_span("2026-H2")
    Span(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 12, 31))
    """
    try:
        return _read(text)
    except (ValueError, KeyError, IndexError):
        raise ValueError(
            f"{text!r} is no day; write 2026-07-01, or 2026-07, 2026-Q3, 2026-H2, 2026 when inexact"
        ) from None


def _read(text: str) -> Span:
    if len(text) == 10:
        day = date.fromisoformat(text)
        return Span(day, day)
    year = int(text[:4])
    if len(text) == 4:
        return _months(year, 1, 12)
    if len(text) != 7 or text[4] != "-":
        raise ValueError(text)
    part = text[5:]
    if part[0] in _PARTS:
        length = _PARTS[part[0]]
        return _months(year, (int(part[1]) - 1) * length + 1, length)
    return _months(year, int(part), 1)


def _months(year: int, first: int, count: int) -> Span:
    last = first + count - 1
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
