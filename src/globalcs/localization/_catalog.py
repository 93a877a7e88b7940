"""
What a language says: one file a locale, read when it is first needed.

A file with ``inherits = "es"`` holds only what differs from another: a word, a line, a register.
"""

from __future__ import annotations

import os
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import DataError, UnknownLocale
from globalcs.facts._store import digest_of, parse_table, read_table
from globalcs.facts._twins import digest
from globalcs.localization._files import FOLDER
from globalcs.localization._tags import chain, maximize, parse, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "PARTS",
    "Catalog",
    "Source",
    "catalog",
    "catalog_of",
    "catalogs",
    "content_chain",
    "direction_of",
    "locales",
    "overlaid",
    "plain_names",
    "read_catalog",
]

#: What a locale file may hold.
PARTS = frozenset(
    (
        "reviewed_by",
        "style",
        "say",
        "salutation",
        "closing",
        "messages",
        "words",
        "places",
        "reasons",
    )
)

_RTL_SCRIPTS = frozenset(("Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Aran"))


class Source(NamedTuple):
    """
    One message in one language, as it is written in the file.
    """

    subject: str
    preheader: str
    short: str
    body: str


class Catalog(NamedTuple):
    """
    One locale file.

    Attributes:
        formality: the register that shops of this language use when nothing else is asked for.
        registers: those the texts can be written in.
        colon: what stands between a label and its value.
        say: the words of each register, for templates.
        places: names of places as sentences have them, where a list would not: "the Netherlands".
        version: changes with the text of the file.
    """

    tag: str
    version: str
    reviewed_by: tuple[str, ...]
    formality: str
    registers: tuple[str, ...]
    colon: str
    say: Mapping[str, Mapping[str, str]]
    salutation: Mapping[str, str]
    closing: Mapping[str, str]
    messages: Mapping[str, Source]
    reasons: Mapping[str, str]
    words: Mapping[str, str]
    places: Mapping[str, str]

    @property
    def direction(self) -> str:
        """
        "rtl" for Arabic and others written from right to left.
        """
        return direction_of(self.tag)


def direction_of(locale: str) -> str:
    """
    Which way a locale is written: "ltr" or "rtl".
    """
    return "rtl" if maximize(parse(locale).bare).script in _RTL_SCRIPTS else "ltr"


def locales() -> tuple[str, ...]:
    """
    The locales that have texts of their own.

    >>> "nl" in locales() and "zh-Hans" in locales()
    True
    """
    return tuple(sorted(_paths()))


@lru_cache(maxsize=1)
def _paths() -> Mapping[str, str]:
    folder = os.path.join(FOLDER, "locales")
    names = sorted(name for name in os.listdir(folder) if name.endswith(".toml"))
    return MappingProxyType({name[:-5]: os.path.join(folder, name) for name in names})


def plain_names(names: Iterable[str]) -> Mapping[str, str]:
    """
    Files by plain tag; `pt-BR` answers for `pt` too, since that is what `pt` means.
    """
    found: dict[str, str] = {}
    for name in names:
        tag = plain(parse(name))
        found[str(tag)] = name
        if maximize(tag)[:3] == maximize(parse(tag.language))[:3]:
            found.setdefault(tag.language, name)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _by_plain_tag() -> Mapping[str, str]:
    return plain_names(_paths())


def content_chain(locale: str, known: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """
    The files that speak to a reader of `locale`, nearest first: parents, never another script.

    >>> content_chain("es-CO")
    ('es',)
    """
    listed = _by_plain_tag() if known is None else known
    found = (listed.get(str(tag)) for tag in chain(locale))
    return tuple(dict.fromkeys(name for name in found if name is not None))


@lru_cache(maxsize=64)
def catalog(name: str) -> Catalog:
    """
    One locale file by its name.

    Raises:
        UnknownLocale: there is no such file.
        DataError: the file is broken.
    """
    path = _paths().get(name)
    if path is None:
        raise UnknownLocale("there are no texts in that locale", path="locale")
    data, version = _inherited(path)
    return catalog_of(data, name, version)


def _inherited(path: str) -> tuple[Mapping[str, Any], str]:
    """
    What a file says with what it inherits, and a mark that changes with either.
    """
    own, version = read_table(path), digest_of(path)
    if "inherits" not in own:
        return own, version
    base, older = _inherited(_paths()[own["inherits"]])
    data = overlaid(base, {part: value for part, value in own.items() if part != "inherits"})
    return {**data, "reviewed_by": own["reviewed_by"]}, digest(f"{version} {older}".encode())


def overlaid(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """
    A table with another in front, part by part.
    """
    merged = dict(base)
    for key, value in own.items():
        inner = base.get(key)
        if isinstance(inner, dict) and isinstance(value, dict):
            merged[key] = overlaid(inner, value)
        else:
            merged[key] = value
    return merged


def catalogs(locale: str) -> tuple[Catalog, ...]:
    """
    The locale files for a reader, nearest first, and English at the end.
    """
    names = dict.fromkeys((*content_chain(locale), "en"))
    return tuple(catalog(name) for name in names)


def read_catalog(text: str, name: str) -> Catalog:
    """
    A locale file's text as a catalog.

    Raises:
        DataError: no valid TOML, or a part is missing or unknown.
    """
    content = text.encode()
    return catalog_of(parse_table(content, f"{name}.toml"), name, digest(content))


def catalog_of(data: Mapping[str, Any], name: str, version: str) -> Catalog:
    """
    What a locale file holds as a catalog.

    Raises:
        DataError: a part is missing or unknown.
    """
    if unknown := sorted(set(data) - PARTS):
        raise DataError(f"there is no part {unknown[0]}", file=f"{name}.toml", entry=unknown[0])
    try:
        return _catalog_of(data, name, version)
    except KeyError as error:
        raise DataError(f"a part is missing: {error.args[0]}", file=f"{name}.toml") from None
    except (TypeError, AttributeError):
        raise DataError("a part has not the form it should have", file=f"{name}.toml") from None


def _catalog_of(data: Mapping[str, Any], name: str, version: str) -> Catalog:
    return Catalog(
        tag=name,
        version=version[:8],
        reviewed_by=tuple(data["reviewed_by"]),
        formality=data["style"]["formality"],
        registers=tuple(data["style"]["registers"]),
        colon=data["style"]["colon"],
        say=data.get("say", {}),
        salutation=data["salutation"],
        closing=data["closing"],
        messages={key: Source(**found) for key, found in data["messages"].items()},
        reasons=MappingProxyType(data.get("reasons", {})),
        words=data.get("words", {}),
        places=data.get("places", {}),
    )
