"""
The import of rules on reductions and unit prices: what nobody reviewed stops it.
"""

import pytest

from tools.import_facts.pricing import reductions, relief_of, unit_prices
from tools.import_facts.sources import MappingError

EU = {
    "law": "Directive 98/6/EC",
    "applies_from": "2022-05-28",
    "prior_price_days": 30,
    "source": ["d-98-6"],
    "confidence": "high",
}
STATE = {
    "law": "an act",
    "from": "2023-01-01",
    "prior_price_days": 30,
    "source": "own",
    "confidence": "medium",
}


def imported(state):
    """
    The facts of one made-up state.
    """
    rows = {"eu": EU, "states": {"XA": {**STATE, **state}}, "other_places": {}}
    return [fact for place, fact in reductions(rows) if place == "XA"]


def test_days_and_relief_are_two_facts():
    """
    Each with its own confidence: that of details may be lower, and own knowledge is low.
    """
    days, relief = imported(
        {
            "perishable": "own_window",
            "perishable_days": 14,
            "source": ["a"],
            "detail_confidence": "low",
        }
    )

    assert ("pricing.prior_price", 30, "medium") == (days["key"], days["value"], days["confidence"])
    assert {"perishable": "own_window", "perishable_days": 14} == relief["value"]
    assert "low" == relief["confidence"]
    assert ["low"] == [fact["confidence"] for fact in imported({})]


@pytest.mark.parametrize(
    "row",
    [
        {"perishable": "sometimes"},
        {"new_arrival": "perhaps"},
        {"progressive": True, "progressive_limit": "a while"},
        {"a_new_field": 3},
    ],
)
def test_an_unknown_phrase_stops_the_import(row):
    """
    Nothing is guessed from prose.
    """
    with pytest.raises(MappingError, match="XA: no row maps"):
        imported(row)


def test_a_place_of_its_own_kind_must_be_reviewed():
    """
    A rule outside the Union is read by a person first.
    """
    with pytest.raises(MappingError, match="XA: its rule"):
        list(reductions({"eu": EU, "states": {}, "other_places": {"XA": STATE}}))


def test_units_and_limits():
    """
    Limits of campaigns become days or months; unknown units stop the import.
    """
    months = relief_of("XA", {"progressive_limit": "three calendar months from the first cut"})
    rule = {"units": ["kg", "a pinch"], "source": ["a"], "confidence": "low"}

    assert {"progressive_months": 3} == months
    with pytest.raises(MappingError, match="XA: no row maps the unit"):
        list(unit_prices({"eu": EU, "XA": rule}))
