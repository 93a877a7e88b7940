"""
A decision as the skeleton of a case file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from globalcs._case_compare import names_of
from globalcs._case_files import CALLS, KINDS
from globalcs._codec import encode
from globalcs._toml import assignments
from globalcs.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.decision import Decision

__all__ = ["case_text"]

#: Longer lists are not expected by name.
_FEW = 20
#: Fields of every decision that a case does not expect.
_NOT_EXPECTED = ("kind", "request", "on", "law_day", "facts_version", "reasons", "missing")


def case_text(decision: Decision, case_id: str, *, source: str, kind: str) -> str:
    """
    A case with the request of `decision` and, as expectations, what was answered.

    Args:
        decision: any answer of a room.
        case_id: the name of the case, such as "no-skirt".
        source: where the expected values come from; a case without one is refused when it runs.
        kind: official, secondary, vendor or formula.

    Raises:
        InvalidInput: the kind is none of these, or the id is no plain word.
    """
    if kind not in KINDS:
        raise InvalidInput(f"a case is one of {', '.join(KINDS)}", path="kind")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", case_id):
        raise InvalidInput("an id is made of letters, digits, dots and dashes", path="case_id")
    head = {"id": case_id, **_call(decision), "on": decision.on, "kind": kind, "source": source}
    lines = ["[[case]]", *assignments(head)]
    lines += ["", "[case.request]", *assignments(_plain(decision.request))]
    lines += ["", "[case.expect]", *assignments(dict(_expected(decision)))]
    return "\n".join(lines) + "\n"


def _call(decision: Decision) -> dict[str, str]:
    room, _, what = decision.kind.partition(".")
    calls = CALLS.get(room, ())
    return {"room": room, **({"call": what} if what in calls[1:] else {})}


# --- the request ---------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """
    A request as a file would write it: only what was set, money and rates as text.
    """
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    names = getattr(value, "model_fields_set", None)
    if names is not None:
        ordered = [name for name in type(value).model_fields if name in names]
        return _fields(value, ordered)
    if hasattr(value, "_fields"):
        return _fields(value, value._fields)
    if hasattr(value, "__dataclass_fields__"):
        return _fields(value, tuple(value.__dataclass_fields__))
    if isinstance(value, (list, tuple, frozenset)):
        return [_plain(inner) for inner in value]
    return _plain_scalar(value)


def _fields(value: Any, names: Any) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in names}
    return {name: _plain(inner) for name, inner in found.items() if inner is not None}


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, Fraction):
        return _percent(value)
    if isinstance(value, (date, bool, int, str)):
        return value
    return encode(value)


def _percent(value: Fraction) -> str:
    percent = value * 100
    if percent.denominator == 1:
        return f"{percent.numerator} %"
    return f"{(Decimal(percent.numerator) / Decimal(percent.denominator)).normalize():f} %"


# --- the expectations ----------------------------------------------------------------------------


def _expected(decision: Decision) -> Iterator[tuple[str, Any]]:
    """
    The plain fields of an answer, and of its rows the amounts by kind.
    """
    for name, value in decision.to_dict().items():
        if name in _NOT_EXPECTED or value is None:
            continue
        if isinstance(value, (str, int)):
            yield name, _rate_text(name, getattr(decision, name, None)) or value
        elif isinstance(value, list):
            yield from _expected_rows(decision, name, value)
    for name in ("total", "duty", "tax"):
        if (amount := getattr(decision, name, None)) is not None and hasattr(amount, "to_text"):
            yield name, amount.to_text()


def _rate_text(name: str, value: Any) -> str:
    """
    A rate as people write it, "21 %", where that is exact; else "".
    """
    if not name.endswith("rate") or not isinstance(value, Fraction):
        return ""
    exact = (value * 10**14).denominator == 1
    return _percent(value) if exact else ""


def _expected_rows(decision: Decision, name: str, rows: list[Any]) -> Iterator[tuple[str, Any]]:
    """
    What the rows are called where they are few, and the amount of each kind that stands once.
    """
    called = [names_of(row) for row in getattr(decision, name, ())]
    if called and all(called) and len(called) <= _FEW:
        yield name, [names[0] for names in called]
    kinds = [row.get("kind") for row in rows if isinstance(row, dict)]
    for row in rows:
        kind = row.get("kind") if isinstance(row, dict) else None
        if isinstance(kind, str) and kinds.count(kind) == 1 and isinstance(row.get("amount"), str):
            yield f"{name}.{kind}.amount", row["amount"]
