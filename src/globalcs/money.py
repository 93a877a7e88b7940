"""
Money that keeps every cent: a frozen `moneyed.Money` held in whole minor units.

Nothing rounds unless you name a rounding. Binary fractions, NaN, infinity and more decimals than
the currency has are refused; `to_minor` is the door for numbers that need rounding first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

import moneyed

from globalcs import _currencies, cents
from globalcs.errors import CurrencyMismatch, InvalidInput, OutOfBounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from globalcs.cents import Rounding

__all__ = ["MAX_MINOR", "Money", "to_minor"]

MAX_MINOR = 9_000_000_000_000
"""
The largest amount in minor units: 90 billion euros. Multiplied by a million it still fits 64 bits,
so that a column of amounts can be converted without overflow.
"""

_NUMBER = re.compile(r"([+-]?[0-9]{1,40})(?:\.([0-9]{1,40}))?")
_TEXT = re.compile(r"([+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?) +([A-Za-z]{3})")
_EXACT = Context(prec=120, traps=[Inexact])
_EXACT_TYPES = (int, Decimal, Fraction)


class _Unit:
    """
    What money of one currency needs at hand: code, decimals, 10 ** decimals, moneyed's currency.
    """

    __slots__ = ("code", "currency", "digits", "scale")

    def __init__(self, code: str) -> None:
        row = _currencies.unit(code)
        self.code = code
        self.digits = cast("int", row.digits)
        self.scale: int = 10**self.digits
        self.currency = _moneyed_currency(code, row, self.scale)


def _moneyed_currency(code: str, row: _currencies.Unit, scale: int) -> moneyed.Currency:
    # moneyed lacks some codes of ISO 4217 (XCG, ZWG); its registry is left as it is.
    try:
        return moneyed.get_currency(code)
    except moneyed.CurrencyDoesNotExist:
        return moneyed.Currency(code, numeric=row.numeric, sub_unit=scale, name=row.name)


_UNITS: dict[str, _Unit] = {}


def _unit_of(currency: object) -> _Unit:
    code = currency if isinstance(currency, str) else getattr(currency, "code", None)
    if not isinstance(code, str):
        raise InvalidInput('a currency is a code such as "EUR"', path="currency")
    found = _UNITS.get(code)
    if found is None:
        upper = code.strip().upper()
        found = _UNITS.get(upper) or _UNITS.setdefault(upper, _Unit(upper))
    return found


class Money(moneyed.Money):
    """
    An amount of a currency, exact to its minor unit, and never changed.

    Args:
        amount: a `Decimal`, an `int` (whole units, not cents), or text such as "33.95".
        currency: an ISO 4217 code or a `moneyed.Currency`.

    Raises:
        InvalidInput: the amount is a float, NaN, infinite, no number, or has more decimals than
            the currency.
        UnknownCurrency: there is no such currency, or nobody can charge in it.
        OutOfBounds: the amount is beyond `MAX_MINOR` minor units.

    It equals, and hashes like, the `moneyed.Money` of the same value, and mixes with it.

    >>> price = Money("33.95", "EUR")
    >>> price * 3 - Money("1.85", "EUR"), price.minor, str(price)
    (Money('100.00', 'EUR'), 3395, '33.95 EUR')
    >>> Money("0.125", "EUR")
    Traceback (most recent call last):
    globalcs.errors.InvalidInput: more decimals than EUR has (2); name a rounding: ...
    """

    __slots__ = ("_unit", "minor")

    minor: int
    """
    The amount in minor units: cents, yen, fils.
    """
    _unit: _Unit

    def __new__(cls, amount: object, currency: object) -> Self:
        """
        A new amount; see the class.
        """
        unit = _unit_of(currency)
        return cls._of(_exact_minor(amount, unit), unit)

    def __init__(self, amount: object, currency: object) -> None:
        pass  # all is done in __new__, so that calling __init__ again changes nothing

    @classmethod
    def _of(cls, minor: int, unit: _Unit) -> Self:
        if not -MAX_MINOR <= minor <= MAX_MINOR:
            raise _out_of_bounds()
        money = object.__new__(cls)
        _put_minor(money, minor)
        _put_unit(money, unit)
        return money

    @classmethod
    def _many(cls, minors: Iterable[int], unit: _Unit) -> list[Self]:
        # For rows of a total whose bounds were checked.
        new, made = object.__new__, []
        for minor in minors:
            money = new(cls)
            _put_minor(money, minor)
            _put_unit(money, unit)
            made.append(money)
        return made

    # Making and writing

    @classmethod
    def from_minor(cls, minor: int, currency: object) -> Self:
        """
        From whole minor units.

        Raises:
            InvalidInput: `minor` is no int.
            UnknownCurrency: there is no such currency.
            OutOfBounds: it is beyond `MAX_MINOR`.

        >>> Money.from_minor(5400, "JPY"), Money.from_minor(5400, "EUR")
        (Money('5400', 'JPY'), Money('54.00', 'EUR'))
        """
        if type(minor) is not int:
            raise InvalidInput("minor units are a whole number (int)", path="minor")
        return cls._of(minor, _unit_of(currency))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """
        From the form of files and JSON.

        Raises:
            InvalidInput: the text is not an amount, a space and a code.
            UnknownCurrency: there is no such currency.

        >>> Money.from_text("33.95 EUR")
        Money('33.95', 'EUR')
        """
        found = _TEXT.fullmatch(text)
        if found is None:
            raise InvalidInput('money is written "33.95 EUR": amount, space, currency code')
        return cls(found[1], found[2])

    @classmethod
    def read(cls, value: object) -> Money:
        """
        From whatever a door is given: `Money`, `moneyed.Money`, "33.95 EUR", {amount, currency}.

        Raises:
            InvalidInput: it is none of these, or the amount is a float or not exact.

        >>> Money.read({"amount": "33.95", "currency": "EUR"})
        Money('33.95', 'EUR')
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, moneyed.Money):
            return cls(value.amount, value.currency)
        if isinstance(value, str):
            return cls.from_text(value)
        if isinstance(value, Mapping) and set(value) == {"amount", "currency"}:
            return cls(value["amount"], value["currency"])
        raise InvalidInput(
            'money is a Money, text such as "33.95 EUR", or {amount, currency}; '
            "a bare number does not say its currency"
        )

    def to_text(self) -> str:
        """
        The form of files and JSON, in any locale: amount with all its decimals, space, code.

        >>> Money("5", "KWD").to_text()
        '5.000 KWD'
        """
        return f"{_plain(self.minor, self._unit.digits)} {self._unit.code}"

    @property  # type: ignore[misc]
    def amount(self) -> Decimal:
        """
        The amount in major units, with all decimals of the currency.
        """
        return Decimal(_plain(self.minor, self._unit.digits))

    @property  # type: ignore[misc]
    def currency(self) -> moneyed.Currency:
        """
        The currency; `str` of it is the code.
        """
        return self._unit.currency

    def require_live(self, on: date) -> Self:
        """
        This money, when its currency is in use on that day.

        Raises:
            EndedCurrency: it ended before, or came into use after; the message names the day.

        >>> from datetime import date
        >>> Money("1", "BGN").require_live(date(2026, 3, 1))
        Traceback (most recent call last):
        globalcs.errors.EndedCurrency: currency: BGN ended: its last day was 2025-12-31; EUR ...
        """
        _currencies.require_live(self._unit.code, on)
        return self

    # Arithmetic without rounding

    def __add__(self, other: object) -> Self:
        if type(other) is int and other == 0:  # where sum() starts
            return self
        if not isinstance(other, moneyed.Money):
            return NotImplemented
        return self._of(self.minor + self._same(other), self._unit)

    __radd__ = __add__

    def __sub__(self, other: object) -> Self:
        if not isinstance(other, moneyed.Money):
            return NotImplemented
        return self._of(self.minor - self._same(other), self._unit)

    def __rsub__(self, other: object) -> Self:
        return -self + other

    def __mul__(self, other: object) -> Self:
        if type(other) is int:
            return self._of(self.minor * other, self._unit)
        ratio = _ratio(other)
        return NotImplemented if ratio is None else self._exactly(ratio)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        """
        By a number: money, when the result is exact. By money of the same currency: a `Fraction`.
        """
        if isinstance(other, moneyed.Money):
            return Fraction(self.minor, self._not_zero(self._same(other)))
        ratio = _ratio(other)
        return NotImplemented if ratio is None else self._exactly(1 / self._not_zero(ratio))

    def __rmod__(self, other: object) -> Self:
        ratio = _ratio(other)
        return NotImplemented if ratio is None else self._exactly(ratio / 100)

    def __neg__(self) -> Self:
        return self._of(-self.minor, self._unit)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self if self.minor >= 0 else -self

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: moneyed.Money) -> int:
        if isinstance(other, Money) and other._unit is self._unit:
            return other.minor
        theirs = Money.read(other)
        if theirs._unit is not self._unit:
            raise CurrencyMismatch(
                f"{self._unit.code} and {theirs._unit.code} don't mix; "
                "convert one with a rate of a named day first"
            )
        return theirs.minor

    def _exactly(self, ratio: Fraction) -> Self:
        minor, rest = divmod(self.minor * ratio.numerator, ratio.denominator)
        if rest:
            raise InvalidInput(
                f"the result is no whole number of minor units of {self._unit.code}; "
                'name a rounding: money.times(ratio, rounding="half_up")'
            )
        return self._of(minor, self._unit)

    @staticmethod
    def _not_zero(divisor: Any) -> Any:
        if not divisor:
            raise InvalidInput("money can't be divided by zero")
        return divisor

    # Arithmetic that rounds, as told

    def times(self, ratio: int | Decimal | Fraction, *, rounding: Rounding) -> Self:
        """
        This amount times an exact ratio, rounded once to the minor unit.

        Raises:
            InvalidInput: the ratio is a float, or the rounding unknown.

        >>> Money("9.99", "EUR").times(Fraction(21, 100), rounding="half_up")
        Money('2.10', 'EUR')
        """
        exact = _ratio(ratio)
        if exact is None:
            raise InvalidInput("a ratio is an int, a Decimal or a Fraction", path="ratio")
        return self._of(cents.apply_rate(self.minor, exact, rounding), self._unit)

    def to_step(self, step: str | int | Decimal, *, rounding: Rounding) -> Self:
        """
        The multiple of `step` (in major units) that this amount rounds to.

        >>> Money("17.83", "CHF").to_step("0.05", rounding="half_up")
        Money('17.85', 'CHF')
        """
        minor = _exact_minor(step, self._unit)
        return self._of(cents.to_step(self.minor, minor, rounding), self._unit)

    def round(self, ndigits: int | None = 0, *, rounding: Rounding | None = None) -> Self:
        """
        Rounded to `ndigits` decimals; unlike in moneyed the rounding must be named.

        >>> Money("2.50", "EUR").round(rounding="half_even")
        Money('2.00', 'EUR')
        """
        if rounding is None:
            raise InvalidInput('name a rounding: money.round(0, rounding="half_up")')
        places = self._unit.digits - (ndigits or 0)
        if places <= 0:
            return self
        return self._of(cents.to_step(self.minor, 10**places, rounding), self._unit)

    def split(self, weights: Sequence[int | Decimal | Fraction]) -> tuple[Self, ...]:
        """
        Parts in proportion to the weights that add up to this amount, by largest remainder.

        Raises:
            InvalidInput: no weights, a negative one, a float, or all are zero.

        >>> Money("10", "EUR").split([1, 1, 1])
        (Money('3.34', 'EUR'), Money('3.33', 'EUR'), Money('3.33', 'EUR'))
        """
        parts = cents.split(self.minor, _whole_weights(weights))
        return tuple(self._of(part, self._unit) for part in parts)

    def get_amount_in_sub_unit(self) -> int:
        """
        As `minor`; the name that moneyed uses.
        """
        return self.minor

    # Comparing

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Money):
            return self.minor == other.minor and self._unit is other._unit
        if isinstance(other, moneyed.Money):
            return bool(self.amount == other.amount and self.currency == other.currency)
        return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __lt__(self, other: object) -> bool:
        return self.minor < self._comparable(other)

    def __le__(self, other: object) -> bool:
        return self.minor <= self._comparable(other)

    def __gt__(self, other: object) -> bool:
        return self.minor > self._comparable(other)

    def __ge__(self, other: object) -> bool:
        return self.minor >= self._comparable(other)

    def _comparable(self, other: object) -> int:
        if not isinstance(other, moneyed.Money):
            raise InvalidInput("money compares with money of the same currency only")
        return self._same(other)

    # As a value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("money never changes; make another one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("money never changes; make another one")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_minor, (self.minor, self._unit.code)

    def __repr__(self) -> str:
        return f"Money('{_plain(self.minor, self._unit.digits)}', '{self._unit.code}')"

    def __str__(self) -> str:
        return self.to_text()

    def __format__(self, spec: str) -> str:
        return format(self.to_text(), spec)


