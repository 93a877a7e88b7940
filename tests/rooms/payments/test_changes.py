"""
What would make a method appear.
"""

import pickle
from datetime import date

import pytest

from globalcs import payments
from globalcs.errors import RateNotFound
from globalcs.payments import Change, _changes
from globalcs.rates import FixedRates
from tests.rooms.payments._ask import TODAY, codes, ids, select


def admitted(selection, method_id, **more):
    """
    Whether the method is offered once its changes are made.
    """
    changes = selection.why(method_id).would_appear_if
    checkout = payments.changed(selection.request, changes, on=selection.on)
    return method_id in ids(payments.select(checkout, on=selection.on, **more))


@pytest.mark.parametrize(
    ("method", "country", "amount", "more", "changes"),
    [
        ("blik", "PL", "49.90 EUR", {}, [Change("currency", "PLN")]),
        ("oxxo", "MX", "12000 MXN", {}, [Change("amount", "10000.00 MXN")]),
        ("alma", "NL", "49.90 EUR", {}, [Change("amount", "50.00 EUR")]),
        ("billie", "NL", "90 EUR", {}, [Change("buyer", "business")]),
        ("klarna", "DE", "90 EUR", {"buyer": "business"}, [Change("buyer", "consumer")]),
        ("affirm", "US", "90 USD", {"merchant_country": "GB"}, [Change("merchant_country", "US")]),
        ("kbc", "BE", "9 EUR", {"purpose": "subscription"}, [Change("purpose", "one_time")]),
        ("girocard", "DE", "9 EUR", {}, [Change("channel", "pos")]),
        ("bancontact", "NL", "9 EUR", {}, [Change("other_countries", ("BE",))]),
        ("blik", "PL", "9 PLN", {"psps": ("airwallex",)}, [Change("psps", ("airwallex", "adyen"))]),
        (
            "in3",
            "NL",
            "9 EUR",
            {"psps": ("stripe",)},
            [Change("psps", ("stripe", "mollie")), Change("amount", "50.00 EUR")],
        ),
        (
            "klarna",
            "BE",
            "9 EUR",
            {"purpose": "subscription", "recurring_amount": "10000.01 EUR"},
            [Change("recurring_amount", "10000.00 EUR")],
        ),
        (
            "klarna",
            "DE",
            "9 EUR",
            {"goods": ("physical", "donation")},
            [Change("goods", ("physical",))],
        ),
    ],
)
def test_changes(method, country, amount, more, changes):
    """
    The fewest changes that the rules ask for, and they do admit the method.
    """
    selection = select(country, amount, **more)

    assert tuple(changes) == selection.why(method).would_appear_if
    assert admitted(selection, method)


@pytest.mark.parametrize(
    ("method", "country", "amount", "on"),
    [
        ("giropay", "DE", "9 EUR", TODAY),
        ("wero", "NL", "9 EUR", TODAY),
        ("line_pay", "JP", "900 JPY", TODAY),
        ("visa", "RU", "9 EUR", TODAY),
        ("pix", "BR", "9 BRL", date(2019, 1, 1)),
    ],
)
def test_what_no_shop_can_change(method, country, amount, on):
    """
    Closed, not yet open, suspended: None.
    """
    assert select(country, amount, on=on).why(method).would_appear_if is None


def test_changes_are_found_when_they_are_read(monkeypatch):
    """
    A list of all that is left out tries nothing out; one exclusion that is read tries its own.
    """
    asked = []
    real = _changes.would_appear_if
    monkeypatch.setattr(
        _changes, "would_appear_if", lambda *args: asked.append(args[3]) or real(*args)
    )
    excluded = select("PL", "10 EUR").excluded

    assert [] == asked
    blik = next(entry for entry in excluded if entry.method.id == "blik")
    assert (Change("currency", "PLN"),) == blik.would_appear_if
    assert (Change("currency", "PLN"),) == blik.would_appear_if
    assert ["blik"] == asked


def test_an_exclusion_is_a_value():
    """
    It equals another one of the same content, survives a pickle, and can't be changed.
    """
    entry = select("PL", "10 EUR").why("blik")
    again = pickle.loads(pickle.dumps(entry))

    assert entry == again
    assert hash(entry) == hash(again)
    assert entry != select("PL", "11 EUR").why("wero")
    assert "Exclusion(blik: payments.currency_not_supported)" == repr(entry)
    with pytest.raises(AttributeError, match="frozen"):
        entry.method = None


def test_a_limit_is_part_of_the_changes():
    """
    Behind the shop's own limit a method says how many would have to be shown.
    """
    selection = select("NL", "49.90 EUR", limit=2)

    assert (Change("limit", 5),) == selection.why("paypal").would_appear_if
    assert admitted(selection, "paypal")


def test_a_currency_without_a_rate():
    """
    Where no rate is known, an amount that the method takes stands in for the currency.
    """
    rates = FixedRates({("EUR", "USD"): "1.2"}, source="a test")
    entry = select("KE", "10 EUR", rates=rates).why("mpesa")

    assert "currency_not_supported" in codes(entry)
    assert entry.would_appear_if is not None
    assert "KES" == str(entry.would_appear_if[-1].value).partition(" ")[2]


def test_a_worth_of_nothing_is_no_amount():
    """
    One rupiah is no cent, so an amount stands in for the currency.
    """
    entry = select("ID", "1 IDR").why("paypal")

    assert "amount" in [change.field for change in entry.would_appear_if]
    assert admitted(select("ID", "1 IDR"), "paypal")


def test_changed_needs_the_rate():
    """
    A change of currency is made at the rate of the day, or refused.
    """
    checkout = payments.Checkout(shopper_country="PL", amount="10 EUR")
    rates = FixedRates({("EUR", "PLN"): "4.2525"}, source="a test")
    change = [Change("currency", "PLN")]

    assert "42.53 PLN" == payments.changed(checkout, change, on=TODAY, rates=rates).amount.to_text()
    with pytest.raises(RateNotFound):
        payments.changed(checkout, [Change("currency", "XOF")], on=TODAY, rates=rates)


def test_a_change_reads_well():
    """
    A change is told as field and value.
    """
    assert "psps = stripe, adyen" == str(Change("psps", ("stripe", "adyen")))
