"""
Tables of parcels: the cents of `quote` in every row, in tables of every kind.
"""

import pickle
import random
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import dataset, parquet

from globalcs.errors import GlobalcsError, InvalidInput
from globalcs.facts import bundled
from globalcs.items import Item
from globalcs.landed_cost import BatchQuoter, FixedTariffs, Shipment, quote, quote_many
from globalcs.landed_cost._keys import DutyBase
from globalcs.landed_cost._law import (
    FeeLaw,
    Flat,
    LeastLaw,
    Limit,
    LineLaw,
    MinimumLaw,
    Road,
    Rounder,
)
from globalcs.money import Money
from globalcs.rates import ChainRates, FixedRates, default_rates

ON = date(2026, 11, 21)
CODES = {
    "610910": "12 %", "640399": "8.5 %", "490199": "Free", "910211": "4.5 %", "650500": "2.7 %",
    "851830": "2 %", "950300": "Free", "6912": "5 %", "180690": "9.6 %", "640411": "2 EUR/pair",
    "220421": "0.2 EUR/litre + 3 %",
}  # fmt: skip
PLACES = (
    "NL", "DE", "FR", "IT", "PL", "RO", "GB", "CH", "NO", "IS", "US", "CA-ON", "CA-QC", "MX",
    "BR-SP", "AU", "NZ", "JP", "KR", "SG", "HK", "TW", "TH", "PH", "ID", "IN", "AE", "SA", "IL",
    "TR", "ZA", "CN", "VN", "KE", "UA", "AR",
)  # fmt: skip
TARIFFS = FixedTariffs(
    {place.partition("-")[0]: CODES for place in (*PLACES, "EU", "XI")}, as_of=ON
)
RATES = ChainRates(
    FixedRates({("EUR", "VND"): "30512.25", ("EUR", "KES"): "151.3", ("EUR", "AED"): "4.31"}),
    default_rates(),
)
NAMES = (
    "goods", "freight", "duty", "tax", "fees", "total", "due_at_checkout", "due_on_delivery",
    "owed_by_seller", "at_least",
)  # fmt: skip
SOURCES = {"rates": RATES, "tariffs": TARIFFS}
REGISTERED = ["IOSS", "VAT-GB", "VOEC", "GST-AU", "GST-NZ", "GST-SG", "REMESSA-CONFORME"]


def told(answer):
    """
    A quote as a row of the table.
    """
    amounts = tuple(getattr(answer, "shipping" if name == "freight" else name) for name in NAMES)
    money = tuple(None if amount is None else amount.minor for amount in amounts)
    return (*money, answer.goods.currency.code, answer.status, answer.scheme, set(answer.missing))


def found(table, row):
    """
    A row of an answered table.
    """
    money = tuple(table[f"{name}_minor"][row] for name in NAMES)
    missing = table["missing"][row]
    return (
        *(None if amount is None else int(amount) for amount in money),
        *(table[name][row] for name in ("goods_currency", "status", "scheme")),
        set(missing.split(", ")) if missing else set(),
    )


def lists(table):
    return {name: column.tolist() if hasattr(column, "tolist") else column
            for name, column in table.items()}  # fmt: skip


def parcels(seed, rows, lines, **fixed):
    """
    Random parcels as columns.
    """
    pick = random.Random(seed)
    some = lambda values: [pick.choice(values) for _ in range(rows)]  # noqa: E731
    table = {
        "ship_to": some(PLACES),
        "currency": some(["EUR", "EUR", "USD", "JPY"]),
        "shipping_minor": [pick.randrange(6_000) for _ in range(rows)],
        "insurance_minor": some([0, 0, 321]),
        "channel": some(["post", "courier", None]),
        "incoterm": some(["DAP", "DDP"]),
    }
    for end in [f"_{n}" for n in range(1, lines + 1)]:
        table[f"price_minor{end}"] = [
            pick.randrange(2 ** pick.randrange(3, 18)) for _ in range(rows)
        ]
        table[f"quantity{end}"] = some([1, 1, 2, 3, 0] if end != "_1" else [1, 2])
        table[f"hs_code{end}"] = some([*CODES, *CODES, "6912.00", None])
        table[f"origin{end}"] = some(["JP", "VN", "GB", None])
        table[f"category{end}"] = some([None, None, "books", "clothing.children"])
        table[f"weight_g{end}"] = some([None, 100, 250, 1500])
    return {**table, **fixed}


