"""
What the room reads of the book: bases, reliefs, flat duties, schemes, fees, layers, roundings.

Each value names a shape and its parameters; a law that changes in kind is one more dated value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.facts import readers
from globalcs.facts._dates import parse_span
from globalcs.facts._model import Key
from globalcs.facts._shared_keys import TAX_RATE

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from globalcs.facts import Fact, Facts
    from globalcs.money import Money

__all__ = [
    "ADDED_DUTY",
    "ADDED_TAX",
    "BY_REGION",
    "COLLECT_MINIMUM",
    "CUSTOMS_FX",
    "DISTANCE_SALE",
    "DOMESTIC",
    "DUTY_BASE",
    "DUTY_RELIEF",
    "FEE",
    "FLAT_DUTY",
    "GENERAL_DUTY",
    "LEAST_CHARGE",
    "LOCAL_TAX",
    "REQUIRED",
    "ROUNDING",
    "SCHEME",
    "SPLIT_ORDERS",
    "TAX_BASE",
    "TAX_RELIEF",
    "AddedDuty",
    "AddedTax",
    "Band",
    "CollectMinimum",
    "CustomsFx",
    "DistanceSale",
    "DutyBase",
    "Fee",
    "FlatDuty",
    "LeastCharge",
    "Relief",
    "Rounding",
    "Scheme",
    "Step",
    "TaxBase",
    "gaps",
]

#: What a limit is compared with. "goods" is the net price of all goods of a consignment, freight
#: and insurance left out (the intrinsic value); "landed" adds both; "customs_value" is the base
#: of duty; "item_price" is the net price of one piece.
MEASURES = ("goods", "landed", "customs_value", "item_price")
COMPONENTS = ("goods", "freight", "insurance", "duty", "excise", "fees", "clearance")
LAYERS = ("added", "surcharge", "floor", "listed", "untold")
MODES = ("half_up", "half_even", "up", "down")

_measure = readers.word(*MEASURES)
_texts = readers.listed(readers.text)


def _kilograms(value: Any) -> Decimal:
    number, _, unit = readers.text(value).partition(" ")
    if unit != "kg":
        raise ValueError('a weight in kilograms is needed, such as "4 kg"')
    return readers.decimal(number)


class Relief(NamedTuple):
    """
    Up to `limit` (inclusive) nothing is due; zero means that there is no relief.

    `allowance`: above the limit only what exceeds it is charged. `weight`: heavier parcels have no
    relief, whatever they are worth.
    """

    limit: Money
    measure: str
    excludes: tuple[str, ...]
    excludes_hs: tuple[str, ...]
    allowance: bool
    weight: Decimal | None

    @classmethod
    def read(cls, value: Any) -> Relief:
        """
        From ``{ limit = "150 EUR", measure = "goods", excludes = ["alcohol"] }``.
        """
        found = readers.fields(
            value,
            {"limit": readers.amount, "measure": _measure},
            {
                "excludes": _texts,
                "excludes_hs": _texts,
                "allowance": readers.boolean,
                "weight": _kilograms,
            },
        )
        found["excludes"] = found["excludes"] or ()
        found["excludes_hs"] = found["excludes_hs"] or ()
        found["allowance"] = bool(found["allowance"])
        return cls(**found)


class Step(NamedTuple):
    """
    Round to a multiple of `step` in a named way.
    """

    step: Money
    mode: str

    @classmethod
    def read(cls, value: Any) -> Step:
        """
        From ``"1 NOK half_up"``.
        """
        amount, _, mode = readers.text(value).rpartition(" ")
        return cls(readers.amount(amount), readers.word(*MODES)(mode))


class CollectMinimum(NamedTuple):
    """
    Sums too small to collect: "duty", "tax" or "charges" (both) below `amount`.

    `rounded` is the step to which the sum is rounded before it is compared.
    """

    measure: str
    amount: Money
    inclusive: bool
    rounded: Step | None

    @classmethod
    def read(cls, value: Any) -> CollectMinimum:
        """
        From ``{ measure = "tax", amount = "5 CHF", inclusive = true }``.
        """
        found = readers.fields(
            value,
            {"measure": readers.word("duty", "tax", "charges"), "amount": readers.amount},
            {"inclusive": readers.boolean, "rounded": Step.read},
        )
        return cls(found["measure"], found["amount"], bool(found["inclusive"]), found["rounded"])


class DutyBase(NamedTuple):
    """
    What duty is taken of.

    ``cif`` goods, freight and insurance; ``fob`` goods alone; ``weight`` gross weight (rates are an
    amount a weight; a rate in percent is taken of goods); ``retail_share`` a share of the retail
    price, freight left out. `freight`: the part of the freight that belongs to it, where only the
    way to the border counts (freight by air into the Union).
    """

    shape: str
    share: Fraction
    freight: Fraction

    @classmethod
    def read(cls, value: Any) -> DutyBase:
        """
        From ``{ shape = "cif" }`` or ``{ shape = "retail_share", share = "60 %" }``.
        """
        shape = readers.word("cif", "fob", "weight", "retail_share")
        more = {"share": readers.rate, "freight": readers.rate}
        found = readers.fields(value, {"shape": shape}, more)
        freight = found["freight"] if found["freight"] is not None else Fraction(1)
        return cls(found["shape"], found["share"] or Fraction(1), freight)


class TaxBase(NamedTuple):
    """
    What import tax is taken of: the sum of `components`.

    ``added``: the tax is put on top. ``inside``: the tax is part of its own base. `uplift`: a share
    of the customs value that the law adds, in place of costs that nobody counts.
    """

    shape: str
    components: tuple[str, ...]
    uplift: Fraction

    @classmethod
    def read(cls, value: Any) -> TaxBase:
        """
        From ``{ shape = "added", components = ["goods", "duty"] }``.
        """
        component = readers.listed(readers.word(*COMPONENTS, "customs_value"))
        found = readers.fields(
            value,
            {"shape": readers.word("added", "inside"), "components": component},
            {"uplift": readers.rate},
        )
        return cls(found["shape"], found["components"], found["uplift"] or Fraction(0))


class Rounding(NamedTuple):
    """
    How a country rounds: bases and sums; the parts of a tax that is worked out in a chain.

    `first` is the share of the rate that makes the first part of the tax, `second` the second part
    as a share of the first (Japan: 78 %, 22/78).
    """

    duty_base: Step | None
    duty: Step | None
    tax_base: Step | None
    tax: Step | None
    first: Fraction | None
    second: Fraction | None

    @classmethod
    def read(cls, value: Any) -> Rounding:
        """
        From ``{ duty = "100 JPY down", tax_base = "1000 JPY down" }``.
        """
        steps = dict.fromkeys(("duty_base", "duty", "tax_base", "tax"), Step.read)
        found = readers.fields(value, {}, {**steps, "first": readers.rate, "second": _ratio})
        return cls(**found)


def _ratio(value: Any) -> Fraction:
    over, _, under = readers.text(value).partition("/")
    try:
        return Fraction(int(over), int(under))
    except (ValueError, ZeroDivisionError):
        raise ValueError('a ratio is needed, such as "22/78"') from None


class Band(NamedTuple):
    """
    Up to `up_to` (inclusive; None is no end): `rate` of the value, less `deduct`.
    """

    up_to: Money | None
    rate: Fraction
    deduct: Money | None

    @classmethod
    def read(cls, value: Any) -> Band:
        """
        From ``{ up_to = "50 USD", rate = "20 %" }``.
        """
        money = dict.fromkeys(("up_to", "deduct"), readers.amount)
        found = readers.fields(value, {"rate": readers.rate}, money)
        return cls(found["up_to"], found["rate"], found["deduct"])


class FlatDuty(NamedTuple):
    """
    A duty that takes the place of the tariff in consignments up to `limit`.

    ``per_tariff_item``: `amount` for each distinct HS code of `digits` digits. ``bands``: a rate of
    the value, by bands. ``tariff``: none; these goods stay with the tariff.
    `covers_tax`: it stands for duty and tax together. `spares_free`: goods that the tariff frees
    stay free. `weight`: heavier parcels are beyond the limit. Bands may have a `least` a parcel,
    and a least `per_kg`: of the whole weight, or of what lies `above_kg`.
    """

    shape: str
    name: str
    amount: Money | None
    digits: int
    bands: tuple[Band, ...]
    limit: Money | None
    measure: str
    covers_tax: bool
    spares_free: bool
    weight: Decimal | None
    least: Money | None
    per_kg: Money | None
    above_kg: Decimal | None

    @classmethod
    def read(cls, value: Any) -> FlatDuty:
        """
        From ``{ shape = "per_tariff_item", amount = "3 EUR", limit = "150 EUR", ... }``.
        """
        found = readers.fields(
            value,
            {"shape": readers.word("per_tariff_item", "bands", "tariff"), "name": readers.text},
            {
                "amount": readers.amount,
                "digits": readers.integer,
                "bands": readers.listed(Band.read),
                "limit": readers.amount,
                "measure": _measure,
                "covers_tax": readers.boolean,
                "spares_free": readers.boolean,
                "weight": _kilograms,
                "least": readers.amount,
                "per_kg": readers.amount,
                "above_kg": _kilograms,
            },
        )
        found["bands"] = found["bands"] or ()
        found["digits"] = found["digits"] or 6
        found["measure"] = found["measure"] or "goods"
        found["covers_tax"] = bool(found["covers_tax"])
        found["spares_free"] = bool(found["spares_free"])
        return cls(**found)._checked()

    def _checked(self) -> FlatDuty:
        if self.shape == "per_tariff_item" and self.amount is None:
            raise ValueError("per_tariff_item needs an amount")
        if self.shape == "bands" and not self.bands:
            raise ValueError("bands needs at least one band")
        if self.weight is not None and self.limit is None:
            raise ValueError("weight goes with a limit")
        if self.shape != "bands" and not self.least is self.per_kg is None:
            raise ValueError("a least charge goes with bands")
        if self.above_kg is not None and self.per_kg is None:
            raise ValueError("above_kg goes with per_kg")
        return self


class Scheme(NamedTuple):
    """
    The seller charges the tax at checkout, in consignments (or pieces) up to `limit`.

    `registration` is what a shop lists among its registrations; `mandatory` schemes hold for all
    sellers. `base` names what is taxed (nothing named: what imports are taxed on);
    `share` is the share of the rate that is charged; `duty` says whether duty stays ("law") or
    falls away ("none").
    """

    registration: str
    name: str
    limit: Money | None
    measure: str
    base: tuple[str, ...]
    duty: str
    share: Fraction
    mandatory: bool
    excludes: tuple[str, ...]
    duty_payer: str
    also: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> Scheme:
        """
        From ``{ registration = "IOSS", name = "...", limit = "150 EUR", measure = "goods", ... }``.
        """
        found = readers.fields(
            value,
            {"registration": readers.text, "name": readers.text},
            {
                "limit": readers.amount,
                "measure": _measure,
                "base": readers.listed(readers.word(*COMPONENTS)),
                "duty": readers.word("law", "none"),
                "share": readers.rate,
                "mandatory": readers.boolean,
                "excludes": _texts,
                "duty_payer": readers.word("seller", "importer"),
                "also": _texts,
            },
        )
        found["measure"] = found["measure"] or "goods"
        found["base"] = found["base"] or ()
        found["duty"] = found["duty"] or "law"
        found["share"] = found["share"] or Fraction(1)
        found["mandatory"] = bool(found["mandatory"])
        found["excludes"] = found["excludes"] or ()
        found["duty_payer"] = found["duty_payer"] or "importer"
        found["also"] = found["also"] or ()
        return cls(**found)


class LeastCharge(NamedTuple):
    """
    A tax that a parcel bears is raised to at least `amount`, up to a limit where one is told.
    """

    name: str
    amount: Money
    limit: Money | None
    measure: str

    @classmethod
    def read(cls, value: Any) -> LeastCharge:
        """
        From ``{ name = "rest up to the least tax", amount = "5 JOD", limit = "200 JOD" }``.
        """
        found = readers.fields(
            value,
            {"name": readers.text, "amount": readers.amount},
            {"limit": readers.amount, "measure": _measure},
        )
        return cls(**{**found, "measure": found["measure"] or "goods"})


class Fee(NamedTuple):
    """
    A fee of the state: an amount, or a rate with a least and a most, once `per` something.

    Due where `measure` (the value of goods, unless told) lies over `over` and up to `up_to`; a
    parcel heavier than `over_weight` or `up_to_weight` lies beyond them, whatever it is worth.
    `yearly`: the law adjusts it each year, so last year's amount is an estimate of this year's.
    Neither amount nor rate: the fee exists and nobody could tell its amount.
    """

    name: str
    per: str
    amount: Money | None
    rate: Fraction | None
    least: Money | None
    most: Money | None
    base: str
    over: Money | None
    up_to: Money | None
    yearly: bool
    measure: str
    over_weight: Decimal | None
    up_to_weight: Decimal | None

    @classmethod
    def read(cls, value: Any) -> Fee:
        """
        From ``{ name = "parcel fee", per = "consignment", amount = "25 RON", up_to = "150 EUR" }``.
        """
        money = dict.fromkeys(("amount", "least", "most", "over", "up_to"), readers.amount)
        found = readers.fields(
            value,
            {"name": readers.text, "per": readers.word("consignment", "tariff_item")},
            {
                **money,
                "rate": readers.rate,
                "base": readers.word("goods", "landed", "customs_value"),
                "yearly": readers.boolean,
                "measure": _measure,
                "over_weight": _kilograms,
                "up_to_weight": _kilograms,
            },
        )
        found["measure"] = found["measure"] or "goods"
        found["base"] = found["base"] or "customs_value"
        found["yearly"] = bool(found["yearly"])
        return cls(**found)._checked()

    def _checked(self) -> Fee:
        for weight, limit in ((self.over_weight, self.over), (self.up_to_weight, self.up_to)):
            if weight is not None and limit is None:
                raise ValueError("a weight goes with a limit of value")
        return self

    @property
    def told(self) -> bool:
        """
        Whether its amount is known.
        """
        return self.amount is not None or self.rate is not None


class AddedDuty(NamedTuple):
    """
    A layer over the tariff, by origin and HS code.

    ``added``: `rate` on top. ``surcharge``: `rate` of the tariff's own duty on top. ``floor``: the
    tariff's rate and this are raised to `rate` together.
    ``listed``: on top for goods of lists that the book does not hold; from `rate` to `most`.
    ``untold``: it exists, and the book holds no rate. `exempt_preference`: goods of these origins
    that enter with proof of preference do not bear it.
    """

    name: str
    kind: str
    rate: Fraction
    most: Fraction
    exempt_hs: tuple[str, ...]
    exempt_preference: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> AddedDuty:
        """
        From ``{ name = "...", kind = "added", rate = "10 %" }``.
        """
        found = readers.fields(
            value,
            {"name": readers.text, "kind": readers.word(*LAYERS)},
            {
                "rate": readers.rate,
                "most": readers.rate,
                "exempt_hs": _texts,
                "exempt_preference": _texts,
            },
        )
        rate = found["rate"] or Fraction(0)
        exempt = found["exempt_hs"] or (), found["exempt_preference"] or ()
        return cls(found["name"], found["kind"], rate, found["most"] or rate, *exempt)


class AddedTax(NamedTuple):
    """
    A second tax on the same base, such as that of a province.
    """

    name: str
    rate: Fraction

    @classmethod
    def read(cls, value: Any) -> AddedTax:
        """
        From ``{ name = "QST", rate = "9.975 %" }``.
        """
        return cls(**readers.fields(value, {"name": readers.text, "rate": readers.rate}, {}))


class CustomsFx(NamedTuple):
    """
    Whose exchange rate customs uses, and how long one rate holds.
    """

    authority: str
    period: str | None

    @classmethod
    def read(cls, value: Any) -> CustomsFx:
        """
        From ``{ authority = "HMRC", period = "month" }``.
        """
        period = readers.word("day", "week", "month", "quarter")
        return cls(**readers.fields(value, {"authority": readers.text}, {"period": period}))


class DistanceSale(NamedTuple):
    """
    Sales to consumers inside a union: the yearly threshold under which the seller's own tax holds.
    """

    threshold: Money
    registration: str

    @classmethod
    def read(cls, value: Any) -> DistanceSale:
        """
        From ``{ threshold = "10000 EUR", registration = "OSS" }``.
        """
        return cls(
            **readers.fields(value, {"threshold": readers.amount, "registration": readers.text}, {})
        )


DUTY_RELIEF = Key("landed_cost.duty_de_minimis", Relief.read)
TAX_RELIEF = Key("landed_cost.tax_de_minimis", Relief.read)
COLLECT_MINIMUM = Key("landed_cost.collect_minimum", CollectMinimum.read, merge="add")
DUTY_BASE = Key("landed_cost.duty_base", DutyBase.read)
TAX_BASE = Key("landed_cost.tax_base", TaxBase.read)
ROUNDING = Key("landed_cost.rounding", Rounding.read)
FLAT_DUTY = Key("landed_cost.flat_duty", FlatDuty.read)
SCHEME = Key("landed_cost.scheme", Scheme.read, merge="add")
FEE = Key("landed_cost.fee", Fee.read, merge="add")
ADDED_DUTY = Key("landed_cost.added_duty", AddedDuty.read, merge="add")
ADDED_TAX = Key("landed_cost.added_tax", AddedTax.read, merge="add")
CUSTOMS_FX = Key("landed_cost.customs_fx", CustomsFx.read)
DISTANCE_SALE = Key("landed_cost.distance_sale", DistanceSale.read)
LEAST_CHARGE = Key("landed_cost.least_charge", LeastCharge.read)
GENERAL_DUTY = Key("landed_cost.general_duty", readers.rate)
DOMESTIC = Key("landed_cost.domestic", _texts)
BY_REGION = Key("landed_cost.by_region", readers.boolean)
LOCAL_TAX = Key("landed_cost.local_tax", readers.text)

#: How customs looks at an order that comes in several parcels: "together" where the value of all
#: is what limits are compared with.
SPLIT_ORDERS = Key("landed_cost.split_orders", readers.word("together"))

#: What a place needs so that the room covers it in full.
REQUIRED = (TAX_RATE, DUTY_BASE, TAX_BASE)

#: Facts beyond those that can leave a quote open or in doubt.
_DOUBTED = (
    DUTY_RELIEF,
    TAX_RELIEF,
    COLLECT_MINIMUM,
    LEAST_CHARGE,
    FLAT_DUTY,
    SCHEME,
    FEE,
    ADDED_TAX,
    ROUNDING,
)


def gaps(facts: Facts, place: str, on: date) -> tuple[str, ...]:
    """
    The keys under which a place is known in part only, so that some quotes there stay open.

    A local tax without rates, a tax that differs by region where no region is asked for, fees and
    layers without an amount, fees of last year, and rules that rest on low confidence.
    """
    ask = _Force(facts, facts.chain(place, "landed_cost", on), on)
    whole = "-" not in place
    found: tuple[tuple[Key[Any], bool], ...] = (
        (LOCAL_TAX, ask.any(LOCAL_TAX)),
        (BY_REGION, whole and ask.any(BY_REGION)),
        (FEE, any(not fact.value.told for fact in ask.all(FEE)) or ask.lapsed_fee()),
        (ADDED_DUTY, any(fact.value.kind in ("listed", "untold") for fact in ask.all(ADDED_DUTY))),
        *((key, any(fact.confidence == "low" for fact in ask.all(key))) for key in _DOUBTED),
    )
    return tuple(dict.fromkeys(key.name for key, open_ in found if open_))


class _Force(NamedTuple):
    """
    The facts of a place that are in force on a day, whatever they hang on.
    """

    facts: Facts
    chain: tuple[str, ...]
    on: date

    def history(self, key: Key[Any]) -> list[Fact[Any]]:
        return [fact for subject in self.chain for fact in self.facts.history(subject, key)]

    def all(self, key: Key[Any]) -> list[Fact[Any]]:
        return [fact for fact in self.history(key) if self.begun(fact) and not self.over(fact)]

    def any(self, key: Key[Any]) -> bool:
        return any(fact.value for fact in self.all(key))

    def begun(self, fact: Fact[Any]) -> bool:
        return fact.since is None or parse_span(fact.since).first <= self.on

    def over(self, fact: Fact[Any]) -> bool:
        return fact.until is not None and parse_span(fact.until).last < self.on

    def lapsed_fee(self) -> bool:
        """
        Whether a fee that the law adjusts each year has no amount for this year.
        """
        current = {fact.when for fact in self.all(FEE)}
        return any(
            fact.value.yearly and self.over(fact) and fact.when not in current
            for fact in self.history(FEE)
        )
