"""
What holds for every price.
"""

import os
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import Money, pricing, to_minor
from globalcs.pricing import FixedRates, PriceRules
from globalcs.pricing._steps import Ending, ending_of, quantise, with_ending
from globalcs.rates import EcbRates
from tests._counts import FULL, scaled

DAY = date(2026, 11, 21)
PLACES = ["NL", "DE", "CH", "US", "JP", "HU", "AU", "KR", "NO"]
RATES = FixedRates(
    {
        ("EUR", "USD"): "1.1172",
        ("EUR", "CHF"): "0.9301",
        ("EUR", "JPY"): "175.92",
        ("EUR", "HUF"): "389.45",
        ("EUR", "AUD"): "1.7812",
        ("EUR", "KRW"): "1655.27",
        ("EUR", "NOK"): "11.4305",
    }
)

euros = st.integers(0, 10**8).map(lambda minor: Money.from_minor(minor, "EUR"))
endings = st.sampled_from([None, ".99", ".95", ".9", ".00", "9", "990", "80", "000", "local"])
rules = st.builds(
    PriceRules,
    spread=st.fractions(0, Fraction(1, 2), max_denominator=1000),
    rounding=st.sampled_from(["half_up", "half_even", "up", "down"]),
    ending=endings,
    toward=st.sampled_from(["nearest", "up", "down"]),
)


@settings(max_examples=scaled(4_000))
@given(euros, st.sampled_from(PLACES), rules)
def test_what_is_shown_is_what_is_charged(money, place, rule):
    """
    The amount is a price that the currency can show; net and tax add up to it; the exact value is
    no further than rounding and the ending may go.
    """
    shown = pricing.price(money, place, on=DAY, rules=rule, rates=RATES)
    step = 100 if place == "HU" else 1
    far = Fraction(step, 10 ** -shown.amount.amount.as_tuple().exponent)
    within = shown.exact * rule.within + far * 2 if rule.ending else far

    assert 0 == shown.amount.minor % step
    assert abs(Fraction(shown.amount.amount) - shown.exact) <= within
    assert shown.amount == shown.net + (shown.tax or Money(0, shown.amount.currency))


@settings(max_examples=scaled(2_000))
@given(euros, st.sampled_from(PLACES), rules)
def test_the_same_question_has_the_same_answer(money, place, rule):
    """
    And writing it down and reading it back changes nothing.
    """
    ask = lambda: pricing.price(money, place, on=DAY, rules=rule, rates=RATES)  # noqa: E731

    assert ask() == ask()
    assert ask() == pricing.LocalPrice.from_json(ask().to_json())


@settings(max_examples=scaled(5_000))
@given(
    st.integers(1, 10**9),
    st.sampled_from([".99", ".95", ".9", ".00", "9", "990", "80", "000", "8"]),
    st.sampled_from([0, 2, 3]),
    st.sampled_from(["nearest", "up", "down"]),
)
def test_an_ending_is_there_and_stays(minor, text, digits, toward):
    """
    The result has the ending, is above zero, on the side asked for, and asking again keeps it.
    """
    ending = ending_of(text, digits)
    if ending is None:
        assert text.startswith(".")
        return
    ended = with_ending(minor, ending, toward)

    assert ended > 0
    assert ending.rest == ended % ending.every
    assert ended == with_ending(ended, ending, toward)
    lowest = ending.rest or ending.every
    assert (
        ended == lowest
        or {
            "up": 0 <= ended - minor < ending.every,
            "down": 0 <= minor - ended < ending.every,
            "nearest": 2 * abs(ended - minor) <= ending.every,
        }[toward]
    )


