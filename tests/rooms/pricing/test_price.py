"""
A price as a local shop would print it, and the road to it.
"""

from datetime import UTC, date, datetime
from fractions import Fraction

import moneyed
import pytest

from globalcs import Money, pricing
from globalcs.errors import (
    CurrencyMismatch,
    EndedCurrency,
    FactNotFound,
    InvalidInput,
    RateNotFound,
    RateTooOld,
    UnknownLocale,
    UnknownPlace,
)
from globalcs.facts import bundled
from globalcs.pricing import FixedRates, LocalPrice, PriceRules

DAY = date(2026, 11, 21)

#: A book that does not know the rate of Nigeria, whatever ours learns.
UNKNOWN_TAX = bundled().with_layer(
    "given", {"NG": {"tax.rate": {"ended": True, "since": date(2000, 1, 1)}}}, authority=True
)
PLACES = ["NL", "DE", "FR", "GB", "CH", "NO", "US", "CA", "BR", "JP", "CN", "KR", "SA", "AE", "AU"]
RATES = FixedRates({("EUR", "USD"): "1.10", ("EUR", "JPY"): 160, ("EUR", "CHF"): "0.93"})


def codes(price):
    """
    The codes of all reasons, in order.
    """
    return [reason.code for reason in price.reasons]


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_a_price(place):
    """
    A yen price becomes a price in the money of each place, as a text, with day and sources told.
    """
    shown = pricing.price(Money("5400", "JPY"), place, on=date(2026, 10, 29))

    assert shown.status in ("complete", "estimated")
    assert shown.amount == shown.amount.require_live(DAY)
    assert bundled().get(place, "place.currency", on=DAY).value == str(shown.amount.currency)
    assert place == "JP" or date(2026, 10, 29) == shown.rate.day
    assert shown.text
    assert any(ref.key == "pricing.tax_display" for ref in shown.sources)
    assert all(reason.text() for reason in shown.reasons)


def test_net_by_default_and_tax_put_inside():
    """
    50,000 yen at 160 are 312.50 euros; with 21 % they are 378.125, rounded half up.
    """
    shown = pricing.price(Money("50000", "JPY"), "NL", on=DAY, rates=RATES)

    assert Money("378.13", "EUR") == shown.amount
    assert Fraction("378.125") == shown.exact
    assert Money("312.50", "EUR") == shown.net
    assert Money("65.63", "EUR") == shown.tax
    assert (Fraction(21, 100), ("destination_tax",)) == (shown.tax_rate, shown.prices_include)
    assert shown.amount == shown.net + shown.tax == shown.at_least


def test_steps_come_in_one_order():
    """
    Source, home tax, conversion, spread, tax, rounding, ending: always this way.
    """
    rules = PriceRules(spread="2 %", ending=".99")
    shown = pricing.price(
        Money("121", "EUR"), "CH", on=DAY, home="NL", prices_include=["home_tax"],
        rules=rules, rates=RATES,
    )  # fmt: skip
    steps = [code for code in codes(shown) if code.startswith("pricing.")]

    assert [
        "pricing.source_with",
        "pricing.home_tax_out",
        "pricing.converted",
        "pricing.spread",
        "pricing.tax_in",
        "pricing.rounded",
        "pricing.ending",
    ] == steps
    # 100 x 0.93 x 1.02 x 1.081 = 102.54366
    assert Fraction("102.54366") == shown.exact
    assert Money("102.99", "CHF") == shown.amount


def test_the_same_currency_has_no_conversion_and_no_spread():
    """
    A euro shop sells to France: tax only; a spread belongs to an exchange rate.
    """
    shown = pricing.price(Money("10", "EUR"), "FR", on=DAY, rules=PriceRules(spread="5 %"))

    assert Money("12.00", "EUR") == shown.amount
    assert "same" == shown.rate.kind
    assert {"pricing.converted", "pricing.spread"} & set(codes(shown)) == set()


