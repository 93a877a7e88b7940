"""
What a shopper reads: the label of the method's own country, or its international name.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from globalcs.payments._keys import LABEL

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.payments._views import View

__all__ = ["label_for"]

#: Languages whose readers read a script, by the first word of the script's letters in Unicode.
READERS = {
    "ARABIC": ("ar", "fa", "ur", "ps", "ckb"),
    "BENGALI": ("bn", "as"),
    "CJK": ("zh", "ja", "yue"),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "KATAKANA-HIRAGANA": ("ja",),
    "THAI": ("th",),
}


def label_for(facts: Facts, view: View, country: str, on: date, locale: str | None) -> str:
    """
    The label as people of that country know it, where the locale's readers can read it.
    """
    found = facts.cached(_label, view.subject, country, on)
    if found is None or not (locale is None or _readable(found, locale)):
        return view.method.name
    return found


def _label(facts: Facts, subject: str, country: str, on: date) -> str | None:
    fact = facts.find(subject, LABEL, on=on, when={"region": country})
    return fact.value if fact is not None else None


def _readable(label: str, locale: str) -> bool:
    language = locale.replace("_", "-").partition("-")[0].lower()
    return all(language in READERS.get(script, (language,)) for script in _scripts(label))


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha()}
