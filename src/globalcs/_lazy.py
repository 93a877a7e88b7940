"""
Public names of a package whose home is imported when one of them is first asked for (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazy_names"]


def lazy_names(
    package: dict[str, Any], homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """
    The `__getattr__` and `__dir__` of a package.

    Args:
        package: its globals.
        homes: in which module of the package each name lives.
    """
    place = package["__name__"]

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {place} has no attribute {name}")
        value = getattr(import_module(f".{homes[name]}", place), name)
        package[name] = value
        return value

    def listed() -> list[str]:
        return sorted(package["__all__"])

    return get, listed
