"""
What `decide` answers with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from globalcs.decision import Decision, Reason, Status
from globalcs.money import Money
from globalcs.returns._models import ReturnRequest
from globalcs.returns._words import Basis, Payer, Verdict, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Deduction",
    "LineVerdict",
    "Override",
    "Refund",
    "RefundLine",
    "ReturnDecision",
    "Road",
]


_DECIDING: Mapping[str, tuple[str, ...]] = {
    "already_delivered": ("returns.late",),
    "below_minimum": ("returns.law.below_minimum",),
    "business_buyer": ("returns.law.business",),
    "exempt": ("returns.exempt",),
    "final_sale": ("returns.policy.final_sale",),
    "goods_condition": ("returns.goods_condition",),
    "guarantee_over": ("returns.guarantee.until",),
    "law_unknown": ("returns.law.unknown",),
    "no_guarantee_known": ("returns.guarantee.unknown",),
    "no_statutory_right": ("returns.law.none", "returns.law.not_met"),
    "not_late_yet": ("returns.late",),
    "out_of_scope": ("returns.out_of_scope",),
    "out_of_window": ("returns.out_of_window",),
    "policy_condition": ("returns.policy.condition", "returns.policy.limit"),
}


class Road(NamedTuple):
    """
    One way a line could come back, and where it leads: the statute, the guarantee, the policy ...
    """

    basis: Basis
    verdict: Verdict
    why: Why | None
    last_day: date | None
    remedy: str | None


class LineVerdict(NamedTuple):
    """
    The verdict on one line: `quantity` pieces of the order line `id`.

    `why` tells a refusal or review in one word, `exemption` the word of the law's list; `remedy`
    and `burden_of_proof` are told for faults. `roads` has every way that was tested.
    """

    id: str
    quantity: int
    verdict: Verdict
    basis: Basis | None
    why: Why | None
    exemption: str | None
    last_day: date | None
    remedy: str | None
    burden_of_proof: str | None
    return_shipping_payer: Payer | None
    roads: tuple[Road, ...]


class Override(NamedTuple):
    """
    A term of the shop's policy that the law sets aside: what the shop says, what applies instead.

    Terms: window, final_sale, condition, restocking_fee, store_credit, return_shipping, outbound,
    refund_time.
    """

    term: str
    line: str | None
    shop: str
    law: str


class RefundLine(NamedTuple):
    """
    What is paid back for one line: its goods, its share of delivery and of other charges.
    """

    id: str
    quantity: int
    goods: Money
    outbound: Money
    charges: Money
    amount: Money


class Deduction(NamedTuple):
    """
    What is kept: "value_loss" of a line, or a "fee"; `limit` is the most the rule would allow.
    """

    kind: str
    line: str | None
    amount: Money
    limit: Money


class Refund(NamedTuple):
    """
    The money of a return; `total` is the sum of the lines less the deductions, never below zero.
    """

    lines: tuple[RefundLine, ...]
    deductions: tuple[Deduction, ...]
    total: Money
    method: str


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ReturnDecision(Decision):
    """
    Whether goods may come back, on what ground, by when, for how much, and why.

    Attributes:
        verdict: "accept" when any line may come back, "review" when a person must look, else
            "refuse"; `lines` has the verdict of each.
        basis: the law or promise it rests on: statute, guarantee, late_delivery, policy.
        why: for a refusal or review, the reason in one word.
        last_day: the last day for notice, the later of law and policy; None when it is open or
            there is none.
        statutory_last_day: the law's own; `alternative_last_day` the day that practice gives.
        start_event, start_day, rolled, extended: how the law's clock ran.
        send_back_by: the last day to send the goods.
        refund: what is paid back; None when the remedy is not money or nothing comes back.
        refund_by: the day the money is due; None until `refund_starts` has happened.
        refund_days: days from `refund_starts` ("notice", "goods", "goods_or_proof", "agreed").
        withhold_until: the shop may wait for the goods until this day.
        return_shipping_payer: who pays the way back.
        remedy, burden_of_proof: for faults.
        cancel_from: for late delivery, the first day to cancel.
        overrides: every term of the policy that the law set aside.
        requirements: what the law wants the shop to offer: forms, functions.
        agent_may_approve: a refused return that an agent may grant alone by the policy.
        keep_goods: by the policy the goods need not come back.
        exchange_until: the last day to exchange by the policy.
        law, policy: what was applied.
    """

    kind = "returns.decision"

    request: ReturnRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    place: str
    notice: date
    verdict: Verdict
    basis: Basis | None
    why: Why | None
    lines: tuple[LineVerdict, ...]
    last_day: date | None
    statutory_last_day: date | None
    alternative_last_day: date | None
    start_event: str | None
    start_day: date | None
    rolled: bool
    extended: bool
    send_back_by: date | None
    refund: Refund | None
    refund_by: date | None
    refund_days: int | None
    refund_starts: str | None
    withhold_until: date | None
    return_shipping_payer: Payer | None
    remedy: str | None
    burden_of_proof: str | None
    cancel_from: date | None
    overrides: tuple[Override, ...]
    requirements: tuple[str, ...]
    agent_may_approve: bool
    keep_goods: bool
    exchange_until: date | None
    law: str | None
    policy: str | None

    def headline(self) -> Reason:
        """
        The verdict in one sentence.
        """
        day = self.last_day
        words = {"accept": "accepted", "refuse": "refused", "review": "review"}
        code = f"returns.{words[self.verdict]}"
        params = {"place": self.place, "basis": self.basis or "", "why": self.why or ""}
        if self.verdict == "accept" and {line.verdict for line in self.lines} != {"accept"}:
            return Reason("returns.partly_accepted", params)
        if day is None:
            return Reason(code, params)
        return Reason(f"{code}_until", {**params, "day": day})

    @property
    def deciding_reason(self) -> Reason:
        """
        The reason that settled the verdict, for a message to the buyer; else the headline.
        """
        wanted = _DECIDING.get(self.why or "", ())
        return next((r for r in self.reasons if r.code in wanted), None) or self.headline()

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        lines = table_html(
            ("line", "pieces", "verdict", "ground", "why", "last day", "remedy"),
            (
                (
                    line.id,
                    line.quantity,
                    line.verdict,
                    line.basis or "",
                    line.exemption or line.why or "",
                    line.last_day or "",
                    line.remedy or "",
                )
                for line in self.lines
            ),
        )
        return lines + self._money_html() + self._overrides_html()

    def _money_html(self) -> str:
        from globalcs._notebook import table_html

        if self.refund is None:
            return ""
        rows: list[tuple[object, ...]] = [
            (line.id, line.goods, line.outbound, line.charges, line.amount)
            for line in self.refund.lines
        ]
        rows += [(f"less {d.kind}", "", "", "", -d.amount) for d in self.refund.deductions]
        rows.append(("total", "", "", "", self.refund.total))
        return table_html(("refund", "goods", "delivery", "other", "amount"), rows)

    def _overrides_html(self) -> str:
        from globalcs._notebook import table_html

        if not self.overrides:
            return ""
        rows = ((o.term, o.shop, o.law) for o in self.overrides)
        return table_html(("set aside", "the shop's term", "applies instead"), rows)
