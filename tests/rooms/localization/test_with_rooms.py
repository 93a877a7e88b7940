"""
Answers of the other rooms, told to the customer and explained.
"""

from datetime import date
from typing import get_args

import pytest

from globalcs import landed_cost, pricing, returns
from globalcs.localization import Recipient, format_money, locales, render
from globalcs.localization._words import english_reasons
from globalcs.money import Money
from globalcs.returns._words import Why

ON = date(2026, 10, 29)

SHOP = {"shop": "Yukata & Co", "order": "1042"}


@pytest.fixture(scope="module")
def quote():
    shipment = landed_cost.Shipment(
        ship_from="JP",
        ship_to="NL",
        items=[
            {"sku": "yukata", "name": "Yukata", "price": "5400 JPY", "hs_code": "621143",
             "origin": "JP", "quantity": 2}
        ],
        shipping="1800 JPY",
        currency="EUR",
    )  # fmt: skip
    return landed_cost.quote(shipment, on=ON)


@pytest.fixture(scope="module")
def refusal():
    order = returns.Order(
        id="1042",
        place="DE",
        contract_date="2026-05-08",
        lines=[{"id": "shirt", "price": "40 EUR", "delivered": "2026-05-12"}],
    )
    late = returns.ReturnRequest(
        order=order, notice="2026-09-01", informed=True, lines=[{"id": "shirt", "state": "tried"}]
    )
    return returns.decide(late, on=date(2026, 9, 2))


@pytest.mark.parametrize("locale", locales())
def test_a_quote_confirms_the_order(quote, locale):
    """
    Lines, shipping, duty, tax, the total and what is due at the door come from the quote.
    """
    found = render("order_confirmed", Recipient(locale=locale), {**SHOP, "q": quote}, on=ON)

    for amount in (quote.total, quote.duty, quote.tax, quote.shipping, quote.lines[0].net):
        assert format_money(amount, locale) in found.text
    assert "Yukata" in found.text
    assert quote.status == found.status


@pytest.mark.parametrize("locale", locales())
def test_a_quote_announces_what_customs_wants(quote, locale):
    """
    What is collected on delivery is told with its parts, before the parcel is there.
    """
    values = {**SHOP, "payee": "PostNL", "q": quote}
    found = render("customs_notice", Recipient(locale=locale), values, on=ON)

    assert quote.due_on_delivery > Money("0", "EUR")
    assert format_money(quote.due_on_delivery, locale) in found.subject


@pytest.mark.parametrize("locale", locales())
def test_a_refusal_names_reason_and_article(refusal, locale):
    """
    Why, in the reader's language, the article of law, and the last day that was possible.
    """
    values = {**SHOP, "decision": refusal}
    found = render("return_refused", Recipient(locale=locale), values, on=date(2026, 9, 2))

    assert ("refuse", "out_of_window") == (refusal.verdict, refusal.why)
    assert refusal.law in found.text
    assert why(locale) in found.text


def why(locale: str) -> str:
    from globalcs import Reason

    return Reason("localization.why.out_of_window").text(locale)


def test_every_refusal_has_words():
    """
    Each word for a refusal has a sentence to say it with, in every language.
    """
    assert set() == {f"localization.why.{word}" for word in get_args(Why)} - set(english_reasons())
    inherited = [name for name in locales() if name.startswith("es-") or name == "no"]
    assert len(locales()) - len(inherited) == len({why(locale) for locale in locales()})


@pytest.mark.parametrize("locale", locales())
def test_every_room_explains_itself(quote, refusal, locale):
    """
    No placeholder is left, no code is bare, whatever the language.
    """
    price = pricing.price(Money("5400", "JPY"), "NL", on=ON)
    for decision in (quote, refusal, price):
        told = decision.explain(locale)

        assert "{" not in told
        assert not [code for code in (r.code for r in decision.reasons) if code in told]


def test_dutch_and_german_explanations_are_not_in_english(quote, refusal):
    """
    These two languages have words for every reason that these answers give.
    """
    for decision in (quote, refusal):
        for locale in ("nl", "de"):
            english = decision.explain("en").splitlines()

            assert [] == [line for line in decision.explain(locale).splitlines() if line in english]


def test_a_selection_names_the_payment_methods():
    """
    An abandoned cart names the methods of the buyer's market, as the language lists them.
    """
    from globalcs import payments

    checkout = {"shopper_country": "NL", "amount": "50 EUR"}
    chosen = payments.select(checkout, on=date(2026, 11, 21))
    values = {
        "shop": "Yukata",
        "items": [{"name": "obi", "quantity": 1, "price": "50 EUR"}],
        "total": "50 EUR",
        "methods_of_nl": chosen,
        "checkout_url": "https://shop.example/c/1",
    }
    found = render("abandoned_checkout", Recipient(locale="nl"), values, on=date(2026, 11, 21))
    names = [offer.method.name for offer in chosen.offered[:5]]

    assert f"Betalen kan met: {', '.join(names[:-1])} en {names[-1]}" in found.text
