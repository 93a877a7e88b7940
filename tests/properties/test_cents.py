"""
What holds for every amount, rate and split.
"""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import cents
from globalcs.errors import InvalidInput, OutOfBounds
from tests._counts import scaled

MODES = get_args(cents.Rounding)
MIRRORED = ("half_up", "half_even", "up", "down")
DECIMAL = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}

amounts = st.integers(-(9 * 10**12), 9 * 10**12)
divisors = st.integers(1, 10**6)
modes = st.sampled_from(MODES)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)


def exact(n: int, d: int, mode: str) -> int:
    """
    The same quotient by another road: exact fractions.
    """
    value = Fraction(n, d)
    low = value.numerator // value.denominator
    high = low if value == low else low + 1
    match mode:
        case "floor":
            return low
        case "ceiling":
            return high
        case "down":
            return low if n >= 0 else high
        case "up":
            return high if n >= 0 else low
    below, above = value - low, high - value
    if below != above:
        return low if below < above else high
    if mode == "half_even":
        return low if low % 2 == 0 else high
    return high if n >= 0 else low


@settings(max_examples=scaled(20_000))
@given(amounts, divisors, modes)
def test_a_quotient_is_rounded_as_its_mode_says(n, d, mode):
    """
    Every mode agrees with exact fractions.
    """
    assert exact(n, d, mode) == cents.divide(n, d, mode)


@settings(max_examples=scaled(5_000))
@given(amounts, st.integers(0, 6), modes)
def test_modes_are_those_of_decimal(n, places, mode):
    """
    The modes mean what the decimal module calls by the same names.
    """
    from decimal import Context, Decimal

    wanted = Decimal(n).scaleb(-places, Context(prec=40))
    quantized = wanted.quantize(Decimal(1), DECIMAL[mode], Context(prec=40))

    assert int(quantized) == cents.divide(n, 10**places, mode)


@settings(max_examples=scaled(5_000))
@given(amounts, st.integers(0, 10**6), divisors, st.sampled_from(MIRRORED))
def test_a_refund_is_minus_the_charge(n, numerator, denominator, mode):
    """
    Converting minus an amount gives minus the conversion.
    """
    charge = cents.convert(n, numerator, denominator, mode)

    assert -charge == cents.convert(-n, numerator, denominator, mode)


@settings(max_examples=scaled(5_000))
@given(amounts, st.sampled_from([1, 5, 10, 50, 100, 1000, 7]), modes)
def test_a_step_is_kept_and_keeping_it_twice_changes_nothing(n, step, mode):
    """
    The result is a multiple of the step, less than a step away, and stays where it is.
    """
    rounded = cents.to_step(n, step, mode)

    assert 0 == rounded % step
    assert abs(rounded - n) < step
    assert rounded == cents.to_step(rounded, step, mode)


@settings(max_examples=scaled(10_000))
@given(amounts, weights)
def test_parts_add_up(total, parts_by):
    """
    Nothing is lost or made, no part is a whole cent off its share, a weight of zero gets nothing.
    """
    parts = cents.split(total, parts_by)

    assert total == sum(parts)
    assert tuple(-p for p in parts) == cents.split(-total, parts_by)
    for part, weight in zip(parts, parts_by, strict=True):
        assert abs(part - Fraction(total * weight, sum(parts_by))) < 1
        assert weight or part == 0


