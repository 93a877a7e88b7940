"""
Duty expressions, the bundled sample, and tables of one's own.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.errors import InvalidInput
from globalcs.landed_cost import DutyExpression, FixedTariffs, SampleTariffs
from globalcs.landed_cost._tariffs import sample_tariffs

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

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "see note 3",
            "8.3 % + agricultural element, at most 18.7 % + additional sugar duty",
            "40¢ each + 8.5% on the case",
            "prohibited",
            "12",
            "12 % 3",
            "5 USD",
            "5 USD/elephant",
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
