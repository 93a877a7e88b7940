"""
What the book says about how shops speak to their customers.
"""

from __future__ import annotations

from globalcs.facts import readers
from globalcs.facts._model import Bend, Key
from globalcs.facts._place_keys import LANGUAGES

__all__ = ["REGISTER", "REQUIRED"]

#: The usual form of address of shops in a locale: subject "locale:nl-BE", value "formal".
REGISTER = Key(
    "localization.register",
    readers.word("formal", "informal"),
    bend={"*": Bend("default")},
    shelf_days=1825,
)

#: What a place needs so that the room covers it in full.
REQUIRED = (LANGUAGES,)
