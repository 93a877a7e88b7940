"""
All methods settled for one context, kept with the book: what many checkouts share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from globalcs.payments._ranks import Standing, Standings, standings
from globalcs.payments._rules import Context, Row
from globalcs.payments._settle import settle
from globalcs.payments._views import candidates, method_ids, views

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.facts import Facts
    from globalcs.payments._models import Weights

__all__ = ["Candidate", "Table", "settled", "table"]

FIRST = 1000


class Candidate(NamedTuple):
    """
    A method that nothing excludes so far, with what its score is made of.
    """

    id: str
    row: Row
    standing: Standing | None
    paid: str
    refund: str
    chargeback: bool
    asked: int

    def market(self, weights: Weights) -> int:
        """
        The points for its place in the country; none where nobody ranks it.
        """
        if self.standing is None:
            return 0
        return max(0, FIRST - weights.rank_step * (self.standing.place - 1000) // 1000)


class Rows(Mapping[str, Row]):
    """
    Every method's row by its id, each settled when it is first asked for.
    """

    def __init__(self, facts: Facts, context: Context) -> None:
        self._facts, self._context = facts, context
        self._ids = method_ids(facts)
        self._rows: dict[str, Row] = {}

    def __getitem__(self, name: str) -> Row:
        if name not in self._rows:
            self._rows[name] = settled(self._facts, name, self._context)
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def open(self) -> Iterator[tuple[str, Row]]:
        """
        The rows that nothing excludes, without a look at the methods of other countries.
        """
        for name in candidates(self._facts, self._context.countries):
            if not (row := self[name]).findings:
                yield name, row


class Table(NamedTuple):
    """
    Every method's row by its id, those still open, and the order of the country.
    """

    rows: Mapping[str, Row]
    open: tuple[Candidate, ...]
    standings: Standings


def table(facts: Facts, context: Context) -> Table:
    """
    The table of a context, worked out once.
    """
    return facts.cached(_table, context)


def settled(facts: Facts, method_id: str, context: Context) -> Row:
    """
    One method in a context; not kept, since contexts are tried out by the hundred.
    """
    return settle(facts, views(facts, context.on)[method_id], context)


def _table(facts: Facts, context: Context) -> Table:
    rows = Rows(facts, context)
    order = standings(facts, context.countries[0], context.on)
    candidates = tuple(
        _candidate(name, row, order.by_method.get(name)) for name, row in rows.open()
    )
    return Table(rows, candidates, order)


def _candidate(name: str, row: Row, standing: Standing | None) -> Candidate:
    view = row.view
    terms = view.terms.value if view.terms is not None else None
    return Candidate(
        id=name,
        row=row,
        standing=standing,
        paid=view.use.value.paid if view.use is not None else "",
        refund=terms.refund if terms is not None else "",
        chargeback=terms is not None and terms.dispute == "chargeback",
        asked=len(view.collects.value.required) if view.collects is not None else 0,
    )
