"""
What the room is asked about: orders, requests to return, policies, withdrawals.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from globalcs._models import Day, Model, MoneyField, PlaceCode, Rate
from globalcs.errors import CurrencyMismatch, InvalidInput, Problem
from globalcs.items import Address, Item
from globalcs.money import Money
from globalcs.returns._words import Condition, Kind, ReturnReason, State, Trait

__all__ = [
    "AgentAuthority",
    "EarlierRefund",
    "Order",
    "OrderCharge",
    "OrderLine",
    "Policy",
    "PolicyCheck",
    "PolicyRule",
    "PromiseRequest",
    "RequestLine",
    "ReturnLimits",
    "ReturnRequest",
    "Shipping",
    "Withdrawal",
]

_DAYS = Field(default=None, ge=0, le=36500)
_POLICIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "policies")


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _where(value: Any) -> Any:
    return Address.read(value) if isinstance(value, Mapping) else value


def _clean_place(value: Any) -> Any:
    return value.strip().upper().replace("_", "-") if isinstance(value, str) else value


Place = Annotated[str | Address, BeforeValidator(_where), BeforeValidator(_clean_place)]
Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
States = Annotated[tuple[State, ...], BeforeValidator(_as_tuple)]
Traits = Annotated[tuple[Trait, ...], BeforeValidator(_as_tuple)]


class AgentAuthority(Model):
    """
    What a front-line agent may approve alone, outside any right.

    Attributes:
        max_value: of the goods, in the order's currency.
        max_days_late: days after the last day.
        reasons: for which reasons; all when left out.
    """

    max_value: MoneyField | None = None
    max_days_late: int | None = _DAYS
    reasons: tuple[ReturnReason, ...] = ()


class ReturnLimits(Model):
    """
    Limits against abuse. They cut what the policy gives of its own will, never a right by law.

    Attributes:
        returns_per_year: more returns than this and the policy gives nothing beyond the law: no
            longer time, free way back, exchange, money at once or goods to keep.
    """

    returns_per_year: int | None = Field(default=None, ge=0)


class PolicyRule(Model):
    """
    Different terms for some goods, markets or customers. The first rule that fits a term wins.

    Attributes:
        goods: words of the goods vocabulary; a word covers those below it.
        markets: place codes.
        customers: names of customer groups, yours.

    >>> PolicyRule(goods="electronics", condition="sealed").goods
    ('electronics',)
    """

    goods: Words = ()
    markets: Words = ()
    customers: Words = ()
    accepts: bool | None = None
    window_days: int | Literal["unlimited"] | None = None
    window_from: Literal["delivery", "purchase"] | None = None
    condition: Condition | None = None
    restocking_fee: Rate | None = None
    restocking_fee_amount: MoneyField | None = None
    free_return: bool | None = None
    refund_outbound: Literal["none", "standard", "full"] | None = None


class Policy(Model):
    """
    A shop's return policy. What it leaves out it does not promise.

    Attributes:
        id, version: yours; told with every decision.
        accepts: False for "no returns" and "final sale".
        window_days: days a buyer may change their mind, "unlimited", or None for no promise.
        window_from: what the days are counted from, without that day itself.
        condition: in what state goods must come back; a fault lifts it.
        restocking_fee, restocking_fee_amount: part of the goods' price, or a fixed sum, kept.
        free_return, prepaid_label: who pays the way back; True means the shop.
        refund_outbound: how much of the delivery cost is paid back.
        partial_outbound: its part when only some of the goods come back.
        refund_as: the money itself, or store credit.
        refund_within_hours_of_receipt, refund_within_days, refund_from: when the refund comes.
        exchange_days: days in which goods may be exchanged.
        instant_refund: pay back before the goods arrive.
        keep_below: goods worth less need not come back.
        rules: terms for some goods, markets or customers.
        agent: what an agent may approve beyond all this.
        limits: limits against abuse.

    Raises:
        InvalidInput: `.problems` lists every field that is wrong.

    >>> Policy(id="mine", window_days=30).window_from
    'delivery'
    """

    id: str = "policy"
    version: str | None = None
    accepts: bool = True
    window_days: int | Literal["unlimited"] | None = None
    window_from: Literal["delivery", "purchase"] = "delivery"
    condition: Condition = "any"
    restocking_fee: Rate | None = None
    restocking_fee_amount: MoneyField | None = None
    free_return: bool | None = None
    prepaid_label: bool = False
    refund_outbound: Literal["none", "standard", "full"] | None = None
    partial_outbound: Literal["none", "pro_rata", "full"] = "pro_rata"
    refund_as: Literal["money", "store_credit"] = "money"
    refund_within_hours_of_receipt: int | None = Field(default=None, ge=0)
    refund_within_days: int | None = _DAYS
    refund_from: Literal["receipt", "notice"] = "receipt"
    exchange_days: int | None = _DAYS
    instant_refund: bool = False
    keep_below: MoneyField | None = None
    rules: tuple[PolicyRule, ...] = ()
    agent: AgentAuthority | None = None
    limits: ReturnLimits | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Policy:
        every: tuple[Policy | PolicyRule, ...] = (self, *self.rules)
        for terms in every:
            days = terms.window_days
            if isinstance(days, int) and not 0 <= days <= 36500:
                raise InvalidInput("give 0 to 36500 days, or unlimited", path="window_days")
            if terms.restocking_fee is not None and not 0 <= terms.restocking_fee <= 1:
                raise InvalidInput("a fee lies between 0 % and 100 %", path="restocking_fee")
            fixed = terms.restocking_fee_amount
            if fixed is not None and fixed.minor < 0:
                raise InvalidInput("a fee can't be negative", path="restocking_fee_amount")
        return self

    @classmethod
    def read(cls, data: Mapping[str, Any] | Self | str) -> Self:
        """
        From plain data, or the name of a ready policy.

        Raises:
            InvalidInput: a field is unknown or malformed, or there is no policy of that name.

        >>> Policy.read("eu_minimum") == Policy.named("eu_minimum")
        True
        """
        return cls.named(data) if isinstance(data, str) else super().read(data)

    @classmethod
    def named(cls, name: str) -> Self:
        """
        One of the ready policies: "eu_minimum", "noon_like_15_days", "free_shoe_return_30_days".

        Raises:
            InvalidInput: there is none of that name.

        >>> Policy.named("free_shoe_return_30_days").window_days
        30
        """
        files = sorted(os.listdir(_POLICIES))
        known = [file.removesuffix(".toml") for file in files if file.endswith(".toml")]
        if name not in known:
            raise InvalidInput(
                f"there is no such policy; ready ones are {', '.join(known)}", path="policy"
            )
        return cls.from_toml(os.path.join(_POLICIES, f"{name}.toml"))

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str]) -> Self:
        """
        A policy from a TOML file.

        Raises:
            DataError: the file can't be read or is no TOML.
            InvalidInput: a field is unknown or malformed.
        """
        from globalcs.facts._store import read_table

        return cls.read(read_table(os.fspath(path)))


class Shipping(Model):
    """
    What the buyer paid for delivery, and what the cheapest standard delivery would have cost.

    Attributes:
        paid: the amount in the order.
        standard: the cheapest standard delivery that was offered; None when not known.

    >>> Shipping(paid="14.90 EUR", standard="4.90 EUR").standard.minor
    490
    """

    paid: MoneyField
    standard: MoneyField | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Shipping:
        if self.paid.minor < 0 or (self.standard is not None and self.standard.minor < 0):
            raise InvalidInput("delivery can't cost less than nothing", path="paid")
        return self


class OrderCharge(Model):
    """
    Another amount the buyer paid: duty, import VAT, a customs or gift-wrapping fee.

    Attributes:
        kind: what it was for; "tax" is the tax of the shop's own sale, "import_vat" that of the
            border.
        amount: for the whole order, or for `line` when given.
        collected: at "checkout", by the shop; or on "delivery", at the door. The shop can't pay
            back what it did not get: the door's is told, never refunded.
        refundable: whether the state gives it back for returned goods; None when not known.

    Raises:
        InvalidInput: the amount is negative.

    >>> OrderCharge(kind="duty", amount="3 EUR").refundable is None
    True
    """

    kind: Literal["duty", "import_vat", "customs_fee", "tax", "service"]
    amount: MoneyField
    line: str | None = None
    collected: Literal["checkout", "delivery"] = "checkout"
    refundable: bool | None = None

    @model_validator(mode="after")
    def _sensible(self) -> OrderCharge:
        if self.amount.minor < 0:
            raise InvalidInput("a charge can't be negative", path="amount")
        return self


class EarlierRefund(Model):
    """
    What was already paid back on an order.

    Attributes:
        line: the line it was for; None when it was for the order.
        quantity: how many pieces came back.
        goods, shipping, charges: what was paid back for each; `fee` what was kept.
    """

    line: str | None = None
    quantity: int = Field(default=0, ge=0, strict=True)
    goods: MoneyField | None = None
    shipping: MoneyField | None = None
    charges: MoneyField | None = None
    fee: MoneyField | None = None


class OrderLine(Item):
    """
    A line of an order as it was sold.

    Attributes:
        id: yours; needed, since requests name lines by it.
        discount: the line's share of all discounts, frozen when the order was placed.
        kind: goods, digital content or a service.
        delivered: the day the line arrived; None when it has not, or nobody knows.
        traits: what sets it apart: "custom_made", "perishable", "gift" ...
        consent, loss_acknowledged, confirmation_sent: for digital content and services: did the
            buyer ask for the start, accept losing the right, and get that confirmed?
        exemption_told, exemption_confirmed, limit_marked: was the buyer told before the order that
            the line can't be sent back, confirm it one by one, see it marked?
        expected_life_months, warranty_months: how long such goods last, and what was promised.
        cancelled: the line was cancelled and never shipped.

    Raises:
        InvalidInput: `.problems` lists every field that is wrong.

    >>> OrderLine(id="shirt", price="25 EUR", quantity=2, discount="5 EUR").paid_minor
    4500
    """

    id: str
    discount: MoneyField | None = None
    kind: Kind = "goods"
    delivered: Day | None = None
    traits: Traits = ()
    consent: bool | None = None
    loss_acknowledged: bool | None = None
    confirmation_sent: bool | None = None
    exemption_told: bool | None = None
    exemption_confirmed: bool | None = None
    limit_marked: bool | None = None
    expected_life_months: int | None = Field(default=None, ge=0)
    warranty_months: int | None = Field(default=None, ge=0)
    cancelled: bool = False

    @model_validator(mode="after")
    def _discount_fits(self) -> OrderLine:
        if self.discount is None:
            return self
        if self.discount.currency != self.total.currency:
            raise CurrencyMismatch("the discount has another currency", path="discount")
        if not 0 <= self.discount.minor <= self.total.minor:
            raise InvalidInput("a discount lies between nothing and the price", path="discount")
        return self

    @property
    def paid_minor(self) -> int:
        """
        What the buyer paid for the line, in minor units.
        """
        discount = self.discount.minor if self.discount is not None else 0
        return int(self.total.minor - discount)


def _read_policy(value: Any) -> Policy | None:
    return None if value is None else Policy.read(value)


if TYPE_CHECKING:
    _PolicyField = Policy | None
else:
    # Read by the policy itself: each model builds its own reader once, and only when it is used.
    _PolicyField = Annotated[Any, BeforeValidator(_read_policy)]


def _shipping(value: Any) -> Any:
    if value is None or isinstance(value, (Shipping, Mapping)):
        return value if not isinstance(value, Mapping) or "paid" in value else {"paid": value}
    return {"paid": value}


class Order(Model):
    """
    An order as it was placed: frozen, with the policy that held then.

    Attributes:
        id: yours.
        place: where the buyer lives, a code or an `Address`; its law decides.
        contract_date: the day the contract was made; the law of that day is applied.
        lines: at least one.
        shipping: `Shipping`, or an amount when the cheapest standard delivery is not known.
        charges: duty, tax and fees, those of the shop and those paid at the door.
        policy: the shop's policy of that day.
        refunded: what was paid back already.
        promised: the delivery day that was agreed.
        in_lots: the lines are parts of one good, delivered one by one.
        regular: the same goods are delivered again and again, as in a subscription.
        contract_copy_received, document_received: the days the buyer got them.
        auction: bought at a public auction.
        buyer: consumer or business; the rights here are those of consumers.
        timezone: the buyer's, an IANA name; needed where a country has several.

    Raises:
        InvalidInput: `.problems` lists what is wrong: two lines of one id, delivery before the
            contract, a refund above what was paid.

    >>> shirt = OrderLine(id="shirt", price="25 EUR", quantity=2, delivered="2026-03-04")
    >>> order = Order(place="DE", contract_date="2026-03-02", lines=(shirt,), shipping="4.90 EUR")
    >>> order.currency, order.paid_minor
    ('EUR', 5490)
    """

    id: str = "order"
    place: Place
    contract_date: Day
    lines: tuple[OrderLine, ...]
    shipping: Annotated[Shipping | None, BeforeValidator(_shipping)] = None
    charges: tuple[OrderCharge, ...] = ()
    policy: _PolicyField = None
    refunded: tuple[EarlierRefund, ...] = ()
    promised: Day | None = None
    in_lots: bool = False
    regular: bool = False
    contract_copy_received: Day | None = None
    document_received: Day | None = None
    auction: bool = False
    buyer: Literal["consumer", "business"] = "consumer"
    timezone: str | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Order:
        problems = tuple(_order_problems(self))
        if problems:
            raise InvalidInput(problems=problems)
        return self

    @property
    def currency(self) -> str:
        """
        The currency of all its amounts.
        """
        return str(self.lines[0].currency)

    @property
    def paid_minor(self) -> int:
        """
        All that the buyer paid to the shop, in minor units.
        """
        shipping = self.shipping.paid.minor if self.shipping else 0
        lines = sum(line.paid_minor for line in self.lines)
        return int(lines + shipping + self.charges_minor)

    @property
    def charges_minor(self) -> int:
        """
        What the shop collected beside goods and delivery, in minor units.
        """
        return sum(c.amount.minor for c in self.charges if c.collected == "checkout")

    @classmethod
    def from_quote(
        cls,
        quote: Any,
        *,
        lines: Mapping[str, Mapping[str, Any]] | None = None,
        standard: Money | str | None = None,
        recoverable: Mapping[str, bool] | None = None,
        **fields: Any,
    ) -> Order:
        """
        The order of a landed-cost quote: goods, delivery, duty, tax and fees in its currency.

        Goods stand net in the lines. The tax on delivery that the shop took is part of the
        delivery's price. Duty, tax and fees become charges of their lines, each with when it was
        paid. Whether customs gives duty and import VAT back is not known unless you tell it; tax
        of the shop's own sale, also under a scheme such as IOSS, goes back with the price.

        Args:
            quote: a `landed_cost.Quote`, or a checkout summary that holds one.
            lines: more of a line by its id: `delivered`, `traits` ... (see `OrderLine`).
            standard: what the cheapest standard delivery would have cost, its tax included.
            recoverable: by kind of charge, what you know: ``{"duty": False}``.
            fields: more of the order, or instead of what the quote tells: `id`, `policy`,
                `contract_date` (the quote's day unless given) ...

        Raises:
            InvalidInput: it is no quote; what was paid at checkout is not known in it; two lines
                share an id; `lines` names one that is not there; or a field is wrong.

        >>> from datetime import date
        >>> from globalcs import landed_cost
        >>> shipment = landed_cost.Shipment(
        ...     ship_from="DE", ship_to="FR", shipping="5 EUR", registrations=("OSS",),
        ...     items=[{"id": "shirt", "price": "50 EUR", "category": "clothing"}],
        ... )
        >>> quote = landed_cost.quote(shipment, on=date(2026, 10, 29))
        >>> order = Order.from_quote(quote, lines={"shirt": {"delivered": "2026-11-02"}})
        >>> order.paid_minor == quote.due_at_checkout.minor, order.shipping.paid.minor
        (True, 600)
        """
        from globalcs.returns._quoted import order_fields

        told = order_fields(
            quote, lines=lines or {}, standard=standard, recoverable=recoverable or {}
        )
        return cls(**{**told, **fields})

    def line(self, line_id: str) -> OrderLine:
        """
        The line of that id.

        Raises:
            InvalidInput: the order has no such line.
        """
        for line in self.lines:
            if line.id == line_id:
                return line
        raise InvalidInput("the order has no line of that id; use an id of order.lines")


def _order_problems(order: Order) -> list[Problem]:
    if not order.lines:
        return [Problem("lines", "invalid_input", "an order has at least one line")]
    found = _currency_problems(order)
    if found:
        return found
    ids = [line.id for line in order.lines]
    for number, line in enumerate(order.lines):
        if ids.index(line.id) != number:
            found.append(_problem(f"lines.{number}.id", "another line has this id"))
        if line.delivered is not None and line.delivered < order.contract_date:
            found.append(
                _problem(f"lines.{number}.delivered", "delivered before the contract; check both")
            )
    return found + _refund_problems(order, set(ids))


def _problem(path: str, message: str) -> Problem:
    return Problem(path, "invalid_input", message)


def _currency_problems(order: Order) -> list[Problem]:
    amounts = [(f"lines.{n}", line.total) for n, line in enumerate(order.lines)]
    if order.shipping:
        amounts += [("shipping.paid", order.shipping.paid)]
        if order.shipping.standard is not None:
            amounts += [("shipping.standard", order.shipping.standard)]
    amounts += [(f"charges.{n}.amount", charge.amount) for n, charge in enumerate(order.charges)]
    for n, refund in enumerate(order.refunded):
        parts = (refund.goods, refund.shipping, refund.charges, refund.fee)
        amounts += [(f"refunded.{n}", part) for part in parts if part is not None]
    first = amounts[0][1].currency
    return [
        Problem(path, "currency_mismatch", "all amounts of an order have one currency")
        for path, amount in amounts
        if amount.currency != first
    ]


def _refund_problems(order: Order, ids: set[str]) -> list[Problem]:
    found: list[Problem] = []
    for number, refund in enumerate(order.refunded):
        if refund.line is not None and refund.line not in ids:
            found.append(_problem(f"refunded.{number}.line", "the order has no line of that id"))
    for number, line in enumerate(order.lines):
        earlier = [refund for refund in order.refunded if refund.line == line.id]
        if sum(refund.quantity for refund in earlier) > line.quantity:
            found.append(_problem(f"lines.{number}.quantity", "more came back than was bought"))
        if sum(r.goods.minor for r in earlier if r.goods is not None) > line.paid_minor:
            found.append(_problem(f"refunded.{number}", "more was paid back than was paid"))
    total = sum(
        part.minor
        for refund in order.refunded
        for part in (refund.goods, refund.shipping, refund.charges)
        if part is not None
    )
    if total > order.paid_minor:
        found.append(_problem("refunded", "more was paid back than was paid"))
    return found


if TYPE_CHECKING:
    _OrderField = Order
else:
    _OrderField = Annotated[Any, BeforeValidator(Order.read)]


class RequestLine(Model):
    """
    What of a line shall come back, and in what state it is.

    Attributes:
        id: the order line's.
        quantity: how many pieces; None means all that are left.
        state: one or more words such as "unused", "unsealed", "worn"; None when nobody looked.
        reason: when it differs from the request's.
        value_after: what the pieces are worth now, for a loss of value the shop claims.
        serious: whether a fault is serious (major).
        remedies_tried: what was done about the fault before.
        discovered: the day the fault was found.
    """

    id: str
    quantity: int | None = Field(default=None, ge=1, strict=True)
    state: States | None = None
    reason: ReturnReason | None = None
    value_after: MoneyField | None = None
    serious: bool | None = None
    remedies_tried: Words = ()
    discovered: Day | None = None


class ReturnRequest(Model):
    """
    A wish to return, with what is known around it. What is not known is left out, not guessed.

    Attributes:
        order: the order, frozen when it was placed.
        lines: what shall come back; empty means all of it.
        reason: why; "change_of_mind" unless told.
        notice: the day the buyer told the shop; None means the day of the question.
        notice_at: the moment instead, with its zone; it counts in the buyer's zone.
        informed: whether the buyer was told of the right to withdraw, and `informed_on` when.
        cost_told: whether the buyer was told who pays the way back.
        policy_shown: whether the shop's return terms were shown clearly before the order.
        disclosure_complete: whether all that the law wants told was told (Canada, Viet Nam).
        vulnerable: whether the buyer belongs to a group with a longer right (Israel).
        goods_sent, goods_received: the days they left the buyer and reached the shop.
        agreed: the day the shop agreed to a refund.
        named_carrier: whether the buyer used the carrier the shop named (Türkiye).
        customer: groups the buyer belongs to, for the policy's rules.
        returns_this_year: for the policy's limits.

    Raises:
        InvalidInput: an id that is not in the order, more pieces than bought, notice before the
            contract.

    >>> line = {"id": "shirt", "price": "25 EUR"}
    >>> order = {"place": "DE", "contract_date": "2026-03-02", "lines": [line]}
    >>> ReturnRequest(order=order, lines=[{"id": "shirt", "state": "tried"}]).reason
    'change_of_mind'
    """

    order: _OrderField
    lines: tuple[RequestLine, ...] = ()
    reason: ReturnReason = "change_of_mind"
    notice: Day | None = None
    notice_at: datetime | None = None
    informed: bool | None = None
    informed_on: Day | None = None
    cost_told: bool | None = None
    policy_shown: bool | None = None
    disclosure_complete: bool | None = None
    vulnerable: bool | None = None
    goods_sent: Day | None = None
    goods_received: Day | None = None
    agreed: Day | None = None
    named_carrier: bool | None = None
    customer: Words = ()
    returns_this_year: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _fits_the_order(self) -> ReturnRequest:
        problems = tuple(_request_problems(self))
        if problems:
            raise InvalidInput(problems=problems)
        return self


def _request_problems(request: ReturnRequest) -> list[Problem]:
    found = _line_problems(request)
    if request.notice is not None and request.notice_at is not None:
        found.append(_problem("notice", "give notice or notice_at, not both"))
    if request.notice_at is not None and request.notice_at.tzinfo is None:
        found.append(_problem("notice_at", "a moment needs its time zone"))
    if request.notice is not None and request.notice < request.order.contract_date:
        found.append(_problem("notice", "notice before the contract; check both days"))
    return found


def _line_problems(request: ReturnRequest) -> list[Problem]:
    found: list[Problem] = []
    lines = {line.id: line for line in request.order.lines}
    asked = [line.id for line in request.lines]
    for number, line in enumerate(request.lines):
        if line.id not in lines:
            found.append(_problem(f"lines.{number}.id", "the order has no line of that id"))
        elif asked.index(line.id) != number:
            found.append(_problem(f"lines.{number}.id", "the request names this line twice"))
        else:
            found += _quantity_problems(request.order, lines[line.id], line, number)
    return found


def _quantity_problems(
    order: Order, sold: OrderLine, line: RequestLine, number: int
) -> list[Problem]:
    found: list[Problem] = []
    back = sum(r.quantity for r in order.refunded if r.line == sold.id)
    if line.quantity is not None and line.quantity > sold.quantity - back:
        found.append(
            _problem(f"lines.{number}.quantity", "more than was bought and not yet returned")
        )
    worth = line.value_after
    if worth is not None and worth.currency != sold.total.currency:
        found.append(
            Problem(f"lines.{number}.value_after", "currency_mismatch", "another currency")
        )
    elif worth is not None and worth.minor < 0:
        found.append(_problem(f"lines.{number}.value_after", "it can't be below nothing"))
    return found


class Withdrawal(Model):
    """
    A declaration of withdrawal as the buyer makes it: no reason, no login.

    Attributes:
        name: who withdraws.
        order_id: the contract it is about.
        contact: where the acknowledgement goes, such as an e-mail address.
        place: where the buyer lives.
        lines: ids of lines when only a part is withdrawn from.
        statement: the buyer's own words, if any.
        timezone: the buyer's, an IANA name.

    >>> Withdrawal(name="A. Buyer", order_id="7", contact="a@shop.example", place="nl").place
    'NL'
    """

    name: str = Field(min_length=1)
    order_id: str = Field(min_length=1)
    contact: str = Field(min_length=1)
    place: PlaceCode
    lines: Words = ()
    statement: str | None = None
    timezone: str | None = None


class PromiseRequest(Model):
    """
    What `promise` was asked: a place, and the shop's policy.
    """

    place: PlaceCode
    policy: _PolicyField = None


class PolicyCheck(Model):
    """
    What `lint` was asked: a policy, and the places it is used in.
    """

    policy: Policy
    places: tuple[str, ...]
