"""
Many prices at once: over tables, markets, strategies and days, to the same cent as one.

The numbers that all prices of a currency in a place share are worked out once, by the steps of one
price; the amounts go through the same kernels of whole numbers as columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs import _currencies, cents
from globalcs.errors import GlobalcsError, InvalidInput, OutOfBounds
from globalcs.money import MAX_MINOR, Money
from globalcs.pricing._frames import Currencies, Table, opened
from globalcs.pricing._history import PriceHistory, history
from globalcs.pricing._price import planned
from globalcs.pricing._steps import quantise, with_ending
from globalcs.pricing._way import lowest_with_margin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from globalcs.cents import Rounding
    from globalcs.facts import Facts
    from globalcs.pricing._models import PriceRules
    from globalcs.pricing._way import Plan
    from globalcs.rates import Rates

__all__ = ["PriceHistory", "compare", "history", "price_many"]

Column = Any

#: Rows that are computed at once, so that their columns stay in the cache of one core.
BLOCK = 16_384

RESULTS = (
    "local_currency", "local_minor", "local_digits", "net_minor", "tax_display", "rate_day",
    "status", "problem",
)  # fmt: skip


class _Group(NamedTuple):
    """
    The plan of all rows of one currency and goods in one place, or why there is none.
    """

    plan: Plan | None
    problem: str
    currency: str = ""
    digits: int = 0


class _Asked(NamedTuple):
    """
    What holds for the whole table.
    """

    on: date
    rules: PriceRules | None
    rates: Rates | None
    facts: Facts | None
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
    rates: Rates | None = None,
    facts: Facts | None = None,
) -> Any:
    """
    The price of each row in its place, or in each of several places, as a table of the same kind.

    Your own columns stay. The new ones are local_currency, local_minor (the price in minor units,
    empty where there is none), local_digits (its decimals), net_minor, tax_display, rate_day,
    status, and problem: what is wrong with a row, else an empty text. No row is dropped. With
    `places` the whole table is answered for the first, then for the next; `place` tells which.

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
    more = {"prices_include": tuple(prices_include), "home": home, "kind": kind}
    asked = _Asked(on, rules, rates, facts, more)
    source = opened(table, "price_many")
    names = {
        "price": price,
        **({"cost": cost} if cost else {}),
        **({"goods": goods} if goods else {}),
    }
    _check_columns(source, names, None if places is None else place, unit)
    money = _currencies_of(source, currency)
    where = _places_of(source, place, places)
    classes = _classes_of(source, goods)
    amounts = source.minors(price, money, unit, floats)
    costs = source.minors(cost, money, unit, floats) if cost else None
    groups, codes = _grouped(source, money, where, classes, asked)
    return _answered(source, places, place, groups, codes, amounts, costs)


def _check_columns(source: Table, names: Mapping[str, str], written: str | None, unit: str) -> None:
    for argument, name in names.items():
        source.require(name, argument)
    if unit not in ("major", "minor"):
        raise InvalidInput('the unit of prices is "major" or "minor"', path="unit")
    taken = [name for name in (*RESULTS, written) if name in source.names]
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

    if currency in source.names:
        texts, rows = source.groups(currency)
        codes = [(text or "").strip().upper() for text in texts]
    else:
        # No column of that name: then it is the one currency, and it must be one.
        code = currency.strip().upper()
        if not _currencies.is_currency(code):
            source.require(currency, "currency")
        codes, rows = [code], np.zeros(source.rows, dtype=np.int32)
    return Currencies(codes, np.array([_digits(code) for code in codes], dtype=np.int64), rows)


def _digits(code: str) -> int:
    try:
        return _currencies.unit(code).digits or 0
    except GlobalcsError:
        return 2  # the rows get the error of their group


