"""
Quotes on the book as it is: sums, roads, what prices contain, and what is not known.
"""

import json
import pickle
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from globalcs.errors import (
    CurrencyMismatch,
    EndedCurrency,
    InvalidInput,
    UnknownCurrency,
    UnknownPlace,
)
from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Quote, Shipment, quote
from globalcs.money import Money
from globalcs.rates import FixedRates

TODAY = date(2026, 11, 21)
TEE = {"sku": "tee", "price": "25 EUR", "quantity": 2, "hs_code": "610910", "origin": "US"}
BOOK = {"sku": "book", "price": "18 EUR", "hs_code": "490199", "origin": "US", "category": "books"}
SHOES = {"sku": "shoes", "price": "90 EUR", "hs_code": "640399", "origin": "VN"}
RATES = FixedRates({("EUR", "USD"): "1.25", ("EUR", "GBP"): "0.8", ("EUR", "CAD"): "1.5"})


def ask(ship_to="NL", ship_from="US", items=(TEE, BOOK), shipping="9 EUR", on=TODAY, **more):
    rates = more.pop("rates", None)
    given = {name: more.pop(name) for name in ("tariffs", "facts", "customs_rates") if name in more}
    shipment = Shipment(
        ship_from=ship_from, ship_to=ship_to, items=items, shipping=shipping, **more
    )
    return quote(shipment, on=on, rates=rates, **given)


def codes(answer):
    return [reason.code for reason in answer.reasons]


def euro(text):
    return Money(text, "EUR")


class TestSums:
    def test_total_is_gross_of_lines_and_freight(self):
        """
        The total is the sum of its lines and of the freight, to the cent.
        """
        answer = ask(items=(TEE, BOOK, SHOES))

        assert answer.total == sum(
            (line.gross for line in answer.lines), answer.shipping_line.gross
        )

    def test_lines_stand_in_cart_order(self):
        """
        Lines come back as they stood in the cart, whatever order the law sees them in.
        """
        there = ask(items=(TEE, BOOK, SHOES))
        back = ask(items=(SHOES, BOOK, TEE))

        assert ["tee", "book", "shoes"] == [line.item for line in there.lines]
        assert ["shoes", "book", "tee"] == [line.item for line in back.lines]
        assert there.lines == tuple(reversed(back.lines))

    def test_lines_say_name_and_quantity(self):
        """
        A line has what a message says of it; the freight is one, without a name.
        """
        named = {**SHOES, "name": "Red shoes", "quantity": 2}
        answer = ask(items=(TEE, named))

        assert [(None, 2), ("Red shoes", 2)] == [(row.name, row.quantity) for row in answer.lines]
        assert (None, 1) == (answer.shipping_line.name, answer.shipping_line.quantity)

    def test_charges_add_up_to_the_sums(self):
        """
        Every duty, tax and fee is in the charges, and nothing else.
        """
        answer = ask("FR", items=(TEE, BOOK, SHOES))
        sums = {kind: euro("0") for kind in ("duty", "tax", "fee")}
        for charge in answer.charges:
            sums[charge.kind] += charge.amount

        assert (answer.duty, answer.tax, answer.fees) == (sums["duty"], sums["tax"], sums["fee"])

    def test_what_is_due_adds_up_to_the_total(self):
        """
        What is paid at checkout and at the door is the total.
        """
        for incoterm in ("DAP", "DDP"):
            answer = ask(incoterm=incoterm)

            assert answer.total == answer.due_at_checkout + answer.due_on_delivery

    def test_ddp_leaves_nothing_for_the_door(self):
        """
        Delivered duty paid: the seller passes all charges on.
        """
        answer = ask(incoterm="DDP")

        assert euro("0") == answer.due_on_delivery
        assert answer.owed_by_seller == answer.duty + answer.tax + answer.fees

    def test_each_charge_has_base_rate_rounding_and_source(self):
        """
        A charge tells what it was taken of, at which rate, how it was rounded and who says so.
        """
        answer = ask("NO", items=[{**TEE, "price": "200 NOK"}], shipping="100 NOK")
        duty = next(charge for charge in answer.charges if charge.kind == "duty")

        assert Fraction(107, 1000) == duty.rate
        assert Money("500", "NOK") == duty.base
        assert Money("54", "NOK") == duty.amount
        assert "1.00 NOK half_up" == duty.rounding
        assert "delivery" == duty.due
        assert ["tariff:NO"] == [ref.subject for ref in duty.facts]


