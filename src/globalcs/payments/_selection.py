"""
The answer: methods offered, methods left out, and the difference between two answers.

A selection keeps its work and makes offers, exclusions and reasons when they are first read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar, cast

from globalcs.decision import Decision, Reason, Status
from globalcs.errors import InvalidInput, UnknownMethod
from globalcs.payments import _explain
from globalcs.payments._answers import Exclusion, ExclusionRow, Offer
from globalcs.payments._models import Checkout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from typing import Self

    from globalcs.payments._select import Work
    from globalcs.rates import Rates

__all__ = ["Difference", "Selection", "diff"]

T = TypeVar("T")


class Written(NamedTuple):
    """
    The fields of a selection as it is written down.
    """

    request: Checkout
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    offered: tuple[Offer, ...]
    excluded: tuple[ExclusionRow, ...]


class Selection(Decision):
    """
    The payment methods to offer for a checkout, best first, and why not the others.

    Attributes:
        request: the `Checkout`.
        offered: an `Offer` a method, best first.
        excluded: an `Exclusion` a method, by id; together they are all methods of the book.
    """

    __slots__ = ("_fields", "_rates", "_work", "on", "request")

    kind = "payments.selection"
    request: Checkout
    on: date
    _work: Work | None
    _rates: Rates | None
    _fields: dict[str, Any]

    def __init__(
        self,
        request: Checkout,
        on: date,
        work: Work | None,
        rates: Rates | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        for name, value in (
            ("request", request),
            ("on", on),
            ("_work", work),
            ("_rates", rates),
            ("_fields", dict(fields or {})),
        ):
            object.__setattr__(self, name, value)

    @property
    def law_day(self) -> date:
        """
        The day itself: what a method can do is asked for the day of the purchase.
        """
        return self.on

    @property
    def facts_version(self) -> str:
        """
        The version of the book that answered.
        """
        return self._read("facts_version", lambda work: work.facts.version)

    @property
    def status(self) -> Status:
        """
        "estimated" where an offer rests on low confidence, doubtful days or something not told.
        """
        return self._read("status", lambda work: _explain.status(work, self.request))

    @property
    def missing(self) -> tuple[str, ...]:
        """
        What would settle what was not tested.
        """
        return self._read("missing", lambda work: _explain.missing(work, self.request))

    @property
    def offered(self) -> tuple[Offer, ...]:
        """
        The methods to show, best first.
        """
        return self._read("offered", lambda work: _explain.offered(work, self.request))

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        """
        The methods left out, by id.
        """
        return self._read(
            "excluded",
            lambda work: _explain.excluded(work, self.request, self.on, self._rates),
        )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """
        What led to the selection as a whole; those of one method are with `why`.
        """
        return self._read(
            "reasons", lambda work: _explain.reasons(work, self.request, self.offered)
        )

    def why(self, method_id: str) -> Offer | Exclusion:
        """
        One method's story: its offer, or its exclusion.

        Raises:
            UnknownMethod: there is no such method.
        """
        if (offer := self._offer(method_id)) is not None:
            return offer
        if self._work is not None:
            return self._exclusion(self._work, method_id)
        for exclusion in self.excluded:
            if exclusion.method.id == method_id:
                return exclusion
        raise UnknownMethod(f"this selection knows no payment method {method_id[:40]!r}")

    def _offer(self, method_id: str) -> Offer | None:
        return next((offer for offer in self.offered if offer.method.id == method_id), None)

    def _exclusion(self, work: Work, method_id: str) -> Exclusion:
        from globalcs.payments._views import check_methods

        check_methods(work.facts, "method", (method_id,))
        return _explain.exclusion(work, self.request, self.on, method_id, self._rates)

    def _read(self, name: str, make: Callable[[Work], T]) -> T:
        if name not in self._fields:
            self._fields[name] = make(cast("Work", self._work))
        return cast("T", self._fields[name])

    def headline(self) -> Reason:
        """
        How many are offered, and the first of them.
        """
        params: dict[str, Any] = {"offered": len(self.offered), "excluded": len(self.excluded)}
        if not self.offered:
            return Reason("payments.headline_none", params)
        labels = tuple(offer.label for offer in self.offered[:3])
        return Reason("payments.headline", {**params, "first": labels})

    # Writing and reading

    def to_dict(self) -> dict[str, Any]:
        """
        The whole selection as plain data; `from_dict` reads it back.
        """
        from globalcs._codec import encode_record

        return {"kind": self.kind, **encode_record(self._written())}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """
        Read back what `to_dict` wrote.

        Raises:
            InvalidInput: the data is no selection.
        """
        from globalcs._codec import decode_record

        if not hasattr(data, "get") or data.get("kind") != cls.kind:
            raise InvalidInput(f"this is no {cls.kind} decision", path="kind")
        fields = decode_record(Written, data)._asdict()
        fields["excluded"] = tuple(Exclusion(*row) for row in fields["excluded"])
        return cls(fields["request"], fields["on"], None, fields=fields)

    def _written(self) -> Written:
        fields = {name: getattr(self, name) for name in Written._fields}
        return Written(**{**fields, "excluded": tuple(entry.row() for entry in self.excluded)})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selection) and self._written() == other._written()

    def __hash__(self) -> int:
        return hash((self.request, self.on))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a selection is frozen; {name} can't be set")

    def __repr__(self) -> str:
        ids = ", ".join(offer.method.id for offer in self.offered)
        return f"<Selection on {self.on}: {ids or 'nothing offered'}>"

    def __reduce__(self) -> tuple[Any, ...]:
        fields = {name: getattr(self, name) for name in Written._fields}
        return type(self), (self.request, self.on, None, None, fields)

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        shown = table_html(
            ("", "label", "method", "score", "codes", "mind"),
            (_offer_row(offer) for offer in self.offered),
        )
        hidden = table_html(
            ("method", "why not", "would appear if"), map(_exclusion_row, self.excluded)
        )
        count = len(self.excluded)
        return f"{shown}<details><summary>{count} left out</summary>{hidden}</details>"


def _offer_row(offer: Offer) -> tuple[object, ...]:
    codes = ", ".join(f"{psp}: {'/'.join(told)}" for psp, told in offer.psp_codes.items() if told)
    mind = " ".join(reason.text() for reason in offer.warnings)
    return offer.rank, offer.label, offer.method.id, offer.score.total, codes, mind


def _exclusion_row(exclusion: Exclusion) -> tuple[object, ...]:
    why = " ".join(reason.text() for reason in exclusion.reasons)
    changes = exclusion.would_appear_if
    return exclusion.method.id, why, "–" if changes is None else "; ".join(map(str, changes))


class Difference(NamedTuple):
    """
    What differs between two selections, by method id.

    `appeared` and `gone` are in the order of the list they stand in; `moved` holds id, rank before
    and rank after; `other_reasons` are left out in both, for different reasons.
    """

    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    moved: tuple[tuple[str, int, int], ...]
    other_reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        """
        Whether anything differs.
        """
        return any(self)


def diff(before: Selection, after: Selection) -> Difference:
    """
    What a change of day, place, amount or shop does to the list.

    >>> from datetime import date
    >>> from globalcs.payments import Checkout, select
    >>> checkout = Checkout(shopper_country="NL", amount="49.90 EUR")
    >>> now, then = (select(checkout, on=day) for day in (date(2026, 11, 21), date(2028, 1, 15)))
    >>> diff(now, then).gone
    ('ideal',)
    """
    ranks = {offer.method.id: offer.rank for offer in before.offered}
    later = {offer.method.id: offer.rank for offer in after.offered}
    why = {entry.method.id: _codes(entry) for entry in before.excluded}
    return Difference(
        tuple(name for name in later if name not in ranks),
        tuple(name for name in ranks if name not in later),
        tuple((n, ranks[n], later[n]) for n in ranks if n in later and ranks[n] != later[n]),
        tuple(
            entry.method.id
            for entry in after.excluded
            if entry.method.id in why and why[entry.method.id] != _codes(entry)
        ),
    )


def _codes(exclusion: Exclusion) -> tuple[str, ...]:
    return tuple(reason.code for reason in exclusion.reasons)
