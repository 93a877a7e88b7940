"""
The pages about payment methods are made from the book.
"""

import sys
from datetime import date

import pytest

from globalcs import payments
from globalcs.facts import bundled
from tests.house._package import ROOT

sys.path.append(str(ROOT / "docs" / "_ext"))

import payments_pages

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def pages():
    return payments_pages.pages_of(bundled(), ON)


def test_every_method_has_a_page(pages):
    """
    Two hundred and thirteen methods, two hundred and thirteen pages, each linked once.
    """
    cards = payments.methods()

    assert {f"methods/{card.id}.md" for card in cards} == {n for n in pages if n[:8] == "methods/"}
    assert len(cards) == pages["methods.md"].count("](methods/")


def test_every_country_with_money_has_a_page(pages):
    """
    Countries are linked from their table; a union of countries has no list.
    """
    places = {name[10:-3] for name in pages if name.startswith("countries/")}

    assert {"NL", "SA", "JP", "US"} <= places
    assert "EU" not in places
    assert len(places) == pages["countries.md"].count("](countries/")


def test_the_list_is_the_selection(pages):
    """
    The page shows the offered list in its order, and why the next ones are not on it.
    """
    checkout = payments.Checkout(shopper_country="NL", merchant_country="NL", amount="50 EUR")
    offered = payments.select(checkout, on=ON).offered
    page = pages["countries/NL.md"]
    places = [page.index(f"](../methods/{offer.method.id}.md) |") for offer in offered]

    assert sorted(places) == places
    assert "takes no payments from 2025-09-30 on" not in page
    assert "Billie is for registered businesses. | `buyer = business` |" in page


def test_a_method_tells_where_it_is_and_what_is_known(pages):
    """
    The page of BLIK: Poland in the first place, and every fact with its source.
    """
    page = pages["methods/blik.md"]

    assert "[PL](../countries/PL.md) (1)" in page
    for key in bundled().keys_of("method:blik"):
        assert f"\n### {key}\n" in page


def test_worth_of_the_lists():
    """
    Lists are made for about fifty euros in the money of the place, or a hundred without a rate.
    """
    assert "50.00 EUR" == payments_pages.worth("EUR", ON)
    assert payments_pages.worth("JPY", ON).endswith(" JPY")
    assert "100 XOF" != payments_pages.worth("USD", ON)
