"""
One shipment on one road: the order of computation, from net values to what each line bears.

Values first, then duty, fees and tax, each on its own base. What comes out are levies: sums
with the share of every line and of the freight. All amounts are whole minor units.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from globalcs.decision import FactRef, Reason
from globalcs.errors import RateNotFound
from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._duty import BASE_DUTY, added_rate, duty_laws
from globalcs.landed_cost._exchange import ONE
from globalcs.landed_cost._law import CLEAR, ESTIMATED, UNKNOWN, Note, joined_notes
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from globalcs.landed_cost._duty import DutyLaw
    from globalcs.landed_cost._expression import DutyExpression
    from globalcs.landed_cost._law import FeeLaw, Flat, LeastLaw, LineLaw, MinimumLaw, Plan, Road
    from globalcs.landed_cost._models import Shipment
    from globalcs.landed_cost._tariff_layers import Layer

__all__ = ["Assessment", "Cart", "Levy", "assess", "measures_of", "per_code_cells"]

HALF_UP: Final = "half_up"
_PARTS = ("goods", "insurance", "clearance")
_LEVIED = {"duty": "duty", "fee": "fees", "tax": ""}
_Due = tuple[str, Fraction | None, Fraction, tuple[FactRef, ...]]
Told = tuple[str, dict[str, Any], tuple[FactRef, ...], str]


class Cart(NamedTuple):
    """
    Net values in minor units of the order's currency, lines in the order of the plan.
    """

    nets: tuple[int, ...]
    freight: int
    insurance: int
    clearance: int
    weights: tuple[int, ...]
    quantities: tuple[int, ...]


class Levy(NamedTuple):
    """
    One duty, tax or fee of a consignment.

    `cells` say how it is shared out among the lines and, last, the freight; `bases` are the bases
    of the lines and of the freight; `amount` and its `parts` are in customs minor units, rounded
    to `step` by `mode`. `rate` is None for an amount that is no rate. `carrier`: not law, but a
    price of the carrier.
    """

    kind: str
    name: str
    rate: Fraction | None
    bases: Sequence[int]
    cells: Sequence[int]
    amount: int
    parts: Sequence[int]
    step: int
    mode: str
    at_checkout: bool
    owed: bool
    refs: tuple[FactRef, ...]
    carrier: bool = False


class Assessment(NamedTuple):
    """
    All levies of a shipment on a road, what they rest on, and whether the dearest case has an end.

    `log` holds, in the order of the computation, what the law says and what was done.
    `open_lines` are the lines whose duty is not known.
    """

    road: Road
    levies: tuple[Levy, ...]
    log: tuple[Note | Told, ...]
    bounded: bool
    open_lines: frozenset[int]
    open_fee: bool
    open_tax: bool


class _Row(NamedTuple):
    """
    A duty as whole numbers over a scale: a factor a line, or the amounts themselves.
    """

    name: str
    rate: Fraction | None
    factors: tuple[int, ...]
    scale: int
    refs: tuple[FactRef, ...]


class _Percentages(NamedTuple):
    """
    The duty of some lines of a plan that is all percentages.
    """

    rows: tuple[_Row, ...]
    note: Note
    open_lines: frozenset[int]
    bounded: bool


def _row(
    name: str,
    rate: Fraction | None,
    found: dict[int, Fraction],
    refs: tuple[FactRef, ...],
    lines: int,
) -> _Row:
    scale = lcm(*(amount.denominator for amount in found.values()))
    cells = [int(found.get(number, 0) * scale) for number in range(lines)]
    return _Row(name, rate, (*cells, 0), scale, refs)


def _percentages(
    laws: tuple[DutyLaw, ...], numbers: tuple[int, ...], lines: int, high: bool
) -> _Percentages | None:
    bounded = True
    factors: dict[tuple[str, Fraction], dict[int, Fraction]] = {}
    refs: dict[tuple[str, Fraction], tuple[FactRef, ...]] = {}
    for number in numbers:
        law = laws[number]
        if law.plain is None:
            return None
        if high and law.top is None:
            bounded = False
        for name, rate, sources in law.top if high and law.top is not None else law.plain:
            factors.setdefault((name, rate), {})[number] = rate
            refs[name, rate] = sources
    rows = [
        _row(name, rate, found, refs[name, rate], lines)
        for (name, rate), found in factors.items()
        if rate
    ]
    note = joined_notes(laws[n].note for n in numbers)
    open_lines = frozenset(n for n in numbers if laws[n].note.status == UNKNOWN)
    return _Percentages(tuple(rows), note, open_lines, bounded)


class _Taxed(NamedTuple):
    """
    The taxes of some lines of a road: name, rate, the share of the base, lines, sources.
    """

    rows: tuple[tuple[str, Fraction, Fraction, tuple[int, ...], tuple[FactRef, ...]], ...]
    note: Note
    open: bool


def _taxed(lines: tuple[LineLaw, ...], numbers: tuple[int, ...], inside: bool) -> _Taxed:
    """
    `inside`: the values hold the tax already, so a rate is divided by one and all rates.
    """
    groups: dict[tuple[str, Fraction, Fraction], list[int]] = {}
    refs: dict[tuple[str, Fraction], tuple[FactRef, ...]] = {}
    for number in numbers:
        law = lines[number]
        within = sum((r for _, r, _ in law.taxes), Fraction(1)) if inside else Fraction(1)
        for name, rate, sources in law.taxes:
            groups.setdefault((name, rate, rate / within), []).append(number)
            refs[name, rate] = sources
    rows = tuple(
        (name, rate, share, tuple(found), refs[name, rate])
        for (name, rate, share), found in groups.items()
        if rate
    )
    note = joined_notes(lines[n].tax_note for n in numbers)
    return _Taxed(rows, note, note.status == UNKNOWN)


class _Values(NamedTuple):
    """
    The parts of the value in customs minor units, a cell a line.
    """

    goods: Sequence[int]
    freight: Sequence[int]
    insurance: Sequence[int]
    clearance: Sequence[int]


def measures_of(plan: Plan, cart: Cart) -> dict[str, int]:
    """
    What thresholds are compared with, in minor units of the order's currency.
    """
    goods = sum(cart.nets)
    landed = goods + cart.freight + cart.insurance
    customs_value = goods
    if plan.base.shape == "cif":
        customs_value += dutiable_freight(plan, cart.freight) + cart.insurance
    if plan.base.shape == "retail_share":
        customs_value = goods * plan.base.share.numerator // plan.base.share.denominator
    measures = {"goods": goods, "landed": landed, "customs_value": customs_value}
    if plan.memo["by_piece"]:
        pieces = zip(cart.nets, cart.quantities, strict=True)
        measures["item_price"] = max(-(-net // many) for net, many in pieces)
    if plan.memo["by_weight"]:
        measures["weight"] = sum(cart.weights)
    return measures


def dutiable_freight(plan: Plan, freight: int) -> int:
    """
    The part of the freight that belongs to the base of duty.
    """
    share = plan.base.freight
    return freight if share == 1 else _whole(freight * share)


def assess(
    plan: Plan,
    road: Road,
    cart: Cart,
    shipment: Shipment,
    *,
    high: bool = False,
    gross: Cart | None = None,
) -> Assessment:
    """
    Work out all levies of a road; `high` takes the dearest reading where something is open.

    `gross`: values that hold the tax already; it is then taken out of them, not put on top.
    """
    return _Assessor(plan, road, cart, shipment, high, gross).run()


class _Assessor:
    """
    The state of one computation: what was levied so far, and what was said about it.
    """

    def __init__(
        self,
        plan: Plan,
        road: Road,
        cart: Cart,
        shipment: Shipment,
        high: bool,
        gross: Cart | None,
    ) -> None:
        self.gross = gross
        self.plan, self.road, self.cart, self.shipment, self.high = plan, road, cart, shipment, high
        self.lines = len(cart.nets)
        self.numbers = tuple(range(self.lines))
        self.levies: list[Levy] = []
        self.log: list[Note | Told] = [road.note]
        self.noted = {id(road.note), id(CLEAR)}
        self.bounded = True
        self.open_lines: set[int] = set()
        self.open_fee = False
        self.open_tax = False
        self.covered: set[int] = set()
        self.measures = measures_of(plan, cart)
        self.values = _values(plan, cart)

    def run(self) -> Assessment:
        if self.road.kind in ("import", "scheme"):
            self.duty()
            self.fees()
        self.taxes()
        self.charge_minimum()
        self.weight()
        self.carrier_fees()
        return Assessment(
            self.road,
            tuple(self.levies),
            tuple(self.log),
            self.bounded,
            frozenset(self.open_lines),
            self.open_fee,
            self.open_tax or self.road.note.status == UNKNOWN,
        )

    def note(self, note: Note) -> None:
        if id(note) not in self.noted:
            self.noted.add(id(note))
            self.log.append(note)

    def tell(
        self, code: str, params: dict[str, Any], refs: tuple[FactRef, ...] = (), level: str = "step"
    ) -> None:
        self.log.append((code, params, refs, level))

    def weight(self) -> None:
        """
        What the weight of the parcel decides beside its value, told or not.
        """
        if not self.plan.memo["by_weight"]:
            return
        for limit in self.road.limits:
            if limit.weight is None or not limit.holds_value(self.measures):
                continue
            params = {"weight": Decimal(limit.weight) / 1_000_000, "limit": limit.amount}
            if not self.cart.weights:
                self.assumed("landed_cost.weight_assumed", params, limit.note.refs)
            elif not limit.holds(self.measures):
                self.note(limit.note)
                self.tell("landed_cost.too_heavy", params, limit.note.refs)

    def assumed(self, code: str, params: dict[str, Any], refs: tuple[FactRef, ...]) -> None:
        reason = Reason(code, params, refs, "assumption")
        self.log.append(Note(ESTIMATED, self.unweighed(), (reason,)))

    def unweighed(self) -> tuple[str, ...]:
        """
        The weights that nobody told.
        """
        items, spots = self.shipment.items, self.plan.spots
        lines = zip(self.plan.places, spots, strict=True)
        found = sorted(spot for place, spot in lines if not items[place].weight_kg)
        return tuple(f"items.{spot}.weight_kg" for spot in found)

    # Duty

    def duty(self) -> None:
        if not self.road.duty:
            self.without_duty()
            return
        flat: dict[Any, tuple[Flat, list[int]]] = {}
        tariff: list[int] = []
        for number, law in enumerate(self.road.lines):
            if law.duty_relief is not None and law.duty_relief.holds(self.measures):
                self.relieved("landed_cost.duty_relief", law.duty_relief)
            elif law.flat is not None and self.under_flat(law.flat, number):
                flat.setdefault(law.flat.law, (law.flat, []))[1].append(number)
            else:
                tariff.append(number)
        for own, numbers in flat.values():
            self.flat_duty(own, numbers)
        if tariff:
            self.tariff_duty(tariff)
        self.duty_minimum()

    def without_duty(self) -> None:
        """
        No customs border lies on the way, or the seller's scheme does without duty.
        """
        scheme = self.road.scheme
        if scheme is not None and scheme.duty == "none":
            told = {"scheme": scheme.registration}
            self.tell("landed_cost.scheme_without_duty", told, self.road.note.refs)
        else:
            self.tell("landed_cost.no_duty", {"place": self.plan.away.code})

    def under_flat(self, flat: Flat, number: int) -> bool:
        """
        Whether a flat duty takes the place of the tariff for a line.
        """
        if not _within(flat, self.measures):
            return False
        return not (flat.law.spares_free and duty_laws(self.plan)[number].free)

    def relieved(self, code: str, limit: Any) -> None:
        self.note(limit.note)
        told = (code, {"limit": limit.amount, "measure": limit.measure}, _refs(limit.note), "step")
        if told not in self.log:
            self.log.append(told)

    def flat_duty(self, flat: Flat, numbers: list[int]) -> None:
        self.note(flat.note)
        if flat.law.shape == "per_tariff_item":
            self.per_item(flat, numbers)
        else:
            self.by_bands(flat, numbers)
        if flat.law.covers_tax:
            self.covered.update(numbers)

    def per_item(self, flat: Flat, numbers: list[int]) -> None:
        """
        An amount for each distinct code; a line without a code may share one or have its own.
        """
        codes: dict[str, list[int]] = {}
        for number in numbers:
            codes.setdefault(self.plan.keys[number].hs_code[: flat.law.digits], []).append(number)
        known = sum(len(code) == flat.law.digits for code in codes)
        loose = [n for code, found in codes.items() if len(code) < flat.law.digits for n in found]
        least = max(known, 1) if loose else known
        if len(numbers) > 1 and loose:
            self.loose_codes(loose)
        count = known + len(loose) if self.high else least
        amount = kernel.levied(
            [_over(flat.amount * count)[0]], _over(flat.amount * count)[1], 1, HALF_UP
        )
        self.tell(
            "landed_cost.flat_duty_per_item",
            {"name": flat.law.name, "amount": flat.law.amount, "count": count},
            _refs(flat.note),
        )
        cells = per_code_cells(tuple(map(tuple, codes.values())), self.cart.nets)
        self.add("duty", flat.law.name, None, cells, amount, refs=_refs(flat.note))

    def loose_codes(self, loose: list[int]) -> None:
        paths = tuple(f"items.{self.plan.spots[n]}.hs_code" for n in sorted(loose))
        reason = Reason("landed_cost.codes_to_count", {"items": ", ".join(paths)}, (), "warning")
        self.log.append(Note(UNKNOWN, paths, (reason,)))
        self.open_lines.update(loose)

    def by_bands(self, flat: Flat, numbers: list[int]) -> None:
        place = next(n for n, b in enumerate(flat.bands) if not b[0] or b[0].holds(self.measures))
        _, rate, deduct = flat.bands[place]
        refs, name = _refs(flat.note), flat.law.name
        code = "landed_cost.flat_rate_all" if flat.law.covers_tax else "landed_cost.flat_rate"
        self.tell(code if rate else "landed_cost.flat_free", {"name": name, "rate": rate}, refs)
        if deduct:
            told = {"name": name, "amount": flat.law.bands[place].deduct}
            self.tell("landed_cost.flat_deduct", told, refs)
        bases = self.only(self.duty_bases(), numbers)
        cells = [base * rate.numerator for base in bases]
        whole = max(Fraction(sum(cells), rate.denominator) - deduct, Fraction(0))
        step, mode = self.step(self.plan.rounder.duty)
        own: Fraction | None = rate
        if (least := self.flat_least(flat, numbers)) > whole:
            whole, own = least, None
            cells = cells if sum(cells) else self.only([1] * self.lines, numbers)
            amount = Money.from_minor(_whole(least), self.plan.customs)
            self.tell("landed_cost.flat_least", {"name": name, "amount": amount}, refs)
        minor = kernel.levied([whole.numerator], whole.denominator, step, mode)  # type: ignore[arg-type]
        self.add("duty", name, own, cells, minor, bases=bases, refs=refs, step=step, mode=mode)

    def flat_least(self, flat: Flat, numbers: list[int]) -> Fraction:
        """
        The least that a flat duty comes to: a parcel, and by the weight of its goods.
        """
        if (price := flat.law.per_kg) is None:
            return flat.least
        if not self.cart.weights:
            self.flat_unweighed(flat, numbers)
            return flat.least
        heavy = max(sum(self.cart.weights[n] for n in numbers) - flat.above, 0)
        return max(flat.least, self.by_weight(price, heavy, numbers)) if heavy else flat.least

    def by_weight(self, price: Money, heavy: int, numbers: list[int]) -> Fraction:
        """
        What so many milligrams bear; open where its money has no rate.
        """
        try:
            unit: Fraction = self.plan.memo["unit"](price.currency.code)
        except RateNotFound:
            pair = f"{price.currency.code}/{self.plan.customs}"
            params = {"pair": pair, "date": self.plan.day}
            reason = Reason("landed_cost.no_rate", params, (), "warning")
            self.open_flat(Note(UNKNOWN, (f"rates.{pair}",), (reason,)), numbers)
            return Fraction(0)
        return unit * Fraction(price.amount) * heavy / 1_000_000

    def open_flat(self, note: Note, numbers: list[int]) -> None:
        self.log.append(note)
        self.open_lines.update(numbers)
        self.bounded = False

    def flat_unweighed(self, flat: Flat, numbers: list[int]) -> None:
        """
        Up to a weight the law asks for nothing by the kilogram: that is assumed, else it is open.
        """
        params = {"name": flat.law.name, "amount": flat.law.per_kg, "weight": flat.law.above_kg}
        if flat.above:
            self.assumed("landed_cost.flat_weight_assumed", params, flat.note.refs)
            return
        reason = Reason("landed_cost.flat_weight_missing", params, flat.note.refs, "warning")
        self.open_flat(Note(UNKNOWN, self.unweighed(), (reason,)), numbers)

    def only(self, cells: Sequence[int], numbers: Sequence[int]) -> list[int]:
        chosen = set(numbers)
        return [cell if n in chosen else 0 for n, cell in enumerate(cells)] + [0]

    def duty_bases(self, *, rounding: bool = True) -> list[int]:
        plan, values = self.plan, self.values
        self.note(plan.base_note)
        if plan.base.shape == "cif":
            bases = kernel.plus(values.goods, self.dutiable_freights())
            if self.cart.insurance:
                bases = kernel.plus(bases, values.insurance)
        else:
            bases = list(values.goods)
        if plan.base.shape == "retail_share":
            bases = self.retail(bases)
        step = plan.rounder.duty_base
        return self.whole_bases(bases, *step) if step and rounding else bases

    def dutiable_freights(self) -> Sequence[int]:
        """
        The freight of each line that belongs to the base of duty.
        """
        freights = self.values.freight
        if self.plan.base.freight == 1:
            return freights
        part = dutiable_freight(self.plan, sum(freights))
        told = ("landed_cost.part_of_freight", {"share": self.plan.base.freight},
                _refs(self.plan.base_note), "step")  # fmt: skip
        if told not in self.log:
            self.log.append(told)
        return kernel.shares(part, freights) if part else [0] * len(freights)

    def less_allowance(self, bases: list[int], relief: str) -> list[int]:
        """
        Bases less what stays free above a limit, once a consignment, shared out by value.
        """
        free = {
            number: limit
            for number, law in enumerate(self.road.lines)
            if (limit := getattr(law, relief)) is not None and limit.allowance
        }
        if not free or self.road.kind != "import":
            return bases
        limit = max(free.values(), key=lambda limit: limit.allowance)
        self.note(limit.note)
        if not limit.holds(self.measures):
            self.tell("landed_cost.allowance", {"limit": limit.amount}, _refs(limit.note))
        worth = [base if number in free else 0 for number, base in enumerate(bases)]
        off = min(_whole(limit.allowance), sum(worth))
        parts = kernel.shares(off, worth) if off else [0] * len(worth)
        return [base - part for base, part in zip(bases, parts, strict=True)]

    def retail(self, goods: Sequence[int]) -> list[int]:
        share = self.plan.base.share
        whole = kernel.levied([sum(goods) * share.numerator], share.denominator, 1, "down")
        self.tell("landed_cost.retail_share", {"share": share}, _refs(self.plan.base_note))
        return list(kernel.shares(whole, goods)) if whole else list(goods)

    def whole_bases(self, bases: list[int], step: int, mode: str) -> list[int]:
        """
        The base of each tariff line (code and origin) in whole steps, shared out again.
        """
        sums: dict[int, int] = {}
        for group, base in zip(self.plan.groups, bases, strict=True):
            sums[group] = sums.get(group, 0) + base
        wholes = {group: kernel.rounded(base, step, mode) for group, base in sums.items()}  # type: ignore[arg-type]
        if wholes != sums:
            self.rounding_used()
        found = list(bases)
        for group, whole in wholes.items():
            members = [n for n, own in enumerate(self.plan.groups) if own == group]
            parts = (
                kernel.shares(whole, [bases[n] for n in members]) if whole else [0] * len(members)
            )
            for number, part in zip(members, parts, strict=True):
                found[number] = part
        return found

    def rounding_used(self) -> None:
        self.note(self.plan.rounder.note)

    def tariff_duty(self, numbers: list[int]) -> None:
        bases = self.only(self.less_allowance(self.duty_bases(), "duty_relief"), numbers)
        found = self.percentages(tuple(numbers))
        rows = self.measured_rows(numbers, bases) if found is None else found.rows
        if found is not None:
            self.note(found.note)
            self.open_lines |= found.open_lines
            self.bounded = self.bounded and found.bounded
        step, mode = self.step(self.plan.rounder.duty)
        for row in rows:
            whole = [base * factor for base, factor in zip(bases, row.factors, strict=True)]
            if found is None:
                whole = list(row.factors)
            amount = kernel.levied(whole, row.scale, step, mode)  # type: ignore[arg-type]
            self.rounded_differs(amount, whole, row.scale)
            self.add(
                "duty",
                row.name,
                row.rate,
                whole,
                amount,
                bases=bases,
                refs=row.refs,
                step=step,
                mode=mode,
            )

    def percentages(self, numbers: tuple[int, ...]) -> _Percentages | None:
        """
        The duty of some lines where all of it is percentages; worked out once for a plan.
        """
        memo, key = self.plan.memo, ("duty", numbers, self.high)
        if key not in memo:
            laws = duty_laws(self.plan)
            memo[key] = _percentages(laws, numbers, self.lines, self.high)
        found: _Percentages | None = memo[key]
        return found

    def measured_rows(self, numbers: list[int], bases: Sequence[int]) -> list[_Row]:
        """
        The duty of lines of which some are charged by weight or piece: cells worked out exactly.
        """
        laws = duty_laws(self.plan)
        cells: dict[tuple[str, Fraction | None], dict[int, Fraction]] = {}
        refs: dict[tuple[str, Fraction | None], tuple[FactRef, ...]] = {}
        for number in numbers:
            self.note(laws[number].note)
            for name, rate, amount, sources in self.line_duty(laws[number], number, bases[number]):
                cells.setdefault((name, rate), {})[number] = amount
                refs[name, rate] = sources
        return [
            _row(name, rate, found, refs[name, rate], self.lines)
            for (name, rate), found in cells.items()
        ]

    def line_duty(self, law: DutyLaw, number: int, base: int) -> list[_Due]:
        """
        The duties of a line: (name, rate or None, exact amount, sources).
        """
        if law.note.status == UNKNOWN:
            self.open_lines.add(number)
        rates = law.top if self.high and law.top is not None else law.plain
        if self.high and law.top is None and law.plain is not None:
            self.bounded = False
        if rates is not None:
            return [(name, rate, base * rate, refs) for name, rate, refs in rates]
        return self.measured_duty(law, number, base)

    def measured_duty(self, law: DutyLaw, number: int, base: int) -> list[_Due]:
        """
        Duty by weight, pair or piece, and layers over its ad valorem equivalent.
        """
        measures, missing = self.measured(law, number)
        missing = (*missing, *self.rates_missing(law))
        if missing:
            reason = Reason(
                "landed_cost.measure_missing", {"items": ", ".join(missing)}, law.refs, "warning"
            )
            self.log.append(Note(UNKNOWN, missing, (reason,)))
            self.open_lines.add(number)
            self.bounded = False
            return []
        found = [self.worth(expression, base, measures) for expression in law.expressions]
        self.bounded = self.bounded and bool(found)
        own = (max if self.high else min)(found, default=Fraction(0))
        duties: list[_Due] = [(BASE_DUTY, None, own, law.refs)] if found else []
        equivalent = own / base if base else Fraction(0)
        for layer in law.layers:
            duties += self.layer_duty(layer, base, equivalent, measures)
        return duties

    def worth(self, duty: DutyExpression, base: int, measures: dict[str, Fraction]) -> Fraction:
        bounds = duty.evaluate(Fraction(base), measures, self.plan.memo["unit"])
        if not self.high:
            return bounds.low
        self.bounded = self.bounded and bounds.high is not None
        return bounds.low if bounds.high is None else bounds.high

    def layer_duty(
        self, layer: Layer, base: int, own: Fraction, measures: dict[str, Fraction]
    ) -> list[_Due]:
        if layer.expressions:
            amounts = [self.worth(one, base, measures) for one in layer.expressions]
            amount = max(amounts) if self.high else min(amounts)
            return [(layer.name, None, amount, layer.refs)]
        rate = added_rate(layer, own, self.high)
        self.bounded = self.bounded and rate is not None
        return [(layer.name, rate, base * rate, layer.refs)] if rate else []

    def measured(self, law: DutyLaw, number: int) -> tuple[dict[str, Fraction], tuple[str, ...]]:
        item, spot = self.shipment.items[self.plan.places[number]], self.plan.spots[number]
        units = {
            name: Fraction(value) * (1 if name.endswith("_percent") else item.quantity)
            for name, value in ((name.lower(), value) for name, value in item.units.items())
        }
        if item.weight_kg is not None:
            units["kg"] = Fraction(item.weight_kg) * item.quantity
        units.setdefault("piece", Fraction(item.quantity))
        needs = sorted({unit for e in law.all_expressions for unit in e.needs} - set(units))
        paths = {"kg": f"items.{spot}.weight_kg"}
        return units, tuple(paths.get(unit, f"items.{spot}.units.{unit}") for unit in needs)

    def rates_missing(self, law: DutyLaw) -> tuple[str, ...]:
        found = []
        for currency in {c for e in law.all_expressions for c in e.currencies}:
            try:
                self.plan.memo["unit"](currency)
            except RateNotFound:
                found.append(f"rates.{currency}/{self.plan.customs}")
        return tuple(sorted(found))

    def duty_minimum(self) -> None:
        """
        Duty too small to collect is not collected, before tax is taken of it.
        """
        duty = sum(levy.amount for levy in self.levies if levy.kind == "duty")
        if self.too_small("duty", duty):
            self.levies = [levy for levy in self.levies if levy.kind != "duty"]

    def too_small(self, measure: str, amount: int) -> bool:
        for law in self.road.minima:
            if law.measure == measure and amount and _small(law, amount):
                self.note(law.note)
                if not self.open_lines:
                    self.tell("landed_cost.not_collected", {"measure": measure}, _refs(law.note))
                return True
        return False

    # Fees

    def fees(self) -> None:
        for law in self.road.fees:
            over = law.over is None or not law.over.holds(self.measures)
            if over and (law.up_to is None or law.up_to.holds(self.measures)):
                self.fee(law)

    def fee(self, law: FeeLaw) -> None:
        self.note(law.note)
        refs = _refs(law.note)
        if not law.law.told:
            self.open_fee = True
            self.bounded = False
            return
        amount = law.amount if law.law.amount is not None else self.rated_fee(law)
        if law.law.per == "tariff_item":
            codes = {key.hs_code[:6] or f"line{n}" for n, key in enumerate(self.plan.keys)}
            amount *= len(codes)
        over, under = _over(amount)
        self.tell("landed_cost.fee", {"name": law.law.name}, refs)
        minor = kernel.levied([over], under, 1, HALF_UP)
        self.add("fee", law.law.name, law.law.rate, [*self.weights(), 0], minor, refs=refs)

    def rated_fee(self, law: FeeLaw) -> Fraction:
        bases = {
            "goods": sum(self.values.goods),
            "landed": sum(map(sum, self.values[:3])),
            "customs_value": sum(self.duty_bases()),
        }
        amount = max(bases[law.law.base] * (law.law.rate or Fraction(0)), law.least)
        return amount if law.most is None else min(amount, law.most)

    def weights(self) -> Sequence[int]:
        return self.values.goods if sum(self.values.goods) else [1] * self.lines

    # Tax

    def taxes(self) -> None:
        found = self.taxed()
        self.note(found.note)
        self.open_tax = found.open
        self.taxed_at_the_border_too()
        if self.road.tax_inside and found.rows and self.gross is None:
            self.tell("landed_cost.tax_inside", {"place": self.plan.away.code})
        bases, freight = self.tax_bases()
        bases = self.less_allowance(bases, "tax_relief")
        before = len(self.levies)
        for row in found.rows:
            self.tax(*row, bases=bases, freight=freight)
        if self.road.kind == "import":
            tax = sum(levy.amount for levy in self.levies[before:])
            if self.too_small("tax", tax):
                del self.levies[before:]
            elif self.road.least is not None:
                self.least_tax(self.road.least, tax)

    def least_tax(self, least: LeastLaw, tax: int) -> None:
        """
        A tax under the least that the law asks for is raised to it.
        """
        rest = least.amount - tax
        if not tax or rest <= 0 or not (least.limit is None or least.limit.holds(self.measures)):
            return
        self.note(least.note)
        told = {"measure": "tax", "amount": least.law.amount}
        self.tell("landed_cost.least_charge", told, _refs(least.note))
        cells = [*self.weights(), 0]
        self.add("tax", least.law.name, None, cells, _whole(rest), refs=_refs(least.note))

    def taxed(self) -> _Taxed:
        numbers = self.numbers
        if self.covered or self.road.relieves_tax:
            numbers = tuple(n for n in numbers if n not in self.covered and self.taxable(n))
        memo, key = self.plan.memo, ("tax", id(self.road), numbers, self.gross is None)
        if key not in memo:
            memo[key] = _taxed(self.road.lines, numbers, self.gross is not None)
        found: _Taxed = memo[key]
        return found

    def taxed_at_the_border_too(self) -> None:
        """
        A scheme tests each piece, the border the consignment: past its limit both may tax.
        """
        scheme = self.road.scheme
        if scheme is None or scheme.measure != "item_price":
            return
        for law in self.road.lines:
            if law.tax_relief is not None and not law.tax_relief.holds(self.measures):
                params = {"scheme": scheme.registration, "limit": law.tax_relief.amount}
                told = ("landed_cost.border_tax_too", params, law.tax_relief.note.refs, "warning")
                if told not in self.log:
                    self.log.append(told)

    def taxable(self, number: int) -> bool:
        relief = self.road.lines[number].tax_relief
        if relief is None or not relief.holds(self.measures):
            return True
        self.relieved("landed_cost.tax_relief", relief)
        return False

    def tax_bases(self) -> tuple[list[int], list[int]]:
        """
        What tax is taken of: of each line without its freight, and of its freight.
        """
        parts = self.road.tax_base
        values = _values(self.plan, self.gross) if self.gross else self.values
        columns: list[Sequence[int]] = []
        if "customs_value" in parts:
            columns.append(self.duty_bases(rounding=False))
        if self.road.tax_uplift:
            columns.append(self.uplift(self.road.tax_uplift))
        for name, amount in zip(_PARTS, self.cart_parts(), strict=True):
            if name in parts and amount:
                columns.append(getattr(values, name))
        columns += [levy.parts[:-1] for levy in self.levies if _LEVIED[levy.kind] in parts]
        bases = kernel.plus(*columns) if columns else [0] * self.lines
        return bases, list(values.freight) if "freight" in parts else [0] * self.lines

    def uplift(self, share: Fraction) -> Sequence[int]:
        """
        What the law adds to the customs value before tax is taken of it.
        """
        values = self.duty_bases(rounding=False)
        whole = _whole(sum(values) * share)
        self.tell("landed_cost.tax_base_uplift", {"share": share}, _refs(self.road.note))
        return kernel.shares(whole, values) if whole else [0] * self.lines

    def cart_parts(self) -> tuple[int, int, int]:
        return 1, self.cart.insurance, self.cart.clearance

    def of(self, kind: str) -> list[Levy]:
        return [levy for levy in self.levies if levy.kind == kind]

    def tax(
        self,
        name: str,
        rate: Fraction,
        share: Fraction,
        numbers: tuple[int, ...],
        refs: tuple[FactRef, ...],
        *,
        bases: list[int],
        freight: list[int],
    ) -> None:
        rounder = self.plan.rounder
        cells = self.only(bases, numbers)
        cells[-1] = sum(freight[n] for n in numbers)
        base = kernel.total(cells)
        whole = base
        law = self.road.kind == "import" and self.gross is None
        if law and rounder.tax_base:
            whole = kernel.rounded(base, *rounder.tax_base)  # type: ignore[arg-type]
        step, mode = self.step(rounder.tax) if law else (1, HALF_UP)
        amount = self.tax_amount(whole, share, step, mode, law)
        if law and (whole != base or step != 1 or mode != HALF_UP):
            self.rounding_used()
        self.add("tax", name, rate, cells, amount, bases=cells, refs=refs, step=step, mode=mode)

    def tax_amount(self, base: int, rate: Fraction, step: int, mode: Any, law: bool) -> int:
        rounder = self.plan.rounder
        if self.road.tax_inside:
            return int(kernel.inside(base, rate.numerator, rate.denominator, step, mode))
        if law and rounder.first is not None and rounder.second is not None:
            first = rate * rounder.first
            second = rounder.second
            parts = (first.numerator, first.denominator), (second.numerator, second.denominator)
            return int(kernel.chained(base, *parts, step, mode))
        return int(kernel.levied([base * rate.numerator], rate.denominator, step, mode))

    def charge_minimum(self) -> None:
        charges = sum(levy.amount for levy in self.levies if levy.kind != "fee")
        if self.road.kind == "import" and self.too_small("charges", charges):
            self.levies = self.of("fee")

    # The carrier

    def carrier_fees(self) -> None:
        """
        What the carrier asks for paying in advance: its price, not law, and none of tax's base.
        """
        at_border = self.road.kind == "import"
        advanced = sum(levy.amount for levy in self.levies if at_border or not levy.at_checkout)
        if not advanced:
            return
        for law in self.plan.carrier:
            amount = _whole(max(law.amount + law.rate * advanced, law.least))
            told = {"name": law.name, "amount": Money.from_minor(amount, self.plan.customs)}
            self.tell("landed_cost.carrier_fee", told)
            self.carrier_fee(law.name, law.rate or None, amount)
            if law.tax_rate is not None:
                tax = _whole(law.tax_rate * amount)
                self.carrier_fee(f"{law.name}, tax", law.tax_rate, tax)

    def carrier_fee(self, name: str, rate: Fraction | None, amount: int) -> None:
        if amount:
            self.add("fee", name, rate, [*self.weights(), 0], amount)
            self.levies[-1] = self.levies[-1]._replace(owed=False, carrier=True)

    # Adding

    def step(self, given: tuple[int, str] | None) -> tuple[int, str]:
        return given or (1, HALF_UP)

    def rounded_differs(self, amount: int, cells: Sequence[int], scale: int) -> None:
        if self.plan.rounder.duty and amount * scale != sum(cells):
            self.rounding_used()

    def add(
        self,
        kind: str,
        name: str,
        rate: Fraction | None,
        cells: Sequence[int],
        amount: int,
        *,
        bases: Sequence[int] = (),
        refs: tuple[FactRef, ...] = (),
        step: int = 1,
        mode: str = HALF_UP,
    ) -> None:
        if amount == 0:
            return
        road = self.road
        taxed = kind == "tax"
        self.levies.append(
            Levy(
                kind=kind,
                name=name,
                rate=rate,
                bases=bases,
                cells=cells,
                amount=amount,
                parts=kernel.shares(amount, cells),
                step=step,
                mode=mode,
                at_checkout=road.tax_at_checkout if taxed else road.duty_at_checkout,
                owed=road.tax_owed if taxed else road.duty_owed,
                refs=refs,
            )
        )


def _small(law: MinimumLaw, amount: int) -> bool:
    if law.rounded is not None:
        amount = kernel.rounded(amount, *law.rounded)  # type: ignore[arg-type]
    return amount <= law.amount if law.inclusive else amount < law.amount


def per_code_cells(codes: Sequence[Sequence[int]], nets: Sequence[int]) -> list[int]:
    """
    Each code bears the same; inside a code the lines bear it by value.
    """
    cells = [0] * (len(nets) + 1)
    for numbers in codes:
        worth = [nets[n] for n in numbers]
        weights = worth if sum(worth) else [1] * len(worth)
        for number, part in zip(numbers, kernel.shares(1_000_000, weights), strict=True):
            cells[number] = part
    return cells


def _within(flat: Flat, measures: dict[str, int]) -> bool:
    return flat.limit is None or flat.limit.holds(measures)


def _refs(note: Note) -> tuple[FactRef, ...]:
    return note.refs


def _whole(amount: Fraction) -> int:
    return int(kernel.levied([amount.numerator], amount.denominator, 1, HALF_UP))


def _over(amount: Fraction) -> tuple[int, int]:
    return amount.numerator, amount.denominator


def _values(plan: Plan, cart: Cart) -> _Values:
    """
    Goods, freight, insurance and clearance in customs money, each shared out to the lines.
    """
    by_value = cart.nets if sum(cart.nets) else (1,) * len(cart.nets)
    by_weight = cart.weights or by_value
    ratio = plan.to_customs
    goods = _converted(sum(cart.nets), ratio)
    freight, insurance = _converted(cart.freight, ratio), _converted(cart.insurance, ratio)
    clearance = _converted(cart.clearance, plan.clearance)
    return _Values(
        cart.nets if ratio is ONE else kernel.shares(goods, by_value),
        kernel.shares(freight, by_weight),
        kernel.shares(insurance, by_value),
        kernel.shares(clearance, by_value),
    )


def _converted(amount: int, ratio: Fraction) -> int:
    if ratio is ONE:
        return amount
    return int(kernel.levied([amount * ratio.numerator], ratio.denominator, 1, HALF_UP))
