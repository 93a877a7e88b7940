"""
Values for every message: all of them, and only those that are needed.
"""

from datetime import date
from typing import Any

from globalcs.localization import Message, PersonName, Recipient, message, render

ON = date(2026, 10, 29)

ANNA = PersonName(given="Anna", surname="van Dijk", honorific="ms", locale="nl")

FULL: dict[str, dict[str, Any]] = {
    "order_confirmed": {
        "shop": "Yukata & Co",
        "order": "1042",
        "items": [
            {"name": "Yukata, blue", "quantity": 2, "price": "67.90 EUR"},
            {"name": "帯", "quantity": 1, "price": "12.00 EUR"},
        ],
        "goods": "79.90 EUR",
        "shipping": "11.30 EUR",
        "duty": "9.59 EUR",
        "tax": "21.16 EUR",
        "fees": "3.00 EUR",
        "total": "124.95 EUR",
        "due_on_delivery": "33.75 EUR",
        "delivery_by": date(2026, 11, 6),
        "withdrawal_days": 14,
        "order_url": "https://shop.example/o?id=1042&l=nl",
    },
    "customs_notice": {
        "shop": "Yukata & Co",
        "order": "1042",
        "payee": "PostNL",
        "duty": "9.59 EUR",
        "tax": "21.16 EUR",
        "fees": "3.00 EUR",
        "amount": "33.75 EUR",
        "deadline": date(2026, 11, 12),
        "payment_url": "https://pay.example/1042",
    },
    "delayed": {
        "shop": "Yukata & Co",
        "order": "1042",
        "old_date": date(2026, 11, 3),
        "new_date": date(2026, 11, 6),
        "cause": "✈",
        "remedy": "5.00 EUR",
        "cancel_url": "https://shop.example/cancel/1042",
    },
    "return_approved": {
        "shop": "Yukata & Co",
        "order": "1042",
        "refund": "33.95 EUR",
        "send_back_by": date(2026, 11, 20),
        "refund_by": date(2026, 12, 4),
        "buyer_ships": True,
        "label_url": "https://shop.example/label/1042",
    },
    "return_refused": {
        "shop": "Yukata & Co",
        "order": "1042",
        "reason": "✂",
        "article": "2011/83/EU 16(c)",
        "article_url": "https://eur-lex.europa.eu/eli/dir/2011/83/oj",
        "last_day": date(2026, 10, 10),
        "alternative": "♻",
        "contact_url": "https://shop.example/contact",
    },
}


def minimal(message_id: str) -> dict[str, Any]:
    """
    Only the values without which the message isn't sent.
    """
    needed = {name for name, found in message(message_id).variables.items() if found.needed}
    return {name: value for name, value in FULL[message_id].items() if name in needed}


def rendered(message_id: str, locale: str, values: dict[str, Any] | None = None, **more) -> Message:
    """
    A message to Anna, with all values unless told otherwise.
    """
    name = more.pop("name", ANNA)
    formality = more.pop("customer_wants", None)
    reader = Recipient(locale=locale, name=name, formality=formality)
    chosen = FULL[message_id] if values is None else values
    return render(message_id, reader, chosen, on=ON, **more)


def codes(found: Message) -> set[str]:
    """
    The codes of a message's reasons without the room.
    """
    return {reason.code.removeprefix("localization.") for reason in found.reasons}
