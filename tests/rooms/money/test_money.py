"""
Money: exact, frozen, told apart by currency, and on good terms with moneyed.
"""

import copy
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction

import moneyed
import pytest

from globalcs import Money, to_minor
from globalcs.errors import (
    CurrencyMismatch,
    EndedCurrency,
    InvalidInput,
    OutOfBounds,
    UnknownCurrency,
)
from globalcs.money import MAX_MINOR


class TestMaking:
    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [
            ("33.95", "EUR", 3395),
            ("-0.05", "EUR", -5),
            ("5", "KWD", 5000),
            ("5400", "JPY", 5400),
            (12, "EUR", 1200),
            (Decimal("1.50"), "EUR", 150),
            (Decimal("1.500"), "EUR", 150),
            (Decimal("1E+3"), "EUR", 100000),
            ("33.950", "eur", 3395),
            ("1", "XCG", 100),
            ("1", "ZWG", 100),
        ],
    )
    def test_amounts_are_read_exactly(self, amount, currency, minor):
        """
        Text, whole numbers and decimals are taken as they are, to the minor unit of the currency.
        """
        assert minor == Money(amount, currency).minor

    @pytest.mark.parametrize(
        "amount",
        [
            0.1,
            float("nan"),
            Decimal("NaN"),
            Decimal("-Infinity"),
            "NaN",
            "1e3",
            "1,50",
            "١٢",
            "",
            None,
            True,
            Fraction(1, 2),
            b"1",
            "1.2.3",
            " 1",
        ],
    )
    def test_what_is_no_exact_amount_is_refused(self, amount):
        """
        Floats, NaN, infinity and odd texts are refused, and the message repeats no value.
        """
        with pytest.raises(InvalidInput) as caught:
            Money(amount, "EUR")
        assert "1.2.3" not in str(caught.value)

    @pytest.mark.parametrize(
        ("amount", "currency"),
        [
            ("0.125", "EUR"),
            ("1.5", "JPY"),
            (Decimal("0.0001"), "KWD"),
            (Decimal("1E-999999"), "EUR"),
        ],
    )
    def test_excess_decimals_are_refused_with_advice(self, amount, currency):
        """
        More decimals than the currency has are not rounded in silence; the message tells how to.
        """
        with pytest.raises(InvalidInput):
            Money(amount, currency)
        with pytest.raises(InvalidInput, match=r'to_minor\(value, "EUR", rounding="half_up"\)'):
            Money("0.125", "EUR")

    @pytest.mark.parametrize("amount", ["90000000000.01", Decimal("1E+999999"), 10**30, "9" * 40])
    def test_absurd_amounts_are_out_of_bounds(self, amount):
        """
        Beyond 90 billion a product could wrap in 64 bits, so it is refused at the door.
        """
        assert MAX_MINOR == Money("90000000000.00", "EUR").minor
        with pytest.raises(OutOfBounds):
            Money(amount, "EUR")

    def test_head_room_is_as_promised(self):
        """
        The largest amount times a million fits 64 bits.
        """
        assert 2**63 > MAX_MINOR * 1_000_000

    @pytest.mark.parametrize("code", ["EURO", "XYZ", "", "NL", "DDM"])
    def test_unknown_currencies(self, code):
        """
        A code that ISO 4217 does not have is told as such.
        """
        with pytest.raises(UnknownCurrency, match="ISO 4217"):
            Money("1", code)

    @pytest.mark.parametrize("code", ["XAU", "XDR", "CLF", "XTS", "CHE", "XXX"])
    def test_nobody_charges_in_funds_and_metals(self, code):
        """
        Units of account, gold and test codes are in the list of ISO, and are no money for a shop.
        """
        with pytest.raises(UnknownCurrency, match="no money a shop can charge in"):
            Money("1", code)

    @pytest.mark.parametrize("text", ["33.95", "EUR 33.95", "33,95 EUR", "33.95EUR", "", "1 2 EUR"])
    def test_one_way_to_write_it(self, text):
        """
        The form of files is amount, space, code; nothing is guessed.
        """
        with pytest.raises(InvalidInput, match=r'"33\.95 EUR"'):
            Money.from_text(text)

    def test_doors_read_every_form(self):
        """
        Text, a mapping, moneyed's money and ours give the same.
        """
        ours = Money("33.95", "EUR")
        forms = [
            "33.95 EUR",
            {"amount": "33.95", "currency": "EUR"},
            {"amount": Decimal("33.95"), "currency": "EUR"},
            moneyed.Money("33.95", "EUR"),
            ours,
        ]

        assert [ours] * 5 == [Money.read(form) for form in forms]
        assert {Money} == {type(Money.read(form)) for form in forms}

    @pytest.mark.parametrize(
        "bad", [33.95, 33, None, {"amount": "1"}, {"amount": 1.5, "currency": "EUR"}]
    )
    def test_doors_refuse_the_rest(self, bad):
        """
        A bare number says no currency; a float stays refused inside a mapping.
        """
        with pytest.raises(InvalidInput):
            Money.read(bad)
        with pytest.raises(InvalidInput):
            Money.read(moneyed.Money("0.125", "EUR"))

    def test_decimal_context_of_the_process_does_not_matter(self):
        """
        A program that computes with three digits elsewhere still gets every cent here.
        """
        with localcontext() as context:
            context.prec = 3

            assert 1234567 == Money(Decimal("12345.67"), "EUR").minor
            assert Decimal("12345.67") == Money("12345.67", "EUR").amount


