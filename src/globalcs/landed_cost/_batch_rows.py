"""
A block of rows of one route: which road each takes, its answers to the thresholds, its sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost._batch_law import names_of
from globalcs.landed_cost._batch_sums import Carts, Found, work_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from globalcs.landed_cost._batch_law import RoadLaw, RouteLaw, Test

__all__ = ["Block", "Part", "parts_of"]

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
    The rows of a block that go one road, and what was found; no road: one by one.

    `rows` are places in the block, None where all rows go this way.
    """

    rows: Column | None
    road: RoadLaw | None
    found: Found | None
    missing: Callable[[], Sequence[tuple[Column | None, tuple[str, ...]]]] | None


def parts_of(route: RouteLaw, block: Block) -> Iterator[Part]:
    """
    The parts of a block, each row in one of them.
    """
    carts, value = _carts(block)
    sound = (carts.goods > 0) & (value <= route.roads[-1].most)
    if not sound.all():
        yield Part(_places(~sound), None, None, None)
    rows = None if sound.all() else _places(sound)
    if rows is not None:
        carts, value = carts.only(rows), value.take(rows)
    if not carts.goods.size:
        return
    measures = _Measures(route, block, carts, rows)
    for road, own in _roads(route, carts, measures):
        yield from _on_road(route, road, carts, measures, value, own, rows)


def _places(rows: Column) -> Column:
    import numpy as np

    return np.flatnonzero(rows)


def _carts(block: Block) -> tuple[Carts, Column]:
    """
    The carts net of their discounts, and what bounds the value of each.
    """
    from globalcs.landed_cost import _kernel as kernel

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


def _on_road(
    route: RouteLaw,
    road: RoadLaw,
    carts: Carts,
    measures: _Measures,
    value: Column,
    own: Column | None,
    rows: Column | None,
) -> Iterator[Part]:
    answers: Any = 0
    for bit, test in enumerate(road.tests):
        answers = answers + (measures.holds(test).astype("int64") << bit)
    if own is not None:
        carts, value = carts.only(own), value.take(own)
        answers = answers if isinstance(answers, int) else answers.take(own)
        rows = own if rows is None else rows.take(own)
    for by_line, some in _by_line(route, road, carts, answers):
        yield from _within(route, road, (carts, answers, value), by_line, some, rows)


def _by_line(
    route: RouteLaw, road: RoadLaw, carts: Carts, answers: Any
) -> Iterator[tuple[bool, Column | None]]:
    """
    Rows whose lines bear the same taxes, and rows whose lines don't.
    """
    slots = [slot for slot in road.taxes if slot.alike is None]
    differs: Any = False
    for slot in slots:
        rates = [slot.rates.take(kind + answers * route.kinds) for kind in carts.kinds]
        for rate in rates[1:]:
            differs = differs | (rate != rates[0])
    if differs is False or not differs.any():
        yield False, None
    elif differs.all():
        yield True, None
    else:
        yield False, _places(~differs)
        yield True, _places(differs)


def _within(
    route: RouteLaw,
    road: RoadLaw,
    work: tuple[Carts, Any, Column],
    by_line: bool,
    some: Column | None,
    rows: Column | None,
) -> Iterator[Part]:
    """
    What was found for rows whose products stay within 64 bits; the rest is left open.
    """
    carts, answers, value = work
    if some is not None:
        carts, value = carts.only(some), value.take(some)
        answers = answers if isinstance(answers, int) else answers.take(some)
        rows = some if rows is None else rows.take(some)
    most = _most(route, road, carts, by_line)
    if value.max() > most:
        over = _places(value > most)
        yield Part(over if rows is None else rows.take(over), None, None, None)
        fits = _places(value <= most)
        if fits.size:
            carts = carts.only(fits)
            answers = answers if isinstance(answers, int) else answers.take(fits)
            rows = fits if rows is None else rows.take(fits)
        else:
            return
    found = work_out(route, road, carts, answers, by_line)
    yield Part(rows, road, found, lambda: _missing(road, route, carts, answers))


def _most(route: RouteLaw, road: RoadLaw, carts: Carts, by_line: bool) -> int:
    if len(carts.nets) == 1:
        return road.most
    shape = route.plan.base.shape
    whole = not by_line and route.duty_base is None and shape != "retail_share"
    return road.most_shared if whole else road.most_by_line


def _missing(
    road: RoadLaw, route: RouteLaw, carts: Carts, answers: Any
) -> Sequence[tuple[Column | None, tuple[str, ...]]]:
    """
    What would settle the rows: the names, with the places of the rows that miss them.
    """
    import numpy as np

    if not road.gaps.any():
        if isinstance(answers, int) or len(set(road.missing)) == 1:
            return [(None, road.missing[0])]
        lines, code = 0, answers
    else:
        # A digit a line: what it misses, and zero where it is not there.
        lines, code = len(carts.nets), answers + carts.goods * 0
        for number, kind in enumerate(carts.kinds):
            gap = road.gaps.take(kind + answers * route.kinds) + 1
            gap = gap if carts.there is None else gap * carts.there[number]
            code = code * (len(road.gap_names) + 1) + gap
    known, places = np.unique(code, return_inverse=True)
    return [
        (np.flatnonzero(places == number), _names(road, int(code), lines))
        for number, code in enumerate(known)
    ]


def _names(road: RoadLaw, code: int, lines: int) -> tuple[str, ...]:
    gaps = []
    for _ in range(lines):
        code, gap = divmod(code, len(road.gap_names) + 1)
        gaps.append(gap)
    return names_of(road, code, [gap - 1 for gap in reversed(gaps) if gap])
