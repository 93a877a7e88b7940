"""
What the columns of a table say: routes, kinds of goods and amounts of a piece of its rows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import CurrencyMismatch, GlobalcsError, InvalidInput
from globalcs.landed_cost._batch_rows import Block
from globalcs.landed_cost._batch_table import Choices, Numbers
from globalcs.money import Money, to_minor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from globalcs.landed_cost._batch_engine import Engine
    from globalcs.landed_cost._batch_table import Source

__all__ = ["Piece", "Reader", "RowLine"]

Column = Any

_ROUTE = (
    "ship_from", "ship_to", "region", "postal_code", "currency", "quote_currency", "incoterm",
    "buyer", "channel", "on", "arrival",
)  # fmt: skip
_GOODS = ("hs_code", "origin", "category", "duty_rate", "tax_rate", "preference_proof")
_ORDER = ("shipping", "insurance", "discount", "clearance_fees")
_NUMBERED = re.compile(r"price(?:_minor)?_([1-9]\d*)(?:_minor)?")
#: Orders beyond this are left to `quote`, which tells what is wrong with them.
_MOST = 10**12
#: Choices that are numbered by a table of all of them.
_MANY = 1 << 20


class RowLine(NamedTuple):
    """
    One line of one row.
    """

    kind: int
    price: int
    quantity: int
    weight: Decimal | None


class Reader:
    """
    Which columns of a table say what.
    """

    def __init__(self, source: Source, given: Mapping[str, Any]) -> None:
        self.source, self.given = source, given
        self.route = [name for name in _ROUTE if name in source.names and name not in given]
        self.ends = self.line_ends()
        self.prices = [self.amount_name("price", end) for end in self.ends]
        self.order = {name: self.amount_name(name, "") for name in _ORDER if name not in given}
        if "on" not in given and "on" not in self.route:
            raise InvalidInput("tell the day: on=date(2026, 11, 21), or a column", path="on")

    def line_ends(self) -> list[str]:
        """
        How the names of each line's columns end.

        Raises:
            InvalidInput: no column holds prices.
        """
        if {"price", "price_minor"} & set(self.source.names):
            return [""]
        found = {int(m[1]) for name in self.source.names if (m := _NUMBERED.fullmatch(name))}
        if not found:
            raise InvalidInput(
                "the table has no prices: a column price_minor or price, "
                "or price_minor_1, price_minor_2 and so on",
                path="price_minor",
            )
        return [f"_{number}" for number in sorted(found)]

    def amount_name(self, name: str, end: str) -> tuple[str, bool] | None:
        """
        The column of an amount, and whether it holds minor units.
        """
        for column in (f"{name}_minor{end}", f"{name}{end}_minor"):
            if column in self.source.names:
                return column, True
        column = f"{name}{end}"
        return (column, False) if column in self.source.names else None

    def line_name(self, name: str, end: str) -> str | None:
        """
        The column of a line, or the one for all lines.
        """
        if name in self.given:
            return None
        names = self.source.names
        return next((column for column in (f"{name}{end}", name) if column in names), None)

    def piece(self, engine: Engine, start: int, stop: int) -> Piece:
        """
        Some rows of the table.
        """
        return Piece(self, engine, start, stop)


class Piece:
    """
    Some rows of a table as numbers: their routes, the kinds of goods of their lines, their amounts.

    `alone` are rows that have to be quoted one by one, `problems` those that can't be.
    """

    def __init__(self, reader: Reader, engine: Engine, start: int, stop: int) -> None:
        import numpy as np

        self.reader, self.engine = reader, engine
        self.source, self.start, self.stop = reader.source, start, stop
        self.rows = stop - start
        self.problems: list[tuple[Any, str]] = []
        self.alone: list[int] = []
        self.left_out: Any = None
        self.read_choices: dict[str, Choices] = {}
        self.route_numbers, self.routes = self.read_routes()
        self.kinds = [self.read_kinds(end) for end in reader.ends]
        self.prices = [self.amounts(name) for name in reader.prices]
        self.quantities = [self.whole("quantity", end) for end in reader.ends]
        self.weights = [self.read_weights(end) for end in reader.ends]
        self.order = {name: self.order_amounts(name) for name in _ORDER}
        self.there = self.read_there()
        self.set_apart(np)

    # Routes and kinds

    def choices(self, name: str) -> Choices:
        if name not in self.read_choices:
            self.read_choices[name] = self.source.choices(name, self.start, self.stop)
        return self.read_choices[name]

    def read_routes(self) -> tuple[list[int], Column]:
        """
        The numbers of the routes there are, and for each row which of these is its own.
        """
        names = list(self.reader.route)
        extra: tuple[Any, ...] = ()
        if self.reader.order.get("clearance_fees"):
            extra = (True,)
        known, codes = self.combined([self.choices(name) for name in names])
        names += ["clearance_fees"] if extra else []
        return [self.engine.route_number(names, (*values, *extra)) for values in known], codes

    def read_kinds(self, end: str) -> Column:
        """
        The number of the kind of goods of each row's line.
        """
        import numpy as np

        own = {name: self.reader.line_name(name, end) for name in _GOODS}
        columns = {name: column for name, column in own.items() if column is not None}
        known, codes = self.combined([self.choices(column) for column in columns.values()])
        names = (*columns, *(name for name in _GOODS if name in self.reader.given))
        more = (None,) * (len(names) - len(columns))
        numbers = [self.engine.kind_number(names, (*values, *more)) for values in known]
        self.mark_kinds(numbers, codes)
        return np.array(numbers, dtype=np.int32).take(codes)

    def mark_kinds(self, numbers: Sequence[int], codes: Column) -> None:
        for place, number in enumerate(numbers):
            if problem := self.engine.kinds[number].problem:
                self.problem(codes == place, problem)

    def combined(self, columns: Sequence[Choices]) -> tuple[list[tuple[Any, ...]], Column]:
        """
        The distinct rows of some columns, and for each row which of these it is.
        """
        import numpy as np

        if not columns:
            return [()], np.zeros(self.rows, dtype=np.int64)
        if len(columns) == 1:
            return [(value,) for value in columns[0].values], columns[0].codes
        sizes = [len(column.values) for column in columns]
        raw = columns[0].codes.astype(np.int64)
        for column, size in zip(columns[1:], sizes[1:], strict=True):
            raw = raw * size + column.codes
        present, codes = _present(raw, sizes)
        return [_values(int(code), columns, sizes) for code in present], codes

    # Amounts

    def amounts(self, place: tuple[str, bool] | None) -> Numbers:
        """
        A column of amounts in minor units.

        Raises:
            InvalidInput: it holds floats.
        """
        assert place is not None
        name, minor = place
        found = self.source.numbers(name, self.start, self.stop)
        if found is not None:
            return found if minor else self.in_minor(found)
        self.refuse_floats(name)
        if minor:
            return self.one_by_one(name, lambda value, code: _whole(value))
        return self.one_by_one(name, _minor)

    def refuse_floats(self, name: str) -> None:
        if self.source.floats(name):
            raise InvalidInput(
                "money is no float: give whole minor units (in pandas Int64, where cells may be "
                "empty), Decimal or text; globalcs.to_minor(value, currency, rounding=...) makes "
                "them of floats",
                path=name,
            )

    def currencies(self) -> list[str]:
        """
        The currency of each row; an empty text where its route has a problem.
        """
        codes = []
        for number in self.routes_used():
            shipment = self.engine.routes[number].shipment
            codes.append(shipment.order_currency if shipment else "")
        return codes

    def routes_used(self) -> list[int]:
        return self.route_numbers

    def in_minor(self, found: Numbers) -> Numbers:
        import numpy as np

        from globalcs import _currencies

        scales = [
            10 ** (_currencies.unit(code).digits or 0) if code else 1 for code in self.currencies()
        ]
        large = np.abs(found.values) > _MOST
        values = np.where(large, _MOST, found.values) * np.array(scales, dtype=np.int64).take(
            self.routes
        )
        return Numbers(values, found.absent)

    def one_by_one(self, name: str, read: Any) -> Numbers:
        """
        Amounts read cell by cell, as money is.
        """
        import numpy as np

        codes = self.currencies()
        routes = self.routes.tolist()
        values = np.zeros(self.rows, dtype=np.int64)
        absent = np.zeros(self.rows, dtype=bool)
        for row, value in enumerate(self.source.values(name, self.start, self.stop)):
            if value is None or value != value:
                absent[row] = True
            elif code := codes[routes[row]]:
                try:
                    values[row] = read(value, code)
                except (GlobalcsError, OverflowError) as error:
                    self.problem_of(row, f"{type(error).__name__}: {name}: {error}")
        return Numbers(values, absent if absent.any() else None)

    def order_amounts(self, name: str) -> Any:
        """
        An amount of each order: a column, or the int 0 where there is none.
        """
        import numpy as np

        if name in self.reader.given:
            minor = Money.read(self.reader.given[name]).minor
            return np.full(self.rows, minor, dtype=np.int64) if minor else 0
        place = self.reader.order[name]
        if place is None:
            return 0
        found = self.amounts(place)
        return found.values if found.absent is None else np.where(found.absent, 0, found.values)

    def whole(self, name: str, end: str) -> Column | None:
        """
        A column of whole numbers, empty cells being 1; None where there is no such column.
        """
        import numpy as np

        column = self.reader.line_name(name, end)
        if column is None:
            return None
        found = self.source.numbers(column, self.start, self.stop)
        if found is None:
            raise InvalidInput("a column of whole numbers is needed", path=column)
        return found.values if found.absent is None else np.where(found.absent, 1, found.values)

    def read_weights(self, end: str) -> _Weights | None:
        grams, kilos = (self.reader.line_name(name, end) for name in ("weight_g", "weight_kg"))
        if grams is not None:
            found = self.source.numbers(grams, self.start, self.stop)
            if found is None:
                raise InvalidInput("a column of whole grams is needed", path=grams)
            return _Weights(found.values * 1000, found.absent, None)
        if kilos is None:
            return None
        if (found := self.source.numbers(kilos, self.start, self.stop)) is not None:
            return _Weights(found.values * 1_000_000, found.absent, None)
        self.refuse_float_weights(kilos)
        return self.exact_weights(kilos)

    def refuse_float_weights(self, name: str) -> None:
        if self.source.floats(name):
            raise InvalidInput(
                "weights are exact: give weight_g in whole grams, or weight_kg as Decimal or text",
                path=name,
            )

    def exact_weights(self, name: str) -> _Weights:
        import numpy as np

        from globalcs._models import _read_number

        exact: list[Decimal | None] = [None] * self.rows
        for row, value in enumerate(self.source.values(name, self.start, self.stop)):
            if value is not None and value == value:
                try:
                    exact[row] = _read_number(value)
                except ValueError as error:
                    self.problem_of(row, f"InvalidInput: {name}: {error}")
        return _Weights(np.zeros(self.rows, dtype=np.int64), None, exact)

    # Which lines there are, and which rows are quoted by themselves

    def read_there(self) -> list[Column] | None:
        """
        Which lines each row has; None where each has all.
        """
        import numpy as np

        there = []
        for price, many in zip(self.prices, self.quantities, strict=True):
            own = np.ones(self.rows, dtype=bool) if price.absent is None else ~price.absent
            there.append(own if many is None else own & (many != 0))
        return None if all(own.all() for own in there) else there

    def set_apart(self, np: Any) -> None:
        """
        Leave rows to `quote` that have no line, or an amount out of its bounds.
        """
        odd = np.zeros(self.rows, dtype=bool)
        if self.there is not None:
            odd |= ~np.logical_or.reduce(self.there)
        share = _MOST // len(self.prices)
        for price, many in zip(self.prices, self.quantities, strict=True):
            odd |= (price.values < 0) | (price.values > share)
            if many is not None:
                odd |= (many < 0) | (many > 10**9)
                if _reach(price.values) * _reach(many) > share:
                    odd |= price.values > share // np.maximum(many, 1)
        for amount in self.order.values():
            if not isinstance(amount, int):
                odd |= (amount < 0) | (amount > _MOST)
        if not isinstance(self.order["discount"], int):
            odd |= self.order["discount"] > self.goods(np)
        self.put_apart(odd)

    def goods(self, np: Any) -> Column:
        whole = 0
        for number, price in enumerate(self.prices):
            many = self.quantities[number]
            total = price.values if many is None else price.values * many.astype(np.int64)
            whole = whole + (total if self.there is None else total * self.there[number])
        return whole

    def put_apart(self, odd: Column) -> None:
        if self.left_out is not None:
            odd &= ~self.left_out
        if odd.any():
            self.alone.extend(odd.nonzero()[0].tolist())
            self.left_out = odd if self.left_out is None else self.left_out | odd

    def problem(self, rows: Column, text: str) -> None:
        """
        Say what is wrong with some rows, the first problem of a row being told.
        """
        fresh = rows if self.left_out is None else rows & ~self.left_out
        if fresh.any():
            self.problems.append((fresh, text))
            self.left_out = fresh if self.left_out is None else self.left_out | fresh

    def problem_of(self, row: int, text: str) -> None:
        import numpy as np

        rows = np.zeros(self.rows, dtype=bool)
        rows[row] = True
        self.problem(rows, text)

    # Groups and blocks

    def sorted_by_route(self) -> tuple[list[tuple[int, slice]], Column | None]:
        """
        The routes with their rows, which from now on stand side by side.

        The second is the place each row had before, None where they stay where they are. Rows that
        were left out come last, in no group.
        """
        import numpy as np

        numbers, last = self.route_numbers, len(self.route_numbers)
        if not self.rows:
            return [], None
        if self.left_out is None and last == 1:
            return [(numbers[0], slice(0, self.rows))], None
        narrow: Any = np.uint8 if last < 2**8 else np.uint16 if last < 2**16 else np.int64
        codes = self.routes.astype(narrow)
        if self.left_out is not None:
            codes = np.where(self.left_out, narrow(last), codes)
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=last + 1)).tolist()
        self.reorder(order)
        starts = [0, *ends[: last - 1]]
        found = [
            (number, slice(start, end))
            for number, start, end in zip(numbers, starts, ends[:last], strict=True)
            if end > start
        ]
        return found, order

    def reorder(self, order: Column) -> None:
        """
        Put the rows into another order: the one that was at `order[n]` is at n then.
        """
        self.routes = self.routes.take(order)
        self.kinds = [kind.take(order) for kind in self.kinds]
        self.prices = [Numbers(price.values.take(order), None) for price in self.prices]
        self.quantities = [None if many is None else many.take(order) for many in self.quantities]
        self.weights = [None if load is None else load.reordered(order) for load in self.weights]
        self.order = {
            name: amount if isinstance(amount, int) else amount.take(order)
            for name, amount in self.order.items()
        }
        if self.there is not None:
            self.there = [own.take(order) for own in self.there]
        self.problems = [(rows.take(order), text) for rows, text in self.problems]
        if self.alone:
            places = order.argsort()
            self.alone = places[self.alone].tolist()

    def block(self, rows: slice) -> Block:
        """
        Some rows of one route as columns; kinds as this engine numbers them.
        """
        import numpy as np

        there = None if self.there is None else [own[rows] for own in self.there]
        totals, pieces = [], []
        for number, price in enumerate(self.prices):
            total, many = price.values[rows], self.quantities[number]
            if many is None:
                total, many = total.astype(np.int64), np.ones(len(total), dtype=np.int64)
            else:
                many = many[rows]
                total = np.multiply(total, many, dtype=np.int64)
            totals.append(total if there is None else total * there[number])
            pieces.append(many)
        order = {
            name: amount if isinstance(amount, int) else amount[rows].astype(np.int64, copy=False)
            for name, amount in self.order.items()
        }
        return Block(
            totals,
            _filled([kind[rows] for kind in self.kinds], there),
            there,
            pieces,
            order["shipping"],
            order["insurance"],
            order["discount"],
            order["clearance_fees"],
            self.loads(rows, pieces, there),
        )

    def loads(
        self, rows: slice, pieces: Sequence[Column], there: Sequence[Column] | None
    ) -> list[Column] | None:
        """
        The weight of each line in milligrams, zero where it is not told.
        """
        if all(weight is None for weight in self.weights):
            return None
        found = []
        for number, (weight, many) in enumerate(zip(self.weights, pieces, strict=True)):
            load = many * 0 if weight is None else weight.of(rows, many)
            found.append(load if there is None else load * there[number])
        return found

    # One row

    def route_of(self, row: int) -> int:
        """
        The number of a row's route.
        """
        return self.route_numbers[int(self.routes[row])]

    def lines_of(self, row: int) -> list[RowLine]:
        """
        The lines of a row.
        """
        found = []
        for number, price in enumerate(self.prices):
            many, weight = self.quantities[number], self.weights[number]
            if self.there is None or self.there[number][row]:
                found.append(
                    RowLine(
                        int(self.kinds[number][row]),
                        int(price.values[row]),
                        1 if many is None else int(many[row]),
                        None if weight is None else weight.kilos(row),
                    )
                )
        return found

    def amounts_of(self, row: int) -> dict[str, int]:
        """
        The amounts of a row's order that there are.
        """
        return {
            name: int(amount[row])
            for name, amount in self.order.items()
            if not isinstance(amount, int)
        }


class _Weights(NamedTuple):
    """
    Weights of a piece of each row's line, in milligrams, or exact kilograms.
    """

    milligrams: Column
    absent: Column | None
    exact: list[Decimal | None] | None

    def of(self, rows: slice, many: Column) -> Column:
        """
        The weights of lines in whole milligrams, as those of a shipment are.
        """
        import numpy as np

        if self.exact is None:
            load = self.milligrams[rows] * many
            return load if self.absent is None else load * ~self.absent[rows]
        counts = many.tolist()
        told = [
            0 if weight is None else min(int(weight * count * 1_000_000), 2**62)
            for weight, count in zip(self.exact[rows], counts, strict=True)
        ]
        return np.array(told, dtype=np.int64)

    def reordered(self, order: Column) -> _Weights:
        """
        The weights of rows in another order.
        """
        return _Weights(
            self.milligrams.take(order),
            None if self.absent is None else self.absent.take(order),
            None if self.exact is None else [self.exact[row] for row in order.tolist()],
        )

    def kilos(self, row: int) -> Decimal | None:
        """
        The weight of one row's piece.
        """
        if self.exact is not None:
            return self.exact[row]
        if self.absent is not None and self.absent[row]:
            return None
        return Decimal(int(self.milligrams[row])).scaleb(-6)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise InvalidInput("minor units are whole numbers")
    return value


def _minor(value: Any, code: str) -> int:
    """
    An amount in minor units; one that names a currency ("33.95 EUR") must name that of its row.
    """
    named = isinstance(value, str) and " " in value.strip()
    if not named and not isinstance(value, Money):
        return to_minor(value, code)
    money = Money.read(value)
    if str(money.currency) != code:
        raise CurrencyMismatch("the amount names another currency than its row; give one for both")
    return money.minor


def _reach(column: Column) -> int:
    return int(column.max(initial=0))


def _present(raw: Column, sizes: Sequence[int]) -> tuple[Column, Column]:
    """
    The distinct numbers of a column, and for each row which of these it is.
    """
    import numpy as np

    most = 1
    for size in sizes:
        most *= size
    if most > _MANY:
        present, codes = np.unique(raw, return_inverse=True)
        return present, codes
    present = np.flatnonzero(np.bincount(raw, minlength=most))
    places = np.zeros(most, dtype=np.int64)
    places[present] = np.arange(len(present))
    return present, places.take(raw)


def _values(code: int, columns: Sequence[Choices], sizes: Sequence[int]) -> tuple[Any, ...]:
    found = []
    for column, size in zip(reversed(columns), reversed(sizes), strict=True):
        code, own = divmod(code, size)
        found.append(column.values[own])
    return tuple(reversed(found))


def _filled(kinds: list[Column], there: Sequence[Column] | None) -> list[Column]:
    """
    Kinds of goods, where a line that is not there is of the kind of the first that is.
    """
    import numpy as np

    if there is None:
        return kinds
    first = kinds[-1]
    for kind, own in zip(reversed(kinds[:-1]), reversed(there[:-1]), strict=True):
        first = np.where(own, kind, first)
    return [np.where(own, kind, first) for kind, own in zip(kinds, there, strict=True)]
