"""
The law of one place and day, gathered once and kept with the book.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from globalcs.decision import FactRef, Reason
from globalcs.returns import _keys as keys

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Fact, Facts, Key

__all__ = ["Found", "Law", "law_of"]

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """
    A fact as the room uses it: its value, where it stands, and what makes it doubtful.
    """

    value: T
    refs: tuple[FactRef, ...]
    sure: bool
    confidence: str
    reasons: tuple[Reason, ...]


class Law(NamedTuple):
    """
    All that the book says on returns for a place on the day of the contract. None: unknown.
    """

    place: str
    day: date
    withdrawal: Found[keys.Withdrawal] | None
    extension: Found[keys.Extension] | None
    exemptions: Found[keys.Exemptions] | None
    refund: Found[keys.RefundRule] | None
    late: Found[keys.LateDelivery] | None
    guarantee: Found[keys.Guarantee] | None
    rejection: Found[keys.Rejection] | None
    bonus: Found[keys.RepairBonus] | None
    requirements: tuple[Found[keys.Requirement], ...]


def law_of(facts: Facts, place: str, day: date) -> Law:
    """
    The law of `place` on `day`, out of the book's cache after the first time.
    """
    return facts.cached(_gather, place, day)


def _gather(facts: Facts, place: str, day: date) -> Law:
    return Law(
        place,
        day,
        _find(facts, place, keys.WITHDRAWAL, day),
        _find(facts, place, keys.EXTENSION, day),
        _find(facts, place, keys.EXEMPTIONS, day),
        _find(facts, place, keys.REFUND, day),
        _find(facts, place, keys.LATE_DELIVERY, day),
        _find(facts, place, keys.GUARANTEE, day),
        _find(facts, place, keys.REJECTION, day),
        _find(facts, place, keys.REPAIR_BONUS, day),
        tuple(map(_found, facts.all(place, keys.REQUIREMENT, on=day))),
    )


def _find(facts: Facts, place: str, key: Key[T], day: date) -> Found[T] | None:
    fact = facts.find(place, key, on=day)
    return None if fact is None else _found(fact)


def _found(fact: Fact[T]) -> Found[T]:
    sure = fact.status == "complete"
    return Found(fact.value, (fact.ref,), sure, fact.confidence, fact.reasons)
