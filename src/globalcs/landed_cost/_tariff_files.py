"""
Which reader reads which kind of export.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput
from globalcs.landed_cost._tariff_exports import australia, generic, usitc_csv, usitc_json
from globalcs.landed_cost._tariff_measures import taric, uk_csv, uk_json, uk_json_members
from globalcs.landed_cost._tariff_rows import goods, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from globalcs.landed_cost._tariff_rows import Good, Member, Row

__all__ = ["KINDS", "goods_of", "members_of", "rows_of"]

_READERS: Mapping[str, Callable[[str, str | None], Iterator[Row]]] = {
    "csv": generic,
    "usitc-csv": usitc_csv,
    "usitc-json": usitc_json,
    "uk-csv": uk_csv,
    "uk-json": uk_json,
    "abf": australia,
}
KINDS = (*_READERS, "taric")


def rows_of(
    paths: list[str], kind: str, territory: str | None, exclusions: str | None
) -> Iterator[Row]:
    """
    The lines of all files of an export.

    Raises:
        InvalidInput: there is no such kind, or it has no list of exclusions.
    """
    if kind not in KINDS:
        raise InvalidInput(f"the kinds of exports are {', '.join(KINDS)}", path="kind")
    if exclusions and kind != "taric":
        raise InvalidInput("only taric has its exclusions in a file of its own", path="exclusions")
    if kind == "taric":
        return chain.from_iterable(taric(path, territory, exclusions) for path in paths)
    return chain.from_iterable(_READERS[kind](path, territory) for path in paths)


def members_of(paths: list[str], kind: str, groups: str | None) -> Iterable[Member]:
    """
    The members of groups of countries, as given or as the export itself tells them.
    """
    told: list[Any] = [uk_json_members(path) for path in paths] if kind == "uk-json" else []
    return chain(*told, members(groups) if groups else ())


def goods_of(nomenclature: str | None) -> Iterable[Good]:
    """
    The codes that exist, where they are told.
    """
    return goods(nomenclature) if nomenclature else ()