@settings(max_examples=scaled(2_000))
@given(st.lists(amounts, min_size=1, max_size=20), st.data(), modes)
def test_a_column_gives_what_its_rows_give(rows, data, mode):
    """
    Division, conversion and rounding to a step agree, row for row, near half cents too.
    """
    d = data.draw(st.integers(1, 10**5))
    num = data.draw(st.integers(0, 10**6))
    near_half = [(2 * n // d) * d // 2 + data.draw(st.integers(-1, 1)) for n in rows]
    column = np.array(near_half, dtype=np.int64)

    assert [cents.divide(n, d, mode) for n in near_half] == cents.divide(column, d, mode).tolist()
    assert [cents.convert(n, num, d, mode) for n in near_half] == cents.convert(
        column, num, d, mode
    ).tolist()
    assert [cents.to_step(n, d, mode) for n in near_half] == cents.to_step(column, d, mode).tolist()


@settings(max_examples=scaled(2_000))
@given(st.data(), st.integers(1, 6))
def test_columns_split_as_their_rows_do(data, parts):
    """
    The largest-remainder split of columns gives each row's parts, ties included.
    """
    small = st.integers(0, 7) | st.integers(0, 10**6)
    rows = data.draw(
        st.lists(st.tuples(amounts, st.tuples(*[small] * parts)), min_size=1, max_size=20)
    )
    rows = [(total if any(by) else 0, by) for total, by in rows]
    totals = np.array([total for total, _ in rows], dtype=np.int64)
    by_part = [np.array([by[i] for _, by in rows], dtype=np.int64) for i in range(parts)]

    columns = cents.split_columns(totals, by_part)

    assert [cents.split(total, by) for total, by in rows] == list(
        zip(*[column.tolist() for column in columns], strict=True)
    )


@pytest.mark.parametrize("bad", [1.0, "1", None, np.array([1.5]), np.array([1], dtype=np.int32)])
def test_only_whole_numbers_are_computed(bad):
    """
    A float, a text or a narrow column is refused, not rounded.
    """
    with pytest.raises(InvalidInput, match="whole minor units"):
        cents.divide(bad, 2, "half_up")


@pytest.mark.parametrize("divisor", [0, -1, np.array([1, 0])])
def test_a_divisor_is_above_zero(divisor):
    """
    Dividing by zero or less is refused before numpy could answer with zero.
    """
    with pytest.raises(InvalidInput, match="above zero"):
        cents.divide(np.array([1, 2]), divisor, "half_up")


def test_an_unknown_rounding_is_refused():
    """
    The message lists the modes there are.
    """
    with pytest.raises(InvalidInput, match="half_even"):
        cents.divide(1, 2, "bankers")


def test_columns_never_wrap():
    """
    A product that 64 bits can't hold raises; the same sum as an int is exact.
    """
    huge = 9 * 10**12

    assert huge * 10**7 == cents.convert(huge, 10**7, 1, "half_up")
    with pytest.raises(OutOfBounds, match="64 bits"):
        cents.convert(np.array([huge]), 10**7, 1, "half_up")
    with pytest.raises(OutOfBounds, match="64 bits"):
        cents.split_columns(np.array([huge]), [np.array([10**7])])
    with pytest.raises(OutOfBounds, match="64 bits"):
        cents.convert(np.array([np.iinfo(np.int64).min]), 1, 1, "half_up")


def test_an_empty_column_stays_empty():
    """
    No rows in, no rows out.
    """
    assert [] == cents.convert(np.array([], dtype=np.int64), 3, 2, "half_up").tolist()


@pytest.mark.parametrize(("total", "by"), [(10, []), (10, [1, -1]), (10, [0, 0]), (10, [0.5, 0.5])])
def test_a_split_needs_sound_weights(total, by):
    """
    No weights, negative ones, all zero, or fractions: refused.
    """
    with pytest.raises(InvalidInput):
        cents.split(total, by)


def test_nothing_splits_into_nothing():
    """
    Zero has zero parts even where no weight says who bears it.
    """
    assert (0, 0) == cents.split(0, [0, 0])


def test_column_splits_need_sound_weights():
    """
    The same refusals, for any row.
    """
    one = np.array([1, 1])

    with pytest.raises(InvalidInput, match="all weights are zero"):
        cents.split_columns(one, [np.array([1, 0])])
    with pytest.raises(InvalidInput, match="below zero"):
        cents.split_columns(one, [np.array([1, -1])])


@settings(max_examples=scaled(2_000))
@given(st.lists(st.integers(0, 9 * 10**12), min_size=1), st.integers(1, 10**9), divisors, modes)
def test_a_bound_that_is_known_changes_no_cent(numbers, numerator, denominator, mode):
    """
    Neither of an int nor of a column; and what would wrap is refused all the same.
    """
    most = max(numbers)
    if most * numerator + denominator > cents.MAX_INT64:
        with pytest.raises(OutOfBounds):
            cents.convert(np.array(numbers), numerator, denominator, mode, most=most)
        return
    column = cents.convert(np.array(numbers), numerator, denominator, mode, most=most)

    assert [exact(n * numerator, denominator, mode) for n in numbers] == column.tolist()
    assert cents.convert(most, numerator, denominator, mode, most=most) == max(column.tolist())