class TestArithmetic:
    def test_sums_and_differences_keep_the_cents(self):
        """
        Ten times ten cents is a euro; sum() starts at nothing.
        """
        assert Money("1.00", "EUR") == sum([Money("0.10", "EUR")] * 10)
        assert Money("-0.20", "EUR") == Money("0.10", "EUR") - Money("0.30", "EUR")
        assert Money("0.20", "EUR") == -Money("-0.20", "EUR") == abs(Money("-0.20", "EUR"))

    def test_results_with_moneyed_are_ours(self):
        """
        Whichever side moneyed's money stands on.
        """
        theirs, ours = moneyed.Money("1.10", "EUR"), Money("2", "EUR")

        assert [Money("3.10", "EUR")] * 2 == [ours + theirs, theirs + ours]
        assert [Money("0.90", "EUR"), Money("-0.90", "EUR")] == [ours - theirs, theirs - ours]
        assert {Money} == {type(x) for x in (ours + theirs, theirs + ours, theirs - ours)}

    @pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__ge__", "__truediv__"])
    def test_currencies_never_mix(self, operation):
        """
        Euros and dollars neither add nor compare; ours or moneyed's.
        """
        for other in (Money("1", "USD"), moneyed.Money("1", "USD")):
            with pytest.raises(CurrencyMismatch, match="EUR and USD"):
                getattr(Money("1", "EUR"), operation)(other)

    def test_exact_products_only(self):
        """
        A product or quotient that is a whole number of cents is given; another must be rounded by
        name.
        """
        ten = Money("10", "EUR")

        assert Money("2.10", "EUR") == ten * Decimal("0.21") == Fraction(21, 100) * ten
        assert Money("2.50", "EUR") == ten / 4 == 25 % ten
        assert Fraction(10, 3) == ten / Money("3", "EUR")
        for inexact in (lambda: ten / 3, lambda: ten * Decimal("0.0001")):
            with pytest.raises(InvalidInput, match=r'money\.times\(ratio, rounding="half_up"\)'):
                inexact()

    @pytest.mark.parametrize("by", [0.5, Decimal("NaN"), float("inf")])
    def test_floats_stay_out(self, by):
        """
        Neither times nor divided by a float.
        """
        for operation in ("__mul__", "__truediv__", "__rmod__"):
            with pytest.raises(InvalidInput):
                getattr(Money("1", "EUR"), operation)(by)

    def test_by_zero(self):
        """
        Division by zero is our own error.
        """
        for nothing in (0, Money("0", "EUR"), Decimal(0)):
            with pytest.raises(InvalidInput, match="divided by zero"):
                Money("1", "EUR") / nothing

    def test_what_is_no_number_is_a_type_error(self):
        """
        Money times money, or plus a number, has no meaning.
        """
        money = Money("1", "EUR")
        for meaningless in (lambda: money * money, lambda: money + 1, lambda: money * "2"):
            with pytest.raises(TypeError):
                meaningless()

    def test_rounding_is_named(self):
        """
        The same half cent in four modes; a refund is minus the charge.
        """
        half = Money("0.10", "EUR"), Fraction(5, 4)
        modes = ("half_up", "half_even", "up", "down")

        assert [13, 12, 13, 12] == [half[0].times(half[1], rounding=m).minor for m in modes]
        assert [-13, -12, -13, -12] == [(-half[0]).times(half[1], rounding=m).minor for m in modes]
        with pytest.raises(InvalidInput, match="name a rounding"):
            half[0].round(1)

    def test_steps(self):
        """
        Five rappen, whole kroner, hundred yen.
        """
        assert Money("17.85", "CHF") == Money("17.83", "CHF").to_step("0.05", rounding="half_up")
        assert Money("18", "NOK") == Money("17.50", "NOK").to_step(1, rounding="half_up")
        assert Money("5400", "JPY") == Money("5449", "JPY").to_step(100, rounding="half_up")

    def test_a_split_loses_nothing(self):
        """
        Parts add up, in order of the largest remainder; weights may be fractions.
        """
        ten = Money("10", "EUR")

        assert ["3.34 EUR", "3.33 EUR", "3.33 EUR"] == [str(p) for p in ten.split([1, 1, 1])]
        assert ["2.50 EUR", "7.50 EUR"] == [
            str(p) for p in ten.split([Decimal("0.5"), Fraction(3, 2)])
        ]
        with pytest.raises(InvalidInput):
            ten.split([0.5, 0.5])

    def test_results_out_of_bounds(self):
        """
        A product beyond the bound is refused like an input beyond it.
        """
        with pytest.raises(OutOfBounds):
            Money("90000000000", "EUR") * 2


