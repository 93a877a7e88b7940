"""
A block of rows of one route: which road each takes, its answers to the thresholds, its sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._batch_law import names_of
from globalcs.landed_cost._batch_sums import Carts, Found, work_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from globalcs.landed_cost._batch_law import Charges, RoadLaw, RouteLaw, Test

__all__ = ["Block", "Part", "missing_of", "parts_of"]

Column = Any


class Block(NamedTuple):
    """
    Rows of one route as the table has them, amounts in order money.

    `kinds` number goods as the tables of the route do, `there` says which lines there are. A weight
    is zero where it is not told. An amount that no row has is the int 0.
    """

    totals: Sequence[Column]
    kinds: Sequence[Column]
    there: Sequence[Column] | None
    pieces: Sequence[Column]
    freight: Any
    insurance: Any
    discount: Any
    clearance: Any
    weights: Sequence[Column] | None


class Part(NamedTuple):
    """
    The rows of a block that are charged alike, and what was found; no road: one by one.

    `rows` are places in the block, None where it is all of them.
    """

    rows: Column | None
    road: RoadLaw | None
    law: Charges | None
    found: Found | None
    carts: Carts | None


def parts_of(route: RouteLaw, block: Block) -> Iterator[Part]:
    """
    The parts of a block, each row in one of them: by road, answers to thresholds, and taxes.
    """
    carts, value = _carts(block)
    sound = carts.goods > 0
    rows = None
    if not sound.all():
        yield Part(_places(~sound), None, None, None, None)
        rows = _places(sound)
        carts, value = carts.only(rows), value.take(rows)
    if not carts.goods.size:
        return
    measures = _Measures(route, block, carts, rows)
    for road, own in _roads(route, carts, measures):
        for answers, some in _answered(road, measures, own):
            law = road.charges(answers)
            for by_line, these in _by_line(law, carts, some):
                work = _Work(route, road, law, carts, value, by_line)
                yield from work.parts(these, rows)


def _places(rows: Column) -> Column:
    import numpy as np

    return np.flatnonzero(rows)


def _carts(block: Block) -> tuple[Carts, Column]:
    """
    The carts net of their discounts, and what bounds the value of each.
    """
    lines = range(len(block.totals))
    kinds = block.kinds
    behind = {(i, j): (kinds[i] > kinds[j]) + 0 for i in lines for j in lines if i < j}
    nets, goods = block.totals, sum(block.totals)
    value = goods + block.freight + block.insurance + block.clearance
    if not isinstance(block.discount, int):
        parts = kernel.shared_rows(block.discount, nets, goods + (goods == 0), behind)
        nets = [net - part for net, part in zip(nets, parts, strict=True)]
        goods = goods - block.discount
    loads, load = (nets, goods) if block.weights is None else _loads(block, nets)
    return Carts(
        nets, kinds, block.there, goods, block.freight, block.insurance, block.clearance,
        loads, load, behind,
    ), value  # fmt: skip


def _loads(block: Block, nets: Sequence[Column]) -> tuple[Sequence[Column], Column]:
    """
    Weights where all lines of a row have one, else values.
    """
    import numpy as np

    assert block.weights is not None
    there = block.there or [True] * len(nets)
    weighed = np.logical_and.reduce(
        [(load > 0) | ~np.bool_(own) if own is True else (load > 0) | ~own
         for load, own in zip(block.weights, there, strict=True)]
    )  # fmt: skip
    loads = [np.where(weighed, load, net) for load, net in zip(block.weights, nets, strict=True)]
    return loads, sum(loads)


class _Measures:
    """
    What thresholds are compared with, each worked out when it is first asked for.
    """

    def __init__(self, route: RouteLaw, block: Block, carts: Carts, rows: Column | None) -> None:
        self.route, self.block, self.carts, self.rows = route, block, carts, rows
        self.known: dict[str, Column] = {"goods": carts.goods}

    def holds(self, test: Test) -> Column:
        """
        Whether each cart lies within a limit.
        """
        measure, most = test
        if measure not in self.known:
            self.known[measure] = getattr(self, measure)()
        return self.known[measure] <= min(most, 2**62)

    def landed(self) -> Column:
        carts = self.carts
        return carts.goods + carts.freight + carts.insurance

    def customs_value(self) -> Column:
        base = self.route.plan.base
        if base.shape == "cif" and base.freight != 1:
            freight = kernel.by(self.carts.freight, base.freight)
            return self.carts.goods + freight + self.carts.insurance
        if base.shape == "cif":
            return self.landed()
        if base.shape == "retail_share":
            return self.carts.goods * base.share.numerator // base.share.denominator
        return self.carts.goods

    def item_price(self) -> Column:
        import numpy as np

        pieces = self.block.pieces
        many = pieces if self.rows is None else [column.take(self.rows) for column in pieces]
        prices = [
            -(-net // (count + (count == 0)))
            for net, count in zip(self.carts.nets, many, strict=True)
        ]
        return np.maximum.reduce(prices)


def _roads(
    route: RouteLaw, carts: Carts, measures: _Measures
) -> Iterator[tuple[RoadLaw, Column | None]]:
    """
    Each road with the rows that go it: the first that is open to them, the border last.
    """
    left: Any = None
    for road in route.roads[:-1]:
        takes = _takes(road, carts, measures)
        if takes is True:
            yield road, None if left is None else _places(left)
            return
        own = takes if left is None else takes & left
        left = ~takes if left is None else left & ~takes
        if own.any():
            yield road, None if own.all() else _places(own)
    if left is None or left.any():
        yield route.roads[-1], None if left is None or left.all() else _places(left)


def _takes(road: RoadLaw, carts: Carts, measures: _Measures) -> Any:
    """
    Which rows may go a road; True when all of them may.
    """
    takes: Any = True if road.test is None else measures.holds(road.test)
    if road.excluded is not None:
        for kind in carts.kinds:
            takes = takes & ~road.excluded.take(kind)
    return takes


def _answered(
    road: RoadLaw, measures: _Measures, own: Column | None
) -> Iterator[tuple[int, Column | None]]:
    """
    Each set of answers to the thresholds of a road, with the rows that give it.
    """
    if not road.tests:
        yield 0, own
        return
    answers: Any = 0
    for bit, test in enumerate(road.tests):
        answers = answers + (measures.holds(test).astype("int64") << bit)
    if own is not None:
        answers = answers.take(own)
    first = int(answers[0])
    if (answers == first).all():
        yield first, own
        return
    for found in sorted(set(answers.tolist())):
        some = _places(answers == found)
        yield found, some if own is None else own.take(some)


def _by_line(
    law: Charges | None, carts: Carts, own: Column | None
) -> Iterator[tuple[bool, Column | None]]:
    """
    Rows whose lines bear the same taxes, and rows whose lines don't.
    """
    slots = [slot for slot in law.taxes if slot.alike is None] if law is not None else []
    if not slots or len(carts.kinds) == 1:
        yield False, own
        return
    kinds = carts.kinds if own is None else [kind.take(own) for kind in carts.kinds]
    differs: Any = False
    for slot in slots:
        first, *rest = (slot.rates.take(kind) for kind in kinds)
        for rate in rest:
            differs = differs | (rate != first)
    for by_line in (False, True):
        some = _places(differs == by_line)
        if some.size:
            yield by_line, some if own is None else own.take(some)


class _Work(NamedTuple):
    """
    Carts of one road and one set of answers.
    """

    route: RouteLaw
    road: RoadLaw
    law: Charges | None
    carts: Carts
    value: Column
    by_line: bool

    def parts(self, own: Column | None, rows: Column | None) -> Iterator[Part]:
        """
        What was found for some carts; those beyond 64 bits are left out. `rows` are their places.
        """
        value = self.value if own is None else self.value.take(own)
        most = self.most()
        if value.max() > most:
            over, own = self.kept(value > most, own), self.kept(value <= most, own)
            yield Part(_deeper(rows, over), None, None, None, None)
        if self.law is not None and (own is None or own.size):
            carts = self.carts if own is None else self.carts.only(own)
            found = work_out(self.route, self.road, self.law, carts, by_line=self.by_line)
            yield Part(_deeper(rows, own), self.road, self.law, found, carts)

    def kept(self, flags: Column, own: Column | None) -> Column:
        """
        Some of the carts, by a flag each.
        """
        places = _places(flags)
        return places if own is None else own.take(places)

    def most(self) -> int:
        """
        The largest cart in order money for which columns do.
        """
        law = self.law
        if law is None:
            return -1
        if len(self.carts.nets) == 1:
            return law.most
        base = self.route.plan.base
        again = base.shape == "retail_share" or base.freight != 1
        by_line = self.by_line or again or self.route.duty_base is not None
        return law.most_by_line if by_line else law.most_shared


def _deeper(rows: Column | None, own: Column | None) -> Column | None:
    """
    Places among some rows as places among all.
    """
    if rows is None or own is None:
        return rows if own is None else own
    return rows.take(own)


def missing_of(part: Part) -> Sequence[tuple[Column | None, tuple[str, ...]]]:
    """
    What would settle the rows of a part: the names, with the places of the rows that miss them.
    """
    import numpy as np

    law, carts = part.law, part.carts
    assert law is not None
    assert carts is not None
    if law.gaps is None:
        return [(None, law.missing)]
    # A digit a line: what it misses, and zero where it is not there.
    code, base = carts.goods * 0, len(law.gap_names) + 1
    for number, kind in enumerate(carts.kinds):
        gap = law.gaps.take(kind) + 1
        code = code * base + (gap if carts.there is None else gap * carts.there[number])
    known, places = np.unique(code, return_inverse=True)
    return [
        (_places(places == number), _names(law, int(code), len(carts.kinds)))
        for number, code in enumerate(known)
    ]


def _names(law: Charges, code: int, lines: int) -> tuple[str, ...]:
    gaps = []
    for _ in range(lines):
        code, gap = divmod(code, len(law.gap_names) + 1)
        gaps.append(gap)
    return names_of(law, [gap - 1 for gap in reversed(gaps) if gap])
