"""
What a tariff says of a line, in one form: a percentage, an amount a measure, or a mix of both.

The grammar, with blanks free::

    duty   = sum [ ".." sum ]                       a range: the line is not known
    sum    = plain [ "MIN" plain ] [ "MAX" plain ]
    plain  = term { "+" term }
    term   = "Free" | number "%" | money | "max(" sum { "," sum } ")" | "min(" ... ")"
    money  = number currency "/" [ number ] unit     0.9 USD/pair, 90 ¢/kg, 13.1 EUR/100 kg
           | number currency "each"                  0.9¢ each

Text that does not fit is unknown, never zero.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Bounds", "DutyExpression", "percent_text"]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,9})?)|(?P<mark>\.\.|[%+(),/¢$€£])|(?P<word>[^\W\d]+\.?))"
)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_UNITS: Mapping[str, tuple[int, str]] = {
    "kg": (1, "kg"),
    "g": (1, "g"),
    "t": (1000, "kg"),
    "pair": (1, "pair"),
    "pairs": (1, "pair"),
    "pr": (1, "pair"),
    "prs": (1, "pair"),
    "piece": (1, "piece"),
    "pieces": (1, "piece"),
    "each": (1, "piece"),
    "head": (1, "piece"),
    "no": (1, "piece"),
    "doz": (12, "piece"),
    "dozen": (12, "piece"),
    "litre": (1, "litre"),
    "liter": (1, "litre"),
    "l": (1, "litre"),
    "hl": (100, "litre"),
}
_MOST_TOKENS = 60

Node = tuple[Any, ...]


class Bounds(NamedTuple):
    """
    The least and the most a duty comes to, as exact minor units; equal when it is one amount.
    """

    low: Fraction
    high: Fraction


class DutyExpression(NamedTuple):
    """
    A duty as written and as understood.

    Attributes:
        text: as the tariff has it.
        needs: measures it is taken of besides the value: "kg", "pair", "litre", "piece".
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
    if kind == "amount":
        _, amount, currency, unit = node
        due = amount * minor(currency) * measures[unit]
        return Bounds(due, due)
    parts = [_evaluate(part, value, measures, minor) for part in node[1]]
    if kind == "range":
        return Bounds(min(p.low for p in parts), max(p.high for p in parts))
    join: Any = {"sum": sum, "max": max, "min": min}[kind]
    return Bounds(Fraction(join(p.low for p in parts)), Fraction(join(p.high for p in parts)))


@lru_cache(maxsize=4096)
def _parse(text: str) -> DutyExpression:
    try:
        node = _Reader(text).duty()
    except (ValueError, KeyError, RecursionError):
        return DutyExpression(text, None, (), None)
    percent = node[1] if node[0] == "rate" else None
    return DutyExpression(text, node, tuple(sorted(_units(node))), percent)


def _units(node: Node) -> set[str]:
    if node[0] == "amount":
        return {node[3]}
    if node[0] == "rate":
        return set()
    return {unit for part in node[1] for unit in _units(part)}


def _currencies(node: Node) -> set[str]:
    if node[0] == "amount":
        return {node[2]}
    if node[0] == "rate":
        return set()
    return {code for part in node[1] for code in _currencies(part)}


class _Reader:
    """
    Reads the grammar above from left to right.
    """

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0

    def duty(self) -> Node:
        node = self.sum()
        if self.take(".."):
            node = ("range", (node, self.sum()))
        if self.place != len(self.tokens):
            raise ValueError("more than a duty")
        return node

    def sum(self) -> Node:
        node = self.plain()
        if self.take("min"):
            node = ("max", (node, self.plain()))
        if self.take("max"):
            node = ("min", (node, self.plain()))
        return node

    def plain(self) -> Node:
        parts = [self.term()]
        while self.take("+"):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else ("sum", tuple(parts))

    def term(self) -> Node:
        if self.take("free"):
            return ("rate", Fraction(0))
        for kind in ("max", "min"):
            if self.take(kind):
                return kind, self.arguments()
        return self.amount()

    def arguments(self) -> tuple[Node, ...]:
        self.need("(")
        parts = [self.sum()]
        while self.take(","):
            parts.append(self.sum())
        self.need(")")
        return tuple(parts)

    def amount(self) -> Node:
        currency = _SIGNS.get(self.peek())
        if currency:
            self.place += 1
        number = self.number()
        if currency is None and self.take("%"):
            return ("rate", number / 100)
        if currency is None and self.take("¢"):
            number, currency = number / 100, "USD"
        currency = currency or self.currency()
        if self.peek().lower() != "each":
            self.need("/")
        many, unit = self.unit()
        return ("amount", number / many, currency, unit)

    def unit(self) -> tuple[Fraction, str]:
        many = self.number() if self.peek()[:1].isdigit() else Fraction(1)
        factor, unit = _UNITS[self.word().rstrip(".").lower()]
        if unit == "g":
            return many / 1000, "kg"
        return many * factor, unit

    def currency(self) -> str:
        word = self.word()
        if not re.fullmatch(r"[A-Z]{3}", word):
            raise ValueError("no currency")
        return word

    def number(self) -> Fraction:
        token = self.peek()
        if not token[:1].isdigit():
            raise ValueError("no number")
        self.place += 1
        return Fraction(token)

    def word(self) -> str:
        token = self.peek()
        if not token[:1].isalpha():
            raise ValueError("no word")
        self.place += 1
        return token

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str) -> bool:
        if self.peek().lower() != wanted:
            return False
        self.place += 1
        return True

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise ValueError(f"{wanted} is missing")


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or len(tokens) == _MOST_TOKENS:
            raise ValueError("no duty")
        tokens.append(found[0].strip())
        place = found.end()
    return tokens
