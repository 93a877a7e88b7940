"""
Announced reductions and unit prices.
"""

from datetime import date

import pytest

from globalcs import Money, pricing
from globalcs.errors import CurrencyMismatch, InvalidInput, UnknownPlace
from globalcs.pricing import Reduction, UnitPrice
from globalcs.pricing._keys import Comparison

#: 100 since January, 80 from October on, 60 from the middle of it.
STEPS = [
    (date(2026, 1, 1), "100 EUR"),
    (date(2026, 10, 1), "80 EUR"),
    (date(2026, 10, 15), "60 EUR"),
]
FIRST = date(2026, 10, 1)


def announce(place, history=STEPS, on=date(2026, 10, 20), **more):
    return pricing.announce_reduction(history, place, on=on, **more)


def test_the_court_s_banana():
    """
    C-330/23: last price 1.69, lowest 1.29, offered at 1.29: no reduction may be claimed.
    """
    prices = [
        (date(2026, 1, 1), "1.69 EUR"),
        (date(2026, 10, 10), "1.29 EUR"),
        (date(2026, 10, 20), "1.69 EUR"),
        (date(2026, 10, 29), "1.29 EUR"),
    ]
    banana = announce("DE", prices, on=date(2026, 10, 29))

    assert ("no_reduction", Money("1.29", "EUR"), None) == (
        banana.verdict, banana.prior, banana.percent,
    )  # fmt: skip
    assert "€1.29" in banana.explain()


@pytest.mark.parametrize(
    ("place", "prior", "percent", "first"),
    [
        # growing cuts may keep the first prior price
        ("DE", "100 EUR", 40, date(2026, 9, 1)),
        ("NL", "100 EUR", 40, date(2026, 9, 1)),
        # Poland does not let them; of Romania and Bulgaria nobody knows, so neither may they
        ("PL", "80 EUR", 25, date(2026, 9, 15)),
        ("RO", "80 EUR", 25, date(2026, 9, 15)),
        ("BG", "80 EUR", 25, date(2026, 9, 15)),
        # shorter look-backs elsewhere
        ("KR", "80 EUR", 25, date(2026, 9, 25)),
        ("TR", "80 EUR", 25, date(2026, 10, 5)),
    ],
)
def test_a_second_cut_of_a_campaign(place, prior, percent, first):
    """
    Each place by what its law is known to say; the window is told.
    """
    found = announce(place, campaign=FIRST)

    assert ("announce", Money.from_text(prior.replace(" EUR", ".00 EUR")), percent, first) == (
        found.verdict, found.prior, found.percent, found.first,
    )  # fmt: skip
    assert found == Reduction.from_json(found.to_json())
    assert all(reason.text() for reason in found.reasons)


def test_a_campaign_has_its_limits():
    """
    Sixty days in Finland, three months in the Netherlands, no rise in between.
    """
    finland = [announce("FI", on=date(2026, 11, d), campaign=FIRST).prior for d in (30,)]
    ended = announce("FI", on=date(2026, 12, 1), campaign=FIRST)
    dutch = [
        announce("NL", on=d, campaign=FIRST).prior for d in (date(2027, 1, 1), date(2027, 1, 2))
    ]
    risen = [*STEPS[:2], (date(2026, 10, 8), "90 EUR"), STEPS[2]]

    assert [Money("100", "EUR")] == finland
    assert Money("80", "EUR") == ended.prior
    assert [Money("100", "EUR"), Money("80", "EUR")] == dutch
    assert Money("80", "EUR") == announce("DE", risen, campaign=FIRST).prior


