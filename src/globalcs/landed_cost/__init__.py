"""
Landed cost: what a parcel costs its buyer in all, before it is sent.

    >>> from datetime import date
    >>> from globalcs import landed_cost
    >>> parcel = landed_cost.Shipment(
    ...     ship_from="JP", ship_to="NL", currency="EUR", shipping="1800 JPY",
    ...     items=[{"sku": "yukata", "price": "5400 JPY", "hs_code": "6211.43", "origin": "JP"}],
    ... )
    >>> quote = landed_cost.quote(parcel, on=date(2026, 10, 29))
    >>> quote.duty                                  # EUR 3 a tariff item since 2026-07-01
    Money('3.00', 'EUR')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.landed_cost._backwards import NetPrice, NetPrices, price_for_total
    from globalcs.landed_cost._batch import quote_many
    from globalcs.landed_cost._batch_arrow import BatchQuoter
    from globalcs.landed_cost._expression import DutyExpression
    from globalcs.landed_cost._models import CarrierFee, Parcel, Shipment
    from globalcs.landed_cost._quote import Quote
    from globalcs.landed_cost._rows import Charge, Consignment, Line, Range
    from globalcs.landed_cost._tariff_load import LoadedTariff, load_tariff
    from globalcs.landed_cost._tariff_overlay import TariffOverlay
    from globalcs.landed_cost._tariff_store import TariffStore
    from globalcs.landed_cost._tariffs import (
        FixedTariffs,
        SampleTariffs,
        TariffAnswer,
        TariffLine,
        Tariffs,
    )
    from globalcs.landed_cost._work import quote

__all__ = [
    "BatchQuoter",
    "CarrierFee",
    "Charge",
    "Consignment",
    "DutyExpression",
    "FixedTariffs",
    "Line",
    "LoadedTariff",
    "NetPrice",
    "NetPrices",
    "Parcel",
    "Quote",
    "Range",
    "SampleTariffs",
    "Shipment",
    "TariffAnswer",
    "TariffLine",
    "TariffOverlay",
    "TariffStore",
    "Tariffs",
    "load_tariff",
    "price_for_total",
    "quote",
    "quote_many",
]

_HOMES = {
    "BatchQuoter": "_batch_arrow",
    "CarrierFee": "_models",
    "Charge": "_rows",
    "Consignment": "_rows",
    "DutyExpression": "_expression",
    "FixedTariffs": "_tariffs",
    "Line": "_rows",
    "LoadedTariff": "_tariff_load",
    "NetPrice": "_backwards",
    "NetPrices": "_backwards",
    "Parcel": "_models",
    "Quote": "_quote",
    "Range": "_rows",
    "SampleTariffs": "_tariffs",
    "Shipment": "_models",
    "TariffAnswer": "_tariffs",
    "TariffLine": "_tariffs",
    "TariffOverlay": "_tariff_overlay",
    "TariffStore": "_tariff_store",
    "Tariffs": "_tariffs",
    "load_tariff": "_tariff_load",
    "price_for_total": "_backwards",
    "quote": "_work",
    "quote_many": "_batch",
}

__getattr__, __dir__ = lazy_names(globals(), _HOMES)
