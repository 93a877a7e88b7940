"""
Prior prices, day by day: what the rules say when every day is looked at by itself.
"""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import Money, pricing
from tests._counts import scaled

FIRST = date(2026, 1, 1)
PLACES = ["DE", "PL", "NL", "FI", "SE", "DK", "NO", "KR", "TR", "IT", "BE", "CH", "JP", "EU"]

steps = st.lists(
    st.tuples(st.integers(1, 70), st.sampled_from([60, 70, 80, 90, 100, 110])),
    min_size=1,
    max_size=6,
)


def told(steps):
    """
    A history from steps of (days that the price holds, price), and the day of its last price.
    """
    day, history = FIRST, []
    for days, price in steps:
        history.append((day, f"{price} EUR"))
        last, day = day, day + timedelta(days)
    return history, last


def by_day(steps):
    """
    The price of each day before the last price began.
    """
    return [price for days, price in steps[:-1] for _ in range(days)]


def merged(steps):
    """
    The same steps with equal neighbours as one.
    """
    found = []
    for days, price in steps:
        if found and found[-1][1] == price:
            found[-1] = (found[-1][0] + days, price)
        else:
            found.append((days, price))
    return found


@settings(max_examples=scaled(6_000))
@given(steps, st.sampled_from(PLACES), st.booleans(), st.integers(0, 40))
def test_what_is_announced_is_a_reduction(steps, place, perishable, later):
    """
    Anywhere: the prior price stood on the tag before and is above the present one, the percentage
    is no higher than it is, and the answer is written and read back.
    """
    steps = merged(steps)
    history, last = told(steps)
    found = pricing.announce_reduction(
        history, place, on=last + timedelta(later), perishable=perishable
    )

    assert found == pricing.Reduction.from_json(found.to_json())
    if found.verdict == "announce":
        assert found.prior.minor // 100 in by_day(steps)
        assert found.prior > found.price
        share = 1 - Fraction(found.price.minor, found.prior.minor)
        assert found.percent <= share * 100 < found.percent + 1
        assert found.first <= found.last < last
        assert found.until is None or found.until >= last


@settings(max_examples=scaled(4_000))
@given(steps)
def test_the_lowest_of_thirty_days(steps):
    """
    Germany: the lowest of the thirty days before the cut, or no answer where they are not full.
    """
    steps = merged(steps)
    history, last = told(steps)
    before = by_day(steps)
    found = pricing.announce_reduction(history, "DE", on=last)

    if len(before) < 30:
        assert "too_short" == found.verdict
    else:
        lowest = min(before[-30:])
        wanted = "announce" if steps[-1][1] < lowest else "no_reduction"
        assert (wanted, Money(lowest, "EUR")) == (found.verdict, found.prior)


@settings(max_examples=scaled(4_000))
@given(steps)
def test_the_price_of_most_of_eight_weeks(steps):
    """
    Japan: counted day by day.
    """
    steps = merged(steps)
    history, last = told(steps)
    window = by_day(steps)[-56:]
    found = pricing.announce_reduction(history, "JP", on=last)

    most = [
        price
        for price in set(window)
        if 2 * window.count(price) > len(window)
        and window.count(price) >= 14
        and price in window[-13:]
    ]
    if not most:
        assert "too_short" == found.verdict
    else:
        wanted = "announce" if steps[-1][1] < most[0] else "no_reduction"
        assert (wanted, Money(most[0], "EUR")) == (found.verdict, found.prior)


@settings(max_examples=scaled(4_000))
@given(steps, st.integers(0, 80))
def test_as_long_as_it_was_charged(steps, later):
    """
    Switzerland: every price that led down to the present one by cuts alone, with its days.
    """
    steps = merged(steps)
    history, last = told(steps)
    on = last + timedelta(later)
    found = pricing.announce_reduction(history, "CH", on=on)

    falling = []
    for days, price in reversed(steps[:-1]):
        if price <= (falling[-1][1] if falling else steps[-1][1]):
            break
        falling.append((days, price))
    lasting = [price for days, price in falling if days >= 30]
    if lasting:
        assert ("announce", Money(max(lasting), "EUR"), None) == (
            found.verdict, found.prior, found.until,
        )  # fmt: skip
    elif falling and later < falling[0][0] // 2:
        assert ("announce", Money(falling[0][1], "EUR")) == (found.verdict, found.prior)
        assert on <= found.until
    elif falling or len(steps) == 1:
        assert "too_short" == found.verdict
    else:
        assert "no_reduction" == found.verdict
