"""
A quote of a plain shipment: the sums come from a program, and its rows are made from them.

The law is not looked at again. What a program has no words for is read once from the full
computation and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._exchange import ONE
from globalcs.landed_cost._law import CLEAR
from globalcs.landed_cost._rows import Charge, Line
from globalcs.landed_cost._thresholds import jumps
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from globalcs.decision import FactRef, Reason
    from globalcs.landed_cost._law import Plan, Road
    from globalcs.landed_cost._models import Basis, Shipment
    from globalcs.landed_cost._program import Row, Sums
    from globalcs.landed_cost._rows import Due
    from globalcs.landed_cost._work import Work

    _Head = tuple[str, str, Fraction | None, bool, str, Due, tuple[FactRef, ...]]

__all__ = ["PlainWork", "cart_order", "freight_rate", "tax_rates"]

#: Rows are made by the dozen; this leaves out the step that only names the fields.
_line: Callable[[type[Line], tuple[Any, ...]], Line] = tuple.__new__
_charge: Callable[[type[Charge], tuple[Any, ...]], Charge] = tuple.__new__


class PlainWork:
    """
    The sums of a plain shipment from its program; what is told in words is `full`, when asked for.
    """

    __slots__ = ("_cells", "_coins", "_full", "_lines", "_nets", "_parts", "_rows", "amounts",
                 "basis", "freight", "on", "plan", "shipment", "status", "sums",
                 "total")  # fmt: skip
    highest: None = None
    open: frozenset[str] = frozenset()

    def __init__(
        self, plan: Plan, shipment: Shipment, basis: Basis, on: date, sums: Sums, status: int
    ) -> None:
        self.plan, self.shipment, self.basis, self.on = plan, shipment, basis, on
        self.sums, self.status = sums, status
        self._full: Work | None = None
        self._coins: dict[int, Money] = {}
        self._lines: tuple[tuple[Line, ...], Line] | None = None
        self._nets: Sequence[int] | None = None
        self._rows: list[tuple[int, int, int]] | None = None
        amounts, cart = sums.amounts, sums.cart
        if (ratio := plan.to_quote) is not ONE:
            amounts = [kernel.by(amount, ratio) for amount in amounts]
        self.amounts: list[int] = amounts
        goods, freight = sums.goods, cart.freight + cart.insurance
        if (ratio := plan.order_to_quote) is not ONE:
            goods, freight = kernel.by(goods, ratio), kernel.by(freight, ratio)
        self.freight = freight
        self.total: int = goods + freight + sum(amounts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.full, name)

    @property
    def full(self) -> Work:
        """
        The same with all levies, notes and reasons.
        """
        if self._full is None:
            from globalcs.landed_cost._work import Work

            self._full = Work(self.plan, self.shipment, self.basis, self.on)
        return self._full

    @property
    def known(self) -> int:
        """
        The total, as nothing is open.
        """
        return self.total

    @property
    def currency(self) -> str:
        """
        The currency of the quote.
        """
        return self.plan.quote

    @property
    def zero(self) -> Money:
        """
        Nothing, in the currency of the quote.
        """
        return _zero(self.plan, self.plan.quote)

    @property
    def road(self) -> Road:
        """
        How the parcel is taxed.
        """
        return self.sums.program.road

    @property
    def nets(self) -> Sequence[int]:
        """
        Goods, line by line.
        """
        if self._nets is None:
            nets: Sequence[int] = self.sums.cart.nets
            if (ratio := self.plan.order_to_quote) is not ONE:
                whole = sum(nets)
                nets = kernel.shares(kernel.by(whole, ratio), nets if whole else [1] * len(nets))
            self._nets = nets
        return self._nets

    def nets_and_freight(self) -> int:
        """
        Goods and freight without any charge.
        """
        return self.total - sum(self.amounts)

    def rows(self) -> list[tuple[int, int, int]]:
        """
        Duty, tax and fees of each line and, last, of the freight.
        """
        if self._rows is None:
            self._rows = self._shared_out()
        return self._rows

    def _shared_out(self) -> list[tuple[int, int, int]]:
        program, amounts = self.sums.program, self.amounts
        self._cells = cells = self.sums.all_cells()
        if program.one_tax:
            return self._one_tax(cells)
        none = [0] * (len(self.plan.places) + 1)
        alone = none.copy()
        self._parts = [
            kernel.shares(amount, own) if amount and own else ()
            for amount, own in zip(amounts, cells, strict=True)
        ]
        for row, amount in zip(program.duties, amounts, strict=False):
            if row.only is not None:
                alone[row.only] += amount
        columns: dict[str, Sequence[int]] = {"duty": alone, "fee": none, "tax": none}
        for row, part in zip(program.rows, self._parts, strict=True):
            if part and row.only is None:
                before = columns[row.kind]
                columns[row.kind] = part if before is none else kernel.plus(before, part)
        return list(zip(columns["duty"], columns["tax"], columns["fee"], strict=True))

    def _one_tax(self, cells: list[Sequence[int]]) -> list[tuple[int, int, int]]:
        """
        The rows where each duty has a line of its own, and one tax follows.
        """
        *duties, amount = self.amounts
        own = cells[-1]
        tax = kernel.shares(amount, own) if amount else (0,) * len(own)
        self._parts = [*[()] * len(duties), tax]
        alone = [0] * len(own)
        for row, duty in zip(self.sums.program.duties, duties, strict=True):
            if row.only is not None:
                alone[row.only] += duty
        return [(duty, part, 0) for duty, part in zip(alone, tax, strict=True)]

    def lines(self) -> tuple[Line, ...]:
        """
        One a line of the cart, in cart order.
        """
        return self._made()[0]

    def shipping_line(self) -> Line:
        """
        Freight and insurance with their tax.
        """
        return self._made()[1]

    def _made(self) -> tuple[tuple[Line, ...], Line]:
        if self._lines is None:
            self._lines = self._make_lines()
        return self._lines

    def _make_lines(self) -> tuple[tuple[Line, ...], Line]:
        frame, names, quantities = _frame(self), self.basis.names, self.basis.quantities
        rows = [
            (net, duty, tax, fees, net + duty + tax + fees)
            for net, (duty, tax, fees) in zip((*self.nets, self.freight), self.rows(), strict=True)
        ]
        coins = self.coins(frame, [minor for row in rows for minor in row])
        made = []
        for place, rate, (net, duty, tax, fees, gross) in zip(
            self.plan.places, frame.rates, rows, strict=False
        ):
            label, name = names[place]
            row = (label, name, quantities[place], coins[net], coins[duty], coins[tax], rate,
                   coins[fees], coins[gross])  # fmt: skip
            made.append(_line(Line, row))
        if not frame.sorted:
            made = [made[number] for number in frame.order]
        net, _, tax, _, gross = rows[-1]
        rate, none = frame.freight_rate if tax else None, frame.zero
        row = ("shipping", None, 1, coins[net], none, coins[tax], rate, none, coins[gross])
        return tuple(made), _line(Line, row)

    def coins(self, frame: _Frame, minors: Iterable[int]) -> dict[int, Money]:
        """
        Amounts in the currency of the quote, each made once; none is above the total.
        """
        coins, zero = self._coins, frame.zero
        if not coins:
            coins[0], coins[self.total] = zero, Money._of(self.total, zero._unit)
        new = [minor for minor in minors if minor not in coins]
        coins.update(zip(new, Money._many(new, zero._unit), strict=True))
        return coins

    def charges(self) -> tuple[Charge, ...]:
        """
        Every duty, tax and fee of every line, in the order of the computation and of the cart.
        """
        frame, plan = _frame(self), self.plan
        found = self._entries(frame)
        minors = [entry[3] for entry in found]
        if plan.customs == plan.quote:
            minors += [entry[1] for entry in found]
            customs = coins = self.coins(frame, minors)
        else:
            coins = self.coins(frame, minors)
            own = {minor for entry in found for minor in entry[1:3]}
            customs = {minor: Money._of(minor, frame.customs) for minor in own}
        labels, made = [*self.labels(), "shipping"], []
        for head, base, taken, amount, line in found:
            kind, name, rate, based, rounding, due, refs = head
            row = (kind, labels[line], name, customs[base] if based else None, rate, customs[taken],
                   coins[amount], rounding, due, refs)  # fmt: skip
            made.append(_charge(Charge, row))
        return tuple(made)

    def _entries(self, frame: _Frame) -> list[tuple[_Head, int, int, int, int]]:
        """
        The charges to be: head, base, amount in the money of customs and of the quote, line.
        """
        self.rows()
        sums, plan, amounts = self.sums, self.plan, self.amounts
        found: list[tuple[_Head, int, int, int, int]] = []
        for number, (row, head) in enumerate(zip(sums.program.rows, frame.heads, strict=True)):
            own = sums.amounts[number]
            if own and row.only is not None:
                found.append((head, sums.bases[number], own, amounts[number], row.only))
            elif own:
                cells = self._cells[number]
                parts = self._parts[number] or (0,) * len(cells)
                taken = parts if plan.to_quote is ONE else kernel.shares(own, cells)
                found += [
                    (head, cells[line], taken[line], parts[line], line)
                    for line in (*frame.order, -1)
                    if parts[line] or taken[line]
                ]
        return found

    def labels(self) -> list[str]:
        """
        What each line is called.
        """
        names = self.basis.names
        return [names[place][0] for place in self.plan.places]

    def reasons(self) -> tuple[Reason, ...]:
        """
        What is said of all such parcels, and how far the limits are from this one.
        """
        memo, key = self.plan.memo, self._told_alike()
        if key not in memo:
            memo[key] = self.full.reasons(limits=False)
        told: tuple[Reason, ...] = memo[key]
        near = jumps(self.plan, self.road, self.sums.measures)
        return (*told, *near)

    def _told_alike(self) -> tuple[Any, ...]:
        """
        All that the words of a plain quote hang on, beside the distance to its limits.
        """
        sums, basis = self.sums, self.basis
        program, amounts = sums.program, sums.amounts
        duties = len(program.duties)
        rounded = (False, False)
        if self.plan.rounder.note is not CLEAR:
            rounded = self._rounded_duty(), self._rounded_tax()
        return (
            "reasons",
            id(program),
            basis.discount > 0,
            basis.freight > 0,
            bool(basis.weights),
            any(amounts[:duties]),
            any(
                amount
                for row, amount in zip(program.duties, amounts, strict=False)
                if not row.codes
            ),
            any(amounts),
            rounded,
        )

    def _rounded_duty(self) -> bool:
        """
        Whether the place's rounding of duty made a difference.
        """
        sums = self.sums
        rows = zip(sums.program.duties, sums.bases, sums.amounts, strict=False)
        return self.plan.rounder.duty is not None and any(
            base * row.over != amount * row.under for row, base, amount in rows if not row.codes
        )

    def _rounded_tax(self) -> bool:
        """
        Whether the place's rounding of tax, or of its base, is not the plain one.
        """
        sums = self.sums
        taxes = sums.program.taxes
        bases = sums.bases[len(sums.bases) - len(taxes) :]
        return any(
            row.head.rounding != (1, "half_up")
            or (row.first is not None and row.first[1](base, row.first[0]) * row.first[0] != base)
            for row, base in zip(taxes, bases, strict=True)
        )

    def sum_of(self, kind: str) -> int:
        """
        All of one kind.
        """
        rows = zip(self.sums.program.rows, self.amounts, strict=True)
        return sum([amount for row, amount in rows if row.kind == kind])

    def due(self, at_checkout: bool) -> int:
        """
        What the buyer pays at checkout, or at the door.
        """
        road = self.road
        own = self.nets_and_freight() if at_checkout else 0
        duty = road.duty_at_checkout == at_checkout and self.sum_of("duty") + self.sum_of("fee")
        return own + duty + (road.tax_at_checkout == at_checkout and self.sum_of("tax"))

    def owed(self) -> int:
        """
        What the seller passes on to the state.
        """
        road = self.road
        duty = road.duty_owed and self.sum_of("duty") + self.sum_of("fee")
        return duty + (road.tax_owed and self.sum_of("tax"))


def _zero(plan: Plan, currency: str) -> Money:
    memo, key = plan.memo, ("zero", currency)
    if key not in memo:
        memo[key] = Money.from_minor(0, currency)
    zero: Money = memo[key]
    return zero


def cart_order(plan: Plan) -> tuple[int, ...]:
    """
    The lines of a plan as they stand in the cart.
    """
    memo = plan.memo
    if "cart order" not in memo:
        memo["cart order"] = tuple(sorted(range(len(plan.places)), key=plan.places.__getitem__))
    found: tuple[int, ...] = memo["cart order"]
    return found


def freight_rate(plan: Plan, road: Road) -> Fraction | None:
    """
    The tax rate of all lines, where they have one.
    """
    memo, key = plan.memo, ("freight rate", id(road))
    if key not in memo:
        rates = {rate for law in road.lines for _, rate, _ in law.taxes}
        memo[key] = rates.pop() if len(rates) == 1 else None
    found: Fraction | None = memo[key]
    return found


def tax_rates(plan: Plan, road: Road) -> tuple[Fraction | None, ...]:
    """
    The tax rate of each line, where it has one.
    """
    memo, key = plan.memo, ("rates", id(road))
    if key not in memo:
        taxes = [law.taxes for law in road.lines]
        memo[key] = tuple(found[0][1] if len(found) == 1 else None for found in taxes)
    found: tuple[Fraction | None, ...] = memo[key]
    return found


class _Frame(NamedTuple):
    """
    What is the same for all quotes of a program: heads of charges, tax rates, order of the lines.
    """

    heads: tuple[_Head, ...]
    rates: tuple[Fraction | None, ...]
    freight_rate: Fraction | None
    order: tuple[int, ...]
    sorted: bool
    zero: Money
    customs: Any


def _frame(work: PlainWork) -> _Frame:
    program, memo = work.sums.program, work.plan.memo
    if (key := ("frame", id(program))) not in memo:
        plan, road, order = work.plan, program.road, cart_order(work.plan)
        memo[key] = _Frame(
            tuple(_head(work, row) for row in program.rows),
            tax_rates(plan, road),
            freight_rate(plan, road),
            order,
            order == tuple(sorted(order)),
            work.zero,
            Money.from_minor(0, plan.customs)._unit,
        )
    found: _Frame = memo[key]
    return found


def _head(work: PlainWork, row: Row) -> _Head:
    """
    Kind, name, rate, whether it has a base, rounding, moment, sources.
    """
    road, (name, rate, (step, mode), refs) = work.road, row.head
    at_checkout = road.tax_at_checkout if row.kind == "tax" else road.duty_at_checkout
    due: Due = "checkout" if at_checkout else "delivery"
    rounding = f"{Money.from_minor(step, work.plan.customs)} {mode}"
    return row.kind, name, rate, rate is not None and row.kind != "fee", rounding, due, refs
