"""
The roads of faulty and late goods: early rejection, the guarantee, late delivery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.decision import Reason
from globalcs.returns._clock import add_months, plus_days
from globalcs.returns._path import Path, Terms

if TYPE_CHECKING:
    from datetime import date

    from globalcs.returns._case import Asked, Case
    from globalcs.returns._keys import Guarantee, Rejection
    from globalcs.returns._words import Payer, Verdict, Why

__all__ = ["guarantee_path", "late_path", "rejection_path"]


def late_path(case: Case, asked: Asked) -> Path | None:
    """
    The right to cancel what did not come in time, where a place has one.
    """
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


def rejection_path(case: Case, asked: Asked) -> Path | None:
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


def guarantee_path(case: Case, asked: Asked) -> Path:
    """
    What the seller answers for: until when, whose proof, which remedy is open now.
    """
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
    params = {"line": asked.line.id, "law": rule.law, "remedy": remedy}
    reasons = [Reason("returns.guarantee.open", params, found.refs)]
    if burden is not None:
        reasons = [Reason("returns.guarantee", {**params, "burden": burden}, found.refs)]
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
