"""
Amounts that people typed, read without guessing.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput, UnknownCurrency
from globalcs.localization import _numbers
from globalcs.localization._money import numbers_of

if TYPE_CHECKING:
    from globalcs.money import Money

__all__ = ["parse_money"]

_LONGEST = 64

#: One kind of separator is typed in several ways.
_ALIKE = {"'": "'’", "’": "'’", ".": ".", ",": ",", "٬": "٬", "٫": "٫"}
_MINUS = "-−﹣－"


def parse_money(text: str, locale: str, currency: str | None = None) -> Money:
    """
    Read an amount as `locale` writes it; what could mean two things is refused.

    >>> parse_money("€ 1.234,50", "nl")
    Money('1234.50', 'EUR')

    Digits of any script, no-break spaces, signs and accountants' brackets are understood. Refused
    are ``1,234.5`` and ``1.23`` in German, where the point makes groups of three, a sign that
    stands for several currencies, and more decimals than the currency has.

    Args:
        currency: the ISO code, when the text names none or its symbol is shared.

    Raises:
        InvalidInput: the amount is malformed or ambiguous.
        UnknownCurrency: the text names no currency, or another one than `currency`.
        UnknownLocale: the tag is malformed or CLDR has no such language.
    """
    from globalcs.money import Money

    _numbers.numbers(locale)
    plain, negative = _signed(_plain(text))
    found = _amount_part(plain)
    code = _code(f"{plain[: found.start()]}{plain[found.end() :]}".strip(), locale, currency)
    amount = Decimal(_digits(found[0], numbers_of(locale, code)))
    return Money(-amount if negative else amount, code)


def _plain(text: str) -> str:
    """
    ASCII digits, ordinary spaces, and none of the marks that only steer the direction of text.
    """
    if not _is_line(text):
        raise InvalidInput("give an amount such as 12.50 with its currency", path="text")
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in visible)
    return _numbers.ascii_digits(spaced).strip()


def _is_line(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip()) and len(text) <= _LONGEST


def _signed(text: str) -> tuple[str, bool]:
    bracketed = text.startswith("(") and text.endswith(")")
    if bracketed:
        text = text[1:-1]
    signs = [letter for letter in text if letter in _MINUS]
    if len(signs) + bracketed > 1:
        raise _refused("the amount has two signs")
    for sign in signs:
        text = text.replace(sign, "")
    return text.strip(), bool(signs or bracketed)


def _amount_part(text: str) -> re.Match[str]:
    found = re.search(r"[0-9](?:[0-9.,'’٬٫ ]*[0-9])?", text)
    if found is None:
        raise _refused("there is no number")
    if re.search(r"[0-9]", text[found.end() :]):
        raise _refused("there are two numbers")
    return found


def _refused(why: str) -> InvalidInput:
    return InvalidInput(f"{why}; write it as the locale does, with one decimal sign", path="text")


def _digits(text: str, own: _numbers.Numbers) -> str:
    shape = _shape(own)
    found = shape.fullmatch(text)
    if found is None:
        raise _refused("the amount can't be read in only one way")
    whole = re.sub(r"[^0-9]", "", found["whole"])
    return f"{whole}.{found['fraction']}" if found["fraction"] else whole


@lru_cache(maxsize=256)
def _shape(own: _numbers.Numbers) -> re.Pattern[str]:
    """
    A number in well-formed groups, or without any, of this locale.
    """
    pattern = _numbers.pattern(own.standard)
    group, decimal = _class_of(own.money_group), _class_of(own.money_decimal)
    primary, secondary = pattern.primary or 3, pattern.secondary or 3
    groups = rf"[0-9]{{1,{secondary}}}(?:{group}[0-9]{{{secondary}}})*{group}[0-9]{{{primary}}}"
    return re.compile(rf"(?P<whole>{groups}|[0-9]+)(?:{decimal}(?P<fraction>[0-9]+))?")


def _class_of(separator: str) -> str:
    letter = " " if unicodedata.category(separator[0]) == "Zs" else separator[0]
    return f"[{re.escape(_ALIKE.get(letter, letter))}]"


def _code(sign: str, locale: str, currency: str | None) -> str:
    wanted = currency.upper() if isinstance(currency, str) else None
    sign = sign.strip(" ")
    if not sign:
        if wanted is None:
            raise UnknownCurrency("the text names no currency; give one", path="currency")
        return wanted
    candidates = _meanings(locale).get(sign, frozenset())
    if re.fullmatch(r"[A-Za-z]{3}", sign):
        candidates = candidates | {sign.upper()}
    return _chosen(candidates, wanted)


def _chosen(candidates: frozenset[str], wanted: str | None) -> str:
    if wanted is not None and wanted in candidates:
        return wanted
    if wanted is not None or not candidates:
        raise UnknownCurrency("the text names another or no known currency", path="text")
    if len(candidates) > 1:
        raise InvalidInput("the symbol stands for several currencies; give the code", path="text")
    return next(iter(candidates))


@lru_cache(maxsize=64)
def _meanings(locale: str) -> dict[str, frozenset[str]]:
    """
    What a symbol can mean: the currency it stands for in this locale, else all that share it.
    """
    pairs = _numbers.symbols(locale)
    narrow: dict[str, set[str]] = {}
    for code, (symbol, short, *_) in pairs.items():
        for text in {symbol, short, code}:
            narrow.setdefault(_bare(text), set()).add(code)
    standard: dict[str, Any] = {}
    for code, (symbol, *_) in pairs.items():
        standard.setdefault(_bare(symbol), set()).add(code)
    merged = {**narrow, **{text: found for text, found in standard.items() if len(found) == 1}}
    return {text: frozenset(found) for text, found in merged.items()}


def _bare(text: str) -> str:
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in visible)
