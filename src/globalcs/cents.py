"""
Arithmetic on whole minor units: cents, yen, fils. No float, no silent rounding.

Every function works on a Python `int` and on a numpy column of `int64` alike, because it uses
integer operators and comparisons only; numpy itself is never imported here. Columns wrap around
without a word when they overflow, so bounds are checked before they are multiplied.

The rounding modes are

========== ==================================================================
half_up    to the nearest; a half goes away from zero
half_even  to the nearest; a half goes to the even neighbour
up         away from zero
down       toward zero
ceiling    toward plus infinity
floor      toward minus infinity
========== ==================================================================

The first four treat a refund as the mirror of its charge: the result for -n is minus that for n.

>>> divide(1005, 10, "half_up"), divide(1005, 10, "half_even"), divide(-1005, 10, "half_up")
(101, 100, -101)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast, get_args

from globalcs.errors import InvalidInput, OutOfBounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from numpy import int64
    from numpy.typing import NDArray

    Column: TypeAlias = NDArray[int64]
    Whole = TypeVar("Whole", int, NDArray[int64])

__all__ = [
    "MAX_INT64",
    "Rounding",
    "apply_rate",
    "check_bounds",
    "convert",
    "divide",
    "largest",
    "rounding_named",
    "share",
    "split",
    "split_columns",
    "to_step",
]

Rounding = Literal["half_up", "half_even", "up", "down", "ceiling", "floor"]

MAX_INT64 = 2**63 - 1


# --- rounding a quotient -------------------------------------------------------------------------
# On magnitudes: n >= 0, d > 0. `n + True` is n + 1 for an int and for a column.


def _half_up(n: Any, d: Any) -> Any:
    return (n + d // 2) // d


def _half_even(n: Any, d: Any) -> Any:
    quotient = n // d
    twice_rest = (n - quotient * d) * 2
    odd = quotient % 2 == 1
    return quotient + ((twice_rest > d) | ((twice_rest == d) & odd))


def _up(n: Any, d: Any) -> Any:
    quotient = n // d
    return quotient + (quotient * d < n)


def _down(n: Any, d: Any) -> Any:
    return n // d


_ON_MAGNITUDE: dict[str, Callable[[Any, Any], Any]] = {
    "half_up": _half_up,
    "half_even": _half_even,
    "up": _up,
    "down": _down,
}


def rounding_named(mode: str) -> Rounding:
    """
    `mode` itself when it is a rounding mode.

    Raises:
        InvalidInput: there is no such mode.
    """
    given: object = mode
    for known in get_args(Rounding):
        if isinstance(given, str) and given == known:
            return cast("Rounding", known)
    raise InvalidInput(
        f"there is no such rounding; use one of {', '.join(get_args(Rounding))}", path="rounding"
    )


def divide(n: Whole, d: int | Whole, mode: Rounding) -> Whole:
    """
    The quotient n / d, rounded to a whole number as `mode` says.

    Args:
        n: an int, or a column of int64 whose magnitudes leave room for d / 2 (see `check_bounds`).
        d: positive; an int, or a column as long as `n`.
        mode: a `Rounding`.

    Raises:
        InvalidInput: a divisor is zero or negative, the mode is unknown, or a number is no integer.

    >>> [divide(25, 10, mode) for mode in ("half_up", "half_even", "up", "down")]
    [3, 2, 3, 2]
    >>> divide(-25, 10, "ceiling"), divide(-25, 10, "floor")
    (-2, -3)
    """
    _require_integers(n)
    _require_positive(d)
    quotient: Whole = _quotient(n, d, mode)
    return quotient


def _rounded(n: Any, d: Any, mode: str) -> Any:
    """
    A quotient without a negative number.
    """
    kernel = _ON_MAGNITUDE.get(mode)
    return _quotient(n, d, mode) if kernel is None else kernel(n, d)


def _quotient(n: Any, d: Any, mode: str) -> Any:
    if (kernel := _ON_MAGNITUDE.get(mode)) is not None:
        if _none_negative(n):
            return kernel(n, d)
        return kernel(abs(n), d) * (1 - 2 * (n < 0))
    if rounding_named(mode) == "floor":
        return n // d
    return -(-n // d)


def _none_negative(n: Any) -> bool:
    """
    Whether no sign has to be taken off and put back, as with most prices.
    """
    return bool(n >= 0) if type(n) is int else bool(n.size == 0 or n.min() >= 0)


def convert(
    minor: Whole,
    numerator: int | Whole,
    denominator: int | Whole,
    mode: Rounding,
    *,
    most: int | None = None,
) -> Whole:
    """
    An amount times numerator / denominator, rounded once: a conversion by an exact ratio.

    Columns are checked so that no product can wrap. Whoever knows that none of the amounts is
    negative or above `most`, and gives a ratio of two ints, spares them a look at each.

    Raises:
        InvalidInput: the denominator is not positive, or a number is no integer.
        OutOfBounds: a product of columns would not fit 64 bits.

    >>> convert(5400, 10000, 18352, "half_up")      # 5,400 JPY at 183.52 JPY/EUR, in whole euros
    2942
    """
    _require_positive(denominator)
    if most is not None:
        check_bounds(most, largest(numerator), plus=largest(denominator))
        return cast("Whole", _rounded(minor * numerator, denominator, mode))
    if type(minor) is not int or type(numerator) is not int:
        _check_products(minor, numerator, denominator)
    converted: Whole = _quotient(minor * numerator, denominator, mode)
    return converted


def apply_rate(minor: Whole, rate: Fraction, mode: Rounding, *, most: int | None = None) -> Whole:
    """
    A rate of an amount: 21 % of 1,000 cents; `most` is as for `convert`.

    Raises:
        OutOfBounds: a product of columns would not fit 64 bits.

    >>> from fractions import Fraction
    >>> apply_rate(1050, Fraction(21, 100), "half_up")
    221
    """
    return convert(minor, rate.numerator, rate.denominator, mode, most=most)


def to_step(minor: Whole, step: int, mode: Rounding) -> Whole:
    """
    The multiple of `step` that `minor` rounds to: 5 for five rappen, 100 for a whole krone.

    >>> to_step(1783, 5, "half_up"), to_step(-1783, 5, "half_up"), to_step(1780, 5, "up")
    (1785, -1785, 1780)
    """
    return divide(minor, step, mode) * step


# --- sharing without losing a cent ---------------------------------------------------------------


def share(total: Whole, weight: int | Whole, whole: int | Whole, mode: Rounding) -> Whole:
    """
    The share that `weight` has of `whole`, rounded on its own.

    Shares rounded one by one need not add up; `split` makes parts that do.

    >>> share(1000, 1, 3, "half_up")
    333
    """
    return convert(total, weight, whole, mode)


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """
    Parts of `total` in proportion to `weights`; they always add up to it.

    Each part is rounded down, and the cents left over go to the largest remainders, first come
    first served among equals. A part of weight zero gets nothing. Minus a total splits into minus
    the parts.

    Raises:
        InvalidInput: there are no weights, one is negative or no integer, or all are zero and
            the total is not.

    >>> split(1000, [1, 1, 1]), split(-1000, [1, 1, 1]), split(5, [0, 1, 1])
    ((334, 333, 333), (-334, -333, -333), (0, 3, 2))
    """
    whole = _sum_of_weights(total, weights)
    floors, rests = _floors(abs(total), weights, whole)
    left = abs(total) - sum(floors)
    by_rest = sorted(range(len(rests)), key=rests.__getitem__, reverse=True)
    for position in by_rest[:left]:
        floors[position] += 1
    return tuple(-part for part in floors) if total < 0 else tuple(floors)


def split_columns(total: Column, weights: Sequence[Column]) -> tuple[Column, ...]:
    """
    `split` for many rows at once: one column of totals, one column of weights a part.

    Raises:
        InvalidInput: as `split`, for any row.
        OutOfBounds: a product would not fit 64 bits.
    """
    whole: Any = _sum_of_weight_columns(total, weights)
    check_bounds(largest(total), max(map(largest, weights)))
    floors, rests = _floors(abs(total), weights, whole + (whole == 0))
    left = abs(total) - sum(floors)
    sign = 1 - 2 * (total < 0)
    return tuple(
        sign * (part + (_rank(rests, position) < left)) for position, part in enumerate(floors)
    )


def _floors(magnitude: Any, weights: Sequence[Any], whole: Any) -> tuple[list[Any], list[Any]]:
    floors = [magnitude * weight // whole for weight in weights]
    rests = [magnitude * w - part * whole for w, part in zip(weights, floors, strict=True)]
    return floors, rests


def _rank(rests: Sequence[Any], position: int) -> Any:
    """
    How many remainders come before the one at `position`: larger ones, and equal ones to its left.
    """
    own = rests[position]
    before = sum((rest >= own) * 1 for rest in rests[:position])
    return before + sum((rest > own) * 1 for rest in rests[position + 1 :])


def _sum_of_weights(total: int, weights: Sequence[int]) -> int:
    for number in (total, *weights):
        _require_integers(number)
    if not weights or min(weights) < 0:
        raise _bad_weights()
    if (whole := sum(weights)) == 0 and total != 0:
        raise _nothing_to_split_by()
    return whole or 1


def _sum_of_weight_columns(total: Any, weights: Sequence[Any]) -> Any:
    for column in (total, *weights):
        _require_integers(column)
    if not weights or any((weight < 0).any() for weight in weights):
        raise _bad_weights()
    check_bounds(sum(map(largest, weights)), 1)
    whole = sum(weights)
    if ((whole == 0) & (total != 0)).any():
        raise _nothing_to_split_by()
    return whole


def _bad_weights() -> InvalidInput:
    return InvalidInput("give at least one weight, and none below zero", path="weights")


def _nothing_to_split_by() -> InvalidInput:
    return InvalidInput(
        "all weights are zero, so nothing says who bears the amount; "
        "give each part the weight 1 to split it evenly",
        path="weights",
    )


# --- bounds --------------------------------------------------------------------------------------


def largest(numbers: int | Column) -> int:
    """
    The largest magnitude in a column (0 when it is empty), or of an int.

    >>> largest(-7)
    7
    """
    if isinstance(numbers, int) or not _is_column(numbers):
        return abs(int(numbers))
    return max(int(numbers.max()), -int(numbers.min())) if numbers.size else 0


def check_bounds(maximum: int, factor: int, *, plus: int = 0) -> None:
    """
    Make sure that maximum x factor (+ plus) fits 64 bits before columns are multiplied.

    Raises:
        OutOfBounds: it does not.

    >>> check_bounds(9_000_000_000_000, 1_000_000)
    """
    if abs(maximum) * abs(factor) + abs(plus) > MAX_INT64:
        raise OutOfBounds(
            "the amounts times the rate do not fit 64 bits, and columns wrap without a word; "
            "compute these rows one by one, or use a rate with fewer digits"
        )


def _is_column(numbers: object) -> bool:
    """
    False for an int, True for a column of int64; anything else is refused.
    """
    if isinstance(numbers, int):
        return False
    dtype = getattr(numbers, "dtype", None)
    if dtype is not None and dtype.kind == "i" and dtype.itemsize == 8:
        return True
    raise InvalidInput(
        "amounts are whole minor units: an int, or a column of int64; "
        "use globalcs.to_minor(value, currency, rounding=...) for other numbers"
    )


def _require_integers(numbers: object) -> None:
    if type(numbers) is not int:
        _is_column(numbers)


def _check_products(minor: Any, numerator: Any, denominator: Any) -> None:
    if _is_column(minor) or _is_column(numerator):
        check_bounds(largest(minor), largest(numerator), plus=largest(denominator))


def _require_positive(divisor: Any) -> None:
    if type(divisor) is int and divisor > 0:
        return
    positive = divisor > 0 if not _is_column(divisor) else (divisor > 0).all()
    if not positive:
        raise InvalidInput("a divisor or step must be above zero")
