"""
Prior prices by other rules than the lowest price of some days: Switzerland's and Japan's.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from globalcs.decision import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from globalcs.decision import FactRef
    from globalcs.money import Money
    from globalcs.pricing._keys import Comparison

__all__ = ["Found", "Point", "Run", "Verdict", "compared", "months_later", "runs"]

Verdict = Literal["announce", "no_reduction", "too_short", "exempt", "unknown"]

ONE_DAY = timedelta(1)


class Point(NamedTuple):
    """
    A price and the day from which it held.
    """

    since: date
    price: Money


class Run(NamedTuple):
    """
    The days on which a price held, without a break.
    """

    price: Money
    first: date
    last: date

    @property
    def days(self) -> int:
        """
        How many.
        """
        return (self.last - self.first).days + 1


class Found(NamedTuple):
    """
    The verdict with its days and reasons.
    """

    verdict: Verdict
    prior: Money | None = None
    first: date | None = None
    last: date | None = None
    reasons: tuple[Reason, ...] = ()
    until: date | None = None


def runs(points: Sequence[Point]) -> list[Run]:
    """
    The prices before the present one, each with its days.
    """
    return [
        Run(point.price, point.since, after.since - ONE_DAY) for point, after in pairwise(points)
    ]


def compared(
    points: Sequence[Point],
    rule: Comparison,
    place: str,
    refs: tuple[FactRef, ...],
    on: date,
    campaign: date | None,
) -> Found:
    """
    The prior price by the rule of the place.
    """
    case = _Case(points, rule, place, refs)
    if not case.before:
        return Found("too_short", reasons=(case.reason("pricing.never_dearer"),))
    return case.majority(campaign) if rule.shape == "majority" else case.charged(on)


class _Case:
    """
    One announcement: the present price, those before it, and the rule.
    """

    def __init__(
        self, points: Sequence[Point], rule: Comparison, place: str, refs: tuple[FactRef, ...]
    ) -> None:
        self.rule, self.place, self.refs = rule, place, refs
        self.points, self.now, self.before = points, points[-1], runs(points)

    def reason(self, code: str, **params: object) -> Reason:
        return Reason(code, {"place": self.place, **params}, self.refs)

    # --- charged: what was charged right before, half as long; what was charged long, for ever ---

    def charged(self, on: date) -> Found:
        cuts = self.cuts()
        if not cuts:
            return self.not_dearer(self.before[-1])
        enough = self.rule.unlimited_from_days
        lasting = [] if enough is None else [run for run in cuts if run.days >= enough]
        if lasting:
            best = lasting[0]
            told = self.reason(
                "pricing.charged_long", prior=best.price, first=best.first, last=best.last,
                days=enough,
            )  # fmt: skip
            return Found("announce", best.price, best.first, best.last, (told,))
        return self.half_as_long(cuts[-1], on)

    def cuts(self) -> list[Run]:
        """
        The prices from which nothing but cuts led to the present one, the highest first.
        """
        found: list[Run] = []
        lower = self.now.price
        for run in reversed(self.before):
            if run.price <= lower:
                break
            found.insert(0, run)
            lower = run.price
        return found

    def half_as_long(self, run: Run, on: date) -> Found:
        until = self.now.since + timedelta(run.days // 2) - ONE_DAY
        if self.rule.longest_months is not None:
            until = min(until, months_later(self.now.since, self.rule.longest_months) - ONE_DAY)
        told = {"prior": run.price, "first": run.first, "last": run.last, "until": until}
        if on > until:
            over = self.reason("pricing.comparison_over", **told)
            return Found("too_short", None, run.first, run.last, (over,))
        shown = self.reason("pricing.charged_before", **told)
        return Found("announce", run.price, run.first, run.last, (shown,), until)

    def not_dearer(self, run: Run) -> Found:
        why = self.reason("pricing.price_right_before", prior=run.price, last=run.last)
        return Found("no_reduction", run.price, run.last, run.last, (why,))

    # --- majority: the price of more than half of the weeks before -------------------------------

    def majority(self, campaign: date | None) -> Found:
        cut, why = self.cut_day(campaign)
        start = max(cut - timedelta(self.rule.days or 0), self.points[0].since)
        window = (cut - start).days
        told = {"first": start, "last": cut - ONE_DAY, "days": window}
        for price in {run.price: None for run in self.before}:
            held, last = self.held(price, start, cut)
            if self.is_enough(held, window, cut, last):
                most = self.reason("pricing.majority_price", prior=price, held=held, **told)
                return self.announced(price, start, cut, held, (*why, most))
        lacking = self.reason(
            "pricing.no_majority", **told, least=self.rule.least_days,
            within=self.rule.ended_within_days,
        )  # fmt: skip
        return Found("too_short", None, start, cut - ONE_DAY, (*why, lacking))

    def cut_day(self, campaign: date | None) -> tuple[date, tuple[Reason, ...]]:
        """
        The day the sale began: of its first cut, while the price has stayed below the one before.
        """
        if campaign is None or campaign >= self.now.since:
            return self.now.since, ()
        ahead = next(run.price for run in reversed(self.before) if run.first < campaign)
        sale = [point.price for point in self.points if point.since >= campaign]
        if all(price < ahead for price in sale):
            return campaign, (self.reason("pricing.campaign_kept", day=campaign),)
        return self.now.since, (self.reason("pricing.campaign_not_kept", day=campaign),)

    def held(self, price: Money, start: date, cut: date) -> tuple[int, date]:
        """
        On how many days of the window the price held, and the last of them.
        """
        days, last = 0, date.min
        for run in self.before:
            first, end = max(run.first, start), min(run.last, cut - ONE_DAY)
            if run.price == price and first <= end:
                days, last = days + (end - first).days + 1, end
        return days, last

    def is_enough(self, held: int, window: int, cut: date, last: date) -> bool:
        rule = self.rule
        return (
            2 * held > window
            and held >= (rule.least_days or 0)
            and (rule.ended_within_days is None or (cut - last).days < rule.ended_within_days)
        )

    def announced(
        self, prior: Money, start: date, cut: date, held: int, why: tuple[Reason, ...]
    ) -> Found:
        if self.now.price >= prior:
            return Found("no_reduction", prior, start, cut - ONE_DAY, why)
        until = self.lasts_until(prior, cut)
        params = {"place": self.place, "prior": prior, "until": until, "days": self.rule.days}
        told = Reason("pricing.majority_until", params, self.refs, "assumption")
        return Found("announce", prior, start, cut - ONE_DAY, (*why, told), until)

    def lasts_until(self, prior: Money, cut: date) -> date:
        """
        The last day that still looks back on more days at the prior price than at others.
        """
        day = cut
        while True:
            later = day + ONE_DAY
            start = max(later - timedelta(self.rule.days or 0), self.points[0].since)
            held, _ = self.held(prior, start, cut)
            if 2 * held <= (later - start).days:
                return day
            day = later


def months_later(day: date, months: int) -> date:
    """
    The same day some months later, or the last one of that month.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
