"""
The ECB's history: exact, with day and age, and never an answer in silence.
"""

import threading
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from currency_converter import CurrencyConverter

from globalcs.errors import (
    DataError,
    InvalidInput,
    RateNotFound,
    RateTooOld,
    UnknownCurrency,
)
from globalcs.rates import EcbRates, Rates, _ecb
from tests.rooms.rates._histories import SMALL

ECB = EcbRates()


@pytest.fixture
def small(tmp_path):
    """
    Three days of rates.
    """
    path = tmp_path / "history.csv"
    path.write_text(SMALL)
    return EcbRates(file=path, fresh_days=2, max_days=4)


def test_it_is_a_source_of_rates():
    """
    The protocol asks for one method.
    """
    assert isinstance(ECB, Rates)


@pytest.mark.parametrize(
    ("base", "quote", "on"),
    [
        ("EUR", "USD", date(1999, 1, 4)),
        ("USD", "EUR", date(2008, 7, 15)),
        ("JPY", "GBP", date(2016, 6, 24)),
        ("EUR", "TRY", date(2026, 10, 30)),
        ("ISK", "NOK", date(2026, 10, 30)),
    ],
)
def test_rates_are_those_of_currency_converter(base, quote, on):
    """
    On days with rates, the exact ratio is what the package computes with decimals.
    """
    theirs = CurrencyConverter(decimal=True).convert(Decimal(1), base, quote, on)
    rate = ECB.rate(base, quote, on)

    assert (on, 0, "complete") == (rate.day, rate.age, rate.status)
    assert abs(rate.ratio - Fraction(theirs)) < Fraction(1, 10**20)


def test_crosses_are_exact():
    """
    From dollar to yen and back is one, to the last digit; the cross is the quotient of both.
    """
    on = date(2026, 10, 29)
    there, back = ECB.rate("USD", "JPY", on), ECB.rate("JPY", "USD", on)

    assert 1 == there.ratio * back.ratio
    assert there.ratio == ECB.rate("EUR", "JPY", on).ratio / ECB.rate("EUR", "USD", on).ratio
    assert ["reference", "cross"] == [ECB.rate("EUR", "JPY", on).kind, there.kind]


def test_a_weekend_takes_friday(small):
    """
    The last day before answers, and its age is told.
    """
    sunday = ECB.rate("EUR", "USD", date(2026, 11, 1))

    assert (date(2026, 10, 30), 2, "complete") == (sunday.day, sunday.age, sunday.status)
    assert date(2026, 3, 3) == small.rate("EUR", "USD", date(2026, 3, 4)).day


def test_a_cross_takes_the_last_day_that_has_both(small):
    """
    Rates of two different days are not divided by each other.
    """
    rate = small.rate("RUB", "USD", date(2026, 3, 6))

    assert (date(2026, 3, 3), Fraction(1, 100)) == (rate.day, rate.ratio)
    with pytest.raises(RateNotFound, match="no day has both"):
        small.rate("RUB", "JPY", date(2026, 3, 6))


def test_age_decides(small):
    """
    Fresh, then estimated, then too old: a future day is never answered in silence.
    """
    ages = [small.rate("EUR", "USD", date(2026, 3, 6) + timedelta(days)) for days in range(5)]

    assert ["complete"] * 3 + ["estimated"] * 2 == [rate.status for rate in ages]
    assert list(range(5)) == [rate.age for rate in ages]
    with pytest.raises(RateTooOld, match="history ends on 2026-03-06") as caught:
        small.rate("EUR", "USD", date(2026, 3, 11))
    assert (date(2026, 3, 6), 5) == (caught.value.day, caught.value.age)


def test_the_bundle_ends_too():
    """
    A day years ahead is refused with the day on which the history ends.
    """
    last = ECB.last_day

    assert "estimated" == ECB.rate("EUR", "USD", last + timedelta(60)).status
    with pytest.raises(RateTooOld, match=f"the history ends on {last}"):
        ECB.rate("EUR", "USD", last + timedelta(61))
    assert f"ecb-{last}" == ECB.version


@pytest.mark.parametrize(
    ("code", "last"),
    [("RUB", "2022-03-01"), ("HRK", "2022-12-30"), ("BGN", "2025-12-31")],
)
def test_ended_series_tell_their_last_day(code, last):
    """
    A currency that the ECB stopped quoting is told with the day it stopped.
    """
    with pytest.raises(RateTooOld, match=f"series of {code} ended on {last}"):
        ECB.rate("EUR", code, date(2026, 6, 1))


def test_a_pause_is_told_as_such():
    """
    The krona of Iceland was not quoted from December 2008 to February 2018.
    """
    with pytest.raises(RateTooOld, match="paused after 2008-12-09"):
        ECB.rate("EUR", "ISK", date(2012, 1, 2))
    assert ECB.rate("EUR", "ISK", date(2018, 2, 1)).age == 0


