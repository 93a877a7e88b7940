"""
The rules that only some places have: extensions, conditional rights, late goods, odd remedies.
"""

from datetime import date

import pytest

from globalcs.returns import decide

ON = date(2026, 11, 21)


def ask(place, *, order=None, line=None, asked=None, unit="EUR", **more):
    """
    Goods for 100, contract on 2 March 2026, delivered on the 4th, notice on the 5th.
    """
    goods = {"id": "it", "price": f"100 {unit}", "delivered": "2026-03-04", **(line or {})}
    return decide(
        {
            "order": {
                "place": place,
                "contract_date": "2026-03-02",
                "lines": [goods],
                **(order or {}),
            },
            "lines": [{"id": "it", "state": ["unused"], **(asked or {})}],
            "notice": "2026-03-05",
            "informed": True,
            "cost_told": True,
            **more,
        },
        on=ON,
    )


class TestExtensions:
    @pytest.mark.parametrize(
        ("place", "last_day"),
        [
            ("DE", date(2027, 3, 18)),
            ("GB", date(2027, 3, 18)),
            ("CL", date(2026, 6, 2)),
            ("MA", date(2026, 4, 3)),
            ("ZA", date(2026, 3, 18)),
            ("RU", date(2026, 6, 4)),
            ("TW", date(2026, 7, 13)),
            ("AR", None),
            ("SA", date(2026, 3, 11)),
        ],
    )
    def test_who_was_not_told_has_longer(self, place, last_day):
        """
        Months or days more, or no end at all, by the place's own rule.
        """
        assert last_day == ask(place, informed=False).last_day

    @pytest.mark.parametrize(
        ("place", "told", "last_day"),
        [
            ("DE", "2026-06-01", date(2026, 6, 15)),
            ("DE", "2026-03-05", date(2026, 3, 19)),
            ("DE", "2027-04-01", date(2027, 3, 18)),
            ("TW", "2026-05-04", date(2026, 5, 11)),
        ],
    )
    def test_told_later(self, place, told, last_day):
        """
        The time counts again from the day the buyer is told, but not beyond the extension.
        """
        answer = ask(place, informed=False, informed_on=told)

        assert (last_day, True) == (answer.last_day, answer.extended)

    def test_a_longer_time_for_some_in_israel(self):
        """
        Older people, people with a disability and new immigrants have four months.
        """
        answer = ask("IL", order={"document_received": "2026-03-04"}, vulnerable=True)

        assert date(2026, 7, 4) == answer.last_day


class TestConditionalRights:
    @pytest.mark.parametrize(
        ("facts", "copy", "verdict", "last_day"),
        [
            ({"disclosure_complete": True}, "2026-03-02", "refuse", None),
            ({"disclosure_complete": False}, "2026-03-02", "accept", date(2026, 3, 9)),
            ({"disclosure_complete": True}, None, "accept", date(2026, 4, 1)),
        ],
    )
    def test_canadian_buyers_may_cancel_when_something_was_not_told(
        self, facts, copy, verdict, last_day
    ):
        """
        Seven days from the copy of the contract, thirty from the contract without one.
        """
        answer = ask("CA-BC", order={"contract_copy_received": copy}, **facts)

        assert (verdict, last_day) == (answer.verdict, answer.last_day)

    @pytest.mark.parametrize(
        ("price", "why", "missing"),
        [
            ("49.99 CAD", "below_minimum", ()),
            ("50 CAD", None, ()),
            ("49.99 EUR", None, ("rate.CAD",)),
        ],
    )
    def test_ontario_asks_for_fifty_dollars(self, price, why, missing):
        """
        Below the limit there is no right; in another currency the limit can't be weighed.
        """
        answer = ask(
            "CA-ON",
            line={"price": price},
            order={"contract_copy_received": "2026-03-02"},
            disclosure_complete=False,
        )

        assert (why, missing) == (answer.why, answer.missing)

    def test_indonesia_takes_back_what_does_not_match(self):
        """
        The right there is for goods that don't match or come late, not for a change of mind.
        """
        verdicts = [
            ask("ID", unit="IDR", reason=reason).lines[0].roads[-1].verdict
            for reason in ("change_of_mind", "not_as_described")
        ]

        assert ["refuse", "accept"] == verdicts


class TestLateGoods:
    @pytest.mark.parametrize(
        ("notice", "verdict"), [("2026-03-31", "refuse"), ("2026-04-02", "accept")]
    )
    def test_thirty_days_in_quebec(self, notice, verdict):
        """
        Thirty days after the contract, when no day was promised; the refund is due in fifteen.
        """
        answer = ask(
            "CA-QC",
            line={"delivered": None},
            asked={"state": ["not_delivered"]},
            reason="late_delivery",
            notice=notice,
            order={"contract_copy_received": "2026-03-02"},
            disclosure_complete=True,
        )

        assert (verdict, date(2026, 4, 2)) == (answer.verdict, answer.cancel_from)

    def test_goods_that_came_are_not_late(self):
        """
        Once delivered, they are sent back by another right or none.
        """
        answer = ask(
            "CA-QC",
            reason="late_delivery",
            notice="2026-05-02",
            order={"contract_copy_received": "2026-03-02"},
            disclosure_complete=True,
        )

        assert ("refuse", "already_delivered") == (answer.verdict, answer.why)

    def test_the_american_rule_counts_shipping(self):
        """
        The federal rule is on shipping, which nobody told; seven business days to pay back.
        """
        answer = ask(
            "US",
            line={"delivered": None},
            asked={"state": ["not_delivered"]},
            reason="late_delivery",
            notice="2026-04-03",
        )

        assert ("accept", ("order.shipped",)) == (answer.verdict, answer.missing)
        assert (7, "notice") == (answer.refund_days, answer.refund_starts)

    def test_undelivered_goods_may_be_withdrawn_from_in_the_union(self):
        """
        Where no rule on late goods is known, the right to withdraw is open before delivery.
        """
        answer = ask(
            "DE",
            line={"delivered": None},
            asked={"state": ["not_delivered"]},
            reason="late_delivery",
        )

        assert ("accept", "statute", None) == (answer.verdict, answer.basis, answer.last_day)


