"""
A rate, a table of one's own, and a chain of sources.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from globalcs import Money, pricing
from globalcs._codec import decode_record, encode_record
from globalcs.errors import (
    CurrencyMismatch,
    InvalidInput,
    RateNotFound,
    RateTooOld,
    UnknownCurrency,
)
from globalcs.facts import bundled
from globalcs.rates import (
    ChainRates,
    EcbRates,
    FixedRates,
    PeggedRates,
    Rate,
    default_rates,
    lock,
)

DAY = date(2026, 10, 29)


def test_money_is_converted_with_one_rounding():
    """
    Half a cent goes where the named mode sends it; minor units of both sides are minded.
    """
    rate = Rate("JPY", "KWD", Fraction(1, 2000), DAY, 0, "x", "fixed")

    assert Money("0.001", "KWD") == rate.convert(Money("1", "JPY"), rounding="half_up")
    assert Money("0.000", "KWD") == rate.convert(Money("1", "JPY"), rounding="half_even")
    assert Money("-0.001", "KWD") == rate.convert(Money("-1", "JPY"), rounding="half_up")
    with pytest.raises(CurrencyMismatch, match="rate of JPY"):
        rate.convert(Money("1", "EUR"), rounding="half_up")


def test_rates_join_only_where_they_meet():
    """
    JPY/EUR and USD/GBP are no road.
    """
    one = Rate("JPY", "EUR", Fraction(1, 180), DAY, 3, "a")
    other = Rate("EUR", "USD", Fraction(11, 10), DAY, 1, "b", status="estimated")

    joined = one.then(other)
    assert (Fraction(11, 1800), 3, "a; b", "estimated") == (
        joined.ratio,
        joined.age,
        joined.source,
        joined.status,
    )
    with pytest.raises(CurrencyMismatch):
        other.then(one.inverse().inverse())


def test_a_rate_is_written_and_read_back():
    """
    As part of a decision, to the last digit.
    """
    rate = default_rates().rate("SAR", "JPY", DAY)

    assert rate == decode_record(Rate, encode_record(rate))


class TestFixed:
    def test_the_way_back_and_a_cross(self):
        """
        Two rows of a table give four rates and two crosses.
        """
        mine = FixedRates({("EUR", "USD"): "1.25", ("eur", "jpy"): 160})

        assert Fraction(4, 5) == mine.rate("USD", "EUR", DAY).ratio
        assert Fraction(128) == mine.rate("USD", "JPY", DAY).ratio
        assert ["fixed", "cross"] == [
            mine.rate("USD", "EUR", DAY).kind,
            mine.rate("USD", "JPY", DAY).kind,
        ]
        assert 1 == mine.rate("CHF", "CHF", DAY).ratio

    def test_days(self):
        """
        Not before the day it was set; its age after it; too old when a limit is given.
        """
        mine = FixedRates({("USD", "EUR"): "0.92"}, day=date(2026, 10, 1), max_days=30)

        assert (date(2026, 10, 1), 28) == mine.rate("USD", "EUR", DAY)[3:5]
        with pytest.raises(RateNotFound, match="set on 2026-10-01, after"):
            mine.rate("USD", "EUR", date(2026, 9, 30))
        with pytest.raises(RateTooOld, match="31 days"):
            mine.rate("USD", "EUR", date(2026, 11, 1))
        with pytest.raises(RateNotFound, match="no rate of USD/GBP"):
            mine.rate("USD", "GBP", DAY)

    @pytest.mark.parametrize(
        "bad",
        [
            0,
            "0",
            "-1",
            -1,
            0.92,
            "NaN",
            "abc",
            "",
            ".",
            "1/2",
            None,
            True,
            Decimal("NaN"),
            Decimal("Infinity"),
            "99999999999",
            "0.00000000001",
            Decimal("1E+50"),
        ],
    )
    def test_unsound_rates_are_refused(self, bad):
        """
        Zero, negative, absurd, a float, NaN: never a rate.
        """
        with pytest.raises(InvalidInput) as caught:
            FixedRates({("USD", "EUR"): bad})
        assert "rate" == caught.value.problems[0].path

    @pytest.mark.parametrize(
        "table",
        [
            {"USDEUR": "1"},
            {("USD",): "1"},
            {("USD", "USD"): "1"},
            {("USD", "EUR"): "0.5", ("EUR", "USD"): "2"},
            [("USD", "EUR", "1.1")],
            None,
        ],
    )
    def test_unsound_tables_are_refused(self, table):
        """
        A key that is no pair, a pair with itself, a pair both ways.
        """
        with pytest.raises(InvalidInput):
            FixedRates(table)

    def test_unknown_currencies(self):
        """
        Told when the table is made.
        """
        with pytest.raises(UnknownCurrency):
            FixedRates({("USD", "EURO"): "1"})


class TestChain:
    def test_the_first_that_answers(self):
        """
        A shop's own rate comes before the ECB's, which answers the rest.
        """
        chain = ChainRates(FixedRates({("EUR", "TWD"): "36.9"}), EcbRates())

        assert "fixed" == chain.rate("EUR", "TWD", DAY).kind
        assert "reference" == chain.rate("EUR", "USD", DAY).kind

    def test_what_is_no_source(self):
        """
        A table belongs in FixedRates; a chain says so when it is made.
        """
        with pytest.raises(InvalidInput, match="give FixedRates"):
            ChainRates(EcbRates(), {("EUR", "TWD"): "36.9"})
        with pytest.raises(InvalidInput, match="at least one"):
            ChainRates()

    def test_all_errors_are_told(self):
        """
        When nobody answers, each says why.
        """
        with pytest.raises(RateNotFound) as caught:
            default_rates().rate("EUR", "TWD", DAY)
        text = str(caught.value)

        assert not isinstance(caught.value, RateTooOld)
        assert "PeggedRates: neither EUR nor TWD has an official peg" in text
        assert "EcbRates: the ECB publishes no rate of TWD" in text

    def test_too_old_stays_too_old(self):
        """
        A source with an old rate makes the error tell its day and age.
        """
        with pytest.raises(RateTooOld) as caught:
            default_rates().rate("EUR", "RUB", DAY)

        assert date(2022, 3, 1) == caught.value.day

    def test_other_errors_pass(self):
        """
        Only a missing rate sends to the next source.
        """
        with pytest.raises(InvalidInput):
            default_rates().rate("EUR", "USD", "2026-10-29")
        with pytest.raises(InvalidInput, match="at least one"):
            ChainRates()

    def test_sources_that_may_change_are_asked_each_time(self):
        """
        Answers are kept only where the same question has the same answer.
        """
        asked = []

        class Live:
            def rate(self, base, quote, on):
                asked.append(on)
                return Rate(base, quote, Fraction(len(asked)), on, 0, "live")

        live, kept = ChainRates(Live()), ChainRates(PeggedRates(through=EcbRates()), EcbRates())

        assert [1, 2] == [live.rate("EUR", "USD", DAY).ratio for _ in range(2)]
        assert kept.rate("SAR", "EUR", DAY) is kept.rate("SAR", "EUR", DAY)
        assert not ChainRates(PeggedRates(through=Live())).stable

    def test_versions(self):
        """
        What the rates are is told for `facts_version`, each part once.
        """
        assert f"{bundled().version} {EcbRates().version}" == default_rates().version
        assert default_rates().version == ChainRates(default_rates(), EcbRates()).version

    def test_other_rates_have_another_version(self):
        """
        Equal versions mean equal cents: any rate or day that differs makes another name.
        """
        one = FixedRates({("EUR", "USD"): "1.10", ("EUR", "JPY"): 160})
        same = FixedRates({("EUR", "JPY"): 160, ("EUR", "USD"): "1.1"})
        other = FixedRates({("EUR", "USD"): "1.11", ("EUR", "JPY"): 160})
        dated = FixedRates({("EUR", "USD"): "1.10", ("EUR", "JPY"): 160}, day=DAY)
        locks = [lock(source.rate("EUR", "USD", DAY), DAY) for source in (one, same, other)]

        assert one.version == same.version
        assert 3 == len({one.version, other.version, dated.version})
        assert locks[0].version == locks[1].version != locks[2].version
        assert one.version in pricing.price("10 EUR", "US", on=DAY, rates=one).facts_version
