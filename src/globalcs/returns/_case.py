"""
One request with all it is judged by: the law of its day, the policy, the calendar, the notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput
from globalcs.returns._clock import RestDays
from globalcs.returns._law import Law, law_of
from globalcs.returns._zones import day_there

if TYPE_CHECKING:
    from datetime import date

    from globalcs.decision import Reason
    from globalcs.facts import Facts
    from globalcs.items import Address
    from globalcs.returns._clock import Ending
    from globalcs.returns._holidays import Holidays
    from globalcs.returns._models import Order, OrderLine, Policy, RequestLine, ReturnRequest
    from globalcs.returns._shop_terms import PolicyTerms

__all__ = ["Asked", "Case", "Desk", "case_of"]

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


class Ground(NamedTuple):
    """
    What all orders of one place and day have in common; `endings` and `told` fill as one judges.
    """

    place: str
    law: Law
    rest: RestDays
    practice: RestDays | None
    endings: dict[tuple[date, int], Ending]
    told: dict[Any, list[Reason]]


class Desk:
    """
    What all requests of a queue have in common: the day, the book, the calendar, the policy.
    """

    __slots__ = ("_grounds", "_terms", "facts", "goods", "holidays", "on", "policy", "version")

    def __init__(self, facts: Facts, holidays: Holidays, on: date, policy: Policy | None) -> None:
        self.facts, self.holidays, self.on, self.policy = facts, holidays, on, policy
        self.goods = facts.cached(_goods_words)
        self.version = facts.cached(_version, holidays)
        self._grounds: dict[tuple[str | Address, date], Ground] = {}
        self._terms: dict[tuple[str, tuple[str, ...]], dict[str | None, PolicyTerms]] = {}

    def ground(self, where: str | Address, day: date) -> Ground:
        """
        Law and rest days of a place and day, gathered for the first order there.

        Raises:
            UnknownPlace: there is no such place.
        """
        found = self._grounds.get((where, day))
        if found is None:
            place = self.facts.cached(_code, where)
            law = law_of(self.facts, place, day)
            rest, practice = _rest_days(self.facts, law, self.holidays)
            found = self._grounds[where, day] = Ground(place, law, rest, practice, {}, {})
        return found

    def terms(self, place: str, customer: tuple[str, ...]) -> dict[str | None, PolicyTerms]:
        """
        Where the policy's terms for a place and customer are kept, by goods.

        An order's own policy is asked for that order alone.
        """
        return {} if self.policy is None else self._terms.setdefault((place, customer), {})


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
        "told",
        "version",
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
    told: dict[Any, list[Reason]]
    version: str

    def rest_day_like(self, day: date) -> bool:
        """
        Whether a day is one on which ends are moved elsewhere: a weekend or a holiday.
        """
        return self.facts.cached(_rest, _WORK_WEEK, self.place, self.holidays).holds(day)


def case_of(request: ReturnRequest, desk: Desk) -> Case:
    """
    Gather a case.

    Raises:
        UnknownPlace: the order's place is none.
        InvalidInput: a goods word is not in the vocabulary.
    """
    case = Case()
    order = request.order
    ground = desk.ground(order.place, order.contract_date)
    case.request, case.order, case.on = request, order, desk.on
    case.facts, case.holidays, case.version = desk.facts, desk.holidays, desk.version
    case.place, case.law, case.rest, case.practice, case.endings, case.told = ground
    case.policy = desk.policy if desk.policy is not None else order.policy
    case.terms = desk.terms(ground.place, request.customer)
    case.asked = _asked(request)
    case.notice, case.missing = _notice(case)
    _check_goods(desk.goods, order)
    return case


def _version(facts: Facts, holidays: Holidays) -> str:
    """
    The versions of the book and of the calendars, where those have one.
    """
    calendar = getattr(holidays, "version", "")
    return f"{facts.version}; {calendar}" if calendar else facts.version


def _code(facts: Facts, place: str | Address) -> str:
    return facts.place(place).code


def _rest_days(facts: Facts, law: Law, holidays: Holidays) -> tuple[RestDays, RestDays | None]:
    """
    The rest days of a law, and those with which practice goes further.
    """
    return facts.cached(_rest_of, law.place, law.day, holidays)


def _rest_of(
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


def _check_goods(known: frozenset[str], order: Order) -> None:
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
