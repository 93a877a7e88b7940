"""
Days as a locale writes them.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from globalcs.errors import InvalidInput, MissingExtra, UnknownLocale
from globalcs.localization._numbers import localized, numbers
from globalcs.localization._tags import chain

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["DateStyle", "babel_locale", "format_date"]

DateStyle = Literal["full", "long", "medium", "short"]

#: Fields to show where a weekday is asked for; the full style is the long one with its weekday.
_WITH_WEEKDAY = {"medium": "yMMMEd", "short": "yMEd"}


def format_date(
    day: date,
    locale: str,
    *,
    style: DateStyle = "medium",
    weekday: bool = False,
    calendar: str = "gregorian",
) -> str:
    r"""
    A day in the words, order and digits of `locale`.

    >>> format_date(date(2026, 10, 29), "de-AT", style="long", weekday=True)
    'Donnerstag, 29. Oktober 2026'
    >>> format_date(date(2026, 10, 29), "ar-EG")
    '٢٩\u200f/١٠\u200f/٢٠٢٦'

    Args:
        style: "full" (with the weekday), "long", "medium" or "short".
        weekday: show the weekday too, as the day of a promise should.
        calendar: only "gregorian" for now.

    Raises:
        UnknownLocale: the tag is malformed or has no data.
        MissingExtra: another calendar is asked for.
        InvalidInput: a datetime (whose day depends on a zone), or no such style.
    """
    _check(day, style)
    if calendar != "gregorian":
        raise MissingExtra("calendars", "a date in another calendar than the Gregorian one")
    return _written(day, locale, style, weekday)


@lru_cache(maxsize=4096)
def _written(day: date, locale: str, style: str, weekday: bool) -> str:
    text = _formatted(day, babel_locale(locale), style, weekday)
    return localized(text, numbers(locale).digits)


def _check(day: date, style: str) -> None:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidInput("give a date; the day of a moment depends on a zone", path="day")
    if style not in get_args(DateStyle):
        raise InvalidInput(f"give one of {', '.join(get_args(DateStyle))}", path="style")


def _formatted(day: date, locale: Locale, style: str, weekday: bool) -> str:
    from babel.dates import format_date as by_pattern
    from babel.dates import format_skeleton

    if weekday and style == "long":
        style = "full"
    if not weekday or style == "full":
        return by_pattern(day, format=style, locale=locale)
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - only its day is shown
    return format_skeleton(_WITH_WEEKDAY[style], moment, fuzzy=True, locale=locale)


@lru_cache(maxsize=256)
def babel_locale(locale: str) -> Locale:
    """
    Babel's data for the nearest locale along the chain.

    Raises:
        UnknownLocale: the tag is malformed, or Babel has no such language.
    """
    from babel import Locale

    for tag in chain(locale):
        found = _loaded(Locale, str(tag).replace("-", "_"))
        if found is not None:
            return cast("Locale", found)
    raise UnknownLocale("there are no dates for that language", path="locale")


def _loaded(kind: Any, identifier: str) -> Any:
    from babel import UnknownLocaleError

    try:
        return kind.parse(identifier)
    except (UnknownLocaleError, ValueError):
        return None
