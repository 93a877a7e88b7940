"""
The dated book: days, conditions, inheritance, histories.
"""

from __future__ import annotations

import threading
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from globalcs.errors import DataError, FactEnded, FactNotFound, FactUncertain
from globalcs.facts import bundled
from globalcs.facts._dates import Span, parse_span
from tests.facts._books import FEE, RATE, TODAY, WINDOW, book, codes, fact

TWENTY = Fraction(1, 5)


class TestThreeAnswers:
    def test_zero_is_a_value(self, tmp_path: Path) -> None:
        """
        A rate of nought is what the law says, and is told as such.
        """
        found = book(tmp_path, XA=fact(value='"0 %"')).get("XA", RATE, on=TODAY)

        assert 0 == found.value
        assert "complete" == found.status

    def test_unknown_is_an_error_of_its_own(self, tmp_path: Path) -> None:
        """
        A day before the first fact, and a place without any, are not found; they are not zero.
        """
        facts = book(tmp_path, XA=fact())

        with pytest.raises(FactNotFound, match="the earliest is from 2020-01-01"):
            facts.get("XA", RATE, on=date(1998, 3, 1))
        with pytest.raises(FactNotFound, match=r"no tax\.rate for XZ"):
            facts.get("XZ", RATE, on=TODAY)
        assert facts.find("XZ", RATE, on=TODAY) is None

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(fact(until="2025-06-30"), id="its last day is past"),
            pytest.param(
                fact(until="2025-06-30") + fact(value="", since="2025-07-01", ended="true"),
                id="ended from a day on",
            ),
        ],
    )
    def test_ended_is_not_unknown(self, tmp_path: Path, text: str) -> None:
        """
        What has ended is told with its last day, and its last day still counts.
        """
        facts = book(tmp_path, XA=text)

        assert TWENTY == facts.get("XA", RATE, on=date(2025, 6, 30)).value
        with pytest.raises(FactEnded, match="it ended"):
            facts.get("XA", RATE, on=date(2025, 7, 1))

    def test_an_end_is_not_filled_by_the_union(self, tmp_path: Path) -> None:
        """
        What a place has ended does not come back from what it is within.
        """
        within = fact("place.within", '{ "*" = "XU" }')
        ended = fact(value="", ended="true", since="2024-01-01")
        facts = book(tmp_path, XA=within + ended, XU=fact())

        with pytest.raises(FactEnded):
            facts.get("XA", RATE, on=TODAY)


