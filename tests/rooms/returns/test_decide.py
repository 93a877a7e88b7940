"""
`returns.decide`: law, policy, and what is not known.
"""

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from globalcs import returns
from globalcs.errors import InvalidInput
from globalcs.facts import bundled
from globalcs.returns import Policy, ReturnDecision, ReturnRequest, decide

ON = date(2026, 11, 21)


def request(place="DE", *, notice=date(2026, 3, 10), **more):
    """
    A shirt for 40 EUR, bought on 2 March 2026 and delivered on the 4th, wherever it is.
    """
    line = {
        "id": "shirt",
        "category": "clothing",
        "price": "40 EUR",
        "delivered": "2026-03-04",
        **more.pop("line", {}),
    }
    order = {
        "place": place,
        "contract_date": "2026-03-02",
        "lines": [line],
        **more.pop("order", {}),
    }
    lines = [{"id": "shirt", "state": ["unused"], **more.pop("asked", {})}]
    told = {"informed": True, "cost_told": True, "lines": lines, "notice": notice}
    return ReturnRequest.read({"order": order, **told, **more})


def codes(decision):
    return [reason.code for reason in decision.reasons]


class TestMixedOrders:
    def test_an_opened_perfume_and_a_good_shirt(self):
        """
        One request, two verdicts: the unsealed perfume stays, the shirt comes back with its share.
        """
        order = {
            "place": "FR",
            "contract_date": "2026-03-02",
            "shipping": {"paid": "10 EUR", "standard": "5 EUR"},
            "lines": [
                {
                    "id": "perfume",
                    "category": "cosmetics.perfume",
                    "price": "75 EUR",
                    "delivered": "2026-03-04",
                },
                {
                    "id": "shirt",
                    "category": "clothing",
                    "price": "25 EUR",
                    "delivered": "2026-03-06",
                },
            ],
        }
        decision = decide(
            {
                "order": order,
                "lines": [
                    {"id": "perfume", "state": ["unsealed"]},
                    {"id": "shirt", "state": ["tried"]},
                ],
                "notice": "2026-03-18",
                "informed": True,
                "cost_told": True,
            },
            on=ON,
        )

        assert "accept" == decision.verdict
        assert ["refuse", "accept"] == [line.verdict for line in decision.lines]
        assert "sealed_hygiene_unsealed" == decision.lines[0].exemption
        assert "returns.partly_accepted" == decision.headline().code
        assert "26.25 EUR" == decision.refund.total.to_text()
        assert date(2026, 3, 20) == decision.last_day

    def test_a_digital_line_does_not_hold_the_window_open(self):
        """
        A download runs on the contract's clock; the goods on that of their delivery.
        """
        order = {
            "place": "NL",
            "contract_date": "2026-03-02",
            "lines": [
                {"id": "film", "category": "digital", "kind": "digital", "price": "10 EUR"},
                {"id": "lamp", "category": "home", "price": "30 EUR", "delivered": "2026-03-10"},
            ],
        }
        lines = [{"id": "film", "state": ["unused"]}, {"id": "lamp", "state": ["unused"]}]
        decision = decide(
            {"order": order, "lines": lines, "notice": "2026-03-17", "informed": True},
            on=ON,
        )

        assert [date(2026, 3, 16), date(2026, 3, 24)] == [line.last_day for line in decision.lines]
        assert ["refuse", "accept"] == [line.verdict for line in decision.lines]

    def test_a_cancelled_line_does_not_hold_the_window_open(self):
        """
        What was cancelled and never shipped is not waited for.
        """
        extra = {"id": "sold-out", "price": "5 EUR", "cancelled": True}
        line = {"id": "shirt", "price": "40 EUR", "delivered": "2026-03-04"}
        decision = decide(request(order={"lines": [line, extra]}), on=ON)

        assert date(2026, 3, 18) == decision.last_day
        assert () == decision.missing

    def test_the_last_parcel_counts(self):
        """
        Both lines wait for the last delivery of the order; day fourteen is Good Friday.
        """
        late = {"id": "hat", "price": "9 EUR", "delivered": "2026-03-20"}
        line = {"id": "shirt", "price": "40 EUR", "delivered": "2026-03-04"}
        decision = decide(request(order={"lines": [line, late]}, notice=date(2026, 4, 7)), on=ON)

        assert ("accept", date(2026, 4, 7)) == (decision.verdict, decision.last_day)

    def test_a_subscription_runs_from_its_first_parcel(self):
        """
        Regular deliveries of the same goods start with the first.
        """
        late = {"id": "second", "price": "9 EUR", "delivered": "2026-04-04"}
        line = {"id": "shirt", "price": "40 EUR", "delivered": "2026-03-04"}
        decision = decide(request(order={"lines": [line, late], "regular": True}), on=ON)

        assert ("first_item", date(2026, 3, 18)) == (decision.start_event, decision.last_day)


