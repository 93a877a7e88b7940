"""
Where the TOML files of this room stand.
"""

from __future__ import annotations

import os
from typing import Any

from globalcs.facts._store import read_table

__all__ = ["FOLDER", "read_toml"]

FOLDER = os.path.dirname(__file__)


def read_toml(*parts: str) -> dict[str, Any]:
    """
    One file beside this module.

    Raises:
        DataError: the file is missing or is no valid TOML; file and line are told.
    """
    return read_table(os.path.join(FOLDER, *parts))
