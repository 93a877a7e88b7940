"""
Shapes of law beyond rates and limits: allowances, uplifts, and surcharges on the duty itself.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Shipment, quote
from globalcs.money import Money
from globalcs.rates import FixedRates

TODAY = date(2026, 11, 21)
UAH = FixedRates({("EUR", "UAH"): "40"})


def codes(answer):
    return [reason.code for reason in answer.reasons]


def to_ukraine(*items, **more):
    parcel = Shipment(
        ship_from="PL", ship_to="UA", shipping="0 EUR", currency="EUR", items=items, **more
    )
    return quote(parcel, on=date(2022, 5, 1), customs_rates=UAH)


def thing(price, **more):
    return {"price": price, "category": "home", "origin": "PL", **more}


class TestAllowance:
    def test_a_cent_above_the_limit_costs_next_to_nothing(self):
        """
        An allowance leaves no jump at its limit, as a limit alone does.
        """
        assert Money("0", "EUR") == to_ukraine(thing("150 EUR")).tax
        assert Money("0.22", "EUR") == to_ukraine(thing("151 EUR")).tax

    def test_it_is_granted_once_a_consignment_and_shared_out_by_value(self):
        """
        Two lines share the allowance; each charge tells what it was taken of.
        """
        answer = to_ukraine(thing("300 EUR", id="a"), thing("100 EUR", id="b"))
        tax = [charge for charge in answer.charges if charge.kind == "tax"]

        # (400 - 150) x 10 % = 25; (250 + 25) x 20 % = 55
        assert (Money("25", "EUR"), Money("55", "EUR")) == (answer.duty, answer.tax)
        assert sum(charge.base.minor for charge in tax) == 275 * 40 * 100
        assert "landed_cost.allowance" in codes(answer)

    def test_duty_of_the_tariff_is_taken_of_the_excess_alone(self):
        """
        The allowance of a courier parcel to Argentina lowers the base of duty, not that of tax.
        """
        parcel = Shipment(
            ship_from="US", ship_to="AR", shipping="0 USD", currency="USD", channel="courier",
            items=[{"price": "1000 USD", "duty_rate": "10 %", "category": "home", "origin": "US"}],
        )  # fmt: skip
        answer = quote(parcel, on=TODAY, customs_rates=FixedRates({("USD", "ARS"): "1000"}))

        assert Money("60", "USD") == answer.duty
        assert Money("222.60", "USD") == answer.tax  # (1,000 + 60) x 21 %


class TestUplift:
    def test_the_uplift_stands_for_freight(self):
        """
        South Africa taxes a tenth more than the value, however dear the freight.
        """
        items = [{"price": "1000 ZAR", "duty_rate": "0 %", "category": "home", "origin": "CN"}]
        cheap, dear = (
            quote(Shipment(ship_from="CN", ship_to="ZA", shipping=freight, items=items), on=TODAY)
            for freight in ("0 ZAR", "900 ZAR")
        )

        assert Money("165", "ZAR") == cheap.tax == dear.tax
        assert "landed_cost.tax_base_uplift" in codes(cheap)


class TestSurcharge:
    @pytest.mark.parametrize(
        ("duty", "expected"), [("20 %", "220"), ("0 %", "0"), ("50 INR/kg", "110")]
    )
    def test_it_is_a_share_of_the_duty_whatever_that_is_taken_of(self, duty, expected):
        """
        A tenth of the duty on top: of a rate, of nothing, and of an amount by weight.
        """
        tariff = FixedTariffs({"IN": {"690490": duty}}, as_of=TODAY)
        item = {"price": "1000 INR", "hs_code": "690490", "origin": "US", "weight_kg": "2"}
        parcel = Shipment(ship_from="US", ship_to="IN", shipping="0 INR", items=[item])
        answer = quote(parcel, on=TODAY, tariffs=tariff)

        assert Money(expected, "INR") == answer.duty

    def test_it_has_a_charge_and_a_reason_of_its_own(self):
        """
        The surcharge is told apart from the duty it is a share of.
        """
        item = {"price": "1000 INR", "duty_rate": "20 %", "origin": "US", "category": "home"}
        parcel = Shipment(ship_from="US", ship_to="IN", shipping="0 INR", items=[item])
        answer = quote(parcel, on=TODAY)
        charge = next(c for c in answer.charges if c.name == "social welfare surcharge")

        assert (Fraction(2, 100), Money("20", "INR")) == (charge.rate, charge.amount)
        assert "landed_cost.layer_surcharge" in codes(answer)

    def test_an_open_duty_leaves_the_surcharge_open(self):
        """
        Between two lines of a tariff both ends bear their own surcharge.
        """
        tariff = FixedTariffs({"IN": {"69049010": "10 %", "69049020": "20 %"}}, as_of=TODAY)
        item = {"price": "1000 INR", "hs_code": "690490", "origin": "US"}
        parcel = Shipment(ship_from="US", ship_to="IN", shipping="0 INR", items=[item])
        answer = quote(parcel, on=TODAY, tariffs=tariff)

        # 1,110 and 1,220 of goods and duty, and 18 % of each
        assert (Money("1310", "INR"), Money("1440", "INR")) == tuple(answer.range)


def test_the_book_says_where_these_shapes_hold():
    """
    Ukraine has allowances, South Africa an uplift, India a surcharge: read off the book.
    """
    facts = bundled()

    assert facts.get("UA", "landed_cost.tax_de_minimis", on=TODAY).value.allowance
    assert Fraction(1, 10) == facts.get("ZA", "landed_cost.tax_base", on=TODAY).value.uplift
    (layer,) = facts.all("IN", "landed_cost.added_duty", on=TODAY, when={"channel": "freight"})
    assert "surcharge" == layer.value.kind


class TestFeesByPiece:
    @pytest.mark.parametrize(("price", "expected"), [("99 EUR", "0 EUR"), ("101 EUR", "7 EUR")])
    def test_a_fee_may_hang_on_the_price_of_a_piece(self, price, expected):
        """
        A law that charges a fee for dear pieces alone is a value of the book like any other.
        """
        fee = {"name": "dear goods", "per": "consignment", "amount": "7 EUR"}
        value = {**fee, "over": "100 EUR", "measure": "item_price"}
        mine = bundled().with_layer("given", {"NL": {"landed_cost.fee": value}}, authority=True)
        two = {"price": price, "quantity": 2, "duty_rate": "0 %", "category": "home"}
        parcel = Shipment(ship_from="US", ship_to="NL", items=[two], shipping="0 EUR")

        assert Money.read(expected) == quote(parcel, on=TODAY, facts=mine).fees


class TestPricesTooSmall:
    def test_charges_larger_than_the_prices_leave_no_net_price(self):
        """
        A sticker of 50 cents can't hold a duty of three euros: the price stays, the rest is open.
        """
        sticker = {"price": "0.50 EUR", "hs_code": "491199", "origin": "US", "category": "home"}
        parcel = Shipment(
            ship_from="US",
            ship_to="NL",
            items=[sticker],
            shipping="0 EUR",
            prices_include=["destination_tax", "duty"],
        )
        answer = quote(parcel, on=TODAY)

        assert answer.total is None
        assert Money("0.50", "EUR") == answer.at_least == answer.goods
        assert "prices_include" in answer.missing

    def test_a_line_smaller_than_its_charges_leans_on_the_others(self):
        """
        The sticker bears no more than it costs; the shirt beside it bears what is missing.
        """
        sticker = {"price": "0.50 EUR", "hs_code": "491199", "origin": "US", "category": "home"}
        shirt = {"price": "60 EUR", "hs_code": "610910", "origin": "US", "category": "clothing"}
        parcel = Shipment(
            ship_from="US",
            ship_to="NL",
            items=[sticker, shirt],
            shipping="0 EUR",
            prices_include=["destination_tax", "duty"],
        )
        answer = quote(parcel, on=TODAY)

        assert Money("60.50", "EUR") == answer.total == answer.due_at_checkout
        assert all(line.net.minor >= 0 for line in answer.lines)
        assert Money("6", "EUR") == answer.duty


class TestSimplifiedTariff:
    @pytest.mark.parametrize(("code", "expected"), [("490199", "0 JPY"), ("691110", "900 JPY")])
    def test_free_goods_stay_free(self, code, expected):
        """
        Japan's simplified tariff is not for goods that the tariff frees: books bear nothing,
        porcelain 3 % of 30,000.
        """
        item = {"price": "50000 JPY", "hs_code": code, "origin": "US"}
        parcel = Shipment(ship_from="US", ship_to="JP", items=[item], shipping="3000 JPY")

        assert Money.read(expected) == quote(parcel, on=TODAY).duty

    def test_what_the_tariff_does_not_tell_bears_the_simplified_rate(self):
        """
        A code without a tariff line bears 5 % of the 60 % of the retail price.
        """
        item = {"price": "50000 JPY", "hs_code": "999999", "origin": "US"}
        parcel = Shipment(ship_from="US", ship_to="JP", items=[item], shipping="0 JPY")

        assert Money("1500", "JPY") == quote(parcel, on=TODAY).duty


class TestPartOfTheFreight:
    def ask(self, **more):
        base = {"shape": "cif", "freight": "70 %"}
        entry = {"value": base, "when": {"ship_from": ["US"], "channel": ["courier"]}}
        mine = bundled().with_layer(
            "given", {"NL": {"landed_cost.duty_base": entry}}, authority=True
        )
        item = {"price": "200 EUR", "duty_rate": "10 %", "hs_code": "691110", "category": "home"}
        fields = {"ship_from": "US", "ship_to": "NL", "items": [item], "shipping": "50 EUR"}
        return quote(Shipment(**{**fields, **more}), on=TODAY, facts=mine)

    def test_only_the_way_to_the_border_bears_duty(self):
        """
        By air into the Union 70 % of 50 euros count for duty, and all of it for tax.
        """
        answer = self.ask(channel="courier")

        assert Money("23.50", "EUR") == answer.duty
        assert Money("57.44", "EUR") == answer.tax
        assert "landed_cost.part_of_freight" in codes(answer)

    def test_other_ways_bear_all_of_it(self):
        """
        By post, or from elsewhere, all freight counts.
        """
        assert Money("25", "EUR") == self.ask(channel="post").duty
        assert Money("25", "EUR") == self.ask(channel="courier", ship_from="JP").duty
