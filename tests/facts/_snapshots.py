"""
A digest of what the book answers for each place: a change of data shows whom it touches.
"""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import blake2b
from typing import Any

from globalcs import payments
from globalcs.errors import RateNotFound
from globalcs.facts import Facts
from globalcs.facts._shared_keys import CURRENCY
from globalcs.facts._show import Row, show, value_text
from globalcs.money import Money
from globalcs.rates import default_rates
from tests.house._package import ROOT

FOLDER = ROOT / "tests" / "snapshots"
ON = date(2026, 11, 21)
LONGEST = 120


def places(facts: Facts) -> list[str]:
    """
    All places of the book, unions too.
    """
    return [name for name in facts.subjects() if re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", name)]


def snapshot(facts: Facts, place: str) -> str:
    """
    What holds for one place, room by room and key by key, as JSON with a line an answer.

    A change in a method's file touches no place's file, but what shoppers there are offered: so the
    methods for a cart of 50 EUR in their money stand here too, in their order.
    """
    rooms = answers(facts, place)
    if offered := offers(facts, place):
        rooms.setdefault("payments", {})["offered"] = offered
    return json.dumps(rooms, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def answers(facts: Facts, place: str) -> dict[str, dict[str, Any]]:
    """
    The facts in force for a place, by room and key.
    """
    rooms: dict[str, dict[str, Any]] = {}
    for row in show(facts, place, ON):
        room = row.key.partition(".")[0]
        name = row.key + (f" ({row.when})" if row.when else "")
        told = rooms.setdefault(room, {})
        # Facts that add up stand under one key, each with who says it.
        told[name if name not in told else f"{name} of {row.subject}"] = answer(row)
    return rooms


def offers(facts: Facts, place: str) -> str:
    """
    The ids of the methods a shopper is offered; "" where nobody pays or no rate is known.
    """
    currency = facts.find(place, CURRENCY, on=ON)
    if currency is None or place == "EU":
        return ""
    try:
        rate = default_rates().rate("EUR", currency.value, ON)
    except RateNotFound:
        return ""
    amount = 50 * rate.ratio
    cart = payments.Checkout(shopper_country=place, amount=Money(round(amount), currency.value))
    found = payments.select(cart, on=ON, facts=facts)
    return " ".join(offer.method.id for offer in found.offered)


def answer(row: Row) -> str:
    """
    Value, who says so, since when and how sure; a long value is cut and marked by a digest.
    """
    text = value_text(row.value)
    if len(text) > LONGEST:
        mark = blake2b(text.encode(), digest_size=4).hexdigest()
        text = f"{text[:LONGEST].rstrip()} ... {mark}"
    days = f"{row.since or '?'}{' to ' + row.until if row.until else ''}"
    return f"{text} [{row.subject}, {days}, {row.confidence}]"