class TestContents:
    def test_home_tax_is_taken_out_for_export(self):
        """
        121 with 21 % inside is 100 in America.
        """
        shown = pricing.price(
            "121 EUR", "US", on=DAY, home="NL", prices_include=["home_tax"], rates=RATES
        )

        assert Money("110.00", "USD") == shown.amount
        assert ("exclusive", ()) == (shown.tax_display, shown.prices_include)

    def test_home_tax_changes_within_the_union(self):
        """
        21 % of the Netherlands goes, 20 % of France comes.
        """
        shown = pricing.price("121 EUR", "FR", on=DAY, home="NL", prices_include=["home_tax"])

        assert Money("120.00", "EUR") == shown.amount

    def test_destination_tax_is_never_added_twice(self):
        """
        A price that contains it stays; where prices are shown without, it is taken out.
        """
        stays = pricing.price("121 EUR", "NL", on=DAY, prices_include=["destination_tax"])

        assert Money("121.00", "EUR") == stays.amount
        assert "pricing.tax_already_in" in codes(stays)

    def test_duty_inside_is_told(self):
        """
        What the shop put inside stays inside, and the answer says so.
        """
        shown = pricing.price("10 EUR", "CH", on=DAY, prices_include=["duty"], rates=RATES)

        assert ("destination_tax", "duty") == shown.prices_include

    def test_home_must_be_told(self):
        """
        Without home nobody knows which tax to take out.
        """
        with pytest.raises(InvalidInput, match='home="JP"') as caught:
            pricing.price("10 EUR", "CH", on=DAY, prices_include=["home_tax"])
        assert "home" == caught.value.problems[0].path

    @pytest.mark.parametrize("words", [["vat"], "home_tax", ["home_tax", "destination_tax"]])
    def test_wrong_words(self, words):
        """
        An unknown word, a text instead of a list, two taxes at once.
        """
        with pytest.raises(InvalidInput) as caught:
            pricing.price("10 EUR", "CH", on=DAY, home="NL", prices_include=words)
        assert "prices_include" == caught.value.problems[0].path

    def test_an_unknown_home_tax_makes_the_price_unknown(self):
        """
        Unknown is never zero, and what should be taken out gives no lower bound.
        """
        shown = pricing.price(
            "10 USD", "NL", on=DAY, home="NG", prices_include=["home_tax"], facts=UNKNOWN_TAX
        )

        assert ("unknown", ("tax.rate NG",)) == (shown.status, shown.missing)
        assert (None, None, "") == (shown.amount, shown.at_least, shown.text)
        assert "pricing.headline_unknown" == shown.headline().code


class TestDisplay:
    def test_reduced_rates(self):
        """
        Books in the Netherlands have 9 %.
        """
        assert Money("10.90", "EUR") == pricing.price("10 EUR", "NL", on=DAY, goods="books").amount

    def test_special_territories(self):
        """
        The Canaries are Spain with another tax, found by postcode.
        """
        from globalcs import Address

        here = Address(country="ES", postal_code="35001")
        shown = pricing.price("100 EUR", here, on=DAY)

        assert ("IC", Money("107.00", "EUR")) == (shown.request.place, shown.amount)

    def test_where_nobody_knows_how_tax_is_shown(self):
        """
        The careful reading has the tax inside, says so, and is an estimate.
        """
        book = bundled().with_layer("given", {"NG": {"tax.rate": "7.5 %"}}, authority=True)
        shown = pricing.price(
            "10 EUR", "NG", on=DAY, facts=book, rates=FixedRates({("EUR", "NGN"): 1700})
        )

        assert (Money("18275.00", "NGN"), "estimated") == (shown.amount, shown.status)
        assert ("unknown", "pricing.tax_display_unknown") == (
            shown.tax_display,
            shown.warnings[0].code,
        )

    def test_no_such_tax(self):
        """
        Hong Kong has none.
        """
        shown = pricing.price("10 EUR", "HK", on=date(2026, 10, 29))

        assert (shown.amount, None, "untaxed") == (shown.net, shown.tax, shown.tax_display)

    def test_low_confidence_is_an_estimate(self):
        """
        A display rule known from hearsay makes the price an estimate that says so.
        """
        shown = pricing.price("10 EUR", "BR", on=date(2026, 10, 29))

        assert "estimated" == shown.status
        assert "facts.low_confidence" in codes(shown)

    def test_display_digits_make_the_step(self):
        """
        A forint price has no fillér, in text and in charge.
        """
        shown = pricing.price("10.01 EUR", "HU", on=date(2026, 10, 29))

        assert 0 == shown.amount.minor % 100

    def test_native_text(self):
        """
        As people there write it; another locale when asked.
        """
        price = "37.50 CHF"
        shown = [
            pricing.price(price, "CH", on=DAY, prices_include=["destination_tax"], locale=locale)
            for locale in (None, "fr-CH", "de_CH")
        ]

        assert ["de-CH", "fr-CH", "de_CH"] == [each.locale for each in shown]
        assert "CHF\xa037.50" == shown[0].text
        with pytest.raises(UnknownLocale):
            _ = pricing.price(price, "CH", on=DAY, locale="xx-not-a-tag-").text


