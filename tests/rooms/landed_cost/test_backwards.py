"""
From a total back to the net price: every answer is quoted, and no regime is left out.
"""

from datetime import date

import pytest

from globalcs.errors import CurrencyMismatch, InvalidInput
from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Shipment, price_for_total, quote
from globalcs.money import Money
from globalcs.rates import FixedRates

TODAY = date(2026, 11, 21)
RATES = FixedRates({("EUR", "JPY"): "160", ("EUR", "GBP"): "0.8", ("EUR", "USD"): "1.25"})
HOME = {"price": "0 EUR", "duty_rate": "12 %", "category": "home", "origin": "US"}


def parcel(ship_to="NL", item=None, **more):
    fields = {"ship_from": "US", "ship_to": ship_to, "shipping": "9 EUR", "items": [item or HOME]}
    return Shipment(**{**fields, **more})


def back(shipment, total, **more):
    return price_for_total(shipment, total, on=TODAY, rates=RATES, **more)


def told(found):
    return [(str(way.price), way.exact) for way in found.prices]


class TestRegimes:
    def test_the_price_leads_to_the_total(self):
        """
        (100 + 9 + 3) x 1.21 is 135.52: the flat duty and the tax are taken out again.
        """
        found = back(parcel(item={**HOME, "hs_code": "691200"}), "135.52 EUR")

        assert [("100.00 EUR", True)] == told(found)
        assert Money("135.52", "EUR") == found.prices[0].quote.total

    def test_a_total_that_two_regimes_reach_has_two_prices(self):
        """
        A free tariff makes goods over EUR 150 cheaper than the flat duty under it: both are told.
        """
        item = {**HOME, "hs_code": "691200", "duty_rate": "0 %"}
        found = back(parcel(item=item, shipping="0 EUR"), "183.92 EUR")

        # (149 + 3) x 1.21 and 152 x 1.21
        assert [("149.00 EUR", True), ("152.00 EUR", True)] == told(found)
        assert {Money("183.92", "EUR")} == {way.quote.total for way in found.prices}

    def test_a_total_between_two_regimes_has_none(self):
        """
        Where the total leaps no price leads to what lies between.
        """
        below = quote(parcel(item={**HOME, "hs_code": "691200", "price": "150 EUR"}), on=TODAY)
        above = quote(parcel(item={**HOME, "hs_code": "691200", "price": "150.01 EUR"}), on=TODAY)
        middle = Money.from_minor((below.total.minor + above.total.minor) // 2, "EUR")

        assert below.total < middle < above.total
        assert () == back(parcel(item={**HOME, "hs_code": "691200"}), middle).prices

    def test_a_total_that_no_price_hits_gets_the_nearest_below(self):
        """
        Three pieces move the total in steps; the answer says that it is not exact.
        """
        item = {**HOME, "hs_code": "691200", "quantity": 3}
        (way,) = back(parcel(item=item), "100 EUR").prices
        dearer = {**item, "price": way.price + Money("0.01", "EUR")}

        assert not way.exact
        assert way.quote.total < Money("100", "EUR")
        assert quote(parcel(item=dearer), on=TODAY).total > Money("100", "EUR")

    def test_no_answer_is_missed(self):
        """
        Every price from nothing up is quoted: what hits a total is found, and nothing else is.
        """
        item = {"price": "5000 JPY", "duty_rate": "20 %", "hs_code": "691200", "origin": "JP"}
        template = parcel(
            "RS", item, ship_from="JP", shipping="300 JPY", discount="200 JPY", currency="JPY"
        )
        given = {"on": TODAY, "rates": FixedRates({("JPY", "RSD"): "0.75"}), "facts": two_limits()}
        hits = {}
        for price in range(200, 2200):
            goods = {**item, "price": Money.from_minor(price, "JPY")}
            total = quote(template.replace(items=[goods]), **given).total.minor
            hits.setdefault(total, set()).add(price)
        ways = 0
        for wanted in range(300, 2400, 37):
            found = price_for_total(template, Money.from_minor(wanted, "JPY"), **given)
            exact = {way.price.minor for way in found.prices if way.exact}

            assert exact <= hits.get(wanted, set())
            assert bool(exact) == bool(hits.get(wanted))
            assert all(way.quote.total.minor <= wanted for way in found.prices)
            ways += len(exact)
        assert ways > 20


def two_limits():
    """
    The book with a duty limit on the goods and a tax limit on goods and freight in Serbia.
    """
    limits = {
        "landed_cost.duty_de_minimis": {"limit": "1000 JPY", "measure": "goods"},
        "landed_cost.tax_de_minimis": {"limit": "2000 JPY", "measure": "landed"},
    }
    data = {key: {"value": value, "since": date(2026, 1, 1)} for key, value in limits.items()}
    return bundled().with_layer("given", {"RS": data}, authority=True)


class TestCarts:
    def test_the_other_lines_stay_what_they_are(self):
        """
        The price of the second line is sought; the first and the discount are given.
        """
        items = [{**HOME, "price": "40 EUR", "id": "a"}, {**HOME, "id": "b", "quantity": 2}]
        shipment = parcel(items=items, discount="10 EUR")
        want = quote(
            shipment.replace(items=[items[0], {**items[1], "price": "25 EUR"}]), on=TODAY
        ).at_least
        found = back(
            parcel(items=[{**line, "hs_code": "691200"} for line in items], discount="10 EUR"),
            want,
            line=1,
        )

        assert all(way.quote.request.items[0].price == Money("40", "EUR") for way in found.prices)
        assert ["25.00 EUR"] == [str(way.price) for way in found.prices]

    def test_the_quote_may_be_in_another_currency(self):
        """
        A price in yen for a total in euros.
        """
        item = {**HOME, "price": "0 JPY", "hs_code": "691200"}
        found = back(parcel(item=item, shipping="1600 JPY", currency="EUR"), "136.73 EUR")

        assert [True] == [way.exact for way in found.prices]
        # the highest of the prices in yen that come to the same cents
        assert Money("136.73", "EUR") == found.prices[0].quote.total
        dearer = parcel(
            item={**item, "price": found.prices[0].price + Money("1", "JPY")},
            shipping="1600 JPY", currency="EUR",
        )  # fmt: skip
        assert quote(dearer, on=TODAY, rates=RATES).total > Money("136.73", "EUR")


class TestNotFound:
    def test_what_is_not_known_is_told(self):
        """
        Without a duty the regime above the flat duty stays open, and says what it needs.
        """
        item = {"price": "0 EUR", "hs_code": "691200", "category": "home", "origin": "US"}
        found = back(parcel(item=item), "1000 EUR", tariffs=FixedTariffs({}, as_of=TODAY))

        assert () == found.prices
        assert "items.0.duty_rate" in found.missing

    def test_less_than_the_freight_has_no_price(self):
        """
        No price is so low that the buyer pays less than the freight.
        """
        assert () == back(parcel(), "5 EUR").prices

    @pytest.mark.parametrize(
        ("change", "more", "error"),
        [
            ({"prices_include": ["destination_tax"]}, {}, InvalidInput),
            ({}, {"line": 1}, InvalidInput),
            ({}, {"line": -1}, InvalidInput),
            ({"currency": "USD"}, {}, CurrencyMismatch),
        ],
    )
    def test_bad_questions_are_refused(self, change, more, error):
        """
        Prices that hold charges, a line that is not there, a total in another currency.
        """
        with pytest.raises(error):
            back(parcel(**change), "100 EUR", **more)


class TestRounding:
    def test_a_total_that_rounding_takes_back_is_found(self):
        """
        Of goods worth nothing each line bears half the insurance, of goods worth a cent the one
        bears it all: the total falls from 8.03 to 8.01, and 8.03 still leads back to nothing.
        """
        item = {"price": "0 USD", "category": "books", "hs_code": "490199", "origin": "US"}
        shirt = {"price": "0 USD", "category": "clothing", "hs_code": "610910", "origin": "US"}
        parcel = Shipment(
            ship_from="US",
            ship_to="NL",
            items=[item, shirt],
            shipping="0 USD",
            insurance="0.28 USD",
            currency="USD",
        )
        total = quote(parcel, on=TODAY).total
        found = price_for_total(parcel, total, on=TODAY)

        assert [Money("0", "USD")] == [way.price for way in found.prices if way.exact]
