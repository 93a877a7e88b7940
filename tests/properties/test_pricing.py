"""
What holds for every price.
"""

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import Money, pricing
from globalcs.pricing import FixedRates, PriceRules
from globalcs.pricing._steps import Ending, ending_of, quantise, with_ending
from globalcs.rates import EcbRates
from tests._counts import scaled

DAY = date(2026, 11, 21)
PLACES = ["NL", "DE", "CH", "US", "JP", "HU", "AU", "KR", "NO"]
RATES = FixedRates(
    {
        ("EUR", "USD"): "1.1172",
        ("EUR", "CHF"): "0.9301",
        ("EUR", "JPY"): "175.92",
        ("EUR", "HUF"): "389.45",
        ("EUR", "AUD"): "1.7812",
        ("EUR", "KRW"): "1655.27",
        ("EUR", "NOK"): "11.4305",
    }
)

euros = st.integers(0, 10**8).map(lambda minor: Money.from_minor(minor, "EUR"))
endings = st.sampled_from([None, ".99", ".95", ".9", ".00", "9", "990", "80", "000", "local"])
rules = st.builds(
    PriceRules,
    spread=st.fractions(0, Fraction(1, 2), max_denominator=1000),
    rounding=st.sampled_from(["half_up", "half_even", "up", "down"]),
    ending=endings,
    toward=st.sampled_from(["nearest", "up", "down"]),
)


@settings(max_examples=scaled(4_000))
@given(euros, st.sampled_from(PLACES), rules)
def test_what_is_shown_is_what_is_charged(money, place, rule):
    """
    The amount is a price that the currency can show; net and tax add up to it; the exact value is
    no further than rounding and the ending may go.
    """
    shown = pricing.price(money, place, on=DAY, rules=rule, rates=RATES)
    step = 100 if place == "HU" else 1
    far = Fraction(step, 10 ** -shown.amount.amount.as_tuple().exponent)
    within = shown.exact * rule.within + far * 2 if rule.ending else far

    assert 0 == shown.amount.minor % step
    assert abs(Fraction(shown.amount.amount) - shown.exact) <= within
    assert shown.amount == shown.net + (shown.tax or Money(0, shown.amount.currency))


@settings(max_examples=scaled(2_000))
@given(euros, st.sampled_from(PLACES), rules)
def test_the_same_question_has_the_same_answer(money, place, rule):
    """
    And writing it down and reading it back changes nothing.
    """
    ask = lambda: pricing.price(money, place, on=DAY, rules=rule, rates=RATES)  # noqa: E731

    assert ask() == ask()
    assert ask() == pricing.LocalPrice.from_json(ask().to_json())


@settings(max_examples=scaled(5_000))
@given(
    st.integers(1, 10**9),
    st.sampled_from([".99", ".95", ".9", ".00", "9", "990", "80", "000", "8"]),
    st.sampled_from([0, 2, 3]),
    st.sampled_from(["nearest", "up", "down"]),
)
def test_an_ending_is_there_and_stays(minor, text, digits, toward):
    """
    The result has the ending, is above zero, on the side asked for, and asking again keeps it.
    """
    ending = ending_of(text, digits)
    if ending is None:
        assert text.startswith(".")
        return
    ended = with_ending(minor, ending, toward)

    assert ended > 0
    assert ending.rest == ended % ending.every
    assert ended == with_ending(ended, ending, toward)
    lowest = ending.rest or ending.every
    assert (
        ended == lowest
        or {
            "up": 0 <= ended - minor < ending.every,
            "down": 0 <= minor - ended < ending.every,
            "nearest": 2 * abs(ended - minor) <= ending.every,
        }[toward]
    )


@settings(max_examples=scaled(1_000))
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.data())
def test_columns_take_the_same_steps(rows, data):
    """
    Conversion, step and ending of a column are those of its rows, near halves too.
    """
    ratio = data.draw(st.fractions(Fraction(1, 1000), 1000, max_denominator=10_000))
    step = data.draw(st.sampled_from([1, 5, 100]))
    mode = data.draw(st.sampled_from(["half_up", "half_even", "up", "down"]))
    toward = data.draw(st.sampled_from(["nearest", "up", "down"]))
    ending = data.draw(st.sampled_from([Ending(100, 99), Ending(1000, 990), Ending(100, 0)]))
    near = [n * ratio.denominator // 2 // max(1, ratio.numerator) for n in rows]
    column = np.array(near, dtype=np.int64)

    one_by_one = [with_ending(quantise(n, ratio, step, mode), ending, toward) for n in near]
    together = with_ending(quantise(column, ratio, step, mode), ending, toward)

    assert one_by_one == together.tolist()


@settings(max_examples=scaled(3_000))
@given(
    st.integers(1, 10**9),
    st.sampled_from(["USD", "JPY", "GBP", "CHF", "KRW", "HUF"]),
    st.integers(0, 9000),
)
def test_there_and_back_is_within_what_rounding_allows(minor, code, back):
    """
    Euros to another currency and back differ by no more than half a unit of each way.
    """
    on = EcbRates().last_day - timedelta(back)
    there = EcbRates().rate("EUR", code, on)
    start = Money.from_minor(minor, "EUR")

    returned = there.inverse().convert(there.convert(start, rounding="half_up"), rounding="half_up")
    allowed = Fraction(1, 2) + Fraction(1, 2) / there.minor_ratio

    assert abs(returned.minor - start.minor) <= allowed
