"""
A folder of facts, opened file by file as subjects are asked for.
"""

from __future__ import annotations

import os
from functools import lru_cache
from threading import RLock
from typing import Any

from globalcs.errors import DataError
from globalcs.facts._model import Source
from globalcs.facts._store import digest_of, read_facts
from globalcs.facts._twins import digest

__all__ = ["Shelf", "bundled_shelf"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_MANY = {"currency:": "currencies", "locale:": "norms", "region:": "regions"}


class Shelf:
    """
    The facts of some folders. Files are read whole, once, when one of their subjects is asked for.
    """

    def __init__(self, name: str, version: str, files: dict[str, str]) -> None:
        self.name = name
        self.version = version
        self._files = files
        self._lock = RLock()
        self._read: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, tuple[Source, ...]] = {}

    @classmethod
    def from_path(cls, path: str) -> Shelf:
        """
        A shelf of one file or of all TOML files of a folder.

        Raises:
            DataError: there is no such file or folder, or one is broken.
        """
        name = os.path.basename(path.rstrip("/"))
        if os.path.isfile(path):
            files = {_stem(name): path}
        elif os.path.isdir(path):
            files = _folder(path)
        else:
            raise DataError("there is no such file or folder", file=name)
        shelf = cls(name, "", {})
        for file in files.values():
            shelf._add_whole(file)
        return shelf

    def _add_whole(self, path: str) -> None:
        for subject in read_facts(path)["subjects"]:
            self._files[subject] = path

    def subjects(self) -> tuple[str, ...]:
        """
        All subjects of the shelf; files with many subjects are opened for it.
        """
        names: set[str] = set()
        for stem, path in self._files.items():
            names |= set(self._content(path)["subjects"]) if stem in _MANY.values() else {stem}
        return tuple(sorted(names))

    def holds(self, subject: str) -> bool:
        """
        Whether a file holds facts of `subject`.
        """
        return subject in self._files or subject in self.entries(subject, check=True)

    def entries(self, subject: str, *, check: bool = False) -> dict[str, Any]:
        """
        The checked entries of a subject by key; empty when the shelf holds none.
        """
        path = self._path(subject)
        if path is None:
            return {}
        subjects: dict[str, Any] = self._content(path)["subjects"]
        return subjects if check else subjects.get(subject, {})

    def sources(self, subject: str) -> tuple[Source, ...]:
        """
        The sources of the file of `subject`, by their number.
        """
        path = self._path(subject) or ""
        if path not in self._sources:
            tables = self._content(path)["sources"]
            self._sources[path] = tuple(
                Source(t["title"], t.get("url"), t["kind"], t.get("seen")) for t in tables
            )
        return self._sources[path]

    def file_of(self, subject: str) -> str:
        """
        The name of the file of `subject`.
        """
        return os.path.basename(self._path(subject) or "")

    def paths(self) -> tuple[str, ...]:
        """
        All files, sorted.
        """
        return tuple(sorted(set(self._files.values())))

    def digest(self) -> str:
        """
        A digest of the content of all files.
        """
        parts = [f"{os.path.basename(path)} {digest_of(path)}" for path in self.paths()]
        return digest("\n".join(parts).encode())

    def __reduce__(self) -> tuple[Any, ...]:
        return Shelf, (self.name, self.version, self._files)

    def _path(self, subject: str) -> str | None:
        if subject in self._files:
            return self._files[subject]
        prefix = subject[: subject.find(":") + 1]
        return self._files.get(_MANY.get(prefix, ""))

    def _content(self, path: str) -> dict[str, Any]:
        found = self._read.get(path)
        if found is None:
            found = read_facts(path)
            with self._lock:
                self._read[path] = found
        return found


def _stem(name: str) -> str:
    return name.removesuffix(".toml")


def _folder(path: str, prefix: str = "") -> dict[str, str]:
    if not os.path.isdir(path):
        return {}
    names = sorted(name for name in os.listdir(path) if name.endswith(".toml"))
    return {prefix + _stem(name): os.path.join(path, name) for name in names}


@lru_cache(maxsize=1)
def bundled_shelf() -> Shelf:
    """
    The facts that come with the library.
    """
    from globalcs._version import BOOK_VERSION

    files = _folder(os.path.join(_PACKAGE, "facts", "data"))
    files |= _folder(os.path.join(_PACKAGE, "payments", "methods"), "method:")
    return Shelf("book", BOOK_VERSION, files)
