"""
Orders that travel in parts: limits, bases and roundings hold for each parcel alone.
"""

import pickle
from datetime import date

import pytest

from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.landed_cost import Parcel, Quote, Shipment, price_for_total, quote
from globalcs.money import Money
from globalcs.shop import Shop

TODAY = date(2026, 11, 21)
MUG = {
    "id": "mug",
    "price": "90 EUR",
    "hs_code": "691110",
    "origin": "US",
    "category": "home",
    "duty_rate": "12 %",
}
BOWL = {**MUG, "id": "bowl", "price": "100 EUR", "hs_code": "691200"}
VASE = {**MUG, "id": "vase", "price": "160 EUR", "hs_code": "691390"}


def order(*items, parcels=(), **more):
    fields = {"ship_from": "US", "ship_to": "NL", "shipping": "30 EUR", **more}
    return Shipment(items=items, consignments=[{"items": names} for names in parcels], **fields)


def ask(*items, on=TODAY, **more):
    return quote(order(*items, **more), on=on)


def codes(answer):
    return [reason.code for reason in answer.reasons]


def euro(text):
    return Money(text, "EUR")


class TestRegimes:
    def test_each_parcel_is_compared_with_the_limit_alone(self):
        """
        90 and 100 euros are over 150 in one parcel and under it in two.
        """
        together = ask(MUG, BOWL, registrations=["IOSS"])
        apart = ask(MUG, BOWL, registrations=["IOSS"], parcels=[["mug"], ["bowl"]])

        assert together.scheme is None
        assert "IOSS" == apart.scheme
        assert euro("6") == apart.duty
        assert euro("0") == apart.due_on_delivery

    def test_parcels_of_one_order_may_land_in_two_regimes(self):
        """
        IOSS for the mug, the border for the vase: each pays at its own moment, and both add up.
        """
        answer = ask(MUG, VASE, registrations=["IOSS"], parcels=[["mug"], ["vase"]])
        small, large = answer.consignments

        assert ("scheme", "IOSS") == (small.road, small.scheme)
        assert ("import", None) == (large.road, large.scheme)
        assert answer.scheme is None
        assert euro("3") == small.duty
        assert large.duty.minor > 19_00
        assert large.duty + large.tax == answer.due_on_delivery
        assert small.duty + small.tax == answer.owed_by_seller
        assert small.total + large.total == answer.total

    def test_the_flat_duty_counts_tariff_items_parcel_by_parcel(self):
        """
        Two mugs of one tariff item bear EUR 3 in one parcel, and EUR 3 each in two.
        """
        other = {**MUG, "id": "blue", "price": "20 EUR"}
        together = ask({**MUG, "price": "20 EUR"}, other)
        apart = ask({**MUG, "price": "20 EUR"}, other, parcels=[["mug"], ["blue"]])

        assert (euro("3"), euro("6")) == (together.duty, apart.duty)

    def test_a_fee_of_the_parcel_is_due_for_each(self):
        """
        Italy's parcel fee is charged once a parcel.
        """
        one = ask(MUG, {**BOWL, "price": "20 EUR"}, ship_to="IT")
        two = ask(MUG, {**BOWL, "price": "20 EUR"}, ship_to="IT", parcels=[["mug"], ["bowl"]])

        assert (euro("2"), euro("4")) == (one.fees, two.fees)

    def test_the_law_of_its_own_arrival_holds_for_each_parcel(self):
        """
        One parcel arrives before the flat duty of July 2026, the other after it.
        """
        parcels = [
            {"items": ["mug"], "arrival": "2026-06-30"},
            {"items": ["bowl"], "arrival": "2026-07-01"},
        ]
        shipment = order(MUG, BOWL, registrations=["IOSS"]).replace(consignments=parcels)
        answer = quote(shipment, on=date(2026, 6, 20))

        assert [euro("0"), euro("3")] == [part.duty for part in answer.consignments]
        assert [date(2026, 6, 30), date(2026, 7, 1)] == [p.law_day for p in answer.consignments]

    def test_a_parcel_may_leave_from_elsewhere(self):
        """
        From a warehouse inside the Union there is no border.
        """
        parcels = [{"items": ["mug"]}, {"items": ["bowl"], "ship_from": "DE"}]
        shipment = order(MUG, BOWL, registrations=["IOSS", "OSS"]).replace(consignments=parcels)
        answer = quote(shipment, on=TODAY)

        assert ["scheme", "union"] == [part.road for part in answer.consignments]
        assert [euro("3"), euro("0")] == [part.duty for part in answer.consignments]

    def test_a_channel_of_its_own(self):
        """
        Canada's courier relief asks how each parcel travels.
        """
        item = {**MUG, "price": "100 CAD"}
        parcels = [
            {"items": [0], "channel": "courier"},
            {"items": [1], "channel": "post"},
        ]
        items = [item, {**item, "id": "second"}]
        answer = quote(
            Shipment(
                ship_from="US",
                ship_to="CA-ON",
                items=items,
                shipping="0 CAD",
                consignments=parcels,
            ),
            on=TODAY,
        )

        assert [Money("0", "CAD"), Money("12", "CAD")] == [p.duty for p in answer.consignments]


