"""
What every room answers with: a value, the reasons that led to it, and their sources.

A `Decision` says on which day it was asked (`on`), which day's law it applied (`law_day`),
how sure it is (`status`), and what would settle what is not known (`missing`). Reasons are
codes with parameters; their sentences are made in the reader's language by localization.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from globalcs.money import Money

__all__ = [
    "Confidence",
    "Decision",
    "FactRef",
    "Level",
    "Reason",
    "Status",
    "money_text",
    "worst_status",
]

Confidence = Literal["high", "medium", "low"]
Level = Literal["step", "assumption", "warning"]
Status = Literal["complete", "estimated", "unknown"]

_STATUS_ORDER: Mapping[str, int] = MappingProxyType({"complete": 0, "estimated": 1, "unknown": 2})
_NO_PARAMS: Mapping[str, Any] = MappingProxyType({})


class FactRef(NamedTuple):
    """
    Where a reason rests: a fact of the book and its first source.

    `since` is the day the fact took effect as ISO text, or None where nobody could date it;
    `layer` is "book" for the bundled facts, else the name of the layer that answered.
    """

    subject: str
    key: str
    since: str | None
    title: str
    url: str | None
    confidence: Confidence
    layer: str = "book"


class Reason(NamedTuple):
    """
    One step, assumption or warning behind a decision.

    `code` is stable and dotted (``returns.window.raised``); `params` holds what the sentence
    needs: numbers, texts, dates, `Money`, lists of them.

    >>> Reason("returns.window.raised", {"shop": 7, "law": 14}).level
    'step'
    """

    code: str
    params: Mapping[str, Any] = _NO_PARAMS
    facts: tuple[FactRef, ...] = ()
    level: Level = "step"

    def __reduce__(self) -> tuple[Any, ...]:
        # The read-only default of `params` can't be pickled.
        return Reason, (self.code, dict(self.params), self.facts, self.level)

    def __hash__(self) -> int:
        # Equal reasons have the same words for the same names; the values may be lists.
        return hash((self.code, frozenset(self.params), self.facts, self.level))

    def text(self, locale: str = "en") -> str:
        """
        The sentence of this reason in `locale`.

        Raises:
            UnknownLocale: `locale` is no valid tag.
        """
        from globalcs.localization import reason_text

        return reason_text(self, locale)


def money_text(money: Money, locale: str) -> str:
    """
    An amount as people write it in `locale`: the late call for rooms that show one.

    Raises:
        UnknownLocale: `locale` is no valid tag.
    """
    from globalcs.localization import format_money

    return format_money(money, locale)


def worst_status(statuses: Iterable[Status]) -> Status:
    """
    The least sure of several; complete when there are none.

    >>> worst_status(["complete", "estimated"])
    'estimated'
    """
    return max(statuses, key=_STATUS_ORDER.__getitem__, default="complete")


class Decision:
    """
    The base of all answers. Subclasses are frozen and add their own values.

    Attributes:
        request: what was asked, as a frozen model.
        on: the day the question was asked.
        law_day: the day whose law was applied.
        facts_version: names book, rates, CLDR and holidays; equal versions give equal cents.
        status: "complete", "estimated" or "unknown".
        missing: names of the facts or inputs that would settle what is not known.
        reasons: all reasons in the order of the computation.
    """

    __slots__ = ()

    kind: ClassVar[str] = "decision"

    if TYPE_CHECKING:
        # Properties, so that a subclass may hold the value or work it out on first read.
        @property
        def request(self) -> Any:
            """What was asked."""

        @property
        def on(self) -> date:
            """The day the question was asked."""

        @property
        def law_day(self) -> date:
            """The day whose law was applied."""

        @property
        def facts_version(self) -> str:
            """Names book, rates, CLDR and holidays."""

        @property
        def status(self) -> Status:
            """How sure the answer is."""

        @property
        def missing(self) -> tuple[str, ...]:
            """What would settle what is not known."""

        @property
        def reasons(self) -> tuple[Reason, ...]:
            """All reasons in the order of the computation."""

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """
        The reasons a person should look at before acting on the answer.
        """
        return tuple(reason for reason in self.reasons if reason.level == "warning")

    @property
    def sources(self) -> tuple[FactRef, ...]:
        """
        Every fact the answer rests on, once each, in the order of use.
        """
        return tuple(dict.fromkeys(ref for reason in self.reasons for ref in reason.facts))

    def explain(self, locale: str = "en") -> str:
        """
        The answer in words: a headline, then one line a reason, in the reader's language.

        Raises:
            UnknownLocale: `locale` is no valid tag.
        """
        from globalcs.localization import explain

        return explain(self, locale)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} on {self.on}, {self.status}: {self.headline().text()}>"

    def headline(self) -> Reason:
        """
        The reason that sums the answer up; rooms override it.
        """
        return Reason(f"{self.kind}.{self.status}")

    def to_dict(self) -> dict[str, Any]:
        """
        The whole decision as plain data that JSON can hold; `from_dict` reads it back.
        """
        from globalcs._codec import encode_record

        return {"kind": self.kind, **encode_record(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """
        Read back what `to_dict` wrote.

        Raises:
            InvalidInput: the data is not of this kind, or a field is missing or malformed.
        """
        from globalcs._codec import decode_record
        from globalcs.errors import InvalidInput

        if cls is Decision:
            raise InvalidInput("read it with the class of its kind, such as landed_cost.Quote")
        return decode_record(cls, data)

    def to_json(self, *, indent: int | None = None) -> str:
        """
        `to_dict` as JSON text, keys in the order of the fields, any script written as it is.
        """
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """
        Read back what `to_json` wrote.

        Raises:
            InvalidInput: the text is no JSON, or not of this kind.
        """
        from globalcs._codec import parse_json

        return cls.from_dict(parse_json(text))

    def to_case(self, case_id: str, *, source: str = "", kind: str = "formula") -> str:
        """
        A skeleton of a case file (TOML) with this request and what was answered.

        Fill in the source; the expectations are what the code says today, so check each by hand.
        """
        from globalcs._case_text import case_text

        return case_text(self, case_id, source=source, kind=kind)

    def _repr_html_(self) -> str:
        from globalcs._notebook import decision_html

        return decision_html(self)
