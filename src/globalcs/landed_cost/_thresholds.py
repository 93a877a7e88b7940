"""
How far a parcel lies from the limits at which its charges change.

The distance is told in the currency of the limit, so that a shop can say "twelve euros more and
duty begins" before the buyer finds out at the door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import Reason
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from globalcs.landed_cost._law import Limit, Plan, Road

__all__ = ["jumps"]


class _Jump(NamedTuple):
    """
    A limit, what is told below and above it, and with which words.
    """

    below: str
    above: str
    limit: Limit
    unit: int
    params: Mapping[str, Any]


def jumps(plan: Plan, road: Road, measures: Mapping[str, int]) -> Iterator[Reason]:
    """
    What is left up to each limit; past it, what is too much (up to the limit once more).
    """
    memo, key = plan.memo, ("jumps", id(road))
    if key not in memo:
        memo[key] = tuple(_found(plan, road))
    for below, above, limit, unit, params in memo[key]:
        if limit.weight is not None and limit.weight < measures["weight"]:
            continue  # too heavy, so that no value would do
        left = limit.bound - measures[limit.measure] * limit.factor
        if left >= 0:
            told = {**params, "left": Money.from_minor(left // unit, limit.amount.currency)}
            yield Reason(below, told, limit.note.refs)
        elif -left <= limit.bound:
            told = {**params, "over": Money.from_minor(-(left // unit), limit.amount.currency)}
            yield Reason(above, told, limit.note.refs)


def _found(plan: Plan, road: Road) -> Iterator[_Jump]:
    """
    The limits of a road and of the schemes before it, each once.
    """
    seen = set()
    for jump in (*_of_schemes(plan, road), *_of_lines(road)):
        name = jump.below, jump.limit.measure, jump.limit.amount
        if name not in seen:
            seen.add(name)
            yield jump


def _of_schemes(plan: Plan, road: Road) -> Iterator[_Jump]:
    for other in plan.roads[:-1]:
        if other.scheme is not None and other.limit is not None and not other.excluded:
            told = {"scheme": other.scheme.registration}
            yield _jump(
                "landed_cost.limit_before_border",
                "landed_cost.limit_over_scheme",
                other.limit,
                told,
            )
        if other is road:
            return


def _of_lines(road: Road) -> Iterator[_Jump]:
    if road.kind not in ("import", "scheme"):
        return
    for law in road.lines:
        if road.duty and law.duty_relief is not None:
            yield _jump(
                "landed_cost.limit_before_duty", "landed_cost.limit_over_duty", law.duty_relief, {}
            )
        if road.duty and law.flat is not None and law.flat.limit is not None:
            yield _jump(
                "landed_cost.limit_before_tariff",
                "landed_cost.limit_over_flat",
                law.flat.limit,
                {"name": law.flat.law.name},
            )
        if road.relieves_tax and law.tax_relief is not None:
            yield _jump(
                "landed_cost.limit_before_tax", "landed_cost.limit_over_tax", law.tax_relief, {}
            )


def _jump(below: str, above: str, limit: Limit, more: Mapping[str, Any]) -> _Jump:
    params = {"limit": limit.amount, "measure": limit.measure, **more}
    unit = limit.bound // limit.amount.minor
    return _Jump(below, above, limit, unit, params)