def _places_of(source: Table, place: str, places: Sequence[str] | None) -> _Labels | list[str]:
    if places is not None:
        if isinstance(places, str):
            raise InvalidInput("give a list of places, not one text", path="places")
        if not places:
            raise InvalidInput("give at least one place", path="places")
        return list(places)
    source.require(place, "place")
    return _Labels(*source.groups(place))


def _classes_of(source: Table, goods: str | None) -> _Labels:
    import numpy as np

    if goods is None:
        return _Labels([None], np.zeros(source.rows, dtype=np.int32))
    return _Labels(*source.groups(goods))


def _grouped(
    source: Table,
    money: Currencies,
    where: _Labels | list[str],
    classes: _Labels,
    asked: _Asked,
) -> tuple[list[_Group], list[Column]]:
    """
    The groups there are, and for each block of rows (one a place) which row is of which.
    """
    import numpy as np

    kinds = len(classes.texts)
    if isinstance(where, list):
        blocks: list[tuple[list[str | None], Column]] = [
            ([text], np.zeros(source.rows, dtype=np.int64)) for text in where
        ]
    else:
        blocks = [(where.texts, where.rows)]
    groups: list[_Group] = []
    columns: list[Column] = []
    for texts, rows in blocks:
        if len(texts) == len(money.codes) == kinds == 1:
            columns.append(np.full(source.rows, len(groups), dtype=np.uint32))
            if source.rows:
                groups.append(_group(texts[0], money.codes[0], classes.texts[0], asked))
            continue
        raw = (rows.astype(np.int64) * len(money.codes) + money.rows) * kinds + classes.rows
        present, codes = np.unique(raw, return_inverse=True)
        columns.append((codes + len(groups)).astype(np.uint32))
        for number in present.tolist():
            rest, kind = divmod(number, kinds)
            place, code = divmod(rest, len(money.codes))
            groups.append(_group(texts[place], money.codes[code], classes.texts[kind], asked))
    return groups, columns


def _group(place: str | None, code: str, goods: str | None, asked: _Asked) -> _Group:
    if place is None:
        return _Group(None, "InvalidInput: place is empty")
    try:
        plan, view = planned(
            Money.from_minor(0, code), place, on=asked.on, goods=goods, rules=asked.rules,
            rates=asked.rates, facts=asked.facts, **asked.more,
        )  # fmt: skip
    except GlobalcsError as error:
        if _is_of_the_call(error):
            raise
        return _Group(None, f"{type(error).__name__}: {error}")
    problem = f"FactNotFound: {', '.join(plan.missing)} is not known" if plan.missing else ""
    return _Group(plan, problem, view.currency, view.digits)


def _is_of_the_call(error: GlobalcsError) -> bool:
    """
    Whether the mistake is one of the call, not of a row.
    """
    if not isinstance(error, InvalidInput):
        return False
    paths = {problem.path.partition(".")[0] for problem in error.problems}
    return bool(paths & {"prices_include", "home", "kind", "on"})


# --- the arithmetic ------------------------------------------------------------------------------


def _answered(
    source: Table,
    places: Sequence[str] | None,
    place: str,
    groups: list[_Group],
    columns: list[Column],
    amounts: tuple[Column, list[str], Column],
    costs: tuple[Column, list[str], Column] | None,
) -> Any:
    import numpy as np

    notes = _Problems(source.rows * len(columns), groups)
    minor, net = _computed(source.rows, groups, columns, amounts, costs, notes)
    result = source.repeated(len(columns))
    new = _new_columns(result, groups, np.concatenate(columns), minor, net, notes)
    if places is not None:
        blocks = np.repeat(np.arange(len(places), dtype=np.uint32), source.rows)
        new.insert(0, result.words(place, list(places), blocks))
    return result.with_columns(new)


