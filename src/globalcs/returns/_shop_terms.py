"""
The shop's policy as a road: its terms for a line, its window, its conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import Reason
from globalcs.returns._clock import plus_days
from globalcs.returns._exemptions import is_under
from globalcs.returns._path import NO_TERMS, Path, Terms, broken_state, undelivered
from globalcs.returns._words import FAULTS

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from globalcs.returns._case import Asked, Case
    from globalcs.returns._models import OrderLine, Policy
    from globalcs.returns._words import Payer, Why

__all__ = ["PolicyTerms", "agreed_payer", "over_limits", "policy_path", "policy_terms"]


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
    money: Terms = NO_TERMS

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
    assert case.policy is not None
    word = line.category if line is not None and case.policy.rules else None
    found = case.terms.get(word)
    if found is None:
        told = _policy_terms(case, line)
        found = case.terms[word] = told._replace(money=_policy_money(case.policy, told))
    return found


def _policy_terms(case: Case, line: OrderLine | None) -> PolicyTerms:
    policy = case.policy
    assert policy is not None
    if not policy.rules:
        return _plain_terms(policy)
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


def _plain_terms(policy: Policy) -> PolicyTerms:
    fixed = policy.restocking_fee_amount
    return PolicyTerms(
        policy.accepts,
        policy.window_days,
        policy.window_from,
        policy.condition,
        policy.restocking_fee,
        None if fixed is None else fixed.minor,
        policy.free_return,
        policy.refund_outbound,
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


def agreed_payer(case: Case, asked: Asked | None = None) -> Payer | None:
    """
    Who pays the way back by the policy; None where it says nothing.
    """
    if case.policy is None:
        return None
    return _agreed_payer_of(case.policy, policy_terms(case, asked.line if asked else None))


def _agreed_payer_of(policy: Policy, terms: PolicyTerms) -> Payer | None:
    if terms.free_return is None:
        return "merchant" if policy.prepaid_label else None
    return "merchant" if terms.free_return else "consumer"


def policy_path(case: Case, asked: Asked) -> Path | None:
    """
    What the shop's policy gives for one line, beyond or beside the law.
    """
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
    if over_limits(case):
        return _policy_no("policy_condition", Reason("returns.policy.limit", name), last)
    if last is not None and case.notice > last:
        return _policy_no("out_of_window", reason, last)
    return _policy_yes(case, asked, terms, last, reason)


def _policy_end(start: date | None, days: int | str) -> date | None:
    if start is None or not isinstance(days, int):
        return None
    return plus_days(start, days)


def over_limits(case: Case) -> bool:
    """
    Whether the buyer has sent back more than the policy's limit: it then gives nothing of its own.
    """
    policy, count = case.policy, case.request.returns_this_year
    limit = policy.limits.returns_per_year if policy and policy.limits else None
    return limit is not None and count is not None and count > limit


def _policy_no(why: Why, reason: Reason, last: date | None = None) -> Path:
    return Path("policy", "refuse", why, last_day=last, reasons=(reason,))


def _policy_yes(
    case: Case, asked: Asked, terms: PolicyTerms, last: date | None, reason: Reason
) -> Path:
    missing: list[str] = []
    if terms.window_from == "delivery" and asked.line.delivered is None:
        missing += undelivered(case, asked.line)
    if asked.reason not in FAULTS and (broken := broken_state(terms.condition, asked, missing)):
        params = {"line": asked.line.id, "wanted": terms.condition, "found": broken}
        no = Reason("returns.policy.condition", params)
        return _policy_no("policy_condition", no, last)
    return Path(
        "policy",
        "accept",
        None,
        terms.money,
        last_day=last,
        missing=tuple(missing),
        reasons=(reason,),
    )


def _policy_money(policy: Policy, terms: PolicyTerms) -> Terms:
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
