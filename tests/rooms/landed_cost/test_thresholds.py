"""
How far a parcel lies from the limits at which its charges change.
"""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs.landed_cost import Shipment, quote
from globalcs.money import Money
from globalcs.rates import FixedRates
from tests._counts import scaled

TODAY = date(2026, 11, 21)
RATES = FixedRates({("EUR", "USD"): "1.15", ("EUR", "JPY"): "177", ("EUR", "CAD"): "1.6"})


def ask(price, ship_to="NL", ship_from="US", quantity=1, **more):
    currency = price.split()[1]
    item = {
        "price": price,
        "quantity": quantity,
        "hs_code": "691110",
        "origin": "US",
        "category": "home",
        "duty_rate": "12 %",
    }
    fields = {"shipping": f"0 {currency}", **more}
    parcel = Shipment(ship_from=ship_from, ship_to=ship_to, items=[item], **fields)
    return quote(parcel, on=TODAY, rates=RATES)


def told(answer, code):
    """
    The parameters of a reason, or None.
    """
    named = f"landed_cost.limit_{code}"
    return next((reason.params for reason in answer.reasons if reason.code == named), None)


class TestSides:
    @pytest.mark.parametrize(
        ("price", "code", "name", "expected"),
        [
            ("90 CAD", "before_duty", "left", "60 CAD"),
            ("150 CAD", "before_duty", "left", "0 CAD"),
            ("150.01 CAD", "over_duty", "over", "0.01 CAD"),
            ("200 CAD", "over_duty", "over", "50 CAD"),
            ("30 CAD", "before_tax", "left", "10 CAD"),
            ("45 CAD", "over_tax", "over", "5 CAD"),
        ],
    )
    def test_canada_has_two_limits_for_two_charges(self, price, code, name, expected):
        """
        By courier from the United States: tax begins above CAD 40, duty above CAD 150.
        """
        found = told(ask(price, "CA-ON", channel="courier"), code)

        assert Money.read(expected) == found[name]

    def test_far_above_nothing_is_told(self):
        """
        Past twice the limit nobody asks how much less would do.
        """
        far = ask("301 CAD", "CA-ON", channel="courier")

        assert not [r for r in far.reasons if "landed_cost.limit_over" in r.code]

    def test_the_flat_duty_and_the_scheme_end_together(self):
        """
        At 149 euros one is left of IOSS and of the flat duty; at 151 both are one euro away.
        """
        under = ask("149 EUR", registrations=["IOSS"])
        over = ask("151 EUR", registrations=["IOSS"])

        assert Money("1", "EUR") == told(under, "before_border")["left"]
        assert Money("1", "EUR") == told(under, "before_tariff")["left"]
        assert Money("1", "EUR") == told(over, "over_scheme")["over"]
        assert Money("1", "EUR") == told(over, "over_flat")["over"]

    def test_the_price_of_a_piece_is_told_by_the_piece(self):
        """
        Australia's scheme asks for the price of a piece, however many there are.
        """
        answer = ask("900 AUD", "AU", quantity=3, registrations=["GST-AU"])

        assert Money("100", "AUD") == told(answer, "before_border")["left"]

    def test_a_reason_names_its_source(self):
        """
        The distance rests on the fact that holds the limit.
        """
        answer = ask("90 CAD", "CA-ON", channel="courier")
        reason = next(r for r in answer.reasons if r.code == "landed_cost.limit_before_duty")

        assert ["landed_cost.duty_de_minimis"] == [ref.key for ref in reason.facts]
        assert "CA$60.00 are left until duty begins" in reason.text()

    def test_no_border_no_limit(self):
        """
        A sale inside the Union has none of these limits.
        """
        answer = ask("90 EUR", "NL", "DE", registrations=["OSS"])

        assert not [r for r in answer.reasons if "landed_cost.limit" in r.code]


@settings(max_examples=scaled(2_000))
@given(st.integers(1, 40_000), st.sampled_from(("EUR", "USD", "JPY", "CAD")))
def test_what_is_left_brings_the_parcel_to_the_limit_and_no_further(cents, currency):
    """
    The distance is in euros, the currency of the limit, whatever the cart's: a cart of so many
    euros more is still under the limit of 150, and one of a cent more is not.
    """
    answer = ask(Money.from_minor(cents, currency).to_text(), registrations=["IOSS"])
    rate = 1 if currency == "EUR" else RATES.rate("EUR", currency, TODAY).ratio
    value = Fraction(cents * 100, 1 if currency == "JPY" else 100) / rate
    below, above = told(answer, "before_border"), told(answer, "over_scheme")

    if below is not None:
        assert "IOSS" == answer.scheme
        assert value + below["left"].minor <= 15_000 < value + below["left"].minor + 1
    elif above is not None:
        assert answer.scheme is None
        assert value - above["over"].minor <= 15_000 < value - above["over"].minor + 1
    else:
        assert value > 30_000
