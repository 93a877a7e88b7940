"""
What a language says: one file a locale, read when it is first needed.
"""

from __future__ import annotations

import os
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import DataError, UnknownLocale
from globalcs.localization._files import FOLDER, parse_toml
from globalcs.localization._tags import chain, maximize, parse, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Catalog", "Source", "catalog", "catalogs", "content_chain", "locales", "read_catalog"]

_PARTS = frozenset(("reviewed_by", "style", "say", "salutation", "closing", "messages", "words"))
#: The sentences of reasons stand last in a file, so that a message need not read them.
_REASONS = "\n[reasons]\n"

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
    reasons_text: str
    words: Mapping[str, str]

    @property
    def reasons(self) -> Mapping[str, str]:
        """
        The sentences of reasons by code; read when the first is asked for.
        """
        return _reasons(self.tag, self.reasons_text)

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


@lru_cache(maxsize=1)
def _by_plain_tag() -> Mapping[str, str]:
    """
    The files by plain tag; `pt-BR` answers for `pt` too, since that is what `pt` means.
    """
    found: dict[str, str] = {}
    for name in _paths():
        tag = plain(parse(name))
        found[str(tag)] = name
        if maximize(tag)[:3] == maximize(parse(tag.language))[:3]:
            found.setdefault(tag.language, name)
    return MappingProxyType(found)


def content_chain(locale: str) -> tuple[str, ...]:
    """
    The files that speak to a reader of `locale`, nearest first: parents, never another script.

    >>> content_chain("es-MX"), content_chain("zh-HK")
    (('es',), ())
    """
    known = _by_plain_tag()
    found = (known.get(str(tag)) for tag in chain(locale))
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
    with open(path, encoding="utf-8") as file:
        return read_catalog(file.read(), name)


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
    head, mark, reasons = text.partition(_REASONS)
    data = parse_toml(head, f"{name}.toml")
    if unknown := sorted(set(data) - _PARTS):
        raise DataError(f"there is no part {unknown[0]}", file=f"{name}.toml", entry=unknown[0])
    try:
        return _catalog_of(data, name, _fingerprint(text), mark + reasons)
    except (KeyError, TypeError) as error:
        raise DataError(f"a part is missing: {error}", file=f"{name}.toml") from None


@lru_cache(maxsize=64)
def _reasons(name: str, text: str) -> Mapping[str, str]:
    data = parse_toml(text, f"{name}.toml")
    if set(data) - {"reasons"}:
        raise DataError("the reasons stand last", file=f"{name}.toml", entry="reasons")
    return MappingProxyType(dict(data.get("reasons", {})))


def _catalog_of(data: dict[str, Any], name: str, version: str, reasons: str) -> Catalog:
    return Catalog(
        tag=name,
        version=version,
        reviewed_by=tuple(data["reviewed_by"]),
        formality=data["style"]["formality"],
        registers=tuple(data["style"]["registers"]),
        colon=data["style"]["colon"],
        say=data.get("say", {}),
        salutation=data["salutation"],
        closing=data["closing"],
        messages={key: Source(**found) for key, found in data["messages"].items()},
        reasons_text=reasons,
        words=data.get("words", {}),
    )


def _fingerprint(text: str) -> str:
    import zlib

    return f"{zlib.crc32(text.encode()):08x}"
