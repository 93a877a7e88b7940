"""
Decisions to plain data and back: one pair of functions for all rooms.

Money is written ``"33.95 EUR"``, days as ISO text, decimals and ratios as text, rows as objects.
Values whose type only the value knows (the parameters of a reason) carry a tag.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from globalcs.decision import Decision
from globalcs.errors import InvalidInput

__all__ = ["decode", "decode_record", "encode", "encode_record", "parse_json"]

_T = TypeVar("_T")
_PLAIN = (str, int, bool, type(None))


def parse_json(text: str | bytes) -> Mapping[str, Any]:
    """
    The object that a JSON text holds; floats are read as `Decimal`, so nothing is lost.
    """
    import json

    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except TypeError:
        raise InvalidInput("JSON is read from text or bytes") from None
    except ValueError as error:
        raise InvalidInput(_json_problem(error)) from None
    if not isinstance(data, dict):
        raise InvalidInput("the JSON text holds no object; give one in braces")
    return data


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number a shop can charge")


def _json_problem(error: ValueError) -> str:
    line = getattr(error, "lineno", None)
    if line is None:
        return "the text is no valid JSON: it holds NaN or infinity, or is not UTF-8"
    return f"the text is no valid JSON: {getattr(error, 'msg', 'malformed')} in line {line}"


def encode(value: object) -> Any:
    """
    `value` as JSON can hold it; the reader must know its type.
    """
    if isinstance(value, _PLAIN) and not isinstance(value, Enum):
        return value
    if isinstance(value, Decision):
        return value.to_dict()
    if (scalar := _encode_scalar(value)) is not None:
        return scalar
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if (fields := _field_types(type(value))) is not None:
        return {name: encode_field(name, getattr(value, name)) for name in fields}
    if isinstance(value, (tuple, list, frozenset)):
        items = sorted(value) if isinstance(value, frozenset) else value
        return [encode(item) for item in items]
    raise TypeError(f"{type(value).__name__} has no written form")


def _encode_scalar(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return str(value.value)
    if hasattr(value, "currency") and hasattr(value, "amount"):
        return str(value.to_text()) if hasattr(value, "to_text") else None
    return None


def encode_field(name: str, value: object) -> Any:
    """
    One field of a record; the parameters of a reason are written with tags.
    """
    if name == "params":
        return {key: _tag(item) for key, item in typing.cast("Mapping[str, Any]", value).items()}
    return encode(value)


def _tag(value: object) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return {"type": "list", "value": [_tag(item) for item in value]}
    for name, kind in _tagged_types().items():
        if isinstance(value, kind):
            return {"type": name, "value": encode(value)}
    raise TypeError(f"{type(value).__name__} can't be a parameter of a reason")


def _untag(value: object) -> Any:
    if not isinstance(value, Mapping):
        return value
    name, inner = value.get("type"), value.get("value")
    if name == "list" and isinstance(inner, list):
        return tuple(_untag(item) for item in inner)
    kind = _tagged_types().get(str(name))
    if kind is None:
        raise InvalidInput(f"a parameter of a reason has the unknown type {name}")
    return decode(kind, inner)


@lru_cache(maxsize=1)
def _tagged_types() -> Mapping[str, type]:
    from globalcs.money import Money

    return {"money": Money, "date": date, "decimal": Decimal, "ratio": Fraction}


_FIELDS: dict[type, Mapping[str, Any] | None] = {}


def _field_types(kind: type) -> Mapping[str, Any] | None:
    if kind not in _FIELDS:
        _FIELDS[kind] = _work_out_fields(kind)
    return _FIELDS[kind]


def _work_out_fields(kind: type) -> Mapping[str, Any] | None:
    """
    The fields of a row, a frozen dataclass or a pydantic model with their types; None for others.
    """
    if (models := getattr(kind, "model_fields", None)) is not None:
        return {name: field.annotation for name, field in models.items()}
    names = _row_names(kind)
    if names is None:
        return None
    hints = typing.get_type_hints(kind, _namespace(kind))
    return {name: hints[name] for name in names if not name.startswith("_")}


def _row_names(kind: type) -> Iterable[str] | None:
    if (names := getattr(kind, "_fields", None)) is not None:
        return tuple(names)
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return None


def _namespace(kind: type) -> dict[str, Any]:
    """
    The names a class's annotations may use: its module's, plus those it imports for types alone.
    """
    import sys

    from globalcs import _typing_names

    return {**_typing_names.names(), **vars(sys.modules[kind.__module__])}


def encode_record(record: object) -> dict[str, Any]:
    """
    A decision or row as an object of its fields.
    """
    fields = _field_types(type(record))
    if fields is None:
        raise TypeError(f"{type(record).__name__} is no record")
    return {name: encode_field(name, getattr(record, name)) for name in fields}


def decode_record(kind: type[_T], data: Mapping[str, Any]) -> _T:
    """
    Build a `kind` from what `encode_record` wrote.
    """
    if not isinstance(data, Mapping):
        raise InvalidInput(f"give what {kind.__name__}.to_dict() wrote")
    expected = getattr(kind, "kind", None)
    if isinstance(expected, str) and data.get("kind", expected) != expected:
        raise InvalidInput(f"this is no {expected} decision", path="kind")
    if hasattr(kind, "model_fields"):
        return _decode_model(kind, data)
    fields = _field_types(kind) or {}
    if missing := [name for name in fields if name not in data]:
        raise InvalidInput(f"a {kind.__name__} lacks {', '.join(missing)}")
    return kind(**{name: _decode_field(name, hint, data[name]) for name, hint in fields.items()})


def _decode_model(kind: type[_T], data: Mapping[str, Any]) -> _T:
    return kind(**{key: value for key, value in data.items() if key != "kind"})


def _decode_field(name: str, hint: Any, value: object) -> Any:
    if name == "params" and isinstance(value, Mapping):
        return {key: _untag(item) for key, item in value.items()}
    return decode(hint, value, name)


def decode(hint: Any, value: object, path: str = "") -> Any:
    """
    Read `value` back as the type `hint`.
    """
    try:
        return _decode(hint, value)
    except InvalidInput:
        raise
    except (ValueError, TypeError, KeyError, ArithmeticError):
        raise InvalidInput(f"can't be read as {_hint_name(hint)}", path=path) from None


def _hint_name(hint: Any) -> str:
    return getattr(hint, "__name__", None) or str(hint)


def _decode(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(hint), value)
    if origin is Literal:
        return _decode_literal(get_args(hint), value)
    if origin in (tuple, list, frozenset):
        return _decode_sequence(origin, get_args(hint), value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = get_args(hint)[1] if get_args(hint) else Any
        return {key: _decode(inner, item) for key, item in value.items()}
    return _decode_plain(hint, value)


def _decode_union(options: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in options:
        return None
    errors: list[Exception] = []
    for option in options:
        if option is type(None):
            continue
        try:
            return _decode(option, value)
        except (InvalidInput, ValueError, TypeError, KeyError, ArithmeticError) as error:
            errors.append(error)
    raise errors[-1] if errors else ValueError("no option fits")


def _decode_literal(options: tuple[Any, ...], value: Any) -> Any:
    if value not in options:
        raise ValueError("not one of the allowed words")
    return value


def _decode_sequence(origin: type, args: tuple[Any, ...], value: Any) -> Any:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise TypeError("a list is needed")
    if origin is tuple and args and args[-1] is not Ellipsis:
        return tuple(_decode(hint, item) for hint, item in zip(args, value, strict=True))
    inner = args[0] if args else Any
    return origin(_decode(inner, item) for item in value)


def _decode_plain(hint: Any, value: Any) -> Any:
    if hint is Any or hint is object:
        return value
    if hint in (str, int, bool):
        if type(value) is not hint:
            raise TypeError(f"{hint.__name__} is needed")
        return value
    if hint is date:
        return date.fromisoformat(value)
    if hint in (Decimal, Fraction):
        return hint(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if isinstance(hint, type) and hasattr(hint, "from_text"):
        return hint.from_text(value)
    if isinstance(hint, type) and issubclass(hint, Decision):
        return hint.from_dict(value)
    return decode_record(hint, value)