@settings(max_examples=scaled(1_000))
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.data())
def test_columns_take_the_same_steps(rows, data):
    """
    Conversion, step and ending of a column are those of its rows, near halves too.
    """
    ratio = data.draw(st.fractions(Fraction(1, 1000), 1000, max_denominator=10_000))
    step = data.draw(st.sampled_from([1, 5, 100]))
    mode = data.draw(st.sampled_from(["half_up", "half_even", "up", "down"]))
    toward = data.draw(st.sampled_from(["nearest", "up", "down"]))
    ending = data.draw(st.sampled_from([Ending(100, 99), Ending(1000, 990), Ending(100, 0)]))
    near = [n * ratio.denominator // 2 // max(1, ratio.numerator) for n in rows]
    column = np.array(near, dtype=np.int64)

    one_by_one = [with_ending(quantise(n, ratio, step, mode), ending, toward) for n in near]
    together = with_ending(quantise(column, ratio, step, mode), ending, toward)

    assert one_by_one == together.tolist()


@settings(max_examples=scaled(3_000))
@given(
    st.integers(1, 10**9),
    st.sampled_from(["USD", "JPY", "GBP", "CHF", "KRW", "HUF"]),
    st.integers(0, 9000),
)
def test_there_and_back_is_within_what_rounding_allows(minor, code, back):
    """
    Euros to another currency and back differ by no more than half a unit of each way.
    """
    on = EcbRates().last_day - timedelta(back)
    there = EcbRates().rate("EUR", code, on)
    start = Money.from_minor(minor, "EUR")

    returned = there.inverse().convert(there.convert(start, rounding="half_up"), rounding="half_up")
    allowed = Fraction(1, 2) + Fraction(1, 2) / there.minor_ratio

    assert abs(returned.minor - start.minor) <= allowed


ORDER = (
    "pricing.source", "pricing.explicit", "pricing.home_tax_out", "pricing.converted",
    "pricing.spread", "pricing.tax", "pricing.rounded", "pricing.ending", "pricing.margin",
    "pricing.band", "pricing.second",
)  # fmt: skip
margins = st.sampled_from(["0 %", "10 %", "33.3 %", "60 %", "95 %"])
costs = st.integers(0, 10**7).map(lambda minor: Money.from_minor(minor, "EUR"))


def place_in_order(code):
    """
    Where a reason stands among the steps; `pricing.untaxed` and doubts of facts belong to the tax.
    """
    return next((n for n, start in enumerate(ORDER) if code.startswith(start)), None)


@settings(max_examples=scaled(3_000))
@given(euros, costs, margins, st.sampled_from(PLACES), rules)
def test_never_below_the_least_margin(money, cost, margin, place, rule):
    """
    Whatever price, cost, rounding and ending: what is left is the least margin or more, and a
    price is only ever raised for it.
    """
    guarded = rule.replace(min_margin=margin)
    shown = pricing.price(money, place, on=DAY, rules=guarded, cost=cost, rates=RATES)

    assert shown.margin is None or shown.margin >= guarded.min_margin
    assert not cost or shown.amount
    if "pricing.margin_raised" in {reason.code for reason in shown.reasons}:
        plain = pricing.price(money, place, on=DAY, rules=rule, rates=RATES)
        assert plain.amount < shown.amount


@settings(max_examples=scaled(2_000))
@given(euros, costs, st.sampled_from(PLACES), rules)
def test_steps_come_in_one_order(money, cost, place, rule):
    """
    Whichever steps there are, none comes before one that it follows.
    """
    guarded = rule.replace(min_margin="20 %", band="2 %")
    first = pricing.price(money, place, on=DAY, rules=guarded, cost=cost, rates=RATES)
    again = pricing.price(
        money, place, on=DAY, rules=guarded, cost=cost, rates=RATES, previous=first
    )
    for shown in (first, again):
        places = [place_in_order(reason.code) for reason in shown.reasons]
        told = [number for number in places if number is not None]
        assert sorted(told) == told


@settings(max_examples=scaled(1_500))
@given(
    st.integers(100, 10**7),
    st.lists(st.integers(9_000, 11_000), min_size=2, max_size=12),
    st.sampled_from(["0 %", "1 %", "3 %", "10 %"]),
    st.sampled_from([None, ".99", "local"]),
)
def test_a_price_stands_exactly_while_the_rate_is_in_the_band(minor, path, band, ending):
    """
    Along any path of rates: the tag is that of the day it was made, its rate is never further
    away than the band, and it is made anew on no day on which it could have stood.
    """
    money, rule = Money.from_minor(minor, "EUR"), PriceRules(band=band, ending=ending)
    tag = None
    for number in path:
        rates = FixedRates({("EUR", "USD"): Fraction(number, 10_000)})
        shown = pricing.price(money, "US", on=DAY, rules=rule, rates=rates, previous=tag)
        fresh = pricing.price(money, "US", on=DAY, rules=rule, rates=rates)

        moved = None if tag is None else abs(shown.rate.ratio / tag.rate.ratio - 1)
        stands = moved is not None and moved <= rule.band
        assert (tag.amount if stands else fresh.amount) == shown.amount
        assert abs(shown.rate.ratio / shown.tag.rate.ratio - 1) <= rule.band
        tag = shown.tag


@settings(max_examples=scaled(600), deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=12),
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True),
    rules,
    st.sampled_from([None, "0 %", "35 %"]),
)
def test_a_table_holds_the_cents_of_single_prices(amounts, places, rule, margin):
    """
    Any amounts and rules, with costs and without.
    """
    guarded = rule.replace(min_margin=margin)
    table = pl.DataFrame(amounts, schema={"price": pl.Int64, "cost": pl.Int64}, orient="row")
    found = pricing.price_many(
        table, places, on=DAY, currency="EUR", cost="cost", unit="minor", rules=guarded, rates=RATES
    )

    for row in found.iter_rows(named=True):
        one = pricing.price(
            Money.from_minor(row["price"], "EUR"), row["place"], on=DAY, rules=guarded,
            cost=Money.from_minor(row["cost"], "EUR"), rates=RATES,
        )  # fmt: skip
        assert (one.amount.minor, one.net.minor) == (row["local_minor"], row["net_minor"])


