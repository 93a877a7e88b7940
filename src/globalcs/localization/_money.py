"""
Amounts as a locale writes them, equal to ICU, and read back without guessing.

The work per locale and currency is done once: what is left for an amount is its digits between two
ready texts.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from globalcs._currencies import display_digits, unit
from globalcs.errors import InvalidInput
from globalcs.localization import _numbers
from globalcs.localization._tags import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from globalcs.money import Money

    Written = Callable[[int], str]

__all__ = ["MoneyStyle", "format_money", "numbers_of"]

MoneyStyle = Literal["standard", "narrow", "code", "accounting"]

_NO_BREAK_SPACE = "\u00a0"


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
        return written(money.minor)
    except AttributeError:
        return _of_another_kind(money, locale, style)


def _of_another_kind(money: object, locale: str, style: MoneyStyle) -> str:
    from globalcs.money import Money

    read = Money.read(money)
    return _written(locale, read.currency.code, style)(read.minor)


@lru_cache(maxsize=4096)
def _written(locale: str, currency: str, style: MoneyStyle) -> Written:
    if style not in get_args(MoneyStyle):
        raise InvalidInput(
            f"no such style; give one of {', '.join(get_args(MoneyStyle))}", path="style"
        )
    own = numbers_of(locale, currency)
    symbol, narrow, *_ = _numbers.symbols(locale).get(currency, [currency, currency])
    if style != "standard":
        symbol = {"code": currency, "narrow": narrow}.get(style, symbol)
    return _compiled(own, _frame(own, symbol, accounting=style == "accounting"), currency)


@lru_cache(maxsize=1024)
def numbers_of(locale: str, currency: str) -> _numbers.Numbers:
    """
    The locale's numbers with what is different for one currency, such as euros in en-150.
    """
    own, listed = _numbers.numbers(locale), _numbers.symbols(locale)
    region = _currency_of_region(locale, listed)
    apart = listed.get(currency, [])[2:] or listed.get(region, [])[2:]
    pattern, decimal, group = apart or ("", "", "")
    return own._replace(
        standard=pattern or own.standard,
        accounting=pattern or (own.standard if region else own.accounting),
        money_decimal=decimal or own.money_decimal,
        money_group=group or own.money_group,
    )


def _currency_of_region(locale: str, listed: Mapping[str, list[str]]) -> str:
    """
    The currency of a tag's region where it is written in a way of its own, else "".

    ICU writes all amounts of such a locale that way: in en-DE dollars too are $1,234.50.
    """
    written_apart = [code for code, found in listed.items() if len(found) > 2]
    region = parse(locale).region
    if not written_apart or len(region) != 2:
        return ""
    from babel.numbers import get_territory_currencies

    current = get_territory_currencies(region)
    return next((code for code in current[-1:] if code in written_apart), "")


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


def _compiled(own: _numbers.Numbers, frame: Frame, currency: str) -> Written:
    """
    A function from minor units to text, with all that doesn't depend on the amount worked out.
    """
    before, after, minus_before, minus_after, primary, secondary = frame
    group, fraction_of = own.money_group, _fractions(own.money_decimal, currency)
    scale = 10 ** (unit(currency).digits or 0)
    first_grouped = 10 ** (primary + own.minimum_grouping - 1) if primary else 0
    plain_groups = primary == secondary == 3
    table = None if own.system == "latn" else _numbers.digit_table(own.digits)

    def written(minor: int) -> str:
        whole, fraction = divmod(minor if minor >= 0 else -minor, scale)
        if not first_grouped or whole < first_grouped:
            body = f"{whole}{fraction_of(fraction)}"
        elif plain_groups:
            body = f"{whole:,}".replace(",", group) + fraction_of(fraction)
        else:
            body = _numbers.grouped(str(whole), group, primary, secondary) + fraction_of(fraction)
        if table is not None:
            body = body.translate(table)
        return f"{minus_before}{body}{minus_after}" if minor < 0 else f"{before}{body}{after}"

    return written


def _fractions(decimal: str, currency: str) -> Callable[[int], str]:
    """
    The decimals of a currency: as many as people write, and all it has where those hold more.
    """
    own, shown = unit(currency).digits or 0, display_digits(currency)
    if shown >= own:
        return _padded(decimal, own, shown)
    full = _padded(decimal, own, own)
    cut = 10 ** (own - shown)
    short = _padded(decimal, shown, shown)
    return lambda fraction: full(fraction) if fraction % cut else short(fraction // cut)


def _padded(decimal: str, own: int, shown: int) -> Callable[[int], str]:
    if not shown:
        return lambda fraction: ""
    zeros = "0" * (shown - own)
    return f"{decimal}{{:0{own}d}}{zeros}".format if own else lambda fraction: decimal + zeros
