"""
Registrations: a closed vocabulary, so that a mistyped one is told and not taken for none.
"""

from datetime import date

import pytest

from globalcs import Shop
from globalcs.errors import InvalidInput
from globalcs.facts import bundled
from globalcs.landed_cost import Shipment
from globalcs.landed_cost._keys import DISTANCE_SALE, SCHEME
from globalcs.landed_cost._registrations import REGISTRATIONS, registration
from tests.house._package import ROOT

TODAY = date(2026, 11, 21)
ITEMS = [{"price": "20 EUR"}]


def parcel(*names):
    return Shipment(
        ship_from="US", ship_to="NL", shipping="5 EUR", items=ITEMS, registrations=names
    )


def in_the_book(key):
    facts = bundled()
    return [fact.value for subject in facts.subjects("") for fact in facts.history(subject, key)]


class TestVocabulary:
    def test_every_scheme_of_the_book_is_in_it(self):
        """
        What a scheme is called, and what else it is called, can be given by a shop.
        """
        named = {name for law in in_the_book(SCHEME) for name in (law.registration, *law.also)}
        named |= {law.registration for law in in_the_book(DISTANCE_SALE)}

        assert set() == named - REGISTRATIONS
        assert {"IOSS", "OSS", "VAT-GB", "GST-AU"} <= named

    def test_nothing_else_is_in_it_but_the_tax_numbers_of_the_union(self):
        """
        A name without a scheme is that of a member whose tax a seller charges there.
        """
        named = {name for law in in_the_book(SCHEME) for name in (law.registration, *law.also)}
        named |= {law.registration for law in in_the_book(DISTANCE_SALE)}
        facts = bundled()
        members = {name.removeprefix("VAT-") for name in REGISTRATIONS - named}
        countries = {
            facts.place(subject).country
            for subject in facts.subjects("")
            if subject.isupper() and "EU" in facts.chain(subject, "tax", TODAY) and subject != "EU"
        }

        assert countries == members

    @pytest.mark.parametrize("text", ["ioss", " IOSS ", "vat_gb", "Gst au"])
    def test_case_and_hyphens_do_not_matter(self, text):
        """
        A name is read as people write it.
        """
        assert registration(text) in REGISTRATIONS


class TestMistyped:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [("I-OSS", "IOSS"), ("GB", "VAT-GB"), ("UK", "VAT-GB"), ("AU", "GST-AU"), ("VOCE", "VOEC")],
    )
    def test_a_shipment_refuses_it_with_what_was_meant(self, name, meant):
        """
        The error names the field, what comes close, and not the text that was given.
        """
        with pytest.raises(InvalidInput, match=meant) as caught:
            parcel("IOSS", name)

        assert "registrations.1" == caught.value.problems[0].path

    def test_a_shop_refuses_it(self):
        """
        A shop says so when it is made, not with its first order.
        """
        with pytest.raises(InvalidInput, match="did you mean GST-AU") as caught:
            Shop(home="US-TX", currency="USD", registrations=("AU",))

        assert "registrations" == caught.value.problems[0].path

    @pytest.mark.parametrize("name", ["", "XYZQ", "VAT-ZZ-17", "OWN-"])
    def test_a_name_far_from_all_is_refused_too(self, name):
        """
        Without a name that comes close, the error says what names look like.
        """
        with pytest.raises(InvalidInput, match="no such registration"):
            parcel(name)

    def test_a_scheme_of_your_own_has_a_name_of_your_own(self):
        """
        A layer may bring a scheme that the book does not know.
        """
        assert ("OWN-PILOT",) == parcel("own_pilot").registrations


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.toml")), ids=lambda p: p.stem)
def test_shops_of_the_examples_are_registered_under_true_names(path):
    """
    The example shops open, and what they are registered for exists.
    """
    shop = Shop.from_toml(path)

    assert set() == set(shop.registrations) - REGISTRATIONS
