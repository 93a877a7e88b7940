"""
A shop's own prices: what it says wins over every conversion.
"""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from globalcs import _currencies
from globalcs.errors import DataError, GlobalcsError, InvalidInput
from globalcs.facts._places import ALIASES
from globalcs.money import Money
from globalcs.pricing._doors import listed, text_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

__all__ = ["BookPrice", "PriceBook"]

COLUMNS = ("item", "market", "currency", "group", "quantity", "price", "since", "until")
NEEDED = ("item", "currency", "price")
_MARKET = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9]{1,3})?")


class BookPrice(NamedTuple):
    """
    One price of the book: what one piece costs, as it stands on the tag.

    Attributes:
        item: the shop's name of the goods: a sku, or what it calls a shipping method or a fee.
        price: the price on the tag; with tax inside wherever the place wants it shown so.
        market: the place it is for, "CH" or "US-CA"; None for every place with that currency.
        group: the group of customers it is for; None for all.
        quantity: from how many pieces on.
        since, until: its first and last day; None for open.
    """

    item: str
    price: Money
    market: str | None = None
    group: str | None = None
    quantity: int = 1
    since: date | None = None
    until: date | None = None

    @property
    def currency(self) -> str:
        """
        The code of its currency.
        """
        return str(self.price.currency)

    def holds(self, on: date) -> bool:
        """
        Whether the price is in force on that day.
        """
        return (self.since or date.min) <= on <= (self.until or date.max)


class PriceBook:
    """
    Prices that the shop sets itself, looked up by the most specific that fits.

    First the market (a region before its country, a country before none), in the currency of the
    place; then the customer's group, then the largest quantity reached. A price for another
    currency never answers.

    Raises:
        InvalidInput: a price is negative, a quantity below one, a period the wrong way round, or
            two prices for the same case and day differ.

    >>> book = PriceBook([
    ...     BookPrice("mug", Money("12.90", "EUR")),
    ...     BookPrice("mug", Money("13.50", "EUR"), market="FI"),
    ...     BookPrice("mug", Money("11.90", "EUR"), quantity=6),
    ... ])
    >>> book.find("mug", "NL", "EUR", on=date(2026, 10, 29), quantity=6).price
    Money('11.90', 'EUR')
    >>> book.find("mug", "FI", "EUR", on=date(2026, 10, 29), quantity=6).price
    Money('13.50', 'EUR')
    """

    def __init__(self, prices: Iterable[BookPrice]) -> None:
        self.prices = tuple(map(_sound, listed(prices, "price_book")))
        self._by_item: dict[str, list[BookPrice]] = {}
        for entry in self.prices:
            self._by_item.setdefault(entry.item, []).append(entry)
        for entries in self._by_item.values():
            entries.sort(key=_specificity, reverse=True)
            _check_overlaps(entries)

    def find(
        self,
        item: str,
        place: str,
        currency: str,
        *,
        on: date,
        group: str | None = None,
        quantity: int = 1,
    ) -> BookPrice | None:
        """
        The price of an item in a place on a day; None when the shop set none.

        Raises:
            InvalidInput: a quantity below one.
        """
        if type(quantity) is not int or quantity < 1:
            raise InvalidInput("a quantity is a whole number, at least one", path="quantity")
        for name, text in (("item", item), ("place", place), ("currency", currency)):
            if text_or_none(text, name) is None:
                raise InvalidInput(f"{name} is a text", path=name)
        text_or_none(group, "group")
        _currencies.require_day(on)
        markets = (place, place.partition("-")[0], None)
        fitting = (
            entry
            for entry in self._by_item.get(item, ())
            if entry.market in markets
            and entry.currency == currency
            and entry.group in (group, None)
            and entry.quantity <= quantity
            and entry.holds(on)
        )
        return next(fitting, None)

    @property
    def items(self) -> frozenset[str]:
        """
        The names of the goods that it has prices for.
        """
        return frozenset(self._by_item)

    @cached_property
    def version(self) -> str:
        """
        What its prices are, for `facts_version`: equal prices, in whatever order, have equal names.

        >>> PriceBook([BookPrice("mug", Money("12.90", "EUR"))]).version
        'prices-46feaf3f'
        """
        from hashlib import sha256
        from json import dumps

        rows = dumps(sorted(map(_cells, self.prices)))
        return f"prices-{sha256(rows.encode()).hexdigest()[:8]}"

    @classmethod
    def read(cls, rows: Any) -> PriceBook:
        """
        From a list of tables, as files write them; a book is taken as it is.

        Raises:
            InvalidInput: a row is broken.

        >>> PriceBook.read([{"item": "mug", "price": "13.50 EUR", "market": "FI"}]).prices[0].market
        'FI'
        """
        if isinstance(rows, cls):
            return rows
        if not isinstance(rows, (list, tuple)):
            raise InvalidInput("a price book is a list of prices", path="price_book")
        return cls(_from_table(row) for row in rows)

    @classmethod
    def from_csv(cls, file: str | os.PathLike[str]) -> PriceBook:
        """
        From a table with the columns item, currency and price.

        Market, group, quantity, since and until are columns as you need them. One broken row, and
        nothing is loaded.

        Raises:
            DataError: the file can't be read or a row is broken; `.entry` is its line.
        """
        from globalcs.rates._ecb import read_text
        from globalcs.rates._rate import checked_path

        path = checked_path(file)
        name = os.path.basename(path)
        entries = list(_rows(name, read_text(path)))
        try:
            return cls(entries)
        except InvalidInput as error:
            raise DataError(str(error), file=name) from None

    def to_csv(self, file: str | os.PathLike[str]) -> None:
        """
        Write the book as `from_csv` reads it.
        """
        import csv

        with open(file, "w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_cells(entry) for entry in self.prices)

    def __len__(self) -> int:
        return len(self.prices)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PriceBook) and set(self.prices) == set(other.prices)

    def __hash__(self) -> int:
        return hash(frozenset(self.prices))

    def __repr__(self) -> str:
        return f"<PriceBook of {len(self)} prices>"


