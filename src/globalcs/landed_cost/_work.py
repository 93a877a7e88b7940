"""
From a shipment to its quote: net values, the road, the levies, and the sums in the quote's money.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from globalcs.decision import Reason
from globalcs.facts import bundled
from globalcs.landed_cost import _kernel as kernel
from globalcs.landed_cost._assess import Assessment, Cart, assess, measures_of
from globalcs.landed_cost._exchange import ONE
from globalcs.landed_cost._joined import Joined
from globalcs.landed_cost._law import CLEAR, UNKNOWN, Note, Plan, Road, compile_plan
from globalcs.landed_cost._models import Part, Shipment
from globalcs.landed_cost._plain import PlainWork, cart_order, freight_rate, tax_rates
from globalcs.landed_cost._program import compile_program, thresholds
from globalcs.landed_cost._quote import Quote
from globalcs.landed_cost._rows import Charge, Line
from globalcs.landed_cost._thresholds import jumps
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.landed_cost._assess import Levy, Told
    from globalcs.landed_cost._models import Basis
    from globalcs.landed_cost._program import Program
    from globalcs.landed_cost._tariffs import Tariffs
    from globalcs.rates import Rates

    _Sources = tuple[Rates | None, Rates | None, Tariffs | None]

__all__ = ["Work", "quote"]

HALF_UP: Final = "half_up"
_ROUNDS = 40
_INCLUDED: dict[str, tuple[str, ...]] = {
    "destination_tax": ("tax",),
    "duty": ("duty", "fee"),
}


def quote(
    shipment: Shipment | Mapping[str, Any],
    *,
    on: date,
    rates: Rates | None = None,
    customs_rates: Rates | None = None,
    tariffs: Tariffs | None = None,
    facts: Facts | None = None,
) -> Quote:
    """
    The landed cost of a shipment: what the buyer pays in all, when, and why.

    Args:
        shipment: goods, places and terms: a `Shipment`, or its plain data.
        on: the day of the question; the law is that of `shipment.arrival`, else of this day.
        rates: exchange rates; None is the bundled history of the European Central Bank with
            official pegs.
        customs_rates: the customs authority's own rates, asked first.
        tariffs: duty rates; None is the bundled sample, which is not a tariff.
        facts: the book; None is the bundled one.

    Raises:
        InvalidInput: the day is no date, a field is wrong, or a category is no class of goods.
        UnknownPlace: a place does not exist.
        EndedCurrency: the cart's or the quote's currency is not in use that day.

    >>> from datetime import date
    >>> from globalcs.landed_cost import Shipment, quote
    >>> parcel = Shipment(
    ...     ship_from="GB", ship_to="NO", shipping="250 NOK",
    ...     items=[{"price": "1000 NOK", "duty_rate": "10.7 %", "origin": "GB",
    ...             "category": "clothing"}],
    ... )
    >>> answer = quote(parcel, on=date(2024, 11, 13))
    >>> print(answer.duty, answer.tax, answer.total, answer.status)
    134.00 NOK 346.00 NOK 1730.00 NOK estimated
    """
    shipment = Shipment.read(shipment)
    if facts is None:
        facts = bundled()
    if shipment.consignments:
        sources = Sources(rates, customs_rates, tariffs)
        works = [work_out(part, on, sources, facts) for part in shipment.parts]
        quotes, plans = tuple(map(Quote, works)), tuple(work.plan for work in works)
        return Quote(Joined(shipment, on, quotes, plans))
    return Quote(_worked(shipment, shipment.basis, on, (rates, customs_rates, tariffs), facts))


class Sources(NamedTuple):
    """
    Knowledge from outside: exchange rates, those of customs, and the tariff; None is the default.
    """

    rates: Rates | None
    customs_rates: Rates | None
    tariffs: Tariffs | None


def work_out(part: Part, on: date, sources: Sources, facts: Facts) -> Work | PlainWork:
    """
    The numbers behind the quote of what travels as one.
    """
    return _worked(part.shipment, part.basis, on, sources, facts)


def plan_of(part: Part, on: date, sources: Sources, facts: Facts) -> Plan:
    """
    The law of what travels as one.
    """
    return _plan_of(part.shipment, part.basis, on, sources, facts)[0]


def _worked(
    shipment: Shipment, basis: Basis, on: date, sources: _Sources, facts: Facts
) -> Work | PlainWork:
    plan, kept = _plan_of(shipment, basis, on, sources, facts)
    return (kept and _plain(plan, shipment, basis, on)) or Work(plan, shipment, basis, on)


def _plan_of(
    shipment: Shipment, basis: Basis, on: date, sources: _Sources, facts: Facts
) -> tuple[Plan, bool]:
    """
    The law, and whether it is kept, as all sources are stable.
    """
    asked = (basis.route, basis.keys, shipment.arrival or on, on, *sources)
    for source in sources:
        if source is not None and not getattr(source, "stable", False):
            return _plan(facts, *asked), False
    return facts.cached(_plan, *asked), True


def _plan(
    facts: Facts,
    route: tuple[Any, ...],
    items: tuple[Any, ...],
    law_day: date,
    on: date,
    rates: Rates | None,
    customs_rates: Rates | None,
    tariffs: Tariffs | None,
) -> Plan:
    from globalcs import _currencies
    from globalcs.landed_cost._tariffs import sample_tariffs
    from globalcs.rates import default_rates

    _currencies.require_day(on)
    for code in {route[7], route[8]}:
        _currencies.require_live(code, law_day)
    return compile_plan(
        facts,
        route,
        items,
        law_day,
        on,
        rates if rates is not None else default_rates(),
        customs_rates,
        tariffs if tariffs is not None else sample_tariffs(),
    )


class Work:
    """
    A quote as whole numbers: the nets and the levies, shared out, in the currency of the quote.
    """

    __slots__ = (
        "assessment",
        "basis",
        "cart",
        "currency",
        "freight",
        "highest",
        "included",
        "known",
        "levies",
        "more_notes",
        "more_told",
        "nets",
        "on",
        "open",
        "parts",
        "plan",
        "road",
        "shipment",
        "status",
        "total",
        "zero",
    )

    def __init__(self, plan: Plan, shipment: Shipment, basis: Basis, on: date) -> None:
        self.plan, self.shipment, self.basis, self.on = plan, shipment, basis, on
        self.more_notes: list[Note] = []
        self.more_told: list[Told] = []
        self.currency = plan.order if plan.blocked else plan.quote
        self.zero = Money.from_minor(0, self.currency)
        gross = cart_of(plan, basis)
        self.included: frozenset[str] = frozenset()
        cart, taxed = self._solve(gross)
        self.cart = cart
        self.assessment = assess(plan, self.road, cart, shipment, gross=taxed)
        self._sum_up(cart)
        self._weigh(cart, gross, taxed)

    # Net values and road

    def _solve(self, gross: Cart) -> tuple[Cart, Cart | None]:
        """
        The net values and their road; with prices that hold charges, the two that fit each other.
        """
        road = self._choose(gross)
        if not self.plan.included:
            self.road = road
            return gross, None
        for _ in range(3):
            cart, taxed = self._net_of(gross, road)
            again = self._choose(cart)
            if again is road:
                self.road = road
                return cart, taxed
            road = again
        self.road = road
        reason = Reason("landed_cost.no_net_price", {}, (), "warning")
        self.more_notes.append(Note(UNKNOWN, ("prices_include",), (reason,)))
        return cart, taxed

    def _choose(self, cart: Cart) -> Road:
        plan = self.plan
        return _road(plan, measures_of(plan, cart)) if len(plan.roads) > 1 else plan.roads[-1]

    def _net_of(self, gross: Cart, road: Road) -> tuple[Cart, Cart | None]:
        """
        Net values, and the values with tax inside where the tax can be taken out of them directly.
        """
        plan = self.plan
        self.included = _held(plan, road)
        if "home_tax" in plan.included and road.kind in ("import", "scheme", "union"):
            return _stripped(gross, plan.home_rates), None
        if not self.included:
            return gross, None
        if self.included == {"tax"} and _direct(road):
            rates = tuple(sum((r for _, r, _ in law.taxes), Fraction(0)) for law in road.lines)
            return _stripped(gross, rates), gross
        return self._iterated(gross, road), None

    def _iterated(self, gross: Cart, road: Road) -> Cart:
        """
        Net values whose charges lead back to the prices, line by line.
        """
        cart = gross
        for _ in range(_ROUNDS):
            found = assess(self.plan, road, cart, self.shipment)
            held = _held_by_line(self.plan, found, self.included, len(cart.nets) + 1)
            nets = tuple(
                _scaled(whole, net, extra)
                for whole, net, extra in zip(gross.nets, cart.nets, held[:-1], strict=True)
            )
            after = gross._replace(
                nets=nets,
                freight=_scaled(gross.freight, cart.freight, held[-1]),
            )
            if after == cart:
                break
            cart = after
        return cart

    # Sums in the quote's currency

    def _sum_up(self, cart: Cart) -> None:
        plan = self.plan
        ratio = self._ratio()
        self.levies: Sequence[Levy] = () if plan.blocked else self.assessment.levies
        self.parts = [self._shared(levy) for levy in self.levies]
        self.nets = _in_quote(cart.nets, ratio)
        self.freight = _rounded(cart.freight + cart.insurance, ratio)

    def _ratio(self) -> Fraction:
        return ONE if self.plan.blocked else self.plan.order_to_quote

    def _shared(self, levy: Levy) -> Sequence[int]:
        if self.plan.to_quote is ONE:
            return levy.parts
        return kernel.shares(_rounded(levy.amount, self.plan.to_quote), levy.cells)

    def _keep_prices(self, gross: Cart) -> None:
        """
        A price that holds charges stays what it is; the net is what they leave of it.

        Where the charges are more than the prices, no net price leads to them.
        """
        ratio = self._ratio()
        prices = [*_in_quote(gross.nets, ratio), _rounded(gross.freight + gross.insurance, ratio)]
        held = self._held_parts()
        if sum(held) > sum(prices):
            self._no_net_price()
            held = [0] * len(prices)
        nets: Sequence[int] = [price - part for price, part in zip(prices, held, strict=True)]
        if min(nets) < 0:
            nets = _moved(nets)
        self.nets, self.freight = tuple(nets[:-1]), nets[-1]
        params = {"contents": tuple(sorted(self.plan.included))}
        self.more_told.append(("landed_cost.prices_kept", params, (), "step"))

    def _no_net_price(self) -> None:
        reason = Reason("landed_cost.no_net_price", {}, (), "warning")
        self.more_notes.append(Note(UNKNOWN, ("prices_include",), (reason,)))
        self.status = UNKNOWN
        self._leave_out(self._wholly_open())

    def _held_parts(self) -> list[int]:
        held = [0] * (len(self.plan.keys) + 1)
        for levy, parts in zip(self.levies, self.parts, strict=True):
            if levy.kind in self.included:
                held = [one + other for one, other in zip(held, parts, strict=True)]
        return held

    # How sure it is

    def _weigh(self, cart: Cart, gross: Cart, taxed: Cart | None) -> None:
        plan, found = self.plan, self.assessment
        self.status = max([note.status for note in self.notes], default=0)
        if self.status == UNKNOWN:
            self._leave_out(self._wholly_open())
        if self.included:
            self._keep_prices(gross)
        own = self.nets_and_freight()
        self.known = own + sum(map(sum, self.parts))
        self.highest: int | None = None
        self.total: int | None = self.known
        self.open: frozenset[str] = frozenset()
        if self.status < UNKNOWN:
            return
        self.total = None
        self.open = self._open_kinds()
        if found.open_lines and not plan.blocked and "tax" not in self._wholly_open():
            self._find_highest(cart, taxed)

    def _leave_out(self, kinds: frozenset[str]) -> None:
        """
        Drop the levies of which nothing can be told.
        """
        pairs = zip(self.levies, self.parts, strict=True)
        kept = [(levy, parts) for levy, parts in pairs if levy.kind not in kinds]
        self.levies = [levy for levy, _ in kept]
        self.parts = [parts for _, parts in kept]

    def _find_highest(self, cart: Cart, taxed: Cart | None) -> None:
        high = assess(self.plan, self.road, cart, self.shipment, high=True, gross=taxed)
        if high.bounded:
            own = self.nets_and_freight() + sum(self._held_parts())
            more = [levy.amount for levy in high.levies if levy.kind not in self.included]
            self.highest = own + sum(_rounded(amount, self.plan.to_quote) for amount in more)

    def _wholly_open(self) -> frozenset[str]:
        """
        Kinds of which nothing at all can be told, as the buyer is a business or a rate is missing.
        """
        outer = (*self.plan.notes, self.plan.home_note, *self.more_notes)
        if any(note.status == UNKNOWN for note in outer):
            return frozenset(("duty", "tax", "fee"))
        return frozenset(("tax",)) if self.assessment.open_tax else frozenset()

    def _open_kinds(self) -> frozenset[str]:
        found, open_kinds = self.assessment, set(self._wholly_open())
        if found.open_lines:
            open_kinds.add("duty")
            if "duty" in self.road.tax_base:
                open_kinds.add("tax")
        if found.open_fee:
            open_kinds.add("fee")
            if "fees" in self.road.tax_base:
                open_kinds.add("tax")
        if "tax" in open_kinds and not self._taxed():
            open_kinds.discard("tax")
        return frozenset(open_kinds)

    def _taxed(self) -> bool:
        unknown = self._wholly_open()
        return bool(unknown) or any(rate for law in self.road.lines for _, rate, _ in law.taxes)

    # What the answer reads

    @property
    def notes(self) -> list[Note]:
        """
        All notes in the order of the computation.
        """
        plan = self.plan
        home = (plan.home_note,) if plan.home_rates else ()
        own = [entry for entry in self.assessment.log if type(entry) is Note]
        return [*plan.notes, *home, *own, *self.more_notes]

    @property
    def log(self) -> list[Note | Told]:
        """
        What was done and what it rests on, in the order of the computation.
        """
        plan = self.plan
        home = (plan.home_note,) if plan.home_rates else ()
        before = [*plan.notes, *home, *_value_steps(self)]
        after = [*_import_steps(self), *self.more_told, *self.more_notes]
        return [*before, *self.assessment.log, *after]

    def reasons(self, *, limits: bool = True) -> tuple[Reason, ...]:
        """
        The log in words, each once; and, unless left out, how far the limits are.
        """
        found: list[Reason] = []
        for entry in self.log:
            found += entry.reasons if isinstance(entry, Note) else (told_reason(entry),)
        plan = self.plan
        if limits and not plan.blocked:
            near = jumps(plan, self.road, measures_of(plan, self.cart))
            found += near
        return _told_once(found)

    def lines(self) -> tuple[Line, ...]:
        """
        One a line of the cart, in cart order.
        """
        return tuple(self._line(number) for number in cart_order(self.plan))

    def _line(self, number: int) -> Line:
        plan, basis, net = self.plan, self.basis, self.nets[number]
        place, (duty, tax, fees) = plan.places[number], self.line_sums(number)
        whole = None if duty is None or tax is None or fees is None else net + duty + tax + fees
        return Line(
            *basis.names[place],
            basis.quantities[place],
            Money.from_minor(net, self.currency),
            self.money(duty),
            self.money(tax),
            tax_rates(plan, self.road)[number] if tax is not None else None,
            self.money(fees),
            self.money(whole),
        )

    def shipping_line(self) -> Line:
        """
        Freight and insurance with their tax.
        """
        freight, (_, tax, _), zero = self.freight, self.line_sums(len(self.nets)), self.zero
        net = Money.from_minor(freight, self.currency)
        if tax is None:
            return Line("shipping", None, 1, net, zero, None, None, zero, None)
        rate = freight_rate(self.plan, self.road) if tax else None
        gross = Money.from_minor(freight + tax, self.currency)
        return Line("shipping", None, 1, net, zero, self.money(tax), rate, zero, gross)

    def money(self, minor: int | None) -> Money | None:
        """
        An amount in the currency of the quote; None where it is not known.
        """
        return None if minor is None else Money.from_minor(minor, self.currency)

    def charges(self) -> tuple[Charge, ...]:
        """
        Every duty, tax and fee of every line, in the order of the computation and of the cart.
        """
        order = (*cart_order(self.plan), len(self.nets))
        labels = [*self.labels(), "shipping"]
        return tuple(
            self._charge(levy, number, parts[number], labels[number])
            for levy, parts in zip(self.levies, self.parts, strict=True)
            for number in order
            if parts[number] or levy.parts[number]
        )

    def _charge(self, levy: Levy, number: int, part: int, label: str) -> Charge:
        customs = self.plan.customs
        return Charge(
            levy.kind,
            label,
            levy.name,
            Money.from_minor(levy.bases[number], customs) if len(levy.bases) else None,
            levy.rate,
            Money.from_minor(levy.parts[number], customs),
            Money.from_minor(part, self.currency),
            f"{Money.from_minor(levy.step, customs)} {levy.mode}",
            "checkout" if self.at_checkout(levy) else "delivery",
            levy.refs,
        )

    def nets_and_freight(self) -> int:
        """
        Goods and freight without any charge.
        """
        return sum(self.nets) + self.freight

    def line_sums(self, number: int) -> tuple[int | None, int | None, int | None]:
        """
        Duty, tax and fees of a line (or, one past the last, of the freight); None where open.
        """
        sums = {"duty": 0, "tax": 0, "fee": 0}
        for levy, parts in zip(self.levies, self.parts, strict=True):
            sums[levy.kind] += parts[number]
        if not self.open:
            return sums["duty"], sums["tax"], sums["fee"]
        return (
            None if "duty" in self.open and self._line_open(number) else sums["duty"],
            None if "tax" in self.open else sums["tax"],
            None if "fee" in self.open else sums["fee"],
        )

    def rows(self) -> list[tuple[int | None, int | None, int | None]]:
        """
        Duty, tax and fees of each line and, last, of the freight.
        """
        return [self.line_sums(number) for number in range(len(self.nets) + 1)]

    def _line_open(self, number: int) -> bool:
        whole = "duty" in self._wholly_open()
        return number in self.assessment.open_lines or (whole and number < len(self.nets))

    def sum_of(self, kind: str) -> int | None:
        """
        All of one kind; None where a part is open.
        """
        if kind in self.open:
            return None
        pairs = zip(self.levies, self.parts, strict=True)
        return sum(sum(parts) for levy, parts in pairs if levy.kind == kind)

    def at_checkout(self, levy: Levy) -> bool:
        """
        Whether a levy is paid at checkout: by its road, or as a part of the price.
        """
        return levy.at_checkout or levy.kind in self.included

    def due(self, at_checkout: bool) -> int | None:
        """
        What the buyer pays at checkout, or at the door; None where a part of it is open.
        """
        if any(self._open_at_checkout(kind) == at_checkout for kind in self.open):
            return None
        own = self.nets_and_freight() if at_checkout else 0
        pairs = zip(self.levies, self.parts, strict=True)
        return own + sum(
            sum(parts) for levy, parts in pairs if self.at_checkout(levy) == at_checkout
        )

    def _open_at_checkout(self, kind: str) -> bool:
        road = self.road
        return kind in self.included or (
            road.tax_at_checkout if kind == "tax" else road.duty_at_checkout
        )

    def owed(self) -> int | None:
        """
        What the seller passes on to the state; None where a part of it is open.
        """
        road = self.road
        for kind in self.open:
            if kind in self.included or (road.tax_owed if kind == "tax" else road.duty_owed):
                return None
        pairs = zip(self.levies, self.parts, strict=True)
        return sum(sum(parts) for levy, parts in pairs if self._passed_on(levy))

    def _passed_on(self, levy: Levy) -> bool:
        return not levy.carrier and (levy.owed or levy.kind in self.included)

    def labels(self) -> list[str]:
        """
        What each line is called.
        """
        return [self.basis.names[place][0] for place in self.plan.places]


def _told_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """
    Reasons without repetition: what reads the same is told once, with all its facts.
    """
    found: list[Reason] = []
    for reason in reasons:
        code, params, refs, level = reason
        same = (n for n, one in enumerate(found) if one[:2] == (code, params) and one[3] == level)
        if (place := next(same, None)) is None:
            found.append(reason)
        elif more := tuple(ref for ref in refs if ref not in found[place].facts):
            found[place] = found[place]._replace(facts=(*found[place].facts, *more))
    return tuple(found)


def told_reason(told: Told) -> Reason:
    """
    What was told on the way, as a reason.
    """
    code, params, refs, level = told
    return Reason(code, params, refs, level)  # type: ignore[arg-type]


def _road(plan: Plan, measures: dict[str, int]) -> Road:
    """
    The first road that is open to a parcel of these values; the border comes last.
    """
    for road in plan.roads[:-1]:
        if not road.excluded and (road.limit is None or road.limit.holds(measures)):
            return road
    return plan.roads[-1]


def _plain(plan: Plan, shipment: Shipment, basis: Basis, on: date) -> PlainWork | Work | None:
    """
    The work of a plain shipment; None for any other.

    What stands for a road and one set of answers to its thresholds is compiled with the first cart
    that meets it, which itself is worked out in full.
    """
    if plan.included or plan.blocked or plan.carrier:
        return None
    cart = cart_of(plan, basis)
    measures = measures_of(plan, cart)
    road = _road(plan, measures)
    memo, place = plan.memo, ("limits", id(road))
    if place not in memo:
        limits = thresholds(road)
        memo[place] = limits, tuple([(one.measure, one.factor, one.bound) for one in limits])
    held = tuple([measures[name] * by <= bound for name, by, bound in memo[place][1]])
    if (key := (id(road), held)) not in memo:
        full = Work(plan, shipment, basis, on)
        if (found := _program(plan, cart, held, full)) is not None:
            memo[key] = found
        return full
    program, status = memo[key]
    sums = program and program.run(cart)
    if not sums:
        return None
    sums.measures = measures
    return PlainWork(plan, shipment, basis, on, sums, status)


def _program(
    plan: Plan, cart: Cart, held: tuple[bool, ...], full: Work
) -> tuple[Program | None, int] | None:
    """
    The program of a road with its status; no program where the full computation must be asked.

    None altogether where this cart doesn't tell: a sum of it is too small to be collected, which
    has a status of its own. A rounding that not every cart needs must not be less sure than the
    rest.
    """
    road, rounder = full.road, plan.rounder.note
    if full.status == UNKNOWN:
        return None, UNKNOWN
    status = max([note.status for note in full.notes if note is not rounder], default=0)
    limits, _ = plan.memo["limits", id(road)]
    program = compile_program(plan, road, dict(zip(map(id, limits), held, strict=True)))
    if program is None or rounder.status > status:
        return None, status
    return None if program.run(cart) is None else (program, status)


# --- net values ----------------------------------------------------------------------------------


def cart_of(plan: Plan, basis: Basis) -> Cart:
    """
    The shipment in the order of the plan, the discount taken off by value.
    """
    places = plan.places
    if plan.in_cart_order and not basis.discount:
        _, totals, freight, insurance, _, clearance, quantities, weights, *_ = basis
        return Cart(totals, freight, insurance, clearance, weights, quantities)
    totals = tuple([basis.totals[n] for n in places])
    if basis.discount:
        parts = kernel.shares(basis.discount, totals)
        totals = tuple(total - part for total, part in zip(totals, parts, strict=True))
    weights = tuple([basis.weights[n] for n in places]) if basis.weights else ()
    quantities = tuple([basis.quantities[n] for n in places])
    return Cart(totals, basis.freight, basis.insurance, basis.clearance, weights, quantities)


def _held(plan: Plan, road: Road) -> frozenset[str]:
    """
    The kinds of charges that prices hold already.
    """
    kinds = {kind for word in plan.included for kind in _INCLUDED.get(word, ())}
    if "home_tax" in plan.included and road.kind in ("domestic", "union_home"):
        kinds.add("tax")
    return frozenset(kinds)


def _direct(road: Road) -> bool:
    return (
        not road.tax_inside
        and road.least is None
        and road.tax_base == {"goods", "freight", "insurance"}
    )


def _stripped(gross: Cart, rates: tuple[Fraction, ...]) -> Cart:
    """
    Values without the tax that they hold; freight and insurance bear the rates of their lines.
    """
    nets = tuple(n - _inside(n, rate) for n, rate in zip(gross.nets, rates, strict=True))
    weights = gross.nets if sum(gross.nets) else (1,) * len(rates)
    freight, insurance = (
        sum(p - _inside(p, rate) for p, rate in zip(kernel.shares(a, weights), rates, strict=True))
        for a in (gross.freight, gross.insurance)
    )
    return gross._replace(nets=nets, freight=freight, insurance=insurance)


def _inside(gross: int, rate: Fraction) -> int:
    return int(kernel.taken_out(gross, rate.numerator, rate.denominator, HALF_UP))


def _held_by_line(
    plan: Plan, found: Assessment, kinds: frozenset[str], cells: int
) -> list[Fraction]:
    """
    What the prices hold of the charges, a cell a line and one for the freight, in order money.
    """
    held = [Fraction(0)] * cells
    for levy in found.levies:
        if levy.kind in kinds:
            shares = zip(held, levy.parts, strict=True)
            held = [one + part / plan.to_customs for one, part in shares]
    return held


def _scaled(whole: int, net: int, extra: Fraction) -> int:
    """
    The next guess of a net value: as much smaller than the price as its charges make it.
    """
    if net == 0:
        return whole
    exact = Fraction(whole * net) / (net + extra)
    return int(kernel.levied([exact.numerator], exact.denominator, 1, HALF_UP))


def _moved(nets: Sequence[int]) -> Sequence[int]:
    """
    Where a share is larger than what it is taken of, the other lines bear what is missing.
    """
    return kernel.shares(sum(nets), [max(net, 0) for net in nets])


# --- the quote's currency ------------------------------------------------------------------------


def _rounded(amount: int, ratio: Fraction) -> int:
    if ratio is ONE:
        return amount
    return int(kernel.levied([amount * ratio.numerator], ratio.denominator, 1, HALF_UP))


def _in_quote(nets: Sequence[int], ratio: Fraction) -> Sequence[int]:
    if ratio is ONE:
        return tuple(nets)
    whole = sum(nets)
    return kernel.shares(_rounded(whole, ratio), nets if whole else [1] * len(nets))


# --- what every quote says -----------------------------------------------------------------------


def _value_steps(work: Work) -> list[Told]:
    """
    How the discount was taken off and freight shared out.
    """
    steps: list[Told] = []
    basis = work.shipment.basis
    if basis.discount:
        steps.append(("landed_cost.discount_by_value", {}, (), "step"))
    if len(basis.totals) > 1 and basis.freight:
        how = "weight" if basis.weights else "value"
        level = "step" if basis.weights else "assumption"
        steps.append((f"landed_cost.freight_by_{how}", {}, (), level))
    return steps


def _import_steps(work: Work) -> list[Told]:
    """
    Where duty on freight is booked, how sums are rounded, and which schemes were passed by.
    """
    plan, basis = work.plan, work.shipment.basis
    steps: list[Told] = []
    if work.road.kind not in ("import", "scheme"):
        return steps
    rated = any(levy.kind == "duty" and levy.rate is not None for levy in work.levies)
    if rated and basis.freight and plan.base.shape == "cif":
        steps.append(("landed_cost.duty_on_freight", {}, plan.base_note.refs, "step"))
    if plan.rounder.note is CLEAR and work.levies:
        steps.append(("landed_cost.rounding_assumed", {"place": plan.away.code}, (), "assumption"))
    elif any(work.road.kind == "import" or levy.kind == "duty" for levy in work.levies):
        steps.append(
            ("landed_cost.rounding", {"place": plan.away.code}, plan.rounder.note.refs, "step")
        )
    if work.road.kind == "import":
        steps += _passed_schemes(work)
    return steps


def _passed_schemes(work: Work) -> list[Told]:
    """
    Schemes that the seller could use, were the parcel worth less or other goods inside.
    """
    found: list[Told] = []
    for road in work.plan.roads[:-1]:
        if road.scheme is not None:
            params: dict[str, Any] = {"scheme": road.scheme.registration}
            if road.limit is not None and not road.excluded:
                params["limit"] = road.limit.amount
                found.append(
                    ("landed_cost.scheme_over_limit", params, road.limit.note.refs, "step")
                )
            else:
                found.append(("landed_cost.scheme_excludes", params, road.note.refs, "step"))
    return found