class TestDays:
    def test_values_follow_each_other(self, tmp_path: Path) -> None:
        """
        Each day has its value, around the change too; a value of the future waits for its day.
        """
        facts = book(
            tmp_path,
            XA=fact(until="2026-12-31") + fact(value='"22 %"', since="2027-01-01"),
        )

        assert TWENTY == facts.get("XA", RATE, on=date(2026, 12, 31)).value
        assert Fraction(22, 100) == facts.get("XA", RATE, on=date(2027, 1, 1)).value

    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2026-07-01", date(2026, 7, 1), date(2026, 7, 1)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
            ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
            ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ],
    )
    def test_a_date_may_be_known_in_part(self, text: str, first: date, last: date) -> None:
        """
        A month, a quarter, a half-year and a year mean all the days inside.
        """
        assert Span(first, last) == parse_span(text)

    @pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "2026-H3", "2026-Q0", "26", "soon", ""])
    def test_what_is_no_date_is_refused(self, text: str) -> None:
        """
        No other writing is read as a day.
        """
        with pytest.raises(ValueError, match="is no day"):
            parse_span(text)

    def test_days_inside_an_inexact_date_are_estimated(self, tmp_path: Path) -> None:
        """
        Inside the quarter of a change nobody is sure; before nothing holds, after it is certain.
        """
        facts = book(tmp_path, XA=fact(since='"2026-Q3"'))

        assert facts.find("XA", RATE, on=date(2026, 6, 30)) is None
        inside = facts.get("XA", RATE, on=date(2026, 8, 15))
        assert "estimated" == inside.status
        assert ["facts.inexact_date"] == codes(inside)
        assert "2026-Q3" == inside.reasons[0].params["date"]
        assert "complete" == facts.get("XA", RATE, on=date(2026, 9, 30)).status

    def test_the_certain_value_wins_inside_an_inexact_date(self, tmp_path: Path) -> None:
        """
        Where one fact holds for certain and another perhaps, the certain one answers.
        """
        facts = book(tmp_path, XA=fact() + fact(value='"22 %"', since='"2026-H2"'))

        assert TWENTY == facts.get("XA", RATE, on=date(2026, 8, 1)).value

    def test_an_unknown_start_is_told(self, tmp_path: Path) -> None:
        """
        Before the day somebody saw it in force a value is estimated; from that day on it is sure.
        """
        facts = book(tmp_path, XA=fact(since="", verified="2026-01-10"))

        early = facts.get("XA", RATE, on=date(2025, 1, 1))
        assert (TWENTY, "estimated") == (early.value, early.status)
        assert ["facts.start_unknown"] == codes(early)
        assert "complete" == facts.get("XA", RATE, on=date(2026, 1, 10)).status

    def test_a_value_goes_stale(self, tmp_path: Path) -> None:
        """
        Past the shelf life of its key a value is estimated; on its last day it is still fresh.
        """
        facts = book(tmp_path, XA=fact("returns.test_window", "14", verified="2026-11-21"))
        last = TODAY + timedelta(days=30)

        assert "complete" == facts.get("XA", WINDOW, on=last).status
        stale = facts.get("XA", WINDOW, on=last + timedelta(days=1))
        assert (14, "estimated") == (stale.value, stale.status)
        assert ["facts.beyond_book"] == codes(stale)

    def test_verified_is_the_newest_seen_unless_said(self, tmp_path: Path) -> None:
        """
        The day a source was read is the day the fact was checked.
        """
        facts = book(tmp_path, XA=fact(), XZ=fact(verified="2026-02-02"))

        assert date(2026, 11, 21) == facts.get("XA", RATE, on=TODAY).verified
        assert date(2026, 2, 2) == facts.get("XZ", RATE, on=TODAY).verified

    @pytest.mark.parametrize("on", [date(2024, 6, 1), date(2030, 1, 1)])
    def test_strict_refuses_doubtful_days(self, tmp_path: Path, on: date) -> None:
        """
        `strict` raises where a value would only be estimated because of its days.
        """
        facts = book(tmp_path, XA=fact(since="", verified="2026-11-21"))

        with pytest.raises(FactUncertain, match=r"only estimated on"):
            facts.get("XA", RATE, on=on, strict=True)
        assert TWENTY == facts.get("XA", RATE, on=TODAY, strict=True).value

    def test_strict_lets_low_confidence_pass(self, tmp_path: Path) -> None:
        """
        Low confidence is told by the status; `strict` is about days alone.
        """
        facts = book(tmp_path, XA=fact(confidence='"low"'))
        found = facts.get("XA", RATE, on=TODAY, strict=True)

        assert "estimated" == found.status
        assert ["facts.low_confidence"] == codes(found)


