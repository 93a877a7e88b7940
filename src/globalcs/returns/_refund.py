"""
The money of a return in whole minor units: shares that add up, whatever comes back in what order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs import cents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

__all__ = ["Part", "capped_fee", "pieces", "shares"]


class Part(NamedTuple):
    """
    What of one line comes back: its weight in the order, pieces sold, back before, and back now.
    """

    paid: int
    sold: int
    before: int
    now: int


def pieces(total: int, sold: int, before: int, now: int) -> int:
    """
    What `now` pieces are worth of a line of `sold`, after `before` came back: no cent is lost.

    The pieces that come back first bear the odd cents, so that the parts of any sequence of
    returns add up to the total.

    >>> [pieces(1000, 3, before, 1) for before in range(3)]
    [334, 333, 333]
    """
    each, odd = divmod(total, sold)
    return now * each + min(before + now, odd) - min(before, odd)


def shares(amount: int, parts: Sequence[Part], mode: str) -> tuple[int, ...]:
    """
    What of a cost of the whole order (delivery, say) each line's pieces bear now.

    Args:
        amount: the refundable cost of the whole order.
        parts: all lines of the order, those with nothing coming back too.
        mode: "pro_rata" by what was paid for the lines, "full" or "none" when not all comes back.
            When all of it comes back at once it is the full amount in any mode.

    >>> shares(500, [Part(2000, 1, 0, 1), Part(8000, 1, 0, 0)], "pro_rata")
    (100, 0)
    """
    if all(part.now == part.sold for part in parts):
        mode = "pro_rata"
    if mode == "none":
        return (0,) * len(parts)
    weights = [part.paid for part in parts] if any(part.paid for part in parts) else None
    split = cents.split(amount, weights or [part.sold for part in parts])
    if mode == "full":
        return _all_at_once(amount, parts)
    return tuple(
        pieces(share, part.sold, part.before, part.now)
        for share, part in zip(split, parts, strict=True)
    )


def _all_at_once(amount: int, parts: Sequence[Part]) -> tuple[int, ...]:
    first = next((number for number, part in enumerate(parts) if part.now), None)
    return tuple(amount if number == first else 0 for number in range(len(parts)))


def capped_fee(goods: int, rate: Fraction | None, fixed: int | None) -> int:
    """
    The lower of a rate of the goods and a fixed sum; the cent in doubt is the buyer's.

    >>> from fractions import Fraction
    >>> capped_fee(300000, Fraction(5, 100), 10000)
    10000
    """
    by_rate = cents.apply_rate(goods, rate, "down") if rate is not None else goods
    return min(goods, by_rate, fixed if fixed is not None else goods)
