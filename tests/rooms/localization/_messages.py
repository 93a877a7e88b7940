"""
Values for every message: all of them, and only those that are needed.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from globalcs.localization import Message, PersonName, Recipient, message, render

ON = date(2026, 10, 29)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

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
    "order_approved": {
        "shop": "Yukata & Co",
        "order": "1042",
        "dispatch_by": date(2026, 10, 30),
        "order_url": "https://shop.example/o/1042",
    },
    "payment_pending_voucher": {
        "shop": "Yukata & Co",
        "order": "1042",
        "amount": "124.95 EUR",
        "method": "Boleto",
        "code": "34191.79001",
        "pay_by": "2026-11-02T23:59-03:00[America/Sao_Paulo]",
        "instructions_url": "https://pay.example/slip/1042",
    },
    "payment_received": {
        "shop": "Yukata & Co",
        "order": "1042",
        "amount": "124.95 EUR",
        "method": "iDEAL",
        "receipt_url": "https://shop.example/receipt/1042",
    },
    "payment_failed": {
        "shop": "Yukata & Co",
        "order": "1042",
        "amount": "124.95 EUR",
        "method": "Visa",
        "cause": "☂",
        "held_until": date(2026, 11, 2),
        "retry_url": "https://shop.example/pay/1042",
    },
    "shipped": {
        "shop": "Yukata & Co",
        "order": "1042",
        "carrier": "PostNL",
        "tracking": "3STEST0001042",
        "tracking_url": "https://carrier.example/t/1042",
        "delivery_by": date(2026, 11, 6),
        "charges_paid": True,
    },
    "shipping_updated": {
        "shop": "Yukata & Co",
        "order": "1042",
        "delivery_by": date(2026, 11, 6),
        "carrier": "PostNL",
        "tracking": "3STEST0001042",
        "tracking_url": "https://carrier.example/t/1042",
    },
    "delivery_failed": {
        "shop": "Yukata & Co",
        "order": "1042",
        "carrier": "PostNL",
        "next_attempt": date(2026, 11, 7),
        "place": "Markt 1, Delft",
        "held_until": date(2026, 11, 14),
        "choose_url": "https://carrier.example/c/1042",
    },
    "pickup_ready": {
        "shop": "Yukata & Co",
        "order": "1042",
        "place": "Markt 1, Delft",
        "held_until": date(2026, 11, 14),
        "hours": "9-18",
        "code": "4711",
        "id_needed": True,
    },
    "delivered_review": {
        "shop": "Yukata & Co",
        "order": "1042",
        "delivered_on": date(2026, 11, 6),
        "review_url": "https://shop.example/review/1042",
        "help_url": "https://shop.example/help",
    },
    "return_received_request": {
        "shop": "Yukata & Co",
        "order": "1042",
        "return_number": "R-77",
        "answer_by": date(2026, 11, 9),
        "send_back_by": date(2026, 11, 20),
        "address": "Kade 3, 1011 AA Amsterdam",
        "buyer_ships": False,
        "label_url": "https://shop.example/label/1042",
    },
    "return_item_received": {
        "shop": "Yukata & Co",
        "order": "1042",
        "received_on": date(2026, 11, 18),
        "refund": "33.95 EUR",
        "refund_by": date(2026, 12, 1),
    },
    "refund_issued": {
        "shop": "Yukata & Co",
        "order": "1042",
        "amount": "33.95 EUR",
        "method": "iDEAL",
        "visible_by": date(2026, 12, 3),
        "deducted": "2.50 EUR",
        "deduction_reason": "☕",
        "bank_converts": True,
    },
    "exchange_or_reship": {
        "shop": "Yukata & Co",
        "order": "1042",
        "new_item": "Yukata, M",
        "delivery_by": date(2026, 11, 13),
        "send_back_by": date(2026, 11, 27),
        "tracking_url": "https://carrier.example/t/1043",
    },
    "order_cancelled": {
        "shop": "Yukata & Co",
        "order": "1042",
        "by_shop": True,
        "cause": "☁",
        "refund": "124.95 EUR",
        "refund_by": date(2026, 11, 12),
    },
    "withdrawal_ack": {
        "shop": "Yukata & Co",
        "order": "1042",
        "received_at": datetime(2026, 11, 9, 14, 5, tzinfo=AMSTERDAM),
        "content": "✍ 1042",
        "send_back_by": date(2026, 11, 23),
        "address": "Kade 3, 1011 AA Amsterdam",
        "refund_by": date(2026, 11, 23),
        "buyer_ships": True,
        "may_wait": True,
    },
    "apology": {
        "shop": "Yukata & Co",
        "order": "1042",
        "fault": "☹",
        "cause": "⚠",
        "measure": "✔",
        "remedy": "10.00 EUR",
        "contact_name": "M. Bakker",
        "contact_url": "https://shop.example/contact",
    },
    "invoice_ready": {
        "shop": "Yukata & Co",
        "order": "1042",
        "invoice": "F-2026-31",
        "amount": "124.95 EUR",
        "invoice_url": "https://shop.example/invoice/31",
    },
    "sla_ack": {
        "shop": "Yukata & Co",
        "order": "1042",
        "ticket": "T-9",
        "answer_by": datetime(2026, 10, 30, 17, tzinfo=AMSTERDAM),
        "hours": "9-18",
        "help_url": "https://shop.example/help",
    },
    "fraud_or_id_check": {
        "shop": "Yukata & Co",
        "order": "1042",
        "field": "PCCC",
        "purpose": "♖",
        "deadline": date(2026, 11, 3),
        "answer_url": "https://shop.example/check/1042",
        "privacy_url": "https://shop.example/privacy",
    },
    "thanks_coupon": {
        "shop": "Yukata & Co",
        "order": "1042",
        "coupon": "OBI-10",
        "amount": "5.00 EUR",
        "rate": "10 %",
        "expires": date(2026, 12, 31),
        "shop_url": "https://shop.example/",
    },
    "sla_breach_update": {
        "shop": "Yukata & Co",
        "ticket": "T-9",
        "answer_by": datetime(2026, 10, 30, 17, tzinfo=AMSTERDAM),
        "owner": "M. Bakker",
        "cause": "☂",
    },
    "agent_reply_frame": {
        "shop": "Yukata & Co",
        "ticket": "T-9",
        "understanding": "♡",
        "question": "♢",
        "own_words": "♣",
    },
    "ticket_resolved": {
        "shop": "Yukata & Co",
        "ticket": "T-9",
        "summary": "✔",
        "reopen_url": "https://shop.example/t/9",
    },
    "survey_csat": {
        "shop": "Yukata & Co",
        "ticket": "T-9",
        "survey_url": "https://shop.example/s/9",
    },
    "survey_nps": {"shop": "Yukata & Co", "survey_url": "https://shop.example/s/9"},
    "goodwill_credit": {
        "shop": "Yukata & Co",
        "order": "1042",
        "amount": "10.00 EUR",
        "occasion": "☼",
        "code": "OBI-10",
        "expires": date(2026, 12, 31),
    },
    "loyalty_reward": {
        "shop": "Yukata & Co",
        "reward": "帯",
        "points": 1200,
        "value": "12.00 EUR",
        "expires": date(2026, 12, 31),
        "reward_url": "https://shop.example/reward",
    },
    "tier_change": {
        "shop": "Yukata & Co",
        "tier": "Indigo",
        "valid_until": date(2027, 12, 31),
        "benefits": "✿",
        "account_url": "https://shop.example/account",
    },
    "points_expiry": {
        "shop": "Yukata & Co",
        "points": 350,
        "value": "3.50 EUR",
        "expires": date(2026, 12, 31),
        "use_url": "https://shop.example/points",
    },
    "condolence_or_personal": {
        "shop": "Yukata & Co",
        "topic": "✉",
        "own_words": "✍",
        "signed_by": "M. Bakker",
    },
    "back_in_stock": {
        "shop": "Yukata & Co",
        "item": "Yukata, M",
        "price": "33.95 EUR",
        "item_url": "https://shop.example/i/1",
    },
    "price_alert": {
        "shop": "Yukata & Co",
        "item": "Yukata, M",
        "price": "29.95 EUR",
        "lowest_before": "33.95 EUR",
        "item_url": "https://shop.example/i/1",
    },
    "abandoned_checkout": {
        "shop": "Yukata & Co",
        "items": [{"name": "帯", "quantity": 1, "price": "12.00 EUR"}],
        "total": "18.40 EUR",
        "methods": "iDEAL, PayPal",
        "checkout_url": "https://shop.example/c/1",
    },
    "account_welcome": {
        "shop": "Yukata & Co",
        "account_url": "https://shop.example/account",
        "help_url": "https://shop.example/help",
    },
    "account_confirm": {
        "shop": "Yukata & Co",
        "confirm_url": "https://shop.example/confirm",
        "expires": datetime(2026, 10, 30, 17, tzinfo=AMSTERDAM),
    },
    "account_password": {
        "shop": "Yukata & Co",
        "reset_url": "https://shop.example/reset",
        "expires": datetime(2026, 10, 30, 17, tzinfo=AMSTERDAM),
        "help_url": "https://shop.example/help",
    },
    "account_email_change": {
        "shop": "Yukata & Co",
        "new_address": "a***@example.org",
        "confirm_url": "https://shop.example/confirm",
        "help_url": "https://shop.example/help",
    },
    "account_delete": {
        "shop": "Yukata & Co",
        "deleted_on": date(2026, 11, 9),
        "kept": "▣",
        "help_url": "https://shop.example/help",
    },
    "gift_card": {
        "shop": "Yukata & Co",
        "code": "4711-0815",
        "balance": "50.00 EUR",
        "expires": date(2029, 12, 31),
        "sender": "J. Berg",
        "greeting": "♥",
        "shop_url": "https://shop.example/",
    },
    "privacy_request_ack": {
        "shop": "Yukata & Co",
        "request": "▤",
        "received_on": date(2026, 10, 28),
        "due_on": date(2026, 11, 28),
        "law": "2016/679 12(3)",
        "identity_url": "https://shop.example/who",
    },
    "privacy_request_done": {
        "shop": "Yukata & Co",
        "request": "▤",
        "received_on": date(2026, 10, 28),
        "result": "▥",
        "law": "2016/679 15",
        "download_url": "https://shop.example/data",
        "expires": date(2026, 12, 28),
    },
    "privacy_request_extended": {
        "shop": "Yukata & Co",
        "request": "▤",
        "received_on": date(2026, 10, 28),
        "cause": "▦",
        "due_on": date(2027, 1, 28),
        "law": "2016/679 12(3)",
        "authority": "AP",
    },
    "privacy_request_refused": {
        "shop": "Yukata & Co",
        "request": "▤",
        "received_on": date(2026, 10, 28),
        "reason": "▧",
        "law": "2016/679 12(5)",
        "authority": "AP",
        "contact_url": "https://shop.example/contact",
    },
    "data_breach_notice": {
        "shop": "Yukata & Co",
        "event": "◆",
        "found_on": date(2026, 10, 27),
        "data": "◇",
        "effect": "◈",
        "measures": "◉",
        "advice": "◎",
        "contact": "dpo@shop.example",
    },
    "recall_or_safety": {
        "shop": "Yukata & Co",
        "item": "Andon N-4",
        "product_ids": "N-4, 2026-03",
        "sold": "2026, NL",
        "risk": "⚡",
        "action": "⏻",
        "remedy": "↩",
        "contact": "+31 20 000 0000",
        "notice_url": "https://shop.example/recall",
    },
    "terms_or_price_change": {
        "shop": "Yukata & Co",
        "contract": "Obi Club",
        "change": "△",
        "old_price": "4.90 EUR",
        "new_price": "5.90 EUR",
        "valid_from": date(2027, 1, 1),
        "end_by": date(2026, 12, 31),
        "end_url": "https://shop.example/end",
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