def _computed(
    rows: int,
    groups: list[_Group],
    columns: list[Column],
    amounts: tuple[Column, list[str], Column],
    costs: tuple[Column, list[str], Column] | None,
    notes: _Problems,
) -> tuple[Column, Column]:
    """
    Prices and net prices of all rows, and in the notes what is wrong with which.
    """
    import numpy as np

    minor, net = (np.zeros(rows * len(columns), dtype=np.int64) for _ in range(2))
    cost = costs[0] if costs else None
    for block, codes in enumerate(columns):
        own = slice(block * rows, (block + 1) * rows)
        notes.add(own, codes, amounts, costs)
        for number, within in _members(codes):
            _fill(groups[number], within, amounts[0], cost, minor[own], net[own])
    notes.too_large(minor)
    return minor, net


def _new_columns(
    result: Table,
    groups: list[_Group],
    rows: Column,
    minor: Column,
    net: Column,
    notes: _Problems,
) -> list[Any]:
    """
    What stands beside the own columns; no amount stands in a row with a problem.
    """
    import numpy as np

    absent = notes.codes > 0 if notes.any else None
    if absent is not None:
        minor, net = minor * ~absent, net * ~absent
    digits = np.array([group.digits for group in groups], dtype=np.int64)
    displays = [group.plan.tax_display if group.plan else "" for group in groups]
    return [
        result.words("local_currency", [group.currency for group in groups], rows),
        result.whole("local_minor", minor, absent),
        result.whole("local_digits", digits[rows], None),
        result.whole("net_minor", net, absent),
        result.words("tax_display", displays, rows),
        result.words("rate_day", [_rate_day(group) for group in groups], rows),
        notes.statuses(result, rows),
        notes.told(result),
    ]


def _rate_day(group: _Group) -> str:
    return group.plan.rate.day.isoformat() if group.plan else ""


class _Problems:
    """
    What is wrong with which row: with its group, its price, its cost.
    """

    def __init__(self, rows: int, groups: list[_Group]) -> None:
        import numpy as np

        self.groups = groups
        self.texts = [""]
        self.codes: Column = np.zeros(rows, dtype=np.int32)
        self.any = False

    def add(
        self,
        rows: slice,
        codes: Column,
        amounts: tuple[Column, list[str], Column],
        costs: tuple[Column, list[str], Column] | None,
    ) -> None:
        import numpy as np

        sound = not amounts[2].any() and (costs is None or not costs[2].any())
        if sound and not any(group.problem for group in self.groups):
            return
        self.any = True
        of_groups = np.array([self._number(group.problem) for group in self.groups], dtype=np.int32)
        found = of_groups[codes]
        for told in (amounts, costs):
            if told is not None and told[2].any():
                numbers = np.array([self._number(text) for text in told[1]], dtype=np.int32)[
                    told[2]
                ]
                found = np.where(found == 0, numbers, found)
        self.codes[rows] = found

    def too_large(self, minor: Column) -> None:
        if cents.largest(minor) > MAX_MINOR:
            self.any = True
            large = (minor > MAX_MINOR) & (self.codes == 0)
            self.codes[large] = self._number("OutOfBounds: the local price is too large")

    def statuses(self, result: Table, groups: Column) -> Any:
        import numpy as np

        if not self.any:
            return result.words("status", [_status(group) for group in self.groups], groups)
        words = ["complete", "estimated", "unknown"]
        numbers = np.array([words.index(_status(group)) for group in self.groups], dtype=np.int32)
        return result.words("status", words, np.where(self.codes > 0, 2, numbers[groups]))

    def told(self, result: Table) -> Any:
        if not self.any:
            return result.constant("problem", "")
        return result.words("problem", self.texts, self.codes)

    def _number(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text)


def _status(group: _Group) -> str:
    return group.plan.status if group.plan else "unknown"