entries = st.builds(
    lambda item, minor, market, group, quantity: pricing.BookPrice(
        item, Money.from_minor(minor, "CHF" if market == "CH" else "EUR"), market, group, quantity
    ),
    st.sampled_from(["mug", "tea"]),
    st.integers(0, 10**6),
    st.sampled_from([None, "NL", "CH", "FI"]),
    st.sampled_from([None, "club", "b2b"]),
    st.sampled_from([1, 2, 6]),
)
questions = st.tuples(
    st.integers(0, 10**9),
    st.sampled_from(["mug", "tea", "fan"]),
    st.sampled_from([None, "club", "other"]),
    st.integers(1, 8),
)


@settings(max_examples=scaled(600), deadline=None)
@given(
    st.lists(entries, max_size=12, unique_by=lambda e: (e.item, e.market, e.group, e.quantity)),
    st.lists(questions, min_size=1, max_size=12),
    rules,
)
def test_a_table_asks_the_price_book_as_one_price_does(entries, asked, rule):
    """
    Whatever the book holds and the rows ask; and who has the same book has the same version.
    """
    book, rule = pricing.PriceBook(entries), rule.replace(min_margin="5 %")
    schema = {"price": pl.Int64, "item": pl.String, "group": pl.String, "quantity": pl.Int64}
    found = pricing.price_many(
        pl.DataFrame(asked, schema=schema, orient="row"), ["NL", "FI", "CH"], on=DAY,
        currency="EUR", unit="minor", cost="price", rules=rule, rates=RATES, price_book=book,
        group="group", quantity="quantity",
    )  # fmt: skip

    versions = set()
    for row in found.iter_rows(named=True):
        money = Money.from_minor(row["price"], "EUR")
        one = pricing.price(
            money, row["place"], on=DAY, rules=rule, rates=RATES, cost=money, price_book=book,
            item=row["item"], group=row["group"], quantity=row["quantity"],
        )  # fmt: skip
        versions.add(one.facts_version)
        assert (one.amount.minor, one.net.minor) == (row["local_minor"], row["net_minor"])
    assert {book.version} == {version.split()[-1] for version in versions}
    assert pricing.PriceBook(entries[::-1]).version == book.version


