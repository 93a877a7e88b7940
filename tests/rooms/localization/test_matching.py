"""
Which of a shop's languages a reader gets.
"""

from collections.abc import Iterator

import pytest

from globalcs.errors import InvalidInput, UnknownLocale
from globalcs.localization import match_locale
from tests.rooms.localization._data import MatchCase, match_cases

#: Cases of ICU's file that this library answers otherwise, on purpose.
OTHERWISE = {
    ("testFallbacks", "sa"): "a malformed tag among the shop's own is an error, not ignored",
    ("language-specific script fallbacks 1", "sh"): "sh is read as Serbian in Latin letters",
    ("legacy codes", "i-klingon"): "the shop's tag comes back as the shop wrote it",
}


def test_icus_own_cases():
    """
    240 of the 243 cases of the normal mode come out as in ICU; the other three are named above.
    """
    cases = list(match_cases())
    failed = {(case.group, *case.wanted) for case in cases if not passes(case)}
    print(f"locale matching: {len(cases) - len(failed)} of {len(cases)} as in ICU")

    assert 243 == len(cases)
    assert set(OTHERWISE) == failed


def passes(case: MatchCase) -> bool:
    try:
        found = match_locale(case.wanted, case.supported, default=case.default)
    except UnknownLocale:
        return False
    told = [str(part or "null") for part in (found.locale, found.wanted, found.formatting)]
    return all(same(*pair) for pair in zip(case.expected, told, strict=False))


def same(expected: str, told: str) -> bool:
    return expected in ("", told) or expected.lower() == told.lower()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("de-CH, en;q=0.7, *;q=0.1", "de"),
        ("en;q=0.2, fr;q=0.9", "fr"),
        ("xx-malformed-@@, fr", "fr"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("da, *;q=0.5", "en"),
        ("de;q=abc, fr", "fr"),
        ("EN_gb", "en"),
    ],
)
def test_accept_language(header, expected):
    """
    Weights order the list, 0 rules a language out, `*` takes any, and nonsense is passed over.
    """
    assert expected == match_locale(header, ["en", "de", "fr"]).locale


@pytest.mark.parametrize("wanted", ["zh-HK", "zh-TW", "zh-Hant", "ZH_hant_mo"])
def test_traditional_is_never_answered_with_simplified_in_silence(wanted):
    """
    A reader of traditional Chinese gets it if it is there, else the default with a warning.
    """
    assert "zh-Hant" == match_locale(wanted, ["en", "zh-Hans", "zh-Hant"]).locale

    without = match_locale(wanted, ["en", "zh-Hans"])

    assert ("en", "localization.match.none", "warning") == (
        without.locale,
        without.reason.code,
        without.reason.level,
    )


def test_another_script_is_told_and_can_be_refused():
    """
    Serbian in the other script is acceptable to most, so it is given with a warning, or refused.
    """
    told = match_locale("sr-Latn", ["en", "sr"])

    assert ("sr", True, "warning") == (told.locale, told.script_changed, told.reason.level)
    assert "en" == match_locale("sr-Latn", ["en", "sr"], same_script=True).locale


def test_text_language_and_formats_are_apart():
    """
    A reader in New Zealand reads British English, and New Zealand's dates.
    """
    found = match_locale("en-NZ", ["en", "en-GB"])

    assert ("en-GB", "en-NZ") == (found.locale, found.formatting)


@pytest.mark.parametrize(
    ("wanted", "supported", "code"),
    [
        ("de", ["de"], "exact"),
        ("de-AT", ["de"], "other_region"),
        ("gsw", ["de"], "other_language"),
        ("*", ["de"], "any"),
        ("ja", ["de"], "none"),
    ],
)
def test_the_reason_says_why(wanted, supported, code):
    """
    Each kind of match has its own reason.
    """
    assert f"localization.match.{code}" == match_locale(wanted, supported).reason.code


def test_nothing_offered_is_no_locale():
    """
    A shop without languages gets None, not an exception.
    """
    assert match_locale("de", []).locale is None


@pytest.mark.parametrize("tag", ["", "e", "123456789", "en--US", "en-\u0000", "x" * 10_000])
def test_a_malformed_offer_is_the_shops_error(tag):
    """
    What the shop itself lists must be a tag.
    """
    with pytest.raises(UnknownLocale):
        match_locale("de", ["en", tag])


def test_no_person_speaks_ten_thousand_languages():
    """
    A list made to keep the server busy is refused.
    """
    with pytest.raises(InvalidInput, match="at most 100"):
        match_locale(",".join(many()), ["en"])


def many() -> Iterator[str]:
    return (f"aa-{number:03}" for number in range(1, 1_000))
