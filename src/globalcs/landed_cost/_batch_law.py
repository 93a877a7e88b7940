"""
The law of a route as columns: what holds for each kind of goods, for each set of answers.

A plan of `_law` is compiled for all kinds of goods that a table sends along a route, as if they
were one cart. For each set of answers to the thresholds of a road, what the road says of each kind
is put into columns, which `_batch_sums` reads with a column of numbers. What has no place in a
column is marked, and such rows are quoted one by one.
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
    from collections.abc import Callable, Sequence

    from globalcs.landed_cost._law import FeeLaw, Flat, Limit, LineLaw, MinimumLaw, Plan, Road

__all__ = [
    "BY_ITSELF",
    "OPEN_DUTY",
    "OPEN_FEE",
    "OPEN_TAX",
    "Banded",
    "Charges",
    "Counted",
    "Least",
    "Minimum",
    "Rated",
    "RoadLaw",
    "RouteLaw",
    "Slot",
    "Stepped",
    "names_of",
    "route_law",
]

Column = Any
Test = tuple[str, int]
Cell = tuple[str, Fraction]

HALF_UP: Final = (1, "half_up")
#: Products of columns stay under this, with room for half a divisor.
_ROOM = 2**62
_LARGEST = 10**12
_MOST_LINES = 1000
_SHARES = 1_000_000
#: What of a row is not known, as bits; the last asks for a quote of the row by itself.
OPEN_DUTY, OPEN_TAX, OPEN_FEE, BY_ITSELF = 1, 2, 4, 8


class Slot(NamedTuple):
    """
    One duty or tax by name: the rate of each kind of goods over one scale; zero is none.

    `alike` is the rate where all kinds bear the same.
    """

    rates: Column
    alike: int | None
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
    A rate of the value less a deduction, over one scale; `bears` tells of which goods (None: all).
    """

    bears: Column | None
    rate: int
    less: int
    scale: int


class Rated(NamedTuple):
    """
    A fee that is a rate of a base, with a least and a most, over one scale.
    """

    base: str
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


class Least(NamedTuple):
    """
    The least tax of a parcel that bears tax, over a scale.
    """

    amount: int
    scale: int
    status: int


class Charges(NamedTuple):
    """
    What a road charges, given one set of answers to its thresholds.

    `wholes` and `told` are fixed fees in customs money and in that of the quote, by count of tariff
    items. By kind of goods: `status` says how sure they are (one number where all are alike),
    `opens` what of them is not known, `gaps` numbers what would settle it among `gap_names`,
    `asks_base` tells whose duty is taken of a base. `missing` would settle all of them. Up to
    `most`, in order money, no product leaves 64 bits; `most_shared` where values are shared out to
    the lines, `most_by_line` where charges are.
    """

    duties: tuple[Slot, ...]
    counted: tuple[Counted, ...]
    banded: tuple[Banded, ...]
    wholes: Column | None
    told: Column | None
    by_item: bool
    rated: tuple[Rated, ...]
    taxes: tuple[Slot, ...]
    least: Least | None
    status: Any
    opens: Column | None
    gaps: Column | None
    gap_names: tuple[tuple[str, ...], ...]
    asks_base: Column
    missing: tuple[str, ...]
    follows_steps: bool
    most: int
    most_shared: int
    most_by_line: int


class RoadLaw:
    """
    One road as columns; see `_law.Road`.

    `tests` are its thresholds, each a bit of the number of a set of answers. `excluded` are kinds
    of goods that do not travel on it, `taxed` those that bear any tax.
    """

    def __init__(self, plan: Plan, road: Road, lines: int) -> None:
        import numpy as np

        self.plan, self.road, self.lines = plan, road, lines
        self.imported = road.kind in ("import", "scheme")
        self.test = None if road.limit is None else _test(road.limit)
        outside = _outside(plan, road)
        self.excluded = np.array(outside) if any(outside) else None
        self.tests = _tests(road, self.imported)
        self.minima = tuple(map(_minimum, road.minima)) if self.imported else ()
        self.taxed = np.array([any(rate for _, rate, _ in law.taxes) for law in road.lines])
        self.known: dict[int, Charges | None] = {}

    def charges(self, answers: int) -> Charges | None:
        """
        What is charged for a set of answers; None where that has no place in columns.
        """
        if answers not in self.known:
            self.known[answers] = _charges(self, _Answers(self.tests, answers))
        return self.known[answers]


