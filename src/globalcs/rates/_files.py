"""
Rates out of a CSV file: the form of the ECB, the long form of central banks, or one's own.
"""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from globalcs import _currencies
from globalcs.errors import DataError, GlobalcsError, InvalidInput
from globalcs.rates._ecb import NOT_PUBLISHED, read_text
from globalcs.rates._rate import (
    Rate,
    checked_limits,
    checked_pair,
    checked_path,
    checked_ratio,
    digest,
    same_currency,
)
from globalcs.rates._series import WIDEST_JUMP, Row, Series, is_jump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from globalcs.decision import Status

__all__ = ["CsvRates"]

#: The columns of the long forms, and what each is: day, base, quote, rate, units or power of ten.
#: ECB (EXR): so much CURRENCY for one CURRENCY_DENOM. Norges Bank: QUOTE_CUR for BASE_CUR.
_LONG_FORMS: tuple[Mapping[str, str], ...] = (
    {"day": "day", "base": "base", "quote": "quote", "rate": "rate", "units": "units"},
    {
        "day": "TIME_PERIOD",
        "base": "CURRENCY_DENOM",
        "quote": "CURRENCY",
        "rate": "OBS_VALUE",
        "power": "UNIT_MULT",
    },
    {
        "day": "TIME_PERIOD",
        "base": "BASE_CUR",
        "quote": "QUOTE_CUR",
        "rate": "OBS_VALUE",
        "power": "UNIT_MULT",
    },
)
_NEEDED = ("day", "base", "quote", "rate")


