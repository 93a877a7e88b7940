"""
Reasons in words: every code has some, and none makes `explain` fail.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest

from globalcs import Money, Reason
from globalcs.errors import UnknownLocale
from globalcs.localization import locales, reason_text
from globalcs.localization._catalog import catalog
from globalcs.localization._words import _HINTS, english_reasons, show
from tests.house._package import modules
from tests.rooms.localization._messages import rendered

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([a-z]+))?\}")

CODE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


class Given(NamedTuple):
    """
    One `Reason(...)` in the source: where, its code, and its parameters if they are written there.
    """

    where: str
    code: str
    params: frozenset[str] | None


def reasons_given() -> Iterator[Given]:
    """
    Every reason the package makes with a code written out.
    """
    for name, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and id(node) not in docstrings and is_reason(node):
                yield Given(f"{name}:{node.lineno}", node.args[0].value, params_of(node))


def is_reason(node: ast.Call) -> bool:
    called = getattr(node.func, "id", getattr(node.func, "attr", ""))
    first = node.args[0] if node.args else None
    return (
        called == "Reason"
        and isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and CODE.fullmatch(first.value) is not None
    )


def params_of(node: ast.Call) -> frozenset[str] | None:
    written = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "params")]
    if not written:
        return frozenset()
    keys = getattr(written[0], "keys", None)
    if keys is None or not all(isinstance(key, ast.Constant) for key in keys):
        return None
    return frozenset(key.value for key in keys)


def names_in(sentence: str) -> set[str]:
    return {name for name, _ in PLACEHOLDER.findall(sentence)}


def test_every_code_has_english_words():
    """
    A reason that the package gives has a sentence in its room's `reasons.toml`.
    """
    given = list(reasons_given())
    bare = [f"{one.where} {one.code}" for one in given if one.code not in english_reasons()]

    assert len(given) > 20
    assert [] == bare


def test_every_placeholder_is_a_parameter():
    """
    A sentence asks only for what its reason carries.
    """
    lacking = [
        f"{one.where} {one.code}: {sorted(names_in(english_reasons()[one.code]) - one.params)}"
        for one in reasons_given()
        if one.code in english_reasons()
        and one.params is not None
        and names_in(english_reasons()[one.code]) - one.params
    ]

    assert [] == lacking


@pytest.mark.parametrize("locale", locales())
def test_translations_ask_for_no_more_than_english(locale):
    """
    Other languages word known codes, with the placeholders of the English sentence.
    """
    english = english_reasons()
    words = catalog(locale).reasons

    assert set() == set(words) - set(english)
    assert {} == {
        code: names_in(text) - names_in(english[code])
        for code, text in words.items()
        if names_in(text) - names_in(english[code])
    }


@pytest.mark.parametrize("locale", locales())
def test_hints_are_known(locale):
    """
    A placeholder says only in ways that there are how its value is shown.
    """
    sentences = {**english_reasons(), **catalog(locale).reasons}
    hints = {hint for text in sentences.values() for _, hint in PLACEHOLDER.findall(text) if hint}

    assert set() == hints - set(_HINTS)


@pytest.mark.parametrize("locale", locales())
def test_every_sentence_can_be_filled(locale):
    """
    Whatever a parameter holds, a sentence comes out, without braces.
    """
    for code, text in english_reasons().items():
        for value in ("NL", 3, Money("5", "EUR"), date(2026, 1, 2), (), None, Fraction(1, 3)):
            told = reason_text(Reason(code, dict.fromkeys(names_in(text), value)), locale)

            assert told
            assert "{" not in told


@pytest.mark.parametrize(
    ("value", "locale", "hint", "expected"),
    [
        (Fraction(21, 100), "nl", "", "21%"),
        (Fraction(21, 100), "de", "percent", "21\u00a0%"),
        (Fraction(1, 3), "en", "percent", "33.333333%"),
        (Decimal("0.107"), "en", "percent", "10.7%"),
        (Decimal("1234.50"), "fr", "", "1\u202f234,50"),
        (1500, "de", "", "1.500"),
        (Money("33.95", "EUR"), "nl", "", "€\u00a033,95"),
        (date(2026, 10, 29), "ja", "", "2026年10月29日"),
        ("2026-10-29", "nl", "date", "29 oktober 2026"),
        ("2026-10", "nl", "date", "2026-10"),
        ("NL", "de", "place", "Niederlande"),
        ("items.0", "tr", "line", "#1"),
        ("tee", "nl", "line", "tee"),
        ("IC", "nl", "place", "de Canarische Eilanden"),
        ("XI", "fr", "place", "Irlande du Nord"),
        ("US-CA", "en", "place", "the United States (CA)"),
        ("QQ", "en", "place", "QQ"),
        (("NL", "BE", "LU"), "en", "place", "the Netherlands, Belgium, and Luxembourg"),
        (("a", "b"), "ar", "", "a وb"),
        ("EUR", "de", "currency", "Euro"),
        ("zh-Hans", "en", "language", "Simplified Chinese"),
        ("nl-BE", "en", "language", "Flemish"),
        ("en-AU", "nl", "language", "Engels (Australië)"),
        ("de-BE", "nl", "language", "Duits (België)"),
        ("per_item", "en", "word", "per item"),
        (True, "nl", "", "ja"),
        (False, "ja", "", "いいえ"),
        (None, "en", "", "–"),
        ((), "en", "", "–"),
        (1234, "ar-EG", "", "١٬٢٣٤"),
        (
            "14 days from receipt",
            "de",
            "term",
            "14 Tage, zu zählen ab: Eingang der Ware beim Geschäft",
        ),
        ("1 days from notice", "it", "term", "1 giorno, a partire da: comunicazione"),
        ("5 business days from contract", "ja", "term", "5 日 (営業日)、起算日：契約日"),
        ("at once from goods", "ar", "term", "فوراً، ابتداءً من: وصول السلع إلى المتجر"),
        ("30 days", "nl", "term", "30 dagen"),
        (7, "ar", "days", "7 أيام"),
        (14, "ar", "days", "14 يومًا"),
        (1, "pl", "days", "1 dzień"),
        ("soon", "en", "days", "soon"),
        ("2026-11-03", "nl", "term", "3 november 2026"),
        ("no end", "fr", "term", "sans fin"),
        ("limited by law", "es", "term", "limitado por la ley"),
        (datetime(2026, 10, 29, 9, 30, tzinfo=UTC), "nl", "", "29 oktober 2026 09:30"),
        (Fraction(1, 3), "nl", "number", "0,3333333333333333333333333333"),
    ],
)
def test_parameters_as_the_reader_writes_them(value, locale, hint, expected):
    """
    Amounts, days, rates, places, lists and words, by type or by hint.
    """
    assert expected == show(value, locale, hint)


def test_a_language_without_words_gets_english():
    """
    A sentence nobody has translated comes in English, with numbers as English writes them.
    """
    reason = Reason("localization.short_too_long", {"length": 1800, "limit": 160})

    assert "1,800 characters" in reason_text(reason, "hu")


def test_a_code_without_words_is_told_as_it_is():
    """
    A reason of somebody else's making doesn't stop an explanation.
    """
    reason = Reason("shop.own_rule", {"days": 3, "money": Money("5", "EUR"), "odd": object})

    assert reason_text(reason, "nl").startswith("shop.own_rule (days: 3, money: €\u00a05,00")
    assert "shop.bare" == reason_text(Reason("shop.bare"), "nl")


def test_a_missing_parameter_is_shown_as_missing():
    """
    A reason that lacks a parameter still reads.
    """
    assert "(length)" in reason_text(Reason("localization.short_too_long", {"limit": 5}))


@pytest.mark.parametrize("locale", locales())
def test_explain(locale):
    """
    A headline, then a line for each reason; warnings are marked and sources named.
    """
    found = rendered("delayed", locale)
    lines = found.explain(locale).splitlines()

    assert 1 + len(found.reasons) == len(lines)
    assert any(line.startswith("- ⚠ ") for line in lines)


def test_explain_in_no_language():
    """
    An unknown language is told, though an unknown code is not an error.
    """
    with pytest.raises(UnknownLocale):
        rendered("delayed", "nl").explain("qq")
