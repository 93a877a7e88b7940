"""
What the room answers with: offers, exclusions, and the changes that would turn one into the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from globalcs.decision import FactRef, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Change", "Exclusion", "ExclusionRow", "Method", "Offer", "Score"]


class Method(NamedTuple):
    """
    A payment method: its id in this library, its international name, and its family.
    """

    id: str
    name: str
    family: str


class Score(NamedTuple):
    """
    Points by what they were given or taken for; `market` tells how much the method matters there.

    `preferred` is for the checkout's favourites, `shop` what the shop's layer gives or takes.
    """

    market: int
    preferred: int = 0
    shop: int = 0
    last_used: int = 0
    paid_late: int = 0
    refunds: int = 0
    chargeback: int = 0
    asked: int = 0

    @property
    def total(self) -> int:
        """
        The sum of all parts.

        >>> Score(1000, preferred=250, asked=-5).total
        1245
        """
        return sum(self)


class Change(NamedTuple):
    """
    One field of the checkout and the value that it would need.

    `currency` stands for the same worth in another currency; all others are fields of `Checkout`,
    with amounts as text ("10000 MXN").
    """

    field: str
    value: str | int | bool | tuple[str, ...] | None

    def __str__(self) -> str:
        value = ", ".join(self.value) if isinstance(self.value, tuple) else self.value
        return f"{self.field} = {value}"


class Offer(NamedTuple):
    """
    A method to show.

    Attributes:
        method: what it is.
        rank: its place in the list, from 1.
        score: why it stands there, part by part.
        label: what the shopper should read, in the script of the method's country.
        psp_codes: per processor, what the processor calls it; () where nobody knows.
        collects: what the shopper must tell; `may_collect` what helps.
        paid: when the shop knows that it is paid: instant, minutes, days, or None.
        refund: whether money can go back (yes, limited, no), or None where nobody tells.
        refund_days: within how many days after payment; None where nobody tells.
        warnings: what to look at before showing it.
        sources: the facts it rests on.
    """

    method: Method
    rank: int
    score: Score
    label: str
    psp_codes: Mapping[str, tuple[str, ...]]
    collects: tuple[str, ...]
    may_collect: tuple[str, ...]
    paid: str | None
    refund: str | None
    refund_days: int | None
    warnings: tuple[Reason, ...]
    sources: tuple[FactRef, ...]


class ExclusionRow(NamedTuple):
    """
    An exclusion with its changes found.
    """

    method: Method
    reasons: tuple[Reason, ...]
    would_appear_if: tuple[Change, ...] | None


class Exclusion:
    """
    A method left out.

    Attributes:
        method: what it is.
        reasons: every rule that it fails, in the order of the rules, each with its fact.
        would_appear_if: changes of the checkout that together would admit it; None where none can
            be found or nobody can make them: it has closed, it has not opened, it is barred. They
            are tried out when they are first read.
    """

    __slots__ = ("_changes", "_find", "method", "reasons")

    method: Method
    reasons: tuple[Reason, ...]
    _changes: tuple[Change, ...] | None
    _find: Callable[[], tuple[Change, ...] | None] | None

    def __init__(
        self,
        method: Method,
        reasons: tuple[Reason, ...],
        would_appear_if: tuple[Change, ...] | None,
        find: Callable[[], tuple[Change, ...] | None] | None = None,
    ) -> None:
        object.__setattr__(self, "method", method)
        object.__setattr__(self, "reasons", reasons)
        object.__setattr__(self, "_changes", would_appear_if)
        object.__setattr__(self, "_find", find)

    @property
    def would_appear_if(self) -> tuple[Change, ...] | None:
        """
        The changes that together would admit the method.
        """
        if self._find is not None:
            object.__setattr__(self, "_changes", self._find())
            object.__setattr__(self, "_find", None)
        return self._changes

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an exclusion is frozen; {name} can't be set")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exclusion) and self.row() == other.row()

    def __hash__(self) -> int:
        return hash((self.method, len(self.reasons)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Exclusion, tuple(self.row())

    def __repr__(self) -> str:
        return f"Exclusion({self.method.id}: {', '.join(r.code for r in self.reasons)})"

    def row(self) -> ExclusionRow:
        """
        All of it worked out, as it is written down.
        """
        return ExclusionRow(self.method, self.reasons, self.would_appear_if)
