"""
The doors of the rooms: each takes plain data, and tells a mistake in one typed sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from globalcs import (
    Address,
    Decision,
    Item,
    Money,
    Shop,
    landed_cost,
    localization,
    payments,
    pricing,
    returns,
)
from globalcs.errors import FactNotFound, InvalidInput, UnknownMessage
from globalcs.facts import bundled

DAY = date(2026, 10, 29)
MOMENT = datetime(2026, 10, 29, tzinfo=UTC)
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

    def test_a_policy_is_a_model_a_mapping_or_a_name(self):
        """
        Wherever a policy is asked for, all three are read.
        """
        ready = returns.Policy.named("eu_minimum")
        plain = ready.model_dump(exclude_unset=True)
        for told in (plain, "eu_minimum"):
            assert returns.promise("NL", policy=ready, on=DAY) == returns.promise(
                "NL", policy=told, on=DAY
            )
            assert returns.decide(REQUEST, policy=ready, on=DAY) == returns.decide(
                REQUEST, policy=told, on=DAY
            )
            assert returns.lint(ready, ["DE"], on=DAY) == returns.lint(told, ["DE"], on=DAY)
            assert ready == Shop(home="JP", currency="JPY", policy=told).policy

    def test_a_place_is_a_code_an_address_or_its_data(self):
        """
        The Canary Islands are found by the postal code in all three.
        """
        data = {"country": "ES", "postal_code": "35001"}
        shop = Shop(home=data, currency="EUR")
        codes = {
            bundled().place(data).code,
            shop.market(data, on=DAY).place.code,
            shop.market(Address(**data), on=DAY).place.code,
            returns.promise(data, on=DAY).place,
        }

        assert {"IC"} == codes


#: Every function that takes a day, with the rest of a right question.
DAYS: dict[str, Callable[[Any], object]] = {
    "quote": lambda on: landed_cost.quote(PARCEL, on=on),
    "select": lambda on: payments.select(CHECKOUT, on=on),
    "coverage": lambda on: payments.coverage("NL", ["stripe"], on=on),
    "price": lambda on: pricing.price("5400 JPY", "NL", on=on),
    "decide": lambda on: returns.decide(REQUEST, on=on),
    "promise": lambda on: returns.promise("NL", on=on),
    "lint": lambda on: returns.lint("eu_minimum", ["NL"], on=on),
    "render": lambda on: localization.render("delayed", {"locale": "nl"}, {}, on=on),
    "facts.get": lambda on: bundled().get("NL", "tax.rate", on=on),
    "facts.find": lambda on: bundled().find("method:ideal", "payments.method", on=on),
    "facts.all": lambda on: bundled().all("NL", "landed_cost.fee", on=on),
    "facts.covers": lambda on: bundled().covers("NL", "returns", on),
}


class TestMistakes:
    @pytest.mark.parametrize("on", [None, "2026-10-29", 20261029, MOMENT], ids=repr)
    @pytest.mark.parametrize("name", DAYS)
    def test_what_is_no_day_is_refused(self, name: str, on: object):
        """
        A text, a number, a moment or nothing in place of a day is an InvalidInput of `on`.
        """
        with pytest.raises(InvalidInput) as caught:
            DAYS[name](on)

        assert "on" == caught.value.problems[0].path

    @pytest.mark.parametrize("places", [None, 1, 3.5], ids=repr)
    def test_places_of_a_check_are_a_list(self, places: Any):
        """
        What can't be listed is refused; one code is a list of one.
        """
        with pytest.raises(InvalidInput, match="places: give a list of places"):
            returns.lint("eu_minimum", places, on=DAY)

        assert returns.lint("eu_minimum", ["DE"], on=DAY) == returns.lint(
            "eu_minimum", "DE", on=DAY
        )

    @pytest.mark.parametrize("data", [None, 1, "NL", ["NL"], {"NL": 30}], ids=repr)
    def test_a_layer_is_a_mapping_of_mappings(self, data: Any):
        """
        A layer of another shape is refused before anything is read.
        """
        with pytest.raises(InvalidInput, match="a mapping by place, then by key"):
            bundled().with_layer("merchant", data)

    def test_a_decision_is_read_by_its_own_class(self):
        """
        The base class of all decisions can't read one.
        """
        with pytest.raises(InvalidInput, match="the class of its kind"):
            Decision.from_dict(payments.select(CHECKOUT, on=DAY).to_dict())

    def test_a_wrong_item_is_told_by_its_number(self):
        """
        Of many lines the error says which is wrong.
        """
        market = Shop(home="JP", currency="JPY").market("NL", on=DAY)
        cart = [{"price": "5400 JPY"}, {"price": 5400}]
        with pytest.raises(InvalidInput, match=r"^items\.1: ") as caught:
            market.checkout(cart, shipping="1800 JPY")

        assert "items.1.price" == caught.value.problems[0].path

    @pytest.mark.parametrize("given", [None, 1, [b"nl"], object()], ids=repr)
    def test_locales_are_listed_as_text(self, given: Any):
        """
        What is no list of tags is refused, wanted or supported.
        """
        with pytest.raises(InvalidInput, match="give a list of locales"):
            localization.match_locale(given, ["nl"])
        with pytest.raises(InvalidInput, match="give a list of locales"):
            localization.match_locale("nl", given)

    @pytest.mark.parametrize("given", [None, 1, "Anna van Dijk", {"given": "Anna"}], ids=repr)
    def test_a_name_has_parts(self, given: Any):
        """
        A name in one text has no order to choose; the error shows how parts are given.
        """
        with pytest.raises(InvalidInput, match="give PersonName"):
            localization.format_name(given, "nl")

    @pytest.mark.parametrize("given", [None, 1, "shop", ["shop"]], ids=repr)
    def test_values_of_a_message_have_names(self, given: Any):
        """
        The values are a mapping.
        """
        with pytest.raises(InvalidInput, match="values: give the values by name"):
            localization.render("delayed", {"locale": "nl"}, given, on=DAY)

    def test_a_message_that_is_none_names_those_alike(self):
        """
        A slip in an id is told with what was meant, not with all fifty ids.
        """
        with pytest.raises(UnknownMessage, match="did you mean return_refused"):
            localization.message("return_refusd")
        with pytest.raises(UnknownMessage, match="messages list"):
            localization.message("zzz")
        with pytest.raises(UnknownMessage, match="by its id"):
            localization.message([])

    @pytest.mark.parametrize("ask", ["get", "find", "all"])
    def test_a_condition_that_is_none_is_refused(self, ask: str):
        """
        A slip in a condition must not silently give the general rate for books.
        """
        with pytest.raises(InvalidInput, match=r"when\.good: no fact has such a condition"):
            getattr(bundled(), ask)("NL", "tax.rate", on=DAY, when={"good": "books"})

    def test_a_place_in_small_letters_is_told(self):
        """
        `facts.get` takes codes as they are written; the error says so.
        """
        with pytest.raises(FactNotFound, match="written in capitals: NL"):
            bundled().get("nl", "tax.rate", on=DAY)

    @pytest.mark.parametrize("cart", [None, 1, "tee", {"price": "1 JPY"}, Item(price="1 JPY")])
    def test_a_cart_is_a_list(self, cart: Any):
        """
        One item alone, a text or nothing is no cart.
        """
        with pytest.raises(InvalidInput, match="items: give a list of items"):
            Shop(home="JP", currency="JPY").market("NL", on=DAY).checkout(cart, shipping="0 JPY")

    @pytest.mark.parametrize(
        ("setting", "value"),
        [("facts", 5), ("locale", 5), ("registrations", 5), ("prices_include", [5]), ("psps", 5)],
    )
    def test_a_setting_of_another_kind_is_refused(self, setting: str, value: Any):
        """
        A shop tells at once which of its settings can't be read.
        """
        with pytest.raises(InvalidInput) as caught:
            Shop(home="JP", currency="JPY", **{setting: value})

        assert setting == caught.value.problems[0].path

    def test_money_fits_a_column(self):
        """
        Format specifications of text work, as people expect in a table of their own.
        """
        assert "|    5.00 EUR" == f"|{Money('5', 'EUR'):>12}"

    @pytest.mark.parametrize("queue", [None, 5, "1042", {"order": ORDER}], ids=str)
    def test_a_queue_of_requests_is_a_list(self, queue: Any):
        """
        One request alone is not taken for a queue.
        """
        with pytest.raises(InvalidInput, match="requests: give a list of requests"):
            list(returns.decide_many(queue, on=DAY))

    @pytest.mark.parametrize("holidays", [5, ["2026-10-03"], "DE"], ids=str)
    def test_rest_days_are_days(self, holidays: Any):
        """
        A calendar of one's own is a list of dates.
        """
        with pytest.raises(InvalidInput):
            returns.decide(REQUEST, on=DAY, holidays=holidays)

        assert returns.decide(REQUEST, on=DAY, holidays=[date(2026, 10, 3)])
