"""
The law of a route as columns: what holds for each kind of goods, for each answer to a threshold.

A plan of `_law` is compiled for all kinds of goods that a table sends along a route, as if they
were one cart. What its roads say of each is put into tables with a row for each set of answers to
the thresholds and a column for each kind of goods; `_batch_sums` reads them with a column of
numbers. What has no place in a table is marked, and such rows are quoted one by one.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._duty import duty_laws
from globalcs.landed_cost._exchange import ONE
from globalcs.landed_cost._law import UNKNOWN, _leaves_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from globalcs.landed_cost._law import FeeLaw, Flat, Limit, LineLaw, MinimumLaw, Plan, Road

__all__ = ["Banded", "Counted", "Minimum", "RoadLaw", "RouteLaw", "Slot", "Stepped", "route_law"]

Column = Any
Test = tuple[str, int]
Cell = tuple[str, Fraction]

HALF_UP: Final = (1, "half_up")
#: Thresholds of one road that are answered in tables; each one doubles them.
_MOST_TESTS = 6
#: Products of columns stay under this, with room for half a divisor.
_ROOM = 2**62
_LARGEST = 10**12
_MOST_LINES = 1000
#: What of a row is not known, as bits; the last asks for a quote of the row by itself.
OPEN_DUTY, OPEN_TAX, OPEN_FEE, BY_ITSELF = 1, 2, 4, 8


class Slot(NamedTuple):
    """
    One duty or tax by name: its rates over one scale, zero where it does not hold.

    `rates` has a cell for each set of answers and kind of goods, one after the other; `alike` has
    one for each set of answers, where all kinds of goods bear the same, else it is None.
    """

    rates: Column
    alike: Column | None
    scale: int


class Counted(NamedTuple):
    """
    An amount for each tariff item: `codes` numbers them, -1 is not charged, -2 has no whole code.
    """

    codes: Column
    loose: bool
    amounts: Column


class Banded(NamedTuple):
    """
    A rate of the value by bands, for each set of answers, less a deduction, over one scale.
    """

    bears: Column | None
    rates: Column
    less: Column
    scale: int


class Rated(NamedTuple):
    """
    A fee that is a rate of a base, with a least and a most over `scale`, where it holds.
    """

    base: str
    holds: Column
    rate: int
    least: int
    most: int | None
    scale: int
    by_item: bool


class Stepped(NamedTuple):
    """
    A rounding to a step, as a function of a number and a divisor.
    """

    step: int
    nearest: Callable[[Any, int], Any]

    def of(self, amount: Any) -> Any:
        """
        The amount in whole steps.
        """
        return self.nearest(amount, self.step) * self.step

    def levied(self, product: Any, scale: int) -> Any:
        """
        A base times its rate, over the scale of the rate, in whole steps.
        """
        found = self.nearest(product, scale * self.step)
        return found if self.step == 1 else found * self.step


class Minimum(NamedTuple):
    """
    A sum up to `most`, after its own rounding, is not collected.
    """

    measure: str
    most: int
    rounded: Stepped | None
    status: int


class RoadLaw(NamedTuple):
    """
    One road as columns; see `_law.Road`.

    `tests` are the thresholds, each a bit of the number of a set of answers. `status` says how sure
    a kind of goods is, `opens` what of it is not known, `gaps` numbers what would settle it among
    `gap_names`. `wholes` and `told` are fixed fees in customs money and in that of the quote, by
    answers and by count of tariff items. `excluded` are kinds of goods that do not travel on this
    road. Up to `most`, in order money, no product leaves 64 bits; `most_shared` where values are
    shared out to the lines, `most_by_line` where charges are.
    """

    road: Road
    test: Test | None
    excluded: Column | None
    tests: tuple[Test, ...]
    duties: tuple[Slot, ...]
    counted: tuple[Counted, ...]
    banded: tuple[Banded, ...]
    wholes: Column | None
    told: Column | None
    by_item: bool
    rated: tuple[Rated, ...]
    taxes: tuple[Slot, ...]
    minima: tuple[Minimum, ...]
    status: Column
    alike: Column | None
    opens: Column | None
    taxed: Column
    asks_base: Column
    gaps: Column
    gap_names: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[str, ...], ...]
    imported: bool
    parts: frozenset[str]
    most: int
    most_shared: int
    most_by_line: int


class RouteLaw(NamedTuple):
    """
    All roads of a route, the border last.

    `kinds` is how many kinds of goods the tables hold, `lines` how many lines a cart may have.
    `numbers` leads from the kinds as they were asked for to their columns, which stand in the order
    of the plan. `groups` and `items` number tariff lines, for bases in steps and for fees.
    """

    plan: Plan
    roads: tuple[RoadLaw, ...]
    kinds: int
    lines: int
    numbers: tuple[int, ...]
    groups: Column
    items: Column
    duty_base: Stepped | None
    duty: Stepped
    tax_base: Stepped | None
    tax: Stepped


def route_law(plan: Plan, lines: int) -> RouteLaw | None:
    """
    The law of a plan as columns, for carts of at most so many lines; None where it has no place.
    """
    place = ("columns", lines)
    if place not in plan.memo:
        plan.memo[place] = _route_law(plan, lines)
    found: RouteLaw | None = plan.memo[place]
    return found


def _route_law(plan: Plan, lines: int) -> RouteLaw | None:
    roads = [_road_law(plan, road, lines) for road in plan.roads if _open(plan, road)]
    known = [road for road in roads if road is not None]
    if plan.blocked or plan.included or len(known) < len(roads) or _unknown(plan.notes):
        return None
    numbers = {place: number for number, place in enumerate(plan.places)}
    rounder = plan.rounder
    return RouteLaw(
        plan,
        tuple(known),
        len(plan.keys),
        lines,
        tuple(numbers[place] for place in range(len(plan.keys))),
        _numbered([(key.hs_code, key.origin) if key.hs_code else None for key in plan.keys]),
        _numbered([key.hs_code[:6] or None for key in plan.keys]),
        _stepped(rounder.duty_base),
        _stepped(rounder.duty or HALF_UP),
        _stepped(rounder.tax_base),
        _stepped(rounder.tax or HALF_UP),
    )


def _unknown(notes: Iterable[Any]) -> bool:
    return any(note.status == UNKNOWN for note in notes)


def _open(plan: Plan, road: Road) -> bool:
    """
    Whether any kind of goods may travel on a road.
    """
    return road.scheme is None or not all(_outside(plan, road))


def _outside(plan: Plan, road: Road) -> list[bool]:
    excludes = road.scheme.excludes if road.scheme is not None else ()
    return [_leaves_out(excludes, goods) for goods in plan.goods]


def _stepped(law: tuple[int, str] | None) -> Any:
    return None if law is None else Stepped(law[0], kernel.nearest(law[1]))


def _numbered(values: Sequence[Any]) -> Column:
    """
    A number for each distinct value; -2 for None.
    """
    import numpy as np

    known: dict[Any, int] = {}
    return np.array(
        [-2 if value is None else known.setdefault(value, len(known)) for value in values],
        dtype=np.int64,
    )


# --- one road ------------------------------------------------------------------------------------


class _Said(NamedTuple):
    """
    What a road says of one kind of goods, for one set of answers.
    """

    duties: tuple[Cell, ...]
    flat: Flat | None
    taxes: tuple[Cell, ...]
    status: int
    missing: tuple[str, ...]
    opens: int
    asks_base: bool


def _road_law(plan: Plan, road: Road, lines: int) -> RoadLaw | None:
    import numpy as np

    imported = road.kind in ("import", "scheme")
    tests = _tests(road, imported)
    if len(tests) > _MOST_TESTS or _allowances(road) or road.note.status == UNKNOWN:
        return None
    answers = [_Answers(tests, number) for number in range(1 << len(tests))]
    said = [
        [_said(plan, road, number, held) for number in range(len(plan.keys))] for held in answers
    ]
    duties, taxes = _slots(said, "duties"), _slots(said, "taxes")
    if duties is None or taxes is None:
        return None
    charged = [_charged(road, held) if imported else [] for held in answers]
    fixed = [[fee for fee in fees if fee.law.amount is not None] for fees in charged]
    wholes, told = _fixed(plan, fixed, lines)
    gap_names, gaps = _gaps(said)
    law = RoadLaw(
        road=road,
        test=None if road.limit is None else _test(road.limit),
        excluded=_flags(_outside(plan, road)),
        tests=tests,
        duties=duties,
        counted=_counted(plan, said, lines),
        banded=_banded(said, answers),
        wholes=wholes,
        told=told,
        by_item=any(fee.law.per == "tariff_item" for fees in charged for fee in fees),
        rated=_rated(charged),
        taxes=taxes,
        minima=tuple(map(_minimum, road.minima)) if imported else (),
        status=(status := _status(plan, road, said, charged)),
        alike=_alike(status, len(plan.keys)),
        opens=_opens(said, charged),
        taxed=np.array([any(rate for _, rate, _ in law.taxes) for law in road.lines]),
        asks_base=np.array([[one.asks_base for one in row] for row in said]).ravel(),
        gaps=gaps,
        gap_names=gap_names,
        missing=tuple(_missing(plan, road, fees) for fees in charged),
        imported=imported,
        parts=road.tax_base,
        most=0,
        most_shared=0,
        most_by_line=0,
    )
    return _bounded(plan, law)


def _flags(flags: list[bool]) -> Column | None:
    import numpy as np

    return np.array(flags) if any(flags) else None


def _allowances(road: Road) -> bool:
    reliefs = [limit for law in road.lines for limit in (law.duty_relief, law.tax_relief)]
    return road.kind == "import" and any(limit and limit.allowance for limit in reliefs)


def _test(limit: Limit) -> Test:
    """
    The measure of a limit, and the largest whole amount within it.
    """
    return limit.measure, limit.bound // limit.factor


class _Answers(NamedTuple):
    """
    One set of answers to the thresholds of a road.
    """

    tests: tuple[Test, ...]
    number: int

    def hold(self, limit: Limit | None) -> bool:
        """
        Whether the value lies within a limit; not where there is none.
        """
        return limit is not None and bool(self.number >> self.tests.index(_test(limit)) & 1)


def _tests(road: Road, imported: bool) -> tuple[Test, ...]:
    limits: list[Limit | None] = []
    for law in road.lines if imported else ():
        limits += [law.duty_relief if road.duty else None]
        limits += [law.tax_relief if road.relieves_tax else None]
        if law.flat is not None and road.duty:
            limits += [law.flat.limit, *(limit for limit, _, _ in law.flat.bands)]
    for fee in road.fees if imported else ():
        limits += [fee.over, fee.up_to]
    return tuple(dict.fromkeys(_test(limit) for limit in limits if limit is not None))


def _said(plan: Plan, road: Road, number: int, held: _Answers) -> _Said:
    law = road.lines[number]
    said = _duty_said(plan, road, number, held)
    if said.flat is not None and said.flat.law.covers_tax:
        return said
    if road.relieves_tax and law.tax_relief is not None and held.hold(law.tax_relief):
        return said._replace(status=max(said.status, law.tax_relief.note.status))
    note = law.tax_note
    return said._replace(
        taxes=tuple((name, _inside(road, rate)) for name, rate, _ in law.taxes if rate),
        status=max(said.status, note.status),
        opens=said.opens | (OPEN_TAX if note.status == UNKNOWN else 0),
        missing=(*said.missing, *_named(plan, number, note)),
    )


def _inside(road: Road, rate: Fraction) -> Fraction:
    return rate / (1 - rate) if road.tax_inside else rate


def _duty_said(plan: Plan, road: Road, number: int, held: _Answers) -> _Said:
    law: LineLaw = road.lines[number]
    nothing = _Said((), None, (), 0, (), 0, asks_base=False)
    if not road.duty:
        return nothing
    if law.duty_relief is not None and held.hold(law.duty_relief):
        return nothing._replace(status=law.duty_relief.note.status)
    if (flat := law.flat) is not None and (flat.limit is None or held.hold(flat.limit)):
        return _flat_said(plan, flat)
    duty, base = duty_laws(plan)[number], plan.base_note
    return _Said(
        tuple((name, rate) for name, rate, _ in duty.plain or () if rate),
        None,
        (),
        max(duty.note.status, base.status),
        (*base.missing, *_named(plan, number, duty.note)),
        BY_ITSELF if duty.plain is None else OPEN_DUTY if duty.note.status == UNKNOWN else 0,
        asks_base=True,
    )


def _flat_said(plan: Plan, flat: Flat) -> _Said:
    if flat.law.shape != "bands":
        return _Said((), flat, (), flat.note.status, flat.note.missing, 0, asks_base=False)
    base = plan.base_note
    missing = (*flat.note.missing, *base.missing)
    return _Said((), flat, (), max(flat.note.status, base.status), missing, 0, asks_base=True)


def _named(plan: Plan, number: int, note: Any) -> tuple[str, ...]:
    """
    What a note misses, with the place of the line left open.
    """
    own = f"items.{plan.spots[number]}."
    return tuple(
        name.replace(own, "items.{}.", 1) if name.startswith(own) else name for name in note.missing
    )


# --- rates ---------------------------------------------------------------------------------------


def _slots(said: list[list[_Said]], field: str) -> tuple[Slot, ...] | None:
    """
    A slot for each name; None where goods bear two rates of one name, which can't be told apart.
    """
    cells: list[list[tuple[Cell, ...]]] = [[getattr(one, field) for one in row] for row in said]
    names = list(dict.fromkeys(name for row in cells for found in row for name, _ in found))
    if any(len({name for name, _ in found}) < len(found) for row in cells for found in row):
        return None
    return tuple(_slot([[dict(found).get(name) for found in row] for row in cells], name)
                 for name in names)  # fmt: skip


def _slot(rates: list[list[Fraction | None]], name: str) -> Slot:
    import numpy as np

    told = [[rate or Fraction(0) for rate in row] for row in rates]
    scale = lcm(*(rate.denominator for row in told for rate in row))
    table = np.array([[int(rate * scale) for rate in row] for row in told], dtype=np.int64)
    same = (table == table[:, :1]).all()
    return Slot(table.ravel(), table[:, 0].copy() if same else None, scale)


def _alike(table: Column, kinds: int) -> Column | None:
    rows = table.reshape(-1, kinds)
    return rows[:, 0].copy() if (rows == rows[:, :1]).all() else None


def _status(plan: Plan, road: Road, said: list[list[_Said]], charged: list[list[FeeLaw]]) -> Column:
    """
    How sure each kind of goods is, with all that holds for the whole road.
    """
    import numpy as np

    whole = max((note.status for note in (*plan.notes, road.note)), default=0)
    if _asks_base(road):
        whole = max(whole, plan.base_note.status)
    rows = []
    for row, fees in zip(said, charged, strict=True):
        own = max((_fee_status(plan, fee) for fee in fees), default=0)
        rows.append([max(whole, own, one.status) for one in row])
    return np.array(rows, dtype=np.int8).ravel()


def _opens(said: list[list[_Said]], charged: list[list[FeeLaw]]) -> Column | None:
    """
    What is not known of each kind of goods; None where all is.
    """
    import numpy as np

    rows = []
    for row, fees in zip(said, charged, strict=True):
        fee = 0 if all(fee.law.told for fee in fees) else OPEN_FEE
        rows.append([one.opens | fee for one in row])
    found = np.array(rows, dtype=np.int64).ravel()
    return found if found.any() else None


def _asks_base(road: Road) -> bool:
    return "customs_value" in road.tax_base or bool(road.tax_uplift)


def _fee_status(plan: Plan, fee: FeeLaw) -> int:
    if not fee.law.told:
        return UNKNOWN
    based = fee.law.amount is None
    return max(fee.note.status, plan.base_note.status if based else 0)


def _missing(plan: Plan, road: Road, fees: list[FeeLaw]) -> tuple[str, ...]:
    """
    What would settle the whole road, with these fees.
    """
    notes = [*plan.notes, road.note, *(fee.note for fee in fees)]
    if _asks_base(road) or any(fee.law.amount is None for fee in fees):
        notes.append(plan.base_note)
    return tuple(dict.fromkeys(name for note in notes for name in note.missing))


def _gaps(said: list[list[_Said]]) -> tuple[tuple[tuple[str, ...], ...], Column]:
    import numpy as np

    known: dict[tuple[str, ...], int] = {(): 0}
    table = [[known.setdefault(one.missing, len(known)) for one in row] for row in said]
    return tuple(known), np.array(table, dtype=np.int64).ravel()


# --- flat duties ---------------------------------------------------------------------------------


def _flats(said: list[list[_Said]], shape: str) -> list[Flat]:
    found = {one.flat.law: one.flat for row in said for one in row if one.flat is not None}
    return [flat for law, flat in found.items() if law.shape == shape]


def _counted(plan: Plan, said: list[list[_Said]], lines: int) -> tuple[Counted, ...]:
    return tuple(_counted_one(plan, said, flat, lines) for flat in _flats(said, "per_tariff_item"))


def _counted_one(plan: Plan, said: list[list[_Said]], flat: Flat, lines: int) -> Counted:
    import numpy as np

    digits = flat.law.digits
    whole = [key.hs_code[:digits] for key in plan.keys]
    numbers = _numbered([code if len(code) == digits else None for code in whole])
    bears = np.array(
        [[one.flat is not None and one.flat.law == flat.law for one in row] for row in said]
    )
    codes = np.where(bears, numbers, -1).ravel()
    amounts = [int(kernel.by(1, flat.amount * count)) for count in range(lines + 1)]
    return Counted(codes, bool((codes == -2).any()), np.array(amounts, dtype=np.int64))


def _banded(said: list[list[_Said]], answers: list[_Answers]) -> tuple[Banded, ...]:
    return tuple(_banded_one(said, answers, flat) for flat in _flats(said, "bands"))


def _banded_one(said: list[list[_Said]], answers: list[_Answers], flat: Flat) -> Banded:
    import numpy as np

    bears = np.array(
        [[one.flat is not None and one.flat.law == flat.law for one in row] for row in said]
    )
    bands = [
        _band(flat, held) if row.any() else None for held, row in zip(answers, bears, strict=True)
    ]
    found = [band or (Fraction(0), Fraction(0)) for band in bands]
    scale = lcm(*(lcm(rate.denominator, less.denominator) for rate, less in found))
    return Banded(
        None if bears.all() else bears.ravel().astype(np.int64),
        np.array([int(rate * scale) for rate, _ in found], dtype=np.int64),
        np.array([int(less * scale) for _, less in found], dtype=np.int64),
        scale,
    )


def _band(flat: Flat, held: _Answers) -> tuple[Fraction, Fraction] | None:
    """
    Rate and deduction of the first band whose limit holds.
    """
    for limit, rate, deduct in flat.bands:
        if limit is None or held.hold(limit):
            return rate, deduct
    return None


# --- fees and minima -----------------------------------------------------------------------------


def _charged(road: Road, held: _Answers) -> list[FeeLaw]:
    return [
        fee
        for fee in road.fees
        if not held.hold(fee.over) and (fee.up_to is None or held.hold(fee.up_to))
    ]


def _fixed(
    plan: Plan, charged: list[list[FeeLaw]], lines: int
) -> tuple[Column | None, Column | None]:
    """
    The sums of fixed fees for each set of answers and count of tariff items, in both moneys.
    """
    import numpy as np

    if not any(charged):
        return None, None
    wholes = [[_whole_fees(fees, count) for count in range(lines + 1)] for fees in charged]
    told = [
        [sum(kernel.by(amount, plan.to_quote) for amount in amounts) for amounts in row]
        for row in wholes
    ]
    sums = [[sum(amounts) for amounts in row] for row in wholes]
    return (
        np.array(sums, dtype=np.int64).ravel(),
        np.array(told, dtype=np.int64).ravel(),
    )


def _whole_fees(fees: list[FeeLaw], count: int) -> list[int]:
    return [
        int(kernel.by(1, fee.amount * (count if fee.law.per == "tariff_item" else 1)))
        for fee in fees
    ]


def _rated(charged: list[list[FeeLaw]]) -> tuple[Rated, ...]:
    found = {id(fee): fee for fees in charged for fee in fees}
    return tuple(_rated_one(fee, charged) for fee in found.values() if fee.law.rate is not None)


def _rated_one(fee: FeeLaw, charged: list[list[FeeLaw]]) -> Rated:
    import numpy as np

    law = fee.law
    assert law.rate is not None
    bounds = [fee.least] if fee.most is None else [fee.least, fee.most]
    scale = lcm(law.rate.denominator, *(bound.denominator for bound in bounds))
    return Rated(
        law.base,
        np.array([any(one is fee for one in fees) for fees in charged], dtype=np.int64),
        int(law.rate * scale),
        int(fee.least * scale),
        None if fee.most is None else int(fee.most * scale),
        scale,
        law.per == "tariff_item",
    )


def _minimum(law: MinimumLaw) -> Minimum:
    most = floor(law.amount) if law.inclusive else ceil(law.amount) - 1
    return Minimum(law.measure, most, _stepped(law.rounded), law.note.status)


# --- bounds --------------------------------------------------------------------------------------


def _bounded(plan: Plan, law: RoadLaw) -> RoadLaw | None:
    """
    The law with the largest carts for which no product of columns leaves 64 bits.
    """
    most = _largest(lambda amount: _product(plan, law, amount) < _ROOM)
    shared = _largest(lambda amount: _reach(plan, law, amount).value * amount < _ROOM)
    by_line = _largest(lambda amount: _square(_reach(plan, law, amount)) < _ROOM)
    if min(most, shared, by_line) < 1:
        return None
    return law._replace(most=most, most_shared=min(most, shared), most_by_line=min(most, by_line))


def _largest(fits: Callable[[int], bool]) -> int:
    """
    The largest power of two, up to what a parcel may be worth, that fits.
    """
    amount = 1 << _LARGEST.bit_length()
    while amount and not fits(amount):
        amount >>= 1
    return amount


class _Reach(NamedTuple):
    """
    The most that values, duty with fees, tax, and any product on the way come to in customs money.
    """

    value: int
    duty: int
    tax: int
    product: int


def _reach(plan: Plan, law: RoadLaw, amount: int) -> _Reach:
    rounder = plan.rounder
    steps = (rounder.duty_base, rounder.duty, rounder.tax_base, rounder.tax)
    step = 2 * max(step[0] if step else 1 for step in steps)
    exact = amount * (plan.to_customs + plan.clearance)
    value = ceil(exact * (1 + law.road.tax_uplift)) + step + 9
    duty, products = _duty_reach(law, value, step)
    base = value + duty + step
    chain = (rounder.first or ONE).numerator * (rounder.second or ONE).numerator
    products += [base * _top(slot) * chain for slot in law.taxes]
    tax = sum(base * _top(slot) // slot.scale + step for slot in law.taxes)
    share = max(plan.base.share.numerator, law.road.tax_uplift.numerator)
    return _Reach(value, duty, tax, max([value * share, *products]))


def _duty_reach(law: RoadLaw, value: int, step: int) -> tuple[int, list[int]]:
    products = [value * _top(slot) for slot in law.duties]
    duty = sum(value * _top(slot) // slot.scale + step for slot in law.duties)
    for band in law.banded:
        products.append(value * int(band.rates.max()) + int(band.less.max()))
        duty += products[-1] // band.scale + step
    for fee in law.rated:
        products.append(_MOST_LINES * max(value * fee.rate, fee.least))
        duty += products[-1] // fee.scale + step
    duty += sum(int(count.amounts.max()) for count in law.counted)
    return duty + (0 if law.wholes is None else int(law.wholes.max())), products


def _top(slot: Slot) -> int:
    return int(slot.rates.max())


def _product(plan: Plan, law: RoadLaw, amount: int) -> int:
    found = _reach(plan, law, amount)
    first = (plan.to_customs, plan.order_to_quote, plan.clearance)
    sums = found.duty + found.tax
    return max(
        2 * found.product,
        *(amount * ratio.numerator + ratio.denominator for ratio in first),
        sums * plan.to_quote.numerator + plan.to_quote.denominator,
    )


def _square(found: _Reach) -> int:
    return max(found.value, found.duty) * found.value


def names_of(road: RoadLaw, answers: int, gaps: Sequence[int]) -> tuple[str, ...]:
    """
    What is missing for a row: for the road, then line by line.
    """
    found = list(road.missing[answers])
    for line, gap in enumerate(gaps):
        found += [name.format(line) for name in road.gap_names[gap]]
    return tuple(dict.fromkeys(found))
