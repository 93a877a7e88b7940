"""
`decide`: one request, judged by law and policy. `decide_many`: a queue of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from globalcs.decision import Reason, Status
from globalcs.errors import InvalidInput
from globalcs.facts import bundled
from globalcs.facts._dates import require_day
from globalcs.returns._case import Case, Desk, case_of
from globalcs.returns._clock import Count, count, moved, plus_days
from globalcs.returns._decision import LineVerdict, ReturnDecision, Road
from globalcs.returns._holidays import calendar_of
from globalcs.returns._merge import Judged, judge, override_reasons
from globalcs.returns._models import Policy, ReturnRequest
from globalcs.returns._money import refund_of
from globalcs.returns._path import Path, Terms
from globalcs.returns._paths import paths_of
from globalcs.returns._shop_terms import over_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.facts import Facts
    from globalcs.returns._decision import Override, Refund
    from globalcs.returns._holidays import Holidays
    from globalcs.returns._path import Window
    from globalcs.returns._words import Verdict

__all__ = ["decide", "decide_many"]


def decide(
    request: ReturnRequest | Mapping[str, Any],
    *,
    policy: Policy | Mapping[str, Any] | str | None = None,
    on: date,
    facts: Facts | None = None,
    holidays: Holidays | Iterable[date] | None = None,
) -> ReturnDecision:
    """
    Whether goods may come back: by the law of the contract's day, with the shop's policy over it.

    Every road the reason opens is tested: the statute, the guarantee for faults, late delivery, the
    policy. The better one for the buyer is taken, term by term; `overrides` names each term of the
    policy that the law sets aside. A fact nobody told is read in the buyer's favour, and named in
    `missing`.

    Args:
        request: a `ReturnRequest`, or its plain data.
        policy: instead of the one frozen on the order: a `Policy`, its plain data, or the name
            of a ready one; None there too means the law alone.
        on: the day of the question; the day of notice too when the request tells none.
        facts: the book; the bundled one when left out.
        holidays: who knows public holidays, or the days themselves; the `holidays` package when
            left out.

    Raises:
        InvalidInput: the request, its place or its goods words are wrong.

    >>> from datetime import date
    >>> answer = decide(
    ...     {
    ...         "order": {
    ...             "place": "DE",
    ...             "contract_date": "2026-04-29",
    ...             "lines": [{"id": "book", "price": "25 EUR", "delivered": "2026-05-02"}],
    ...         },
    ...         "notice": "2026-05-18",
    ...         "informed": True,
    ...         "cost_told": True,
    ...     },
    ...     on=date(2026, 5, 18),
    ... )
    >>> answer.verdict, answer.basis, answer.last_day, answer.rolled, answer.refund.total
    ('accept', 'statute', datetime.date(2026, 5, 18), True, Money('25.00', 'EUR'))
    """
    book = facts if facts is not None else bundled()
    return _decided(request, _desk(book, holidays, on, policy))


def _decided(request: ReturnRequest | Mapping[str, Any], desk: Desk) -> ReturnDecision:
    asked = request if isinstance(request, ReturnRequest) else ReturnRequest.read(request)
    case = case_of(asked, desk)
    judged = tuple(judge(case, line, paths_of(case, line)) for line in case.asked)
    return _assemble(case, judged)


def decide_many(
    requests: Iterable[ReturnRequest | Mapping[str, Any]],
    *,
    policy: Policy | Mapping[str, Any] | str | None = None,
    on: date,
    facts: Facts | None = None,
    holidays: Holidays | Iterable[date] | None = None,
) -> Iterator[ReturnDecision]:
    """
    `decide` for a queue, one decision after the other, as they are asked for.

    Law, rest days, ends of periods and the policy's terms are worked out once for all orders of a
    place and day.

    Raises:
        InvalidInput: a request is wrong; its number in the queue stands in the path.

    >>> from datetime import date
    >>> list(decide_many([], on=date(2026, 11, 21)))
    []
    """
    book = facts if facts is not None else bundled()
    desk = _desk(book, holidays, on, policy)
    if isinstance(requests, (Mapping, str)) or not isinstance(requests, Iterable):
        raise InvalidInput("give a list of requests; for one use decide", path="requests")
    for number, request in enumerate(requests):
        try:
            yield _decided(request, desk)
        except InvalidInput as error:
            problems = tuple(p._replace(path=f"{number}.{p.path}") for p in error.problems)
            raise type(error)(f"request {number}: {error}", problems=problems) from None


def _desk(
    facts: Facts,
    holidays: Holidays | Iterable[date] | None,
    on: date,
    policy: Policy | Mapping[str, Any] | str | None,
) -> Desk:
    told = None if policy is None else Policy.read(policy)
    return Desk(facts, calendar_of(holidays), require_day(on), told)


# --- putting the answer together -----------------------------------------------------------------


def _assemble(case: Case, judged: tuple[Judged, ...]) -> ReturnDecision:
    verdict = _verdict(judged)
    leading = _leading(judged, verdict)
    refund, sums = refund_of(case, judged)
    missing = _missing(case, judged, sums.missing)
    reasons = _reasons(case, judged, missing, sums.reasons)
    terms, path = leading.terms, leading.path
    statute = leading.statute
    window = statute.window if statute else None
    initial = window.initial if window else None
    accepted = path.verdict == "accept"
    due = _due(case, judged) if accepted and path.money else (None, None, None)
    return ReturnDecision(
        request=case.request,
        on=case.on,
        law_day=case.order.contract_date,
        facts_version=case.version,
        status=_status(case, judged, missing),
        missing=missing,
        reasons=reasons,
        place=case.place,
        notice=case.notice,
        verdict=verdict,
        basis=path.basis if accepted else None,
        why=path.why,
        lines=tuple(map(_line, judged)),
        last_day=_last_day(judged, verdict),
        statutory_last_day=statute.last_day if statute else None,
        alternative_last_day=_practice(window),
        start_event=window.event if window else None,
        start_day=window.start if window else None,
        rolled=initial.rolled if initial else False,
        extended=window.extended if window else False,
        send_back_by=_send_back_by(case, terms) if accepted else None,
        refund=refund,
        refund_by=due[0],
        refund_days=due[1],
        refund_starts=due[2],
        withhold_until=_withhold(case, terms) if accepted else None,
        return_shipping_payer=terms.payer if accepted else None,
        remedy=path.remedy,
        burden_of_proof=path.burden,
        cancel_from=next((p.cancel_from for p in leading.paths if p.cancel_from), None),
        overrides=_overrides(judged),
        requirements=tuple(found.value.requirement for found in case.law.requirements),
        agent_may_approve=verdict == "refuse" and _agent_may(case, judged),
        keep_goods=accepted and refund is not None and _may_keep(case, refund),
        exchange_until=_exchange_until(case, leading),
        law=case.law.withdrawal.value.article if case.law.withdrawal else None,
        policy=case.policy.id if case.policy else None,
    )


def _practice(window: Window | None) -> date | None:
    if window is None or window.initial is None or window.extended:
        return None
    return window.initial.practice


def _verdict(judged: tuple[Judged, ...]) -> Verdict:
    verdicts = {line.path.verdict for line in judged}
    order: tuple[Verdict, ...] = ("review", "accept")
    for word in order:
        if word in verdicts:
            return word
    return "refuse"


def _leading(judged: tuple[Judged, ...], verdict: Verdict) -> Judged:
    """
    The first line with the verdict of the whole: it stands on top.
    """
    return next(line for line in judged if line.path.verdict == verdict)


def _last_day(judged: tuple[Judged, ...], verdict: Verdict) -> date | None:
    """
    The earliest last day among the lines that have the verdict: safe to tell for all of them.
    """
    days = [j.last_day for j in judged if j.path.verdict == verdict and j.last_day is not None]
    return min(days, default=None)


def _line(judged: Judged) -> LineVerdict:
    path = judged.path
    accepted = path.verdict == "accept"
    return LineVerdict(
        judged.asked.line.id,
        judged.asked.quantity,
        path.verdict,
        path.basis if accepted else None,
        path.why,
        path.exemption,
        judged.last_day,
        path.remedy,
        path.burden,
        judged.terms.payer if accepted else None,
        tuple(Road(p.basis, p.verdict, p.why, p.last_day, p.remedy) for p in judged.paths),
    )


def _overrides(judged: tuple[Judged, ...]) -> tuple[Override, ...]:
    return tuple(override for line in judged for override in line.overrides)


def _missing(case: Case, judged: tuple[Judged, ...], more: list[str]) -> tuple[str, ...]:
    """
    What is missing on the roads taken, and on the statute's where it was weighed against them.
    """
    found = [*case.missing]
    for line in judged:
        found += line.path.missing
    return tuple(dict.fromkeys([*found, *more]))


_NO_ANSWER = ("law_unknown", "no_guarantee_known", "business_buyer")


def _status(case: Case, judged: tuple[Judged, ...], missing: tuple[str, ...]) -> Status:
    if any(line.path.why in _NO_ANSWER for line in judged):
        return "unknown"
    doubtful = any(
        line.path.why == "end_unsure"
        or any(reason.level != "step" for reason in line.path.reasons)
        or _statute_unknown(line)
        for line in judged
    )
    return "estimated" if missing or doubtful or _unsure(case, judged) else "complete"


def _statute_unknown(line: Judged) -> bool:
    return line.statute is not None and line.statute.why == "law_unknown"


def _used(case: Case, judged: tuple[Judged, ...]) -> Iterator[Any]:
    """
    The facts the roads taken rest on.
    """
    law, bases = case.law, {line.path.basis for line in judged}
    if "statute" in bases or "policy" in bases:
        yield from (law.withdrawal, law.refund if "statute" in bases else None)
    if "guarantee" in bases:
        early = any(
            line.path.reasons and line.path.reasons[0].code == "returns.rejection"
            for line in judged
        )
        yield law.rejection if early else law.guarantee
    if "late_delivery" in bases:
        yield law.late


def _unsure(case: Case, judged: tuple[Judged, ...]) -> bool:
    return any(found is not None and not found.sure for found in _used(case, judged))


def _reasons(
    case: Case, judged: tuple[Judged, ...], missing: tuple[str, ...], money: list[Reason]
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    for line in judged:
        for path in (line.path, *_weighed(line)):
            found += path.reasons
        if line.path.why == "out_of_window" and line.last_day is not None:
            found.append(_too_late(case, line, line.last_day))
    found += override_reasons(judged)
    found += money
    found += _carriage(case, judged)
    found += _doubts(case, judged)
    found += _told_missing(missing)
    if len(judged) == 1:
        return tuple(found)
    return tuple(_once(found))


def _carriage(case: Case, judged: tuple[Judged, ...]) -> Iterator[Reason]:
    """
    Who pays the way back, and what late money costs, for the lines that come back.
    """
    refs = case.law.refund.refs if case.law.refund else ()
    payers = (line.terms.payer for line in judged if line.path.verdict == "accept")
    for payer in dict.fromkeys(payers):
        if payer is not None:
            yield Reason(f"returns.payer.{payer}", {}, refs)
    rule = case.law.refund.value if case.law.refund else None
    if rule is not None and rule.late_interest is not None:
        yield Reason("returns.late_interest", {"rate": rule.late_interest}, refs)


#: What nobody can read in anyone's favour.
_UNDECIDED = (
    "law",
    "guarantee",
    "holidays",
    "expected_life_months",
    "warranty_months",
    "refundable",
)


def _told_missing(missing: tuple[str, ...]) -> Iterator[Reason]:
    undecided = tuple(name for name in missing if name.endswith(_UNDECIDED))
    favoured = tuple(name for name in missing if name not in undecided)
    if favoured:
        yield Reason("returns.missing", {"names": favoured}, level="assumption")
    if undecided:
        yield Reason("returns.undecided", {"names": undecided}, level="warning")


def _too_late(case: Case, line: Judged, last: date) -> Reason:
    refs = next((reason.facts for reason in line.path.reasons if reason.facts), ())
    params = {"line": line.asked.line.id, "notice": case.notice, "day": last}
    return Reason("returns.out_of_window", params, refs)


def _weighed(line: Judged) -> list[Path]:
    """
    The other roads a reader wants to hear of: the statute, and the policy where it was refused.
    """
    return [path for path in line.paths if path is not line.path and path.basis != "guarantee"]


def _once(reasons: list[Reason]) -> Iterator[Reason]:
    seen: dict[str, list[Mapping[str, Any]]] = {}
    for reason in reasons:
        told = seen.setdefault(reason.code, [])
        if reason.params not in told:
            told.append(reason.params)
            yield reason


def _doubts(case: Case, judged: tuple[Judged, ...]) -> list[Reason]:
    """
    A warning for what rests on low confidence, and the book's own doubts about its days.
    """
    found: list[Reason] = []
    for fact in _used(case, judged):
        if fact is None or fact.sure:
            continue
        if fact.confidence == "low":
            params = {"place": case.place, "key": fact.refs[0].key}
            found.append(Reason("returns.law.low_confidence", params, fact.refs, "warning"))
        found += [r for r in fact.reasons if r.code != "facts.low_confidence"]
    return found


# --- days of the refund --------------------------------------------------------------------------


def _due(case: Case, judged: tuple[Judged, ...]) -> tuple[date | None, int | None, str | None]:
    """
    When the money is due: the earliest day that law or policy gives, and what it counts from.

    A deadline of the shop is never moved to a later day.
    """
    periods = dict.fromkeys(
        (terms.refund_days, terms.counted_in, terms.refund_starts)
        for line in judged
        if line.path.verdict == "accept" and line.path.money
        for terms in _all_terms(line)
    )
    candidates = [_deadline(case, *period) for period in periods if None not in period]
    if not candidates:
        return None, None, None
    known = [c for c in candidates if c[0] is not None]
    return (
        min(known, key=lambda c: cast("date", c[0]))
        if known
        else min(candidates, key=lambda c: c[1])
    )


def _all_terms(line: Judged) -> list[Terms]:
    policy = [p.terms for p in line.paths if p.basis == "policy" and p.verdict == "accept"]
    return [line.terms, line.path.terms, *policy]


def _deadline(case: Case, days: Any, counted_in: str, starts: Any) -> tuple[date | None, int, str]:
    start = _event_day(case, starts)
    if start is None:
        return None, days, starts
    return count(start, Count(days, counted_in), case.rest.holds), days, starts


def _event_day(case: Case, event: str) -> date | None:
    request = case.request
    if event == "notice":
        return case.notice
    if event == "agreed":
        return request.agreed
    if event == "goods":
        return request.goods_received
    days = [day for day in (request.goods_sent, request.goods_received) if day is not None]
    return min(days, default=None)


def _withhold(case: Case, terms: Terms) -> date | None:
    return _event_day(case, terms.withhold) if terms.withhold else None


def _send_back_by(case: Case, terms: Terms) -> date | None:
    if terms.send_back_days is None:
        return None
    day = plus_days(case.notice, terms.send_back_days)
    rule = case.law.withdrawal
    if rule is not None and rule.value.last_day == "next_working_day":
        return moved(day, case.rest).day
    return day


# --- what the policy adds -------------------------------------------------------------------------


def _may_keep(case: Case, refund: Refund) -> bool:
    """
    Whether the policy lets the buyer keep what is worth so little.
    """
    limit = case.policy.keep_below if case.policy and not over_limits(case) else None
    if limit is None or str(limit.currency) != case.order.currency:
        return False
    return bool(sum(line.goods.minor for line in refund.lines) < limit.minor)


def _exchange_until(case: Case, line: Judged) -> date | None:
    """
    The last day to exchange by the policy, counted from what its window counts from.
    """
    policy = case.policy
    if policy is None or policy.exchange_days is None or over_limits(case):
        return None
    sold = line.asked.line
    start = case.order.contract_date if policy.window_from == "purchase" else sold.delivered
    return None if start is None else plus_days(start, policy.exchange_days)


def _agent_may(case: Case, judged: tuple[Judged, ...]) -> bool:
    """
    Whether the policy lets an agent grant what no right gives.
    """
    authority = case.policy.agent if case.policy else None
    if authority is None:
        return False
    if authority.reasons and case.request.reason not in authority.reasons:
        return False
    if authority.max_value is not None and not _cheap_enough(case, judged, authority.max_value):
        return False
    return all(_late_by(case, line) <= (authority.max_days_late or 0) for line in judged)


def _cheap_enough(case: Case, judged: tuple[Judged, ...], limit: Any) -> bool:
    if str(limit.currency) != case.order.currency:
        return False
    worth = sum(line.asked.line.paid_minor for line in judged)
    return bool(worth <= limit.minor)


def _late_by(case: Case, line: Judged) -> int:
    if line.path.why != "out_of_window" or line.last_day is None:
        return 0
    return (case.notice - line.last_day).days
