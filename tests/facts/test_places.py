"""
Finding a place: by code, by alias, by region and by postcode; and whom it inherits from.
"""

from __future__ import annotations

from datetime import date

import pytest

from globalcs.errors import UnknownPlace
from globalcs.facts import bundled
from globalcs.facts._shared_keys import CURRENCY, TERRITORIES, WITHIN
from globalcs.items import Address
from tests.facts._books import TODAY

MEMBERS = [
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
]


@pytest.mark.parametrize(
    ("country", "postal_code", "expected"),
    [
        ("ES", "35001", "IC"),
        ("ES", "38 001", "IC"),
        ("ES", "28001", "ES"),
        ("ES", "51001", "EA"),
        ("ES", "52001", "EA"),
        ("GB", "BT1 5GS", "XI"),
        ("GB", "bt71 4gs", "XI"),
        ("GB", "BA1 1AA", "GB"),
        ("GB", "IM1 1AA", "IM"),
        ("GB", "JE2 3AB", "JE"),
        ("GB", "GY1 1AA", "GG"),
        ("GB", "SW1A 1AA", "GB"),
        ("FI", "22100", "AX"),
        ("FI", "00100", "FI"),
        ("FR", "75001", "FR"),
        ("FR", "97110", "GP"),
        ("FR", "97133", "BL"),
        ("FR", "97150", "MF"),
        ("FR", "97200", "MQ"),
        ("FR", "97300", "GF"),
        ("FR", "97400", "RE"),
        ("FR", "97600", "YT"),
        ("FR", "98000", "MC"),
        ("FR", "98800", "NC"),
        ("IT", "23041", "IT-LIV"),
        ("IT", "22061", "IT-CAM"),
        ("IT", "00120", "VA"),
        ("IT", "00118", "IT"),
        ("IT", "47890", "SM"),
        ("DE", "27498", "DE-HEL"),
        ("DE", "78266", "DE-BUS"),
        ("CH", "8238", "DE-BUS"),
        ("CH", "9490", "LI"),
        ("DE", "87491", "AT-JUN"),
        ("AT", "6691", "AT-JUN"),
        ("GR", "63086", "GR-69"),
        ("PT", "9000-001", "PT-30"),
        ("PT", "9500-321", "PT-20"),
        ("PT", "1000-001", "PT"),
        ("NO", "9170", "SJ"),
        ("DK", "3900", "GL"),
        ("DK", "1050", "DK"),
        ("NL", "not a code", "NL"),
    ],
)
def test_a_postcode_finds_its_territory(country: str, postal_code: str, expected: str) -> None:
    """
    Territories with tax or customs law of their own are found, spaces and dashes do not matter.
    """
    assert expected == bundled().place(country, postal_code=postal_code).code


@pytest.mark.parametrize(
    ("text", "expected"),
    [("UK", "GB"), ("EL", "GR"), ("XK", "XK"), ("nl", "NL"), (" NL ", "NL"), ("us_ca", "US-CA")],
)
def test_what_people_write(text: str, expected: str) -> None:
    """
    The tax offices' codes and any case are understood.
    """
    assert expected == bundled().place(text).code


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [("ES", "CN", "IC"), ("GB", "NIR", "XI"), ("US", "US-CA", "US-CA"), ("PT", "20", "PT-20")],
)
def test_a_region_finds_its_place(country: str, region: str, expected: str) -> None:
    """
    A region of ISO 3166-2 counts with or without its country.
    """
    assert expected == bundled().place(country, region=region).code


def test_an_address_is_a_place() -> None:
    """
    An address says by itself where it lies; the country of the address is kept.
    """
    found = bundled().place(Address(country="GB", postal_code="BT1 5GS"))

    assert ("XI", "GB") == (found.code, found.country)


@pytest.mark.parametrize("text", ["XX", "QQ", "Holland", "", "N", "NL-QQ", "US-ZZ", "NLD", "EUR"])
def test_no_such_place(text: str) -> None:
    """
    What is no place is refused, with what to write instead.
    """
    with pytest.raises(UnknownPlace):
        bundled().place(text)


def test_every_territory_can_be_named_by_its_code() -> None:
    """
    The code a postcode leads to is a place that can be asked for by name.
    """
    facts = bundled()
    codes = {
        found.value.code
        for country in facts.subjects()
        if ":" not in country
        for found in facts.history(country, TERRITORIES)
    }

    assert {"IC", "EA", "XI", "AX", "DE-BUS", "IT-LIV", "GP", "MC"} <= codes
    assert codes == {facts.place(code).code for code in codes}


@pytest.mark.parametrize(
    ("place", "room", "expected"),
    [
        ("XI", "landed_cost", ("XI", "EU")),
        ("XI", "tax", ("XI", "EU")),
        ("XI", "returns", ("XI", "GB")),
        ("IC", "landed_cost", ("IC", "EU")),
        ("IC", "tax", ("IC",)),
        ("IC", "returns", ("IC", "ES", "EU")),
        ("EA", "landed_cost", ("EA",)),
        ("DE-BUS", "landed_cost", ("DE-BUS", "CH")),
        ("DE-BUS", "returns", ("DE-BUS", "DE", "EU")),
        ("MC", "tax", ("MC", "FR", "EU")),
        ("MC", "returns", ("MC",)),
        ("LI", "tax", ("LI", "CH")),
        ("NO", "landed_cost", ("NO",)),
        ("US-CA", "tax", ("US-CA", "US")),
    ],
)
def test_each_room_has_its_own_parents(place: str, room: str, expected: tuple[str, ...]) -> None:
    """
    Customs, tax and consumer law of a place may come from different sides.
    """
    assert expected == bundled().chain(place, room, TODAY)


@pytest.mark.parametrize("code", MEMBERS)
def test_every_member_is_within_the_union(code: str) -> None:
    """
    All twenty-seven inherit from the EU in every room, and say since when.
    """
    found = bundled().get(code, WITHIN, on=TODAY)

    assert {"*": "EU"} == found.value.parents
    assert found.since is not None


def test_there_are_no_other_members() -> None:
    """
    Nobody else inherits everything from the EU today; the United Kingdom did until 2020.
    """
    facts = bundled()
    within = [code for code in facts.subjects() if len(code) == 2 and _is_member(code, TODAY)]

    assert MEMBERS == within
    assert _is_member("GB", date(2020, 12, 31))
    assert not _is_member("GB", date(2021, 1, 1))
    assert not _is_member("HR", date(2013, 6, 30))


def _is_member(code: str, on: date) -> bool:
    found = bundled().find(code, WITHIN, on=on)
    return found is not None and found.value.parents == {"*": "EU"}


@pytest.mark.parametrize(
    ("place", "on", "expected"),
    [
        ("BG", date(2025, 12, 31), "BGN"),
        ("BG", date(2026, 1, 1), "EUR"),
        ("HR", date(2022, 12, 31), "HRK"),
        ("HR", date(2023, 1, 1), "EUR"),
        ("NL", TODAY, "EUR"),
        ("GB", TODAY, "GBP"),
        ("XI", TODAY, "GBP"),
        ("IC", TODAY, "EUR"),
        ("DE-HEL", TODAY, "EUR"),
        ("SA", TODAY, "SAR"),
        ("US-CA", TODAY, "USD"),
        ("XK", TODAY, "EUR"),
    ],
)
def test_money_of_a_place(place: str, on: date, expected: str) -> None:
    """
    Each place has its money on its days.
    """
    assert expected == bundled().get(place, CURRENCY, on=on).value
