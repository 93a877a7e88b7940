"""
What importing costs, each in fresh interpreters, side by side in one run.

``import globalcs`` beside decimal, datetime, enum and json together; then the first answer of
each room beside the bare import of the third parties it uses. Prints medians and ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 9
STDLIB = "import decimal, datetime, enum, json"
DAY = "from datetime import date; day = date(2026, 10, 29)"
#: Importing pydantic alone loads little of it: its first model with a validator and its first
#: instance bring in the rest, whoever defines them.
MODELS = (
    "import moneyed, pydantic, typing; "
    "M = type('M', (pydantic.BaseModel,), {'__annotations__': "
    "{'x': typing.Annotated[int, pydantic.BeforeValidator(int), pydantic.Field(ge=0)]}}); M(x=1)"
)
ITEM = "[{'price': '39.00 EUR', 'hs_code': '610910', 'origin': 'JP', 'weight_kg': '0.2'}]"

#: room -> (what it imports from others, its first answer)
FIRST_ANSWERS = {
    "payments": (
        MODELS,
        (
            "from globalcs import payments; payments.select("
            "payments.Checkout(shopper_country='NL', amount='49.90 EUR'), on=day)"
        ),
    ),
    "pricing": (
        f"{MODELS}; import currency_converter",
        (
            "from globalcs import Money, pricing; "
            "pricing.price(Money('5400', 'JPY'), 'NL', on=day).text"
        ),
    ),
    "landed_cost": (
        MODELS,
        (
            "from globalcs import landed_cost; landed_cost.quote(landed_cost.Shipment("
            f"ship_from='JP', ship_to='NL', items={ITEM}, shipping='9.00 EUR'), on=day)"
        ),
    ),
    "returns": (
        MODELS,
        "from globalcs import returns; returns.promise('NL', on=day)",
    ),
    "localization": (
        f"{MODELS}; import babel.numbers, babel.dates, jinja2.sandbox",
        (
            "from globalcs.localization import Recipient, render; "
            "values = {'shop': 'S', 'order': '1', 'old_date': day, 'new_date': day}; "
            "render('delayed', Recipient(locale='nl'), values, on=day)"
        ),
    ),
}


def seconds(code: str) -> float:
    """
    Processor time of `code` in a fresh interpreter, its start not counted.
    """
    timed = f"import time; t = time.process_time()\n{code}\nprint(time.process_time() - t)"
    command = [sys.executable, "-I", "-c", timed]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def medians(codes: list[str]) -> list[float]:
    """
    The median of each code in milliseconds, taken in turn so that drift hits all alike.
    """
    rounds = [[seconds(code) for code in codes] for _ in range(ROUNDS)]
    return [statistics.median(column) * 1000 for column in zip(*rounds, strict=True)]


def main() -> None:
    """
    Print both tables.
    """
    ours, theirs = medians(["import globalcs", STDLIB])
    print(f"import globalcs {ours:6.1f} ms, {STDLIB} {theirs:6.1f} ms, ratio {ours / theirs:.2f}")
    print(f"{'first answer':14}{'ours ms':>9}{'deps ms':>9}{'over deps ms':>14}")
    for room, (bare, answer) in FIRST_ANSWERS.items():
        first, deps = medians([f"{DAY}; {answer}", f"{DAY}; {bare}"])
        print(f"{room:14}{first:9.1f}{deps:9.1f}{first - deps:14.1f}")


if __name__ == "__main__":
    main()
