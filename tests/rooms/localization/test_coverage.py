"""
Which language has what: every text and word in fifteen locales, the checkout in all others.
"""

import pytest

from globalcs.cli import main
from globalcs.localization import Templates, locales, messages
from globalcs.localization._catalog import catalog
from globalcs.localization._coverage import coverage
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


def test_a_shop_sees_what_it_lacks():
    """
    A shop's own locale counts with what it adds; the rest is told by id.
    """
    own = {"subject": "a", "preheader": "b", "short": "c", "body": "d"}
    texts = Templates({"locales": {"nl-BE": {"messages": {"shipped": own}, "reviewed_by": ["M."]}}})
    (flemish,) = (row for row in coverage(texts) if row.locale == "nl-BE")

    assert (("shipped",), ("M.",), 0) == (flemish.written, flemish.reviewed_by, flemish.reasons)
    assert len(messages()) - 1 == len(flemish.missing)
    assert "nl-BE" not in {row.locale for row in coverage(Templates())}


def test_the_command(capsys):
    """
    A line for each locale, with its registers and who has reviewed it.
    """
    assert 0 == main(["messages", "coverage"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    rows = {line[0]: line[1:] for line in lines if line and line[0] in locales()}

    assert set(locales()) == set(rows)
    assert [str(len(messages())), "formal,", "informal"] == [rows["nl"][0], *rows["nl"][2:4]]