def shipment(table, row, **more):
    """
    A row as the shipment that one would quote by hand.
    """
    at = {name: column[row] for name, column in table.items()}
    money = lambda name: Money.from_minor(at[name], at["currency"])  # noqa: E731
    ends = [name.removeprefix("price_minor") for name in table if name.startswith("price_minor")]
    items = [
        Item(
            price=money(f"price_minor{end}"),
            quantity=at[f"quantity{end}"],
            weight_kg=None
            if at[f"weight_g{end}"] is None
            else Decimal(at[f"weight_g{end}"]).scaleb(-3),
            **{name: at[name + end] for name in ("hs_code", "origin", "category")},
        )
        for end in ends
        if at[f"quantity{end}"]
    ]
    order = {name: money(f"{name}_minor") for name in ("shipping", "insurance")}
    way = {name: at[name] for name in ("ship_to", "channel", "incoterm")}
    return Shipment(items=items, **order, **way, **more)


@pytest.mark.parametrize(
    ("seed", "lines", "more"),
    [
        (1, 1, {}),
        (2, 2, {"registrations": REGISTERED}),
        (3, 3, {"registrations": REGISTERED}),
        (4, 3, {"currency": "EUR"}),
        (5, 2, {"prices_include": ["destination_tax", "duty"]}),
        (6, 5, {"buyer": "business"}),
        (7, 4, {}),
    ],
)
def test_every_row_is_its_quote(seed, lines, more):
    """
    A table comes to what `quote` says of each of its rows, in every field.
    """
    table = parcels(seed, 150, lines)
    keywords = {name: value for name, value in more.items() if name != "currency"}
    told_in = {"quote_currency": more["currency"]} if "currency" in more else {}
    answered = lists(quote_many(table, on=ON, ship_from="JP", **SOURCES, **keywords, **told_in))

    for row in range(150):
        answer = quote(shipment(table, row, ship_from="JP", **more), on=ON, **SOURCES)
        assert answered["problem"][row] == ""
        assert told(answer) == found(answered, row), (row, table["ship_to"][row])


@pytest.mark.parametrize("day", [date(2024, 3, 1), date(2025, 8, 1), date(2026, 6, 30)])
def test_other_days_have_other_law(day):
    """
    Reliefs of an earlier day hold for tables of that day.
    """
    table = parcels(8, 150, 2)
    answered = lists(quote_many(table, on=day, ship_from="GB", **SOURCES))

    for row in range(150):
        answer = quote(shipment(table, row, ship_from="GB"), on=day, **SOURCES)
        assert told(answer) == found(answered, row), (row, table["ship_to"][row])


