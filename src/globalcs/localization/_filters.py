"""
What a template may do with a value: show it as the reader's locale does.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from globalcs.localization._values import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ACCEPTED", "PLURALS", "bound"]

#: Each filter with the types it takes.
ACCEPTED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "money": frozenset({"money"}),
        "date": frozenset({"date", "moment"}),
        "day": frozenset({"date", "moment"}),
        "time": frozenset({"moment"}),
        "moment": frozenset({"moment"}),
        "number": frozenset({"count"}),
        "percent": frozenset({"percent"}),
        "plural": frozenset({"count"}),
        "particle": frozenset({"text"}),
    }
)

#: The plural categories of CLDR.
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


def bound(locale: str) -> dict[str, Callable[..., Shown]]:
    """
    The filters for one formatting locale.

    `money` an amount, `date` a day in its long form, `day` the same with the weekday, `time` the
    time of a moment with its zone, `moment` both day and time, `number`, `percent`, and `plural`,
    which chooses a text by the language's plural rules; `particle` is the Korean particle that
    stands after a text: ``{{ carrier }}{{ carrier|particle("이/가") }}``. Plurals look so:
    ``{{ days|plural(one="day", other="days") }}``.
    """
    from globalcs.localization._dates import day_of, format_date, format_moment, format_time
    from globalcs.localization._money import format_money
    from globalcs.localization._numbers import format_number
    from globalcs.localization._particles import particle

    @lru_cache(maxsize=256)
    def number(value: int) -> str:
        return format_number(value, locale)

    return {
        "money": lambda value: Shown(format_money(value, locale)),
        "date": lambda value: Shown(format_date(day_of(value), locale, style="long")),
        "day": lambda value: Shown(format_date(day_of(value), locale, style="full")),
        "time": lambda value: Shown(format_time(value, locale)),
        "moment": lambda value: Shown(format_moment(value, locale)),
        "number": lambda value: Shown(number(value)),
        "percent": lambda value: Shown(format_percent(value, locale)),
        "particle": lambda value, pair: Shown(particle(pair, value)),
        "plural": lambda value, **forms: Shown(forms.get(plural_of(value, locale), forms["other"])),
    }


@lru_cache(maxsize=1024)
def plural_of(value: int, locale: str) -> str:
    """
    The plural category of a number: "one", "few" ...
    """
    from globalcs.localization._dates import babel_locale

    return str(babel_locale(locale).plural_form(value))


@lru_cache(maxsize=1024)
def format_percent(value: Any, locale: str) -> str:
    """
    An exact ratio as a percentage, with as many decimals as it has, at most six.
    """
    from decimal import ROUND_HALF_EVEN, Decimal
    from fractions import Fraction

    from globalcs.localization._numbers import format_number

    ratio = Fraction(value)
    exact = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return format_number(exact.quantize(Decimal("1e-8"), ROUND_HALF_EVEN), locale, percent=True)
