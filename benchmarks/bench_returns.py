"""
One explained decision beside a hand-written floor, a queue of orders, and the first in a process.

    python benchmarks/bench_returns.py

The floor is what a shop would write by hand for German law and one policy, never to be changed: the
last parcel, fourteen days, rest days, twelve months more, thirteen exemptions, the policy's window,
shares of goods and delivery, dates, and reasons as tuples. It runs on plain tuples, knows no other
place and keeps no sources. Both run in the same process, in turns. The goal is ten times, and for
the queue no more per order than one warm call.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays

from globalcs import returns

ON = date(2026, 11, 21)
ROUNDS = 60
SOURCE = Path(__file__).parent.parent / "src"
DAY = timedelta(days=1)
REST = {year: frozenset(holidays.country_holidays("DE", years=year)) for year in range(2024, 2029)}

POLICY = returns.Policy.named("free_shoe_return_30_days")


def order(number: int) -> dict[str, Any]:
    """
    An order of three lines, each a little different from the next.
    """
    bought = date(2026, 1, 2) + number % 200 * DAY
    return {
        "id": str(number),
        "place": "DE",
        "contract_date": bought,
        "shipping": {"paid": "9.90 EUR", "standard": "4.90 EUR"},
        "lines": [
            line("perfume", "cosmetics.perfume", f"{50 + number % 9}.90 EUR", bought + 3 * DAY),
            line("shirt", "clothing", "19.99 EUR", bought + 4 * DAY, quantity=3),
            line("book", "books", "25 EUR", bought + 6 * DAY),
        ],
    }


def line(
    name: str, category: str, price: str, delivered: date, quantity: int = 1
) -> dict[str, Any]:
    """
    A line of an order.
    """
    return {
        "id": name,
        "category": category,
        "price": price,
        "quantity": quantity,
        "delivered": delivered,
    }


def request(number: int) -> returns.ReturnRequest:
    """
    A request for two of the three lines.
    """
    data = order(number)
    return returns.ReturnRequest.read(
        {
            "order": data,
            "lines": [
                {"id": "perfume", "state": ["unsealed"]},
                {"id": "shirt", "quantity": 2, "state": ["tried"]},
            ],
            "notice": data["contract_date"] + (10 + number % 15) * DAY,
            "informed": True,
            "cost_told": True,
        }
    )


# --- the floor -----------------------------------------------------------------------------------

#: word, goods, traits, states, needs
EXEMPT = (
    ("custom_made", ("custom_made",), ("custom_made",), (), ()),
    ("perishable", ("perishable", "plants", "food.bread", "food.fruit"), ("perishable",), (), ()),
    ("hygiene", ("cosmetics", "hygiene", "clothing.underwear"), (), ("unsealed",), ()),
    ("media", ("media", "digital.software"), (), ("unsealed",), ()),
    ("periodicals", ("newspapers",), (), (), ()),
    ("digital", ("digital",), (), ("begun",), ("consent", "acknowledged", "confirmed")),
    ("performed", ("services",), (), ("performed",), ("consent",)),
    ("fluctuating", (), ("price_fluctuating",), (), ()),
    ("mixed", (), ("mixed",), (), ()),
    ("alcohol", (), ("deferred_alcohol",), (), ()),
    ("repair", (), ("urgent_repair",), (), ()),
    ("auction", (), ("auction",), (), ()),
    ("leisure", ("tickets", "travel"), ("dated",), (), ()),
)


def is_rest(day: date) -> bool:
    """
    A weekend or a holiday of Germany.
    """
    return day.weekday() > 4 or day in REST[day.year]


def floor(asked: tuple[Any, ...], policy: tuple[Any, ...]) -> dict[str, Any]:
    """
    The same answer for German law, written out.
    """
    bought, notice, informed, cost_told, shipping, standard, lines, wanted = asked
    policy_days, free_return, refund_days = policy
    reasons: list[tuple[Any, ...]] = [("right", "DE", "BGB 355", 14)]
    start = max(row[4] for row in lines)
    counted = end = start + 14 * DAY
    while is_rest(end):
        end += DAY
    reasons.append(("clock", start, end))
    if end != counted:
        reasons.append(("moved", counted, end))
    if not informed:
        end = end.replace(year=end.year + 1)
        reasons.append(("extended", end))
    shop_end = bought + policy_days * DAY
    paid = [row[2] * row[3] for row in lines]
    whole = sum(paid)
    refundable = min(shipping, standard)
    verdicts, refund_lines, total = [], [], 0
    for index, quantity, state in wanted:
        name, category, _, bought_pieces, _, traits, facts = lines[index]
        verdict, why = ("accept", None) if notice <= end else ("refuse", "out_of_window")
        for word, goods, named, states, needs in EXEMPT:
            if not (
                any(category == g or category.startswith(g + ".") for g in goods)
                or any(t in traits for t in named)
            ):
                continue
            if states and not any(s in state for s in states):
                continue
            if all(facts.get(need) for need in needs):
                verdict, why = "refuse", word
                reasons.append(("exempt", name, word))
                break
        basis = "statute"
        if verdict == "refuse" and notice <= shop_end and "used" not in state:
            verdict, why, basis = "accept", None, "policy"
        reasons.append(("policy", name, policy_days, shop_end))
        verdicts.append((name, quantity, verdict, basis, why, max(end, shop_end)))
        if verdict != "accept":
            continue
        each, odd = divmod(paid[index], bought_pieces)
        goods_back = quantity * each + min(quantity, odd)
        share = refundable * paid[index] // whole if basis == "statute" else 0
        each, odd = divmod(share, bought_pieces)
        outbound = quantity * each + min(quantity, odd)
        refund_lines.append((name, quantity, goods_back, outbound, goods_back + outbound))
        total += goods_back + outbound
    reasons.append(("delivery", shipping, standard))
    send_back = notice + 14 * DAY
    while is_rest(send_back):
        send_back += DAY
    return {
        "verdict": "accept" if any(v[2] == "accept" for v in verdicts) else "refuse",
        "lines": verdicts,
        "last_day": max(end, shop_end),
        "refund": (refund_lines, total),
        "refund_by": notice + min(14, refund_days) * DAY,
        "send_back_by": send_back,
        "payer": "merchant" if free_return or not cost_told else "consumer",
        "reasons": reasons,
    }


def made_ready(asked: returns.ReturnRequest) -> tuple[Any, ...]:
    """
    The request as plain tuples of minor units.
    """
    order = asked.order
    lines = [
        (o.id, o.category, o.price.minor, o.quantity, o.delivered, o.traits, {})
        for o in order.lines
        if o.price is not None
    ]
    places = {o.id: number for number, o in enumerate(order.lines)}
    wanted = [(places[r.id], r.quantity or 1, r.state) for r in asked.lines]
    assert order.shipping is not None
    assert order.shipping.standard is not None
    shipping = order.shipping.paid.minor, order.shipping.standard.minor
    told = (asked.informed, asked.cost_told)
    return (order.contract_date, asked.notice, *told, *shipping, lines, wanted)


# --- clocks --------------------------------------------------------------------------------------


def in_turns(*functions: Callable[[], object]) -> list[float]:
    """
    The least processor time of each in microseconds, in turns: what it costs undisturbed.
    """
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(ROUNDS):
        for times, function in zip(taken, functions, strict=True):
            start = time.process_time()
            for _ in range(50):
                function()
            times.append((time.process_time() - start) / 50 * 1e6)
    return [min(times) for times in taken]


def warm() -> dict[str, object]:
    """
    One decision beside the floor.
    """
    asked = request(3)
    plain, policy = made_ready(asked), (30, True, 1)
    ours, theirs = in_turns(
        lambda: returns.decide(asked, policy=POLICY, on=ON), lambda: floor(plain, policy)
    )
    return {
        "one decision (us)": round(ours, 1),
        "floor (us)": round(theirs, 1),
        "times": round(ours / theirs, 1),
        "goal": 10,
    }


def queue() -> dict[str, object]:
    """
    Ten thousand orders through `decide_many`, beside single calls on the same orders.
    """
    asked = [request(number) for number in range(10_000)]
    for _ in returns.decide_many(asked[:200], policy=POLICY, on=ON):
        pass
    single, many = [], []
    for _ in range(3):
        start = time.process_time()
        for one in asked:
            returns.decide(one, policy=POLICY, on=ON)
        single.append(time.process_time() - start)
        start = time.process_time()
        for _ in returns.decide_many(asked, policy=POLICY, on=ON):
            pass
        many.append(time.process_time() - start)
    return {
        "orders": len(asked),
        "decide_many, an order (us)": round(min(many) / len(asked) * 1e6, 1),
        "single calls, an order (us)": round(min(single) / len(asked) * 1e6, 1),
    }


#: As in `bench_import`: a model with a validator brings in what pydantic loads late.
FIRST = """
import gc, time
from typing import Annotated
start = time.process_time()
import moneyed, holidays, pydantic
M = type("M", (pydantic.BaseModel,), {"__annotations__": {
    "x": Annotated[int, pydantic.BeforeValidator(int), pydantic.Field(ge=0)]}})