def _specificity(entry: BookPrice) -> tuple[bool, bool, bool, int]:
    market = entry.market or ""
    return "-" in market, bool(market), entry.group is not None, entry.quantity


def _sound(entry: Any) -> BookPrice:
    """
    The same price, with its money and market as we write them.
    """
    if not isinstance(entry, BookPrice):
        raise InvalidInput("a price book holds BookPrice(item, price, ...)", path="price_book")
    item: Any = entry.item
    group: Any = entry.group
    if not (isinstance(item, str) and item):
        raise InvalidInput("a price names its item", path="item")
    if not isinstance(group, (str, type(None))):
        raise InvalidInput("a group of customers has a name", path="group")
    price = Money.read(entry.price)
    if price.minor < 0:
        raise InvalidInput("a price can't be negative", path="price")
    if type(entry.quantity) is not int or entry.quantity < 1:
        raise InvalidInput("a quantity is a whole number, at least one", path="quantity")
    _check_days(entry)
    return entry._replace(price=price, market=_market(entry.market))


def _check_days(entry: BookPrice) -> None:
    for day in (entry.since, entry.until):
        if day is not None:
            _currencies.require_day(day)
    if entry.since and entry.until and entry.until < entry.since:
        raise InvalidInput("a price ends on its first day or later", path="until")


def _market(code: Any) -> str | None:
    if code is None:
        return None
    if not (isinstance(code, str) and _MARKET.fullmatch(code)):
        raise InvalidInput('a market is a place such as "CH" or "US-CA"', path="market")
    country, dash, region = code.upper().replace("_", "-").partition("-")
    return ALIASES.get(country, country) + dash + region


def _check_overlaps(entries: list[BookPrice]) -> None:
    seen: dict[tuple[object, ...], list[BookPrice]] = {}
    for entry in entries:
        case = (entry.market, entry.currency, entry.group, entry.quantity)
        for other in seen.setdefault(case, []):
            if _overlap(entry, other):
                raise InvalidInput(
                    f"{entry.item} has two prices for {entry.market or 'every market'} in "
                    f"{entry.currency} on the same days; end the first before the second begins",
                    path="price",
                )
        seen[case].append(entry)


def _overlap(one: BookPrice, other: BookPrice) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
        one.until or date.max
    )


# --- files ---------------------------------------------------------------------------------------


def _rows(name: str, text: str) -> Iterator[BookPrice]:
    import csv

    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines(), strict=True)
    columns = reader.fieldnames or []
    if lacking := [column for column in NEEDED if column not in columns]:
        raise DataError(f"has no column {lacking[0]}", file=name, entry="line 1")
    if unknown := [column for column in columns if column not in COLUMNS]:
        raise DataError(f"no price has a {unknown[0]}", file=name, entry="line 1")
    try:
        for row in reader:
            yield _row(name, reader.line_num, row)
    except csv.Error as error:
        raise DataError(f"is no CSV: {error}", file=name, entry=f"line {reader.line_num}") from None


def _row(name: str, line: int, row: Mapping[Any, Any]) -> BookPrice:
    where = f"line {line}"
    if None in row or None in row.values():
        raise DataError("has more or fewer cells than the first line", file=name, entry=where)
    cells = {column: str(cell).strip() for column, cell in row.items()}
    try:
        return _sound(_entry(cells))
    except GlobalcsError as error:
        raise DataError(str(error), file=name, entry=where) from None


def _entry(cells: Mapping[str, str]) -> BookPrice:
    quantity = cells.get("quantity") or "1"
    if not (quantity.isascii() and quantity.isdigit()):
        raise InvalidInput("a quantity is a whole number", path="quantity")
    return BookPrice(
        cells["item"],
        Money(cells["price"], cells["currency"]),
        cells.get("market") or None,
        cells.get("group") or None,
        int(quantity),
        _day(cells.get("since"), "since"),
        _day(cells.get("until"), "until"),
    )


def _from_table(row: Any) -> BookPrice:
    if isinstance(row, BookPrice):
        return row
    try:
        return BookPrice(**row)
    except TypeError:
        fields = ", ".join(BookPrice._fields)
        raise InvalidInput(f"a price has {fields}", path="price_book") from None


def _day(text: str | None, path: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput("a day is written 2026-10-29", path=path) from None


def _cells(entry: BookPrice) -> tuple[str, ...]:
    return (
        entry.item,
        entry.market or "",
        entry.currency,
        entry.group or "",
        str(entry.quantity),
        str(entry.price.amount),
        entry.since.isoformat() if entry.since else "",
        entry.until.isoformat() if entry.until else "",
    )
