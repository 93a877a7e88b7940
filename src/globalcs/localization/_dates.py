"""
Days as a locale writes them.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from globalcs.errors import InvalidInput, UnknownLocale
from globalcs.localization._numbers import localized, numbers
from globalcs.localization._tags import chain

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from babel import Locale

__all__ = [
    "DateStyle",
    "babel_locale",
    "day_of",
    "format_date",
    "format_moment",
    "format_range",
    "format_time",
    "zone_of",
]

DateStyle = Literal["full", "long", "medium", "short"]
_STYLES = get_args(DateStyle)

#: Fields to show where a weekday is asked for; the full style is the long one with its weekday.
_WITH_WEEKDAY = {"medium": "yMMMEd", "short": "yMEd"}


def format_date(
    day: date,
    locale: str,
    *,
    style: DateStyle = "medium",
    weekday: bool = False,
    calendar: str | None = None,
) -> str:
    r"""
    A day in the words, order and digits of `locale`.

    >>> format_date(date(2026, 10, 29), "de-AT", style="long", weekday=True)
    'Donnerstag, 29. Oktober 2026'
    >>> format_date(date(2026, 10, 29), "ar-EG")
    '٢٩\u200f/١٠\u200f/٢٠٢٦'
    >>> format_date(date(2026, 10, 29), "ja", style="long", calendar="japanese")
    '令和8年10月29日'

    Args:
        style: "full" (with the weekday), "long", "medium" or "short".
        weekday: show the weekday too, as the day of a promise should.
        calendar: "gregorian", "buddhist", "roc" (Minguo), "japanese", "persian" or
            "islamic-umalqura"; "usual" for the one people of the region live by. None takes the
            tag's own, as in ``th-u-ca-buddhist``, else the Gregorian.

    Raises:
        UnknownLocale: the tag is malformed or has no data.
        MissingExtra: Persian and Umm al-Qura days need the extra "calendars".
        InvalidInput: a datetime (whose day depends on a zone), no such style or calendar, or a day
            outside what the calendar knows.
    """
    _check(day, style)
    return _written(day, locale, style, weekday, calendar)


@lru_cache(maxsize=4096)
def _written(day: date, locale: str, style: str, weekday: bool, calendar: str | None) -> str:
    if calendar is not None or "-u-" in locale:
        from globalcs.localization import _calendars

        name = _calendars.calendar_of(locale, calendar)
        if name != "gregorian":
            words = babel_locale(locale)
            return _calendars.written(day, locale, name, style, words, weekday=weekday)
    text = _formatted(day, babel_locale(locale), style, weekday)
    return localized(text, numbers(locale).digits)


def _check(day: date, style: str) -> None:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidInput("give a date; the day of a moment depends on a zone", path="day")
    if style not in _STYLES:
        raise InvalidInput(f"give one of {', '.join(_STYLES)}", path="style")


def _formatted(day: date, locale: Locale, style: str, weekday: bool) -> str:
    from babel.dates import format_date as by_pattern
    from babel.dates import format_skeleton

    if weekday and style == "long":
        style = "full"
    if not weekday or style == "full":
        return by_pattern(day, format=style, locale=locale)
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - only its day is shown
    return format_skeleton(_WITH_WEEKDAY[style], moment, fuzzy=True, locale=locale)


def format_range(first: date, last: date, locale: str, *, style: DateStyle = "medium") -> str:
    r"""
    A span of days, without saying twice what both share.

    >>> format_range(date(2026, 10, 29), date(2026, 10, 31), "nl", style="long")
    '29–31 oktober 2026'
    >>> format_range(date(2026, 12, 30), date(2027, 1, 2), "en-GB", style="medium")
    '30 Dec 2026\u2009–\u20092 Jan 2027'

    Raises:
        UnknownLocale: the tag is malformed or has no data.
        InvalidInput: `last` lies before `first`, a datetime, or no such style.
    """
    _check(first, style)
    _check(last, style)
    if last < first:
        raise InvalidInput("the last day lies before the first", path="last")
    if first == last:
        return format_date(first, locale, style=style)
    return localized(_span(first, last, babel_locale(locale), style), numbers(locale).digits)


#: Skeletons of each style, the best first, and what CLDR's shorter fields grow to.
_SPANS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "full": (("yMMMMEEEEd", "yMMMMEd", "yMMMEd"), {"MMM": "MMMM", "LLL": "LLLL", "E": "EEEE"}),
    "long": (("yMMMMd", "yMMMd"), {"MMM": "MMMM", "LLL": "LLLL"}),
    "medium": (("yMMMd",), {}),
    "short": (("yMd",), {}),
}


def _span(first: date, last: date, locale: Locale, style: str) -> str:
    from babel.dates import format_date as by_pattern

    skeletons, growth = _SPANS[style]
    alone = _TOKENS.findall(locale.date_formats[style].pattern)
    if style == "medium" and not {"MMM", "LLL"} & set(alone):
        skeletons = ("yMd",)
    if "yy" in alone:
        growth = {**growth, "y": "yy"}
    listed = (locale.interval_formats.get(name, {}) for name in skeletons)
    found = next((f for one in listed if (f := one.get(_differs(first, last)))), None)
    if found is None:
        shown = [by_pattern(day, format=style, locale=locale) for day in (first, last)]
        return str(locale.interval_formats[None]).format(*shown)
    days = [first, last] if len(found) == 2 else [first]
    return "".join(
        by_pattern(day, format=_grown(part, growth), locale=locale)
        for day, part in zip(days, found, strict=True)
    )


#: The fields of a pattern, once what is quoted is left out.
_TOKENS = re.compile(r"y+|M+|L+|E+|d+")


def _differs(first: date, last: date) -> str:
    if first.year != last.year:
        return "y"
    return "M" if first.month != last.month else "d"


def _grown(pattern: str, growth: dict[str, str]) -> str:
    """
    A pattern with its months and weekdays in full; what is quoted stays.
    """
    parts = re.split(r"('[^']*')", pattern)
    for index in range(0, len(parts), 2):
        parts[index] = _TOKENS.sub(lambda m: growth.get(m[0], m[0]), parts[index])
    return "".join(parts)


def format_moment(moment: datetime, locale: str, *, timezone: str | None = None) -> str:
    r"""
    A moment as a promise tells it: the day with its weekday, the time, and the zone it counts in.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 10, 29, 11, tzinfo=UTC)
    >>> format_moment(noon, "nl", timezone="Europe/Amsterdam")
    'donderdag 29 oktober 2026, 12:00 CET'

    Args:
        timezone: IANA name of the reader's zone; None keeps the zone of the moment.

    Raises:
        InvalidInput: the moment has no zone, or there is no such zone.
        UnknownLocale: the tag is malformed or has no data.
    """
    if getattr(moment, "tzinfo", None) is None:
        raise InvalidInput("give a datetime with its zone", path="moment")
    there = moment if timezone is None else moment.astimezone(zone_of(timezone))
    return _moment_in_zone(there.replace(tzinfo=None, fold=0), there.fold, there.tzinfo, locale)


@lru_cache(maxsize=4096)
def _moment_in_zone(told: datetime, fold: int, zone: tzinfo, locale: str) -> str:
    day = format_date(told.date(), locale, style="full")
    pattern = str(babel_locale(locale).datetime_formats["medium"])
    time = _time_in_zone(told, fold, zone, locale)
    return localized(pattern, numbers(locale).digits).format(time, day)


def format_time(moment: datetime, locale: str) -> str:
    """
    The time of a moment that has a zone, and the zone.
    """
    return _time_in_zone(moment.replace(tzinfo=None, fold=0), moment.fold, moment.tzinfo, locale)


@lru_cache(maxsize=4096)
def _time_in_zone(told: datetime, fold: int, zone: tzinfo, locale: str) -> str:
    """
    By the parts of a moment, since the same moment in two zones is one to a cache.
    """
    from babel.dates import format_time as by_pattern
    from babel.dates import get_timezone_name

    words, digits = babel_locale(locale), numbers(locale).digits
    time = by_pattern(told.time(), "short", locale=words, tzinfo=None)
    moment = told.replace(tzinfo=zone, fold=fold)
    name = get_timezone_name(moment, width="short", locale=words)
    if (offset := _OFFSET.fullmatch(name)) is not None:
        sign, hours, minutes = offset.groups()
        distance = f"{sign}{int(hours)}{f':{minutes}' if minutes else ''}"
        name = localized(str(words.zone_formats["gmt"]) % distance, digits)
    return f"{localized(time, digits)} {name}"


#: What Babel writes for a zone without a short name; people read GMT+9 and UTC-3:30.
_OFFSET = re.compile(r"([+-])(\d\d)(?:00|(\d\d))")


def day_of(when: date) -> date:
    """
    The day of a moment where its zone is; a day stays what it is.
    """
    return when.date() if isinstance(when, datetime) else when


def zone_of(name: str) -> ZoneInfo:
    """
    A zone by its IANA name.

    Raises:
        InvalidInput: there is no such zone.
    """
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError):
        raise InvalidInput(
            "no such time zone; give an IANA name such as Europe/Amsterdam", path="timezone"
        ) from None


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