class TestLawOfTheDay:
    def test_colombia_before_and_after_the_change(self):
        """
        Contracts until 18 December 2024 are repaid in thirty days, later ones in fifteen.
        """
        due = [
            decide(
                {
                    "order": {
                        "place": "CO",
                        "contract_date": contract,
                        "lines": [
                            {"id": "k", "price": "200000 COP", "delivered": "2024-12-20"},
                        ],
                    },
                    "notice": "2024-12-23",
                    "goods_received": "2024-12-26",
                },
                on=ON,
            )
            for contract in ("2024-12-18", "2024-12-19")
        ]

        assert [30, 15] == [decision.refund_days for decision in due]
        assert [date(2024, 12, 18), date(2024, 12, 19)] == [decision.law_day for decision in due]

    @pytest.mark.parametrize(
        ("contract", "required"), [("2026-06-18", False), ("2026-06-19", True)]
    )
    def test_the_online_function_is_required_from_its_day(self, contract, required):
        """
        The EU's online withdrawal function binds from 19 June 2026.
        """
        order = {"contract_date": contract, "lines": [{"id": "shirt", "price": "40 EUR"}]}
        decision = decide(request(order=order, notice=date(2026, 6, 30)), on=ON)

        assert required is ("online_withdrawal_function" in decision.requirements)

    def test_northern_ireland_has_british_consumer_law(self):
        """
        XI lies in the EU for goods, not for the rights of consumers.
        """
        decision = decide(request("XI"), on=ON)

        assert decision.law.startswith("Consumer Contracts")


class TestUnknown:
    def test_no_law_and_no_policy_is_a_review(self):
        """
        A place the book does not know is never answered by a neighbour's rule.
        """
        decision = decide(request("BD"), on=ON)

        assert ("review", "law_unknown", "unknown") == (
            decision.verdict,
            decision.why,
            decision.status,
        )
        assert ("law",) == decision.missing
        assert "returns.law.unknown" in codes(decision)

    def test_no_law_but_a_policy(self):
        """
        Then only the shop's policy applies, and the answer says so.
        """
        decision = decide(request("BD"), policy=Policy(window_days=30), on=ON)

        assert ("accept", "policy", "estimated") == (
            decision.verdict,
            decision.basis,
            decision.status,
        )
        assert ["returns.law.unknown"] == [reason.code for reason in decision.warnings]

    def test_the_united_states_have_nothing_federal(self):
        """
        No right is a known answer, not an unknown one.
        """
        decision = decide(request("US-TX"), on=ON)

        assert ("refuse", "no_statutory_right", "complete") == (
            decision.verdict,
            decision.why,
            decision.status,
        )

    def test_without_a_delivery_day_the_window_is_open(self):
        """
        The reading that favours the buyer, and the missing day is named.
        """
        decision = decide(request(line={"delivered": None}, notice=date(2026, 9, 1)), on=ON)

        assert ("accept", None) == (decision.verdict, decision.last_day)
        assert ("order.lines.shirt.delivered",) == decision.missing
        assert "estimated" == decision.status

    def test_goods_that_never_came_are_no_missing_day(self):
        """
        When somebody says that nothing arrived, nothing is missing.
        """
        asked = request(line={"delivered": None}, asked={"state": ["not_delivered"]})

        assert () == decide(asked, on=ON).missing

    def test_nobody_told_whether_the_buyer_was_informed(self):
        """
        A late notice is then in time, and the answer names what it rests on.
        """
        decision = decide(request(informed=None, notice=date(2026, 9, 1)), on=ON)

        assert ("accept", date(2027, 3, 18)) == (decision.verdict, decision.last_day)
        assert ("informed",) == decision.missing
        assert "returns.clock.perhaps_extended" in codes(decision)

    def test_low_confidence_warns(self):
        """
        What rests on own knowledge is estimated, with a warning.
        """
        decision = decide(request("IS"), on=ON)

        assert "estimated" == decision.status
        assert "returns.law.low_confidence" in [reason.code for reason in decision.warnings]


