"""
What the book says of payment methods, and how it is read.

A method is the subject ``method:ideal``; how much it matters in a country stands with the country.
A shop may know better than the book in all of it: its contracts come before what is published.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from globalcs.facts import readers
from globalcs.facts._model import Bend, Key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

__all__ = [
    "BARRED",
    "CODES",
    "COLLECTS",
    "COUNTRY",
    "END",
    "LABEL",
    "LIFE",
    "LIMITS",
    "MARKET",
    "MARKET_RANK",
    "METHOD",
    "MOST_POINTS",
    "PREFERENCE",
    "PSP",
    "REFUSES",
    "REGION",
    "REQUIRED",
    "TERMS",
    "USE",
    "USUAL_ORDER",
    "WISH",
    "Collects",
    "Identity",
    "Limits",
    "Market",
    "Rank",
    "Served",
    "Terms",
    "Use",
]

Family = Literal[
    "card",
    "wallet",
    "bnpl",
    "bank_redirect",
    "cash_voucher",
    "real_time_payment",
    "bank_transfer",
    "mobile_money",
    "direct_debit",
    "carrier_billing",
]
Paid = Literal["instant", "minutes", "days"]
Refund = Literal["yes", "limited", "no"]
Recurring = Literal["yes", "limited", "no", "via_sepa_debit"]
Dispute = Literal["none", "low", "chargeback"]

_FAMILIES = readers.word(
    "card", "wallet", "bnpl", "bank_redirect", "cash_voucher", "real_time_payment",
    "bank_transfer", "mobile_money", "direct_debit", "carrier_billing",
)  # fmt: skip
_WORDS = readers.listed(readers.text)
_FREE = {"*": Bend("default")}
#: No part of a score is larger, however much a shop wants it.
MOST_POINTS = 10**6


def _key(name: str, read: Any) -> Key[Any]:
    return Key(f"payments.{name}", read, bend=_FREE)


class Identity(NamedTuple):
    """
    What a method is: its international name, family, and the classes market studies count it in.
    """

    name: str
    family: Family
    classes: tuple[str, ...]
    flow: str
    also: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> Identity:
        """
        From ``{ name = "iDEAL", family = "bank_redirect", classes = ["a2a"], flow = "..." }``.
        """
        flow = readers.word("customer_present", "offline", "unattended_pull")
        required = {"name": readers.text, "family": _FAMILIES, "classes": _WORDS, "flow": flow}
        found = readers.fields(value, required, {"also": readers.listed(_FAMILIES)})
        return cls(**{**found, "also": found["also"] or ()})


class Market(NamedTuple):
    """
    Where a method is, in which currencies, and the pairs of country and currency it refuses.

    `countries` and `currencies` may be ("*",): anywhere, any. `home_currency_in` lists countries
    whose shoppers must pay in their own currency; `same_country` says where shop and shopper must
    be of one country; `only_at_home` maps a currency to the one country that may pay in it.
    """

    countries: frozenset[str]
    currencies: frozenset[str]
    same_country: str
    home_currency_in: frozenset[str]
    only_at_home: Mapping[str, str]
    devices: tuple[str, ...]
    channels: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> Market:
        """
        From ``{ countries = ["NL"], currencies = ["EUR"] }`` and what else there is.
        """
        optional = {
            "same_country": readers.word("everywhere", "elsewhere"),
            "home_currency_in": _WORDS,
            "only_at_home": readers.table,
            "devices": _WORDS,
            "channels": _WORDS,
        }
        found = readers.fields(value, {"countries": _WORDS, "currencies": _WORDS}, optional)
        return cls(
            frozenset(found["countries"]),
            frozenset(found["currencies"]),
            found["same_country"] or "nowhere",
            frozenset(found["home_currency_in"] or ()),
            found["only_at_home"] or {},
            found["devices"] or (),
            found["channels"] or (),
        )


class Served(NamedTuple):
    """
    A method in one country or at one processor, for as long as the fact holds.

    `then` says what follows its last day: closed, or suspended. Until `spreads_until` not every
    shop or shopper has it yet; a `preview` needs the processor's consent.
    """

    served: bool
    then: str
    spreads_until: date | None
    preview: bool

    @classmethod
    def read(cls, value: Any) -> Served:
        """
        From ``{ served = true, then = "closed" }``.
        """
        optional = {
            "then": readers.word("closed", "suspended"),
            "spreads_until": readers.day,
            "preview": readers.boolean,
        }
        found = readers.fields(value, {"served": readers.boolean}, optional)
        return cls(
            found["served"],
            found["then"] or "closed",
            found["spreads_until"],
            bool(found["preview"]),
        )


class Limits(NamedTuple):
    """
    Amounts by currency: refused below `least` or above `most`, which are both still allowed.

    Above `usual` the bank, the wallet or the processor may refuse.
    """

    least: Mapping[str, Decimal]
    most: Mapping[str, Decimal]
    usual: Mapping[str, Decimal]

    @classmethod
    def read(cls, value: Any) -> Limits:
        """
        From ``{ min = ["1 EUR"], max = ["10000 EUR", "100000 DKK"], usual = [...] }``.
        """
        found = readers.fields(value, {}, {"min": _amounts, "max": _amounts, "usual": _amounts})
        return cls(found["min"] or {}, found["max"] or {}, found["usual"] or {})

    def known_in(self, currency: str) -> bool:
        """
        Whether any limit is told in that currency.
        """
        return currency in self.least or currency in self.most or currency in self.usual

    @property
    def currency(self) -> str:
        """
        The currency in which most is told: that of the first maximum, or minimum; "" for none.
        """
        return next(iter({**self.most, **self.usual, **self.least}), "")


def _amounts(value: Any) -> Mapping[str, Decimal]:
    if not isinstance(value, list):
        raise ValueError("a list of amounts is needed")
    return dict(_amount(item) for item in value)


def _amount(value: Any) -> tuple[str, Decimal]:
    number, _, currency = value.partition(" ") if isinstance(value, str) else ("", "", "")
    try:
        if len(currency) == 3 and currency.isupper():
            return currency, Decimal(number)
    except InvalidOperation:
        pass
    raise ValueError('an amount such as "10000 MXN" is needed')


class Terms(NamedTuple):
    """
    After the sale: refunds, repeated payments, disputes. Days are None where nobody tells them.
    """

    refund: Refund
    partial: bool
    refund_days: int | None
    recurring: Recurring
    dispute: Dispute
    dispute_days: int | None

    @classmethod
    def read(cls, value: Any) -> Terms:
        """
        From ``{ refund = "yes", partial = true, recurring = "no", dispute = "none" }``.
        """
        required = {
            "refund": readers.word("yes", "limited", "no"),
            "partial": readers.boolean,
            "recurring": readers.word("yes", "limited", "no", "via_sepa_debit"),
            "dispute": readers.word("none", "low", "chargeback"),
        }
        optional = {"refund_days": readers.integer, "dispute_days": readers.integer}
        return cls(**readers.fields(value, required, optional))


class Use(NamedTuple):
    """
    When the shop knows that it is paid, and who may pay.

    `buyer` is "consumer", "business", "both", or None where nobody tells.
    """

    paid: Paid
    buyer: str | None

    @classmethod
    def read(cls, value: Any) -> Use:
        """
        From ``{ paid = "instant", buyer = "consumer" }``.
        """
        paid = readers.word("instant", "minutes", "days")
        buyer = readers.word("consumer", "business", "both")
        return cls(**readers.fields(value, {"paid": paid}, {"buyer": buyer}))


class Collects(NamedTuple):
    """
    What the shopper must tell, and what helps.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> Collects:
        """
        From ``{ required = ["tax_id"], optional = ["phone"] }``.
        """
        found = readers.fields(value, {}, {"required": _WORDS, "optional": _WORDS})
        return cls(found["required"] or (), found["optional"] or ())