@pytest.mark.parametrize("weight", ["text", "whole", "grams"])
def test_awkward_places_and_all_columns(weight):
    """
    Chains of roundings, bases in steps and uplifts; given rates, clearance, arrivals and weights.
    """
    rows, pick = 200, random.Random(weight)
    places = ["JP", "US", "ZA", "CH", "CA-QC", "SG", "IN", "FR", "KE", "AU"]
    kilos = {"text": ["0.25", "1.5", None], "whole": [1, 2, None], "grams": [250, 1500, None]}
    table = {
        "ship_to": [pick.choice(places) for _ in range(rows)],
        "shipping_minor": [pick.randrange(4_000) for _ in range(rows)],
        "clearance_fees_minor": [pick.choice([0, 700]) for _ in range(rows)],
        "arrival": [pick.choice([date(2026, 11, 25), None]) for _ in range(rows)],
        "origin": [pick.choice(["GB", "DE"]) for _ in range(rows)],
    }
    name = "weight_g" if weight == "grams" else "weight_kg"
    for end in ("_1", "_2", "_3"):
        table[f"price{end}_minor"] = [pick.choice([0, pick.randrange(60_000)]) for _ in range(rows)]
        table[f"hs_code{end}"] = [pick.choice(sorted(CODES)) for _ in range(rows)]
        table[f"tax_rate{end}"] = [pick.choice(["8 %", None]) for _ in range(rows)]
        table[name + end] = [pick.choice(kilos[weight]) for _ in range(rows)]
    fields = {"ship_from": "GB", "channel": "post", "registrations": REGISTERED}
    answered = lists(quote_many(table, on=ON, currency="USD", **fields, **SOURCES))

    for row in range(rows):
        at = {column: cells[row] for column, cells in table.items()}
        items = []
        for end in ("_1", "_2", "_3"):
            told_weight = at[name + end]
            if told_weight is not None and weight == "grams":
                told_weight = Decimal(told_weight).scaleb(-3)
            price = Money.from_minor(at[f"price{end}_minor"], "USD")
            more = {"hs_code": at[f"hs_code{end}"], "tax_rate": at[f"tax_rate{end}"]}
            items.append(Item(price=price, origin=at["origin"], weight_kg=told_weight, **more))
        order = {
            field: Money.from_minor(at[f"{field}_minor"], "USD")
            for field in ("shipping", "clearance_fees")
        }
        parcel = Shipment(
            ship_to=at["ship_to"], items=items, arrival=at["arrival"], **order, **fields
        )
        assert told(quote(parcel, on=ON, **SOURCES)) == found(answered, row), (row, at)


def test_days_and_empty_cells_of_each_kind_of_table():
    """
    Moments at midnight are days; masked, missing and unsigned numbers are read as what they are.
    """
    days = ["2026-11-21", "2026-11-20"]
    moments = pd.DataFrame({"price_minor": [5, 6], "on": pd.to_datetime(days)})
    odd = np.ma.MaskedArray(np.array([54_000, 7], dtype=np.uint16), mask=[False, True])
    frame = pl.DataFrame(
        {"price_minor": [54_000, 9_000], "ship_to": ["NL", None]},
        schema={"price_minor": pl.UInt64, "ship_to": pl.Categorical},
    )
    plain = {**PLAIN, "answers": ["total"]}
    del plain["on"]

    assert ["", ""] == list(quote_many(moments, **plain, ship_to="NL")["problem"])
    masked = lists(quote_many({"price_minor": odd}, **plain, on=ON, ship_to="NL"))
    assert [73181, None] == masked["total_minor"]
    empty = quote_many(frame, **plain, on=ON)
    assert [73181, None] == empty["total_minor"].to_list()
    assert empty["problem"][1].startswith("InvalidInput: ship_to")
    kept = pa.table({"price_minor": pa.chunked_array([[54_000], [9_000]]), "ship_to": ["NL", "DE"]})
    assert [73181, 11067] == quote_many(kept, **plain, on=ON)["total_minor"].to_pylist()


def test_tables_of_no_kind_are_refused():
    """
    A series, and a query that was not collected, are no tables.
    """
    for table in (pd.Series([1]), pl.LazyFrame(SHOP), 7):
        with pytest.raises(InvalidInput, match="give a dict of arrays"):
            quote_many(table, **PLAIN)


def test_a_part_of_the_freight():
    """
    Where only the way to the border counts, so it does in tables, in bases and in limits.
    """
    place = {"landed_cost.duty_base": {"shape": "cif", "freight": "60 %"}}
    layer = {
        "NO": place,
        "KR": {
            **place,
            "landed_cost.duty_de_minimis": {"limit": "80 USD", "measure": "customs_value"},
        },
    }
    book = bundled().with_layer("given", layer, authority=True)
    table = parcels(12, 120, 3, ship_to=["NO", "KR"] * 60)
    answered = lists(quote_many(table, on=ON, ship_from="JP", **SOURCES, facts=book))

    for row in range(120):
        answer = quote(shipment(table, row, ship_from="JP"), on=ON, **SOURCES, facts=book)
        assert told(answer) == found(answered, row), row