class TestFaults:
    @pytest.mark.parametrize(
        ("serious", "remedy", "missing"),
        [
            (True, "free_choice", ()),
            (False, "choice_of_seller", ()),
            (None, "free_choice", ("lines.it.serious",)),
        ],
    )
    def test_australia_asks_how_serious_it_is(self, serious, remedy, missing):
        """
        With a major failure the buyer chooses, with a minor one the business.
        """
        answer = ask(
            "AU",
            line={"expected_life_months": 24},
            asked={"state": ["faulty"], "serious": serious},
            reason="defective",
        )

        assert (remedy, missing) == (answer.remedy, answer.missing)

    @pytest.mark.parametrize(
        ("discovered", "last_day"), [(None, date(2026, 6, 4)), ("2026-03-20", date(2026, 4, 19))]
    )
    def test_korea_three_months_or_thirty_days_from_knowledge(self, discovered, last_day):
        """
        Whichever ends first; the seller pays the way back.
        """
        answer = ask(
            "KR", asked={"state": ["faulty"], "discovered": discovered}, reason="wrong_item"
        )

        assert ("guarantee", last_day, "merchant") == (
            answer.basis,
            answer.last_day,
            answer.return_shipping_payer,
        )

    def test_second_hand_goods_are_taken_as_not_shortened(self):
        """
        The contract may shorten the guarantee of used goods; nobody said that it did.
        """
        answer = ask(
            "DE", line={"traits": ["second_hand"]}, reason="defective", notice="2027-12-01"
        )

        assert ("accept", "estimated") == (answer.verdict, answer.status)
        assert "returns.guarantee.second_hand" in [reason.code for reason in answer.reasons]

    def test_brazilian_sellers_repair_first(self):
        """
        No money before the repair was tried.
        """
        answers = [
            ask("BR", asked={"state": ["faulty"], "remedies_tried": tried}, notice="2026-04-20",
                reason="defective")
            for tried in ((), ("repair",))
        ]  # fmt: skip

        assert ["repair", "replacement_or_refund_or_price_reduction"] == [a.remedy for a in answers]
        assert [True, False] == [answer.refund is None for answer in answers]


class TestScope:
    def test_a_business_buyer_is_not_known(self):
        """
        The rights here are those of consumers.
        """
        answer = ask("DE", order={"buyer": "business"})

        assert ("review", "unknown", ("buyer_business",)) == (
            answer.verdict,
            answer.status,
            answer.missing,
        )

    @pytest.mark.parametrize(
        ("place", "line", "state", "why"),
        [
            ("DE", {"traits": ["package_travel"], "kind": "service"}, "unused", "out_of_scope"),
            ("GB", {"category": "gambling"}, "unused", "out_of_scope"),
            ("SA", {}, "used", "exempt"),
            ("CN", {}, "incomplete", "goods_condition"),
            ("KW", {}, "no_packing", "goods_condition"),
            ("EG", {"category": "jewellery"}, "unused", "exempt"),
            ("DE", {}, "used", None),
        ],
    )
    def test_what_the_right_does_not_reach(self, place, line, state, why):
        """
        Contracts outside the law, exempt goods, goods in a state the law does not take back.
        """
        answer = ask(place, line=line, asked={"state": [state]})

        assert why == answer.why

    def test_an_auction_is_exempt(self):
        """
        What was bought at a public auction in the Union stays.
        """
        assert "public_auction" == ask("FR", order={"auction": True}).lines[0].exemption

    @pytest.mark.parametrize(("own", "payer"), [(None, "merchant"), (False, "consumer")])
    def test_the_turkish_seller_pays_its_own_carrier(self, own, payer):
        """
        The seller pays, unless the buyer took another carrier than the one named.
        """
        assert payer == ask("TR", named_carrier=own).return_shipping_payer

    def test_no_rule_on_delivery_is_read_for_the_buyer(self):
        """
        Where no rule is known, the cost of delivery comes back and the answer says what is missing.
        """
        answer = ask("SA", unit="SAR", order={"shipping": "20 SAR"})

        assert ("120.00 SAR", ("outbound_rule",)) == (
            answer.refund.total.to_text(),
            answer.missing,
        )


class TestCharges:
    @pytest.mark.parametrize(
        ("refundable", "total", "missing"),
        [
            (True, "105.00 EUR", ()),
            (False, "100.00 EUR", ()),
            (None, "100.00 EUR", ("order.charges.0.refundable",)),
        ],
    )
    def test_duty_under_a_policy_alone(self, refundable, total, missing):
        """
        Where only the policy applies, duty comes back as far as somebody says it can.
        """
        charge = {"kind": "duty", "amount": "5 EUR", "refundable": refundable}
        order = {"charges": [charge], "policy": {"window_days": 30}}
        answer = ask("CH", order=order)

        assert (total, missing) == (answer.refund.total.to_text(), answer.missing)
