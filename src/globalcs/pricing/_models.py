"""
What a shop may ask of its prices beyond conversion and rounding.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from globalcs._models import Model, MoneyField
from globalcs.cents import Rounding, rounding_named
from globalcs.errors import InvalidInput
from globalcs.facts import readers
from globalcs.pricing._keys import read_ending

__all__ = ["PriceRules"]

_WIDEST_SPREAD = Fraction(1, 2)


def _read_share(value: Any) -> Fraction | None:
    if value is None or isinstance(value, Fraction):
        return value
    if isinstance(value, str) and "/" in value:
        return _read_fraction(value)
    if isinstance(value, str):
        return readers.rate(value)
    raise InvalidInput('write a rate as text such as "2 %", or give an exact Fraction')


def _read_fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InvalidInput('write a rate as text such as "2 %"') from None


def _sound_spread(spread: Fraction) -> Fraction:
    if not 0 <= spread <= _WIDEST_SPREAD:
        raise InvalidInput("a spread lies between 0 % and 50 %")
    return spread


def _not_negative(share: Fraction) -> Fraction:
    if share < 0:
        raise InvalidInput("it can't be negative")
    return share


def _sound_margin(share: Fraction | None) -> Fraction | None:
    if share is not None and not 0 <= share < 1:
        raise InvalidInput("a margin lies between 0 % and 100 %")
    return share


def _sound_ending(value: Any) -> str:
    return "local" if value == "local" else read_ending(value)


Share = Annotated[Fraction, BeforeValidator(_read_share)]
MaybeShare = Annotated[Fraction | None, BeforeValidator(_read_share), AfterValidator(_sound_margin)]


class PriceRules(Model):
    """
    How a price is made after conversion. Without rules it is converted and rounded, no more.

    Attributes:
        spread: added to the exchange rate, where one is used: "2 %". From 0 % to 50 %.
        rounding: the mode of the one rounding step.
        step: round to a multiple of this, for prices in its currency: "0.05 CHF".
        ending: ".99" (decimals), "990" (last whole digits), "local" (the first usual one of the
            place that its currency can have), or None for none.
        toward: where the ending takes the price: "nearest", "up" or "down".
        within: the ending is left out, with a warning, when it would change the price by more.
        min_margin: what must be left of a price without tax once the `cost` is paid, as a share of
            it: a lower price is raised to the next one with the ending. The cost comes with the
            question.
        band: a price stands until the exchange rate has moved by more than this since it was made;
            the tag that stands comes with the question as `previous`.
        applies_to: what the ending is for. A coupon's minimum is a "threshold": give it the same
            ending as the items and it is met exactly when they say so.

    Raises:
        InvalidInput: a field is unknown or out of range.

    >>> PriceRules(spread="2 %", ending=".99").spread
    Fraction(1, 50)
    """

    spread: Annotated[Share, AfterValidator(_sound_spread)] = Fraction(0)
    rounding: Annotated[Rounding, BeforeValidator(rounding_named)] = "half_up"
    step: MoneyField | None = None
    ending: Annotated[str, BeforeValidator(_sound_ending)] | None = None
    toward: Literal["nearest", "up", "down"] = "nearest"
    within: Annotated[Share, AfterValidator(_not_negative)] = Fraction(1, 4)
    min_margin: MaybeShare = None
    band: MaybeShare = None
    applies_to: tuple[Literal["item", "shipping", "fee", "threshold"], ...] = ("item", "threshold")
