"""
A price replayed over past days: how often a policy would have changed the tag.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs import _currencies
from globalcs.cents import divide
from globalcs.errors import InvalidInput
from globalcs.money import Money
from globalcs.pricing._doors import listed
from globalcs.pricing._price import price

if TYPE_CHECKING:
    from collections.abc import Iterable

    from globalcs.facts import Facts
    from globalcs.pricing._local_price import Tag
    from globalcs.pricing._models import PriceRules
    from globalcs.rates import Rates

__all__ = ["HistoryRow", "PriceHistory", "history"]


class HistoryRow(NamedTuple):
    """
    One day: the tag, what plain conversion would have said, the rate, and what was left.

    `changed` is whether another amount than the day before stood on the tag.
    """

    day: date
    amount: Money | None
    exact: Fraction | None
    rate: Fraction
    rate_day: date
    margin: Fraction | None
    changed: bool
    status: str


class PriceHistory(NamedTuple):
    """
    The days in their order.

    Attributes:
        place: where.
        rows: one a day.
    """

    place: str
    rows: tuple[HistoryRow, ...]

    @property
    def changes(self) -> int:
        """
        How often the tag changed after the first day.
        """
        return sum(row.changed for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        """
        The rows as plain records for a table; ratios as decimals of twelve places, half even.

        >>> from globalcs.pricing import history
        >>> from datetime import timedelta
        >>> week = [date(2026, 10, 23) + timedelta(n) for n in range(7)]
        >>> history("5400 JPY", "NL", week).records()[0]["minor"]
        3723
        """
        return [
            {
                "place": self.place,
                "day": row.day,
                "minor": None if row.amount is None else row.amount.minor,
                "currency": None if row.amount is None else str(row.amount.currency),
                "shown": None if row.amount is None else row.amount.amount,
                "exact": _twelve_places(row.exact),
                "rate": _twelve_places(row.rate),
                "margin": _twelve_places(row.margin),
                "changed": row.changed,
                "status": row.status,
            }
            for row in self.rows
        ]


def history(
    money: Money | str,
    place: str,
    days: Iterable[date],
    *,
    cost: Money | str | None = None,
    rules: PriceRules | None = None,
    rates: Rates | None = None,
    facts: Facts | None = None,
    **more: Any,
) -> PriceHistory:
    """
    What would have stood on the tag on each of some days, each under the law and rate of its day.

    With a `band` in the rules the tag of one day is the `previous` of the next, so that it stands
    until the rate has left the band.

    Args:
        money: the shop's price.
        place: the market.
        days: in rising order.
        cost: what the goods cost, for margins.
        rules, rates, facts, more: as for `price`.

    Raises:
        InvalidInput: the days do not rise, or there are none.
        RateNotFound: a day without a rate; as `price` raises it.
    """
    asked = [_currencies.require_day(day) for day in listed(days, "days")]
    if not asked or sorted(set(asked)) != asked:
        raise InvalidInput("give days in rising order, each once", path="days")
    rows: list[HistoryRow] = []
    tag: Tag | None = None
    for day in asked:
        shown = price(
            money, place, on=day, cost=cost, rules=rules, rates=rates, facts=facts, previous=tag,
            **more,
        )  # fmt: skip
        before = rows[-1].amount if rows else shown.amount
        rows.append(
            HistoryRow(
                day,
                shown.amount,
                shown.exact,
                shown.rate.ratio,
                shown.rate.day,
                shown.margin,
                shown.amount != before,
                shown.status,
            )
        )
        tag = shown.tag
    return PriceHistory(shown.request.place, tuple(rows))


def _twelve_places(ratio: Fraction | None) -> Decimal | None:
    if ratio is None:
        return None
    return Decimal(divide(ratio.numerator * 10**12, ratio.denominator, "half_even")).scaleb(-12)