# The slots are filled by their own setters: an attribute of money can't be set, and these are the
# quickest way around that.
_put_minor = Money.__dict__["minor"].__set__
_put_unit = Money.__dict__["_unit"].__set__


def to_minor(
    value: int | float | str | Decimal | Fraction,
    currency: object,
    *,
    rounding: Rounding | None = None,
) -> int:
    """
    Any number people have, in whole minor units; the door for floats and for excess decimals.

    A float is taken as the shortest decimal that stands for it (0.1 is 0.1), then rounded once.

    Args:
        value: in major units.
        currency: an ISO 4217 code.
        rounding: must be named for a float, and for a value with more decimals than the currency.

    Raises:
        InvalidInput: no number, NaN, infinite, or a rounding is needed and not named.
        OutOfBounds: beyond `MAX_MINOR`.

    >>> to_minor(1.005, "EUR", rounding="half_up"), to_minor("12.5", "JPY", rounding="half_even")
    (101, 12)
    """
    unit = _unit_of(currency)
    if rounding is None:
        return _checked(_exact_minor(value, unit))
    cents.rounding_named(rounding)
    return _checked(cents.apply_rate(unit.scale, _exact_number(value), rounding))


# --- reading numbers exactly ---------------------------------------------------------------------


def _exact_minor(amount: object, unit: _Unit) -> int:
    if isinstance(amount, str):
        return _minor_of_text(amount, unit)
    if isinstance(amount, Decimal):
        return _minor_of_decimal(amount, unit)
    if isinstance(amount, int) and not isinstance(amount, bool):
        return amount * unit.scale
    if isinstance(amount, float):
        raise InvalidInput(
            "a float where money belongs: give text, a Decimal or an int, or round it by name: "
            f'globalcs.to_minor(value, "{unit.code}", rounding="half_up")'
        )
    raise InvalidInput('an amount is text such as "33.95", a Decimal or an int')