class TestRoads:
    def test_domestic_sale_bears_the_tax_of_home(self):
        """
        A sale at home has no duty and its own tax, charged at checkout and owed by the seller.
        """
        answer = ask("NL", "NL")

        assert "domestic" == answer.consignments[0].road
        assert euro("0") == answer.duty
        assert euro("0") == answer.due_on_delivery
        assert answer.owed_by_seller == answer.tax

    def test_union_sale_with_oss_bears_the_tax_of_the_destination(self):
        """
        Under OSS a parcel from NL to HU bears Hungarian tax.
        """
        answer = ask("HU", "NL", items=[{**TEE, "category": "clothing"}], registrations=["OSS"])

        assert Fraction(27, 100) == answer.lines[0].tax_rate
        assert "union" == answer.consignments[0].road

    def test_union_sale_without_oss_bears_the_tax_of_the_seller(self):
        """
        Without OSS the election threshold is assumed not to be reached, and the answer says so.
        """
        answer = ask("HU", "NL", items=[{**TEE, "category": "clothing"}])

        assert Fraction(21, 100) == answer.lines[0].tax_rate
        assert "estimated" == answer.status
        assert "landed_cost.union_home" in codes(answer)

    def test_no_duty_inside_the_union(self):
        """
        No customs border lies between member states, so the EUR 3 duty concerns imports only.
        """
        assert euro("0") == ask("DE", "FR", registrations=["OSS"]).duty

    def test_great_britain_to_northern_ireland_is_domestic(self):
        """
        A parcel to a consumer in Northern Ireland is a sale inside the United Kingdom.
        """
        to_belfast = {"country": "GB", "postal_code": "BT1 5GS"}
        answer = ask(
            to_belfast, "GB", items=[{"price": "50 GBP", "category": "home"}], shipping="5 GBP"
        )

        assert "domestic" == answer.consignments[0].road
        assert Money("11", "GBP") == answer.tax

    def test_member_state_to_northern_ireland_has_no_duty(self):
        """
        For goods Northern Ireland stands inside the union, at the tax rate of the United Kingdom.
        """
        answer = ask(
            "XI", "IE", registrations=["OSS"], items=[{"price": "50 EUR", "category": "home"}]
        )

        assert "union" == answer.consignments[0].road
        assert Fraction(1, 5) == answer.lines[0].tax_rate

    def test_canary_islands_are_no_union_sale(self):
        """
        The Canary Islands lie inside the customs border and outside the tax border: tax, no duty.
        """
        answer = ask({"country": "ES", "postal_code": "35001"}, "ES")

        assert "import" == answer.consignments[0].road
        assert euro("0") == answer.duty

    def test_business_buyer_is_unknown(self):
        """
        The book holds rules for consumers; for a business it says what is missing.
        """
        answer = ask(buyer="business")

        assert "unknown" == answer.status
        assert answer.total is None
        assert "buyer_business" in answer.missing
        assert euro("77") == answer.at_least

    def test_scheme_takes_tax_at_checkout_and_leaves_the_duty(self):
        """
        IOSS is for VAT only: the EUR 3 duty comes on top, and the seller owes both.
        """
        answer = ask(registrations=["IOSS"])

        assert "IOSS" == answer.scheme
        assert euro("6") == answer.duty
        assert euro("0") == answer.due_on_delivery
        assert answer.owed_by_seller == answer.duty + answer.tax

    def test_without_the_registration_the_other_road_is_taken(self):
        """
        A shop without IOSS gets the import at the border.
        """
        answer = ask()

        assert answer.scheme is None
        assert euro("77") == answer.due_at_checkout

    def test_mandatory_scheme_warns_who_is_not_registered(self):
        """
        UK VAT up to GBP 135 binds every seller; one without the registration is told.
        """
        answer = ask("GB", items=[{"price": "50 GBP", "category": "home"}], shipping="5 GBP")

        assert "VAT-GB" == answer.scheme
        assert "landed_cost.registration_needed" in [r.code for r in answer.warnings]


