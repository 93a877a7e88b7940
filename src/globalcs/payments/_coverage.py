"""
Which of the methods that matter in a country a set of processors can do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs._models import Model
from globalcs.decision import Decision, Reason
from globalcs.errors import InvalidInput
from globalcs.facts._place_keys import CURRENCY
from globalcs.payments._ranks import homes, rank_rows, standings
from globalcs.payments._rules import Context
from globalcs.payments._select import country_of, ready
from globalcs.payments._settle import settle
from globalcs.payments._views import check_psps, views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from globalcs.decision import FactRef, Status
    from globalcs.facts import Facts
    from globalcs.items import Address
    from globalcs.payments._keys import Rank

__all__ = ["Coverage", "CoverageRequest", "Reach", "coverage"]


class CoverageRequest(Model):
    """
    What was asked: a country and processors.
    """

    place: str
    psps: tuple[str, ...]


class Reach(NamedTuple):
    """
    One thing that matters in the country: a method, or a class of methods such as "card".

    `methods` are those that live there, `by_psp` those each processor can do.
    """

    rank: int
    name: str
    methods: tuple[str, ...]
    by_psp: Mapping[str, tuple[str, ...]]
    sources: tuple[FactRef, ...]

    @property
    def reached(self) -> bool:
        """
        Whether any of the processors can do it.
        """
        return any(self.by_psp.values())


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Coverage(Decision):
    """
    What processors can do of what matters in a country, before anybody integrates them.

    Attributes:
        rows: what matters, by rank.
        not_live: ranked there, but closed or not open on that day.
    """

    kind = "payments.coverage"

    request: CoverageRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    rows: tuple[Reach, ...]
    not_live: tuple[str, ...]

    @property
    def reached(self) -> tuple[str, ...]:
        """
        What at least one processor can do, by rank.
        """
        return tuple(row.name for row in self.rows if row.reached)

    @property
    def unreached(self) -> tuple[str, ...]:
        """
        What no processor can do, by rank.
        """
        return tuple(row.name for row in self.rows if not row.reached)

    def by_psp(self, psp: str) -> tuple[str, ...]:
        """
        What one processor can do, by rank.
        """
        return tuple(row.name for row in self.rows if row.by_psp.get(psp))

    def headline(self) -> Reason:
        """
        How many of those that matter are reached.
        """
        params = {
            "country": self.request.place,
            "reached": len(self.reached),
            "all": len(self.rows),
            "names": self.unreached,
        }
        return Reason(f"payments.coverage_{'gap' if self.unreached else 'all'}", params)

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        head = ("rank", "what people use", *self.request.psps)
        return table_html(head, (self._html_row(row) for row in self.rows))

    def _html_row(self, row: Reach) -> tuple[object, ...]:
        done = (", ".join(row.by_psp.get(psp, ())) or "–" for psp in self.request.psps)
        return row.rank, row.name, *done


def coverage(
    place: str | Address, psps: str | Iterable[str], *, on: date, facts: Facts | None = None
) -> Coverage:
    """
    Which of the methods that matter in a country the processors can do, and which are missing.

    Args:
        place: a country, as a code or an `Address`.
        psps: one code of a processor, or several; each is looked at alone.
        on: the day.
        facts: None means the bundled book.

    Raises:
        InvalidInput: the place or the processors are no such thing at all.
        UnknownPlace, UnknownMethod: no such place, or no such processor.
        FactNotFound: the book does not know the country's currency of that day.

    >>> from datetime import date
    >>> coverage("PL", ["stripe", "mollie"], on=date(2026, 11, 21)).by_psp("stripe")
    ('blik', 'przelewy24', 'card', 'klarna')
    """
    book = ready(facts, on)
    if not isinstance(place, str) and not hasattr(place, "country"):
        raise InvalidInput("a place is a code such as NL, or an `Address`", path="place")
    request = CoverageRequest(place=_studied(book, country_of(book, place), on), psps=_clean(psps))
    check_psps(book, "psps", request.psps)
    rows, closed = _rows(book, request, on)
    return Coverage(
        request=request,
        on=on,
        law_day=on,
        facts_version=book.version,
        status=_status(rows),
        missing=() if rows else ("payments.market_rank",),
        reasons=tuple(_reasons(rows, closed, request)),
        rows=rows,
        not_live=closed,
    )


def _studied(facts: Facts, country: str, on: date) -> str:
    """
    The country whose payments somebody has studied: for the Canaries, Spain.
    """
    places = homes(facts, country, on)
    return next((place for place in places if rank_rows(facts, place, on)), country)


def _clean(psps: str | Iterable[str]) -> tuple[str, ...]:
    from globalcs.payments._models import Psp

    told = (psps,) if isinstance(psps, str) else psps
    if not isinstance(told, Iterable):
        raise InvalidInput("a list of processors' codes is needed", path="psps")
    return tuple(Psp(code=psp).code for psp in told)


def _rows(
    facts: Facts, request: CoverageRequest, on: date
) -> tuple[tuple[Reach, ...], tuple[str, ...]]:
    rows, closed = [], []
    for fact in rank_rows(facts, request.place, on):
        rank = fact.value
        live = [
            m for m in _methods(facts, rank, request.place, on) if _lives(facts, m, request, on)
        ]
        if not live:
            closed.append(rank.method)
            continue
        by_psp = {
            psp: tuple(m for m in live if _able(facts, m, request, psp, on)) for psp in request.psps
        }
        rows.append(Reach(rank.rank, rank.method, tuple(live), by_psp, (fact.ref,)))
    return tuple(rows), tuple(closed)


def _methods(facts: Facts, rank: Rank, country: str, on: date) -> tuple[str, ...]:
    if rank.method in views(facts, on):
        return (rank.method,)
    order = standings(facts, country, on).by_method
    members = rank.members or [
        view.id
        for view in views(facts, on).values()
        if view.identity is not None and rank.method in view.identity.value.classes
    ]
    last = 10**9
    return tuple(sorted(members, key=lambda m: order[m].place if m in order else last))


def _lives(facts: Facts, method: str, request: CoverageRequest, on: date) -> bool:
    return not settle(facts, views(facts, on)[method], _context(facts, request, None, on)).findings


def _able(facts: Facts, method: str, request: CoverageRequest, psp: str, on: date) -> bool:
    row = settle(facts, views(facts, on)[method], _context(facts, request, psp, on))
    return psp in row.psps


def _context(facts: Facts, request: CoverageRequest, psp: str | None, on: date) -> Context:
    """
    A domestic checkout in the country's own money: what could be offered there at all.
    """
    home = facts.get(request.place, CURRENCY, on=on)
    return Context(
        on=on,
        countries=(request.place,),
        merchant=request.place,
        currency=home.value,
        psps=None if psp is None else ((psp, None),),
        buyer="consumer",
    )


def _status(rows: tuple[Reach, ...]) -> Status:
    if not rows:
        return "unknown"
    weak = any(ref.confidence == "low" for row in rows for ref in row.sources)
    return "estimated" if weak else "complete"


def _reasons(
    rows: tuple[Reach, ...], closed: tuple[str, ...], request: CoverageRequest
) -> list[Reason]:
    found = [_row_reason(row) for row in rows]
    found += [Reason("payments.ranked_not_live", {"name": name}) for name in closed]
    if not rows:
        params: dict[str, Any] = {"country": request.place}
        found.append(Reason("payments.no_ranks", params, level="warning"))
    return found


def _row_reason(row: Reach) -> Reason:
    able = tuple(psp for psp, methods in row.by_psp.items() if methods)
    params = {"rank": row.rank, "name": row.name}
    if not able:
        return Reason("payments.reached_by_none", params, row.sources, "warning")
    return Reason("payments.reached_by", {**params, "psps": able}, row.sources)
