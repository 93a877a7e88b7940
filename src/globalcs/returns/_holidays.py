"""
Public holidays, behind a protocol of one method.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from globalcs.errors import InvalidInput
from globalcs.facts._dates import require_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = ["GivenHolidays", "Holidays", "NationalHolidays", "calendar_of"]


@runtime_checkable
class Holidays(Protocol):
    """
    Who knows the public holidays of a place.

    >>> from datetime import date
    >>> class Mine:
    ...     def public_holidays(self, place, year):
    ...         return frozenset({date(year, 1, 1)}) if place == "XA" else None
    >>> isinstance(Mine(), Holidays)
    True
    """

    def public_holidays(self, place: str, year: int) -> frozenset[date] | None:
        """
        The public holidays of `place` ("DE", "US-CA") in `year`; None when there is no calendar.
        """
        ...


class NationalHolidays:
    """
    The calendars of the `holidays` package: national days, and a region's where it has its own.

    >>> from datetime import date
    >>> date(2026, 10, 3) in NationalHolidays().public_holidays("DE", 2026)
    True
    """

    def public_holidays(self, place: str, year: int) -> frozenset[date] | None:
        """
        The public holidays of `place` in `year`; None where the package has no calendar.
        """
        return _calendar(place, year)

    @property
    def version(self) -> str:
        """
        The version of the calendars.
        """
        return _version()


class GivenHolidays:
    """
    A list of days, the same for every place.
    """

    def __init__(self, days: frozenset[date]) -> None:
        self._days = days

    def public_holidays(self, place: str, year: int) -> frozenset[date] | None:
        """
        The given days of `year`.
        """
        return frozenset(day for day in self._days if day.year == year)


def calendar_of(holidays: Holidays | Iterable[date] | None) -> Holidays:
    """
    A calendar from what the caller gave: one, a list of days, or nothing (the packaged ones).
    """
    if holidays is None:
        return _NATIONAL
    if isinstance(holidays, (NationalHolidays, Holidays)):  # asking the protocol takes longer
        return holidays
    try:
        return GivenHolidays(frozenset(map(require_day, holidays)))
    except TypeError:
        raise InvalidInput("give a calendar, or a list of days", path="holidays") from None


_NATIONAL = NationalHolidays()


@lru_cache(maxsize=1)
def _version() -> str:
    import holidays

    return f"holidays {vars(holidays)['__version__']}"


@lru_cache(maxsize=4096)
def _calendar(place: str, year: int) -> frozenset[date] | None:
    import holidays

    country, _, region = place.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError:
        return _calendar(country, year) if region else None
