"""
Locale tags, and where their content is looked for.
"""

import pytest

from globalcs.errors import UnknownLocale
from globalcs.localization import format_money
from globalcs.localization._tags import canonical, chain, maximize, parse
from globalcs.money import Money


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NL", "nl"),
        ("pt_br", "pt-BR"),
        ("ZH-hANT-hk", "zh-Hant-HK"),
        ("sl-rozaj-biske-1994", "sl-1994-biske-rozaj"),
        ("de_DE.UTF-8", "de-DE"),
        ("ar-EG-u-nu-latn", "ar-EG-u-nu-latn"),
        ("iw", "he"),
        ("en-UK", "en-GB"),
        ("no-BOK", "nb"),
    ],
)
def test_tags_in_any_case(text, expected):
    """
    Case, "_" and POSIX tails don't matter, and old codes become today's.
    """
    assert expected == str(canonical(parse(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("es-MX", ["es-MX", "es-419", "es"]),
        ("en-AU", ["en-AU", "en-001", "en"]),
        ("pt-AO", ["pt-AO", "pt-PT", "pt"]),
        ("zh-HK", ["zh-HK", "zh-Hant"]),
        ("zh-MO", ["zh-MO", "zh-HK", "zh-Hant"]),
        ("zh-TW", ["zh-TW", "zh-Hant"]),
        ("zh-Hans-CN", ["zh-CN", "zh"]),
        ("sr-Latn-RS", ["sr-Latn-RS", "sr-Latn"]),
        ("nb-NO", ["nb-NO", "nb", "no"]),
        ("de", ["de"]),
    ],
)
def test_content_follows_parents(text, expected):
    """
    CLDR's parent locales, and never from one script to another.
    """
    assert expected == [str(tag) for tag in chain(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("zh-TW", "zh-Hant-TW"), ("de", "de-Latn-DE"), ("sr", "sr-Cyrl-RS"), ("und-JP", "ja-Jpan-JP")],
)
def test_likely_subtags(text, expected):
    """
    What a tag leaves open is completed.
    """
    assert expected == str(maximize(parse(text)))


@pytest.mark.parametrize(
    "tag",
    ["", "n", "nl-", "-nl", "nl--NL", "nl NL", "nl\nNL", "日本", "../../etc/passwd", "qq", "qq-NL",
     "nl" + "-x" * 5_000, "{{ locale }}", None, 5, ["nl"]],
)  # fmt: skip
def test_unknown_and_absurd_tags(tag):
    """
    One typed error, which never repeats the tag.
    """
    with pytest.raises((UnknownLocale, TypeError)) as caught:
        format_money(Money("1", "EUR"), tag)

    assert isinstance(caught.value, UnknownLocale) or isinstance(tag, list)
    assert not tag or str(tag) not in str(caught.value) or len(str(tag)) < 3
