"""
Ten million parcels to forty destinations: a table beside hand-written numpy and beside `quote`.

The reference does the same rules over the same columns in blocks of 16,384 mixed rows: what a
place asks for is gathered from tables by destination and road, everything is integers. Its numbers
(rates, limits, fees) are read from the book once, outside the timing; its arithmetic is its own.
All three must come to the same cents. Times are of one thread and count processor time.

Run: python benchmarks/bench_batch.py [--rows N] [--rounds N]
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import statistics
import time
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Shipment, quote, quote_many
from globalcs.landed_cost._duty import duty_laws
from globalcs.landed_cost._models import Part
from globalcs.landed_cost._work import Sources, plan_of
from globalcs.money import Money
from globalcs.rates import FixedRates

PLACES = (
    "AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "HU", "IE", "IT", "LU", "NL", "PL", "PT", "RO",
    "SE", "SI", "SK", "GB", "CH", "NO", "IS", "CA-ON", "CA-QC", "AU", "KR", "SG", "HK", "MY", "TH",
    "PH", "AE", "SA", "IL", "TR", "ZA", "MX", "IN", "ID",
)  # fmt: skip
# In the order in which `quote` serves equal remainders.
CODES = (
    "180690", "330499", "392690", "420221", "481910", "490199", "570242", "610910", "621143",
    "640399", "650500", "691200", "711319", "732393", "851830", "871200", "900410", "910211",
    "940360", "950300",
)  # fmt: skip
RATES = FixedRates(
    {
        ("EUR", code): rate
        for code, rate in {
            "CZK": "24.35", "DKK": "7.4603", "PLN": "4.2512", "RON": "5.09", "SEK": "10.95",
            "GBP": "0.8612", "CHF": "0.9312", "NOK": "11.7", "ISK": "142.3", "CAD": "1.6401",
            "AUD": "1.7921", "KRW": "1681.2", "SGD": "1.5124", "HKD": "9.1231", "TWD": "36.9",
            "MYR": "4.92", "THB": "37.91", "PHP": "68.4", "AED": "4.3093", "SAR": "4.4003",
            "ILS": "3.83", "TRY": "49.12", "ZAR": "20.31", "BRL": "6.31", "MXN": "21.53",
            "INR": "103.21", "IDR": "19512", "USD": "1.1734", "HUF": "391.2",
        }.items()
    }
)  # fmt: skip
ON = date(2026, 11, 21)
TARIFFS = FixedTariffs(
    {
        place.partition("-")[0]: {
            code: f"{(number * 7 + len(place)) % 17}.{number % 10} %" if number % 5 else "Free"
            for number, code in enumerate(CODES)
        }
        for place in (*PLACES, "EU")
    },
    as_of=ON,
)
REGISTERED = ("IOSS", "VAT-GB", "VOEC", "GST-AU", "GST-SG", "LVG-MY")
WAY: dict[str, Any] = {"ship_from": "JP", "channel": "post", "registrations": REGISTERED}
SOURCES: dict[str, Any] = {"rates": RATES, "customs_rates": RATES, "tariffs": TARIFFS}
BLOCK = 16_384
NAMES = (
    "goods", "freight", "duty", "tax", "fees", "total", "due_at_checkout", "due_on_delivery",
    "owed_by_seller", "at_least",
)  # fmt: skip
Column = Any


def parcels(rows: int) -> pa.Table:
    """
    Parcels of three lines to all destinations, prices around 20 euros.
    """
    pick = np.random.default_rng(20261121)

    def words(values: tuple[str, ...]) -> pa.Array:
        numbers = pick.integers(0, len(values), rows, dtype=np.int8)
        return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(values))

    columns: dict[str, Any] = {}
    for line in (1, 2, 3):
        # Up to 300 euros a piece: what is dearer leaves the 64 bits of the reference.
        price = np.exp(pick.normal(7.6, 1.1, rows)).astype(np.int64) + 1
        columns[f"price_minor_{line}"] = np.minimum(price, 30_000)
        columns[f"quantity_{line}"] = pick.integers(1, 4, rows, dtype=np.int32)
        columns[f"hs_code_{line}"] = words(CODES)
    columns["shipping_minor"] = pick.integers(0, 5_000, rows)
    columns["ship_to"] = words(PLACES)
    return pa.table(columns)


# --- the reference -------------------------------------------------------------------------------

SCALE, DUTY_SCALE, TAX_SCALE = 10_000, 10_000, 100_000
NO_LIMIT = 2**62


def exact(number: Any) -> int:
    """
    A whole number that must be one.
    """
    assert int(number) == number, number
    return int(number)


def cut(limit: Any) -> int:
    """
    The largest amount in cents within a limit, -1 where there is none.
    """
    return -1 if limit is None else limit.bound // limit.factor


class Tables:
    """
    The book's numbers. A destination has two roads (the border, and a scheme), a road eight states.

    The bits of a state: within the limit of a duty relief, of a tax relief, of a flat duty.
    """

    def __init__(self) -> None:
        roads, codes = 2 * len(PLACES), len(CODES)
        self.scheme_to = np.full(len(PLACES), -1, dtype=np.int64)
        self.by_piece = np.zeros(len(PLACES), dtype=bool)
        self.outside = np.zeros(len(PLACES) * codes, dtype=bool)
        by_road = (
            "num", "back_num", "back_den", "cif", "relief", "relief_landed", "tax_relief",
            "tax_landed", "flat", "flat_landed", "fee_low", "fee_high", "by_item", "freight",
            "duty", "fees", "uplift", "duty_step", "duty_bias", "tax_step", "tax_bias",
            "base_step", "min_duty", "min_tax", "min_all", "duty_now", "tax_now", "duty_owed",
            "tax_owed",
        )  # fmt: skip
        self.of = {name: np.zeros(roads, dtype=np.int64) for name in by_road}
        self.fee, self.fee_told = (np.zeros(roads * 3, dtype=np.int64) for _ in range(2))
        self.flat = np.zeros(roads * 8 * 4, dtype=np.int64)
        self.rate, self.vat, self.second = (
            np.zeros(roads * 8 * codes, dtype=np.int64) for _ in range(3)
        )
        for number, place in enumerate(PLACES):
            self.read(number, place)

    def read(self, number: int, place: str) -> None:
        """
        One destination.
        """
        nothing = Money.from_minor(0, "EUR")
        items = [{"price": nothing, "hs_code": code, "origin": "JP"} for code in CODES]
        shipment = Shipment(ship_to=place, items=items, shipping=nothing, **WAY)
        plan = plan_of(Part((), shipment, shipment.basis), ON, Sources(**SOURCES), bundled())
        roads = plan.roads
        assert len(roads) <= 2, place
        if len(roads) == 2:
            self.scheme_to[number] = cut(roads[0].limit)
            for goods, key in zip(plan.goods, plan.keys, strict=True):
                words = roads[0].scheme.excludes
                outside = any(goods == w or (goods or "").startswith(f"{w}.") for w in words)
                self.outside[number * len(CODES) + CODES.index(key.hs_code)] = outside
            self.by_piece[number] = roads[0].limit.measure == "item_price"
            assert roads[0].limit.measure in ("goods", "item_price") or plan.base.shape == "fob"
        for slot, road in ((2 * number, roads[-1]), (2 * number + 1, roads[0])):
            self.read_road(slot, plan, road)

    def read_road(self, slot: int, plan: Any, road: Any) -> None:
        """
        One road of a destination; what the reference has no rule for must not occur.
        """
        of, rounder = self.of, plan.rounder
        assert plan.base.shape in ("cif", "fob", "weight")
        assert rounder.duty_base is None
        assert rounder.first is None
        border = road.kind == "import"
        of["num"][slot] = exact(plan.to_customs * SCALE)
        of["back_num"][slot], of["back_den"][slot] = plan.to_quote.as_integer_ratio()
        of["cif"][slot] = plan.base.shape == "cif"
        for part in ("freight", "duty", "fees"):
            of[part][slot] = part in road.tax_base
        assert "goods" in road.tax_base or not any(rate for _, rate, _ in road.lines[0].taxes)
        of["uplift"][slot] = exact(road.tax_uplift * 100)
        for name, step in (("duty", rounder.duty), ("tax", rounder.tax if border else None)):
            size, mode = step or (1, "half_up")
            of[f"{name}_step"][slot] = size
            scale = size * (DUTY_SCALE if name == "duty" else TAX_SCALE)
            of[f"{name}_bias"][slot] = scale // 2 if mode == "half_up" else scale - 1
        of["base_step"][slot] = rounder.tax_base[0] if border and rounder.tax_base else 1
        for minimum in road.minima if border else ():
            name = {"duty": "min_duty", "tax": "min_tax", "charges": "min_all"}[minimum.measure]
            of[name][slot] = exact(minimum.amount) - (not minimum.inclusive)
        of["duty_now"][slot], of["tax_now"][slot] = road.duty_at_checkout, road.tax_at_checkout
        of["duty_owed"][slot], of["tax_owed"][slot] = road.duty_owed, road.tax_owed
        self.read_fees(slot, plan, road)
        self.read_lines(slot, plan, road, border)

    def read_fees(self, slot: int, plan: Any, road: Any) -> None:
        """
        Fixed fees in up to three brackets of the value of goods.
        """
        limits = {cut(x) for fee in road.fees for x in (fee.over, fee.up_to) if x is not None}
        low, high = (sorted(limits) + [NO_LIMIT] * 2)[:2]
        assert len(limits) <= 2
        self.of["fee_low"][slot], self.of["fee_high"][slot] = low, high
        for bracket, value in enumerate((low, low + 1, high + 1)):
            for fee in road.fees:
                over = fee.over is None or value > cut(fee.over)
                if over and (fee.up_to is None or value <= cut(fee.up_to)) and value <= NO_LIMIT:
                    assert fee.law.rate is None
                    amount = exact(fee.amount)
                    back = plan.to_quote
                    told = (amount * back.numerator + back.denominator // 2) // back.denominator
                    self.fee[slot * 3 + bracket] += amount
                    self.fee_told[slot * 3 + bracket] += told
                    self.of["by_item"][slot] = fee.law.per == "tariff_item"

    def read_lines(self, slot: int, plan: Any, road: Any, border: bool) -> None:
        """
        Rates of each code in each state.
        """
        for line, key, duty in zip(road.lines, plan.keys, duty_laws(plan), strict=True):
            code = CODES.index(key.hs_code)
            limits = (line.duty_relief, line.tax_relief if border else None)
            for name, limit in zip(("relief", "tax_relief"), limits, strict=True):
                self.limit(slot, name, limit, plan)
            flat = line.flat if road.duty else None
            if flat is not None:
                self.limit(slot, "flat", flat.limit or Anything, plan)
            for state in range(8):
                relieved, untaxed, flatly = (state & bit for bit in (1, 2, 4))
                place = (slot * 8 + state) * len(CODES) + code
                if road.duty and not (relieved and limits[0]):
                    self.duty_of(slot, state, place, flat if flatly else None, duty)
                covered = flat is not None and flatly and flat.law.covers_tax
                if not (covered or (untaxed and limits[1])):
                    rates = [rate for _, rate, _ in line.taxes]
                    tables = (self.vat, self.second)[: len(rates)]
                    for table, rate in zip(tables, rates, strict=True):
                        table[place] = exact(rate * TAX_SCALE)

    def limit(self, slot: int, name: str, limit: Any, plan: Any) -> None:
        """
        The limit of a road, one for all codes that have any.
        """
        if limit is None:
            if not self.of[name][slot]:
                self.of[name][slot] = -1
            return
        found = NO_LIMIT if limit is Anything else cut(limit)
        assert self.of[name][slot] in (0, -1, found)
        self.of[name][slot] = found
        if limit is not Anything:
            freight = limit.measure == "landed" or plan.base.shape == "cif"
            landed = name.replace("relief", "landed") if name == "tax_relief" else f"{name}_landed"
            self.of[landed][slot] = freight and limit.measure != "goods"

    def duty_of(self, slot: int, state: int, place: int, flat: Any, duty: Any) -> None:
        """
        The duty of a code in a state: a rate, or an amount for each code.
        """
        if flat is None:
            self.rate[place] = exact(sum(rate for _, rate, _ in duty.plain) * DUTY_SCALE)
        elif flat.law.shape == "bands":
            ((_, rate, less),) = flat.bands
            assert not less
            self.rate[place] = exact(rate * DUTY_SCALE)
        else:
            for count in range(4):
                amount = flat.amount * count
                over, under = amount.as_integer_ratio()
                self.flat[(slot * 8 + state) * 4 + count] = (over + under // 2) // under


class Anything:
    """
    The limit of what has none.
    """


def shared(amount: Column, weights: list[Column], whole: Column, behind: list[Column]) -> list[Any]:
    """
    Parts of three lines by largest remainder; equal remainders in the order of the codes.
    """
    parts, rests = [], []
    for weight in weights:
        product = amount * weight
        part = product // whole
        rests.append(product - part * whole)
        parts.append(part)
    left = amount - parts[0] - parts[1] - parts[2]
    first, second, third = rests
    a, b, c = first >= second + behind[0], first >= third + behind[1], second >= third + behind[2]
    a8, b8, c8 = (flag.view(np.int8) for flag in (a, b, c))
    parts[0] += (2 - a8 - b8) < left
    parts[1] += (a8 + np.int8(1) - c8) < left
    parts[2] += (b8 + c8) < left
    return parts


def merged(cells: list[Column], same: list[Column]) -> list[Column]:
    """
    The sums of lines that go together, in the place of the first of them.
    """
    one, two, three = cells
    moved = two * same[0]
    one, two = one + moved, two - moved
    moved = three * same[1]
    one, three = one + moved, three - moved
    moved = three * same[2]
    return [one, two + moved, three - moved]


def pairs(columns: list[Column]) -> list[Column]:
    """
    Which of three lines are the same: first and second, first and third, second and third.
    """
    one, two, three = columns
    return [one == two, one == three, two == three]


def reference_block(tables: Tables, columns: dict[str, Column]) -> tuple[Any, ...]:
    """
    One block of mixed rows.
    """
    of, codes = tables.of, len(CODES)
    dest = columns["ship_to"].astype(np.intp)
    lines = [columns[f"hs_code_{n}"].astype(np.intp) for n in (1, 2, 3)]
    prices = [columns[f"price_minor_{n}"] for n in (1, 2, 3)]
    goods = [price * columns[f"quantity_{n}"] for n, price in enumerate(prices, 1)]
    freight = columns["shipping_minor"]
    whole = goods[0] + goods[1] + goods[2]
    landed = whole + freight
    behind = [
        (lines[0] > lines[1]) + 0, (lines[0] > lines[2]) + 0, (lines[1] > lines[2]) + 0
    ]  # fmt: skip
    dearest = np.maximum(np.maximum(prices[0], prices[1]), prices[2])
    worth = np.where(tables.by_piece.take(dest), dearest, whole)
    takes = worth <= tables.scheme_to.take(dest)
    for line in lines:
        takes &= ~tables.outside.take(dest * codes + line)
    road = dest * 2 + takes
    state = road * 8
    state += np.where(of["relief_landed"].take(road), landed, whole) <= of["relief"].take(road)
    state += 2 * (
        np.where(of["tax_landed"].take(road), landed, whole) <= of["tax_relief"].take(road)
    )
    state += 4 * (np.where(of["flat_landed"].take(road), landed, whole) <= of["flat"].take(road))
    num = of["num"].take(road)
    value, carried = ((n * num + SCALE // 2) // SCALE for n in (whole, freight))
    values = shared(value, goods, whole, behind)
    freights = shared(carried, goods, whole, behind)
    cif = of["cif"].take(road)
    bases = [one + other * cif for one, other in zip(values, freights, strict=True)]
    at = [state * codes + line for line in lines]
    rates = [tables.rate.take(place) for place in at]
    alike = pairs(rates)
    step, bias = of["duty_step"].take(road), of["duty_bias"].take(road)
    under = step * DUTY_SCALE
    duties = [
        (cell + bias) // under * step
        for cell in merged([b * r for b, r in zip(bases, rates, strict=True)], alike)
    ]
    same_code = pairs(lines)
    count = 1 + (~same_code[0]).astype(np.int64) + (~same_code[1] & ~same_code[2])
    flat = tables.flat.take(state * 4 + count)
    duty = duties[0] + duties[1] + duties[2] + flat
    kept = duty > of["min_duty"].take(road)
    duties = [part * kept for part in (*duties, flat)]
    duty *= kept
    bracket = road * 3 + (whole > of["fee_low"].take(road)) + (whole > of["fee_high"].take(road))
    fee, fee_told = tables.fee.take(bracket), tables.fee_told.take(bracket)
    items = np.where(of["by_item"].take(road), count, 1)
    fee *= items
    fee_told *= items
    vats = [tables.vat.take(place) for place in at]
    seconds = [tables.second.take(place) for place in at]
    differs = (vats[0] != vats[1]) | (vats[0] != vats[2]) | (seconds[0] != seconds[1])
    base = value + carried * of["freight"].take(road) + duty * of["duty"].take(road)
    base += fee * of["fees"].take(road)
    base += ((value + carried * cif) * of["uplift"].take(road) + 50) // 100
    taxes = [taxed(tables, road, base, vats[0]), taxed(tables, road, base, seconds[0])]
    if differs.any():
        rows = np.flatnonzero(differs)
        by_line = mixed(tables, rows, road, behind, values, freights, bases, duties, alike,
                        same_code, goods, fee, vats, seconds)  # fmt: skip
        for tax, own in zip(taxes, by_line[:2], strict=True):
            tax[rows] = own
        more = np.zeros((4, len(road)), dtype=np.int64)
        more[:, rows] = by_line[2:]
        taxes += list(more)
    tax = sum(taxes)
    min_tax = of["min_tax"].take(road)
    small = ((tax + 2) // 5 * 5 <= min_tax) & (min_tax > 0)
    all_small = duty + tax * ~small <= of["min_all"].take(road)
    taxes = [part * ~(small | all_small) for part in taxes]
    duties = [part * ~all_small for part in duties]
    over, under = of["back_num"].take(road), of["back_den"].take(road)
    half = under // 2
    duty = sum((part * over + half) // under for part in duties)
    tax = sum((part * over + half) // under for part in taxes)
    total = landed + duty + tax + fee_told
    border = duty + fee_told
    checkout = landed + border * of["duty_now"].take(road) + tax * of["tax_now"].take(road)
    owed = border * of["duty_owed"].take(road) + tax * of["tax_owed"].take(road)
    return whole, freight, duty, tax, fee_told, total, checkout, total - checkout, owed, total


def taxed(tables: Tables, road: Column, base: Column, rate: Column) -> Column:
    """
    One tax of one base.
    """
    of = tables.of
    base_step, step = of["base_step"].take(road), of["tax_step"].take(road)
    base = (base + base_step // 2) // base_step * base_step
    return (base * rate + of["tax_bias"].take(road)) // (step * TAX_SCALE) * step


def mixed(tables: Tables, rows: Column, road: Column, behind: Any, values: Any, freights: Any,
          bases: Any, duties: Any, alike: Any, same_code: Any, goods: Any, fee: Column,
          vats: Any, seconds: Any) -> list[Column]:  # fmt: skip
    """
    The taxes of rows whose lines bear different ones: each line's base, with its share of charges.
    """
    road = road.take(rows)
    behind, values, freights, bases, duties, alike, same_code, goods, vats, seconds = (
        [column.take(rows) for column in columns]
        for columns in (behind, values, freights, bases, duties, alike, same_code, goods, vats,
                        seconds)
    )  # fmt: skip
    of = tables.of
    dutied, cif = of["duty"].take(road), of["cif"].take(road)
    with_freight = of["freight"].take(road)
    cells = [v + f * with_freight for v, f in zip(values, freights, strict=True)]
    by_duty = handed_out(duties[:3], bases, alike, behind)
    codes = handed_out([np.full(len(rows), 10**6) * first for first in firsts(same_code)],
                       goods, same_code, behind)  # fmt: skip
    by_flat = shared(duties[3], codes, codes[0] + codes[1] + codes[2], behind)
    value = values[0] + values[1] + values[2]
    by_fee = shared(fee.take(rows) * of["fees"].take(road), values, value + (value == 0), behind)
    customs = [v + f * cif for v, f in zip(values, freights, strict=True)]
    whole = customs[0] + customs[1] + customs[2]
    up = (whole * of["uplift"].take(road) + 50) // 100
    by_uplift = shared(up, customs, whole + (whole == 0), behind)
    for own, duty, flat, charge, more in zip(
        cells, by_duty, by_flat, by_fee, by_uplift, strict=True
    ):
        own += (duty + flat) * dutied + charge + more
    found = []
    for rates in (vats, seconds):
        parts = merged(cells, pairs(rates))
        found.append(
            [taxed(tables, road, part, rate) for part, rate in zip(parts, rates, strict=True)]
        )
    (a, b, c), (d, e, f) = found
    return [a, d, b, c, e, f]


def firsts(same: list[Column]) -> list[Column]:
    """
    Which lines are the first of their kind.
    """
    return [np.ones(len(same[0]), dtype=bool), ~same[0], ~(same[1] | same[2])]


def handed_out(
    amounts: list[Column], weights: list[Column], same: list[Column], behind: list[Column]
) -> list[Column]:
    """
    Sums of lines that go together, given back to these by weight.
    """
    one, two, three = weights
    own = [one, two * same[0], three * same[1]]
    whole = own[0] + own[1] + own[2]
    cells = shared(amounts[0], own, whole + (whole == 0), behind)
    own = [one * 0, two, three * same[2]]
    whole = own[1] + own[2]
    more = shared(amounts[1], own, whole + (whole == 0), behind)
    return [cells[0], cells[1] + more[1], cells[2] + more[2] + amounts[2]]


def reference(tables: Tables, table: pa.Table) -> dict[str, Column]:
    """
    All rows in blocks.
    """
    columns = {name: bare(table[name]) for name in table.column_names}
    found = {name: np.empty(table.num_rows, dtype=np.int64) for name in NAMES}
    for start in range(0, table.num_rows, BLOCK):
        own = {name: column[start : start + BLOCK] for name, column in columns.items()}
        for name, column in zip(NAMES, reference_block(tables, own), strict=True):
            found[name][start : start + BLOCK] = column
    return found


def bare(column: pa.ChunkedArray) -> Column:
    """
    A column as numpy holds it; of a dictionary its numbers.
    """
    array = column.chunk(0)
    return (array.indices if pa.types.is_dictionary(array.type) else array).to_numpy()


# --- measuring -----------------------------------------------------------------------------------


def table_of(table: pa.Table) -> pa.Table:
    """
    The table with its landed costs.
    """
    return quote_many(table, on=ON, currency="EUR", origin="JP", **WAY, **SOURCES)


def shipments(table: pa.Table, rows: int) -> list[Shipment]:
    """
    The first rows as shipments.
    """
    return [
        Shipment(
            ship_to=row["ship_to"],
            shipping=Money.from_minor(row["shipping_minor"], "EUR"),
            items=[
                {
                    "price": Money.from_minor(row[f"price_minor_{line}"], "EUR"),
                    "quantity": row[f"quantity_{line}"],
                    "hs_code": row[f"hs_code_{line}"],
                    "origin": "JP",
                }
                for line in (1, 2, 3)
            ],
            **WAY,
        )
        for row in table.slice(0, rows).to_pylist()
    ]


def same_cents(found: dict[str, Column], answered: pa.Table, parcels: list[Shipment]) -> None:
    """
    All rows of the table are those of the reference, and the first are those of `quote`.
    """
    for name in NAMES:
        column = answered[f"{name}_minor"].to_numpy()
        differ = int((column != found[name]).sum())
        assert differ == 0, f"{name}: {differ} rows differ"
    for row, parcel in enumerate(parcels):
        answer = quote(parcel, on=ON, **SOURCES)
        names = ["shipping" if name == "freight" else name for name in NAMES]
        own = [getattr(answer, name).minor for name in names]
        assert own == [int(found[name][row]) for name in NAMES], (row, parcel.ship_to)


def taken(work: Any) -> float:
    """
    Seconds of processor time.
    """
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def workspace(table: pa.Table) -> float:
    """
    The most memory beside input and output, in MiB: the peak of resident memory while it runs.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = memory("VmRSS")
    answered = table_of(table)
    # Pieces of text that are all the same share what they hold.
    new = {
        (buffer.address, buffer.size)
        for name in answered.column_names
        if name not in table.column_names
        for chunk in answered[name].chunks
        for buffer in chunk.buffers()
        if buffer is not None
    }
    return memory("VmHWM") - before - sum(size for _, size in new) / 2**20


