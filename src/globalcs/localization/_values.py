"""
The values of a message: checked against their types, cleaned, and marked for what they are.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from globalcs.localization._contracts import MessageType

__all__ = ["Lines", "Ready", "Said", "Shown", "Url", "cleaned", "read_values"]

LONGEST_TEXT = 2_000
LONGEST_LINES = 10_000
LONGEST_URL = 2_000
MOST_ITEMS = 500

#: Marks that turn the direction of the text around them.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Said(str):
    """
    Text that somebody outside typed.
    """

    __slots__ = ()


class Lines(Said):
    """
    Text of several lines that somebody outside typed.
    """

    __slots__ = ()


class Shown(str):
    """
    A value that a filter has formatted.
    """

    __slots__ = ()


class Ready(str):
    """
    Text that is complete as it is, such as a salutation.
    """

    __slots__ = ()


class Url(str):
    """
    A checked http(s) address.
    """

    __slots__ = ()


def cleaned(text: str) -> str:
    """
    One line of text, without control characters and marks that turn directions.
    """
    plain = text if text.isprintable() else "".join(_clean(letter) for letter in text)
    return " ".join(plain.split())


def _clean(letter: str) -> str:
    if letter in _TURNING:
        return ""
    return " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") else letter


def read_values(
    kind: MessageType, values: Mapping[str, Any], timezone: str | None = None
) -> dict[str, Any]:
    """
    The values by their declared types; a slot without a value is None.

    Moments are told in the reader's zone where it is known, else in their own.

    Raises:
        InvalidInput: values are of the wrong type, or have names that the message doesn't know;
            `.problems` lists each.
    """
    problems = [
        Problem(name, "unknown_variable", f"{kind.id} has no such variable")
        for name in values
        if name not in kind.variables
    ]
    read: dict[str, Any] = {}
    for name, variable in kind.variables.items():
        value = values.get(name)
        try:
            read[name] = None if value is None else _READERS[variable.type](value)
        except InvalidInput as error:
            problems.append(Problem(name, "wrong_type", error.problems[0].message))
    if problems:
        raise InvalidInput(problems=tuple(problems))
    return read if timezone is None else _in_zone(read, timezone)


def _in_zone(read: dict[str, Any], timezone: str) -> dict[str, Any]:
    from globalcs.localization._dates import zone_of

    zone = zone_of(timezone)
    return {
        name: value.astimezone(zone) if isinstance(value, datetime) else value
        for name, value in read.items()
    }


def _read_text(value: Any) -> Said:
    if not isinstance(value, str):
        raise InvalidInput("a text is needed")
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(f"the text is longer than {LONGEST_TEXT} characters")
    return Said(cleaned(value))


def _read_lines(value: Any) -> Lines:
    """
    Lines as they were typed, each cleaned; of empty lines between paragraphs one stays.
    """
    if not isinstance(value, str):
        raise InvalidInput("a text is needed")
    if len(value) > LONGEST_LINES:
        raise InvalidInput(f"the text is longer than {LONGEST_LINES} characters")
    lines = "\n".join(cleaned(line) for line in _LINE_END.split(value))
    return Lines(re.sub(r"\n{3,}", "\n\n", lines).strip("\n"))


def _read_count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidInput("a whole number is needed, 0 or more")
    return value


def _read_money(value: Any) -> Any:
    from globalcs.money import Money

    return Money.read(value)


def _read_date(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidInput("a day is written like 2026-10-29") from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidInput("a date is needed, not a moment")
    return value


_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")

#: ISO text with the name of its zone, as RFC 9557 writes it: 2026-11-02T23:59-03:00[America/Recife]
_ZONED = re.compile(r"(?P<moment>[^\[\]]+)(?:\[(?P<zone>[A-Za-z0-9_+/-]+)\])?")


def _read_moment(value: Any) -> datetime:
    moment, zone = value, None
    if isinstance(value, str):
        moment, zone = _moment_of(value)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise InvalidInput(
            "a moment with its zone is needed: an aware datetime, or 2026-10-29T18:00+01:00"
        )
    return moment.astimezone(zone) if zone else moment


def _moment_of(text: str) -> tuple[datetime | None, ZoneInfo | None]:
    from globalcs.localization._dates import zone_of

    found = _ZONED.fullmatch(text)
    try:
        moment = datetime.fromisoformat(found["moment"]) if found else None
    except ValueError:
        return None, None
    return moment, zone_of(found["zone"]) if found and found["zone"] else None


def _read_url(value: Any) -> Url:
    from urllib.parse import urlsplit

    if not isinstance(value, str) or len(value) > LONGEST_URL or not value.isprintable():
        raise InvalidInput("an http or https address is needed")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise InvalidInput("an http or https address is needed") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or set(value) & set(" <>\"'`\\"):
        raise InvalidInput("an http or https address is needed")
    return Url(value)


def _read_percent(value: Any) -> Fraction:
    from globalcs.facts import readers

    if isinstance(value, (Fraction, Decimal)):
        return Fraction(value)
    if isinstance(value, str):
        return readers.rate(value)
    raise InvalidInput('a rate is text such as "21 %", or an exact Fraction')


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput("true or false is needed")
    return value


def _read_items(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise InvalidInput("a list of lines is needed, each with name, quantity and price")
    lines = list(value)
    if not lines or len(lines) > MOST_ITEMS:
        raise InvalidInput(f"give at least one line and at most {MOST_ITEMS}")
    return [_read_item(line) for line in lines]


def _read_item(line: Any) -> dict[str, Any]:
    """
    A mapping or a row with name, quantity and price; what it doesn't say, its item may.

    Of a cart's item the price is that of the whole line, of a quote's line it is the net.
    """
    quantity = _first(line, "quantity")
    return {
        "name": _read_text(_first(line, "name", "label", "sku", "id")),
        "quantity": 1 if quantity is None else _read_count(quantity),
        "price": _read_money(_first(line, "total", "price", "net")),
    }


def _first(line: Any, *names: str) -> Any:
    """
    The first that is told of some names, by the line itself, else by its item.

    The item of a line may be told by its name alone.
    """
    item = _part(line, "item")
    parts = (_part(owner, name) for owner in (line, item) for name in names)
    told = [part for part in parts if part is not None]
    if isinstance(item, str) and "name" in names:
        told.append(item)
    return next((part for part in told if part != ""), told[0] if told else None)


def _part(owner: Any, name: str) -> Any:
    if hasattr(owner, "keys"):
        return owner.get(name)
    return getattr(owner, name, None)


_READERS: dict[str, Callable[[Any], Any]] = {
    "text": _read_text,
    "lines": _read_lines,
    "count": _read_count,
    "money": _read_money,
    "date": _read_date,
    "moment": _read_moment,
    "url": _read_url,
    "percent": _read_percent,
    "flag": _read_flag,
    "items": _read_items,
}
