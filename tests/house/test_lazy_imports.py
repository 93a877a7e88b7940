"""
What an import loads, seen in a fresh interpreter.
"""

import json
import subprocess
import sys

import pytest

from tests.house._package import PACKAGE

#: What loading the package or a room may bring from outside the standard library: nothing.
MAY_APPEAR: set[str] = set()

#: Standard modules that cost more than loading a package of names should.
DEAR = {"asyncio", "dataclasses", "email", "importlib.metadata", "importlib.resources", "tomllib"}

ROOMS = ["landed_cost", "localization", "payments", "pricing", "returns"]

PROBE = """
import sys
sys.path.insert(0, {source!r})
before = set(sys.modules)
{statement}
import json
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded_by(statement: str) -> set[str]:
    """
    The modules that `statement` loads in an interpreter that has loaded nothing else.

    What start-up files of site-packages bring along was there before, and is not counted.
    """
    probe = PROBE.format(source=str(PACKAGE.parent), statement=statement)
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def foreign(names: set[str]) -> set[str]:
    """
    Those that are neither ours nor the standard library's.
    """
    roots = {name.partition(".")[0] for name in names}
    return {root for root in roots - sys.stdlib_module_names if root != "globalcs"}


def test_the_package_loads_nothing_of_others():
    """
    `import globalcs` brings no third party along, and none of its own rooms.
    """
    loaded = loaded_by("import globalcs")

    assert MAY_APPEAR == foreign(loaded)
    assert set() == {f"globalcs.{room}" for room in ROOMS} & loaded


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_nothing_of_others(room):
    """
    A room waits with its dependencies until it is asked something.
    """
    assert MAY_APPEAR == foreign(loaded_by(f"import globalcs.{room}"))


@pytest.mark.parametrize("module", ["globalcs", *(f"globalcs.{room}" for room in ROOMS)])
def test_no_dear_standard_module_is_loaded(module):
    """
    Modules of the standard library that are slow to load are loaded on first use as well.
    """
    assert set() == DEAR & loaded_by(f"import {module}")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_no_other_room(room):
    """
    Who uses one room does not pay for the others.
    """
    others = {f"globalcs.{other}" for other in ROOMS if other != room}

    assert set() == others & loaded_by(f"import globalcs.{room}")
