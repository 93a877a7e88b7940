"""
What holds for any text in any slot, any amount, and any tag.
"""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from globalcs import Money
from globalcs.errors import InvalidInput, MessageIncomplete, UnknownLocale
from globalcs.localization import (
    PersonName,
    format_money,
    format_name,
    locales,
    match_locale,
    message,
    messages,
    parse_money,
)
from globalcs.localization._matching import distance
from globalcs.localization._tags import maximize, parse
from tests._counts import scaled
from tests.rooms.localization._messages import FULL, rendered
from tests.rooms.localization.test_messages import skeleton

LOCALES = st.sampled_from(locales())

FORMATTED = ("ar-EG", "de-CH", "en", "en-IN", "es", "fa", "fr", "hi", "hu", "ja", "nl", "sv")

NASTY = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        (
            "{{ 7 * 7 }}",
            "{% for x in y %}",
            "${7*7}",
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</bdi></p></body>",
            "a\r\nBcc: everybody@example.org",
            "a\u2028b\u2029c\u0085d",
            "\u202eevil\u2066",
            "&lt;b&gt;",
            "| a | b |",
            "[x](order_url)",
            "- point",
            "\ud800",
            "\x00",
        )
    ),
)

LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
TURNING = re.compile("[\u202a-\u202e\u2066\u2067\u200e\u200f\u061c]")


def text_slots(message_id: str) -> list[str]:
    slots = message(message_id).variables
    return [name for name, found in slots.items() if found.type in ("text", "lines")]


def lines_of(message_id: str) -> list[str]:
    """
    The slots for letters, whose line breaks are breaks in the HTML as well.
    """
    return [name for name, found in message(message_id).variables.items() if found.type == "lines"]


def tags(html: str, own: set[str]) -> list[str]:
    return [tag for tag in skeleton(html) if tag not in own]


#: As many as the message with the most.
MOST_SLOTS = max(len(text_slots(kind.id)) for kind in messages())


@settings(max_examples=scaled(20_000))
@given(
    st.sampled_from([kind.id for kind in messages()]),
    LOCALES,
    st.lists(NASTY, min_size=MOST_SLOTS, max_size=MOST_SLOTS),
    st.one_of(st.none(), NASTY),
)
@example("order_confirmed", "ar", ["{{ 7 * 7 }}"] * MOST_SLOTS, "\u202ex\r\n")
def test_text_in_every_slot(message_id, locale, texts, name):
    """
    Whatever customers write, the HTML keeps its tags, nothing is evaluated, no header is gained.
    """
    slots = dict(zip(text_slots(message_id), texts, strict=False))
    plain = rendered(message_id, locale, name=None if not name else "x")
    try:
        found = rendered(message_id, locale, {**FULL[message_id], **slots}, name=name)
    except (MessageIncomplete, InvalidInput):
        return

    own = {"bdi", "br"} if any(found in slots for found in lines_of(message_id)) else {"bdi"}

    assert tags(plain.html, own) == tags(found.html, own)
    assert not LINE_ENDS.search(found.subject + found.preheader)
    assert "49" not in found.subject.replace("4900", "") or "49" in "".join(texts)
    assert not TURNING.search(found.subject) or locale in {"ar", "he"}
    if "{{ 7 * 7 }}" in slots.values():
        assert "{{ 7 * 7 }}" in f"{found.subject}\n{found.text}"


@settings(max_examples=scaled(20_000))
@given(
    st.integers(min_value=-(10**12), max_value=10**12),
    st.sampled_from(("EUR", "JPY", "KWD", "HUF", "INR", "CHF", "SEK")),
    st.sampled_from(FORMATTED),
    st.sampled_from(("standard", "code")),
)
def test_money_reads_back(minor, currency, locale, style):
    """
    What is written can be read, to the cent, in the same locale.
    """
    money = Money.from_minor(minor, currency)

    assert money == parse_money(format_money(money, locale, style=style), locale, currency)


@settings(max_examples=scaled(10_000))
@given(st.text(max_size=40), st.sampled_from(FORMATTED))
def test_parsing_never_fails_otherwise(text, locale):
    """
    Any text is an amount or a typed error.
    """
    try:
        found = parse_money(text, locale, "EUR")
    except InvalidInput:
        return

    assert "EUR" == found.currency.code


@settings(max_examples=scaled(10_000))
@given(st.one_of(st.text(max_size=30), st.from_regex(r"[a-zA-Z]{2,8}([-_][a-zA-Z0-9]{1,8}){0,4}")))
def test_any_tag_matches_or_is_told(text):
    """
    Any header finds a language; any tag is read or refused by its own error.
    """
    assert match_locale(text, ["en", "zh-Hant"]).locale in ("en", "zh-Hant")
    try:
        tag = parse(text)
    except UnknownLocale:
        return

    assert tag == parse(str(tag))
    assert 0 == distance(maximize(tag), maximize(tag))


@settings(max_examples=scaled(4_000))
@given(
    st.text(alphabet=st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20),
    st.text(alphabet=st.characters(exclude_categories=("C", "Z")), max_size=20),
    st.sampled_from((*locales(), "hu", "zh-Hant")),
    st.sampled_from(("long", "medium", "short")),
    st.sampled_from(("referring", "addressing", "monogram")),
)
def test_every_name_is_shown(given_name, surname, locale, length, usage):
    """
    A name never comes out empty, and never loses a letter but by being shortened.
    """
    name = PersonName(given=given_name, surname=surname)

    assert format_name(name, locale, length=length, usage=usage)
