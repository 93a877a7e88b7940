"""
Compares what a case expects with what was answered.

Expectations are plain data: money and rates as text, days, words, lists, tables. A path may be
dotted: attributes (`refund.total`), numbers in a list (`lines.0.duty`), the row of that kind, id
or sku (`charges.duty`, compared by its amount), and for lists `has`, `lacks` and `count`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from globalcs.errors import InvalidInput
from globalcs.facts import readers
from globalcs.money import Money

__all__ = ["Difference", "compare", "matches", "names_of", "show"]

#: What a row is called by.
_NAMES = ("kind", "id", "code", "name", "sku")


class Difference(NamedTuple):
    """
    A field that was answered otherwise than expected, both as text.
    """

    path: str
    expected: str
    actual: str


class _Nothing:
    """
    What stands at a path that leads nowhere.
    """

    def __repr__(self) -> str:
        return "(no such field)"


_NOTHING = _Nothing()


def compare(expect: Mapping[str, Any], answer: Any) -> tuple[Difference, ...]:
    """
    Every named field that differs; nested tables are paths as well.

    >>> from globalcs.decision import Reason
    >>> compare({"code": "a.b", "params.shop": 7}, Reason("a.b", {"shop": 8}))
    (Difference(path='params.shop', expected='7', actual='8'),)
    """
    found = []
    for path, expected in _paths(expect):
        actual = _at(answer, path.split("."))
        if not matches(expected, actual):
            found.append(Difference(path, show(expected), show(actual)))
    return tuple(found)


def _paths(expect: Mapping[str, Any], start: str = "") -> list[tuple[str, Any]]:
    paths: list[tuple[str, Any]] = []
    for name, value in expect.items():
        if isinstance(value, dict):
            paths += _paths(value, f"{start}{name}.")
        else:
            paths.append((f"{start}{name}", value))
    return paths


# --- finding -------------------------------------------------------------------------------------


def _at(value: Any, path: list[str]) -> Any:
    for number, step in enumerate(path):
        if step in ("has", "lacks", "count") and number == len(path) - 1 and _is_list(value):
            return _Asked(step, tuple(value))
        value = _step(value, step)
    return value


class _Asked(NamedTuple):
    """
    A list of which something is asked: whether it has or lacks members, or how many it has.
    """

    what: str
    members: tuple[Any, ...]


def _step(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step, _NOTHING)
    if _is_list(value):
        return _row(tuple(value), step)
    if step.startswith("_"):
        return _NOTHING
    return getattr(value, step, _NOTHING)


def _row(rows: tuple[Any, ...], step: str) -> Any:
    if step.isdigit():
        return rows[int(step)] if int(step) < len(rows) else _NOTHING
    named = [row for row in rows if step in names_of(row)]
    if not named:
        # A field of each row: offered.id.
        inner = tuple(_step(row, step) for row in rows)
        return inner if rows and _NOTHING not in inner else _NOTHING
    return named[0] if len(named) == 1 else tuple(named)


def names_of(row: Any) -> tuple[str, ...]:
    """
    All that a row may be called: its kind, id or sku, also of the method or item it is about.
    """
    holders = (row, getattr(row, "method", None), getattr(row, "item", None))
    found = (getattr(holder, name, None) for holder in holders for name in _NAMES)
    return tuple(name for name in found if isinstance(name, str))


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, frozenset)) or (
        isinstance(value, tuple) and not hasattr(value, "_fields")
    )


# --- matching ------------------------------------------------------------------------------------


def matches(expected: Any, actual: Any) -> bool:
    """
    Whether an answer is what was expected.
    """
    if isinstance(actual, _Asked):
        return _asked_matches(expected, actual)
    if isinstance(expected, list):
        return _is_list(actual) and _lists_match(expected, list(actual))
    if isinstance(expected, dict):
        return not compare(expected, actual)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, str):
        return _text_matches(expected, actual)
    if isinstance(expected, (int, date)):
        return bool(expected == actual)
    return False


def _asked_matches(expected: Any, asked: _Asked) -> bool:
    if asked.what == "count":
        return bool(expected == len(asked.members))
    wanted = expected if isinstance(expected, list) else [expected]
    held = [any(matches(one, member) for member in asked.members) for one in wanted]
    return all(held) if asked.what == "has" else not any(held)


def _lists_match(expected: list[Any], actual: list[Any]) -> bool:
    return len(expected) == len(actual) and all(map(matches, expected, actual))


def _text_matches(expected: str, actual: Any) -> bool:
    if actual is None:
        return expected == "none"
    if isinstance(actual, str):
        return expected == actual
    try:
        return _value_matches(expected, actual)
    except (InvalidInput, ValueError):
        return False


def _value_matches(expected: str, actual: Any) -> bool:
    if isinstance(actual, Money):
        return bool(Money.from_text(expected) == actual)
    if isinstance(actual, (Fraction, Decimal)):
        wanted = readers.rate(expected) if "%" in expected else Fraction(expected)
        return wanted == Fraction(actual)
    if isinstance(actual, date):
        return expected == actual.isoformat()
    if isinstance(amount := getattr(actual, "amount", None), Money) and " " in expected:
        return Money.from_text(expected) == amount
    return expected in names_of(actual)


def show(value: Any) -> str:
    """
    A value as a report shows it.
    """
    if isinstance(value, _Asked):
        return f"{len(value.members)}" if value.what == "count" else show(value.members)
    if _is_list(value):
        return "[" + ", ".join(map(show, value)) + "]"
    if isinstance(value, Money):
        return value.to_text()
    if isinstance(value, (str, date, Fraction, Decimal, int)):
        return str(value)
    if isinstance(amount := getattr(value, "amount", None), Money):
        return amount.to_text()
    names = names_of(value)
    return names[0] if names else ("none" if value is None else repr(value))
