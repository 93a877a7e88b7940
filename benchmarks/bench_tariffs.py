"""
Tariffs as files: how long a load takes, how large the store is, and what a look-up costs.

    python benchmarks/bench_tariffs.py [--lines N]

The export is made up in the form of "Duties Import" of the European Union: normal duties by
percentage and by weight, preferences by country and by group, quotas, remedies by maker. A look-up
is timed for codes and origins drawn at random (cold: not asked before, warm: asked before), beside
the same dict look-up by hand, in turns in one process.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import statistics
import tempfile
import time
import tracemalloc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from globalcs.landed_cost import TariffOverlay, TariffStore, load_tariff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from globalcs.landed_cost import Tariffs

DAY = date(2026, 11, 21)
HEAD = (
    "Goods code", "Add code", "Order No.", "Start date", "End date", "RED_IND", "Origin",
    "Measure type", "Legal base", "Duty", "Origin code", "Meas. type code",
)  # fmt: skip
ORIGINS = ("CN", "JP", "KR", "VN", "US", "GB", "BD", "TR", "IN", "MX")
GROUPS = ("2005", "2020", "2027")
LAYER_HEAD = "territory,code,origin,kind,duty,name\n"


def rows(lines: int) -> Iterator[tuple[str, ...]]:
    """
    Five lines a code: its duty, two preferences, a quota, and a remedy or a third preference.
    """
    draw = random.Random(7)
    for number in range(lines // 5):
        code = f"{1_000_000_000 + number * 44_311 % 8_900_000_000:010d}"
        percent = f"{draw.randrange(0, 200) / 10:.3f} %"
        weight = f"{draw.randrange(1, 90_000) / 1000:.3f} EUR DTN"
        duty = percent if draw.random() < 0.8 else f"{percent} + {weight}"
        yield measure(code, "103", duty, "1011")
        yield measure(code, "142", "0.000 %", draw.choice(ORIGINS))
        yield measure(code, "142", percent, draw.choice(GROUPS))
        yield measure(code, "122", "0.000 %", "1011", order=f"09.{number % 10_000:04d}")
        if draw.random() < 0.1:
            yield measure(code, "552", percent, "CN", extra=f"C{draw.randrange(1000):03d}")
        else:
            yield measure(code, "142", "0.000 %", draw.choice(ORIGINS))


def measure(
    code: str, kind: str, duty: str, area: str, *, order: str = "", extra: str = ""
) -> tuple[str, ...]:
    """
    A row of the export.
    """
    days = ("01-01-2022", "")
    return (code, extra, order, *days, "", area, kind, "R0000/22", duty, area, kind)


def write(folder: Path, lines: int) -> list[str]:
    """
    Write the export, its groups and a table of layers; give back the codes.
    """
    with (folder / "duties.csv").open("w", newline="", encoding="utf-8") as file:
        table = list(rows(lines))
        csv.writer(file).writerows((HEAD, *table))
    groups = "".join(f"{g},{o}\n" for n, g in enumerate(GROUPS) for o in ORIGINS[n::3])
    (folder / "groups.csv").write_text(f"group,member\n{groups}")
    codes = sorted({row[0] for row in table})
    layers = "".join(
        f"EU,{code},CN,added,7.5 %,list\n" for code in codes[:: max(1, lines // 50_000)]
    )
    (folder / "layers.csv").write_text(LAYER_HEAD + layers)
    return codes


def microseconds(ask: Callable[[str, str], object], asked: list[tuple[str, str]]) -> float:
    """
    What one of these questions takes.
    """
    start = time.perf_counter()
    for code, origin in asked:
        ask(code, origin)
    return (time.perf_counter() - start) / len(asked) * 1e6


def look_ups(make: Callable[[], Tariffs], codes: list[str]) -> tuple[float, float, float]:
    """
    Medians of five rounds in microseconds: cold, warm, and a dict by hand.
    """
    draw = random.Random(3)
    asked = [(draw.choice(codes), draw.choice(ORIGINS)) for _ in range(2_000)]
    by_hand = dict.fromkeys(asked, 0)
    times: list[tuple[float, float, float]] = []
    for _ in range(5):
        tariffs = make()

        def ask(code: str, origin: str, tariffs: Tariffs = tariffs) -> object:
            return tariffs.duty(code, origin, "EU", DAY)

        cold, warm = microseconds(ask, asked), microseconds(ask, asked)
        times.append((cold, warm, microseconds(lambda code, origin: by_hand[code, origin], asked)))
    cold, warm, hand = (statistics.median(column) for column in zip(*times, strict=True))
    return cold, warm, hand


def main() -> None:
    """
    Print what was measured.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--lines", type=int, default=100_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        codes = write(folder, lines)
        store, groups = folder / "store.sqlite", folder / "groups.csv"
        start = time.perf_counter()
        found = load_tariff(folder / "duties.csv", store, kind="taric", as_of=DAY, groups=groups)
        seconds = time.perf_counter() - start
        tracemalloc.start()
        load_tariff(folder / "duties.csv", store, kind="taric", as_of=DAY, groups=groups)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        sizes = [os.path.getsize(path) / 2**20 for path in (folder / "duties.csv", store)]
        told = f"{found.not_understood} not understood, at most {peak / 2**20:.1f} MiB of memory"
        print(f"load: {found.lines:,} lines in {seconds:.2f} s, {told}")
        print(f"      export {sizes[0]:.1f} MiB, store {sizes[1]:.1f} MiB")
        ways: dict[str, Callable[[], Tariffs]] = {
            "store": lambda: TariffStore(store),
            "overlay over it": lambda: TariffOverlay(TariffStore(store), folder / "layers.csv"),
        }
        for label, make in ways.items():
            cold, warm, hand = look_ups(make, codes)
            print(
                f"look-up, {label}: cold {cold:.0f} us, warm {warm:.2f} us "
                f"({warm / hand:.1f} times a dict by hand)"
            )


if __name__ == "__main__":
    main()