class TestRules:
    @pytest.mark.parametrize(
        ("rules", "amount"),
        [
            ({}, "12.10"),
            ({"ending": ".99"}, "11.99"),
            ({"ending": ".99", "toward": "up"}, "12.99"),
            ({"ending": ".95", "toward": "down"}, "11.95"),
            ({"ending": ".9"}, "11.90"),
            ({"ending": "9"}, "9.00"),
            ({"ending": "local"}, "11.99"),
            ({"step": "0.05 EUR"}, "12.10"),
            ({"step": "1 EUR", "rounding": "up"}, "13.00"),
            ({"step": "0.25 EUR", "rounding": "down"}, "12.00"),
        ],
    )
    def test_endings_and_steps(self, rules, amount):
        """
        10 euros net in the Netherlands, 12.10 with tax, under several rules.
        """
        shown = pricing.price("10 EUR", "NL", on=DAY, rules=PriceRules(within="30 %", **rules))

        assert Money(amount, "EUR") == shown.amount

    def test_an_ending_too_far_is_left_out(self):
        """
        0.12 would become 0.99: eight times the price.
        """
        shown = pricing.price("0.10 EUR", "NL", on=DAY, rules=PriceRules(ending=".99"))

        assert Money("0.12", "EUR") == shown.amount
        assert "pricing.ending_too_far" == shown.warnings[0].code

    def test_nothing_costs_nothing(self):
        """
        A gift stays one, whatever the ending.
        """
        shown = pricing.price("0 EUR", "NL", on=DAY, rules=PriceRules(ending=".99"))

        assert not shown.amount

    def test_an_ending_in_yen(self):
        """
        80 is what Japan is used to; it comes with its source.
        """
        shown = pricing.price("5400 JPY", "JP", on=DAY, rules=PriceRules(ending="local"))

        assert Money("5980", "JPY") == shown.amount
        assert any(ref.key == "pricing.endings" for ref in shown.sources)

    def test_an_ending_finer_than_the_tag(self):
        """
        A forint price can't end in .99, though the ledger has two decimals.
        """
        shown = pricing.price("10 EUR", "HU", on=date(2026, 10, 29), rules=PriceRules(ending=".99"))

        assert "pricing.ending_not_possible" == shown.warnings[-1].code

    @pytest.mark.parametrize(
        "fields",
        [
            {"spread": "-1 %"},
            {"spread": "60 %"},
            {"spread": 0.02},
            {"spread": "2"},
            {"spread": "1/0"},
            {"ending": "99 cents"},
            {"ending": 99},
            {"rounding": "bankers"},
            {"toward": "sideways"},
            {"step": "0.123 EUR"},
            {"within": "-5 %"},
            {"colour": "red"},
            {"applies_to": ["everything"]},
        ],
    )
    def test_unsound_rules(self, fields):
        """
        Refused when made, with the path of the field.
        """
        with pytest.raises(InvalidInput) as caught:
            PriceRules(**fields)
        assert caught.value.problems[0].path.startswith(next(iter(fields)))

    def test_a_step_of_another_market(self):
        """
        Rules for one market's money can't round another's; a step of nothing rounds nothing.
        """
        with pytest.raises(CurrencyMismatch, match="step is in CHF"):
            pricing.price("10 EUR", "NL", on=DAY, rules=PriceRules(step="0.05 CHF"))
        for step in ("0 EUR", "-1 EUR"):
            with pytest.raises(InvalidInput, match="a step is a multiple"):
                pricing.price("10 EUR", "NL", on=DAY, rules=PriceRules(step=step))


