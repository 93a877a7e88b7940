"""
The rules about what is bought: amounts, purpose, buyer, goods, device, timing.

`test` finds what excludes, `heed` what to look at before showing a method.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from globalcs.payments._rules import SPEED, Finding, note, unknown
from globalcs.payments._wishes import wish

if TYPE_CHECKING:
    from decimal import Decimal

    from globalcs.facts import Fact
    from globalcs.payments._keys import Limits, Market
    from globalcs.payments._rules import Asked, Row
    from globalcs.payments._views import View

__all__ = ["heed", "psps_for", "test"]


def test(row: Row, asked: Asked) -> list[Finding]:
    """
    The rules that depend on what is bought: amounts, purpose, buyer, goods, device, timing.
    """
    found: list[Finding] = []
    view = row.view
    if row.limits[0][1] is not None or len(row.limits) > 1:
        _amounts(row, asked, found)
    terms = view.terms.value if view.terms is not None else None
    if terms is not None and terms.recurring == "no" and asked.purpose != "one_time":
        params = {"wanted": asked.purpose, "found": terms.recurring}
        found.append(Finding("recurring_not_supported", params, view.terms))
    use = view.use.value if view.use is not None else None
    if use is not None and use.buyer is not None and use.buyer not in (asked.buyer, "both"):
        code = "business_only" if use.buyer == "business" else "consumer_only"
        found.append(Finding(code, {"wanted": asked.buyer, "found": use.buyer}, view.use))
    if view.refuses is not None and asked.goods:
        _goods(view, asked, found)
    market = view.market.value if view.market is not None else None
    if market is not None and (market.devices or market.channels):
        _reachable(view, market, asked, found)
    if use is not None and SPEED[use.paid] > asked.speed:
        wanted = next(word for word, speed in SPEED.items() if speed == asked.speed)
        found.append(Finding("too_slow", {"wanted": wanted, "found": use.paid}, view.use))
    if asked.strict:
        found += _after_sale(view, asked)
    if view.id in asked.block or view.wants:
        _wanted(row, asked, found)
    return found


def _wanted(row: Row, asked: Asked, found: list[Finding]) -> None:
    told = wish(row, asked)
    by_layer = told is not None and told.value == "block"
    if by_layer or row.view.id in asked.block:
        found.append(Finding("blocked", {}, told if by_layer else None))


def psps_for(row: Row, asked: Asked) -> tuple[str, ...]:
    """
    The processors of a row whose limits allow the amount.
    """
    if len(row.limits) < 2:
        return row.psps
    return tuple(psp for psp, fact in row.limits if psp and not _of_one(fact, asked))


def _amounts(row: Row, asked: Asked, found: list[Finding]) -> None:
    if len(row.limits) == 1:
        found += _of_one(row.limits[0][1], asked)
        return
    refused = [_of_one(fact, asked) for _, fact in row.limits]
    if all(refused):
        found += refused[0]


def _of_one(fact: Fact[Limits] | None, asked: Asked) -> list[Finding]:
    if fact is None:
        return []
    found = []
    if asked.amount is not None and (finding := _compared(fact, asked, asked.amount, "amount")):
        found.append(finding)
    if asked.recurring is not None and (
        finding := _compared(fact, asked, asked.recurring, "recurring_amount")
    ):
        found.append(finding)
    return found


def _compared(fact: Fact[Limits], asked: Asked, amount: Decimal, field: str) -> Finding | None:
    limits, currency, worth = fact.value, asked.currency, amount
    if not limits.known_in(currency):
        currency = limits.currency
        converted = asked.convert and asked.convert(amount, asked.currency, currency)
        if converted is None:
            return None
        return _compared_exactly(fact, asked, amount, converted, currency, field)
    least, most = limits.least.get(currency), limits.most.get(currency)
    if least is not None and worth < least:
        return _limit_finding(f"{field}_too_low", fact, asked, amount, least, currency)
    if most is not None and worth > most:
        return _limit_finding(f"{field}_too_high", fact, asked, amount, most, currency)
    return None


def _compared_exactly(
    fact: Fact[Limits], asked: Asked, amount: Decimal, worth: Fraction, currency: str, field: str
) -> Finding | None:
    least, most = fact.value.least.get(currency), fact.value.most.get(currency)
    if least is not None and worth < Fraction(least):
        return _limit_finding(f"{field}_too_low", fact, asked, amount, least, currency)
    if most is not None and worth > Fraction(most):
        return _limit_finding(f"{field}_too_high", fact, asked, amount, most, currency)
    return None


def _limit_finding(
    code: str, fact: Fact[Limits], asked: Asked, amount: Decimal, limit: Decimal, currency: str
) -> Finding:
    from globalcs.money import Money

    params = {"wanted": Money(amount, asked.currency), "found": Money(limit, currency)}
    return Finding(code, params, fact)


def _goods(view: View, asked: Asked, found: list[Finding]) -> None:
    fact = view.refuses
    assert fact is not None
    refused = tuple(word for word in asked.goods if word in fact.value)
    if refused:
        found.append(Finding("goods_refused", {"wanted": refused, "found": fact.value}, fact))


def _reachable(view: View, market: Market, asked: Asked, found: list[Finding]) -> None:
    if market.channels and asked.channel not in market.channels:
        params = {"wanted": asked.channel, "found": market.channels}
        found.append(Finding("channel_not_served", params, view.market))
    if market.devices and asked.device is not None and not _capable(market.devices, asked.device):
        params = {"wanted": asked.device, "found": market.devices}
        found.append(Finding("device_not_capable", params, view.market))


def _capable(devices: tuple[str, ...], device: str) -> bool:
    return device in devices or _perhaps_capable(devices, device)


def _perhaps_capable(devices: tuple[str, ...], device: str) -> bool:
    """
    Nobody tells what a browser inside an app can do; an Android phone may be a Samsung.
    """
    return device == "in_app_browser" or (device == "android" and "samsung_android" in devices)


def _after_sale(view: View, asked: Asked) -> list[Finding]:
    found = [finding for finding in _refund(view, asked) if finding.code != "refund_limited"]
    if asked.avoid_chargeback and (finding := _chargeback(view)):
        found.append(finding)
    return [finding._replace(level="step") for finding in found]


def _refund(view: View, asked: Asked) -> list[Finding]:
    needed = asked.refund_days
    if view.terms is None or needed is None:
        return []
    terms = view.terms.value
    if terms.refund == "no":
        return [note("not_refundable", {"wanted": needed}, view.terms)]
    found = []
    if terms.refund == "limited":
        found.append(note("refund_limited", {}, view.terms))
    if terms.refund_days is not None and terms.refund_days < needed:
        params = {"wanted": needed, "found": terms.refund_days}
        found.append(note("refund_window_too_short", params, view.terms))
    return found


def _chargeback(view: View) -> Finding | None:
    if view.terms is None or view.terms.value.dispute != "chargeback":
        return None
    return note("chargeback", {"days": view.terms.value.dispute_days}, view.terms)


# --- what to look at before showing it -----------------------------------------------------------


def heed(row: Row, asked: Asked) -> list[Finding]:
    """
    The warnings about a method that is offered.
    """
    view = row.view
    found = list(row.notes)
    for _, fact in row.limits[:1]:
        if fact is not None and asked.amount is not None:
            found += _limit_notes(fact, asked, asked.amount)
    found += _purpose_notes(view, asked)
    found += _reach_notes(view, asked)
    found += _refund(view, asked)
    if asked.avoid_chargeback and (finding := _chargeback(view)):
        found.append(finding)
    return found


def _limit_notes(fact: Fact[Limits], asked: Asked, amount: Decimal) -> list[Finding]:
    limits, currency = fact.value, asked.currency
    if not limits.known_in(currency):
        return _foreign_limits(fact, asked, amount)
    usual = limits.usual.get(currency)
    if usual is None or amount <= usual:
        return []
    found = _limit_finding("above_usual_limit", fact, asked, amount, usual, currency)
    return [found._replace(level="warning")]


def _foreign_limits(fact: Fact[Limits], asked: Asked, amount: Decimal) -> list[Finding]:
    currency = fact.value.currency
    if not currency or (asked.convert and asked.convert(amount, asked.currency, currency)):
        return []
    return [note("limit_not_comparable", {"found": currency}, fact)]


def _purpose_notes(view: View, asked: Asked) -> list[Finding]:
    if asked.purpose == "one_time":
        return []
    if view.terms is None:
        return [unknown("recurring")]
    recurring = view.terms.value.recurring
    if recurring == "via_sepa_debit":
        return [note("via_sepa_debit", {}, view.terms)]
    return [note("recurring_limited", {}, view.terms)] if recurring == "limited" else []


def _reach_notes(view: View, asked: Asked) -> list[Finding]:
    found = []
    if asked.buyer == "business" and (view.use is None or view.use.value.buyer is None):
        found.append(unknown("buyer"))
    if view.refuses is not None and not asked.goods:
        found.append(note("goods_not_told", {"found": view.refuses.value}, view.refuses))
    devices = view.market.value.devices if view.market is not None else ()
    if devices and asked.device is None:
        found.append(note("device_not_told", {"found": devices}, view.market))
    elif asked.device and devices and asked.device not in devices:
        found.append(note("device_perhaps", {"wanted": asked.device}, view.market))
    return found
