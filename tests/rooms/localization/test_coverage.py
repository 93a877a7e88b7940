"""
Which language has what: every text and word in fifteen locales, the checkout in all others.
"""

import pytest

from globalcs.localization import locales, messages
from globalcs.localization._catalog import catalog
from globalcs.localization._words import english_reasons

#: Every message and every reason of every room.
FULL_LOCALES = (
    "en", "nl", "de", "fr", "es", "es-MX", "it", "pt-BR", "pl", "tr", "ar", "ja", "ko", "zh-Hans",
    "zh-Hant",
)  # fmt: skip

#: What is sent from the order to the refund, in every locale that there is.
CHECKOUT = (
    "order_confirmed", "order_approved", "payment_pending_voucher", "payment_received",
    "payment_failed", "shipped", "shipping_updated", "customs_notice", "delayed",
    "delivery_failed", "pickup_ready", "delivered_review", "return_received_request",
    "return_approved", "return_refused", "return_item_received", "refund_issued",
    "exchange_or_reship", "order_cancelled", "withdrawal_ack",
)  # fmt: skip


@pytest.mark.parametrize("locale", FULL_LOCALES)
def test_every_message_is_written(locale):
    """
    A full locale has a text for each message of the library.
    """
    ids = {kind.id for kind in messages()}

    assert set() == ids - set(catalog(locale).messages)


@pytest.mark.parametrize("locale", FULL_LOCALES)
def test_every_reason_is_worded(locale):
    """
    A full locale has a sentence for each reason code of every room; English has the rooms' own.
    """
    worded = set(catalog(locale).reasons) | (set(english_reasons()) if locale == "en" else set())

    assert [] == sorted(set(english_reasons()) - worded)


@pytest.mark.parametrize("locale", FULL_LOCALES)
def test_every_word_is_worded(locale):
    """
    The words of the rooms' vocabulary have a word in each full locale.
    """
    assert [] == sorted(set(catalog("en").words) - set(catalog(locale).words))


@pytest.mark.parametrize("locale", locales())
def test_the_checkout_is_written(locale):
    """
    Every locale file speaks to a buyer from the order to the refund.
    """
    assert [] == [name for name in CHECKOUT if name not in catalog(locale).messages]


def test_fifteen_further_locales():
    """
    Beside the full locales at least fifteen others speak through the checkout.
    """
    assert 15 <= len(set(locales()) - set(FULL_LOCALES))
