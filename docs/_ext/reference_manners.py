"""
Small manners of the reference pages.
"""

from typing import Any

from sphinx.application import Sphinx


def skip_field_aliases(
    app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any
) -> bool | None:
    """
    Leave out "Alias for field number 0", which a NamedTuple says of every field.
    """
    return True if type(obj).__name__ == "_tuplegetter" else None


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-skip-member", skip_field_aliases)
    return {"parallel_read_safe": True}
