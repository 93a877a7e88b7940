"""
Returns: the shop's policy over the buyer's statutory right, in one explained answer.

>>> from datetime import date
>>> from globalcs import returns
>>> promise = returns.promise("NL", on=date(2026, 11, 21))
>>> promise.window_days, promise.refund_days
(14, 14)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.returns._decide import decide, decide_many
    from globalcs.returns._decision import (
        Deduction,
        LineVerdict,
        Override,
        Refund,
        RefundLine,
        ReturnDecision,
        Road,
    )
    from globalcs.returns._holidays import Holidays, NationalHolidays
    from globalcs.returns._lint import Finding, LintReport, lint
    from globalcs.returns._models import (
        AgentAuthority,
        EarlierRefund,
        Order,
        OrderCharge,
        OrderLine,
        Policy,
        PolicyRule,
        RequestLine,
        ReturnLimits,
        ReturnRequest,
        Shipping,
        Withdrawal,
    )
    from globalcs.returns._promise import Promise, promise
    from globalcs.returns._withdraw import Acknowledgement, withdraw

__all__ = [
    "Acknowledgement",
    "AgentAuthority",
    "Deduction",
    "EarlierRefund",
    "Finding",
    "Holidays",
    "LineVerdict",
    "LintReport",
    "NationalHolidays",
    "Order",
    "OrderCharge",
    "OrderLine",
    "Override",
    "Policy",
    "PolicyRule",
    "Promise",
    "Refund",
    "RefundLine",
    "RequestLine",
    "ReturnDecision",
    "ReturnLimits",
    "ReturnRequest",
    "Road",
    "Shipping",
    "Withdrawal",
    "decide",
    "decide_many",
    "lint",
    "promise",
    "withdraw",
]

_HOMES = {
    **dict.fromkeys(("decide", "decide_many"), "_decide"),
    **dict.fromkeys(
        (
            "Deduction", "LineVerdict", "Override", "Refund", "RefundLine", "ReturnDecision",
            "Road",
        ),
        "_decision",
    ),
    **dict.fromkeys(("Holidays", "NationalHolidays"), "_holidays"),
    **dict.fromkeys(("Finding", "LintReport", "lint"), "_lint"),
    **dict.fromkeys(
        (
            "AgentAuthority", "EarlierRefund", "Order", "OrderCharge", "OrderLine", "Policy",
            "PolicyRule", "RequestLine", "ReturnLimits", "ReturnRequest", "Shipping", "Withdrawal",
        ),
        "_models",
    ),
    **dict.fromkeys(("Promise", "promise"), "_promise"),
    **dict.fromkeys(("Acknowledgement", "withdraw"), "_withdraw"),
}  # fmt: skip

__getattr__, __dir__ = lazy_names(globals(), _HOMES)