def test_weights_and_leasts():
    """
    Limits by weight, and a least tax, hold in tables too.
    """
    least = {"name": "least", "amount": "90.5 NOK", "limit": "900 NOK"}
    relief = {"limit": "150 USD", "measure": "goods", "weight": "0.5 kg"}
    layer = {
        "NO": {"landed_cost.least_charge": least},
        "KR": {"landed_cost.duty_de_minimis": relief},
    }
    book = bundled().with_layer("given", layer, authority=True)
    table = parcels(13, 120, 2, ship_to=["NO", "KR"] * 60)
    answered = lists(quote_many(table, on=ON, ship_from="JP", **SOURCES, facts=book))

    for row in range(120):
        answer = quote(shipment(table, row, ship_from="JP"), on=ON, **SOURCES, facts=book)
        assert told(answer) == found(answered, row), row


def test_a_new_field_of_the_law_must_be_told_to_tables():
    """
    Tables know these fields of the law; another one must be read, or its rows quoted one by one.
    """
    known = {
        Limit: "measure factor bound amount note allowance weight",
        LineLaw: "key taxes tax_note duty_relief tax_relief flat",
        Flat: "law limit bands amount note least above",
        FeeLaw: "law over up_to amount least most note",
        MinimumLaw: "measure amount inclusive rounded note",
        LeastLaw: "law limit amount note",
        Rounder: "duty_base duty tax_base tax first second note",
        Road: "kind scheme limit lines fees minima tax_base tax_inside tax_uplift duty "
        "tax_at_checkout duty_at_checkout tax_owed duty_owed note excluded least",
        DutyBase: "shape share freight",
    }
    for law, names in known.items():
        assert set(names.split()) == set(law._fields)


PLAIN = {"currency": "EUR", "ship_from": "JP", "on": ON, "hs_code": "610910", "origin": "JP",
         "channel": "post", "tariffs": TARIFFS}  # fmt: skip
SHOP = {
    "sku": ["tee", "cap", "bag"],
    "price_minor": [54_000, 9_000, 100],
    "ship_to": ["NL", "GB", "DE"],
}


@pytest.mark.parametrize(
    ("make", "read"),
    [
        (lambda t: t, lambda t: {n: list(c) for n, c in t.items()}),
        (
            lambda t: {n: np.array(c) for n, c in t.items()},
            lambda t: {n: c.tolist() for n, c in t.items()},
        ),
        (pd.DataFrame, lambda t: t.to_dict("list")),
        (
            lambda t: pd.DataFrame(t, index=[7, 7, 9]).astype({"ship_to": "category"}),
            lambda t: t.to_dict("list"),
        ),
        (pl.DataFrame, lambda t: t.to_dict(as_series=False)),
        (
            lambda t: pl.DataFrame(t).with_columns(pl.col("ship_to").cast(pl.Categorical)),
            lambda t: t.to_dict(as_series=False),
        ),
        (pa.table, lambda t: t.to_pydict()),
        (
            lambda t: pa.table({**t, "ship_to": pa.array(t["ship_to"]).dictionary_encode()}),
            lambda t: t.to_pydict(),
        ),
    ],
)
def test_tables_of_all_kinds(make, read):
    """
    The same kind comes back, own columns in front and as they were.
    """
    given = make(SHOP)
    answered = quote_many(given, **PLAIN, answers=["duty", "total"])

    assert type(given) is type(answered)
    assert {
        **SHOP,
        "duty_minor": [6480, 0, 300],
        "duty_currency": ["EUR"] * 3,
        "total_minor": [73181, 10800, 476],
        "total_currency": ["EUR"] * 3,
        "status": ["complete", "estimated", "complete"],
        "scheme": [None, "VAT-GB", None],
        "missing": ["", "customs_rates", ""],
        "problem": [""] * 3,
    } == {name: [None if x != x else x for x in cells] for name, cells in read(answered).items()}
    assert list(SHOP) == list(read(answered))[:3]


