"""
From what people write of a place to the code the book knows it by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput, UnknownPlace
from globalcs.facts._place_keys import TERRITORIES, Territory

if TYPE_CHECKING:
    from globalcs.facts._book import Facts
    from globalcs.items import Address

__all__ = ["Place", "find_place"]

ALIASES = {"UK": "GB", "EL": "GR"}
_CODE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


class Place(NamedTuple):
    """
    A place the book can be asked about.

    `code` is the subject of its facts: the country, the region ("US-CA") or the tax territory
    ("IC"); `country` is the ISO 3166 code of the country it is addressed in.
    """

    code: str
    country: str
    region: str | None = None


def find_place(
    facts: Facts,
    place: str | Address | Place | Mapping[str, Any],
    region: str | None,
    postal_code: str | None,
) -> Place:
    """
    The place of a code or an address.

    Raises:
        UnknownPlace: no such country, region or territory.
    """
    if isinstance(place, Place):
        return place
    if isinstance(place, Mapping):
        place = _address(place)
    if not isinstance(place, str):
        if not hasattr(place, "country"):
            raise InvalidInput('a place is a code such as "NL", or an Address', path="place")
        return _locate(facts, place.country, place.region, place.postal_code)
    return _locate(facts, place, region, postal_code)


def _address(data: Mapping[str, Any]) -> Address:
    from globalcs.items import Address

    return Address.read(data)


def _locate(facts: Facts, text: str, region: str | None, postal_code: str | None) -> Place:
    code = _clean(text)
    country, _, inner = code.partition("-")
    region = inner or (_clean_region(country, region) if region else None)
    country = ALIASES.get(country, country)
    if not facts.has_subject(country) and not _iso_country(country):
        raise UnknownPlace(_hint(country), path="country")
    if territory := _territory(facts, country, region, postal_code):
        return Place(territory, country, region or _region_of(country, territory))
    if region is None:
        return Place(country, country)
    return _with_region(facts, country, region)


def _clean(text: str) -> str:
    code = text.strip().upper().replace("_", "-")
    if not _CODE.fullmatch(code):
        raise UnknownPlace(_hint(code), path="country")
    return code


def _clean_region(country: str, region: str) -> str:
    return region.strip().upper().removeprefix(f"{country}-")


def _hint(code: str) -> str:
    if re.fullmatch(r"[A-Z]{3}", code):
        return _three_letters(code)
    return "no such place; give an ISO 3166 code such as NL or US-CA"


def _three_letters(code: str) -> str:
    from globalcs._currencies import is_currency

    if is_currency(code):
        return f"{code} is a currency; a place is needed here, such as NL or US-CA"
    return "no such place; give the code of two letters (ISO 3166 alpha-2), such as NL"


def _territory(
    facts: Facts, country: str, region: str | None, postal_code: str | None
) -> str | None:
    postal = re.sub(r"[\s-]", "", postal_code).upper() if postal_code else None
    for fact in facts.cached(_territories, country):
        if fact.holds(region, postal):
            return fact.code
    return None


def _region_of(country: str, territory: str) -> str | None:
    """
    The region that a territory is, where it is one: CA-QC is the region QC of Canada.
    """
    return territory.removeprefix(f"{country}-") if _iso_region(territory) else None


def _territories(facts: Facts, country: str) -> tuple[Territory, ...]:
    return tuple(fact.value for fact in facts.history(country, TERRITORIES))


def _with_region(facts: Facts, country: str, region: str) -> Place:
    code = f"{country}-{region}"
    if not facts.has_subject(code) and not _iso_region(code):
        raise UnknownPlace(
            f"{country} has no such region; give its ISO 3166-2 code, such as US-CA", path="region"
        )
    return Place(code, country, region)


@lru_cache(maxsize=1024)
def _iso_country(code: str) -> bool:
    import pycountry

    countries: Any = pycountry.countries
    return countries.get(alpha_2=code) is not None


@lru_cache(maxsize=1024)
def _iso_region(code: str) -> bool:
    import pycountry

    subdivisions: Any = pycountry.subdivisions
    return subdivisions.get(code=code) is not None
