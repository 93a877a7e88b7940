"""
What a shop decides itself: its book of prices, its least margin, its band.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs import Money, pricing
from globalcs.errors import DataError, InvalidInput, RateNotFound
from globalcs.facts import bundled
from globalcs.pricing import BookPrice, FixedRates, LocalPrice, PriceBook, PriceRules

DAY = date(2026, 10, 29)

#: A book that does not know the rate of Nigeria, whatever ours learns.
UNKNOWN_TAX = bundled().with_layer(
    "given", {"NG": {"tax.rate": {"ended": True, "since": date(2000, 1, 1)}}}, authority=True
)


def at(rate):
    """
    The euro in dollars.
    """
    return FixedRates({("EUR", "USD"): rate})


def codes(shown):
    return [reason.code for reason in shown.reasons]


class TestBook:
    BOOK = PriceBook(
        [
            BookPrice("mug", Money("12.90", "EUR")),
            BookPrice("mug", Money("13.50", "EUR"), market="FI"),
            BookPrice("mug", Money("11.90", "EUR"), group="club"),
            BookPrice("mug", Money("10.90", "EUR"), quantity=6),
            BookPrice("mug", Money("10.50", "EUR"), group="club", quantity=6),
            BookPrice("mug", Money("14.99", "USD"), market="US"),
            BookPrice("mug", Money("15.99", "USD"), market="US-CA"),
            BookPrice("mug", Money("390", "TWD"), until=date(2026, 12, 31)),
        ]
    )

    @pytest.mark.parametrize(
        ("place", "group", "quantity", "expected"),
        [
            ("NL", None, 1, "12.90 EUR"),
            ("FI", None, 1, "13.50 EUR"),
            ("FI", "club", 6, "13.50 EUR"),
            ("NL", "club", 1, "11.90 EUR"),
            ("NL", "staff", 1, "12.90 EUR"),
            ("NL", None, 5, "12.90 EUR"),
            ("NL", None, 6, "10.90 EUR"),
            ("NL", "club", 7, "10.50 EUR"),
            ("US", None, 1, "14.99 USD"),
            ("US-NY", None, 1, "14.99 USD"),
            ("US-CA", None, 1, "15.99 USD"),
        ],
    )
    def test_the_most_specific_wins(self, place, group, quantity, expected):
        """
        Market before group before quantity; a region before its country; never another currency.
        """
        shown = pricing.price(
            "1000 JPY", place, on=DAY, price_book=self.BOOK, item="mug", group=group,
            quantity=quantity,
        )  # fmt: skip

        assert Money.from_text(expected) == shown.amount
        assert "pricing.explicit" in codes(shown)
        assert {"pricing.converted", "pricing.rounded"} & set(codes(shown)) == set()
        assert shown == LocalPrice.from_json(shown.to_json())

    def test_what_it_does_not_hold_is_converted(self):
        """
        Another item, another currency, another day.
        """
        shown = pricing.price("1000 JPY", "NL", on=DAY, price_book=self.BOOK, item="cup")

        assert "pricing.converted" in codes(shown)
        with pytest.raises(RateNotFound):
            pricing.price("1000 JPY", "TW", on=date(2027, 1, 1), price_book=self.BOOK, item="mug")

    def test_no_rate_is_needed(self):
        """
        The dollar of Taiwan is no currency of the ECB, and the price stands all the same.
        """
        shown = pricing.price("1000 JPY", "TW", on=DAY, price_book=self.BOOK, item="mug")

        assert Money("390.00", "TWD") == shown.amount

    def test_tax_is_inside_as_on_any_tag(self):
        """
        12.90 with 21 % inside is 10.66; in America a tag is without tax.
        """
        dutch = pricing.price("1000 JPY", "NL", on=DAY, price_book=self.BOOK, item="mug")
        american = pricing.price("1000 JPY", "US", on=DAY, price_book=self.BOOK, item="mug")

        assert (Money("10.66", "EUR"), ("destination_tax",)) == (dutch.net, dutch.prices_include)
        assert (Money("14.99", "USD"), ()) == (american.net, american.prices_include)

    def test_an_unknown_tax_leaves_the_price_known(self):
        """
        The amount is the shop's word; only what of it is tax is missing.
        """
        book = PriceBook([BookPrice("mug", Money("5000.00", "NGN"))])
        shown = pricing.price(
            "1000 JPY", "NG", on=DAY, price_book=book, item="mug", facts=UNKNOWN_TAX
        )

        assert (Money("5000.00", "NGN"), None, "estimated") == (
            shown.amount, shown.net, shown.status,
        )  # fmt: skip
        assert ("tax.rate NG",) == shown.missing

    def test_an_item_must_be_named(self):
        """
        A book without an item says nothing.
        """
        with pytest.raises(InvalidInput, match='item="mug"'):
            pricing.price("1000 JPY", "NL", on=DAY, price_book=self.BOOK)
        with pytest.raises(InvalidInput, match="at least one"):
            pricing.price("1 JPY", "NL", on=DAY, price_book=self.BOOK, item="mug", quantity=0)

    def test_written_and_read_back(self, tmp_path):
        """
        A file holds all of it.
        """
        self.BOOK.to_csv(tmp_path / "prices.csv")

        assert self.BOOK == PriceBook.from_csv(tmp_path / "prices.csv")
        assert 8 == len(self.BOOK)

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ("mug,12.999,EUR,,,,", "more decimals"),
            ("mug,NaN,EUR,,,,", "digits with a point"),
            ("mug,-1,EUR,,,,", "negative"),
            ("mug,12,XXQ,,,,", "XXQ"),
            (",12,EUR,,,,", "names its item"),
            ("mug,12,EUR,,0,,", "at least one"),
            ("mug,12,EUR,,1.5,,", "whole number"),
            ("mug,12,EUR,,,yesterday,", "2026-10-29"),
            ("mug,12,EUR,,,2026-02-01,2026-01-01", "ends on its first day"),
            ("mug,12,EUR", "more or fewer cells"),
            ("mug,12,EUR,,,,,9", "more or fewer cells"),
        ],
    )
    def test_a_broken_row_tells_its_line(self, tmp_path, row, why):
        """
        And nothing of the file is loaded.
        """
        path = tmp_path / "prices.csv"
        head = "item,price,currency,market,quantity,since,until\n"
        path.write_text(f"{head}tea,9.90,EUR,,,,\n{row}\n")
        with pytest.raises(DataError, match=why) as caught:
            PriceBook.from_csv(path)
        assert ("prices.csv", "line 3") == (caught.value.file, caught.value.entry)

    @pytest.mark.parametrize(
        "text",
        ["item,price\nmug,12\n", "item,price,currency,colour\n",
         "item,price,currency\nmug,12,EUR\nmug,13,EUR\n"],
    )  # fmt: skip
    def test_files_that_say_too_little_or_too_much(self, tmp_path, text):
        """
        A column missing, one unknown, two prices for the same case.
        """
        path = tmp_path / "prices.csv"
        path.write_text(text)
        with pytest.raises(DataError):
            PriceBook.from_csv(path)

    @pytest.mark.parametrize(
        ("written", "market"), [("UK", "GB"), ("el", "GR"), ("us_ca", "US-CA"), ("fi", "FI")]
    )
    def test_markets_are_written_in_any_way(self, written, market):
        """
        The other names of Great Britain and Greece are not lost in silence.
        """
        book = PriceBook([BookPrice("mug", "13.50 EUR", market=written)])

        assert market == book.prices[0].market
        assert book.find("mug", market, "EUR", on=DAY) == book.prices[0]

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ("mug", "a list of prices"),
            ([{"item": "mug"}], "a price has item"),
            ([{"item": "mug", "price": "1 EUR", "colour": "red"}], "a price has item"),
            ([5], "a price has item"),
            ([{"item": "mug", "price": 1.5}], "money"),
            ([{"item": "mug", "price": "1"}], "money"),
            ([{"item": 5, "price": "1 EUR"}], "names its item"),
            ([{"item": "mug", "price": "1 EUR", "group": 5}], "has a name"),
            ([{"item": "mug", "price": "1 EUR", "market": "Europe"}], 'such as "CH"'),
            ([{"item": "mug", "price": "1 EUR", "since": "2026-10-29"}], "on is a day"),
            ([{"item": "mug", "price": "1 EUR", "quantity": True}], "whole number"),
        ],
    )
    def test_broken_rows_of_a_list(self, rows, why):
        """
        Each is the typed error, and nothing is half read.
        """
        with pytest.raises(InvalidInput, match=why):
            PriceBook.read(rows)

    @pytest.mark.parametrize(
        ("args", "more"),
        [
            ((None, "NL", "EUR"), {}),
            (("mug", 5, "EUR"), {}),
            (("mug", "NL", None), {}),
            (("mug", "NL", "EUR"), {"group": 5}),
            (("mug", "NL", "EUR"), {"quantity": 1.5}),
            (("mug", "NL", "EUR"), {"on": "2026-10-29"}),
        ],
    )
    def test_bad_questions(self, args, more):
        """
        The book can be asked alone, and looks at what it is asked.
        """
        with pytest.raises(InvalidInput):
            self.BOOK.find(*args, **{"on": DAY, **more})

    def test_read_takes_a_book_as_it_is(self):
        """
        And a list of prices too.
        """
        assert self.BOOK is PriceBook.read(self.BOOK)
        assert self.BOOK == PriceBook.read(list(self.BOOK.prices))
        with pytest.raises(InvalidInput, match="BookPrice"):
            PriceBook(["mug"])

    def test_one_after_the_other_is_no_overlap(self):
        """
        A new price begins the day after the old one ends.
        """
        book = PriceBook(
            [
                BookPrice("mug", Money("12", "EUR"), until=date(2026, 6, 30)),
                BookPrice("mug", Money("13", "EUR"), since=date(2026, 7, 1)),
            ]
        )

        assert ["12.00 EUR", "13.00 EUR"] == [
            str(book.find("mug", "NL", "EUR", on=day).price)
            for day in (date(2026, 6, 30), date(2026, 7, 1))
        ]


class TestMargin:
    def test_a_price_below_is_raised(self):
        """
        A cost of 60 euros and 40 % want 100 before tax: 110 dollars at 1.10, not 99.
        """
        rules = PriceRules(min_margin="40 %")
        shown = pricing.price("90 EUR", "US", on=DAY, rules=rules, cost="60 EUR", rates=at("1.10"))

        assert Money("110.00", "USD") == shown.amount
        assert Fraction(2, 5) == shown.margin
        assert "pricing.margin_raised" in codes(shown)

    def test_the_ending_comes_again(self):
        """
        Raised to the next price with the ending; tax counts on top.
        """
        rules = PriceRules(min_margin="40 %", ending=".99")
        shown = pricing.price("90 EUR", "NL", on=DAY, rules=rules, cost="60 EUR")

        # 60 / 0.6 x 1.21 = 121.00
        assert Money("121.99", "EUR") == shown.amount
        assert shown.margin > Fraction(2, 5)

    def test_a_price_above_stays(self):
        """
        And tells its margin: 100 before tax, 60 for the goods.
        """
        rules = PriceRules(min_margin="30 %")
        shown = pricing.price("100 EUR", "NL", on=DAY, rules=rules, cost="60 EUR")

        assert (Money("121.00", "EUR"), Fraction(2, 5)) == (shown.amount, shown.margin)

    def test_the_shop_s_own_price_is_guarded_too(self):
        """
        With a warning, since somebody set it.
        """
        book = PriceBook([BookPrice("mug", Money("99.00", "EUR"))])
        shown = pricing.price(
            "1 EUR", "NL", on=DAY, rules=PriceRules(min_margin="40 %"), cost="60 EUR",
            price_book=book, item="mug",
        )  # fmt: skip

        assert Money("121.00", "EUR") == shown.amount
        assert "pricing.margin_raised" == shown.warnings[0].code

    def test_a_cost_in_a_third_currency(self):
        """
        Goods bought in dollars, priced in euros, sold in yen.
        """
        rates = FixedRates({("EUR", "JPY"): 160, ("USD", "JPY"): 150})
        shown = pricing.price(
            "100 EUR", "JP", on=DAY, rules=PriceRules(min_margin="50 %"), cost="60 USD", rates=rates
        )

        # 60 x 150 / 0.5 x 1.1
        assert Money("19800", "JPY") == shown.amount

    def test_without_a_cost_nobody_knows(self):
        """
        Told as a warning, never taken for kept.
        """
        shown = pricing.price("1 EUR", "NL", on=DAY, rules=PriceRules(min_margin="40 %"))

        assert ("pricing.margin_unknown", None) == (shown.warnings[0].code, shown.margin)
        with pytest.raises(InvalidInput, match="cost can't be negative"):
            pricing.price("1 EUR", "NL", on=DAY, cost="-1 EUR")

    @pytest.mark.parametrize("share", ["-1 %", "100 %", 0.4])
    def test_unsound_margins(self, share):
        """
        A whole price can't be margin.
        """
        with pytest.raises(InvalidInput):
            PriceRules(min_margin=share)


class TestBand:
    RULES = PriceRules(band="3 %", ending=".99")

    def ask(self, rate, previous=None, **more):
        return pricing.price(
            "50 EUR", "US", **{"on": DAY, "rules": self.RULES, **more}, rates=at(rate),
            previous=previous,
        )  # fmt: skip

    def test_a_price_stands_until_the_rate_has_left_the_band(self):
        """
        From 1.10: 1.13 is within three percent, 1.14 is not; the band is that of the first day.
        """
        first = self.ask("1.10")
        second = self.ask("1.13", first)
        third = self.ask("1.14", second)

        assert [Money(m, "USD") for m in ("54.99", "54.99", "56.99")] == [
            shown.amount for shown in (first, second, third)
        ]
        assert "pricing.band_kept" in codes(second)
        assert "pricing.band_left" in codes(third)
        assert (Fraction("1.10"), Fraction("1.14")) == (second.tag.rate.ratio, third.tag.rate.ratio)
        assert Fraction("56.5") == second.exact

    def test_exactly_the_band_is_no_move(self):
        """
        More than, not as much as.
        """
        assert Money("54.99", "USD") == self.ask("1.133", self.ask("1.10")).amount

    @pytest.mark.parametrize(
        "change",
        [
            {"rules": PriceRules(band="3 %", ending=".95")},
            {"rules": PriceRules(band="3 %", spread="5 %", ending=".99")},
            {"home": "NL", "prices_include": ["home_tax"]},
        ],
    )
    def test_anything_else_makes_a_new_price(self, change):
        """
        New rules, another content: only the rate may move within the band.
        """
        assert "pricing.band_kept" not in codes(self.ask("1.101", self.ask("1.10"), **change))

    def test_a_new_tax_rate_makes_a_new_price(self):
        """
        A tag with yesterday's tax inside is wrong today.
        """
        rules = PriceRules(band="3 %")
        book = bundled().with_layer("given", {"NL": {"tax.rate": "22 %"}}, authority=True)
        first = pricing.price("100 USD", "NL", on=DAY, rules=rules, rates=at("1.10"))
        second = pricing.price(
            "100 USD", "NL", on=DAY, rules=rules, rates=at("1.10"), previous=first, facts=book
        )

        assert first.amount != second.amount

    def test_the_margin_is_stronger_than_the_band(self):
        """
        A price that no longer leaves the margin is made anew.
        """
        rules = PriceRules(band="10 %", min_margin="40 %")
        first = self.ask("1.10", rules=rules, cost="30 EUR")
        second = self.ask("1.15", first, rules=rules, cost="30 EUR")

        assert Money("57.50", "USD") == second.amount
        assert "pricing.band_margin" == second.warnings[0].code

    def test_kept_with_the_tag_as_json(self):
        """
        A tag that was stored and read back keeps the price as well.
        """
        first = LocalPrice.from_json(self.ask("1.10").to_json())
        second = self.ask("1.12", first.tag)

        assert Money("54.99", "USD") == second.amount
        assert second == LocalPrice.from_json(second.to_json())


class TestTwoCurrencies:
    def test_both_readings_of_the_end_are_told(self):
        """
        Bulgaria after 8 August 2026: the longer period is followed, and the shorter one named.
        """
        before = pricing.price("50 EUR", "BG", on=date(2026, 8, 8))
        after = pricing.price("50 EUR", "BG", on=date(2026, 8, 9))

        assert Money("117.35", "BGN") == before.also == after.also
        assert "pricing.second_currency_disputed" not in codes(before)
        told = next(r for r in after.reasons if r.code == "pricing.second_currency_disputed")
        assert (date(2026, 8, 8), date(2026, 12, 31)) == (
            told.params["shorter"],
            told.params["longer"],
        )
        assert len(told.facts) > 1

    def test_croatia_had_its_year(self):
        """
        Kuna and euro from September 2022 to the end of 2023; a low confidence is an estimate.
        """
        kuna = pricing.price("100 HRK", "HR", on=date(2022, 10, 3))
        euro = pricing.price("10 EUR", "HR", on=date(2023, 10, 3))
        later = pricing.price("10 EUR", "HR", on=date(2024, 1, 1))

        # 125 / 7.5345 = 16.590...; 12.50 x 7.5345 = 94.18125
        assert (Money("125.00", "HRK"), Money("16.59", "EUR")) == (kuna.amount, kuna.also)
        assert (Money("12.50", "EUR"), Money("94.18", "HRK")) == (euro.amount, euro.also)
        assert ("estimated", None) == (euro.status, later.also)
