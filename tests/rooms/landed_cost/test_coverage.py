"""
What the room says of its own coverage: a place whose quotes stay open is partial, never full.
"""

from datetime import date

import pytest

from globalcs.facts import bundled
from globalcs.landed_cost._keys import gaps

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("place", "on", "expected"),
    [
        # no rates of states, fees of last year, and lists of goods that the book does not hold
        ("US", TODAY, {"local_tax", "fee", "added_duty"}),
        ("US-CA", TODAY, {"local_tax", "fee", "added_duty"}),
        # provinces differ; with one of them nothing is open
        ("CA", TODAY, {"by_region"}),
        ("CA-ON", TODAY, set()),
        # a fee whose amount nobody could tell
        ("AU", TODAY, {"fee"}),
        ("NL", TODAY, set()),
    ],
)
def test_what_leaves_quotes_open_is_a_gap(place, on, expected):
    """
    Each kind of gap is told under its key.
    """
    found = {name.removeprefix("landed_cost.") for name in gaps(bundled(), place, on)}

    assert expected <= found
    assert bool(expected) or found == set()


def test_a_yearly_fee_is_a_gap_only_once_its_year_is_over():
    """
    The entry fee of the United States is known until the end of September 2026.
    """
    assert "landed_cost.fee" not in gaps(bundled(), "US", date(2026, 9, 30))
    assert "landed_cost.fee" in gaps(bundled(), "US", date(2026, 10, 1))


def test_rules_of_low_confidence_are_gaps():
    """
    A layer with a weaker source makes a sure place partial.
    """
    weak = {
        "value": {"limit": "10 EUR", "measure": "goods"},
        "since": date(2026, 1, 1),
        "confidence": "low",
    }
    facts = bundled().with_layer(
        "given", {"NL": {"landed_cost.tax_de_minimis": weak}}, authority=True
    )

    assert "full" == bundled().covers("NL", "landed_cost", TODAY).level
    assert ("partial", ("landed_cost.tax_de_minimis",)) == facts.covers("NL", "landed_cost", TODAY)[
        ::2
    ]


def test_full_coverage_is_what_it_says():
    """
    The United States, Canada and Kenya are partial; the Netherlands and Hong Kong are full.
    """
    levels = {
        place: bundled().covers(place, "landed_cost", TODAY).level
        for place in ("US", "CA", "KE", "NL", "HK")
    }

    partial = dict.fromkeys(("US", "CA", "KE"), "partial")
    assert partial | dict.fromkeys(("NL", "HK"), "full") == levels
