"""
What the book says about how shops speak to their customers.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from globalcs.facts import readers
from globalcs.facts._model import Bend, Key
from globalcs.facts._place_keys import LANGUAGES

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts._book import Facts

__all__ = ["APOLOGY", "REGISTER", "REQUIRED", "gaps"]

_LOCALES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "locales")

#: The usual form of address of shops in a locale: subject "locale:nl-BE", value "formal".
REGISTER = Key(
    "localization.register",
    readers.word("formal", "informal"),
    bend={"*": Bend("default")},
    shelf_days=1825,
)

#: How shops apologise: once and plainly, at length and again at the end, or by regret and remedy.
APOLOGY = Key(
    "localization.apology",
    readers.word("direct", "elaborate", "indirect"),
    bend={"*": Bend("default")},
    shelf_days=1825,
)

#: What a place needs so that the room covers it in full.
REQUIRED = (LANGUAGES,)


def gaps(facts: Facts, place: str, on: date) -> tuple[str, ...]:
    """
    The languages of a place in which no message is written.
    """
    fact = facts.find(place, LANGUAGES, on=on)
    return tuple(f"messages in {tag}" for tag in (fact.value if fact else ()) if not _written(tag))


def _written(tag: str) -> bool:
    parts = tag.split("-")
    names = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return any(os.path.exists(os.path.join(_LOCALES, f"{name}.toml")) for name in names)
