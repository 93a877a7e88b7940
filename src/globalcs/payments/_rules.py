"""
The rules, in the order in which a shop would ask.

Is the method alive, do we have it, does it reach the shopper, in this money, for this amount, for
this purpose, in time?

What a rule finds is a plain tuple, turned into a `Reason` only when somebody reads it. Findings
exclude; notes warn. What nobody knows never excludes.

The rules about the place are worked out once for all checkouts alike (`settle`), those about the
checkout each time (`test`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from globalcs.decision import Level, Reason
from globalcs.facts._dates import parse_span
from globalcs.facts._place_keys import CURRENCY
from globalcs.payments._keys import LIMITS, PSP, Limits
from globalcs.payments._views import views

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from globalcs.facts import Fact, Facts
    from globalcs.payments._answers import Method
    from globalcs.payments._keys import Market, Served
    from globalcs.payments._models import Checkout
    from globalcs.payments._views import View

__all__ = [
    "Asked",
    "Context",
    "Convert",
    "Finding",
    "Row",
    "as_reason",
    "heed",
    "psps_for",
    "settle",
    "test",
    "with_limits",
]

SPEED = {"instant": 0, "minutes": 1, "days": 2}
ANYWHERE = "*"
#: Why a method would not be looked for in a country at all.
ELSEWHERE = ("country_not_served", "country_barred")
#: A method's end is told this long ahead.
AHEAD_DAYS = 400


#: An amount of one currency in another, exactly; None where no rate is known.
Convert: TypeAlias = "Callable[[Decimal, str, str], Fraction | None]"


class Finding(NamedTuple):
    """
    What a rule found: a code, what the sentence needs, and the fact it rests on.
    """

    code: str
    params: dict[str, Any]
    fact: Fact[Any] | None = None
    level: Level = "step"


class Context(NamedTuple):
    """
    What many checkouts have in common: the day, the place, the money, the processors.

    `psps` are pairs of a processor and the methods switched on there (None for all).
    """

    on: date
    countries: tuple[str, ...]
    merchant: str | None
    currency: str
    psps: tuple[tuple[str, tuple[str, ...] | None], ...] | None
    buyer: str


class Row(NamedTuple):
    """
    A method settled in a context: what excludes it whatever is bought, else how it is reached.
    """

    view: View
    via: str
    psps: tuple[str, ...]
    limits: tuple[tuple[str | None, Fact[Limits] | None], ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    final: bool = False


class Asked(NamedTuple):
    """
    A checkout in the plain values that the rules compare.
    """

    amount: Decimal | None
    recurring: Decimal | None
    currency: str
    purpose: str
    buyer: str
    channel: str
    device: str | None
    goods: tuple[str, ...]
    speed: int
    refund_days: int | None
    strict: bool
    avoid_chargeback: bool
    block: tuple[str, ...]
    convert: Convert | None

    @classmethod
    def of(cls, checkout: Checkout, convert: Convert | None = None) -> Asked:
        """
        From the checkout. Nothing to pay now means that no limit is tested.

        Limits in another currency are compared only when `convert` is given.
        """
        repeated = checkout.purpose == "subscription"
        recurring = checkout.recurring_amount
        deadline = checkout.deadline_until_paid
        return cls(
            amount=checkout.amount.amount if checkout.amount.minor else None,
            recurring=recurring.amount if recurring is not None else None,
            currency=str(checkout.amount.currency),
            purpose=checkout.purpose,
            buyer=checkout.buyer,
            channel=checkout.channel,
            device=checkout.device,
            goods=(*checkout.goods, "subscription") if repeated else checkout.goods,
            speed=2 if deadline is None else SPEED[deadline],
            refund_days=checkout.needs_refund_within_days,
            strict=checkout.after_sale == "exclude",
            avoid_chargeback=checkout.avoid_chargeback,
            block=checkout.block,
            convert=convert,
        )


def as_reason(method: Method, finding: Finding) -> Reason:
    """
    A finding as the reason a person can read.
    """
    params = {"method": method.name, **finding.params}
    refs = () if finding.fact is None else (finding.fact.ref,)
    return Reason(f"payments.{finding.code}", params, refs, finding.level)


def _note(code: str, params: dict[str, Any], fact: Fact[Any] | None = None) -> Finding:
    return Finding(code, params, fact, "warning")


def _unknown(field: str) -> Finding:
    return _note("unknown", {"field": field})


# --- the place: settled once ---------------------------------------------------------------------


def settle(facts: Facts, view: View, context: Context) -> Row:
    """
    The rules that depend on day, processors, countries, currency and the shop's country.
    """
    ended, notes = _alive(facts, view, context.on)
    if ended:
        home = context.countries[0]
        never = [found for found in _served(view, home, context.on)[0] if found.code in ELSEWHERE]
        return Row(view, home, (), (), (*ended, *never), (), True)
    psps, missing, psp_notes = _at_psps(facts, view, context)
    via, refused, place_notes = _reach(facts, view, context)
    row = Row(view, via, psps, (), (*missing, *refused), (*notes, *psp_notes, *place_notes))
    return row if row.findings else with_limits(facts, row, context)


def _alive(facts: Facts, view: View, on: date) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    if view.end is not None and view.end.certain:
        return _retired(facts, view), ()
    if view.life is None:
        return _not_launched(view), () if view.lives else (_unknown("life"),)
    notes = []
    if not view.life.certain:
        notes.append(_note("perhaps_not_launched", {"since": view.life.since}, view.life))
    if view.end is not None:
        notes.append(_note("perhaps_retired", {"since": view.end.since}, view.end))
    notes += _ends_soon(facts, view, on)
    return (), tuple(notes)


def _retired(facts: Facts, view: View) -> tuple[Finding, ...]:
    end = view.end
    assert end is not None
    found = Finding("retired", {"found": end.since}, end)
    if not end.value:
        return (found,)
    return found, Finding("succeeded_by", _successors(facts, view, end), end)


def _not_launched(view: View) -> tuple[Finding, ...]:
    if not view.lives:
        return ()
    return (Finding("not_launched", {"found": view.lives[0].since}, view.lives[0]),)


def _successors(facts: Facts, view: View, end: Fact[tuple[str, ...]]) -> dict[str, Any]:
    known = views(facts, view.on)
    names = tuple(known[name].method.name if name in known else name for name in end.value)
    return {"successors": end.value, "names": names}


def _ends_soon(facts: Facts, view: View, on: date) -> list[Finding]:
    coming = [fact for fact in view.ends if fact is not view.end and _days_to(fact, on) > 0]
    return [
        Finding("ends", {"since": fact.since, **_successors(facts, view, fact)}, fact, "assumption")
        for fact in coming
        if _days_to(fact, on) <= AHEAD_DAYS
    ]


def _days_to(fact: Fact[Any], on: date) -> int:
    return (parse_span(fact.since).first - on).days if fact.since else 0


# --- processors ----------------------------------------------------------------------------------


def _at_psps(
    facts: Facts, view: View, context: Context
) -> tuple[tuple[str, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    codes = view.codes.value if view.codes is not None else {}
    if context.psps is None:
        return tuple(codes), (), ()
    able: list[str] = []
    found: list[Finding] = []
    notes: list[Finding] = []
    for psp, methods in context.psps:
        dated, finding = _dated_at(facts, view, psp, context.on)
        if finding is not None:
            found.append(finding)
        elif view.id in methods if methods is not None else dated is not None or psp in codes:
            able.append(psp)
            notes += _psp_notes(psp, dated)
    if able:
        return tuple(able), (), tuple(notes)
    asked = tuple(psp for psp, _ in context.psps)
    found.append(Finding("no_psp", {"wanted": asked, "found": tuple(codes)}, view.codes))
    return (), tuple(found), ()


def _dated_at(
    facts: Facts, view: View, psp: str, on: date
) -> tuple[Fact[Served] | None, Finding | None]:
    told = [fact for fact in view.psps if _speaks_of(fact, "psp", psp)]
    if not told:
        return None, None
    fact = facts.find(view.subject, PSP, on=on, when={"psp": psp})
    if fact is not None:
        return fact, None
    return None, _outside(told, on, psp, "not_at_psp_yet", "left_psp", "left_psp")


def _psp_notes(psp: str, dated: Fact[Served] | None) -> list[Finding]:
    if dated is None:
        return []
    if dated.value.preview:
        return [_note("preview", {"psp": psp}, dated)]
    if not dated.certain:
        return [_note("perhaps_not_at_psp", {"psp": psp}, dated)]
    return []


def _speaks_of(fact: Fact[Any], field: str, word: str) -> bool:
    return any(name == field and word in words for name, words, _ in fact.when)


def _outside(
    told: list[Fact[Served]], on: date, where: str, early: str, closed: str, suspended: str
) -> Finding:
    """
    Why none of the dated facts holds today: all lie ahead, or the last one has passed.
    """
    past = [fact for fact in told if fact.until and parse_span(fact.until).last < on]
    if not past:
        return Finding(early, {"where": where, "found": told[0].since}, told[0])
    last = past[-1]
    code = suspended if last.value.then == "suspended" else closed
    return Finding(code, {"where": where, "found": last.until}, last)


# --- country, currency, the shop's country -------------------------------------------------------


def _reach(
    facts: Facts, view: View, context: Context
) -> tuple[str, tuple[Finding, ...], tuple[Finding, ...]]:
    """
    The first of the shopper's countries through which the method works.

    Where it works through none: what stands against it in the one where that is least.
    """
    tried = []
    for country in context.countries:
        findings, notes = _in_country(facts, view, country, context)
        if not findings:
            return country, (), tuple(notes)
        tried.append(findings)
    fewest = min(range(len(tried)), key=lambda index: len(tried[index]))
    return context.countries[fewest], tuple(tried[fewest]), ()


def _in_country(
    facts: Facts, view: View, country: str, context: Context
) -> tuple[list[Finding], list[Finding]]:
    findings, notes = _served(view, country, context.on)
    if view.market is None:
        return findings, [*notes, _unknown("market")]
    market = view.market.value
    findings += _currency(view.market, market, context.currency, country)
    for rule in (_home_currency, _same_country):
        finding = rule(facts, view.market, market, country, context)
        if finding is not None:
            (notes if finding.level == "warning" else findings).append(finding)
    return findings, notes


def _served(view: View, country: str, on: date) -> tuple[list[Finding], list[Finding]]:
    dated = [fact for fact in view.countries if _speaks_of(fact, "region", country)]
    if dated:
        return _dated_country(dated, country, on)
    if view.barred is not None and country in view.barred.value:
        return [Finding("country_barred", {"wanted": country}, view.barred)], []
    if view.market is None:
        return [], []
    served = view.market.value.countries
    if ANYWHERE in served or country in served:
        return [], []
    params = {"wanted": country, "found": tuple(sorted(served))}
    return [Finding("country_not_served", params, view.market)], []


def _dated_country(
    dated: list[Fact[Served]], country: str, on: date
) -> tuple[list[Finding], list[Finding]]:
    held = [fact for fact in dated if _holds(fact, on)]
    if not held:
        early, closed = "not_launched_in_country", "retired_in_country"
        return [_outside(dated, on, country, early, closed, "country_suspended")], []
    fact = held[0]
    spreads = fact.value.spreads_until
    if not _surely(fact, on):
        return [], [_note("perhaps_not_in_country", _span_of(fact, country), fact)]
    if spreads is not None and on <= spreads:
        return [], [_note("spreading", {"where": country, "until": spreads}, fact)]
    return [], []


def _span_of(fact: Fact[Served], country: str) -> dict[str, Any]:
    return {"where": country, "found": fact.since or fact.until}


def _holds(fact: Fact[Any], on: date) -> bool:
    starts = parse_span(fact.since).first if fact.since else None
    ends = parse_span(fact.until).last if fact.until else None
    return (starts is None or on >= starts) and (ends is None or on <= ends)


def _surely(fact: Fact[Any], on: date) -> bool:
    starts = parse_span(fact.since).last if fact.since else None
    ends = parse_span(fact.until).first if fact.until else None
    return (starts is None or on >= starts) and (ends is None or on <= ends)


def _currency(fact: Fact[Market], market: Market, currency: str, country: str) -> list[Finding]:
    if ANYWHERE not in market.currencies and currency not in market.currencies:
        found = tuple(sorted(market.currencies))
        return [Finding("currency_not_supported", {"wanted": currency, "found": found}, fact)]
    only = market.only_at_home.get(currency, country)
    if only == country:
        return []
    params = {"wanted": currency, "found": only, "where": country}
    return [Finding("currency_country_pair", params, fact)]


def _home_currency(
    facts: Facts, fact: Fact[Market], market: Market, country: str, context: Context
) -> Finding | None:
    if country not in market.home_currency_in:
        return None
    home = facts.find(country, CURRENCY, on=context.on)
    if home is None:
        return _unknown("home_currency")
    if home.value == context.currency:
        return None
    params = {"wanted": context.currency, "found": home.value, "where": country}
    return Finding("currency_not_home_currency", params, fact)


def _same_country(
    facts: Facts, fact: Fact[Market], market: Market, country: str, context: Context
) -> Finding | None:
    applies = market.same_country == "everywhere" or (
        market.same_country == "elsewhere" and country not in market.home_currency_in
    )
    if not applies or context.merchant == country:
        return None
    if context.merchant is None:
        return _unknown("merchant_country")
    return Finding("cross_border_not_allowed", {"wanted": context.merchant, "found": country}, fact)


def with_limits(facts: Facts, row: Row, context: Context) -> Row:
    """
    The row with its limits, which need not be known of a method that is out anyway.
    """
    return row._replace(limits=_limits(facts, row.view, context, row.via, row.psps))


def _limits(
    facts: Facts, view: View, context: Context, via: str, psps: tuple[str, ...]
) -> tuple[tuple[str | None, Fact[Limits] | None], ...]:
    """
    The limits by processor, where they differ there, else once for all.
    """
    if not view.limits_apart:
        return ((None, view.limits),)
    when = {"region": via, "buyer": context.buyer}
    if "psp" not in view.limits_apart or context.psps is None or not psps:
        return ((None, facts.find(view.subject, LIMITS, on=context.on, when=when)),)
    return tuple(
        (psp, facts.find(view.subject, LIMITS, on=context.on, when={**when, "psp": psp}))
        for psp in psps
    )


# --- the checkout: tested each time --------------------------------------------------------------


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
    if view.id in asked.block:
        found.append(Finding("blocked", {}))
    return found


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
        return [_note("not_refundable", {"wanted": needed}, view.terms)]
    found = []
    if terms.refund == "limited":
        found.append(_note("refund_limited", {}, view.terms))
    if terms.refund_days is not None and terms.refund_days < needed:
        params = {"wanted": needed, "found": terms.refund_days}
        found.append(_note("refund_window_too_short", params, view.terms))
    return found


def _chargeback(view: View) -> Finding | None:
    if view.terms is None or view.terms.value.dispute != "chargeback":
        return None
    return _note("chargeback", {"days": view.terms.value.dispute_days}, view.terms)


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
    return [_note("limit_not_comparable", {"found": currency}, fact)]


def _purpose_notes(view: View, asked: Asked) -> list[Finding]:
    if asked.purpose == "one_time":
        return []
    if view.terms is None:
        return [_unknown("recurring")]
    recurring = view.terms.value.recurring
    if recurring == "via_sepa_debit":
        return [_note("via_sepa_debit", {}, view.terms)]
    return [_note("recurring_limited", {}, view.terms)] if recurring == "limited" else []


def _reach_notes(view: View, asked: Asked) -> list[Finding]:
    found = []
    if asked.buyer == "business" and (view.use is None or view.use.value.buyer is None):
        found.append(_unknown("buyer"))
    if view.refuses is not None and not asked.goods:
        found.append(_note("goods_not_told", {"found": view.refuses.value}, view.refuses))
    devices = view.market.value.devices if view.market is not None else ()
    if devices and asked.device is None:
        found.append(_note("device_not_told", {"found": devices}, view.market))
    elif asked.device and devices and asked.device not in devices:
        found.append(_note("device_perhaps", {"wanted": asked.device}, view.market))
    return found
