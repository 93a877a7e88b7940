"""
Checks of arguments that several doors of this room share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput
from globalcs.facts import Facts, bundled
from globalcs.pricing._models import PriceRules
from globalcs.rates._chain import default_rates
from globalcs.rates._rate import checked_source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from globalcs.rates import Rates

__all__ = ["book_of", "checked_rules", "listed", "rates_of", "text_or_none"]


def book_of(facts: Any) -> Facts:
    """
    The book that was given, or the bundled one.

    Raises:
        InvalidInput: it is no book.
    """
    if facts is None:
        return bundled()
    if isinstance(facts, Facts):
        return facts
    raise InvalidInput("facts is a book: globalcs.facts.bundled(), or a layer on it", path="facts")


def rates_of(rates: Any, book: Facts) -> Rates:
    """
    The source of rates that was given, or the default of the book.

    Raises:
        InvalidInput: it is no source of rates.
    """
    return default_rates(book) if rates is None else checked_source(rates)


def checked_rules(rules: Any) -> PriceRules | None:
    """
    Rules as they are.

    Raises:
        InvalidInput: they are none.
    """
    if rules is None or isinstance(rules, PriceRules):
        return rules
    raise InvalidInput('rules are PriceRules(ending=".99", ...)', path="rules")


def text_or_none(value: Any, name: str) -> str | None:
    """
    A text, if any.

    Raises:
        InvalidInput: it is something else.
    """
    if value is None or isinstance(value, str):
        return value
    raise InvalidInput(f"{name} is a text", path=name)


def listed(values: Iterable[Any], name: str) -> tuple[Any, ...]:
    """
    A list as a tuple.

    Raises:
        InvalidInput: it is one text, or no list.
    """
    if isinstance(values, (str, bytes)):
        raise InvalidInput("give a list of words, not one text", path=name)
    try:
        return tuple(values)
    except TypeError:
        raise InvalidInput("give a list", path=name) from None
