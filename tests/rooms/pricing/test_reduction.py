"""
Announced reductions and unit prices.
"""

from datetime import date

import pytest

from globalcs import Money, pricing
from globalcs.errors import CurrencyMismatch, InvalidInput, UnknownPlace
from globalcs.pricing import Reduction, UnitPrice

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
    for place in ("US", "GB", "CH", "JP"):
        found = announce(place)

        assert ("unknown", "unknown", (f"pricing.prior_price {place}",)) == (
            found.verdict, found.status, found.missing,
        )  # fmt: skip
        assert "ask there" in found.headline().text()


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
