"""
Days counted as law counts them. Nothing here knows a place; the rules come in as arguments.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from globalcs.returns._holidays import Holidays

__all__ = [
    "Count",
    "Ending",
    "RestDays",
    "add_months",
    "count",
    "ending",
    "moved",
    "plus_days",
    "roll",
]

_DAY = timedelta(days=1)
_WEEKDAYS = {"saturday": 5, "sunday": 6, "friday": 4}


class Count(NamedTuple):
    """
    How a period is counted: its length, in which days, and whether the first day counts.
    """

    days: int
    counted_in: str = "calendar_days"
    day_zero: str = "excluded"


class Ending(NamedTuple):
    """
    The last day of a period.

    `counted` is the day before it was moved off a rest day; `practice` the day to which only
    practice, not the law's text, would move it; `unsure` tells that no calendar was there to ask.
    """

    day: date
    counted: date
    practice: date | None = None
    unsure: bool = False

    @property
    def rolled(self) -> bool:
        """
        Whether the end was moved off a rest day.
        """
        return self.day != self.counted


class RestDays:
    """
    The days on which a period of a place can't end, or that business days skip.
    """

    __slots__ = ("_fixed", "_holidays", "_midsummer", "_place", "_public", "_weekdays")

    def __init__(self, words: tuple[str, ...], place: str, holidays: Holidays) -> None:
        self._weekdays = frozenset(_WEEKDAYS[word] for word in words if word in _WEEKDAYS)
        self._public = "public_holiday" in words
        self._midsummer = "midsummer_eve" in words
        self._fixed = frozenset(_month_day(word) for word in words if word[0].isdigit())
        self._place = place
        self._holidays = holidays

    def holds(self, day: date) -> bool:
        """
        Whether `day` is a rest day; without a calendar, as far as weekdays and fixed days tell.
        """
        return (
            day.weekday() in self._weekdays
            or (day.month, day.day) in self._fixed
            or (self._midsummer and _is_midsummer_eve(day))
            or (self._public and self._is_public_holiday(day))
        )

    def lacks(self, *days: date) -> bool:
        """
        Whether holidays matter here and no calendar knows those of the years of `days`.
        """
        return self._public and any(self._days(day.year) is None for day in days)

    def _is_public_holiday(self, day: date) -> bool:
        return day in (self._days(day.year) or ())

    def _days(self, year: int) -> frozenset[date] | None:
        return self._holidays.public_holidays(self._place, year)


def _month_day(word: str) -> tuple[int, int]:
    month, _, day = word.partition("-")
    return int(month), int(day)


def _is_midsummer_eve(day: date) -> bool:
    return day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25


def plus_days(start: date, days: int) -> date:
    """
    `start` plus calendar days, or the last day Python knows.

    >>> plus_days(date(2026, 3, 1), 14)
    datetime.date(2026, 3, 15)
    """
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return date.max


def add_months(start: date, months: int) -> date:
    """
    The same day of the month, months later; the month's last day where it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.month - 1 + months, 12)
    year += start.year
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def count(start: date, period: Count, is_rest: Callable[[date], bool]) -> date:
    """
    The last day of a period that begins with the event of `start`, before any moving.

    >>> count(date(2026, 6, 1), Count(8, day_zero="included"), lambda day: False)
    datetime.date(2026, 6, 8)
    """
    first = start if period.day_zero == "included" else plus_days(start, 1)
    if period.counted_in == "calendar_days":
        return plus_days(first, period.days - 1) if period.days else start
    return _business(first, period.days, is_rest) if period.days else start


def _business(day: date, days: int, is_rest: Callable[[date], bool]) -> date:
    left = days - (not is_rest(day))
    while left and day < date.max:
        day += _DAY
        left -= not is_rest(day)
    return day


def roll(day: date, is_rest: Callable[[date], bool]) -> date:
    """
    The next day that is no rest day; `day` itself when it is none.
    """
    while day < date.max and is_rest(day):
        day += _DAY
    return day


def ending(
    start: date, period: Count, last_day: str, rest: RestDays, practice: RestDays | None
) -> Ending:
    """
    The last day of a period by the place's own rule for ends on rest days.

    Args:
        start: the day of the event.
        period: how it is counted.
        last_day: "next_working_day" moves the end, any other word leaves it.
        rest: the rest days the law names.
        practice: those with which only practice goes further; None where law and practice agree.
    """
    counted = count(start, period, rest.holds)
    matters = last_day == "next_working_day" or period.counted_in == "business_days"
    unsure = matters and rest.lacks(start, counted)
    if last_day != "next_working_day":
        return Ending(counted, counted, unsure=unsure)
    return moved(counted, rest, practice, unsure=unsure)


def moved(
    day: date, rest: RestDays, practice: RestDays | None = None, *, unsure: bool | None = None
) -> Ending:
    """
    An end moved off rest days, with the day practice would give where it goes further.
    """
    by_law = roll(day, rest.holds)
    further = roll(by_law, practice.holds) if practice else by_law
    return Ending(
        by_law,
        day,
        further if further != by_law else None,
        rest.lacks(day) if unsure is None else unsure,
    )