class TestBadInput:
    def test_a_currency_where_a_place_belongs(self):
        """
        The error says what was mixed up.
        """
        with pytest.raises(UnknownPlace, match="EUR is a currency; a place is needed"):
            pricing.price("10 EUR", "EUR", on=DAY)

    @pytest.mark.parametrize("money", [10, 10.0, "10", None, moneyed.Money("0.001", "EUR")])
    def test_what_is_no_money(self, money):
        """
        A bare number, a float, excess decimals.
        """
        with pytest.raises(InvalidInput):
            pricing.price(money, "NL", on=DAY)

    def test_negative_prices(self):
        """
        A price is not below zero.
        """
        with pytest.raises(InvalidInput, match="can't be negative"):
            pricing.price("-1 EUR", "NL", on=DAY)

    @pytest.mark.parametrize("on", ["2026-11-21", datetime(2026, 11, 21, tzinfo=UTC), None])
    def test_what_is_no_day(self, on):
        """
        A day is a date.
        """
        with pytest.raises(InvalidInput, match="on is a day"):
            pricing.price("1 EUR", "NL", on=on)

    @pytest.mark.parametrize(
        ("more", "path"),
        [
            ({"rules": {"ending": ".99"}}, "rules"),
            ({"rates": {("EUR", "USD"): "1.1"}}, "rates"),
            ({"facts": "NL"}, "facts"),
            ({"goods": 5}, "goods"),
            ({"locale": 5}, "locale"),
            ({"group": 5}, "group"),
            ({"item": 5}, "item"),
            ({"price_book": {"mug": "1 EUR"}, "item": "mug"}, "price_book"),
            ({"previous": "12.10 EUR"}, "previous"),
            ({"prices_include": 5}, "prices_include"),
            ({"prices_include": "duty"}, "prices_include"),
        ],
    )
    def test_arguments_of_the_wrong_kind(self, more, path):
        """
        Each is named.
        """
        with pytest.raises(InvalidInput) as caught:
            pricing.price("10 EUR", "NL", on=DAY, **more)

        assert path == caught.value.problems[0].path

    def test_unknown_places_and_kinds(self):
        """
        Told before anything is computed.
        """
        with pytest.raises(UnknownPlace):
            pricing.price("1 EUR", "ZZ", on=DAY)
        with pytest.raises(InvalidInput, match="item, shipping, fee, threshold"):
            pricing.price("1 EUR", "NL", on=DAY, kind="gift")
        with pytest.raises(FactNotFound, match="does not say which currency AQ has"):
            pricing.price("1 EUR", "AQ", on=DAY)

    def test_rates_that_are_not_there(self):
        """
        No rate, too old a rate, a currency that ended.
        """
        with pytest.raises(RateNotFound):
            pricing.price("1 KWD", "NL", on=DAY)
        with pytest.raises(RateTooOld):
            pricing.price("1 USD", "NL", on=date(2030, 1, 1))
        with pytest.raises(EndedCurrency, match="EUR followed"):
            pricing.price("1 HRK", "NL", on=DAY)


class TestDecision:
    def test_written_and_read_back(self):
        """
        JSON holds all of it, rules and second currency too.
        """
        rules = PriceRules(spread="1.5 %", ending="local", step="0.05 EUR")
        for shown in (
            pricing.price("50 EUR", "BG", on=date(2026, 3, 2), rules=rules),
            pricing.price("5400 JPY", "SA", on=date(2026, 10, 29)),
            pricing.price("10 USD", "NL", on=DAY, home="NG", prices_include=["home_tax"]),
        ):
            again = LocalPrice.from_json(shown.to_json())

            assert shown == again
            assert shown.text == again.text
            assert shown.explain() == again.explain()

    def test_versions_name_book_and_rates(self):
        """
        Equal versions give equal cents: the book's and the day of the history are told.
        """
        shown = pricing.price("10 USD", "NL", on=date(2026, 10, 29))

        assert f"{bundled().version} {pricing.EcbRates().version}" == shown.facts_version

    def test_a_notebook_shows_the_steps(self):
        """
        A table of rows, every cell escaped.
        """
        html = pricing.price("10 EUR", "NL", on=DAY)._repr_html_()

        assert "12.10 EUR" in html
        assert "<script" not in html

    def test_rooms_names_are_handed_on(self):
        """
        The names of `rates` are the same objects here.
        """
        from globalcs import rates

        assert all(getattr(rates, name) is getattr(pricing, name) for name in rates.__all__)


class TestCash:
    @pytest.mark.parametrize(
        ("total", "place", "cash"),
        [
            ("17.83 EUR", "NL", "17.85 EUR"),
            ("17.82 EUR", "NL", "17.80 EUR"),
            ("17.83 CHF", "CH", "17.85 CHF"),
            ("17.83 EUR", "DE", "17.83 EUR"),
            ("17.83 USD", "NL", "17.83 USD"),
            ("17.50 NOK", "NO", "18.00 NOK"),
        ],
    )
    def test_only_where_a_coin_is_told(self, total, place, cash):
        """
        To the nearest coin of the place; elsewhere, and in other money, the total stays.
        """
        assert Money.from_text(cash) == pricing.cash_total(total, place, on=DAY)