class TestConditions:
    BOOKS = fact(value='"9 %"', when='{ goods = "books" }')
    CHILDREN = fact(value='"5 %"', when='{ goods = "clothing.children" }')

    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            ({}, 20),
            ({"goods": "books"}, 9),
            ({"goods": "books.audio"}, 9),
            ({"goods": "bookshelves"}, 20),
            ({"goods": "clothing"}, 20),
            ({"goods": "clothing.children"}, 5),
            ({"goods": "clothing.children.shoes"}, 5),
            ({"goods": None}, 20),
            ({"channel": "post"}, 20),
        ],
    )
    def test_the_most_specific_condition_wins(
        self, tmp_path: Path, when: dict[str, str | None], expected: int
    ) -> None:
        """
        A fact for a class of goods holds for what lies below it, and beats the one for all.
        """
        facts = book(tmp_path, XA=fact() + self.BOOKS + self.CHILDREN)

        assert Fraction(expected, 100) == facts.get("XA", RATE, on=TODAY, when=when).value

    def test_a_deeper_class_beats_the_one_above(self, tmp_path: Path) -> None:
        """
        Children's clothing is clothing, and its own rate comes first.
        """
        clothing = fact(value='"12 %"', when='{ goods = "clothing" }')
        facts = book(tmp_path, XA=clothing + self.CHILDREN)

        child = facts.get("XA", RATE, on=TODAY, when={"goods": "clothing.children"})
        assert Fraction(5, 100) == child.value
        assert (
            Fraction(12, 100) == facts.get("XA", RATE, on=TODAY, when={"goods": "clothing"}).value
        )

    def test_a_field_nobody_asked_about_does_not_match(self, tmp_path: Path) -> None:
        """
        Books' rate is no answer to a question without goods.
        """
        with pytest.raises(FactNotFound):
            book(tmp_path, XA=self.BOOKS).get("XA", RATE, on=TODAY)

    @pytest.mark.parametrize(
        ("hs", "expected"), [("610910", 4), ("6109", 4), ("61", 20), ("620520", 20)]
    )
    def test_customs_codes_match_by_their_beginning(
        self, tmp_path: Path, hs: str, expected: int
    ) -> None:
        """
        A fact for a heading holds for its subheadings, not the other way round.
        """
        facts = book(tmp_path, XA=fact() + fact(value='"4 %"', when='{ hs = "6109" }'))

        assert Fraction(expected, 100) == facts.get("XA", RATE, on=TODAY, when={"hs": hs}).value

    @pytest.mark.parametrize(
        ("origin", "expected"), [("CN", 20), ("JP", 7), ("KR", 7), ("US", 3), (None, 20)]
    )
    def test_lists_and_exclusions(self, tmp_path: Path, origin: str | None, expected: int) -> None:
        """
        A list is any of, `not` is none of; an exclusion too needs the field to be told.
        """
        some = fact(value='"7 %"', when='{ origin = ["JP", "KR"] }')
        others = fact(value='"3 %"', when='{ origin = { not = ["CN", "JP", "KR"] } }')
        facts = book(tmp_path, XA=fact() + some + others)

        found = facts.get("XA", RATE, on=TODAY, when={"origin": origin})
        assert Fraction(expected, 100) == found.value

    def test_measures_stand_side_by_side(self, tmp_path: Path) -> None:
        """
        Facts told apart by a label all hold; asking for the label picks one.
        """
        one = fact("landed_cost.fee", '"2 EUR"', when='{ measure = "parcel" }')
        two = fact("landed_cost.fee", '"3 EUR"', when='{ measure = "storage" }')
        facts = book(tmp_path, XA=one + two)

        assert ["2 EUR", "3 EUR"] == [f.value for f in facts.all("XA", FEE, on=TODAY)]
        (found,) = facts.all("XA", FEE, on=TODAY, when={"measure": "storage"})
        assert "3 EUR" == found.value


class TestInheritance:
    WITHIN = fact("place.within", '{ "*" = "XB", tax = "XU" }')

    def test_the_nearest_answers(self, tmp_path: Path) -> None:
        """
        A place answers for itself before its union does, and the answer says who spoke.
        """
        facts = book(tmp_path, XA=self.WITHIN, XB=fact(), XU=fact(value='"15 %"'))

        found = facts.get("XA", RATE, on=TODAY)
        assert ("XU", Fraction(15, 100)) == (found.subject, found.value)
        assert ("XA", "XU") == facts.chain("XA", "tax", TODAY)
        assert ("XA", "XB") == facts.chain("XA", "returns", TODAY)

    def test_never_borrows_from_a_neighbour(self, tmp_path: Path) -> None:
        """
        What neither the place nor what it is within knows is not found, whoever else knows it.
        """
        facts = book(tmp_path, XA=self.WITHIN, XB=fact(), XC=fact(), XU="")

        with pytest.raises(FactNotFound):
            facts.get("XA", RATE, on=TODAY)

    def test_nobody_is_a_parent_too(self, tmp_path: Path) -> None:
        """
        An empty parent cuts a room off from the rest.
        """
        within = fact("place.within", '{ "*" = "XB", tax = "" }')
        facts = book(tmp_path, XA=within, XB=fact())

        assert ("XA",) == facts.chain("XA", "tax", TODAY)

    def test_membership_has_days(self, tmp_path: Path) -> None:
        """
        Before it joined and after it left, a place does not inherit.
        """
        within = fact("place.within", '{ "*" = "XU" }', until="2020-12-31", since="1973-01-01")
        facts = book(tmp_path, XA=within, XU=fact(since="1960-01-01"))

        assert TWENTY == facts.get("XA", RATE, on=date(2020, 12, 31)).value
        assert facts.find("XA", RATE, on=date(2021, 1, 1)) is None
        assert facts.find("XA", RATE, on=date(1972, 12, 31)) is None

    def test_regions_stand_in_their_country(self, tmp_path: Path) -> None:
        """
        A region without a word of its own inherits from its country.
        """
        facts = book(tmp_path, XA=fact())

        assert TWENTY == facts.get("XA-ZZ", RATE, on=TODAY).value

    def test_going_in_circles_is_refused(self, tmp_path: Path) -> None:
        """
        Two places within each other are an error of the data, not a search without end.
        """
        facts = book(
            tmp_path,
            XA=fact("place.within", '{ "*" = "XB" }'),
            XB=fact("place.within", '{ "*" = "XA" }'),
        )

        with pytest.raises(DataError, match="lies within itself"):
            facts.get("XA", RATE, on=TODAY)

    def test_fees_add_up_along_the_chain(self, tmp_path: Path) -> None:
        """
        The fees of a place and of its union are both told, the nearest first.
        """
        own = fact("landed_cost.fee", '"25 XAL"')
        facts = book(
            tmp_path,
            XA=fact("place.within", '{ "*" = "XU" }') + own,
            XU=fact("landed_cost.fee", '"3 EUR"'),
        )

        assert [("XA", "25 XAL"), ("XU", "3 EUR")] == [
            (found.subject, found.value) for found in facts.all("XA", FEE, on=TODAY)
        ]


