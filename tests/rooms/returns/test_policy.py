"""
The shop's policy under the law, before and after somebody returns something.
"""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from globalcs.facts import bundled
from globalcs.returns import LintReport, Policy, Promise, decide, lint, promise
from globalcs.returns._keys import WITHDRAWAL

ON = date(2026, 11, 21)
LOCALES = ("en", "nl", "de", "fr", "es", "pt-BR", "ja", "zh-Hans", "ko", "ar")
SNAPSHOT = Path(__file__).parent / "promises.json"


def request(place, state="unused", category="clothing", **more):
    line = {"id": "it", "price": "100 EUR", "category": category, "delivered": "2026-03-04"}
    order = {
        "place": place,
        "contract_date": "2026-03-02",
        "shipping": {"paid": "9 EUR", "standard": "4 EUR"},
        "lines": [line],
    }
    return {
        "order": order,
        "lines": [{"id": "it", "state": [state]}],
        "notice": "2026-03-05",
        "informed": True,
        "cost_told": True,
        **more,
    }


HARSH = Policy(
    id="harsh",
    window_days=3,
    condition="sealed",
    restocking_fee="10 %",
    free_return=False,
    refund_outbound="none",
    refund_as="store_credit",
    refund_within_days=60,
)


def test_every_harsh_term_is_set_aside_in_brazil():
    """
    Each term of a harsh policy is named, with what applies instead.
    """
    decision = decide(request("BR", "opened"), policy=HARSH, on=ON)

    expected = {
        "window": ("3 days", "2026-03-11"),
        "condition": ("sealed", "return allowed"),
        "restocking_fee": ("a fee", "no fee"),
        "store_credit": ("store credit", "money"),
        "return_shipping": ("consumer", "merchant"),
        "outbound": ("none", "full"),
        "refund_time": ("60 days from receipt", "0 days"),
    }
    assert expected == {o.term: (o.shop, o.law) for o in decision.overrides}
    assert "109.00 EUR" == decision.refund.total.to_text()
    assert ("merchant", "money") == (decision.return_shipping_payer, decision.refund.method)


def test_a_final_sale_is_no_final_sale_in_europe():
    """
    "No returns" has no effect on a statutory right.
    """
    decision = decide(request("IT"), policy=Policy(accepts=False), on=ON)

    assert ("accept", "statute") == (decision.verdict, decision.basis)
    assert ["final_sale"] == [override.term for override in decision.overrides]


def test_terms_merge_one_by_one():
    """
    The law's refund of delivery, and the policy's longer window, free way back and faster money.
    """
    policy = Policy.named("free_shoe_return_30_days")
    asked = request("DE", category="shoes", goods_received="2026-03-09")
    decision = decide(asked, policy=policy, on=ON)

    assert "statute" == decision.basis
    assert date(2026, 4, 1) == decision.last_day
    assert date(2026, 3, 18) == decision.statutory_last_day
    assert "merchant" == decision.return_shipping_payer
    assert "104.00 EUR" == decision.refund.total.to_text()
    assert date(2026, 3, 10) == decision.refund_by
    assert () == decision.overrides


def test_a_fee_up_to_the_laws_limit_in_israel():
    """
    Five per cent or 100 shekels, the lower; a shop's higher fee is cut, a lower one stays.
    """
    kept = []
    for fee in (None, "3 %", "20 %"):
        asked = request("IL")
        asked["order"]["lines"][0]["price"] = "1000 ILS"
        asked["order"]["document_received"] = "2026-03-04"
        del asked["order"]["shipping"]
        policy = Policy(window_days=14, restocking_fee=fee)
        kept.append(decide(asked, policy=policy, on=ON).refund)

    assert ["1000.00 ILS", "970.00 ILS", "950.00 ILS"] == [r.total.to_text() for r in kept]


def test_limits_never_block_a_right():
    """
    Too many returns cut what the policy gives, and nothing of the law's.
    """
    policy = Policy(window_days=30, limits={"returns_per_year": 2})
    verdicts = [
        decide(request(place, returns_this_year=9), policy=policy, on=ON).verdict
        for place in ("DE", "US")
    ]

    assert ["accept", "refuse"] == verdicts


def test_beyond_the_limit_nothing_but_the_law_is_left():
    """
    The free way back, the goods to keep, the exchange and the money at once are the policy's to
    cut; the fourteen days and the whole price are not.
    """
    policy = Policy(
        window_days=30,
        prepaid_label=True,
        keep_below="500 EUR",
        exchange_days=60,
        instant_refund=True,
        limits={"returns_per_year": 2},
    )
    often, once = (
        decide(request("DE", returns_this_year=count), policy=policy, on=ON) for count in (3, 2)
    )

    assert ("merchant", True, date(2026, 5, 3), 0) == (
        once.return_shipping_payer,
        once.keep_goods,
        once.exchange_until,
        once.refund_days,
    )
    assert ("consumer", False, None, 14) == (
        often.return_shipping_payer,
        often.keep_goods,
        often.exchange_until,
        often.refund_days,
    )
    assert once.refund.total == often.refund.total