M(x=1)
holidays.country_holidays("DE", years=2026)
depends = time.process_time() - start
COLLECT
start = time.process_time()
from datetime import date
from globalcs import returns
order = {"place": "DE", "contract_date": "2026-04-29", "lines": [
    {"id": "a", "price": "25 EUR", "category": "books", "delivered": "2026-05-02"}]}
returns.decide({"order": order, "notice": "2026-05-18", "informed": True}, on=date(2026, 11, 21))
print(depends * 1e3, (time.process_time() - start) * 1e3)
"""


def processor_time(collect: str) -> tuple[float, float]:
    """
    Medians of five fresh processes: the dependencies, and the first decision after them.
    """
    pairs = []
    for _ in range(5):
        command = [sys.executable, "-c", FIRST.replace("COLLECT", collect)]
        printed = subprocess.run(
            command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)}
        ).stdout
        pairs.append(tuple(map(float, printed.split())))
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def first() -> dict[str, object]:
    """
    The first decision of a fresh process, after its dependencies were imported.

    A full pass of the collector over what they made falls into whatever comes next. It is told
    apart: once with that pass made before, once with it wherever it falls.
    """
    depends, ours = processor_time("gc.collect()")
    return {
        "import of dependencies (ms)": round(depends, 1),
        "first decision on top (ms)": round(ours, 1),
        "with the collector's pass (ms)": round(processor_time("")[1], 1),
        "goal": 50,
    }


if __name__ == "__main__":
    found = {"warm": warm(), "queue": queue(), "first": first()}
    print(json.dumps(found, indent=2))
