"""
One exchange rate, and what a source of rates must be able to do.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, cast, runtime_checkable

from globalcs import _currencies, cents
from globalcs.decision import FactRef, Status, worst_status
from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.money import Money

if TYPE_CHECKING:
    from globalcs.cents import Rounding

__all__ = [
    "Kind",
    "Rate",
    "Rates",
    "checked_limits",
    "checked_pair",
    "checked_path",
    "checked_ratio",
    "checked_source",
    "digest",
    "same_currency",
]

Kind = Literal["same", "reference", "peg", "conversion", "fixed", "cross"]

_TWELVE_DIGITS = Context(prec=12)
_WIDEST = 10**10


class Rate(NamedTuple):
    """
    What one unit of `base` is worth in `quote`, exactly, and where that comes from.

    Attributes:
        base, quote: ISO 4217 codes.
        ratio: units of `quote` for one of `base`, an exact fraction.
        day: the day the rate was published, or was agreed for.
        age: days between that day and the day asked for.
        source: who published it, in words.
        kind: "same" currency, "reference" rate, "peg", legal "conversion" (into the euro),
            "fixed" by the shop, or a "cross" of several.
        status: "complete", or "estimated" when the rate is older than its source calls fresh, or
            rests on facts of low confidence.
        facts: the facts behind a peg.

    >>> rate = Rate("USD", "EUR", Fraction(23, 25), date(2026, 10, 29), 0, "our treasury", "fixed")
    >>> rate.value, rate.inverse().value
    (Decimal('0.92'), Decimal('1.08695652174'))
    """

    base: str
    quote: str
    ratio: Fraction
    day: date
    age: int
    source: str
    kind: Kind = "reference"
    status: Status = "complete"
    facts: tuple[FactRef, ...] = ()

    @property
    def value(self) -> Decimal:
        """
        The ratio as a decimal of at most twelve digits, to be read; compute with `ratio`.
        """
        quotient = _TWELVE_DIGITS.divide(
            Decimal(self.ratio.numerator), Decimal(self.ratio.denominator)
        )
        return quotient.normalize(_TWELVE_DIGITS)

    def inverse(self) -> Rate:
        """
        The same rate seen from the other side: exactly one over it.
        """
        return self._replace(base=self.quote, quote=self.base, ratio=1 / self.ratio)

    def then(self, other: Rate) -> Rate:
        """
        The exact cross of this rate and one that goes on from its quote; as old as the older.

        Raises:
            CurrencyMismatch: `other` does not begin where this rate ends.
        """
        if self.quote != other.base:
            raise CurrencyMismatch(
                f"{self.base}/{self.quote} and {other.base}/{other.quote} don't join to a rate"
            )
        if self.kind == "same" or other.kind == "same":
            return other if self.kind == "same" else self
        older = max(self, other, key=lambda rate: rate.age)
        return Rate(
            self.base,
            other.quote,
            self.ratio * other.ratio,
            older.day,
            older.age,
            self.source if self.source == other.source else f"{self.source}; {other.source}",
            "cross",
            worst_status((self.status, other.status)),
            (*self.facts, *other.facts),
        )

    def convert(self, money: Money, *, rounding: Rounding) -> Money:
        """
        Money of the base currency in the quote currency, rounded once to its minor unit.

        Raises:
            CurrencyMismatch: the money is not in the base currency.

        >>> from globalcs import Money
        >>> rate = Rate("JPY", "EUR", Fraction("0.005"), date(2026, 10, 29), 0, "x", "fixed")
        >>> rate.convert(Money("5401", "JPY"), rounding="half_up")
        Money('27.01', 'EUR')
        """
        given = Money.read(money)
        if given.currency.code != self.base:
            raise CurrencyMismatch(
                f"the money is in {given.currency}, but this is a rate of {self.base}"
            )
        quote, (numerator, denominator) = self.quote, self.ratio.as_integer_ratio()
        wanted, had = _scales(self.base, quote)
        minor = cents.convert(given.minor, numerator * wanted, denominator * had, rounding)
        return Money.from_minor(minor, quote)

    @property
    def minor_ratio(self) -> Fraction:
        """
        Minor units of `quote` for one minor unit of `base`: cents for a yen.
        """
        return self.ratio * Fraction(*_scales(self.base, self.quote))


@lru_cache(maxsize=4_096)
def _scales(base: str, quote: str) -> tuple[int, int]:
    """
    Minor units of one `quote` and of one `base`.
    """
    wanted, had = (10 ** (_currencies.unit(code).digits or 0) for code in (quote, base))
    return wanted, had


@runtime_checkable
class Rates(Protocol):
    """
    A source of exchange rates. It may look into a file or a service; rooms ask before they compute.
    """

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        What one `base` is worth in `quote` on a day.

        Raises:
            RateNotFound: this source has no rate for that pair and day.
            RateTooOld: it has one, but too old to use.
        """
        ...