class TestWhatAFactTells:
    def test_history(self, tmp_path: Path) -> None:
        """
        All values of a place by the day they start, the undated one first, without inheritance.
        """
        facts = book(
            tmp_path,
            XA=fact(value='"22 %"', since="2027-01-01")
            + fact(until="2026-12-31")
            + fact(value='"15 %"', since="", verified="2026-11-21", until="2019-12-31"),
        )

        assert [15, 20, 22] == [found.value * 100 for found in facts.history("XA", RATE)]
        assert [None, "2020-01-01", "2027-01-01"] == [f.since for f in facts.history("XA", RATE)]

    def test_every_fact_shows_its_source(self, tmp_path: Path) -> None:
        """
        The reference names subject, key, day, title, address and confidence.
        """
        found = book(tmp_path, XA=fact()).get("XA", RATE, on=TODAY)

        assert (
            "XA",
            "tax.rate",
            "2020-01-01",
            "Sales Tax Act 2019, s. 4",
            "https://law.example/xa/sta-2019#s4",
            "high",
            "book",
        ) == found.ref
        assert (found.ref,) == found.refs

    def test_sources_may_be_written_in_place(self, tmp_path: Path) -> None:
        """
        A source used once needs no name; own knowledge has no address and low confidence.
        """
        inline = '[{ title = "Own knowledge", kind = "unsourced" }]'
        facts = book(tmp_path, XA=fact(sources=inline, confidence='"low"'))

        assert None is facts.get("XA", RATE, on=TODAY).ref.url


class TestFacts:
    def test_views_are_worked_out_once_and_bounded(self, tmp_path: Path) -> None:
        """
        A compiled view is kept with the book, and the oldest go when there are too many.
        """
        facts, asked = book(tmp_path, XA=fact()), []

        def view(book: object, number: int) -> int:
            asked.append(number)
            return number

        assert [1, 1] == [facts.cached(view, 1), facts.cached(view, 1)]
        assert [1] == asked
        for number in range(10_000):
            facts.cached(view, number)
        assert len(facts._cache) <= 8192

    def test_many_threads_get_one_answer(self, tmp_path: Path) -> None:
        """
        Readers in parallel see the same values.
        """
        facts, found = book(tmp_path, XA=fact()), []
        threads = [
            threading.Thread(target=lambda: found.append(facts.get("XA", RATE, on=TODAY).value))
            for _ in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [TWENTY] * 16 == found

    def test_subjects_and_keys(self, tmp_path: Path) -> None:
        """
        The book lists what it is about.
        """
        facts = book(tmp_path, XA=fact() + fact("landed_cost.fee", '"2 EUR"'), XZ=fact())

        assert ("XA", "XZ") == facts.subjects()
        assert ("XZ",) == facts.subjects("XZ")
        assert ("landed_cost.fee", "tax.rate") == facts.keys_of("XA")
        assert () == facts.keys_of("QQ")

    def test_the_bundled_book_is_one_object(self) -> None:
        """
        Everybody who asks for the bundled book gets the same one.
        """
        assert bundled() is bundled()