def test_an_index_of_pandas_is_kept():
    """
    Rows keep their labels, even where two are the same.
    """
    frame = pd.DataFrame(SHOP, index=[7, 7, 9])

    assert [7, 7, 9] == list(quote_many(frame, **PLAIN).index)


def test_an_empty_table_stays_empty():
    """
    No rows, all columns.
    """
    for table in (
        pd.DataFrame({"price_minor": np.array([], dtype=np.int64), "ship_to": []}),
        pl.DataFrame(
            {"price_minor": [], "ship_to": []},
            schema={"price_minor": pl.Int64, "ship_to": pl.String},
        ),
        pa.table({"price_minor": pa.array([], pa.int64()), "ship_to": pa.array([], pa.string())}),
        {"price_minor": np.array([], dtype=np.int64), "ship_to": []},
    ):
        answered = quote_many(table, **PLAIN)

        assert "problem" in getattr(answered, "column_names", answered)
        assert 0 == len(answered["total_minor"])


def test_prices_may_name_their_currency():
    """
    Amounts in the form of files are read; another currency than the row's is a problem of the row.
    """
    table = {
        "price": ["540.00 EUR", Money("540.00", "EUR"), "540.00", "540.00 USD"],
        "ship_to": ["NL"] * 4,
    }
    answered = lists(quote_many(table, **PLAIN))

    assert answered["total_minor"][2] is not None
    assert [answered["total_minor"][2]] * 2 == answered["total_minor"][:2]
    assert answered["problem"][3].startswith("CurrencyMismatch: price: ")


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        ({"ship_to": "XX"}, "UnknownPlace: "),
        ({"ship_to": None}, "InvalidInput: ship_to: this field is needed"),
        ({"price_minor": -5}, "InvalidInput: "),
        ({"price_minor": 10**14}, "OutOfBounds: "),
        ({"quantity": -1}, "InvalidInput: "),
        ({"quantity": 0}, "InvalidInput: "),
        ({"price_minor": None}, "InvalidInput: "),
        ({"hs_code": "61X9"}, "InvalidInput: "),
        ({"origin": "QQ"}, "UnknownPlace: "),
        ({"category": "clothes"}, "InvalidInput: "),
        ({"currency": "XXY"}, "UnknownCurrency: "),
        ({"currency": "DEM"}, "EndedCurrency: "),
        ({"shipping_minor": -1}, "InvalidInput: "),
        ({"discount_minor": 99_999}, "InvalidInput: "),
        ({"on": "soon"}, "InvalidInput: on: a day is needed"),
        ({"channel": "pigeon"}, "InvalidInput: "),
        ({"weight_kg": "heavy"}, "InvalidInput: "),
    ],
)
def test_a_bad_row_does_not_stop_the_rest(bad, text):
    """
    It says what is wrong, has no amounts, and the rows around it are as without it.
    """
    good = {
        "price_minor": 54_000, "quantity": 1, "hs_code": "610910", "origin": "JP",
        "category": "clothing", "ship_to": "NL", "currency": "EUR", "shipping_minor": 0,
        "discount_minor": 0, "on": "2026-11-21", "channel": "post", "weight_kg": "0.2",
    }  # fmt: skip
    rows = [good, {**good, **bad}, good]
    table = {name: [row[name] for row in rows] for name in good}
    answered = lists(quote_many(table, ship_from="JP", tariffs=TARIFFS))

    assert answered["problem"][1].startswith(text)
    assert ["complete", "unknown", "complete"] == answered["status"]
    assert [None] * len(NAMES) == [answered[f"{name}_minor"][1] for name in NAMES]
    assert [73181, None, 73181] == answered["total_minor"]


