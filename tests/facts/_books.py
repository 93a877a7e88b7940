"""
Small books of made-up places for the tests of the engine.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from globalcs.facts import Facts, Key, readers
from globalcs.facts._shelf import Shelf

TODAY = date(2026, 11, 21)

#: Keys of the tests' own, so that no room's change touches them.
RATE = Key("tax.rate", readers.rate)
FEE: Key[Any] = Key("landed_cost.fee", readers.text, merge="add")
WINDOW = Key("returns.test_window", readers.integer, shelf_days=30)

ACT = """
[sources.act]
title = "Sales Tax Act 2019, s. 4"
url = "https://law.example/xa/sta-2019#s4"
kind = "statute"
seen = 2026-11-21
"""


def fact(key: str = "tax.rate", value: str = '"20 %"', **fields: str) -> str:
    """
    One fact in TOML; `value` and the fields as they stand in a file, None leaves a field out.
    """
    known = {"since": "2020-01-01", "value": value, "confidence": '"high"', "sources": '["act"]'}
    lines = [f"{name} = {text}" for name, text in (known | fields).items() if text]
    return "\n".join([f"[[{key}]]", *lines, ""])


def write(folder: Path, **files: str) -> Path:
    """
    A folder of files: XA="..." becomes XA.toml, with the source `act` in front.
    """
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(ACT + text, encoding="utf-8")
    return folder


def book(folder: Path, **files: str) -> Facts:
    """
    A book of these files alone.
    """
    return Facts((Shelf.from_path(str(write(folder, **files))),))


def codes(found: Any) -> list[str]:
    """
    The codes of the reasons of a fact.
    """
    return [reason.code for reason in found.reasons]
