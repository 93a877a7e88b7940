"""
Names of persons as a locale writes them, after LDML part 8: order, initials, spaces and all.

The library never inflects a name, guesses a gender, or takes a name apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from globalcs.errors import InvalidInput, UnknownLocale
from globalcs.localization._data import folded
from globalcs.localization._numbers import numbers
from globalcs.localization._tags import Tag, canonical, chain, maximize, nearest, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from globalcs.localization._models import PersonName

__all__ = ["Formality", "Length", "Order", "Usage", "format_fields", "format_name", "letter_script"]

Length = Literal["long", "medium", "short"]
Usage = Literal["referring", "addressing", "monogram"]
Formality = Literal["formal", "informal"]
Order = Literal["given-first", "surname-first", "sorting"]

_FIELD = re.compile(r"\{([^{}]+)\}")
_SPACED_START = re.compile(r"[^ ]* ")
_SPACED_END = re.compile(r"(?<= )[^ ]*$")
_KEYS = {"given-first": "givenFirst", "surname-first": "surnameFirst", "sorting": "sorting"}

#: Scripts whose readers take a script as a whole: Japanese text holds Han and kana.
_SAME = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore"}


def format_name(
    name: PersonName,
    locale: str,
    *,
    length: Length = "medium",
    usage: Usage = "referring",
    formality: Formality | None = None,
    order: Order | None = None,
) -> str:
    """
    A person's name as `locale` writes it.

    >>> from globalcs.localization import PersonName
    >>> name = PersonName(given="Taro", surname="Yamada", locale="ja")
    >>> format_name(name, "en"), format_name(name, "en", order="sorting")
    ('Yamada Taro', 'Yamada, Taro')

    Args:
        length: how much of the name; long may show every part.
        usage: "referring" to a person, "addressing" one, or a "monogram".
        formality: None for the locale's usual one.
        order: None for the order that the name's own language has in this locale.

    Raises:
        UnknownLocale: the tag is malformed or CLDR has no such language.
        InvalidInput: an option has no such value.
    """
    numbers(locale)
    if not hasattr(name, "fields"):
        raise InvalidInput(
            'give PersonName(given="Taro", surname="Yamada"): the parts decide the order',
            path="name",
        )
    _check("length", length, Length)
    _check("usage", usage, Usage)
    _check("formality", formality, Formality)
    _check("order", order, Order)
    return format_fields(
        name.fields(),
        locale,
        name_locale=name.locale,
        length=length,
        usage=usage,
        formality=formality,
        order=order or name.order,
    )


def _check(name: str, value: str | None, allowed: Any) -> None:
    if value is not None and value not in get_args(allowed):
        raise InvalidInput(f"give one of {', '.join(get_args(allowed))}", path=name)


class _Style(NamedTuple):
    order: str
    length: str
    usage: str
    formality: str


def format_fields(
    fields: Mapping[str, str],
    locale: str,
    *,
    name_locale: str | None = None,
    length: str = "medium",
    usage: str = "referring",
    formality: str | None = None,
    order: str | None = None,
) -> str:
    """
    `format_name` on CLDR's own field names, such as "given-informal" and "surname-prefix".
    """
    own = parse(name_locale) if name_locale else _guessed_locale(fields, locale)
    shown = _formatting_locale(fields, locale, own)
    data = _record(shown)
    style = _Style(
        _KEYS[order] if order else _order(data, own),
        length,
        usage,
        formality or data["formality"],
    )
    text = _filled(fields, data, style, parse(shown).language)
    return _spaced(text, data, own, parse(shown))


def _guessed_locale(fields: Mapping[str, str], locale: str) -> Tag:
    """
    The locale of a name that states none: the reader's if the scripts agree, else its script's.
    """
    script = _script_of(fields)
    reader = canonical(parse(locale)).bare
    if not script or _agree(script, maximize(reader).script):
        return reader
    return maximize(Tag("und", script))


def _formatting_locale(fields: Mapping[str, str], locale: str, own: Tag) -> str:
    script = _script_of(fields)
    if not script or _agree(script, maximize(canonical(parse(locale)).bare).script):
        return locale
    return str(own) if _agree(script, maximize(own).script) else str(maximize(Tag("und", script)))


def _agree(script: str, other: str) -> bool:
    """
    Whether text in `script` belongs into text in `other`; Han belongs to Chinese, Japanese, Korean.
    """
    if script == "Hani":
        return other in ("Hans", "Hant", "Jpan", "Kore", "Hani")
    return _SAME.get(script, script) == other or script == other


def _script_of(fields: Mapping[str, str]) -> str:
    text = "".join(fields.get(name, "") for name in ("surname", "surname-core", "given"))
    return next(filter(None, map(letter_script, text)), "")


@lru_cache(maxsize=2048)
def letter_script(letter: str) -> str:
    """
    The script of a letter by its Unicode name; "" for what belongs to none.
    """
    if not letter.isalpha():
        return ""
    words = unicodedata.name(letter, "").split(" ")
    return _SCRIPTS.get(words[0], "")


#: Unicode's combining class of the sign that removes a vowel and joins two consonants.
_VIRAMA = 9
_CONJOINING = frozenset({"Deva", "Beng", "Gujr", "Orya", "Telu", "Mlym"})

_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "HEBREW": "Hebr",
    "CJK": "Hani", "HIRAGANA": "Hira", "KATAKANA": "Kana", "HANGUL": "Hang", "THAI": "Thai",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "GUJARATI": "Gujr", "GURMUKHI": "Guru", "ORIYA": "Orya", "SINHALA": "Sinh",
    "LAO": "Laoo", "KHMER": "Khmr", "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "GEORGIAN": "Geor",
    "ARMENIAN": "Armn", "CHEROKEE": "Cher",
}  # fmt: skip


def _known() -> dict[str, int]:
    listed: dict[str, int] = folded("names")["locales"]
    return listed


@lru_cache(maxsize=256)
def _record(locale: str) -> dict[str, Any]:
    found = nearest(locale, _known()) or ("", _known().get("und"))
    if found[1] is None:
        raise UnknownLocale("CLDR has no data for that language", path="locale")
    record: dict[str, Any] = folded("names")["records"][found[1]]
    return record


def _order(data: Mapping[str, Any], own: Tag) -> str:
    for key in _order_keys(own):
        if key in data["surnameFirst"]:
            return "surnameFirst"
        if key in data["givenFirst"]:
            return "givenFirst"
    return "givenFirst"


def _order_keys(own: Tag) -> Iterator[str]:
    full = maximize(own)
    for tag in (*chain(str(full)), Tag(full.language)):
        yield str(tag)
    yield f"und-{full.script}"
    yield f"und-{full.region}"
    yield "und"


# Patterns.


def _filled(
    fields: Mapping[str, str], data: Mapping[str, Any], style: _Style, language: str
) -> str:
    patterns = _patterns(data["personName"], style)
    pattern = max(patterns, key=lambda text: _fit(text, fields))
    if not _has(fields, "surname") and not _whole_given(pattern):
        fields = _mononym(fields)
        pattern = max(patterns, key=lambda text: _fit(text, fields))
    parts = _FIELD.split(pattern)
    values = [_value(fields, name, data, language) for name in parts[1::2]]
    return _joined(parts[0::2], values)


def _patterns(names: Mapping[str, Any], style: _Style) -> list[str]:
    """
    The patterns of a style with their alternatives; for sorting CLDR only has those that refer.
    """
    lengths = names[style.order]
    usages = lengths.get(style.length) or next(iter(lengths.values()))
    formalities = usages.get(style.usage) or usages["referring"]
    wanted = style.formality
    found = [text for key, text in formalities.items() if key.partition("-alt-")[0] == wanted]
    return found or list(formalities.values())


def _fit(pattern: str, fields: Mapping[str, str]) -> tuple[int, int]:
    names = _FIELD.findall(pattern)
    filled = sum(_has(fields, name) for name in names)
    return filled, -(len(names) - filled)


def _has(fields: Mapping[str, str], name: str) -> bool:
    return bool(_raw(fields, *_taken_apart(name)))


def _whole_given(pattern: str) -> bool:
    """
    Whether the pattern shows more of the given name than its initial.
    """
    for name in _FIELD.findall(pattern):
        base, modifiers = _taken_apart(name)
        if base == "given" and "initial" not in modifiers:
            return True
    return False


def _mononym(fields: Mapping[str, str]) -> dict[str, str]:
    """
    A name of one part takes the place of the surname where a pattern has no given name.
    """
    moved = {key: text for key, text in fields.items() if not key.startswith("given")}
    given = fields.get("given", "")
    return {**moved, "surname": given} if given else dict(fields)


def _taken_apart(name: str) -> tuple[str, tuple[str, ...]]:
    base, *modifiers = name.split("-")
    return base, tuple(modifiers)


def _raw(fields: Mapping[str, str], base: str, modifiers: Iterable[str]) -> str:
    """
    The text of a field before it is shortened: with `informal`, the short form if there is one.
    """
    modifiers = set(modifiers)
    for modifier in ("informal", "vocative", "genitive"):
        if modifier in modifiers and (text := fields.get(f"{base}-{modifier}")):
            return text
    if base == "surname":
        return _surname(fields, modifiers)
    return fields.get(base, "")


def _surname(fields: Mapping[str, str], modifiers: set[str]) -> str:
    prefix, core = fields.get("surname-prefix", ""), fields.get("surname-core", "")
    whole = fields.get("surname", "")
    if "prefix" in modifiers:
        return prefix
    if "core" in modifiers:
        return core or whole
    if "monogram" in modifiers or "initial" in modifiers:
        return whole or (f"{prefix} {core}".strip() if core else "")
    return whole or f"{prefix} {core}".strip()


def _value(fields: Mapping[str, str], name: str, data: Mapping[str, Any], language: str) -> str:
    base, modifiers = _taken_apart(name)
    text = _raw(fields, base, modifiers)
    for modifier in modifiers:
        text = _modified(text, modifier, modifiers, data, language) if text else text
    return text


def _modified(
    text: str, modifier: str, modifiers: tuple[str, ...], data: Mapping[str, Any], language: str
) -> str:
    if modifier == "allCaps":
        return _upper(text, language)
    if modifier == "initialCap":
        return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
    if modifier == "monogram":
        return first_grapheme(text)
    if modifier == "initial":
        return _initials(_words(text, language), data, retain="retain" in modifiers)
    return text


def _upper(text: str, language: str) -> str:
    if language in ("tr", "az"):
        text = text.replace("i", "İ")
    if language == "el":
        bare = unicodedata.normalize("NFD", text).replace("\u0301", "")
        text = unicodedata.normalize("NFC", bare)
    return text.upper()


def _words(text: str, language: str) -> str:
    """
    The name with spaces between its words; in Chinese every letter of a given name is one.
    """
    if language in ("zh", "yue") and text and letter_script(text[0]) == "Hani":
        return " ".join(text)
    return text


def _initials(text: str, data: Mapping[str, Any], *, retain: bool) -> str:
    """
    The first letters of the words, with the locale's mark: "J. P."; `retain` keeps hyphens.
    """
    if retain:
        parts = re.split(r"([\s\-]+)", text)
        return "".join(p if i % 2 else _initial(p, data) for i, p in enumerate(parts))
    words = [word for word in re.split(r"[\s\-]+", text) if word]
    joined = _initial(words[0], data)
    for word in words[1:]:
        joined = data["initialSequence"].replace("{0}", joined).replace("{1}", _initial(word, data))
    return joined


def _initial(word: str, data: Mapping[str, Any]) -> str:
    return str(data["initial"]).replace("{0}", first_grapheme(word)) if word else ""


def first_grapheme(text: str) -> str:
    """
    The first letter with the marks that belong to it; in Indic scripts with the letters it joins.
    """
    end = 1
    while end < len(text) and (_is_mark(text[end]) or _joins(text[end - 1], text[end])):
        end += 1
    return text[:end]


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M" or letter in "\u200c\u200d"


def _joins(before: str, letter: str) -> bool:
    """
    Whether a virama or joiner ties the next letter to the one before.
    """
    tied = before == "\u200d" or unicodedata.combining(before) == _VIRAMA
    return tied and letter_script(letter) in _CONJOINING


def _joined(literals: list[str], values: list[str]) -> str:
    """
    Literals and values in turn, without the empty ones.

    Empty values at either end take their literals along; between two values the literals around an
    empty one become one.
    """
    shown = [index for index, value in enumerate(values) if value]
    if not shown:
        return ""
    text = literals[0] if shown[0] == 0 else ""
    text += values[shown[0]]
    for before, after in pairwise(shown):
        text += reduce(_coalesced, literals[before + 1 : after + 1]) + values[after]
    return text + (literals[-1] if shown[-1] == len(values) - 1 else "")


def _coalesced(left: str, right: str) -> str:
    """
    The first literal up to its first space, and the second after its last.
    """
    if left == right:
        return left
    start = _SPACED_START.match(left)
    kept = start[0] if start else left
    ended = _SPACED_END.search(right)
    end = ended[0] if ended else right
    if start is None and ended is not None:
        end = right[max(ended.start() - 1, 0) :]
    return kept + end


def _spaced(text: str, data: Mapping[str, Any], own: Tag, shown: Tag) -> str:
    native = maximize(own).language == maximize(shown).language
    key = "nativeSpaceReplacement" if native else "foreignSpaceReplacement"
    return text if data[key] == " " else text.replace(" ", data[key])
