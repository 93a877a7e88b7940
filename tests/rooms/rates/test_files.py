"""
Rates out of files: three forms, and nothing half loaded.
"""

import zipfile
from datetime import date
from fractions import Fraction

import pytest

from globalcs.errors import DataError, InvalidInput, RateNotFound, RateTooOld, UnknownCurrency
from globalcs.rates import ChainRates, CsvRates, EcbRates, Rates, default_rates
from globalcs.rates._ecb import _bundled_path
from tests.rooms.rates._histories import SMALL

OWN = "day,base,quote,rate,units\n2026-10-28,JPY,TWD,20.80,100\n2026-10-29,JPY,TWD,20.90,100\n"

#: As the data portal of the ECB writes EXR: so many USD for one EUR.
PORTAL = """KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-10-29,1.1500
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-10-30,
EXR.D.GBP.EUR.SP00.A,D,GBP,EUR,SP00,A,2026-10-29,0.8700
"""

#: As Norges Bank writes it: 100 JPY are so many NOK; cells parted by semicolons.
NORWAY = """FREQ;BASE_CUR;QUOTE_CUR;TENOR;UNIT_MULT;TIME_PERIOD;OBS_VALUE
B;JPY;NOK;SP;2;2026-10-29;6.5000
B;USD;NOK;SP;0;2026-10-29;10.0100
"""


@pytest.fixture
def made(tmp_path):
    """
    Writes a file and reads it.
    """

    def make(text, name="rates.csv", **more):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return CsvRates(path, **more)

    return make


class TestForms:
    def test_own(self, made):
        """
        A rate for a hundred is a hundredth for one; the source is the file.
        """
        rate = made(OWN).rate("JPY", "TWD", date(2026, 10, 29))

        assert (Fraction("0.209"), 0, "rates.csv") == (rate.ratio, rate.age, rate.source)
        assert isinstance(made(OWN), Rates)

    def test_the_ecb_s_own(self, made):
        """
        A column a currency, counted for a euro; crosses of one day, N/A is no rate.
        """
        source = made(SMALL)

        assert Fraction("1.2") == source.rate("EUR", "USD", date(2026, 3, 6)).ratio
        assert Fraction(150) / Fraction("1.2") == source.rate("USD", "JPY", date(2026, 3, 8)).ratio
        # The last day that has both is the third of March.
        rouble = source.rate("USD", "RUB", date(2026, 3, 6))
        assert (Fraction(100), date(2026, 3, 3), "cross") == (rouble.ratio, rouble.day, rouble.kind)

    def test_the_ecb_s_whole_history(self):
        """
        The file that comes along, read by both, gives the same exact rates and the same ends.
        """
        ours, theirs = CsvRates(_bundled_path()), EcbRates()

        assert theirs.last_day == ours.last_day
        for pair in (("EUR", "USD"), ("ISK", "NOK"), ("JPY", "GBP"), ("BGN", "EUR")):
            for on in (date(2001, 6, 5), date(2019, 12, 24), date(2025, 12, 31)):
                answers = []
                for source in (ours, theirs):
                    try:
                        rate = source.rate(*pair, on)
                        answers.append((rate.ratio, rate.day, rate.age, rate.status))
                    except RateTooOld as error:
                        answers.append((error.day, error.age))
                    except RateNotFound:
                        answers.append(None)
                assert answers[0] == answers[1]

    def test_central_banks(self, made):
        """
        The long form, with unit multipliers or without; an empty value is no rate.
        """
        portal, norway = made(PORTAL), made(NORWAY)

        assert Fraction("1.15") == portal.rate("EUR", "USD", date(2026, 10, 30)).ratio
        assert Fraction(87, 115) == portal.rate("USD", "GBP", date(2026, 10, 29)).ratio
        assert Fraction("0.065") == norway.rate("JPY", "NOK", date(2026, 10, 29)).ratio
        assert Fraction("0.065") / Fraction("10.01") == (
            norway.rate("JPY", "USD", date(2026, 10, 29)).ratio
        )

    def test_a_zip_file_and_another_base(self, tmp_path):
        """
        Zipped as the ECB does; columns may be counted for another currency.
        """
        path = tmp_path / "rates.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("rates.csv", "Date,EUR\n2026-10-29,0.87\n")

        assert Fraction(100, 87) == (
            CsvRates(path, base="USD").rate("EUR", "USD", date(2026, 10, 29)).ratio
        )

    def test_in_a_chain(self, made):
        """
        The dollar of Taiwan from the file, the rest from the ECB; versions tell both.
        """
        chain = ChainRates(made(OWN), default_rates())

        assert "rates.csv" == chain.rate("TWD", "JPY", date(2026, 10, 29)).source
        assert "reference" == chain.rate("EUR", "USD", date(2026, 10, 29)).kind
        assert chain.version.startswith("rates.csv-")
        assert made(OWN).version != made(OWN.replace("20.90", "20.91")).version


