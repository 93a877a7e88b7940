"""
Korean particles: which of two forms stands after a value, by how its last syllable ends.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PAIRS", "after", "particle"]

#: After a closing consonant, and after none.
_FORMS = (
    ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"), ("이며", "며"),
    ("이므로", "므로"), ("이나", "나"), ("이라", "라"), ("이고", "고"),
)  # fmt: skip

#: Both forms by either, and by both with a slash between.
PAIRS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: pair for pair in _FORMS for name in (*pair, "/".join(pair))}
)

_WRITTEN = "|".join(sorted((form for pair in _FORMS for form in pair), key=len, reverse=True))

#: A particle right behind a value, where the word ends with it.
_BEHIND = re.compile(rf"(?:{_WRITTEN})(?=[\s,.;:!?)]|$)")

#: How digits are read: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGITS = MappingProxyType(dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True)))

#: Latin letters with which a Korean reading closes; all others open a further syllable or are one.
_LATIN = MappingProxyType({"l": "ㄹ", "m": "ㅁ", "n": "ㄴ"})

_RIEUL = 8


def particle(pair: str, value: str) -> str:
    """
    The form of a particle that stands after `value`.

    >>> particle("을/를", "상품"), particle("을/를", "관세"), particle("으로/로", "서울")
    ('을', '를', '로')
    >>> particle("은/는", "PayPal"), particle("은/는", "Visa"), particle("이/가", "10%")
    ('은', '는', '가')
    """
    closed, open_ = PAIRS[pair]
    final = _final(value)
    if final == _RIEUL and closed == "으로":
        return open_
    return closed if final else open_


def after(text: str, start: int, value: str) -> tuple[str, int]:
    """
    The particle that stands at `start` behind a value, as that value needs it, and where it ends.
    """
    found = _BEHIND.match(text, start)
    return (particle(found[0], value), found.end()) if found else ("", start)


def _final(value: str) -> int:
    """
    The number of the last syllable's closing consonant; 0 where it has none, ㄹ is 8.
    """
    last = next((one for one in reversed(value) if one.isalnum() or one == "%"), "")
    last = _DIGITS.get(last, last)
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    jamo = _LATIN.get(last.lower(), "")
    if last in "gG" and value[-9:].rstrip(")\"' ").lower().endswith("ng"):
        jamo = "ㅇ"
    return _RIEUL if jamo == "ㄹ" else int(bool(jamo))