class TestSums:
    def test_lines_stand_in_cart_order_and_add_up(self):
        """
        Lines come back as in the cart, whatever parcel they travel in.
        """
        answer = ask(MUG, BOWL, VASE, parcels=[["vase", "mug"], ["bowl"]])
        rows = [*answer.lines, answer.shipping_line]

        assert ["mug", "bowl", "vase"] == [line.item for line in answer.lines]
        assert answer.total == sum((row.gross for row in rows), euro("0"))
        assert answer.total == answer.due_at_checkout + answer.due_on_delivery
        assert answer.tax == sum((c.amount for c in answer.charges if c.kind == "tax"), euro("0"))

    def test_freight_is_shared_out_by_value_without_weights(self):
        """
        30 euros over 90 and 100 and 160 euros of goods.
        """
        answer = ask(MUG, BOWL, VASE, parcels=[["mug", "vase"], ["bowl"]])

        assert [euro("21.43"), euro("8.57")] == [p.shipping for p in answer.consignments]

    def test_freight_is_shared_out_by_weight_where_all_are_known(self):
        """
        One kilogram of four bears a quarter of the freight.
        """
        light, heavy = {**MUG, "weight_kg": "1"}, {**BOWL, "weight_kg": "3"}
        answer = ask(light, heavy, parcels=[["mug"], ["bowl"]])

        assert [euro("7.50"), euro("22.50")] == [p.shipping for p in answer.consignments]

    def test_a_parcel_may_name_its_own_freight(self):
        """
        What one parcel costs is taken off before the others share the rest.
        """
        parcels = [{"items": ["mug"], "shipping": "25 EUR"}, {"items": ["bowl"]}]
        answer = quote(order(MUG, BOWL).replace(consignments=parcels), on=TODAY)

        assert [euro("25"), euro("5")] == [p.shipping for p in answer.consignments]

    def test_all_parcels_may_name_their_freight(self):
        """
        Then nothing is left to share.
        """
        parcels = [{"items": [0], "shipping": "25 EUR"}, {"items": [1], "shipping": "5 EUR"}]
        answer = quote(order(MUG, BOWL).replace(consignments=parcels), on=TODAY)

        assert [euro("25"), euro("5")] == [p.shipping for p in answer.consignments]

    def test_the_discount_is_shared_out_before_limits_are_tested(self):
        """
        160 and 100 euros less 20: the vase comes to 147.69 and under the limit.
        """
        more = {"registrations": ["IOSS"], "discount": "20 EUR"}
        answer = ask(VASE, BOWL, parcels=[["vase"], ["bowl"]], **more)

        assert [euro("147.69"), euro("92.31")] == [part.goods for part in answer.consignments]
        assert "IOSS" == answer.scheme

    def test_one_parcel_is_the_answer_without_parcels(self):
        """
        An order in one parcel comes to what it always came to, charge by charge.
        """
        plain = ask(MUG, BOWL, ship_to="FR")
        named = ask(MUG, BOWL, ship_to="FR", parcels=[["mug", "bowl"]])

        assert plain.record()._replace(request=None, reasons=()) == named.record()._replace(
            request=None, reasons=()
        )

    def test_an_open_part_leaves_the_order_open(self):
        """
        The vase has no duty rate: the sums are not known, those of the mug are, and the path of
        what is missing is that of the whole cart. At least its 21 % of goods and freight are due.
        """
        vase = {**VASE, "duty_rate": None, "hs_code": "999999"}
        answer = ask(MUG, vase, parcels=[["mug"], ["vase"]])
        small, large = answer.consignments

        assert (None, None) == (answer.total, large.total)
        assert "items.1.duty_rate" in answer.missing
        assert answer.at_least == small.total + euro("160") + euro("19.20") + euro("37.63")
        assert answer.range is None

    def test_bounds_add_up(self):
        """
        A code that is too short leaves bounds in its own parcel; the order's are the sums.
        """
        bag = {"id": "bag", "price": "100 USD", "hs_code": "420221", "origin": "GB"}
        tee = {**bag, "id": "tee", "hs_code": "61091000"}
        fields = {"ship_from": "GB", "ship_to": "US", "shipping": "0 USD", "channel": "courier"}
        alone = quote(Shipment(items=[bag], **fields), on=date(2026, 9, 1))
        other = quote(Shipment(items=[tee], **fields), on=date(2026, 9, 1))
        parcels = [{"items": ["bag"]}, {"items": ["tee"]}]
        both = quote(
            Shipment(items=[bag, tee], consignments=parcels, **fields), on=date(2026, 9, 1)
        )

        assert (alone.range.low + other.total, alone.range.high + other.total) == both.range


