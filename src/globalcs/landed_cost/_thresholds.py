"""
How far a parcel lies from the limits at which its charges change.

The distance is told in the currency of the limit, so that a shop can say "twelve euros more and
duty begins" before the buyer finds out at the door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import Reason
from globalcs.landed_cost._duty import duty_laws
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from globalcs.landed_cost._law import Flat, Limit, LineLaw, Plan, Road

__all__ = ["jumps"]


class _Jump(NamedTuple):
    """
    A limit, what is told below and above it, and with which words; nothing up to the limit `past`.
    """

    below: str
    above: str
    limit: Limit
    unit: int
    params: Mapping[str, Any]
    past: Limit | None = None


def jumps(plan: Plan, road: Road, measures: Mapping[str, int]) -> Iterator[Reason]:
    """
    What is left up to each limit; past it, what is too much (up to the limit once more).
    """
    memo, key = plan.memo, ("jumps", id(road))
    if key not in memo:
        memo[key] = tuple(_found(plan, road))
    for below, above, limit, unit, params, past in memo[key]:
        if past is not None and past.holds(measures):
            continue
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
    for jump in (*_of_schemes(plan, road), *_of_lines(plan, road)):
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


def _of_lines(plan: Plan, road: Road) -> Iterator[_Jump]:
    if road.kind not in ("import", "scheme"):
        return
    for number, law in enumerate(road.lines):
        if road.duty and law.duty_relief is not None:
            yield _jump(
                "landed_cost.limit_before_duty", "landed_cost.limit_over_duty", law.duty_relief, {}
            )
        if (flat := _flat(plan, number, law)) is not None and flat.limit is not None and road.duty:
            yield _jump(
                "landed_cost.limit_before_tariff",
                "landed_cost.limit_over_flat",
                flat.limit,
                {"name": flat.law.name},
            )._replace(past=law.duty_relief)
        if road.relieves_tax and law.tax_relief is not None:
            yield _jump(
                "landed_cost.limit_before_tax", "landed_cost.limit_over_tax", law.tax_relief, {}
            )


def _flat(plan: Plan, number: int, law: LineLaw) -> Flat | None:
    """
    The flat duty of a line, where it has a limit and does not spare the goods.
    """
    flat = law.flat
    if flat is None or flat.limit is None:
        return None
    return None if flat.law.spares_free and duty_laws(plan)[number].free else flat


def _jump(below: str, above: str, limit: Limit, more: Mapping[str, Any]) -> _Jump:
    params = {"limit": limit.amount, "measure": limit.measure, **more}
    unit = limit.bound // limit.amount.minor
    return _Jump(below, above, limit, unit, params)
