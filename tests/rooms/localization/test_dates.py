"""
Days as locales write them.
"""

from datetime import UTC, date, datetime

import pytest

from globalcs.errors import InvalidInput, MissingExtra, UnknownLocale
from globalcs.localization import format_date

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


def test_other_calendars_name_their_extra():
    """
    A calendar that is not there says what it needs.
    """
    with pytest.raises(MissingExtra) as caught:
        format_date(DAY, "fa", calendar="persian")

    assert "calendars" == caught.value.extra


@pytest.mark.parametrize(("locale", "error"), [("qq", UnknownLocale), ("x" * 500, UnknownLocale)])
def test_unknown_locale(locale, error):
    """
    An unknown language is told.
    """
    with pytest.raises(error):
        format_date(DAY, locale)
