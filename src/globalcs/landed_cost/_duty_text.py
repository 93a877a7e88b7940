"""
What a tariff says of a line, in one form: a percentage, an amount a measure, or a mix of both.

The grammar, with blanks free::

    duty   = sum [ ".." sum ]                       a range: the line is not known
           | "Cond:" branch ";" branch { ";" branch }  a range over the duties of all branches
    sum    = plain { "MIN" plain | "MAX" plain }     from left to right
    plain  = term { "+" term }
    term   = "Free" | "NIHIL" | number "%" | money | "max(" sum { "," sum } ")" | "min(" ... ")"
           | "EA" | "EAR" | "ADSZ" | ...             by the recipe of food: no less than nothing
           | number "%" "on the" part               8.5% on the case
    money  = number currency "/" [ number ] unit     0.9 USD/pair, 90 ¢/kg, 13.1 EUR/100 kg gross
           | number currency "each"                  0.9¢ each
           | number currency code [ letter ]         93.1 EUR DTN, 2 EUR DTN G

Units and codes are in `_tariff_units`. A part is a measure as well: how many per cent of the value
it is ("case_percent"). Text that does not fit is unknown, never zero: what hangs on other
conditions, or on notes.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from globalcs._currencies import is_currency
from globalcs.landed_cost._tariff_units import CODE_QUALIFIERS, CODES, QUALIFIERS, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from globalcs.landed_cost._tariff_units import Unit

__all__ = ["Node", "read_duty"]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?)"
    r"|(?P<mark>\.\.|[%+(),/¢$€£])|(?P<word>p/st|c/k|m[23²³]|[^\W\d]+)\.?)"
)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
#: One way out of a condition of the European tariff: apply this duty (01), or what the price lacks
#: to it (11).
_BRANCH = re.compile(
    r"\s*(?P<letter>[A-Z])\s*(?:cert:\s*[\w-]+|[\d.,]+\s+[A-Z]{3}/[A-Z]{3})?"
    r"\s*\((?P<action>01|11)\)\s*:(?P<duty>.+)",
    re.DOTALL,
)
#: Agricultural components of the European tariff, with additional duties on sugar and flour.
_BY_RECIPE = frozenset(("EA", "EAR", "ADSZ", "ADSZR", "ADFM", "ADFMR"))
#: Parts of watches and clocks; a strap may be a band or a bracelet.
_PARTS = frozenset(("movement", "case", "strap", "battery"))
_BETWEEN = frozenset(("the", ",", "and", "or", "band", "bracelet"))
_MOST_TOKENS = 60
_LONGEST_PHRASE = max(len(phrase.split()) for phrase in (*UNITS, *QUALIFIERS))

Node = tuple[Any, ...]
T = TypeVar("T")


def read_duty(text: str) -> Node:
    """
    What a text says as a tree: ("sum", parts), ("rate", share), ("amount", number, currency, unit).

    Raises:
        ValueError: the text is no duty, or no number can be made of it.
        LookupError: it names a unit or a currency that is none.
    """
    return _by_condition(text) if text.lstrip().startswith("Cond:") else _Reader(text).duty()


def _by_condition(text: str) -> Node:
    """
    Duties that hang on a price or a certificate: anything between the least and the most of them.
    """
    found = [_BRANCH.fullmatch(part) for part in text.partition(":")[2].split(";")]
    parts = [branch for branch in found if branch is not None]
    if len(parts) < len(found) or len(parts) < 2 or len({part["letter"] for part in parts}) > 1:
        raise ValueError("another condition")
    nodes = [_Reader(part["duty"]).duty() for part in parts]
    if any(part["action"] == "11" for part in parts):
        nodes.append(("rate", Fraction(0)))
    return ("range", tuple(nodes))


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
        while True:
            if self.take("min"):
                node = ("max", (node, self.plain()))
            elif self.take("max"):
                node = ("min", (node, self.plain()))
            else:
                return node

    def plain(self) -> Node:
        parts = [self.term()]
        while self.take("+"):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else ("sum", tuple(parts))

    def term(self) -> Node:
        if self.take("free") or self.take("nihil"):
            return ("rate", Fraction(0))
        for kind in ("max", "min"):
            if self.take(kind):
                return kind, self.arguments()
        if self.peek() in _BY_RECIPE:
            self.place += 1
            return ("open",)
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
        if currency is None and self.peek()[:1].isdigit():
            return self.mixed(number)
        if currency is None and self.take("%"):
            return self.of_part(number / 100)
        if currency is None and self.take("¢"):
            number, currency = number / 100, "USD"
        currency = currency or self.currency()
        many, measure = self.measure()
        return ("amount", number / many, currency, measure) if number else ("rate", number)

    def of_part(self, rate: Fraction) -> Node:
        """
        A percentage of the value, or of a part of it.
        """
        if not self.take("on"):
            return ("rate", rate)
        words = []
        while (word := self.peek().lower()) and word not in ("+", ")"):
            words.append(word)
            self.place += 1
        return ("part", rate, _part(words))

    def mixed(self, whole: Fraction) -> Node:
        """
        A percentage with a fraction: 33 1/3%.
        """
        over = self.number()
        self.need("/")
        rate = whole + over / self.number()
        self.need("%")
        return ("rate", rate / 100)

    def measure(self) -> Unit:
        """
        What an amount is taken of: "/100 kg gross", "each", "DTN G".
        """
        if self.peek() in CODES:
            return self.code()
        if self.peek().lower() == "each":
            return self.phrase(UNITS)
        self.need("/")
        many = self.number() if self.peek()[:1].isdigit() else Fraction(1)
        if many == 1000 and not self.peek()[:1].isalpha():
            return many, "piece"
        factor, unit = self.phrase(UNITS)
        return many * factor, self.qualified(unit) if unit == "kg" else unit

    def code(self) -> Unit:
        factor, unit = CODES[self.word()]
        letter = self.peek()
        if len(letter) == 1 and letter.isupper():
            more, unit = CODE_QUALIFIERS[unit, self.word()]
            factor *= more
        return factor, unit

    def qualified(self, unit: str) -> str:
        """
        What the weight is of: "on drained weight", "gross", "on lead content".
        """
        if self.peek().lower() == "on" and self.peek(2).lower() == "content":
            metal = self.peek(1).lower()
            self.place += 3
            return f"{metal}_kg"
        return self.phrase(QUALIFIERS, unit)

    def phrase(self, table: Mapping[str, T], default: T | None = None) -> T:
        """
        The longest phrase of a table that comes next.
        """
        for length in range(_LONGEST_PHRASE, 0, -1):
            words = " ".join(self.tokens[self.place : self.place + length]).lower()
            if words in table:
                self.place += min(length, len(self.tokens) - self.place)
                return table[words]
        if default is None:
            raise ValueError("no measure")
        return default

    def currency(self) -> str:
        word = self.word()
        if not is_currency(word):
            raise ValueError("no currency")
        return word

    def number(self) -> Fraction:
        token = self.peek()
        if not token[:1].isdigit():
            raise ValueError("no number")
        self.place += 1
        return Fraction(token.replace(",", ""))

    def word(self) -> str:
        token = self.peek()
        if not token[:1].isalpha():
            raise ValueError("no word")
        self.place += 1
        return token

    def peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, wanted: str) -> bool:
        if self.peek().lower() != wanted:
            return False
        self.place += 1
        return True

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise ValueError(f"{wanted} is missing")


def _part(words: list[str]) -> str:
    """
    The measure of a part: its share of the value in per cent.
    """
    if words[:4] == ["the", "value", "of", "the"] and words[5:] == ["content"]:
        return f"{words[4]}_percent"
    parts = [word for word in words if word in _PARTS]
    if not parts or set(words) - _PARTS - _BETWEEN:
        raise ValueError("no part")
    return f"{'_'.join(parts)}_percent"


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or len(tokens) == _MOST_TOKENS:
            raise ValueError("no duty")
        tokens.append(found["number"] or found["mark"] or found["word"])
        place = found.end()
    return tokens
