"""
The arithmetic of a price: pure, exact until the one rounding, no look-ups.

Amounts are minor units; the kernels take an int or a column of int64 (see `cents`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs import cents

if TYPE_CHECKING:
    from fractions import Fraction

    from globalcs.cents import Rounding

__all__ = ["Ending", "at_least", "ending_of", "quantise", "with_ending"]


class Ending(NamedTuple):
    """
    A price ending as numbers: prices with it leave `rest` when divided by `every` (minor units).
    """

    every: int
    rest: int


def ending_of(text: str, digits: int) -> Ending | None:
    """
    ``.99`` or ``990`` for a currency of so many decimals; None when it can't have that ending.

    >>> ending_of(".99", 2), ending_of("990", 0), ending_of(".99", 0)
    (Ending(every=100, rest=99), Ending(every=1000, rest=990), None)
    """
    number = text.removeprefix(".")
    if not text.startswith("."):
        scale = 10**digits
        return Ending(10 ** len(number) * scale, int(number) * scale)
    if len(number) > digits:
        return None
    return Ending(10**digits, int(number.ljust(digits, "0")))


def quantise(
    minor: Any, ratio: Fraction, step: int, mode: Rounding, most: int | None = None
) -> Any:
    """
    An amount times all ratios of the way, rounded once to a multiple of `step`.

    `most` is as for `cents.convert`.

    >>> from fractions import Fraction
    >>> quantise(5400, Fraction(121, 183), 5, "half_up")
    3570
    """
    steps = cents.convert(minor, ratio.numerator, ratio.denominator * step, mode, most=most)
    return steps if step == 1 else steps * step


def with_ending(minor: Any, ending: Ending, toward: str) -> Any:
    """
    The price with that ending nearest to `minor` (the lower of two as near), or above, or below.

    It is never zero or less: the first one above zero is taken instead. A price that has the
    ending stays.

    >>> with_ending(3395, Ending(100, 99), "nearest"), with_ending(20, Ending(100, 99), "down")
    (3399, 99)
    """
    # What is added before the division down makes it one up, or to the nearest, of two the lower.
    onto = {"nearest": (ending.every - 1) // 2, "up": ending.every - 1, "down": 0}[toward]
    count = (minor + (onto - ending.rest)) // ending.every
    found = count * ending.every + ending.rest
    return at_least(found, ending.rest or ending.every)


def at_least(minor: Any, lowest: int) -> Any:
    """
    The larger of the two, for an int or each row of a column.
    """
    return max(minor, lowest) if type(minor) is int else minor.clip(lowest)