class TestHolidays:
    class Nothing:
        def public_holidays(self, place, year):
            return None

    @pytest.mark.parametrize(
        ("notice", "verdict"),
        [
            (date(2026, 3, 18), "accept"),
            (date(2026, 3, 19), "review"),
            (date(2026, 4, 1), "review"),
            (date(2026, 4, 2), "refuse"),
        ],
    )
    def test_without_a_calendar_a_person_must_look(self, notice, verdict):
        """
        Only where holidays could decide: not before the counted end, nor long after it.
        """
        decision = decide(request(notice=notice), on=ON, holidays=self.Nothing())

        assert verdict == decision.verdict
        assert "holidays" in decision.missing

    @pytest.mark.parametrize(
        ("place", "day"), [("DE", date(2026, 6, 4)), ("DE-BY", date(2026, 6, 5))]
    )
    def test_a_regions_own_holiday_counts_there(self, place, day):
        """
        Corpus Christi moves the end in Bavaria, not in all of Germany.
        """
        asked = request(
            place,
            order={"contract_date": "2026-05-18"},
            line={"delivered": "2026-05-21"},
            notice=date(2026, 6, 1),
        )

        assert day == decide(asked, on=ON).last_day

    def test_given_days_are_used(self):
        """
        A list of days serves as a calendar.
        """
        days = [date(2026, 3, 18), date(2026, 3, 19)]
        decision = decide(request(notice=date(2026, 3, 20)), on=ON, holidays=days)

        assert ("accept", date(2026, 3, 20)) == (decision.verdict, decision.last_day)

    def test_practice_alone_moves_a_brazilian_sunday(self):
        """
        Where law and practice give two days, the answer has both.
        """
        asked = request(
            "BR",
            order={"contract_date": "2020-12-05"},
            line={"delivered": "2020-12-20"},
            notice=date(2020, 12, 28),
        )
        decision = decide(asked, on=ON)

        assert ("review", "end_unsure") == (decision.verdict, decision.why)
        assert (date(2020, 12, 27), date(2020, 12, 28)) == (
            decision.last_day,
            decision.alternative_last_day,
        )


class TestZones:
    @pytest.mark.parametrize(
        ("zone", "day", "missing"),
        [
            ("America/New_York", date(2026, 3, 10), ()),
            ("Pacific/Honolulu", date(2026, 3, 9), ()),
            (None, date(2026, 3, 9), ("order.timezone",)),
        ],
    )
    def test_the_buyers_day_counts(self, zone, day, missing):
        """
        A moment is a day where the buyer lives; without a zone, the earliest of the country's.
        """
        moment = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
        asked = request("US", notice=None, notice_at=moment, order={"timezone": zone})
        decision = decide(asked, on=ON)

        assert (day, missing) == (decision.notice, decision.missing)


