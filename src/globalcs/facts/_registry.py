"""
All keys of the library by name: for look-ups by text, layers, and the check.

Rooms declare their keys in `_keys.py`; they are loaded when somebody asks by name.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput
from globalcs.facts._model import Key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from globalcs.facts._book import Facts

__all__ = ["KEY_MODULES", "ROOMS", "all_keys", "key_named", "required_keys", "room_gaps"]

ROOMS = ("payments", "pricing", "landed_cost", "returns", "localization")
KEY_MODULES = (
    "globalcs.facts._shared_keys",
    "globalcs._currencies",
    *(f"globalcs.{room}._keys" for room in ROOMS),
)


@lru_cache(maxsize=1)
def all_keys() -> Mapping[str, Key[Any]]:
    """
    Every key by its name.
    """
    keys: dict[str, Key[Any]] = {}
    for name in KEY_MODULES:
        for value in vars(import_module(name)).values():
            if isinstance(value, Key):
                keys[value.name] = value
    return MappingProxyType(keys)


def key_named(name: str) -> Key[Any]:
    """
    The key of that name.

    Raises:
        InvalidInput: no room reads such a key.
    """
    found = all_keys().get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, all_keys(), n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise InvalidInput(f"no room reads a fact called {name}{hint}", path=name)
    return found


def room_gaps(room: str, facts: Facts, place: str, on: date) -> tuple[str, ...]:
    """
    What a room lacks for a place beyond facts, as its `_keys.gaps` says; most have none.
    """
    find = getattr(import_module(f"globalcs.{room}._keys"), "gaps", None)
    gaps: tuple[str, ...] = find(facts, place, on) if find else ()
    return gaps


def required_keys(room: str) -> tuple[Key[Any], ...]:
    """
    The keys that a place needs so that a room covers it in full.

    Raises:
        InvalidInput: there is no such room.
    """
    if room not in ROOMS:
        raise InvalidInput(f"there is no room {room}; rooms are {', '.join(ROOMS)}", path="room")
    keys: tuple[Key[Any], ...] = import_module(f"globalcs.{room}._keys").REQUIRED
    return keys
