"""
Small manners of the reference pages.
"""

from itertools import takewhile
from types import ModuleType
from typing import Any

from sphinx.application import Sphinx


def skip_what_is_told_elsewhere(
    app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any
) -> bool | None:
    """
    Leave out names that a module only hands on, so that each has one page.

    "Alias for field number 0", which a NamedTuple says of every field, is left out as well.
    """
    if type(obj).__name__ == "_tuplegetter":
        return True
    if what != "module":
        return None
    return True if public_home(obj) not in (None, documented_module(app)) else None


def public_home(obj: Any) -> str | None:
    """
    The public module a name belongs to: `globalcs.facts` for what `globalcs.facts._book` defines.
    """
    if isinstance(obj, ModuleType):
        return obj.__name__
    home = getattr(obj, "__module__", None)
    if home is None:
        return None
    return ".".join(takewhile(lambda part: not part.startswith("_"), home.split(".")))


def documented_module(app: Sphinx) -> str:
    return app.env.current_document.autodoc_module


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-skip-member", skip_what_is_told_elsewhere)
    return {"parallel_read_safe": True}