def _minor_of_text(text: str, unit: _Unit) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise InvalidInput('an amount as text is digits with a point, such as "33.95"')
    decimals = found[2] or ""
    if decimals[unit.digits :].strip("0"):
        raise _too_many_decimals(unit)
    return int(found[1] + decimals[: unit.digits].ljust(unit.digits, "0"))


def _minor_of_decimal(amount: Decimal, unit: _Unit) -> int:
    _refuse_odd(amount)
    try:
        scaled = amount.scaleb(unit.digits, _EXACT)
    except Inexact:
        raise _too_many_decimals(unit) from None
    minor = int(scaled)
    if minor != scaled:
        raise _too_many_decimals(unit)
    return minor


def _refuse_odd(number: Decimal) -> None:
    """
    NaN and infinity, and what would fill the memory when written out: 1E+999999999.
    """
    if not number.is_finite():
        raise InvalidInput("an amount must be a finite number, not NaN or infinity")
    if number.adjusted() >= 30:
        raise _out_of_bounds()
    if number.adjusted() < -400:
        raise InvalidInput("a number with hundreds of decimals is not read; round it first")


def _too_many_decimals(unit: _Unit) -> InvalidInput:
    return InvalidInput(
        f"more decimals than {unit.code} has ({unit.digits}); name a rounding: "
        f'globalcs.to_minor(value, "{unit.code}", rounding="half_up")'
    )


