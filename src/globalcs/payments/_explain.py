"""
The words of a selection, made when somebody reads it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from globalcs.decision import Reason, worst_status
from globalcs.payments._answers import Exclusion, Offer
from globalcs.payments._checkout import heed, psps_for, test
from globalcs.payments._labels import label_for
from globalcs.payments._ranks import homes
from globalcs.payments._rules import Finding, as_reason
from globalcs.payments._settle import with_limits
from globalcs.payments._wishes import preference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from globalcs.decision import FactRef, Status
    from globalcs.payments._answers import Change
    from globalcs.payments._models import Checkout
    from globalcs.payments._select import Ranked, Work
    from globalcs.rates import Rates

__all__ = ["excluded", "exclusion", "missing", "offered", "reasons", "status"]


def offered(work: Work, checkout: Checkout) -> tuple[Offer, ...]:
    """
    The offers, best first.
    """
    return tuple(
        _offer(work, checkout, rank, entry) for rank, entry in enumerate(work.ranked, start=1)
    )


def _offer(work: Work, checkout: Checkout, rank: int, entry: Ranked) -> Offer:
    row = entry.candidate.row
    view = row.view
    collects = view.collects.value if view.collects is not None else None
    terms = view.terms.value if view.terms is not None else None
    warnings = heed(row, work.asked)
    return Offer(
        method=view.method,
        rank=rank,
        score=entry.score,
        label=label_for(work.facts, view, row.via, work.context.on, checkout.locale),
        psp_codes=_codes(entry, work),
        collects=collects.required if collects is not None else (),
        may_collect=collects.optional if collects is not None else (),
        paid=view.use.value.paid if view.use is not None else None,
        refund=terms.refund if terms is not None else None,
        refund_days=terms.refund_days if terms is not None else None,
        warnings=tuple(as_reason(view.method, finding) for finding in warnings),
        sources=_sources(entry, work),
    )


def _codes(entry: Ranked, work: Work) -> Mapping[str, tuple[str, ...]]:
    row = entry.candidate.row
    codes = row.view.codes.value if row.view.codes is not None else {}
    return {psp: codes.get(psp, ()) for psp in psps_for(row, work.asked)}


def _sources(entry: Ranked, work: Work) -> tuple[FactRef, ...]:
    row, standing = entry.candidate.row, entry.candidate.standing
    refs = list(row.view.refs)
    refs += [fact.ref for _, fact in row.limits if fact not in (None, row.view.limits)]
    if standing is not None:
        refs.append(standing.row.ref)
    if (told := preference(row, work.asked)) is not None:
        refs.append(told.ref)
    return tuple(dict.fromkeys(refs))


# --- those left out ------------------------------------------------------------------------------


def excluded(
    work: Work, checkout: Checkout, on: date, rates: Rates | None
) -> tuple[Exclusion, ...]:
    """
    The exclusions, by id.
    """
    shown = {entry.candidate.id for entry in work.ranked}
    return tuple(
        exclusion(work, checkout, on, name, rates) for name in work.table.rows if name not in shown
    )


def exclusion(
    work: Work, checkout: Checkout, on: date, name: str, rates: Rates | None
) -> Exclusion:
    """
    Why one method is left out.
    """
    row = work.table.rows[name]
    findings = list(row.findings)
    if not row.final:
        findings += test(with_limits(work.facts, row, work.context), work.asked)
    if name in work.beyond:
        params = {"wanted": checkout.limit, "found": work.beyond[name]}
        findings.append(Finding("beyond_limit", params))
    return Exclusion(
        row.view.method,
        tuple(as_reason(row.view.method, finding) for finding in findings),
        None,
        partial(_changes, work, checkout, on, name, rates),
    )


def _changes(
    work: Work, checkout: Checkout, on: date, name: str, rates: Rates | None
) -> tuple[Change, ...] | None:
    from globalcs.payments._changes import would_appear_if

    return would_appear_if(work.facts, checkout, on, name, rates)


# --- the whole -----------------------------------------------------------------------------------


def reasons(work: Work, checkout: Checkout, offers: tuple[Offer, ...]) -> tuple[Reason, ...]:
    """
    What led to the selection as a whole: what was tested, on what the order rests, each offer.
    """
    return tuple(_reasons(work, checkout, offers))


def _reasons(work: Work, checkout: Checkout, offers: tuple[Offer, ...]) -> Iterator[Reason]:
    if checkout.psps is None:
        yield Reason("payments.psps_not_tested", {}, level="warning")
    yield from _unknown_psps(work)
    yield _order_reason(work)
    yield from _timing_reasons(work)
    if weak := _weak(work):
        yield Reason("payments.low_confidence", {"methods": weak}, level="assumption")
    if not offers:
        yield Reason("payments.nothing_offered", {}, level="warning")
    yield from _shop_reasons(work)
    for offer in offers:
        params = {"method": offer.method.id, "label": offer.label, "rank": offer.rank}
        yield Reason("payments.offered", {**params, "score": offer.score.total}, offer.sources[:1])


def _shop_reasons(work: Work) -> Iterator[Reason]:
    for entry in work.ranked:
        if (told := preference(entry.candidate.row, work.asked)) is not None and told.value:
            finding = Finding("shop_preference", {"points": told.value}, told)
            yield as_reason(entry.candidate.row.view.method, finding)


def _unknown_psps(work: Work) -> Iterator[Reason]:
    for psp, methods in work.context.psps or ():
        if methods is None and not any(psp in row.psps for row in work.table.rows.values()):
            yield Reason("payments.psp_little_known", {"psp": psp}, level="warning")


def _order_reason(work: Work) -> Reason:
    order, country = work.table.standings, work.context.countries[0]
    used = [e.candidate.standing for e in work.ranked if e.candidate.standing is not None]
    refs = tuple(dict.fromkeys(s.row.ref for s in used if s.row.subject == order.where))
    if order.where in homes(work.facts, country, work.context.on):
        return Reason("payments.ranked_by_country", {"country": order.where}, refs)
    region = order.where.partition(":")[2]
    return Reason(
        "payments.ranked_by_region", {"country": country, "region": region}, refs, "assumption"
    )


def _timing_reasons(work: Work) -> Iterator[Reason]:
    """
    Days before the book was checked, or long after: told once, not with each method.
    """
    codes: dict[str, Reason] = {}
    for entry in work.ranked:
        for fact in entry.candidate.row.view.facts:
            for reason in () if fact.timely else fact.reasons:
                codes.setdefault(reason.code, reason)
    for code in ("facts.start_unknown", "facts.beyond_book"):
        if code in codes:
            name, params = code.partition(".")[2], codes[code].params
            yield Reason(
                f"payments.{name}",
                {"verified": params["verified"]},
                codes[code].facts,
                "assumption",
            )


def _weak(work: Work) -> tuple[str, ...]:
    return tuple(
        entry.candidate.id
        for entry in work.ranked
        if (market := entry.candidate.row.view.market) is not None and market.confidence == "low"
    )


def missing(work: Work, checkout: Checkout) -> tuple[str, ...]:
    """
    What would settle what was not tested: the processors, and inputs that rules needed.
    """
    found = dict.fromkeys(
        str(note.params["field"])
        for entry in work.ranked
        for note in heed(entry.candidate.row, work.asked)
        if note.code == "unknown"
    )
    return tuple((["psps"] if checkout.psps is None else []) + list(found))


def status(work: Work, checkout: Checkout) -> Status:
    """
    Estimated where an offer rests on low confidence, doubtful days, or something not told.
    """
    if missing(work, checkout) or work.table.standings.where.startswith("region:"):
        return "estimated"
    return worst_status(
        fact.status for entry in work.ranked for fact in entry.candidate.row.view.facts
    )
