"""
What a shop asks: the checkout, its processors, and how much each part of a score weighs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from globalcs._models import Model, MoneyField, PlaceCode
from globalcs.errors import InvalidInput
from globalcs.items import Address
from globalcs.payments._keys import MOST_POINTS

if TYPE_CHECKING:
    from globalcs.money import Money

__all__ = ["Checkout", "Psp", "Weights"]


def _clean_psp(value: Any) -> Any:
    return re.sub(r"[\s.-]+", "_", value.strip().lower()) if isinstance(value, str) else value


def _place(value: Any) -> Any:
    code = getattr(value, "code", None)
    return code if isinstance(code, str) else value


def _goods(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise InvalidInput("a country is a code of two letters, such as NL")
    return value


PspCode = Annotated[str, BeforeValidator(_clean_psp), Field(min_length=1)]
MethodIds = tuple[Annotated[str, Field(min_length=1)], ...]
Country = Annotated[PlaceCode, AfterValidator(_country)]
Purpose = Literal["one_time", "save_for_later", "subscription"]
Buyer = Literal["consumer", "business"]
Channel = Literal["web", "app", "pos", "link"]
Device = Literal[
    "ios_safari",
    "ios_other",
    "macos_safari",
    "visionos",
    "android",
    "samsung_android",
    "desktop",
    "in_app_browser",
]
Goods = Literal[
    "physical",
    "digital",
    "service",
    "travel",
    "alcohol",
    "tobacco",
    "weapons",
    "gambling",
    "adult",
    "donation",
    "pre_order",
    "gift_card",
    "nft",
]


class Psp(Model):
    """
    One processor of the shop, when not all that it can do is switched on.

    Attributes:
        code: "stripe", "adyen", "mollie", "checkout_com" ...; "Checkout.com" is understood.
        methods: ids of the methods switched on there; None for all that the book knows of.

    >>> Psp(code="Checkout.com").code
    'checkout_com'
    """

    code: PspCode
    methods: MethodIds | None = None


class Weights(Model):
    """
    Points of each part of a score. The first method of a country gets 1000.

    Attributes:
        rank_step: lost with each place further down in the country.
        preferred, last_used: won by the shop's favourites and the shopper's last choice.
        paid_in_minutes, paid_in_days: lost while the shop waits for the money.
        refund_limited, not_refundable, refund_too_short: lost for trouble with returns.
        chargeback: lost, when the shop wants to avoid disputes, by methods that have them.
        asked: lost for each thing the shopper must type in.
    """

    rank_step: int = Field(default=100, ge=0, le=MOST_POINTS, strict=True)
    preferred: int = Field(default=250, ge=0, le=MOST_POINTS, strict=True)
    last_used: int = Field(default=150, ge=0, le=MOST_POINTS, strict=True)
    paid_in_minutes: int = Field(default=20, ge=0, le=MOST_POINTS, strict=True)
    paid_in_days: int = Field(default=150, ge=0, le=MOST_POINTS, strict=True)
    refund_limited: int = Field(default=40, ge=0, le=MOST_POINTS, strict=True)
    not_refundable: int = Field(default=150, ge=0, le=MOST_POINTS, strict=True)
    refund_too_short: int = Field(default=100, ge=0, le=MOST_POINTS, strict=True)
    chargeback: int = Field(default=100, ge=0, le=MOST_POINTS, strict=True)
    asked: int = Field(default=5, ge=0, le=MOST_POINTS, strict=True)


class Checkout(Model):
    """
    One checkout: who pays, how much, for what, and what the shop wants.

    Attributes:
        shopper_country: where the shopper's bank is, in practice the billing address; a code
            ("NL", "US-CA", "UK") or an `Address`.
        amount: what is to be paid, in the currency it is shown in.
        merchant_country: where the shop's account with the processor is; None leaves rules about
            it untested, with a warning.
        psps: the shop's processors, codes or `Psp`; None is not tested, () means there is none.
        purpose: paid once, saved for later, or the first of a subscription.
        recurring_amount: what a subscription takes each time, if not `amount`.
        buyer, channel, device: who buys, and on what; a device not told is not tested.
        goods: what is bought, as far as methods refuse some of it; one word or several.
        other_countries: where the shopper has accounts besides.
        deadline_until_paid: the slowest that the promised dispatch allows.
        needs_refund_within_days: for how long after payment money may have to go back.
        after_sale: "warn" of methods that can't give it back in time, or "exclude" them.
        avoid_chargeback: rank methods with disputes lower; with `after_sale` "exclude", leave
            them out.
        preferred, block, must_include: ids of methods to rank up, to hide, to show beyond `limit`.
        last_used: the method this shopper paid with before.
        limit: offer at most so many.
        locale: the language of labels; None takes the script of the method's own country.
        weights: how a score is made.

    Raises:
        InvalidInput: `.problems` lists every field that is wrong.

    >>> Checkout(shopper_country="nl", amount="49.90 EUR", psps=("stripe",)).psps
    ('stripe',)
    """

    shopper_country: Annotated[PlaceCode | Address, BeforeValidator(_place)]
    amount: MoneyField
    merchant_country: Country | None = None
    psps: tuple[PspCode | Psp, ...] | None = None
    purpose: Purpose = "one_time"
    recurring_amount: MoneyField | None = None
    buyer: Buyer = "consumer"
    channel: Channel = "web"
    device: Device | None = None
    goods: Annotated[tuple[Goods, ...], BeforeValidator(_goods)] = ()
    other_countries: tuple[Country, ...] = ()
    deadline_until_paid: Literal["instant", "minutes", "days"] | None = None
    needs_refund_within_days: int | None = Field(default=None, ge=0, le=3650, strict=True)
    after_sale: Literal["warn", "exclude"] = "warn"
    avoid_chargeback: bool = False
    preferred: MethodIds = ()
    block: MethodIds = ()
    must_include: MethodIds = ()
    last_used: str | None = None
    limit: int | None = Field(default=None, ge=1, strict=True)
    locale: str | None = None
    weights: Weights = Weights()

    @model_validator(mode="after")
    def _amounts(self) -> Checkout:
        _positive("amount", self.amount, zero=self.purpose == "save_for_later")
        if self.recurring_amount is not None:
            if self.purpose != "subscription":
                raise InvalidInput("only a subscription has one", path="recurring_amount")
            _positive("recurring_amount", self.recurring_amount, zero=False)
            if str(self.recurring_amount.currency) != str(self.amount.currency):
                raise InvalidInput("it must be in the currency of amount", path="recurring_amount")
        return self

    @model_validator(mode="after")
    def _lists(self) -> Checkout:
        if both := set(self.block) & set(self.must_include):
            raise InvalidInput(f"{min(both)} can't be blocked and included", path="block")
        return self


def _positive(path: str, amount: Money, *, zero: bool) -> None:
    if amount.minor < 0 or (amount.minor == 0 and not zero):
        raise InvalidInput(
            "it must be more than zero; only a method saved for later may take nothing", path=path
        )
