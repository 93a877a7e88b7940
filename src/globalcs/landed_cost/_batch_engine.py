"""
The engine behind tables and Arrow batches: routes, kinds of goods, blocks, and rows by themselves.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import CurrencyMismatch, GlobalcsError, InvalidInput
from globalcs.landed_cost._batch_law import OPEN_DUTY, OPEN_FEE, OPEN_TAX, RouteLaw, route_law
from globalcs.landed_cost._batch_read import Piece, Reader
from globalcs.landed_cost._batch_rows import Block, Part, missing_of, parts_of
from globalcs.landed_cost._batch_sums import TAX_TOO
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
PIECE = 12 * BLOCK

MONEY = (
    "goods", "freight", "duty", "tax", "fees", "total", "due_at_checkout", "due_on_delivery",
    "owed_by_seller", "at_least",
)  # fmt: skip
#: What a quote calls shipping; a table has a column of that name, which is one of the two parts.
_OTHERWISE = {"freight": "shipping"}
TEXTS = ("status", "scheme", "missing", "problem")
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


class Labels:
    """
    Texts by number, in the order in which they were first said.
    """

    def __init__(self, *first: str | None) -> None:
        self.texts: list[str | None] = list(first)
        self.known = {text: number for number, text in enumerate(first)}

    def number(self, text: str | None) -> int:
        """
        The number of a text.
        """
        if text not in self.known:
            self.known[text] = len(self.texts)
            self.texts.append(text)
        return self.known[text]


class Answers:
    """
    The answers of some rows: amounts, and numbers of texts.
    """

    def __init__(self, engine: Engine, amounts: Mapping[str, Column], rows: int) -> None:
        import numpy as np

        self.engine, self.rows = engine, rows
        self.amounts = amounts
        self.absent: dict[str, Column] = {}
        self.codes: dict[str, Column] = {
            name: np.zeros(rows, dtype=np.int32) for name in ("currency", *TEXTS)
        }

    def leave_out(self, name: str, rows: Any) -> None:
        """
        Say that an amount of some rows is not known.
        """
        import numpy as np

        if name not in self.absent:
            self.absent[name] = np.zeros(self.rows, dtype=bool)
        self.absent[name][rows] = True
        self.amounts[name][rows] = 0

    def put_back(self, order: Column, amounts: Mapping[str, Column]) -> Answers:
        """
        The same answers where each row had its place before.
        """
        import numpy as np

        # Where all is known, some follow from others, which is quicker than putting them back.
        follow = (
            set()
            if self.absent or not {"total", "due_at_checkout"} <= amounts.keys()
            else ({"at_least", "due_on_delivery"} & amounts.keys())
        )
        for name in amounts.keys() - follow:
            amounts[name][order] = self.amounts[name]
        for name in follow:
            less = amounts["due_at_checkout"] if name == "due_on_delivery" else 0
            np.subtract(amounts["total"], less, out=amounts[name])
        self.amounts = amounts
        for columns in (self.codes, self.absent):
            for name, column in columns.items():
                if column.any():
                    columns[name] = np.empty_like(column)
                    columns[name][order] = column
        return self

    def refuse(self, rows: Any, problem: str) -> None:
        """
        Say what is wrong with some rows.
        """
        for name in self.engine.asked.answers:
            self.leave_out(name, rows)
        self.codes["status"][rows] = 2
        self.codes["scheme"][rows] = 0
        self.codes["missing"][rows] = 0
        self.codes["problem"][rows] = self.engine.labels["problem"].number(problem)


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
        self.kept: dict[str, Column] = {}
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
        own = amounts if order is None else self.room(piece.rows)
        answers = Answers(self, own, piece.rows)
        for rows, problem in piece.problems:
            answers.refuse(rows, problem)
        for number, rows in groups:
            route = self.routes[number]
            if route.problem:
                answers.refuse(rows, route.problem)
            else:
                self.answer_route(piece, route, rows, answers)
        for row in piece.alone:
            self.answer_row(piece, row, answers)
        return answers if order is None else answers.put_back(order, amounts)

    def room(self, rows: int) -> dict[str, Column]:
        """
        Columns for amounts that stand by route; kept, since each piece needs them.
        """
        import numpy as np

        if not self.kept or len(next(iter(self.kept.values()))) < rows:
            self.kept = {name: np.empty(rows, dtype=np.int64) for name in self.asked.answers}
        return {name: column[:rows] for name, column in self.kept.items()}

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
            answers.refuse(rows, route.problem)
        return not route.problem

    def put(self, piece: Piece, law: RouteLaw, rows: Any, part: Part, answers: Answers) -> None:
        """
        Write down what was found for some rows; those left open are for `answer_row`.
        """
        found, road = part.found, part.road
        if found is None or road is None:
            piece.alone.extend(_listed(rows))
            return
        for name, amount in _sums(found, road, self.asked.answers):
            answers.amounts[name][rows] = amount
        codes = answers.codes
        codes["currency"][rows] = self.labels["currency"].number(
            law.plan.order if law.plan.blocked else law.plan.quote
        )
        codes["status"][rows] = found.status
        if road.road.scheme is not None:
            codes["scheme"][rows] = self.labels["scheme"].number(road.road.scheme.registration)
        for own, names in missing_of(part):
            if text := self.labels["missing"].number(", ".join(names)):
                codes["missing"][rows if own is None else _chosen(rows, own)] = text
        if not isinstance(found.opens, int):
            self.put_open(rows, part, answers)
        if not isinstance(found.alone, bool) and found.alone.any():
            piece.alone.extend(_chosen(rows, found.alone.nonzero()[0]).tolist())

    def put_open(self, rows: Any, part: Part, answers: Answers) -> None:
        """
        Leave out what is not known, and all that hangs on it.
        """
        found = part.found
        assert found is not None
        assert part.road is not None
        law = part.road.road
        duty, tax, fee = (
            (found.opens & bits) != 0 for bits in (OPEN_DUTY, OPEN_TAX | TAX_TOO, OPEN_FEE)
        )
        border = duty | fee
        nothing = border & False
        hidden = {
            "duty": duty,
            "tax": tax,
            "fees": fee,
            "total": border | tax,
            "due_at_checkout": (border if law.duty_at_checkout else nothing)
            | (tax if law.tax_at_checkout else nothing),
            "due_on_delivery": (nothing if law.duty_at_checkout else border)
            | (nothing if law.tax_at_checkout else tax),
            "owed_by_seller": (border if law.duty_owed else nothing)
            | (tax if law.tax_owed else nothing),
        }
        for name, own in hidden.items():
            if name in self.asked.answers and own.any():
                answers.leave_out(name, _chosen(rows, own.nonzero()[0]))

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
            answers.refuse(slice(row, row + 1), _told(error))

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
        for name in self.asked.answers:
            money = getattr(told, _OTHERWISE.get(name, name))
            if money is None:
                answers.leave_out(name, slice(row, row + 1))
            else:
                answers.amounts[name][row] = money.minor
        codes["currency"][row] = labels["currency"].number(told.goods.currency.code)
        codes["status"][row] = labels["status"].number(told.status)
        codes["scheme"][row] = labels["scheme"].number(told.scheme)
        codes["missing"][row] = labels["missing"].number(", ".join(told.missing))


def _chosen(rows: Any, places: Column) -> Column:
    """
    Some rows of a block, by their places in it.
    """
    return places + rows.start if isinstance(rows, slice) else rows.take(places)


def _listed(rows: Any) -> list[int]:
    return list(range(rows.start, rows.stop)) if isinstance(rows, slice) else rows.tolist()


def _sums(found: Any, road: Any, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """
    The amounts of a block by name; each sum is made once.
    """
    law = road.road
    own = found.goods + found.freight
    at_border = found.duty + found.fees
    # A tax of which nothing is known has no least.
    tax = found.tax if isinstance(found.opens, int) else found.tax * ((found.opens & OPEN_TAX) == 0)
    total = own + at_border + tax
    checkout = (
        total
        if law.duty_at_checkout and law.tax_at_checkout
        else (
            own + (at_border if law.duty_at_checkout else 0) + (tax if law.tax_at_checkout else 0)
        )
    )
    owed = (at_border if law.duty_owed else 0) + (tax if law.tax_owed else 0)
    sums = {
        "goods": found.goods, "freight": found.freight, "duty": found.duty, "tax": tax,
        "fees": found.fees, "total": total, "due_at_checkout": checkout,
        "due_on_delivery": 0 if checkout is total else total - checkout, "owed_by_seller": owed,
        "at_least": total,
    }  # fmt: skip
    for name in names:
        yield name, sums[name]


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
