"""
The arithmetic of plain shipments, compiled once for a plan: whole numbers, and no look-ups left.

Plain is what most parcels are: prices without charges inside, every duty a percentage, every fee
a fixed amount, each sum rounded once. A program is what `_assess` would do with such a shipment on
one road, for one set of answers to its thresholds. Where a shipment is not plain, and where a
quote is asked for its reasons or charges, `_assess` does all of it; both come to the same cents.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._assess import Cart, _percentages, _taxed, per_code_cells
from globalcs.landed_cost._duty import duty_laws
from globalcs.landed_cost._exchange import ONE
from globalcs.landed_cost._law import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from globalcs.decision import FactRef
    from globalcs.landed_cost._law import FeeLaw, Flat, Limit, MinimumLaw, Plan, Road

__all__ = ["Head", "Program", "Row", "Sums", "compile_program", "thresholds"]

_HALF_UP: Final = (1, "half_up")
_TAXED: Final = frozenset(("goods", "freight", "insurance", "duty"))


class Head(NamedTuple):
    """
    What is the same for all charges of a row: name, rate (None: an amount), rounding and sources.
    """

    name: str
    rate: Fraction | None
    rounding: tuple[int, str]
    refs: tuple[FactRef, ...]


class Row(NamedTuple):
    """
    One duty or tax: base x over / under of some lines, rounded to `step`; or an amount of its own.

    `fixed` is the amount of a fee, or of a duty for each of some `codes`: the lines of each.
    `lines` is None where all lines bear it. `first` rounds the base before; `only` is the
    one line that bears a duty alone. `head` is what a charge says of it: see `Head`.
    """

    kind: str
    lines: tuple[int, ...] | None
    over: int
    under: int
    step: int
    nearest: Callable[[int, int], int]
    first: tuple[int, Callable[[int, int], int]] | None
    head: Head
    fixed: int = 0
    only: int | None = None
    codes: tuple[tuple[int, ...], ...] = ()

    def amount(self, base: int) -> int:
        """
        What comes of a base, in minor units.
        """
        if self.first is not None:
            step, nearest = self.first
            base = nearest(base, step) * step
        step = self.step
        return self.nearest(base * self.over, self.under * step) * step


class Minimum(NamedTuple):
    """
    A sum up to `most`, after its own rounding, is not collected.
    """

    measure: str
    most: int
    rounded: tuple[int, Any] | None


class Program(NamedTuple):
    """
    The rows of a road, for one set of answers to its thresholds.

    `cif`: freight and insurance are dutiable. `by_line`: some charge is not on all lines, so that
    freight is shared out first. `spread`: some duty has more lines than one. `together`: all lines
    bear the same taxes, so their bases need no share of anything. `parts` is what tax is taken of;
    `rows` are all rows in the order of the computation. `one_tax`: beside duties with a line each
    there is but one tax, of goods, freight, insurance and duty.
    """

    plan: Plan
    road: Road
    duties: tuple[Row, ...]
    fees: tuple[Row, ...]
    taxes: tuple[Row, ...]
    minima: tuple[Minimum, ...]
    cif: bool
    by_line: bool
    spread: bool
    together: bool
    parts: frozenset[str]
    rows: tuple[Row, ...]
    one_tax: bool

    def run(self, cart: Cart) -> Sums | None:
        """
        The sums of a cart; None where one is too small to be collected.
        """
        sums = Sums(self, cart)
        bases: list[int] = []
        amounts: list[int] = []
        for row in self.duties:
            if row.codes:
                bases.append(0)
                amounts.append(row.fixed)
                continue
            bases.append(base := sums.dutiable(row))
            amounts.append(row.amount(base))
        duty = sum(amounts)
        sums.bases, sums.amounts = bases, amounts
        for row in self.fees:
            bases.append(0)
            amounts.append(row.fixed)
        before = len(amounts)
        if self.taxes:
            self.tax(sums, duty, sum(amounts) - duty)
        if self.minima and self.too_small(duty, sum(amounts[before:])):
            return None
        return sums

    def tax(self, sums: Sums, duty: int, fees: int) -> None:
        """
        Add the taxes to sums that hold duties and fees.
        """
        if self.one_tax:
            base = sum(sums.whole[:3]) + duty
            sums.bases.append(base)
            sums.amounts.append(self.taxes[0].amount(base))
            return
        if self.together:
            bases = [sums.taxable(duty, fees)] * len(self.taxes)
        else:
            bases = [sum(cells) for cells in sums.all_cells()[len(sums.amounts) :]]
        sums.bases += bases
        sums.amounts += [row.amount(base) for row, base in zip(self.taxes, bases, strict=True)]

    def too_small(self, duty: int, tax: int) -> bool:
        """
        Whether the law lets a sum fall away.
        """
        found = {"duty": duty, "tax": tax, "charges": duty + tax}
        for measure, most, rounded in self.minima:
            amount = found[measure]
            if amount and rounded is not None:
                amount = kernel.rounded(amount, *rounded)
            if found[measure] and amount <= most:
                return True
        return False


class Sums:
    """
    One run of a program: the amounts of its rows, and their shares when they are asked for.
    """

    __slots__ = ("amounts", "bases", "by_value", "cart", "dutied", "freights", "goods", "measures",
                 "program", "values", "whole")  # fmt: skip

    amounts: list[int]
    bases: list[int]
    measures: dict[str, int]

    def __init__(self, program: Program, cart: Cart) -> None:
        self.program, self.cart = program, cart
        nets = cart.nets
        self.goods = whole = sum(nets)
        self.by_value: Sequence[int] = nets if whole else (1,) * len(nets)
        ratio = program.plan.to_customs
        freight, insurance = cart.freight, cart.insurance
        self.values: Sequence[int] = nets
        if ratio is not ONE:
            whole, freight, insurance = (kernel.by(n, ratio) for n in (whole, freight, insurance))
            self.values = kernel.shares(whole, self.by_value)
        clearance = cart.clearance
        if clearance:
            clearance = kernel.by(clearance, program.plan.clearance)
        self.whole = (whole, freight, insurance, clearance)
        self.freights: Sequence[int] = self.shared_freight() if program.by_line else ()
        self.dutied: Sequence[int] | None = None

    def shared_freight(self) -> Sequence[int]:
        """
        The freight of each line, by weight where weights are known.
        """
        return kernel.shares(self.whole[1], self.cart.weights or self.by_value)

    # Bases

    def dutiable(self, row: Row) -> int:
        """
        The base of a duty.
        """
        if row.lines is None:
            goods, freight, insurance, _ = self.whole
            return goods + freight + insurance if self.program.cif else goods
        values = self.line_values()
        return values[row.only] if row.only is not None else sum([values[n] for n in row.lines])

    def taxable(self, duty: int, fees: int) -> int:
        """
        The base of a tax that all lines and the freight bear.
        """
        goods, freight, insurance, clearance = self.whole
        parts = self.program.parts
        base = goods if "goods" in parts else 0
        if "customs_value" in parts:
            base += goods + freight + insurance if self.program.cif else goods
        if insurance and "insurance" in parts:
            base += insurance
        if clearance and "clearance" in parts:
            base += clearance
        if "freight" in parts:
            base += freight
        return base + ("duty" in parts) * duty + ("fees" in parts) * fees

    def line_values(self) -> Sequence[int]:
        """
        The base of duty, line by line.
        """
        if self.dutied is None:
            self.dutied = self._dutied()
        return self.dutied

    def _dutied(self) -> Sequence[int]:
        if not self.program.cif:
            return self.values
        freights = self.freights or self.shared_freight()
        if self.whole[2]:
            return kernel.plus(self.values, freights, kernel.shares(self.whole[2], self.by_value))
        return [value + freight for value, freight in zip(self.values, freights, strict=True)]

    # Shares

    def all_cells(self) -> list[Sequence[int]]:
        """
        What each line and, last, the freight adds to the base of each row.

        Where each duty has a line of its own, nobody asks for that.
        """
        program = self.program
        if program.one_tax:
            return [*[()] * len(program.duties), self.one_tax_cells()]
        cells: list[Sequence[int]] = []
        if program.spread:
            whole = [*self.line_values(), 0]
            cells += [
                self.code_cells(row) if row.codes else _only(whole, row.lines)
                for row in program.duties
            ]
        else:
            cells += [()] * len(program.duties)
        if program.fees:
            weights = self.values if self.whole[0] else (1,) * len(self.values)
            cells += [[*weights, 0]] * len(program.fees)
        if program.taxes:
            taxed = self.taxed_cells(cells)
            cells += [self.taxed_freight(taxed, row.lines) for row in program.taxes]
        return cells

    def code_cells(self, row: Row) -> list[int]:
        """
        Each code bears the same of an amount; inside a code the lines bear it by value.
        """
        return per_code_cells(row.codes, self.cart.nets)

    def one_tax_cells(self) -> list[int]:
        """
        The base of the one tax there is: values with their duty, and the freight.
        """
        cells = [*self.values, self.whole[1]]
        for row, amount in zip(self.program.duties, self.amounts, strict=False):
            assert row.only is not None
            cells[row.only] += amount
        if self.whole[2]:
            insured = kernel.shares(self.whole[2], self.by_value)
            return kernel.plus(cells, [*insured, 0])
        return cells

    def taxed_cells(self, cells: Sequence[Sequence[int]]) -> Sequence[int]:
        """
        The base of tax, line by line, without freight that is taxed as such.
        """
        parts, before = self.program.parts, len(self.program.duties)
        columns: list[Sequence[int]] = [self.values] if "goods" in parts else []
        if "customs_value" in parts:
            columns.append(self.line_values())
        alone = [0] * len(self.values)
        for number, name in ((2, "insurance"), (3, "clearance")):
            if self.whole[number] and name in parts:
                columns.append(kernel.shares(self.whole[number], self.by_value))
        for number, own in enumerate(cells):
            amount = self.amounts[number]
            if amount and ("duty" if number < before else "fees") in parts:
                if (only := self.program.rows[number].only) is not None:
                    alone[only] += amount
                else:
                    columns.append(kernel.shares(amount, own)[:-1])
        return kernel.plus(alone, *columns)

    def taxed_freight(self, values: Sequence[int], lines: tuple[int, ...] | None) -> list[int]:
        """
        The bases of a tax, a cell a line and one for the freight.
        """
        if "freight" not in self.program.parts:
            return _only([*values, 0], lines)
        if lines is None:
            return [*values, self.whole[1]]
        freights = self.freights or self.shared_freight()
        return _only([*values, sum([freights[n] for n in lines])], lines)


def _only(cells: list[int], lines: tuple[int, ...] | None) -> list[int]:
    if lines is None:
        return cells
    found = [0] * len(cells)
    for number in (*lines, -1):
        found[number] = cells[number]
    return found


# --- which program -------------------------------------------------------------------------------


def thresholds(road: Road) -> tuple[Limit, ...]:
    """
    All thresholds that change how a parcel on this road is charged.
    """
    found = [limit for law in road.lines for limit in (law.duty_relief, law.tax_relief)]
    found += [law.flat.limit for law in road.lines if law.flat is not None]
    found += [limit for fee in road.fees for limit in (fee.over, fee.up_to)]
    return tuple({id(limit): limit for limit in found if limit is not None}.values())


def compile_program(plan: Plan, road: Road, held: dict[int, bool]) -> Program | None:
    """
    The program of a road; None where its law is not plain. `held` answers each limit, by its id.
    """
    imported = road.kind in ("import", "scheme")
    if not _plain(plan, road):
        return None
    duties = _duties(plan, road, held) if imported and road.duty else ()
    fees = _fees(plan, road, held) if imported else ()
    taxes = _taxes(plan, road, held)
    if duties is None or fees is None or taxes is None:
        return None
    return Program(
        plan,
        road,
        duties,
        fees,
        taxes,
        tuple(map(_minimum, road.minima)) if imported else (),
        plan.base.shape == "cif",
        any(row.lines is not None for row in (*duties, *taxes)),
        any(row.only is None for row in duties),
        all(row.lines is None for row in taxes),
        road.tax_base,
        (*duties, *fees, *taxes),
        _one_tax(duties, fees, taxes, road.tax_base),
    )


def _one_tax(
    duties: tuple[Row, ...], fees: tuple[Row, ...], taxes: tuple[Row, ...], parts: frozenset[str]
) -> bool:
    alone = all(row.only is not None for row in duties) and not fees
    plain = parts >= _TAXED and not parts & {"clearance", "customs_value"}
    return alone and plain and [row.lines for row in taxes] == [None]


def _minimum(law: MinimumLaw) -> Minimum:
    """
    The largest whole sum that is too small.
    """
    most = floor(law.amount) if law.inclusive else ceil(law.amount) - 1
    return Minimum(law.measure, most, law.rounded)


def _plain(plan: Plan, road: Road) -> bool:
    rounder = plan.rounder
    stepped = road.kind in ("import", "scheme") and rounder.duty_base is not None
    reliefs = [limit for law in road.lines for limit in (law.duty_relief, law.tax_relief)]
    return not (
        plan.blocked
        or plan.included
        or stepped
        or rounder.first is not None
        or rounder.second is not None
        or plan.base.shape == "retail_share"
        or plan.base.freight != 1
        or road.tax_uplift
        or road.by_parcel
        or road.least is not None
        or plan.memo["by_weight"]
        or any(limit is not None and limit.allowance for limit in reliefs)
    )


def _holds(limit: Limit | None, held: dict[int, bool]) -> bool:
    return limit is not None and held[id(limit)]


def _duties(plan: Plan, road: Road, held: dict[int, bool]) -> tuple[Row, ...] | None:
    lines = range(len(road.lines))
    numbers = tuple(n for n in lines if not _holds(road.lines[n].duty_relief, held))
    if not numbers:
        return ()
    flat = tuple(n for n in numbers if _flat(road.lines[n].flat, held))
    rows = _counted(plan, road, flat) if flat else []
    numbers = tuple(n for n in numbers if n not in flat)
    if rows is None or not numbers:
        return None if rows is None else tuple(rows)
    found = _percentages(duty_laws(plan), numbers, len(road.lines), high=False)
    if found is None or found.note.status == UNKNOWN:
        return None
    step, mode = plan.rounder.duty or _HALF_UP
    for row in found.rows:
        assert row.rate is not None
        bearing = tuple(n for n in lines if row.factors[n])
        head = Head(row.name, row.rate, (step, mode), row.refs)
        rows.append(_row("duty", bearing, len(lines), row.rate, None, head))
    return tuple(rows)


def _counted(plan: Plan, road: Road, numbers: tuple[int, ...]) -> list[Row] | None:
    """
    The one duty of lines that bear an amount for each tariff item; None for any other flat duty.
    """
    flats = {flat.law: flat for n in numbers if (flat := road.lines[n].flat) is not None}
    flat = next(iter(flats.values()))
    law = flat.law
    if len(flats) > 1 or law.shape != "per_tariff_item" or law.covers_tax:
        return None
    codes: dict[str, list[int]] = {}
    for number in numbers:
        codes.setdefault(plan.keys[number].hs_code[: law.digits], []).append(number)
    if len(numbers) > 1 and any(len(code) < law.digits for code in codes):
        return None
    head = Head(law.name, None, _HALF_UP, flat.note.refs)
    row = _row("duty", numbers, len(road.lines), Fraction(0), None, head)
    amount = int(kernel.by(1, flat.amount * len(codes)))
    return [row._replace(fixed=amount, codes=tuple(map(tuple, codes.values())))]


def _flat(flat: Flat | None, held: dict[int, bool]) -> bool:
    return flat is not None and (flat.limit is None or held[id(flat.limit)])


def _row(
    kind: str,
    bearing: tuple[int, ...],
    lines: int,
    share: Fraction,
    first: tuple[int, str] | None,
    head: Head,
) -> Row:
    """
    `share`: the part of the base that is charged.
    """
    step, mode = head.rounding
    return Row(
        kind,
        None if len(bearing) == lines else bearing,
        share.numerator,
        share.denominator,
        step,
        kernel.nearest(mode),
        None if first is None else (first[0], kernel.nearest(first[1])),
        head,
        only=bearing[0] if kind == "duty" and len(bearing) == 1 else None,
    )


def _fees(plan: Plan, road: Road, held: dict[int, bool]) -> tuple[Row, ...] | None:
    rows = []
    for fee in road.fees:
        if _holds(fee.over, held) or (fee.up_to is not None and not held[id(fee.up_to)]):
            continue
        if not fee.law.told or fee.law.amount is None:
            return None
        head = Head(fee.law.name, fee.law.rate, _HALF_UP, fee.note.refs)
        nearest = kernel.nearest("half_up")
        rows.append(Row("fee", None, 0, 1, 1, nearest, None, head, _fixed(plan, fee)))
    return tuple(rows)


def _fixed(plan: Plan, fee: FeeLaw) -> int:
    amount = fee.amount
    if fee.law.per == "tariff_item":
        amount *= len({key.hs_code[:6] or f"line{n}" for n, key in enumerate(plan.keys)})
    return int(kernel.by(1, amount))


def _taxes(plan: Plan, road: Road, held: dict[int, bool]) -> tuple[Row, ...] | None:
    lines = len(road.lines)
    numbers = tuple(range(lines))
    if road.relieves_tax:
        numbers = tuple(n for n in numbers if not _holds(road.lines[n].tax_relief, held))
    found = _taxed(road.lines, numbers, inside=False)
    if found.open:
        return None
    law = road.kind == "import"
    rounding = plan.rounder.tax if law else None
    first = plan.rounder.tax_base if law else None
    rows = []
    for name, rate, share, bearing, refs in found.rows:
        charged = share / (1 - share) if road.tax_inside else share
        head = Head(name, rate, rounding or _HALF_UP, refs)
        rows.append(_row("tax", bearing, lines, charged, first, head))
    return tuple(rows)
