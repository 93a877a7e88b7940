"""
Short ways to ask.
"""

from datetime import date
from typing import Any

from globalcs import payments
from globalcs.facts import Facts

TODAY = date(2026, 11, 21)


def select(
    country: str,
    amount: str,
    *,
    on: date = TODAY,
    facts: Facts | None = None,
    rates: Any = None,
    **more: Any,
) -> payments.Selection:
    checkout = payments.Checkout(shopper_country=country, amount=amount, **more)
    return payments.select(checkout, on=on, facts=facts, rates=rates)


def ids(selection: payments.Selection) -> list[str]:
    return [offer.method.id for offer in selection.offered]


def codes(entry: Any) -> list[str]:
    """
    The codes of an exclusion's reasons, or of an offer's warnings, without the room.
    """
    told = entry.reasons if hasattr(entry, "reasons") else entry.warnings
    return [reason.code.removeprefix("payments.") for reason in told]
