"""
What rules are about and what they find.

The rules stand in `_settle.py` (day, processors, place: worked out once for many checkouts) and in
`_checkout.py` (what is bought: tested each time). What a rule finds is a plain tuple, turned into a
`Reason` only when somebody reads it. Findings exclude, notes warn; what nobody knows excludes
nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from globalcs.decision import Level, Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from globalcs.facts import Fact
    from globalcs.payments._answers import Method
    from globalcs.payments._keys import Limits
    from globalcs.payments._models import Checkout
    from globalcs.payments._views import View

__all__ = ["SPEED", "Asked", "Context", "Convert", "Finding", "Row", "as_reason", "note", "unknown"]

SPEED = {"instant": 0, "minutes": 1, "days": 2}

#: An amount of one currency in another, exactly; None where no rate is known.
Convert: TypeAlias = "Callable[[Decimal, str, str], Fraction | None]"


class Finding(NamedTuple):
    """
    What a rule found: a code, what the sentence needs, and the fact it rests on.
    """

    code: str
    params: dict[str, Any]
    fact: Fact[Any] | None = None
    level: Level = "step"


class Context(NamedTuple):
    """
    What many checkouts have in common: the day, the place, the money, the processors.

    `psps` are pairs of a processor and the methods switched on there (None for all).
    """

    on: date
    countries: tuple[str, ...]
    merchant: str | None
    currency: str
    psps: tuple[tuple[str, tuple[str, ...] | None], ...] | None
    buyer: str


class Row(NamedTuple):
    """
    A method settled in a context: what excludes it whatever is bought, else how it is reached.
    """

    view: View
    via: str
    psps: tuple[str, ...]
    limits: tuple[tuple[str | None, Fact[Limits] | None], ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    final: bool = False


class Asked(NamedTuple):
    """
    A checkout in the plain values that the rules compare.
    """

    amount: Decimal | None
    recurring: Decimal | None
    currency: str
    purpose: str
    buyer: str
    channel: str
    device: str | None
    goods: tuple[str, ...]
    speed: int
    refund_days: int | None
    strict: bool
    avoid_chargeback: bool
    block: tuple[str, ...]
    convert: Convert | None

    @classmethod
    def of(cls, checkout: Checkout, convert: Convert | None = None) -> Asked:
        """
        From the checkout. Nothing to pay now means that no limit is tested.

        Limits in another currency are compared only when `convert` is given.
        """
        repeated = checkout.purpose == "subscription"
        recurring = checkout.recurring_amount
        deadline = checkout.deadline_until_paid
        return cls(
            amount=checkout.amount.amount if checkout.amount.minor else None,
            recurring=recurring.amount if recurring is not None else None,
            currency=str(checkout.amount.currency),
            purpose=checkout.purpose,
            buyer=checkout.buyer,
            channel=checkout.channel,
            device=checkout.device,
            goods=(*checkout.goods, "subscription") if repeated else checkout.goods,
            speed=2 if deadline is None else SPEED[deadline],
            refund_days=checkout.needs_refund_within_days,
            strict=checkout.after_sale == "exclude",
            avoid_chargeback=checkout.avoid_chargeback,
            block=checkout.block,
            convert=convert,
        )


def as_reason(method: Method, finding: Finding) -> Reason:
    """
    A finding as the reason a person can read.
    """
    params = {"method": method.name, **finding.params}
    refs = () if finding.fact is None else (finding.fact.ref,)
    return Reason(f"payments.{finding.code}", params, refs, finding.level)


def note(code: str, params: dict[str, Any], fact: Fact[Any] | None = None) -> Finding:
    """
    A finding that warns.
    """
    return Finding(code, params, fact, "warning")


def unknown(field: str) -> Finding:
    """
    A rule that could not be tested.
    """
    return note("unknown", {"field": field})
