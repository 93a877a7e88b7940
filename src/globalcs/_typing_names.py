"""
The names that annotations of records may use though their module imports them for types alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["names"]


@lru_cache(maxsize=1)
def names() -> dict[str, Any]:
    """
    Every such name with its object; loaded once, when a decision is first read or written.
    """
    return dict(locals())
