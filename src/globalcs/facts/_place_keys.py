"""
What a place is: what it belongs to, which odd territories lie inside it, what money it uses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.facts import readers
from globalcs.facts._model import Key

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CURRENCY", "LANGUAGES", "TERRITORIES", "WITHIN", "Territory", "Within"]


class Within(NamedTuple):
    """
    Whom a place inherits from, room by room; "" means nobody.
    """

    parents: Mapping[str, str]

    @classmethod
    def read(cls, value: Any) -> Within:
        """
        From ``{ "*" = "GB", tax = "EU" }``.
        """
        return cls({name: str(parent) for name, parent in readers.table(value).items()})

    def parent(self, room: str) -> str:
        """
        The place that answers after this one in `room`, or "".
        """
        return self.parents.get(room, self.parents.get("*", ""))


class Territory(NamedTuple):
    """
    A part of a country with customs or tax law of its own, and how an address shows it.

    `unless_region`: the postal code counts only where the address names no region.
    """

    code: str
    postal: re.Pattern[str] | None
    regions: tuple[str, ...]
    unless_region: bool

    @classmethod
    def read(cls, value: Any) -> Territory:
        """
        From ``{ code = "IC", postal = "^(35|38)", regions = ["CN"] }``.
        """
        found = readers.fields(
            value,
            {"code": readers.text},
            {
                "postal": readers.text,
                "regions": readers.listed(readers.text),
                "names": readers.listed(readers.text),
                "unless_region": readers.boolean,
            },
        )
        try:
            postal = re.compile(found["postal"]) if found["postal"] else None
        except re.error:
            raise ValueError("postal: no valid pattern") from None
        unless = bool(found["unless_region"])
        return cls(found["code"], postal, found["regions"] or (), unless)

    def holds(self, region: str | None, postal_code: str | None) -> bool:
        """
        Whether an address with this region and postal code lies inside.
        """
        if region is not None and region in self.regions:
            return True
        if region is not None and self.unless_region:
            return False
        return bool(self.postal and postal_code and self.postal.match(postal_code))


WITHIN = Key("place.within", Within.read, shelf_days=3650)
TERRITORIES = Key("place.territories", Territory.read, merge="add", shelf_days=3650)
CURRENCY = Key("place.currency", readers.text)
LANGUAGES = Key("place.languages", readers.listed(readers.text), shelf_days=3650)