class TestFaults:
    def test_a_fault_after_two_years_in_germany_is_over(self):
        """
        The guarantee has an end, and a notice on that day is still in time.
        """
        answers = [
            decide(request(reason="defective", notice=day), on=ON)
            for day in (date(2028, 3, 4), date(2028, 3, 5))
        ]

        assert ["accept", "refuse"] == [answer.verdict for answer in answers]
        assert "guarantee_over" == answers[1].why
        assert "repair_or_replacement" == answers[0].remedy
        assert "consumer" == answers[0].burden_of_proof

    def test_a_fault_in_the_first_days_may_be_rejected_in_britain(self):
        """
        Thirty days to reject; the way back is the seller's.
        """
        decision = decide(request("GB", reason="defective", notice=date(2026, 4, 3)), on=ON)

        assert ("guarantee", "short_term_reject", "merchant") == (
            decision.basis,
            decision.remedy,
            decision.return_shipping_payer,
        )

    def test_a_failed_repair_opens_the_next_remedy(self):
        """
        After a repair that failed, price reduction or money back.
        """
        asked = request(
            reason="defective",
            notice=date(2026, 9, 1),
            asked={"state": ["faulty"], "remedies_tried": ["repair"]},
        )
        decision = decide(asked, on=ON)

        assert "price_reduction_or_refund" == decision.remedy
        assert "40.00 EUR" == decision.refund.total.to_text()

    def test_repair_adds_twelve_months_from_its_day(self):
        """
        The EU's repair bonus holds for contracts from 31 July 2026.
        """
        ends = [
            decide(
                request(
                    reason="defective",
                    notice=date(2026, 12, 1),
                    order={"contract_date": contract},
                    line={"delivered": "2026-08-03"},
                    asked={"remedies_tried": ["repair"]},
                ),
                on=ON,
            ).last_day
            for contract in ("2026-07-30", "2026-07-31")
        ]

        assert [date(2028, 8, 3), date(2029, 8, 3)] == ends

    def test_spain_gave_two_years_before_2022(self):
        """
        Goods sold before keep two years.
        """
        ends = [
            decide(
                request(
                    "ES",
                    reason="defective",
                    notice=date(2022, 6, 1),
                    order={"contract_date": contract},
                    line={"delivered": "2022-01-05"},
                ),
                on=ON,
            ).last_day
            for contract in ("2021-12-31", "2022-01-01")
        ]

        assert [date(2024, 1, 5), date(2025, 1, 5)] == ends

    def test_no_known_guarantee_is_a_review(self):
        """
        Dutch guarantees are known from 2022 only; an older sale needs a person.
        """
        asked = request(
            "NL",
            order={"contract_date": "2020-03-02"},
            line={"delivered": "2020-03-04"},
            notice=date(2020, 9, 1),
            reason="defective",
        )
        decision = decide(asked, on=ON)

        assert ("review", "no_guarantee_known", "unknown", ("guarantee",)) == (
            decision.verdict,
            decision.why,
            decision.status,
            decision.missing,
        )

    def test_how_long_a_thing_lasts_is_the_shops_to_say(self):
        """
        Dutch law gives as long as one may expect: past the year of presumed proof, a person looks.
        """
        asked = {"reason": "defective", "notice": date(2028, 3, 4)}
        unknown = decide(request("NL", **asked), on=ON)
        known = decide(request("NL", line={"expected_life_months": 60}, **asked), on=ON)

        assert ("review", ("order.lines.shirt.expected_life_months",)) == (
            unknown.verdict,
            unknown.missing,
        )
        assert ("accept", date(2031, 3, 4)) == (known.verdict, known.last_day)


