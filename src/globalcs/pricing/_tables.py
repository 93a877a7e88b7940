"""
Many prices at once: over tables, markets, strategies and days, to the same cent as one.

The numbers that all prices of a currency in a place share are worked out once, by the steps of one
price; the amounts go through the same kernels of whole numbers as columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from globalcs import _currencies
from globalcs.decision import Status
from globalcs.errors import GlobalcsError, InvalidInput
from globalcs.money import MAX_MINOR, Money
from globalcs.pricing._columns import Given, Group, Most, fill, members
from globalcs.pricing._doors import book_of, checked_rules, listed, rates_of
from globalcs.pricing._frames import Currencies, Picks, Table, opened
from globalcs.pricing._history import PriceHistory, history
from globalcs.pricing._own_columns import cases_of, own_prices
from globalcs.pricing._price import planned
from globalcs.pricing._price_book import PriceBook
from globalcs.pricing._tax import TaxDisplay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from globalcs.cents import Rounding
    from globalcs.facts import Facts
    from globalcs.pricing._models import PriceRules
    from globalcs.pricing._own_columns import Cases
    from globalcs.rates import Rates

__all__ = ["PriceHistory", "compare", "history", "price_many"]

Column = Any

RESULTS = (
    "local_currency", "local_minor", "local_digits", "net_minor", "tax_display", "rate_day",
    "status", "problem",
)  # fmt: skip
#: Closed lists of words; the empty one stands where a row has no place or no rate.
DISPLAYS = (*get_args(TaxDisplay), "")
STATUSES = get_args(Status)


class _Asked(NamedTuple):
    """
    What holds for the whole table.
    """

    on: date
    rules: PriceRules | None
    rates: Rates
    facts: Facts
    with_costs: bool
    more: Mapping[str, Any]


def price_many(
    table: Any,
    places: Sequence[str] | None = None,
    *,
    on: date,
    price: str = "price",
    currency: str = "currency",
    place: str = "place",
    goods: str | None = None,
    cost: str | None = None,
    unit: str = "major",
    floats: Rounding | None = None,
    prices_include: Iterable[str] = (),
    home: str | None = None,
    kind: str = "item",
    rules: PriceRules | None = None,
    price_book: PriceBook | None = None,
    item: str = "item",
    group: str | None = None,
    quantity: str | None = None,
    rates: Rates | None = None,
    facts: Facts | None = None,
) -> Any:
    """
    The price of each row in its place, or in each of several places, as a table of the same kind.

    Your own columns stay. The new ones are local_currency, local_minor (the price in minor units,
    empty where there is none), local_digits (its decimals), net_minor, tax_display, rate_day,
    status, and problem: what is wrong with a row, else an empty text. With a `price_book` there is
    own_price too: whether the book set the price. No row is dropped. With `places` the whole table
    is answered for the first, then for the next; `place` tells which.

    Args:
        table: a table of pandas, polars or pyarrow.
        places: the markets; without them the column `place` says where.
        on: the day.
        price: the column of the shop's prices; text, Decimal, whole units, or floats.
        currency: the column of their currencies; or the one currency, as a code.
        place: the column of the places, read or written.
        goods: the column of classes of goods, if any.
        cost: the column of costs, in the same currency, for the least margin of the rules.
        unit: "major", or "minor" when prices and costs are whole minor units.
        floats: how floats are rounded to minor units; must be named where there are any.
        price_book: prices that the shop set itself; they win over conversion, as with `price`.
        item: the column of what the prices are of, as the book names it.
        group: the column of groups of customers, for the book; without it prices for all.
        quantity: the column of how many pieces are bought, for the book; without it one.
        prices_include, home, kind, rules, rates, facts: as for `price`.

    Raises:
        MissingExtra: narwhals and numpy are not installed: pip install 'globalcs[frames]'.
        InvalidInput: no such table or column, a name of a new column is taken, floats without a
            rounding, or an argument that `price` refuses.

    >>> import polars as pl
    >>> from datetime import date
    >>> shop = pl.DataFrame({"sku": ["yukata", "tea"], "price": [5400, 900]})
    >>> shown = price_many(shop, ["NL", "US"], currency="JPY", on=date(2026, 10, 29))
    >>> shown.select("sku", "place", "local_minor", "local_currency").rows()[:2]
    [('yukata', 'NL', 3714, 'EUR'), ('tea', 'NL', 619, 'EUR')]
    """
    _currencies.require_day(on)
    markets, book = _markets(places), book_of(facts)
    contents = listed(prices_include, "prices_include")
    more = {"prices_include": contents, "home": home, "kind": kind}
    asked = _Asked(on, checked_rules(rules), rates_of(rates, book), book, cost is not None, more)
    if unit not in ("major", "minor"):
        raise InvalidInput('the unit of prices is "major" or "minor"', path="unit")
    source = opened(table, "price_many")
    own = _checked_book(price_book)
    _require(source, {"price": price, **({"item": item} if own else {})})
    _require(source, _told(cost=cost, goods=goods))
    _require(source, _told(group=group, quantity=quantity) if own else {})
    _check_new(source, [*RESULTS, *(["own_price"] if own else []), *([place] if markets else [])])
    money, where = _currencies_of(source, currency), _places_of(source, place, markets)
    amounts = source.minors(price, money, unit, floats)
    costs = source.minors(cost, money, unit, floats) if cost else None
    cases = None if price_book is None else cases_of(source, price_book, item, group, quantity)
    blocks = _Blocks(source.rows, money, where, _classes_of(source, goods), cases, asked)
    return _answered(source, place, markets, blocks, amounts, costs)


def _markets(places: Sequence[str] | None) -> tuple[str, ...] | None:
    if places is None:
        return None
    if isinstance(places, str):
        raise InvalidInput("give a list of places, not one text", path="places")
    found = listed(places, "places")
    if not (found and all(isinstance(text, str) for text in found)):
        raise InvalidInput('give at least one place, each a code such as "NL"', path="places")
    return found


def _checked_book(price_book: object) -> bool:
    if price_book is not None and not isinstance(price_book, PriceBook):
        raise InvalidInput("price_book is a PriceBook", path="price_book")
    return price_book is not None


def _told(**names: str | None) -> dict[str, str]:
    return {argument: name for argument, name in names.items() if name is not None}


def _require(source: Table, names: Mapping[str, str]) -> None:
    for argument, name in names.items():
        source.require(name, argument)


def _check_new(source: Table, names: Sequence[Any]) -> None:
    if not all(isinstance(name, str) and name for name in names):
        raise InvalidInput("a column has a name", path="table")
    taken = [name for name in names if name in source.names]
    if taken:
        raise InvalidInput(
            f"the table has a column {taken[0]!r} already; rename yours first", path="table"
        )


# --- what the rows have in common ----------------------------------------------------------------


class _Labels(NamedTuple):
    """
    A few texts, and which row has which; a text of None is an empty cell.
    """

    texts: list[str | None]
    rows: Column


def _currencies_of(source: Table, currency: str) -> Currencies:
    import numpy as np

    if not isinstance(currency, str):
        raise InvalidInput("currency is the name of a column, or a code", path="currency")
    if currency in source.names:
        texts, rows = source.groups(currency)
        codes = [(text or "").strip().upper() for text in texts]
    else:
        # No column of that name: then it is the one currency, and it must be one.
        code = currency.strip().upper()
        if not _currencies.is_currency(code):
            source.require(currency, "currency")
        codes, rows = [code], np.zeros(source.rows, dtype=np.uint32)
    return Currencies(codes, np.array([_digits(code) for code in codes], dtype=np.int64), rows)


def _digits(code: str) -> int:
    try:
        return _currencies.unit(code).digits or 0
    except GlobalcsError:
        return 2  # the rows get the error of their group


def _places_of(source: Table, place: str, places: Sequence[str] | None) -> list[_Labels]:
    """
    The places of each block of rows: one a block when they were given, else all in the column.
    """
    import numpy as np

    if places is None:
        source.require(place, "place")
        return [_Labels(*source.groups(place))]
    rows = np.zeros(source.rows, dtype=np.uint32)
    return [_Labels([text], rows) for text in places]


def _classes_of(source: Table, goods: str | None) -> _Labels:
    import numpy as np

    if goods is None:
        return _Labels([None], np.zeros(source.rows, dtype=np.uint32))
    return _Labels(*source.groups(goods))


class _Blocks:
    """
    The rows, once for each place or once for all: which groups there are, and who is of which.

    Attributes:
        groups: the plans.
        codes: for each block the number of its one group, or of that of each row.
        own: for each block what the price book says of each row; None without a book.
    """

    def __init__(
        self,
        rows: int,
        money: Currencies,
        where: list[_Labels],
        classes: _Labels,
        cases: Cases | None,
        asked: _Asked,
    ) -> None:
        self.rows, self.money, self.classes, self.asked = rows, money, classes, asked
        self.cases = cases
        self.groups: list[Group] = []
        self.codes: list[int | Column] = []
        self.own: list[Column | None] = []
        for labels in where:
            self._add(labels)

    def _add(self, labels: _Labels) -> None:
        if self.cases is None:
            own = None
        else:
            own = own_prices(self.cases, labels.texts, labels.rows, self.asked.on, self.asked.facts)
        self.own.append(own)
        alike = len(labels.texts) == len(self.money.codes) == len(self.classes.texts) == 1
        if alike and own is None and self.rows:
            self.codes.append(len(self.groups))
            self._plan(labels.texts[0], 0, 0, own=False)
        else:
            self.codes.append(self._mixed(labels, own))

    def _mixed(self, labels: _Labels, own: Column | None) -> Column:
        import numpy as np

        sizes = (len(labels.texts), len(self.money.codes), len(self.classes.texts), 2)
        is_own = 0 if own is None else own >= 0
        raw = labels.rows.astype(np.int64)
        parts = (self.money.rows, self.classes.rows, is_own)
        for size, part in zip(sizes[1:], parts, strict=True):
            raw = raw if size == 1 else raw * size + part
        present, codes = _numbered(raw, prod(sizes))
        codes = (codes + len(self.groups)).astype(np.uint32)
        for number in present:
            rest, set_by_shop = divmod(number, 2)
            rest, kind = divmod(rest, sizes[2])
            place, code = divmod(rest, sizes[1])
            self._plan(labels.texts[place], code, kind, own=bool(set_by_shop))
        return codes

    def _plan(self, place: str | None, code: int, kind: int, *, own: bool) -> None:
        goods = self.classes.texts[kind]
        self.groups.append(_group(place, self.money.codes[code], goods, own, self.asked))

    def picks(self) -> Picks:
        """
        The group of each row of all blocks.
        """
        import numpy as np

        if self.rows and all(isinstance(codes, int) for codes in self.codes):
            return Picks(np.array(self.codes, dtype=np.uint32), self.rows)
        whole = [np.full(self.rows, codes, dtype=np.uint32) for codes in self.codes]
        return Picks(np.concatenate(whole))


def _numbered(raw: Column, most: int) -> tuple[list[int], Column]:
    """
    The different numbers of a column, rising, and for each row the position of its own.
    """
    import numpy as np

    if most > raw.size + 1_000:
        found, positions = np.unique(raw, return_inverse=True)
        return found.tolist(), positions
    there = np.zeros(most, dtype=np.bool_)
    there[raw] = True
    return np.flatnonzero(there).tolist(), (np.cumsum(there) - 1)[raw]


def _group(place: str | None, code: str, goods: str | None, own: bool, asked: _Asked) -> Group:
    if place is None:
        return Group(None, "InvalidInput: place is empty")
    try:
        plan, view = planned(
            Money.from_minor(0, code), place, own, asked.with_costs, on=asked.on, goods=goods,
            rules=asked.rules, rates=asked.rates, facts=asked.facts, **asked.more,
        )  # fmt: skip
    except GlobalcsError as error:
        if _is_of_the_call(error):
            raise
        return Group(None, f"{type(error).__name__}: {error}")
    problem = f"FactNotFound: {', '.join(plan.missing)} is not known" if plan.missing else ""
    return Group(plan, "" if own else problem, view.currency, view.digits, own)


def _is_of_the_call(error: GlobalcsError) -> bool:
    """
    Whether the mistake is one of the call, not of a row.
    """
    if not isinstance(error, InvalidInput):
        return False
    paths = {problem.path.partition(".")[0] for problem in error.problems}
    return bool(paths & {"prices_include", "home", "kind", "on"})


# --- the answer ----------------------------------------------------------------------------------


class _Read(NamedTuple):
    """
    Minor units of a column, and what is wrong with which row.
    """

    minor: Column
    texts: list[str]
    problems: Column


def _answered(
    source: Table,
    place: str,
    places: Sequence[str] | None,
    blocks: _Blocks,
    amounts: tuple[Column, list[str], Column],
    costs: tuple[Column, list[str], Column] | None,
) -> Any:
    import numpy as np

    told = [_Read(*amounts), *([_Read(*costs)] if costs else [])]
    if blocks.cases is not None:
        text = "InvalidInput: a quantity is a whole number, at least one"
        told.append(_Read(amounts[0], ["", text], blocks.cases.problems.astype(np.int32)))
    notes = _Problems(blocks, told)
    minor, net = _computed(blocks, amounts[0], costs[0] if costs else None, notes)
    result = source.repeated(len(blocks.codes))
    new = _new_columns(result, blocks, minor, net, notes)
    if places is not None:
        numbers = np.arange(len(places), dtype=np.uint32)
        runs = Picks(numbers, source.rows) if source.rows else Picks.all_first(0)
        new.insert(0, result.words(place, list(places), runs))
    return result.with_columns(new)


def _computed(
    blocks: _Blocks, amounts: Column, costs: Column | None, notes: _Problems
) -> tuple[Column, Column]:
    """
    Prices and net prices of all rows; zero where there is none.
    """
    import numpy as np

    rows, doubtful = blocks.rows, False
    minor, net = (np.zeros(rows * len(blocks.codes), dtype=np.int64) for _ in range(2))
    for block, codes in enumerate(blocks.codes):
        given = Given(amounts, costs, blocks.own[block])
        most, here = Most.of(given), slice(block * rows, (block + 1) * rows)
        for number, within in members(codes, rows):
            doubtful |= fill(blocks.groups[number], within, given, most, minor[here], net[here])
    if doubtful:
        notes.too_large(minor)
    return minor, net


def _new_columns(
    result: Table, blocks: _Blocks, minor: Column, net: Column, notes: _Problems
) -> list[Any]:
    """
    What stands beside the own columns; no amount stands in a row with a problem.
    """
    import numpy as np

    groups, picks = blocks.groups, notes.picks
    absent = notes.codes > 0 if notes.any else None
    if absent is not None:
        minor, net = minor * ~absent, net * ~absent
    digits = np.array([group.digits for group in groups], dtype=np.int64)
    new = [
        result.words("local_currency", [group.currency for group in groups], picks),
        result.whole("local_minor", minor, absent),
        result.numbers("local_digits", digits, picks),
        result.whole("net_minor", net, _netless(groups, picks, absent)),
        result.choices("tax_display", DISPLAYS, [_display(group) for group in groups], picks),
        result.words("rate_day", [_rate_day(group) for group in groups], picks),
        notes.statuses(result),
        notes.told(result),
    ]
    if blocks.cases is not None:
        own = np.array([group.own for group in groups], dtype=np.bool_)
        own = picks.of(own)
        new.append(result.truths("own_price", own if absent is None else own & ~absent))
    return new


def _netless(groups: list[Group], picks: Picks, absent: Column | None) -> Column | None:
    """
    Where no net price stands: with a problem, or where the tax inside an own price is not known.
    """
    import numpy as np

    lacking = np.array([bool(g.own and g.plan and g.plan.missing) for g in groups], dtype=bool)
    if not lacking.any():
        return absent
    found = picks.of(lacking)
    return found if absent is None else found | absent


def _display(group: Group) -> str:
    return group.plan.tax_display if group.plan else ""


def _rate_day(group: Group) -> str:
    return group.plan.rate.day.isoformat() if group.plan else ""


def _status(group: Group) -> str:
    if group.plan is None:
        return "unknown"
    # A price that the shop set is known, though the tax inside may not be.
    return "estimated" if group.own and group.plan.missing else group.plan.status


class _Problems:
    """
    What is wrong with which row: with its group, its price, its cost, its quantity.
    """

    def __init__(self, blocks: _Blocks, told: Sequence[_Read]) -> None:
        import numpy as np

        self.groups, self.picks = blocks.groups, blocks.picks()
        self.texts = [""]
        unsound = [one for one in told if one.problems.any()]
        self.any = bool(unsound) or any(group.problem for group in self.groups)
        self.codes: Column = np.zeros(blocks.rows * len(blocks.codes), dtype=np.uint32)
        if self.any:
            self.codes = self._of_groups()
        for one in unsound:
            self._add(np.tile(one.problems, len(blocks.codes)), one.texts)

    def _of_groups(self) -> Column:
        import numpy as np

        numbers = [self._number(group.problem) for group in self.groups]
        return self.picks.of(np.array(numbers, dtype=np.uint32))

    def _add(self, problems: Column, texts: Sequence[str]) -> None:
        """
        The first problem of a row stays.
        """
        import numpy as np

        numbers = np.array([self._number(text) for text in texts], dtype=np.uint32)
        self.codes = np.where(self.codes == 0, numbers[problems], self.codes)

    def too_large(self, minor: Column) -> None:
        large = (minor > MAX_MINOR) & (self.codes == 0)
        if large.any():
            self.any = True
            self.codes[large] = self._number("OutOfBounds: the local price is too large")

    def statuses(self, result: Table) -> Any:
        import numpy as np

        if not self.any:
            told = [_status(group) for group in self.groups]
            return result.choices("status", STATUSES, told, self.picks)
        numbers = np.array([STATUSES.index(_status(g)) for g in self.groups], dtype=np.uint32)
        unknown = np.uint32(STATUSES.index("unknown"))
        found = np.where(self.codes > 0, unknown, self.picks.of(numbers))
        return result.choices("status", STATUSES, STATUSES, Picks(found))

    def told(self, result: Table) -> Any:
        return result.words("problem", self.texts, Picks(self.codes))

    def _number(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text)


# --- comparing -----------------------------------------------------------------------------------


def compare(
    catalogue: Any,
    markets: Sequence[str],
    strategies: Mapping[str, PriceRules | None],
    *,
    on: date,
    strategy: str = "strategy",
    **more: Any,
) -> Any:
    """
    The prices of a catalogue in several markets under several rules, as one table.

    Args:
        catalogue: a table, as for `price_many`.
        markets: the places.
        strategies: rules by the name you give them; None is converting and rounding only.
        on: the day.
        strategy: the column that tells which.
        more: the other arguments of `price_many`: currency, rates, cost ...

    Raises:
        InvalidInput: no strategies, or what `price_many` refuses.

    >>> import pandas as pd
    >>> from datetime import date
    >>> from globalcs.pricing import PriceRules
    >>> shop = pd.DataFrame({"price": ["54.00"]})
    >>> rules = {"plain": None, "charm": PriceRules(ending=".99")}
    >>> shown = compare(shop, ["NL"], rules, on=date(2026, 10, 29), currency="USD")
    >>> shown[["strategy", "local_minor"]].values.tolist()
    [['plain', 5871], ['charm', 5899]]
    """
    import narwhals

    given: Any = strategies
    if not (isinstance(given, Mapping) and given):
        raise InvalidInput("give at least one strategy: {'plain': None}", path="strategies")
    if "rules" in more:
        raise InvalidInput("the rules are the strategies", path="rules")
    _check_new(opened(catalogue, "compare"), [strategy])
    parts = []
    for name, rules in strategies.items():
        part = opened(price_many(catalogue, markets, on=on, rules=rules, **more), "compare")
        told = part.constant(strategy, name)
        parts.append(narwhals.from_native(part.with_columns([told]), eager_only=True))
    whole = narwhals.concat(parts, how="vertical").to_native()
    return whole.reset_index(drop=True) if hasattr(whole, "reset_index") else whole
