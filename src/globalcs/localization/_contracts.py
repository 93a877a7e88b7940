"""
What each message needs to know: its variables, with types, read from `messages.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast, get_args

from globalcs.errors import DataError, UnknownMessage
from globalcs.localization._files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ITEM_FIELDS",
    "MessageType",
    "Need",
    "Variable",
    "VariableType",
    "bundled_messages",
    "message",
    "message_of",
    "messages",
    "read_messages",
]

VariableType = Literal[
    "text", "lines", "count", "money", "date", "moment", "url", "percent", "flag", "items"
]

#: What the sender of a message has to see to, since no library can.
Need = Literal[
    "marketing_consent",
    "opt_in",
    "no_open_complaint",
    "no_promotion",
    "durable_medium",
    "person",
]

#: What a template may ask of each line of an order.
ITEM_FIELDS: Mapping[str, VariableType] = MappingProxyType(
    {"name": "text", "quantity": "count", "price": "money"}
)


class Variable(NamedTuple):
    """
    One slot of a message.

    Attributes:
        type: text, lines, count, money, date, moment, url, percent, flag or items.
        needed: whether the message stays unsent without it.
        filled_by: room and attribute path of the decisions that can fill it.
        about: what it means.
    """

    name: str
    type: VariableType
    needed: bool
    filled_by: Mapping[str, str]
    about: str


class MessageType(NamedTuple):
    """
    A kind of message, whatever the language.

    Attributes:
        minimum: the register the event asks for ("formal" for bad news), or None.
        tone: "apology", "refusal" or "plain".
        needs: what the sender has to see to before it is sent; each is a reason of the message too.
            "marketing_consent", "opt_in" (the reader asked for exactly this), "no_open_complaint",
            "no_promotion", "durable_medium" and "person" (no machine writes or sends it alone).
    """

    id: str
    about: str
    variables: Mapping[str, Variable]
    minimum: Literal["formal"] | None
    tone: str
    needs: tuple[Need, ...] = ()


def message(message_id: str) -> MessageType:
    """
    What a message needs, by its id.

    >>> [name for name, v in message("delayed").variables.items() if v.needed]
    ['shop', 'order', 'old_date', 'new_date']
    >>> message("survey_csat").needs
    ('marketing_consent', 'no_open_complaint')

    Raises:
        UnknownMessage: there is no such message.
    """
    return message_of(bundled_messages(), message_id)


def message_of(known: Mapping[str, MessageType], message_id: str) -> MessageType:
    """
    The message of that id among the known ones.

    Raises:
        UnknownMessage: there is none; those alike are told.
    """
    given: object = message_id
    if not isinstance(given, str):
        raise UnknownMessage("a message is told by its id, such as 'delayed'", path="message_id")
    found = known.get(message_id)
    if found is None:
        raise UnknownMessage(f"there is no such message; {_alike(known, given)}", path="message_id")
    return found


def _alike(known: Mapping[str, MessageType], name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3)
    return f"did you mean {' or '.join(near)}?" if near else "`globalcs messages list` has them all"


def messages() -> tuple[MessageType, ...]:
    """
    Every kind of message there is.

    >>> [kind.id for kind in messages()][:2]
    ['order_confirmed', 'customs_notice']
    """
    listed = bundled_messages()
    return tuple(kind for name, kind in listed.items() if name == kind.id)


@lru_cache(maxsize=1)
def bundled_messages() -> Mapping[str, MessageType]:
    """
    The messages of the library by id and by alias.
    """
    return read_messages(read_toml("messages.toml"), "messages.toml")


def read_messages(data: Mapping[str, Any], file: str) -> Mapping[str, MessageType]:
    """
    What messages need, by id and by alias, from the form of `messages.toml`.

    Raises:
        DataError: a part is missing or malformed.
    """
    kinds = {name: _read_message(name, entry, file) for name, entry in data.items()}
    aliases = {
        alias: kinds[name] for name, entry in data.items() for alias in entry.get("aliases", ())
    }
    return MappingProxyType({**kinds, **aliases})


def _read_message(name: str, entry: Any, file: str) -> MessageType:
    try:
        return _message_type(name, entry)
    except KeyError as error:
        raise DataError(f"a part is missing: {error.args[0]}", file=file, entry=name) from None
    except (TypeError, AttributeError, ValueError):
        raise DataError("a part has not the form it should have", file=file, entry=name) from None


def _message_type(name: str, entry: Mapping[str, Any]) -> MessageType:
    variables = {slot: _variable(slot, found) for slot, found in entry["variables"].items()}
    if "shop" not in variables:
        raise KeyError("shop")
    return MessageType(
        id=name,
        about=entry["about"],
        variables=MappingProxyType(variables),
        minimum=entry.get("minimum"),
        tone=entry.get("tone", "plain"),
        needs=tuple(map(_need, entry.get("needs", ()))),
    )


def _need(name: str) -> Need:
    if name not in get_args(Need):
        raise ValueError(name)
    return cast("Need", name)


def _variable(name: str, entry: Mapping[str, Any]) -> Variable:
    if entry["type"] not in get_args(VariableType):
        raise ValueError(name)
    return Variable(
        name,
        entry["type"],
        entry.get("needed", False),
        MappingProxyType(entry.get("filled_by", {})),
        entry["about"],
    )
