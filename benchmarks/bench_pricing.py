"""
How fast tables of prices are, beside a hand-written reference, and that they hold the same cents.

    python benchmarks/bench_pricing.py           50,000 rows in 20 markets; 20,000 compared
    python benchmarks/bench_pricing.py --full    1,000,000 random rows compared with single prices

The reference takes the same steps by hand: numpy, blocks that stay in the cache, one thread, with
all numbers of each market worked out before. Ratios are what counts.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from globalcs import Money, pricing
from globalcs.pricing import PriceRules
from globalcs.pricing._price import planned

if TYPE_CHECKING:
    from collections.abc import Callable

ON = date(2026, 10, 29)
PLACES = (
    "NL", "DE", "FR", "IT", "GB", "CH", "NO", "SE", "DK", "PL", "HU", "US", "CA", "BR", "JP", "KR",
    "SG", "SA", "AE", "AU",
)  # fmt: skip
RULES = PriceRules(spread="1.5 %", ending=".99", within="10 %")
ROWS = 50_000
ROUNDS = 5
BLOCK = 16_384


def best(*calls: Callable[[], object]) -> list[float]:
    """
    Seconds of each call, the best of rounds in which they take turns.
    """
    times = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for position, call in enumerate(calls):
            start = time.perf_counter()
            call()
            times[position] = min(times[position], time.perf_counter() - start)
    return times


def shop(rows: int, seed: int = 1) -> pl.DataFrame:
    """
    Random prices of a Japanese shop.
    """
    dice = np.random.default_rng(seed)
    return pl.DataFrame(
        {"sku": np.arange(rows), "price": dice.integers(1, 3_000_000, rows, dtype=np.int64)}
    )


def reference(prices: Any, plans: list[Any]) -> tuple[Any, Any]:
    """
    Rounding, ending where it is near enough, and the net price: by hand, in blocks.
    """
    minor = np.empty(prices.size * len(plans), dtype=np.int64)
    net = np.empty_like(minor)
    for number, plan in enumerate(plans):
        top, below, step = plan.ratio.numerator, plan.ratio.denominator * plan.step, plan.step
        half, within = below // 2, plan.rules.within
        for start in range(0, prices.size, BLOCK):
            given = prices[start : start + BLOCK]
            at = number * prices.size + start
            shown = (given * top + half) // below * step
            if plan.ending is not None:
                every, rest = plan.ending
                ended = ((shown - rest) * 2 + every - 1) // (2 * every) * every + rest
                ended = np.maximum(ended, rest or every)
                near = np.abs(ended - shown) * within.denominator <= shown * within.numerator
                shown = np.where(near & (shown > 0), ended, shown)
            minor[at : at + given.size] = shown
            if plan.inside is None:
                net[at : at + given.size] = shown
            else:
                ratio = 1 / (1 + plan.inside)
                net[at : at + given.size] = (
                    shown * ratio.numerator + ratio.denominator // 2
                ) // ratio.denominator
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


def many(table: pl.DataFrame) -> pl.DataFrame:
    """
    The table in all markets.
    """
    found: pl.DataFrame = pricing.price_many(
        table, PLACES, on=ON, currency="JPY", unit="minor", rules=RULES
    )
    return found


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

    def single() -> None:
        for value in prices[:200].tolist():
            pricing.price(Money.from_minor(value, "JPY"), "NL", on=ON, rules=RULES)

    def by_hand() -> pl.DataFrame:
        return as_table(table, *reference(prices, numbers))

    ours, theirs, bare, one = best(
        lambda: many(table), by_hand, lambda: reference(prices, numbers), single
    )
    each, scalar = ours / minor.size, one / 200
    print(
        f"price_many, {ROWS:,} rows in {len(PLACES)} markets: {each * 1e9:.0f} ns a price, "
        f"{theirs / ours:.2f} x the speed of the reference that makes the same table, "
        f"{bare / ours:.2f} x that of its two bare columns (goal: at least 0.5)"
    )
    print(
        f"one price: {scalar * 1e6:.1f} us; the table is {scalar / each:.0f} x as fast a price "
        "(goal: at least 100)"
    )


def same_cents(rows: int) -> None:
    """
    Random rows of a table are what single prices are.
    """
    table = shop(rows // len(PLACES) + 1, seed=7)
    found = many(table)
    shown, net = found["local_minor"].to_list(), found["net_minor"].to_list()
    given, places = found["price"].to_list(), found["place"].to_list()
    start = time.perf_counter()
    for row in range(rows):
        one = pricing.price(Money.from_minor(given[row], "JPY"), places[row], on=ON, rules=RULES)
        assert one.amount is not None
        assert one.net is not None
        assert (one.amount.minor, one.net.minor) == (shown[row], net[row]), (
            given[row],
            places[row],
        )
    print(
        f"{rows:,} random rows: same cents as single prices ({time.perf_counter() - start:.0f} s)"
    )


def main(arguments: list[str]) -> int:
    """
    Print all figures.
    """
    speed()
    same_cents(1_000_000 if "--full" in arguments else 20_000)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
