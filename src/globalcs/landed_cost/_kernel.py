"""
The arithmetic of a quote, on whole minor units: the same bodies for an int and an int64 column.

No look-ups and no choices here: which rules hold was decided before. Rates are whole numbers over
a scale. Nothing is lost: shares are made by largest remainder and add up.
"""

from __future__ import annotations

from operator import floordiv
from typing import TYPE_CHECKING, Any

from globalcs.cents import divide, rounding_named, split_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from globalcs.cents import Rounding

__all__ = [
    "by",
    "chained",
    "inside",
    "levied",
    "nearest",
    "plus",
    "rounded",
    "shared_rows",
    "shares",
    "taken_out",
    "total",
]


def total(cells: Sequence[Any]) -> Any:
    """
    The sum of some cells.

    >>> total([3, 4])
    7
    """
    return sum(cells)


def plus(*columns: Sequence[Any]) -> list[Any]:
    """
    The sum of some rows of cells, cell by cell.

    >>> plus([1, 2], [10, 20])
    [11, 22]
    """
    if len(columns) == 2:
        return [one + other for one, other in zip(*columns, strict=True)]
    return [sum(cells) for cells in zip(*columns, strict=True)]


def shares(amount: Any, weights: Sequence[Any]) -> Sequence[Any]:
    """
    Parts of an amount by weight, by largest remainder; they add up to it.

    >>> shares(100, [1, 1, 1])
    [34, 33, 33]
    """
    if type(amount) is not int:
        return split_columns(amount, weights)
    if amount == 0:
        return (0,) * len(weights)
    return (amount,) if len(weights) == 1 else _split(amount, weights)


def _split(amount: int, weights: Sequence[int]) -> Sequence[int]:
    """
    `cents.split` for amounts and weights that are known to be whole and not negative.
    """
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    if left:
        rests = [amount * weight % whole for weight in weights]
        if left == 1:
            parts[rests.index(max(rests))] += 1
            return parts
        for number in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            parts[number] += 1
    return parts


def shared_rows(
    amount: Any, weights: Sequence[Any], whole: Any, behind: Mapping[tuple[int, int], Any]
) -> list[Any]:
    """
    `shares` for columns whose bounds were checked: row by row the same parts.

    `whole` is the sum of the weights, above zero wherever there is something to share;
    `behind[i, j]` is 1 in rows where line i stands behind line j > i, as equal remainders are
    served in the order of the lines.
    """
    if len(weights) == 1:
        return [amount]
    parts, rests, rest_sum = [], [], 0
    for weight in weights[:-1]:
        rest = amount * weight
        part = rest // whole
        rest -= part * whole
        parts.append(part)
        rests.append(rest)
        rest_sum = rest_sum + rest
    # What is left over, and with it the last part and its rest, follow from the others.
    left = -(-rest_sum // whole) if len(weights) > 3 else (rest_sum > 0) + 0
    if len(weights) == 3:
        left += rest_sum > whole
    rests.append(left * whole - rest_sum)
    parts.append(amount - sum(parts) - left)
    for number, ahead in enumerate(_served_before(rests, behind)):
        parts[number] += ahead < left
    return parts


def _served_before(rests: Sequence[Any], behind: Mapping[tuple[int, int], Any]) -> list[Any]:
    """
    How many lines are served before each: those of a larger remainder, and equal ones in front.
    """
    ahead: list[Any] = [len(rests) - 1 - number for number in range(len(rests))]
    for one in range(len(rests)):
        for other in range(one + 1, len(rests)):
            first = (rests[one] >= rests[other] + behind[one, other]).view("int8")
            ahead[one] = ahead[one] - first
            ahead[other] = ahead[other] + first
    return ahead


def rounded(amount: Any, step: int, mode: Rounding) -> Any:
    """
    To a multiple of `step` minor units.

    >>> rounded(19670, 100, "half_up")
    19700
    """
    return divide(amount, step, mode) * step


def levied(cells: Sequence[Any], scale: int, step: int, mode: Rounding) -> Any:
    """
    The sum of `cells` over `scale` (each a base times its rate), rounded once to `step`.

    >>> levied([125000 * 107], 1000, 100, "half_up")     # 10.7 % of 1,250.00, to a whole krone
    13400
    """
    return divide(sum(cells), scale * step, mode) * step


def by(amount: Any, ratio: Fraction) -> Any:
    """
    An amount of money, none below zero, times an exact ratio, half up.

    >>> from fractions import Fraction
    >>> by(250, Fraction(1, 100))
    3
    """
    under = ratio.denominator
    amount = amount * ratio.numerator
    amount += under // 2
    amount //= under
    return amount


def nearest(mode: str) -> Callable[[Any, int], Any]:
    """
    The quotient of two whole numbers, the first not below zero, rounded as `mode` says.

    >>> nearest("half_up")(25, 10), nearest("half_even")(25, 10), nearest("ceiling")(21, 10)
    (3, 2, 3)
    """
    return _NEAREST[rounding_named(mode)]


def _half_up(n: Any, d: int) -> Any:
    n = n + d // 2
    n //= d
    return n


def _half_even(n: Any, d: int) -> Any:
    quotient = n // d
    twice_rest = (n - quotient * d) * 2
    return quotient + ((twice_rest > d) | ((twice_rest == d) & (quotient % 2 == 1)))


def _up(n: Any, d: int) -> Any:
    return -(-n // d)


_NEAREST: dict[str, Callable[[Any, int], Any]] = {
    "half_up": _half_up,
    "half_even": _half_even,
    "up": _up,
    "ceiling": _up,
    "down": floordiv,
    "floor": floordiv,
}


def inside(base: Any, over: int, under: int, step: int, mode: Rounding) -> Any:
    """
    A tax that is part of its own base: base x rate / (1 - rate), for a rate over / under.

    >>> inside(6000, 17, 100, 1, "half_up")
    1229
    """
    return divide(base * over, (under - over) * step, mode) * step


def taken_out(gross: Any, over: int, under: int, mode: Rounding) -> Any:
    """
    The tax that an inclusive amount holds: gross x rate / (1 + rate), for a rate over / under.

    >>> taken_out(12100, 21, 100, "half_up")
    2100
    """
    return divide(gross * over, under + over, mode)


def chained(
    base: Any, first: tuple[int, int], second: tuple[int, int], step: int, mode: Rounding
) -> Any:
    """
    A tax in two parts: a first of the base, a second of the rounded first, each rounded to `step`.

    >>> chained(56000, (78, 1000), (22, 78), 100, "down")
    5500
    """
    one = divide(base * first[0], first[1] * step, mode) * step
    return one + divide(one * second[0], second[1] * step, mode) * step