class RouteLaw(NamedTuple):
    """
    All roads of a route, the border last.

    `lines` is how many lines a cart may have. `nothing`: no charge can be told, as a rate is
    missing or the buyer is a business. `numbers` leads from the kinds of goods as they were asked
    for to their places in columns, which are in the order of the plan. `groups` and `items` number
    tariff lines, for bases in steps and for fees.
    """

    plan: Plan
    roads: tuple[RoadLaw, ...]
    lines: int
    nothing: bool
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
    roads = [road for road in plan.roads if _open(plan, road)]
    if (
        plan.included
        or plan.memo["by_weight"]
        or any(_allowances(road) or _flat_leasts(road) for road in roads)
    ):
        return None
    numbers = {place: number for number, place in enumerate(plan.places)}
    rounder = plan.rounder
    return RouteLaw(
        plan,
        tuple(RoadLaw(plan, road, lines) for road in roads),
        lines,
        any(note.status == UNKNOWN for note in plan.notes),
        tuple(numbers[place] for place in range(len(plan.keys))),
        _numbered([(key.hs_code, key.origin) if key.hs_code else None for key in plan.keys]),
        _numbered([key.hs_code[:6] or None for key in plan.keys]),
        _stepped(rounder.duty_base),
        _stepped(rounder.duty or HALF_UP),
        _stepped(rounder.tax_base),
        _stepped(rounder.tax or HALF_UP),
    )


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


def _charges(law: RoadLaw, held: _Answers) -> Charges | None:
    import numpy as np

    plan, road = law.plan, law.road
    said = [_said(plan, road, number, held) for number in range(len(plan.keys))]
    duties, taxes = _slots([one.duties for one in said]), _slots([one.taxes for one in said])
    if duties is None or taxes is None:
        return None
    fees = _charged(road, held) if law.imported else []
    fixed = [fee for fee in fees if fee.law.amount is not None]
    status = _status(plan, road, said, fees)
    gap_names, gaps = _gaps(said)
    found = Charges(
        duties=duties,
        counted=_counted(plan, said, law.lines),
        banded=_banded(said, held),
        wholes=_wholes(fixed, law.lines) if fixed else None,
        told=_wholes(fixed, law.lines, plan.to_quote) if fixed else None,
        by_item=any(fee.law.per == "tariff_item" for fee in fees),
        rated=tuple(_rated(fee) for fee in fees if fee.law.rate is not None),
        taxes=taxes,
        least=_least(road, held),
        status=int(status[0]) if (status == status[0]).all() else status,
        opens=_opens(road, said, fees),
        gaps=gaps,
        gap_names=gap_names,
        asks_base=np.array([one.asks_base for one in said]),
        missing=_missing(plan, road, fees),
        follows_steps=plan.rounder.note.status > int(status.min()),
        most=0,
        most_shared=0,
        most_by_line=0,
    )
    return _bounded(law, found)


def _allowances(road: Road) -> bool:
    reliefs = [limit for law in road.lines for limit in (law.duty_relief, law.tax_relief)]
    return road.kind == "import" and any(limit and limit.allowance for limit in reliefs)


