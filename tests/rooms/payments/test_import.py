"""
The import from research: every phrase is mapped by a reviewed table, or the run stops.
"""

from datetime import date

import pytest

from tools.import_facts.payments import MappingError, all_facts

METHOD = {
    "id": "shells",
    "name": "Shells",
    "native_name": None,
    "family": "wallet",
    "countries": ["NL"],
    "currencies": ["EUR"],
    "min_amount": [{"currency": "EUR", "amount": "1"}],
    "max_amount": None,
    "confirmation": "instant",
    "shopper_flow": "customer_present",
    "refund": {"supported": "yes", "partial": True, "window_days": 30},
    "recurring": "no",
    "dispute": {"exposure": "none", "window_days": None},
    "b2b": "no",
    "launched": "2019",
    "retired": "2025-03-31",
    "psp_codes": {"checkout": "shells"},
    "confidence": {"availability": "high", "refund_recurring_dispute": "medium", "dates": "low"},
    "sources": ["page", "other (unverified)"],
}


def facts(**changes):
    return {fact["key"]: fact for fact in all_facts({**METHOD, **changes})}


def test_days():
    """
    The last day becomes the day after; a year stays a year.
    """
    told = facts()

    assert "2019" == told["payments.life"]["since"]
    assert date(2025, 4, 1) == told["payments.end"]["since"]


def test_confidence_is_never_raised():
    """
    Each group keeps its own; what is low rests on no page that was read.
    """
    told = facts()

    assert ("high", ["page"]) == _trust(told["payments.market"])
    assert ("medium", ["page"]) == _trust(told["payments.terms"])
    assert ("medium", ["page"]) == _trust(told["payments.use"])
    assert ("low", ["other", "own"]) == _trust(told["payments.life"])
    assert ("low", ["other", "own"]) == _trust(told["payments.limits"])


def test_without_a_page_that_was_read_all_is_low():
    """
    Research that read nothing can't be sure of anything.
    """
    told = facts(sources=["other (unverified)"])

    assert {"low"} == {fact["confidence"] for fact in told.values()}


@pytest.mark.parametrize(
    "changes",
    [
        {"family": "barter"},
        {"recurring": "sometimes"},
        {"b2b": "maybe"},
        {"device": ["telepathy"]},
        {"shopper_data_needed": ["shoe size"]},
        {"restricted_goods": {"values": ["fireworks"], "source": "own", "confidence": "low"}},
        {"cross_border_rule": "only on Sundays"},
        {"launched_note": "in beta"},
        {"psp_codes": {"newpay": "shells"}},
        {"max_amount": [{"currency": "EUR", "amount": "5", "note": "on a good day"}]},
        {"max_amount": [{"note": "it depends"}]},
        {"colour": "blue"},
        {"dated_availability": [
            {"country": "NL", "until": "2020-01-01", "confidence": "low", "sources": ["own"]}
        ]},
    ],
)  # fmt: skip
def test_a_phrase_nobody_reviewed_stops_the_run(changes):
    """
    What no table knows is an error and never a guess.
    """
    with pytest.raises(MappingError):
        facts(**changes)


def _trust(fact):
    return fact["confidence"], fact["sources"]
