"""
Days in calendars other than the Gregorian one: the conversion, and CLDR's words for it.

Buddhist, Minguo and Japanese years only count from elsewhere. Persian and Umm al-Qura days come
from `convertdate` and `hijridate`, the extra `calendars`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput, MissingExtra
from globalcs.localization._data import folded
from globalcs.localization._numbers import localized, numbers
from globalcs.localization._tags import canonical, maximize, nearest, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from babel import Locale

__all__ = ["CALENDARS", "calendar_of", "written"]

#: First day, number in CLDR, of the eras since Meiji.
_JAPANESE = (
    (date(2019, 5, 1), 236),
    (date(1989, 1, 8), 235),
    (date(1926, 12, 25), 234),
    (date(1912, 7, 30), 233),
    (date(1868, 10, 23), 232),
)
_ALIASES = {"gregory": "gregorian", "islamic": "islamic-umalqura"}
_LENGTHS = ("full", "long", "medium", "short")
_TOKEN = re.compile(r"'([^']*)'|([GyMLdEc])\2*")


class _Day(NamedTuple):
    era: int
    year: int
    month: int
    day: int


def _buddhist(day: date) -> _Day:
    return _Day(0, day.year + 543, day.month, day.day)


def _minguo(day: date) -> _Day:
    """
    Years of the Republic of China; 1912 is the first, and those before are counted back.
    """
    year = day.year - 1911
    return _Day(1, year, day.month, day.day) if year > 0 else _Day(0, 1 - year, day.month, day.day)


def _japanese(day: date) -> _Day:
    for first, era in _JAPANESE:
        if day >= first:
            return _Day(era, day.year - first.year + 1, day.month, day.day)
    raise InvalidInput("Japanese eras are known from 1868-10-23 on", path="day")


def _persian(day: date) -> _Day:
    try:
        from convertdate import persian
    except ImportError:
        raise MissingExtra("calendars", "a date in the Persian calendar") from None
    return _Day(0, *persian.from_gregorian(day.year, day.month, day.day))


def _umm_al_qura(day: date) -> _Day:
    try:
        from hijridate import Gregorian
    except ImportError:
        raise MissingExtra("calendars", "a date in the Umm al-Qura calendar") from None
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        raise InvalidInput(
            "the Umm al-Qura calendar is known from 1924-08-01 to 2077-11-16", path="day"
        ) from None
    return _Day(0, found.year, found.month, found.day)


CALENDARS: Mapping[str, Callable[[date], _Day]] = {
    "buddhist": _buddhist,
    "roc": _minguo,
    "japanese": _japanese,
    "persian": _persian,
    "islamic-umalqura": _umm_al_qura,
}


def calendar_of(locale: str, asked: str | None) -> str:
    """
    The calendar that is asked for, by name or by the tag's `-u-ca-`; "usual" is the region's own.

    Raises:
        InvalidInput: there is no such calendar here.
    """
    tag = canonical(parse(locale))
    name = asked or _in_tag(tag.extensions) or "gregorian"
    if name == "usual":
        name = folded("calendars")["usual"].get(maximize(tag).region, "gregorian")
    name = _ALIASES.get(name, name)
    if name != "gregorian" and name not in CALENDARS:
        known = ", ".join(("gregorian", "usual", *CALENDARS))
        raise InvalidInput(f"there is no such calendar; give one of {known}", path="calendar")
    return name


def _in_tag(extensions: str) -> str:
    found = re.search(r"(?:^|-)u(?:-[a-z0-9]+)*?-ca((?:-[a-z0-9]{3,8})+)", extensions)
    return found[1].strip("-") if found else ""


def written(
    day: date, locale: str, calendar: str, style: str, words: Locale, *, weekday: bool
) -> str:
    """
    A day in one of `CALENDARS`; `words` has the weekdays, and the months where they are Gregorian.
    """
    record = _record(locale, calendar)
    if weekday and style == "long":
        style = "full"
    pattern, first_year = _pattern(record["patterns"][_LENGTHS.index(style)])
    found = _converted(day, calendar)
    shown = _Shown(record, found, day.weekday(), words, "元" if first_year else "1")
    text = _TOKEN.sub(shown.token, pattern)
    if weekday and style != "full":
        text = f"{words.days['format']['abbreviated'][day.weekday()]} {text}"
    return localized(text, numbers(locale).digits)


@lru_cache(maxsize=4096)
def _converted(day: date, calendar: str) -> _Day:
    return CALENDARS[calendar](day)


def _record(locale: str, calendar: str) -> dict[str, Any]:
    data = folded("calendars")
    _, found = nearest(locale, data["locales"]) or ("", data["locales"]["und"])
    record: dict[str, Any] = data["records"][found[calendar]]
    return record


def _pattern(found: str | dict[str, str]) -> tuple[str, bool]:
    """
    A pattern, and whether the first year of an era has a name of its own.
    """
    if isinstance(found, str):
        return found, False
    return found["_value"], "jpanyear" in found["_numbers"]


class _Shown(NamedTuple):
    """
    What each letter of a pattern stands for.
    """

    record: dict[str, Any]
    day: _Day
    weekday: int
    words: Locale
    first_year: str

    def token(self, found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1] or "'"
        token = found[0]
        match token[0]:
            case "G":
                return str(self.record["narrow" if len(token) == 5 else "eras"][str(self.day.era)])
            case "y":
                return self.year(len(token))
            case "d":
                return f"{self.day.day:0{len(token)}d}"
            case "E" | "c":
                return _weekday(self.words, self.weekday, len(token))
        return self.month(token)

    def year(self, width: int) -> str:
        if width == 2:
            return f"{self.day.year % 100:02d}"
        return self.first_year if self.day.year == 1 else str(self.day.year)

    def month(self, token: str) -> str:
        if len(token) < 3:
            return f"{self.day.month:0{len(token)}d}"
        name = "wide" if len(token) == 4 else "short"
        if name in self.record:
            return str(self.record[name][self.day.month - 1])
        context = "format" if token[0] == "M" else "stand-alone"
        length = "wide" if len(token) == 4 else "abbreviated"
        return str(self.words.months[context][length][self.day.month])


@lru_cache(maxsize=1024)
def _weekday(words: Locale, number: int, width: int) -> str:
    return str(words.days["format"]["wide" if width == 4 else "abbreviated"][number])
