"""
No answer of the book changes unseen.
"""

from __future__ import annotations

import pytest

from globalcs.facts import bundled
from tests.facts._snapshots import FOLDER, places, snapshot

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
    touched = {p for p in places(bundled()) if snapshot(changed, p) != snapshot(bundled(), p)}

    assert {"NL", "DE", "XI", "EU"} <= touched
    assert not {"GB", "CH", "NO", "US", "JP"} & touched
