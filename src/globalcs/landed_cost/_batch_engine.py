"""
The engine behind tables and Arrow batches: routes, kinds of goods, blocks, and rows by themselves.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import CurrencyMismatch, GlobalcsError, InvalidInput
from globalcs.landed_cost._batch_answers import MONEY, TEXTS, Answers, Labels, Room, chosen_rows
from globalcs.landed_cost._batch_law import RouteLaw, route_law
from globalcs.landed_cost._batch_read import Piece, Reader
from globalcs.landed_cost._batch_rows import Block, Part, missing_of, parts_of
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from globalcs.facts import Facts
    from globalcs.landed_cost._batch_table import Source
    from globalcs.landed_cost._models import ItemKey, Shipment
    from globalcs.landed_cost._quote import Quote
    from globalcs.landed_cost._tariffs import Tariffs
    from globalcs.rates import Rates

__all__ = ["MONEY", "TEXTS", "Asked", "Engine"]

Column = Any

#: Rows that are computed at once, so that their columns stay in the cache of one core.
BLOCK = 16_384
#: Rows that are read and put together by route at once.
PIECE = 16 * BLOCK

#: What a quote calls shipping; a table has a column of that name, which is one of the two parts.
_OTHERWISE = {"freight": "shipping"}
_STATUS = ("complete", "estimated", "unknown")
_SHIPMENT = (
    "incoterm", "registrations", "prices_include", "buyer", "channel", "arrival",
)  # fmt: skip


class Asked(NamedTuple):
    """
    What holds for all rows: the fields that are given, the sources, and what is to be answered.
    """

    given: Mapping[str, Any]
    rates: Rates | None
    customs_rates: Rates | None
    tariffs: Tariffs | None
    facts: Facts | None
    answers: tuple[str, ...]


class Kind(NamedTuple):
    """
    A kind of goods: the fields of an item, its key to the law, or what is wrong with it.
    """

    fields: Mapping[str, Any]
    key: ItemKey | None
    problem: str


class Route:
    """
    A route and day: a shipment of one item to copy, its law, or what is wrong with it.
    """

    def __init__(self, fields: Mapping[str, Any], shipment: Shipment | None, problem: str) -> None:
        self.fields, self.shipment, self.problem = fields, shipment, problem
        self.law: RouteLaw | None = None
        self.kinds: tuple[int, ...] = ()
        self.numbers: Any = None
        self.compiled = False

    def knows(self, kinds: Sequence[Column]) -> bool:
        """
        Whether the law of all these kinds of goods is known.
        """
        if any(kind.max(initial=0) >= len(self.numbers) for kind in kinds):
            return False
        return all(number.min(initial=0) >= 0 for number in self.numbered(kinds))

    def numbered(self, kinds: Sequence[Column]) -> list[Column]:
        """
        Kinds of goods as the columns of the law number them.
        """
        return [self.numbers.take(kind) for kind in kinds]


class Engine:
    """
    Answers pieces of tables; what it has looked up for one it knows for the next.
    """

    def __init__(self, asked: Asked) -> None:
        from globalcs.facts import bundled

        self.asked = asked if asked.facts is not None else asked._replace(facts=bundled())
        self.routes: list[Route] = []
        self.route_numbers: dict[tuple[Any, ...], int] = {}
        self.kinds: list[Kind] = []
        self.kind_numbers: dict[tuple[Any, ...], int] = {}
        self.room = Room()
        self.labels = {
            "currency": Labels(""),
            "status": Labels(*_STATUS),
            "scheme": Labels(None),
            "missing": Labels(""),
            "problem": Labels(""),
        }

    def table(self, source: Source) -> Any:
        """
        A whole table with its new columns.
        """
        import numpy as np

        reader = Reader(source, self.asked.given)
        self.check_names(source)
        amounts = {name: np.empty(source.rows, dtype=np.int64) for name in self.asked.answers}
        absent: dict[str, Column] = {}
        texts: dict[str, list[Any]] = {name: [] for name in ("currency", *TEXTS)}
        for start in range(0, max(source.rows, 1), PIECE):
            stop = min(source.rows, start + PIECE)
            own = {name: column[start:stop] for name, column in amounts.items()}
            found = self.answer(reader.piece(self, start, stop), own)
            for name, rows in found.absent.items():
                absent.setdefault(name, np.zeros(source.rows, dtype=bool))[start:stop] = rows
            for name, codes in found.codes.items():
                if name == "status":
                    texts[name].append(source.words(_STATUS, codes))
                else:
                    texts[name].append(source.texts(self.labels[name].texts, codes))
        return self.finished(source, amounts, absent, texts)

    def check_names(self, source: Source) -> None:
        """
        Refuse a table that has a column of a new one's name.
        """
        new = [f"{name}_{end}" for name in self.asked.answers for end in ("minor", "currency")]
        taken = [name for name in (*new, *TEXTS) if name in source.names]
        if taken:
            raise InvalidInput(
                f"the table has a column {taken[0]!r} already; rename yours first", path="table"
            )

    def finished(
        self,
        source: Source,
        amounts: Mapping[str, Column],
        absent: Mapping[str, Column],
        texts: Mapping[str, list[Any]],
    ) -> Any:
        numbers = {f"{name}_minor": (column, absent.get(name)) for name, column in amounts.items()}
        currencies = {f"{name}_currency": texts["currency"] for name in amounts}
        return source.finished(numbers, {**currencies, **{name: texts[name] for name in TEXTS}})

    # Routes and kinds of goods

    def route_number(self, names: Sequence[str], values: Sequence[Any]) -> int:
        """
        The number of a route whose fields `names` are `values`.
        """
        place = (*names, *values)
        if place not in self.route_numbers:
            self.route_numbers[place] = len(self.routes)
            told = {n: v for n, v in zip(names, values, strict=True) if v is not None}
            self.routes.append(_route({**told, **self.asked.given}))
        return self.route_numbers[place]

    def kind_number(self, names: Sequence[str], values: Sequence[Any]) -> int:
        """
        The number of a kind of goods whose fields `names` are `values`.
        """
        place = (*names, *values)
        if place not in self.kind_numbers:
            self.kind_numbers[place] = len(self.kinds)
            told = {n: v for n, v in zip(names, values, strict=True) if v is not None}
            given = {name: self.asked.given[name] for name in names if name in self.asked.given}
            self.kinds.append(self.kind({**told, **given}))
        return self.kind_numbers[place]

    def kind(self, fields: Mapping[str, Any]) -> Kind:
        from globalcs.items import Item
        from globalcs.landed_cost._law import _with_origin, goods_class
        from globalcs.landed_cost._models import _key

        try:
            item = Item(price=Money.from_minor(0, "EUR"), **fields)
            key = _key(item)
            assert self.asked.facts is not None
            goods_class(self.asked.facts, key)
            _with_origin(self.asked.facts, key, 0)
        except GlobalcsError as error:
            return Kind(fields, None, _told(error))
        return Kind({name: getattr(item, name) for name in fields}, key, "")

    def compile(self, route: Route, kinds: Sequence[int], lines: int) -> None:
        """
        Look up what the law of a route says of these kinds of goods, and of those it knew before.
        """
        import numpy as np

        from globalcs.landed_cost._models import Part as Travelling
        from globalcs.landed_cost._work import Sources, plan_of

        asked = self.asked
        known = tuple(dict.fromkeys((*route.kinds, *kinds)))
        keys = tuple(key for number in known if (key := self.kinds[number].key) is not None)
        route.compiled, route.kinds = True, known
        assert route.shipment is not None
        assert asked.facts is not None
        basis = route.shipment.basis._replace(keys=keys)
        sources = Sources(asked.rates, asked.customs_rates, asked.tariffs)
        try:
            plan = plan_of(
                Travelling((), route.shipment, basis), _day(route.fields), sources, asked.facts
            )
        except GlobalcsError as error:
            route.problem = _told(error)
            return
        route.law = route_law(plan, lines)
        route.numbers = np.full(len(self.kinds), -1, dtype=np.int64)
        if route.law is not None:
            route.numbers[list(known)] = route.law.numbers

    # Rows

    def answer(self, piece: Piece, amounts: Mapping[str, Column]) -> Answers:
        """
        The answers of a piece of a table, its amounts written where they are told to be.
        """
        groups, order = piece.sorted_by_route()
        answers = Answers(self.asked.answers, self.room, piece.rows)
        for rows, problem in piece.problems:
            self.refuse(rows, problem, answers)
        for number, rows in groups:
            route = self.routes[number]
            if route.problem:
                self.refuse(rows, route.problem, answers)
            else:
                self.answer_route(piece, route, rows, answers)
        for row in piece.alone:
            self.answer_row(piece, row, answers)
        answers.finish(order, amounts)
        return answers

    def refuse(self, rows: Any, problem: str, answers: Answers) -> None:
        answers.refuse(rows, self.labels["problem"].number(problem))

    def answer_route(self, piece: Piece, route: Route, rows: slice, answers: Answers) -> None:
        for start in range(rows.start, rows.stop, BLOCK):
            own = slice(start, min(rows.stop, start + BLOCK))
            block = piece.block(own)
            if not self.numbered(piece, route, block, rows, answers):
                return
            if route.law is None:
                piece.alone.extend(range(own.start, own.stop))
                continue
            for part in parts_of(route.law, block._replace(kinds=route.numbered(block.kinds))):
                where = own if part.rows is None else part.rows + own.start
                self.put(piece, route.law, where, part, answers)

    def numbered(
        self, piece: Piece, route: Route, block: Block, rows: slice, answers: Answers
    ) -> bool:
        """
        Make sure that the law of all kinds of goods on a route is known; not where there is none.
        """
        import numpy as np

        if not (route.compiled and (route.law is None or route.knows(block.kinds))):
            kinds = np.unique(np.concatenate([kind[rows] for kind in piece.kinds]))
            self.compile(route, kinds.tolist(), len(piece.kinds))
        if route.problem:
            self.refuse(rows, route.problem, answers)
        return not route.problem

    def put(self, piece: Piece, law: RouteLaw, rows: Any, part: Part, answers: Answers) -> None:
        """
        Write down what was found for some rows; those left open are for `answer_row`.
        """
        found, road = part.found, part.road
        if found is None or road is None:
            piece.alone.extend(_listed(rows))
            return
        answers.put(rows, found, road.road)
        codes = answers.codes
        codes["currency"][rows] = self.labels["currency"].number(
            law.plan.order if law.plan.blocked else law.plan.quote
        )
        if road.road.scheme is not None:
            codes["scheme"][rows] = self.labels["scheme"].number(road.road.scheme.registration)
        for own, names in missing_of(part):
            if text := self.labels["missing"].number(", ".join(names)):
                codes["missing"][rows if own is None else chosen_rows(rows, own)] = text
        if not isinstance(found.alone, bool) and found.alone.any():
            piece.alone.extend(chosen_rows(rows, found.alone.nonzero()[0]).tolist())

    def answer_row(self, piece: Piece, row: int, answers: Answers) -> None:
        """
        One row by itself, through `quote`.
        """
        from globalcs.landed_cost._work import quote

        asked = self.asked
        try:
            shipment, on = self.shipment(piece, row)
            told = quote(
                shipment, on=on, rates=asked.rates, customs_rates=asked.customs_rates,
                tariffs=asked.tariffs, facts=asked.facts,
            )  # fmt: skip
            self.put_quote(row, told, answers)
        except GlobalcsError as error:
            self.refuse(row, _told(error), answers)

    def shipment(self, piece: Piece, row: int) -> tuple[Shipment, date]:
        """
        A row as a shipment, and the day of its question.
        """
        from globalcs.items import Item

        route = self.routes[piece.route_of(row)]
        if route.shipment is None:
            raise InvalidInput(route.problem)
        currency = route.shipment.order_currency
        items = [
            Item.read(
                {
                    **self.kinds[line.kind].fields,
                    "price": Money.from_minor(line.price, currency),
                    "quantity": line.quantity,
                    **({} if line.weight is None else {"weight_kg": line.weight}),
                }
            )
            for line in piece.lines_of(row)
        ]
        told = {name: Money.from_minor(n, currency) for name, n in piece.amounts_of(row).items()}
        return route.shipment.replace(items=items, **told), _day(route.fields)

    def put_quote(self, row: int, told: Quote, answers: Answers) -> None:
        codes, labels = answers.codes, self.labels
        money = {name: getattr(told, _OTHERWISE.get(name, name)) for name in self.asked.answers}
        answers.put_alone(
            row, {name: None if amount is None else amount.minor for name, amount in money.items()}
        )
        codes["currency"][row] = labels["currency"].number(told.goods.currency.code)
        codes["status"][row] = labels["status"].number(told.status)
        codes["scheme"][row] = labels["scheme"].number(told.scheme)
        codes["missing"][row] = labels["missing"].number(", ".join(told.missing))


def _listed(rows: Any) -> list[int]:
    return list(range(rows.start, rows.stop)) if isinstance(rows, slice) else rows.tolist()


# --- reading routes ------------------------------------------------------------------------------


def _told(error: GlobalcsError) -> str:
    return f"{type(error).__name__}: {error}"


def _route(fields: Mapping[str, Any]) -> Route:
    from globalcs.landed_cost._models import Shipment

    try:
        told = {name: fields[name] for name in _SHIPMENT if name in fields}
        if "arrival" in told:
            told["arrival"] = _date(told["arrival"])
        day = _day(fields)
        currency = _needed(fields, "currency")
        _check_currency(fields, currency)
        nothing = Money.from_minor(0, currency)
        if fields.get("clearance_fees"):
            told["clearance_fees"] = nothing
        shipment = Shipment.read(
            {
                "ship_from": _needed(fields, "ship_from"),
                "ship_to": _destination(fields),
                "items": [{"price": nothing}],
                "shipping": nothing,
                "currency": fields.get("quote_currency"),
                **told,
            }
        )
        return Route({**fields, "on": day}, shipment, "")
    except GlobalcsError as error:
        return Route(fields, None, _told(error))


def _check_currency(fields: Mapping[str, Any], currency: str) -> None:
    for name in ("shipping", "insurance", "discount", "clearance_fees"):
        money = fields.get(name)
        if isinstance(money, (str, Money)):
            code = Money.read(money).currency.code
            if code != Money.from_minor(0, currency).currency.code:
                raise CurrencyMismatch("another currency than that of the prices", path=name)


def _needed(fields: Mapping[str, Any], name: str) -> Any:
    if fields.get(name) is None:
        raise InvalidInput("this field is needed, as a column or for all rows", path=name)
    return fields[name]


def _destination(fields: Mapping[str, Any]) -> Any:
    place = _needed(fields, "ship_to")
    more = {name: fields[name] for name in ("region", "postal_code") if fields.get(name)}
    return {"country": place, **more} if more else place


def _day(fields: Mapping[str, Any]) -> date:
    return _date(_needed(fields, "on"))


def _date(value: Any) -> date:
    """
    A day out of what tables hold: a date, a moment at midnight, or ISO text.
    """
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidInput("a day is needed, such as 2026-10-29", path="on") from None