def test_rules_by_goods_market_and_customer():
    """
    The first rule that fits a term decides it; what no rule tells, the policy does.
    """
    policy = Policy(
        window_days=10,
        rules=[
            {"customers": ["gold"], "window_days": 60},
            {"markets": ["US"], "goods": ["electronics"], "window_days": 5},
            {"markets": ["US"], "window_days": 20},
        ],
    )

    def days(place, category="clothing", **more):
        return decide(request(place, category=category, **more), policy=policy, on=ON).last_day

    assert date(2026, 3, 14) == days("CH")
    assert date(2026, 3, 24) == days("US-TX")
    assert date(2026, 3, 9) == days("US", "electronics.computers")
    assert date(2026, 5, 3) == days("US", "electronics", customer=["gold"])


def test_an_agent_may_grant_what_no_right_gives():
    """
    Inside the limit of value and days, and not above it.
    """
    policy = Policy(window_days=1, agent={"max_value": "100 EUR", "max_days_late": 3})
    may = [
        decide(request("US", notice=day), policy=policy, on=ON).agent_may_approve
        for day in ("2026-03-08", "2026-03-09")
    ]

    assert [True, False] == may


def test_faulty_goods_travel_at_the_sellers_cost():
    """
    A policy gives the money back sooner than the guarantee; fee and way back are still the shop's.
    """
    policy = Policy(window_days=30, restocking_fee="10 %", free_return=False)
    asked = request("DE", "faulty", reason="defective", notice="2026-03-30")
    decision = decide(asked, policy=policy, on=ON)

    assert ("policy", "merchant") == (decision.basis, decision.return_shipping_payer)
    assert "100.00 EUR" == decision.refund.total.to_text()
    assert {"restocking_fee", "return_shipping"} == {o.term for o in decision.overrides}


def test_keep_exchange_and_instant_refund():
    """
    What a policy adds: goods worth little stay, an exchange has its own days, money comes at once.
    """
    policy = Policy(window_days=20, exchange_days=40, instant_refund=True, keep_below="100.01 EUR")
    decision = decide(request("US"), policy=policy, on=ON)
    dearer = decide(request("US"), policy=policy.replace(keep_below="100 EUR"), on=ON)

    assert (True, date(2026, 4, 13)) == (decision.keep_goods, decision.exchange_until)
    assert date(2026, 3, 5) == decision.refund_by
    assert not dearer.keep_goods


def test_japan_lets_a_shown_policy_replace_the_right():
    """
    Shown clearly, even "no returns" holds; not shown, the law's eight days do.
    """
    none = Policy(accepts=False)
    shown, hidden, untold = (
        decide(request("JP", policy_shown=told), policy=none, on=ON) for told in (True, False, None)
    )

    assert ("refuse", "final_sale") == (shown.verdict, shown.why)
    assert ("accept", date(2026, 3, 11)) == (hidden.verdict, hidden.last_day)
    assert ("accept", "policy_shown") == (untold.verdict, untold.missing[0])


class TestLint:
    def test_findings_name_goods_and_what_applies(self):
        """
        What a noon-like policy may not say in Germany, and may in the Emirates.
        """
        report = lint(Policy.named("noon_like_15_days"), ["DE", "AE"], on=ON)
        terms = {(finding.place, finding.term) for finding in report.findings}

        assert {("DE", "final_sale"), ("DE", "condition")} == terms
        assert ("electronics",) in {finding.goods for finding in report.findings}

    def test_the_eu_minimum_passes_in_the_union(self):
        """
        The ready minimum falls below the law of no member.
        """
        facts = bundled()
        members = [
            code
            for code in facts.subjects()
            if facts.chain(code, "returns", ON)[1:] == ("EU",) and facts.history(code, WITHDRAWAL)
        ]

        assert 27 == len(members)
        assert () == lint(Policy.named("eu_minimum"), members, on=ON).findings

    def test_unknown_places_are_told(self):
        """
        A place without known law is no clean bill of health.
        """
        report = lint(Policy(window_days=1), ["BD"], on=ON)

        assert (("BD",), "unknown", ()) == (report.unknown, report.status, report.findings)

    def test_reads_back(self):
        """
        JSON there and back.
        """
        report = lint(HARSH, ["BR", "DE"], on=ON)

        assert report == LintReport.from_json(report.to_json())

    def test_what_lint_finds_is_what_decide_sets_aside(self):
        """
        The report foretells the overrides of a decision.
        """
        found = {finding.term for finding in lint(HARSH, ["BR"], on=ON).findings}
        decided = {o.term for o in decide(request("BR", "opened"), policy=HARSH, on=ON).overrides}

        assert decided == found


