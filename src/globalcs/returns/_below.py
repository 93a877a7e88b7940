"""
A policy beside the law, term by term, before anybody has returned anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs.returns._path import BROKEN_BY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from globalcs.returns._keys import RefundRule, Withdrawal
    from globalcs.returns._law import Law
    from globalcs.returns._models import Policy, PolicyRule

__all__ = ["Below", "ShopTerms", "below_law", "calendar_days", "period_text", "terms_for"]

_OUTBOUND = {"none": 0, "standard": 1, "full": 2}
_FROM_DELIVERY = frozenset(
    {"delivery", "last_item", "delivery_or_contract", "delivery_or_document"}
)


class ShopTerms(NamedTuple):
    """
    A policy's terms for some goods; `goods` is empty for all that no rule names.
    """

    goods: tuple[str, ...]
    accepts: bool
    window_days: int | str | None
    window_from: str
    condition: str
    fee: bool
    free_return: bool | None
    outbound: str | None


class Below(NamedTuple):
    """
    A term that falls below the law: what the shop says, and what applies instead.
    """

    term: str
    shop: str
    law: str


def terms_for(policy: Policy, place: str) -> tuple[ShopTerms, ...]:
    """
    The policy's terms for a place: one for all goods, and one for the goods of each rule.
    """
    rules = [
        rule
        for rule in policy.rules
        if not rule.markets or place in rule.markets or place[:2] in rule.markets
    ]
    general = [rule for rule in rules if not rule.goods and not rule.customers]
    found = [_terms(policy, (), general)]
    special = (rule for rule in rules if rule.goods or rule.customers)
    return (*found, *(_terms(policy, rule.goods, [rule, *general]) for rule in special))


def _terms(policy: Policy, goods: tuple[str, ...], rules: Sequence[PolicyRule]) -> ShopTerms:
    def told(name: str) -> object:
        values = (getattr(rule, name) for rule in rules)
        return next((value for value in values if value is not None), getattr(policy, name))

    fee = bool(told("restocking_fee")) or bool(told("restocking_fee_amount"))
    free = told("free_return")
    return ShopTerms(
        goods,
        bool(told("accepts")),
        told("window_days"),  # type: ignore[arg-type]
        str(told("window_from")),
        str(told("condition")),
        fee,
        True if free is None and policy.prepaid_label else free,  # type: ignore[arg-type]
        told("refund_outbound"),  # type: ignore[arg-type]
    )


def below_law(law: Law, policy: Policy, terms: ShopTerms) -> Iterator[Below]:
    """
    Every term of the shop that a statutory right would set aside.
    """
    found = law.withdrawal
    if found is None or found.value.right != "statutory":
        return
    rule = found.value
    if not terms.accepts:
        yield Below("final_sale", "no returns", "return allowed")
    else:
        yield from _window(rule, terms)
        yield from _condition(rule, terms)
    if policy.refund_as == "store_credit":
        yield Below("store_credit", "store credit", "money")
    if law.refund is not None:
        yield from _money(law.refund.value, policy, terms)


def calendar_days(days: int, counted_in: str) -> int:
    """
    Business days as the most calendar days they take in a week of five, holidays aside.

    >>> calendar_days(5, "business_days"), calendar_days(14, "calendar_days")
    (7, 14)
    """
    return days if counted_in == "calendar_days" else days + 2 * -(-days // 5)


def period_text(days: int, counted_in: str, starts: str) -> str:
    """
    A period in short plain words.

    >>> period_text(5, "business_days", "delivery_or_contract")
    '5 business days from delivery or contract'
    >>> period_text(0, "calendar_days", "goods")
    'at once from goods'
    """
    length = f"{days} {'business ' if counted_in == 'business_days' else ''}days"
    return f"{length if days else 'at once'} from {starts.replace('_', ' ')}"


def _window(rule: Withdrawal, terms: ShopTerms) -> Iterator[Below]:
    if not isinstance(terms.window_days, int):
        return
    law = period_text(rule.window_days or 0, rule.counted_in, rule.starts)
    shop = f"{terms.window_days} days from {terms.window_from}"
    needed = calendar_days(rule.window_days or 0, rule.counted_in)
    if terms.window_days < needed:
        yield Below("window", shop, law)
    elif terms.window_from == "purchase" and rule.starts in _FROM_DELIVERY:
        yield Below("window_from", shop, law)


def _condition(rule: Withdrawal, terms: ShopTerms) -> Iterator[Below]:
    refused_by_law = BROKEN_BY[rule.goods_must_be or "any"]
    if BROKEN_BY[terms.condition] - refused_by_law:
        yield Below("condition", terms.condition, rule.goods_must_be or "any")


def _money(rule: RefundRule, policy: Policy, terms: ShopTerms) -> Iterator[Below]:
    if terms.fee and rule.fee in ("forbidden", "limited", None):
        yield Below("restocking_fee", "a fee", "limited" if rule.fee == "limited" else "no fee")
    if terms.free_return is False and rule.payer == "merchant":
        yield Below("return_shipping", "consumer", "merchant")
    wanted = rule.outbound if rule.outbound in _OUTBOUND else None
    if wanted and terms.outbound and _OUTBOUND[terms.outbound] < _OUTBOUND[wanted]:
        yield Below("outbound", terms.outbound, wanted)
    yield from _refund_time(rule, policy)


def _refund_time(rule: RefundRule, policy: Policy) -> Iterator[Below]:
    if policy.refund_within_days is None or rule.days is None:
        return
    later_start = policy.refund_from == "receipt" and rule.starts == "notice"
    if policy.refund_within_days > rule.days or (later_start and not rule.withhold_until):
        shop = f"{policy.refund_within_days} days from {policy.refund_from}"
        law = period_text(rule.days, rule.counted_in, rule.starts or "notice")
        yield Below("refund_time", shop, law)