class Rank(NamedTuple):
    """
    The place of a method, or of a class of methods, in the payments of a country.

    `members` names whom a class means there, in their order; () stands for all of the class.
    """

    method: str
    rank: int
    basis: str
    share: Fraction | None
    members: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> Rank:
        """
        From ``{ method = "ideal", rank = 1, basis = "share of value", share = "64 %" }``.
        """
        required = {"method": readers.text, "rank": readers.integer, "basis": readers.text}
        found = readers.fields(value, required, {"share": readers.rate, "members": _WORDS})
        return cls(**{**found, "members": found["members"] or ()})


def _successors(value: Any) -> tuple[str, ...]:
    found = readers.fields(value, {"successors": _WORDS}, {})
    return cast("tuple[str, ...]", found["successors"])


def _codes(value: Any) -> Mapping[str, tuple[str, ...]]:
    return {
        psp: (code,) if isinstance(code, str) else _WORDS(code)
        for psp, code in readers.table(value).items()
    }


def _points(value: Any) -> int:
    number = readers.integer(value)
    if abs(number) > MOST_POINTS:
        raise ValueError(f"points from -{MOST_POINTS} to {MOST_POINTS} are needed")
    return number


def _orders(value: Any) -> Mapping[str, tuple[str, ...]]:
    return {family: _WORDS(order) for family, order in readers.table(value).items()}


METHOD: Key[Identity] = _key("method", Identity.read)
LABEL: Key[str] = _key("label", readers.text)
LIFE: Key[str] = _key("life", readers.word("live"))
END: Key[tuple[str, ...]] = _key("end", _successors)
MARKET: Key[Market] = _key("market", Market.read)
BARRED: Key[tuple[str, ...]] = _key("barred", _WORDS)
COUNTRY: Key[Served] = _key("country", Served.read)
PSP: Key[Served] = _key("psp", Served.read)
LIMITS: Key[Limits] = _key("limits", Limits.read)
TERMS: Key[Terms] = _key("terms", Terms.read)
USE: Key[Use] = _key("use", Use.read)
REFUSES: Key[tuple[str, ...]] = _key("refuses", _WORDS)
COLLECTS: Key[Collects] = _key("collects", Collects.read)
CODES: Key[Mapping[str, tuple[str, ...]]] = _key("codes", _codes)
MARKET_RANK: Key[Rank] = Key("payments.market_rank", Rank.read, bend=_FREE, shelf_days=1825)
REGION: Key[tuple[str, ...]] = _key("region", _WORDS)
USUAL_ORDER: Key[Mapping[str, tuple[str, ...]]] = _key("usual_order", _orders)

#: What a shop wants of a method whatever the checkout says; the book itself wants nothing.
WISH: Key[str] = Key(
    "payments.wish", readers.word("block", "must_include"), bend=_FREE, layers_only=True
)

#: Points a shop gives a method (or takes from it, below 0), beside all else that makes its score.
PREFERENCE: Key[int] = Key("payments.preference", _points, bend=_FREE, layers_only=True)

#: A place is known in full when the book says how people there pay.
REQUIRED = (MARKET_RANK,)