def memory(name: str) -> float:
    """
    A figure of this process in MiB.
    """
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(name))
    return int(line.split()[1]) / 1024


def main() -> None:
    """
    Print the figures.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", type=int, default=400)
    options = parser.parse_args()
    rows = options.rows
    table, tables = parcels(rows), Tables()
    alone = shipments(table, options.alone)
    table_of(table.slice(0, 100_000))
    beside = workspace(table)
    found, answered = reference(tables, table), table_of(table)
    same_cents(found, answered, alone)
    del found, answered
    works = {
        "numpy by hand": (lambda: reference(tables, table), rows),
        "quote_many": (lambda: table_of(table), rows),
        "quote, one by one": (
            lambda: [quote(p, on=ON, **SOURCES).total for p in alone],
            len(alone),
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(options.rounds):
        for name, (work, many) in works.items():
            times[name].append(taken(work) / many * 1e9)
    medians = {name: statistics.median(one) for name, one in times.items()}
    ours = medians["quote_many"]
    print(f"{rows:,} parcels of 3 lines to {len(PLACES)} destinations: the same cents everywhere")
    for name, value in medians.items():
        print(
            f"{name:20}{value:12,.0f} ns a quote   quote_many is {value / ours:8.2f} times as fast"
        )
    print(f"memory beside input and output: {beside:.0f} MiB at most")


if __name__ == "__main__":
    main()
