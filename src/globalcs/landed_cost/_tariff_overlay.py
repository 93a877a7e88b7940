"""
Layers over a tariff, kept in tables of one's own: remedies and surcharges by goods, origin and day.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput
from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._tariffs import TariffAnswer, TariffLine, require_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from globalcs.decision import Confidence
    from globalcs.landed_cost._tariffs import LineKind, Tariffs

__all__ = ["TariffOverlay"]

Path = str | os.PathLike[str]

_COLUMNS = ("territory", "code", "origin", "kind", "duty", "name")
_MORE = ("valid_from", "valid_to", "additional_code", "unless_proof", "replaces", "source")
_KEPT = 8192


class _Listed(NamedTuple):
    """
    The words of a cell: those that are meant, and those with a "!" before them, which are not.
    """

    meant: tuple[str, ...]
    spared: tuple[str, ...]

    @classmethod
    def read(cls, cell: str, pattern: str, what: str) -> _Listed:
        words = [word.replace(".", "") for word in cell.split()]
        if any(not re.fullmatch(f"!?{pattern}", word) for word in words):
            raise InvalidInput(what)
        meant = tuple(word for word in words if not word.startswith("!"))
        return cls(meant, tuple(word[1:] for word in words if word.startswith("!")))

    def holds(self, word: str) -> bool:
        return word not in self.spared and (not self.meant or word in self.meant)


class _Entry(NamedTuple):
    """
    A row of a table for one of its codes; an empty code is all goods.
    """

    territory: str
    line: TariffLine
    spared: tuple[str, ...]
    origins: _Listed
    proof: frozenset[str]
    replaces: str

    def alive(self, on: date) -> bool:
        since, until = self.line.since, self.line.until
        return (since is None or since <= on) and (until is None or on <= until)


class TariffOverlay:
    """
    A tariff with layers on top, out of tables that a shop keeps; give it to `quote` as `tariffs`.

    A table is a CSV (or a workbook) with the columns ``territory,code,origin,kind,duty,name`` and,
    where needed, ``valid_from``, ``valid_to``, ``additional_code``, ``unless_proof``, ``replaces``
    and ``source``. A row is a layer of that name:

    - ``code`` lists beginnings of codes, ``origin`` lists countries; empty is all, and a "!" before
      a word leaves it out: "!4901". Of one layer the longest code holds.
    - ``kind`` is "added" for a duty on top, or "floor" for one below which the tariff's duty and
      this layer together do not fall; ``duty`` is written as `DutyExpression` reads it. Text that
      it does not understand makes the duty unknown.
    - ``additional_code`` stands for a maker: without knowing which one made the goods, a quote
      gives the range over all of them.
    - ``unless_proof`` lists origins whose goods, with proof of origin, don't bear the layer; "*" is
      all of them.
    - ``replaces`` names the layer of the book that the table stands for (the label of its
      `measure`, such as "s301-china"), which is then not counted.

    Args:
        base: the tariff below; another overlay is one as well.
        paths: the tables.
        additional_codes: those of the shop's own makers. Where a layer has lines with one of them,
            only these hold.
        confidence: how far the tables can be relied on.

    `version` says which tariff and which tables, for `facts_version`.

    Raises:
        DataError: a table can't be read or a row is malformed; with its line.
    """

    def __init__(
        self,
        base: Tariffs,
        *paths: Path,
        additional_codes: Iterable[str] = (),
        confidence: Confidence = "high",
    ) -> None:
        self._base, self._paths = base, tuple(os.fspath(path) for path in paths)
        self._makers = frozenset(code.upper() for code in additional_codes)
        self._confidence: Confidence = confidence
        self.stable = bool(getattr(base, "stable", False))
        self._entries: dict[str, dict[str, list[_Entry]]] = {}
        self._replaces: dict[str, tuple[str, ...]] = {}
        for entry in self._read():
            self._keep(entry)
        self._codes = {place: sorted(found) for place, found in self._entries.items()}
        below = getattr(base, "version", type(base).__name__)
        self.version = f"{below}+overlay.{self._digest()}"
        self._layers = lru_cache(maxsize=_KEPT)(self._work_out)
        self._answer = lru_cache(maxsize=_KEPT)(self._over) if self.stable else self._over

    def __reduce__(self) -> tuple[Any, ...]:
        return _overlay, (self._base, self._paths, self._makers, self._confidence)

    def duty(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        """
        The lines of the tariff below, with the layers that hold on a day.

        Raises:
            InvalidInput: the code is no row of digits.
        """
        return self._answer(hs_code, origin, ship_to, on)

    def _over(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        answer = self._base.duty(hs_code, origin, ship_to, on)
        layers, by_origin = self._layers(hs_code, origin or "", ship_to, on)
        return answer._replace(
            lines=self._of_makers((*answer.lines, *layers)),
            by_origin=answer.by_origin or by_origin,
            replaces=(*answer.replaces, *self._replaces.get(ship_to, ())),
        )

    def _digest(self) -> str:
        from hashlib import sha256

        digest = sha256(" ".join(sorted(self._makers)).encode())
        for path in self._paths:
            with open(path, "rb") as file:
                digest.update(file.read())
        return digest.hexdigest()[:8]

    def __repr__(self) -> str:
        names = ", ".join(map(os.path.basename, self._paths))
        return f"<TariffOverlay {names} over {self._base!r}>"

    # Looking up

    def _work_out(
        self, hs_code: str, origin: str, ship_to: str, on: date
    ) -> tuple[tuple[TariffLine, ...], bool]:
        require_code(hs_code)
        alive = [entry for entry in self._about(ship_to, hs_code) if entry.alive(on)]
        hanging = not origin and any(any(entry.origins) for entry in alive)
        mine = [entry for entry in alive if _for(entry, origin)]
        lines = [
            line for entry in _longest(mine, hs_code) for line in _lines(entry, hs_code, origin)
        ]
        return tuple(lines), hanging

    def _about(self, territory: str, hs_code: str) -> Iterator[_Entry]:
        """
        The rows for all goods, for beginnings of the code, and for codes under it.
        """
        entries = self._entries.get(territory, {})
        for length in range(len(hs_code)):
            yield from entries.get(hs_code[:length], ())
        codes = self._codes.get(territory, [])
        for code in codes[bisect_left(codes, hs_code) : bisect_left(codes, f"{hs_code}:")]:
            yield from entries[code]

    def _of_makers(self, lines: tuple[TariffLine, ...]) -> tuple[TariffLine, ...]:
        own = {
            (line.kind, line.name) for line in lines if line.additional_code.upper() in self._makers
        }
        return tuple(
            line
            for line in lines
            if (line.kind, line.name) not in own or line.additional_code.upper() in self._makers
        )

    # Reading

    def _keep(self, entry: _Entry) -> None:
        codes = self._entries.setdefault(entry.territory, {})
        codes.setdefault(entry.line.code, []).append(entry)
        known = self._replaces.get(entry.territory, ())
        if entry.replaces and entry.replaces not in known:
            self._replaces[entry.territory] = (*known, entry.replaces)

    def _read(self) -> Iterator[_Entry]:
        from globalcs.landed_cost._tariff_tables import bad_file, cells

        for path in self._paths:
            for number, row in cells(path, _COLUMNS, _MORE):
                try:
                    yield from _entries(row, os.path.basename(path), self._confidence)
                except ValueError as error:
                    raise bad_file(path, str(error), number) from None


def _overlay(
    base: Tariffs, paths: tuple[str, ...], makers: frozenset[str], confidence: Confidence
) -> TariffOverlay:
    return TariffOverlay(base, *paths, additional_codes=makers, confidence=confidence)


def _for(entry: _Entry, origin: str) -> bool:
    return entry.origins.holds(origin) if origin else not any(entry.origins)


def _longest(entries: list[_Entry], hs_code: str) -> Iterator[_Entry]:
    """
    Of each layer the rows under the code, and those of the longest beginning of it.
    """
    above: dict[tuple[str, str], int] = {}
    for entry in entries:
        line = entry.line
        if hs_code.startswith(line.code) and not hs_code.startswith(entry.spared):
            key = (line.kind, line.name)
            above[key] = max(above.get(key, 0), len(line.code))
    for entry in entries:
        line = entry.line
        if not hs_code.startswith(entry.spared) and (
            len(line.code) > len(hs_code) or len(line.code) == above[line.kind, line.name]
        ):
            yield entry


def _lines(entry: _Entry, hs_code: str, origin: str) -> Iterator[TariffLine]:
    """
    The line of a row, and one without duty for each code under `hs_code` that the row leaves out.
    """
    exempt = origin in entry.proof or "*" in entry.proof
    yield entry.line._replace(unless_proof=exempt)
    for code in entry.spared:
        if code.startswith(hs_code):
            yield entry.line._replace(code=code, expression="Free", needs=())


def _entries(row: tuple[str, ...], file: str, confidence: Confidence) -> Iterator[_Entry]:
    from globalcs.landed_cost._tariff_rows import day

    territory, codes, origins, kind, duty, name, since, until, extra, proof, replaces, source = row
    if not re.fullmatch("[A-Za-z]{2}", territory):
        raise InvalidInput("a territory is a code of two letters, such as US")
    if not duty or not name:
        raise InvalidInput('a layer needs a name, and a duty such as "25 %"')
    first, last = (date.fromisoformat(day(text)) if text else None for text in (since, until))
    if first and last and last < first:
        raise InvalidInput("a layer ends before it begins")
    goods = _Listed.read(codes, "[0-9]{2,12}", "codes are rows of 2 to 12 digits")
    places = _Listed.read(origins.upper(), "[A-Z]{2}", "origins are codes of two letters")
    needs = DutyExpression.parse(duty).needs
    line = TariffLine(
        "", _kind(kind), duty, needs, first, last, confidence, source or file,
        name=name, additional_code=extra,
    )  # fmt: skip
    exempt = frozenset(proof.upper().split())
    for code in goods.meant or ("",):
        own = line._replace(code=code)
        yield _Entry(territory.upper(), own, goods.spared, places, exempt, replaces)


def _kind(text: str) -> LineKind:
    if text == "added":
        return "added"
    if text == "floor":
        return "floor"
    raise InvalidInput('a layer is "added" or a "floor"')
