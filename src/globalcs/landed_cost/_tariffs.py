"""
Where duty rates come from: a protocol of one method, the bundled sample, and a table of one's own.

The sample holds some fifty goods and a few general rules, dated and sourced. It is a sample for
trying things out, not a tariff: load an official one for a shop.
"""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from globalcs.decision import Confidence
from globalcs.errors import InvalidInput
from globalcs.landed_cost._expression import DutyExpression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "FixedTariffs",
    "SampleTariffs",
    "TariffAnswer",
    "TariffLine",
    "Tariffs",
    "sample_tariffs",
]

LineKind = Literal["mfn", "preference", "added", "floor", "relief", "quota"]

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tariff_sample.json")


class TariffLine(NamedTuple):
    """
    One line of a tariff.

    `expression` is the duty as text (see `DutyExpression`); `needs` the measures it is taken of.
    `kind` tells the normal duty ("mfn") from a preference (for goods with proof of origin), from
    layers on top ("added") or below ("floor"), and from what has to be claimed and is never
    counted: a "relief", such as a suspension or authorised use, and a "quota". `since` and `until`
    may be unknown.

    `name` is that of a layer, a relief or a quota. `additional_code` stands for a maker or a use;
    without knowing it, all lines of a layer may hold. `unless_proof`: goods with proof of
    origin don't bear the layer.
    """

    code: str
    kind: LineKind
    expression: str
    needs: tuple[str, ...]
    since: date | None
    until: date | None
    confidence: Confidence
    title: str = ""
    url: str | None = None
    what: str = ""
    name: str = ""
    additional_code: str = ""
    unless_proof: bool = False


class TariffAnswer(NamedTuple):
    """
    All lines that a code may mean, with who says so and as of which day; no lines: not known.

    `by_origin`: more layers hang on the origin, which was not told. `replaces` are the labels of
    layers of the book (their `measure`) that the source knows better, so that they are not counted.
    `no_such_code`: the source knows all codes of the day, and this is none.
    """

    lines: tuple[TariffLine, ...]
    source: str
    as_of: date
    by_origin: bool = False
    replaces: tuple[str, ...] = ()
    no_such_code: bool = False


class Tariffs(Protocol):
    """
    Anything that knows duty rates.

    A source that always gives the same answer may say so with ``stable = True``; what was worked
    out for a route is then kept. A `version` becomes part of `Quote.facts_version`.
    """

    def duty(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        """
        The lines of `hs_code` for goods of `origin` into the customs territory `ship_to` on a day.
        """
        ...


class SampleTariffs:
    """
    The bundled sample of normal duties.

    >>> from datetime import date
    >>> answer = sample_tariffs().duty("610910", "VN", "US", date(2026, 8, 15))
    >>> [(line.code, line.expression) for line in answer.lines]
    [('61091000', '16.5 %')]
    """

    stable = True

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._as_of = date.fromisoformat(data["as_of"])
        sources = data["sources"]
        self._lines = {
            territory: tuple(_line(row, sources) for row in rows)
            for territory, rows in data["lines"].items()
        }

    def duty(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        """
        The lines of a code; the sample has normal duties only, the same for every origin.
        """
        lines = matching(self._lines.get(ship_to, ()), require_code(hs_code), on)
        return TariffAnswer(lines, "bundled tariff sample", self._as_of)

    @property
    def version(self) -> str:
        """
        What the rates are, for `facts_version`.
        """
        return f"tariff-sample.{self._as_of}"

    def __repr__(self) -> str:
        return f"<SampleTariffs as of {self._as_of}>"


def _line(row: list[Any], sources: list[dict[str, Any]]) -> TariffLine:
    code, text, confidence, numbers, since, what = row
    needs = DutyExpression.parse(text).needs
    start = date.fromisoformat(since) if since else None
    main = sources[numbers[0]]
    return TariffLine(
        code, "mfn", text, needs, start, None, confidence, main["title"], main.get("url"), what
    )


def require_code(hs_code: str) -> str:
    """
    A code of a tariff, which is digits and nothing else.

    Raises:
        InvalidInput: it is not; dots are taken out before.
    """
    if not (hs_code.isascii() and hs_code.isdigit() and 2 <= len(hs_code) <= 12):
        raise InvalidInput("a tariff code is a row of 2 to 12 digits", path="hs_code")
    return hs_code


def matching(lines: Iterable[TariffLine], hs_code: str, on: date) -> tuple[TariffLine, ...]:
    """
    The lines a code may mean: those below it when it is short, else the longest one above it.
    """
    alive = [line for line in lines if _alive(line, on)]
    below = [line for line in alive if line.code.startswith(hs_code)]
    if below:
        return tuple(below)
    above = [line for line in alive if hs_code.startswith(line.code)]
    longest = max((len(line.code) for line in above), default=0)
    return tuple(line for line in above if len(line.code) == longest)


def _alive(line: TariffLine, on: date) -> bool:
    return (line.since is None or line.since <= on) and (line.until is None or on <= line.until)


class FixedTariffs:
    """
    A tariff of your own: expressions by territory and code.

    Raises:
        InvalidInput: an expression can't be understood, or a code is no row of digits.

    >>> from datetime import date
    >>> mine = FixedTariffs({"US": {"62114310": "16 %"}}, as_of=date(2026, 10, 7))
    >>> mine.duty("621143", "JP", "US", date(2026, 11, 21)).lines[0].expression
    '16 %'
    """

    stable = True

    def __init__(
        self,
        table: Mapping[str, Mapping[str, str]],
        *,
        as_of: date,
        source: str = "your own table",
        confidence: Confidence = "high",
    ) -> None:
        self._as_of, self._source = as_of, source
        self._lines = {
            territory.upper(): tuple(
                self._read(code, text, confidence) for code, text in codes.items()
            )
            for territory, codes in table.items()
        }

    def _read(self, code: str, text: str, confidence: Confidence) -> TariffLine:
        digits = code.replace(".", "")
        expression = DutyExpression.parse(text)
        if not (digits.isascii() and digits.isdigit()) and digits:
            raise InvalidInput("a tariff code is a row of digits", path=f"tariffs.{code}")
        if not expression.known:
            raise InvalidInput(
                'a duty is written like "12 %", "Free" or "0.9 USD/pair + 20 %"',
                path=f"tariffs.{code}",
            )
        return TariffLine(
            digits, "mfn", text, expression.needs, None, None, confidence, self._source
        )

    def duty(self, hs_code: str, origin: str | None, ship_to: str, on: date) -> TariffAnswer:
        """
        The lines of a code in that table.
        """
        lines = matching(self._lines.get(ship_to, ()), require_code(hs_code), on)
        return TariffAnswer(lines, self._source, self._as_of)

    @property
    def version(self) -> str:
        """
        What the rates are, for `facts_version`.
        """
        return f"{self._source}.{self._as_of}"

    def __repr__(self) -> str:
        return f"<FixedTariffs {self._source} as of {self._as_of}>"


@lru_cache(maxsize=1)
def sample_tariffs() -> SampleTariffs:
    """
    The bundled sample, read once.
    """
    import json

    with open(_FILE, encoding="utf-8") as file:
        return SampleTariffs(json.load(file))