def _members(codes: Column) -> Iterable[tuple[int, Column]]:
    """
    Each group with its rows: slices where there is one group only, else the rows' numbers.
    """
    import numpy as np

    if not codes.size:
        return
    if codes[0] == codes[-1] and (codes == codes[0]).all():
        for start in range(0, codes.size, BLOCK):
            yield int(codes[0]), slice(start, start + BLOCK)
        return
    order = np.argsort(codes, kind="stable")
    found, starts = np.unique(codes[order], return_index=True)
    for number, rows in zip(found.tolist(), np.split(order, starts[1:]), strict=True):
        for start in range(0, rows.size, BLOCK):
            yield number, rows[start : start + BLOCK]


def _fill(
    group: _Group, rows: Column, amounts: Column, costs: Column | None, minor: Column, net: Column
) -> None:
    plan = group.plan
    if plan is None or group.problem:
        return
    cost = None if costs is None else costs[rows]
    shown = _exactly_or_one_by_one(plan, amounts[rows], cost)
    minor[rows] = shown
    net[rows] = _without_tax(plan, shown)


def _exactly_or_one_by_one(plan: Plan, amounts: Column, costs: Column | None) -> Column:
    """
    A block of prices; where products would not fit 64 bits, one by one with Python's integers.
    """
    import numpy as np

    try:
        return prices(plan, amounts, costs)
    except OutOfBounds:
        rows = range(len(amounts))
        many = [
            prices(plan, int(amounts[row]), None if costs is None else int(costs[row]))
            for row in rows
        ]
        return np.array([min(minor, MAX_MINOR + 1) for minor in many], dtype=np.int64)


def prices(plan: Plan, amounts: Any, costs: Any) -> Any:
    """
    Rounding, ending and least margin of an int or a column, with the kernels of a single price.

    Raises:
        OutOfBounds: products of a column would not fit 64 bits.
    """
    rules = plan.rules
    shown = quantise(amounts, plan.ratio, plan.step, rules.rounding)
    has_ending: Any = False
    if plan.ending is not None:
        within = rules.within
        most = 2 * cents.largest(shown) + 2 * plan.ending.every
        cents.check_bounds(most, 2 * max(within.numerator, within.denominator))
        moved = with_ending(shown, plan.ending, rules.toward) - shown
        near = abs(moved) * within.denominator <= shown * within.numerator
        has_ending = near & (shown > 0)
        shown = shown + has_ending * moved
    if costs is None or rules.min_margin is None:
        return shown
    return _guarded(plan, shown, costs, has_ending)


def _guarded(plan: Plan, shown: Any, costs: Any, has_ending: Any) -> Any:
    # The cost goes by the rate alone: what else multiplies a price is not part of it.
    ratio = lowest_with_margin(plan.cost_ratio, plan.rules.min_margin, plan.inside)
    lowest = quantise(costs, ratio, plan.step, "ceiling")
    if plan.ending is not None:
        raised = with_ending(lowest, plan.ending, "up")
        lowest = lowest + has_ending * (raised - lowest)
    return shown + (shown < lowest) * (lowest - shown)


def _without_tax(plan: Plan, shown: Column) -> Column:
    if plan.inside is None:
        return shown
    ratio = 1 / (1 + plan.inside)
    try:
        return cents.apply_rate(shown, ratio, plan.rules.rounding)
    except OutOfBounds:
        import numpy as np

        many = [cents.apply_rate(int(n), ratio, plan.rules.rounding) for n in shown.tolist()]
        return np.array(many, dtype=np.int64)


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

    if not strategies:
        raise InvalidInput("give at least one strategy: {'plain': None}", path="strategies")
    source = opened(catalogue, "compare")
    if strategy in source.names:
        raise InvalidInput(
            f"the table has a column {strategy!r} already; rename yours first", path="strategy"
        )
    parts = []
    for name, rules in strategies.items():
        part = opened(price_many(catalogue, markets, on=on, rules=rules, **more), "compare")
        told = part.constant(strategy, name)
        parts.append(narwhals.from_native(part.with_columns([told]), eager_only=True))
    whole = narwhals.concat(parts, how="vertical").to_native()
    return whole.reset_index(drop=True) if hasattr(whole, "reset_index") else whole