MARKETS = [
    "NL", "DE", "FR", "IT", "GB", "CH", "NO", "SE", "DK", "PL", "HU", "US", "CA", "BR", "JP", "KR",
    "SG", "SA", "AE", "AU",
]  # fmt: skip


def test_a_million_random_rows():
    """
    Real rates, currencies, costs and a price book: with `--full` a million rows, else fewer, each
    to the cent of its single price.
    """
    rows, dice = 1_000_000 if FULL else 10_000, np.random.default_rng(20_261_029)
    minor = dice.integers(1, 3_000_000, rows)
    table = pl.DataFrame(
        {
            "price": minor,
            "cost": minor * dice.integers(20, 120, rows) // 100,
            "currency": dice.choice(["JPY", "EUR", "USD", "KRW", "SAR"], rows),
            "place": dice.choice(MARKETS, rows),
            "item": dice.choice(["mug", *"abcdefghi"], rows),
            "quantity": dice.integers(1, 10, rows),
        }
    )
    book = pricing.PriceBook(
        [
            pricing.BookPrice("mug", Money("12.90", "EUR")),
            pricing.BookPrice("mug", Money("13.50", "EUR"), market="FR"),
            pricing.BookPrice("mug", Money("1980", "JPY"), quantity=6),
        ]
    )
    rule = PriceRules(spread="1.5 %", ending="local", within="10 %", min_margin="30 %")
    ask = {"on": date(2026, 10, 29), "rules": rule, "price_book": book}
    found = pricing.price_many(table, unit="minor", cost="cost", quantity="quantity", **ask)

    for row in found.iter_rows(named=True):
        one = pricing.price(
            Money.from_minor(row["price"], row["currency"]), row["place"], item=row["item"],
            cost=Money.from_minor(row["cost"], row["currency"]), quantity=row["quantity"], **ask,
        )  # fmt: skip
        assert (one.amount.minor, one.net.minor) == (row["local_minor"], row["net_minor"]), row


@settings(max_examples=scaled(1_000))
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.sampled_from(["USD", "JPY"]))
def test_columns_of_floats_are_read_as_one_float(values, code):
    """
    To the same minor unit as `to_minor`, halves and all.
    """
    halves = [*values, *(round(value * 1000) / 1000 for value in values)]
    found = pricing.price_many(
        pl.DataFrame({"price": halves}), ["US" if code == "USD" else "JP"], on=DAY, currency=code,
        floats="half_up", prices_include=["destination_tax"],
    )  # fmt: skip
    wanted = [to_minor(value, code, rounding="half_up") for value in halves]

    assert wanted == found["local_minor"].to_list()


ASK = """
from datetime import date
from globalcs import pricing
rules = pricing.PriceRules(spread="2 %", ending="local", min_margin="10 %", band="3 %")
for place in ("NL", "AR", "BG", "JP", "SA", "NG", "US"):
    try:
        shown = pricing.price("54 USD", place, on=date(2026, 3, 2), rules=rules, cost="20 USD")
        print(shown.to_json(), shown.text, shown.explain("ar"))
    except LookupError as error:
        print(type(error).__name__, error)
"""


def test_the_same_bytes_in_any_process():
    """
    Whatever locale, time zone and hash seed a process has.
    """
    told = set()
    for seed, locale, zone in (("0", "C", "UTC"), ("42", "de_DE.UTF-8", "Asia/Tokyo")):
        surroundings = {
            **os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone,
            "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", ASK], env=surroundings, capture_output=True, check=True
        )
        told.add(done.stdout)

    assert 1 == len(told)
    assert len(told.pop()) > 5_000
