"""
Which day it is where the buyer lives.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from globalcs.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = ["day_there", "zones_of"]


def day_there(at: datetime, country: str, timezone: str | None) -> tuple[date, bool]:
    """
    The buyer's day at a moment, and whether it is sure.

    Without a zone, all zones of the country are asked; where they differ the earliest day is
    taken, which is the reading that favours the buyer.

    Raises:
        InvalidInput: the moment has no zone, or there is no such zone.

    >>> from datetime import datetime, timezone
    >>> day_there(datetime(2026, 7, 14, 22, 30, tzinfo=timezone.utc), "FR", None)
    (datetime.date(2026, 7, 15), True)
    """
    if at.tzinfo is None:
        raise InvalidInput("a moment needs its time zone", path="at")
    zones = (timezone,) if timezone else zones_of(country)
    days = {_local(at, zone) for zone in zones} or {at.date()}
    return min(days), len(days) == 1 and bool(zones)


@lru_cache(maxsize=512)
def zones_of(country: str) -> tuple[str, ...]:
    """
    The time zones of a country, by CLDR.
    """
    from babel.core import get_global

    return tuple(get_global("territory_zones").get(country, ()))


def _local(at: datetime, zone: str) -> date:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidInput(
            "no such time zone; give an IANA name such as Europe/Paris", path="timezone"
        ) from None
