"""
Awkward but valid shipments to every place of the book, on days from 2015 to 2030: an answer that
agrees with itself, or one of our own errors.
"""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs.errors import GlobalcsError
from globalcs.facts import bundled
from globalcs.landed_cost import FixedTariffs, Quote, Shipment, quote
from globalcs.landed_cost._law import _vocabulary
from globalcs.landed_cost._registrations import REGISTRATIONS
from globalcs.money import Money
from tests._counts import scaled

NO_PLACE = {"EU", "goods", "norms", "regions", "currencies"}
PLACES = sorted(name for name in bundled().subjects("") if ":" not in name and name not in NO_PLACE)
GOODS = sorted(bundled().cached(_vocabulary)[0])
CODES = {
    "610910": "12 %",
    "490199": "Free",
    "910211": "min(max(4.5 %, 0.3 EUR/piece), 0.8 EUR/piece)",
    "650500": "0.25 EUR/kg + 7.7 %",
}
TARIFFS = FixedTariffs(
    dict.fromkeys(("EU", "US", "GB", "CA", "CH", "JP", "AU", "BR"), CODES),
    as_of=date(2026, 11, 21),
)
AMOUNTS = st.sampled_from((0, 0, 1, 2, 99, 1000, 15_000, 15_001)) | st.integers(0, 10**9)
CONTENTS = ((), ("home_tax",), ("destination_tax",), ("duty",), ("destination_tax", "duty"))


@st.composite
def lines(draw, currency):
    """
    One line: anything from a gift to a fortune, of which little or much is known.
    """
    told = {
        "hs_code": st.sampled_from((*sorted(CODES), "6109100010", "2204", "330300", "999999")),
        "origin": st.sampled_from(("US", "CN", "VN", "DE", "JP", "GB", "MX", "KR", "TR")),
        "category": st.sampled_from(GOODS),
        "weight_kg": st.sampled_from(("0", "0.001", "30")),
        "duty_rate": st.sampled_from(("0 %", "12 %", "900 %")),
        "tax_rate": st.sampled_from(("0 %", "21 %")),
        "preference_proof": st.booleans(),
        "units": st.sampled_from(({"pair": "1"}, {"litre": "0.75"})),
    }
    known = draw(st.sets(st.sampled_from(sorted(told))))
    fields = {name: draw(told[name]) for name in sorted(known)}
    price = Money.from_minor(draw(AMOUNTS), currency)
    return {"price": price, "quantity": draw(st.sampled_from((1, 1, 2, 100))), **fields}


@st.composite
def shipments(draw):
    """
    Anything a shop may hand in.
    """
    currency = draw(st.sampled_from(("EUR", "USD", "JPY", "GBP", "KWD", "NOK", "INR")))
    cart = draw(st.lists(lines(currency), min_size=1, max_size=4))
    if draw(st.integers(0, 50)) == 50:
        cart = (cart * 100)[:100]
    fields = {
        "ship_from": draw(st.sampled_from(PLACES)),
        "ship_to": draw(st.sampled_from(PLACES)),
        "items": cart,
        "shipping": Money.from_minor(draw(st.sampled_from((0, 1, 500, 100_000))), currency),
        "incoterm": draw(st.sampled_from(("DAP", "DDP"))),
        "registrations": draw(st.sets(st.sampled_from(sorted(REGISTRATIONS)), max_size=6)),
        "prices_include": draw(st.sampled_from(CONTENTS)),
        "channel": draw(st.sampled_from((None, "post", "courier", "freight"))),
        "buyer": draw(st.sampled_from(("consumer", "consumer", "consumer", "business"))),
        "currency": draw(st.sampled_from((None, "EUR", "USD", "JPY"))),
        "insurance": draw(st.none() | st.just(Money.from_minor(777, currency))),
        "clearance_fees": draw(st.none() | st.just("19 CHF")),
        "arrival": draw(st.none() | st.just(date(2026, 12, 24))),
    }
    if draw(st.integers(0, 4)) == 4:
        half = draw(st.integers(1, len(cart)))
        parcels = (range(half), range(half, len(cart)))
        fields["consignments"] = [{"items": list(part)} for part in parcels if len(part)]
    return Shipment(**fields)


def asked(shipment, on):
    """
    The answer, or None where one of our own errors says why there is none.
    """
    try:
        return quote(shipment, on=on, tariffs=TARIFFS)
    except GlobalcsError:
        return None


@settings(max_examples=scaled(3_000))
@given(shipments(), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_every_answer_agrees_with_itself(shipment, on):
    """
    Lines, charges and moments of payment add up, nothing is negative, and what is not known has a
    name.
    """
    answer = asked(shipment, on)
    if answer is None:
        return
    rows = [*answer.lines, answer.shipping_line]
    zero = Money.from_minor(0, answer.goods.currency)

    assert answer.goods == sum((row.net for row in answer.lines), zero)
    assert all(
        part is None or part >= zero
        for row in rows
        for part in (row.net, row.duty, row.tax, row.fees)
    )
    assert (answer.status == "unknown") == (answer.total is None)
    if answer.total is None:
        assert answer.missing
        assert answer.range is None or answer.at_least == answer.range.low <= answer.range.high
        return
    assert answer.at_least == answer.total == sum((row.gross for row in rows), zero)
    assert answer.total == answer.due_at_checkout + answer.due_on_delivery
    for kind, told in (("duty", answer.duty), ("tax", answer.tax), ("fee", answer.fees)):
        assert told == sum((c.amount for c in answer.charges if c.kind == kind), zero)


@settings(max_examples=scaled(1_000))
@given(shipments(), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_every_answer_can_be_written_read_and_told(shipment, on):
    """
    An answer reads back what it writes, and every reason has its sentence.
    """
    answer = asked(shipment, on)
    if answer is None:
        return

    assert answer == Quote.from_dict(answer.to_dict())
    assert "{" not in " ".join(reason.text("en") for reason in answer.reasons)
    assert answer._repr_html_()


@settings(max_examples=scaled(1_500))
@given(shipments(), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_prices_with_all_inside_cost_what_they_say(shipment, on):
    """
    Whatever the place: with tax and duty inside, the prices are what is paid.
    """
    inclusive = shipment.replace(prices_include=("destination_tax", "duty"), currency=None)
    answer = asked(inclusive, on)
    if answer is None or answer.total is None:
        return
    extra = [money for money in (inclusive.shipping, inclusive.insurance) if money is not None]
    paid = sum((item.total for item in inclusive.items), sum(extra[1:], extra[0]))

    assert paid == answer.total == answer.due_at_checkout
