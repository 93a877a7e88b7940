"""
The roads on which goods may come back, each tested on its own.

They are the statute, the guarantee, late delivery and the shop's policy; the better one is picked
afterwards, in `_merge`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import FactRef, Reason
from globalcs.returns._clock import Count, Ending, add_months, ending, moved, plus_days
from globalcs.returns._exemptions import Goods, exempted, is_under, outside
from globalcs.returns._words import FAULTS

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from globalcs.returns._case import Asked, Case
    from globalcs.returns._keys import Guarantee, Rejection, Withdrawal
    from globalcs.returns._models import OrderLine, Policy
    from globalcs.returns._words import Basis, Payer, Verdict, Why

__all__ = ["NO_TERMS", "Path", "PolicyTerms", "Terms", "Window", "paths_of", "policy_terms"]

#: How far beyond a counted end an unknown calendar could still move it.
_LONGEST_HOLIDAYS = 14

BROKEN_BY = {
    "any": frozenset[str](),
    "unchanged": frozenset({"used", "worn", "damaged", "spoiled"}),
    "saleable": frozenset({"used", "worn", "damaged", "spoiled"}),
    "as_received": frozenset({"used", "worn", "damaged", "activated", "spoiled"}),
    "good_with_packing": frozenset({"damaged", "spoiled", "no_packing"}),
    "unused": frozenset({"used", "worn", "damaged", "activated", "spoiled"}),
    "unused_with_packing": frozenset(
        {"used", "worn", "damaged", "activated", "spoiled", "no_packing"}
    ),
    "intact": frozenset({"used", "worn", "damaged", "spoiled", "incomplete", "tags_off"}),
    "unopened": frozenset({"unsealed", "opened", "used", "worn", "damaged", "activated"}),
    "sealed": frozenset({"unsealed", "opened", "used", "worn", "damaged", "activated"}),
    "unworn_with_tags": frozenset({"worn", "used", "tags_off", "damaged"}),
}


class Terms(NamedTuple):
    """
    What a road gives: who pays the way back, what of delivery is repaid, what may be kept, when.
    """

    payer: Payer | None = None
    outbound: str = "none"
    deduct: bool = False
    fee_rate: Fraction | None = None
    fee_fixed: int | None = None
    has_fee: bool = False
    charges: bool | None = None
    refund_days: int | None = None
    counted_in: str = "calendar_days"
    refund_starts: str | None = None
    withhold: str | None = None
    send_back_days: int | None = None
    store_credit: bool = False


NO_TERMS = Terms()


class Window(NamedTuple):
    """
    The clock of one line: what started it, when it ends, and why then. An end of None is open.
    """

    event: str
    start: date | None
    last_day: date | None
    initial: Ending | None = None
    extended: bool = False
    missing: tuple[str, ...] = ()


class Path(NamedTuple):
    """
    One road for one line, and where it leads.
    """

    basis: Basis
    verdict: Verdict
    why: Why | None
    terms: Terms = NO_TERMS
    window: Window | None = None
    last_day: date | None = None
    exemption: str | None = None
    remedy: str | None = None
    remedies: tuple[tuple[str, ...], ...] = ()
    burden: str | None = None
    money: bool = True
    cancel_from: date | None = None
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def rank(self) -> tuple[bool, bool, bool, bool]:
        """
        The better road for the buyer is the larger.
        """
        return (
            self.verdict == "accept",
            self.verdict == "review",
            self.money,
            self.terms.payer == "merchant" or self.basis == "statute",
        )


def paths_of(case: Case, asked: Asked) -> tuple[Path, ...]:
    """
    Every road that the reason opens, the ones of the reason itself first.
    """
    found: list[Path | None] = []
    if asked.reason == "late_delivery":
        found.append(_late(case, asked))
    if asked.reason in FAULTS:
        found += [_rejection(case, asked), _guarantee(case, asked)]
    found += [_statute(case, asked), _policy(case, asked)]
    return tuple(path for path in found if path is not None)


# --- the statute ---------------------------------------------------------------------------------


def _statute(case: Case, asked: Asked) -> Path:
    found = case.law.withdrawal
    if case.order.buyer == "business":
        reason = Reason("returns.law.business", level="warning")
        return _no("business_buyer", reason, review=True, missing=("buyer_business",))
    if found is None:
        return _no("law_unknown", _unknown_law(case), review=True, missing=("law",))
    rule, refs = found.value, found.refs
    if rule.right == "none":
        return _no("no_statutory_right", _law_reason("returns.law.none", case, rule, refs))
    missing: list[str] = []
    if rule.trigger and not _triggered(case, rule, missing):
        return _no("no_statutory_right", _law_reason("returns.law.not_met", case, rule, refs))
    if _below_minimum(case, rule, missing):
        return _no("below_minimum", _law_reason("returns.law.below_minimum", case, rule, refs))
    reasons = [_law_reason("returns.law.right", case, rule, refs, days=rule.window_days or 0)]
    if rule.articles_confidence == "low":
        reasons.append(_law_reason("returns.law.articles_unchecked", case, rule, refs))
    return _in_scope(case, asked, rule, missing, reasons)


def _no(why: Why, reason: Reason, *, review: bool = False, missing: tuple[str, ...] = ()) -> Path:
    verdict: Verdict = "review" if review else "refuse"
    return Path("statute", verdict, why, missing=missing, reasons=(reason,))


def _law_reason(
    code: str, case: Case, rule: Withdrawal, refs: tuple[FactRef, ...], **params: Any
) -> Reason:
    return Reason(code, {"place": case.place, "law": rule.article, **params}, refs)


def _unknown_law(case: Case) -> Reason:
    params = {"place": case.place, "day": case.order.contract_date}
    return Reason("returns.law.unknown", params, level="warning")


def _triggered(case: Case, rule: Withdrawal, missing: list[str]) -> bool:
    """
    Whether the condition of a conditional right is met; an unknown fact counts for the buyer.
    """
    request = case.request
    if rule.trigger == "policy_not_shown":
        return not _known(request.policy_shown, "policy_shown", missing)
    if rule.trigger in ("disclosure_missing", "information_wrong"):
        return _disclosure_missing(case, rule, missing)
    return request.reason in FAULTS or request.reason == "late_delivery"


def _known(value: bool | None, name: str, missing: list[str]) -> bool:
    if value is None:
        missing.append(name)
    return bool(value)


def _disclosure_missing(case: Case, rule: Withdrawal, missing: list[str]) -> bool:
    complete = _known(case.request.disclosure_complete, "disclosure_complete", missing)
    if rule.starts != "contract_copy":
        return not complete
    if case.order.contract_copy_received is None:
        missing.append("order.contract_copy_received")
        return True
    return not complete


def _below_minimum(case: Case, rule: Withdrawal, missing: list[str]) -> bool:
    if rule.minimum is None:
        return False
    if str(rule.minimum.currency) != case.order.currency:
        missing.append(f"rate.{rule.minimum.currency}")
        return False
    return bool(case.order.paid_minor < rule.minimum.minor)


def _in_scope(
    case: Case, asked: Asked, rule: Withdrawal, missing: list[str], reasons: list[Reason]
) -> Path:
    window = _window(case, asked, rule)
    held = _exemption(case, asked, missing, reasons)
    broken = _broken(rule.goods_must_be, asked, missing, "any" if held else None)
    verdict, why = _in_time(case, window)
    missing += _deciding(case, window)
    reasons += _clock_reasons(case, rule, window)
    if held:
        verdict, why = "refuse", held[0]
    elif broken and verdict != "refuse":
        verdict, why = "refuse", "goods_condition"
        params = {"line": asked.line.id, "wanted": rule.goods_must_be, "found": broken}
        reasons.append(Reason("returns.goods_condition", params, case.law.withdrawal.refs))  # type: ignore[union-attr]
    terms = _statute_terms(case, asked, missing) if verdict != "refuse" else NO_TERMS
    last = None if held and asked.line.kind == "service" else window.last_day
    return Path(
        "statute",
        verdict,
        why,
        terms,
        window,
        last,
        held[1] if held else None,
        missing=tuple(missing),
        reasons=tuple(reasons),
    )


def _exemption(
    case: Case, asked: Asked, missing: list[str], reasons: list[Reason]
) -> tuple[Why, str] | None:
    found = case.law.exemptions
    if found is None:
        return None
    if word := outside(found.value.out_of_scope, Goods.of(case.order, asked.line)):
        params = {"line": asked.line.id, "exemption": word, "law": _article(case)}
        reasons.append(Reason("returns.out_of_scope", params, found.refs))
        return "out_of_scope", word
    result = exempted(found.value, case.order, asked.line, asked.request)
    missing += result.missing
    for word, condition in result.void:
        params = {"line": asked.line.id, "exemption": word, "condition": condition}
        reasons.append(Reason("returns.exemption_void", params, found.refs))
    if result.word is None:
        return None
    held = {"line": asked.line.id, "exemption": result.word, "law": _article(case)}
    reasons.append(Reason("returns.exempt", held, found.refs))
    return "exempt", result.word


def _article(case: Case) -> str:
    return case.law.withdrawal.value.article if case.law.withdrawal else ""


def _broken(
    wanted: str | None, asked: Asked, missing: list[str], lifted: str | None = None
) -> str | None:
    """
    The word of the goods' state that breaks a condition; an unknown state counts for the buyer.
    """
    states = BROKEN_BY[lifted or wanted or "any"]
    if not states:
        return None
    if asked.request.state is None:
        missing.append(f"lines.{asked.line.id}.state")
        return None
    return next((state for state in asked.request.state if state in states), None)


# --- the clock of the statute --------------------------------------------------------------------


def _window(case: Case, asked: Asked, rule: Withdrawal) -> Window:
    event, start, missing = _start(case, asked.line, rule)
    if start is None:
        return Window(event, None, None, missing=missing)
    days = rule.window_days or 0
    if event == "contract" and rule.starts == "contract_copy":
        days = rule.no_copy_days or days
    period = Count(days, rule.counted_in, rule.day_zero)
    initial = _vulnerable(
        case, rule, start, ending(start, period, rule.last_day, case.rest, case.practice)
    )
    return _extended(case, asked, rule, Window(event, start, initial.day, initial, False, missing))


def _vulnerable(case: Case, rule: Withdrawal, start: date, initial: Ending) -> Ending:
    if rule.vulnerable_months is None or not case.request.vulnerable:
        return initial
    day = add_months(start, rule.vulnerable_months)
    return Ending(day, day)


def _start(
    case: Case, line: OrderLine, rule: Withdrawal
) -> tuple[str, date | None, tuple[str, ...]]:
    """
    The event that starts the clock and its day; None when it has not happened or is not known.
    """
    order = case.order
    event = _event(line, rule)
    if event == "contract":
        return event, order.contract_date, ()
    if event == "contract_copy":
        copy = order.contract_copy_received
        return (event, copy, ()) if copy else ("contract", order.contract_date, ())
    if event == "last_item":
        return _last_item(case, line)
    delivered = line.delivered
    if delivered is None:
        return event, None, _undelivered(case, line)
    if event == "delivery_or_document":
        return _document(case, delivered)
    return event, max(delivered, order.contract_date), ()


def _event(line: OrderLine, rule: Withdrawal) -> str:
    if line.kind == "digital":
        return rule.digital_starts or rule.service_starts or rule.starts
    if line.kind == "service":
        return rule.service_starts or rule.starts
    return rule.starts


def _last_item(case: Case, line: OrderLine) -> tuple[str, date | None, tuple[str, ...]]:
    """
    The last of the order's goods in hand; the first of a subscription.
    """
    goods = [other for other in case.order.lines if other.kind == "goods" and not other.cancelled]
    days = [other.delivered for other in goods or [line] if other.delivered is not None]
    if case.order.regular and days:
        return "first_item", min(days), ()
    waiting = tuple(name for other in goods or [line] for name in _undelivered(case, other))
    if waiting or len(days) < len(goods or [line]):
        return "last_item", None, waiting
    return ("last_lot" if case.order.in_lots else "last_item"), max(days), ()


def _undelivered(case: Case, line: OrderLine) -> tuple[str, ...]:
    """
    A missing delivery day is a missing fact, unless somebody said that nothing arrived.
    """
    if line.delivered is not None:
        return ()
    for asked in case.asked:
        if asked.line is line and "not_delivered" in (asked.request.state or ()):
            return ()
    return (f"order.lines.{line.id}.delivered",)


def _document(case: Case, delivered: date) -> tuple[str, date | None, tuple[str, ...]]:
    document = case.order.document_received
    if document is not None:
        return "delivery_or_document", max(delivered, document), ()
    if case.request.informed:
        return "delivery", delivered, ()
    return "delivery_or_document", None, ("order.document_received",)


def _extended(case: Case, asked: Asked, rule: Withdrawal, window: Window) -> Window:
    """
    The window of a buyer who was not told of the right, by the place's extension.
    """
    found = case.law.extension
    if found is None or case.request.informed or window.start is None or window.initial is None:
        return window
    longer = _extension_end(case, asked, rule, window)
    missing = window.missing
    if case.request.informed is None:
        missing = (*missing, "informed")
    if longer is None:
        return window._replace(last_day=None, extended=True, missing=missing)
    if longer <= window.initial.day:
        return window
    return window._replace(last_day=longer, extended=True, missing=missing)


def _extension_end(case: Case, asked: Asked, rule: Withdrawal, window: Window) -> date | None:
    extension = case.law.extension.value  # type: ignore[union-attr]
    initial, told = window.initial.day, case.request.informed_on  # type: ignore[union-attr]
    limit = _extension_limit(case, asked, extension, window)
    if told is not None and (limit is None or told <= limit):
        days = extension.informed_later_days or _later_days(extension.kind, rule)
        if days is not None:
            return max(initial, _rolled(case, rule, plus_days(told, days)))
    return limit


def _later_days(kind: str, rule: Withdrawal) -> int | None:
    return rule.window_days if kind in ("until_informed", "period_restarts") else None


def _extension_limit(case: Case, asked: Asked, extension: Any, window: Window) -> date | None:
    kind, initial = extension.kind, window.initial.day  # type: ignore[union-attr]
    if kind in ("unlimited", "period_restarts"):
        return None
    start: date = asked.line.delivered or window.start  # type: ignore[assignment]
    rule = case.law.withdrawal.value  # type: ignore[union-attr]
    if kind in ("add_months", "until_informed"):
        return _rolled(case, rule, add_months(initial, extension.months))
    if kind == "total_months":
        return _rolled(case, rule, add_months(start, extension.months))
    return _rolled(case, rule, plus_days(start, extension.days))


def _rolled(case: Case, rule: Withdrawal, day: date) -> date:
    if rule.last_day != "next_working_day":
        return day
    return moved(day, case.rest, case.practice).day


def _in_time(case: Case, window: Window) -> tuple[Verdict, Why | None]:
    if window.last_day is None or case.notice <= window.last_day:
        return "accept", None
    initial = window.initial
    if initial is not None and not window.extended:
        if initial.practice is not None and case.notice <= initial.practice:
            return "review", "end_unsure"
        if initial.unsure and case.notice <= plus_days(initial.counted, _LONGEST_HOLIDAYS):
            return "review", "end_unsure"
    return "refuse", "out_of_window"


def _deciding(case: Case, window: Window) -> list[str]:
    """
    What is missing and would change the answer, or the day that is told.
    """
    missing = list(window.missing)
    initial = window.initial
    if initial is not None and initial.unsure:
        missing.append("holidays")
    return missing


def _clock_reasons(case: Case, rule: Withdrawal, window: Window) -> list[Reason]:
    refs = case.law.withdrawal.refs  # type: ignore[union-attr]
    if window.start is None or window.initial is None:
        return [Reason("returns.clock.not_started", {"event": window.event}, refs)]
    initial = window.initial
    params = {"event": window.event, "start": window.start, "day": initial.day}
    found = [Reason(f"returns.clock.{rule.day_zero}", {**params, "days": rule.window_days}, refs)]
    if initial.rolled:
        moved_params = {"counted": initial.counted, "day": initial.day, "rule": rule.rest_day_rule}
        level = "step" if rule.rest_day_rule_checked else "assumption"
        found.append(Reason("returns.clock.moved", moved_params, refs, level))  # type: ignore[arg-type]
    if initial.practice is not None:
        both = {"day": initial.day, "practice": initial.practice, "rule": rule.rest_day_rule}
        found.append(Reason("returns.clock.practice", both, refs, "warning"))
    if rule.last_day == "not_specified" and case.rest_day_like(initial.day):
        found.append(Reason("returns.clock.no_rest_rule", {"day": initial.day}, refs, "assumption"))
    if window.extended:
        found.append(_extension_reason(case, window))
    return found


def _extension_reason(case: Case, window: Window) -> Reason:
    extension = case.law.extension
    assert extension is not None
    word = "extended" if window.last_day else "open"
    params = {"day": window.last_day or case.notice, "law": extension.value.basis or ""}
    if case.request.informed is None:
        return Reason(f"returns.clock.perhaps_{word}", params, extension.refs, "assumption")
    return Reason(f"returns.clock.{word}", params, extension.refs)


# --- the terms of the statute --------------------------------------------------------------------


def _statute_terms(case: Case, asked: Asked, missing: list[str]) -> Terms:
    found = case.law.refund
    if found is None:
        missing.append("refund_rule")
        return Terms(payer=_agreed_payer(case), outbound="full", charges=True)
    rule = found.value
    rate, fixed, has_fee = _statute_fee(case, asked)
    return Terms(
        _statute_payer(case, asked, missing),
        _statute_outbound(case, missing),
        _may_deduct(case, asked, missing),
        rate,
        fixed,
        has_fee,
        rule.outbound != "none",
        rule.days,
        rule.counted_in,
        rule.starts,
        rule.withhold_until,
        rule.send_back_days,
    )


def _statute_payer(case: Case, asked: Asked, missing: list[str]) -> Payer | None:
    rule, request = case.law.refund.value, case.request  # type: ignore[union-attr]
    agreed = _agreed_payer(case, asked)
    if agreed == "merchant":
        return "merchant"
    if _excepted(asked, rule.payer_exceptions):
        return "merchant"
    if rule.payer == "consumer":
        if "cost_not_told" in rule.payer_exceptions and not _known(
            request.cost_told, "cost_told", missing
        ):
            return "merchant"
        return "consumer"
    if rule.payer == "merchant":
        other = "other_carrier" in rule.payer_exceptions and request.named_carrier is False
        return "consumer" if other else "merchant"
    if agreed is None:
        missing.append("return_shipping_rule")
    return agreed


def _excepted(asked: Asked, exceptions: tuple[str, ...]) -> bool:
    return ("non_conforming" in exceptions and asked.reason in FAULTS) or (
        "late_delivery" in exceptions and asked.reason == "late_delivery"
    )


def _agreed_payer(case: Case, asked: Asked | None = None) -> Payer | None:
    if case.policy is None:
        return None
    return _agreed_payer_of(case.policy, policy_terms(case, asked.line if asked else None))


def _statute_outbound(case: Case, missing: list[str]) -> str:
    word = case.law.refund.value.outbound  # type: ignore[union-attr]
    if word is None:
        if case.order.shipping and case.order.shipping.paid.minor:
            missing.append("outbound_rule")
        return "full"
    if word == "policy":
        return (case.policy and policy_terms(case, None).refund_outbound) or "none"
    shipping = case.order.shipping
    if word == "standard" and shipping and shipping.standard is None and shipping.paid.minor:
        missing.append("order.shipping.standard")
    return str(word)


def _may_deduct(case: Case, asked: Asked, missing: list[str]) -> bool:
    word = case.law.refund.value.deduction  # type: ignore[union-attr]
    if word in ("none", None) or asked.request.value_after is None:
        return False
    if _void_digital(asked):
        return False
    if word == "excess_handling_if_informed":
        return _known(case.request.informed, "informed", missing)
    return True


def _void_digital(asked: Asked) -> bool:
    return asked.line.kind == "digital"


def _statute_fee(case: Case, asked: Asked) -> tuple[Fraction | None, int | None, bool]:
    """
    The fee the law lets a shop keep: nothing, its own, or no more than a limit.
    """
    rule = case.law.refund.value  # type: ignore[union-attr]
    ours = policy_terms(case, asked.line) if case.policy is not None else None
    if rule.fee in ("forbidden", None) or _excepted(asked, ("non_conforming", "late_delivery")):
        return None, None, False
    if rule.fee in ("policy", "at_cost"):
        return (ours.fee_rate, ours.fee_fixed, ours.has_fee) if ours else (None, None, False)
    if ours is not None and not ours.has_fee:
        return None, None, False
    limit = rule.fee_amount.minor if rule.fee_amount is not None else None
    if ours is None:
        return rule.fee_rate, limit, True
    return _lower_fee(ours.fee_rate, ours.fee_fixed, rule.fee_rate, limit)


def _lower_fee(
    rate: Fraction | None, fixed: int | None, law_rate: Fraction | None, law_fixed: int | None
) -> tuple[Fraction | None, int | None, bool]:
    rates = [r for r in (rate, law_rate) if r is not None]
    sums = [s for s in (fixed, law_fixed) if s is not None]
    return min(rates, default=None), min(sums, default=None), True


# --- late delivery -------------------------------------------------------------------------------


def _late(case: Case, asked: Asked) -> Path | None:
    found = case.law.late
    if found is None:
        return None
    rule, order = found.value, case.order
    base = order.contract_date if rule.starts == "contract" else order.promised
    cancel_from = plus_days(base or order.contract_date, rule.days + 1)
    params = {"from": cancel_from, "days": rule.days, "since": base or order.contract_date}
    reason = Reason("returns.late", params, found.refs)
    if asked.line.delivered is not None and asked.line.delivered < case.notice:
        return _late_no("already_delivered", cancel_from, reason)
    if case.notice < cancel_from:
        return _late_no("not_late_yet", cancel_from, reason)
    missing = ("order.shipped",) if rule.measures == "shipping" else ()
    terms = _late_terms(case, rule.refund_days, rule.refund_counted_in)
    return Path(
        "late_delivery",
        "accept",
        None,
        terms,
        cancel_from=cancel_from,
        missing=missing,
        reasons=(reason,),
    )


def _late_no(why: Why, cancel_from: date, reason: Reason) -> Path:
    return Path("late_delivery", "refuse", why, cancel_from=cancel_from, reasons=(reason,))


def _late_terms(case: Case, days: int | None, counted_in: str) -> Terms:
    rule = case.law.refund.value if case.law.refund else None
    if days is None and rule is not None and rule.starts == "notice":
        days, counted_in = rule.days, rule.counted_in
    return Terms(
        payer="merchant",
        outbound="full",
        charges=True,
        refund_days=days,
        counted_in=counted_in,
        refund_starts="notice",
    )


# --- faults --------------------------------------------------------------------------------------


def _rejection(case: Case, asked: Asked) -> Path | None:
    """
    The early right to send faulty goods back at once, where a place has one.
    """
    found = case.law.rejection
    if found is None:
        return None
    rule = found.value
    last = _rejection_end(asked, rule)
    missing = () if asked.line.delivered else (f"order.lines.{asked.line.id}.delivered",)
    params = {"line": asked.line.id, "day": last or case.notice, "remedy": rule.remedy}
    reason = Reason("returns.rejection", params, found.refs)
    inside = last is None or case.notice <= last
    terms = Terms(
        payer=_guarantee_payer(case),
        outbound="full",
        charges=True,
        refund_days=rule.refund_days,
        refund_starts=rule.refund_starts,
    )
    return Path(
        "guarantee",
        "accept" if inside else "refuse",
        None if inside else "out_of_window",
        terms,
        last_day=last,
        remedy=rule.remedy,
        missing=missing if inside else (),
        reasons=(reason,) if inside else (),
    )


def _rejection_end(asked: Asked, rule: Rejection) -> date | None:
    start = asked.line.delivered
    if start is None:
        return None
    ends = [plus_days(start, rule.days)] if rule.days else []
    ends += [add_months(start, rule.months)] if rule.months else []
    if rule.discovery_days and asked.request.discovered:
        ends.append(plus_days(asked.request.discovered, rule.discovery_days))
    return min(ends)


def _guarantee_payer(case: Case) -> Payer:
    """
    Nobody found a law that lets a seller charge for the way back of faulty goods.
    """
    found = case.law.guarantee
    return "consumer" if found and found.value.payer == "consumer" else "merchant"


def _guarantee(case: Case, asked: Asked) -> Path:
    found = case.law.guarantee
    if found is None:
        reason = Reason("returns.guarantee.unknown", {"place": case.place}, level="warning")
        return Path(
            "guarantee",
            "review",
            "no_guarantee_known",
            money=False,
            missing=("guarantee",),
            reasons=(reason,),
        )
    rule = found.value
    end, verdict, why, missing = _guarantee_end(case, asked, rule)
    burden = _burden(case, asked, rule)
    remedy, money, unsaid = _remedy(asked, rule)
    params = {"line": asked.line.id, "law": rule.law, "remedy": remedy, "burden": burden or ""}
    reasons = [Reason("returns.guarantee", params, found.refs)]
    if end is not None:
        reasons.append(Reason("returns.guarantee.until", {"day": end}, found.refs))
    if "second_hand" in asked.line.traits and rule.second_hand_months is not None:
        months = {"months": rule.second_hand_months}
        reasons.append(Reason("returns.guarantee.second_hand", months, found.refs, "assumption"))
    if rule.durable_years is not None:
        years = {"years": rule.durable_years}
        reasons.append(Reason("returns.guarantee.durable", years, found.refs))
    return Path(
        "guarantee",
        verdict,
        why,
        Terms(payer=_guarantee_payer(case), outbound="full", charges=True),
        last_day=end,
        remedy=remedy,
        remedies=rule.remedies,
        burden=burden,
        money=money,
        missing=tuple(missing) + (unsaid if verdict == "accept" else ()),
        reasons=tuple(reasons),
    )


def _guarantee_end(
    case: Case, asked: Asked, rule: Guarantee
) -> tuple[date | None, Verdict, Why | None, list[str]]:
    """
    The last day of a guarantee, and whether the notice came in it.

    A law without a length asks how long such goods last, and nobody but the shop can say.
    """
    start = _guarantee_start(case, asked, rule)
    if start is None:
        return None, "accept", None, [f"order.lines.{asked.line.id}.delivered"]
    if rule.kind == "limitation":
        limit = _length(start, rule)
        late = limit is not None and case.notice > limit
        return None, "refuse" if late else "accept", "guarantee_over" if late else None, []
    end = _promised_end(case, asked, rule, start)
    if end is None:
        return _without_length(case, asked, rule, start)
    if case.notice > end:
        return end, "refuse", "guarantee_over", []
    return end, "accept", None, []


def _guarantee_start(case: Case, asked: Asked, rule: Guarantee) -> date | None:
    if rule.starts == "contract":
        return case.order.contract_date
    if rule.starts == "discovery":
        return asked.request.discovered or case.notice
    return asked.line.delivered


def _length(start: date, rule: Guarantee) -> date | None:
    if rule.length is None:
        return None
    if rule.unit == "days":
        return plus_days(start, rule.length)
    return add_months(start, rule.length * (12 if rule.unit == "years" else 1))


def _promised_end(case: Case, asked: Asked, rule: Guarantee, start: date) -> date | None:
    ends: list[date] = []
    if rule.kind in ("fixed", "notice_within") and (end := _length(start, rule)) is not None:
        ends.append(_with_repair(case, asked, rule, end))
    if asked.line.warranty_months is not None:
        ends.append(add_months(start, asked.line.warranty_months))
    elif rule.kind == "warranty" and (end := _length(start, rule)) is not None:
        ends.append(end)
    if rule.kind in ("reasonable_time", "implied") and asked.line.expected_life_months is not None:
        ends.append(add_months(start, asked.line.expected_life_months))
    return max(ends, default=None)


def _with_repair(case: Case, asked: Asked, rule: Guarantee, end: date) -> date:
    if "repair" not in asked.request.remedies_tried:
        return end
    bonus = case.law.bonus.value.months if case.law.bonus else 0
    return add_months(end, max(bonus, rule.repair_adds_months or 0))


def _without_length(
    case: Case, asked: Asked, rule: Guarantee, start: date
) -> tuple[date | None, Verdict, Why | None, list[str]]:
    name = "warranty_months" if rule.kind == "warranty" else "expected_life_months"
    early = rule.burden_months and case.notice <= add_months(start, rule.burden_months)
    if early or asked.reason != "defective":
        return None, "accept", None, []
    return None, "review", "guarantee_length_unknown", [f"order.lines.{asked.line.id}.{name}"]


def _burden(case: Case, asked: Asked, rule: Guarantee) -> str | None:
    if rule.burden_months is None or asked.line.delivered is None:
        return None
    shown = asked.request.discovered or case.notice
    inside = shown <= add_months(asked.line.delivered, rule.burden_months)
    return "merchant" if inside else "consumer"


def _remedy(asked: Asked, rule: Guarantee) -> tuple[str | None, bool, tuple[str, ...]]:
    """
    The remedy that is open now, whether it can be money, and what is not known for it.
    """
    if not rule.remedies:
        return None, False, ()
    serious, steps = asked.request.serious, rule.remedies
    if rule.chooses == "by_severity":
        missing = () if serious is not None else (f"lines.{asked.line.id}.serious",)
        if serious is False:
            return "choice_of_seller", False, missing
        return _named(steps[-1], "consumer"), True, missing
    further = bool(serious) or bool(asked.request.remedies_tried)
    step = steps[-1] if further else steps[0]
    free = rule.chooses != "merchant" or len(steps) == 1 or further
    return _named(step, rule.chooses), free and "refund" in step, ()


def _named(step: tuple[str, ...], chooses: str) -> str:
    repairs = {"repair", "replacement"}.intersection(step)
    if chooses == "consumer" and repairs and "refund" in step:
        return "free_choice"
    return "_or_".join(step)


# --- the shop's policy ---------------------------------------------------------------------------


class PolicyTerms(NamedTuple):
    """
    A policy's terms for one line, its rules applied.
    """

    accepts: bool
    window_days: int | str | None
    window_from: str
    condition: str
    fee_rate: Fraction | None
    fee_fixed: int | None
    free_return: bool | None
    refund_outbound: str | None

    @property
    def has_fee(self) -> bool:
        """
        Whether the policy keeps anything.
        """
        return bool(self.fee_rate) or bool(self.fee_fixed)


_RULED = (
    "accepts", "window_days", "window_from", "condition", "restocking_fee",
    "restocking_fee_amount", "free_return", "refund_outbound",
)  # fmt: skip


def policy_terms(case: Case, line: OrderLine | None) -> PolicyTerms:
    """
    The policy's terms for a line: the first rule that fits and tells a term, else the policy.
    """
    word = line.category if line is not None else None
    found = case.terms.get(word)
    if found is None:
        found = case.terms[word] = _policy_terms(case, line)
    return found


def _policy_terms(case: Case, line: OrderLine | None) -> PolicyTerms:
    policy = case.policy
    assert policy is not None
    rules = [rule for rule in policy.rules if _fits(case, line, rule)]
    found = {name: _told(policy, rules, name) for name in _RULED}
    fixed = found["restocking_fee_amount"]
    return PolicyTerms(
        found["accepts"],
        found["window_days"],
        found["window_from"],
        found["condition"],
        found["restocking_fee"],
        None if fixed is None else fixed.minor,
        found["free_return"],
        found["refund_outbound"],
    )


def _told(policy: Policy, rules: list[Any], name: str) -> Any:
    for rule in rules:
        if (value := getattr(rule, name)) is not None:
            return value
    return getattr(policy, name)


def _fits(case: Case, line: OrderLine | None, rule: Any) -> bool:
    category = line.category if line is not None else None
    place = case.place
    return (
        (not rule.goods or any(is_under(category, word) for word in rule.goods))
        and (not rule.markets or place in rule.markets or place.partition("-")[0] in rule.markets)
        and (not rule.customers or not set(rule.customers).isdisjoint(case.request.customer))
    )


def _policy(case: Case, asked: Asked) -> Path | None:
    policy = case.policy
    if policy is None:
        return None
    terms = policy_terms(case, asked.line)
    name = {"policy": policy.id, "line": asked.line.id}
    if not terms.accepts:
        return _policy_no("final_sale", Reason("returns.policy.final_sale", name))
    if terms.window_days is None:
        return None
    start = case.order.contract_date
    if terms.window_from == "delivery":
        start = asked.line.delivered  # type: ignore[assignment]
    last = _policy_end(start, terms.window_days)
    params = {**name, "days": terms.window_days, "day": last or case.notice}
    reason = Reason(f"returns.policy.{'window' if last else 'window_open'}", params)
    if _over_limits(policy, case):
        return _policy_no("policy_condition", Reason("returns.policy.limit", name), last)
    if last is not None and case.notice > last:
        return _policy_no("out_of_window", reason, last)
    return _policy_yes(case, asked, terms, last, reason)


def _policy_end(start: date | None, days: int | str) -> date | None:
    if start is None or not isinstance(days, int):
        return None
    return plus_days(start, days)


def _over_limits(policy: Policy, case: Case) -> bool:
    limit = policy.limits.returns_per_year if policy.limits else None
    count = case.request.returns_this_year
    return limit is not None and count is not None and count > limit


def _policy_no(why: Why, reason: Reason, last: date | None = None) -> Path:
    return Path("policy", "refuse", why, last_day=last, reasons=(reason,))


def _policy_yes(
    case: Case, asked: Asked, terms: PolicyTerms, last: date | None, reason: Reason
) -> Path:
    missing: list[str] = []
    if terms.window_from == "delivery" and asked.line.delivered is None:
        missing += _undelivered(case, asked.line)
    if asked.reason not in FAULTS and (broken := _broken(terms.condition, asked, missing)):
        params = {"line": asked.line.id, "wanted": terms.condition, "found": broken}
        no = Reason("returns.policy.condition", params)
        return _policy_no("policy_condition", no, last)
    return Path(
        "policy",
        "accept",
        None,
        _policy_money(case, terms),
        last_day=last,
        missing=tuple(missing),
        reasons=(reason,),
    )


def _policy_money(case: Case, terms: PolicyTerms) -> Terms:
    policy = case.policy
    assert policy is not None
    days, starts = policy.refund_within_days, policy.refund_from
    if policy.instant_refund:
        days, starts = 0, "notice"
    elif policy.refund_within_hours_of_receipt is not None:
        days, starts = -(-policy.refund_within_hours_of_receipt // 24), "receipt"
    return Terms(
        payer=_agreed_payer_of(policy, terms),
        outbound=terms.refund_outbound or "none",
        deduct=True,
        fee_rate=terms.fee_rate,
        fee_fixed=terms.fee_fixed,
        has_fee=terms.has_fee,
        charges=None,
        refund_days=days,
        refund_starts={"receipt": "goods", "notice": "notice"}[starts]
        if days is not None
        else None,
        store_credit=policy.refund_as == "store_credit",
    )


def _agreed_payer_of(policy: Policy, terms: PolicyTerms) -> Payer | None:
    if terms.free_return is None:
        return "merchant" if policy.prepaid_label else None
    return "merchant" if terms.free_return else "consumer"
