"""
What is quoted: goods, freight and who pays what, between two places.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, model_validator

from globalcs._models import Day, Model, MoneyField, PlaceCode
from globalcs.errors import CurrencyMismatch, InvalidInput, Problem
from globalcs.items import Address, Item
from globalcs.landed_cost._registrations import registration
from globalcs.money import Money

__all__ = ["Basis", "ItemKey", "Shipment"]

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
    route: tuple[object, ...]


def _word(value: object) -> object:
    return re.sub("[_ ]", "-", value.strip().upper()) if isinstance(value, str) else value


def _sorted(value: object) -> object:
    if isinstance(value, str):
        raise InvalidInput('a list of texts is needed, such as ["IOSS"]')
    return value


Registration = Annotated[str, BeforeValidator(registration)]
Content = Literal["home_tax", "destination_tax", "duty"]


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
        currency: in which the quote is told; the cart's unless given.
        incoterm: DAP (the buyer pays import charges at the door) or DDP (the seller does).
        registrations: schemes the seller is registered for: "IOSS", "OSS", "VOEC", "VAT-GB" ...;
            a name the book does not know is refused.
        prices_include: what is inside prices and shipping already: "home_tax", "destination_tax",
            "duty" (with fees). Nothing of it is charged again.
        buyer: "consumer" or "business".
        channel: "post", "courier" or "freight", where it is known.
        arrival: the day of arrival, whose law holds; else the day of the question.

    Raises:
        InvalidInput: a field is malformed, a registration does not exist, the cart is empty, or
            currencies are mixed.

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
    currency: str | None = None
    incoterm: Annotated[Literal["DAP", "DDP"], BeforeValidator(_word)] = "DAP"
    registrations: Annotated[tuple[Registration, ...], BeforeValidator(_sorted)] = ()
    prices_include: Annotated[tuple[Content, ...], BeforeValidator(_sorted)] = ()
    buyer: Literal["consumer", "business"] = "consumer"
    channel: Literal["post", "courier", "freight"] | None = None
    arrival: Day | None = None

    @model_validator(mode="after")
    def _whole(self) -> Shipment:
        self._check_cart()
        self._check_amounts()
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

    def _amounts(self) -> list[tuple[str, Money]]:
        named = [(f"items.{n}.price", item.total) for n, item in enumerate(self.items)]
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
        )


def _place(place: str | Address) -> tuple[str, str | None, str | None]:
    if isinstance(place, str):
        return place, None, None
    return place.country, place.region, place.postal_code


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
