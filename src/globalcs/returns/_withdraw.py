"""
`withdraw`: a declaration of withdrawal, taken without a reason and acknowledged at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, Any, Self

from globalcs.errors import InvalidInput
from globalcs.facts import bundled
from globalcs.returns._keys import REQUIREMENT
from globalcs.returns._models import Withdrawal
from globalcs.returns._zones import day_there

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from globalcs.facts import Facts

__all__ = ["Acknowledgement", "withdraw"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """
    That a declaration came in: its content and its moment. It says nothing on whether it holds.

    Attributes:
        number: names this declaration; the same content at the same moment has the same number.
        declaration: what was declared.
        received_at: the moment, ISO 8601 with zone.
        received_on: the day where the buyer lives: `ReturnRequest.notice` of a decision.
        day_is_sure: False where the buyer's zone is not known and the day depends on it.
        function_required: whether the law of the place wants an online withdrawal function.
    """

    number: str
    declaration: Withdrawal
    received_at: str
    received_on: date
    day_is_sure: bool
    function_required: bool

    def to_dict(self) -> dict[str, Any]:
        """
        As plain data; `from_dict` reads it back.
        """
        from globalcs._codec import encode_record

        return encode_record(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """
        Read back what `to_dict` wrote.

        Raises:
            InvalidInput: a field is missing or malformed.
        """
        from globalcs._codec import decode_record

        return decode_record(cls, data)

    def to_json(self, *, indent: int | None = None) -> str:
        """
        `to_dict` as JSON, to keep on a durable medium.
        """
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def withdraw(
    withdrawal: Withdrawal | Mapping[str, Any], *, at: datetime, facts: Facts | None = None
) -> Acknowledgement:
    """
    Take a declaration of withdrawal and acknowledge it.

    It asks for no reason and no login, and decides nothing: whether the right exists is `decide`'s
    answer to a request with `notice=acknowledgement.received_on`. In the EU the shop must send the
    acknowledgement without delay on a durable medium (Directive 2011/83/EU, Article 11a).

    Args:
        withdrawal: a `Withdrawal`, or its plain data.
        at: the moment it came in, with its zone.
        facts: the book; the bundled one when left out.

    Raises:
        InvalidInput: a field is missing, or the moment has no zone.
        UnknownPlace: no such place.

    >>> from datetime import datetime, timezone
    >>> moment = datetime(2026, 7, 8, 22, 30, tzinfo=timezone.utc)
    >>> said = {"name": "A. Buyer", "order_id": "1001", "contact": "a@shop.example", "place": "DE"}
    >>> answer = withdraw(said, at=moment)
    >>> answer.received_on, answer.function_required
    (datetime.date(2026, 7, 9), True)
    """
    declared = Withdrawal.read(withdrawal)
    book = facts if facts is not None else bundled()
    if getattr(at, "tzinfo", None) is None:
        raise InvalidInput("a moment with its time zone is needed", path="at")
    place = book.place(declared.place)
    day, sure = day_there(at, place.country, declared.timezone)
    return Acknowledgement(
        number=_number(declared, at),
        declaration=declared,
        received_at=at.isoformat(timespec="seconds"),
        received_on=day,
        day_is_sure=sure,
        function_required=_function_required(book, place.code, day),
    )


def _number(declared: Withdrawal, at: datetime) -> str:
    import hashlib

    moment = at.astimezone(UTC).isoformat()
    content = f"{moment}\n{declared.model_dump_json()}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _function_required(facts: Facts, place: str, day: date) -> bool:
    found = facts.all(place, REQUIREMENT, on=day)
    return any(fact.value.requirement == "online_withdrawal_function" for fact in found)
