"""
What is quoted: goods, freight and who pays what, between two places.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, model_validator

from globalcs._models import Day, Model, MoneyField, PlaceCode, Rate
from globalcs.cents import split
from globalcs.errors import CurrencyMismatch, InvalidInput, Problem
from globalcs.items import Address, Item
from globalcs.landed_cost._registrations import registration
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Basis", "CarrierFee", "ItemKey", "Parcel", "Part", "Shipment"]

_MAX_ITEMS = 1000
_MAX_TOTAL = 1_000_000_000_000


class ItemKey(NamedTuple):
    """
    What of an item the law asks for.
    """

    hs_code: str
    origin: str
    category: str
    duty_rate: object
    tax_rate: object
    proof: bool


class Basis(NamedTuple):
    """
    A shipment as whole minor units of its order currency, with the key of the law it falls under.

    `names` are what each line is called in answers (id, sku or name, else its number) and its name.
    """

    currency: str
    totals: tuple[int, ...]
    freight: int
    insurance: int
    discount: int
    clearance: int
    quantities: tuple[int, ...]
    weights: tuple[int, ...]
    keys: tuple[ItemKey, ...]
    names: tuple[tuple[str, str | None], ...]
    route: tuple[object, ...]


def _word(value: object) -> object:
    return re.sub("[_ ]", "-", value.strip().upper()) if isinstance(value, str) else value


def _sorted(value: object) -> object:
    if isinstance(value, str):
        raise InvalidInput('a list of texts is needed, such as ["IOSS"]')
    return value


Registration = Annotated[str, BeforeValidator(registration)]
Content = Literal["home_tax", "destination_tax", "duty"]
Channel = Literal["post", "courier", "freight"]


def _line_name(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise InvalidInput("a line is named by its id, or by its number from 0")
    return value


LineName = Annotated[int | str, BeforeValidator(_line_name)]


class CarrierFee(Model):
    """
    What a carrier asks for paying the charges at the border in advance: its price, not law.

    It is due for each parcel on which something is advanced: `amount`, and `rate` of what is
    advanced, together at least `least`; with the carrier's own tax on top.

    Attributes:
        name: what the carrier calls it.
        amount, least: in any currency.
        rate: of duty, tax and fees that are paid at the border.
        tax_rate: the tax on the fee itself.

    Raises:
        InvalidInput: nothing is asked for, or something is negative.

    >>> CarrierFee(name="advance payment", rate="2 %", least="6 EUR", tax_rate="19 %").rate
    Fraction(1, 50)
    """

    name: str
    amount: MoneyField | None = None
    rate: Rate | None = None
    least: MoneyField | None = None
    tax_rate: Rate | None = None

    @model_validator(mode="after")
    def _asked(self) -> CarrierFee:
        numbers = [self.amount and self.amount.minor, self.rate, self.least and self.least.minor]
        told = [number for number in (*numbers, self.tax_rate) if number is not None]
        if all(number is None for number in numbers):
            raise InvalidInput("a fee needs an amount, a rate or a least", path="amount")
        if any(number < 0 for number in told):
            raise InvalidInput("it can't be negative", path="amount")
        return self

    @property
    def key(self) -> tuple[object, ...]:
        """
        The fee as plain values: name, amount, rate, least, tax rate.
        """
        return self.name, _written(self.amount), self.rate, _written(self.least), self.tax_rate


class Parcel(Model):
    """
    One consignment of an order that travels in parts.

    Attributes:
        items: its lines: the `id` of an item, or its place in the cart counted from 0.
        shipping: what of the order's shipping is for this one; a share by weight (else by value)
            of what the others leave, unless given.
        ship_from: the place it leaves from; that of the order unless given.
        channel: "post", "courier" or "freight"; that of the order unless given.
        arrival: the day it arrives, whose law holds for it; that of the order unless given.

    >>> Parcel(items=["tee", "book"], channel="post").items
    ('tee', 'book')
    """

    items: Annotated[tuple[LineName, ...], BeforeValidator(_sorted)]
    shipping: MoneyField | None = None
    ship_from: PlaceCode | Address | None = None
    channel: Channel | None = None
    arrival: Day | None = None


class Shipment(Model):
    """
    An order on its way: what, from where, to where, and on which terms.

    Attributes:
        ship_from: the place the parcel leaves from: "JP", "US-CA", or an `Address`.
        ship_to: the place it goes to.
        items: the lines of the cart, all in one currency.
        shipping: what the shopper pays for freight; in the currency of the cart.
        insurance: what the shopper pays for insurance, where it is charged apart.
        discount: off the whole order, shared out by value. A gift card is no discount.
        clearance_fees: what the carrier charges for clearance, where that is known; some countries
            tax it. In any currency. It is part of the tax's base, not of the quote's sum.
        carrier_fees: what the carrier asks for paying charges in advance, in each parcel; not law.
        currency: in which the quote is told; the cart's unless given.
        incoterm: DAP (the buyer pays import charges at the door) or DDP (the seller does).
        registrations: schemes the seller is registered for: "IOSS", "OSS", "VOEC", "VAT-GB" ...;
            a name the book does not know is refused.
        prices_include: what is inside prices and shipping already: "home_tax", "destination_tax",
            "duty" (with fees). Nothing of it is charged again.
        buyer: "consumer" or "business".
        channel: "post", "courier" or "freight", where it is known.
        arrival: the day of arrival, whose law holds; else the day of the question.
        consignments: the parcels of an order that is shipped in parts, each line in one of them.
            Limits, bases and roundings then hold for each parcel alone. Nothing: one parcel.

    Raises:
        InvalidInput: a field is malformed, a registration does not exist, the cart is empty,
            currencies are mixed, or a line is in no parcel or in two.

    >>> parcel = Shipment(
    ...     ship_from="JP", ship_to="NL", shipping="1800 JPY",
    ...     items=[{"sku": "yukata", "price": "5400 JPY", "hs_code": "6211.43", "origin": "JP"}],
    ... )
    >>> parcel.order_currency
    'JPY'
    """

    ship_from: PlaceCode | Address
    ship_to: PlaceCode | Address
    items: Annotated[tuple[Item, ...], BeforeValidator(_sorted)]
    shipping: MoneyField
    insurance: MoneyField | None = None
    discount: MoneyField | None = None
    clearance_fees: MoneyField | None = None
    carrier_fees: Annotated[tuple[CarrierFee, ...], BeforeValidator(_sorted)] = ()
    currency: str | None = None
    incoterm: Annotated[Literal["DAP", "DDP"], BeforeValidator(_word)] = "DAP"
    registrations: Annotated[tuple[Registration, ...], BeforeValidator(_sorted)] = ()
    prices_include: Annotated[tuple[Content, ...], BeforeValidator(_sorted)] = ()
    buyer: Literal["consumer", "business"] = "consumer"
    channel: Channel | None = None
    arrival: Day | None = None
    consignments: Annotated[tuple[Parcel, ...], BeforeValidator(_sorted)] = ()

    @model_validator(mode="after")
    def _whole(self) -> Shipment:
        self._check_cart()
        self._check_amounts()
        if self.consignments:
            self._check_parcels()
        if self.currency is not None:
            Money.from_minor(0, self.currency)
        if {"home_tax", "destination_tax"} <= set(self.prices_include):
            raise InvalidInput(
                "a price holds the tax of one place: give home_tax or destination_tax, not both",
                path="prices_include",
            )
        return self

    def _check_cart(self) -> None:
        if not self.items:
            raise InvalidInput("the cart is empty; add at least one item", path="items")
        if len(self.items) > _MAX_ITEMS:
            raise InvalidInput(f"a cart holds at most {_MAX_ITEMS} lines", path="items")
        names = [item.id for item in self.items if item.id is not None]
        if len(names) != len(set(names)):
            raise InvalidInput("two items have the same id", path="items")

    def _check_amounts(self) -> None:
        currency = self.order_currency
        mixed = [
            Problem(path, CurrencyMismatch.code, "another currency than the first item's")
            for path, money in self._amounts()
            if path != "clearance_fees" and money.currency.code != currency
        ]
        if mixed:
            raise CurrencyMismatch(
                "a cart has one currency; convert prices with a rate of a named day first",
                problems=tuple(mixed),
            )
        for path, money in self._amounts():
            if money.minor < 0:
                raise InvalidInput("it can't be negative", path=path)
        self._check_sum()

    def _check_sum(self) -> None:
        goods = sum(item.total.minor for item in self.items)
        if goods > _MAX_TOTAL:
            raise InvalidInput("the cart is worth more than any parcel", path="items")
        if self.discount is not None and self.discount.minor > goods:
            raise InvalidInput("the discount is larger than the goods", path="discount")

    def _check_parcels(self) -> None:
        placed = [number for lines in self.lines_of_parcels for number in lines]
        if len(placed) != len(set(placed)):
            raise InvalidInput("a line travels in one parcel only", path="consignments")
        if len(placed) != len(self.items):
            raise InvalidInput(
                "name each line of the cart in one of the parcels", path="consignments"
            )
        given = [parcel.shipping for parcel in self.consignments]
        told = sum(money.minor for money in given if money is not None)
        if told > self.shipping.minor or (None not in given and told != self.shipping.minor):
            raise InvalidInput(
                "the shipping of the parcels does not add up to that of the order",
                path="consignments",
            )

    @property
    def lines_of_parcels(self) -> tuple[tuple[int, ...], ...]:
        """
        The lines of each consignment, by their place in the cart.
        """
        places: dict[int | str, int] = {number: number for number in range(len(self.items))}
        for number, item in enumerate(self.items):
            if item.id is not None:
                places[item.id] = number
        return tuple(
            _lines_of(places, parcel.items, f"consignments.{number}.items")
            for number, parcel in enumerate(self.consignments)
        )

    def _amounts(self) -> list[tuple[str, Money]]:
        named = [(f"items.{n}.price", item.total) for n, item in enumerate(self.items)]
        named += [
            (f"consignments.{n}.shipping", parcel.shipping)
            for n, parcel in enumerate(self.consignments)
            if parcel.shipping is not None
        ]
        others = ("shipping", "insurance", "discount", "clearance_fees")
        told = [(name, getattr(self, name)) for name in others]
        return [*named, *((name, money) for name, money in told if money is not None)]

    @property
    def order_currency(self) -> str:
        """
        The code of the cart's currency.
        """
        return self.items[0].total.currency.code

    @cached_property
    def basis(self) -> Basis:
        """
        The shipment as the arithmetic reads it; worked out once.
        """
        return Basis(
            self.order_currency,
            tuple(item.total.minor for item in self.items),
            self.shipping.minor,
            _minor(self.insurance),
            _minor(self.discount),
            _minor(self.clearance_fees),
            tuple(item.quantity for item in self.items),
            _weights(self.items),
            tuple(map(_key, self.items)),
            tuple((item.label or str(n), item.name) for n, item in enumerate(self.items, 1)),
            self._route(),
        )

    def _route(self) -> tuple[object, ...]:
        return (
            _place(self.ship_from),
            _place(self.ship_to),
            self.channel,
            self.buyer,
            self.incoterm,
            tuple(sorted(set(self.registrations))),
            frozenset(self.prices_include),
            self.order_currency,
            (self.currency or self.order_currency).upper(),
            self.clearance_fees and self.clearance_fees.currency.code,
            tuple(fee.key for fee in self.carrier_fees),
            None,
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """
        The order as what travels as one: each part a shipment with its share of what the order has.

        Freight is shared out by weight where all weights are known, else by value like the rest.
        """
        if not self.consignments:
            return (Part(tuple(range(len(self.items))), self, self.basis),)
        lines = self.lines_of_parcels
        less = _shared(self.discount, [sum(self._totals(own)) for own in lines])
        values = [
            sum(self._totals(own)) - _minor(off) for own, off in zip(lines, less, strict=True)
        ]
        insured = _shared(self.insurance, values)
        cleared = _shared(self.clearance_fees, values)
        freight = self._freight_of_parts(lines, values)
        return tuple(
            self._part(*shares)
            for shares in zip(
                self.consignments, lines, freight, insured, less, cleared, strict=True
            )
        )

    def _totals(self, lines: tuple[int, ...]) -> list[int]:
        return [self.basis.totals[number] for number in lines]

    def _freight_of_parts(
        self, lines: tuple[tuple[int, ...], ...], values: list[int]
    ) -> list[Money | None]:
        weights = self.basis.weights
        own = [sum(weights[n] for n in part) for part in lines] if weights else values
        given = [parcel.shipping for parcel in self.consignments]
        left = self.shipping - sum(
            (money for money in given if money is not None),
            Money.from_minor(0, self.shipping.currency),
        )
        free = [n for n, money in enumerate(given) if money is None]
        rest = dict(zip(free, _shared(left, [own[n] for n in free]), strict=True))
        return [rest.get(n, money) for n, money in enumerate(given)]

    def _part(
        self,
        parcel: Parcel,
        lines: tuple[int, ...],
        shipping: Money,
        insurance: Money | None,
        discount: Money | None,
        clearance: Money | None,
    ) -> Part:
        part = self.replace(
            items=tuple(self.items[number] for number in lines),
            shipping=shipping,
            insurance=insurance,
            discount=discount,
            clearance_fees=clearance,
            ship_from=parcel.ship_from or self.ship_from,
            channel=parcel.channel or self.channel,
            arrival=parcel.arrival or self.arrival,
            consignments=(),
        )
        names = tuple(self.basis.names[number] for number in lines)
        route = (*part.basis.route[:-1], lines)
        return Part(lines, part, part.basis._replace(names=names, route=route))


class Part(NamedTuple):
    """
    What travels as one: its lines in the cart, and itself as a shipment.
    """

    lines: tuple[int, ...]
    shipment: Shipment
    basis: Basis


def _lines_of(
    places: Mapping[int | str, int], names: tuple[int | str, ...], path: str
) -> tuple[int, ...]:
    if not names:
        raise InvalidInput("a parcel has at least one line", path=path)
    if any(name not in places for name in names):
        raise InvalidInput("the cart has no such line; give an id, or a number from 0", path=path)
    return tuple(places[name] for name in names)


def _shared(amount: Money | None, weights: list[int]) -> list[Money | None]:
    """
    An amount shared out by largest remainder; equally where nothing has a weight.
    """
    if amount is None:
        return [None] * len(weights)
    if not weights:
        return []
    parts = split(amount.minor, weights if sum(weights) else [1] * len(weights))
    return [Money.from_minor(part, amount.currency) for part in parts]


def _place(place: str | Address) -> tuple[str, str | None, str | None]:
    if isinstance(place, str):
        return place, None, None
    return place.country, place.region, place.postal_code


def _written(money: Money | None) -> tuple[int, str] | None:
    return None if money is None else (money.minor, money.currency.code)


def _minor(money: Money | None) -> int:
    return 0 if money is None else money.minor


def _key(item: Item) -> ItemKey:
    return ItemKey(
        item.hs_code or "",
        item.origin or "",
        item.category or "",
        item.duty_rate,
        item.tax_rate,
        item.preference_proof,
    )


def _weights(items: tuple[Item, ...]) -> tuple[int, ...]:
    """
    Weights of the lines in whole milligrams; empty when one is not known.
    """
    weights = [None if i.weight_kg is None else i.weight_kg * i.quantity for i in items]
    if any(weight is None or weight <= 0 for weight in weights):
        return ()
    return tuple(int(weight * 1_000_000) for weight in weights if weight is not None)