class CsvRates:
    r"""
    Rates out of a file, read whole when made: one broken row, and nothing of it is used.

    Three forms are known by their first line. The ECB's own has a column a currency
    (``Date,USD,JPY,...``), all for one `base`. The long form that central banks give away has a
    row a rate (``CURRENCY, CURRENCY_DENOM, TIME_PERIOD, OBS_VALUE`` or ``BASE_CUR, QUOTE_CUR,
    UNIT_MULT, ...``). One of your own is ``day,base,quote,rate``, with ``units`` when the rate is
    for a hundred. Commas or semicolons part the cells; numbers have a decimal point.

    Args:
        file: its path; a zip file with one such file in it will do.
        base: the currency that the columns of the first form are counted for.
        fresh_days: the age up to which a rate is as good as today's.
        max_days: the age up to which a rate is used at all.
        widest_jump: two rates of a pair that follow each other and are that many times apart are
            a slip of the file. Raise it for a currency that really fell so far in a day.
        source: who published them, told with every rate; the file's name unless given.

    Raises:
        DataError: the file can't be read, has no known form, or a row is broken; with its line.

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "rates.csv")
    >>> with open(path, "w") as file:
    ...     _ = file.write("day,base,quote,rate,units\n2026-10-29,JPY,TWD,20.90,100\n")
    >>> CsvRates(path).rate("JPY", "TWD", date(2026, 10, 30)).value
    Decimal('0.209')
    """

    stable = True

    def __init__(
        self,
        file: str | os.PathLike[str],
        *,
        base: str = "EUR",
        fresh_days: int = 7,
        max_days: int = 60,
        widest_jump: int = WIDEST_JUMP,
        source: str | None = None,
    ) -> None:
        self.fresh_days, self.max_days = checked_limits(fresh_days, max_days)
        if type(widest_jump) is not int or widest_jump < 2:
            raise InvalidInput("a jump is a whole number, at least twofold", path="widest_jump")
        path = checked_path(file)
        self._name = os.path.basename(path)
        self.source = self._name if source is None else str(source)
        text = read_text(path)
        rows = _checked(self._name, _rows(self._name, text, base), widest_jump)
        self._series = Series(rows)
        self.version = f"{self._name}-{digest(text)}"

    @property
    def last_day(self) -> date:
        """
        The last day of which it has a rate.
        """
        return self._series.last_day

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The rate of the pair, its way back, or the cross of two rates of one day.

        Raises:
            RateNotFound: the file has none of that pair, or not yet that day.
            RateTooOld: the last one is older than `max_days`; the message tells its day.
            UnknownCurrency: there is no such currency.
        """
        base, quote, on = checked_pair(base, quote, on)
        if base == quote:
            return same_currency(base, on)
        found = self._series.find(base, quote, on)
        if found is None:
            raise self._series.not_found(base, quote, on, self._name)
        age = (on - found.day).days
        if age > self.max_days:
            raise self._series.too_old(found, base, quote, on, self._name)
        status: Status = "complete" if age <= self.fresh_days else "estimated"
        kind = "cross" if found.through else "reference"
        return Rate(base, quote, found.ratio, found.day, age, self.source, kind, status)  # type: ignore[arg-type]


# --- the forms -----------------------------------------------------------------------------------


class _Line(NamedTuple):
    number: int
    cells: list[str]


def _rows(name: str, text: str, base: str) -> Iterator[Row]:
    lines = _lines(name, text)
    head = next(lines, None)
    if head is None:
        raise DataError("is empty", file=name)
    names = [cell.strip() for cell in head.cells]
    reader = _reader(name, names, base)
    for line in lines:
        yield from _told(name, line, names, reader)


def _lines(name: str, text: str) -> Iterator[_Line]:
    import csv

    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Line(reader.line_num, cells)
    except csv.Error as error:
        raise DataError(f"is no CSV: {error}", file=name, entry=f"line {reader.line_num}") from None


def _told(
    name: str,
    line: _Line,
    names: Sequence[str],
    reader: Callable[[_Line, Mapping[str, str]], Iterator[Row]],
) -> Iterator[Row]:
    where = f"line {line.number}"
    # The ECB ends each line with a comma; any other cell without a column is a slip.
    if len(line.cells) < len([n for n in names if n]) or any(line.cells[len(names) :]):
        raise DataError("has more or fewer cells than the first line", file=name, entry=where)
    cells = {n: cell.strip() for n, cell in zip(names, line.cells, strict=False) if n}
    try:
        yield from reader(line, cells)
    except GlobalcsError as error:
        raise DataError(str(error), file=name, entry=where) from None


def _reader(
    name: str, names: Sequence[str], base: str
) -> Callable[[_Line, Mapping[str, str]], Iterator[Row]]:
    given = [n for n in names if n]
    if len(set(given)) != len(given):
        raise DataError("names a column twice", file=name, entry="line 1")
    for form in _LONG_FORMS:
        if all(form[part] in names for part in _NEEDED):
            return lambda line, cells: _long(line, cells, form)
    if names[0].casefold() == "date" and len(given) > 1:
        checked_pair(base, base, date.min)
        return lambda line, cells: _wide(line, cells, names[0], base)
    raise DataError(
        "has no form that is known: begin with Date,USD,... or day,base,quote,rate",
        file=name,
        entry="line 1",
    )


def _wide(line: _Line, cells: Mapping[str, str], first: str, base: str) -> Iterator[Row]:
    day = _day(cells[first])
    for code, cell in cells.items():
        if code != first and cell not in NOT_PUBLISHED:
            yield _row(day, base, code, cell, Fraction(1), line)


def _long(line: _Line, cells: Mapping[str, str], form: Mapping[str, str]) -> Iterator[Row]:
    told = {part: cells.get(column, "") for part, column in form.items()}
    if told["rate"] in NOT_PUBLISHED or told["rate"] == "NaN":
        return
    units = Fraction(1)
    if told.get("units"):
        units = checked_ratio(told["units"])
    if told.get("power"):
        units = _power_of_ten(told["power"])
    yield _row(_day(told["day"]), told["base"], told["quote"], told["rate"], units, line)


def _row(day: date, base: str, quote: str, rate: str, units: Fraction, line: _Line) -> Row:
    base, quote, _ = checked_pair(base, quote, day)
    if base == quote:
        raise InvalidInput(f"{base} is worth itself; a rate needs two currencies")
    # A rate that a long form gives for a currency on a day on which it was no money is a slip
    # of the file; the ECB's own keeps a column after the end, with N/A in it.
    for code in (base, quote):
        _currencies.require_live(code, day)
    return Row(day, base, quote, checked_ratio(rate) / units, line.number)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("begins with no day such as 2026-10-29") from None


def _power_of_ten(text: str) -> Fraction:
    if text.isascii() and text.isdigit() and int(text) <= 6:
        return Fraction(10 ** int(text))
    raise InvalidInput("the unit multiplier is a power of ten from 0 to 6")


# --- checks over rows ----------------------------------------------------------------------------


def _checked(name: str, rows: Iterator[Row], widest: int) -> list[Row]:
    """
    All rows by day, none twice and none absurdly far from the one before.
    """
    known = sorted(rows, key=lambda row: (row.base, row.quote, row.day, row.line))
    if not known:
        raise DataError("holds no rate", file=name)
    for before, after in pairwise(known):
        if (before.base, before.quote) != (after.base, after.quote):
            continue
        if before.day == after.day:
            raise _broken(name, after, f"stands there twice, in line {before.line} too")
        if is_jump(before.ratio, after.ratio, widest):
            raise _broken(
                name,
                after,
                f"is {widest} times or more away from the rate of {before.day}; "
                "correct it, or raise widest_jump when it is right",
            )
    return known


def _broken(name: str, row: Row, why: str) -> DataError:
    text = f"{row.base}/{row.quote} of {row.day} {why}"
    return DataError(text, file=name, entry=f"line {row.line}")
