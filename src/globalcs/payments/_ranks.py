"""
How much each method matters in a country: from ranks of market studies, never from summed shares.

A study ranks methods and classes of methods ("cards"). A method's own rank comes first; a class
lends its rank to its main members, one behind the other, and the others follow all that is named.
Below what is known of the country stands what is known of its region, then of the world: for the
order only, never for who is offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs.payments._keys import MARKET_RANK, REGION, USUAL_ORDER
from globalcs.payments._views import candidates, views

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from globalcs.facts import Fact, Facts
    from globalcs.payments._keys import Rank
    from globalcs.payments._views import View

__all__ = ["UNIONS", "Standing", "Standings", "homes", "rank_rows", "standings"]

WORLD = "region:world"
#: Places are counted in thousandths, so that members of a class stand between two ranks.
UNIT = 1000
#: A method of so few countries is at home in each of them.
LOCAL = 4
#: Unions have laws, no banks.
UNIONS = ("EU",)


class Standing(NamedTuple):
    """
    Where a method stands: thousandths of a place (1000 is the first), and the row that says so.
    """

    place: int
    row: Fact[Rank]


class Standings(NamedTuple):
    """
    Every method that a study ranks, by id.

    `where` is the country, or the region that answered because nobody has studied the country.
    """

    where: str
    by_method: Mapping[str, Standing]


def homes(facts: Facts, country: str, on: date) -> tuple[str, ...]:
    """
    The country, and whom it belongs to: banks on the Canaries are Spanish banks.
    """
    return tuple(place for place in facts.chain(country, "payments", on) if place not in UNIONS)


def standings(facts: Facts, country: str, on: date) -> Standings:
    """
    The order of a country, then of its region, then of the world.
    """
    return facts.cached(_standings, country, on)


def _standings(facts: Facts, country: str, on: date) -> Standings:
    found: dict[str, Standing] = {}
    where = ""
    base = 0
    for subject in (*homes(facts, country, on), _region(facts, country), WORLD):
        rows = rank_rows(facts, subject, on) if subject else ()
        if not rows:
            continue
        where = where or subject
        for name, standing in _placed(facts, rows, country, on, base).items():
            found.setdefault(name, standing)
        base += max(row.value.rank for row in rows)
    return Standings(where, found)


def rank_rows(facts: Facts, subject: str, on: date) -> tuple[Fact[Rank], ...]:
    """
    The rows of a country or region by rank: as known on the day, else the earliest there are.
    """
    held = facts.all(subject, MARKET_RANK, on=on)
    own = [row for row in held if row.subject == subject]
    rows = own or facts.history(subject, MARKET_RANK)
    return tuple(sorted(rows, key=lambda row: (row.value.rank, row.value.method)))


def _region(facts: Facts, country: str) -> str:
    for subject in facts.subjects("region:"):
        told = facts.history(subject, REGION)
        if told and country in told[-1].value:
            return subject
    return ""


def _placed(
    facts: Facts, rows: tuple[Fact[Rank], ...], country: str, on: date, base: int
) -> dict[str, Standing]:
    known = views(facts, on)
    own = {row.value.method for row in rows if row.value.method in known}
    found: dict[str, Standing] = {}
    for row in rows:
        place = (base + row.value.rank) * UNIT
        if row.value.method in known:
            found.setdefault(row.value.method, Standing(place, row))
            continue
        for name, standing in _among(facts, row, country, on, place, own):
            found.setdefault(name, standing)
    last = base + max(row.value.rank for row in rows)
    for row in rows:
        if row.value.method not in known and not row.value.members:
            for name, standing in _rest(facts, row, country, on, (last + 1) * UNIT):
                found.setdefault(name, standing)
    return found


def _among(
    facts: Facts, row: Fact[Rank], country: str, on: date, place: int, own: set[str]
) -> Iterator[tuple[str, Standing]]:
    """
    The members of a class that share its rank: those the study names, else the usual and the local.
    """
    members = row.value.members or _principal(facts, row.value, country, on)
    others = [name for name in members if name not in own]
    for index, name in enumerate(others):
        yield name, Standing(place + index * UNIT // (len(others) + 1), row)


def _rest(
    facts: Facts, row: Fact[Rank], country: str, on: date, place: int
) -> Iterator[tuple[str, Standing]]:
    for index, name in enumerate(_members(facts, row.value, country, on)):
        yield name, Standing(place + index, row)


def _principal(facts: Facts, rank: Rank, country: str, on: date) -> tuple[str, ...]:
    members = _members(facts, rank, country, on)
    order, known = _usual_order(facts), views(facts, on)
    chosen = tuple(name for name in members if name in order or _is_local(known[name]))
    return chosen or members


def _is_local(view: View) -> bool:
    assert view.market is not None
    served = view.market.value.countries
    return "*" not in served and len(served) <= LOCAL


def _members(facts: Facts, rank: Rank, country: str, on: date) -> tuple[str, ...]:
    order = _usual_order(facts)
    known = views(facts, on)
    members = [
        view
        for view in map(known.__getitem__, candidates(facts, (country,)))
        if _lives_in(view, country)
        and view.identity is not None
        and rank.method in view.identity.value.classes
    ]
    return tuple(view.id for view in sorted(members, key=lambda view: _before(view, order)))


def _lives_in(view: View, country: str) -> bool:
    if view.market is None or (view.end is not None and view.end.certain):
        return False
    return bool({"*", country} & view.market.value.countries)


def _before(view: View, order: tuple[str, ...]) -> tuple[int, int, str]:
    """
    The usual order first, then the more local method, then the id.
    """
    assert view.market is not None
    countries = view.market.value.countries
    reach = 999 if "*" in countries else len(countries)
    return (order.index(view.id) if view.id in order else len(order), reach, view.id)


def _usual_order(facts: Facts) -> tuple[str, ...]:
    told = facts.history(WORLD, USUAL_ORDER)
    return tuple(name for names in told[-1].value.values() for name in names) if told else ()
