"""
The shop's own prices for the rows of a table: what its price book says, looked up once a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import GlobalcsError
from globalcs.pricing._market import market

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.pricing._frames import Table
    from globalcs.pricing._price_book import BookPrice, PriceBook

__all__ = ["Cases", "cases_of", "own_prices"]

Column = Any

NONE = -1
"""
Stands where the book has no price.
"""


class Cases(NamedTuple):
    """
    What the book is asked of a table: its different questions, and which row asks which.

    Attributes:
        book: the price book.
        questions: item, group of customers, and quantity.
        rows: the number of each row's question; -1 where the book holds nothing of the item.
        problems: which rows have no sound quantity.
    """

    book: PriceBook
    questions: list[tuple[str, str | None, int]]
    rows: Column
    problems: Column


def cases_of(
    source: Table, book: PriceBook, item: str, group: str | None, quantity: str | None
) -> Cases:
    """
    The questions of a table, by its columns of items, groups and quantities.

    Raises:
        InvalidInput: there is no such column.
    """
    import numpy as np

    items, of_item = source.groups(item)
    groups, of_group = _groups(source, group)
    steps = sorted({1, *(entry.quantity for entry in book.prices)})
    of_step, unsound = _steps(source, quantity, steps)
    known = np.array([name in book.items for name in items], dtype=np.bool_)
    raw = (of_item.astype(np.int64) * len(groups) + of_group) * len(steps) + of_step
    asked = known[of_item] if items else np.zeros(source.rows, dtype=np.bool_)
    found, numbers = np.unique(raw[asked], return_inverse=True)
    rows = np.full(source.rows, NONE, dtype=np.int64)
    rows[asked] = numbers
    questions = [_question(n, items, groups, steps) for n in found.tolist()]
    return Cases(book, questions, rows, unsound)


def _groups(source: Table, group: str | None) -> tuple[list[str | None], Column]:
    return ([None], 0) if group is None else source.groups(group)


def _question(
    number: int, items: list[str | None], groups: list[str | None], steps: list[int]
) -> tuple[str, str | None, int]:
    rest, step = divmod(number, len(steps))
    item, group = divmod(rest, len(groups))
    return items[item] or "", groups[group], steps[step]


def _steps(source: Table, quantity: str | None, steps: list[int]) -> tuple[Column, Column]:
    """
    The largest quantity of the book that each row reaches, and which rows have no quantity.
    """
    import numpy as np

    if quantity is None:
        return 0, np.zeros(source.rows, dtype=bool)
    counts = source.counts(quantity)
    reached = np.searchsorted(np.array(steps), counts, side="right") - 1
    return np.maximum(reached, 0), counts < 1


def own_prices(
    cases: Cases, places: list[str | None], of_place: Column, on: date, facts: Facts
) -> Column:
    """
    What the book says for each row, in minor units of its place; -1 where it says nothing.
    """
    import numpy as np

    asked = cases.rows >= 0
    raw = of_place * len(cases.questions) + cases.rows
    found, numbers = np.unique(raw[asked], return_inverse=True)
    told = np.full(found.size, NONE, dtype=np.int64)
    for position, number in enumerate(found.tolist()):
        place, case = divmod(number, len(cases.questions))
        entry = _entry(cases, case, places[place], on, facts)
        if entry is not None:
            told[position] = entry.price.minor
    prices = np.full(cases.rows.size, NONE, dtype=np.int64)
    prices[asked] = told[numbers]
    return prices


def _entry(cases: Cases, case: int, place: str | None, on: date, facts: Facts) -> BookPrice | None:
    try:
        view = facts.cached(market, facts.place(place or "").code, on, None)
    except GlobalcsError:
        return None  # the rows get the error of their group
    item, group, quantity = cases.questions[case]
    return cases.book.find(item, view.place, view.currency, on=on, group=group, quantity=quantity)
