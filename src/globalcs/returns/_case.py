"""
One request with all it is judged by: the law of its day, the policy, the calendar, the notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput
from globalcs.returns._clock import RestDays
from globalcs.returns._law import Law, law_of
from globalcs.returns._zones import day_there

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.items import Address
    from globalcs.returns._clock import Ending
    from globalcs.returns._holidays import Holidays
    from globalcs.returns._models import Order, OrderLine, Policy, RequestLine, ReturnRequest
    from globalcs.returns._shop_terms import PolicyTerms

__all__ = ["Asked", "Case", "case_of", "rest_days"]

_WORK_WEEK = ("saturday", "sunday", "public_holiday")


class Asked:
    """
    One line of the request beside the line of the order it is about.
    """

    __slots__ = ("before", "line", "number", "quantity", "reason", "request")

    def __init__(
        self, number: int, line: OrderLine, request: RequestLine, reason: str, before: int
    ) -> None:
        self.number, self.line, self.request, self.reason = number, line, request, reason
        self.before = before
        self.quantity = request.quantity or line.quantity - before


class Case:
    """
    What every rule of the room looks at. Nothing of it changes after `case_of`.
    """

    __slots__ = (
        "asked",
        "endings",
        "facts",
        "holidays",
        "law",
        "missing",
        "notice",
        "on",
        "order",
        "place",
        "policy",
        "practice",
        "request",
        "rest",
        "terms",
    )

    asked: tuple[Asked, ...]
    endings: dict[tuple[date, int], Ending]
    facts: Facts
    holidays: Holidays
    law: Law
    missing: tuple[str, ...]
    notice: date
    on: date
    order: Order
    place: str
    policy: Policy | None
    practice: RestDays | None
    request: ReturnRequest
    rest: RestDays
    terms: dict[str | None, PolicyTerms]

    def rest_day_like(self, day: date) -> bool:
        """
        Whether a day is one on which ends are moved elsewhere: a weekend or a holiday.
        """
        return self.facts.cached(_rest, _WORK_WEEK, self.place, self.holidays).holds(day)


def case_of(
    request: ReturnRequest,
    policy: Policy | None,
    on: date,
    facts: Facts,
    holidays: Holidays,
) -> Case:
    """
    Gather a case.

    Raises:
        UnknownPlace: the order's place is none.
        InvalidInput: a goods word is not in the vocabulary.
    """
    case = Case()
    case.request, case.order, case.on, case.facts = request, request.order, on, facts
    case.place = facts.cached(_code, request.order.place)
    case.law = law_of(facts, case.place, request.order.contract_date)
    case.policy = policy if policy is not None else request.order.policy
    case.holidays = holidays
    case.rest, case.practice = rest_days(facts, case.law, case.holidays)
    case.asked, case.terms, case.endings = _asked(request), {}, {}
    case.notice, case.missing = _notice(case)
    _check_goods(facts, request.order)
    return case


def _code(facts: Facts, place: str | Address) -> str:
    return facts.place(place).code


def rest_days(facts: Facts, law: Law, holidays: Holidays) -> tuple[RestDays, RestDays | None]:
    """
    The rest days of a law, and those with which practice goes further.
    """
    return facts.cached(_rest_days, law.place, law.day, holidays)


def _rest_days(
    facts: Facts, code: str, day: date, holidays: Holidays
) -> tuple[RestDays, RestDays | None]:
    found = law_of(facts, code, day).withdrawal
    words = found.value.rest_days if found else ()
    practice = found.value.practice_rest_days if found else ()
    if found and found.value.counted_in == "business_days" and not words:
        words = _WORK_WEEK
    place = _calendar_place(facts, code)
    further = _rest(facts, (*words, *practice), place, holidays) if practice else None
    return _rest(facts, words, place, holidays), further


def _calendar_place(facts: Facts, code: str) -> str:
    place = facts.place(code)
    return f"{place.country}-{place.region}" if place.region else place.country


def _rest(facts: Facts, words: tuple[str, ...], place: str, holidays: Holidays) -> RestDays:
    return RestDays(words, place, holidays)


def _asked(request: ReturnRequest) -> tuple[Asked, ...]:
    order = request.order
    before = {line.id: 0 for line in order.lines}
    for refund in order.refunded:
        if refund.line is not None:
            before[refund.line] += refund.quantity
    lines = request.lines or _everything(order, before)
    numbers = {line.id: number for number, line in enumerate(order.lines)}
    return tuple(
        Asked(
            numbers[wanted.id],
            order.lines[numbers[wanted.id]],
            wanted,
            wanted.reason or request.reason,
            before[wanted.id],
        )
        for wanted in lines
    )


def _everything(order: Order, before: dict[str, int]) -> tuple[RequestLine, ...]:
    from globalcs.returns._models import RequestLine

    lines = [line for line in order.lines if not line.cancelled and before[line.id] < line.quantity]
    if not lines:
        raise InvalidInput("all of the order came back already; nothing is left to return")
    return tuple(RequestLine(id=line.id) for line in lines)


def _notice(case: Case) -> tuple[date, tuple[str, ...]]:
    request = case.request
    if request.notice_at is None:
        return request.notice or case.on, ()
    country = case.facts.place(case.place).country
    day, sure = day_there(request.notice_at, country, request.order.timezone)
    return day, () if sure else ("order.timezone",)


def _check_goods(facts: Facts, order: Order) -> None:
    known = facts.cached(_goods_words)
    for number, line in enumerate(order.lines):
        if line.category is not None and known and line.category not in known:
            raise InvalidInput(
                "no such word in the goods vocabulary; use one like clothing or electronics, or "
                "leave it out",
                path=f"order.lines.{number}.category",
            )


def _goods_words(facts: Facts) -> frozenset[str]:
    from globalcs.facts._shared_keys import GOODS_CLASS

    whens: list[Any] = [fact.when for fact in facts.history("goods", GOODS_CLASS)]
    return frozenset(
        word for when in whens for field, words, _ in when if field == "goods" for word in words
    )
