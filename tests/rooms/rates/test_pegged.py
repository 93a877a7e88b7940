"""
Official pegs, from dated facts.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.errors import RateNotFound, UnknownCurrency
from globalcs.facts import bundled
from globalcs.rates import EcbRates, PeggedRates, default_rates

DAY = date(2026, 10, 29)
ECB = EcbRates()
PEGS = PeggedRates(through=ECB)


@pytest.mark.parametrize(
    ("base", "quote", "ratio", "kind"),
    [
        ("SAR", "USD", Fraction(4, 15), "peg"),
        ("USD", "SAR", Fraction(15, 4), "peg"),
        ("EUR", "XPF", Fraction(1000) / Fraction("8.38"), "conversion"),
        ("BGN", "EUR", 1 / Fraction("1.95583"), "conversion"),
        ("DEM", "EUR", 1 / Fraction("1.95583"), "conversion"),
        ("AED", "SAR", Fraction("3.75") / Fraction("3.6725"), "cross"),
        ("KMF", "XOF", Fraction("655.957") / Fraction("491.96775"), "cross"),
        ("SAR", "XCG", Fraction("1.79") / Fraction("3.75"), "cross"),
    ],
)
def test_pegs_alone_give_exact_rates(base, quote, ratio, kind):
    """
    From a currency to its anchor, back, and between two with one anchor; no other source is asked.
    """
    rate = PeggedRates().rate(base, quote, DAY)

    assert (ratio, kind, 0, DAY) == (rate.ratio, rate.kind, rate.age, rate.day)
    assert rate.facts


def test_a_peg_goes_on_through_another_source():
    """
    Riyal to yen: the peg to the dollar, then the ECB's cross, exactly; as old as the latter.
    """
    rate = PEGS.rate("SAR", "JPY", date(2026, 10, 31))

    assert ECB.rate("USD", "JPY", date(2026, 10, 31)).ratio * Fraction(4, 15) == rate.ratio
    assert (date(2026, 10, 30), 1, "cross") == (rate.day, rate.age, rate.kind)
    assert "official peg of SAR to USD; ECB" in rate.source


def test_pegs_of_pegs():
    """
    The ngultrum is one rupee, and the rupee floats; the pataca hangs on a dollar that has a band.
    """
    rupee = ECB.rate("INR", "EUR", DAY)
    hong_kong = ECB.rate("HKD", "EUR", DAY)

    assert rupee.ratio == PEGS.rate("BTN", "EUR", DAY).ratio
    assert hong_kong.ratio / Fraction("1.03") == PEGS.rate("MOP", "EUR", DAY).ratio


@pytest.mark.parametrize("code", ["HKD", "DKK", "KWD", "MAD", "CNY", "LBP", "EUR", "MVR"])
def test_what_is_no_peg_gives_no_rate(code):
    """
    A band, a basket, a managed float or a float is not a peg.
    """
    with pytest.raises(RateNotFound, match="official peg"):
        PeggedRates().rate(code, "USD", DAY)


def test_days_of_a_peg():
    """
    Before the Caribbean guilder there is no peg of it; the old one's ended with it.
    """
    assert Fraction("1.79") == PeggedRates().rate("USD", "XCG", date(2025, 3, 31)).ratio
    assert Fraction("1.79") == PeggedRates().rate("USD", "ANG", date(2025, 3, 31)).ratio
    with pytest.raises(RateNotFound):
        PeggedRates().rate("USD", "XCG", date(2025, 3, 30))
    with pytest.raises(RateNotFound):
        PeggedRates().rate("USD", "ANG", date(2025, 7, 1))


def test_confidence_is_told():
    """
    A peg known from hearsay makes the rate an estimate; one from a read page does not.
    """
    statuses = [PeggedRates().rate(code, "USD", DAY).status for code in ("SAR", "QAR")]

    assert ["complete", "estimated"] == statuses


def test_without_a_way_on():
    """
    The message says what to add; a code that does not exist is another error.
    """
    with pytest.raises(RateNotFound, match=r"PeggedRates\(through=EcbRates\(\)\)"):
        PeggedRates().rate("SAR", "JPY", DAY)
    with pytest.raises(UnknownCurrency):
        PEGS.rate("SAR", "XYZ", DAY)


def test_a_layer_may_bring_a_newer_peg():
    """
    A devaluation that the book does not know yet.
    """
    newer = bundled().with_layer(
        "news",
        {"currency:SAR": {"money.peg": {"value": {"kind": "peg", "anchor": "USD", "units": "4"}}}},
        authority=True,
    )

    assert Fraction(1, 4) == PeggedRates(newer).rate("SAR", "USD", DAY).ratio


def test_the_default_prefers_the_legal_rate():
    """
    The lev after its end is worth what the law says, not what the ECB quoted last.
    """
    rate = default_rates().rate("BGN", "EUR", date(2026, 1, 15))

    assert ("conversion", 1 / Fraction("1.95583")) == (rate.kind, rate.ratio)
    assert default_rates() is default_rates()
