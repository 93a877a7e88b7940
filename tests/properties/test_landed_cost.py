"""
What holds of every quote, whatever the cart, the place and the day.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from globalcs.landed_cost import DutyExpression, FixedTariffs, Quote, Shipment, quote
from globalcs.landed_cost._kernel import levied, plus, rounded, shares
from globalcs.landed_cost._work import Work
from globalcs.money import Money
from tests._counts import scaled

CODES = {
    "610910": "12 %",
    "640399": "8 %",
    "490199": "Free",
    "910211": "min(max(4.5 %, 0.3 EUR/piece), 0.8 EUR/piece)",
    "650500": "0.25 EUR/kg + 7.7 %",
}
PLACES = (
    "NL",
    "DE",
    "FR",
    "RO",
    "GB",
    "CH",
    "NO",
    "CA-ON",
    "BR-SP",
    "JP",
    "CN",
    "KR",
    "SA",
    "AE",
    "AU",
    "XI",
    "US",
    "IN",
    "ZA",
    "ID",
)
TARIFFS = FixedTariffs(
    {
        place.partition("-")[0] if place != "XI" else "EU": {
            code: text.replace("EUR", "USD") for code, text in CODES.items()
        }
        for place in (*PLACES, "EU")
    },
    as_of=date(2026, 11, 21),
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 21))

items = st.builds(
    lambda cents, quantity, code, origin, grams: {
        "price": Money.from_minor(cents, "USD"),
        "quantity": quantity,
        "hs_code": code,
        "origin": origin,
        "weight_kg": Decimal(grams) / 1000,
    },
    st.integers(0, 90_000),
    st.integers(1, 4),
    st.sampled_from(sorted(CODES)),
    st.sampled_from(("US", "VN", "DE", "JP", "BR")),
    st.integers(1, 5_000),
)
carts = st.lists(items, min_size=1, max_size=4)


@st.composite
def parcels(draw, **fixed):
    """
    Any parcel from the US.
    """
    cart = draw(carts)
    fields = {
        "ship_from": "US",
        "ship_to": draw(st.sampled_from(PLACES)),
        "items": cart,
        "shipping": Money.from_minor(draw(st.integers(0, 6_000)), "USD"),
        "insurance": Money.from_minor(draw(st.integers(0, 900)), "USD"),
        "incoterm": draw(st.sampled_from(("DAP", "DDP"))),
        "channel": draw(st.sampled_from((None, "post", "courier"))),
        "currency": draw(st.sampled_from(("USD", "EUR", "JPY"))),
        "registrations": draw(
            st.sets(st.sampled_from(("IOSS", "VOEC", "VAT-GB", "REMESSA-CONFORME", "GST-AU")))
        ),
    }
    return Shipment(**{**fields, **fixed})


def ask(shipment, on=date(2026, 11, 21)):
    return quote(shipment, on=on, tariffs=TARIFFS)


@settings(max_examples=scaled(4_000))
@given(parcels(), DAYS)
def test_parts_add_up(shipment, on):
    """
    Lines and freight add up to the total, charges to the sums, and what is due to the total.
    """
    answer = ask(shipment, on)
    if answer.total is None:
        assert answer.status == "unknown"
        assert answer.missing
        return
    rows = [*answer.lines, answer.shipping_line]
    zero = Money.from_minor(0, shipment.currency)

    assert answer.total == sum((row.gross for row in rows), zero)
    assert answer.total == answer.goods + answer.shipping + answer.duty + answer.tax + answer.fees
    assert answer.total == answer.due_at_checkout + answer.due_on_delivery
    for kind, told in (("duty", answer.duty), ("tax", answer.tax), ("fee", answer.fees)):
        charged = (charge.amount for charge in answer.charges if charge.kind == kind)
        assert told == sum(charged, zero)


@settings(max_examples=scaled(2_000))
@given(parcels(), DAYS)
def test_nothing_is_negative(shipment, on):
    """
    No part of a quote is below zero, and what is known never exceeds the total.
    """
    answer = ask(shipment, on)

    for row in (*answer.lines, answer.shipping_line):
        assert all(
            part is None or part.minor >= 0 for part in (row.net, row.duty, row.tax, row.fees)
        )
    assert answer.total is None or answer.at_least == answer.total
    assert answer.range is None or answer.at_least == answer.range.low <= answer.range.high


@settings(max_examples=scaled(2_000))
@given(parcels(), DAYS, st.randoms(use_true_random=False))
def test_order_of_lines_does_not_matter(shipment, on, random):
    """
    The same cart in another order comes to the same cents.
    """
    shuffled = list(shipment.items)
    random.shuffle(shuffled)
    there, back = ask(shipment, on), ask(shipment.replace(items=tuple(shuffled)), on)

    for name in ("status", "goods", "shipping", "duty", "tax", "fees", "total", "at_least"):
        assert getattr(there, name) == getattr(back, name)


@settings(max_examples=scaled(3_000))
@given(
    parcels(),
    st.sampled_from((date(2025, 3, 3), date(2026, 3, 3), date(2026, 11, 21))),
    st.lists(st.lists(st.integers(0, 300_000), min_size=4, max_size=4), min_size=1, max_size=4),
)
def test_a_program_comes_to_the_cents_of_the_full_computation(shipment, on, prices):
    """
    What is compiled for one cart holds for the next one of other prices: every field is the same.
    """
    for cents in prices:
        cart = tuple(
            item.replace(price=Money.from_minor(cent, "USD"))
            for item, cent in zip(shipment.items, cents, strict=False)
        )
        answer = ask(shipment.replace(items=cart), on)
        work = answer._work
        full = Quote(Work(work.plan, work.shipment, work.shipment.basis, on))

        assert full.record() == answer.record()


@settings(max_examples=scaled(1_000))
@given(parcels(), DAYS)
def test_same_question_same_answer(shipment, on):
    """
    A quote asked twice is the same, and reads back what it writes.
    """
    answer = ask(shipment, on)

    assert answer == ask(shipment.replace(), on)
    assert answer == Quote.from_dict(answer.to_dict())


@settings(max_examples=scaled(2_000))
@given(parcels(prices_include=("destination_tax", "duty"), currency="USD", discount=None), DAYS)
def test_inclusive_prices_are_never_taxed_twice(shipment, on):
    """
    With everything inside, the buyer pays the prices and nothing else.
    """
    answer = ask(shipment, on)
    prices = sum((item.total for item in shipment.items), shipment.shipping + shipment.insurance)

    assert answer.total is None or answer.total == prices
    assert answer.total is None or answer.due_on_delivery.minor == 0


@settings(max_examples=scaled(2_000))
@given(
    parcels(ship_to="NL", registrations=(), currency="USD"),
    st.integers(1, 500),
)
def test_dearer_goods_never_cost_less_inside_one_regime(shipment, more):
    """
    Inside one regime a dearer cart costs at least as much more as its goods do.

    Each sum is rounded on its own, and a cent of freight may move to a line of another rate: that
    far, one minor unit a sum, the rounding may take back.
    """
    first = shipment.items[0]
    dearer = first.replace(price=first.price + Money.from_minor(more, "USD"))
    one = ask(shipment)
    other = ask(shipment.replace(items=(dearer, *shipment.items[1:])))
    assume(one.total is not None and other.total is not None)
    assume({c.name for c in one.charges} == {c.name for c in other.charges})

    sums = {(charge.name, charge.rate) for charge in one.charges}
    wobble = len(sums) + 1

    assert other.total.minor + wobble >= one.total.minor + more * first.quantity


@settings(max_examples=scaled(4_000))
@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=5),
    st.integers(0, 10**6),
    st.integers(0, 3000),
)
def test_kernel_agrees_with_decimal(goods, freight, basis_points):
    """
    Freight by largest remainder and a rate on the sum come to the cents of exact Decimal.
    """
    parts = shares(freight, goods)
    bases = plus(goods, parts)
    duty = levied([base * basis_points for base in bases], 10_000, 1, "half_up")
    exact = Decimal(sum(goods) + freight) * basis_points / 10_000

    assert freight == sum(parts)
    assert int(exact.quantize(Decimal(1), ROUND_HALF_UP)) == duty


@settings(max_examples=scaled(1_000))
@given(
    st.lists(st.integers(0, 10**7), min_size=3, max_size=3),
    st.sampled_from(("half_up", "half_even", "up", "down")),
)
def test_one_body_for_an_int_and_a_column(cells, mode):
    """
    The kernel gives a column what it gives each of its rows.
    """
    import numpy as np

    columns = [np.array([cell, cell + 5], dtype=np.int64) for cell in cells]
    levy = levied(columns, 1000, 100, mode)
    whole = rounded(columns[0], 100, mode)

    assert [levied([c + n for c in cells], 1000, 100, mode) for n in (0, 5)] == levy.tolist()
    assert [rounded(cells[0] + n, 100, mode) for n in (0, 5)] == whole.tolist()


@settings(max_examples=scaled(4_000))
@given(st.text(alphabet="0123456789.% +$¢/kgpairmxin(),EURFe", max_size=30))
def test_any_text_is_a_duty_or_unknown(text):
    """
    No text of a tariff makes the reader fail, and what it understands it can work out.
    """
    found = DutyExpression.parse(text)
    if not found.known:
        return
    measures = dict.fromkeys(found.needs, Fraction(2))
    low, high = found.evaluate(Fraction(1000), measures, lambda currency: Fraction(100))

    assert 0 <= low <= high
