"""
globalcs facts check | show | new | diff.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from globalcs.cli import main
from globalcs.facts import bundled
from globalcs.facts._diff import Change, diff
from globalcs.facts._registry import ROOMS, required_keys
from globalcs.facts._show import show, value_text
from tests.facts._books import TODAY, book, fact, write


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """
    Exit code, output and errors of `globalcs facts ARGUMENTS`.
    """
    code = main(["facts", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


class TestCheck:
    def test_the_bundled_book(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        The book that ships passes, and the version that was checked is told.
        """
        code, printed, _ = run(capsys, "check")

        assert 0 == code
        assert printed.startswith(bundled().version)
        assert printed.endswith(" findings: 0\n")

    def test_a_finding(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """
        What is wrong is told with file and entry, and the exit code is 1.
        """
        path = write(tmp_path, XA=fact(value='"130 %"'))
        code, printed, _ = run(capsys, "check", "--load", str(path))

        assert 1 == code
        assert "XA.toml, XA tax.rate[0]: rate = 130 %" in printed
        assert printed.endswith(" findings: 1\n")

    def test_a_broken_file(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """
        A file that can't be loaded is bad input, told in one line without a traceback.
        """
        path = write(tmp_path, XA="[[tax.rate]")
        code, printed, errors = run(capsys, "check", "--load", str(path))

        assert (2, "") == (code, printed)
        assert 1 == errors.count("\n")
        assert errors.startswith("globalcs: XA.toml, line 7")


class TestShow:
    def test_what_holds_on_a_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        The facts of the place and of its union, with days, confidence and sources.
        """
        code, printed, _ = run(capsys, "show", "NL", "--on", "2026-07-01")

        assert 0 == code
        assert "landed_cost.flat_duty of EU\n  shape per_tariff_item" in printed
        assert "place.currency of NL\n  EUR\n    since 1999-01-01, high [" in printed
        assert "\nsources\n  [1] " in printed

    def test_the_day_matters(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        The day before, the flat duty did not exist.
        """
        _, printed, _ = run(capsys, "show", "NL", "--on", "2026-06-30")

        assert "flat_duty" not in printed

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        The same as data, narrowed to a key.
        """
        _, printed, _ = run(
            capsys, "show", "XI", "--key", "place.currency", "--on", "2026-07-01", "--json"
        )
        (row,) = json.loads(printed)

        assert ("GB", "place.currency", "GBP") == (row["subject"], row["key"], row["value"])
        assert {"title", "url", "kind", "seen"} == set(row["sources"][0])

    @pytest.mark.parametrize("arguments", [("show", "XX"), ("show", "NL", "--on", "soon")])
    def test_bad_input(
        self, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
    ) -> None:
        """
        An unknown place or day is one line and exit code 2.
        """
        code, printed, errors = run(capsys, *arguments)

        assert (2, "") == (code, printed)
        assert 1 == errors.count("\n")

    def test_a_nearer_fact_hides_the_union(self, tmp_path: Path) -> None:
        """
        Under the same key and conditions only the nearest is shown; other conditions stand beside.
        """
        books = fact(value='"5 %"', when='{ goods = "books" }')
        facts = book(
            tmp_path,
            XA=fact("place.within", '{ "*" = "XU" }') + fact(),
            XU=fact(value='"15 %"') + books,
        )
        rows = {(r.subject, r.when): r.value for r in show(facts, "XA", TODAY) if "tax" in r.key}

        assert {("XA", ""): "20 %", ("XU", "goods books"): "5 %"} == rows


class TestNew:
    def test_a_skeleton(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Every key that a room needs stands in the file, as comments; with them it holds nothing.
        """
        code, printed, _ = run(capsys, "new", "XA")

        assert 0 == code
        assert {} == tomllib.loads(printed)
        for room in ROOMS:
            for key in required_keys(room):
                assert f"# [[{key.name}]]" in printed

    def test_filled_in_it_is_a_file_of_facts(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        """
        With the marks of comments removed below its head, the skeleton loads, and every room that
        it serves finds all it needs.
        """
        _, printed, _ = run(capsys, "new", "XA")
        _, _, body = printed.partition("# [sources.vat-act]")
        lines = ("# [sources.vat-act]" + body).splitlines()
        text = "\n".join(line.removeprefix("# ") for line in lines if line[:5] != "# ---")
        (tmp_path / "XA.toml").write_text(text, encoding="utf-8")
        facts = bundled().load(tmp_path)

        assert all(() == facts.covers("XA", room, TODAY).missing for room in ROOMS)

    def test_into_a_folder(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """
        The file is named by its place, and an existing one is never overwritten.
        """
        code, printed, _ = run(capsys, "new", "XA", "--to", str(tmp_path))
        again, _, errors = run(capsys, "new", "XA", "--to", str(tmp_path))

        assert (0, f"{tmp_path / 'XA.toml'}\n") == (code, printed)
        assert 2 == again
        assert "can't be written: File exists" in errors

    @pytest.mark.parametrize(
        ("place", "message"), [("NL", "the book has NL already"), ("Holland", "a code such as XA")]
    )
    def test_refused(self, capsys: pytest.CaptureFixture[str], place: str, message: str) -> None:
        """
        A place of the book has its file; what is no code gets none.
        """
        code, _, errors = run(capsys, "new", place)

        assert 2 == code
        assert message in errors


class TestDiff:
    def test_two_days(self, tmp_path: Path) -> None:
        """
        What changed, what came and what ended, each once.
        """
        facts = book(
            tmp_path,
            XA=fact(until="2025-12-31")
            + fact(value='"21 %"', since="2026-01-01")
            + fact(value='"9 %"', since="2026-01-01", when='{ goods = "books" }')
            + fact("place.currency", '"EUR"', until="2025-12-31"),
            XZ=fact(),
        )
        changes = diff(facts, date(2025, 12, 31), date(2026, 1, 1))

        assert (
            Change("XA", "place.currency", "", "EUR", None),
            Change("XA", "tax.rate", "", "20 %", "21 %"),
            Change("XA", "tax.rate", "goods books", None, "9 %"),
        ) == changes
        assert () == diff(facts, date(2026, 1, 1), date(2026, 1, 2))

    def test_of_a_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        A place sees what changes in its union; another place does not.
        """
        code, printed, _ = run(
            capsys, "diff", "2026-06-30", "2026-07-01", "--place", "NL", "--json"
        )
        flat = [change for change in json.loads(printed) if "flat_duty" in change["key"]]

        assert 1 == code
        assert [("EU", None)] == [(change["subject"], change["before"]) for change in flat]
        assert "EU" not in {c.subject for c in diff(bundled(), TODAY, date(2026, 6, 30), "JP")}

    def test_nothing_changes(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Equal days are exit code 0.
        """
        code, printed, _ = run(capsys, "diff", "2026-07-01", "2026-07-01")

        assert 0 == code
        assert "nothing changes" in printed


def test_values_in_a_line() -> None:
    """
    Tables, lists and yes or no are written for people.
    """
    assert "days 14; parts (a 1), (b no)" == value_text(
        {"days": 14, "parts": [{"a": 1}, {"b": False}]}
    )
