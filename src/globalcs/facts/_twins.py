"""
JSON twins of TOML files: the same content, some thirty times quicker to load.

A build writes them into the folder `_compiled`. TOML stays the master: a twin counts only while
its file has not changed, which shows in size and time, and otherwise in the digest.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from hashlib import blake2b
from typing import Any

__all__ = ["Twins", "digest", "twins_of", "write_twins"]

_FOLDER = "_compiled"
_INDEX = "_index.json"
_BUNDLE = "_bundle.json"
#: Folders with more files than this are read in one piece: opening files is what costs.
_BUNDLED_FROM = 180
#: A file written less than two seconds before its twin may have been written again unseen.
_DOUBT = 2 * 10**9


def digest(content: bytes) -> str:
    """
    A short name of the content of a file.
    """
    return blake2b(content, digest_size=12).hexdigest()


class Twins:
    """
    The twins of one folder, as its index tells them.
    """

    def __init__(self, folder: str) -> None:
        self._folder = os.path.join(folder, _FOLDER)
        index = _load(os.path.join(self._folder, _INDEX)) or {}
        self._files: dict[str, list[Any]] = index.get("files", {})
        self._bundled = bool(index.get("bundled"))
        self._made = _time_of(os.path.join(self._folder, _INDEX))
        self._bundle: dict[str, Any] | None = None

    def known(self, path: str) -> str | None:
        """
        The digest of a file that has not changed since the twins were made; None when unsure.
        """
        entry = self._files.get(os.path.basename(path))
        if entry is None:
            return None
        try:
            state = os.stat(path)
        except OSError:
            return None
        same = state.st_size == entry[0] and state.st_mtime_ns < self._made - _DOUBT
        return str(entry[1]) if same else None

    def content(self, path: str, wanted: str) -> dict[str, Any] | None:
        """
        The content of the file whose digest is `wanted`, if its twin was made from that.
        """
        name = os.path.basename(path)
        entry = self._files.get(name)
        if entry is None or entry[1] != wanted:
            return None
        if self._bundled:
            return self._from_bundle(name)
        return _load(os.path.join(self._folder, f"{name}.json"))

    def _from_bundle(self, name: str) -> dict[str, Any] | None:
        if self._bundle is None:
            self._bundle = _load(os.path.join(self._folder, _BUNDLE)) or {}
        content = self._bundle.get(name)
        return content if isinstance(content, dict) else None


@lru_cache(maxsize=64)
def twins_of(folder: str) -> Twins:
    """
    The twins of a folder; none where no build has made any.
    """
    return Twins(folder)


def _load(path: str) -> dict[str, Any] | None:
    try:
        with open(path, "rb") as file:
            data = json.loads(file.read())
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _time_of(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def write_twins(folder: str, contents: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    """
    Write the twins of the files of a folder: name -> (the file's bytes, its content).
    """
    target = os.path.join(folder, _FOLDER)
    os.makedirs(target, exist_ok=True)
    bundled = len(contents) >= _BUNDLED_FROM
    if bundled:
        _dump(os.path.join(target, _BUNDLE), {name: data for name, (_, data) in contents.items()})
    else:
        for name, (_, data) in contents.items():
            _dump(os.path.join(target, f"{name}.json"), data)
    files = {name: [len(raw), digest(raw)] for name, (raw, _) in contents.items()}
    _dump(os.path.join(target, _INDEX), {"bundled": bundled, "files": files})
    twins_of.cache_clear()


def _dump(path: str, data: dict[str, Any]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, separators=(",", ":"))