def test_earlier_offers_count():
    """
    The window ends the day before the cut, and begins thirty days before it, to the day.
    """
    on = date(2026, 10, 31)
    for offer_ended, prior in ((date(2026, 10, 1), "100 EUR"), (date(2026, 10, 2), "70 EUR")):
        prices = [
            (date(2026, 1, 1), "100 EUR"), (date(2026, 9, 20), "70 EUR"),
            (offer_ended, "100 EUR"), (on, "60 EUR"),
        ]  # fmt: skip
        found = announce("BG", prices, on=on)

        assert (Money.read(prior), date(2026, 10, 1), date(2026, 10, 30)) == (
            found.prior, found.first, found.last,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "verdict", "prior"),
    [
        ("AT", "announce", "50 EUR"),  # since the first sale
        ("BE", "announce", "50 EUR"),  # a window of seven days
        ("GR", "announce", "50 EUR"),  # of ten
        ("DE", "too_short", None),  # no shorter window in the text
        ("RO", "too_short", None),  # nobody knows
    ],
)
def test_goods_that_are_new(place, verdict, prior):
    """
    Sold for twelve days when they are cut.
    """
    prices = [(date(2026, 10, 8), "50 EUR"), (date(2026, 10, 20), "40 EUR")]
    found = announce(place, prices)

    assert (verdict, prior and Money.read(prior)) == (found.verdict, found.prior)


def test_a_price_that_was_never_another():
    """
    The first price of an article is no reduction.
    """
    only = [(date(2026, 10, 20), "40 EUR")]

    assert {"too_short"} == {announce(p, only).verdict for p in ("AT", "DE", "BE", "NL")}
    assert "too_short" == announce("NL", only, perishable=True).verdict


@pytest.mark.parametrize(
    ("place", "verdict", "prior"),
    [
        ("FR", "exempt", None),
        ("NL", "announce", "80 EUR"),  # the price right before
        ("PL", "announce", "100 EUR"),  # before the first cut
        ("DK", "announce", "80 EUR"),  # fourteen days
        ("BG", "announce", "80 EUR"),  # nobody knows: as other goods
    ],
)
def test_goods_that_spoil(place, verdict, prior):
    """
    Softer where the law is known to be.
    """
    found = announce(place, campaign=FIRST, perishable=True)

    assert (verdict, prior and Money.read(prior)) == (found.verdict, found.prior)


def test_where_no_number_of_days_is_known():
    """
    America asks for good faith, not for days: unknown, and what is missing is named.
    """
    for place in ("US", "GB", "CA", "AU"):
        found = announce(place)

        assert ("unknown", "unknown", (f"pricing.prior_price {place}",)) == (
            found.verdict, found.status, found.missing,
        )  # fmt: skip
        assert "ask there" in found.headline().text()


def days(*prices, currency="CHF"):
    """
    A history of prices by day of 2026: ((9, 1), 100), ...
    """
    return [(date(2026, *day), f"{price} {currency}") for day, price in prices]


class TestSwitzerland:
    @pytest.mark.parametrize(
        ("history", "on", "verdict", "prior", "until"),
        [
            # thirty days in a row: no limit of time
            (days(((9, 1), 100), ((10, 1), 80)), date(2027, 3, 1), "announce", 100, None),
            # twenty-nine: half of them, and not the half day
            (days(((9, 2), 100), ((10, 1), 80)), date(2026, 10, 14), "announce", 100, (10, 14)),
            (days(((9, 2), 100), ((10, 1), 80)), date(2026, 10, 15), "too_short", None, None),
            # one day has no half
            (days(((9, 1), 100), ((9, 2), 80)), date(2026, 9, 2), "too_short", None, None),
            # after further cuts the price of a month still stands, a shorter one before it does not
            (
                days(((8, 1), 120), ((8, 11), 100), ((9, 10), 90), ((9, 20), 80)),
                date(2026, 10, 20), "announce", 100, None,
            ),
            # a rise in between ends the row of cuts
            (
                days(((8, 1), 100), ((9, 10), 80), ((9, 20), 90), ((9, 30), 80)),
                date(2026, 10, 4), "announce", 90, (10, 4),
            ),
            # no cut, or no price before
            (days(((9, 1), 80), ((10, 1), 100)), date(2026, 10, 2), "no_reduction", 80, None),
            (days(((9, 1), 80)), date(2026, 10, 2), "too_short", None, None),
        ],
    )  # fmt: skip
    def test_how_long_it_was_charged(self, history, on, verdict, prior, until):
        """
        Price indication ordinance, article 16.
        """
        found = announce("CH", history, on=on)
        wanted = None if prior is None else Money(prior, "CHF")

        assert (verdict, wanted) == (found.verdict, found.prior)
        assert (until and date(2026, *until)) == found.until
        assert "complete" == found.status
        assert found == Reduction.from_json(found.to_json())
        assert found.reasons[0].facts

    def test_the_rule_before_2025(self):
        """
        Half as long and two months at most, however long the price was charged.
        """
        history = [(date(2023, 1, 1), "100 CHF"), (date(2024, 10, 31), "80 CHF")]

        assert date(2024, 12, 30) == announce("CH", history, on=date(2024, 12, 30)).until
        assert "too_short" == announce("CH", history, on=date(2024, 12, 31)).verdict
        assert announce("CH", history, on=date(2025, 1, 1)).until is None


