"""
Locale tags: read in any case and with "_", made canonical, completed, led to their parents.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from globalcs.errors import UnknownLocale
from globalcs.localization._data import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Tag", "canonical", "chain", "maximize", "nearest", "parent", "parse", "plain"]

_T = TypeVar("_T")

#: Real tags stay under 60 characters; anything longer than this is an accident or an attack.
LONGEST = 100

_SHAPE = re.compile(
    r"(?P<language>[a-z]{2,3}|[a-z]{5,8}|root)(?:-[a-z]{3}){0,3}?"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*)"
    r"(?P<private>-x(?:-[a-z0-9]{1,8})+)?"
)


_PRIVATE = re.compile(r"x(?:-[a-z0-9]{1,8})+")

#: Registered before tags had their present shape, and still met.
_LEGACY = {
    "i-klingon": "tlh",
    "i-lux": "lb",
    "i-navajo": "nv",
    "en-gb-oed": "en-gb-oxendict",
    "no-bok": "nb",
    "no-nyn": "nn",
    "zh-min-nan": "nan",
    "zh-xiang": "hsn",
    "art-lojban": "jbo",
}


class Tag(NamedTuple):
    """
    The parts of a locale tag; a part that is not there is empty.
    """

    language: str
    script: str = ""
    region: str = ""
    variants: tuple[str, ...] = ()
    extensions: str = ""

    def __str__(self) -> str:
        head = [self.language, self.script, self.region, *self.variants, self.extensions]
        return "-".join(part for part in head if part)

    @property
    def bare(self) -> Tag:
        """
        The tag without its extensions.
        """
        return self._replace(extensions="")

    def keyword(self, name: str) -> str | None:
        """
        The value of a key in the `-u-` extension: "latn" for "nu" in ``ar-EG-u-nu-latn``.
        """
        found = re.search(rf"(?:^|-)u-(?:[a-z0-9]+-)*?{name}-([a-z0-9]{{3,8}})", self.extensions)
        return found[1] if found else None


@lru_cache(maxsize=1024)
def parse(text: str) -> Tag:
    """
    Read a tag in any case, with "-" or "_"; POSIX parts after "." or "@" are left out.

    >>> parse("ZH_hant_hk")
    Tag(language='zh', script='Hant', region='HK', variants=(), extensions='')

    Raises:
        UnknownLocale: the text is no well-formed tag.
    """
    if not _is_short_text(text):
        raise UnknownLocale(
            "a locale is a short tag such as nl, pt-BR or zh-Hant-HK", path="locale"
        )
    plain = re.split("[.@]", text)[0].replace("_", "-").lower()
    if plain.startswith("x-") and _PRIVATE.fullmatch(plain):
        return Tag(plain)
    found = _SHAPE.fullmatch(_LEGACY.get(plain, plain))
    if found is None:
        raise UnknownLocale(
            "the locale tag is malformed; give language, script and region, such as zh-Hant-HK",
            path="locale",
        )
    return _tag_of(found)


def _is_short_text(text: object) -> bool:
    return isinstance(text, str) and 2 <= len(text) <= LONGEST


def _tag_of(found: re.Match[str]) -> Tag:
    language = found["language"]
    return Tag(
        language="und" if language == "root" else language,
        script=(found["script"] or "").title(),
        region=(found["region"] or "").upper(),
        variants=tuple(sorted(filter(None, found["variants"].split("-")))),
        extensions=f"{found['extensions']}{found['private'] or ''}".strip("-"),
    )


@lru_cache(maxsize=1024)
def canonical(tag: Tag) -> Tag:
    """
    Deprecated codes replaced by today's: `iw` by `he`, `UK` the region by `GB`, `zh-TW` stays.
    """
    locales = folded("locales")
    tag = _canonical_language(tag)
    return tag._replace(
        script=locales["scripts"].get(tag.script, tag.script),
        region=locales["territories"].get(tag.region, tag.region),
    )


def _canonical_language(tag: Tag) -> Tag:
    languages = folded("locales")["languages"]
    whole = f"{tag.language}-{tag.region}"
    if tag.region and whole in languages:
        return _merged(parse(languages[whole]), tag._replace(region=""))
    if tag.language in languages:
        return _merged(parse(languages[tag.language]), tag)
    return tag


def _merged(new: Tag, old: Tag) -> Tag:
    return old._replace(
        language=new.language, script=old.script or new.script, region=old.region or new.region
    )


@lru_cache(maxsize=1024)
def maximize(tag: Tag) -> Tag:
    """
    The tag with its likely script and region: `zh-TW` is `zh-Hant-TW`, `de` is `de-Latn-DE`.

    Extensions and variants stay. A language without data comes back as it is.
    """
    known = folded("locales")["likely"]
    if tag.language not in known:
        known = folded("likely")["likely"]
    for key in _likely_keys(tag):
        found = known.get(key)
        if found is not None:
            return _completed(tag, parse(found))
    return tag


def _likely_keys(tag: Tag) -> Iterator[str]:
    language, script, region = tag[:3]
    for parts in (
        (language, script, region),
        (language, "", region),
        (language, script, ""),
        (language, "", ""),
        ("und", script, "") if language == "und" else (),
    ):
        if parts:
            yield "-".join(part for part in parts if part)


def _completed(tag: Tag, likely: Tag) -> Tag:
    return tag._replace(
        language=likely.language if tag.language == "und" else tag.language,
        script=tag.script or likely.script,
        region=tag.region or likely.region,
    )


@lru_cache(maxsize=2048)
def plain(tag: Tag) -> Tag:
    """
    The tag without a script that goes without saying: `zh-Hant-HK` is `zh-HK`, `sr-Cyrl` is `sr`.
    """
    if not tag.script:
        return tag
    unscripted = tag._replace(script="")
    return unscripted if maximize(unscripted).script == tag.script else tag


@lru_cache(maxsize=1)
def _listed_parents() -> dict[str, str]:
    listed = folded("locales")["parents"]
    return {_plain_text(child): _plain_text(above) for child, above in listed.items()}


def _plain_text(text: str) -> str:
    """
    The text as a plain tag; without a script, of four letters, it is one already.
    """
    return str(plain(parse(text))) if "-" in text and len(text.split("-")[1]) == 4 else text


def parent(tag: Tag) -> Tag | None:
    """
    Where content is looked for next, by CLDR's parent locales; None after the last.

    `es-MX` asks `es-419`; `zh-HK` asks `zh-Hant` and never `zh`.
    """
    found = _listed_parents().get(str(tag))
    if found is not None:
        return None if found == "und" else parse(found)
    return _truncated(tag)


def _truncated(tag: Tag) -> Tag | None:
    if tag.variants:
        return tag._replace(variants=())
    if tag.region:
        # A region may have chosen the script: what is left then names it.
        return plain(Tag(tag.language, maximize(tag).script))
    return None


@lru_cache(maxsize=1024)
def chain(text: str) -> tuple[Tag, ...]:
    """
    The tag itself and its parents, nearest first, without extensions.

    >>> [str(tag) for tag in chain("zh_HK")]
    ['zh-HK', 'zh-Hant']
    >>> [str(tag) for tag in chain("es-MX")]
    ['es-MX', 'es-419', 'es']
    """
    tag: Tag | None = plain(canonical(parse(text)).bare)
    found: list[Tag] = []
    while tag is not None:
        found.append(tag)
        tag = parent(tag)
    return tuple(found)


def nearest(text: str, known: Mapping[str, _T]) -> tuple[Tag, _T] | None:
    """
    The nearest tag along the chain that is in `known`, whose keys are `plain` tags as text.
    """
    for tag in chain(text):
        found = known.get(str(tag))
        if found is not None:
            return tag, found
    return None
