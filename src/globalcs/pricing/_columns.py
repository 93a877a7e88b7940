"""
The arithmetic of a table: blocks of rows go through the kernels of a single price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs import cents
from globalcs.errors import OutOfBounds
from globalcs.money import MAX_MINOR
from globalcs.pricing._steps import quantise, with_ending
from globalcs.pricing._way import lowest_with_margin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from globalcs.pricing._way import Plan

__all__ = ["BLOCK", "Given", "Group", "fill", "members", "prices"]

Column = Any

#: Rows that are computed at once: few enough for the cache of one core, and many enough for numpy
#: to use its columns between two steps again.
BLOCK = 32_768


class Group(NamedTuple):
    """
    The plan of all rows of one currency and goods in one place, or why there is none.

    `own` is whether the shop set their prices itself, in its price book.
    """

    plan: Plan | None
    problem: str
    currency: str = ""
    digits: int = 0
    own: bool = False


class Given(NamedTuple):
    """
    Columns of minor units: the shop's prices, costs, and what its price book says instead.
    """

    amounts: Column
    costs: Column | None
    own: Column | None = None

    def at(self, rows: Column) -> Given:
        """
        Some of the rows.
        """
        costs = None if self.costs is None else self.costs[rows]
        return Given(self.amounts[rows], costs, None if self.own is None else self.own[rows])


def members(codes: int | Column, rows: int) -> Iterable[tuple[int, Column]]:
    """
    Each group with its rows, in blocks: slices where all are of one group, else their numbers.
    """
    import numpy as np

    if isinstance(codes, int):
        for start in range(0, rows, BLOCK):
            yield codes, slice(start, min(start + BLOCK, rows))
        return
    sizes = np.bincount(codes)
    # Small integers are sorted by counting.
    small = codes.astype(np.uint16) if sizes.size < 2**16 else codes
    order = np.argsort(small, kind="stable")
    for number, whole in enumerate(np.split(order, np.cumsum(sizes)[:-1])):
        for start in range(0, whole.size, BLOCK):
            yield number, whole[start : start + BLOCK]


def fill(group: Group, rows: Column, given: Given, minor: Column, net: Column) -> None:
    """
    Write the prices and net prices of some rows of a group; those of a broken group stay zero.
    """
    plan = group.plan
    if plan is None or group.problem:
        return
    part = given.at(rows)
    shown = _exactly_or_one_by_one(plan, part, group.own)
    minor[rows] = shown
    net[rows] = _without_tax(plan, shown)


def _exactly_or_one_by_one(plan: Plan, given: Given, own: bool) -> Column:
    """
    A block of prices; where products would not fit 64 bits, one by one with Python's integers.
    """
    import numpy as np

    try:
        return prices(plan, given, own)
    except OutOfBounds:
        many = [prices(plan, _one(given, row), own) for row in range(len(given.amounts))]
        return np.array([min(minor, MAX_MINOR + 1) for minor in many], dtype=np.int64)


def _one(given: Given, row: int) -> Given:
    costs = None if given.costs is None else int(given.costs[row])
    return Given(int(given.amounts[row]), costs, None if given.own is None else int(given.own[row]))


def prices(plan: Plan, given: Given, own: bool = False) -> Any:
    """
    Rounding, ending and least margin of an int or a column, with the kernels of a single price.

    Raises:
        OutOfBounds: products of a column would not fit 64 bits.
    """
    shown, has_ending = (given.own, False) if own else _rounded(plan, given.amounts)
    if given.costs is None or plan.rules.min_margin is None or plan.missing:
        return shown
    return _guarded(plan, shown, given.costs, has_ending)


def _rounded(plan: Plan, amounts: Any) -> tuple[Any, Any]:
    shown = quantise(amounts, plan.ratio, plan.step, plan.rules.rounding)
    if plan.ending is None:
        return shown, False
    within = plan.rules.within
    most = 2 * cents.largest(shown) + 2 * plan.ending.every
    cents.check_bounds(most, 2 * max(within.numerator, within.denominator))
    moved = with_ending(shown, plan.ending, plan.rules.toward) - shown
    # What costs nothing is never near enough: an ending is above zero.
    has_ending = _times(abs(moved), within.denominator) <= _times(shown, within.numerator)
    return shown + has_ending * moved, has_ending


def _times(numbers: Any, factor: int) -> Any:
    return numbers if factor == 1 else numbers * factor


def _guarded(plan: Plan, shown: Any, costs: Any, has_ending: Any) -> Any:
    # The cost goes by the rate alone: what else multiplies a price is not part of it.
    ratio = lowest_with_margin(plan.cost_ratio, plan.rules.min_margin, plan.inside)
    lowest = quantise(costs, ratio, plan.step, "ceiling")
    if plan.ending is not None:
        raised = with_ending(lowest, plan.ending, "up")
        lowest = lowest + has_ending * (raised - lowest)
    return shown + (shown < lowest) * (lowest - shown)


def _without_tax(plan: Plan, shown: Column) -> Column:
    if plan.inside is None:
        return shown
    ratio = 1 / (1 + plan.inside)
    try:
        return cents.apply_rate(shown, ratio, plan.rules.rounding)
    except OutOfBounds:
        import numpy as np

        many = [cents.apply_rate(int(n), ratio, plan.rules.rounding) for n in shown.tolist()]
        return np.array(many, dtype=np.int64)
