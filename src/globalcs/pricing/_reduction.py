"""
What a shop may say when it announces a lower price: the prior price, and the percentage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs import _currencies
from globalcs.decision import Decision, Reason, Status, worst_status
from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.money import Money
from globalcs.pricing._comparison import Found, Point, Verdict, compared, months_later
from globalcs.pricing._doors import book_of, listed
from globalcs.pricing._keys import COMPARISON_PRICE, PRIOR_PRICE, PRIOR_PRICE_RELIEF, Relief

if TYPE_CHECKING:
    from collections.abc import Iterable

    from globalcs.facts import Fact, Facts
    from globalcs.facts._places import Place
    from globalcs.items import Address

__all__ = ["Reduction", "ReductionRequest", "Verdict", "announce_reduction"]

_NO_RELIEF = Relief()


class ReductionRequest(NamedTuple):
    """
    What was asked: the prices so far, the place, and the kind of cut.
    """

    history: tuple[Point, ...]
    place: str
    perishable: bool
    campaign: date | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reduction(Decision):
    """
    Whether a price may be announced as reduced, and against which prior price.

    Attributes:
        verdict: "announce" (name `prior`), "no_reduction" (the price is not below it), "too_short"
            (not sold long enough), "exempt" (no prior price is needed), or "unknown".
        price: the price on the day asked for.
        prior: the price that the announcement must name and rest on.
        percent: the largest whole percentage that may be claimed, never rounded up.
        first, last: the days among which the prior price was found.
        until: the last day on which it may be shown; None where nothing limits it.
    """

    kind = "pricing.reduction"

    request: ReductionRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    verdict: Verdict
    price: Money
    prior: Money | None
    percent: int | None
    first: date | None
    last: date | None
    until: date | None

    def headline(self) -> Reason:
        """
        What may be said, in a sentence.
        """
        told = {"place": self.request.place, "price": self.price, "prior": self.prior}
        if self.verdict == "announce":
            return Reason("pricing.reduction_announce", {**told, "percent": self.percent})
        codes = {
            "no_reduction": "pricing.reduction_none",
            "too_short": "pricing.reduction_too_short",
            "exempt": "pricing.reduction_exempt",
            "unknown": "pricing.reduction_unknown",
        }
        return Reason(codes[self.verdict], told)


def announce_reduction(
    history: Iterable[tuple[date, Money | str]],
    place: str | Address | Place,
    *,
    on: date,
    campaign: date | None = None,
    perishable: bool = False,
    facts: Facts | None = None,
) -> Reduction:
    """
    The prior price that an announced reduction must name.

    In the European Union that is the lowest price of the thirty days before the cut (Directive
    98/6/EC, article 6a), and any percentage rests on it (Court of Justice, C-330/23). Where a
    state is softer (perishable goods, new goods, growing cuts) the book says so; where nobody
    knows, the strict reading holds. Switzerland and Japan ask how long the earlier price was
    charged, and limit how long it may be shown: `until`.

    Args:
        history: each price with the day from which it held, in this shop and channel; the last one
            up to `on` is the price to announce.
        place: where the shoppers are.
        on: the day of the announcement.
        campaign: the day of the first cut, when this is a later one of the same unbroken campaign.
        perishable: the goods spoil soon.
        facts: the book.

    Raises:
        InvalidInput: no price up to `on`, two for a day, or no cut on the day of the campaign.
        CurrencyMismatch: prices of several currencies.
        UnknownPlace: there is no such place.

    >>> prices = [(date(2026, 1, 1), "1.69 EUR"), (date(2026, 10, 10), "1.29 EUR"),
    ...           (date(2026, 10, 20), "1.69 EUR"), (date(2026, 10, 29), "1.29 EUR")]
    >>> banana = announce_reduction(prices, "DE", on=date(2026, 10, 29))
    >>> banana.verdict, banana.prior
    ('no_reduction', Money('1.29', 'EUR'))
    """
    facts = book_of(facts)
    _currencies.require_day(on)
    if not isinstance(perishable, bool):
        raise InvalidInput("perishable is True or False", path="perishable")
    asked = ReductionRequest(_checked(history), facts.place(place).code, perishable, campaign)
    points = [point for point in asked.history if point.since <= on]
    if not points:
        raise InvalidInput("the history holds no price up to that day", path="history")
    if campaign is not None and not _is_cut(points, _currencies.require_day(campaign)):
        raise InvalidInput("no cut begins on the day of the campaign", path="campaign")
    found, used = _found(asked, points, on, facts)
    return _answer(asked, on, facts, points[-1].price, found, used)


def _found(
    asked: ReductionRequest, points: list[Point], on: date, facts: Facts
) -> tuple[Found, tuple[Fact[Any], ...]]:
    """
    The prior price by the rule of the place, and the facts that it rests on.
    """
    rule = facts.find(asked.place, PRIOR_PRICE, on=on)
    if rule is None:
        other = facts.find(asked.place, COMPARISON_PRICE, on=on)
        if other is None:
            return Found("unknown"), ()
        return compared(points, other.value, asked.place, other.refs, on, asked.campaign), (other,)
    relief = facts.find(asked.place, PRIOR_PRICE_RELIEF, on=on)
    used = (rule,) if relief is None else (rule, relief)
    return _Case(asked, points, rule, relief, on).found(), used


def _answer(
    asked: ReductionRequest,
    on: date,
    facts: Facts,
    price: Money,
    found: Found,
    used: tuple[Fact[Any], ...],
) -> Reduction:
    unknown = found.verdict == "unknown"
    statuses: list[Status] = [fact.status for fact in used]
    doubts = tuple(reason for fact in used for reason in fact.reasons)
    percent = None
    if found.verdict == "announce" and found.prior is not None:
        percent = int((1 - Fraction(price.minor, found.prior.minor)) * 100)
    return Reduction(
        request=asked,
        on=on,
        law_day=on,
        facts_version=facts.version,
        status="unknown" if unknown else worst_status(statuses),
        missing=(f"pricing.prior_price {asked.place}",) if unknown else (),
        reasons=(*found.reasons, *doubts),
        verdict=found.verdict,
        price=price,
        prior=found.prior,
        percent=percent,
        first=found.first,
        last=found.last,
        until=found.until,
    )


def _checked(history: Iterable[tuple[date, Money | str]]) -> tuple[Point, ...]:
    points = sorted(map(_point, listed(history, "history")))
    if len({point.since for point in points}) != len(points):
        raise InvalidInput("the history has two prices from the same day on", path="history")
    if len({str(point.price.currency) for point in points}) > 1:
        raise CurrencyMismatch("the history holds several currencies", path="history")
    if any(point.price.minor < 0 for point in points):
        raise InvalidInput("a price can't be negative", path="history")
    # A price that is told again is no new price.
    return tuple(
        point
        for position, point in enumerate(points)
        if not position or point.price != points[position - 1].price
    )


def _point(told: Any) -> Point:
    if not (isinstance(told, (tuple, list)) and len(told) == 2):
        raise InvalidInput(
            'each price comes with the day from which it held: (date(2026, 10, 1), "80 EUR")',
            path="history",
        )
    return Point(_currencies.require_day(told[0]), Money.read(told[1]))


def _is_cut(points: list[Point], day: date) -> bool:
    return any(
        after.since == day and after.price < before.price for before, after in pairwise(points)
    )


class _Case:
    """
    One announcement under the rule of a place.
    """

    def __init__(
        self,
        asked: ReductionRequest,
        points: list[Point],
        rule: Fact[int],
        relief: Fact[Relief] | None,
        on: date,
    ) -> None:
        self.asked, self.points, self.rule, self.on = asked, points, rule, on
        self.soft = relief.value if relief else _NO_RELIEF
        self.refs = (rule.ref,) if relief is None else (rule.ref, relief.ref)

    def found(self) -> Found:
        if self.asked.perishable and (found := self.spoiling()) is not None:
            return found
        cut, why = self.cut_day()
        return self.lowest(cut, self.rule.value, self.soft.new_arrival, why)

    def spoiling(self) -> Found | None:
        """
        The rule for perishable goods; None where the general one holds.
        """
        kind = self.soft.perishable
        if kind == "exempt":
            return Found("exempt", reasons=(self.reason("pricing.perishable_exempt"),))
        if kind == "own_window":
            why = self.reason("pricing.perishable_window", days=self.soft.perishable_days)
            days = self.soft.perishable_days or self.rule.value
            return self.lowest(self.points[-1].since, days, self.soft.new_arrival, (why,))
        if kind in ("last_price", "before_first_cut"):
            cut = self.points[-1].since
            if kind == "before_first_cut":
                cut = self.asked.campaign or cut
            return self.right_before(cut)
        if kind == "since_first_sale":
            cut, why_all = self.cut_day()
            return self.lowest(cut, self.rule.value, kind, why_all)
        return None

    def right_before(self, cut: date) -> Found:
        before = [point for point in self.points if point.since < cut]
        if not before:
            return Found("too_short", reasons=(self.reason("pricing.never_dearer"),))
        prior, last = before[-1].price, cut - timedelta(1)
        why = self.reason("pricing.price_right_before", prior=prior, last=last)
        return self.compared(prior, last, last, (why,))

    def cut_day(self) -> tuple[date, tuple[Reason, ...]]:
        """
        The day that the look-back ends before: the first cut, where growing cuts may keep it.
        """
        current, first = self.points[-1].since, self.asked.campaign
        if first is None or first >= current:
            return current, ()
        if self.soft.progressive and self.grows(first) and self.on <= self.limit(first):
            return first, (self.reason("pricing.campaign_kept", day=first),)
        return current, (self.reason("pricing.campaign_not_kept", day=first),)

    def grows(self, first: date) -> bool:
        cuts = [point.price for point in self.points if point.since >= first]
        return all(later < earlier for earlier, later in pairwise(cuts))

    def limit(self, first: date) -> date:
        if self.soft.progressive_days is not None:
            return first + timedelta(self.soft.progressive_days)
        if self.soft.progressive_months is not None:
            return months_later(first, self.soft.progressive_months)
        return date.max

    def lowest(
        self, cut: date, days: int, new_arrival: str | None, why: tuple[Reason, ...]
    ) -> Found:
        start, last = cut - timedelta(days), cut - timedelta(1)
        sold = self.points[0].since
        if sold > start:
            start, arrival = self.shorter(sold, cut, new_arrival)
            why = (*why, arrival)
            if sold > start or sold > last:
                return Found("too_short", reasons=why)
        prices = [
            point.price
            for point, end in zip(self.points, self.ends(), strict=True)
            if point.since <= last and end >= start
        ]
        prior = min(prices)
        told = self.reason("pricing.lowest_price", prior=prior, first=start, last=last)
        return self.compared(prior, start, last, (*why, told))

    def shorter(self, sold: date, cut: date, rule: str | None) -> tuple[date, Reason]:
        """
        Where the window begins for goods that have not been sold as long as it lasts.
        """
        if rule == "since_first_sale":
            return sold, self.reason("pricing.new_arrival_since", sold=sold)
        days = self.rule.value
        if rule == "days" and self.soft.new_arrival_days is not None:
            days = self.soft.new_arrival_days
        return cut - timedelta(days), self.reason("pricing.new_arrival_days", sold=sold, days=days)

    def ends(self) -> list[date]:
        """
        The last day of each price.
        """
        return [*(point.since - timedelta(1) for point in self.points[1:]), date.max]

    def compared(self, prior: Money, first: date, last: date, why: tuple[Reason, ...]) -> Found:
        verdict: Verdict = "announce" if self.points[-1].price < prior else "no_reduction"
        return Found(verdict, prior, first, last, why)

    def reason(self, code: str, **params: object) -> Reason:
        return Reason(code, {"place": self.asked.place, **params}, self.refs)
