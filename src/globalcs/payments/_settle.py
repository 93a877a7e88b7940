"""
The rules about day, processors, countries, currency and the shop's country.

They depend on nothing in the cart, so they are worked out once for all checkouts alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.facts._dates import parse_span
from globalcs.facts._place_keys import CURRENCY
from globalcs.payments._keys import LIMITS, PSP
from globalcs.payments._rules import Finding, Row, note, unknown
from globalcs.payments._views import ANYWHERE, views

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Fact, Facts
    from globalcs.payments._keys import Limits, Market, Served
    from globalcs.payments._rules import Context
    from globalcs.payments._views import View

__all__ = ["settle", "with_limits"]

#: Why a method would not be looked for in a country at all.
ELSEWHERE = ("country_not_served", "country_barred")
#: A method's end is told this long ahead.
AHEAD_DAYS = 400


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
        return _not_launched(view), () if view.lives else (unknown("life"),)
    notes = []
    if not view.life.certain:
        notes.append(note("perhaps_not_launched", {"since": view.life.since}, view.life))
    if view.end is not None:
        notes.append(note("perhaps_retired", {"since": view.end.since}, view.end))
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
        there = (psp for psp in codes if _dated_at(facts, view, psp, context.on)[1] is None)
        return tuple(there), (), ()
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
        return [note("preview", {"psp": psp}, dated)]
    if not dated.certain:
        return [note("perhaps_not_at_psp", {"psp": psp}, dated)]
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
        return findings, [*notes, unknown("market")]
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
        return [], [_doubt(fact, country, on)]
    if spreads is not None and on <= spreads:
        return [], [note("spreading", {"where": country, "until": spreads}, fact)]
    return [], []


def _doubt(fact: Fact[Served], country: str, on: date) -> Finding:
    """
    On a day inside an inexact date: whether it has opened already, or closed already.
    """
    if fact.since is not None and on < parse_span(fact.since).last:
        params = {"where": country, "found": fact.since}
        return note("perhaps_not_launched_in_country", params, fact)
    return note("perhaps_retired_in_country", {"where": country, "found": fact.until}, fact)


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
        return unknown("home_currency")
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
        return unknown("merchant_country")
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
