"""
One selection over all methods, beside a hand-written floor, and the first one in a fresh process.

    python benchmarks/bench_payments.py

The floor is one pass over tuples made ready for the same country, currency and day, with reasons
as tuples and a sort: what a shop would write by hand for one market and never change again. Both
run in the same process, in turns, so that a busy machine slows both. The goal is eight times.

The first selection of a process is set beside what its dependencies take and beside reading and
parsing the files it needs, all as an install leaves them: with bytecode, and with the files of
facts in their quick form. The goal is one and a half times both together.
"""

from __future__ import annotations

import compileall
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench_import import MODELS

from globalcs import payments
from globalcs.facts import bundled
from globalcs.facts._store import compile_folder
from globalcs.payments._rules import Asked
from globalcs.payments._select import context_of
from globalcs.payments._table import table

ON = date(2026, 11, 21)
ROUNDS = 40
SOURCE = Path(__file__).parent.parent / "src"

CHECKOUTS = (
    payments.Checkout(shopper_country="NL", amount="49.90 EUR", psps=("stripe", "adyen")),
    payments.Checkout(shopper_country="US", amount="120 USD", merchant_country="US"),
    payments.Checkout(shopper_country="JP", amount="5000 JPY", psps=("stripe",)),
    payments.Checkout(shopper_country="BR", amount="300 BRL"),
)


# --- the floor -----------------------------------------------------------------------------------


def made_ready(checkout: payments.Checkout) -> list[tuple[Any, ...]]:
    """
    A row a method: id, why it is out whatever is bought, limits, what it can do, points.
    """
    context = context_of(bundled(), checkout, ON)
    settled = table(bundled(), context)
    points = {c.id: c.market(checkout.weights) for c in settled.open}
    return [floor_row(name, row, context.currency, points) for name, row in settled.rows.items()]


def floor_row(name: str, row: Any, currency: str, points: dict[str, int]) -> tuple[Any, ...]:
    """
    One method as plain values.
    """
    view = row.view
    limits = row.limits[0][1].value if row.limits and row.limits[0][1] is not None else None
    use = view.use.value if view.use is not None else None
    return (
        name,
        tuple((f.code, f.params.get("wanted"), f.params.get("found")) for f in row.findings),
        limits.least.get(currency) if limits else None,
        limits.most.get(currency) if limits else None,
        view.terms.value.recurring if view.terms else None,
        use.buyer if use else None,
        view.refuses.value if view.refuses else (),
        view.market.value.devices if view.market else (),
        use.paid if use else "",
        points.get(name, 0),
    )


def floor(rows: list[tuple[Any, ...]], amount: Decimal, asked: Asked) -> tuple[Any, Any]:
    """
    One pass: the ranked ids, and the reasons of the others as tuples.
    """
    offered, excluded = [], {}
    for name, out, least, most, recurring, buyer, refuses, devices, paid, points in rows:
        reasons = list(out)
        if least is not None and amount < least:
            reasons.append(("amount_too_low", amount, least))
        if most is not None and amount > most:
            reasons.append(("amount_too_high", amount, most))
        if recurring == "no" and asked.purpose != "one_time":
            reasons.append(("recurring_not_supported", asked.purpose, recurring))
        if buyer is not None and buyer != "both" and buyer != asked.buyer:
            reasons.append(("buyer", asked.buyer, buyer))
        if refuses and asked.goods and any(word in refuses for word in asked.goods):
            reasons.append(("goods_refused", asked.goods, refuses))
        if devices and asked.device is not None and asked.device not in devices:
            reasons.append(("device_not_capable", asked.device, devices))
        if reasons:
            excluded[name] = reasons
        else:
            offered.append((-points + (150 if paid == "days" else 0), name))
    offered.sort()
    return offered, excluded


# --- clocks --------------------------------------------------------------------------------------


def in_turns(*functions: Callable[[], object]) -> list[float]:
    """
    The median processor time of each in microseconds, run in turns.
    """
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(ROUNDS):
        for times, function in zip(taken, functions, strict=True):
            start = time.process_time()
            for _ in range(10):
                function()
            times.append((time.process_time() - start) / 10 * 1e6)
    return [statistics.median(times) for times in taken]


def warm() -> list[dict[str, object]]:
    """
    Floor, selection, and selection with all offers read, for a few markets.
    """
    found = []
    for checkout in CHECKOUTS:
        rows, asked = made_ready(checkout), Asked.of(checkout)
        amount = checkout.amount.amount

        def by_hand(rows: Any = rows, amount: Any = amount, asked: Any = asked) -> object:
            return floor(rows, amount, asked)

        def ours(checkout: Any = checkout) -> object:
            return payments.select(checkout, on=ON)

        def read(checkout: Any = checkout) -> object:
            return payments.select(checkout, on=ON).offered

        base, plain, offers = in_turns(by_hand, ours, read)
        found.append(
            {
                "market": checkout.shopper_country,
                "methods": len(rows),
                "floor_us": round(base),
                "select_us": round(plain),
                "times": round(plain / base, 1),
                "with_offers_us": round(offers),
                "times_with_offers": round(offers / base, 1),
            }
        )
    return found


FRESH = """
import sys, time
sys.path.insert(0, {source!r})
{setup}
start = time.process_time()
{statement}
print(time.process_time() - start)
"""

FIRST = """
from datetime import date
from globalcs import payments
checkout = payments.Checkout(shopper_country="NL", amount="49.90 EUR", psps=("stripe",))
payments.select(checkout, on=date(2026, 11, 21)).offered
"""
FILES = """
from globalcs.facts._store import read_facts
import os
folder = os.path.join({source!r}, "globalcs", "payments", "methods")
for name in sorted(os.listdir(folder)):
    if name.endswith(".toml"):
        read_facts(os.path.join(folder, name))
"""


def fresh(statement: str, setup: str = "") -> float:
    """
    The processor time of the best of seven fresh processes, in milliseconds.
    """
    source = str(SOURCE)
    script = FRESH.format(
        source=source, setup=setup, statement=statement.replace("{source!r}", repr(source))
    )
    times = []
    for _ in range(7):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        times.append(float(done.stdout) * 1000)
    return min(times)


def prepare() -> None:
    """
    What installing does; a checkout has neither bytecode nor the quick form of its files.
    """
    package = SOURCE / "globalcs"
    compileall.compile_dir(package, quiet=1)
    for folder in (package / "payments" / "methods", package / "facts" / "data"):
        compile_folder(str(folder), facts=True)


def cold() -> dict[str, float]:
    """
    The first selection of a process, and what it can't do without.
    """
    prepare()
    needed, files = fresh(MODELS), fresh(FILES)
    first = fresh(FIRST)
    return {
        "dependencies_ms": round(needed),
        "files_ms": round(files),
        "first_selection_ms": round(first),
        "over_dependencies_ms": round(first - needed),
        "times_files_and_dependencies": round(first / (needed + files), 2),
    }


def main() -> None:
    """
    Print the figures, a line of JSON each.
    """
    for row in warm():
        print(json.dumps(row))
    print(json.dumps(cold()))


if __name__ == "__main__":
    main()
