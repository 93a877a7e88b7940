"""
The law of one route and day, compiled: look-ups are done once, the arithmetic finds plain numbers.

A `Plan` belongs to a route, a day and the kinds of goods in a cart. It has one `Road` for each way
the parcel can be taxed: sold at home, sold inside a union, under a seller's scheme, or imported.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import FactRef, Reason
from globalcs.errors import InvalidInput, UnknownPlace
from globalcs.facts._dates import parse_span
from globalcs.facts._shared_keys import CURRENCY, GOODS_CLASS, TAX_NAME, TAX_RATE
from globalcs.landed_cost import _keys as keys
from globalcs.landed_cost._exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from globalcs.facts import Fact, Facts, Place
    from globalcs.landed_cost._keys import DutyBase
    from globalcs.landed_cost._models import ItemKey
    from globalcs.landed_cost._tariffs import Tariffs
    from globalcs.rates import Rates

__all__ = [
    "CLEAR",
    "CarrierLaw",
    "Flat",
    "Limit",
    "LineLaw",
    "Note",
    "Plan",
    "Road",
    "compile_plan",
    "joined_notes",
]

CHANNELS = ("post", "courier")
COMPLETE, ESTIMATED, UNKNOWN = 0, 1, 2
_STATUS = {"complete": COMPLETE, "estimated": ESTIMATED}


class Note(NamedTuple):
    """
    How sure a part of the law is, what would settle it, and why.
    """

    status: int
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    refs: tuple[FactRef, ...] = ()


CLEAR = Note(COMPLETE, (), ())


def joined_notes(notes: Iterable[Note]) -> Note:
    """
    Several notes as one, each told once.
    """
    once = tuple({id(note): note for note in notes}.values())
    return once[0] if len(once) == 1 else _joined(*once)


class Limit(NamedTuple):
    """
    A threshold, so that `value * factor <= bound` tests a value in minor units of the order.

    `allowance`: what stays free above it, in customs minor units. `weight`: the most that the
    parcel may weigh, in milligrams; a weight that is not told passes, and the quote says so.
    """

    measure: str
    factor: int
    bound: int
    amount: Any
    note: Note
    allowance: Fraction = Fraction(0)
    weight: int | None = None

    def holds(self, measures: Mapping[str, int]) -> bool:
        """
        Whether the value, and the weight where the law asks for it, lie at or under the limit.
        """
        light = self.weight is None or measures["weight"] <= self.weight
        return light and self.holds_value(measures)

    def holds_value(self, measures: Mapping[str, int]) -> bool:
        """
        Whether the value lies at or under the limit.
        """
        return measures[self.measure] * self.factor <= self.bound


class Flat(NamedTuple):
    """
    A flat duty with its limit; `bands` as (limit or None, rate, deduction in customs minor units).

    `least` a parcel is in customs minor units, `above` in milligrams.
    """

    law: keys.FlatDuty
    limit: Limit | None
    bands: tuple[tuple[Limit | None, Fraction, Fraction], ...]
    amount: Fraction
    note: Note
    least: Fraction
    above: int


class LineLaw(NamedTuple):
    """
    What the law says of one kind of goods on one road.
    """

    key: ItemKey
    taxes: tuple[tuple[str, Fraction, tuple[FactRef, ...]], ...]
    tax_note: Note
    duty_relief: Limit | None
    tax_relief: Limit | None
    flat: Flat | None


class FeeLaw(NamedTuple):
    """
    A fee with its limits and amounts in customs minor units.
    """

    law: keys.Fee
    over: Limit | None
    up_to: Limit | None
    amount: Fraction
    least: Fraction
    most: Fraction | None
    note: Note


class MinimumLaw(NamedTuple):
    """
    A sum too small to collect, in customs minor units.
    """

    measure: str
    amount: Fraction
    inclusive: bool
    rounded: tuple[int, str] | None
    note: Note


class LeastLaw(NamedTuple):
    """
    The least tax of a parcel that bears tax, in customs minor units.
    """

    law: keys.LeastCharge
    limit: Limit | None
    amount: Fraction
    note: Note


class Road(NamedTuple):
    """
    One way a parcel is taxed.

    `kind` is domestic, union, scheme or import. `lines` and `fees` hold the law; `tax_base` names
    the parts that are taxed; `tax_due` and `duty_due` say where they are collected.
    """

    kind: str
    scheme: keys.Scheme | None
    limit: Limit | None
    lines: tuple[LineLaw, ...]
    fees: tuple[FeeLaw, ...]
    minima: tuple[MinimumLaw, ...]
    tax_base: frozenset[str]
    tax_inside: bool
    tax_uplift: Fraction
    duty: bool
    tax_at_checkout: bool
    duty_at_checkout: bool
    tax_owed: bool
    duty_owed: bool
    note: Note
    excluded: bool
    least: LeastLaw | None = None

    @property
    def limits(self) -> tuple[Limit, ...]:
        """
        Every limit that some rule of the road is tested against, each once.
        """
        found = [self.limit, *(end for fee in self.fees for end in (fee.over, fee.up_to))]
        found += [self.least.limit] if self.least is not None else []
        for law in self.lines:
            found += [law.duty_relief, law.tax_relief]
            if law.flat is not None:
                found += [law.flat.limit, *(limit for limit, _, _ in law.flat.bands)]
        return tuple({id(limit): limit for limit in found if limit is not None}.values())

    @property
    def by_parcel(self) -> bool:
        """
        Whether some rule asks for the weight of the parcel, or raises a sum to the least there is.
        """
        flats = [law.flat for law in self.lines if law.flat is not None]
        return (
            self.least is not None
            or any(limit.weight is not None for limit in self.limits)
            or any(flat.least or flat.law.per_kg is not None for flat in flats)
        )

    @property
    def relieves_tax(self) -> bool:
        """
        Whether some import tax may fall away for a small value.
        """
        return self.kind == "import" and any(law.tax_relief is not None for law in self.lines)


class CarrierLaw(NamedTuple):
    """
    A fee of the carrier, in customs minor units.
    """

    name: str
    amount: Fraction
    rate: Fraction
    least: Fraction
    tax_rate: Fraction | None


class Rounder(NamedTuple):
    """
    Steps of rounding in customs minor units, each with its mode; None: to the minor unit, half up.
    """

    duty_base: tuple[int, str] | None
    duty: tuple[int, str] | None
    tax_base: tuple[int, str] | None
    tax: tuple[int, str] | None
    first: Fraction | None
    second: Fraction | None
    note: Note


class Plan(NamedTuple):
    """
    Everything that is the same for all shipments of a route, a day and kinds of goods.

    Lines stand in an order of their own (`places` leads back to the shipment, `spots` to the cart
    of the whole order), so that an answer does not hang on the order of the cart. `memo` keeps
    what is compiled when it is first needed.
    """

    facts: Facts
    home: Place
    away: Place
    day: date
    relation: str
    keys: tuple[ItemKey, ...]
    places: tuple[int, ...]
    spots: tuple[int, ...]
    groups: tuple[int, ...]
    order: str
    customs: str
    quote: str
    to_customs: Fraction
    to_quote: Fraction
    order_to_quote: Fraction
    clearance: Fraction
    carrier: tuple[CarrierLaw, ...]
    incoterm: str
    included: frozenset[str]
    home_rates: tuple[Fraction, ...]
    home_note: Note
    base: DutyBase
    base_note: Note
    rounder: Rounder
    roads: tuple[Road, ...]
    notes: tuple[Note, ...]
    blocked: bool
    context: Mapping[str, str | None]
    goods: tuple[str | None, ...]
    tariffs: Tariffs
    sources: tuple[object, ...]
    memo: dict[Any, Any]
    in_cart_order: bool


def note_of(facts: Iterable[Fact[Any] | None], *more: Reason) -> Note:
    """
    How sure some facts are, with the reasons they give.
    """
    found = [fact for fact in facts if fact is not None]
    status = max((_STATUS[fact.status] for fact in found), default=COMPLETE)
    reasons = (*more, *(reason for fact in found for reason in fact.reasons))
    return Note(status, (), reasons, tuple(ref for fact in found for ref in fact.refs))


class Asker:
    """
    Asks the book about one route and day.
    """

    def __init__(
        self, facts: Facts, place: Place, day: date, context: dict[str, str | None]
    ) -> None:
        self.facts, self.place, self.day, self.context = facts, place, day, context

    def find(self, key: Any, **more: str | None) -> Any:
        return self.facts.find(self.place.code, key, on=self.day, when={**self.context, **more})

    def all(self, key: Any, **more: str | None) -> tuple[Any, ...]:
        return self.facts.all(self.place.code, key, on=self.day, when={**self.context, **more})

    def with_context(self, **more: str | None) -> Asker:
        return Asker(self.facts, self.place, self.day, {**self.context, **more})


# --- which side of which border ------------------------------------------------------------------


def _relation(facts: Facts, home: Place, away: Place, day: date) -> tuple[str, bool]:
    """
    ("domestic" | "union" | "import", whether a customs border lies between).
    """
    taxed = [facts.chain(place.code, "tax", day) for place in (home, away)]
    cleared = [facts.chain(place.code, "landed_cost", day) for place in (home, away)]
    customs_border = not set(cleared[0]) & set(cleared[1])
    if (
        home.code == away.code
        or _one_country(home, away, taxed)
        or _treated_as_one(facts, home, away, day)
    ):
        return "domestic", False
    if set(taxed[0]) & set(taxed[1]):
        return "union", False
    return "import", customs_border


def _one_country(home: Place, away: Place, taxed: list[tuple[str, ...]]) -> bool:
    same = home.country == away.country
    return same and away.country in taxed[0] and home.country in taxed[1]


def _treated_as_one(facts: Facts, home: Place, away: Place, day: date) -> bool:
    found = facts.find(away.code, keys.DOMESTIC, on=day)
    return found is not None and home.code in found.value


# --- goods ---------------------------------------------------------------------------------------


def goods_class(facts: Facts, key: ItemKey) -> tuple[str | None, bool]:
    """
    The class of goods, and whether it was read off the HS code.

    Raises:
        InvalidInput: the vocabulary has no such class.
    """
    classes, by_hs = facts.cached(_vocabulary)
    if key.category:
        if key.category not in classes:
            raise InvalidInput(_class_hint(key.category, classes), path="items.category")
        return key.category, False
    for length in range(len(key.hs_code), 1, -1):
        if found := by_hs.get(key.hs_code[:length]):
            return found, True
    return None, False


def _class_hint(category: str, classes: frozenset[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(category, classes, n=3)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return f"the goods vocabulary has no such class{hint} Leave it out when none fits"


def _vocabulary(facts: Facts) -> tuple[frozenset[str], Mapping[str, str]]:
    named: list[str] = []
    by_hs: dict[str, str] = {}
    for fact in facts.history("goods", GOODS_CLASS):
        name = next(words[0] for field, words, _ in fact.when if field == "goods")
        named.append(name)
        for code in fact.value.hs:
            by_hs.setdefault(code, name)
    return frozenset(named), by_hs


# --- thresholds, flat duties, fees ---------------------------------------------------------------


class Converter:
    """
    Amounts of the law in the currency of the order or of customs.
    """

    def __init__(self, exchange: Exchange, order: str, customs: str) -> None:
        self.exchange, self.order, self.customs = exchange, order, customs

    def limit(
        self, amount: Any, measure: str, fact: Fact[Any], weight: Decimal | None = None
    ) -> Limit:
        ratio = self.exchange.ratio(self.order, amount.currency.code)
        bound, most = amount.minor * ratio.denominator, milligrams(weight)
        return Limit(measure, ratio.numerator, bound, amount, note_of([fact]), weight=most)

    def customs_minor(self, amount: Any) -> Fraction:
        if amount is None:
            return Fraction(0)
        ratio = self.exchange.ratio(amount.currency.code, self.customs)
        return ratio * int(amount.minor)


def milligrams(weight: Decimal | None) -> int | None:
    """
    Kilograms as the whole milligrams in which carts are weighed.
    """
    return None if weight is None else int(weight * 1_000_000)


def relief_limit(
    convert: Converter, fact: Fact[Any] | None, goods: str | None, hs: str
) -> Limit | None:
    """
    The limit of a relief for goods it does not leave out; None where there is no relief.
    """
    if fact is None or fact.value.limit.minor == 0:
        return None
    law = fact.value
    if _leaves_out(law.excludes, goods) or any(hs.startswith(code) for code in law.excludes_hs):
        return None
    limit = convert.limit(law.limit, law.measure, fact, law.weight)
    return limit._replace(allowance=convert.customs_minor(law.limit)) if law.allowance else limit


def _leaves_out(classes: tuple[str, ...], goods: str | None) -> bool:
    return goods is not None and any(goods == c or goods.startswith(f"{c}.") for c in classes)


def flat_law(convert: Converter, fact: Fact[Any] | None) -> Flat | None:
    """
    A flat duty ready for the arithmetic; None where goods stay with the tariff.
    """
    if fact is None or fact.value.shape == "tariff":
        return None
    law = fact.value
    limit = None
    if law.limit is not None:
        limit = convert.limit(law.limit, law.measure, fact, law.weight)
    bands = tuple(
        (
            convert.limit(band.up_to, law.measure, fact) if band.up_to is not None else None,
            band.rate,
            convert.customs_minor(band.deduct),
        )
        for band in law.bands
    )
    return Flat(
        law,
        limit,
        bands,
        convert.customs_minor(law.amount),
        note_of([fact]),
        convert.customs_minor(law.least),
        milligrams(law.above_kg) or 0,
    )


def fee_laws(convert: Converter, ask: Asker) -> tuple[FeeLaw, ...]:
    current = ask.all(keys.FEE)
    old = _last_years(ask, {_label(fact) for fact in current})
    found = [_fee(convert, fact, note_of([fact])) for fact in current]
    for fact in old:
        reason = Reason(
            "landed_cost.fee_of_last_year",
            {"name": fact.value.name, "until": fact.until or ""},
            fact.refs,
            "assumption",
        )
        found.append(_fee(convert, fact, Note(ESTIMATED, (_fee_name(fact),), (reason,), fact.refs)))
    return tuple(found)


def _fee_name(fact: Fact[Any]) -> str:
    return f"facts.{fact.subject}.landed_cost.fee.{_label(fact)}"


def _fee(convert: Converter, fact: Fact[Any], note: Note) -> FeeLaw:
    law: keys.Fee = fact.value
    over, up_to = (
        None if amount is None else convert.limit(amount, law.measure, fact, weight)
        for amount, weight in ((law.over, law.over_weight), (law.up_to, law.up_to_weight))
    )
    most = convert.customs_minor(law.most) if law.most is not None else None
    if not law.told:
        reason = Reason("landed_cost.fee_untold", {"name": law.name}, fact.refs, "warning")
        note = Note(UNKNOWN, (_fee_name(fact),), (reason,), fact.refs)
    amounts = convert.customs_minor(law.amount), convert.customs_minor(law.least), most
    return FeeLaw(law, over, up_to, *amounts, note)


def _label(fact: Fact[Any]) -> str:
    return next((words[0] for field, words, _ in fact.when if field == "measure"), "")


def _last_years(ask: Asker, current: set[str]) -> list[Fact[Any]]:
    """
    Fees that the law adjusts each year, whose newest amount the book does not hold yet.
    """
    newest: dict[str, Any] = {}
    for subject in ask.facts.chain(ask.place.code, "landed_cost", ask.day):
        for fact in ask.facts.history(subject, keys.FEE):
            if _lapsed(fact, ask) and _label(fact) not in current:
                newest[_label(fact)] = fact
    return list(newest.values())


def _lapsed(fact: Fact[Any], ask: Asker) -> bool:
    if not fact.value.yearly or fact.until is None or not fact.when.matches(ask.context):
        return False
    return parse_span(fact.until).last < ask.day


def minimum_laws(convert: Converter, ask: Asker) -> tuple[MinimumLaw, ...]:
    """
    Sums too small to collect, each with its own note.
    """
    return tuple(
        MinimumLaw(
            fact.value.measure,
            convert.customs_minor(fact.value.amount),
            fact.value.inclusive,
            _step(fact.value.rounded),
            note_of([fact]),
        )
        for fact in ask.all(keys.COLLECT_MINIMUM)
    )


def least_law(convert: Converter, ask: Asker) -> LeastLaw | None:
    """
    The least tax of a parcel, where the place has one.
    """
    fact = ask.find(keys.LEAST_CHARGE)
    if fact is None:
        return None
    law = fact.value
    limit = None if law.limit is None else convert.limit(law.limit, law.measure, fact)
    return LeastLaw(law, limit, convert.customs_minor(law.amount), note_of([fact]))


def rounder(ask: Asker) -> Rounder:
    """
    How the place rounds.
    """
    fact = ask.find(keys.ROUNDING)
    if fact is None:
        return Rounder(None, None, None, None, None, None, CLEAR)
    law = fact.value
    steps = (_step(law.duty_base), _step(law.duty), _step(law.tax_base), _step(law.tax))
    return Rounder(*steps, law.first, law.second, note_of([fact]))


def _step(law: keys.Step | None) -> tuple[int, str] | None:
    return None if law is None else (law.step.minor, law.mode)


# --- taxes of a line -----------------------------------------------------------------------------


def line_taxes(
    ask: Asker, key: ItemKey, goods: str | None, guessed: bool, share: Fraction
) -> tuple[tuple[tuple[str, Fraction, tuple[FactRef, ...]], ...], Note]:
    """
    The taxes of a line: (name, rate, sources) each, and how sure they are.
    """
    named = ask.find(TAX_NAME)
    name = named.value if named else "tax"
    if key.tax_rate is not None:
        reason = Reason("landed_cost.tax_rate_given", {"rate": key.tax_rate})
        return ((name, key.tax_rate * share, ()),), Note(COMPLETE, (), (reason,))  # type: ignore[operator]
    fact = ask.find(TAX_RATE, goods=goods)
    if fact is None:
        missing = f"facts.{ask.place.code}.tax.rate"
        reason = Reason("landed_cost.no_tax_rate", {"place": ask.place.code}, (), "warning")
        return (), Note(UNKNOWN, (missing,), (reason,))
    taxes = [(name, fact.value * share, fact.refs)]
    added = ask.all(keys.ADDED_TAX)
    taxes += [(more.value.name, more.value.rate * share, more.refs) for more in added]
    return tuple(taxes), _tax_note(ask, fact, added, (goods, guessed), key.hs_code)


def _tax_note(
    ask: Asker,
    fact: Fact[Any],
    added: tuple[Fact[Any], ...],
    told: tuple[str | None, bool],
    hs_code: str,
) -> Note:
    goods, guessed = told
    reduced = any(field == "goods" for field, _, _ in fact.when)
    note = note_of([fact, *added], _rate_told(fact, goods if reduced else None))
    if reduced and guessed:
        return _weaker(note, "landed_cost.goods_from_hs", {"goods": goods or ""})
    if goods is None and not hs_code and _has_reduced(ask):
        return _weaker(note, "landed_cost.goods_not_told", {"place": fact.subject})
    return note


def _rate_told(fact: Fact[Any], goods: str | None) -> Reason:
    """
    The rate of a place, or what it is for a class of goods.
    """
    params = {"rate": fact.value, "place": fact.subject}
    if goods is not None:
        params["goods"] = goods
        return Reason("landed_cost.tax_rate_reduced", params, fact.refs)
    code = "landed_cost.tax_rate" if fact.value else "landed_cost.tax_none"
    return Reason(code, params, fact.refs)


def _weaker(note: Note, code: str, params: Mapping[str, Any]) -> Note:
    reason = Reason(code, params, (), "assumption")
    reasons = (*note.reasons, reason)
    return Note(max(note.status, ESTIMATED), note.missing, reasons, note.refs)


def _has_reduced(ask: Asker) -> bool:
    return any(
        any(field == "goods" for field, _, _ in fact.when)
        for subject in ask.facts.chain(ask.place.code, "tax", ask.day)
        for fact in ask.facts.history(subject, TAX_RATE)
    )


# --- roads ---------------------------------------------------------------------------------------

EXCISED = ("alcohol", "tobacco")
_SOLD = frozenset(("goods", "freight", "insurance"))
_ASSUMED_BASE = keys.TaxBase("added", ("goods", "freight", "insurance", "duty"), Fraction(0))


class Builder:
    """
    Puts the roads of a plan together.
    """

    def __init__(
        self,
        ask: Asker,
        convert: Converter,
        items: tuple[ItemKey, ...],
        spots: tuple[int, ...],
        goods: tuple[tuple[str | None, bool], ...],
        incoterm: str,
    ) -> None:
        self.ask, self.convert, self.items, self.goods = ask, convert, items, goods
        self.spots = spots
        self.ddp = incoterm == "DDP"

    def sold(self, kind: str, taxed_at: Asker, note: Note) -> Road:
        """
        A sale without import: its tax is charged at checkout and owed by the seller.
        """
        return Road(
            kind=kind,
            scheme=None,
            limit=None,
            lines=self.lines(taxed_at, Fraction(1), imported=False),
            fees=(),
            minima=(),
            tax_base=_SOLD,
            tax_inside=False,
            tax_uplift=Fraction(0),
            duty=False,
            tax_at_checkout=True,
            duty_at_checkout=True,
            tax_owed=True,
            duty_owed=True,
            note=note,
            excluded=False,
        )

    def imported(self, duty: bool) -> Road:
        """
        An import at the border: the buyer pays at the door, the seller under DDP.
        """
        note, taxed = self.tax_base(self.ask.find(keys.TAX_BASE))
        return Road(
            kind="import",
            scheme=None,
            limit=None,
            lines=self.lines(self.ask, Fraction(1)),
            fees=fee_laws(self.convert, self.ask),
            minima=minimum_laws(self.convert, self.ask),
            tax_base=frozenset(taxed.components),
            tax_inside=taxed.shape == "inside",
            tax_uplift=taxed.uplift,
            duty=duty,
            tax_at_checkout=self.ddp,
            duty_at_checkout=self.ddp,
            tax_owed=self.ddp,
            duty_owed=self.ddp,
            note=note,
            excluded=False,
            least=least_law(self.convert, self.ask),
        )

    def tax_base(self, fact: Fact[keys.TaxBase] | None) -> tuple[Note, keys.TaxBase]:
        if fact is not None:
            return note_of([fact]), fact.value
        place = self.ask.place.code
        reason = Reason("landed_cost.tax_base_assumed", {"place": place}, (), "assumption")
        missing = f"facts.{place}.landed_cost.tax_base"
        return Note(ESTIMATED, (missing,), (reason,)), _ASSUMED_BASE

    def scheme(self, fact: Fact[keys.Scheme], duty: bool, registered: bool) -> Road:
        """
        A seller's scheme: the tax is charged at checkout, the duty stays or falls away.
        """
        law = fact.value
        ask = self.ask.with_context(scheme=law.registration)
        note, taxed = self.scheme_base(ask, law)
        limited = law.limit is not None
        seller = law.duty_payer == "seller" or self.ddp
        return Road(
            kind="scheme",
            scheme=law,
            limit=self.convert.limit(law.limit, law.measure, fact) if limited else None,
            lines=self.lines(ask, law.share),
            fees=fee_laws(self.convert, ask),
            minima=(),
            tax_base=frozenset(taxed.components),
            tax_inside=taxed.shape == "inside",
            tax_uplift=taxed.uplift,
            duty=duty and law.duty == "law",
            tax_at_checkout=True,
            duty_at_checkout=seller,
            tax_owed=True,
            duty_owed=seller,
            note=_joined(note, self.scheme_note(fact, registered)),
            excluded=self.left_out(law),
        )

    def scheme_base(self, ask: Asker, law: keys.Scheme) -> tuple[Note, keys.TaxBase]:
        """
        What a scheme names is taxed; where it names nothing, what imports are taxed on.
        """
        if law.base:
            return CLEAR, keys.TaxBase("added", law.base, Fraction(0))
        return self.tax_base(ask.find(keys.TAX_BASE))

    def scheme_note(self, fact: Fact[keys.Scheme], registered: bool) -> Note:
        params = {"scheme": fact.value.registration, "name": fact.value.name}
        reasons = [Reason("landed_cost.scheme_applies", params, fact.refs)]
        if not registered:
            reasons.append(Reason("landed_cost.registration_needed", params, fact.refs, "warning"))
        return note_of([fact], *reasons)

    def left_out(self, law: keys.Scheme) -> bool:
        return any(_leaves_out(law.excludes, name) for name, _ in self.goods)

    def lines(self, ask: Asker, share: Fraction, *, imported: bool = True) -> tuple[LineLaw, ...]:
        made: dict[ItemKey, LineLaw] = {}
        for key, (goods, guessed) in zip(self.items, self.goods, strict=True):
            if key not in made:
                made[key] = self.line(ask, key, goods, guessed, share, imported)
        return tuple(made[key] for key in self.items)

    def line(
        self,
        ask: Asker,
        key: ItemKey,
        goods: str | None,
        guessed: bool,
        share: Fraction,
        imported: bool,
    ) -> LineLaw:
        taxes, note = line_taxes(ask, key, goods, guessed, share)
        if not imported:
            return LineLaw(key, taxes, note, None, None, None)
        if _leaves_out(EXCISED, goods):
            note = _joined(note, self.excise(key, goods or ""))
        more = {"goods": goods, "hs": key.hs_code or None, "origin": key.origin or None}
        duty_relief, tax_relief = (
            relief_limit(self.convert, ask.find(name, **more), goods, key.hs_code)
            for name in (keys.DUTY_RELIEF, keys.TAX_RELIEF)
        )
        flat = flat_law(self.convert, ask.find(keys.FLAT_DUTY, **more))
        if flat is not None and key.duty_rate is not None and flat.law.shape == "bands":
            flat = None  # a rate in place of the tariff gives way to who knows the rate
        return LineLaw(key, taxes, note, duty_relief, tax_relief, flat)

    def excise(self, key: ItemKey, goods: str) -> Note:
        """
        Excise is not in the book, and tax is taken of it: the tax is not known.
        """
        number = self.spots[self.items.index(key)]
        reason = Reason("landed_cost.excise", {"goods": goods}, (), "warning")
        return Note(UNKNOWN, (f"items.{number}.excise",), (reason,))


def _joined(*notes: Note) -> Note:
    status = max((note.status for note in notes), default=COMPLETE)
    missing = tuple(name for note in notes for name in note.missing)
    reasons = tuple(reason for note in notes for reason in note.reasons)
    return Note(status, missing, reasons, tuple(ref for note in notes for ref in note.refs))


# --- the plan ------------------------------------------------------------------------------------


class Route(NamedTuple):
    """
    What a shipment says of its way, as `Basis.route` holds it.
    """

    start: tuple[str, str | None, str | None]
    end: tuple[str, str | None, str | None]
    channel: str | None
    buyer: str
    incoterm: str
    registrations: tuple[str, ...]
    included: frozenset[str]
    order: str
    quote: str
    clearance: str | None
    carrier: tuple[tuple[Any, ...], ...]
    lines: tuple[int, ...] | None


def compile_plan(
    facts: Facts,
    route: tuple[Any, ...],
    items: tuple[ItemKey, ...],
    law_day: date,
    on: date,
    rates: Rates,
    customs_rates: Rates | None,
    tariffs: Tariffs,
) -> Plan:
    """
    All that the book, the rates and the goods say of a route, worked out once.

    Raises:
        UnknownPlace: a place, or the origin of an item, does not exist.
        InvalidInput: an item's category is no class of goods.
    """
    way = Route(*route)
    home, away = _place(facts, way.start, "ship_from"), _place(facts, way.end, "ship_to")
    relation, border = _relation(facts, home, away, law_day)
    ask = Asker(facts, away, law_day, _context(way, home, away))
    customs = _customs_currency(ask, way, relation, home)
    official = customs_rates if relation == "import" else None
    exchange = Exchange(rates, official, min(on, law_day))
    places = tuple(sorted(range(len(items)), key=lambda n: tuple(map(str, items[n]))))
    spots = tuple(way.lines[n] for n in places) if way.lines else places
    keyed = tuple(
        _with_origin(facts, items[n], spot) for n, spot in zip(places, spots, strict=True)
    )
    goods = tuple(goods_class(facts, key) for key in keyed)
    build = Builder(ask, Converter(exchange, way.order, customs), keyed, spots, goods, way.incoterm)
    roads = _roads(build, relation, border, way.registrations, home)
    base, base_note = _duty_base(ask, relation)
    home_rates, home_note = _home_rates(ask, home, way, roads, keyed, goods)
    to_customs, to_quote = exchange.ratio(way.order, customs), exchange.ratio(customs, way.quote)
    order_to_quote = exchange.ratio(way.order, way.quote)
    clearance = exchange.ratio(way.clearance or way.order, customs)
    carrier = _carrier(exchange, way.carrier, customs) if relation == "import" else ()
    whole = (*_whole_notes(ask, relation, way), *_not_covered(ask, relation, keyed))
    notes = (*whole, *exchange.notes(ask, relation))
    return Plan(
        facts=facts,
        home=home,
        away=away,
        day=law_day,
        relation=relation,
        keys=keyed,
        places=places,
        spots=spots,
        groups=_groups(keyed),
        order=way.order,
        customs=customs,
        quote=way.quote,
        to_customs=to_customs,
        to_quote=to_quote,
        order_to_quote=order_to_quote,
        clearance=clearance,
        carrier=carrier,
        incoterm=way.incoterm,
        included=way.included,
        home_rates=home_rates,
        home_note=home_note,
        base=base,
        base_note=base_note,
        rounder=rounder(ask),
        roads=roads,
        notes=notes,
        blocked=bool(exchange.missing),
        context=ask.context,
        goods=tuple(name for name, _ in goods),
        tariffs=tariffs,
        sources=(rates, customs_rates, tariffs),
        memo={
            "unit": exchange.unit_in(customs),
            "by_piece": _by_piece(roads),
            "by_weight": _by_weight(roads),
        },
        in_cart_order=places == tuple(range(len(places))),
    )


def _carrier(
    exchange: Exchange, fees: tuple[tuple[Any, ...], ...], customs: str
) -> tuple[CarrierLaw, ...]:
    def minor(money: tuple[int, str] | None) -> Fraction:
        return Fraction(0) if money is None else exchange.ratio(money[1], customs) * money[0]

    return tuple(
        CarrierLaw(name, minor(amount), rate or Fraction(0), minor(least), tax_rate)
        for name, amount, rate, least, tax_rate in fees
    )


def _place(facts: Facts, parts: tuple[str, str | None, str | None], path: str) -> Place:
    try:
        return facts.place(*parts)
    except UnknownPlace as error:
        raise UnknownPlace(str(error), path=path) from None


def _with_origin(facts: Facts, key: ItemKey, number: int) -> ItemKey:
    """
    The key with its origin as the book calls the country: UK is GB.
    """
    if not key.origin:
        return key
    origin = _place(facts, (key.origin, None, None), f"items.{number}.origin")
    return key._replace(origin=origin.country)


def _context(way: Route, home: Place, away: Place) -> dict[str, str | None]:
    return {
        "ship_from": home.country,
        "region": away.region,
        "channel": way.channel or "other",
        "buyer": way.buyer,
        "incoterm": way.incoterm,
    }


def _customs_currency(ask: Asker, way: Route, relation: str, home: Place) -> str:
    """
    The money in which duty and tax are worked out; a sale at home stays in its own.
    """
    currency = ask.find(CURRENCY)
    at_home = relation == "domestic" and home.country == ask.place.country
    return way.order if at_home or currency is None else str(currency.value)


def _duty_base(ask: Asker, relation: str) -> tuple[keys.DutyBase, Note]:
    fact = ask.find(keys.DUTY_BASE)
    if fact is not None:
        return fact.value, note_of([fact])
    cif = keys.DutyBase("cif", Fraction(1), Fraction(1))
    if relation != "import":
        return cif, CLEAR
    place = ask.place.code
    reason = Reason("landed_cost.duty_base_assumed", {"place": place}, (), "assumption")
    return cif, Note(ESTIMATED, (f"facts.{place}.landed_cost.duty_base",), (reason,))


def _by_piece(roads: tuple[Road, ...]) -> bool:
    """
    Whether any limit is compared with the price of a piece.
    """
    return any(limit.measure == "item_price" for road in roads for limit in road.limits)


def _by_weight(roads: tuple[Road, ...]) -> bool:
    """
    Whether any limit is compared with the weight of the parcel.
    """
    return any(limit.weight is not None for road in roads for limit in road.limits)


def _groups(items: tuple[ItemKey, ...]) -> tuple[int, ...]:
    numbers: dict[tuple[str, str], int] = {}
    return tuple(
        numbers.setdefault((key.hs_code or f"line{n}", key.origin), len(numbers))
        for n, key in enumerate(items)
    )


def _home_rates(
    away: Asker,
    home: Place,
    way: Route,
    roads: tuple[Road, ...],
    items: tuple[ItemKey, ...],
    goods: tuple[tuple[str | None, bool], ...],
) -> tuple[tuple[Fraction, ...], Note]:
    """
    The rates of the seller's own tax where it has to leave the prices; none where it stays.
    """
    if "home_tax" not in way.included or roads[-1].kind not in ("import", "union"):
        return (), CLEAR
    ask = Asker(away.facts, home, away.day, away.context)
    found = [ask.find(TAX_RATE, goods=name) for name, _ in goods]
    if any(fact is None for fact in found):
        missing = f"facts.{ask.place.code}.tax.rate"
        reason = Reason("landed_cost.no_tax_rate", {"place": ask.place.code}, (), "warning")
        return (Fraction(0),) * len(items), Note(UNKNOWN, (missing,), (reason,))
    rates = tuple(fact.value for fact in found)
    params = {"place": ask.place.code, "rate": max(rates)}
    reason = Reason("landed_cost.home_tax_stripped", params, found[0].refs)
    return rates, note_of(dict.fromkeys(found), reason)


def _roads(
    build: Builder, kind: str, border: bool, registrations: tuple[str, ...], home: Place
) -> tuple[Road, ...]:
    if kind == "domestic":
        return (build.sold("domestic", build.ask, _domestic_note(build.ask, home)),)
    if kind == "union":
        return (_union_road(build, registrations, home),)
    roads = []
    ask = build.ask
    taxed = ask.facts.chain(ask.place.code, "tax", ask.day)
    for fact in ask.all(keys.SCHEME):
        if fact.subject not in taxed:
            continue  # inside the customs border, outside the tax border: no scheme of that tax
        law = fact.value
        registered = bool({law.registration, *law.also} & set(registrations))
        if registered or law.mandatory:
            roads.append(build.scheme(fact, border, registered))
    return (*roads, build.imported(border))


def _domestic_note(ask: Asker, home: Place) -> Note:
    reason = Reason("landed_cost.domestic", {"place": _around(ask, home)})
    local = ask.find(keys.LOCAL_TAX)
    if local is None:
        return Note(COMPLETE, (), (reason,))
    params = {"place": ask.place.code, "tax": local.value}
    warning = Reason("landed_cost.local_tax", params, local.refs, "warning")
    missing = f"facts.{ask.place.code}.landed_cost.local_tax_rate"
    return Note(UNKNOWN, (missing,), (reason, warning))


def _around(ask: Asker, home: Place) -> str:
    """
    What both ends of a sale at home lie in: a country, or one that treats the other as its own.
    """
    away = ask.place
    if home.code == away.code:
        return away.code
    if home.country == away.country:
        return away.country
    inside = home.country in ask.facts.chain(away.code, "returns", ask.day)
    return home.country if inside else away.country


def _union_road(build: Builder, registrations: tuple[str, ...], home: Place) -> Road:
    """
    Sales to consumers inside a union: the destination's tax for the registered, else the seller's.
    """
    fact = build.ask.find(keys.DISTANCE_SALE)
    away = build.ask.place.country
    at_destination = {f"VAT-{away}", *([fact.value.registration] if fact else [])}
    if at_destination & set(registrations) or fact is None:
        params = {"place": build.ask.place.code}
        reason = Reason("landed_cost.union_destination", params, fact.refs if fact else ())
        return build.sold("union", build.ask, note_of([fact], reason))
    params = {"place": home.code, "threshold": fact.value.threshold}
    reason = Reason("landed_cost.union_home", params, fact.refs, "assumption")
    note = note_of([fact], reason)
    at_home = Asker(build.ask.facts, home, build.ask.day, build.ask.context)
    return build.sold("union_home", at_home, note._replace(status=max(note.status, ESTIMATED)))


# --- what holds for the whole plan ---------------------------------------------------------------


def _whole_notes(ask: Asker, relation: str, way: Route) -> list[Note]:
    notes = []
    if way.buyer == "business":
        reason = Reason("landed_cost.business_buyer", {}, (), "warning")
        notes.append(Note(UNKNOWN, ("buyer_business",), (reason,)))
    if relation == "import" and way.channel is None and _channel_matters(ask):
        reason = Reason("landed_cost.channel_assumed", {"place": ask.place.code}, (), "assumption")
        notes.append(Note(ESTIMATED, ("channel",), (reason,)))
    if relation == "import" and (local := ask.find(keys.LOCAL_TAX)) is not None:
        params = {"place": ask.place.country, "tax": local.value}
        reason = Reason("landed_cost.local_tax_not_at_border", params, local.refs)
        notes.append(Note(COMPLETE, (), (reason,), local.refs))
    if ask.place.region is None and _regions_matter(ask):
        params = {"place": ask.place.code}
        reason = Reason("landed_cost.region_assumed", params, (), "warning")
        notes.append(Note(ESTIMATED, ("ship_to.region",), (reason,)))
    return notes


def _not_covered(ask: Asker, relation: str, items: tuple[ItemKey, ...]) -> list[Note]:
    """
    Where the book holds neither bases nor a rate nothing can be told, not even a duty.
    """
    given = all(key.tax_rate is not None for key in items)
    if relation != "import" or given:
        return []
    if any(ask.find(key) is not None for key in (keys.DUTY_BASE, keys.TAX_BASE, TAX_RATE)):
        return []
    place = ask.place.code
    reason = Reason("landed_cost.not_covered", {"place": place}, (), "warning")
    return [Note(UNKNOWN, (f"facts.{place}.landed_cost",), (reason,))]


def _channel_matters(ask: Asker) -> bool:
    def told(channel: str) -> list[object]:
        found = ask.with_context(channel=channel)
        single = [found.find(key) for key in (keys.DUTY_RELIEF, keys.TAX_RELIEF, keys.FLAT_DUTY)]
        fees = [fact.value for fact in found.all(keys.FEE)]
        return [*(fact and fact.value for fact in single), *fees]

    plain = told("other")
    return any(told(channel) != plain for channel in CHANNELS)


def _regions_matter(ask: Asker) -> bool:
    """
    Whether the tax of the country differs by region, and no region was told.
    """
    fact = ask.find(keys.BY_REGION)
    return ask.place.code == ask.place.country and fact is not None and bool(fact.value)