class TestPricesInclude:
    def test_home_tax_is_stripped_on_export(self):
        """
        A German price of 119 EUR is 100 EUR net for a buyer abroad, and the answer says so.
        """
        item = {"price": "119 EUR", "category": "home", "hs_code": "691110", "origin": "DE"}
        answer = ask(
            "CH",
            "DE",
            items=[item],
            shipping="0 EUR",
            prices_include=["home_tax"],
            customs_rates=FixedRates({("EUR", "CHF"): "1"}),
            currency="CHF",
        )

        assert Money("100", "CHF") == answer.goods
        assert "landed_cost.home_tax_stripped" in codes(answer)

    def test_home_tax_inside_a_domestic_price_is_not_charged_again(self):
        """
        A price with tax costs at home what it says: 100.00 holds 17.36 of 21 %.
        """
        answer = ask(
            "NL",
            "NL",
            items=[{"price": "100 EUR", "category": "home"}],
            shipping="0 EUR",
            prices_include=["home_tax"],
        )

        assert euro("100") == answer.total
        assert euro("17.36") == answer.tax
        assert euro("82.64") == answer.goods

    def test_home_tax_gives_way_to_the_destination_inside_the_union(self):
        """
        Under OSS the tax of home leaves the price and the destination's takes its place.
        """
        answer = ask(
            "HU",
            "NL",
            items=[{"price": "121 EUR", "category": "home"}],
            shipping="0 EUR",
            prices_include=["home_tax"],
            registrations=["OSS"],
        )

        assert euro("100") == answer.goods
        assert euro("127") == answer.total

    def test_destination_tax_is_solved_out(self):
        """
        A price with the destination's tax stays what it is under a scheme.
        """
        answer = ask(
            "GB",
            items=[{"price": "120 GBP", "category": "home"}],
            shipping="12 GBP",
            prices_include=["destination_tax"],
            registrations=["VAT-GB"],
        )

        assert Money("132", "GBP") == answer.total
        assert Money("22", "GBP") == answer.tax

    def test_limits_are_tested_without_the_tax(self):
        """
        GBP 150 with 20 % inside is 125 net: under the limit of 135.
        """
        answer = ask(
            "GB",
            items=[{"price": "150 GBP", "category": "home"}],
            shipping="0 GBP",
            prices_include=["destination_tax"],
            registrations=["VAT-GB"],
        )

        assert "VAT-GB" == answer.scheme
        assert Money("125", "GBP") == answer.goods

    @pytest.mark.parametrize("ship_to", ["NL", "FR", "CH", "NO", "BR-SP"])
    def test_everything_inside_costs_what_the_prices_say(self, ship_to):
        """
        With tax and duty inside, the buyer pays the prices and not a cent more, at checkout.
        """
        answer = ask(
            ship_to,
            items=(TEE, BOOK, SHOES),
            rates=None,
            prices_include=["destination_tax", "duty"],
        )

        assert euro("167") == answer.total == answer.due_at_checkout
        assert answer.owed_by_seller == answer.duty + answer.tax + answer.fees

    def test_solved_values_lead_back_to_the_price(self):
        """
        The net values that were solved for, quoted as net prices, come to the same total.
        """
        inside = ask(
            "NO",
            items=[{**TEE, "price": "600 NOK"}],
            shipping="150 NOK",
            prices_include=["destination_tax", "duty"],
        )
        net = ask(
            "NO",
            items=[{**TEE, "quantity": 1, "price": str(inside.goods)}],
            shipping=str(inside.shipping),
        )

        assert (inside.duty, inside.tax) == (net.duty, net.tax)
        assert inside.total == net.total

    def test_two_taxes_in_a_price_are_refused(self):
        """
        A price can't hold the tax of two places.
        """
        with pytest.raises(InvalidInput, match="not both"):
            ask(prices_include=["home_tax", "destination_tax"])


