"""
No answer of the book changes unseen.
"""

from __future__ import annotations

import pytest

from globalcs.facts import bundled
from tests.facts._snapshots import FOLDER, answers, offers, places, snapshot

UPDATE = "python -m tests.facts.update_snapshots, then read the difference"


@pytest.mark.parametrize("place", places(bundled()))
def test_the_answers_for_a_place(place: str) -> None:
    """
    What the book says of a place is what the snapshot holds; a change of data changes both.
    """
    path = FOLDER / f"{place}.json"

    assert path.exists(), f"{place} is new: {UPDATE}"
    assert path.read_text(encoding="utf-8") == snapshot(bundled(), place), UPDATE


def test_no_snapshot_is_left_over() -> None:
    """
    A place that left the book takes its snapshot along.
    """
    assert set(places(bundled())) == {path.stem for path in FOLDER.glob("*.json")}, UPDATE


def test_a_change_shows_whom_it_touches() -> None:
    """
    One rate changed in the Union's file touches its members, and nobody else.
    """
    layer = {"EU": {"landed_cost.general_duty": "99 %"}}
    changed = bundled().with_layer("newer", layer, authority=True)
    touched = {p for p in places(bundled()) if answers(changed, p) != answers(bundled(), p)}

    assert {"NL", "DE", "XI", "EU"} <= touched
    assert not {"GB", "CH", "NO", "US", "JP"} & touched


def test_a_change_of_a_method_shows_whom_it_touches() -> None:
    """
    A method that closes leaves the offers where it was paid with, and changes nothing elsewhere.
    """
    layer = {
        "method:ideal": {"payments.end": {"value": {"successors": ["wero"]}, "since": "2026-01-01"}}
    }
    closed = bundled().with_layer("newer", layer, authority=True)

    assert "ideal" in offers(bundled(), "NL").split()
    assert "ideal" not in offers(closed, "NL").split()
    assert offers(bundled(), "JP") == offers(closed, "JP")
