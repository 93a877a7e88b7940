"""
Which values are plausible: rates, days, amounts, and currencies alive on the days of the fact.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from globalcs.errors import EndedCurrency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from globalcs.facts._check import Entry

__all__ = ["value_problems"]

_RATE = re.compile(r"(-?\d+(?:\.\d+)?) ?%")
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})")
_MOST_DAYS = 3650
_MOST = Decimal(10) ** 12


def value_problems(entry: Entry, day: date) -> Iterator[tuple[str, str]]:
    """
    Code and sentence of each implausible part of a value.
    """
    name = entry.key.rpartition(".")[2]
    for path, value in _leaves(name, entry.fact["value"]):
        yield from _leaf_problems(entry, day, path, value)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for field, inner in value.items():
            yield from _leaves(field, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(name, inner)
    else:
        yield name, value


def _leaf_problems(entry: Entry, day: date, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, int) and not isinstance(value, bool):
        if (name == "days" or name.endswith("_days")) and not 0 <= value <= _MOST_DAYS:
            yield "value.days", f"{name} = {value}: 0 to {_MOST_DAYS} days are plausible"
    elif isinstance(value, str):
        yield from _text_problems(entry, day, name, value)


def _text_problems(entry: Entry, day: date, name: str, text: str) -> Iterator[tuple[str, str]]:
    if (rate := _RATE.fullmatch(text)) and not 0 <= Decimal(rate[1]) <= 100:
        yield "value.rate", f"{name} = {text}: 0 % to 100 % are plausible"
    if amount := _AMOUNT.fullmatch(text):
        if not 0 <= Decimal(amount[1]) <= _MOST:
            yield "value.amount", f"{name} = {text}: not a plausible amount"
        yield from _currency_problems(entry, day, amount[2])
    if name in ("currency", "currencies") and text != "*" and entry.subject[:9] != "currency:":
        yield from _currency_problems(entry, day, text)


def _currency_problems(entry: Entry, day: date, code: str) -> Iterator[tuple[str, str]]:
    if not _is_currency(code):
        yield "currency.unknown", f"{code} is no currency the book knows"
        return
    since, until = entry.span("since"), entry.span("until")
    last = min(until.last, max(day, since.last if since else day)) if until else day
    for when in {since.last if since else last, last}:
        if not _is_live(code, when):
            yield "currency.dead", f"{code} was no money on {when}, a day on which this holds"


@lru_cache(maxsize=512)
def _is_currency(code: str) -> bool:
    from globalcs._currencies import is_currency

    return is_currency(code)


@lru_cache(maxsize=4096)
def _is_live(code: str, day: date) -> bool:
    from globalcs._currencies import require_live

    try:
        require_live(code, day)
    except EndedCurrency:
        return False
    return True