class TestNotKnown:
    def test_unknown_code_without_a_rate_is_never_zero(self):
        """
        A code that the tariff does not know leaves the total open, and says what would settle it.
        """
        item = {"price": "400 EUR", "hs_code": "999999", "origin": "US"}
        answer = ask(items=[item])

        assert "unknown" == answer.status
        assert answer.duty is None
        assert answer.total is None
        assert "items.0.duty_rate" in answer.missing
        assert answer.lines[0].duty is None

    def test_no_code_at_all_asks_for_the_code(self):
        """
        Without a code the code is what is missing.
        """
        answer = ask(items=[{"price": "400 EUR", "category": "home"}])

        assert "items.0.hs_code" in answer.missing

    def test_the_tariff_does_not_matter_where_the_duty_is_flat(self):
        """
        Under EUR 150 the EUR 3 duty needs no rate: one line is one tariff item, whatever it is.
        """
        answer = ask(items=[{"price": "40 EUR", "category": "home"}])

        assert euro("3") == answer.duty
        assert "unknown" != answer.status

    def test_flat_duty_counts_codes_and_gives_a_range_without_them(self):
        """
        Two lines without codes are one tariff item or two.
        """
        items = [{"price": "40 EUR", "category": "home"}, {"price": "30 EUR", "category": "home"}]
        answer = ask(items=items, shipping="0 EUR")

        assert "unknown" == answer.status
        assert ("items.0.hs_code", "items.1.hs_code") == answer.missing[-2:]
        assert (euro("88.33"), euro("91.96")) == tuple(answer.range)
        assert answer.range.low == answer.at_least

    def test_short_code_gives_the_range_over_its_lines(self):
        """
        One HS6 with several US lines: both ends are told, never the middle.
        """
        item = {"price": "100 USD", "hs_code": "420221", "origin": "GB"}
        answer = ask("US", "GB", items=[item], shipping="0 USD", on=date(2026, 9, 1))

        assert "unknown" == answer.status
        assert "items.0.hs_code" in answer.missing
        assert Money("121.69", "USD") == answer.range.low
        assert Money("122.69", "USD") == answer.range.high

    def test_specific_duty_needs_its_measure(self):
        """
        A duty a pair without pairs is unknown; with pairs it is exact.
        """
        item = {"price": "10 USD", "quantity": 2, "hs_code": "64041189", "origin": "UY"}
        facts = bundled().with_layer(
            "given",
            {"US": {"landed_cost.added_duty": {"ended": True, "since": "2000-01-01"}}},
            authority=True,
        )
        without = ask("US", "UY", items=[item], shipping="0 USD", facts=facts)
        paired = ask(
            "US", "UY", items=[{**item, "units": {"pair": "1"}}], shipping="0 USD", facts=facts
        )

        assert "items.0.units.pair" in without.missing
        assert without.duty is None
        assert Money("5.80", "USD") == paired.duty

    def test_text_that_is_no_duty_is_unknown(self):
        """
        A tariff line that can't be worked out is unknown, not free.
        """
        answer = ask(items=[{"price": "400 EUR", "hs_code": "180632", "origin": "US"}])

        assert answer.duty is None
        assert "landed_cost.duty_not_understood" in codes(answer)

    def test_layers_by_origin_need_the_origin(self):
        """
        Added duties of the US hang on the origin; without one the quote is open.
        """
        item = {"price": "100 USD", "hs_code": "61091000"}
        answer = ask("US", "VN", items=[item], shipping="0 USD")

        assert "items.0.origin" in answer.missing
        assert answer.total is None

    def test_lists_that_the_book_lacks_give_a_range(self):
        """
        Section 301 on China goes by lists that are not in the book: from nothing to 25 % on top.
        """
        item = {"price": "100 USD", "hs_code": "61091000", "origin": "CN"}
        answer = ask("US", "CN", items=[item], shipping="0 USD", on=date(2026, 9, 1))

        assert "unknown" == answer.status
        assert Money("131.69", "USD") == answer.range.low
        assert Money("156.69", "USD") == answer.range.high

    def test_a_fee_without_an_amount_leaves_the_total_open(self):
        """
        Australia's biosecurity charge over AUD 1,000 differs by air and sea, which was not told.
        """
        item = {"price": "1200 AUD", "duty_rate": "5 %", "category": "home"}
        answer = ask("AU", items=[item], shipping="150 AUD")

        assert answer.fees is None
        assert "facts.AU.landed_cost.fee.biosecurity" in answer.missing
        assert Money("1601", "AUD") == answer.at_least

    def test_last_years_fee_is_an_estimate(self):
        """
        A fee that the law adjusts each year is estimated by last year's amount, and it says so.
        """
        item = {"price": "100 USD", "hs_code": "61091000", "origin": "GB"}
        answer = ask("US", "GB", items=[item], shipping="0 USD")

        assert Money("2.69", "USD") == answer.fees
        assert "estimated" == answer.status
        assert "landed_cost.fee_of_last_year" in codes(answer)

    def test_a_missing_rate_leaves_the_total_open(self):
        """
        Without a rate nothing is converted; what is known is told in the cart's currency.
        """
        answer = ask("AE", rates=RATES, currency="AED")

        assert "unknown" == answer.status
        assert "rates.EUR/AED" in answer.missing
        assert euro("77") == answer.at_least

    def test_no_tax_rate_is_unknown(self):
        """
        A place whose tax the book does not hold is not taxed at zero.
        """
        answer = ask(
            "RU",
            items=[{"price": "40 EUR", "duty_rate": "10 %", "category": "home"}],
            customs_rates=FixedRates({("EUR", "RUB"): "90"}),
        )

        assert answer.tax is None
        assert "facts.RU.tax.rate" in answer.missing


