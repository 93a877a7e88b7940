"""
The beginning of a file for a new place: every key a room needs, as comments to fill in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from globalcs._toml import literal
from globalcs.errors import InvalidInput
from globalcs.facts._registry import ROOMS, required_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.facts._book import Facts
    from globalcs.facts._model import Key

__all__ = ["new_file"]

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
#: Places whose files show what a value looks like, asked in this order.
_EXAMPLES = ("EU", "NL", "US", "JP", "GB", "DE")
_HEAD = """\
# {code}: what the book knows of this place. One table is one fact; remove the # where you know.
#
# since       first day in force; "2026-10", "2026-Q3", "2026-H2" or "2026" if one knows no more;
#             leave it out when nobody could date it, and say when it was verified
# until       last day in force; leave it out while it holds
# confidence  high (law or official page read, or several agree), medium (one other page read), low
# Nothing known is nothing written: never nought, never a neighbour's value.

# [sources.vat-act]
# title = "Value Added Tax Act, section 4"
# url = "https://law.example/vat-act#4"
# kind = "statute"          # official | standard | secondary | vendor | press; unsourced has no url
# seen = 2026-11-21         # the day you read it; without it the confidence is low

# [[place.within]]          # for members of a union, per room where they differ
# since = 2026-01-01
# value = {{ "*" = "EU" }}
# confidence = "high"
# sources = ["vat-act"]

# [[place.currency]]
# since = 2026-01-01
# value = "EUR"
# confidence = "high"
# sources = ["vat-act"]
"""


def new_file(facts: Facts, code: str) -> str:
    """
    The text of a commented file for the place `code`, with the keys each room needs.

    Args:
        facts: the book, for values of other places that show the form.
        code: the new place: "XA", or a region, "XA-ZZ".

    Raises:
        InvalidInput: this is no code of a place, or the book has the place already.
    """
    if not _CODE.fullmatch(code):
        raise InvalidInput("a place has a code such as XA or XA-ZZ", path="place")
    if facts.has_subject(code):
        raise InvalidInput(f"the book has {code} already; add to its file", path="place")
    return "\n".join([_HEAD.format(code=code), *_rooms(facts)])


def _rooms(facts: Facts) -> Iterator[str]:
    told: set[str] = set()
    for room in ROOMS:
        keys = [key for key in required_keys(room) if key.name not in told]
        told |= {key.name for key in keys}
        yield f"# --- {room}: full coverage needs {_names(required_keys(room))}\n"
        for key in keys:
            yield _table(key, _example(facts, key))


def _names(keys: tuple[Key[Any], ...]) -> str:
    return ", ".join(key.name for key in keys) or "nothing more"


def _table(key: Key[Any], example: tuple[str, str]) -> str:
    value, place = example
    shown = f"# value = {value}" + (f"    # as {place} has it" if place else "")
    return "\n".join(
        [
            f"# [[{key.name}]]",
            "# since = 2026-01-01",
            shown,
            '# confidence = "medium"',
            '# sources = ["vat-act"]',
            "",
        ]
    )


def _example(facts: Facts, key: Key[Any]) -> tuple[str, str]:
    for place in _EXAMPLES:
        if found := facts.history(place, key):
            return literal(found[-1].raw), place
    return '"..."', ""
