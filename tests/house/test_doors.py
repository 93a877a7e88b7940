"""
The doors of the rooms: each takes plain data, and tells a mistake in one typed sentence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from globalcs import landed_cost, payments, returns
from globalcs.errors import InvalidInput

DAY = date(2026, 10, 29)
PARCEL = {
    "ship_from": "JP",
    "ship_to": "NL",
    "items": [{"price": "3900 JPY", "quantity": 2}],
    "shipping": "1800 JPY",
}
ORDER = {
    "id": "1042",
    "place": "DE",
    "contract_date": "2026-10-01",
    "lines": [{"id": "tee", "price": "20 EUR", "delivered": "2026-10-05"}],
    "shipping": "5 EUR",
}
CHECKOUT = {"shopper_country": "NL", "amount": "33.95 EUR"}
REQUEST = {"order": ORDER, "notice": "2026-10-10"}


class TestPlainData:
    @pytest.mark.parametrize(
        ("ask", "data", "model"),
        [
            (landed_cost.quote, PARCEL, landed_cost.Shipment),
            (payments.select, CHECKOUT, payments.Checkout),
            (returns.decide, REQUEST, returns.ReturnRequest),
        ],
        ids=["quote", "select", "decide"],
    )
    def test_a_mapping_is_as_good_as_a_model(self, ask: Any, data: Any, model: Any):
        """
        What came from JSON gives the answer that the model of it gives.
        """
        assert ask(model(**data), on=DAY) == ask(data, on=DAY)

    def test_a_price_is_sought_for_plain_data(self):
        """
        The way back from a total reads a mapping too.
        """
        found = landed_cost.price_for_total(PARCEL, "12255 JPY", on=DAY)

        assert ["3900 JPY"] == [str(way.price) for way in found.prices]

    @pytest.mark.parametrize("given", [None, 1, "", [], object()], ids=repr)
    @pytest.mark.parametrize("ask", [landed_cost.quote, payments.select, returns.decide])
    def test_what_is_no_mapping_is_refused(self, ask: Any, given: Any):
        """
        The error names the model to give.
        """
        with pytest.raises(InvalidInput, match=r"give \w+\(\.\.\.\), or a mapping of its fields"):
            ask(given, on=DAY)

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ({**PARCEL, "shiping": "1 EUR"}, "shiping: there is no such field; did you mean ship"),
            ({**PARCEL, "items": [{"prize": "1 EUR"}]}, "items.0.prize: .*; did you mean price?"),
            ({**PARCEL, "zzz": 1}, "zzz: there is no such field; known are ship_from, ship_to, "),
        ],
    )
    def test_a_field_that_is_none_names_those_alike(self, data: Any, told: str):
        """
        A slip of the pen is told with the field that was meant, at any depth.
        """
        with pytest.raises(InvalidInput, match=told):
            landed_cost.quote(data, on=DAY)
