"""
What each message needs to know: its variables, with types, read from `messages.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from globalcs.errors import UnknownMessage
from globalcs.localization._files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ITEM_FIELDS", "MessageType", "Variable", "VariableType", "message", "messages"]

VariableType = Literal["text", "count", "money", "date", "url", "percent", "flag", "items"]

#: What a template may ask of each line of an order.
ITEM_FIELDS: Mapping[str, VariableType] = MappingProxyType(
    {"name": "text", "quantity": "count", "price": "money"}
)


class Variable(NamedTuple):
    """
    One slot of a message.

    Attributes:
        type: text, count, money, date, url, percent, flag or items.
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
    """

    id: str
    about: str
    variables: Mapping[str, Variable]
    minimum: Literal["formal"] | None
    tone: str


def message(message_id: str) -> MessageType:
    """
    What a message needs, by its id.

    >>> [name for name, v in message("delayed").variables.items() if v.needed]
    ['shop', 'order', 'old_date', 'new_date']

    Raises:
        UnknownMessage: there is no such message.
    """
    known, aliases = _known()
    found = known.get(aliases.get(message_id, message_id))
    if found is None:
        raise UnknownMessage(
            f"there is no such message; known are {', '.join(known)}", path="message_id"
        )
    return found


def messages() -> tuple[MessageType, ...]:
    """
    Every kind of message there is.

    >>> [kind.id for kind in messages()][:2]
    ['order_confirmed', 'customs_notice']
    """
    return tuple(_known()[0].values())


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, MessageType], dict[str, str]]:
    data = read_toml("messages.toml")
    known = {name: _message_type(name, entry) for name, entry in data.items()}
    aliases = {alias: name for name, entry in data.items() for alias in entry.get("aliases", ())}
    return known, aliases


def _message_type(name: str, entry: Mapping[str, Any]) -> MessageType:
    return MessageType(
        id=name,
        about=entry["about"],
        variables=MappingProxyType(
            {slot: _variable(slot, found) for slot, found in entry["variables"].items()}
        ),
        minimum=entry.get("minimum"),
        tone=entry.get("tone", "plain"),
    )


def _variable(name: str, entry: Mapping[str, Any]) -> Variable:
    return Variable(
        name,
        entry["type"],
        entry.get("needed", False),
        MappingProxyType(entry.get("filled_by", {})),
        entry["about"],
    )
