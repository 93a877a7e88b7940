"""
What a shop's layer wants of a method: hidden, always shown, higher or lower in the list.

A layer may tell it for some shoppers only: those of a country (`region`), who pay in a currency,
for a purpose, as a business, on a channel or a device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.payments._keys import PREFERENCE, WISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from globalcs.facts import Fact
    from globalcs.payments._rules import Asked, Row

__all__ = ["preference", "wish"]


def wish(row: Row, asked: Asked) -> Fact[str] | None:
    """
    "block" or "must_include", told for such a checkout; None where the shop wants neither.
    """
    return row.view.wanted(WISH, _where(row, asked)) if row.view.wants else None


def preference(row: Row, asked: Asked) -> Fact[int] | None:
    """
    The points that the shop gives or takes in such a checkout; None where it says nothing.
    """
    return row.view.wanted(PREFERENCE, _where(row, asked)) if row.view.wants else None


def _where(row: Row, asked: Asked) -> Mapping[str, str | None]:
    return {
        "region": row.via,
        "currency": asked.currency,
        "purpose": asked.purpose,
        "buyer": asked.buyer,
        "channel": asked.channel,
        "device": asked.device,
    }
