"""
The order of computation for a block of rows on one road, with the kernels of a single quote.

A cart here is a column a line. The steps are those of `_assess`: values, duty, fees, tax, each on
its own base; rates come from the tables of `_batch_law`, by kind of goods and set of answers.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._batch_law import BY_ITSELF, OPEN_DUTY, OPEN_FEE, OPEN_TAX
from globalcs.landed_cost._exchange import ONE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from globalcs.landed_cost._batch_law import (
        Banded,
        Charges,
        Counted,
        Least,
        Rated,
        RoadLaw,
        RouteLaw,
        Slot,
    )

__all__ = ["TAX_TOO", "Carts", "Found", "work_out"]

Column = Any
_SHARES = 1_000_000
#: Beside the bits of `_batch_law`: the tax has a least, and is not known as its base is not.
TAX_TOO = 16


class Carts(NamedTuple):
    """
    A block of carts in order money, net of discounts: `lines` columns, each as long as the block.

    `kinds` numbers the goods of each line; a line that is not `there` is worth nothing and is of
    the kind of the first. `behind[i, j]` is 1 where line i stands behind line j > i in the order of
    the plan. `loads` are what freight is shared out by, and `load` their sum. An amount that no row
    has is the int 0.
    """

    nets: Sequence[Column]
    kinds: Sequence[Column]
    there: Sequence[Column] | None
    goods: Column
    freight: Any
    insurance: Any
    clearance: Any
    loads: Sequence[Column]
    load: Any
    behind: Mapping[tuple[int, int], Column]

    def only(self, rows: Column) -> Carts:
        """
        Some of the carts.
        """
        nets = [net.take(rows) for net in self.nets]
        goods = self.goods.take(rows)
        weighed = self.loads is not self.nets
        return Carts(
            nets,
            [kind.take(rows) for kind in self.kinds],
            None if self.there is None else [line.take(rows) for line in self.there],
            goods,
            _some(self.freight, rows),
            _some(self.insurance, rows),
            _some(self.clearance, rows),
            [load.take(rows) for load in self.loads] if weighed else nets,
            self.load.take(rows) if weighed else goods,
            {pair: column.take(rows) for pair, column in self.behind.items()},
        )


def _some(amount: Any, rows: Column) -> Any:
    return amount if isinstance(amount, int) else amount.take(rows)


class Found(NamedTuple):
    """
    The sums of a block in the money of the quote, and how sure they are.

    `opens` tells what is not known, as bits, and `alone` the rows to be quoted one by one.
    """

    goods: Column
    freight: Any
    duty: Any
    tax: Any
    fees: Any
    status: Any
    opens: Any
    alone: Any


def work_out(route: RouteLaw, road: RoadLaw, law: Charges, carts: Carts, *, by_line: bool) -> Found:
    """
    All sums of a block of carts. `by_line`: some line bears other taxes than the rest.
    """
    return _Sums(route, road, law, carts, by_line).run()


class _Sums:
    """
    The state of one computation: what was levied so far, in customs money.
    """

    def __init__(
        self, route: RouteLaw, road: RoadLaw, law: Charges, carts: Carts, by_line: bool
    ) -> None:
        self.route, self.road, self.law, self.carts = route, road.road, law, carts
        self.taxed, self.minima = road.taxed, road.minima
        self.imported = road.imported
        self.plan = route.plan
        self.by_line = by_line
        self.levies: dict[str, list[Column]] = {"duty": [], "fee": [], "tax": []}
        self.fees_told: Any = 0
        self.borne: list[Any] = [0] * len(carts.nets)
        self.alone: Any = False
        self.less_sure: Any = 0
        self.stepped: Any = False

    def run(self) -> Found:
        """
        Duty, fees and tax, in this order.
        """
        if self.imported:
            if self.road.duty:
                self.duty()
            self.fees()
        self.taxes()
        self.too_small("charges", "duty", "tax")
        return self.found()

    # Values in customs money

    @cached_property
    def goods(self) -> Column:
        return _converted(self.carts.goods, self.plan.to_customs)

    @cached_property
    def freight(self) -> Any:
        return _converted(self.carts.freight, self.plan.to_customs)

    @cached_property
    def insurance(self) -> Any:
        return _converted(self.carts.insurance, self.plan.to_customs)

    @cached_property
    def clearance(self) -> Any:
        return _converted(self.carts.clearance, self.plan.clearance)

    @cached_property
    def values(self) -> Sequence[Column]:
        """
        The goods of each line.
        """
        return self.carts.nets if self.plan.to_customs == 1 else self.by_value(self.goods)

    @cached_property
    def freights(self) -> Sequence[Any]:
        carts = self.carts
        return self.shared(self.freight, carts.loads, carts.load)

    def by_value(self, amount: Any) -> Sequence[Any]:
        return self.shared(amount, self.carts.nets, self.carts.goods)

    def shared(self, amount: Any, weights: Sequence[Column], whole: Column) -> Sequence[Any]:
        if isinstance(amount, int) and amount == 0:
            return [0] * len(weights)
        return kernel.shared_rows(amount, weights, whole, self.carts.behind)

    def shared_safely(self, amount: Any, weights: Sequence[Any]) -> Sequence[Any]:
        """
        As `shared`, where the weights of a row may all be zero and then share nothing.
        """
        whole = sum(weights)
        return kernel.shared_rows(amount, weights, whole + (whole == 0), self.carts.behind)

    @cached_property
    def customs_values(self) -> Sequence[Column]:
        """
        The base of duty of each line, before it is put in steps.
        """
        if self.plan.base.shape == "cif":
            insured = self.by_value(self.insurance)
            columns = zip(self.values, self.dutiable_freights, insured, strict=True)
            return [value + freight + part for value, freight, part in columns]
        if self.plan.base.shape == "retail_share":
            return self.shared(self.retail, self.values, self.goods)
        return self.values

    @cached_property
    def customs_value(self) -> Column:
        if self.plan.base.shape == "cif":
            return self.goods + self.dutiable_freight + self.insurance
        return self.retail if self.plan.base.shape == "retail_share" else self.goods

    @cached_property
    def dutiable_freight(self) -> Any:
        """
        The part of the freight that belongs to the base of duty.
        """
        share = self.plan.base.freight
        return self.freight if share == 1 else _converted(self.freight, share)

    @cached_property
    def dutiable_freights(self) -> Sequence[Any]:
        part = self.dutiable_freight
        if part is self.freight:
            return self.freights
        return self.shared_safely(part, self.freights)

    @cached_property
    def retail(self) -> Column:
        share = self.plan.base.share
        found = self.goods * share.numerator // share.denominator
        self.alone = self.alone | (found == 0)
        return found

    @cached_property
    def bases(self) -> Sequence[Column]:
        """
        What duty is taken of, line by line.
        """
        step = self.route.duty_base
        return self.customs_values if step is None else self.in_steps(step)

    @cached_property
    def base(self) -> Column:
        return self.customs_value if self.route.duty_base is None else sum(self.bases)

    def in_steps(self, step: Any) -> Sequence[Column]:
        """
        The base of each tariff line (code and origin) in whole steps, shared out again.
        """
        bases = self.customs_values
        groups = [self.route.groups.take(kind) for kind in self.carts.kinds]
        same = _same(groups, lambda one, other: (one == other) & (one >= 0))
        sums = _merged(bases, same)
        found: list[Any] = [0] * len(bases)
        for number, amount in enumerate(sums):
            whole = step.of(amount)
            self.used((whole != amount) & self.asks_base)
            self.hand_out(found, whole, bases, number, same)
        return found

    def hand_out(
        self, cells: list[Any], amount: Any, weights: Sequence[Any], first: int, same: _Same
    ) -> None:
        """
        Share what was summed up under line `first` among the lines it was summed from.
        """
        later = range(first + 1, len(cells))
        if not later:
            cells[first] = cells[first] + amount
            return
        own = [weights[first], *(weights[n] * same[first, n] for n in later)]
        whole = sum(own)
        behind = {(i - first, j - first): rows for (i, j), rows in self.carts.behind.items()}
        parts = kernel.shared_rows(amount, own, whole + (whole == 0), behind)
        for number, part in enumerate(parts, first):
            cells[number] = cells[number] + part

    @cached_property
    def asks_base(self) -> Any:
        """
        Whether any line of a row comes under a duty that is taken of its base, or a fee does.
        """
        if self.law.rated:
            return True
        return sum(self.law.asks_base.take(kind) for kind in self.carts.kinds) > 0

    # What was levied

    def add(self, kind: str, amount: Any) -> None:
        self.levies[kind].append(amount)

    def total(self, kind: str) -> Any:
        return sum(self.levies[kind])

    def used(self, rows: Any) -> None:
        """
        Tell which rows were rounded, where that makes them less sure.
        """
        if self.law.follows_steps:
            self.stepped = self.stepped | rows

    def bears(self, part: str) -> bool:
        """
        Whether what is levied now must be known line by line.
        """
        return self.by_line and part in self.road.tax_base

    # Duty

    def duty(self) -> None:
        if self.route.duty_base is not None and self.law.follows_steps:
            _ = self.bases
        for slot in self.law.duties:
            if slot.alike is not None:
                self.duty_alike(slot, slot.alike)
            else:
                self.duty_by_kind(slot)
        for counted in self.law.counted:
            self.per_item(counted)
        for banded in self.law.banded:
            self.by_bands(banded)
        self.too_small("duty", "duty")

    def duty_alike(self, slot: Slot, rate: int) -> None:
        amount = self.levied_duty(self.base * rate, slot.scale)
        self.add("duty", amount)
        if self.bears("duty"):
            self.bear(self.shared_safely(amount, self.bases))

    def levied_duty(self, product: Column, scale: int) -> Column:
        amount = self.route.duty.levied(product, scale)
        if self.plan.rounder.duty:
            self.used(amount * scale != product)
        return amount

    def duty_by_kind(self, slot: Slot) -> None:
        """
        Lines of one rate are one sum, and are rounded once.
        """
        rates = [slot.rates.take(kind) for kind in self.carts.kinds]
        same = _same(rates, lambda one, other: one == other)
        products = [base * rate for base, rate in zip(self.bases, rates, strict=True)]
        cells: list[Any] = [0] * len(rates)
        for number, product in enumerate(_merged(products, same)):
            amount = self.levied_duty(product, slot.scale)
            self.add("duty", amount)
            if self.bears("duty"):
                self.hand_out(cells, amount, self.bases, number, same)
        if self.bears("duty"):
            self.bear(cells)

    def bear(self, cells: Sequence[Any]) -> None:
        """
        What each line bears enters the base of its tax.
        """
        self.borne = [one + part for one, part in zip(self.borne, cells, strict=True)]

    def per_item(self, counted: Counted) -> None:
        codes = [counted.codes.take(kind) for kind in self.carts.kinds]
        count = _distinct(codes)
        if counted.loose:
            loose, members = (
                sum(self.there(number, found) for number, found in enumerate(rows))
                for rows in ([code == -2 for code in codes], [code != -1 for code in codes])
            )
            self.alone = self.alone | ((loose > 0) & (members > 1))
            count = count + ((loose > 0) & (count == 0))
        amount = counted.amounts.take(count)
        self.add("duty", amount)
        if self.bears("duty"):
            self.bear(self.shared_safely(amount, self.cells_of_codes(codes)))

    def there(self, line: int, rows: Column) -> Column:
        found = rows if self.carts.there is None else rows & self.carts.there[line]
        return found + 0

    def cells_of_codes(self, codes: list[Column]) -> list[Any]:
        """
        Each code bears the same; inside a code the lines bear it by value.
        """
        same = _same(codes, lambda one, other: one == other)
        nets = [net + 0 for net in self.carts.nets]
        worthless = [net == 0 for net in _merged(nets, same)]
        cells: list[Any] = [0] * len(codes)
        for number, code in enumerate(codes):
            first = sum(same[n, number] for n in range(number)) == 0
            weights = [
                net + (worthless[number] & self.there_at(n).astype(bool))
                for n, net in enumerate(nets)
            ]
            self.hand_out(cells, _SHARES * (first & (code != -1)), weights, number, same)
        return cells

    def there_at(self, line: int) -> Column:
        carts = self.carts
        return carts.nets[line] >= 0 if carts.there is None else carts.there[line]

    def by_bands(self, banded: Banded) -> None:
        bases: Sequence[Any] = ()
        if banded.bears is not None:
            bears = banded.bears
            pairs = zip(self.bases, self.carts.kinds, strict=True)
            bases = [base * bears.take(kind) for base, kind in pairs]
        product = (sum(bases) if bases else self.base) * banded.rate
        if banded.less:
            product = product - banded.less
            product *= product > 0
        amount = self.route.duty.levied(product, banded.scale)
        self.add("duty", amount)
        if self.bears("duty"):
            self.bear(self.shared_safely(amount, bases or self.bases))

    # Fees

    def fees(self) -> None:
        law = self.law
        if law.wholes is not None and law.told is not None:
            # A cell for no tariff item, one, up to all; all the same where nobody counts.
            place = self.items if law.by_item else 0
            self.fees_told = law.told.take(place)
            self.add_fee(law.wholes.take(place))
        for fee in law.rated:
            amount = self.rated(fee)
            self.fees_told = self.fees_told + _converted(amount, self.plan.to_quote)
            self.add_fee(amount)

    @cached_property
    def items(self) -> Column:
        """
        How many tariff items a cart has; a line without a code is one of its own.
        """
        codes = [self.route.items.take(kind) for kind in self.carts.kinds]
        loose = sum(self.there(number, code == -2) for number, code in enumerate(codes))
        return _distinct(codes) + loose

    def add_fee(self, amount: Any) -> None:
        self.add("fee", amount)
        if self.bears("fees"):
            self.bear(self.shared(amount, self.values, self.goods))

    def rated(self, fee: Rated) -> Column:
        bases = {"goods": self.goods, "customs_value": self.base}
        landed = self.goods + self.freight + self.insurance
        product = bases.get(fee.base, landed) * fee.rate
        product = product.clip(fee.least, fee.most)
        if fee.by_item:
            product = product * self.items
        return kernel.nearest("half_up")(product, fee.scale)

    # Tax

    def taxes(self) -> None:
        if not self.law.taxes:
            return
        if self.by_line:
            cells = self.taxable_lines()
            for slot in self.law.taxes:
                self.tax_by_kind(slot, cells)
        else:
            base = self.taxable()
            for slot in self.law.taxes:
                first = self.carts.kinds[0]
                rate = slot.alike if slot.alike is not None else slot.rates.take(first)
                self.add("tax", self.tax(base, rate, slot))
        self.too_small("tax", "tax")
        if self.law.least is not None:
            self.raise_tax(self.law.least)

    def raise_tax(self, least: Least) -> None:
        """
        A tax under the least that the law asks for is raised to it.
        """
        tax = self.total("tax")
        rest = kernel.nearest("half_up")(least.amount - tax * least.scale, least.scale)
        raised = (tax > 0) & (tax * least.scale < least.amount)
        self.add("tax", rest * raised)
        self.less_sure = _most(self.less_sure, raised * least.status)

    def tax_by_kind(self, slot: Slot, cells: Sequence[Column]) -> None:
        rates = [slot.rates.take(kind) for kind in self.carts.kinds]
        same = _same(rates, lambda one, other: one == other)
        for base, rate in zip(_merged(cells, same), rates, strict=True):
            self.add("tax", self.tax(base, rate, slot))

    def tax(self, base: Column, rate: Any, slot: Slot) -> Column:
        """
        One tax of one base; at the border with the roundings of the place.
        """
        if self.road.kind != "import":
            return kernel.nearest("half_up")(base * rate, slot.scale)
        route, rounder = self.route, self.plan.rounder
        whole = base if route.tax_base is None else route.tax_base.of(base)
        own = rounder.tax is not None and rounder.tax != (1, "half_up")
        self.used(((whole != base) | own) & (rate != 0))
        first, second = rounder.first, rounder.second
        if first is None or second is None or self.road.tax_inside:
            return route.tax.levied(whole * rate, slot.scale)
        one = route.tax.levied(whole * rate * first.numerator, slot.scale * first.denominator)
        return one + route.tax.levied(one * second.numerator, second.denominator)

    def taxable(self) -> Column:
        """
        The base of a tax that all lines and the freight bear.
        """
        parts = self.road.tax_base
        columns: dict[str, Callable[[], Any]] = {
            "goods": lambda: self.goods,
            "customs_value": lambda: self.customs_value,
            "insurance": lambda: self.insurance,
            "clearance": lambda: self.clearance,
            "freight": lambda: self.freight,
            "duty": lambda: self.total("duty"),
            "fees": lambda: self.total("fee"),
        }
        base = self.uplift() + sum(column() for part, column in columns.items() if part in parts)
        return self.carts.goods * 0 if isinstance(base, int) else base

    def uplift(self) -> Any:
        """
        What the law adds to the customs value before tax is taken of it.
        """
        share = self.road.tax_uplift
        return _converted(self.customs_value, share) if share else 0

    def taxable_lines(self) -> Sequence[Column]:
        """
        The bases of tax, line by line, with the freight that is shared out to each.
        """
        parts = self.road.tax_base
        columns: list[Sequence[Any]] = [self.borne]
        if "goods" in parts:
            columns.append(self.values)
        if "customs_value" in parts:
            columns.append(self.customs_values)
        if self.road.tax_uplift:
            columns.append(self.shared_safely(self.uplift(), self.customs_values))
        if "insurance" in parts:
            columns.append(self.by_value(self.insurance))
        if "clearance" in parts:
            columns.append(self.by_value(self.clearance))
        if "freight" in parts:
            columns.append(self.freights)
        none = self.carts.goods * 0
        return [none + cell for cell in kernel.plus(*columns)]

    # Too small to collect

    def too_small(self, measure: str, *kinds: str) -> None:
        """
        Sums that the law lets fall away, before anything is taken of them.
        """
        for law in self.minima:
            if law.measure != measure:
                continue
            amount = sum(self.total(kind) for kind in kinds)
            told = amount if law.rounded is None else law.rounded.of(amount)
            small = (amount > 0) & (told <= law.most)
            for kind in kinds:
                self.levies[kind] = [levy * ~small for levy in self.levies[kind]]
            if measure == "duty":
                self.borne = [cell * ~small for cell in self.borne]
            self.less_sure = _most(self.less_sure, small * law.status)

    # The quote's money

    def found(self) -> Found:
        plan, carts = self.plan, self.carts
        ratio = ONE if plan.blocked else plan.order_to_quote
        none = self.route.nothing
        return Found(
            goods=_converted(carts.goods, ratio),
            freight=_converted(carts.freight + carts.insurance, ratio),
            duty=0 if none else self.told("duty"),
            tax=0 if none else self.told("tax"),
            fees=0 if none else self.fees_told,
            status=self.status(),
            opens=(opens := self.opens()),
            alone=self.alone | ((opens & BY_ITSELF) != 0),
        )

    def opens(self) -> Any:
        """
        What of each row is not known; a tax that is taken of it is not known either.
        """
        kinds, table = self.carts.kinds, self.law.opens
        if table is None and not self.route.nothing:
            return 0
        found = self.carts.goods * 0
        if table is not None:
            for kind in kinds:
                found = found | table.take(kind)
        if self.route.nothing:
            return found | (OPEN_DUTY | OPEN_TAX | OPEN_FEE)
        parts = self.road.tax_base
        based = OPEN_DUTY * ("duty" in parts) | OPEN_FEE * ("fees" in parts)
        taxed = sum(self.taxed.take(kind) for kind in kinds) > 0
        return found | (((found & based) != 0) & taxed) * TAX_TOO

    def told(self, kind: str) -> Any:
        return sum(_converted(levy, self.plan.to_quote) for levy in self.levies[kind])

    def status(self) -> Any:
        found = self.law.status
        if not isinstance(found, int):
            first, *rest = (found.take(kind) for kind in self.carts.kinds)
            found = first
            for status in rest:
                found = _most(found, status)
        if self.law.follows_steps:
            found = _most(found, self.stepped * self.plan.rounder.note.status)
        return found if isinstance(self.less_sure, int) else _most(found, self.less_sure)


def _most(one: Any, other: Any) -> Any:
    import numpy as np

    return np.maximum(one, other)


_Same = dict[tuple[int, int], Column]


def _same(columns: Sequence[Column], test: Callable[[Column, Column], Column]) -> _Same:
    """
    Which lines go together, for each pair of lines.
    """
    lines = range(len(columns))
    return {(i, j): test(columns[i], columns[j]) for i in lines for j in lines if i < j}


def _merged(cells: Sequence[Column], same: _Same) -> list[Column]:
    """
    The sums of lines that go together, each in the place of the first of them; zero in the others.
    """
    found = list(cells)
    for (i, j), alike in same.items():
        moved = found[j] * alike
        found[i] = found[i] + moved
        found[j] = found[j] - moved
    return found


def _distinct(codes: Sequence[Column]) -> Column:
    """
    How many distinct codes, not below zero, a row has.
    """
    count: Any = 0
    for number, code in enumerate(codes):
        fresh = code >= 0
        for other in codes[:number]:
            fresh &= code != other
        count = count + fresh
    return count + 0


def _converted(amount: Any, ratio: Fraction) -> Any:
    if ratio is ONE or (isinstance(amount, int) and amount == 0):
        return amount
    return kernel.by(amount, ratio)