class TestJapan:
    @pytest.mark.parametrize(
        ("history", "verdict", "prior"),
        [
            # all eight weeks
            (days(((1, 1), 100), ((11, 22), 80)), "announce", 100),
            # 29 of 56 days, in two parts
            (
                days(((1, 1), 90), ((9, 28), 100), ((10, 8), 90), ((11, 3), 100), ((11, 22), 80)),
                "announce", 100,
            ),
            # 28 of 56
            (days(((1, 1), 90), ((10, 25), 100), ((11, 22), 95)), "too_short", None),
            # most of the days, but the last of them fourteen days before
            (days(((1, 1), 100), ((11, 9), 90), ((11, 22), 80)), "too_short", None),
            (days(((1, 1), 100), ((11, 10), 90), ((11, 22), 80)), "announce", 100),
            # new goods: more than half of the time of sale, and two weeks
            (days(((11, 8), 100), ((11, 22), 80)), "announce", 100),
            (days(((11, 9), 100), ((11, 22), 80)), "too_short", None),
            # the price of most days is not above the present one
            (days(((1, 1), 80), ((11, 15), 100), ((11, 22), 80)), "no_reduction", 80),
        ],
    )  # fmt: skip
    def test_the_price_of_most_of_eight_weeks(self, history, verdict, prior):
        """
        More than half of the days, two weeks in all, and no two weeks ago.
        """
        found = announce("JP", history, on=date(2026, 11, 22))

        assert (verdict, prior and Money(prior, "CHF")) == (found.verdict, found.prior)

    def test_a_sale_is_judged_from_its_first_day(self):
        """
        A second cut of the same sale looks back from the first; after a rise, from its own.
        """
        history = days(((1, 1), 100), ((10, 1), 80), ((10, 20), 70))
        sale = {"on": date(2026, 10, 21), "campaign": date(2026, 10, 1)}
        first, alone = announce("JP", history, **sale), announce("JP", history, on=sale["on"])
        broken = announce("JP", [*history[:2], *days(((10, 10), 100), ((10, 20), 70))], **sale)

        assert (date(2026, 9, 30), 30) == (first.last, first.percent)
        assert date(2026, 10, 19) == alone.last == broken.last
        assert "pricing.campaign_not_kept" in {reason.code for reason in broken.reasons}

    def test_a_sale_without_an_end(self):
        """
        The day after `until` looks back on as many days of sale as of the price before.
        """
        found = announce("JP", days(((1, 1), 100), ((10, 1), 80)), on=date(2026, 10, 1))

        assert date(2026, 10, 28) == found.until
        assert 28 == (found.until - date(2026, 9, 30)).days
        reason = next(r for r in found.reasons if r.code == "pricing.majority_until")
        assert "assumption" == reason.level


def test_a_shape_must_be_whole():
    """
    A majority of no number of days is a mistake of the file.
    """
    with pytest.raises(ValueError, match="some days"):
        Comparison.read({"shape": "majority"})
    with pytest.raises(ValueError, match="shape"):
        Comparison.read({"shape": "cheapest"})