class TestAnswer:
    def test_a_decision_reads_back_what_it_writes(self):
        """
        JSON there and back gives the same decision.
        """
        decision = decide(
            request("RO", order={"shipping": "4.90 EUR", "promised": "2026-03-20"}),
            policy=Policy.named("noon_like_15_days"),
            on=ON,
        )

        assert decision == ReturnDecision.from_json(decision.to_json())

    def test_a_notebook_shows_lines_money_and_overrides(self):
        """
        The card has a table each, and escapes what people wrote.
        """
        asked = request(
            order={"id": "<b>"}, line={"id": "<i>shirt</i>"}, asked={"id": "<i>shirt</i>"}
        )
        card = decide(asked, policy=Policy(window_days=3, accepts=True), on=ON)._repr_html_()

        assert "&lt;i&gt;shirt&lt;/i&gt;" in card
        assert "<i>shirt" not in card
        assert "set aside" in card

    def test_every_reason_has_english_words(self):
        """
        No reason is told by its code alone.
        """
        from globalcs.localization._words import english_reasons

        decision = decide(request(), policy=Policy(window_days=3, restocking_fee="10 %"), on=ON)
        told = [decision.headline(), *decision.reasons]

        assert [] == [reason.code for reason in told if reason.code not in english_reasons()]

    def test_the_same_answer_in_every_process(self):
        """
        Nothing hangs on the order in which a process keeps its sets.
        """
        code = (
            "from datetime import date; from globalcs.returns import *;"
            "line = {'id': 'a', 'price': '40 EUR', 'delivered': '2026-03-04', 'quantity': 2};"
            "order = {'place': 'BR', 'contract_date': '2026-03-02', 'lines': [line]};"
            "policy = Policy(window_days=3, restocking_fee='10 %', refund_within_days=0,"
            " refund_as='store_credit', free_return=False);"
            "print(decide({'order': order}, policy=policy, on=date(2026, 3, 9)).to_json())"
        )
        told = {
            subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
                capture_output=True,
                check=True,
                text=True,
            ).stdout
            for seed in ("1", "2", "3")
        }

        assert 1 == len(told)

    def test_a_queue_gives_what_single_calls_give(self):
        """
        `decide_many` is `decide`, one after the other.
        """
        queue = [request(place) for place in ("DE", "SA", "US", "JP")]

        assert [decide(asked, on=ON) for asked in queue] == list(returns.decide_many(queue, on=ON))

    def test_a_queue_shares_nothing_that_differs(self):
        """
        Two days of law, two groups of customers, two markets and an order's own policy in one
        queue: each gets the answer it gets alone.
        """
        rules = [
            {"customers": "club", "window_days": 90},
            {"markets": "GB", "goods": "books", "accepts": False},
            {"goods": "books", "window_days": 5},
        ]
        shop = returns.Policy(id="shop", window_days=20, restocking_fee="10 %", rules=rules)
        own = returns.Policy(id="own", window_days=60)
        lines = [
            {"id": "a", "price": "9.99 EUR", "category": "books", "delivered": "2026-03-04"},
            {"id": "b", "price": "5 EUR", "delivered": "2026-03-06"},
        ]
        queue = [
            {
                "order": {
                    "place": place,
                    "contract_date": day,
                    "lines": lines,
                    "policy": frozen,
                },
                "notice": "2026-04-20",
                "customer": customer,
                "informed": informed,
            }
            for place in ("DE", "GB", "US")
            for day in ("2026-03-02", "2026-03-03")
            for customer in ((), ("club",))
            for frozen in (None, own)
            for informed in (True, False)
        ]
        for policy in (None, shop):
            alone = [decide(asked, policy=policy, on=ON) for asked in queue]

            assert alone == list(returns.decide_many(queue, policy=policy, on=ON))
            assert 4 < len({(one.verdict, one.last_day, one.policy) for one in alone})

    def test_a_bad_request_in_a_queue_is_named_by_its_number(self):
        """
        The second of two is wrong, and the error says so.
        """
        with pytest.raises(InvalidInput, match="request 1") as caught:
            list(returns.decide_many([request(), {"order": {}}], on=ON))

        assert all(problem.path.startswith("1.") for problem in caught.value.problems)

    def test_another_books_law_is_applied(self):
        """
        A layer of newer law replaces the book's.
        """
        newer = bundled().with_layer(
            "newer",
            {"DE": {"returns.withdrawal": {"right": "none", "law": "New law"}}},
            authority=True,
        )

        assert "no_statutory_right" == decide(request(), on=ON, facts=newer).why

    def test_a_moment_is_no_day(self):
        """
        `on` is a date; a datetime is refused.
        """
        with pytest.raises(InvalidInput):
            decide(request(), on=datetime(2026, 3, 1, tzinfo=UTC))
