"""
The check of the book: the bundled book passes, and each thing that can be wrong is found.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from globalcs.errors import DataError
from globalcs.facts import bundled
from globalcs.facts._check import check
from globalcs.facts._vat import check_vat, vat_differences
from tests.facts._books import ACT, TODAY, book, fact, write

GOODS = fact(
    'subjects."goods".goods.class', '{ label = "books" }', when='{ goods = "books.audio" }'
)


def found(folder: Path, **files: str) -> set[tuple[str, str]]:
    """
    Code and entry of all that is wrong with these files, but for keys they leave unfilled.
    """
    findings = check(book(folder, **files))
    return {(f.code, f.entry) for f in findings if f.code != "key.unfilled"}


def test_the_bundled_book_is_sound() -> None:
    """
    Nothing is wrong with the book that ships.
    """
    assert [] == [finding.text() for finding in check(bundled())]


def test_a_sound_book(tmp_path: Path) -> None:
    """
    Facts that follow each other, and more and less specific ones, are no findings.
    """
    following = fact(until="2025-12-31") + fact(value='"21 %"', since="2026-01-01")
    books = fact(value='"9 %"', when='{ goods = "books" }')
    audio = fact(value='"7 %"', when='{ goods = "books.audio" }')

    assert set() == found(tmp_path, XA=following + books + audio + GOODS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(fact(value='"101 %"'), "value.rate", id="a rate above 100 %"),
        pytest.param(fact(value='"-1 %"'), "value.rate", id="a rate below nought"),
        pytest.param(fact(value='"a fifth"'), "value.unreadable", id="not readable"),
        pytest.param(fact(since="1492-01-01"), "day.implausible", id="too long ago"),
        pytest.param(fact(since="2099-01-01"), "day.implausible", id="too far ahead"),
        pytest.param(fact(verified="2026-11-22"), "day.verified", id="verified tomorrow"),
        pytest.param(fact(when='{ goods = "boks" }'), "when.unknown", id="unknown goods"),
        pytest.param(fact(when='{ origin = "XX" }'), "when.unknown", id="unknown origin"),
        pytest.param(fact(when='{ hs = "chapter 61" }'), "when.unknown", id="no HS code"),
        pytest.param(fact(when='{ method = "idael" }'), "when.unknown", id="unknown method"),
        pytest.param(fact("place.currency", '"XXQ"'), "currency.unknown", id="no currency"),
        pytest.param(fact("place.currency", '"HRK"'), "currency.dead", id="a currency that ended"),
        pytest.param(
            fact("place.within", '{ "*" = "XU" }'), "place.parent", id="within nothing known"
        ),
        pytest.param(
            fact("place.territories", '{ code = "XQ" }'), "place.territory", id="no such territory"
        ),
        pytest.param(
            fact(sources='[{ title = "A", url = "https://a b", kind = "official" }]').replace(
                '"high"', '"low"'
            ),
            "source.url",
            id="no address",
        ),
        pytest.param(
            fact(
                sources='[{ title = "A", url = "https://a.example/x", kind = "official", '
                "seen = 2027-01-01 }]",
                verified="2026-11-21",
            ),
            "source.future",
            id="a source seen in the future",
        ),
    ],
)
def test_what_is_wrong_with_one_fact(tmp_path: Path, text: str, code: str) -> None:
    """
    The finding has its code and names the entry.
    """
    key = text[2 : text.index("]]")]

    assert (code, f"XA {key}[0]") in found(tmp_path, XA=text)


def test_a_currency_may_be_dead_today_and_alive_on_its_days(tmp_path: Path) -> None:
    """
    The kuna is right for a fact that ended with the kuna.
    """
    assert set() == found(
        tmp_path, XA=fact("place.currency", '"HRK"', since="2015-01-01", until="2022-12-31")
    )


def test_days_of_one_identity_do_not_overlap(tmp_path: Path) -> None:
    """
    Two values for the same day and conditions are a finding, also by a single day.
    """
    one = fact(until="2026-01-01")
    other = fact(value='"21 %"', since="2026-01-01")

    assert {("days.overlap", "XA tax.rate[1]")} == found(tmp_path, XA=one + other)


def test_an_inexact_change_does_not_overlap(tmp_path: Path) -> None:
    """
    Facts that meet inside a quarter nobody could date follow each other.
    """
    one = fact(until='"2026-Q1"')
    other = fact(value='"21 %"', since='"2026-Q1"')

    assert set() == found(tmp_path, XA=one + other)


@pytest.mark.parametrize(
    ("first", "second", "tied"),
    [
        ('{ origin = "JP" }', '{ channel = "post" }', True),
        ('{ origin = ["JP", "KR"] }', '{ origin = ["KR", "CN"] }', True),
        ('{ origin = "JP" }', '{ origin = "KR" }', False),
        ('{ origin = { not = ["JP"] } }', '{ origin = { not = ["KR"] } }', True),
        ('{ origin = { not = ["JP"] } }', '{ origin = "JP" }', False),
        ('{ origin = { not = ["JP"] } }', '{ origin = "KR" }', True),
        ('{ origin = "JP" }', '{ origin = "JP", channel = "post" }', False),
        ('{ hs = "6109" }', '{ hs = "6205" }', False),
        ('{ hs = "61" }', '{ hs = "6109" }', False),
        ('{ measure = "a" }', '{ measure = "b" }', False),
    ],
)
def test_ties(tmp_path: Path, first: str, second: str, tied: bool) -> None:
    """
    Two facts that one question could meet, neither more specific, are a finding.
    """
    text = fact(when=first) + fact(value='"9 %"', when=second)

    assert ({("when.tie", "XA tax.rate[1]")} if tied else set()) == found(tmp_path, XA=text)


def test_facts_that_add_up_do_not_tie(tmp_path: Path) -> None:
    """
    Territories stand side by side.
    """
    text = "".join(
        fact("place.territories", f'{{ code = "{code}" }}', when=f'{{ measure = "{code}" }}')
        for code in ("XA", "XB")
    )

    assert set() == found(tmp_path, XA=text, XB=fact())


def test_keys_unread_and_unfilled(tmp_path: Path) -> None:
    """
    A key that no room reads, and one that no file fills, are both told.
    """
    told = {(f.code, f.entry) for f in check(book(tmp_path, XA=fact("tax.rates")))}

    assert ("key.unread", "tax.rates") in told
    assert ("key.unfilled", "tax.rate") in told


def test_sources_nobody_names(tmp_path: Path) -> None:
    """
    A named source that no fact uses is left over.
    """
    left = '[sources.old]\ntitle = "Old"\nurl = "https://law.example/old"\nkind = "statute"\n'

    assert {("source.unused", "sources")} == found(tmp_path, XA=left + fact())


def test_a_broken_file_is_a_finding(tmp_path: Path) -> None:
    """
    The check goes on after a broken file, and tells where it breaks.
    """
    facts = book(tmp_path, XA=fact(), XB=fact(value='"130 %"'))
    (tmp_path / "XA.toml").write_text(ACT + "[[tax.rate]\n", encoding="utf-8")
    told = {(f.code, f.file) for f in check(facts)}

    assert {("broken", "XA.toml"), ("value.rate", "XB.toml")} <= told


EXPLAINED = Path(__file__).parent / "vat_differences.toml"


class TestValueAddedTax:
    def test_every_difference_is_explained(self) -> None:
        """
        Our standard rates are those of eu-vat-rates-data, but for those we can explain; no
        explanation has gone stale.
        """
        assert [] == [f.text() for f in check_vat(bundled(), TODAY, str(EXPLAINED))]

    def test_a_difference_is_found(self, tmp_path: Path) -> None:
        """
        A wrong rate and a missing one are told with both sides.
        """
        wrong = bundled().with_layer("given", {"NL": {"tax.rate": "22 %"}}, authority=True)

        assert ("NL", Fraction(22, 100), Fraction(21, 100)) in vat_differences(wrong, TODAY)
        within = fact("place.within", '{ "*" = "EU" }')
        none = book(tmp_path, NL=within, EU=fact("place.currency", '"EUR"'))
        assert ("NL", None, Fraction(21, 100)) in vat_differences(none, TODAY)
        assert "GB" not in {difference.place for difference in vat_differences(none, TODAY)}

    def test_an_explanation_goes_stale(self, tmp_path: Path) -> None:
        """
        What explains a difference that is no more, or another one, is a finding.
        """
        path = tmp_path / "explained.toml"
        path.write_text(
            '[NL]\nours = "19 %"\ntheirs = "21 %"\nwhy = "an old rate"\n'
            '[XI]\nours = "1 %"\ntheirs = "2 %"\nwhy = "another difference"\n',
            encoding="utf-8",
        )
        codes = {(f.code, f.entry) for f in check_vat(bundled(), TODAY, str(path))}

        assert ("vat.stale", "NL") in codes
        assert ("vat.differs", "XI") in codes or ("vat.stale", "XI") in codes

    def test_the_package_reads_no_vat_data(self, tmp_path: Path) -> None:
        """
        The explanations are a file of the tests; a broken one is refused.
        """
        with pytest.raises(DataError):
            check_vat(bundled(), date(2026, 11, 21), str(write(tmp_path) / "none.toml"))