class TestDays:
    def test_replay_around_the_flat_duty_of_the_union(self):
        """
        The same parcel on 2026-06-30 and a day later: relief, then EUR 3 a tariff item.
        """
        before = ask(on=date(2026, 6, 30))
        after = ask(on=date(2026, 7, 1))

        assert (euro("0"), euro("6")) == (before.duty, after.duty)

    def test_replay_around_the_end_of_de_minimis(self):
        """
        USD 100 into the US: free of all until 2025-08-28, not known with the country duties after.
        """
        item = {"price": "100 USD", "hs_code": "61091000", "origin": "GB"}
        before = ask("US", "GB", items=[item], shipping="0 USD", on=date(2025, 8, 28))
        after = ask("US", "GB", items=[item], shipping="0 USD", on=date(2025, 8, 29))

        assert Money("0", "USD") == before.duty
        assert after.duty is None
        assert "facts.US.landed_cost.added_duty.ieepa" in after.missing

    def test_replay_around_the_end_of_section_122(self):
        """
        10 % on top until 2026-07-23; from the 24th Section 301, for Vietnam 12.5 %.
        """
        item = {"price": "100 USD", "hs_code": "61091000", "origin": "VN"}
        before = ask("US", "VN", items=[item], shipping="0 USD", on=date(2026, 7, 23))
        after = ask("US", "VN", items=[item], shipping="0 USD", on=date(2026, 7, 24))

        assert Money("26.50", "USD") == before.duty
        assert Money("29.00", "USD") == after.duty

    def test_the_law_of_the_arrival_holds(self):
        """
        An order of June that arrives in July bears the law of July.
        """
        answer = ask(on=date(2026, 6, 25), arrival=date(2026, 7, 2))

        assert date(2026, 7, 2) == answer.law_day
        assert euro("6") == answer.duty

    def test_a_moment_is_no_day(self):
        """
        A datetime is refused.
        """
        with pytest.raises(InvalidInput):
            ask(on=datetime(2026, 7, 1, 12, tzinfo=UTC))


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"items": []}, InvalidInput),
            ({"items": [{"price": "-1 EUR"}]}, InvalidInput),
            ({"items": [{"price": "9 EUR"}, {"price": "9 USD"}]}, CurrencyMismatch),
            ({"shipping": "9 USD"}, CurrencyMismatch),
            ({"shipping": 9.5}, InvalidInput),
            ({"items": [{"price": 9.5}]}, InvalidInput),
            ({"items": [{"price": "9 EUR", "hs_code": "61091"}]}, InvalidInput),
            ({"items": [{"price": "9 EUR", "hs_code": "61O910"}]}, InvalidInput),
            ({"items": [{"price": "9 EUR", "category": "clothes"}]}, InvalidInput),
            ({"items": [{"price": "90000000000 EUR", "quantity": 2}]}, InvalidInput),
            ({"discount": "500 EUR"}, InvalidInput),
            ({"ship_to": "ZZ"}, UnknownPlace),
            ({"ship_to": "EUR"}, UnknownPlace),
            ({"currency": "EURO"}, UnknownCurrency),
            ({"currency": "BGN"}, EndedCurrency),
            ({"incoterm": "EXW"}, InvalidInput),
            ({"prices_include": ["everything"]}, InvalidInput),
            ({"registrations": "IOSS"}, InvalidInput),
            ({"weight": "3"}, InvalidInput),
        ],
    )
    def test_one_typed_error_without_values(self, change, error):
        """
        Wrong input is one typed error that says where, and repeats no value.
        """
        with pytest.raises(error) as caught:
            ask(**change)

        assert caught.value.problems
        assert "90000000000" not in str(caught.value)

    def test_near_words_of_the_vocabulary_are_told(self):
        """
        A misspelt class of goods is answered with the ones near it.
        """
        with pytest.raises(InvalidInput, match="clothing"):
            ask(items=[{"price": "9 EUR", "category": "clothng"}])