class TestTold:
    def test_reasons_stand_under_their_parcel(self):
        """
        Each parcel has its own reasons, under a line that names its goods.
        """
        answer = ask(MUG, VASE, registrations=["IOSS"], parcels=[["mug"], ["vase"]])
        told = codes(answer)
        first, second = (n for n, code in enumerate(told) if code == "landed_cost.consignment")

        assert 0 == first
        assert "landed_cost.scheme_applies" in told[first:second]
        assert "landed_cost.scheme_over_limit" in told[second:]
        assert "Parcel 2 of 2: vase." == answer.reasons[second].text()

    def test_customs_may_add_the_parcels_up(self):
        """
        Japan adds up what one sender sends at one time: the answer warns, with the source.
        """
        parcels = [["mug"], ["bowl"]]
        to_japan = ask(MUG, BOWL, ship_to="JP", parcels=parcels)
        warning = next(r for r in to_japan.warnings if "counted_together" in r.code)

        assert "Japan Customs" in warning.facts[0].title
        assert "landed_cost.parts_counted_together" not in codes(ask(MUG, BOWL, parcels=parcels))

    def test_reads_back_what_it_writes(self):
        """
        An order in parts survives JSON and pickle whole.
        """
        answer = ask(MUG, VASE, registrations=["IOSS"], parcels=[["mug"], ["vase"]])

        assert answer == Quote.from_json(answer.to_json())
        assert answer == pickle.loads(pickle.dumps(answer))

    def test_a_notebook_shows_a_table_of_parcels(self):
        """
        Three tables for two parcels: lines, charges, and the parcels with their schemes.
        """
        html = ask(MUG, VASE, registrations=["IOSS"], parcels=[["mug"], ["vase"]])._repr_html_()

        assert 3 == html.count("<table>")
        assert "IOSS" in html
        assert 2 == ask(MUG)._repr_html_().count("<table>")

    def test_a_market_takes_the_parcels(self):
        """
        `Market.checkout` hands the parcels on.
        """
        market = Shop(home="US", currency="EUR", registrations=["IOSS"]).market("NL", on=TODAY)
        parcels = [{"items": ["mug"]}, {"items": ["bowl"]}]
        summary = market.checkout([MUG, BOWL], shipping="30 EUR", consignments=parcels)

        assert "IOSS" == summary.quote.scheme
        assert 2 == len(summary.quote.consignments)


class TestBackwards:
    def test_a_price_is_found_across_the_regimes_of_its_parcel(self):
        """
        The mug in its own parcel has a price with the flat duty and one past the limit.
        """
        free = {**MUG, "duty_rate": "0 %"}
        bowl = {**BOWL, "duty_rate": "0 %"}
        shipment = order(free, bowl, parcels=[["mug"], ["bowl"]], shipping="0 EUR")
        wanted = quote(
            order(
                {**free, "price": "149 EUR"}, bowl, parcels=[["mug"], ["bowl"]], shipping="0 EUR"
            ),
            on=TODAY,
        ).total
        found = price_for_total(shipment, wanted, on=TODAY)

        assert [euro("149"), euro("152")] == [way.price for way in found.prices if way.exact]
        assert all(way.quote.total == wanted for way in found.prices)


class TestRefused:
    @pytest.mark.parametrize(
        ("parcels", "error", "path"),
        [
            ([{"items": ["mug"]}], InvalidInput, "consignments"),
            ([{"items": ["mug", "bowl"]}, {"items": ["bowl"]}], InvalidInput, "consignments"),
            ([{"items": ["mug", "bowl"]}, {"items": []}], InvalidInput, "consignments.1.items"),
            ([{"items": ["mug", "jug"]}], InvalidInput, "consignments.0.items"),
            ([{"items": [0, 2]}], InvalidInput, "consignments.0.items"),
            ([{"items": [0, 1], "shipping": "29 EUR"}], InvalidInput, "consignments"),
            ([{"items": [0], "shipping": "31 EUR"}, {"items": [1]}], InvalidInput, "consignments"),
            (
                [{"items": [0], "shipping": "3 USD"}, {"items": [1]}],
                CurrencyMismatch,
                "consignments.0.shipping",
            ),
            ([{"items": "mug"}], InvalidInput, "consignments.0.items"),
            ([{"items": [True, 1]}], InvalidInput, "consignments.0.items.0"),
        ],
    )
    def test_parcels_that_do_not_hold_the_cart(self, parcels, error, path):
        """
        Every line travels in one parcel, and what the parcels cost is what the order costs.
        """
        with pytest.raises(error) as caught:
            order(MUG, BOWL).replace(consignments=parcels)

        assert path == caught.value.problems[0].path

    def test_a_parcel_names_lines_by_id_or_number(self):
        """
        Both lead to the same answer.
        """
        by_id = order(MUG, BOWL, parcels=[["bowl"], ["mug"]])
        by_number = order(MUG, BOWL, parcels=[[1], [0]])

        assert quote(by_id, on=TODAY).lines == quote(by_number, on=TODAY).lines
        assert ((1,), (0,)) == by_id.lines_of_parcels
        assert ("bowl",) == Parcel(items=["bowl"]).items
