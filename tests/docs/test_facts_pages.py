"""
The pages about the book are made from the book.
"""

import sys
from datetime import date

import pytest

from globalcs.facts import bundled
from tests.house._package import ROOT

sys.path.append(str(ROOT / "docs" / "_ext"))

import facts_pages

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def pages():
    return facts_pages.pages_of(bundled(), ON)


def test_every_place_has_a_row_and_a_page(pages):
    """
    A place more in the book is a page more, without a list to keep.
    """
    places = facts_pages.places(bundled())

    assert {"NL", "XI", "US-CA", "EU"} <= set(places)
    assert {"coverage.md", *(f"places/{place}.md" for place in places)} == set(pages)
    assert len(places) == pages["coverage.md"].count("](places/")


def test_coverage_is_what_the_book_answers(pages):
    """
    The table says of each room what `covers` says.
    """
    levels = [bundled().covers("SA", room, ON).level for room in facts_pages.ROOMS]

    assert f"| [SA, Saudi Arabia](places/SA.md) | {' | '.join(levels)} |" in pages["coverage.md"]


def test_each_fact_is_shown_with_its_source(pages):
    """
    The page of a place has the facts of each key together and links their sources.
    """
    fact = bundled().get("NL", "tax.rate", on=ON)
    part = pages["places/NL.md"].partition("\n### tax.rate\n")[2].partition("\n### ")[0]
    row = next(line for line in part.splitlines() if line.startswith("| 21 % |"))

    assert f"from {fact.since}" in row
    assert fact.confidence in row
    assert f"](<{fact.sources[0].url}>)" in row


def test_text_cannot_break_a_table():
    """
    A bar, a bracket or a line break in a title stays text.
    """
    assert r"a \| b \[c\] d" == facts_pages.cell("a | b [c]\nd")
    assert r"`a \| b`" == facts_pages.code("a | b")


def test_values_are_words_not_data(pages):
    """
    A value with fields is told as the command line tells it, without quotes and braces.
    """
    assert [] == [name for name, text in pages.items() if '{"' in text]


def test_every_row_has_the_columns_of_its_head(pages):
    """
    No value of the book adds a column to a table.
    """
    for text in pages.values():
        for block in text.split("\n\n"):
            lines = [line.replace(r"\|", "") for line in block.splitlines() if line[:1] == "|"]
            assert 1 >= len({line.count("|") for line in lines})