class TestWriting:
    @pytest.mark.parametrize("ship_to", ["NL", "US", "BR-SP", "CH"])
    def test_reads_back_what_it_writes(self, ship_to):
        """
        A quote survives JSON whole.
        """
        answer = ask(ship_to, items=(TEE, BOOK, SHOES), registrations=["IOSS"])
        again = Quote.from_json(answer.to_json())

        assert answer.to_dict() == again.to_dict()
        assert answer.record() == again.record()

    def test_given_rates_survive_json(self):
        """
        Exact rates of items are written and read without loss.
        """
        answer = ask(items=[{**TEE, "duty_rate": "16.5 %", "tax_rate": "9.975 %"}])

        assert answer == Quote.from_json(answer.to_json())

    def test_pickles(self):
        """
        A quote can be sent to another process.
        """
        answer = ask()

        assert answer == pickle.loads(pickle.dumps(answer))

    def test_another_kind_is_refused(self):
        """
        What is no quote is not read as one.
        """
        data = json.loads(ask().to_json()) | {"kind": "returns.decision"}

        with pytest.raises(InvalidInput):
            Quote.from_dict(data)

    def test_never_changes(self):
        """
        A quote is frozen.
        """
        with pytest.raises(AttributeError):
            ask().total = euro("1")

    def test_notebook_shows_lines_and_charges(self):
        """
        A notebook shows both tables.
        """
        html = ask(items=(TEE, {**SHOES, "name": "Red shoes", "quantity": 2}))._repr_html_()

        assert "yukata" not in html
        assert html.count("<table>") == 2
        assert "tee" in html
        assert "2 × Red shoes" in html

    def test_every_reason_has_words(self):
        """
        Each reason of an answer has a sentence without open slots.
        """
        for ship_to in ("NL", "US", "BR-SP", "CH", "JP", "CN", "AU", "CA"):
            for reason in ask(ship_to, items=(TEE, BOOK, SHOES)).reasons:
                assert "{" not in reason.text("en")


class TestOwnTariffs:
    def test_a_table_of_ones_own_is_asked_instead_of_the_sample(self):
        """
        A shop's own tariff answers, with its day as the source's.
        """
        mine = FixedTariffs({"US": {"62114310": "16 %"}}, as_of=date(2026, 10, 7))
        item = {"price": "100 USD", "hs_code": "62114310", "origin": "JP"}
        answer = ask("US", "JP", items=[item], shipping="0 USD", tariffs=mine)

        assert Money("16", "USD") == answer.duty

    def test_customs_rates_are_asked_first(self):
        """
        The authority's own rate is used where it is given, and the answer says whose it is.
        """
        answer = ask("GB", customs_rates=RATES, currency="GBP")

        assert Money("54.40", "GBP") == answer.goods
        assert "landed_cost.rate_of_authority" in codes(answer)


