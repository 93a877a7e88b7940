"""
Traps into which calculators of landed cost fall, one test each; more are among the quotes.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.landed_cost import FixedTariffs, Quote, Shipment, price_for_total, quote
from globalcs.money import Money

TODAY = date(2026, 11, 21)


def ask(ship_to, price, ship_from="US", on=TODAY, **more):
    """
    A parcel with one thing; what is not a field of the item is one of the shipment.
    """
    names = ("hs_code", "origin", "category", "duty_rate", "quantity", "weight_kg", "units")
    item = {"category": "home", "origin": "US", "price": price}
    item |= {name: more.pop(name) for name in names if name in more}
    fields = {"shipping": f"0 {price.split()[1]}", "items": [item], **more}
    return quote(Shipment(ship_from=ship_from, ship_to=ship_to, **fields), on=on)


def rates(answer):
    return {charge.name: charge.rate for charge in answer.charges}


def test_two_limits_for_two_charges():
    """
    Canada, by courier from the United States: tax above CAD 40, duty above CAD 150.
    """
    found = [
        ask("CA-ON", price, channel="courier", duty_rate="10 %")
        for price in ("40 CAD", "40.01 CAD", "150 CAD", "150.01 CAD")
    ]

    assert [0, 1, 1, 1] == [min(answer.tax.minor, 1) for answer in found]
    assert [0, 0, 0, 1] == [min(answer.duty.minor, 1) for answer in found]


def test_mexico_leaps_where_brazil_does_not():
    """
    A cent above USD 50 the global rate is due on the whole value.
    """
    under, over = (ask("MX", price, channel="courier") for price in ("50 USD", "50.01 USD"))

    assert Money("0", "USD") == under.duty
    assert Money("8.50", "USD") == over.duty


def test_ioss_is_for_the_tax_only():
    """
    The duty of EUR 3 comes on top of what IOSS collects, also for goods the tariff frees.
    """
    answer = ask("NL", "40 EUR", registrations=["IOSS"], hs_code="490199", category="books")

    assert "IOSS" == answer.scheme
    assert Money("3", "EUR") == answer.duty
    assert Money("3.60", "EUR") == answer.tax


def test_the_duty_of_three_euros_is_by_tariff_item_and_not_by_piece():
    """
    Nine cups of one code bear EUR 3; a saucer of another three more.
    """
    cups = {"price": "4 EUR", "quantity": 9, "hs_code": "691110", "category": "home"}
    saucer = {"price": "2 EUR", "hs_code": "691200", "category": "home"}
    fields = {"ship_from": "US", "ship_to": "NL", "shipping": "0 EUR"}

    assert Money("3", "EUR") == quote(Shipment(items=[cups], **fields), on=TODAY).duty
    assert Money("6", "EUR") == quote(Shipment(items=[cups, saucer], **fields), on=TODAY).duty


def test_the_united_states_have_no_de_minimis_any_more():
    """
    USD 100 of goods were free of duty until 2025-08-28, and bear the tariff's 10 % since.
    """
    before, after = (
        ask("US", "100 USD", "GB", on=day, origin="GB", duty_rate="10 %", hs_code="611020")
        for day in (date(2025, 8, 28), date(2025, 8, 29))
    )

    assert Money("0", "USD") == before.duty
    assert [Money("10", "USD")] == [c.amount for c in after.charges if c.name == "customs duty"]


def test_some_layers_are_floors():
    """
    For goods of Japan a duty of 10 % is raised to 12.5 %, one of 20 % is not raised at all; for
    goods of Viet Nam 12.5 % come on top of either.
    """
    layer = "Section 301, forced labour (HTSUS ch. 99 note 52)"

    def of(origin, duty_rate):
        answer = ask("US", "100 USD", origin, origin=origin, duty_rate=duty_rate, channel="courier")
        return rates(answer).get(layer, Fraction(0))

    assert [Fraction(1, 40), 0] == [of("JP", "10 %"), of("JP", "20 %")]
    assert [Fraction(1, 8), Fraction(1, 8)] == [of("VN", "10 %"), of("VN", "20 %")]


def test_an_invoice_with_duty_paid_holds_the_duty():
    """
    A price of 112 with 12 % of duty inside has 100 of goods; duty is never taken of duty.
    """
    inside = ask(
        "US", "112.50 USD", "GB", on=date(2026, 9, 1), origin="GB", duty_rate="2.5 %",
        prices_include=["duty"], incoterm="DDP", channel="courier", hs_code="691110",
    )  # fmt: skip
    net = ask(
        "US", inside.goods.to_text(), "GB", on=date(2026, 9, 1), origin="GB", duty_rate="2.5 %",
        incoterm="DDP", channel="courier", hs_code="691110",
    )  # fmt: skip

    assert Money("112.50", "USD") == inside.total
    assert inside.duty == net.duty
    assert inside.total == net.total


def test_the_price_that_leads_to_a_total_with_everything_in_it():
    """
    The way back from what the buyer pays lies in its own regime.
    """
    item = {"price": "0 EUR", "hs_code": "691110", "duty_rate": "12 %", "category": "home"}
    parcel = Shipment(ship_from="US", ship_to="NL", items=[item], shipping="0 EUR")

    for way in price_for_total(parcel, "200 EUR", on=TODAY).prices:
        assert way.quote.total <= Money("200", "EUR")
        assert (way.price.minor > 15_000) == ("customs duty" in rates(way.quote))


@pytest.mark.parametrize(
    ("duty_rate", "measures", "missing"),
    [
        ({"hs_code": "910211"}, {}, None),
        ({"hs_code": "650500"}, {}, "items.0.weight_kg"),
        ({"hs_code": "650500"}, {"weight_kg": "0.2"}, None),
        ({"hs_code": "640411"}, {}, "items.0.units.pair"),
        ({"hs_code": "640411"}, {"units": {"pair": "1"}}, None),
    ],
)
def test_a_specific_duty_needs_its_measure(duty_rate, measures, missing):
    """
    Weight, pairs: what is missing has a name; pieces are counted.
    """
    table = {
        "910211": "min(max(4.5 %, 0.3 EUR/piece), 0.8 EUR/piece)",
        "650500": "0.25 EUR/kg + 7.7 %",
        "640411": "0.90 EUR/pair + 20 %",
    }
    item = {"price": "200 EUR", "category": "home", **duty_rate, **measures}
    parcel = Shipment(ship_from="US", ship_to="NL", items=[item], shipping="0 EUR")
    answer = quote(parcel, on=TODAY, tariffs=FixedTariffs({"EU": table}, as_of=TODAY))

    assert missing is None or missing in answer.missing
    assert (missing is None) == (answer.total is not None)


@pytest.mark.parametrize(("value", "base"), [("100.49 USD", "100 USD"), ("100.50 USD", "101 USD")])
def test_entered_value_is_in_whole_dollars(value, base):
    """
    The United States drop less than fifty cents and take fifty for a dollar.
    """
    answer = ask("US", value, "GB", origin="GB", duty_rate="10 %", channel="courier")

    assert Money.read(base) == answer.charges[0].base


@pytest.mark.parametrize(
    ("place", "goods", "day", "rate"),
    [
        ("GB", "clothing.children", TODAY, "0"),
        ("IE", "clothing.children", TODAY, "0"),
        ("NL", "clothing.children", TODAY, "21"),
        ("GB", "books", TODAY, "0"),
        ("NL", "books", TODAY, "9"),
        ("DE", "books", TODAY, "7"),
        ("FR", "books", TODAY, "5.5"),
        ("CZ", "books", date(2023, 12, 31), "10"),
        ("CZ", "books", date(2024, 1, 1), "0"),
        ("SK", "books", date(2026, 11, 21), "5"),
        ("SE", "food", date(2026, 3, 31), "12"),
        ("SE", "food", date(2026, 4, 1), "6"),
        ("NO", "food", TODAY, "15"),
    ],
)
def test_rates_of_books_food_and_childrens_clothing(place, goods, day, rate):
    """
    By country and by day, never by the standard rate.
    """
    answer = ask(place, "200 EUR", on=day, category=goods, duty_rate="0 %")

    assert Fraction(rate) / 100 == answer.lines[0].tax_rate


def test_what_is_collected_now_at_the_door_and_owed_later_are_three_sums():
    """
    IOSS: the buyer pays all at checkout, and the seller owes tax and duty; without it the carrier
    collects both; paid by the seller under DDP they are owed by him.
    """
    by_scheme = ask("NL", "40 EUR", registrations=["IOSS"], hs_code="691110")
    at_door = ask("NL", "40 EUR", hs_code="691110")
    paid = ask("NL", "40 EUR", hs_code="691110", incoterm="DDP")

    assert by_scheme.owed_by_seller == by_scheme.duty + by_scheme.tax
    assert (0, at_door.duty + at_door.tax) == (
        at_door.owed_by_seller.minor,
        at_door.due_on_delivery,
    )
    assert (0, paid.duty + paid.tax) == (paid.due_on_delivery.minor, paid.owed_by_seller)


def test_a_quote_that_was_given_stays_what_it_was():
    """
    A later refund or a change of law does not reopen it: what was written is read back unchanged.
    """
    under = ask("NL", "160 EUR", discount="15 EUR", registrations=["IOSS"], hs_code="691110")
    kept = Quote.from_json(under.to_json())

    assert "IOSS" == kept.scheme
    assert under == kept
    assert ask("NL", "160 EUR", registrations=["IOSS"], hs_code="691110").scheme is None
