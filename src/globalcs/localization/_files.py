"""
The TOML files of this room, and the errors of broken ones.
"""

from __future__ import annotations

import os
from typing import Any

from globalcs.errors import DataError

__all__ = ["FOLDER", "parse_toml", "read_toml"]

FOLDER = os.path.dirname(__file__)


def read_toml(*parts: str) -> dict[str, Any]:
    """
    One file beside this module.

    Raises:
        DataError: the file is missing or is no valid TOML; file and line are told.
    """
    path = os.path.join(FOLDER, *parts)
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        raise DataError("the file is missing or is not UTF-8", file="/".join(parts)) from None
    return parse_toml(text, "/".join(parts))


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """
    TOML text as data; `name` is what an error calls it.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, where = str(error).partition(" (at ")
        raise DataError(message.lower(), file=name, entry=where.rstrip(")")) from None
