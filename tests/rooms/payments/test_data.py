"""
Every file of a method, every sentence, and the labels.
"""

import re
import tomllib
from pathlib import Path

import pytest

from globalcs import payments
from globalcs.facts import Key, bundled
from globalcs.payments import _keys, _labels, _ranks
from tests.rooms.payments._ask import TODAY, select

ROOM = Path(payments.__file__).parent
METHODS = sorted(path.stem for path in (ROOM / "methods").glob("*.toml"))


@pytest.mark.parametrize("method", METHODS)
def test_every_file_can_be_read(method):
    """
    Each key of each method reads, and a method says what it is, that it lives, and where.
    """
    facts = bundled()
    subject = f"method:{method}"
    for key in facts.keys_of(subject):
        facts.history(subject, key)

    assert facts.history(subject, _keys.METHOD)
    assert facts.history(subject, _keys.LIFE)
    assert facts.history(subject, _keys.MARKET)


def test_names_point_to_methods():
    """
    Successors, members of ranks and ranked names are methods of the book, or classes of them.
    """
    facts = bundled()
    cards = payments.methods()
    known = {card.id for card in cards}
    classes = {name for card in cards for name in card.classes}
    named = {name for card in cards for name in card.successors}
    ranked = {
        fact.value.method
        for place in facts.subjects()
        if ":" not in place or place.startswith("region:")
        for fact in facts.history(place, _keys.MARKET_RANK)
    }

    assert set() == named - known
    assert {"postepay", "other"} == ranked - known - classes


def test_no_country_lies_in_two_regions():
    """
    A country takes its order from one region.
    """
    facts = bundled()
    regions = [
        facts.history(subject, _keys.REGION)[-1].value
        for subject in facts.subjects("region:")
        if subject != _ranks.WORLD
    ]
    countries = [country for region in regions for country in region]

    assert sorted(set(countries)) == sorted(countries)


def sentences() -> dict[str, str]:
    return tomllib.loads((ROOM / "reasons.toml").read_text(encoding="utf-8"))


def emitted() -> set[str]:
    """
    The codes in the source, in whatever way they are written.
    """
    text = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.glob("_*.py"))
    found = set(re.findall(r'"payments\.([a-z_]+)"', text))
    found |= set(re.findall(r'(?:Finding|note|_limit_finding)\(\s*"([a-z_]+)"', text))
    return found


def _is_key(value: object) -> bool:
    return isinstance(value, Key)


def test_every_sentence_is_used_and_every_code_has_one():
    """
    No reason without words, no words without a reason.
    """
    told = {code.removeprefix("payments.") for code in sentences()}
    keys = {key.name.removeprefix("payments.") for key in vars(_keys).values() if _is_key(key)}
    by_name = {
        "amount_too_low", "amount_too_high", "recurring_amount_too_low",
        "recurring_amount_too_high", "business_only", "consumer_only", "coverage_gap",
        "coverage_all", "left_psp", "not_at_psp_yet", "not_launched_in_country",
        "retired_in_country", "country_suspended", "start_unknown", "beyond_book",
    }  # fmt: skip

    assert set() == emitted() - told - keys - {"selection", "coverage"}
    assert set() == told - emitted() - by_name


def test_sentences_use_the_parameters_they_get():
    """
    A sentence asks for nothing that its reason does not bring.
    """
    told = sentences()
    asked = [
        ("NL", "49.90 EUR", {"psps": ("stripe",)}),
        ("DE", "20000 EUR", {"buyer": "business"}),
        ("JP", "5000 JPY", {"device": "android", "deadline_until_paid": "instant"}),
        ("US", "5000 USD", {"merchant_country": "GB", "goods": ("alcohol", "donation")}),
        ("BE", "9 EUR", {"purpose": "subscription", "limit": 2, "block": ("visa",)}),
        ("MX", "12000 MXN", {"needs_refund_within_days": 400, "avoid_chargeback": True}),
        ("RU", "5 EUR", {}),
        ("SN", "9000 XOF", {}),
    ]
    for country, amount, more in asked:
        selection = select(country, amount, on=TODAY, **more)
        reasons = [*selection.reasons, selection.headline()]
        reasons += [reason for offer in selection.offered for reason in offer.warnings]
        reasons += [reason for entry in selection.excluded for reason in entry.reasons]
        for reason in reasons:
            needed = set(re.findall(r"\{(\w+)\}", told[reason.code]))

            assert set() == needed - set(reason.params), reason.code


@pytest.mark.parametrize(
    ("method", "country", "amount", "locale", "label"),
    [
        ("konbini", "JP", "5000 JPY", None, "コンビニ決済"),
        ("konbini", "JP", "5000 JPY", "ja-JP", "コンビニ決済"),
        ("konbini", "JP", "5000 JPY", "en", "Konbini (convenience store)"),
        ("wechat_pay", "CN", "50 CNY", "zh-Hans", "微信支付"),
        ("mada", "SA", "50 SAR", "ar", "مدى"),
        ("mada", "SA", "50 SAR", "en_GB", "mada"),
        ("sepa_debit", "DE", "50 EUR", None, "SEPA-Lastschrift"),
        ("sepa_debit", "NL", "50 EUR", None, "SEPA Direct Debit"),
        ("ideal", "NL", "50 EUR", "en", "iDEAL | Wero"),
        ("upi", "IN", "500 INR", "hi", "यूपीआई"),
    ],
)
def test_labels(method, country, amount, locale, label):
    """
    The label of the country, in a script the reader can read.
    """
    assert label == select(country, amount, locale=locale).why(method).label


def test_scripts_of_labels_are_known():
    """
    Every script in a label has readers, so that nobody is shown what he can't read.
    """
    scripts = {
        script
        for card in payments.methods()
        for label in card.labels
        for script in _labels._scripts(label.text)
    }

    assert {"LATIN"} == scripts - set(_labels.READERS)
