"""
Whatever comes in through the doors of pricing and rates: an answer, or one of our own errors.
"""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import Money, pricing, rates
from globalcs.errors import GlobalcsError
from globalcs.pricing import BookPrice, FixedRates, PriceBook, PriceRules
from tests._counts import scaled

DAY = date(2026, 10, 29)
TABLE = pl.DataFrame(
    {"price": ["1.00"], "currency": ["EUR"], "place": ["NL"], "item": ["mug"], "quantity": [1]}
)
BOOK = PriceBook([BookPrice("mug", Money("1", "EUR"))])
RATE = rates.EcbRates().rate("EUR", "USD", DAY)
LOCK = rates.lock(RATE, date(2026, 11, 5))
PRICES = [(date(2026, 1, 1), "10 EUR"), (date(2026, 10, 20), "8 EUR")]

#: What people hand in by mistake, and a few things that are right somewhere.
JUNK = [
    None, True, 0, -1, 5, 10**30, 1.5, float("nan"), float("inf"), "", "x", "EUR", "NL", "uk",
    "ZZ", "NL-XX", "US-CA", "10 EUR", "-5 EUR", "NaN EUR", "1e5 EUR", "10.999 EUR", "10 BGN",
    "\u0663 EUR", "10 EUR\n", "item\x00", b"x", (), [], {}, {"a": 1}, Decimal("NaN"),
    Decimal("sNaN"), Fraction(1, 3), DAY, date.min, date.max, datetime(2026, 1, 1, tzinfo=UTC),
    Money("10", "EUR"), Money("0", "EUR"), ["home_tax"], ["home_tax", "destination_tax"],
    "home_tax", "2 %", "-2 %", "1000 %", "1/0", "1/3", ["NL"], ["NL", None],
    {("EUR", "USD"): "1.1"}, {("EUR", "USD"): "0"}, {("EUR",): "1"}, {(1, 2): 3},
    {("EUR", "USD"): float("nan")}, ".99", "990", "local", "nearest", "half_up", "750 g", "0 g",
    PRICES, [(DAY,)], [DAY], [("x", "10 EUR")], [{"item": "mug", "price": "1 EUR"}], object(),
    PriceRules(), FixedRates({("EUR", "USD"): "1.1"}), BOOK,
]  # fmt: skip
DOORS = [
    (pricing.price, (Money("10", "EUR"), "NL"), {"on": DAY}, (
        "locale", "prices_include", "home", "goods", "kind", "rules", "price_book", "item", "group",
        "quantity", "cost", "previous", "rates", "facts",
    )),
    (pricing.cash_total, (Money("17.83", "CHF"), "CH"), {"on": DAY}, ("facts",)),
    (pricing.announce_reduction, (PRICES, "DE"), {"on": DAY}, ("campaign", "perishable", "facts")),
    (pricing.announce_reduction, (PRICES, "JP"), {"on": DAY}, ("campaign",)),
    (pricing.unit_price, (Money("4", "EUR"), "750 g", "DE"), {"on": DAY}, ("facts",)),
    (pricing.history, (Money("10", "EUR"), "NL", [DAY]), {}, ("cost", "rules", "rates", "facts")),
    (pricing.price_many, (TABLE, None), {"on": DAY}, (
        "price", "currency", "place", "goods", "cost", "unit", "floats", "prices_include", "home",
        "kind", "rules", "price_book", "item", "group", "quantity", "rates", "facts",
    )),
    (pricing.compare, (TABLE, None, {"a": None}), {"on": DAY}, ("currency", "strategy", "rules")),
    (rates.lock, (RATE, DAY), {}, ()),
    (rates.FixedRates, ({("EUR", "USD"): "1.1"},), {}, ("day", "max_days", "source")),
    (rates.EcbRates, (), {}, ("fresh_days", "max_days", "file")),
    (rates.CsvRates, ("nowhere.csv",), {}, ("base", "fresh_days", "max_days", "widest_jump")),
    (rates.ChainRates, (rates.EcbRates(), rates.EcbRates()), {}, ()),
    (rates.ForexPythonRates, (), {}, ("deadline", "fresh_days", "max_days")),
    (rates.RateLock.from_dict, (LOCK.to_dict(),), {}, ()),
    (rates.EcbRates().rate, ("EUR", "USD", DAY), {}, ()),
    (rates.PeggedRates().rate, ("SAR", "USD", DAY), {}, ()),
    (rates.default_rates().rate, ("EUR", "USD", DAY), {}, ()),
    (LOCK.rate, ("EUR", "USD", DAY), {}, ()),
    (PriceBook, ([],), {}, ()),
    (PriceBook.read, ([],), {}, ()),
    (PriceBook.from_csv, ("nowhere.csv",), {}, ()),
    (BOOK.find, ("mug", "NL", "EUR"), {"on": DAY}, ("group", "quantity")),
    (PriceRules, (), {}, (
        "spread", "rounding", "step", "ending", "toward", "within", "min_margin", "band",
        "applies_to",
    )),
]  # fmt: skip

junk = st.sampled_from(JUNK)


@settings(max_examples=scaled(6_000), deadline=None)
@given(st.sampled_from(DOORS), st.data())
def test_only_our_own_errors_come_out(door, data):
    """
    One to three arguments of a sound question are replaced by something else.
    """
    call, first, named, more = door
    places = [*range(len(first)), *named, *more]
    spots = data.draw(st.lists(st.sampled_from(places), max_size=3, unique=True))
    spoilt = {spot: data.draw(junk) for spot in spots}
    args = [spoilt.get(number, value) for number, value in enumerate(first)]
    others = {name: value for name, value in spoilt.items() if isinstance(name, str)}
    with suppress(GlobalcsError):
        call(*args, **{**named, **others})
