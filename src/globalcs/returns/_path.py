"""
One road on which goods may come back, and where it leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs.decision import Reason
from globalcs.returns._words import FAULTS

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from globalcs.returns._case import Asked, Case
    from globalcs.returns._clock import Ending
    from globalcs.returns._models import OrderLine
    from globalcs.returns._words import Basis, Payer, Verdict, Why

__all__ = [
    "BROKEN_BY",
    "NO_TERMS",
    "Path",
    "Terms",
    "Window",
    "broken_state",
    "excepted",
    "known",
    "undelivered",
]


BROKEN_BY = {
    "any": frozenset[str](),
    "unchanged": frozenset({"used", "worn", "damaged", "spoiled"}),
    "saleable": frozenset({"used", "worn", "damaged", "spoiled"}),
    "as_received": frozenset({"used", "worn", "damaged", "activated", "spoiled"}),
    "good_with_packing": frozenset({"damaged", "spoiled", "no_packing"}),
    "unused": frozenset({"used", "worn", "damaged", "activated", "spoiled"}),
    "unused_with_packing": frozenset(
        {"used", "worn", "damaged", "activated", "spoiled", "no_packing"}
    ),
    "intact": frozenset({"used", "worn", "damaged", "spoiled", "incomplete", "tags_off"}),
    "unopened": frozenset({"unsealed", "opened", "used", "worn", "damaged", "activated"}),
    "sealed": frozenset({"unsealed", "opened", "used", "worn", "damaged", "activated"}),
    "unworn_with_tags": frozenset({"worn", "used", "tags_off", "damaged"}),
}


class Terms(NamedTuple):
    """
    What a road gives: who pays the way back, what of delivery is repaid, what may be kept, when.
    """

    payer: Payer | None = None
    outbound: str = "none"
    deduct: bool = False
    fee_rate: Fraction | None = None
    fee_fixed: int | None = None
    has_fee: bool = False
    charges: bool | None = None
    refund_days: int | None = None
    counted_in: str = "calendar_days"
    refund_starts: str | None = None
    withhold: str | None = None
    send_back_days: int | None = None
    store_credit: bool = False


NO_TERMS = Terms()


class Window(NamedTuple):
    """
    The clock of one line: what started it, when it ends, and why then. An end of None is open.
    """

    event: str
    start: date | None
    last_day: date | None
    initial: Ending | None = None
    extended: bool = False
    missing: tuple[str, ...] = ()


class Path(NamedTuple):
    """
    One road for one line, and where it leads.
    """

    basis: Basis
    verdict: Verdict
    why: Why | None
    terms: Terms = NO_TERMS
    window: Window | None = None
    last_day: date | None = None
    exemption: str | None = None
    remedy: str | None = None
    remedies: tuple[tuple[str, ...], ...] = ()
    burden: str | None = None
    money: bool = True
    cancel_from: date | None = None
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def rank(self) -> tuple[bool, bool, bool, bool]:
        """
        The better road for the buyer is the larger.
        """
        return (
            self.verdict == "accept",
            self.verdict == "review",
            self.money,
            self.terms.payer == "merchant" or self.basis == "statute",
        )


def known(value: bool | None, name: str, missing: list[str]) -> bool:
    """
    A fact that may not have been told: named as missing, and taken as not so.
    """
    if value is None:
        missing.append(name)
    return bool(value)


def broken_state(
    wanted: str | None, asked: Asked, missing: list[str], lifted: str | None = None
) -> str | None:
    """
    The word of the goods' state that breaks a condition; an unknown state counts for the buyer.
    """
    states = BROKEN_BY[lifted or wanted or "any"]
    if not states:
        return None
    if asked.request.state is None:
        missing.append(f"lines.{asked.line.id}.state")
        return None
    return next((state for state in asked.request.state if state in states), None)


def undelivered(case: Case, line: OrderLine) -> tuple[str, ...]:
    """
    A missing delivery day is a missing fact, unless somebody said that nothing arrived.
    """
    if line.delivered is not None:
        return ()
    for asked in case.asked:
        if asked.line is line and "not_delivered" in (asked.request.state or ()):
            return ()
    return (f"order.lines.{line.id}.delivered",)


def excepted(asked: Asked, exceptions: tuple[str, ...]) -> bool:
    """
    Whether the reason lifts a cost from the buyer.
    """
    return ("non_conforming" in exceptions and asked.reason in FAULTS) or (
        "late_delivery" in exceptions and asked.reason == "late_delivery"
    )
