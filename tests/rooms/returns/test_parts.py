"""
The parts under `decide`: days, shares, exemptions, and the import's mapping.
"""

from datetime import date

import pytest

from globalcs.facts import bundled
from globalcs.returns import NationalHolidays, OrderLine, RequestLine, ReturnRequest, decide
from globalcs.returns._clock import Count, RestDays, add_months, count, ending
from globalcs.returns._exemptions import EXEMPTIONS
from globalcs.returns._keys import EXEMPTIONS as EXEMPTIONS_KEY
from globalcs.returns._keys import GUARANTEE, WITHDRAWAL
from globalcs.returns._refund import Part, capped_fee, pieces, shares

ON = date(2026, 11, 21)
WEEK = ("saturday", "sunday", "public_holiday")


def rest(words=WEEK, place="DE"):
    return RestDays(words, place, NationalHolidays())


class TestDays:
    @pytest.mark.parametrize(
        ("start", "months", "expected"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(9999, 6, 1), 12, date.max),
        ],
    )
    def test_months_end_with_the_month(self, start, months, expected):
        """
        The same day of the month, or the month's last.
        """
        assert expected == add_months(start, months)

    def test_no_days_end_on_the_day_itself(self):
        """
        A period of nothing is over at once.
        """
        assert date(2026, 3, 2) == count(date(2026, 3, 2), Count(0), lambda day: False)

    def test_a_rest_day_is_not_moved_where_the_law_leaves_it(self):
        """
        The United Kingdom's Saturday stays.
        """
        end = ending(date(2026, 8, 15), Count(14), "stays", rest(()), None)

        assert (date(2026, 8, 29), False) == (end.day, end.rolled)

    @pytest.mark.parametrize(
        ("place", "start", "expected"),
        [
            ("SE", date(2026, 6, 5), date(2026, 6, 22)),
            ("DK", date(2026, 12, 10), date(2026, 12, 28)),
            ("KR", date(2026, 2, 3), date(2026, 2, 19)),
        ],
    )
    def test_eves_and_long_holidays(self, place, start, expected):
        """
        Midsummer eve, Christmas eve, the lunar new year: the end moves past all of them.
        """
        words = bundled().get(place, WITHDRAWAL, on=ON).value.rest_days
        found = ending(start, Count(14), "next_working_day", rest(words, place), None)

        assert expected == found.day

    def test_a_place_without_calendar_is_unsure(self):
        """
        Weekends still count; holidays are not known.
        """
        end = ending(date(2026, 3, 7), Count(14), "next_working_day", rest(place="XA"), None)

        assert (date(2026, 3, 23), True) == (end.day, end.unsure)


class TestShares:
    def test_odd_cents_go_to_the_first_pieces(self):
        """
        Three pieces of ten units: 334, 333, 333, whatever the steps.
        """
        assert [334, 333, 333] == [pieces(1000, 3, before, 1) for before in range(3)]
        assert 1000 == pieces(1000, 3, 0, 2) + pieces(1000, 3, 2, 1)

    @pytest.mark.parametrize(
        ("mode", "expected"), [("pro_rata", (100, 0)), ("full", (500, 0)), ("none", (0, 0))]
    )
    def test_delivery_of_a_part(self, mode, expected):
        """
        What the policy says of delivery when only a part comes back.
        """
        parts = [Part(2000, 1, 0, 1), Part(8000, 1, 0, 0)]

        assert expected == shares(500, parts, mode)

    @pytest.mark.parametrize("mode", ["pro_rata", "full", "none"])
    def test_delivery_of_the_whole(self, mode):
        """
        All of it, when all comes back.
        """
        assert 500 == sum(shares(500, [Part(2000, 1, 0, 1), Part(8000, 2, 0, 2)], mode))

    def test_free_gifts_share_by_pieces(self):
        """
        Lines that cost nothing share by their number.
        """
        assert (250, 250) == shares(500, [Part(0, 1, 0, 1), Part(0, 1, 0, 1)], "pro_rata")

    def test_a_fee_is_never_more_than_the_goods(self):
        """
        Neither a rate nor a fixed sum takes more than there is.
        """
        assert 300 == capped_fee(300, None, 10_000)


