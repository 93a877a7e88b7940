"""
A rate that is agreed for a checkout, and is the refund's too.
"""

import json
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from globalcs import Money, pricing
from globalcs.errors import InvalidInput, RateNotFound, RateTooOld
from globalcs.rates import EcbRates, RateLock, Rates, default_rates, lock

AGREED = EcbRates().rate("JPY", "EUR", date(2026, 10, 29))
HELD = lock(AGREED, date(2026, 10, 31))


def test_checkout_and_refund_have_the_same_rate():
    """
    5,400 yen are as many euros on the day of the order, two days later, and half a year later.
    """
    paid = HELD.rate("JPY", "EUR", date(2026, 10, 31)).convert(
        Money("5400", "JPY"), rounding="half_up"
    )
    refund = HELD.at_refund.rate("JPY", "EUR", date(2027, 4, 1))

    assert AGREED.convert(Money("5400", "JPY"), rounding="half_up") == paid
    assert paid == refund.convert(Money("5400", "JPY"), rounding="half_up")
    assert (date(2026, 10, 29), 154) == (refund.day, refund.age)


def test_a_price_at_a_locked_rate():
    """
    The lock is a source of rates; the version names it, and the market's rate of the day is not
    asked.
    """
    shown = pricing.price(Money("5400", "JPY"), "NL", on=date(2026, 10, 31), rates=HELD)

    assert isinstance(HELD, Rates)
    assert AGREED.ratio == shown.rate.ratio
    assert shown.facts_version.endswith(HELD.version)
    assert HELD.version.startswith("locked-2026-10-29-JPYEUR-")


def test_it_runs_out():
    """
    The day after, a checkout needs a new rate; a day before, there was none.
    """
    with pytest.raises(RateTooOld, match="agreed until 2026-10-31") as caught:
        HELD.rate("JPY", "EUR", date(2026, 11, 1))
    assert (date(2026, 10, 29), 3) == (caught.value.day, caught.value.age)
    with pytest.raises(RateNotFound, match="after 2026-10-28"):
        HELD.rate("JPY", "EUR", date(2026, 10, 28))
    with pytest.raises(RateNotFound, match="JPY/EUR was agreed, not USD/EUR"):
        HELD.rate("USD", "EUR", date(2026, 10, 29))


def test_the_way_back_is_exactly_one_over_it():
    """
    And a locked cross is locked whole.
    """
    cross = lock(default_rates().rate("SAR", "JPY", date(2026, 10, 29)), date(2026, 10, 30))

    assert 1 / AGREED.ratio == HELD.rate("EUR", "JPY", date(2026, 10, 29)).ratio
    assert Fraction(1) == (
        cross.rate("SAR", "JPY", date(2026, 10, 30)).ratio
        * cross.rate("JPY", "SAR", date(2026, 10, 30)).ratio
    )


def test_kept_with_the_order():
    """
    As JSON and back, to the last digit.
    """
    again = RateLock.from_dict(json.loads(json.dumps(HELD.to_dict())))

    assert HELD == again
    assert hash(HELD) == hash(again)
    assert AGREED.ratio == again.at_refund.rate("JPY", "EUR", date(2030, 1, 1)).ratio


@pytest.mark.parametrize(
    "change",
    [{"ratio": "0"}, {"ratio": "1/0"}, {"ratio": "nan"}, {"day": "29.10."}, {"kind": "x"},
     {"status": "unknown"}, {"base": "XXQ"}, {"until": None}, {"until": "2026-10-01"}],
)  # fmt: skip
def test_a_malformed_lock(change):
    """
    Nothing is guessed about an order's rate.
    """
    with pytest.raises(InvalidInput):
        RateLock.from_dict({**HELD.to_dict(), **change})
    with pytest.raises(InvalidInput):
        RateLock.from_dict({})


def test_what_can_not_be_locked():
    """
    A number, a lock into the past, a moment instead of a day.
    """
    with pytest.raises(InvalidInput, match="lock a Rate"):
        lock("0.0061", date(2026, 10, 31))
    with pytest.raises(InvalidInput, match="day of its rate or later"):
        lock(AGREED, date(2026, 10, 28))
    with pytest.raises(InvalidInput, match="on is a day"):
        lock(AGREED, datetime(2026, 10, 31, tzinfo=UTC))
