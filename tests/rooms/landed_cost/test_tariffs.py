"""
Duty expressions, the bundled sample, and tables of one's own.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.errors import InvalidInput
from globalcs.landed_cost import DutyExpression, FixedTariffs, SampleTariffs, Shipment, quote
from globalcs.landed_cost._tariffs import sample_tariffs
from globalcs.money import Money

TODAY = date(2026, 11, 21)


def due(text, value=10_000, **measures):
    """
    The bounds of a duty on a value in cents, with a dollar of 100 cents.
    """
    exact = {name: Fraction(amount) for name, amount in measures.items()}
    found = DutyExpression.parse(text).evaluate(Fraction(value), exact, lambda _: Fraction(100))
    return tuple(found)


class TestExpressions:
    @pytest.mark.parametrize(
        ("text", "measures", "expected"),
        [
            ("Free", {}, 0),
            ("12 %", {}, 1200),
            ("16.5%", {}, 1650),
            ("0.9¢ each", {"piece": 10}, 9),
            ("68¢/head", {"piece": 2}, 136),
            ("6.3¢/liter", {"litre": 2}, Fraction(126, 10)),
            ("90¢/pr. + 20%", {"pair": 3}, 2270),
            ("0.254 USD/kg + 7.7 %", {"kg": "0.5"}, Fraction(7827, 10)),
            ("13.1 USD/100 litre", {"litre": 50}, 655),
            ("13.1 USD/hl", {"litre": 50}, 655),
            ("$1.035/kg + 17%", {"kg": 2}, 1907),
            ("max(30 %, 43 USD/pair)", {"pair": 1}, 4300),
            ("max(30 %, 43 USD/pair)", {"pair": Fraction(1, 2)}, 3000),
            ("min(max(4.5 %, 0.3 USD/piece), 0.8 USD/piece)", {"piece": 1}, 80),
            ("4.5 % MIN 0.3 USD/piece MAX 0.8 USD/piece", {"piece": 1}, 80),
            ("max(min(15 %, 1.25 USD/litre), 0.67 USD/litre)", {"litre": 10}, 1250),
            # the integrated tariff of the European Union
            ("0.000 % ", {}, 0),
            ("NIHIL", {}, 0),
            ("93.100 EUR DTN", {"kg": 50}, 4655),
            ("15.000 % + 1,554.300 EUR TNE", {"kg": 10}, 1500 + Fraction(15543, 10)),
            ("10.400 % MIN 1.300 EUR DTN G", {"gross_kg": 1000}, 1300),
            ("18.400 % MIN 22.000 EUR DTN MAX 24.000 EUR DTN", {"kg": 80}, 1840),
            ("18.400 % MIN 22.000 EUR DTN MAX 24.000 EUR DTN", {"kg": 10}, 240),
            ("0.500 EUR NAR MIN 2.700 % MAX 4.600 %", {"piece": 20}, 460),
            ("9.000 % + 45.100 EUR DTN MAX 18.900 % + 16.500 EUR DTN", {"kg": 50}, 2715),
            (
                "4.500 % + 22.550 EUR DTN MAX 9.400 % MAX 35.150 EUR DTN",
                {"kg": 10},
                Fraction(703, 2),
            ),
            ("0.230 EUR KGM P + 5.500 EUR DTN", {"lactic_kg": 2, "kg": 10}, 101),
            ("1.300 EUR ASV X MIN 7.200 EUR HLT", {"percent_hl": 1, "litre": 75}, 540),
            ("9.600 % + 191.000 EUR DTN E", {"drained_kg": 1}, 1151),
            ("52.000 EUR MIL", {"piece": 50}, 260),
            ("0.000 EUR KGM P", {}, 0),
            # the tariff of the United Kingdom
            ("12.00% + 147.00 GBP / 100 kg", {"kg": 2}, 1494),
            ("0.50 GBP / % vol/hl + 2.60 GBP / hl", {"percent_hl": 2, "litre": 100}, 360),
            ("1.40 GBP / 1000 p/st", {"piece": 1000}, 140),
            ("7.80 GBP / 100 kg/net eda", {"drained_kg": 50}, 390),
            ("0.30 GBP / 100 kg/net/%sacchar.", {"sucrose_percent_kg": 16_320 * 80}, 391_680),
            ("0.050 EUR DTN Z", {"sucrose_percent_kg": 4000}, 200),
            ("16.950 EUR DTN R", {"standard_kg": 20}, 339),
            ("144.10 GBP / 1000 kg/biodiesel", {"biodiesel_kg": 100}, 1441),
            ("7.80 GBP / l alc. 100% + 5 %", {"pure_litre": 1}, 1280),
            # the schedule of the United States
            ("33 1/3%", {}, Fraction(10_000, 3)),
            ("40¢ each + 8.5% on the case", {"piece": 2, "case_percent": 60}, 590),
            (
                "51¢ each + 6.25% on the case and strap, band or bracelet + 5.3% on the battery",
                {"piece": 1, "case_strap_percent": 80, "battery_percent": 10},
                604,
            ),
            ("9.9% on the value of the lead content", {"lead_percent": 50}, 495),
            ("$1.35/pf. liter", {"pure_litre": 1}, 270),
            ("5.1¢/kg on drained weight", {"drained_kg": 10}, 51),
            ("45¢/kg on contents and container", {"gross_kg": 2}, 90),
            ("1.1¢/kg on lead content + 3%", {"lead_kg": 100}, 410),
            ("89.6¢/1000", {"piece": 500}, Fraction(448, 10)),
            ("1.9¢/kg + 4.9% + 1.9¢/article", {"kg": 1, "piece": 1}, Fraction(4938, 10)),
            ("50¢/doz.", {"piece": 6}, 25),
            ("9.9¢/m2 + 9.9%", {"m2": 10}, 1089),
        ],
    )
    def test_every_form_is_worked_out_exactly(self, text, measures, expected):
        """
        Percentages, amounts a measure, sums, least and most.
        """
        assert (expected, expected) == due(text, **measures)

    def test_a_range_keeps_both_ends(self):
        """
        A line that was not read has two ends and no middle.
        """
        assert (500, 1500) == due("5 % .. 15 %")
        assert DutyExpression.parse("5 % .. 15 %").ranged
        assert not DutyExpression.parse("max(5 %, 15 %)").ranged

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("9.000 % + EA", (900, None)),
            ("9.000 % + EA MAX 24.200 % +ADSZ", (900, None)),
            ("0.000 % + EAR MAX 12.100 % +ADSZR", (0, None)),
            ("4.500 % + EAR MAX 9.300 % +ADSZR MAX 35.150 EUR DTN", (450, 3515)),
            ("max(EA, 3 %)", (300, None)),
            ("EA .. 5 %", (0, None)),
        ],
    )
    def test_what_hangs_on_the_recipe_has_a_least(self, text, expected):
        """
        Components of food have no end that is known, but a cap in money is one.
        """
        assert expected == due(text, kg=100)
        assert DutyExpression.parse(text).ranged
        assert DutyExpression.parse(text).percent is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            # the dearer the fruit, the less is charged on top
            (
                "Cond: V 52.6 EUR/DTN(01):12.0 % ; V 0.0 EUR/DTN(01):12.0 % + 29.800 EUR DTN",
                (1200, 4180),
            ),
            ("Cond:  A cert: D-008 (01):0.000 % ; A (01):28.200 %", (0, 2820)),
            # what the price lacks to an amount: nothing at best
            ("Cond: F 325.000 EUR/DTN(01):0.000 EUR DTN ; F 0.000 EUR/DTN(11):3 EUR DTN", (0, 300)),
            ("Cond: F 325.000 EUR/DTN(01):2.000 EUR DTN ; F 0.000 EUR/DTN(11):3 EUR DTN", (0, 300)),
        ],
    )
    def test_a_condition_is_a_range_over_its_branches(self, text, expected):
        """
        What the duty hangs on is not known here, but its ends are.
        """
        assert expected == due(text, kg=100)
        assert DutyExpression.parse(text).ranged

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "see note 3",
            "8.3 % + agricultural element, at most 18.7 % + additional sugar duty",
            "40¢ each + 8.5% on the lid",
            "40¢ each + 8.5% on the",
            "5% on the case of wine",
            "3% on the value of the content",
            # content and prices that are not known here
            "16.950 EUR DTN A",
            "0.30 GBP / 100 kg/raw sugar",
            "7¢/kg less 0.5¢/kg for each degree under 100 degrees",
            "The duty provided in the applicable subheading + 25%",
            "$1.32/t, including weight of container",
            "Free, under bond",
            # conditions whose other ways out are not told, or that limit the measure
            "Cond:  B cert: Y-155 (01):50.000 %",
            "Cond: B cert: U-088 (27):; B (07):; V 84.600 EUR/DTN(01):0.000 %",
            "Cond: V 5.000 EUR/DTN(01):1.000 % ; L 0.000 EUR/DTN(01):2.000 %",
            "Cond: R 80.001/KGM(10):; R 0.000/KGM(28):",
            "Cond: L 9.000 EUR/DTN(01):0.000 EUR DTN ; L 0.000 EUR/DTN(01):8.000 EUR DTN - 30 %",
            # a measure without a price is a supplementary unit, and no duty
            "NAR",
            "KGM E",
            "34.000 EUC DTN",
            "3 1/0%",
            "12,34 %",
            "prohibited",
            "12",
            "12 % 3",
            "5 USD",
            "5 USD/elephant",
            "5 USD/100",
            "5 XYZ/kg",
            "max(5 %",
            "- 5 %",
            "((((((((((((5 %",
            "+ ".join(["1 %"] * 200),
        ],
    )
    def test_other_text_is_unknown(self, text):
        """
        What is no duty is not read as zero, whatever its length.
        """
        assert not DutyExpression.parse(text).known

    def test_it_says_what_it_needs(self):
        """
        Measures and currencies are known before anything is worked out.
        """
        found = DutyExpression.parse("0.2 EUR/kg + max(3 %, 43 USD/pair)")

        assert ("kg", "pair") == found.needs
        assert {"EUR", "USD"} == found.currencies


class TestSample:
    def test_longest_line_above_a_long_code(self):
        """
        Ten digits find the eight-digit line that they belong to.
        """
        lines = sample_tariffs().duty("6404119020", None, "US", TODAY).lines

        assert ["64041190"] == [line.code for line in lines]

    def test_all_lines_below_a_short_code(self):
        """
        Six digits find all lines of the subheading.
        """
        lines = sample_tariffs().duty("640411", None, "US", TODAY).lines

        assert 4 == len(lines)

    def test_a_line_of_its_own_goes_before_a_rule_of_the_chapter(self):
        """
        The chapter's rule answers only where no line does.
        """
        shirt = sample_tariffs().duty("610910", None, "KR", TODAY).lines
        other = sample_tariffs().duty("611780", None, "KR", TODAY).lines

        assert ["610910"] == [line.code for line in shirt]
        assert ["61"] == [line.code for line in other]

    def test_a_line_holds_from_its_day(self):
        """
        Industrial goods enter Switzerland free since 2024-01-01; before, the sample knows nothing.
        """
        tariffs = sample_tariffs()

        assert "Free" == tariffs.duty("871200", None, "CH", date(2024, 1, 1)).lines[0].expression
        assert () == tariffs.duty("871200", None, "CH", date(2023, 12, 31)).lines

    def test_every_line_has_a_source_and_is_understood_or_marked(self):
        """
        No line of the sample is without title; those that can't be worked out are a handful.
        """
        tariffs = sample_tariffs()
        lines = [line for found in tariffs._lines.values() for line in found]
        unknown = {
            line.expression for line in lines if not DutyExpression.parse(line.expression).known
        }

        assert isinstance(tariffs, SampleTariffs)
        assert all(line.title and line.confidence in ("high", "medium", "low") for line in lines)
        assert len(unknown) <= 5

    def test_an_unknown_place_has_no_lines(self):
        """
        No lines means not known.
        """
        assert () == sample_tariffs().duty("610910", None, "ZW", TODAY).lines


class TestFixed:
    @pytest.mark.parametrize("table", [{"US": {"61O9": "5 %"}}, {"US": {"6109": "five"}}])
    def test_a_broken_table_is_refused(self, table):
        """
        A table is checked when it is made, not when a shopper asks.
        """
        with pytest.raises(InvalidInput) as caught:
            FixedTariffs(table, as_of=TODAY)

        assert caught.value.problems[0].path.startswith("tariffs.")


class TestShortCodes:
    def parcel(self, code):
        goods = {"price": "200 EUR", "hs_code": code, "origin": "US"}
        return Shipment(ship_from="US", ship_to="DE", shipping="0 EUR", items=[goods])

    def test_the_only_line_under_a_short_code_is_assumed(self):
        """
        One line is known under the subheading, and it is not the whole of it: an estimate.
        """
        tariffs = FixedTariffs({"EU": {"62114310": "12 %"}}, as_of=TODAY)
        answer = quote(self.parcel("621143"), on=TODAY, tariffs=tariffs)

        assert ("estimated", Money("24", "EUR")) == (answer.status, answer.duty)
        assert "items.0.hs_code" in answer.missing
        assert "landed_cost.line_assumed" in {reason.code for reason in answer.reasons}

    def test_a_code_of_the_whole_line_is_no_assumption(self):
        """
        62114300 is 6211.43 and nothing else.
        """
        tariffs = FixedTariffs({"EU": {"62114300": "12 %"}}, as_of=TODAY)
        answer = quote(self.parcel("621143"), on=TODAY, tariffs=tariffs)

        assert "landed_cost.line_assumed" not in {reason.code for reason in answer.reasons}

    @pytest.mark.parametrize("code", ["61O9", "6", "61.09", "", "6109100010101"])
    def test_tables_refuse_codes_that_are_none(self, code):
        """
        Asked directly, every tariff wants digits.
        """
        with pytest.raises(InvalidInput, match="row of 2 to 12 digits"):
            FixedTariffs({"EU": {"6109": "12 %"}}, as_of=TODAY).duty(code, None, "EU", TODAY)
        with pytest.raises(InvalidInput, match="row of 2 to 12 digits"):
            sample_tariffs().duty(code, None, "EU", TODAY)
