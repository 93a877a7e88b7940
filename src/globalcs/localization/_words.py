"""
The reasons of every room in words, in the reader's language.

English sentences stand in each room's own `reasons.toml`; other languages in the locale files. A
placeholder may say how its value is shown: ``{rate:percent}``, ``{place:place}``, ``{kind:word}``;
``{law:term}`` is a period such as "14 days from delivery", a day, or a word; ``{days:days}`` is a
number with its days, where the number decides the form of the word.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from globalcs.facts._store import read_table
from globalcs.localization._catalog import catalogs
from globalcs.localization._files import FOLDER
from globalcs.localization._numbers import format_number, numbers
from globalcs.localization._particles import after
from globalcs.localization._tags import canonical, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from globalcs.decision import Decision, FactRef, Reason

__all__ = ["english_reasons", "explain", "reason_text", "show"]

_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_][a-z0-9_]*)(?::(?P<hint>[a-z]+))?\}")

#: How a parameter is shown when its sentence doesn't say: by what it is called in all rooms.
_USUAL_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "country": "place",
        "destination": "place",
        "home": "place",
        "item": "line",
        "name": "word",
        "origin": "place",
        "place": "place",
        "ship_from": "place",
        "ship_to": "place",
        "where": "place",
    }
)

_WARNING = "⚠ "
#: A name with an article may come first in a sentence: "The Netherlands".
_PLACE_FIRST = tuple(
    "{" + name + end for name, hint in _USUAL_HINTS.items() if hint == "place" for end in ":}"
)


def reason_text(reason: Reason, locale: str = "en") -> str:
    """
    The sentence of a reason, in the reader's language.

    A language without words for it gets the English ones; a code that nobody has worded yet is told
    as it is, with its parameters.

    >>> from globalcs import Reason
    >>> reason_text(Reason("localization.short_too_long", {"length": 180, "limit": 160}))
    'The short form has 180 characters, more than the 160 of one text message.'
    >>> reason_text(Reason("nobody.worded_this", {"days": 3}))
    'nobody.worded_this (days: 3)'

    Raises:
        UnknownLocale: the tag is malformed, or CLDR has no such language.
    """
    found = _sentence(reason.code, locale)
    if found is None:
        return _plain(reason, locale)
    sentence, speaks = found
    shown_in = _shown_in(speaks, locale)
    if speaks == "ko":
        return _korean(sentence, reason.params, shown_in)
    told = _PLACEHOLDER.sub(lambda m: _filled(m, reason.params, shown_in), sentence)
    return told[:1].upper() + told[1:] if sentence.startswith(_PLACE_FIRST) else told


def _korean(sentence: str, params: Mapping[str, Any], locale: str) -> str:
    """
    A sentence whose particles fit the values before them, whichever form it is written with.
    """
    parts, end = [], 0
    for found in _PLACEHOLDER.finditer(sentence):
        told = _filled(found, params, locale)
        parts += [sentence[end : found.start()], told]
        form, end = after(sentence, found.end(), _read_aloud(told, params.get(found["name"])))
        parts.append(form)
    return "".join([*parts, sentence[end:]])


def _read_aloud(told: str, value: Any) -> str:
    """
    How a value ends when it is read: an amount ends with its currency, 엔 where CLDR has 엔화.
    """
    currency = getattr(value, "currency", None)
    return (currency and (_currency(currency, "ko") or "").removesuffix("화")) or told


def explain(decision: Decision, locale: str = "en") -> str:
    """
    A decision in words: its headline, then a line for each reason, with the source it rests on.

    What would be said twice is said once. Never fails on a reason that has no words.

    Raises:
        UnknownLocale: the tag is malformed, or CLDR has no such language.
    """
    numbers(locale)
    lines = (reason_text(decision.headline(), locale), *_lines(decision, locale))
    return "\n".join(dict.fromkeys(lines))


def _lines(decision: Decision, locale: str) -> Iterator[str]:
    for reason in decision.reasons:
        mark = _WARNING if reason.level == "warning" else ""
        yield f"- {mark}{reason_text(reason, locale)}{_cited(reason.facts)}"


def _cited(facts: tuple[FactRef, ...]) -> str:
    titles = dict.fromkeys(ref.title for ref in facts if ref.title)
    return f" [{'; '.join(titles)}]" if titles else ""


# Sentences.


@lru_cache(maxsize=4096)
def _sentence(code: str, locale: str) -> tuple[str, str] | None:
    """
    The nearest language's sentence, and which language that is.
    """
    numbers(locale)
    for found in catalogs(locale):
        if code in found.reasons:
            return found.reasons[code], found.tag
        if found.tag == "en" and code in english_reasons():
            return english_reasons()[code], "en"
    return None


def is_worded(code: str) -> bool:
    """
    Whether there is an English sentence for a code.
    """
    return code in english_reasons()


@lru_cache(maxsize=1)
def english_reasons() -> Mapping[str, str]:
    """
    Every room's own sentences by code.
    """
    merged: dict[str, str] = {}
    for path in reason_files():
        merged.update(_flat(read_table(path)))
    return MappingProxyType(merged)


def reason_files() -> list[str]:
    """
    The `reasons.toml` beside the code that gives them: one a room, and those of the floor.
    """
    package = os.path.dirname(FOLDER)
    folders = (os.path.join(package, name) for name in sorted(os.listdir(package)))
    paths = [os.path.join(folder, "reasons.toml") for folder in (package, *folders)]
    return [path for path in paths if os.path.isfile(path)]


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")


def _shown_in(speaks: str, locale: str) -> str:
    """
    Values are shown in the language of the sentence, in the region of the reader.
    """
    reader, sentence = canonical(parse(locale)), parse(speaks)
    if reader.language == sentence.language:
        return locale
    return str(sentence._replace(region=reader.region or sentence.region))


def _plain(reason: Reason, locale: str) -> str:
    params = ", ".join(f"{name}: {show(v, locale)}" for name, v in reason.params.items())
    return f"{reason.code} ({params})" if params else reason.code


def _filled(found: re.Match[str], params: Mapping[str, Any], locale: str) -> str:
    name = found["name"]
    if name not in params:
        return f"({name})"
    return show(params[name], locale, found["hint"] or _USUAL_HINTS.get(name, ""))


# Values.


def show(value: Any, locale: str, hint: str = "") -> str:
    """
    One parameter as the reader writes it: amounts, days, rates, numbers, lists, places, words.

    >>> show((Fraction(21, 100), Decimal("2.5")), "nl")
    '21% en 2,5'
    """
    if isinstance(value, (tuple, list, frozenset, set)):
        return _list([show(item, locale, hint) for item in value], locale)
    shown = _HINTS.get(hint)
    if shown is not None:
        told = shown(value, locale)
        if told is not None:
            return told
    return _by_type(value, locale)


def _by_type(value: Any, locale: str) -> str:
    from globalcs.localization._dates import format_date
    from globalcs.localization._money import format_money

    if value is None:
        return "–"
    if isinstance(value, bool):
        return _listed_word("yes" if value else "no", locale) or str(value)
    if isinstance(value, datetime):
        return f"{format_date(value.date(), locale, style='long')} {value:%H:%M}"
    if isinstance(value, date):
        return format_date(value, locale, style="long")
    if hasattr(value, "currency") and hasattr(value, "amount"):
        return format_money(value, locale)
    if isinstance(value, Fraction):
        return _percent(value, locale) or str(value)
    if isinstance(value, (Decimal, int)):
        return format_number(value, locale)
    return str(value)


def _list(parts: list[str], locale: str) -> str:
    from babel.lists import format_list

    from globalcs.localization._dates import babel_locale

    if len(parts) < 2:
        return parts[0] if parts else "–"
    return format_list(parts, locale=babel_locale(locale))


def _percent(value: Any, locale: str) -> str | None:
    from globalcs.localization._filters import format_percent

    return format_percent(value, locale) if isinstance(value, (Fraction, Decimal, int)) else None


def _number(value: Any, locale: str) -> str | None:
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return format_number(value, locale) if isinstance(value, (Decimal, int)) else None


def _place(value: Any, locale: str) -> str | None:
    """
    A country or territory by the name people read; codes that CLDR has no name for stay.
    """
    from globalcs.localization._dates import babel_locale

    code = str(value)
    names = {**babel_locale(locale).territories, **catalogs(locale)[0].places}
    country, _, region = code.partition("-")
    if code in names or not region or country not in names:
        return names.get(code) or _listed_word(code, locale)
    return f"{names[country]} ({region})"


def _line(value: Any, locale: str) -> str | None:
    """
    A line of the cart as readers count, from 1; a name or id stays as it is.
    """
    head, _, number = str(value).partition(".")
    return f"#{int(number) + 1}" if head == "items" and number.isdecimal() else None


def _language(value: Any, locale: str) -> str | None:
    """
    A language as readers call it: Brazilian Portuguese, Simplified Chinese, German (Belgium).
    """
    from globalcs.errors import UnknownLocale
    from globalcs.localization._dates import babel_locale

    try:
        told, tag = babel_locale(locale), canonical(parse(str(value)))
    except UnknownLocale:
        return None
    for part in (tag.script, tag.region):
        if part and (name := told.languages.get(f"{tag.language}_{part}")):
            return str(name)
    bare = told.languages.get(tag.language)
    region = told.territories.get(tag.region)
    return f"{bare} ({region})" if bare and region else bare


def _currency(value: Any, locale: str) -> str | None:
    from globalcs.localization._dates import babel_locale

    return babel_locale(locale).currencies.get(str(value))


def _date(value: Any, locale: str) -> str | None:
    """
    A day that came as ISO text; a month or year stays as it is written.
    """
    from globalcs.localization._dates import format_date

    try:
        return format_date(date.fromisoformat(str(value)), locale, style="long")
    except ValueError:
        return None


def _word(value: Any, locale: str) -> str | None:
    """
    A word of the rooms' vocabulary, such as a kind of charge or a measure.
    """
    if not isinstance(value, str):
        return None
    return _listed_word(value, locale) or value.replace("_", " ")


def _listed_word(value: str, locale: str) -> str | None:
    key = value.replace(" ", "_")
    found = (one.words.get(key) for one in catalogs(locale))
    return next((word for word in found if word is not None), None)


#: A period in the short plain words of the rooms: "5 business days from delivery".
_PERIOD = re.compile(
    r"(?:(?P<days>\d+) (?P<business>business )?days|at once)(?: from (?P<start>[a-z ]+))?"
)

#: What periods start with, by the words that other sentences use for it.
_STARTS: Mapping[str, str] = MappingProxyType(
    {
        "goods": "arrival_of_goods",
        "goods or proof": "arrival_or_proof",
        "notice": "notice_given",
        "receipt": "arrival_of_goods",
    }
)


_COMMAS: Mapping[str, str] = MappingProxyType({"ar": "، ", "ja": "、", "zh": "，"})


def _term(value: Any, locale: str) -> str | None:
    """
    A term of the shop or the law: a period, a last day, or a word.
    """
    found = _PERIOD.fullmatch(str(value))
    if found is None:
        return _date(value, locale) or _word(value, locale)
    length = _length(found, locale)
    start = found["start"]
    if start is None:
        return length
    begins = _word(_STARTS.get(start, start), locale)
    speaks = catalogs(locale)[0]
    comma = _COMMAS.get(parse(speaks.tag).language, ", ")
    return f"{length}{comma}{_word('counted_from', locale)}{speaks.colon}{begins}"


def _days(count: int, locale: str) -> str:
    """
    A number of days; Babel leaves out the long form where it is no other than the short one.
    """
    from globalcs.localization._dates import babel_locale

    told = babel_locale(locale)
    lengths = cast("Any", told)._data["unit_patterns"]["duration-day"]
    forms = {**lengths.get("short", {}), **lengths.get("long", {})}
    pattern = forms.get(told.plural_form(count)) or forms["other"]
    return str(pattern).format(format_number(count, locale))


def _day_count(value: Any, locale: str) -> str | None:
    """
    A number with its days, for languages in which the number decides the form: "7 أيام".
    """
    return _days(value, locale) if isinstance(value, int) else None


def _length(found: re.Match[str], locale: str) -> str:
    if found["days"] is None:
        return str(_word("at_once", locale))
    days = _days(int(found["days"]), locale)
    return f"{days} ({_word('business_days', locale)})" if found["business"] else days


_HINTS: Mapping[str, Callable[[Any, str], str | None]] = MappingProxyType(
    {
        "percent": _percent,
        "number": _number,
        "place": _place,
        "language": _language,
        "currency": _currency,
        "date": _date,
        "days": _day_count,
        "line": _line,
        "word": _word,
        "term": _term,
    }
)
