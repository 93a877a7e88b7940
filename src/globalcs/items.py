"""
What is sold and where it goes: one `Item` and one `Address` for every room.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from globalcs._models import Model, MoneyField, Number, PlaceCode, Rate
from globalcs.errors import InvalidInput
from globalcs.money import Money

__all__ = ["Address", "Item"]

_HS = re.compile(r"\d{4}|\d{6}|\d{8}|\d{10}")
_MAX_QUANTITY = 10**9


def _clean_hs(code: str) -> str:
    digits = code.replace(".", "").replace(" ", "")
    if not _HS.fullmatch(digits):
        raise InvalidInput(
            "an HS code has 4, 6, 8 or 10 digits, such as 6109.10; "
            "leave it out when it is not known"
        )
    return digits


def _not_negative(value: Decimal | Fraction) -> Decimal | Fraction:
    if value < 0:
        raise InvalidInput("it can't be negative")
    return value


HsCode = Annotated[str, AfterValidator(_clean_hs)]


class Address(Model):
    """
    Where something goes or comes from, as far as law and prices need it.

    Attributes:
        country: ISO 3166 alpha-2 code; UK and EL are understood.
        region: ISO 3166-2 code with or without the country ("US-CA" or "CA").
        postal_code: finds territories with their own tax law (35001 in Spain is Canarian).

    >>> Address(country="ES", postal_code="35001").country
    'ES'
    """

    country: PlaceCode
    region: str | None = None
    postal_code: str | None = None


class Item(Model):
    """
    One line of a cart. Give `price` a piece, or `line_total` for the whole line.

    Attributes:
        price: for one piece, in the currency of the cart.
        line_total: for all pieces; for prices that don't divide evenly.
        quantity: whole pieces.
        id, sku, name: yours; `id` comes back in answers and must be unique in a cart.
        hs_code: 4 to 10 digits of the customs tariff; dots are understood.
        origin: country where the goods were made (not where they ship from).
        category: a word of the goods vocabulary, such as "clothing" or "books".
        weight_kg: net weight of one piece.
        units: other measures of one piece that specific duties need ("pair", "litre" ...).
        duty_rate, tax_rate: when you know better than the tariff and the book: "10.7 %".

    Raises:
        InvalidInput: `.problems` lists every field that is wrong.

    >>> Item(price="5400 JPY", hs_code="6211.43", origin="jp").hs_code
    '621143'
    """

    price: MoneyField | None = None
    line_total: MoneyField | None = None
    quantity: int = Field(default=1, ge=1, le=_MAX_QUANTITY, strict=True)
    id: str | None = None
    sku: str | None = None
    name: str | None = None
    hs_code: HsCode | None = None
    origin: PlaceCode | None = None
    category: str | None = None
    weight_kg: Annotated[Number, AfterValidator(_not_negative)] | None = None
    units: Mapping[str, Number] = {}
    duty_rate: Annotated[Rate, AfterValidator(_not_negative)] | None = None
    tax_rate: Annotated[Rate, AfterValidator(_not_negative)] | None = None
    preference_proof: bool = False

    @model_validator(mode="after")
    def _one_price(self) -> Item:
        if (self.price is None) == (self.line_total is None):
            raise InvalidInput("give either price (a piece) or line_total", path="price")
        if self.total.minor < 0:
            raise InvalidInput("it can't be negative; use a discount or a refund", path="price")
        return self

    def __hash__(self) -> int:
        # Equal lines have the same; `units` may be a dict.
        return hash((self.id, self.sku, self.price, self.line_total, self.quantity, self.hs_code))

    @property
    def total(self) -> Money:
        """
        The price of the whole line.
        """
        if self.line_total is not None:
            return self.line_total
        assert self.price is not None
        return self.price * self.quantity

    @property
    def currency(self) -> str:
        """
        The code of the line's currency.
        """
        return str(self.total.currency)

    @property
    def label(self) -> str:
        """
        What the line is called in answers: its id, sku or name.
        """
        return self.id or self.sku or self.name or ""
