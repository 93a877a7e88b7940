"""
What is compiled for plain shipments, and what is not.
"""

from datetime import date

import pytest

from globalcs.landed_cost import FixedTariffs, Quote, Shipment, quote
from globalcs.landed_cost._kernel import nearest
from globalcs.landed_cost._law import Limit, LineLaw, Road, Rounder
from globalcs.landed_cost._work import PlainWork, Work
from globalcs.rates import FixedRates

ON = date(2026, 11, 21)
TARIFF = FixedTariffs(
    {place: {"610910": "12 %", "940360": "Free"} for place in ("EU", "GB", "CH", "NO", "JP", "SA")},
    as_of=ON,
)
RATES = FixedRates(
    {("EUR", "GBP"): "0.8", ("EUR", "CHF"): "0.9", ("EUR", "NOK"): "11", ("EUR", "SAR"): "4.1",
     ("EUR", "JPY"): "160"}
)  # fmt: skip


def ask(ship_to, *prices, ship_from="US", **more):
    items = [
        {"price": f"{price} EUR", "hs_code": code, "origin": "US", "category": "home",
         "quantity": number}
        for number, (price, code) in enumerate(zip(prices, ("610910", "940360"), strict=True), 1)
    ]  # fmt: skip
    parcel = Shipment(
        ship_from=ship_from, ship_to=ship_to, items=items, shipping="12.34 EUR", **more
    )
    return quote(parcel, on=ON, tariffs=TARIFF, rates=RATES, customs_rates=RATES)


def full(answer):
    """
    The same quote without a program.
    """
    work = answer._work
    return Quote(Work(work.plan, work.shipment, work.shipment.basis, answer.on))


@pytest.mark.parametrize(
    ("ship_to", "more"),
    [
        ("DE", {}),
        ("DE", {"ship_from": "DE"}),
        ("FR", {"ship_from": "NL", "registrations": ["OSS"]}),
        ("FR", {"insurance": "3.21 EUR", "discount": "10.01 EUR"}),
        ("GB", {"currency": "GBP"}),
        ("NO", {"incoterm": "DDP", "insurance": "3.21 EUR"}),
        ("SA", {"currency": "SAR"}),
    ],
)
def test_a_plain_parcel_runs_its_program(ship_to, more):
    """
    Another cart runs what was compiled with the first, and every field is that of the full way.
    """
    ask(ship_to, "700", "500", **more)
    for prices in (("400.10", "333.33"), ("399.99", "1200.07"), ("900", "0.01")):
        answer = ask(ship_to, *prices, **more)

        assert isinstance(answer._work, PlainWork)
        assert full(answer).record() == answer.record()


@pytest.mark.parametrize(
    ("ship_to", "more"),
    [
        ("DE", {"prices_include": ["destination_tax"]}),  # prices that hold charges
        ("DE", {"buyer": "business"}),  # nothing can be told
        ("JP", {}),  # bases and taxes in steps, one after the other
    ],
)
def test_what_is_not_plain_is_worked_out_in_full(ship_to, more):
    """
    Where a program can't tell all, there is none.
    """
    ask(ship_to, "400.10", "333.33", **more)

    assert isinstance(ask(ship_to, "500", "20", **more)._work, Work)


@pytest.mark.parametrize(
    ("ship_to", "more"),
    [("DE", {}), ("FR", {"registrations": ["IOSS"]}), ("NL", {"incoterm": "DDP"}),
     ("PL", {"currency": "PLN", "discount": "3.33 EUR", "insurance": "2 EUR"})],
)  # fmt: skip
def test_a_flat_duty_runs_its_program(ship_to, more):
    """
    An amount for each tariff item needs no look-ups, and every field is that of the full way.
    """
    rates = {} if ship_to != "PL" else {"rates": FixedRates({("EUR", "PLN"): "4.25"})}
    for prices in ((40, 33), (12, 7), (100, 0), (0, 5)):
        items = [
            {"price": f"{prices[0]} EUR", "hs_code": "610910", "origin": "US"},
            {"price": f"{prices[1]} EUR", "hs_code": "490199", "category": "books"},
            {"price": "9.99 EUR", "hs_code": "610910", "origin": "VN"},
        ]
        parcel = Shipment(ship_from="US", ship_to=ship_to, items=items, shipping="5 EUR", **more)
        answer = quote(parcel, on=ON, tariffs=TARIFF, **rates)
        if prices != (40, 33):
            assert isinstance(answer._work, PlainWork)
        assert full(answer).record() == answer.record()
        assert answer.duty.minor == (600 if "PLN" not in more.values() else 2550)


def test_other_sides_of_a_threshold_have_their_own_program():
    """
    A program compiled above a threshold is not run below it.
    """
    for price in ("400", "20", "400", "20"):
        answer = ask("GB", price, "1")

        assert full(answer).record() == answer.record()


@pytest.mark.parametrize("ship_to", ["NL", "NO", "SA"])
def test_every_field_is_that_of_the_full_way(ship_to):
    """
    Duties that several lines bear and duties of one line, in any order, with rounded places too:
    lines, charges and reasons are those of the full computation.
    """
    table = {place: {"640399": "8 %", "610910": "12 %"} for place in ("EU", "NO", "SA")}
    tariffs = FixedTariffs(table, as_of=ON)
    codes = ("640399", "610910", "640399", "610910", "611020")
    items = [
        {"price": f"{n}9.99 EUR", "hs_code": code, "origin": "VN", "duty_rate": rate}
        for n, (code, rate) in enumerate(
            zip(codes, (None, None, None, None, "3 %"), strict=True), 4
        )
    ]
    fields = {"ship_from": "US", "ship_to": ship_to, "shipping": "12.34 EUR", "discount": "1 EUR"}
    answers = [
        quote(Shipment(items=items[first:], **fields), on=ON, tariffs=tariffs, customs_rates=RATES)
        for first in (0, 0, 1, 1)
    ]

    assert [PlainWork, PlainWork] == [type(answer._work) for answer in answers[1::2]]
    for answer in answers:
        assert full(answer).record() == answer.record()


def test_a_new_field_of_the_law_must_be_told_to_programs():
    """
    A program knows these fields of the law; another one may make a shipment not plain.
    """
    assert ("measure", "factor", "bound", "amount", "note", "allowance", "weight") == Limit._fields
    assert ("key", "taxes", "tax_note", "duty_relief", "tax_relief", "flat") == LineLaw._fields
    assert {
        *("kind", "scheme", "limit", "lines", "fees", "minima", "tax_base", "tax_inside"),
        *("tax_uplift", "duty", "tax_at_checkout", "duty_at_checkout", "tax_owed", "duty_owed"),
        *("note", "excluded", "least"),
    } == set(Road._fields)
    assert {
        *("duty_base", "duty", "tax_base", "tax", "first", "second", "note"),
    } == set(Rounder._fields)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", [2, 3, 3]),
        ("half_even", [2, 2, 3]),
        ("up", [3, 3, 3]),
        ("ceiling", [3, 3, 3]),
        ("down", [2, 2, 2]),
        ("floor", [2, 2, 2]),
    ],
)
def test_nearest_rounds_as_the_mode_says(mode, expected):
    """
    2.4, 2.5 and 2.6 by each mode.
    """
    assert expected == [nearest(mode)(number, 10) for number in (24, 25, 26)]
