"""
Plain data as TOML text, for skeletons of files; reading is tomllib's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

__all__ = ["assignments", "key", "literal"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def literal(value: Any) -> str:
    """
    A value on one line; None inside a table is left out.

    >>> literal({"days": 14, "free": True, "starts": ["delivery"]})
    '{ days = 14, free = true, starts = ["delivery"] }'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key(n)} = {literal(v)}" for n, v in value.items() if v is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(literal, value)) + "]"
    return str(value) if isinstance(value, int) else _quoted(value)


def key(name: str) -> str:
    """
    A key, quoted where it must be.
    """
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    # JSON's strings are TOML's, but for the one control letter that JSON leaves bare.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def assignments(table: Mapping[str, Any]) -> list[str]:
    """
    A line a field; a list too long for one line gets one a member.
    """
    lines: list[str] = []
    for name, value in table.items():
        line = f"{key(name)} = {literal(value)}"
        if isinstance(value, list) and len(line) > _WIDTH:
            lines += [f"{key(name)} = [", *(f"  {literal(item)}," for item in value), "]"]
        else:
            lines.append(line)
    return lines