@pytest.mark.parametrize(
    ("table", "more", "text"),
    [
        ({"price_minor": [1.5]}, {}, "to_minor"),
        ({"price": [1.5]}, {}, "to_minor"),
        ({"price_minor": [1], "shipping": np.array([1.5])}, {}, "to_minor"),
        ({"sku": ["a"]}, {}, "no prices"),
        ({"price_minor": [1]}, {"on": None}, "tell the day"),
        ({"price_minor": [1], "total_minor": [1]}, {}, "already"),
        ({"price_minor": [1], "status": [1]}, {}, "already"),
        ({"price_minor": [1]}, {"answers": ["sum"]}, "answers is a list"),
        ({"price_minor": [1], "quantity": ["one"]}, {}, "whole numbers"),
        ({"price_minor": [1], "weight_kg": np.array([0.1])}, {}, "weight_g"),
        ({"price_minor": [1], "weight_g": ["1"]}, {}, "whole grams"),
        ({"price_minor": [1], "ship_to": ["NL", "DE"]}, {}, "one length"),
        ("NL", {}, "give a dict of arrays"),
    ],
)
def test_mistakes_of_the_call_are_told_at_once(table, more, text):
    """
    What is wrong with the table itself is an error that says what to do.
    """
    if isinstance(table, dict) and table.get("price_minor") == [1.5]:
        table = {"price_minor": np.array([1.5])}
    elif isinstance(table, dict) and "price" in table:
        table = {"price": np.array([1.5])}
    with pytest.raises(InvalidInput, match=text):
        quote_many(table, **{**PLAIN, "ship_to": "NL", **more})


def alone(place, items, **more):
    """
    A parcel of the plain table, quoted by itself.
    """
    parcel = Shipment(ship_from="JP", ship_to=place, items=items, channel="post", **more)
    return quote(parcel, on=ON, tariffs=TARIFFS)


def test_prices_in_major_units():
    """
    Text, Decimal and whole units are read exactly; a cell that can't be is told.
    """
    table = {"price": ["540", Decimal("90.50"), 7, "1.005", 2.5], "ship_to": ["NL"] * 5}
    answered = lists(quote_many(table, **PLAIN))
    whole = lists(quote_many({"price": np.array([540, 7]), "ship_to": ["NL"] * 2}, **PLAIN))

    assert [54_000, 9_050, 700, None, None] == answered["goods_minor"]
    assert "more decimals than EUR has" in answered["problem"][3]
    assert "a float where money belongs" in answered["problem"][4]
    assert [54_000, 700] == whole["goods_minor"]


def test_amounts_of_orders_as_arguments():
    """
    Shipping and a discount that all rows share are given once, in the currency of the prices.
    """
    table = {"price_minor": [54_000, 9_000], "ship_to": ["NL", "GB"]}
    answered = lists(quote_many(table, **PLAIN, shipping="12.34 EUR", discount="5 EUR"))
    for row, place in enumerate(("NL", "GB")):
        item = {
            "price": Money.from_minor(table["price_minor"][row], "EUR"),
            "hs_code": "610910",
            "origin": "JP",
        }
        one = alone(place, [item], shipping="12.34 EUR", discount="5 EUR")

        assert one.total.minor == answered["total_minor"][row]
    wrong = lists(quote_many(table, **PLAIN, shipping="12.34 USD"))
    assert all(text.startswith("CurrencyMismatch: ") for text in wrong["problem"])


def test_postal_codes_and_regions_find_their_territory():
    """
    The Canary Islands and a province are found row by row.
    """
    table = {
        "price_minor": [54_000] * 3,
        "ship_to": ["ES", "ES", "CA"],
        "region": [None, None, "QC"],
        "postal_code": ["28001", "35001", None],
    }
    answered = lists(quote_many(table, **PLAIN))
    places = ({"country": "ES"}, {"country": "ES", "postal_code": "35001"}, "CA-QC")
    for row, place in enumerate(places):
        item = {"price": "540 EUR", "hs_code": "610910", "origin": "JP"}
        one = alone(place, [item], shipping="0 EUR")

        assert told(one) == found(answered, row)


