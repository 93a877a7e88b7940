"""
What holds of prices that are worked out from a total.
"""

from datetime import date

from hypothesis import assume, given, settings

from globalcs.landed_cost import price_for_total, quote
from globalcs.money import Money
from tests._counts import scaled
from tests.properties.test_landed_cost import TARIFFS, parcels
from tests.properties.test_landed_cost_consignments import split_orders

ON = date(2026, 11, 21)


def carried_by_goods(shipment):
    """
    Whether goods are worth as much as their freight, so that the total rises with each price.
    """
    goods = sum(item.total.minor for item in shipment.items)
    return goods >= shipment.shipping.minor + shipment.insurance.minor


@settings(max_examples=scaled(600))
@given(parcels())
def test_the_way_back_leads_to_the_total(shipment):
    """
    The total of a parcel is reached again from its total; all answers were quoted, the lowest
    first, and none is passed by another price of its regime that still fits.
    """
    total = quote(shipment, on=ON, tariffs=TARIFFS).total
    if total is None:
        return
    assume(carried_by_goods(shipment))
    found = price_for_total(shipment, total, on=ON, tariffs=TARIFFS)
    prices = [way.price for way in found.prices]

    assert any(way.exact for way in found.prices)
    assert sorted(prices) == prices
    for way in found.prices:
        assert way.exact == (way.quote.total == total)
        assert way.quote.total <= total
        assert way.price == way.quote.request.items[0].price
        items = [shipment.items[0].replace(price=way.price), *shipment.items[1:]]
        assert way.quote == quote(shipment.replace(items=items), on=ON, tariffs=TARIFFS)
        cent = Money.from_minor(1, way.price.currency)
        dearer = [shipment.items[0].replace(price=way.price + cent), *shipment.items[1:]]
        beyond = quote(shipment.replace(items=dearer), on=ON, tariffs=TARIFFS).total
        assert beyond is None or beyond > total or way.exact


@settings(max_examples=scaled(200), deadline=None)
@given(split_orders())
def test_the_way_back_leads_to_the_total_of_all_parcels(shipment):
    """
    An order in parcels has regimes of its own, and its total leads back to a price as well.
    """
    total = quote(shipment, on=ON, tariffs=TARIFFS).total
    if total is None:
        return
    assume(carried_by_goods(shipment))
    found = price_for_total(shipment, total, on=ON, tariffs=TARIFFS)

    assert any(way.exact for way in found.prices)
    for way in found.prices:
        assert way.exact == (way.quote.total == total)
        assert way.quote.total <= total
        assert way.quote.request.consignments == shipment.consignments
