"""
Who may import whom.

The rooms stand side by side on a common floor; the doors stand on top of the rooms. A rule that is
only written down is broken within a month, so it is read from the source here.
"""

import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house._package import Import, imports, modules

ROOMS = {"payments", "pricing", "landed_cost", "returns", "localization"}

FLOOR = {"cents", "decision", "errors", "facts", "items", "money", "rates"}

DOORS = {"__main__", "cli", "integrations", "shop"}

#: `pricing` hands on the names of `rates`; `Decision.explain` asks localization for its sentences
#: when it is called, never when it is loaded.
LATE = {("decision", "localization")}

#: Modules that are loaded on first touch, and what they are made of. Models of a room's input may
#: stand on pydantic; an integration stands on the framework it is for.
LATE_LOADED = {
    "globalcs.money": {"moneyed"},
    "globalcs.items": {"pydantic"},
}


def foundation(module: str) -> set[str]:
    """
    The third parties a module may import when it is loaded.
    """
    if module.rpartition(".")[2] == "_models":
        return {"pydantic"}
    return LATE_LOADED.get(module, set())


def part(module: str) -> str:
    """
    The part of the house a module belongs to: `payments` for `globalcs.payments._select`.
    """
    return module.partition(".")[2].partition(".")[0]


def ours() -> list[Import]:
    return [entry for entry in imports() if entry.imported.partition(".")[0] == "globalcs"]


def told(entries: list[Import]) -> list[str]:
    return [f"{entry.importer}:{entry.line} imports {entry.imported}" for entry in entries]


def test_the_source_is_found():
    """
    The rules below are about something: the floor and the rooms are there to be read.
    """
    found = {part(name) for name in modules()}

    assert set() == (FLOOR | ROOMS) - found


def test_no_room_imports_another_room():
    """
    A room answers alone; what two rooms need lies on the floor.
    """
    crossing = [
        entry
        for entry in ours()
        if part(entry.importer) in ROOMS and part(entry.imported) in ROOMS - {part(entry.importer)}
    ]

    assert [] == told(crossing)


def test_rooms_stand_on_the_floor_only():
    """
    A room imports itself, the floor, and private modules at the top of the package.
    """
    elsewhere = [
        entry
        for entry in ours()
        if part(entry.importer) in ROOMS and not is_under(entry, {part(entry.importer)} | FLOOR)
    ]

    assert [] == told(elsewhere)


def test_the_floor_knows_no_room_and_no_door():
    """
    The floor imports only the floor; the one late call is `Decision.explain`.
    """
    upward = [
        entry
        for entry in ours()
        if part(entry.importer) in FLOOR and not is_under(entry, FLOOR) and not is_late(entry)
    ]

    assert [] == told(upward)


def test_nothing_below_imports_a_door():
    """
    `shop`, the command line and the integrations are imported by doors alone.
    """
    below = [
        entry
        for entry in ours()
        if part(entry.imported) in DOORS and part(entry.importer) not in DOORS | {""}
    ]

    assert [] == told(below)


def test_no_circles_when_modules_load():
    """
    Modules can be loaded in some order without a half-made one being seen.
    """
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for entry in ours():
        if entry.at_load and entry.importer != entry.imported:
            graph[entry.importer].add(entry.imported)

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("module", [name for name in modules() if part(name) != "integrations"])
def test_third_parties_are_imported_where_they_are_used(module):
    """
    Loading a module of ours loads no package of others, but for those named here.
    """
    known = sys.stdlib_module_names | {"globalcs"} | foundation(module)
    foreign = [
        entry
        for entry in imports()
        if entry.importer == module
        and entry.at_load
        and entry.imported.partition(".")[0] not in known
    ]

    assert [] == told(foreign)


def is_under(entry: Import, parts: set[str]) -> bool:
    """
    Whether what is imported lies in `parts`, or is private to the package as a whole.
    """
    imported = part(entry.imported)
    return imported in parts or (imported.startswith("_") and imported != "__main__")


def is_late(entry: Import) -> bool:
    return not entry.at_load and (part(entry.importer), part(entry.imported)) in LATE