def checked_pair(base: str, quote: str, on: date) -> tuple[str, str, date]:
    """
    Codes in capitals and a day.

    Raises:
        UnknownCurrency: one of the currencies does not exist.
        InvalidInput: `on` is no day.
    """
    return _code(base), _code(quote), _currencies.require_day(on)


def _code(currency: str) -> str:
    if not isinstance(currency, str):
        raise InvalidInput('a currency is a code such as "EUR"', path="currency")
    code = currency.strip().upper()
    _currencies.unit(code)
    return code


def checked_ratio(value: object) -> Fraction:
    """
    A rate that somebody gave, as an exact ratio.

    Raises:
        InvalidInput: it is a float, no number, NaN, zero, negative, or absurd.

    >>> checked_ratio("0.92")
    Fraction(23, 25)
    """
    ratio = _ratio(value)
    if ratio <= 0:
        raise InvalidInput("a rate is above zero", path="rate")
    if not 1 <= ratio * _WIDEST <= _WIDEST * _WIDEST:
        raise InvalidInput(
            "no two currencies are that far apart; check which way round the rate is", path="rate"
        )
    return ratio


def _ratio(value: object) -> Fraction:
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 30:
        return Fraction(value)
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        return Fraction(value)
    if isinstance(value, str) and _is_number(value):
        return Fraction(value)
    raise InvalidInput(
        'a rate is text such as "0.92", a Decimal, an int or a Fraction; not a float, not NaN',
        path="rate",
    )


def _is_number(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    digits = whole + decimals
    return digits.isascii() and digits.isdigit() and len(digits) <= 40 and bool(whole)


def same_currency(code: str, on: date) -> Rate:
    """
    One, on the day itself.
    """
    return Rate(code, code, Fraction(1), on, 0, "the same currency", "same")


def checked_limits(fresh_days: object, max_days: object) -> tuple[int, int]:
    """
    The ages up to which a rate is fresh, and is used at all.

    Raises:
        InvalidInput: they are no whole days, or the wrong way round.
    """
    whole = type(fresh_days) is int and type(max_days) is int
    if whole and 0 <= cast("int", fresh_days) <= cast("int", max_days):
        return cast("int", fresh_days), cast("int", max_days)
    raise InvalidInput(
        "fresh_days is a number of days, at least 0 and at most max_days", path="fresh_days"
    )


def checked_path(file: object) -> str:
    """
    The path of a file as text.

    Raises:
        InvalidInput: it is no path.
    """
    if isinstance(file, (str, os.PathLike)):
        path = os.fspath(file)
        if isinstance(path, str) and path and "\0" not in path:
            return path
    raise InvalidInput("a file is told by its path", path="file")


def checked_source(rates: Rates) -> Rates:
    """
    A source of rates that was given.

    Raises:
        InvalidInput: it has no method `rate`.
    """
    if not callable(getattr(rates, "rate", None)):
        raise InvalidInput(
            "a source of rates has the method rate(base, quote, on); for a table of your own "
            "give FixedRates",
            path="rates",
        )
    return rates


def digest(*parts: object) -> str:
    """
    A short name of some values: equal values, equal names.
    """
    from hashlib import sha256

    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:8]
