"""
Days as locales write them.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from globalcs.errors import InvalidInput, MissingExtra, UnknownLocale
from globalcs.localization import format_date, format_moment, format_range
from tests.rooms.localization._data import DATA

DAY = date(2026, 10, 29)


@pytest.mark.parametrize(
    ("locale", "style", "expected"),
    [
        ("nl", "full", "donderdag 29 oktober 2026"),
        ("de", "long", "29. Oktober 2026"),
        ("en-GB", "medium", "29 Oct 2026"),
        ("en", "short", "10/29/26"),
        ("ja", "full", "2026年10月29日木曜日"),
        ("zh-Hant", "long", "2026年10月29日"),
        ("ar-EG", "long", "٢٩ أكتوبر ٢٠٢٦"),
        ("ar-EG-u-nu-latn", "long", "29 أكتوبر 2026"),
        ("de-BR", "long", "29. Oktober 2026"),
    ],
)
def test_styles(locale, style, expected):
    """
    The words, the order and the digits of the locale.
    """
    assert expected == format_date(DAY, locale, style=style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("full", "Donnerstag, 29. Oktober 2026"),
        ("long", "Donnerstag, 29. Oktober 2026"),
        ("medium", "Do., 29. Okt. 2026"),
        ("short", "Do., 29.10.2026"),
    ],
)
def test_the_weekday_of_a_promise(style, expected):
    """
    A promised day is easier to trust with its weekday.
    """
    assert expected == format_date(DAY, "de", style=style, weekday=True)


def test_a_moment_has_no_day_of_its_own():
    """
    A datetime is refused, since its day depends on a zone.
    """
    with pytest.raises(InvalidInput, match="zone"):
        format_date(datetime(2026, 10, 29, 23, tzinfo=UTC), "de")


NATIVE = {
    ("th", "buddhist"), ("zh-Hant", "roc"), ("ja", "japanese"), ("fa", "persian"),
    ("ar", "islamic-umalqura"), ("ar-SA", "islamic-umalqura"), ("ar-EG", "islamic-umalqura"),
}  # fmt: skip

#: Before 2000 the table of `hijridate` and that of ICU differ by a day in some months.
OTHER_TABLE = ("islamic-umalqura", "1990-03-21")


def golden() -> Iterator[list[str]]:
    """
    Locale, calendar, style, first and last day, and ICU's text.
    """
    text = (DATA / "date_golden.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        row = line.split("\t")
        if (row[1], row[3]) != OTHER_TABLE:
            yield row


def written(row: list[str]) -> str:
    locale, calendar, style, first, last, _ = row
    day = date.fromisoformat(first)
    if last:
        return format_range(day, date.fromisoformat(last), locale, style=style)
    return format_date(day, locale, style=style, calendar=calendar)


def test_calendars_as_icu_where_people_live_by_them():
    """
    Thai, Taiwanese, Japanese, Iranian and Saudi readers get their own calendar byte for byte.
    """
    rows = [row for row in golden() if (row[0], row[1]) in NATIVE]

    assert [] == [(row, written(row)) for row in rows if row[5] != written(row)]
    assert len(rows) >= 150


def test_calendars_and_ranges_elsewhere():
    """
    Days never differ from ICU's; words do where CLDR's packages of a calendar are older than ICU.

    The Minguo calendar comes from CLDR 28, the Buddhist and Japanese from 39, the Persian from
    46.1, ranges from Babel's CLDR.
    """
    least = {
        "buddhist": 85, "roc": 60, "japanese": 94, "persian": 94, "islamic-umalqura": 95,
        "gregorian": 91,
    }  # fmt: skip
    rows = list(golden())
    total = Counter(row[1] for row in rows)
    right = Counter(row[1] for row in rows if row[5] == written(row))
    print(f"dates: {right.total()} of {total.total()} rows as in ICU: {dict(right)}")

    assert dict.fromkeys(least, True) == {
        name: right[name] * 100 >= total[name] * share for name, share in least.items()
    }


@pytest.mark.parametrize(
    ("locale", "calendar", "expected"),
    [
        ("th", "usual", "29 ตุลาคม 2569"),
        ("fa-IR", "usual", "۷ آبان ۱۴۰۵"),
        ("fa-AF", "usual", "۷ عقرب ۱۴۰۵"),
        ("nl", "usual", "29 oktober 2026"),
        ("th-u-ca-buddhist", None, "29 ตุลาคม 2569"),
        ("ja-u-ca-japanese-nu-latn", None, "令和8年10月29日"),
        ("th", None, "29 ตุลาคม ค.ศ. 2026"),
    ],
)
def test_the_calendar_that_is_asked_for(locale, calendar, expected):
    """
    By name, by the tag, or the one that people there live by; Gregorian when nobody asks.
    """
    assert expected == format_date(DAY, locale, style="long", calendar=calendar)


def test_the_first_year_of_an_era():
    """
    The first year has a name of its own, and the day before it belongs to the era before.
    """
    first, before = date(2019, 5, 1), date(2019, 4, 30)

    assert "令和元年5月1日" == format_date(first, "ja", style="long", calendar="japanese")
    assert "平成31年4月30日" == format_date(before, "ja", style="long", calendar="japanese")


def test_years_before_the_republic():
    """
    The year before 1912 is the first before the Republic.
    """
    found = format_date(date(1911, 1, 1), "zh-Hant", style="long", calendar="roc")

    assert "民國前1年1月1日" == found


@pytest.mark.parametrize(
    ("calendar", "day"),
    [("japanese", date(1800, 1, 1)), ("islamic-umalqura", date(2200, 1, 1)), ("mayan", DAY)],
)
def test_days_beyond_a_calendar(calendar, day):
    """
    A day that the calendar doesn't know, and a calendar that isn't there, are told.
    """
    with pytest.raises(InvalidInput):
        format_date(day, "en", calendar=calendar)


@pytest.mark.parametrize(
    ("calendar", "module"), [("persian", "convertdate"), ("islamic-umalqura", "hijridate")]
)
def test_other_calendars_name_their_extra(calendar, module, monkeypatch):
    """
    Without the package behind it a calendar says what it needs.
    """
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(MissingExtra) as caught:
        format_date(date(2001, 2, 3), "fa", calendar=calendar)

    assert "calendars" == caught.value.extra


@pytest.mark.parametrize(
    ("first", "last", "locale", "style", "expected"),
    [
        (DAY, DAY, "nl", "long", "29 oktober 2026"),
        (
            DAY,
            date(2026, 11, 2),
            "nl",
            "full",
            "donderdag 29 oktober\u2009–\u2009maandag 2 november 2026",
        ),
        (DAY, date(2026, 10, 31), "ja", "medium", "2026/10/29～2026/10/31"),
        (DAY, date(2026, 10, 31), "ar-EG", "long", "٢٩–٣١ أكتوبر ٢٠٢٦"),
    ],
)
def test_ranges(first, last, locale, style, expected):
    """
    What both days share is said once.
    """
    assert expected == format_range(first, last, locale, style=style)


def test_a_range_runs_forward():
    """
    A last day before the first is refused.
    """
    with pytest.raises(InvalidInput, match="before the first"):
        format_range(DAY, date(2026, 1, 1), "nl")


def test_a_promised_moment():
    """
    A moment is told in the reader's zone, whose day may be another.
    """
    moment = datetime(2026, 10, 29, 23, 30, tzinfo=UTC)

    assert "vrijdag 30 oktober 2026, 00:30 CET" == format_moment(
        moment, "nl", timezone="Europe/Amsterdam"
    )
    assert "Thursday, October 29, 2026, 7:30\u202fPM EDT" == format_moment(
        moment, "en", timezone="America/New_York"
    )


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_no_such_zone(zone):
    """
    A zone that is not there is told, and a moment without one refused.
    """
    with pytest.raises(InvalidInput):
        format_moment(datetime(2026, 10, 29, tzinfo=UTC), "nl", timezone=zone)
    with pytest.raises(InvalidInput):
        format_moment(datetime(2026, 10, 29), "nl")  # noqa: DTZ001


@pytest.mark.parametrize(("locale", "error"), [("qq", UnknownLocale), ("x" * 500, UnknownLocale)])
def test_unknown_locale(locale, error):
    """
    An unknown language is told.
    """
    with pytest.raises(error):
        format_date(DAY, locale)


def test_no_such_style():
    """
    A style that isn't there is told with those that are.
    """
    with pytest.raises(InvalidInput, match="full, long, medium, short"):
        format_date(date(2026, 10, 29), "nl", style="tiny")
