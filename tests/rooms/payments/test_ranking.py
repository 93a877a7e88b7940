"""
The order of the offers, and what it rests on.
"""

from globalcs import payments
from globalcs.facts import bundled
from tests.rooms.payments import _offered
from tests.rooms.payments._ask import ids, select


def test_offered_lists_are_what_they_were():
    """
    A change of data or rules shows whom it touches: read the difference, then write it anew.
    """
    assert _offered.FILE.read_text(encoding="utf-8") == _offered.snapshot()


def test_the_countries_rank_comes_first():
    """
    The order of the Dutch study, with a class of cards as the cards in it.
    """
    assert ["ideal", "visa", "mastercard", "amex", "paypal"] == ids(select("NL", "49.90 EUR"))[:5]


def test_every_part_of_the_score_is_told():
    """
    SEPA debit is third in the Netherlands (800), paid days later, and asks two things.
    """
    score = select("NL", "49.90 EUR").why("sepa_debit").score

    assert payments.Score(market=800, paid_late=-150, asked=-10) == score
    assert 640 == score.total


def test_favourites_in_their_order():
    """
    The shop's favourites win points, the first a little more than the second.
    """
    selection = select("NL", "49.90 EUR", preferred=("klarna", "paypal"))

    assert (250, 249) == (
        selection.why("klarna").score.preferred,
        selection.why("paypal").score.preferred,
    )


def test_the_last_choice_counts():
    """
    What the shopper paid with before moves up.
    """
    before = select("NL", "49.90 EUR").why("klarna").rank
    after = select("NL", "49.90 EUR", last_used="klarna").why("klarna").rank

    assert after < before


def test_weights_are_the_shops():
    """
    With heavy weight on the wait, direct debit falls to the end.
    """
    selection = select("NL", "49.90 EUR", weights=payments.Weights(paid_in_days=10_000))

    assert {"sepa_debit", "sepa_transfer", "swift_transfer"} == set(ids(selection)[-3:])


def test_preference_is_no_eligibility():
    """
    No favour makes a method pass a rule.
    """
    assert "blik" not in ids(select("PL", "49.90 EUR", preferred=("blik",), must_include=("blik",)))


def test_ranks_never_sum_shares():
    """
    A share in the data moves nobody: ranks alone count.
    """
    ranks = [
        {
            "value": {"method": name, "rank": rank, "basis": "a test", "share": f"{share} %"},
            "since": "2025",
            "when": {"measure": name},
            "confidence": "low",
        }
        for name, rank, share in (("klarna", 1, 1), ("ideal", 2, 99))
    ]
    facts = bundled().with_layer("given", {"NL": {"payments.market_rank": ranks}}, authority=True)

    assert ["klarna", "ideal"] == ids(select("NL", "49.90 EUR", facts=facts))[:2]


def test_ties_by_id():
    """
    Methods with equal points and places stand by id.
    """
    selection = select("NL", "49.90 EUR")
    last = [o for o in selection.offered if o.score.total == 0]

    assert len(last) > 1
    assert ids(selection) == ids(select("NL", "49.90 EUR"))


def test_the_shop_with_disputes_to_avoid():
    """
    Chargebacks cost points only where the shop wants to avoid them.
    """
    assert 0 == select("NL", "9 EUR").why("visa").score.chargeback
    assert -100 == select("NL", "9 EUR", avoid_chargeback=True).why("visa").score.chargeback
