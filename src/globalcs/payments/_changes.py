"""
What would have to change for a method to appear: found rule by rule, and tried out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from globalcs.errors import InvalidInput, OutOfBounds, RateNotFound
from globalcs.facts._place_keys import CURRENCY
from globalcs.payments._answers import Change
from globalcs.payments._checkout import test
from globalcs.payments._rules import Asked, Context, Finding
from globalcs.payments._select import context_of, work
from globalcs.payments._table import settled
from globalcs.payments._views import known_psps, views
from globalcs.payments._worth import changed_currency, converter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.payments._keys import Market
    from globalcs.payments._models import Checkout
    from globalcs.payments._views import View
    from globalcs.rates import Rates

__all__ = ["changed", "would_appear_if"]

#: More changes than this are no hint but another shop.
ROUNDS = 8


class Trial(NamedTuple):
    """
    A method and a checkout on the way to admitting it.
    """

    facts: Facts
    on: date
    rates: Rates | None
    view: View
    checkout: Checkout
    context: Context


def changed(
    checkout: Checkout | Mapping[str, Any],
    changes: Iterable[Change],
    *,
    on: date,
    rates: Rates | None = None,
) -> Checkout:
    """
    The checkout with the changes of an exclusion made.

    Args:
        checkout: a `Checkout`, or plain data with its fields.
        changes: what `Exclusion.would_appear_if` holds.
        on: the day whose rate turns the amount into another currency.
        rates: None means the bundled rates.

    Raises:
        InvalidInput: the checkout is malformed, or `changes` are none.
        RateNotFound: there is no rate for that currency and day.

    >>> from datetime import date
    >>> from globalcs.payments import Checkout
    >>> checkout = Checkout(shopper_country="MX", amount="12000 MXN")
    >>> changed(checkout, [Change("amount", "10000 MXN")], on=date(2026, 11, 21)).amount.to_text()
    '10000.00 MXN'
    """
    from globalcs.payments._models import Checkout

    asked, told = Checkout.read(checkout), _by_field(changes)
    updates: dict[str, Any] = {name: value for name, value in told.items() if name != "currency"}
    if "currency" in told:
        for field in ("amount", "recurring_amount"):
            money = getattr(asked, field)
            if money is not None and field not in updates:
                updates[field] = changed_currency(money, str(told["currency"]), on, rates)
    return asked.replace(**updates)


def _by_field(changes: object) -> dict[str, Any]:
    given = tuple(changes) if isinstance(changes, Iterable) else (None,)
    if not all(isinstance(change, Change) for change in given):
        raise InvalidInput("changes are what `would_appear_if` holds", path="changes")
    return {change.field: change.value for change in cast("tuple[Change, ...]", given)}


def would_appear_if(
    facts: Facts, checkout: Checkout, on: date, method_id: str, rates: Rates | None
) -> tuple[Change, ...] | None:
    """
    Changes that together admit a method, tried out; None where there are none.
    """
    view = views(facts, on)[method_id]
    changes: dict[str, Change] = {}
    now = checkout
    for _ in range(ROUNDS):
        trial = Trial(facts, on, rates, view, now, context_of(facts, now, on))
        found = _failures(trial)
        if not found:
            return _within_limit(trial, changes)
        fix = FIXES.get(found[0].code)
        change = fix(trial, found[0]) if fix is not None else None
        if change is None or changes.get(change.field) == change:
            return None
        _note_change(changes, change, now)
        now = changed(checkout, changes.values(), on=on, rates=rates)
    return None


def _note_change(changes: dict[str, Change], change: Change, checkout: Checkout) -> None:
    """
    An amount names its currency, so it takes the place of a change of currency.
    """
    changes[change.field] = change
    if "amount" in changes and checkout.recurring_amount is None:
        changes.pop("currency", None)


def _failures(trial: Trial) -> list[Finding]:
    row = settled(trial.facts, trial.view.id, trial.context)
    if row.findings:
        return list(row.findings)
    convert = converter(trial.rates, trial.on) if trial.rates is not None else None
    return test(row, Asked.of(trial.checkout, convert))


def _within_limit(trial: Trial, changes: dict[str, Change]) -> tuple[Change, ...] | None:
    """
    The method passes the rules; it must also stand within the number the shop wants to show.
    """
    if trial.checkout.limit is not None:
        convert = converter(trial.rates, trial.on) if trial.rates is not None else None
        beyond = work(trial.facts, trial.checkout, trial.on, convert).beyond
        if trial.view.id in beyond:
            changes["limit"] = Change("limit", beyond[trial.view.id])
    return tuple(changes.values())


# --- one way out for each code -------------------------------------------------------------------


def _other_psp(trial: Trial, finding: Finding) -> Change | None:
    codes = tuple(psp for psp, _ in trial.context.psps or ())
    for psp in known_psps(trial.facts):
        context = trial.context._replace(psps=((psp, None),))
        row = settled(trial.facts, trial.view.id, context)
        if row.psps:
            return Change("psps", (*(code for code in codes if code != psp), psp))
    return None


def _other_country(trial: Trial, finding: Finding) -> Change | None:
    """
    A country where the shopper would need an account: one that takes this currency, if there is.
    """
    served = sorted(trial.view.market.value.countries) if trial.view.market else []
    if not served:
        return None
    reached = (country for country in served if _reached_through(trial, country))
    country = next(reached, served[0])
    return Change("other_countries", (*trial.checkout.other_countries, country))


def _reached_through(trial: Trial, country: str) -> bool:
    context = trial.context._replace(countries=(country,), psps=None)
    return not settled(trial.facts, trial.view.id, context).findings


def _other_currency(trial: Trial, finding: Finding) -> Change | None:
    market = trial.view.market
    if market is None:
        return None
    for currency in _currencies(trial, market.value):
        context = trial.context._replace(currency=currency)
        row = settled(trial.facts, trial.view.id, context)
        if not any(found.code.startswith("currency_") for found in row.findings):
            return _into_currency(trial, currency)
    return None


def _currencies(trial: Trial, market: Market) -> Iterator[str]:
    for country in trial.context.countries:
        home = trial.facts.find(country, CURRENCY, on=trial.on)
        if home is not None:
            yield home.value
    yield from sorted(market.currencies - {"*"})


def _into_currency(trial: Trial, currency: str) -> Change | None:
    """
    The same worth in the other currency; where that can't be told, an amount that its limits allow.
    """
    if _has_worth_in(trial, currency):
        return Change("currency", currency)
    return _some_amount(trial, currency)


def _has_worth_in(trial: Trial, currency: str) -> bool:
    """
    Whether there is a rate, and the amounts are more than nothing in that currency.
    """
    checkout = trial.checkout
    amounts = [money for money in (checkout.amount, checkout.recurring_amount) if money]
    try:
        worths = [changed_currency(money, currency, trial.on, trial.rates) for money in amounts]
    except (RateNotFound, OutOfBounds):
        return False
    return all(worth.minor for worth in worths)


def _some_amount(trial: Trial, currency: str) -> Change | None:
    if trial.checkout.recurring_amount is not None:
        return None
    context = trial.context._replace(currency=currency)
    fact = settled(trial.facts, trial.view.id, context).limits
    limits = fact[0][1].value if fact and fact[0][1] is not None else None
    told = (limits.least.get(currency) or limits.most.get(currency)) if limits else None
    return Change("amount", f"{told or 1} {currency}")


def _at_limit(trial: Trial, finding: Finding) -> Change | None:
    limit = finding.params["found"]
    if str(limit.currency) != trial.context.currency:
        return None
    field = "recurring_amount" if finding.code.startswith("recurring") else "amount"
    return Change(field, limit.to_text())


def _one_time(trial: Trial, finding: Finding) -> Change | None:
    if trial.checkout.recurring_amount is not None:
        return Change("recurring_amount", None)
    return Change("purpose", "one_time")


def _without_goods(trial: Trial, finding: Finding) -> Change | None:
    refused = finding.params["wanted"]
    if "subscription" in refused:
        return _one_time(trial, finding)
    return Change("goods", tuple(word for word in trial.checkout.goods if word not in refused))


def _unblock(trial: Trial, finding: Finding) -> Change | None:
    return Change("block", tuple(name for name in trial.checkout.block if name != trial.view.id))


def _found(field: str) -> Callable[[Trial, Finding], Change | None]:
    """
    The field takes what was found, or the first of it.
    """

    def fix(trial: Trial, finding: Finding) -> Change | None:
        value = finding.params["found"]
        return Change(field, value[0] if isinstance(value, tuple) else value)

    return fix


def _to(field: str, value: str) -> Callable[[Trial, Finding], Change | None]:
    def fix(trial: Trial, finding: Finding) -> Change | None:
        return Change(field, value)

    return fix


#: Codes without an entry are beyond a shop: closed, not yet open, barred.
FIXES: dict[str, Callable[[Trial, Finding], Change | None]] = {
    "no_psp": _other_psp,
    "left_psp": _other_psp,
    "not_at_psp_yet": _other_psp,
    "country_not_served": _other_country,
    "currency_not_supported": _other_currency,
    "currency_country_pair": _other_currency,
    "currency_not_home_currency": _other_currency,
    "cross_border_not_allowed": _found("merchant_country"),
    "amount_too_low": _at_limit,
    "amount_too_high": _at_limit,
    "recurring_amount_too_low": _at_limit,
    "recurring_amount_too_high": _at_limit,
    "recurring_not_supported": _one_time,
    "consumer_only": _to("buyer", "consumer"),
    "business_only": _to("buyer", "business"),
    "goods_refused": _without_goods,
    "channel_not_served": _found("channel"),
    "device_not_capable": _found("device"),
    "too_slow": _found("deadline_until_paid"),
    "not_refundable": _to("after_sale", "warn"),
    "refund_window_too_short": _to("after_sale", "warn"),
    "chargeback": _to("after_sale", "warn"),
    "blocked": _unblock,
}
