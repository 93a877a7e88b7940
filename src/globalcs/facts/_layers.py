"""
Layers: what a shop, a worked example or a newer release puts in front of the book.

A shop's layer may be kinder than the law, never harsher. What is harsher is dropped with a
reason; touching a field that the law fixes is refused at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from globalcs.errors import DataError, FixedFact, InvalidInput
from globalcs.facts import readers
from globalcs.facts._model import Key, Record, Source
from globalcs.facts._registry import key_named
from globalcs.facts._store import check_entry
from globalcs.facts._twins import digest

__all__ = ["Layer", "Merged", "build_layer", "merge_values"]

_ENTRY_MARKS = ("value", "ended")


class Layer(NamedTuple):
    """
    Records of one layer by subject and key name; an authority replaces the book outright.
    """

    name: str
    authority: bool
    records: Mapping[tuple[str, str], tuple[Record[Any], ...]]
    digest: str


class Merged(NamedTuple):
    """
    A value after a shop's layer: the plain value, the fields taken and the fields dropped.
    """

    value: Any
    taken: tuple[str, ...]
    dropped: tuple[str, ...]


def build_layer(name: str, data: Mapping[str, Any], *, authority: bool) -> Layer:
    """
    Check and read the data of a layer: subject -> key -> value, entry or list of entries.

    Raises:
        FixedFact: a shop's layer touches a field that the law fixes.
        InvalidInput: an unknown key, or a value that can't be read.
    """
    records: dict[tuple[str, str], tuple[Record[Any], ...]] = {}
    _check_shape(name, data)
    for subject, keys in data.items():
        for key_name, value in keys.items():
            key = key_named(key_name)
            where = f"{subject}.{key_name}"
            entries = [_entry(item, where) for item in _as_list(value)]
            records[subject, key_name] = tuple(
                _record(name, subject, key, entry, authority, where) for entry in entries
            )
    text = f"{name}|{authority}|{sorted((k, str(v)) for k, v in data.items())}"
    return Layer(name, authority, records, digest(text.encode()))


def _check_shape(name: str, data: object) -> None:
    if not isinstance(data, Mapping) or not all(isinstance(k, Mapping) for k in data.values()):
        raise InvalidInput('give {"NL": {key: value}}: a mapping by place, then by key', path=name)


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list) and value and all(_is_entry(item) for item in value):
        return value
    return [value]


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and any(mark in value for mark in _ENTRY_MARKS)


def _entry(value: Any, where: str) -> dict[str, Any]:
    plain = _plain(value, where)
    entry = plain if _is_entry(plain) else {"value": plain}
    try:
        return check_entry(entry, where)
    except DataError as error:
        raise InvalidInput(error.reason, path=where) from None


def _plain(value: Any, where: str) -> Any:
    """
    Python values as a file would have them.
    """
    if isinstance(value, Mapping):
        return {str(name): _plain(item, where) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, where) for item in value]
    if isinstance(value, (str, int)):
        return value
    return _plain_scalar(value, where)


def _plain_scalar(value: Any, where: str) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return _percent(value, where)
    if isinstance(value, Decimal):
        return format(value, "f")
    if hasattr(value, "currency"):
        from globalcs.money import Money

        return Money.read(value).to_text()
    raise InvalidInput(
        f"a {type(value).__name__} has no place in facts; write amounts and rates as text",
        path=where,
    )


def _percent(value: Fraction, where: str) -> str:
    percent = value * 100
    scaled = percent * 10**12
    if scaled.denominator != 1:
        raise InvalidInput("this ratio has no exact percentage; write it as text", path=where)
    return f"{Decimal(scaled.numerator).scaleb(-12).normalize():f} %"


def _record(
    layer: str, subject: str, key: Key[Any], entry: dict[str, Any], authority: bool, where: str
) -> Record[Any]:
    if not authority:
        _refuse_fixed(key, entry.get("value"), where)
    read = None
    if authority and not entry.get("ended"):
        try:
            read = key.read(entry["value"])
        except ValueError as error:
            raise InvalidInput(f"can't be read: {error}", path=where) from None
    source = Source(f"layer {layer}", None, "given", None)
    return Record(subject, key, entry, (source,), layer, read)


def _refuse_fixed(key: Key[Any], value: Any, where: str) -> None:
    for field in value if isinstance(value, dict) else ("",):
        if key.bend_of(field).kind == "fixed":
            name = f" (field {field})" if field else ""
            raise FixedFact(
                f"the law fixes {key.name}{name}; a shop can't change it. "
                "Leave it out, or load newer law with Facts.load",
                path=where,
            )


def merge_values(key: Key[Any], law: Any, shop: Any) -> Merged:
    """
    The shop's plain value over the law's, field by field in the buyer's favour.
    """
    if not isinstance(law, dict) or not isinstance(shop, dict):
        keep = _allowed(key, "", law, shop)
        return Merged(shop if keep else law, ("",) if keep else (), () if keep else ("",))
    value, taken, dropped = dict(law), [], []
    for field, wanted in shop.items():
        if _allowed(key, field, law.get(field), wanted):
            value[field] = wanted
            taken.append(field)
        else:
            dropped.append(field)
    return Merged(value, tuple(taken), tuple(dropped))


def _allowed(key: Key[Any], field: str, law: Any, shop: Any) -> bool:
    kind = key.bend_of(field).kind
    if kind == "default" or law is None:
        return True
    if kind == "fixed":
        return False
    ours, theirs = _comparable(key, field, law), _comparable(key, field, shop)
    if ours[0] != theirs[0]:
        raise InvalidInput(
            f"{key.name} {field}: the layer's value is of another kind or currency than the law's",
            path=key.name,
        )
    return bool(theirs[1] >= ours[1] if kind == "minimum" else theirs[1] <= ours[1])


def _comparable(key: Key[Any], field: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int):
        return "number", Fraction(value)
    if isinstance(value, str):
        return _comparable_text(value)
    raise InvalidInput(f"{key.name} {field}: this can't be compared with the law's", path=key.name)


def _comparable_text(value: str) -> tuple[str, Any]:
    if value.endswith("%"):
        return "rate", readers.rate(value)
    number, _, currency = value.partition(" ")
    try:
        return f"amount {currency}", Decimal(number)
    except ArithmeticError:
        return "text", value