class TestAsAValue:
    def test_equal_and_hashed_like_moneyed(self):
        """
        The same value in either class is one key.
        """
        ours, theirs = Money("1.5", "EUR"), moneyed.Money("1.50", "EUR")

        assert ours == theirs
        assert theirs == ours
        assert 1 == len({ours, theirs})
        assert ours != Money("1.5", "USD")
        assert ours != Decimal("1.5")
        assert isinstance(ours, moneyed.Money)

    def test_never_changes(self):
        """
        Neither by assignment, nor by calling the constructor again.
        """
        money = Money("1", "EUR")
        for change in (
            lambda: setattr(money, "amount", 2),
            lambda: setattr(money, "minor", 2),
            lambda: delattr(money, "minor"),
            lambda: setattr(money, "colour", "red"),
        ):
            with pytest.raises(AttributeError, match="never changes"):
                change()
        money.__init__("2", "USD")
        assert "1.00 EUR" == str(money)

    def test_pickles_and_copies(self):
        """
        What comes back is the same value of the same class, also for a code that moneyed lacks.
        """
        for money in (Money("-1.50", "EUR"), Money("2", "XCG")):
            back = pickle.loads(pickle.dumps(money))

            assert (Money, money) == (type(back), back)
            assert money is copy.copy(money) is copy.deepcopy(money)
            assert "XCG" == Money("2", "XCG").currency.code

    def test_text_is_the_same_in_any_locale(self):
        """
        Neither str nor repr looks at the process.
        """
        script = (
            "import locale; locale.setlocale(locale.LC_ALL, '');"
            "from globalcs import Money; print(Money('1234.5', 'EUR'), repr(Money('5', 'JPY')))"
        )
        printed = {
            subprocess.run(
                [sys.executable, "-c", script],
                env={"LC_ALL": name, "PYTHONPATH": ":".join(sys.path)},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for name in ("C", "C.UTF-8", "POSIX")
        }

        assert {"1234.50 EUR Money('5', 'JPY')\n"} == printed

    def test_comparing_with_a_number(self):
        """
        Order needs money; equality with a number is simply false.
        """
        with pytest.raises(InvalidInput, match="same currency"):
            _ = Money("1", "EUR") < 2
        assert Money("1", "EUR") <= moneyed.Money("1.00", "EUR") < Money("1.01", "EUR")


class TestToMinor:
    @pytest.mark.parametrize(
        ("value", "currency", "rounding", "minor"),
        [
            (1.005, "EUR", "half_up", 101),
            (1.015, "EUR", "half_even", 102),
            (2.675, "USD", "half_up", 268),
            (0.1, "EUR", "half_up", 10),
            (1e-300, "EUR", "up", 1),
            ("1234.5", "JPY", "half_even", 1234),
            (Fraction(1, 3), "KWD", "down", 333),
            ("12.50", "EUR", None, 1250),
            (12, "JPY", None, 12),
        ],
    )
    def test_numbers_people_have(self, value, currency, rounding, minor):
        """
        A float means the decimal it is written as; the rounding is named, once.
        """
        assert minor == to_minor(value, currency, rounding=rounding)

    def test_numpy_floats_are_floats(self):
        """
        A value taken out of a column behaves as Python's own.
        """
        import numpy as np

        assert 101 == to_minor(np.float64(1.005), "EUR", rounding="half_up")

    @pytest.mark.parametrize(
        ("value", "rounding"),
        [
            (1.5, None),
            (float("nan"), "half_up"),
            (float("inf"), "half_up"),
            (True, "half_up"),
            ("1.5", "bankers"),
            ("abc", "half_up"),
            ("1.005", None),
            (None, "half_up"),
        ],
    )
    def test_what_can_not_be_read(self, value, rounding):
        """
        A float without a rounding, NaN, infinity, an unknown mode.
        """
        with pytest.raises(InvalidInput):
            to_minor(value, "EUR", rounding=rounding)

    def test_out_of_bounds(self):
        """
        1e300 is no price.
        """
        with pytest.raises(OutOfBounds):
            to_minor(1e300, "EUR", rounding="half_up")


class TestDays:
    def test_a_currency_that_ended(self):
        """
        The last day and what followed are told; before, it is fine.
        """
        lev = Money("1", "BGN")

        assert lev is lev.require_live(date(2025, 12, 31))
        with pytest.raises(EndedCurrency, match="last day was 2025-12-31; EUR followed"):
            lev.require_live(date(2026, 1, 1))
        with pytest.raises(EndedCurrency, match="last day was 2022-12-31; EUR followed"):
            Money("1", "HRK").require_live(date(2024, 1, 1))

    def test_a_currency_that_had_not_begun(self):
        """
        The Caribbean guilder began on 2025-03-31; its predecessor circulated three months longer.
        """
        with pytest.raises(EndedCurrency, match=r"came into use on 2025-03-31.* use ANG"):
            Money("1", "XCG").require_live(date(2025, 3, 30))
        assert Money("1", "ANG").require_live(date(2025, 6, 30))
        with pytest.raises(EndedCurrency, match="2025-06-30; XCG followed"):
            Money("1", "ANG").require_live(date(2025, 7, 1))

    def test_a_moment_is_no_day(self):
        """
        A datetime is refused: whose midnight would it be?
        """
        with pytest.raises(InvalidInput, match="on is a day"):
            Money("1", "EUR").require_live(datetime(2026, 1, 1, tzinfo=UTC))
