"""
The table of currencies: three numbers of decimals, births and ends.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import moneyed
import pytest

from globalcs import _currencies
from globalcs.facts import bundled


@pytest.mark.parametrize(
    ("code", "iso", "shown", "stripe", "adyen", "paypal"),
    [
        ("EUR", 2, 2, 2, 2, 2),
        ("JPY", 0, 0, 0, 0, 0),
        ("KWD", 3, 3, 3, 3, 3),
        ("HUF", 2, 0, 2, 2, 0),
        ("ISK", 0, 0, 2, 2, 0),
        ("UGX", 0, 0, 2, 0, 0),
        ("CLP", 0, 0, 0, 2, 0),
        ("MGA", 2, 0, 0, 2, 2),
        ("TWD", 2, 2, 2, 2, 0),
        ("IQD", 3, 0, 3, 3, 3),
    ],
)
def test_three_numbers_of_decimals(code, iso, shown, stripe, adyen, paypal):
    """
    What is held, what is seen and what a processor wants are kept apart.
    """
    wires = [_currencies.wire(code, psp).digits for psp in ("stripe", "adyen", "paypal")]

    assert (iso, shown) == (_currencies.unit(code).digits, _currencies.display_digits(code))
    assert [stripe, adyen, paypal] == wires


def test_steps_on_the_wire():
    """
    Stripe takes kronur in hundredths that must be whole, and dinars without the last fils.
    """
    assert (2, 100) == _currencies.wire("ISK", "stripe")
    assert (3, 10) == _currencies.wire("KWD", "stripe")


def test_exponents_agree_with_moneyed_where_it_knows_the_code():
    """
    A second table of ISO 4217 says the same for every code in use.
    """
    differs = []
    for code in _currencies.codes():
        try:
            theirs = moneyed.get_currency(code).sub_unit
        except moneyed.CurrencyDoesNotExist:
            assert code in ("XCG", "ZWG")
            continue
        if theirs != 10 ** _currencies.unit(code).digits:
            differs.append(code)

    assert [] == differs


def test_codes_of_a_day():
    """
    Currencies in use on a day: the lev until the end of 2025, the new leone from mid 2022.
    """
    summer = [set(_currencies.codes(on=date(year, 6, 1))) for year in (2022, 2024, 2026)]

    assert [True, True, False] == ["BGN" in codes for codes in summer]
    assert [True, False, False] == ["HRK" in codes for codes in summer]
    assert [False, True, True] == ["SLE" in codes for codes in summer]
    assert [True, False, False] == ["SLL" in codes for codes in summer]
    assert all("XAU" not in codes and "CLF" not in codes for codes in summer)


@pytest.mark.parametrize("code", ["EUR", "USD", "SYP", "VES", "SDG"])
def test_currencies_in_use(code):
    """
    Those that never ended, or that only lost zeros, are in use.
    """
    _currencies.require_live(code, date(2026, 11, 21))


def test_the_book_reads_every_entry():
    """
    Every fact of every currency is read by its key, and no currency's days overlap.
    """
    book = bundled()
    keys = [
        _currencies.UNIT,
        _currencies.LIFE,
        _currencies.PEG,
        _currencies.DISPLAY_DIGITS,
        _currencies.CASH_STEP,
        _currencies.PROCESSOR_DIGITS,
    ]
    subjects = book.subjects("currency:")
    counts = {key.name: sum(len(book.history(s, key)) for s in subjects) for key in keys}

    assert len(subjects) >= 219
    assert 0 < min(counts.values())
    for subject in subjects:
        days = [fact.since for fact in book.history(subject, _currencies.LIFE)]
        assert sorted(set(days)) == days


def test_a_peg_may_be_told_as_a_pair_of_amounts():
    """
    1,000 XPF are 8.38 EUR exactly; 1 OMR is 2.6008 USD.
    """
    book, day = bundled(), date(2026, 11, 21)

    assert (
        Fraction(1000) / Fraction("8.38")
        == book.get("currency:XPF", "money.peg", on=day).value.units
    )
    assert 1 / Fraction("2.6008") == book.get("currency:OMR", "money.peg", on=day).value.units


def test_cash_steps():
    """
    Where CLDR knows a wider step in cash.
    """
    assert [Decimal("0.05"), Decimal("0.50"), Decimal(5), None] == [
        _currencies.cash_step(code) for code in ("CAD", "DKK", "HUF", "EUR")
    ]