def _exact_number(value: object) -> Fraction:
    """
    What `to_minor` rounds; a float stands for the shortest decimal that means it.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        value = Decimal(float.__repr__(value))
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, Decimal):
        _refuse_odd(value)
        return Fraction(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise InvalidInput("a number is a float, an int, a Decimal, a Fraction, or text such as 33.95")


def _ratio(number: object) -> Fraction | None:
    """
    An exact ratio, or None for what is no number at all.
    """
    if isinstance(number, float):
        raise InvalidInput(
            "a float where a ratio of money belongs: give an int, a Decimal or a Fraction"
        )
    if isinstance(number, bool) or not isinstance(number, _EXACT_TYPES):
        return None
    if isinstance(number, Decimal):
        _refuse_odd(number)
    return Fraction(number)


def _whole_weights(weights: Sequence[object]) -> list[int]:
    ratios = [_ratio(weight) for weight in weights]
    exact = [ratio for ratio in ratios if ratio is not None]
    if len(exact) != len(ratios):
        raise InvalidInput("weights are ints, Decimals or Fractions", path="weights")
    common = lcm(*(ratio.denominator for ratio in exact))
    return [ratio.numerator * (common // ratio.denominator) for ratio in exact]


def _plain(minor: int, digits: int) -> str:
    if digits == 0:
        return str(minor)
    text = str(abs(minor)).rjust(digits + 1, "0")
    return f"{'-' if minor < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def _checked(minor: int) -> int:
    if not -MAX_MINOR <= minor <= MAX_MINOR:
        raise _out_of_bounds()
    return minor


def _out_of_bounds() -> OutOfBounds:
    return OutOfBounds(
        f"the amount is beyond {MAX_MINOR:,} minor units (90 billion euros), "
        "more than can be computed exactly in columns; no shop sells that"
    )
