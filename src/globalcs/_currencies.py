"""
Currencies and their days: ISO 4217 digits, digits on display and on the wire, births and ends.

Three numbers of decimals must not be mixed up: the exponent of ISO 4217 (what an amount is held
in), the digits people see on a price tag, and the digits a payment processor wants on the wire.
The table is read once, from facts/data/currencies.toml.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from globalcs.errors import EndedCurrency, UnknownCurrency
from globalcs.facts import readers
from globalcs.facts._dates import parse_span, require_day
from globalcs.facts._model import Key

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CASH_STEP",
    "DISPLAY_DIGITS",
    "LIFE",
    "PEG",
    "PROCESSOR_DIGITS",
    "UNIT",
    "Life",
    "Peg",
    "Unit",
    "Wire",
    "cash_step",
    "codes",
    "display_digits",
    "is_currency",
    "require_day",
    "require_live",
    "unit",
    "wire",
]

State = Literal["live", "ended", "redenominated"]
PegKind = Literal["peg", "fixed_conversion", "band", "basket", "managed"]


class Unit(NamedTuple):
    """
    A row of ISO 4217: how many decimals a currency has, its number, name and use.

    `digits` is None for what has no decimals of its own, such as gold. `use` is "money", "fund"
    (a unit of account nobody charges in) or "none".
    """

    digits: int | None
    numeric: str | None = None
    name: str | None = None
    use: str = "money"

    @classmethod
    def read(cls, value: Any) -> Unit:
        """
        From ``{ digits = 2, numeric = "978", name = "Euro" }``.
        """
        optional = {
            "digits": readers.integer,
            "numeric": readers.text,
            "name": readers.text,
            "use": readers.word("money", "fund", "none"),
        }
        found = readers.fields(value, {}, optional)
        return cls(found["digits"], found["numeric"], found["name"], found["use"] or "money")


class Life(NamedTuple):
    """
    What became of a currency from a day on: it came into use, ended, or lost zeros.

    `old_per_new` is how many old units make one of the new; `cash_until` the last day on which
    shops took the old notes.
    """

    state: State
    successor: str | None = None
    predecessor: str | None = None
    old_per_new: Fraction | None = None
    cash_until: date | None = None

    @classmethod
    def read(cls, value: Any) -> Life:
        """
        From ``{ state = "ended", successor = "EUR", old_per_new = "1.95583" }``.
        """
        optional = {
            "successor": readers.text,
            "predecessor": readers.text,
            "old_per_new": readers.decimal,
            "new_per_old": readers.decimal,
            "cash_until": readers.day,
        }
        state = readers.word("live", "ended", "redenominated")
        found = readers.fields(value, {"state": state}, optional)
        ratio = _ratio_of(found["old_per_new"], found["new_per_old"])
        return cls(
            found["state"], found["successor"], found["predecessor"], ratio, found["cash_until"]
        )


def _ratio_of(old_per_new: Decimal | None, new_per_old: Decimal | None) -> Fraction | None:
    if new_per_old is not None:
        return 1 / Fraction(new_per_old)
    return None if old_per_new is None else Fraction(old_per_new)


class Peg(NamedTuple):
    """
    How a currency is tied to another: `units` of it are worth one of the `anchor`, exactly.

    Only "peg" and "fixed_conversion" give a rate; a band, a basket or a managed float do not.
    """

    kind: PegKind
    anchor: str | None
    units: Fraction | None
    low: Decimal | None = None
    high: Decimal | None = None
    percent: Decimal | None = None

    @classmethod
    def read(cls, value: Any) -> Peg:
        """
        From ``{ kind = "peg", anchor = "EUR", units = "1000", per = "8.38" }``.
        """
        kind = readers.word("peg", "fixed_conversion", "band", "basket", "managed")
        numbers = dict.fromkeys(("units", "per", "low", "high", "percent"), readers.decimal)
        found = readers.fields(value, {"kind": kind}, {"anchor": readers.text, **numbers})
        units = found["units"]
        if units is not None:
            units = Fraction(units) / Fraction(found["per"] or 1)
        if found["kind"] in ("peg", "fixed_conversion") and not (units and found["anchor"]):
            raise ValueError("a peg needs its anchor and units")
        return cls(
            found["kind"], found["anchor"], units, found["low"], found["high"], found["percent"]
        )

    @property
    def fixed(self) -> bool:
        """
        Whether the tie gives a rate.
        """
        return self.kind in ("peg", "fixed_conversion")


class Wire(NamedTuple):
    """
    How a payment processor wants an amount: its digits, and of which step it must be a multiple.

    The step is in units of the last digit: 100 with two digits means whole units only.
    """

    digits: int
    step: int = 1

    @classmethod
    def read(cls, value: Any) -> Wire:
        """
        From ``{ digits = 2, step = 100 }``.
        """
        found = readers.fields(value, {"digits": readers.integer}, {"step": readers.integer})
        return cls(found["digits"], found["step"] or 1)


UNIT = Key("money.unit", Unit.read, shelf_days=3650)
LIFE = Key("money.life", Life.read, shelf_days=3650)
DISPLAY_DIGITS = Key("money.display_digits", readers.integer, shelf_days=1830)
CASH_STEP = Key("money.cash_step", readers.decimal, shelf_days=1830)
PROCESSOR_DIGITS = Key("money.processor_digits", Wire.read, shelf_days=730)
PEG = Key("money.peg", Peg.read, shelf_days=730)


# --- the table -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _entries() -> Mapping[str, Mapping[str, Any]]:
    from globalcs.facts._shelf import bundled_shelf

    # The file of all currencies, which the book then does not read again.
    subjects = bundled_shelf().entries("currency:EUR", check=True)
    return MappingProxyType({name.partition(":")[2]: keys for name, keys in subjects.items()})


def _values(code: str, key: Key[Any]) -> list[tuple[Mapping[str, Any], Any]]:
    found = _entries().get(code, {}).get(key.name, ())
    return [(entry, key.read(entry["value"])) for entry in found]


def codes(*, on: date | None = None) -> tuple[str, ...]:
    """
    The currencies a shop can charge in, sorted; with a day, only those in use on it.

    >>> "BGN" in codes(on=date(2025, 6, 1)), "BGN" in codes(on=date(2026, 6, 1))
    (True, False)
    """
    chargeable = (code for code in _entries() if _chargeable(code))
    return tuple(sorted(code for code in chargeable if on is None or _ending(code, on) is None))


def _chargeable(code: str) -> bool:
    found = _unit(code)
    return found is not None and found.use == "money"


def is_currency(code: str) -> bool:
    """
    Whether `code` is in the table: in use, ended, or a fund.

    >>> is_currency("EUR"), is_currency("NL")
    (True, False)
    """
    return code in _entries()


@lru_cache(maxsize=512)
def _unit(code: str) -> Unit | None:
    found = _values(code, UNIT)
    return found[-1][1] if found else None


def unit(code: str) -> Unit:
    """
    The row of a currency that amounts can be held in.

    Raises:
        UnknownCurrency: there is no such code, or it is a fund, a metal or a test code.

    >>> unit("KWD").digits
    3
    """
    found = _unit(code)
    if found is None:
        raise UnknownCurrency(_unknown_text(code), path="currency")
    if found.use != "money" or found.digits is None:
        raise UnknownCurrency(
            f"{code} ({found.name}) is no money a shop can charge in; use a currency people pay in",
            path="currency",
        )
    return found


def _unknown_text(code: str) -> str:
    advice = "give an ISO 4217 code of three letters, such as EUR"
    if len(code) == 3 and code.isascii() and code.isalpha():
        return f"no currency has the code {code}; {advice}"
    return f"this is no currency; {advice}"


def display_digits(code: str) -> int:
    """
    The decimals people see on a price: those of CLDR where it departs from ISO 4217.

    >>> display_digits("HUF"), display_digits("JPY"), display_digits("EUR")
    (0, 0, 2)
    """
    found = _values(code, DISPLAY_DIGITS)
    return found[-1][1] if found else cast("int", unit(code).digits)


def cash_step(code: str) -> Decimal | None:
    """
    The smallest step in cash where it is wider than the last digit; None where none is known.

    >>> cash_step("CHF"), cash_step("EUR")
    (Decimal('0.05'), None)
    """
    found = _values(code, CASH_STEP)
    return found[-1][1] if found else None


def wire(code: str, psp: str) -> Wire:
    """
    How `psp` wants amounts of this currency; as in ISO 4217 where nothing else is known of it.

    >>> wire("ISK", "stripe"), wire("ISK", "paypal")
    (Wire(digits=2, step=100), Wire(digits=0, step=1))
    """
    for entry, value in _values(code, PROCESSOR_DIGITS):
        if entry["when"]["psp"] == psp:
            return cast("Wire", value)
    return Wire(cast("int", unit(code).digits))


# --- days ----------------------------------------------------------------------------------------


def require_live(code: str, on: date) -> None:
    """
    Make sure that a currency is in use on a day.

    Raises:
        UnknownCurrency: there is no such currency.
        EndedCurrency: it ended before that day, or came into use after it.
    """
    unit(code)
    if (problem := _ending(code, require_day(on))) is not None:
        raise EndedCurrency(problem, path="currency")


def _ending(code: str, on: date) -> str | None:
    """
    Why the currency is not in use on that day; None when it is.
    """
    state, last = _state(code, on)
    if state is None or state.state != "ended":
        return _not_yet(code, on) if state is None else None
    followed = f"; {state.successor} followed, use that" if state.successor else ""
    return f"{code} ended: its last day was {last}{followed}"


def _state(code: str, on: date) -> tuple[Life | None, date | None]:
    found, last = None, None
    for since, value in _stations(code):
        if since <= on:
            found, last = value, date.fromordinal(since.toordinal() - 1)
    return found, last


def _not_yet(code: str, on: date) -> str | None:
    stations = _stations(code)
    if not stations or stations[0][1].state != "live":
        return None
    since, first = stations[0]
    before = f"; until then use {first.predecessor}" if first.predecessor else ""
    return f"{code} came into use on {since}, after the day asked for{before}"


@lru_cache(maxsize=512)
def _stations(code: str) -> tuple[tuple[date, Life], ...]:
    found = [(parse_span(entry["since"]).first, value) for entry, value in _values(code, LIFE)]
    return tuple(sorted(found, key=lambda station: station[0]))
