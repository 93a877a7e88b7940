"""
The shop, its markets, and one checkout through all rooms.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from globalcs import Address, Item, Money, OrderSummary, Shop
from globalcs.errors import DataError, FixedFact, InvalidInput, UnknownPlace
from globalcs.landed_cost import load_tariff
from globalcs.pricing import BookPrice, PriceBook, PriceRules
from globalcs.rates import FixedRates
from globalcs.returns import Order, Policy

DAY = date(2026, 10, 29)
EXAMPLES = Path(__file__).parents[3] / "examples"
TEE = Item(id="tee", price="3900 JPY", quantity=2, hs_code="610910", origin="JP", weight_kg="0.2")


@pytest.fixture
def shop() -> Shop:
    return Shop(home="JP", currency="JPY", registrations=("IOSS",), timezone="Asia/Tokyo")


@pytest.fixture
def summary(shop: Shop) -> OrderSummary:
    return shop.market("NL", on=DAY).checkout([TEE], shipping="1800 JPY")


def _file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


class TestShop:
    def test_bad_settings_are_told_by_name(self):
        """
        Each wrong setting is an InvalidInput whose problem carries the setting's name.
        """
        wrong = {
            "incoterm": {"incoterm": "FOB"},
            "prices_include": {"prices_include": ("tax",)},
            "psps": {"psps": "stripe"},
            "timezone": {"timezone": "Mars/Olympus"},
        }
        for name, settings in wrong.items():
            with pytest.raises(InvalidInput) as caught:
                Shop(home="JP", currency="JPY", **settings)

            assert name == caught.value.problems[0].path

    def test_unknown_home(self):
        """
        A home that is no place is refused when the shop is made.
        """
        with pytest.raises(UnknownPlace):
            Shop(home="QQ", currency="JPY")

    def test_frozen(self, shop):
        """
        A shop can't be changed after it was made.
        """
        with pytest.raises(AttributeError):
            shop.currency = "EUR"

    def test_today_is_the_day_in_the_shops_zone(self, shop):
        """
        Without a day a market takes the calendar day of the shop's zone.
        """
        from zoneinfo import ZoneInfo

        before = datetime.now(ZoneInfo("Asia/Tokyo")).date()
        day = shop.market("NL").on

        assert before <= day <= datetime.now(ZoneInfo("Asia/Tokyo")).date()


class TestFromToml:
    def test_examples_load(self):
        """
        The example shops are what their files say.
        """
        shop = Shop.from_toml(EXAMPLES / "kyoto.toml")

        assert ("JP", "JPY", ("IOSS",)) == (shop.home, shop.currency, shop.registrations)

    def test_full_file(self, tmp_path):
        """
        Address, policy and a layer of own facts are read from tables.
        """
        file = tmp_path / "shop.toml"
        file.write_text(
            'currency = "EUR"\n[home]\ncountry = "ES"\npostal_code = "35001"\n'
            '[policy]\nid = "mine"\nwindow_days = 30\n'
        )

        shop = Shop.from_toml(file)

        assert Address(country="ES", postal_code="35001") == shop.home
        assert Policy(id="mine", window_days=30) == shop.policy

    def test_ready_policy_by_name(self, tmp_path):
        """
        A policy given as text is one of the ready ones.
        """
        file = tmp_path / "shop.toml"
        file.write_text('home = "NL"\ncurrency = "EUR"\npolicy = "eu_minimum"\n')

        assert Policy.named("eu_minimum") == Shop.from_toml(file).policy

    def test_a_tariff_of_its_own(self, tmp_path):
        """
        A store and layers are files beside the shop's; the layers come on top of the duty.
        """
        rates = "territory,code,valid_from,valid_to,expression,source\nNO,610910,,,7 %,mine\n"
        load_tariff(_file(tmp_path, "no.csv", rates), tmp_path / "no.sqlite", kind="csv", as_of=DAY)
        layers = "territory,code,origin,kind,duty,name\nNO,6109,JP,added,10 %,extra\n"
        _file(tmp_path, "layers.csv", layers)
        head = 'home = "JP"\ncurrency = "NOK"\n[tariffs]\nstore = "no.sqlite"\n'
        shirts = [{"price": "5000 NOK", "hs_code": "610910", "origin": "JP"}]

        def duty(text):
            shop = Shop.from_toml(_file(tmp_path, "shop.toml", text))
            return shop.market("NO", on=DAY).landed_cost(shirts, shipping="0 NOK").duty

        assert Money("350", "NOK") == duty(head)
        assert Money("850", "NOK") == duty(head + 'layers = ["layers.csv"]\n')

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('home = "JP"\ncurrency = "JPY"\nincotern = "DAP"\n', "incotern"),
            ('home = "JP"\ncurrency = "JPY"\ntariffs = "a.sqlite"\n', "tariffs"),
            ('home = "JP"\ncurrency = "JPY"\ntariffs = { stores = "a" }\n', "tariffs"),
            ('home = "JP"\ncurrency = "JPY"\ntariffs = { layers = "a" }\n', "in a list"),
            ('home = "JP"\n', "currency"),
            ('home = "JP\n', "line 1"),
            ('home = "JP"\ncurrency = "JPY"\npolicy = "no such"\n', "eu_minimum"),
            ('home = "JP"\ncurrency = "EUX"\n', "EUX"),
        ],
    )
    def test_broken_files_name_the_file_and_the_setting(self, tmp_path, text, words):
        """
        A broken file is one DataError that names the file and what is wrong in it.
        """
        file = tmp_path / "shop.toml"
        file.write_text(text)

        with pytest.raises(DataError, match=r"shop\.toml") as caught:
            Shop.from_toml(file)

        assert words in str(caught.value)

    def test_a_layer_may_not_touch_the_law(self, tmp_path):
        """
        Own facts that the law fixes are refused when the shop is read.
        """
        file = tmp_path / "shop.toml"
        file.write_text('home = "NL"\ncurrency = "EUR"\n[facts.NL]\n"tax.rate" = "5 %"\n')

        with pytest.raises((DataError, FixedFact), match=r"law fixes tax\.rate"):
            Shop.from_toml(file)


class TestMarket:
    @pytest.mark.parametrize(
        ("place", "currency", "locale"),
        [
            ("NL", "EUR", "nl-NL"),
            ("uk", "GBP", "en-GB"),
            ("US-CA", "USD", "en-US"),
            ("CH", "CHF", "de-CH"),
            ("SA", "SAR", "ar-SA"),
            ("CN", "CNY", "zh-Hans-CN"),
            ("IC", "EUR", "es-IC"),
        ],
    )
    def test_money_and_language_of_the_place(self, shop, place, currency, locale):
        """
        A market speaks the language and counts in the money of its place.
        """
        market = shop.market(place, on=DAY)

        assert (currency, locale) == (market.currency, market.locale)

    def test_currency_is_dated(self, shop):
        """
        Bulgaria paid in leva until the end of 2025, and in euros since.
        """
        assert "BGN" == shop.market("BG", on=date(2025, 12, 31)).currency
        assert "EUR" == shop.market("BG", on=date(2026, 1, 1)).currency

    def test_postal_code_finds_the_territory(self, shop):
        """
        An address with a Canarian postal code opens the market of the Canary Islands.
        """
        market = shop.market(Address(country="ES", postal_code="35001"), on=DAY)

        assert "IC" == market.place.code

    def test_limits_in_another_money_are_compared(self, shop):
        """
        PayPal's largest payment is told in dollars; a market compares it at the shop's rates.
        """
        rates = FixedRates({("EUR", "USD"): "1.5"}, source="a test")
        own = Shop(home="JP", currency="JPY", rates=rates).market("NL", on=DAY)
        below, above = own.payments("40000 EUR"), own.payments("40000.01 EUR")

        assert "paypal" in [offer.method.id for offer in below.offered]
        assert ["payments.amount_too_high"] == [r.code for r in above.why("paypal").reasons]
        assert "paypal" in [
            offer.method.id for offer in shop.market("NL", on=DAY).payments("40 EUR").offered
        ]

    def test_a_moment_is_no_day(self, shop):
        """
        A datetime is refused, since its day depends on a zone.
        """
        with pytest.raises(InvalidInput, match="not a moment"):
            shop.market("NL", on=datetime(2026, 10, 29, 12, 0))  # noqa: DTZ001

    def test_a_currency_is_no_place(self, shop):
        """
        A currency where a place belongs is told as such.
        """
        with pytest.raises(UnknownPlace, match="EUR is a currency"):
            shop.market("EUR", on=DAY)


class TestCheckout:
    def test_every_part_is_in_the_markets_currency(self, summary):
        """
        Prices, quote and the amount for the methods are all in euros.
        """
        currencies = {str(price.amount.currency) for price in summary.prices}

        assert {"EUR"} == currencies
        assert "EUR" == str(summary.quote.total.currency)
        assert "EUR" == str(summary.payments.request.amount.currency)

    def test_methods_are_chosen_for_what_is_charged_at_checkout(self, summary):
        """
        The amount that a method must carry is what the buyer pays at checkout.
        """
        assert summary.quote.due_at_checkout == summary.payments.request.amount

    def test_local_method_first(self, summary):
        """
        Dutch shoppers see iDEAL first, under the name it bears that day.
        """
        assert ("ideal", "iDEAL | Wero") == (
            summary.payments.offered[0].method.id,
            summary.payments.offered[0].label,
        )

    def test_ioss_tax_and_flat_duty_to_the_cent(self, summary):
        """
        Two T-shirts and freight from Japan: 21 % VAT by IOSS and EUR 3 for one tariff item.
        """
        rate = Money.from_minor(1, "EUR")  # a cent, for the sums below
        quote = summary.quote

        assert Money("3.00", "EUR") == quote.duty
        assert quote.goods + quote.shipping + quote.duty + quote.tax + quote.fees == quote.total
        assert rate.minor * 21 == round(
            quote.tax.minor * 100 / (quote.goods + quote.shipping).minor
        )

    def test_return_promise_is_the_law_without_a_policy(self, summary):
        """
        Without a policy the promise is the Dutch fourteen days.
        """
        assert 14 == summary.return_promise.window_days

    def test_reads_back_what_it_wrote(self, summary):
        """
        JSON and back gives an equal summary.
        """
        again = OrderSummary.from_json(summary.to_json())

        assert summary.to_dict() == again.to_dict()

    def test_notebook_view_escapes(self, shop):
        """
        A name with markup can't break out of the notebook view.
        """
        item = TEE.replace(id="<script>alert(1)</script>")
        html = shop.market("NL", on=DAY).checkout([item], shipping="0 JPY")._repr_html_()

        assert "<script>" not in html
        assert "<table>" in html

    def test_empty_cart(self, shop):
        """
        A cart without items is refused with what to do.
        """
        with pytest.raises(InvalidInput, match="at least one"):
            shop.market("NL", on=DAY).checkout([], shipping="0 JPY")

    def test_two_currencies(self, shop):
        """
        Two currencies in a cart are refused.
        """
        with pytest.raises(InvalidInput, match="currenc"):
            shop.market("NL", on=DAY).checkout([TEE, {"price": "5 EUR"}], shipping="0 JPY")

    def test_float_price_is_refused_without_repeating_it(self, shop):
        """
        A float where money belongs is refused, and the error does not repeat the value.
        """
        with pytest.raises(InvalidInput) as caught:
            shop.market("NL", on=DAY).checkout([{"price": 19.99}], shipping="0 JPY")

        assert "19.99" not in str(caught.value)


class TestReturns:
    @pytest.fixture
    def order(self, summary):
        return Order.from_quote(
            summary.quote, lines={"tee": {"delivered": "2026-11-05", "category": "clothing"}}
        )

    @staticmethod
    def back(order, notice):
        return {"order": order, "notice": notice, "informed": True, "cost_told": True}

    def test_what_was_charged_comes_back(self, shop, order, summary):
        """
        A checkout becomes an order, and its withdrawal gives back all that was charged.
        """
        market = shop.market("NL", on=date(2026, 11, 12))
        decision = market.decide_return(self.back(order, "2026-11-12"))

        assert "accept" == decision.verdict
        assert summary.payments.request.amount == decision.refund.total

    def test_a_summary_is_as_good_as_its_quote(self, order, summary):
        """
        An order can be made of the whole checkout.
        """
        lines = {"tee": {"delivered": "2026-11-05", "category": "clothing"}}

        assert order == Order.from_quote(summary, lines=lines)

    def test_the_orders_own_policy_holds(self, order):
        """
        What the shop changed in its policy since does not reach an order placed before.
        """
        placed = order.replace(policy=Policy(id="then", window_days=60))
        shop = Shop(home="JP", currency="JPY", policy=Policy(id="now", accepts=False))
        asked = self.back(placed, "2026-12-20")
        decision = shop.market("NL", on=date(2026, 12, 20)).decide_return(asked)

        assert ("accept", "policy", "then") == (decision.verdict, decision.basis, decision.policy)

    def test_the_shops_policy_holds_for_an_order_without_one(self, order):
        """
        The shop says its policy once; an order that carries none is judged by it.
        """
        shop = Shop(home="JP", currency="JPY", policy=Policy(id="now", window_days=60))
        asked = self.back(order, "2026-12-20")
        decision = shop.market("NL", on=date(2026, 12, 20)).decide_return(asked)

        assert ("accept", "policy", "now") == (decision.verdict, decision.basis, decision.policy)

    def test_bad_requests_are_told(self, shop):
        """
        Plain data that is no request is bad input.
        """
        with pytest.raises(InvalidInput):
            shop.market("NL", on=DAY).decide_return({"lines": []})


def test_a_market_hands_on_what_a_price_takes(shop: Shop) -> None:
    """
    The shop's own prices, costs and the tag that stands are asked for through a market too.
    """
    market = shop.market("NL", on=DAY)
    book = PriceBook([BookPrice("mug", Money("12.90", "EUR"))])
    rules = PriceRules(band="2 %")
    own = market.price("1980 JPY", price_book=book, item="mug")
    first = market.price("1980 JPY", rules=rules)
    again = market.price("1980 JPY", rules=rules, previous=first)

    assert Money("12.90", "EUR") == own.amount
    assert "pricing.band_kept" in {reason.code for reason in again.reasons}
