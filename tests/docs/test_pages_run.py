"""
The documentation's examples really run: a page that says something wrong fails.
"""

import re
import shutil
import subprocess
import sys
from datetime import date

import pytest

from globalcs import localization, payments
from globalcs.facts import bundled
from tests.house._package import ROOT

FENCE = "```"


@pytest.fixture
def outcome(tmp_path):
    """
    Runs one page in a folder that has nothing but our conftest, and gives what pytest said.
    """
    shutil.copy(ROOT / "conftest.py", tmp_path)

    def run(*blocks: tuple[str, str]) -> str:
        text = "\n\n".join(f"{FENCE}{language}\n{body}\n{FENCE}" for language, body in blocks)
        (tmp_path / "page.md").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "page.md"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    return run


def test_a_true_page_passes(outcome):
    """
    Later blocks see the names of earlier ones, and an `output` block is what was printed.
    """
    said = outcome(("python", "word = 'yes'"), ("python", "print(word)"), ("output", "yes"))

    assert "3 passed" in said


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("python", "assert 1 == 2"),
        ("python", ">>> 1 + 1\n3"),
        ("output", "something that no block printed"),
        ("toml", "since = 2020-13-01"),
        ("json", "{'quoted': 'wrongly'}"),
    ],
)
def test_a_false_page_fails(outcome, language, body):
    """
    Wrong code, a wrong answer, output that was not printed and data that cannot be read.
    """
    assert "1 failed" in outcome((language, body))


def test_a_command_that_prints_something_else_fails(outcome):
    """
    What stands below `$ globalcs ...` is what it prints.
    """
    assert "1 failed" in outcome(("console", "$ globalcs --version\nglobalcs 0.0.0"))


def test_the_numbers_of_the_read_me_hold():
    """
    What the read-me says there is more of than a number, there is, and not twice as much.
    """
    book, on = bundled(), date(2026, 11, 21)
    countries = [name for name in book.subjects() if len(name) == 2]
    quoted = [c for c in countries if book.covers(c, "landed_cost", on).level != "none"]
    found = {
        "methods": len(payments.methods()),
        "countries": len(quoted),
        "languages": len(localization.locales()),
    }
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {what: int(number) for number, what in re.findall(r"more than (\d+) (\w+)", text)}

    assert set(found) == set(told)
    for what, number in told.items():
        assert number < found[what] < 2 * number, what
