"""
Files of facts: read whole or not at all, and the message says where it is wrong.
"""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from globalcs.errors import DataError
from globalcs.facts import bundled
from globalcs.facts._shelf import Shelf
from globalcs.facts._store import compile_folder
from globalcs.facts._twins import twins_of
from tests.facts._books import ACT, RATE, TODAY, book, fact, write

OFFICIAL = ' kind = "official"'


def refusal(folder: Path, text: str) -> DataError:
    """
    The error with which a file is refused.
    """
    (folder / "XA.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Shelf.from_path(str(folder))
    return caught.value


@pytest.mark.parametrize(
    ("text", "entry", "message"),
    [
        ("[[tax.rate]]\nsince = \n", "line 2", "no valid TOML"),
        (ACT + '[[tax.rate]]\nvalue = "20 %', "end of file", "no valid TOML"),
        (ACT + fact(value="20.5"), "", "20.5 is a float"),
        (ACT + fact() + fact(confidence='"sure"'), "XA tax.rate[1]", "confidence is one of"),
        (ACT + fact(until="2019-12-31"), "XA tax.rate[0]", "until lies before since"),
        (ACT + fact(since='"soon"'), "XA tax.rate[0]", "since is no day"),
        (ACT + fact(verified='"2026-10"'), "XA tax.rate[0]", "verified must be an exact day"),
        (ACT + fact(when='{ weather = "rain" }'), "XA tax.rate[0]", "unknown condition weather"),
        (ACT + fact(when="{ goods = 7 }"), "XA tax.rate[0]", "condition goods"),
        (ACT + fact(sources="[]"), "XA tax.rate[0]", "at least one source"),
        (ACT + fact(sources='["law"]'), "XA tax.rate[0]", "no source named law"),
        (ACT + fact(value=""), "XA tax.rate[0]", "either a value or ended"),
        (ACT + fact(ended="true"), "XA tax.rate[0]", "either a value or ended"),
        (ACT + fact(colour='"red"'), "XA tax.rate[0]", "unknown field colour"),
        (ACT + "[tax]\nrate = 20\n", "tax.rate", "no fact"),
        (
            '[sources.own]\ntitle = "Own knowledge"\nkind = "unsourced"\n'
            + fact(sources='["own"]'),
            "XA tax.rate[0]",
            "the confidence can only be low",
        ),
        (
            '[sources.own]\ntitle = "Mine"\nkind = "unsourced"\nurl = "https://a.example"\n'
            + fact(),
            "sources.own",
            "an unsourced entry has no url",
        ),
        (
            '[sources.x]\ntitle = "A"\nkind = "rumour"\nurl = "https://a.example"\n' + fact(),
            "sources.x",
            "kind is one of",
        ),
        (
            f'[sources.x]\ntitle = "A"\n{OFFICIAL}\nurl = "ftp://a.example"\n' + fact(),
            "sources.x",
            "a url that starts with https://",
        ),
        (
            f'[sources.act]\ntitle = "A"\n{OFFICIAL}\nurl = "https://a.example"\n'
            + fact(since="", confidence='"low"'),
            "XA tax.rate[0]",
            "without since, verified is needed",
        ),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str, entry: str, message: str) -> None:
    """
    The error names the file, the table and the entry, or the line where the syntax breaks.
    """
    error = refusal(tmp_path, text)

    assert "XA.toml" == error.file
    assert entry == error.entry
    assert message in error.reason


def test_every_beginning_of_a_file_is_refused_or_whole(tmp_path: Path) -> None:
    """
    A file cut off anywhere is refused, or holds only whole facts: nothing is half loaded.
    """
    text = ACT + fact() + fact(value='"9 %"', when='{ goods = "books" }')
    whole = {Fraction(20, 100), Fraction(9, 100)}

    for end in range(0, len(text), 3):
        (tmp_path / "XA.toml").write_text(text[:end], encoding="utf-8")
        try:
            shelf = Shelf.from_path(str(tmp_path))
        except DataError:
            continue
        for entry in shelf.entries("XA").get("tax.rate", ()):
            assert RATE.read(entry["value"]) in whole


def test_no_utf8(tmp_path: Path) -> None:
    """
    Another encoding is refused by name.
    """
    (tmp_path / "XA.toml").write_bytes(ACT.encode() + 'note = "\xe9"'.encode("latin-1"))

    with pytest.raises(DataError, match="is not UTF-8"):
        Shelf.from_path(str(tmp_path))


def test_a_value_the_key_cannot_read(tmp_path: Path) -> None:
    """
    The error names file and entry also when it comes from the reader of the key.
    """
    facts = book(tmp_path, XA=fact(value='"a fifth"'))

    with pytest.raises(DataError, match=r"XA\.toml, XA tax\.rate\[0\]: can't be read: a rate"):
        facts.get("XA", RATE, on=TODAY)


def test_no_such_path(tmp_path: Path) -> None:
    """
    What is not there cannot be loaded.
    """
    with pytest.raises(DataError, match="there is no such file or folder"):
        Shelf.from_path(str(tmp_path / "nowhere"))


class TestLoad:
    def test_newer_facts_stand_in_front(self, tmp_path: Path) -> None:
        """
        What a newer file says under a subject and key replaces the bundled; the rest stays.
        """
        newer = bundled().load(write(tmp_path, NL=fact(value='"23 %"', since="2027-01-01")))

        assert Fraction(23, 100) == newer.get("NL", "tax.rate", on=date(2027, 1, 1)).value
        assert Fraction(21, 100) == bundled().get("NL", "tax.rate", on=date(2027, 1, 1)).value
        assert (
            bundled().get("DE", "tax.rate", on=TODAY).value
            == newer.get("DE", "tax.rate", on=TODAY).value
        )
        assert bundled().version != newer.version

    def test_one_file_is_enough(self, tmp_path: Path) -> None:
        """
        A single file loads as a folder does.
        """
        path = write(tmp_path, XA=fact()) / "XA.toml"

        assert Fraction(1, 5) == bundled().load(path).get("XA", "tax.rate", on=TODAY).value

    def test_a_key_nobody_reads(self, tmp_path: Path) -> None:
        """
        A misspelt key in newer facts is refused, not ignored.
        """
        with pytest.raises(DataError, match=r"no room reads a fact called tax\.rates"):
            bundled().load(write(tmp_path, XA=fact("tax.rates")))

    def test_a_bad_value_is_found_on_loading(self, tmp_path: Path) -> None:
        """
        Newer facts are read at once: an unreadable value does not wait for its first question.
        """
        with pytest.raises(DataError, match="can't be read"):
            bundled().load(write(tmp_path, XA=fact(value='"a fifth"')))

    def test_many_subjects_in_a_file(self, tmp_path: Path) -> None:
        """
        One file may hold several subjects.
        """
        text = ACT + fact('subjects."XA".tax.rate') + fact('subjects."XZ".tax.rate', '"7 %"')
        (tmp_path / "made_up.toml").write_text(text, encoding="utf-8")
        facts = bundled().load(tmp_path)

        assert Fraction(7, 100) == facts.get("XZ", "tax.rate", on=TODAY).value


class TestCompiled:
    def test_a_stale_twin_is_not_used(self, tmp_path: Path) -> None:
        """
        The compiled twin of a file counts only while it carries the digest of the file.
        """
        write(tmp_path, XA=fact())
        assert 1 == compile_folder(str(tmp_path), facts=True)
        assert Fraction(1, 5) == book(tmp_path).get("XA", RATE, on=TODAY).value
        write(tmp_path, XA=fact(value='"22 %"'))

        assert Fraction(22, 100) == book(tmp_path).get("XA", RATE, on=TODAY).value

    def test_a_broken_twin_is_not_used(self, tmp_path: Path) -> None:
        """
        A twin that was cut off falls back to the file.
        """
        write(tmp_path, XA=fact())
        compile_folder(str(tmp_path), facts=True)
        for twin in (tmp_path / "_compiled").iterdir():
            twin.write_bytes(twin.read_bytes()[: os.path.getsize(twin) // 2])
        twins_of.cache_clear()

        assert Fraction(1, 5) == book(tmp_path).get("XA", RATE, on=TODAY).value

    def test_an_edit_of_the_same_length_is_seen(self, tmp_path: Path) -> None:
        """
        A digit changed after the build answers at once, though the size stays the same.
        """
        write(tmp_path, XA=fact(value='"20 %"'))
        compile_folder(str(tmp_path), facts=True)
        before = book(tmp_path).version
        write(tmp_path, XA=fact(value='"21 %"'))

        assert Fraction(21, 100) == book(tmp_path).get("XA", RATE, on=TODAY).value
        assert before != book(tmp_path).version

    def test_many_files_are_read_in_one_piece(self, tmp_path: Path) -> None:
        """
        A large folder is bundled, and each subject answers with its own file's value.
        """
        names = {f"X{a}{b}": fact(value=f'"{n} %"') for n, (a, b) in enumerate(_pairs(), 1)}
        write(tmp_path, **names)
        compile_folder(str(tmp_path), facts=True)

        assert {"_bundle.json", "_index.json"} == {
            path.name for path in (tmp_path / "_compiled").iterdir()
        }
        facts = book(tmp_path)
        for n, name in enumerate(names, 1):
            assert Fraction(n, 100) == facts.get(name, RATE, on=TODAY).value


def _pairs() -> list[tuple[str, str]]:
    return [(a, b) for a in "ABCDEFGHIJKLMNOPQRS" for b in "ABCDEFGHIJ"]
