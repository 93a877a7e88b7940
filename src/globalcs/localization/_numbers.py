"""
How a locale writes numbers: digits, separators, signs and patterns, out of the folded CLDR data.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from globalcs.errors import UnknownLocale
from globalcs.localization._data import folded
from globalcs.localization._tags import Tag, canonical, chain, nearest, parse

__all__ = ["Numbers", "Pattern", "ascii_digits", "format_number", "numbers", "symbols"]

_LATIN = "0123456789"

#: A pattern's number part: digits and separators between two affixes.
_NUMBER_PART = re.compile(r"[#0,.]*[#0][#0,.]*")


class Pattern(NamedTuple):
    """
    One CLDR number pattern: what stands before and after, for both signs, and the group sizes.

    In the affixes "-" is the minus sign's place and "¤" the currency's.
    """

    prefix: str
    suffix: str
    minus_prefix: str
    minus_suffix: str
    primary: int
    secondary: int


class Numbers(NamedTuple):
    """
    What a locale needs to write a number.
    """

    system: str
    digits: str
    minimum_grouping: int
    money_decimal: str
    money_group: str
    minus: str
    standard: str
    accounting: str
    decimal: str
    group: str
    percent_sign: str
    percent_pattern: str
    decimal_pattern: str


def _known() -> dict[str, list[Any]]:
    """
    The records by plain tag.
    """
    listed: dict[str, list[Any]] = folded("money")["locales"]
    return listed


@lru_cache(maxsize=512)
def numbers(locale: str) -> Numbers:
    """
    The number data of a locale, in the digits it is written with.

    They are its own, or those that an extension asks for (`ar-EG-u-nu-latn`).

    Raises:
        UnknownLocale: the tag is malformed, or CLDR has no such language.
    """
    found = nearest(locale, _known())
    if found is None or str(found[0]) == "und":
        raise UnknownLocale(
            "CLDR has no data for that language; give a locale such as nl, pt-BR or zh-Hant",
            path="locale",
        )
    default, minimum, formats, _ = found[1]
    system = _system(parse(locale), default)
    data = folded("money")
    index = formats.get(system, formats.get("latn", next(iter(formats.values()))))
    return Numbers(system, data["systems"][system], minimum, *data["formats"][index])


def _system(tag: Tag, default: str) -> str:
    asked = canonical(tag).keyword("nu")
    return asked if asked is not None and asked in folded("money")["systems"] else default


@lru_cache(maxsize=256)
def symbols(locale: str) -> dict[str, list[str]]:
    """
    Every currency's symbol and narrow symbol by code; a code that is not there stands for itself.

    A few currencies have a pattern, decimal and group of their own behind them: euros in the
    English of Europe.
    """
    known = _known()
    merged: dict[str, list[str]] = dict(known["und"][3])
    for tag in reversed(chain(locale)):
        merged.update(known.get(str(tag), (None, None, None, {}))[3])
    return merged


@lru_cache(maxsize=512)
def pattern(text: str) -> Pattern:
    """
    Read a CLDR pattern such as ``¤#,##0.00;(¤#,##0.00)``.
    """
    positive, _, negative = text.partition(";")
    prefix, body, suffix = _split(positive)
    if negative:
        minus_prefix, _, minus_suffix = _split(negative)
    else:
        minus_prefix, minus_suffix = "-" + prefix, suffix
    groups = body.partition(".")[0].split(",")
    primary = len(groups[-1]) if len(groups) > 1 else 0
    secondary = len(groups[-2]) if len(groups) > 2 else primary
    return Pattern(prefix, suffix, minus_prefix, minus_suffix, primary, secondary)


def _split(text: str) -> tuple[str, str, str]:
    found = _NUMBER_PART.search(text)
    if found is None:
        raise ValueError("a number pattern has digits")
    return _unquoted(text[: found.start()]), found[0], _unquoted(text[found.end() :])


def _unquoted(affix: str) -> str:
    return affix.replace("'", "")


def grouped(whole: str, group: str, primary: int, secondary: int) -> str:
    """
    Digits in groups from the right: 3 and 3, or 3 and 2 in India.
    """
    head, parts = whole[:-primary], [whole[-primary:]]
    while head:
        parts.append(head[-secondary:])
        head = head[:-secondary]
    return group.join(reversed(parts))


def format_number(value: Decimal | int, locale: str, *, percent: bool = False) -> str:
    """
    A number with all of its decimals, in the locale's digits; `percent` multiplies by 100 first.

    >>> format_number(1234567, "hi"), format_number(12345, "es")
    ('12,34,567', '12.345')
    """
    own = numbers(locale)
    shape = pattern(own.percent_pattern if percent else own.decimal_pattern)
    amount = Decimal(value) * 100 if percent else Decimal(value)
    whole, _, fraction = f"{abs(amount):f}".partition(".")
    fraction = fraction.rstrip("0") if percent else fraction
    body = _body(whole, fraction, own, shape)
    before, after = shape[2:4] if amount < 0 else shape[:2]
    signs = {"-": own.minus, "%": own.percent_sign}
    before, after = (_with_signs(affix, signs) for affix in (before, after))
    return before + localized(body, own.digits) + after


def _body(whole: str, fraction: str, own: Numbers, shape: Pattern) -> str:
    if shape.primary and len(whole) >= shape.primary + own.minimum_grouping:
        whole = grouped(whole, own.group, shape.primary, shape.secondary)
    return whole + own.decimal + fraction if fraction else whole


def _with_signs(affix: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(letter, letter) for letter in affix)


@lru_cache(maxsize=64)
def digit_table(digits: str) -> dict[int, str]:
    """
    A translation from ASCII digits to those of another system.
    """
    return {ord(latin): own for latin, own in zip(_LATIN, digits, strict=True)}


def localized(text: str, digits: str) -> str:
    """
    The text with its ASCII digits written in another system.
    """
    return text if digits == _LATIN else text.translate(digit_table(digits))


def ascii_digits(text: str) -> str:
    """
    The text with the digits of any script written in ASCII.
    """
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )
