"""
Every fact that ships: it is read, holds on its days, and names who says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from globalcs.errors import FactEnded, FactNotFound
from globalcs.facts import Fact, bundled
from globalcs.facts._dates import parse_span
from globalcs.facts._registry import ROOMS, all_keys
from tests.facts._books import TODAY

#: The places the first version is about.
PLACES = [
    *("NL", "DE", "FR", "GB", "CH", "NO", "US", "CA"),
    *("BR", "JP", "CN", "KR", "SA", "AE", "AU", "EU"),
]
ONE_DAY = timedelta(days=1)


def every_fact(subject: str) -> Iterator[Fact[Any]]:
    facts = bundled()
    for key in facts.keys_of(subject):
        yield from facts.history(subject, key)


def holding(fact: Fact[Any], on: date) -> bool:
    """
    Whether exactly this fact is among those in force on a day.
    """
    return any(
        (other.when, other.since, other.until) == (fact.when, fact.since, fact.until)
        for other in bundled().history(fact.subject, fact.key)
        if other._record.timing(on) != "outside"
    )


@pytest.mark.parametrize("subject", bundled().subjects())
def test_every_fact_holds_from_its_first_to_its_last_day(subject: str) -> None:
    """
    On the days around each change the right fact holds: not the day before, and not the day after.
    """
    for fact in every_fact(subject):
        if fact.since is not None:
            first = parse_span(fact.since).first
            assert holding(fact, first), fact
            assert not holding(fact, first - ONE_DAY), fact
        if fact.until is not None:
            last = parse_span(fact.until).last
            assert holding(fact, last), fact
            assert not holding(fact, last + ONE_DAY), fact


@pytest.mark.parametrize("subject", bundled().subjects())
def test_every_fact_names_its_sources(subject: str) -> None:
    """
    A title, an address unless it is own knowledge, and no confidence that nobody's reading earned.
    """
    for fact in every_fact(subject):
        assert fact.sources, fact
        for source in fact.sources:
            assert source.title, fact
            assert (source.url is None) == (source.kind == "unsourced"), fact
        if fact.confidence != "low":
            assert any(source.seen for source in fact.sources), fact


@pytest.mark.parametrize("place", PLACES)
def test_a_day_before_the_book_begins(place: str) -> None:
    """
    Long ago the book either says nothing or calls its answer an estimate; it never pretends.
    """
    facts, long_ago = bundled(), date(1600, 1, 1)

    for name, key in all_keys().items():
        try:
            found = facts.get(place, key, on=long_ago)
        except (FactNotFound, FactEnded):
            continue
        assert "estimated" == found.status, name


#: The Union has laws, but no shoppers of its own: it ranks no methods and speaks no language.
NOT_OF_THE_UNION = ("payments", "localization")


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("place", PLACES)
def test_the_places_of_the_first_version_are_covered(place: str, room: str) -> None:
    """
    Each of them has something to say in every room.
    """
    expected = {"none"} if place == "EU" and room in NOT_OF_THE_UNION else {"full", "partial"}

    assert bundled().covers(place, room, TODAY).level in expected


@pytest.mark.parametrize("place", PLACES)
def test_thin_research_is_told(place: str) -> None:
    """
    Full coverage leaves nothing in doubt; where facts are weak or missing the level is partial.
    """
    for room in ROOMS:
        level, missing, weak, _ = bundled().covers(place, room, TODAY)

        assert (level == "full") == (not missing and not weak), room


def test_places_on_own_knowledge_are_partial() -> None:
    """
    Where a needed fact rests on own knowledge alone the table of coverage says so.
    """
    levels = {bundled().covers(place, "landed_cost", TODAY).level for place in ("KW", "OM")}

    assert {"partial"} == levels


def test_a_language_without_messages_is_a_gap() -> None:
    """
    Armenia's language is known, but no message is written in it; Dutch ones are.
    """
    armenia = bundled().covers("AM", "localization", TODAY)

    assert ("partial", ("messages in hy-AM",)) == (armenia.level, armenia.weak)
    assert "full" == bundled().covers("NL", "localization", TODAY).level
