"""
What a shop's layer wants: points of its own, methods hidden or always shown, its own limits.
"""

from datetime import date

import pytest

from globalcs import payments
from globalcs.errors import InvalidInput, UnknownMethod
from globalcs.facts import bundled
from tests.rooms.payments._ask import codes, ids, select


def layer(**methods):
    """
    A merchant's layer, from method ids to the entries of one key each.
    """
    return bundled().with_layer(
        "merchant", {f"method:{name}": told for name, told in methods.items()}
    )


def preferring(points, **when):
    return layer(klarna={"payments.preference": [{"value": points, "when": when}]})


class TestPreference:
    def test_is_a_part_of_the_score(self):
        """
        Klarna is fifth in the Netherlands (600) and asks two things; 300 points make it third.
        """
        offer = select("NL", "49.90 EUR", facts=layer(klarna={"payments.preference": 300})).why(
            "klarna"
        )

        assert payments.Score(market=600, shop=300, asked=-10) == offer.score
        assert (890, 3) == (offer.score.total, offer.rank)

    def test_stands_beside_the_checkouts_own(self):
        """
        The layer's points come on top of those that the checkout gives its favourites.
        """
        facts = layer(klarna={"payments.preference": 40})
        score = select("NL", "49.90 EUR", facts=facts, preferred=("klarna",)).why("klarna").score

        assert (250, 40) == (score.preferred, score.shop)

    def test_below_zero_takes_points(self):
        """
        A shop may also rank a method down; it stays in the list.
        """
        facts = layer(ideal={"payments.preference": -1000})
        selection = select("NL", "49.90 EUR", facts=facts)

        assert -1000 == selection.why("ideal").score.shop
        assert "visa" == ids(selection)[0]

    def test_says_who_wants_it(self):
        """
        The answer names the layer: as a source of the offer, and in a reason with the points.
        """
        selection = select("NL", "49.90 EUR", facts=layer(klarna={"payments.preference": 300}))
        told = [r for r in selection.reasons if r.code == "payments.shop_preference"]

        assert "merchant" == selection.why("klarna").sources[-1].layer
        assert ["The shop's own preference gives Klarna 300 points."] == [
            r.text("en") for r in told
        ]
        assert "merchant" == told[0].facts[0].layer

    def test_nothing_told_is_nothing_said(self):
        """
        Without a layer no part and no reason of the answer speaks of one.
        """
        selection = select("NL", "49.90 EUR")

        assert {0} == {offer.score.shop for offer in selection.offered}
        assert "payments.shop_preference" not in {reason.code for reason in selection.reasons}

    def test_by_country(self):
        """
        Told for one country it holds there alone; the general one holds elsewhere.
        """
        told = [{"value": 300, "when": {"region": "NL"}}, {"value": -50}]
        facts = layer(klarna={"payments.preference": told})
        points = {
            c: select(c, "49.90 EUR", facts=facts).why("klarna").score.shop for c in ("NL", "DE")
        }

        assert {"NL": 300, "DE": -50} == points

    @pytest.mark.parametrize(
        ("when", "more", "points"),
        [
            ({"currency": "USD"}, {}, 0),
            ({"currency": "EUR"}, {}, 70),
            ({"channel": "app"}, {}, 0),
            ({"channel": "app"}, {"channel": "app"}, 70),
            ({"device": "android"}, {}, 0),
            ({"device": "android"}, {"device": "android"}, 70),
            ({"purpose": "one_time"}, {}, 70),
            ({"buyer": "consumer"}, {}, 70),
            ({"buyer": "business"}, {}, 0),
        ],
    )
    def test_by_what_the_checkout_tells(self, when, more, points):
        """
        It may hang on currency, channel, device, purpose and buyer too.
        """
        selection = select("NL", "49.90 EUR", facts=preferring(70, **when), **more)

        assert points == selection.why("klarna").score.shop

    def test_by_day(self):
        """
        A campaign ends on its last day.
        """
        told = [{"value": 500, "since": date(2026, 11, 20), "until": date(2026, 11, 30)}]
        facts = layer(klarna={"payments.preference": told})
        days = (date(2026, 11, 19), date(2026, 11, 30), date(2026, 12, 1))

        assert [0, 500, 0] == [
            select("NL", "9 EUR", on=day, facts=facts).why("klarna").score.shop for day in days
        ]

    def test_admits_nothing(self):
        """
        However much a shop wants a method, it passes no rule by that.
        """
        facts = layer(blik={"payments.preference": 1_000_000})

        assert "blik" not in ids(select("PL", "49.90 EUR", facts=facts))

    def test_decides_who_is_cut(self):
        """
        Beyond the limit stand those with the fewest points, the shop's counted in.
        """
        facts = layer(klarna={"payments.preference": 5000})

        assert ["klarna", "ideal"] == ids(select("NL", "49.90 EUR", limit=2, facts=facts))

    @pytest.mark.parametrize("points", ["300", 2.5, True, 1_000_001, -1_000_001])
    def test_no_such_points(self, points):
        """
        Points are whole numbers within bounds; anything else is refused, by its key.
        """
        with pytest.raises(InvalidInput, match=r"payments\.preference"):
            select("NL", "9 EUR", facts=layer(klarna={"payments.preference": points}))

    def test_written_and_read_back(self):
        """
        The part survives the way through JSON.
        """
        selection = select("NL", "9 EUR", facts=layer(klarna={"payments.preference": 7}))

        assert selection == payments.Selection.from_json(selection.to_json())