class TestBrokenRows:
    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ("2026-10-30,JPY,TWD,0,100", "above zero"),
            ("2026-10-30,JPY,TWD,-20.9,100", "a rate is text"),
            ("2026-10-30,JPY,TWD,NaN!,100", "a rate is text"),
            ("2026-10-30,JPY,TWD,inf,100", "a rate is text"),
            ("2026-10-30,JPY,TWD,1e3,100", "a rate is text"),
            ("2026-10-30,JPY,TWD,,", ""),
            ("2026-10-30,JPY,TWD,209,100", "JPY/TWD of 2026-10-30 is 10 times"),
            ("2026-10-30,JPY,TWD,2.09,100", "JPY/TWD of 2026-10-30 is 10 times"),
            ("2026-10-29,JPY,TWD,20.90,100", "stands there twice, in line 3"),
            ("30.10.2026,JPY,TWD,20.9,100", "no day"),
            ("2026-10-30,JPY,XXQ,20.9,100", "XXQ"),
            ("2026-10-30,JPY,JPY,1,1", "two currencies"),
            ("2026-10-30,BGN,EUR,0.51,1", "BGN ended"),
            ("2026-10-30,JPY,TWD,20.9", "more or fewer cells"),
            ("2026-10-30,JPY,TWD,20.9,100,9", "more or fewer cells"),
            ('2026-10-30,JPY,TWD,"20.9,100', "no CSV"),
        ],
    )
    def test_one_broken_row_and_nothing_is_loaded(self, made, row, why):
        """
        The error tells the file and the line; an empty rate alone is none.
        """
        if not why:
            assert date(2026, 10, 29) == made(f"{OWN}{row}\n").last_day
            return
        with pytest.raises(DataError, match=why) as caught:
            made(f"{OWN}{row}\n")
        assert ("rates.csv", "line 4") == (caught.value.file, caught.value.entry)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n\n",
            "a,b,c\n1,2,3\n",
            "Date\n2026-10-29\n",
            "day,base,quote,rate\n",
            "Date,USD,USD\n",
        ],
    )
    def test_what_is_no_file_of_rates(self, made, text):
        """
        Empty, without a known form, without a rate, with a column twice.
        """
        with pytest.raises(DataError):
            made(text)

    def test_a_file_that_is_not_there(self, tmp_path):
        """
        Told as such, with its name only.
        """
        with pytest.raises(DataError, match=r"^none.csv: can't be read"):
            CsvRates(tmp_path / "none.csv")

    def test_a_fall_that_was_real(self, made):
        """
        Lebanon's pound fell tenfold in a day of February 2023: raise the limit and it is read.
        """
        fall = "day,base,quote,rate\n2023-01-31,USD,LBP,1507.5\n2023-02-01,USD,LBP,15075\n"
        with pytest.raises(DataError, match="raise widest_jump"):
            made(fall)

        assert Fraction(15075) == (
            made(fall, widest_jump=20).rate("USD", "LBP", date(2023, 2, 1)).ratio
        )

    def test_the_ecb_s_file_refuses_jumps_too(self, tmp_path):
        """
        A decimal point that slipped in a downloaded history.
        """
        path = tmp_path / "history.csv"
        path.write_text("Date,USD\n2026-03-06,11.50\n2026-03-05,1.15\n")

        with pytest.raises(DataError, match="ten times") as caught:
            EcbRates(file=path).rate("EUR", "USD", date(2026, 3, 6))
        assert "2026-03-06 USD" == caught.value.entry


class TestAge:
    def test_fresh_estimated_and_too_old(self, made):
        """
        By the days that were set; the last day is told.
        """
        source = made(OWN, fresh_days=1, max_days=3)

        assert "complete" == source.rate("JPY", "TWD", date(2026, 10, 30)).status
        assert "estimated" == source.rate("JPY", "TWD", date(2026, 11, 1)).status
        with pytest.raises(RateTooOld, match=r"2026-10-29, 4 days .*ends that day") as caught:
            source.rate("JPY", "TWD", date(2026, 11, 2))
        assert (date(2026, 10, 29), 4) == (caught.value.day, caught.value.age)

    def test_a_series_that_ended(self, made):
        """
        The file goes on, the pair does not: that is another reason than an old file.
        """
        with pytest.raises(RateTooOld, match="its series ended"):
            made(SMALL, fresh_days=1, max_days=2).rate("EUR", "RUB", date(2026, 3, 6))

    def test_what_the_file_lacks(self, made):
        """
        An unknown pair, a day before the first, a currency that does not exist.
        """
        source = made(OWN)

        with pytest.raises(RateNotFound, match="no rate of EUR"):
            source.rate("EUR", "TWD", date(2026, 10, 29))
        with pytest.raises(RateNotFound, match="on or before 2026-10-01"):
            source.rate("JPY", "TWD", date(2026, 10, 1))
        with pytest.raises(UnknownCurrency):
            source.rate("JPY", "XXQ", date(2026, 10, 29))
        assert "same" == source.rate("JPY", "JPY", date(2030, 1, 1)).kind

    @pytest.mark.parametrize(
        "wrong",
        [
            {"fresh_days": 9, "max_days": 3},
            {"widest_jump": 1},
            {"widest_jump": "10"},
            {"max_days": None},
        ],
    )
    def test_unsound_limits(self, made, wrong):
        """
        Refused when made.
        """
        with pytest.raises(InvalidInput):
            made(OWN, **wrong)

    @pytest.mark.parametrize("file", [None, 5, b"rates.csv", "", "rates\0.csv", ["rates.csv"]])
    def test_what_is_no_path(self, file):
        """
        Told before anything is opened.
        """
        with pytest.raises(InvalidInput, match="by its path"):
            CsvRates(file)
