"""
Tables, single quotes and a separate computation in Decimal come to the same cents.
"""

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest

from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Shipment, quote_many
from globalcs.landed_cost._kernel import by, nearest, shared_rows, shares
from globalcs.landed_cost._models import Part
from globalcs.landed_cost._work import Sources, work_out
from globalcs.money import Money
from globalcs.rates import FixedRates
from tests._counts import FULL, scaled

ON = date(2026, 11, 21)
# Goods in the order in which equal remainders are served, with their duty and tax.
GOODS = {
    ("180690", "food"): ("0.12", "0.15"),
    ("490199", "books"): ("0.085", "0"),
    ("610910", "clothing"): ("0.12", "0.25"),
    ("640399", "shoes"): ("0.085", "0.25"),
    ("940360", "furniture"): ("0", "0.25"),
}
TARIFF = FixedTariffs(
    {"NO": {code: f"{Decimal(duty) * 100} %" for (code, _), (duty, _) in GOODS.items()}}, as_of=ON
)
RATE = Decimal("11.7")
RATES = FixedRates({("EUR", "NOK"): RATE})
RELIEF, FEE = Decimal(50_000), Decimal(1_234)
MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}
#: Carts of one table, and how many are tried for each rounding.
ROWS = 20_000
COUNT = 1_000_000 if FULL else ROWS
NAMES = ("goods", "freight", "duty", "tax", "fees", "total", "due_at_checkout", "owed_by_seller")


def law(mode):
    """
    Norway with roundings of our own: duty to 5 øre, tax to 2, a relief and a fee.
    """
    return bundled().with_layer(
        "given",
        {
            "NO": {
                "landed_cost.rounding": {"duty": f"0.05 NOK {mode}", "tax": f"0.02 NOK {mode}"},
                "landed_cost.duty_de_minimis": {"limit": "500 NOK", "measure": "goods"},
                "landed_cost.fee": {
                    "value": {"name": "fee", "per": "consignment", "amount": "12.34 NOK"},
                    "when": {"measure": "fee"},
                },
            }
        },
        authority=True,
    )


def carts(seed, rows):
    """
    Random carts of three lines as columns of numbers.
    """
    pick = np.random.default_rng(seed)
    most = 2 ** pick.integers(4, 18, rows)
    prices = [pick.integers(0, most) for _ in range(3)]
    goods = sum(prices)
    return {
        "prices": prices,
        "kinds": [pick.integers(0, len(GOODS), rows) for _ in range(3)],
        "freight": pick.integers(0, 5_000, rows),
        "insurance": pick.integers(0, 3, rows) * 113,
        "discount": np.minimum(goods, pick.integers(0, 2, rows) * pick.integers(0, 900, rows)),
    }


# --- the separate computation --------------------------------------------------------------------


def whole(amount, step, mode):
    """
    An exact amount in whole steps.
    """
    return (amount / step).quantize(Decimal(1), mode) * step


