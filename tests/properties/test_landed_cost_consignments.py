"""
What holds of orders that travel in parts.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs.landed_cost import Quote, quote
from globalcs.money import Money
from tests._counts import scaled
from tests.properties.test_landed_cost import DAYS, TARIFFS, ask, parcels

SUMS = ("goods", "shipping", "duty", "tax", "fees", "total", "due_at_checkout", "due_on_delivery")


@st.composite
def split_orders(draw, parts=3):
    """
    Any parcel from the US, its lines dealt out to up to three parcels.
    """
    shipment = draw(parcels())
    lines = range(len(shipment.items))
    dealt = [draw(st.integers(0, parts - 1)) for _ in lines]
    groups = [[n for n in lines if dealt[n] == part] for part in range(parts)]
    return shipment.replace(consignments=[{"items": names} for names in groups if names])


@settings(max_examples=scaled(1_500))
@given(split_orders(), DAYS)
def test_an_order_is_the_sum_of_its_parcels(shipment, on):
    """
    Every sum of an order is that of its parcels, each quoted alone; nothing is lost on the way.
    """
    answer = ask(shipment, on)
    parts = [quote(part.shipment, on=on, tariffs=TARIFFS) for part in shipment.parts]

    for name in SUMS:
        found = [getattr(part, name) for part in parts]
        whole = None if None in found else sum(found[1:], found[0])
        assert whole == getattr(answer, name)
    assert answer.at_least == sum(
        (part.at_least for part in parts), Money.from_minor(0, shipment.currency)
    )
    assert max(("complete", "estimated", "unknown").index(p.status) for p in parts) == (
        "complete",
        "estimated",
        "unknown",
    ).index(answer.status)


@settings(max_examples=scaled(1_500))
@given(split_orders(), DAYS)
def test_nothing_of_the_order_is_lost_in_its_parcels(shipment, on):
    """
    Freight, insurance and discount are shared out to the cent, and each line is in its place.
    """
    parts = [part.shipment for part in shipment.parts]

    for name in ("shipping", "insurance"):
        found = [getattr(part, name) for part in parts]
        assert getattr(shipment, name) == sum(found[1:], found[0])
    answer = ask(shipment, on)
    assert [item.quantity for item in shipment.items] == [line.quantity for line in answer.lines]
    if answer.total is not None:
        rows = [*answer.lines, answer.shipping_line]
        assert answer.total == sum((row.gross for row in rows[1:]), rows[0].gross)
    assert answer == Quote.from_dict(answer.to_dict())


@settings(max_examples=scaled(1_000))
@given(split_orders(parts=1), DAYS)
def test_one_parcel_is_the_order_itself(shipment, on):
    """
    An order in one parcel comes to the answer without parcels, in every field but the reasons.
    """
    plain = ask(shipment.replace(consignments=()), on).record()
    named = ask(shipment, on).record()

    assert plain._replace(request=None, reasons=()) == named._replace(request=None, reasons=())
