"""
The pains of other systems that this room was designed against: each is a case, or told why not.
"""

import re
from datetime import UTC, date, datetime

import pytest

from globalcs import Money, pricing
from globalcs._case_files import load_cases
from globalcs.errors import InvalidInput
from globalcs.pricing import FixedRates, PriceRules
from tests.house._package import ROOT

FOLDER = ROOT / "tests" / "cases" / "pricing"

#: The numbers of pains that no case of a single price can show, and what answers them.
ELSEWHERE = {
    12: "caches of pages belong to the web frameworks; a price depends on its arguments alone: "
    "test_a_price_depends_on_its_arguments_alone",
    15: "no tax provider is asked here; the lines of a quote add up to its total by construction, "
    "tests/properties/test_landed_cost.py",
    17: "rounding by line and its sum are landed_cost's, tests/properties/test_landed_cost.py",
    35: "a warning of a price change belongs to the adapter of the shop; the tag that it compares "
    "names its currency: test_a_tag_names_its_currency",
}


def test_every_pain_has_its_case():
    """
    1 to 37, currency, exchange and rounding.
    """
    ids = [case.id for case in load_cases(FOLDER)]
    told = {int(found[1]) for name in ids if (found := re.match(r"pain-(\d+)-", name))}

    assert set(range(1, 38)) <= told | ELSEWHERE.keys()
    assert not told & ELSEWHERE.keys()


def test_a_price_depends_on_its_arguments_alone():
    """
    Pain 12: after a price for another place and locale the first one is what it was.
    """
    ask = {"on": date(2026, 10, 29)}
    first = pricing.price("49.90 USD", "NL", **ask)
    pricing.price("49.90 USD", "JP", locale="ja", **ask)

    assert first == pricing.price("49.90 USD", "NL", **ask)


def test_a_tag_names_its_currency():
    """
    Pain 35: a tag in euros is never kept for a market in dollars, nor compared with it.
    """
    rules = PriceRules(band="50 %")
    rates = FixedRates({("GBP", "EUR"): "1.15", ("GBP", "USD"): "1.30"})
    ask = {"on": date(2026, 10, 29), "rules": rules, "rates": rates}
    dutch = pricing.price("10 GBP", "NL", **ask)
    american = pricing.price("10 GBP", "US", previous=dutch, **ask)

    assert Money("13.00", "USD") == american.amount == american.tag.amount


@pytest.mark.parametrize(
    "day", ["2026-10-29", (2026, 10, 29), 20261029, None, datetime(2026, 10, 29, tzinfo=UTC)]
)
def test_a_wrong_kind_of_day_is_told_as_such(day):
    """
    Pain 28: the error is about the day, not about a rate.
    """
    with pytest.raises(InvalidInput, match="on is a day"):
        pricing.price("10 USD", "NL", on=day)
