"""
What carriers ask for paying in advance: an option, apart from law.
"""

from datetime import date

import pytest

from globalcs.errors import InvalidInput
from globalcs.landed_cost import CarrierFee, Quote, Shipment, quote
from globalcs.money import Money

TODAY = date(2026, 11, 21)
ADVANCE = {"name": "advance payment", "rate": "2 %", "least": "6 EUR", "tax_rate": "19 %"}


def ask(price="200 EUR", fees=(ADVANCE,), **more):
    item = {"price": price, "duty_rate": "12 %", "hs_code": "691110", "category": "home"}
    fields = {"ship_from": "US", "ship_to": "DE", "shipping": "0 EUR", "items": [item]}
    return quote(Shipment(**{**fields, "carrier_fees": fees, **more}), on=TODAY)


def euro(text):
    return Money(text, "EUR")


class TestAmount:
    def test_the_least_holds_for_small_charges(self):
        """
        2 % of 24.00 + 42.56 is below six euros: 6.00, and 19 % of it on top.
        """
        answer = ask()

        assert euro("7.14") == answer.fees
        assert ["advance payment", "advance payment, tax"] == [
            c.name for c in answer.charges if c.kind == "fee"
        ]

    def test_the_rate_is_taken_of_all_that_is_advanced(self):
        """
        2,000 euros bear 240.00 of duty and 425.60 of tax: 2 % of 665.60 is 13.31.
        """
        answer = ask("2000 EUR")
        fee = next(c for c in answer.charges if c.name == "advance payment")

        assert euro("13.31") == fee.amount
        assert euro("15.84") == answer.fees

    def test_an_amount_and_a_rate_add_up(self):
        """
        5 euros and 1 % of 66.56, without tax.
        """
        assert euro("5.67") == ask(fees=[{"name": "x", "rate": "1 %", "amount": "5 EUR"}]).fees

    def test_another_currency_is_converted(self):
        """
        Any currency the rates know.
        """
        answer = ask(fees=[{"name": "x", "amount": "10 USD"}])

        assert 8_00 < answer.fees.minor < 10_00


class TestNotLaw:
    def test_it_has_no_source_and_says_that_it_is_no_law(self):
        """
        The charge rests on no fact, and a reason names it as the carrier's own.
        """
        answer = ask()
        charge = next(c for c in answer.charges if c.kind == "fee")
        reason = next(r for r in answer.reasons if r.code == "landed_cost.carrier_fee")

        assert () == charge.facts
        assert "no law" in reason.text()

    def test_it_is_in_no_base_and_owed_to_no_state(self):
        """
        The tax is what it is without the fee, and under DDP the seller owes the state the rest.
        """
        without = ask(fees=[])
        assert (without.duty, without.tax) == (ask().duty, ask().tax)

        paid = ask(incoterm="DDP")
        assert paid.owed_by_seller == paid.duty + paid.tax
        assert paid.due_at_checkout == paid.total

    def test_nothing_advanced_no_fee(self):
        """
        A sale inside the Union, and a parcel that is free of all charges, cost nothing to advance.
        """
        free = {"price": "10 CHF", "hs_code": "691110", "category": "home", "origin": "US"}

        assert euro("0") == ask(ship_from="FR", registrations=["OSS"]).fees
        assert Money("0", "CHF") == ask(ship_to="CH", items=[free], shipping="0 CHF").fees

    def test_each_parcel_pays_its_own(self):
        """
        Two parcels are cleared twice.
        """
        item = {"price": "200 EUR", "duty_rate": "12 %", "hs_code": "691110", "category": "home"}
        parcels = [{"items": [0]}, {"items": [1]}]

        assert euro("14.28") == ask(items=[item, item], consignments=parcels).fees

    def test_it_reads_back(self):
        """
        A quote with such fees survives JSON.
        """
        answer = ask()

        assert answer == Quote.from_json(answer.to_json())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tax_rate": "19 %"},
        {"amount": "-1 EUR"},
        {"rate": "-2 %"},
        {"amount": "5 EUR", "tax_rate": "-19 %"},
    ],
)
def test_a_fee_that_asks_for_nothing_is_refused(fields):
    """
    Some amount or rate, none below zero.
    """
    with pytest.raises(InvalidInput):
        CarrierFee(name="advance payment", **fields)