class TestExemptions:
    def test_every_word_of_the_book_is_known(self):
        """
        No place names an exemption that the room can't judge.
        """
        facts = bundled()
        words = {
            word
            for place in facts.subjects()
            for fact in facts.history(place, EXEMPTIONS_KEY)
            for word in (*fact.value.exempt, *fact.value.out_of_scope, *fact.value.confirmable)
        }

        assert set() == words - set(EXEMPTIONS)
        assert set() == set(EXEMPTIONS) - words

    def test_every_goods_word_is_in_the_vocabulary(self):
        """
        An exemption that names goods nobody can have would never hold.
        """
        from globalcs.returns._case import _goods_words

        named = {word for exemption in EXEMPTIONS.values() for word in exemption.goods}

        assert set() == named - bundled().cached(_goods_words)

    @pytest.mark.parametrize(
        ("facts", "verdict", "missing"),
        [
            ({"consent": True, "loss_acknowledged": True, "confirmation_sent": True}, "refuse", 0),
            ({"consent": True, "loss_acknowledged": False, "confirmation_sent": True}, "accept", 0),
            ({"consent": True, "loss_acknowledged": True}, "accept", 1),
            ({}, "accept", 3),
        ],
    )
    def test_digital_content_needs_all_three(self, facts, verdict, missing):
        """
        Consent, acknowledgement and confirmation; one that is missing is named.
        """
        line = OrderLine(id="f", category="digital", kind="digital", price="9 EUR", **facts)
        asked = ReturnRequest(
            order={"place": "DE", "contract_date": "2026-03-02", "lines": [line]},
            lines=[RequestLine(id="f", state="begun")],
            notice="2026-03-03",
            informed=True,
            cost_told=True,
        )
        decision = decide(asked, on=ON)

        assert (verdict, missing) == (decision.verdict, len(decision.missing))

    def test_confirmed_one_by_one_in_china(self):
        """
        Activated electronics stay only when the buyer confirmed so at the purchase.
        """
        verdicts = []
        for confirmed in (True, False, None):
            line = {"id": "p", "category": "electronics", "price": "3999 CNY"}
            line |= {"delivered": "2026-03-10", "exemption_confirmed": confirmed}
            asked = {
                "order": {"place": "CN", "contract_date": "2026-03-06", "lines": [line]},
                "lines": [{"id": "p", "state": ["activated"]}],
                "notice": "2026-03-14",
            }
            verdicts.append(decide(asked, on=ON).verdict)

        assert ["refuse", "accept", "accept"] == verdicts


class TestFacts:
    def test_every_record_is_there(self):
        """
        Eighty-eight records of rights and sixty-seven of guarantees, the union's and the older
        law beside them.
        """
        facts = bundled()
        places = [place for place in facts.subjects() if ":" not in place]
        rights = [fact for place in places for fact in facts.history(place, WITHDRAWAL)]
        guarantees = [fact for place in places for fact in facts.history(place, GUARANTEE)]

        assert 88 == len([fact for fact in rights if fact.subject != "EU"])
        assert 67 == len({fact.subject for fact in guarantees})

    @pytest.mark.parametrize(
        "place",
        [
            "NL",
            "DE",
            "FR",
            "GB",
            "CH",
            "NO",
            "US",
            "CA",
            "BR",
            "JP",
            "CN",
            "KR",
            "SA",
            "AE",
            "AU",
            "EU",
        ],
    )
    def test_the_first_places_answer(self, place):
        """
        Each of the places the project starts with has known law today.
        """
        assert bundled().get(place, WITHDRAWAL, on=ON).value.law

    def test_an_unknown_phrase_stops_the_import(self):
        """
        The mapping from prose to words is reviewed; what it does not know fails.
        """
        from tools.import_facts.returns import CONDITION_OF_GOODS, look_up
        from tools.import_facts.sources import MappingError

        assert "unused" == look_up(CONDITION_OF_GOODS, "unused", "goods condition")
        assert None is look_up(CONDITION_OF_GOODS, "not specified", "goods condition")
        with pytest.raises(MappingError, match="as new"):
            look_up(CONDITION_OF_GOODS, "as new", "goods condition")
