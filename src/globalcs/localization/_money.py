"""
Amounts as a locale writes them, equal to ICU, and read back without guessing.

The work per locale and currency is done once: what is left for an amount is its digits between two
ready texts.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from globalcs.errors import InvalidInput
from globalcs.localization import _numbers
from globalcs.localization._data import folded

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from globalcs.money import Money

    Written = Callable[[Decimal], str]

__all__ = ["MoneyStyle", "display_digits", "format_money"]

MoneyStyle = Literal["standard", "narrow", "code", "accounting"]

_NO_BREAK_SPACE = "\u00a0"

#: An amount with more digits than people write shows at least these: cents are read in pairs.
_PAIR = 2


def format_money(money: Money, locale: str, *, style: MoneyStyle = "standard") -> str:
    r"""
    An amount as people write it where `locale` is spoken.

    >>> from globalcs import Money
    >>> format_money(Money("1234.50", "EUR"), "nl")
    '€\xa01.234,50'
    >>> format_money(Money("1234.50", "CHF"), "en", style="code")
    'CHF\xa01,234.50'

    Nothing is rounded here. An amount finer than the digits that people write, such as half a
    forint, is shown in full; round it first, in a named mode, where it should not be.

    Args:
        style: "standard"; "narrow" for the shortest symbol ("$" for any dollar); "code" for the ISO
            code; "accounting" for negative amounts as accountants write them.

    Raises:
        UnknownLocale: the tag is malformed or CLDR has no such language.
        InvalidInput: no such style, or the amount is no money.
    """
    try:
        written = _written(locale, money.currency.code, style)
    except AttributeError:
        raise InvalidInput("give the amount as Money", path="money") from None
    return written(money.amount)


@lru_cache(maxsize=4096)
def _written(locale: str, currency: str, style: MoneyStyle) -> Written:
    if style not in get_args(MoneyStyle):
        raise InvalidInput(
            f"no such style; give one of {', '.join(get_args(MoneyStyle))}", path="style"
        )
    own = _numbers.numbers(locale)
    frame = _frame(own, _symbol(locale, currency, style), accounting=style == "accounting")
    return _compiled(own, frame, display_digits(currency))


def _symbol(locale: str, currency: str, style: MoneyStyle) -> str:
    if style == "code":
        return currency
    pair = _numbers.symbols(locale).get(currency, [currency, currency])
    return pair[style == "narrow"]


def display_digits(currency: str) -> int:
    """
    How many decimals people write for a currency: 0 for HUF, though its cents can be charged.
    """
    digits: dict[str, int] = folded("money")["digits"]
    return digits.get(currency, digits["DEFAULT"])


class Frame(NamedTuple):
    """
    The texts around the digits of an amount, for both signs, and the group sizes.
    """

    before: str
    after: str
    minus_before: str
    minus_after: str
    primary: int
    secondary: int


def _frame(own: _numbers.Numbers, symbol: str, *, accounting: bool) -> Frame:
    shape = _numbers.pattern(own.accounting if accounting else own.standard)
    return Frame(
        _before(shape.prefix, symbol, own.minus),
        _after(shape.suffix, symbol, own.minus),
        _before(shape.minus_prefix, symbol, own.minus),
        _after(shape.minus_suffix, symbol, own.minus),
        shape.primary,
        shape.secondary,
    )


def _before(prefix: str, symbol: str, minus: str) -> str:
    """
    CLDR puts a no-break space between a digit and a currency that ends in a letter: CHF 5.
    """
    spaced = prefix.endswith("¤") and _is_wordlike(symbol[-1:])
    filled = _filled(prefix, symbol, minus)
    return filled + _NO_BREAK_SPACE if spaced else filled


def _after(suffix: str, symbol: str, minus: str) -> str:
    spaced = suffix.startswith("¤") and _is_wordlike(symbol[:1])
    filled = _filled(suffix, symbol, minus)
    return _NO_BREAK_SPACE + filled if spaced else filled


def _filled(affix: str, symbol: str, minus: str) -> str:
    return affix.replace("-", minus).replace("¤", symbol)


def _is_wordlike(letter: str) -> bool:
    return bool(letter) and unicodedata.category(letter)[0] not in "SZ"


def _compiled(own: _numbers.Numbers, frame: Frame, digits: int) -> Written:
    before, after, minus_before, minus_after, primary, secondary = frame
    decimal, group = own.money_decimal, own.money_group
    smallest_grouped = primary + own.minimum_grouping if primary else 1_000
    table = None if own.system == "latn" else _numbers.digit_table(own.digits)

    def written(amount: Decimal) -> str:
        text = f"{amount:f}"
        negative = text[0] == "-"
        whole, _, fraction = (text[1:] if negative else text).partition(".")
        if len(fraction) != digits:
            fraction = _fitted(fraction, digits)
        if len(whole) >= smallest_grouped:
            whole = _numbers.grouped(whole, group, primary, secondary)
        body = f"{whole}{decimal}{fraction}" if fraction else whole
        if table is not None:
            body = body.translate(table)
        return f"{minus_before}{body}{minus_after}" if negative else f"{before}{body}{after}"

    return written


def _fitted(fraction: str, digits: int) -> str:
    needed = fraction.rstrip("0")
    if len(needed) <= digits:
        return needed.ljust(digits, "0")
    return needed.ljust(_PAIR, "0")