class TestTraps:
    def test_excise_is_not_forgotten(self):
        """
        Wine bears excise that the book does not hold: the tax on it is not known.
        """
        wine = {"price": "40 EUR", "hs_code": "220421", "origin": "US", "duty_rate": "0 %"}
        answer = ask(items=[wine])

        assert answer.tax is None
        assert "items.0.excise" in answer.missing

    def test_limit_is_tested_on_the_consignment_and_not_on_a_line(self):
        """
        Two lines of EUR 100 are over 150 together: no IOSS.
        """
        items = [{**TEE, "price": "50 EUR"}, {**SHOES, "price": "100 EUR"}]
        answer = ask(items=items, registrations=["IOSS"])

        assert answer.scheme is None
        assert "landed_cost.scheme_over_limit" in codes(answer)

    def test_limit_is_tested_on_goods_and_tax_is_taken_of_freight_too(self):
        """
        EUR 150 of goods with EUR 30 of freight is within the limit, and the tax is on 180.
        """
        items = [{"price": "150 EUR", "category": "home"}]
        answer = ask(items=items, shipping="30 EUR", registrations=["IOSS"])

        assert "IOSS" == answer.scheme
        assert euro("37.80") == answer.tax

    def test_discount_brings_a_cart_under_the_limit(self):
        """
        160 less a discount of 15 is 145: IOSS applies.
        """
        items = [{"price": "160 EUR", "category": "home"}]
        answer = ask(items=items, discount="15 EUR", registrations=["IOSS"])

        assert "IOSS" == answer.scheme
        assert euro("145") == answer.goods

    def test_dearer_cart_may_cost_less_past_a_threshold(self):
        """
        Past EUR 150 the flat duty ends; free goods then bear none. No continuity is assumed.
        """
        under = ask(items=[{**BOOK, "price": "150 EUR"}], shipping="0 EUR")
        over = ask(items=[{**BOOK, "price": "151 EUR"}], shipping="0 EUR")

        assert euro("3") == under.duty
        assert euro("0") == over.duty

    def test_flat_duty_is_due_for_goods_that_the_tariff_frees(self):
        """
        Books are free by the tariff; in a small parcel they bear EUR 3 all the same.
        """
        assert euro("3") == ask(items=[BOOK]).duty

    def test_lines_of_one_tariff_item_count_once(self):
        """
        Red and blue shirts are one HS6.
        """
        red, blue = {**TEE, "sku": "red"}, {**TEE, "sku": "blue"}

        assert euro("3") == ask(items=[red, blue]).duty

    def test_national_parcel_fees_stack_on_the_flat_duty(self):
        """
        Romania's 25 lei and the Union's EUR 3 are both due.
        """
        answer = ask("RO", customs_rates=FixedRates({("EUR", "RON"): "5"}))

        assert euro("6") == answer.duty
        assert euro("5") == answer.fees

    def test_canada_goes_by_country_of_shipment_and_duty_by_origin(self):
        """
        CAD 100 by courier: free of duty from the US even for goods made in China.
        """
        item = {**TEE, "quantity": 1, "price": "100 CAD", "origin": "CN", "duty_rate": "18 %"}
        from_us = ask("CA-ON", "US", items=[item], shipping="0 CAD", channel="courier")
        from_cn = ask("CA-ON", "CN", items=[item], shipping="0 CAD", channel="courier")

        assert Money("0", "CAD") == from_us.duty
        assert Money("18", "CAD") == from_cn.duty

    def test_korea_goes_by_country_of_shipment(self):
        """
        USD 180 is free from the US (200) and taxed from Japan (150).
        """
        item = {**TEE, "quantity": 1, "price": "180 USD"}

        assert Money("0", "USD") == ask("KR", "US", items=[item], shipping="0 USD").tax
        assert ask("KR", "JP", items=[item], shipping="0 USD").tax.minor > 0

    def test_freight_is_shared_out_before_rates_are_chosen(self):
        """
        Freight bears the rates of the goods it carries: 21 % and 9 % in the Netherlands.
        """
        items = [{"price": "50 EUR", "category": "home"}, {"price": "50 EUR", "category": "books"}]
        answer = ask("NL", "NL", items=items, shipping="10 EUR")

        assert euro("16.50") == answer.tax
        assert euro("1.50") == answer.shipping_line.tax
        assert answer.shipping_line.tax_rate is None

    def test_tax_inside_its_own_base(self):
        """
        Brazil's ICMS is part of what it is taken of.
        """
        item = {**TEE, "quantity": 1, "price": "100 BRL", "duty_rate": "60 %"}
        answer = ask("BR-SP", items=[item], shipping="0 BRL")

        assert Money("32.77", "BRL") == answer.tax

    def test_least_and_most_of_the_entry_fee(self):
        """
        The processing fee of a formal entry lies between 33.58 and 651.50 in fiscal year 2026.
        """

        def fee(price):
            item = {"price": price, "duty_rate": "0 %", "origin": "GB", "category": "home"}
            return ask("US", "GB", items=[item], shipping="0 USD", on=date(2026, 9, 1)).fees

        assert Money("33.58", "USD") == fee("3000 USD")
        assert Money("34.64", "USD") == fee("10000 USD")
        assert Money("651.50", "USD") == fee("900000 USD")

    def test_fees_differ_by_channel(self):
        """
        Post, courier and other parcels pay different fees into the US.
        """
        item = {"price": "100 USD", "hs_code": "61091000", "origin": "GB"}
        found = [
            ask(
                "US", "GB", items=[item], shipping="0 USD", channel=channel, on=date(2026, 9, 1)
            ).fees
            for channel in ("post", "courier", "freight")
        ]

        assert [Money(fee, "USD") for fee in ("7.39", "1.34", "2.69")] == found

    def test_agreement_does_not_lift_the_layer_but_usmca_does(self):
        """
        Goods of Mexico with proof of preference do not bear Section 301; those of Korea do.
        """
        item = {"price": "100 USD", "duty_rate": "0 %", "hs_code": "61091000"}
        mexico = {**item, "origin": "MX", "preference_proof": True}
        korea = {**item, "origin": "KR", "preference_proof": True}

        assert Money("0", "USD") == ask("US", "MX", items=[mexico], shipping="0 USD").duty
        assert Money("12.50", "USD") == ask("US", "KR", items=[korea], shipping="0 USD").duty

    def test_rounding_per_consignment_and_not_per_line(self):
        """
        Three lines of a third of a cent of tax each are one cent together.
        """
        items = [{"sku": str(n), "price": "0.02 EUR", "category": "home"} for n in range(3)]
        answer = ask("NL", "NL", items=items, shipping="0 EUR")

        assert euro("0.01") == answer.tax

    def test_same_parcel_another_month_another_rate(self):
        """
        The customs rate decides: the same dollars, another month.
        """
        item = {"price": "100 USD", "category": "home"}
        first, second = (
            ask(
                items=[item],
                shipping="0 USD",
                currency="EUR",
                customs_rates=FixedRates({("EUR", "USD"): rate}),
            )
            for rate in ("1.25", "1.60")
        )

        assert (euro("80"), euro("62.50")) == (first.goods, second.goods)

    def test_small_sums_are_not_collected(self):
        """
        Switzerland leaves tax of CHF 5 or less.
        """

        def tax(price):
            item = {"price": price, "hs_code": "691110", "origin": "JP", "category": "home"}
            return ask("CH", "JP", items=[item], shipping="0 CHF").tax

        assert Money("0", "CHF") == tax("62 CHF")
        assert Money("5.10", "CHF") == tax("63 CHF")

    def test_allowance_of_the_second_band_leaves_no_jump(self):
        """
        Brazil takes USD 20 off above USD 50, so a cent more of goods is a cent more of duty.
        """

        def duty(price):
            item = {**TEE, "quantity": 1, "price": price}
            return ask(
                "BR-SP", "CN", items=[item], shipping="0 USD", registrations=["REMESSA-CONFORME"]
            ).duty

        assert Money("0.01", "USD") == duty("50.01 USD") - duty("50 USD")

    def test_a_scheme_by_piece_warns_of_the_border(self):
        """
        Singapore tests pieces at sale and consignments at import: a dear parcel may be taxed twice.
        """
        item = {"price": "300 SGD", "quantity": 2, "hs_code": "620140", "origin": "US"}
        answer = ask("SG", "US", items=[item], shipping="0 SGD", registrations=["GST-SG"])

        assert "GST-SG" == answer.scheme
        assert "landed_cost.border_tax_too" in [reason.code for reason in answer.warnings]

    def test_an_origin_that_does_not_exist_is_refused(self):
        """
        A mistyped origin would drop the layers that hang on it: it is an error, with its path.
        """
        with pytest.raises(UnknownPlace) as caught:
            ask(
                "US",
                "GB",
                items=[{"price": "9 USD", "hs_code": "610910", "origin": "QQ"}],
                shipping="0 USD",
            )

        assert "items.0.origin" == caught.value.problems[0].path

    def test_aliases_of_an_origin_are_understood(self):
        """
        UK is GB, also for the layers by origin.
        """
        item = {"price": "100 USD", "hs_code": "61091000", "origin": "UK"}

        assert Money("26.50", "USD") == ask("US", "GB", items=[item], shipping="0 USD").duty

    def test_a_scheme_of_a_tax_ends_at_the_tax_border(self):
        """
        IOSS collects the tax of member states; the Canary Islands have their own.
        """
        to_las_palmas = {"country": "ES", "postal_code": "35001"}

        assert ask(to_las_palmas, registrations=["IOSS"]).scheme is None
        assert "IOSS" == ask("ES", registrations=["IOSS"]).scheme

    def test_the_japanese_chain(self):
        """
        Own use, simplified tariff, and every step cut down: 30,000; 900; 30,000; 2,300 and 600.
        """
        bowl = {"price": "50000 JPY", "hs_code": "691110", "origin": "US"}
        answer = ask("JP", items=[bowl], shipping="3000 JPY")

        assert Money("900", "JPY") == answer.duty
        assert Money("2900", "JPY") == answer.tax

    def test_mixed_rates_are_rounded_by_rate_in_switzerland(self):
        """
        Each rate has a base of whole francs: 200 at 8.1 % and 101 at 2.6 %.
        """
        items = [
            {"price": "200.40 CHF", "hs_code": "691110", "origin": "US"},
            {"price": "100.50 CHF", "hs_code": "490199", "origin": "US", "category": "books"},
        ]
        answer = ask("CH", items=items, shipping="0 CHF")

        assert Money("18.83", "CHF") == answer.tax
