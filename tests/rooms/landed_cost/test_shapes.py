"""
Shapes of law beyond rates and limits: allowances, uplifts, and surcharges on the duty itself.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.errors import InvalidInput
from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Shipment, quote, quote_many
from globalcs.money import Money
from globalcs.rates import ChainRates, FixedRates, default_rates

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


class TestWeight:
    def ask(self, *items, facts=None, ship_to="EC", **more):
        fields = {"ship_from": "CN", "ship_to": ship_to, "shipping": "10 USD", "channel": "courier"}
        parcel = Shipment(items=items, **fields, **more)
        return quote(parcel, on=date(2025, 7, 1), facts=facts)

    def item(self, price="100 USD", weight=None, **more):
        own = {} if weight is None else {"weight_kg": weight}
        base = {"price": price, "duty_rate": "10 %", "category": "home", "origin": "CN"}
        return {**base, **own, **more}

    def test_the_weight_of_all_lines_counts(self):
        """
        Two lines of 2 kilograms and 2.5 are above a limit of 4, which each of them would keep.
        """
        light = self.ask(self.item(weight="2"), self.item(weight="2"))
        heavy = self.ask(self.item(weight="2"), self.item(weight="2.5"))

        assert (Money("0", "USD"), Money("20", "USD")) == (light.duty, light.fees)
        assert Money("21", "USD") == heavy.duty
        assert "landed_cost.too_heavy" in codes(heavy)
        assert "landed_cost.too_heavy" not in codes(light)

    def test_a_weight_that_nobody_told_is_asked_for(self):
        """
        The lighter road is assumed and said so; the weights that are missing are named.
        """
        answer = self.ask(self.item(weight="1"), self.item())

        assert ("estimated", ("items.1.weight_kg",)) == (answer.status, answer.missing)
        assert 1 == codes(answer).count("landed_cost.weight_assumed")

    def test_where_the_value_decides_no_weight_is_asked_for(self):
        """
        Above the limit of value the weight changes nothing.
        """
        answer = self.ask(self.item("500 USD"))

        assert "landed_cost.weight_assumed" not in codes(answer)
        assert "items.0.weight_kg" not in answer.missing

    def test_a_parcel_that_is_too_heavy_is_told_no_limit_of_value(self):
        """
        No price would free a parcel of 5 kilograms, so that none is named.
        """
        near = {"landed_cost.limit_before_duty", "landed_cost.limit_before_tax"}

        assert near <= set(codes(self.ask(self.item(weight="4"))))
        assert not near & set(codes(self.ask(self.item(weight="5"))))

    @pytest.mark.parametrize(
        "value",
        [
            {"limit": "200 EUR", "measure": "goods", "weight": "4 lb"},
            {"limit": "200 EUR", "measure": "goods", "weight": "kg"},
            {"limit": "200 EUR", "measure": "goods", "weight": 4},
        ],
    )
    def test_a_weight_is_written_in_kilograms(self, value):
        """
        Anything else is refused when the fact is read.
        """
        given = {"EC": {"landed_cost.duty_de_minimis": value}}

        with pytest.raises(InvalidInput):
            bundled().with_layer("given", given, authority=True)


class TestLeast:
    def with_flat(self, **more):
        law = {"shape": "bands", "name": "flat", "bands": [{"rate": "10 %"}], **more}
        return bundled().with_layer(
            "given",
            {
                "NO": {
                    "landed_cost.flat_duty": law,
                    "landed_cost.rounding": {"duty": "0.01 NOK half_up", "tax": "0.01 NOK half_up"},
                }
            },
            authority=True,
        )

    def ask(self, *items, facts):
        parcel = Shipment(
            ship_from="US", ship_to="NO", shipping="0 NOK", items=items, currency="NOK"
        )
        return quote(parcel, on=TODAY, facts=facts)

    def item(self, price, **more):
        return {"price": price, "category": "home", "origin": "US", **more}

    def test_a_least_charge_lifts_small_sums_alone(self):
        """
        10 % of 300 are 30, lifted to 50; 10 % of 600 stay 60.
        """
        facts = self.with_flat(least="50 NOK")
        low, high = (self.ask(self.item(p), facts=facts) for p in ("300 NOK", "600 NOK"))

        assert [Money("50", "NOK"), Money("60", "NOK")] == [low.duty, high.duty]
        assert "landed_cost.flat_least" in codes(low)
        assert "landed_cost.flat_least" not in codes(high)
        assert [None, Fraction(1, 10)] == [answer.charges[0].rate for answer in (low, high)]

    def test_a_parcel_without_value_bears_the_least_too(self):
        """
        Lines that are worth nothing share the sum alike.
        """
        facts = self.with_flat(per_kg="20 NOK")
        items = [self.item("0 NOK", weight_kg="1"), self.item("0 NOK", weight_kg="2")]
        answer = self.ask(*items, facts=facts)

        assert [Money("30", "NOK")] * 2 == [line.duty for line in answer.lines]

    def test_only_kilograms_above_the_limit_count(self):
        """
        A parcel of 7 kilograms bears 20 a kilogram above 5; one of 5 bears its 10 %.
        """
        facts = self.with_flat(per_kg="20 NOK", above_kg="5 kg")
        heavy = self.ask(self.item("300 NOK", weight_kg="7"), facts=facts)
        light = self.ask(self.item("300 NOK", weight_kg="5"), facts=facts)

        assert [Money("40", "NOK"), Money("30", "NOK")] == [heavy.duty, light.duty]

    def test_without_a_weight_a_charge_by_the_kilogram_is_open(self):
        """
        Where every kilogram counts the sum is unknown; above a limit a light parcel is assumed.
        """
        every = self.ask(self.item("300 NOK"), facts=self.with_flat(per_kg="1 NOK"))
        above = self.ask(
            self.item("300 NOK"), facts=self.with_flat(per_kg="1 NOK", above_kg="5 kg")
        )

        assert ("unknown", "estimated") == (every.status, above.status)
        assert (("items.0.weight_kg",),) * 2 == (every.missing, above.missing)
        assert (None, Money("30", "NOK")) == (every.duty, above.duty)
        assert every.range is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"shape": "per_tariff_item", "amount": "3 NOK", "bands": [], "least": "5 NOK"},
            {"above_kg": "5 kg"},
            {"weight": "5 kg"},
        ],
    )
    def test_parts_that_belong_together_stand_together(self, wrong):
        """
        A least for an amount, kilograms without a price, a weight without a limit are refused.
        """
        with pytest.raises(InvalidInput):
            self.with_flat(**wrong)

    def test_the_least_tax_is_a_charge_of_its_own(self):
        """
        16 % of 25 dinars are 4; the fifth is charged as the rest, and both lines bear it.
        """
        item = {"price": "10 JOD", "category": "home", "origin": "CN"}
        parcel = Shipment(ship_from="CN", ship_to="JO", shipping="5 JOD", items=[item, item])
        answer = quote(parcel, on=TODAY)
        rest = [charge for charge in answer.charges if charge.rate is None]

        assert Money("5", "JOD") == answer.tax
        assert [Money("0.50", "JOD")] * 2 == [charge.amount for charge in rest]
        assert "landed_cost.least_charge" in codes(answer)

    def test_no_tax_is_lifted_to_nothing(self):
        """
        A parcel that bears no tax, or lies over the limit, has no least tax.
        """
        item = {"price": "10 JOD", "category": "home", "origin": "CN", "tax_rate": "0 %"}
        parcel = Shipment(ship_from="CN", ship_to="JO", shipping="5 JOD", items=[item])

        assert Money("0", "JOD") == quote(parcel, on=TODAY).tax

    def test_prices_that_hold_the_tax_hold_the_least_too(self):
        """
        Of a price of 30 dinars with its tax the least tax of 5 is taken out.
        """
        item = {"price": "30 JOD", "category": "home", "origin": "CN", "duty_rate": "0 %"}
        parcel = Shipment(
            ship_from="CN",
            ship_to="JO",
            shipping="0 JOD",
            items=[item],
            prices_include=["destination_tax"],
        )
        answer = quote(parcel, on=TODAY)

        assert (Money("25", "JOD"), Money("5", "JOD")) == (answer.goods, answer.tax)


class TestOneForMany:
    def test_tables_say_the_same_of_weights_and_least_sums(self):
        """
        Rows to Ecuador, Kazakhstan and Jordan, with and without a weight.
        """
        rows = [
            (place, money, weight)
            for place, money in (("EC", 100_00), ("KZ", 450_00), ("JO", 20_00))
            for weight in (None, "1", "35", "60")
        ]
        table = {
            "ship_from": ["CN"] * len(rows),
            "ship_to": [place for place, _, _ in rows],
            "channel": ["courier"] * len(rows),
            "price_minor": [money for _, money, _ in rows],
            "currency": ["USD"] * len(rows),
            "weight_kg": [weight for _, _, weight in rows],
            "category": ["home"] * len(rows),
            "origin": ["CN"] * len(rows),
            "duty_rate": ["10 %"] * len(rows),
        }
        rates = ChainRates(FixedRates({("USD", "KZT"): "500"}), default_rates())
        found = quote_many(table, on=TODAY, rates=rates)
        single = [
            quote(
                Shipment(
                    ship_from="CN",
                    ship_to=place,
                    channel="courier",
                    shipping="0 USD",
                    items=[
                        {
                            "price": Money.from_minor(money, "USD"),
                            "category": "home",
                            "origin": "CN",
                            "duty_rate": "10 %",
                            **({} if weight is None else {"weight_kg": weight}),
                        }
                    ],
                ),
                on=TODAY,
                rates=rates,
            )
            for place, money, weight in rows
        ]

        assert [answer.status for answer in single] == list(found["status"])
        assert [answer.at_least.minor for answer in single] == list(found["at_least_minor"])
