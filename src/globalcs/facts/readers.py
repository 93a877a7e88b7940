"""
Readers of the values that stand in files of facts: texts, rates, amounts, days.

Each takes the plain value and returns the typed one, or raises ValueError with a sentence; the
book adds the file and the entry.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from globalcs.money import Money

__all__ = [
    "amount",
    "boolean",
    "day",
    "decimal",
    "fields",
    "integer",
    "listed",
    "rate",
    "table",
    "text",
    "word",
]

_RATE = re.compile(r"(-?\d{1,6}(?:\.\d{1,12})?) ?%")
_DECIMAL = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")


def text(value: Any) -> str:
    """
    A text that is not empty.
    """
    if not isinstance(value, str) or not value:
        raise ValueError("a text is needed")
    return value


def boolean(value: Any) -> bool:
    """
    True or false.
    """
    if not isinstance(value, bool):
        raise ValueError("true or false is needed")
    return value


def integer(value: Any) -> int:
    """
    A whole number.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number is needed")
    return value


def decimal(value: Any) -> Decimal:
    """
    A decimal number written as text, or a whole number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError('a number written as text is needed, such as "0.05"')
    return Decimal(value)


def rate(value: Any) -> Fraction:
    """
    A percentage as an exact ratio.

    >>> rate("0.0425 %")
    Fraction(17, 40000)
    """
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a rate with its sign is needed, such as "21 %"')
    return Fraction(found[1]) / 100


def amount(value: Any) -> Money:
    """
    Money written as ``"150 EUR"``.
    """
    from globalcs.money import Money

    if not isinstance(value, str):
        raise ValueError('an amount with its currency is needed, such as "150 EUR"')
    return Money.from_text(value)


def day(value: Any) -> date:
    """
    An exact day.
    """
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValueError("an exact day is needed, such as 2026-07-01") from None


def word(*allowed: str) -> Callable[[Any], str]:
    """
    A reader of one word out of a closed list.
    """

    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)} is needed")
        return str(value)

    return read


def listed(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """
    A reader of a list whose members `read` reads.
    """

    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("a list is needed")
        return tuple(read(item) for item in value)

    return read_all


def table(value: Any) -> Mapping[str, Any]:
    """
    A table, as it is.
    """
    if not isinstance(value, dict):
        raise ValueError("a table is needed")
    return value


def fields(value: Any, required: Mapping[str, Any], optional: Mapping[str, Any]) -> dict[str, Any]:
    """
    The fields of a table, each through its reader; an absent optional one is None.
    """
    given = table(value)
    if unknown := sorted(set(given) - set(required) - set(optional)):
        raise ValueError(f"unknown field {unknown[0]}")
    if missing := sorted(set(required) - set(given)):
        raise ValueError(f"field {missing[0]} is missing")
    readers = {**required, **optional}
    return {name: _field(name, readers[name], given.get(name)) for name in readers}


def _field(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    if value is None:
        return None
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
