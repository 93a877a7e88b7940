"""
From accepted lines to the refund: components, deductions with their limits, and bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.decision import Reason
from globalcs.money import Money
from globalcs.returns._decision import Deduction, Refund, RefundLine
from globalcs.returns._refund import Part, capped_fee, pieces, shares

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from globalcs.decision import Level
    from globalcs.returns._case import Case
    from globalcs.returns._merge import Judged
    from globalcs.returns._models import OrderCharge

__all__ = ["Sums", "refund_of"]

#: Words for a charge: by what gives it back, or that the shop never had it; then whether the state
#: gives it back.
_CHARGES: Mapping[str, Mapping[bool | None, str]] = {
    "law": {True: "repaid", False: "repaid_lost", None: "repaid_unknown"},
    "policy": {True: "repaid", False: "kept", None: "kept_unknown"},
    "door": {True: "door_recoverable", False: "door_lost", None: "door_unknown"},
}


class Sums:
    """
    A refund in minor units while it is being added up, with the reasons and what is not known.
    """

    __slots__ = ("charges", "deductions", "lines", "missing", "reasons", "shared")

    def __init__(self) -> None:
        self.lines: list[tuple[str, int, int, int, int]] = []
        self.deductions: list[tuple[str, str | None, int, int]] = []
        self.missing: list[str] = []
        self.reasons: list[Reason] = []
        self.shared: dict[tuple[int, str], tuple[int, ...]] = {}
        self.charges: dict[str, int] = {}

    def note(self, ground: str, refundable: bool | None, share: int) -> None:
        """
        What becomes of a share of a charge, for the reasons.
        """
        code = _CHARGES[ground][refundable]
        self.charges[code] = self.charges.get(code, 0) + share

    def shares(self, amount: int, parts: list[Part], mode: str) -> tuple[int, ...]:
        """
        `shares`, once an amount and mode.
        """
        found = self.shared.get((amount, mode))
        if found is None:
            found = self.shared[amount, mode] = shares(amount, parts, mode)
        return found


def refund_of(case: Case, judged: Sequence[Judged]) -> tuple[Refund | None, Sums]:
    """
    The refund of all accepted lines whose remedy is money.

    Nothing is paid back twice: what earlier refunds of the order gave is taken off each component,
    and the total stays between zero and what was paid.
    """
    sums = Sums()
    paid_back = [j for j in judged if j.path.verdict == "accept" and j.path.money]
    if not paid_back:
        return None, sums
    parts = _parts(case, paid_back)
    for line in paid_back:
        _add_line(case, line, parts, sums)
    _bound_outbound(case, sums)
    _add_fee(case, paid_back, sums)
    _tell(case, paid_back, parts, sums)
    return _written(case, paid_back, sums), sums


def _parts(case: Case, judged: Sequence[Judged]) -> list[Part]:
    """
    Every line of the order with what of it comes back now.
    """
    now = {line.asked.number: line.asked.quantity for line in judged}
    before = [0] * len(case.order.lines)
    if case.order.refunded:
        numbers = {line.id: number for number, line in enumerate(case.order.lines)}
        for refund in case.order.refunded:
            if refund.line is not None:
                before[numbers[refund.line]] += refund.quantity
    return [
        Part(line.paid_minor, line.quantity, before[number], now.get(number, 0))
        for number, line in enumerate(case.order.lines)
    ]


def _add_line(case: Case, line: Judged, parts: list[Part], sums: Sums) -> None:
    asked = line.asked
    part = parts[asked.number]
    goods = pieces(part.paid, part.sold, part.before, part.now)
    goods = min(goods, part.paid - _earlier(case, "goods", asked.line.id))
    outbound = _outbound(case, line, parts, sums)
    charges = _charges(case, line, parts, sums)
    sums.lines.append((asked.line.id, asked.quantity, goods, outbound, charges))
    if line.terms.deduct and asked.request.value_after is not None:
        loss = min(goods, max(0, goods - asked.request.value_after.minor))
        if loss:
            sums.deductions.append(("value_loss", asked.line.id, loss, goods))


def _earlier(case: Case, component: str, line: str | None = None) -> int:
    found = (
        getattr(refund, component)
        for refund in case.order.refunded
        if line is None or refund.line == line
    )
    return sum(amount.minor for amount in found if amount is not None)


def _outbound(case: Case, line: Judged, parts: list[Part], sums: Sums) -> int:
    shipping = case.order.shipping
    if shipping is None or line.terms.outbound == "none":
        return 0
    amount = shipping.paid.minor
    if line.terms.outbound == "standard" and shipping.standard is not None:
        amount = min(amount, shipping.standard.minor)
    mode = case.policy.partial_outbound if case.policy is not None else "pro_rata"
    return sums.shares(amount, parts, mode)[line.asked.number]


def _charges(case: Case, line: Judged, parts: list[Part], sums: Sums) -> int:
    """
    Duty, import tax and fees that the shop collected, as far as they are given back.
    """
    total = 0
    for number, charge in enumerate(case.order.charges):
        if charge.line not in (None, line.asked.line.id):
            continue
        share = _share(charge, line.asked.number, parts, sums)
        by_law, refundable = line.terms.charges, charge.refundable
        if charge.collected == "delivery":
            sums.note("door", refundable, share)
        elif by_law:
            sums.note("law", refundable, share)
            total += share
        else:
            sums.note("policy", False if by_law is False else refundable, share)
            total += share if by_law is None and refundable else 0
            if by_law is None and refundable is None:
                sums.missing.append(f"order.charges.{number}.refundable")
    return total


def _share(charge: OrderCharge, number: int, parts: list[Part], sums: Sums) -> int:
    if charge.line is None:
        return sums.shares(charge.amount.minor, parts, "pro_rata")[number]
    part = parts[number]
    return pieces(charge.amount.minor, part.sold, part.before, part.now)


def _bound_outbound(case: Case, sums: Sums) -> None:
    """
    Delivery and charges are given back once, whatever shares were rounded or granted before.
    """
    if not case.order.refunded and len(sums.lines) == 1:
        return
    shipping = case.order.shipping.paid.minor if case.order.shipping else 0
    left = shipping - _earlier(case, "shipping")
    charges_left = case.order.charges_minor - _earlier(case, "charges")
    for number, (line, quantity, goods, outbound, charges) in enumerate(sums.lines):
        outbound, charges = max(0, min(outbound, left)), max(0, min(charges, charges_left))
        left, charges_left = left - outbound, charges_left - charges
        sums.lines[number] = (line, quantity, goods, outbound, charges)


def _add_fee(case: Case, judged: Sequence[Judged], sums: Sums) -> None:
    """
    One fee a return: of the goods that come back under terms with a fee, less their loss of value.
    """
    lost = {line: amount for _, line, amount, _ in sums.deductions}
    groups: dict[tuple[object, int | None], int] = {}
    for line, (name, _, goods, _, _) in zip(judged, sums.lines, strict=True):
        if line.terms.has_fee:
            key = (line.terms.fee_rate, line.terms.fee_fixed)
            groups[key] = groups.get(key, 0) + goods - lost.get(name, 0)
    taken = _earlier(case, "fee")
    for (rate, fixed), goods in groups.items():
        left = None if fixed is None else max(0, fixed - taken)
        fee = capped_fee(goods, rate, left)  # type: ignore[arg-type]
        if fee:
            sums.deductions.append(("fee", None, fee, fee))


def _written(case: Case, judged: Sequence[Judged], sums: Sums) -> Refund:
    money = _purse(case.order.currency)
    lines = tuple(
        RefundLine(
            line,
            quantity,
            money(goods),
            money(outbound),
            money(charges),
            money(goods + outbound + charges),
        )
        for line, quantity, goods, outbound, charges in sums.lines
    )
    deductions = tuple(
        Deduction(kind, line, money(amount), money(limit))
        for kind, line, amount, limit in sums.deductions
    )
    total = sum(line[2] + line[3] + line[4] for line in sums.lines)
    total -= sum(deduction[2] for deduction in sums.deductions)
    credit = all(line.terms.store_credit and line.path.basis == "policy" for line in judged)
    return Refund(lines, deductions, money(total), "store_credit" if credit else "money")


def _purse(unit: str) -> Callable[[int], Money]:
    """
    Amounts of one currency, each made once: most of a refund's are the same few.
    """
    made: dict[int, Money] = {}

    def money(minor: int) -> Money:
        found = made.get(minor)
        if found is None:
            found = made[minor] = Money.from_minor(minor, unit)
        return found

    return money


def _tell(case: Case, judged: Sequence[Judged], parts: list[Part], sums: Sums) -> None:
    shipping = case.order.shipping
    refs = case.law.refund.refs if case.law.refund else ()
    if shipping is not None and shipping.paid.minor:
        words = {line.terms.outbound for line in judged}
        for word in sorted(words):
            params = {"paid": shipping.paid, "standard": shipping.standard or shipping.paid}
            sums.reasons.append(Reason(f"returns.outbound.{word}", params, refs))
        partly = any(part.now + part.before < part.sold for part in parts)
        if partly and words != {"none"}:
            mode = case.policy.partial_outbound if case.policy else "pro_rata"
            sums.reasons.append(Reason(f"returns.outbound.partial_{mode}", level="assumption"))
    unit = case.order.currency
    for word, share in sums.charges.items():
        if share:
            level: Level = "warning" if word in ("kept_unknown", "door_unknown") else "step"
            owed = {"amount": Money.from_minor(share, unit)}
            sums.reasons.append(Reason(f"returns.charges.{word}", owed, refs, level))
    for kind, line, amount, limit in sums.deductions:
        told = {
            "line": line or "",
            "amount": Money.from_minor(amount, unit),
            "limit": Money.from_minor(limit, unit),
            "law": (case.law.refund.value.deduction_basis if case.law.refund else None) or "",
        }
        sums.reasons.append(Reason(f"returns.deduction.{kind}", told, refs))