class TestWish:
    def test_blocked_in_one_country(self):
        """
        A block told for Germany hides the method there, and nowhere else.
        """
        facts = layer(paypal={"payments.wish": [{"value": "block", "when": {"region": "DE"}}]})
        german = select("DE", "9 EUR", facts=facts).why("paypal")

        assert ["blocked"] == codes(german)
        assert "merchant" == german.reasons[0].facts[0].layer
        assert "paypal" in ids(select("NL", "9 EUR", facts=facts))

    def test_included_in_one_country(self):
        """
        What must be included in the Netherlands need not be in Belgium.
        """
        wish = [{"value": "must_include", "when": {"region": "NL"}}]
        facts = layer(klarna={"payments.wish": wish})

        assert ["ideal", "klarna"] == ids(select("NL", "49.90 EUR", limit=1, facts=facts))
        assert "klarna" not in ids(select("BE", "49.90 EUR", limit=1, facts=facts))

    def test_block_of_the_checkout_needs_no_layer(self):
        """
        The checkout's own block names no fact, and beside it the layer's wish changes nothing.
        """
        facts = layer(klarna={"payments.wish": "must_include"})
        entry = select("NL", "9 EUR", block=("klarna",), facts=facts).why("klarna")

        assert ["blocked"] == codes(entry)
        assert () == entry.reasons[0].facts


class TestNames:
    def test_a_typo_in_a_layer_is_told(self):
        """
        An id that no file has, with nothing that makes it a method, is no new method.
        """
        with pytest.raises(UnknownMethod, match=r"method:klarnaa: .*did you mean klarna"):
            select("NL", "9 EUR", facts=layer(klarnaa={"payments.wish": "block"}))

    def test_a_layer_may_bring_a_method(self):
        """
        With a name and a market of its own, a layer adds a method of the shop.
        """
        facts = layer(
            gift_points={
                "payments.method": {
                    "name": "Gift points",
                    "family": "wallet",
                    "classes": ["digital_wallet"],
                    "flow": "customer_present",
                },
                "payments.life": "live",
                "payments.market": {"countries": ["NL"], "currencies": ["EUR"]},
            }
        )

        assert "gift_points" in ids(select("NL", "9 EUR", facts=facts))
        assert ["country_not_served"] == codes(
            select("DE", "9 EUR", facts=facts).why("gift_points")
        )


class TestLimits:
    def test_own_limit_at_one_processor(self):
        """
        A contract with one processor holds there; the other keeps the published limit.
        """
        own = [{"value": {"max": ["15000 MXN"]}, "when": {"psp": "adyen"}}]
        facts = layer(oxxo={"payments.limits": own})
        both = select("MX", "12000 MXN", psps=("stripe", "adyen"), facts=facts).why("oxxo")

        assert ["adyen"] == list(both.psp_codes)
        assert ["amount_too_high"] == codes(
            select("MX", "12000 MXN", psps=("stripe",), facts=facts).why("oxxo")
        )

    def test_own_limit_in_one_country(self):
        """
        A shop that takes invoices up to EUR 200 in Germany only.
        """
        own = [{"value": {"max": ["200 EUR"]}, "when": {"region": "DE"}}]
        facts = layer(klarna={"payments.limits": own})

        assert ["amount_too_high"] == codes(select("DE", "200.01 EUR", facts=facts).why("klarna"))
        assert "klarna" in ids(select("DE", "200 EUR", facts=facts))
        assert "klarna" in ids(select("NL", "200.01 EUR", facts=facts))