def test_headlines_of_all_verdicts():
    """
    Each verdict has its sentence.
    """
    told = {
        found.verdict: found.headline().text()
        for found in (
            announce("DE"), announce("US"), announce("PL", STEPS[:1]),
            announce("DE", [*STEPS[:1], (date(2026, 10, 2), "120 EUR")]),
            announce("FR", perishable=True),
        )
    }  # fmt: skip

    assert {"announce", "unknown", "too_short", "no_reduction", "exempt"} == set(told)
    assert 5 == len(set(told.values()))


def test_percentages_are_never_rounded_up():
    """
    From 30.00 to 19.99 is 33.36 percent: 33 may be said.
    """
    prices = [(date(2026, 1, 1), "30 EUR"), (date(2026, 10, 20), "19.99 EUR")]

    assert 33 == announce("DE", prices).percent


@pytest.mark.parametrize(
    ("history", "more"),
    [
        ([], {}),
        ([(date(2026, 11, 1), "1 EUR")], {}),
        ([(FIRST, "1 EUR"), (FIRST, "2 EUR")], {}),
        ([(FIRST, "-1 EUR")], {}),
        ([(FIRST, 1.5)], {}),
        ([("2026-10-01", "1 EUR")], {}),
        (STEPS, {"campaign": date(2026, 10, 2)}),
        (STEPS, {"on": "2026-10-20"}),
        (STEPS, {"perishable": "yes"}),
        (STEPS, {"campaign": "2026-10-01"}),
        ("100 EUR", {}),
        (5, {}),
        ([date(2026, 1, 1)], {}),
        ([(date(2026, 1, 1), "1 EUR", "shop")], {}),
    ],
)
def test_bad_histories(history, more):
    """
    Told before anything is said in public.
    """
    with pytest.raises(InvalidInput):
        announce("DE", history, **more)


def test_mixed_currencies_and_unknown_places():
    """
    Typed errors.
    """
    with pytest.raises(CurrencyMismatch):
        announce("DE", [(FIRST, "1 EUR"), (date(2026, 10, 2), "1 USD")])
    with pytest.raises(UnknownPlace, match="EUR is a currency"):
        announce("EUR")


class TestUnitPrice:
    @pytest.mark.parametrize(
        ("content", "place", "amount", "per", "required"),
        [
            ("75 g", "DE", "59.87 EUR", "kg", True),
            ("0.75 l", "FR", "5.99 EUR", "l", True),
            ("33 cl", "NL", "13.61 EUR", "l", True),
            ("250 cm", "SE", "1.80 EUR", "m", True),
            ("9 g", "DE", "498.89 EUR", "kg", False),
            ("19 ml", "AT", "236.32 EUR", "l", False),
            ("6 item", "DK", "0.75 EUR", "item", False),
            ("6 item", "GB", "0.75 EUR", "item", True),
            ("500 g", "AU", "0.90 EUR", "100 g", True),
            ("500 g", "US", "8.98 EUR", "kg", None),
        ],
    )
    def test_by_the_unit_of_the_place(self, content, place, amount, per, required):
        """
        4.49 for a pack; half a cent up; whether it must be shown, as far as the book knows.
        """
        found = pricing.unit_price("4.49 EUR", content, place, on=date(2026, 11, 21))

        assert (Money.from_text(amount), per, required) == (
            found.amount, found.per, found.required,
        )  # fmt: skip
        assert found == UnitPrice.from_json(found.to_json())
        assert (required is None) == (found.status == "unknown")
        assert found.explain()

    @pytest.mark.parametrize("content", ["", "500", "0 g", "-1 kg", "1,5 l", "2 stone", None, 500])
    def test_what_is_no_content(self, content):
        """
        Nothing is guessed.
        """
        with pytest.raises(InvalidInput):
            pricing.unit_price("4.49 EUR", content, "DE", on=date(2026, 11, 21))
