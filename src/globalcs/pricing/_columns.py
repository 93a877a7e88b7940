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

__all__ = ["BLOCK", "Given", "Group", "Most", "fill", "members", "prices"]

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


class Most(NamedTuple):
    """
    The largest numbers of some columns, so that bounds are looked at once; none is negative.
    """

    amount: int
    cost: int
    own: int

    @classmethod
    def of(cls, given: Given) -> Most:
        """
        Those of some columns.
        """
        columns = (given.amounts, given.costs, given.own)
        return cls(*(0 if column is None else cents.largest(column) for column in columns))


def fill(group: Group, rows: Column, given: Given, most: Most, minor: Column, net: Column) -> bool:
    """
    Write the prices and net prices of some rows of a group; those of a broken group stay zero.

    Returns whether one of them may be larger than money may be.
    """
    plan = group.plan
    if plan is None or group.problem:
        return False
    part = given.at(rows)
    found = _within(plan, part, group.own, most) or _within(plan, part, group.own, Most.of(part))
    if found is not None:
        minor[rows], net[rows], top = found
        return top > MAX_MINOR
    many = [_one_by_one(plan, part, row, group.own) for row in range(len(part.amounts))]
    minor[rows], net[rows] = zip(*many, strict=True)
    return True


def _within(plan: Plan, given: Given, own: bool, most: Most) -> tuple[Column, Column, int] | None:
    """
    Prices, net prices and their bound; None where products might not fit 64 bits.
    """
    try:
        top = highest(plan, most, own)
        shown = prices(plan, given, own, most, top)
        return shown, without_tax(plan, shown, top), top
    except OutOfBounds:
        return None


def _one_by_one(plan: Plan, given: Given, row: int, own: bool) -> tuple[int, int]:
    """
    A price with Python's integers, where products would not fit 64 bits.
    """
    one = Given(*(None if column is None else int(column[row]) for column in given))
    shown = prices(plan, one, own)
    return min(shown, MAX_MINOR + 1), min(without_tax(plan, shown), MAX_MINOR + 1)


def highest(plan: Plan, most: Most, own: bool) -> int:
    """
    No price of a plan is higher, for amounts and costs up to the largest.
    """
    rules = plan.rules
    top = most.own if own else quantise(most.amount, plan.ratio, plan.step, rules.rounding)
    if rules.min_margin is not None:
        top = max(top, _least(plan, most.cost))
    # An ending moves a price by less than its distance to the next, or up to the first above zero.
    return int(top + (2 * plan.ending.every if plan.ending else 0))


def prices(
    plan: Plan, given: Given, own: bool = False, most: Most | None = None, top: int | None = None
) -> Any:
    """
    Rounding, ending and least margin of an int or a column, with the kernels of a single price.

    Args:
        plan: the numbers that all of them share.
        given: whole minor units, none negative.
        own: whether the shop set the prices itself.
        most, top: the largest that there are in a column, and what `highest` makes of them.

    Raises:
        OutOfBounds: products of a column would not fit 64 bits.
    """
    if own:
        shown, has_ending = given.own, False
    else:
        shown, has_ending = _rounded(plan, given.amounts, most and most.amount, top)
    if given.costs is None or plan.rules.min_margin is None or plan.missing:
        return shown
    lowest = _least(plan, given.costs, most and most.cost)
    if plan.ending is not None:
        raised = with_ending(lowest, plan.ending, "up")
        lowest = lowest + has_ending * (raised - lowest)
    return shown + (shown < lowest) * (lowest - shown)


def _rounded(plan: Plan, amounts: Any, most: int | None, top: int | None) -> tuple[Any, Any]:
    shown = quantise(amounts, plan.ratio, plan.step, plan.rules.rounding, most)
    if plan.ending is None:
        return shown, False
    within = plan.rules.within
    if top is not None:
        cents.check_bounds(top, 2 * max(within.numerator, within.denominator))
    moved = with_ending(shown, plan.ending, plan.rules.toward) - shown
    # What costs nothing is never near enough: an ending is above zero.
    has_ending = _times(abs(moved), within.denominator) <= _times(shown, within.numerator)
    return shown + has_ending * moved, has_ending


def _times(numbers: Any, factor: int) -> Any:
    return numbers if factor == 1 else numbers * factor


def _least(plan: Plan, costs: Any, most: int | None = None) -> Any:
    """
    The lowest prices that leave the least margin.
    """
    # The cost goes by the rate alone: what else multiplies a price is not part of it.
    ratio = lowest_with_margin(plan.cost_ratio, plan.rules.min_margin, plan.inside)
    return quantise(costs, ratio, plan.step, "ceiling", most)


def without_tax(plan: Plan, shown: Any, top: int | None = None) -> Any:
    """
    The same prices without the tax inside.

    Raises:
        OutOfBounds: products of a column would not fit 64 bits.
    """
    if plan.inside is None:
        return shown
    return cents.apply_rate(shown, 1 / (1 + plan.inside), plan.rules.rounding, most=top)