def test_currencies_without_a_series():
    """
    The dirham has none; before 1999 nobody has; a code that does not exist is another error.
    """
    with pytest.raises(RateNotFound, match="publishes no rate of AED and KWD"):
        ECB.rate("AED", "KWD", date(2026, 6, 1))
    with pytest.raises(RateNotFound, match="first is of 1999-01-04"):
        ECB.rate("EUR", "USD", date(1998, 12, 31))
    with pytest.raises(UnknownCurrency):
        ECB.rate("EUR", "EURO", date(2026, 6, 1))


def test_the_same_currency_is_one():
    """
    No look-up, any day, age 0.
    """
    rate = ECB.rate("eur", "EUR", date(1990, 1, 1))

    assert (1, 0, "same") == (rate.ratio, rate.age, rate.kind)


@pytest.mark.parametrize("on", ["2026-01-02", datetime(2026, 1, 2, tzinfo=UTC), (2026, 1, 2), None])
def test_a_day_is_a_date(on):
    """
    Anything else is told as such, and not as a missing rate.
    """
    with pytest.raises(InvalidInput, match="on is a day"):
        ECB.rate("EUR", "USD", on)


@pytest.mark.parametrize(
    "limits",
    [
        {"fresh_days": -1},
        {"fresh_days": 9, "max_days": 8},
        {"fresh_days": "7"},
        {"max_days": None},
        {"fresh_days": 1.5},
        {"file": 5},
    ],
)
def test_limits_make_sense(limits):
    """
    Fresh at least 0, and not beyond what is used at all.
    """
    with pytest.raises(InvalidInput):
        EcbRates(**limits)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must begin with Date"),
        ("Day,USD\n2026-01-02,1.1\n", "must begin with Date"),
        ("Date,USD\n", "no rows"),
        ("Date,USD\nyesterday,1.1\n", "does not begin with a day"),
        ("Date,USD\n2026-01-02,1.1\n2026-01-02,1.2\n", "two of the same day"),
        ("Date,USD\n2026-01-02,0\n", "2026-01-02 USD"),
        ("Date,USD\n2026-01-02,-1.1\n", "2026-01-02 USD"),
        ("Date,USD\n2026-01-02,abc\n", "2026-01-02 USD"),
        ("Date,USD\n2026-01-02,NaN\n", "2026-01-02 USD"),
        ("Date,USD\n2026-01-02,99999999999999\n", "2026-01-02 USD"),
        ("Date,USD,JPY\n2026-01-02,1.1\n", "2026-01-02"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path, text, told):
    """
    One bad cell and nothing is used; file and row are told.
    """
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=r"mine\.csv") as caught:
        EcbRates(file=path).rate("EUR", "USD", date(2026, 1, 2))
    assert told in str(caught.value)


def test_files_that_can_not_be_opened(tmp_path):
    """
    A missing file, and a zip that is none.
    """
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    for name in ("missing.csv", "bad.zip"):
        with pytest.raises(DataError, match=name):
            EcbRates(file=tmp_path / name).rate("EUR", "USD", date(2026, 1, 2))


def test_the_ecbs_own_zip_is_read(tmp_path):
    """
    As the bank publishes it.
    """
    with zipfile.ZipFile(tmp_path / "hist.zip", "w") as archive:
        archive.writestr("eurofxref-hist.csv", SMALL)

    rates = EcbRates(file=tmp_path / "hist.zip")

    assert Fraction(6, 5) == rates.rate("EUR", "USD", date(2026, 3, 6)).ratio


def test_files_of_the_same_day_have_their_own_version(tmp_path):
    """
    A corrected history is not taken for the one before.
    """
    (tmp_path / "one.csv").write_text(SMALL)
    (tmp_path / "two.csv").write_text(SMALL.replace("1.2", "1.3"))
    one, two = (EcbRates(file=tmp_path / name) for name in ("one.csv", "two.csv"))

    assert one.last_day == two.last_day
    assert one.version != two.version
    assert f"ecb-{EcbRates().last_day}" == EcbRates().version


def test_the_whole_bundle_can_be_read():
    """
    Every cell of the bundled history is a sound rate.
    """
    history = _ecb._load(_ecb._bundled_path()).check()

    assert date(1999, 1, 4) == history.days[0]
    assert 40 <= len(history.columns)


def test_threads_share_one_history(monkeypatch):
    """
    Ten threads that ask at once read the file once.
    """
    reads = []
    load = _ecb._load
    monkeypatch.setattr(_ecb, "_HISTORIES", {})
    monkeypatch.setattr(_ecb, "_load", lambda path: reads.append(path) or load(path))
    ratios = []
    ask = lambda: ratios.append(EcbRates().rate("USD", "JPY", date(2026, 10, 29)).ratio)  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, 10, 1) == (len(reads), len(ratios), len(set(ratios)))