def test_amounts_beyond_columns_are_quoted_one_by_one():
    """
    What does not fit 64 bits comes to the cents all the same.
    """
    prices = [5, 10**9, 10**11, 10**12]
    table = {"price_minor_1": prices, "price_minor_2": [3, 3, 3, 0], "ship_to": ["ID"] * 4}
    answered = lists(quote_many(table, **{**PLAIN, "shipping": "9999.99 EUR"}))
    for row, price in enumerate(prices):
        items = [
            {"price": Money.from_minor(minor, "EUR"), "hs_code": "610910", "origin": "JP"}
            for minor in (price, table["price_minor_2"][row])
        ]
        one = alone("ID", items, shipping="9999.99 EUR")

        assert told(one) == found(answered, row)


def test_what_breaks_inside_is_no_row():
    """
    Errors that are not about a row are not hidden in it.
    """

    class Broken:
        def rate(self, base, quote, on):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        quote_many({"price_minor": [1], "ship_to": ["GB"]}, **PLAIN, rates=Broken())
    assert issubclass(InvalidInput, GlobalcsError)


QUOTER = BatchQuoter(
    **{name: value for name, value in PLAIN.items() if name != "tariffs"},
    tariffs=TARIFFS,
    answers=["duty", "total"],
)


@pytest.mark.parametrize("width", [pa.int16(), pa.int32(), pa.int64()])
def test_a_stream_of_arrow_batches(width):
    """
    Each batch comes back with its costs and the published schema, whatever the width of integers.
    """
    schema = pa.schema({"sku": pa.string(), "price_minor": width, "ship_to": pa.string()})
    rows = {**SHOP, "price_minor": [540, 9_000, 100]}
    batch = pa.RecordBatch.from_pydict(rows, schema=schema)
    batches = list(QUOTER([batch, batch.slice(0, 0), batch.slice(1)]))

    assert [3, 0, 2] == [one.num_rows for one in batches]
    assert {QUOTER.output_schema(schema)} == {one.schema for one in batches}
    assert [1016, 10800, 476] == batches[0]["total_minor"].to_pylist()
    assert [10800, 476] == batches[2]["total_minor"].to_pylist()
    assert [*schema.names, *QUOTER.schema.names] == batches[0].schema.names


def test_a_quoter_can_be_sent_to_workers():
    """
    It is pickled with all it holds, and gives the same answers there.
    """
    batch = pa.RecordBatch.from_pydict(SHOP)
    there = pickle.loads(pickle.dumps(QUOTER))

    assert list(QUOTER([batch])) == list(there([batch]))
    assert QUOTER.ddl == there.ddl


def test_a_quoter_reads_files_batch_by_batch(tmp_path):
    """
    Parquet in, Parquet out, through a dataset of pyarrow and a scan of polars.
    """
    table = pa.table({**SHOP, "price_minor": pa.array(SHOP["price_minor"], pa.int32())})
    parquet.write_table(table, tmp_path / "parcels.parquet")
    found = pa.Table.from_batches(QUOTER(dataset.dataset(tmp_path).to_batches()))
    frame = pl.read_parquet(tmp_path / "parcels.parquet")
    through = pl.from_arrow(pa.Table.from_batches(QUOTER(frame.to_arrow().to_batches())))

    assert [73181, 10800, 476] == found["total_minor"].to_pylist()
    assert found["total_minor"].to_pylist() == through["total_minor"].to_list()


def test_a_quoter_says_what_it_does_not_know():
    """
    Its schema as Spark writes it; an argument that does not exist is refused.
    """
    assert (
        "duty_minor BIGINT, duty_currency STRING, total_minor BIGINT, total_currency STRING, "
        "status STRING, scheme STRING, missing STRING, problem STRING"
    ) == QUOTER.ddl
    with pytest.raises(InvalidInput, match="no such argument"):
        BatchQuoter(ship_too="NL")


def test_streams_and_tables_say_the_same():
    """
    A table that is read in pieces is the same as its batches.
    """
    shop = parcels(11, 400, 2)
    fields = {"on": ON, "ship_from": "JP", **SOURCES, "registrations": REGISTERED}
    table = pa.table(shop)
    whole = quote_many(table, **fields)
    batches = BatchQuoter(**fields)(table.to_batches(max_chunksize=90))

    assert whole.to_pydict() == pa.Table.from_batches(batches).to_pydict()
