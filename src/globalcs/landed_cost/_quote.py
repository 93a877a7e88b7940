"""
The answer: sums, lines, charges and reasons, made from whole numbers when somebody looks at them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, NoReturn, Self

from globalcs.decision import Decision, Reason, Status
from globalcs.landed_cost._joined import Joined
from globalcs.landed_cost._models import Shipment
from globalcs.landed_cost._plain import cart_order
from globalcs.landed_cost._rows import Charge, Consignment, Line, Range
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from globalcs.landed_cost._law import Plan
    from globalcs.landed_cost._plain import PlainWork
    from globalcs.landed_cost._work import Work

__all__ = ["Quote", "QuoteRecord"]


class QuoteRecord(NamedTuple):
    """
    A quote as plain fields, for writing and reading.
    """

    request: Shipment
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    lines: tuple[Line, ...]
    shipping_line: Line
    charges: tuple[Charge, ...]
    goods: Money
    shipping: Money
    duty: Money | None
    tax: Money | None
    fees: Money | None
    total: Money | None
    at_least: Money
    due_at_checkout: Money | None
    due_on_delivery: Money | None
    owed_by_seller: Money | None
    scheme: str | None
    consignments: tuple[Consignment, ...]
    range: Range | None


class Quote(Decision):
    """
    The landed cost of a shipment, line by line, each part with its reason and source.

    Attributes:
        lines: one a line of the cart, in cart order.
        shipping_line: freight and insurance with their tax.
        charges: every duty, tax and fee of every line.
        goods, shipping: net, in the quote's currency.
        duty, tax, fees: sums; None where a part is not known.
        total: the gross of all lines and of the shipping line; None where a part is not known.
        at_least: what is known of the total.
        due_at_checkout, due_on_delivery: what the buyer pays when; None where not known.
        owed_by_seller: what of it the seller passes on to the state.
        scheme: the seller's scheme that was applied, or None; where parcels differ, see theirs.
        consignments: what travels as one, each with its own sums, road and scheme.
        range: the least and the most, where the total is open and its bounds are known.

    Collect at checkout only what is `complete`; an estimate is for showing.
    """

    kind: ClassVar[str] = "landed_cost.quote"
    __slots__ = ("_seen", "_work")

    _seen: dict[str, Any]
    _work: Work | PlainWork | Joined | None

    def __init__(
        self, work: Work | PlainWork | Joined | None, record: QuoteRecord | None = None
    ) -> None:
        _put_work(self, work)
        _put_seen(self, {} if record is None else record._asdict())

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a quote never changes; ask again")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a quote never changes; ask again")

    if TYPE_CHECKING:

        @property
        def request(self) -> Shipment: ...
        @property
        def lines(self) -> tuple[Line, ...]: ...
        @property
        def shipping_line(self) -> Line: ...
        @property
        def charges(self) -> tuple[Charge, ...]: ...
        @property
        def goods(self) -> Money: ...
        @property
        def shipping(self) -> Money: ...
        @property
        def duty(self) -> Money | None: ...
        @property
        def tax(self) -> Money | None: ...
        @property
        def fees(self) -> Money | None: ...
        @property
        def total(self) -> Money | None: ...
        @property
        def at_least(self) -> Money: ...
        @property
        def due_at_checkout(self) -> Money | None: ...
        @property
        def due_on_delivery(self) -> Money | None: ...
        @property
        def owed_by_seller(self) -> Money | None: ...
        @property
        def scheme(self) -> str | None: ...
        @property
        def consignments(self) -> tuple[Consignment, ...]: ...
        @property
        def range(self) -> Range | None: ...

    def record(self) -> QuoteRecord:
        """
        All fields as one row.
        """
        return QuoteRecord(*(getattr(self, name) for name in QuoteRecord._fields))

    def to_dict(self) -> dict[str, Any]:
        """
        The whole quote as plain data that JSON can hold; `from_dict` reads it back.
        """
        from globalcs._codec import encode_record

        return {"kind": self.kind, **encode_record(self.record())}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """
        Read back what `to_dict` wrote.

        Raises:
            InvalidInput: the data is no quote, or a field is missing or malformed.
        """
        from globalcs._codec import decode_record
        from globalcs.errors import InvalidInput

        if data.get("kind", cls.kind) != cls.kind:
            raise InvalidInput(f"this is no {cls.kind} decision", path="kind")
        fields = {name: value for name, value in data.items() if name != "kind"}
        return cls(None, decode_record(QuoteRecord, fields))

    def headline(self) -> Reason:
        """
        What is paid in all, or what is known of it.
        """
        total = self.total
        if total is None:
            params = {"at_least": self.at_least, "missing": self.missing}
            return Reason("landed_cost.headline_unknown", params)
        params = {
            "total": total,
            "door": self.due_on_delivery or Money.from_minor(0, total.currency),
        }
        code = "landed_cost.headline" if params["door"] else "landed_cost.headline_paid"
        return Reason(code if self.status == "complete" else f"{code}_estimated", params)

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        lines = [*self.lines, self.shipping_line]
        head = ("line", "net", "duty", "tax", "fees", "gross")
        cells = [(_told(r), *map(_cell, (r.net, r.duty, r.tax, r.fees, r.gross))) for r in lines]
        sums = (self.duty, self.tax, self.fees, self.total)
        cells.append(("total", _cell(self.goods + self.shipping), *map(_cell, sums)))
        charges = [
            (c.item, c.name, c.base or "", _rate(c.rate), _cell(c.amount), c.due)
            for c in self.charges
        ]
        second = ("line", "charge", "base", "rate", "amount", "due")
        tables = table_html(head, cells) + table_html(second, charges)
        return tables + self._parcels_html() if len(self.consignments) > 1 else tables

    def _parcels_html(self) -> str:
        from globalcs._notebook import table_html

        head = ("parcel", "road", "goods", "shipping", "duty", "tax", "fees", "total")
        cells = [
            (", ".join(c.items), c.scheme or c.road, *map(_cell, (c.goods, c.shipping, c.duty)),
             *map(_cell, (c.tax, c.fees, c.total)))
            for c in self.consignments
        ]  # fmt: skip
        return table_html(head, cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quote) and self.record() == other.record()

    def __hash__(self) -> int:
        return hash((self.request.basis, self.on, self.facts_version))

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_record, (self.record(),)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *QuoteRecord._fields})

    def __repr__(self) -> str:
        told = self.total if self.total is not None else f"at least {self.at_least}"
        return f"<Quote {self.status}: {told}>"


# A quote never changes; the setters of its slots fill it once.
_put_work = Quote.__dict__["_work"].__set__
_put_seen = Quote.__dict__["_seen"].__set__


def _from_record(record: QuoteRecord) -> Quote:
    return Quote(None, record)


def _told(row: Line) -> str:
    """
    A line as one says it: "2 × Indigo T-shirt".
    """
    name = row.name or row.item
    return name if row.quantity == 1 else f"{row.quantity} × {name}"


def _cell(money: Money | None) -> str:
    return "?" if money is None else str(money)


def _rate(rate: Any) -> str:
    from globalcs.landed_cost._expression import percent_text

    return "" if rate is None else percent_text(rate)


# --- making the fields ---------------------------------------------------------------------------


def _money(work: Work | PlainWork, minor: int | None) -> Money | None:
    if minor is None:
        return None
    return Money.from_minor(minor, work.currency) if minor else work.zero


def _sure(work: Work | PlainWork, minor: int) -> Money:
    return Money.from_minor(minor, work.currency)


def _status(work: Work | PlainWork) -> Status:
    return _STATUS[work.status]


_STATUS: tuple[Status, ...] = ("complete", "estimated", "unknown")


def _missing(work: Work | PlainWork) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for note in work.notes for name in note.missing))


def _version(plan: Plan) -> str:
    versions = [str(getattr(source, "version", "")) for source in plan.sources]
    # Rates of pegs name the book as well.
    return " ".join(dict.fromkeys(" ".join((plan.facts.version, *versions)).split()))


def _consignments(work: Work | PlainWork) -> tuple[Consignment, ...]:
    names = work.labels()
    labels = tuple(names[number] for number in cart_order(work.plan))
    road = work.road
    scheme = road.scheme.registration if road.scheme else None
    return (
        Consignment(
            items=labels,
            goods=_sure(work, sum(work.nets)),
            road=road.kind,
            scheme=scheme,
            shipping=_sure(work, work.freight),
            duty=_money(work, work.sum_of("duty")),
            tax=_money(work, work.sum_of("tax")),
            fees=_money(work, work.sum_of("fee")),
            total=_money(work, work.total),
            law_day=work.plan.day,
        ),
    )


def _scheme(work: Work | PlainWork) -> str | None:
    return work.road.scheme.registration if work.road.scheme else None


def _range(work: Work | PlainWork) -> Range | None:
    if work.status < 2 or work.highest is None:
        return None
    return Range(_sure(work, work.known), _sure(work, work.highest))


_MAKERS: Mapping[str, Any] = {
    "request": lambda work: work.shipment,
    "on": lambda work: work.on,
    "law_day": lambda work: work.plan.day,
    "facts_version": lambda work: _version(work.plan),
    "status": _status,
    "missing": _missing,
    "reasons": lambda work: work.reasons(),
    "lines": lambda work: work.lines(),
    "shipping_line": lambda work: work.shipping_line(),
    "charges": lambda work: work.charges(),
    "goods": lambda work: _sure(work, sum(work.nets)),
    "shipping": lambda work: _sure(work, work.freight),
    "duty": lambda work: _money(work, work.sum_of("duty")),
    "tax": lambda work: _money(work, work.sum_of("tax")),
    "fees": lambda work: _money(work, work.sum_of("fee")),
    "total": lambda work: _money(work, work.total),
    "at_least": lambda work: _sure(work, work.known),
    "due_at_checkout": lambda work: _money(work, work.due(True)),
    "due_on_delivery": lambda work: _money(work, work.due(False)),
    "owed_by_seller": lambda work: _money(work, work.owed()),
    "scheme": _scheme,
    "consignments": _consignments,
    "range": _range,
}


def _field(name: str, maker: Callable[[Any], Any]) -> property:
    """
    A field that is made when it is first read.
    """

    def read(quote: Quote) -> Any:
        seen = quote._seen
        if name not in seen:
            work = quote._work
            seen[name] = work.made(name) if type(work) is Joined else maker(work)
        return seen[name]

    return property(read)


for _name, _make in _MAKERS.items():
    setattr(Quote, _name, _field(_name, _make))
