"""
The beginning of a file for a new place: every key a room needs, as comments to fill in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from globalcs._toml import assignments, literal
from globalcs.errors import InvalidInput
from globalcs.facts._registry import ROOMS, required_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from globalcs.facts._book import Facts
    from globalcs.facts._model import Fact, Key, When

__all__ = ["new_file"]

_WIDTH = 96
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


def _table(key: Key[Any], example: Fact[Any] | None) -> str:
    lines = [f"[[{key.name}]]", "since = 2026-01-01"]
    if example is not None and example.when:
        lines.append(f"when = {literal(_conditions(example.when))}")
    value = example.raw if example is not None else "..."
    one_line = f"value = {literal(value)}"
    told = f"# the value of {example.subject}, to show its form" if example is not None else ""
    rest = ['confidence = "medium"', 'sources = ["vat-act"]']
    if isinstance(value, dict) and len(one_line) > _WIDTH:
        # A table comes last, so that the plain fields stay with the fact.
        lines += [*rest, told, f"[{key.name}.value]", *assignments(value)]
    else:
        lines += [told, one_line, *rest]
    return "\n".join(f"# {line}" for line in lines if line) + "\n"


def _conditions(when: When) -> dict[str, Any]:
    words = {field: list(told) if len(told) > 1 else told[0] for field, told, _ in when}
    return {
        field: {"not": list(told)} if negated else words[field] for field, told, negated in when
    }


def _example(facts: Facts, key: Key[Any]) -> Fact[Any] | None:
    """
    A fact of another place that shows the form; one without conditions where there is one.
    """
    for place in _EXAMPLES:
        if found := facts.history(place, key):
            return next((fact for fact in found if not fact.when), found[0])
    return None
