"""
A duty as a tariff says it: a percentage, an amount a measure, or a mix of both, worked out exactly.

How it is written is told in `_duty_text`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.landed_cost._duty_text import read_duty

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from globalcs.landed_cost._duty_text import Node

__all__ = ["Bounds", "DutyExpression", "percent_text"]

_LEAVES = ("rate", "amount", "part", "open")


class Bounds(NamedTuple):
    """
    The least and the most a duty comes to, as exact minor units; equal when it is one amount.

    `high` is None where a part has no end that is known.
    """

    low: Fraction
    high: Fraction | None


class DutyExpression(NamedTuple):
    """
    A duty as written and as understood.

    Attributes:
        text: as the tariff has it.
        needs: measures it is taken of besides the value: "kg", "pair", "litre", "piece" ...
        percent: the rate when the duty is a percentage and nothing else, else None.

    >>> DutyExpression.parse("16.5%").percent
    Fraction(33, 200)
    >>> DutyExpression.parse("90¢/pr. + 20%").needs
    ('pair',)
    >>> DutyExpression.parse("see note 3").known
    False
    """

    text: str
    node: Node | None
    needs: tuple[str, ...]
    percent: Fraction | None

    @classmethod
    def parse(cls, text: str) -> DutyExpression:
        """
        Read what a tariff says; text that fits no form gives an expression that is not `known`.
        """
        return _parse(text)

    @classmethod
    def of_rate(cls, rate: Fraction) -> DutyExpression:
        """
        A plain percentage.
        """
        return cls(percent_text(rate), ("rate", rate), (), rate)

    @property
    def currencies(self) -> frozenset[str]:
        """
        The currencies of its amounts.
        """
        return frozenset(_currencies(self.node) if self.node else ())

    @property
    def ranged(self) -> bool:
        """
        Whether it has two ends, or only a lower one, so that no amount can be told.
        """
        return self.node is not None and _ranged(self.node)

    @property
    def shares(self) -> Bounds | None:
        """
        The least and the most of it as shares of the value; None where it is taken of measures.

        >>> DutyExpression.parse("max(5 %, 7 %)").shares
        Bounds(low=Fraction(7, 100), high=Fraction(7, 100))
        """
        if self.node is None or self.needs:
            return None
        return _evaluate(self.node, Fraction(1), {}, Fraction)

    @property
    def known(self) -> bool:
        """
        Whether the text was understood.
        """
        return self.node is not None

    def evaluate(
        self,
        value: Fraction,
        measures: Mapping[str, Fraction],
        minor: Callable[[str], Fraction],
    ) -> Bounds:
        """
        The duty on `value` (minor units) and `measures`.

        Args:
            value: the base of duty.
            measures: how many kg, pairs, litres, pieces; every one of `needs`.
            minor: what one unit of a currency is in the minor units of `value`.

        Raises:
            KeyError: a measure is missing; look at `needs` first.
        """
        assert self.node is not None
        return _evaluate(self.node, value, measures, minor)


def percent_text(rate: Fraction) -> str:
    """
    A rate as people write it: "16.5 %", or a ratio where no short decimal is exact.

    >>> percent_text(Fraction(33, 200)), percent_text(Fraction(1, 3))
    ('16.5 %', '1/3')
    """
    scaled = rate * 10**8
    if scaled.denominator != 1:
        return f"{rate.numerator}/{rate.denominator}"
    whole, rest = divmod(scaled.numerator, 10**6)
    decimals = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{whole}{decimals} %"


def _evaluate(
    node: Node, value: Fraction, measures: Mapping[str, Fraction], minor: Callable[[str], Fraction]
) -> Bounds:
    kind = node[0]
    if kind == "rate":
        return Bounds(value * node[1], value * node[1])
    if kind == "open":
        return Bounds(Fraction(0), None)
    if kind == "part":
        due = value * node[1] * measures[node[2]] / 100
        return Bounds(due, due)
    if kind == "amount":
        _, amount, currency, unit = node
        due = amount * minor(currency) * measures[unit]
        return Bounds(due, due)
    parts = [_evaluate(part, value, measures, minor) for part in node[1]]
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    if kind == "range":
        return Bounds(min(lows), _most(highs, max))
    join: Any = {"sum": sum, "max": max, "min": min}[kind]
    return Bounds(Fraction(join(lows)), _most(highs, join))


def _most(highs: list[Fraction | None], join: Any) -> Fraction | None:
    """
    The upper end of several; only the least of them may leave out those without end.
    """
    known = [high for high in highs if high is not None]
    if len(known) < len(highs) and (join is not min or not known):
        return None
    return Fraction(join(known))


def _ranged(node: Node) -> bool:
    if node[0] in ("range", "open"):
        return True
    return node[0] not in _LEAVES and any(map(_ranged, node[1]))


@lru_cache(maxsize=4096)
def _parse(text: str) -> DutyExpression:
    try:
        node = read_duty(text)
    except (ArithmeticError, ValueError, KeyError, RecursionError):
        return DutyExpression(text, None, (), None)
    percent = node[1] if node[0] == "rate" else None
    return DutyExpression(text, node, tuple(sorted(_units(node))), percent)


def _units(node: Node) -> set[str]:
    if node[0] in ("amount", "part"):
        return {node[-1]}
    if node[0] in _LEAVES:
        return set()
    return {unit for part in node[1] for unit in _units(part)}


def _currencies(node: Node) -> set[str]:
    if node[0] == "amount":
        return {node[2]}
    if node[0] in _LEAVES:
        return set()
    return {code for part in node[1] for code in _currencies(part)}
