"""
The five-line way in: a shop, its markets, and one checkout through all rooms.

`Shop` and `Market` hold no rules of their own; they hand what the shop said once to the rooms.
They are a door: where no day is given they read the clock, in the shop's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from globalcs.decision import Decision, Reason, Status, worst_status
from globalcs.errors import DataError, InvalidInput
from globalcs.facts import Facts, Place, bundled
from globalcs.facts._dates import require_day
from globalcs.facts._place_keys import CURRENCY, LANGUAGES
from globalcs.items import Address, Item
from globalcs.landed_cost import Quote
from globalcs.localization._tags import parse as parse_tag
from globalcs.money import Money
from globalcs.payments import Selection
from globalcs.pricing import LocalPrice
from globalcs.returns import Promise

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from globalcs.landed_cost import Tariffs
    from globalcs.localization import Message, Recipient
    from globalcs.pricing import PriceRules
    from globalcs.rates import Rates
    from globalcs.returns import Policy, ReturnDecision, ReturnRequest

__all__ = ["Market", "OrderSummary", "Shop"]

_INCOTERMS = ("DAP", "DDP")
_CONTENTS = ("home_tax", "destination_tax", "duty")


@dataclass(frozen=True, slots=True)
class Shop:
    """
    What a shop says once about itself.

    Args:
        home: the place it sells from, as a code, an `Address` or its plain data.
        currency: the currency of its own prices.
        incoterm: "DAP" (the buyer pays import charges at the door) or "DDP" (the shop does).
        registrations: tax schemes it is registered for, such as "IOSS" or "VAT-GB".
        prices_include: what its prices contain: "home_tax", "destination_tax", "duty".
        psps: codes of its payment processors; None means not told, () means it has none.
        policy: its return policy: a `returns.Policy`, its plain data, or the name of a ready one;
            None means the law alone.
        locale: the language of its texts where a market doesn't say; None means the market's.
        timezone: IANA name of the zone whose calendar the shop keeps.
        rates, tariffs, facts: what to use instead of the bundled ones.

    Raises:
        InvalidInput: one of these is not valid.

    >>> Shop(home="JP", currency="JPY").market("NL", on=date(2026, 10, 29)).locale
    'nl-NL'
    """

    home: str | Address | Mapping[str, Any]
    currency: str
    incoterm: str = field(default="DAP", kw_only=True)
    registrations: tuple[str, ...] = field(default=(), kw_only=True)
    prices_include: tuple[str, ...] = field(default=(), kw_only=True)
    psps: tuple[str, ...] | None = field(default=None, kw_only=True)
    policy: Policy | Mapping[str, Any] | str | None = field(default=None, kw_only=True)
    locale: str | None = field(default=None, kw_only=True)
    timezone: str = field(default="UTC", kw_only=True)
    rates: Rates | None = field(default=None, kw_only=True, repr=False)
    tariffs: Tariffs | None = field(default=None, kw_only=True, repr=False)
    facts: Facts = field(default_factory=bundled, kw_only=True, repr=False)

    def __post_init__(self) -> None:
        for name in ("registrations", "prices_include"):
            _set(self, name, _texts(name, getattr(self, name)) or ())
        _set(self, "psps", _texts("psps", self.psps))
        _set(self, "registrations", _registered(self.registrations))
        _set(self, "facts", _book(self.facts))
        if self.locale is not None:
            parse_tag(self.locale)
        _set(self, "currency", _known_currency(self.currency))
        _set(self, "home", _address(self.home))
        _set(self, "policy", _policy(self.policy))
        self.facts.place(self.home)
        _one_of("incoterm", self.incoterm, _INCOTERMS)
        for content in self.prices_include:
            _one_of("prices_include", content, _CONTENTS)
        _zone(self.timezone)

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str]) -> Shop:
        """
        A shop as its file describes it.

        The arguments above are its keys; ``[policy]`` is a table (or the name of a bundled
        policy), ``[facts]`` a layer of own facts, and ``[tariffs]`` names a ``store`` of duty
        rates and ``layers`` over it, seen from the folder of the file.

        Raises:
            DataError: the file can't be read, is no TOML, or holds something not valid.
        """
        import os

        from globalcs.facts._store import read_table

        name = os.fspath(path)
        table = read_table(name)
        try:
            return cls(**_settings(cls, table, os.path.dirname(name)))
        except InvalidInput as error:
            raise DataError(str(error), file=os.path.basename(name)) from None

    def market(
        self,
        place: str | Address | Mapping[str, Any],
        *,
        on: date | None = None,
        locale: str | None = None,
    ) -> Market:
        """
        The shop as one country (or region, or territory) sees it on a day.

        Args:
            place: a code, an `Address` or its plain data.
            on: the day; None reads the clock in the shop's zone.
            locale: the language there; None takes the place's own, then the shop's.

        Raises:
            UnknownPlace, UnknownLocale, InvalidInput: what was given is not valid.
            FactNotFound: the book doesn't know what money is used there.
        """
        day = self.today() if on is None else require_day(on)
        place = _address(place)
        found = self.facts.place(place)
        currency = self.facts.get(found.code, CURRENCY, on=day).value
        languages = self.facts.find(found.code, LANGUAGES, on=day)
        chosen = locale or (languages.value[0] if languages else self.locale or "en")
        return Market(
            shop=self,
            place=found,
            address=place if isinstance(place, Address) else None,
            currency=currency,
            locale=str(parse_tag(chosen)),
            on=day,
        )

    def today(self) -> date:
        """
        The day in the shop's time zone, by the machine's clock.
        """
        return datetime.now(_zone(self.timezone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """
    A shop in one place on one day. All answers are in the market's currency.
    """

    shop: Shop
    place: Place
    address: Address | None
    currency: str
    locale: str
    on: date

    def price(
        self, money: Money | str, *, rules: PriceRules | None = None, **more: Any
    ) -> LocalPrice:
        """
        A price of the shop as this market should see it; see `pricing.price`.

        `more` are its other arguments: `price_book` and `item`, `cost`, `previous`, `goods` ...
        """
        from globalcs import pricing

        return pricing.price(
            Money.read(money),
            self._where,
            on=self.on,
            locale=self.locale,
            prices_include=self.shop.prices_include,
            home=self.shop.facts.place(self.shop.home).code,
            rules=rules,
            rates=self.shop.rates,
            facts=self.shop.facts,
            **more,
        )

    def payments(self, amount: Money | str, **more: Any) -> Selection:
        """
        The payment methods to offer for an amount; `more` are fields of `payments.Checkout`.

        Limits told in another currency are compared at the shop's rates, or the bundled ones.
        """
        from globalcs import payments
        from globalcs.rates import default_rates

        checkout = payments.Checkout(
            **{
                "shopper_country": self.place.country,
                "amount": Money.read(amount),
                "merchant_country": self.shop.facts.place(self.shop.home).country,
                "psps": self.shop.psps,
                **more,
            }
        )
        rates = self.shop.rates or default_rates(self.shop.facts)
        return payments.select(checkout, on=self.on, facts=self.shop.facts, rates=rates)

    def landed_cost(
        self, items: Iterable[Item | Mapping[str, Any]], *, shipping: Money | str, **more: Any
    ) -> Quote:
        """
        Goods, shipping, duty, tax and fees; `more` are fields of `landed_cost.Shipment`.
        """
        from globalcs import landed_cost

        shop = self.shop
        shipment = landed_cost.Shipment(
            **{
                "ship_from": shop.home,
                "ship_to": self._where,
                "items": tuple(items),
                "shipping": shipping,
                "currency": self.currency,
                "incoterm": shop.incoterm,
                "registrations": shop.registrations,
                "prices_include": shop.prices_include,
                **more,
            }
        )
        return landed_cost.quote(
            shipment, on=self.on, rates=shop.rates, tariffs=shop.tariffs, facts=shop.facts
        )

    def return_promise(self) -> Promise:
        """
        How, within how many days, and when the money is back: for the product page.
        """
        from globalcs import returns

        shop = self.shop
        return returns.promise(self._where, policy=shop.policy, on=self.on, facts=shop.facts)

    def decide_return(self, request: ReturnRequest | Mapping[str, Any]) -> ReturnDecision:
        """
        What may be returned, by the law of the contract's day over the policy frozen on the order.

        An order that carries no policy is judged by the shop's of today.

        Raises:
            InvalidInput: the request is wrong.
        """
        from globalcs import returns

        asked = returns.ReturnRequest.read(request)
        policy = asked.order.policy or self.shop.policy
        return returns.decide(asked, policy=policy, on=self.on, facts=self.shop.facts)

    def message(
        self, message_id: str, recipient: Recipient, values: Mapping[str, Any], **more: Any
    ) -> Message:
        """
        A message in the recipient's language; see `localization.render`.

        Where it has no text in that language, the shop's own is used, then the market's.
        """
        from globalcs import localization

        shop = self.shop
        settled = {"default_locale": shop.locale or self.locale, "facts": shop.facts, **more}
        return localization.render(message_id, recipient, values, on=self.on, **settled)

    def checkout(
        self, items: Iterable[Item | Mapping[str, Any]], *, shipping: Money | str, **more: Any
    ) -> OrderSummary:
        """
        One cart through all rooms: local prices, landed cost, methods, and the return promise.

        Raises:
            InvalidInput: the cart is empty, mixes currencies, or a field is not valid.
        """
        cart = tuple(_read_items(items))
        quote = self.landed_cost(cart, shipping=shipping, **more)
        charged = quote.due_at_checkout if quote.due_at_checkout is not None else quote.at_least
        return OrderSummary(
            place=self.place.code,
            currency=self.currency,
            locale=self.locale,
            on=self.on,
            prices=tuple(self.price(item.price or item.total) for item in cart),
            quote=quote,
            payments=self.payments(charged),
            return_promise=self.return_promise(),
        )

    @property
    def _where(self) -> str | Address:
        return self.address or self.place.code


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OrderSummary(Decision):
    """
    What a shopper should know before paying, each part with its own reasons and sources.
    """

    kind: ClassVar[str] = "checkout.summary"

    place: str
    currency: str
    locale: str
    on: date
    prices: tuple[LocalPrice, ...]
    payments: Selection
    quote: Quote
    return_promise: Promise

    @property
    def request(self) -> Any:
        """
        The shipment that was quoted.
        """
        return self.quote.request

    @property
    def law_day(self) -> date:
        """
        The day whose law applies to the import charges.
        """
        return self.quote.law_day

    @property
    def facts_version(self) -> str:
        """
        The versions behind all parts.
        """
        return self.quote.facts_version

    @property
    def parts(self) -> tuple[Decision, ...]:
        """
        The decisions this one is made of.
        """
        return (*self.prices, self.quote, self.payments, self.return_promise)

    @property
    def status(self) -> Status:
        """
        The least sure status of prices and quote, the parts that say what is to be paid.
        """
        return worst_status(part.status for part in (*self.prices, self.quote))

    @property
    def missing(self) -> tuple[str, ...]:
        """
        What would settle what is not known in any part.
        """
        return tuple(dict.fromkeys(name for part in self.parts for name in part.missing))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """
        The reasons of all parts.
        """
        return tuple(reason for part in self.parts for reason in part.reasons)

    def headline(self) -> Reason:
        """
        The headline of the quote: what is paid in all.
        """
        return self.quote.headline()

    def _tables_html(self) -> str:
        return "".join(part._repr_html_() for part in self.parts)


def _read_items(items: Iterable[Item | Mapping[str, Any]]) -> Iterator[Item]:
    if isinstance(items, (str, Mapping, Item)) or not isinstance(items, Iterable):
        raise InvalidInput("give a list of items, each an Item or a mapping", path="items")
    for number, item in enumerate(items):
        try:
            yield Item.read(item)
        except InvalidInput as error:
            problems = tuple(p._replace(path=f"items.{number}.{p.path}") for p in error.problems)
            raise type(error)(f"items.{number}: {error}", problems=problems) from None


def _set(shop: Shop, name: str, value: object) -> None:
    object.__setattr__(shop, name, value)


def _texts(name: str, value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    texts = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (None,)
    if not all(isinstance(text, str) for text in texts):
        raise InvalidInput("a list of texts is needed", path=name)
    return texts


def _registered(names: tuple[str, ...]) -> tuple[str, ...]:
    from globalcs.landed_cost._registrations import registration

    try:
        return tuple(map(registration, names))
    except InvalidInput as error:
        raise InvalidInput(str(error), path="registrations") from None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidInput(f"one of {', '.join(allowed)} is needed", path=name)


def _book(facts: object) -> Facts:
    if facts is None:
        return bundled()
    if not isinstance(facts, Facts):
        raise InvalidInput("a book is Facts, such as facts.bundled()", path="facts")
    return facts


def _known_currency(code: str) -> str:
    return str(Money.from_minor(0, code).currency)


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise InvalidInput(
            "no such time zone; give an IANA name such as Asia/Tokyo", path="timezone"
        ) from None


def _settings(cls: type[Shop], table: Mapping[str, Any], folder: str) -> dict[str, Any]:
    known = {item.name for item in fields(cls)} - {"rates"}
    if unknown := sorted(set(table) - known):
        raise InvalidInput(
            f"there is no such setting; known are {', '.join(sorted(known))}", path=unknown[0]
        )
    if missing := [name for name in ("home", "currency") if name not in table]:
        raise InvalidInput("this setting is needed", path=missing[0])
    settings = dict(table)
    if "facts" in settings:
        settings["facts"] = bundled().with_layer("merchant", settings["facts"])
    if "tariffs" in settings:
        settings["tariffs"] = _tariffs(settings["tariffs"], folder)
    return settings


def _tariffs(table: Any, folder: str) -> Tariffs:
    import os

    if not isinstance(table, dict) or not table or set(table) - {"store", "layers"}:
        raise InvalidInput("give a table of a store, of layers, or of both", path="tariffs")
    store, layers = table.get("store"), table.get("layers", [])
    paths = [*layers, *([] if store is None else [store])] if isinstance(layers, list) else [None]
    if not all(isinstance(path, str) for path in paths):
        raise InvalidInput("files are named as text, layers in a list", path="tariffs")
    return stored_tariffs(
        None if store is None else os.path.join(folder, store),
        [os.path.join(folder, layer) for layer in layers],
    )


def stored_tariffs(store: str | None, layers: Sequence[str]) -> Tariffs:
    """
    The tariff of a store, or the bundled sample, under the layers of some tables.

    Raises:
        DataError: a file is missing or broken.
    """
    from globalcs.landed_cost import TariffOverlay, TariffStore
    from globalcs.landed_cost._tariffs import sample_tariffs

    base: Tariffs = sample_tariffs() if store is None else TariffStore(store)
    return TariffOverlay(base, *layers) if layers else base


def _address(place: Any) -> Any:
    return Address.read(place) if isinstance(place, Mapping) else place


def _policy(value: Any) -> Policy | None:
    from globalcs import returns

    return None if value is None else returns.Policy.read(value)
