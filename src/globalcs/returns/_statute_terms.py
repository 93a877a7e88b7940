"""
What the statute gives: who pays the way back, what of delivery is repaid, what may be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.returns._path import Terms, excepted, known
from globalcs.returns._shop_terms import agreed_payer, over_limits, policy_terms

if TYPE_CHECKING:
    from fractions import Fraction

    from globalcs.returns._case import Asked, Case
    from globalcs.returns._words import Payer

__all__ = ["statute_terms"]


def statute_terms(case: Case, asked: Asked, missing: list[str]) -> Terms:
    """
    The terms of the law of the case for one line; what no rule says is read for the buyer.
    """
    found = case.law.refund
    if found is None:
        missing.append("refund_rule")
        return Terms(payer=agreed_payer(case), outbound="full", charges=True)
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
    agreed = agreed_payer(case, asked)
    if agreed == "merchant" and not over_limits(case):
        return "merchant"
    if excepted(asked, rule.payer_exceptions):
        return "merchant"
    if rule.payer == "consumer":
        if "cost_not_told" in rule.payer_exceptions and not known(
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
        return known(case.request.informed, "informed", missing)
    return True


def _void_digital(asked: Asked) -> bool:
    return asked.line.kind == "digital"


def _statute_fee(case: Case, asked: Asked) -> tuple[Fraction | None, int | None, bool]:
    """
    The fee the law lets a shop keep: nothing, its own, or no more than a limit.
    """
    rule = case.law.refund.value  # type: ignore[union-attr]
    ours = policy_terms(case, asked.line) if case.policy is not None else None
    if rule.fee in ("forbidden", None) or excepted(asked, ("non_conforming", "late_delivery")):
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
