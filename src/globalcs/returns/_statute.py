"""
The statutory right to send back what is no longer wanted, as a road.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.decision import Reason
from globalcs.returns._exemptions import Goods, exempted, outside
from globalcs.returns._path import NO_TERMS, Path, broken_state, known
from globalcs.returns._statute_terms import statute_terms
from globalcs.returns._window import clock_reasons, deciding, in_time, window_of
from globalcs.returns._words import FAULTS

if TYPE_CHECKING:
    from globalcs.decision import FactRef
    from globalcs.returns._case import Asked, Case
    from globalcs.returns._keys import Withdrawal
    from globalcs.returns._words import Verdict, Why

__all__ = ["statute_path"]


def statute_path(case: Case, asked: Asked) -> Path:
    """
    The right to change one's mind: in scope, not exempt, in time, on what terms.
    """
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
    return _in_scope(case, asked, rule, missing, [*_right(case, rule, refs)])


def _right(case: Case, rule: Withdrawal, refs: tuple[FactRef, ...]) -> list[Reason]:
    """
    That there is a right, told once for all orders of a place and day.
    """
    found = case.told.get("right")
    if found is None:
        found = [_law_reason("returns.law.right", case, rule, refs, days=rule.window_days or 0)]
        if rule.articles_confidence == "low":
            found.append(_law_reason("returns.law.articles_unchecked", case, rule, refs))
        case.told["right"] = found
    return found


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
        return not known(request.policy_shown, "policy_shown", missing)
    if rule.trigger in ("disclosure_missing", "information_wrong"):
        return _disclosure_missing(case, rule, missing)
    return request.reason in FAULTS or request.reason == "late_delivery"


def _disclosure_missing(case: Case, rule: Withdrawal, missing: list[str]) -> bool:
    complete = known(case.request.disclosure_complete, "disclosure_complete", missing)
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
    window = window_of(case, asked, rule)
    held = _exemption(case, asked, missing, reasons)
    broken = broken_state(rule.goods_must_be, asked, missing, "any" if held else None)
    verdict, why = in_time(case, window)
    missing += deciding(case, window)
    reasons += clock_reasons(case, rule, window)
    if held:
        verdict, why = "refuse", held[0]
    elif broken and verdict != "refuse":
        verdict, why = "refuse", "goods_condition"
        params = {"line": asked.line.id, "wanted": rule.goods_must_be, "found": broken}
        reasons.append(Reason("returns.goods_condition", params, case.law.withdrawal.refs))  # type: ignore[union-attr]
    terms = statute_terms(case, asked, missing) if verdict != "refuse" else NO_TERMS
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
