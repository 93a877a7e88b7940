"""
How fast money, rates and prices are, beside the packages that do a part of the same.

    python benchmarks/bench_money.py

Each figure is the best of interleaved rounds, in microseconds a call; the ratio is what counts.
"""

from __future__ import annotations

import contextlib
import random
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import moneyed
from babel.numbers import format_currency
from currency_converter import CurrencyConverter, RateNotFoundError

from globalcs import Money, pricing
from globalcs.rates import EcbRates, default_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 7
CALLS = 4_000
PAIRS = (("USD", "EUR"), ("EUR", "JPY"), ("GBP", "CHF"), ("JPY", "USD"))


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


def line(name: str, ours: float, theirs: float, other: str, goal: str = "") -> None:
    """
    One line of the report.
    """
    wanted = f"  (goal: {goal})" if goal else ""
    print(f"{name:44} {ours * 1e6:9.2f} us  {ours / theirs:6.2f} x {other}{wanted}")


def questions() -> list[tuple[str, str, date]]:
    """
    Days with rates over the last ten years, in a fixed random order.
    """
    theirs, dice = CurrencyConverter(), random.Random(1)
    last = theirs.bounds["USD"].last_date
    found: list[tuple[str, str, date]] = []
    while len(found) < CALLS:
        day = last - timedelta(dice.randrange(3_650))
        base, quote = dice.choice(PAIRS)
        with contextlib.suppress(RateNotFoundError):
            theirs.convert(1, base, quote, day)
            found.append((base, quote, day))
    return found


def conversion(asked: Sequence[tuple[str, str, date]]) -> None:
    """
    Dated conversion, rounded: exact ratios beside CurrencyConverter's decimals, unrounded.
    """
    theirs, amount = CurrencyConverter(decimal=True), Decimal("123.00")
    source, prices = EcbRates(), {code: Money(123, code) for pair in PAIRS for code in pair}
    chain = default_rates()

    def convert_theirs() -> None:
        for base, quote, day in asked:
            theirs.convert(amount, base, quote, day)

    def convert_ours() -> None:
        for base, quote, day in asked:
            source.rate(base, quote, day).convert(prices[base], rounding="half_up")

    def convert_chained() -> None:
        for base, quote, day in asked:
            chain.rate(base, quote, day).convert(prices[base], rounding="half_up")

    old, ours, chained = (
        seconds / len(asked) for seconds in best(convert_theirs, convert_ours, convert_chained)
    )
    other = "CurrencyConverter(decimal=True)"
    line("dated conversion, rounded: EcbRates", ours, old, other, "at most 1.5")
    line("dated conversion, rounded: default_rates", chained, old, other)


def loading() -> None:
    """
    Reading the history of the ECB once, and its first rate.
    """
    from globalcs.rates import _ecb

    def load() -> None:
        _ecb._HISTORIES.clear()
        EcbRates().rate("USD", "JPY", date(2020, 1, 2))

    ours, theirs = best(load, CurrencyConverter)
    line("loading the history of the ECB", ours, theirs, "CurrencyConverter()", "at most 1")


def money() -> None:
    """
    A sum of two and a product, beside py-moneyed.
    """
    ours, theirs = Money("10.50", "EUR"), moneyed.Money("10.50", "EUR")

    def arithmetic(one: moneyed.Money) -> Callable[[], None]:
        def run() -> None:
            for _ in range(CALLS):
                _ = (one + one) * 3

        return run

    mine, their = (s / CALLS for s in best(arithmetic(ours), arithmetic(theirs)))
    line("(price + price) * 3", mine, their, "py-moneyed")


def local_price() -> None:
    """
    One explained price with its text, warm, beside Babel writing the text alone.
    """
    given, day = Money("5400", "JPY"), date(2026, 10, 29)

    def price() -> None:
        for _ in range(CALLS // 4):
            _ = pricing.price(given, "NL", on=day).text

    def written() -> None:
        for _ in range(CALLS // 4):
            format_currency(Decimal("37.14"), "EUR", locale="nl_NL")

    price()
    ours, theirs = (s / (CALLS // 4) for s in best(price, written))
    line("pricing.price(...).text", ours, theirs, "Babel format_currency", "at most 3")


def main() -> int:
    """
    Print all figures.
    """
    conversion(questions())
    loading()
    money()
    local_price()
    return 0


if __name__ == "__main__":
    sys.exit(main())
