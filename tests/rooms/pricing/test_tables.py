"""
Whole tables: own columns kept, rows marked and none dropped, the same cents as one by one.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from globalcs import Money, pricing, to_minor
from globalcs.errors import InvalidInput, MissingExtra
from globalcs.facts import bundled
from globalcs.pricing import BookPrice, FixedRates, PriceBook, PriceRules

DAY = date(2026, 10, 29)

#: A book that does not know the rate of Nigeria, whatever ours learns.
UNKNOWN_TAX = bundled().with_layer(
    "given", {"NG": {"tax.rate": {"ended": True, "since": date(2000, 1, 1)}}}, authority=True
)
PLACES = ["NL", "US", "JP", "HU", "CH"]
KINDS = [pd.DataFrame, pl.DataFrame, pa.table]
SHOP = {"sku": ["a", "b", "c"], "price": ["54.00", "0.10", "1999.99"]}


def rows(table):
    """
    The rows of any table as dicts, None where there is nothing.
    """
    if isinstance(table, pd.DataFrame):
        plain = table.astype(object).where(table.notna(), None)
        return plain.to_dict("records")
    return table.to_dicts() if isinstance(table, pl.DataFrame) else table.to_pylist()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_as_one_by_one(kind):
    """
    Each kind of table comes back as what it was, with every field of the single price.
    """
    rules = PriceRules(ending="local", spread="1.5 %")
    table = pricing.price_many(kind(SHOP), PLACES, on=DAY, currency="USD", rules=rules)
    found = rows(table)

    assert type(kind(SHOP)) is type(table)
    assert [(p, s) for p in PLACES for s in SHOP["sku"]] == [(r["place"], r["sku"]) for r in found]
    for row in found:
        one = pricing.price(Money(row["price"], "USD"), row["place"], on=DAY, rules=rules)
        assert (one.amount.minor, one.net.minor) == (row["local_minor"], row["net_minor"])
        assert one.amount == Money.from_minor(int(row["local_minor"]), row["local_currency"])
        assert one.amount.amount.as_tuple().exponent == -row["local_digits"]
        assert (one.tax_display, one.status, one.rate.day.isoformat(), "") == (
            row["tax_display"], row["status"], row["rate_day"], row["problem"],
        )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_places_and_currencies_by_row(kind):
    """
    The order of the rows stays; own columns stay as they are.
    """
    table = kind(
        {
            "id": [3, 1, 2, 4],
            "price": ["10.00", "1000", "10.00", "9.99"],
            "currency": ["EUR", "JPY", "usd", "EUR"],
            "place": ["US", "NL", "NL", "US"],
            "goods": ["books", None, "books", None],
        }
    )
    found = rows(pricing.price_many(table, on=DAY, goods="goods"))
    single = [
        pricing.price(
            Money(r["price"], r["currency"].upper()), r["place"], on=DAY, goods=r["goods"]
        )
        for r in found
    ]

    assert [3, 1, 2, 4] == [row["id"] for row in found]
    assert [one.amount.minor for one in single] == [row["local_minor"] for row in found]


ROWS = {
    "price": ["10", "20", "5400"],
    "currency": ["EUR", "USD", "JPY"],
    "place": ["NL", "US", "NL"],
}
POLARS, PANDAS, ARROW = pl.DataFrame(ROWS), pd.DataFrame(ROWS), pa.table(ROWS)
TEXTS = ["currency", "place"]


@pytest.mark.parametrize(
    "table",
    [
        POLARS.with_columns(pl.col(TEXTS).cast(pl.Categorical)),
        POLARS.with_columns(pl.col("place").cast(pl.Enum(["NL", "US", "XX"]))),
        POLARS.with_columns(pl.col("price").cast(pl.Decimal(12, 2))),
        POLARS.with_columns(pl.col("price").cast(pl.UInt64)),
        POLARS.with_columns(pl.col("price").cast(pl.Int16)),
        PANDAS.astype(dict.fromkeys(TEXTS, "category")),
        PANDAS.astype(object),
        PANDAS.astype("string"),
        PANDAS.convert_dtypes(dtype_backend="pyarrow"),
        PANDAS.set_index(pd.Index([1, 1, 1])),
        PANDAS.set_index(pd.MultiIndex.from_tuples([(1, 2), (1, 3), (2, 2)])),
        ARROW.set_column(2, "place", ARROW["place"].dictionary_encode()),
        ARROW.cast(pa.schema([(name, pa.large_string()) for name in ROWS])),
        ARROW.cast(pa.schema([(name, pa.string_view()) for name in ROWS])),
        pa.concat_tables([ARROW.slice(0, 1), ARROW.slice(1)]),
    ],
    ids=range(15),
)
def test_columns_of_any_make(table):
    """
    Categories, dictionaries, views, decimals, small and unsigned numbers, any index and chunks.
    """
    found = pricing.price_many(table, on=DAY)

    assert [1_210, 2_000, 3_714] == [row["local_minor"] for row in rows(found)]
    assert type(table) is type(found)


@pytest.mark.parametrize("kind", KINDS)
def test_bad_rows_are_marked_and_stay(kind):
    """
    Each with what `price` would have raised; no amount stands beside a problem.
    """
    bad = {
        "price": ["1.00", "x", None, "-3", "1.005", "7", "7", "7", "7"],
        "currency": ["EUR", "EUR", "EUR", "EUR", "EUR", "XXQ", "EUR", "EUR", "HRK"],
        "place": ["NL", "NL", "NL", "NL", "NL", "NL", "EUR", None, "NL"],
    }
    found = rows(pricing.price_many(kind(bad), on=DAY))

    assert ["", *["InvalidInput"] * 4, "UnknownCurrency", "UnknownPlace", "InvalidInput",
            "EndedCurrency"] == [row["problem"].partition(":")[0] for row in found]  # fmt: skip
    assert [121, *[None] * 8] == [row["local_minor"] for row in found]
    assert ["complete", *["unknown"] * 8] == [row["status"] for row in found]
    assert "EUR is a currency" in found[6]["problem"]


def test_an_unknown_tax_is_a_problem_of_the_row():
    """
    As with one price: unknown, and what is missing is named.
    """
    table = pricing.price_many(
        pl.DataFrame({"price": [5]}), ["NG"], on=DAY, currency="EUR",
        rates=FixedRates({("EUR", "NGN"): 1700}), facts=UNKNOWN_TAX,
    )  # fmt: skip

    assert (None, "unknown", "FactNotFound: tax.rate NG is not known") == table.select(
        "local_minor", "status", "problem"
    ).row(0)


class TestAmounts:
    @pytest.mark.parametrize("rounding", ["half_up", "half_even", "up", "down"])
    def test_floats_as_to_minor_reads_them(self, rounding):
        """
        Near halves, large and small, to the same cent as one by one.
        """
        floats = [1.005, 2.675, 0.1 + 0.2, 1e-9, 33.335, 4.35, 1234567.895, 9.9999, 0.0, 89999999.5]
        table = pricing.price_many(
            pd.DataFrame({"price": floats}), ["US"], on=DAY, currency="USD", floats=rounding
        )

        assert [to_minor(f, "USD", rounding=rounding) for f in floats] == list(table["local_minor"])

    def test_floats_need_a_rounding(self):
        """
        And what is no number is marked.
        """
        with pytest.raises(InvalidInput, match='floats="half_up"'):
            pricing.price_many(pd.DataFrame({"price": [1.5]}), ["US"], on=DAY, currency="USD")
        odd = pl.DataFrame({"price": [float("nan"), float("inf"), -1.0, 1e30, 1.5]})
        found = pricing.price_many(odd, ["US"], on=DAY, currency="USD", floats="half_up")

        assert [None] * 4 + [150] == found["local_minor"].to_list()

    def test_whole_units_minor_units_and_decimals(self):
        """
        Whole numbers are units of the currency unless they are said to be minor ones.
        """

        def ask(values, **more):
            table = pricing.price_many(
                pd.DataFrame({"price": values}), ["US"], on=DAY, currency="USD", **more
            )
            return list(table["local_minor"])

        assert [500] == ask([5])
        assert [5] == ask([5], unit="minor")
        assert [525] == ask([Decimal("5.25")])
        assert [pd.NA, 500] == ask(pd.array([None, 5], dtype="Int64"))

    def test_amounts_that_do_not_fit_columns(self):
        """
        A product beyond 64 bits is computed with Python's integers, to the same cent; beyond what
        a shop sells, the row is marked.
        """
        rates = FixedRates({("USD", "EUR"): "0.898472596586123"})
        table = pl.DataFrame({"price": [1, 8_999_999_999_999, 7, 9_000_000_000_001]})
        found = pricing.price_many(
            table, ["NL"], on=DAY, currency="USD", unit="minor", rates=rates
        )["local_minor"].to_list()
        single = pricing.price(Money.from_minor(7, "USD"), "NL", on=DAY, rates=rates).amount.minor

        assert [1, None, single, None] == [found[0], found[3], found[2], found[3]]
        # 8,999,999,999,999 x 0.898472596586123 x 1.21 is beyond the largest amount
        exact = Fraction("0.898472596586123") * Fraction("1.21") * 8_999_999_999_999
        assert found[1] == (None if exact > 9_000_000_000_000 else round(exact))

    def test_large_but_possible(self):
        """
        The fall-back gives what one price gives.
        """
        rates = FixedRates({("USD", "EUR"): "0.598472596586123"})
        rules = PriceRules(ending=".99", spread="1.5 %")
        amounts = [8_123_456_789_012, 99, 5_000_000_000_001]
        found = pricing.price_many(
            pl.DataFrame({"price": amounts}), ["NL"], on=DAY, currency="USD", unit="minor",
            rates=rates, rules=rules,
        )  # fmt: skip

        assert [
            pricing.price(
                Money.from_minor(n, "USD"), "NL", on=DAY, rates=rates, rules=rules
            ).amount.minor
            for n in amounts
        ] == found["local_minor"].to_list()


def test_the_least_margin_by_row():
    """
    With a column of costs, each price as one by one.
    """
    rules = PriceRules(min_margin="35 %", ending=".90")
    table = pd.DataFrame({"price": ["90", "20", "5"], "cost": ["60", "5", "4.9"]})
    found = rows(
        pricing.price_many(table, ["NL", "US"], on=DAY, currency="EUR", cost="cost", rules=rules)
    )

    assert [
        pricing.price(
            Money(r["price"], "EUR"), r["place"], on=DAY, cost=Money(r["cost"], "EUR"), rules=rules
        ).amount.minor
        for r in found
    ] == [row["local_minor"] for row in found]


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows(kind):
    """
    An empty table stays one, with the new columns.
    """
    empty = (
        kind({"price": pa.array([], pa.int64()).to_pylist()})
        if kind is not pa.table
        else (pa.table({"price": pa.array([], pa.int64())}))
    )
    if kind is pd.DataFrame:
        empty = empty.astype({"price": "int64"})
    if kind is pl.DataFrame:
        empty = empty.cast({"price": pl.Int64})
    table = pricing.price_many(empty, ["NL", "US"], on=DAY, currency="EUR")

    assert [] == rows(table)


def test_a_frame_keeps_its_index_with_places_by_row():
    """
    The labels of pandas stay when rows stay.
    """
    table = pd.DataFrame({"price": ["1", "2"], "place": ["NL", "US"]}, index=["x", "y"])
    found = pricing.price_many(table, on=DAY, currency="EUR")

    assert ["x", "y"] == list(found.index)
    assert [121, "complete"] == [found.loc["x", "local_minor"], found.loc["x", "status"]]
    assert ["price", "place"] == list(table.columns)


@pytest.mark.parametrize(
    ("table", "more", "why"),
    [
        ([1, 2], {}, "give a table of pandas"),
        (pl.LazyFrame({"price": [1]}), {}, "give a table of pandas"),
        (pd.DataFrame({"amount": [1]}), {}, "no column 'price'"),
        (pd.DataFrame({"price": [1]}), {"currency": "money"}, "no column 'money'"),
        (pd.DataFrame({"price": [1]}), {"places": None}, "no column 'place'"),
        (pd.DataFrame({"price": [1]}), {"places": "NL"}, "a list of places"),
        (pd.DataFrame({"price": [1]}), {"places": []}, "at least one place"),
        (pd.DataFrame({"price": [1], "status": [2]}), {}, "'status' already"),
        (pd.DataFrame({"price": [1], "place": ["NL"]}), {}, "'place' already"),
        (pd.DataFrame({"price": ["1"]}), {"unit": "minor"}, "whole numbers"),
        (pd.DataFrame({"price": [1]}), {"unit": "cents"}, '"major" or "minor"'),
        (pd.DataFrame({"price": [1]}), {"prices_include": ["home_tax"]}, "where home is"),
        (pd.DataFrame({"price": [1]}), {"kind": "gift"}, "item, shipping"),
        (pd.DataFrame({"price": [1]}), {"on": "2026-10-29"}, "on is a day"),
        (pd.DataFrame({"price": [1]}), {"price": None}, "name of a column"),
        (pd.DataFrame({"price": [1]}), {"currency": 5}, "name of a column, or a code"),
        (pd.DataFrame({"price": [1]}), {"places": ["NL", None]}, "each a code"),
        (pd.DataFrame({"price": [1]}), {"places": 5}, "give a list"),
        (pd.DataFrame({"price": [1]}), {"place": ""}, "a column has a name"),
        (pd.DataFrame({"price": [1]}), {"price_book": {"mug": 5}}, "price_book is a PriceBook"),
        (pd.DataFrame({"price": [1]}), {"rules": {"ending": ".99"}}, "rules are PriceRules"),
        (pd.DataFrame({"price": [1]}), {"rates": {("EUR", "USD"): 1}}, "give FixedRates"),
        (pd.DataFrame({"price": [1]}), {"facts": "NL"}, "facts is a book"),
    ],
)
def test_mistakes_of_the_call_are_raised(table, more, why):
    """
    They concern no single row.
    """
    with pytest.raises(InvalidInput, match=why):
        pricing.price_many(table, **{"places": ["NL"], "on": DAY, "currency": "EUR", **more})


def test_without_narwhals(monkeypatch):
    """
    The extra is named.
    """
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtra, match=r"globalcs\[frames\]"):
        pricing.price_many(pd.DataFrame({"price": [1]}), ["NL"], on=DAY, currency="EUR")


ORDERS = {
    "item": ["mug", "mug", "mug", "tea", "tea", "fan", "mug", None],
    "group": [None, "club", "b2b", "club", "club", None, None, "club"],
    "quantity": [1, 1, 6, 12, 9, 1, 5, 6],
    "price": ["1980", "1980", "1980", "900", "900", "1200", "2000", "7"],
    "cost": ["900", "1900", "900", "800", "800", "600", "2000", "7"],
}


class TestOwnPrices:
    BOOK = PriceBook(
        [
            BookPrice("mug", Money("12.90", "EUR")),
            BookPrice("mug", Money("13.50", "EUR"), market="FI"),
            BookPrice("mug", Money("11.90", "EUR"), quantity=6),
            BookPrice("mug", Money("9.90", "EUR"), group="club"),
            BookPrice("mug", Money("390.00", "TWD"), until=date(2026, 12, 31)),
            BookPrice("tea", Money("7.00", "EUR"), market="NL", group="club", quantity=10),
            BookPrice("tea", Money("99.00", "TWD"), since=DAY + timedelta(1)),
        ]
    )

    def single(self, row, **more):
        """
        The same question to one price.
        """
        return pricing.price(
            Money(row["price"], "JPY"), row["place"], on=DAY, price_book=self.BOOK,
            item=row["item"] or "", group=row["group"], quantity=row["quantity"],
            cost=Money(row["cost"], "JPY"), **more,
        )  # fmt: skip

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        "rules", [None, PriceRules(ending=".99", min_margin="40 %", step="0.10 EUR")]
    )
    def test_they_win_as_with_one_price(self, kind, rules):
        """
        The most specific: market, currency, group, quantity; raised to the least margin too.
        """
        places = ["NL", "FI", "DE"]
        table = pricing.price_many(
            kind(ORDERS), places, on=DAY, currency="JPY", cost="cost", rules=rules,
            price_book=self.BOOK, item="item", group="group", quantity="quantity",
        )  # fmt: skip
        found = rows(table)

        assert [p for p in places for _ in range(8)] == [row["place"] for row in found]
        for row in found:
            one = self.single(row, rules=rules)
            assert (one.amount.minor, one.net.minor) == (row["local_minor"], row["net_minor"])
            assert (one.status, one.tax_display) == (row["status"], row["tax_display"])
            assert one.rate.day.isoformat() == row["rate_day"]
            assert ("pricing.explicit" in {r.code for r in one.reasons}) == row["own_price"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_places_by_row(self, kind):
        """
        A currency without a rate is a problem of those rows only that need one.
        """
        table = kind(
            {
                "place": ["TW", "TW", "NL", "ZZ", None],
                "item": ["mug", "tea", "mug", "mug", "mug"],
                "price": [1980] * 5,
            }
        )
        found = rows(pricing.price_many(table, on=DAY, currency="JPY", price_book=self.BOOK))

        assert [39_000, None, 1_290, None, None] == [row["local_minor"] for row in found]
        assert [True, False, True, False, False] == [row["own_price"] for row in found]
        assert ["", "RateNotFound", "", "UnknownPlace", "InvalidInput"] == [
            row["problem"].partition(":")[0] for row in found
        ]

    def test_an_unknown_tax_leaves_the_price_known(self):
        """
        Only what of it is tax is missing.
        """
        book = PriceBook([BookPrice("mug", Money("5000.00", "NGN"))])
        found = pricing.price_many(
            pl.DataFrame({"item": ["mug"], "price": [1], "cost": [9]}), ["NG"], on=DAY,
            currency="NGN", price_book=book, facts=UNKNOWN_TAX, cost="cost",
            rules=PriceRules(min_margin="10 %"),
        )  # fmt: skip

        assert (500_000, None, "estimated", "") == found.select(
            "local_minor", "net_minor", "status", "problem"
        ).row(0)

    @pytest.mark.parametrize("kind", KINDS)
    def test_quantities(self, kind):
        """
        At least one, and told; anything but whole numbers is a mistake of the call.
        """
        table = {"item": ["mug"] * 3, "price": [1] * 3, "quantity": [0, -2, 7]}
        ask = {"on": DAY, "currency": "EUR", "price_book": self.BOOK, "quantity": "quantity"}
        found = rows(pricing.price_many(kind(table), ["NL"], **ask))

        assert [None, None, 1_190] == [row["local_minor"] for row in found]
        assert ["at least one" in row["problem"] for row in found] == [True, True, False]
        with pytest.raises(InvalidInput, match="whole numbers"):
            pricing.price_many(kind({**table, "quantity": ["1", "2", "3"]}), ["NL"], **ask)
        with pytest.raises(InvalidInput, match="no column 'item'"):
            pricing.price_many(kind({"price": [1], "quantity": [1]}), ["NL"], **ask)

    @pytest.mark.parametrize("kind", KINDS)
    def test_numbers_of_articles(self, kind):
        """
        Whole numbers are as good as texts, beside empty cells too.
        """
        book = PriceBook([BookPrice("1007", Money("12.90", "EUR"))])
        table = kind({"item": [1007, 1008, None], "price": [10, 10, 10]})
        found = rows(pricing.price_many(table, ["DE"], on=DAY, currency="EUR", price_book=book))

        assert [1_290, 1_190, 1_190] == [row["local_minor"] for row in found]

    def test_many_places_and_classes(self):
        """
        Of more combinations than rows only those are looked at that there are.
        """
        codes = ["NL", "DE", "FR", "IT", "ES", "PT", "BE", "AT", "PL", "CZ", "SE", "DK"]
        table = pl.DataFrame(
            {
                "place": [code for code in codes for _ in range(10)],
                "goods": [f"books.{n}" for n in range(120)],
                "item": [f"i{n}" for n in range(120)],
                "price": [10] * 120,
            }
        )
        book = PriceBook([BookPrice("i5", Money("9.00", "EUR"))])
        found = pricing.price_many(table, on=DAY, currency="EUR", goods="goods", price_book=book)

        assert [5] == [n for n, own in enumerate(found["own_price"]) if own]
        for row in found.head(40).iter_rows(named=True):
            one = pricing.price(
                "10 EUR", row["place"], on=DAY, goods=row["goods"], price_book=book,
                item=row["item"],
            )  # fmt: skip
            assert one.amount.minor == row["local_minor"]

    def test_no_rows(self):
        """
        An empty table stays one.
        """
        empty = pl.DataFrame(schema={"item": pl.String, "price": pl.Int64})
        found = pricing.price_many(empty, ["NL"], on=DAY, currency="EUR", price_book=self.BOOK)

        assert (0, pl.Boolean) == (found.height, found.schema["own_price"])


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_texts_and_closed_lists_are_categories(kind):
    """
    Places and currencies join with the texts of other tables; status and display are kept small.
    """
    found = pricing.price_many(kind(SHOP), ["NL", "US"], on=DAY, currency="USD")
    taxes = kind({"place": ["NL", "US"], "local_currency": ["EUR", "USD"], "name": ["N", "U"]})
    keys = ["place", "local_currency"]
    if kind is pa.table:
        joined = found.join(taxes, keys)
        assert pa.types.is_dictionary(found.schema.field("status").type)
    elif kind is pd.DataFrame:
        joined = found.merge(taxes, on=keys)
        assert "category" == found["tax_display"].dtype
    else:
        joined = found.join(taxes, on=keys)
        assert isinstance(found.schema["status"], pl.Enum)

    assert ["N"] * 3 + ["U"] * 3 == sorted(row["name"] for row in rows(joined))


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_texts_of_pandas_are_of_its_own_kind(storage):
    """
    With and without Arrow behind them, and the same in every row.
    """
    with pd.option_context("mode.string_storage", storage):
        table = pd.DataFrame({"price": ["10", "x"], "currency": ["EUR", "EUR"]})
        found = pricing.price_many(table, ["NL", "US"], on=DAY)

    kept = table["currency"].dtype
    assert [kept] * 3 == [found[name].dtype for name in ("place", "local_currency", "problem")]
    assert ["EUR", "EUR", "USD", "USD"] == found["local_currency"].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_strategies_side_by_side(kind):
    """
    The catalogue once a strategy, each row as `price_many` gives it.
    """
    rules = {"plain": None, "charm": PriceRules(ending=".99")}
    found = rows(pricing.compare(kind(SHOP), ["NL", "US"], rules, on=DAY, currency="USD"))

    assert ["plain"] * 6 + ["charm"] * 6 == [row["strategy"] for row in found]
    charm = rows(
        pricing.price_many(kind(SHOP), ["NL", "US"], on=DAY, currency="USD", rules=rules["charm"])
    )
    assert [r["local_minor"] for r in charm] == [r["local_minor"] for r in found[6:]]
    for bad in ({}, [rules["charm"]], None):
        with pytest.raises(InvalidInput, match="at least one strategy"):
            pricing.compare(kind(SHOP), ["NL"], bad, on=DAY, currency="USD")
    with pytest.raises(InvalidInput, match="the rules are the strategies"):
        pricing.compare(kind(SHOP), ["NL"], rules, on=DAY, currency="USD", rules=None)
    with pytest.raises(InvalidInput, match="'sku' already"):
        pricing.compare(kind(SHOP), ["NL"], rules, on=DAY, currency="USD", strategy="sku")


class TestHistory:
    DAYS = tuple(date(2026, 8, 1) + timedelta(n) for n in range(90))

    def test_a_band_makes_tags_steadier(self):
        """
        Plain prices change almost every working day; with a band of two percent a few times, and
        each kept price lies within the band of the rate it was made at.
        """
        plain = pricing.history("5400 JPY", "NL", self.DAYS)
        banded = pricing.history("5400 JPY", "NL", self.DAYS, rules=PriceRules(band="2 %"))

        assert len(self.DAYS) == len(plain.rows) == len(banded.rows)
        assert plain.changes > 40 > 10 > banded.changes
        for row in plain.rows:
            one = pricing.price("5400 JPY", "NL", on=row.day)
            assert (one.amount, one.rate.ratio) == (row.amount, row.rate)
        for row in banded.rows:
            off = abs(Fraction(row.amount.amount) / row.exact - 1)
            assert off < Fraction(3, 100)

    def test_changes_are_counted_as_a_shopper_sees_them(self):
        """
        A change is another amount than the day before; the first day is none.
        """
        rows = pricing.history("5400 JPY", "NL", self.DAYS).rows
        seen = sum(a.amount != b.amount for a, b in pairwise(rows))

        assert seen == pricing.history("5400 JPY", "NL", self.DAYS).changes
        assert not rows[0].changed

    def test_records_make_a_table(self):
        """
        With margins where a cost was told.
        """
        found = pricing.history("5400 JPY", "NL", self.DAYS[:3], cost="2700 JPY").records()

        assert 3 == len(pl.DataFrame(found))
        assert abs(found[0]["margin"] - Decimal("0.5")) < Decimal("0.001")

    @pytest.mark.parametrize("days", [[], [DAY, DAY], [DAY, DAY - timedelta(1)]])
    def test_days_rise(self, days):
        """
        Each once.
        """
        with pytest.raises(InvalidInput, match="rising order"):
            pricing.history("5400 JPY", "NL", days)