class TestPromise:
    def test_the_three_questions(self):
        """
        How, within how many days, and when the money is back.
        """
        told = promise("NL", policy=Policy.named("free_shoe_return_30_days"), on=ON)

        assert (30, "purchase") == (told.window_days, told.window_from)
        assert "online_withdrawal_function" in told.how
        assert (1, "goods", "merchant") == (
            told.refund_days,
            told.refund_from,
            told.return_shipping_payer,
        )

    @pytest.mark.parametrize(
        ("policy", "locale", "expected"),
        [
            (None, "en", "The money is back within 14 days of the notice."),
            ({"instant_refund": True}, "en", "The money is back at once after the notice."),
            (
                {"refund_within_hours_of_receipt": 24},
                "nl",
                "Het geld is binnen een dag terug (ontvangst van de goederen door de winkel).",
            ),
            ({"refund_within_days": 30}, "en", "The money is back within 14 days of the notice."),
        ],
    )
    def test_when_the_money_is_back_in_words(self, policy, locale, expected):
        """
        The sooner of law and policy, in the buyer's language.
        """
        given = None if policy is None else Policy(**policy)

        assert expected == promise("NL", policy=given, on=ON).answers[2].text(locale)

    def test_the_three_answers_are_worded_everywhere(self):
        """
        How, within how many days, and when the money is back: no code and no word is left unsaid
        in any of the ten languages.
        """
        for place in ("DE", "SA", "BR", "CO", "AR", "KR", "US", "IL", "JP"):
            for policy in (None, Policy(window_days=60, refund_within_days=1)):
                for locale in LOCALES:
                    for answer in promise(place, policy=policy, on=ON).answers:
                        text = answer.text(locale)
                        assert "returns." not in text
                        assert not re.search(r"[a-z]_[a-z]|[{}]", text)

    def test_every_term_set_aside_has_words(self):
        """
        Each term of a harsh policy is told in a sentence, by promise and by lint.
        """
        for place in ("DE", "SA", "BR", "IL", "CN", "CO"):
            told = promise(place, policy=HARSH, on=ON)
            reasons = (*told.reasons, *lint(HARSH, [place], on=ON).reasons)
            for reason in reasons:
                assert reason.code not in reason.text("en")
                assert not re.search(r"[a-z]_[a-z]", reason.text("en"))

    def test_low_confidence_is_never_firm(self):
        """
        What rests on own knowledge is told with a warning, not as a promise.
        """
        told = promise("IS", on=ON)

        assert (False, "estimated") == (told.firm, told.status)
        assert ["returns.law.low_confidence"] == [reason.code for reason in told.warnings]

    def test_reads_back_and_shows(self):
        """
        JSON there and back, and a card for a notebook.
        """
        told = promise("KR", policy=HARSH, on=ON)

        assert told == Promise.from_json(told.to_json())
        assert "way back paid by" in told._repr_html_()

    def test_snapshot_of_every_place(self):
        """
        Whom a change of facts touches: the promise of every place in the book. Write it anew with
        `python -m tests.rooms.returns.test_policy`.
        """
        expected = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

        assert expected == snapshot()


def snapshot():
    facts = bundled()
    places = [
        code for code in facts.subjects() if ":" not in code and facts.history(code, WITHDRAWAL)
    ]
    return {code: line_of(promise(code, on=ON)) for code in places}


def line_of(told):
    days = f"{told.window_days} {told.counted_in} from {told.window_from}"
    refund = f"refund {told.refund_days} {told.refund_counted_in} from {told.refund_from}"
    return "; ".join(
        (
            told.right,
            days if told.window_days is not None else "no days",
            f"way back: {told.return_shipping_payer}",
            refund,
            f"delivery: {told.refund_outbound}",
            "firm" if told.firm else "not firm",
        )
    )


@pytest.mark.parametrize("name", ["eu_minimum", "free_shoe_return_30_days", "noon_like_15_days"])
def test_ready_policies(name):
    """
    Every ready policy can be read and carries its name.
    """
    assert name == Policy.named(name).id


if __name__ == "__main__":
    text = json.dumps(snapshot(), indent=1, ensure_ascii=False, sort_keys=True)
    SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")
