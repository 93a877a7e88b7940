"""
How fast tables of prices are, beside a hand-written reference, and that they hold the same cents.

    python benchmarks/bench_pricing.py           2,000,000 prices in 20 markets; 20,000 compared
    python benchmarks/bench_pricing.py --full    1,000,000 random rows compared with single prices

The reference takes the same steps by hand: numpy, blocks that stay in the cache, one thread, with
all numbers of each market worked out before. It gives two bare columns, the price and the net
price; a second one puts beside them the eight columns that a reader needs. Ratios are what counts.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

os.environ["POLARS_MAX_THREADS"] = "1"  # read when polars is imported

import numpy as np
import polars as pl

from globalcs import Money, pricing
from globalcs.pricing import BookPrice, PriceBook, PriceRules
from globalcs.pricing._price import planned

if TYPE_CHECKING:
    from collections.abc import Callable

ON = date(2026, 10, 29)
PLACES = (
    "NL", "DE", "FR", "IT", "GB", "CH", "NO", "SE", "DK", "PL", "HU", "US", "CA", "BR", "JP", "KR",
    "SG", "SA", "AE", "AU",
)  # fmt: skip
RULES = PriceRules(spread="1.5 %", ending=".99", within="10 %")
ROWS = 100_000
ROUNDS = 9
BLOCK = 16_384


def best(*calls: Callable[[], object]) -> list[float]:
    """
    Seconds of processor time of each call, the best of rounds in which they take turns.
    """
    times = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for position, call in enumerate(calls):
            start = time.process_time()
            call()
            times[position] = min(times[position], time.process_time() - start)
    return times


def shop(rows: int, seed: int = 1) -> pl.DataFrame:
    """
    Random prices of a Japanese shop.
    """
    dice = np.random.default_rng(seed)
    return pl.DataFrame(
        {"sku": np.arange(rows), "price": dice.integers(1, 3_000_000, rows, dtype=np.int64)}
    )


def by_hand(given: Any, plan: Any) -> tuple[Any, Any]:
    """
    Rounding, ending where it is near enough, and the net price of one block in one market.
    """
    top, below, step = plan.ratio.numerator, plan.ratio.denominator * plan.step, plan.step
    shown = (given * top + below // 2) // below * step
    if plan.ending is not None:
        (every, rest), within = plan.ending, plan.rules.within
        ended = ((shown - rest) * 2 + every - 1) // (2 * every) * every + rest
        ended = np.maximum(ended, rest or every)
        near = np.abs(ended - shown) * within.denominator <= shown * within.numerator
        shown = np.where(near & (shown > 0), ended, shown)
    if plan.inside is None:
        return shown, shown
    ratio = 1 / (1 + plan.inside)
    return shown, (shown * ratio.numerator + ratio.denominator // 2) // ratio.denominator


def reference(prices: Any, plans: list[Any]) -> tuple[Any, Any]:
    """
    All prices in each market, one market after the other.
    """
    minor = np.empty(prices.size * len(plans), dtype=np.int64)
    net = np.empty_like(minor)
    for number, plan in enumerate(plans):
        for start in range(0, prices.size, BLOCK):
            given = prices[start : start + BLOCK]
            at = slice(number * prices.size + start, number * prices.size + start + given.size)
            minor[at], net[at] = by_hand(given, plan)
    return minor, net


def mixed_reference(table: pl.DataFrame, plans: list[Any]) -> tuple[Any, Any]:
    """
    Each price in the market that its row names: sorted by market first.
    """
    prices = table["price"].to_numpy()
    codes = table["place"].cast(pl.Enum(PLACES)).to_physical().to_numpy()
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(PLACES)))
    minor, net = np.empty_like(prices), np.empty_like(prices)
    for plan, rows in zip(plans, np.split(order, ends[:-1]), strict=True):
        for start in range(0, rows.size, BLOCK):
            part = rows[start : start + BLOCK]
            minor[part], net[part] = by_hand(prices[part], plan)
    return minor, net


def as_table(table: pl.DataFrame, minor: Any, net: Any) -> pl.DataFrame:
    """
    The reference's numbers beside the own columns, with the words that a reader needs.
    """
    shared = [planned(Money(0, "JPY"), place, on=ON, rules=RULES) for place in PLACES]
    words = {
        "place": PLACES,
        "local_currency": [view.currency for _, view in shared],
        "local_digits": [view.digits for _, view in shared],
        "tax_display": [plan.tax_display for plan, _ in shared],
        "rate_day": [plan.rate.day.isoformat() for plan, _ in shared],
        "status": [plan.status for plan, _ in shared],
    }
    rows = np.repeat(np.arange(len(PLACES), dtype=np.uint32), len(table))
    columns = [pl.Series(name, list(labels)).gather(rows) for name, labels in words.items()]
    problem = pl.repeat("", rows.size, eager=True).alias("problem")
    numbers = [pl.Series("local_minor", minor), pl.Series("net_minor", net), problem]
    return pl.concat([table] * len(PLACES)).with_columns(*columns, *numbers)


def plans() -> list[Any]:
    """
    The numbers of each market, worked out once.
    """
    return [planned(Money(0, "JPY"), place, on=ON, rules=RULES)[0] for place in PLACES]


def many(table: Any, places: Any = PLACES) -> Any:
    """
    The table in all markets, or each row in its own.
    """
    return pricing.price_many(table, places, on=ON, currency="JPY", unit="minor", rules=RULES)


def one_by_one(prices: Any) -> None:
    """
    Single prices in one market.
    """
    for value in prices.tolist():
        pricing.price(Money.from_minor(value, "JPY"), "NL", on=ON, rules=RULES)


def told(name: str, ours: float, bare: float, goal: str = "") -> None:
    """
    One line of the report.
    """
    each = ours / (ROWS * len(PLACES)) * 1e9
    print(f"{name:58} {each:6.1f} ns a price {bare / ours:6.2f} x the reference{goal}")


def speed() -> None:
    """
    A table in twenty markets beside the reference and beside single prices.
    """
    table = shop(ROWS)
    prices = table["price"].to_numpy()
    numbers = plans()
    minor, net = reference(prices, numbers)
    found = many(table)
    assert (found["local_minor"].to_numpy() == minor).all()
    assert (found["net_minor"].to_numpy() == net).all()

    ours, bare, whole, one = best(
        lambda: many(table),
        lambda: reference(prices, numbers),
        lambda: as_table(table, *reference(prices, numbers)),
        lambda: one_by_one(prices[:200]),
    )
    told("20 markets, against two bare columns", ours, bare, " (goal: at least 0.5)")
    told("20 markets, against the same table made by hand", ours, whole)
    scalar, each = one / 200, ours / minor.size
    print(
        f"one price: {scalar * 1e6:.1f} us; a price of the table is {scalar / each:.0f} x as fast "
        "(goal: at least 100)"
    )


def mixed_speed() -> None:
    """
    The same number of prices, each in a market of its own row.
    """
    table = shop(ROWS * len(PLACES), seed=3)
    places = np.random.default_rng(4).choice(PLACES, len(table))
    table, numbers = table.with_columns(pl.Series("place", places)), plans()
    minor, net = mixed_reference(table, numbers)
    found = many(table, None)
    assert (found["local_minor"].to_numpy() == minor).all()
    assert (found["net_minor"].to_numpy() == net).all()
    ours, bare = best(lambda: many(table, None), lambda: mixed_reference(table, numbers))
    told("a market a row, against two bare columns", ours, bare)


def other_tables() -> None:
    """
    The same question with tables of pandas and pyarrow.
    """
    table = shop(ROWS)
    prices, numbers, framed, arrow = (
        table["price"].to_numpy(), plans(), table.to_pandas(), table.to_arrow(),
    )  # fmt: skip
    pandas, pyarrow, bare = best(
        lambda: many(framed), lambda: many(arrow), lambda: reference(prices, numbers)
    )
    told("20 markets in pandas, against two bare columns", pandas, bare)
    told("20 markets in pyarrow, against two bare columns", pyarrow, bare)


BOOK = PriceBook(
    [
        BookPrice("mug", Money("12.90", "EUR")),
        BookPrice("mug", Money("13.50", "EUR"), market="FR"),
        BookPrice("mug", Money("14.90", "CHF"), group="club"),
        BookPrice("mug", Money("1980", "JPY"), quantity=6),
    ]
)
GUARDED = RULES.replace(min_margin="30 %")


def orders(rows: int) -> pl.DataFrame:
    """
    Random prices of several currencies with costs, a few of them in the shop's price book.
    """
    dice = np.random.default_rng(7)
    minor = dice.integers(1, 3_000_000, rows, dtype=np.int64)
    return pl.DataFrame(
        {
            "price": minor,
            "cost": minor * dice.integers(20, 120, rows) // 100,
            "currency": dice.choice(["JPY", "EUR", "USD", "KRW"], rows),
            "place": dice.choice(PLACES, rows),
            "item": dice.choice(["mug", *"abcdefghi"], rows),
            "group": dice.choice(["club", "all"], rows),
            "quantity": dice.integers(1, 10, rows),
        }
    )


def same_cents(rows: int) -> None:
    """
    Random rows of a table are what single prices are.
    """
    found = pricing.price_many(
        orders(rows), on=ON, unit="minor", cost="cost", rules=GUARDED, price_book=BOOK,
        group="group", quantity="quantity",
    )  # fmt: skip
    start = time.perf_counter()
    for row in found.iter_rows(named=True):
        one = pricing.price(
            Money.from_minor(row["price"], row["currency"]), row["place"], on=ON, rules=GUARDED,
            cost=Money.from_minor(row["cost"], row["currency"]), price_book=BOOK,
            item=row["item"], group=row["group"], quantity=row["quantity"],
        )  # fmt: skip
        assert one.amount is not None
        assert one.net is not None
        assert (one.amount.minor, one.net.minor) == (row["local_minor"], row["net_minor"]), row
    seconds = time.perf_counter() - start
    print(f"{rows:,} random rows: same cents as single prices ({seconds:.0f} s)")


def main(arguments: list[str]) -> int:
    """
    Print all figures.
    """
    speed()
    mixed_speed()
    other_tables()
    same_cents(1_000_000 if "--full" in arguments else 20_000)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
