"""
The folded CLDR files beside this module, each read once, on first use.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["cldr_version", "folded"]


@lru_cache(maxsize=8)
def folded(name: str) -> dict[str, Any]:
    """
    A file that `tools/cldr/fold.py` writes: locales, likely, matching, money, names or calendars.
    """
    import json
    import os

    path = os.path.join(os.path.dirname(__file__), "data", f"{name}.json")
    with open(path, encoding="utf-8") as file:
        data: dict[str, Any] = json.load(file)
    return data


def cldr_version() -> str:
    """
    The CLDR release behind money, names and matching, such as "48.2.0".
    """
    return str(folded("locales")["cldr"])