def parts(amount, weights):
    """
    Parts by weight with the largest remainders served first.
    """
    total = sum(weights)
    floors = [(amount * weight).quantize(1) // total for weight in weights]
    rests = [amount * w - floor * total for w, floor in zip(weights, floors, strict=True)]
    served = sorted(range(len(rests)), key=lambda n: (-rests[n], n))
    for number in served[: int(amount - sum(floors))]:
        floors[number] += 1
    return floors


def oracle(prices, kinds, freight, insurance, discount, mode):
    """
    The sums of one cart in cents: goods, freight, duty, tax, fee.
    """
    order = sorted(range(3), key=lambda n: (kinds[n], n))
    nets = [Decimal(prices[n]) for n in order]
    if discount:
        nets = [n - part for n, part in zip(nets, parts(Decimal(discount), nets), strict=True)]
    rates = [tuple(map(Decimal, list(GOODS.values())[kinds[n]])) for n in order]
    goods = sum(nets)
    weights = nets if goods else [Decimal(1)] * 3
    value, carried, insured = (
        whole(Decimal(amount) * RATE, 1, ROUND_HALF_UP) for amount in (goods, freight, insurance)
    )
    values = parts(value, weights)
    cells = zip(values, parts(carried, weights), parts(insured, weights), strict=True)
    bases = [sum(cell) for cell in cells]
    duties = {}
    if goods * RATE > RELIEF:
        for rate in dict.fromkeys(rate for rate, _ in rates if rate):
            own = [
                base if one == rate else Decimal(0)
                for base, (one, _) in zip(bases, rates, strict=True)
            ]
            duties[rate] = own, whole(sum(own) * rate, 5, mode)
    taxed = list(bases)
    for own, duty in duties.values():
        if duty:
            taxed = [one + part for one, part in zip(taxed, parts(duty, own), strict=True)]
    by_fee = parts(FEE, values if value else [Decimal(1)] * 3)
    taxed = [one + part for one, part in zip(taxed, by_fee, strict=True)]
    by_rate = dict.fromkeys((rate for _, rate in rates), Decimal(0))
    for cell, (_, rate) in zip(taxed, rates, strict=True):
        by_rate[rate] += cell
    taxes = [whole(base * rate, 2, mode) for rate, base in by_rate.items()]
    back = [
        sum(whole(levy / RATE, 1, ROUND_HALF_UP) for levy in levies)
        for levies in ([duty for _, duty in duties.values()], taxes, [FEE])
    ]
    return tuple(map(int, (goods, freight + insurance, *back)))


# --- the property --------------------------------------------------------------------------------


def tables(mode, seed, rows, **more):
    """
    Random carts as numbers, and the table of their landed costs.
    """
    found = carts(seed, rows)
    words = [np.array([key[part] for key in GOODS], dtype=object) for part in (0, 1)]
    columns = {f"price_minor_{n}": price for n, price in enumerate(found["prices"], 1)}
    for n, kind in enumerate(found["kinds"], 1):
        columns[f"hs_code_{n}"], columns[f"category_{n}"] = words[0][kind], words[1][kind]
    for name in ("insurance", "discount"):
        columns[f"{name}_minor"] = found[name]
    columns["shipping_minor"] = found["freight"]
    told = quote_many(
        columns, on=ON, ship_from="JP", ship_to="NO", currency="EUR", origin="JP", channel="post",
        rates=RATES, customs_rates=RATES, tariffs=TARIFF, facts=law(mode), **more,
    )  # fmt: skip
    return found, told


def by_hand(found, mode, row):
    """
    What the separate computation says of a row.
    """
    prices, kinds = ([int(column[row]) for column in found[name]] for name in ("prices", "kinds"))
    amounts = [int(found[name][row]) for name in ("freight", "insurance", "discount")]
    goods, freight, duty, tax, fee = oracle(prices, kinds, *amounts, MODES[mode])
    total = goods + freight + duty + tax + fee
    return goods, freight, duty, tax, fee, total, goods + freight, 0


class Alone:
    """
    Carts of one kind of goods a line, quoted one by one.
    """

    def __init__(self, mode):
        self.book, self.templates = law(mode), {}

    def template(self, kinds):
        """
        A shipment of these goods whose amounts are put in for each row.
        """
        if kinds not in self.templates:
            names = list(GOODS)
            items = [
                {
                    "price": Money.from_minor(1, "EUR"),
                    "hs_code": names[kind][0],
                    "category": names[kind][1],
                    "origin": "JP",
                }
                for kind in kinds
            ]
            self.templates[kinds] = Shipment(
                ship_from="JP", ship_to="NO", items=items, shipping="0 EUR", channel="post"
            )
        return self.templates[kinds]

    def sums(self, found, row):
        """
        The sums of a row by the numbers behind a single quote.
        """
        shipment = self.template(tuple(int(kind[row]) for kind in found["kinds"]))
        basis = shipment.basis._replace(
            totals=tuple(int(price[row]) for price in found["prices"]),
            freight=int(found["freight"][row]),
            insurance=int(found["insurance"][row]),
            discount=int(found["discount"][row]),
        )
        work = work_out(Part((), shipment, basis), ON, Sources(RATES, RATES, TARIFF), self.book)
        own = tuple(work.sum_of(kind) for kind in ("duty", "tax", "fee"))
        return (
            work.nets_and_freight() - work.freight, work.freight, *own, work.total,
            work.due(True), work.owed(),
        )  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
def test_table_quote_and_decimal_agree(mode):
    """
    Field for field, for every rounding: 1,000,000 carts each under `--full`.
    """
    alone = Alone(mode)
    for seed in range(COUNT // ROWS):
        found, told = tables(mode, seed, ROWS)
        columns = [told[f"{name}_minor"].tolist() for name in NAMES]
        for row, table in enumerate(zip(*columns, strict=True)):
            expected = by_hand(found, mode, row)

            assert expected == table, (seed, row)
            assert expected == alone.sums(found, row), (seed, row)


def test_the_kernel_shares_columns_as_it_shares_numbers():
    """
    Parts of each row are those of its numbers, ties and zeros among them, in any order of lines.
    """
    pick = np.random.default_rng(5)
    for lines in (1, 2, 3, 4, 6):
        rows = scaled(40_000)
        amounts = pick.integers(0, 50, rows)
        weights = [pick.integers(0, 9, rows) for _ in range(lines)]
        ranks = [pick.integers(0, 3, rows) for _ in range(lines)]
        whole_weight = sum(weights)
        behind = {
            (i, j): (ranks[i] > ranks[j]) + 0 for i in range(lines) for j in range(lines) if i < j
        }
        amounts *= whole_weight > 0
        found = shared_rows(amounts, weights, whole_weight + (whole_weight == 0), behind)
        for row in range(rows):
            order = sorted(range(lines), key=lambda n: (ranks[n][row], n))
            own = [int(weights[n][row]) for n in order]
            expected = dict(zip(order, shares(int(amounts[row]), own), strict=True))

            assert [expected[n] for n in range(lines)] == [int(part[row]) for part in found]


@pytest.mark.parametrize("mode", [*MODES, "ceiling", "floor"])
def test_the_kernel_rounds_columns_as_it_rounds_numbers(mode):
    """
    Around each half and whole, and by an exact ratio.
    """
    numbers = np.arange(0, 400, dtype=np.int64)
    for under in (1, 2, 3, 7, 10, 100):
        rounding = nearest(mode)

        assert [rounding(int(n), under) for n in numbers] == rounding(numbers, under).tolist()
    for ratio in (RATE.as_integer_ratio(), (1, 3)):
        exact = [Decimal(n * ratio[0]) / Decimal(ratio[1]) for n in range(400)]
        expected = [int(whole(number, 1, ROUND_HALF_UP)) for number in exact]

        assert expected == by(numbers, Fraction(*ratio)).tolist()
