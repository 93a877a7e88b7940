"""
The base of all input models, and the types their fields share.

Models are frozen, take keywords only and refuse fields they don't know. What pydantic finds
wrong becomes `InvalidInput` with paths and no values, since values may be a customer's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

from globalcs.errors import InvalidInput, Problem
from globalcs.facts import readers
from globalcs.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

__all__ = ["Day", "Model", "MoneyField", "Number", "PlaceCode", "Rate", "invalid"]

#: How decisions write an exact ratio.
_RATIO = re.compile(r"-?\d{1,18}/[1-9]\d{0,17}")


class Model(BaseModel):
    """
    A frozen input model.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        revalidate_instances="never",
        defer_build=True,
    )

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise invalid(error, type(self)) from None

    @classmethod
    def read(cls, data: Mapping[str, Any] | Self) -> Self:
        """
        From plain data such as JSON or TOML holds.

        Raises:
            InvalidInput: a field is missing, unknown or malformed; `.problems` lists each.
        """
        if isinstance(data, cls):
            return data
        if not isinstance(data, Mapping):
            raise InvalidInput(f"give {cls.__name__}(...), or a mapping of its fields")
        return cls(**{str(name): value for name, value in data.items()})

    def replace(self, **changes: Any) -> Self:
        """
        A copy with some fields changed, checked like a new one.
        """
        return type(self)(**{**{n: getattr(self, n) for n in self.model_fields_set}, **changes})


def invalid(error: ValidationError, model: type[BaseModel]) -> InvalidInput:
    """
    What pydantic found wrong as our own error: paths and sentences, no values.
    """
    all_found = error.errors(include_input=False)
    problems = tuple(p for found in all_found for p in _problems(found, model))
    single, name = _inner(all_found[0]), model.__name__
    if len(problems) == 1 and single is not None:
        kind = type(single)
        return kind(f"{name}.{problems[0].path}: {problems[0].message}", problems=problems)
    text = "; ".join(f"{p.path}: {p.message}" if p.path else p.message for p in problems)
    return InvalidInput(f"{name}: {text}", problems=problems)


def _inner(found: Mapping[str, Any]) -> InvalidInput | None:
    inner = found.get("ctx", {}).get("error")
    return inner if isinstance(inner, InvalidInput) else None


def _problems(found: Mapping[str, Any], model: type[BaseModel]) -> Iterable[Problem]:
    path = ".".join(str(part) for part in found["loc"])
    inner = _inner(found)
    if inner is not None:
        for problem in inner.problems:
            where = ".".join(part for part in (path, problem.path) if part)
            yield Problem(where, problem.code, problem.message)
        return
    yield Problem(path, found["type"], _message(found, model))


def _message(found: Mapping[str, Any], model: type[BaseModel]) -> str:
    if found["type"] == "extra_forbidden":
        return f"there is no such field; {_alike(str(found['loc'][-1]), model)}"
    plain = {
        "missing": "this field is needed",
        "value_error": str(found.get("ctx", {}).get("error", "")) or "not valid",
    }
    return plain.get(found["type"], str(found["msg"]).lower())


def _alike(name: str, model: type[BaseModel]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), model.model_fields, n=3)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known are {', '.join(model.model_fields)}"


def _read_day(value: Any) -> date:
    if isinstance(value, datetime):
        raise InvalidInput("a day is needed, not a moment; give a date in the shop's zone")
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise InvalidInput("a day is needed, such as 2026-10-29") from None


def _read_rate(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        return Fraction(value) if _RATIO.fullmatch(value) else readers.rate(value)
    raise InvalidInput('a rate is text such as "21 %", or an exact Fraction')


def _read_number(value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, (int, str)):
        return readers.decimal(value)
    raise InvalidInput("an exact number is needed: a Decimal, a whole number, or text; no float")


def _read_place(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput('a place is a code such as "NL" or "US-CA"')
    return value.strip().upper().replace("_", "-")


MoneyField = Annotated[Money, BeforeValidator(Money.read), PlainSerializer(Money.to_text)]
Day = Annotated[date, BeforeValidator(_read_day)]
Rate = Annotated[Fraction, BeforeValidator(_read_rate)]
Number = Annotated[Decimal, BeforeValidator(_read_number)]
PlaceCode = Annotated[str, BeforeValidator(_read_place)]
