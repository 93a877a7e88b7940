"""
The reference and the guides name what the package has.
"""

import pytest

from tests.house._package import ROOT, public_modules

REFERENCE = ROOT / "docs" / "reference"

#: A door that has a guide instead: nobody imports it.
NOT_DOCUMENTED = {"globalcs.__main__"}


def top_level() -> list[str]:
    """
    The public modules and packages directly under `globalcs`, and itself.
    """
    return [name for name in public_modules() if name.count(".") <= 1]


@pytest.mark.parametrize("module", top_level())
def test_every_public_module_has_a_reference_page(module):
    """
    A module that people may import has a page made from its docstrings.
    """
    pages = [page.read_text(encoding="utf-8") for page in REFERENCE.glob("*.md")]

    assert any(f"automodule:: {module}\n" in page for page in pages)


@pytest.mark.parametrize(
    "room", ["landed_cost", "localization", "payments", "pricing", "returns", "facts"]
)
def test_every_room_has_a_guide(room):
    """
    Who starts with a task finds a page about it.
    """
    assert (ROOT / "docs" / "guides" / f"{room}.md").is_file()
