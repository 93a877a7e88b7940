"""
`promise`: what a product page may tell of returns, for one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import Decision, Reason, Status
from globalcs.facts import bundled
from globalcs.facts._dates import require_day
from globalcs.returns._below import ShopTerms, below_law, calendar_days, terms_for
from globalcs.returns._decision import Override
from globalcs.returns._law import law_of
from globalcs.returns._models import Policy, PromiseRequest
from globalcs.returns._words import Payer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from globalcs.facts import Facts, Place
    from globalcs.items import Address
    from globalcs.returns._law import Law

__all__ = ["Promise", "promise"]


#: What starts the time of a refund, in words that mean nothing else in other rooms.
_REFUND_EVENTS = {
    "agreed": "agreement",
    "goods": "arrival_of_goods",
    "goods_or_proof": "arrival_or_proof",
    "notice": "notice_given",
}


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Promise(Decision):
    """
    The three questions of a buyer: how, within how many days, and when is the money back.

    Attributes:
        right: "statutory", "conditional", "none", or "unknown" where the book has no law.
        firm: whether it may stand on a page; False where it rests on low confidence or on nothing.
        window_days, counted_in, window_from: the longer time of law and policy; `unlimited` when
            the policy sets no end. None when there is no promise at all.
        law_window_days: the law's own; `shop_window_days` the policy's.
        how: ways to tell the shop, by the law: statement, model_form, writing, goods_returned,
            channel_of_purchase, online_withdrawal_function.
        in_time_by: what must happen by the last day: notice_sent, notice_given,
            notice_or_goods_sent; None where the law does not say.
        return_shipping_payer: who pays the way back; None when neither law nor policy says.
        refund_days, refund_counted_in, refund_from: when the money is back; None when not told.
        refund_outbound: what of the delivery cost comes back: none, standard, full.
        exempt: goods that can't be sent back by law, words of the law's list.
        overrides: terms of the policy that the law sets aside.
        requirements: what the law wants the shop to offer.
    """

    kind = "returns.promise"

    request: PromiseRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    place: str
    right: str
    firm: bool
    window_days: int | None
    counted_in: str
    window_from: str | None
    unlimited: bool
    law_window_days: int | None
    shop_window_days: int | None
    how: tuple[str, ...]
    in_time_by: str | None
    return_shipping_payer: Payer | None
    refund_days: int | None
    refund_counted_in: str
    refund_from: str | None
    refund_outbound: str | None
    exempt: tuple[str, ...]
    overrides: tuple[Override, ...]
    requirements: tuple[str, ...]
    law: str | None
    policy: str | None

    def headline(self) -> Reason:
        """
        The promise in one sentence.
        """
        if self.window_days is None:
            word = "unlimited" if self.unlimited else "none"
            return Reason(f"returns.promise.{word}", {"place": self.place})
        params = {"days": self.window_days, "event": self.window_from or "", "place": self.place}
        return Reason(f"returns.promise.{self.counted_in}", params)

    @property
    def answers(self) -> tuple[Reason, Reason, Reason]:
        """
        How, within how many days, and when the money is back: `Reason.text` words each.

        >>> from datetime import date
        >>> for answer in promise("CO", on=date(2026, 11, 21)).answers:
        ...     print(answer.text())
        Tell the shop in one of these ways: a message in writing.
        Send it back within 5 business days of delivery.
        The money is back within 15 days of the arrival of the goods at the shop.
        """
        return self._how(), self.headline(), self._money()

    def _how(self) -> Reason:
        if not self.how:
            return Reason("returns.promise.how_shop")
        return Reason("returns.promise.how", {"how": self.how})

    def _money(self) -> Reason:
        if self.refund_days is None or self.refund_from is None:
            return Reason("returns.promise.money_unknown")
        params = {"days": self.refund_days, "event": _REFUND_EVENTS[self.refund_from]}
        if not self.refund_days:
            return Reason("returns.promise.money_at_once", params)
        if self.refund_counted_in == "business_days":
            return Reason("returns.promise.money_business", params)
        word = "money_one_day" if self.refund_days == 1 else "money"
        return Reason(f"returns.promise.{word}", params)

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        rows = (
            ("days", self.window_days if not self.unlimited else "no end"),
            ("from", self.window_from or ""),
            ("how", ", ".join(self.how)),
            ("way back paid by", self.return_shipping_payer or "not told"),
            ("money back after days", self.refund_days if self.refund_days is not None else ""),
            ("from", self.refund_from or ""),
            ("delivery cost", self.refund_outbound or "not told"),
            ("not returnable", ", ".join(self.exempt)),
        )
        return table_html(("question", "answer"), rows)


class _Time(NamedTuple):
    days: int | None
    counted_in: str
    start: str | None
    unlimited: bool = False


def promise(
    place: str | Address | Place,
    *,
    policy: Policy | Mapping[str, Any] | str | None = None,
    on: date,
    facts: Facts | None = None,
) -> Promise:
    """
    What may be told of returns to buyers in `place` before they order.

    What rests on low confidence is told with a warning and `firm` is False.

    Args:
        place: a code, an Address or a Place.
        policy: the shop's, its plain data, or the name of a ready one; None means the law alone.
        on: the day the contract would be made.
        facts: the book; the bundled one when left out.

    Raises:
        UnknownPlace: no such place.
        InvalidInput: the policy is wrong, or the day is none.

    >>> from datetime import date
    >>> promise("SA", on=date(2026, 11, 21)).window_days
    7
    >>> promise("US", on=date(2026, 11, 21)).window_days is None
    True
    """
    book = facts if facts is not None else bundled()
    policy = None if policy is None else Policy.read(policy)
    law = law_of(book, book.place(place).code, require_day(on))
    terms = terms_for(policy, law.place)[0] if policy is not None else None
    time = _window(law, terms)
    refund = _refund_time(law, policy)
    reasons = _reasons(law, policy, terms)
    missing = () if law.withdrawal else ("law",)
    return Promise(
        request=PromiseRequest(place=law.place, policy=policy),
        on=on,
        law_day=on,
        facts_version=book.version,
        status=_status(law),
        missing=missing,
        reasons=reasons,
        place=law.place,
        right=law.withdrawal.value.right if law.withdrawal else "unknown",
        firm=_firm(law, terms),
        window_days=time.days,
        counted_in=time.counted_in,
        window_from=time.start,
        unlimited=time.unlimited,
        law_window_days=_law_days(law),
        shop_window_days=_shop_days(terms),
        how=_how(law),
        in_time_by=law.withdrawal.value.acted_by if law.withdrawal else None,
        return_shipping_payer=_payer(law, terms),
        refund_days=refund.days,
        refund_counted_in=refund.counted_in,
        refund_from=refund.start,
        refund_outbound=_outbound(law, terms),
        exempt=law.exemptions.value.exempt if law.exemptions and _has_right(law) else (),
        overrides=_overrides(law, policy),
        requirements=tuple(found.value.requirement for found in law.requirements),
        law=law.withdrawal.value.article if law.withdrawal else None,
        policy=policy.id if policy else None,
    )


def _has_right(law: Law) -> bool:
    return law.withdrawal is not None and law.withdrawal.value.right != "none"


def _law_days(law: Law) -> int | None:
    return law.withdrawal.value.window_days if law.withdrawal and _has_right(law) else None


def _shop_days(terms: ShopTerms | None) -> int | None:
    days = terms.window_days if terms and terms.accepts else None
    return days if isinstance(days, int) else None


def _window(law: Law, terms: ShopTerms | None) -> _Time:
    """
    The longer of both times; a conditional right stands back where the shop shows its terms.
    """
    if terms and terms.accepts and terms.window_days == "unlimited":
        return _Time(None, "calendar_days", None, unlimited=True)
    ours = _shop_days(terms)
    shop = _Time(ours, "calendar_days", terms.window_from if terms else None)
    if law.withdrawal is None or not _applies(law, terms):
        return shop if ours is not None else _Time(None, "calendar_days", None)
    rule = law.withdrawal.value
    theirs = calendar_days(rule.window_days or 0, rule.counted_in)
    if ours is not None and ours > theirs:
        return shop
    return _Time(rule.window_days, rule.counted_in, rule.starts)


def _applies(law: Law, terms: ShopTerms | None) -> bool:
    if law.withdrawal is None or law.withdrawal.value.right == "none":
        return False
    if law.withdrawal.value.right == "statutory":
        return True
    return law.withdrawal.value.trigger == "policy_not_shown" and terms is None


def _how(law: Law) -> tuple[str, ...]:
    if law.withdrawal is None or not _has_right(law):
        return ()
    function = ["online_withdrawal_function"]
    offered = [f for f in law.requirements if f.value.requirement in function]
    return (*law.withdrawal.value.notice, *(f.value.requirement for f in offered))


def _payer(law: Law, terms: ShopTerms | None) -> Payer | None:
    free = terms.free_return if terms else None
    if free:
        return "merchant"
    rule = law.refund.value.payer if law.refund and _applies(law, terms) else None
    if rule in ("consumer", "merchant"):
        return rule  # type: ignore[return-value]
    return None if free is None else "consumer"


def _refund_time(law: Law, policy: Policy | None) -> _Time:
    """
    The law's time for the refund, or the policy's where that is sooner or the law has none.
    """
    rule = law.refund.value if law.refund and _has_right(law) else None
    theirs = _Time(None, "calendar_days", None)
    if rule is not None and rule.days is not None:
        theirs = _Time(rule.days, rule.counted_in, rule.starts)
    ours = _policy_refund(policy)
    if ours.days is None or (theirs.days is not None and theirs.days <= ours.days):
        return theirs
    return ours


def _policy_refund(policy: Policy | None) -> _Time:
    if policy is None:
        return _Time(None, "calendar_days", None)
    if policy.instant_refund:
        return _Time(0, "calendar_days", "notice")
    if policy.refund_within_hours_of_receipt is not None:
        return _Time(-(-policy.refund_within_hours_of_receipt // 24), "calendar_days", "goods")
    start = {"receipt": "goods", "notice": "notice"}[policy.refund_from]
    return _Time(policy.refund_within_days, "calendar_days", start)


_AMOUNT = {"none": 0, "standard": 1, "full": 2}


def _outbound(law: Law, terms: ShopTerms | None) -> str | None:
    rule = law.refund.value.outbound if law.refund and _applies(law, terms) else None
    words = [word for word in (rule, terms.outbound if terms else None) if word in _AMOUNT]
    return max(words, key=_AMOUNT.__getitem__, default=None)


def _overrides(law: Law, policy: Policy | None) -> tuple[Override, ...]:
    if policy is None:
        return ()
    found = {
        below: None
        for terms in terms_for(policy, law.place)
        for below in below_law(law, policy, terms)
    }
    return tuple(Override(below.term, None, below.shop, below.law) for below in found)


def _status(law: Law) -> Status:
    if law.withdrawal is None:
        return "unknown"
    parts = [law.withdrawal, law.refund]
    return "complete" if all(part is None or part.sure for part in parts) else "estimated"


def _firm(law: Law, terms: ShopTerms | None) -> bool:
    """
    A shop's own word is firm; the law's is where nothing of it rests on low confidence.
    """
    if law.withdrawal is None:
        return terms is not None
    parts = [law.withdrawal, law.refund]
    return all(part is None or part.confidence != "low" for part in parts)


def _reasons(law: Law, policy: Policy | None, terms: ShopTerms | None) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if law.withdrawal is None:
        params = {"place": law.place, "day": law.day}
        found.append(Reason("returns.law.unknown", params, level="warning"))
    else:
        rule, refs = law.withdrawal.value, law.withdrawal.refs
        params = {"place": law.place, "law": rule.article, "days": rule.window_days or 0}
        code = {"statutory": "right", "conditional": "conditional", "none": "none"}[rule.right]
        found.append(Reason(f"returns.law.{code}", params, refs))
        if law.withdrawal.confidence == "low":
            low = {"place": law.place, "key": refs[0].key}
            found.append(Reason("returns.law.low_confidence", low, refs, "warning"))
    if policy is not None and terms is not None:
        params = {"policy": policy.id, "days": terms.window_days or 0}
        found.append(Reason("returns.promise.policy", params))
    refs = law.withdrawal.refs if law.withdrawal else ()
    for override in _overrides(law, policy):
        params = {"line": "", "shop": override.shop, "law": override.law}
        found.append(Reason(f"returns.override.{override.term}", params, refs))
    return tuple(found)