def _flat_leasts(road: Road) -> bool:
    """
    Whether a flat duty has a least, by the parcel or by its weight.
    """
    flats = [law.flat for law in road.lines if law.flat is not None]
    return any(flat.least or flat.law.per_kg is not None for flat in flats)


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
    limits += [road.least.limit if road.least is not None else None]
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
    duty, base = duty_laws(plan)[number], plan.base_note
    freed = law.flat is not None and law.flat.law.spares_free and duty.free
    if (
        (flat := law.flat) is not None
        and not freed
        and (flat.limit is None or held.hold(flat.limit))
    ):
        return _flat_said(plan, flat)
    return _Said(
        tuple((name, rate) for name, rate, _ in duty.plain or () if rate),
        None,
        (),
        max(duty.note.status, base.status),
        (*base.missing, *_named(plan, number, duty.note)),
        BY_ITSELF
        if duty.plain is None or plan.base.freight != 1
        else OPEN_DUTY
        if duty.note.status == UNKNOWN
        else 0,
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


def _slots(cells: list[tuple[Cell, ...]]) -> tuple[Slot, ...] | None:
    """
    A slot for each name; None where goods bear two rates of one name, which can't be told apart.
    """
    names = list(dict.fromkeys(name for found in cells for name, _ in found))
    if any(len({name for name, _ in found}) < len(found) for found in cells):
        return None
    return tuple(_slot([dict(found).get(name, Fraction(0)) for found in cells]) for name in names)


def _slot(rates: list[Fraction]) -> Slot:
    import numpy as np

    scale = lcm(*(rate.denominator for rate in rates))
    column = np.array([int(rate * scale) for rate in rates], dtype=np.int64)
    return Slot(column, int(column[0]) if (column == column[0]).all() else None, scale)


def _status(plan: Plan, road: Road, said: list[_Said], fees: list[FeeLaw]) -> Column:
    """
    How sure each kind of goods is, with all that holds for the whole road.
    """
    import numpy as np

    whole = max((note.status for note in (*plan.notes, road.note)), default=0)
    if _asks_base(road):
        whole = max(whole, plan.base_note.status)
    own = max((_fee_status(plan, fee) for fee in fees), default=0)
    return np.array([max(whole, own, one.status) for one in said], dtype=np.int64)


def _opens(road: Road, said: list[_Said], fees: list[FeeLaw]) -> Column | None:
    """
    What is not known of each kind of goods; None where all is.
    """
    import numpy as np

    whole = 0 if all(fee.law.told for fee in fees) else OPEN_FEE
    whole |= OPEN_TAX if road.note.status == UNKNOWN else 0
    found = np.array([one.opens | whole for one in said], dtype=np.int64)
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


def _gaps(said: list[_Said]) -> tuple[tuple[tuple[str, ...], ...], Column | None]:
    import numpy as np

    known: dict[tuple[str, ...], int] = {(): 0}
    found = [known.setdefault(one.missing, len(known)) for one in said]
    return tuple(known), np.array(found, dtype=np.int64) if any(found) else None


# --- flat duties ---------------------------------------------------------------------------------


def _flats(said: list[_Said], shape: str) -> list[Flat]:
    found = {one.flat.law: one.flat for one in said if one.flat is not None}
    return [flat for law, flat in found.items() if law.shape == shape]


def _bears(said: list[_Said], flat: Flat) -> Column:
    import numpy as np

    return np.array([one.flat is not None and one.flat.law == flat.law for one in said])


def _counted(plan: Plan, said: list[_Said], lines: int) -> tuple[Counted, ...]:
    return tuple(_counted_one(plan, said, flat, lines) for flat in _flats(said, "per_tariff_item"))


def _counted_one(plan: Plan, said: list[_Said], flat: Flat, lines: int) -> Counted:
    import numpy as np

    digits = flat.law.digits
    whole = [key.hs_code[:digits] for key in plan.keys]
    numbers = _numbered([code if len(code) == digits else None for code in whole])
    codes = np.where(_bears(said, flat), numbers, -1)
    amounts = [int(kernel.by(1, flat.amount * count)) for count in range(lines + 1)]
    return Counted(codes, bool((codes == -2).any()), np.array(amounts, dtype=np.int64))


def _banded(said: list[_Said], held: _Answers) -> tuple[Banded, ...]:
    found = (_banded_one(said, held, flat) for flat in _flats(said, "bands"))
    return tuple(band for band in found if band.rate)


def _banded_one(said: list[_Said], held: _Answers, flat: Flat) -> Banded:
    import numpy as np

    bears = _bears(said, flat)
    _, rate, less = next(band for band in flat.bands if band[0] is None or held.hold(band[0]))
    scale = lcm(rate.denominator, less.denominator)
    own = None if bears.all() else bears.astype(np.int64)
    return Banded(own, int(rate * scale), int(less * scale), scale)


# --- fees and minima -----------------------------------------------------------------------------


def _charged(road: Road, held: _Answers) -> list[FeeLaw]:
    return [
        fee
        for fee in road.fees
        if not held.hold(fee.over) and (fee.up_to is None or held.hold(fee.up_to))
    ]


def _wholes(fees: list[FeeLaw], lines: int, ratio: Fraction = ONE) -> Column:
    """
    The sums of fixed fees for each count of tariff items; each fee is converted by itself.
    """
    import numpy as np

    sums = [
        sum(kernel.by(kernel.by(1, fee.amount * _times(fee, count)), ratio) for fee in fees)
        for count in range(lines + 1)
    ]
    return np.array(sums, dtype=np.int64)


def _times(fee: FeeLaw, count: int) -> int:
    return count if fee.law.per == "tariff_item" else 1


def _rated(fee: FeeLaw) -> Rated:
    law = fee.law
    assert law.rate is not None
    bounds = [fee.least] if fee.most is None else [fee.least, fee.most]
    scale = lcm(law.rate.denominator, *(bound.denominator for bound in bounds))
    most = None if fee.most is None else int(fee.most * scale)
    by_item = law.per == "tariff_item"
    return Rated(law.base, int(law.rate * scale), int(fee.least * scale), most, scale, by_item)


def _least(road: Road, held: _Answers) -> Least | None:
    law = road.least
    if law is None or not (law.limit is None or held.hold(law.limit)):
        return None
    return Least(*law.amount.as_integer_ratio(), law.note.status)


def _minimum(law: MinimumLaw) -> Minimum:
    most = floor(law.amount) if law.inclusive else ceil(law.amount) - 1
    return Minimum(law.measure, most, _stepped(law.rounded), law.note.status)


# --- bounds --------------------------------------------------------------------------------------


def _bounded(road: RoadLaw, law: Charges) -> Charges | None:
    """
    The charges with the largest carts for which no product of columns leaves 64 bits.
    """
    most, shared, by_line = (_largest(road, law, reach) for reach in (_product, _shared, _by_line))
    if min(most, shared, by_line) < 1:
        return None
    return law._replace(most=most, most_shared=min(most, shared), most_by_line=min(most, by_line))


def _largest(road: RoadLaw, law: Charges, reach: Callable[[RoadLaw, Charges, int], int]) -> int:
    """
    The largest amount, up to what a parcel may be worth, whose reach fits.
    """
    least, beyond = 0, _LARGEST + 1
    while beyond - least > 1:
        middle = (least + beyond) // 2
        fits = reach(road, law, middle) < _ROOM
        least, beyond = (middle, beyond) if fits else (least, middle)
    return least


class _Reach(NamedTuple):
    """
    The most that values, duty with fees, tax, and any product on the way come to in customs money.
    """

    value: int
    duty: int
    tax: int
    product: int


def _reach(road: RoadLaw, law: Charges, amount: int) -> _Reach:
    plan, rounder = road.plan, road.plan.rounder
    steps = (rounder.duty_base, rounder.duty, rounder.tax_base, rounder.tax)
    step = 2 * max(step[0] if step else 1 for step in steps)
    value = ceil(amount * max(plan.to_customs, plan.clearance)) + step + 9
    duty, products = _duty_reach(law, value, step)
    base = ceil(value * (1 + road.road.tax_uplift)) + duty + step
    chain = (rounder.first or ONE).numerator * (rounder.second or ONE).numerator
    products += [base * _top(slot) * chain for slot in law.taxes]
    tax = sum(base * _top(slot) // slot.scale + step for slot in law.taxes)
    if law.least is not None:
        products.append(law.least.amount + tax * law.least.scale)
        tax += law.least.amount // law.least.scale
    base_law = plan.base
    share = max(
        base_law.share.numerator, base_law.freight.numerator, road.road.tax_uplift.numerator
    )
    return _Reach(value, duty, tax, max([value * share, *products]))


def _duty_reach(law: Charges, value: int, step: int) -> tuple[int, list[int]]:
    products = [value * _top(slot) for slot in law.duties]
    duty = sum(value * _top(slot) // slot.scale + step for slot in law.duties)
    for band in law.banded:
        products.append(value * band.rate + band.less)
        duty += products[-1] // band.scale + step
    for fee in law.rated:
        products.append(_MOST_LINES * max(value * fee.rate, fee.least))
        duty += products[-1] // fee.scale + step
    duty += sum(int(count.amounts.max()) for count in law.counted)
    return duty + (0 if law.wholes is None else int(law.wholes.max())), products


def _top(slot: Slot) -> int:
    return int(slot.rates.max())


def _product(road: RoadLaw, law: Charges, amount: int) -> int:
    """
    The largest product of an amount and a rate, with room for half its divisor.
    """
    plan = road.plan
    found = _reach(road, law, amount)
    first = (plan.to_customs, plan.order_to_quote, plan.clearance)
    sums = found.duty + found.tax
    return max(
        2 * found.product,
        *(amount * ratio.numerator + ratio.denominator for ratio in first),
        sums * plan.to_quote.numerator + plan.to_quote.denominator,
    )


def _shared(road: RoadLaw, law: Charges, amount: int) -> int:
    """
    The largest product of an amount that is shared out and a weight.
    """
    return max(_reach(road, law, amount).value, _SHARES) * amount


def _by_line(road: RoadLaw, law: Charges, amount: int) -> int:
    """
    The same where charges are shared out, or bases after they were put in steps.
    """
    plan, found = road.plan, _reach(road, law, amount)
    base, stepped = plan.base, plan.rounder.duty_base is not None
    again = stepped or base.shape == "retail_share" or base.freight != 1
    uplift = ceil(found.value * road.road.tax_uplift)
    own = found.value if again else max(found.duty, uplift)
    return max(own * found.value, _shared(road, law, amount))


def names_of(law: Charges, gaps: Sequence[int]) -> tuple[str, ...]:
    """
    What is missing for a row: for the road, then line by line.
    """
    found = list(law.missing)
    for line, gap in enumerate(gaps):
        found += [name.format(line) for name in law.gap_names[gap]]
    return tuple(dict.fromkeys(found))
