"""
One explained quote of three lines beside plain Decimal, whole numbers and py-moneyed.

All do the same parcel: 19 % tax, a duty rate a line on goods and freight, freight shared out by
value with largest remainder (py-moneyed: share by share, so its shares need not add up). They are
timed in turns in one process; what counts are the ratios of the medians.

Run: python benchmarks/bench_quote.py [--rounds N] [--calls N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import moneyed

from globalcs.landed_cost import FixedTariffs, Shipment, quote

CENT = Decimal("0.01")
PRICES = (Decimal("49.90"), Decimal("180.00"), Decimal("12.34"))
PRICES_IN_CENTS = (4990, 18000, 1234)
QUANTITIES = (2, 1, 3)
DUTIES = (Decimal("0.12"), Decimal("0.08"), Decimal(0))
VAT = Decimal("0.19")
FREIGHT = Decimal("14.90")
ON = date(2026, 11, 21)

SHIPMENT = Shipment(
    ship_from="US",
    ship_to="DE",
    shipping=f"{FREIGHT} EUR",
    items=[
        {
            "price": f"{price} EUR",
            "quantity": quantity,
            "hs_code": code,
            "origin": "US",
            "category": "home",
        }
        for price, quantity, code in zip(
            PRICES, QUANTITIES, ("611020", "640399", "940360"), strict=True
        )
    ],
)
TARIFFS = FixedTariffs({"EU": {"611020": "12 %", "640399": "8 %", "940360": "Free"}}, as_of=ON)


def plain_decimal() -> tuple[Decimal, ...]:
    """
    The same arithmetic, nothing explained: total, duty and tax of each line and of the freight.
    """
    goods = [p * q for p, q in zip(PRICES, QUANTITIES, strict=True)]
    whole = sum(goods)
    freight = decimal_shares(FREIGHT, goods)
    bases = [g + f for g, f in zip(goods, freight, strict=True)]
    exact = [base * rate for base, rate in zip(bases, DUTIES, strict=True)]
    duty_a = exact[0].quantize(CENT, ROUND_HALF_UP)
    duty_b = exact[1].quantize(CENT, ROUND_HALF_UP)
    duties = (duty_a, duty_b, Decimal(0))
    taxed = [g + d for g, d in zip(goods, duties, strict=True)]
    tax = ((sum(taxed) + FREIGHT) * VAT).quantize(CENT, ROUND_HALF_UP)
    taxes = decimal_shares(tax, [*taxed, FREIGHT])
    return (whole + FREIGHT + duty_a + duty_b + tax, *duties, *taxes)


def decimal_shares(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """
    Parts by weight that add up, by largest remainder.
    """
    whole = sum(weights)
    exact = [amount * weight / whole for weight in weights]
    parts = [part.quantize(CENT, "ROUND_DOWN") for part in exact]
    left = int((amount - sum(parts)) / CENT)
    order = sorted(range(len(parts)), key=lambda n: exact[n] - parts[n], reverse=True)
    for number in order[:left]:
        parts[number] += CENT
    return parts


def whole_lines() -> tuple[int, ...]:
    """
    The same in cents, line by line.
    """
    goods = [p * q for p, q in zip(PRICES_IN_CENTS, QUANTITIES, strict=True)]
    freight = whole_shares(1490, goods)
    bases = [g + f for g, f in zip(goods, freight, strict=True)]
    duties = [(b * rate + 50) // 100 for b, rate in zip(bases, (12, 8, 0), strict=True)]
    taxed = [g + d for g, d in zip(goods, duties, strict=True)]
    tax = ((sum(taxed) + 1490) * 19 + 50) // 100
    taxes = whole_shares(tax, [*taxed, 1490])
    return (sum(taxed) + 1490 + tax, *duties, *taxes)


def whole_shares(amount: int, weights: list[int]) -> list[int]:
    """
    Parts by weight that add up, by largest remainder.
    """
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    rests = [amount * weight % whole for weight in weights]
    order = sorted(range(len(parts)), key=rests.__getitem__, reverse=True)
    for number in order[: amount - sum(parts)]:
        parts[number] += 1
    return parts


def whole_numbers() -> int:
    """
    The same in cents, totals only, written for this one cart.
    """
    goods = [4990 * 2, 18000, 1234 * 3]
    whole = sum(goods)
    floors = [1490 * g // whole for g in goods]
    rests = [1490 * g % whole for g in goods]
    for number in sorted(range(3), key=rests.__getitem__, reverse=True)[: 1490 - sum(floors)]:
        floors[number] += 1
    duty = ((goods[0] + floors[0]) * 12 + 50) // 100 + ((goods[1] + floors[1]) * 8 + 50) // 100
    tax = ((whole + 1490 + duty) * 19 + 50) // 100
    return whole + 1490 + duty + tax


EUR = moneyed.EUR
RATES = tuple(DUTIES)


def py_moneyed() -> Any:
    """
    The same in py-moneyed, without largest remainder.
    """
    goods = [moneyed.Money(p, EUR) * q for p, q in zip(PRICES, QUANTITIES, strict=True)]
    whole = sum(goods, moneyed.Money(0, EUR))
    freight = moneyed.Money(FREIGHT, EUR)
    total = whole + freight
    for amount, rate in zip(goods, RATES, strict=True):
        share = (freight * (amount / whole)).round(2)
        duty = ((amount + share) * rate).round(2)
        tax = ((amount + share + duty) * VAT).round(2)
        total = total + duty + tax
    return total


def explained() -> Any:
    """
    A quote, and its total.
    """
    return quote(SHIPMENT, on=ON, tariffs=TARIFFS).total


def read_through() -> Any:
    """
    A quote with every line, charge and reason read.
    """
    answer = quote(SHIPMENT, on=ON, tariffs=TARIFFS)
    return answer.lines, answer.shipping_line, answer.charges, answer.reasons, answer.total


def lines_read() -> Any:
    """
    A quote with every line read.
    """
    answer = quote(SHIPMENT, on=ON, tariffs=TARIFFS)
    return answer.lines, answer.shipping_line, answer.total


ROWS: dict[str, Callable[[], Any]] = {
    "whole numbers, totals only": whole_numbers,
    "whole numbers, line by line": whole_lines,
    "plain Decimal, line by line": plain_decimal,
    "py-moneyed": py_moneyed,
    "quote(): explained, total read": explained,
    "quote(): total and lines read": lines_read,
    "quote(): lines, charges, reasons read": read_through,
}

#: What the rows are told as multiples of, with a short name for the head of the table.
PEERS = {
    "whole numbers, totals only": "int, totals",
    "whole numbers, line by line": "int, lines",
    "plain Decimal, line by line": "Decimal",
    "py-moneyed": "py-moneyed",
}


def same_cents() -> None:
    """
    The references give the same cents as the quote, warm, as it is timed.
    """
    quote(SHIPMENT, on=ON, tariffs=TARIFFS)
    answer = quote(SHIPMENT, on=ON, tariffs=TARIFFS)
    total, *parts = plain_decimal()
    lines = [*answer.lines, answer.shipping_line]
    ours = [line.duty.amount for line in answer.lines if line.duty is not None]
    assert [*ours, *(line.tax.amount for line in lines if line.tax is not None)] == parts
    assert answer.total is not None
    assert Fraction(answer.total.amount) == Fraction(total) == Fraction(whole_numbers(), 100)
    assert [Fraction(n, 100) for n in whole_lines()] == list(map(Fraction, (total, *parts)))


def measure(rounds: int, calls: int) -> dict[str, float]:
    """
    Microseconds of processor time a call: the median of rounds in which every row has its turn.
    """
    times: dict[str, list[float]] = {name: [] for name in ROWS}
    for _ in range(rounds):
        for name, function in ROWS.items():
            start = time.process_time()
            for _ in range(calls):
                function()
            times[name].append((time.process_time() - start) / calls * 1e6)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """
    Print the table.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=2000)
    options = parser.parse_args()
    same_cents()
    found = measure(options.rounds, options.calls)
    peers = [found[name] for name in PEERS]
    print(f"{'':40}{'us':>8}" + "".join(f"{'x ' + head:>16}" for head in PEERS.values()))
    for name, value in found.items():
        print(f"{name:40}{value:8.1f}" + "".join(f"{value / peer:16.2f}" for peer in peers))


if __name__ == "__main__":
    main()
