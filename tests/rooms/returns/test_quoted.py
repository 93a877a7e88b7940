"""
Orders made from a landed cost: what comes back of goods, delivery, duty, tax and fees.
"""

from datetime import date

import pytest

from globalcs import landed_cost
from globalcs.errors import InvalidInput
from globalcs.money import Money
from globalcs.returns import Order, Policy, decide

QUOTED = date(2026, 10, 29)
CART = (
    {"id": "yukata", "price": "5400 JPY", "quantity": 3, "hs_code": "621143", "origin": "JP"},
    {"id": "fan", "price": "900 JPY", "hs_code": "961420", "origin": "JP", "category": "toys"},
)
ARRIVED = {"yukata": {"delivered": "2026-11-05"}, "fan": {"delivered": "2026-11-05"}}


def quoted(**more):
    shipment = {
        "ship_from": "JP",
        "ship_to": "NL",
        "items": CART,
        "shipping": "1800 JPY",
        "currency": "EUR",
        **more,
    }
    return landed_cost.quote(landed_cost.Shipment(**shipment), on=QUOTED)


def withdrawn(order, lines=(), **more):
    asked = {"order": order, "lines": lines, "notice": "2026-11-10", "informed": True}
    return decide({**asked, "cost_told": True}, on=date(2026, 11, 10), **more)


def codes(decision):
    return {reason.code for reason in decision.reasons}


class TestFromQuote:
    @pytest.mark.parametrize(
        "terms",
        [
            {"registrations": ("IOSS",)},
            {"incoterm": "DDP"},
            {"incoterm": "DAP"},
            {"ship_from": "DE", "ship_to": "FR", "registrations": ("OSS",)},
            {"incoterm": "DDP", "discount": "777 JPY"},
        ],
        ids=["scheme", "duty paid", "at the door", "in the union", "discount"],
    )
    def test_paid_to_the_shop_is_what_was_due_at_checkout(self, terms):
        """
        Nothing is lost or counted twice between the quote and the order; the door's part stands
        apart.
        """
        quote = quoted(**terms)
        order = Order.from_quote(quote)
        at_door = sum(c.amount.minor for c in order.charges if c.collected == "delivery")

        assert quote.due_at_checkout.minor == order.paid_minor
        assert quote.due_on_delivery.minor == at_door
        assert "EUR" == order.currency

    def test_each_component_of_a_scheme(self):
        """
        Goods net, delivery with its tax, duty of unknown fate, tax that goes back with the price.
        """
        quote = quoted(registrations=("IOSS",))
        order = Order.from_quote(quote)
        yukata, fan = quote.lines

        assert [yukata.net, fan.net] == [line.total for line in order.lines]
        assert quote.shipping_line.gross == order.shipping.paid
        assert [
            ("duty", "yukata", yukata.duty, None),
            ("duty", "fan", fan.duty, None),
            ("tax", "yukata", yukata.tax, True),
            ("tax", "fan", fan.tax, True),
        ] == [(c.kind, c.line, c.amount, c.refundable) for c in order.charges]

    def test_the_border_taxes_otherwise(self):
        """
        Tax that customs took is import VAT, of which nobody knows whether it comes back, unless
        the shop tells.
        """
        order = Order.from_quote(quoted(incoterm="DDP"), recoverable={"import_vat": True})

        assert {("duty", None), ("import_vat", True)} == {
            (charge.kind, charge.refundable) for charge in order.charges
        }

    def test_what_the_quote_does_not_tell_is_given_beside(self):
        """
        Delivery days, traits, policy, id and day of the contract come from the caller; goods words
        and quantities from the cart.
        """
        order = Order.from_quote(
            quoted(),
            lines={**ARRIVED, "fan": {"delivered": "2026-11-07", "traits": "gift"}},
            id="1001",
            contract_date="2026-10-30",
            policy=Policy(window_days=30),
        )

        assert ("1001", date(2026, 10, 30), "NL") == (order.id, order.contract_date, order.place)
        assert 30 == order.policy.window_days
        assert (3, None, date(2026, 11, 5)) == (
            order.lines[0].quantity,
            order.lines[0].category,
            order.lines[0].delivered,
        )
        assert ("toys", ("gift",)) == (order.line("fan").category, order.line("fan").traits)

    def test_a_quote_in_full_or_as_read_back_makes_the_same_order(self):
        """
        The order rests on the quote's public fields alone.
        """
        quote = quoted()

        assert Order.from_quote(quote) == Order.from_quote(
            landed_cost.Quote.from_dict(quote.to_dict())
        )

    def test_an_unknown_duty_at_the_door_is_no_obstacle(self):
        """
        What the buyer paid to the shop is known although customs' part is not.
        """
        quote = quoted(items=[{"id": "x", "price": "100000 JPY"}])

        assert quote.total is None
        assert quote.due_at_checkout.minor == Order.from_quote(quote).paid_minor

    def test_an_unknown_sum_at_checkout_is_refused(self):
        """
        An order needs to know what was paid.
        """
        quote = quoted(items=[{"id": "x", "price": "100000 JPY"}], incoterm="DDP")

        with pytest.raises(InvalidInput, match="not known in this quote"):
            Order.from_quote(quote)

    @pytest.mark.parametrize(
        ("items", "lines", "path"),
        [
            ([{"sku": "a", "price": "9 JPY"}, {"sku": "a", "price": "8 JPY"}], {}, "quote.lines"),
            ([{"id": "shipping", "price": "9 JPY"}], {}, "quote.lines"),
            (CART, {"hat": {"delivered": "2026-11-05"}}, "lines.hat"),
        ],
        ids=["twice", "reserved", "not there"],
    )
    def test_lines_are_known_by_their_names(self, items, lines, path):
        """
        Two lines of one name, a line called like the freight, and a line that is not there.
        """
        with pytest.raises(InvalidInput) as caught:
            Order.from_quote(quoted(items=items), lines=lines)

        assert path == caught.value.problems[0].path

    @pytest.mark.parametrize("wrong", [None, 5, {"kind": "landed_cost.quote"}, "quote"])
    def test_only_a_quote_is_a_quote(self, wrong):
        """
        Anything else is bad input.
        """
        with pytest.raises(InvalidInput, match="a quote of landed_cost is needed"):
            Order.from_quote(wrong)

    def test_a_charge_is_not_negative(self):
        """
        Nobody pays less than nothing in duty.
        """
        charge = {"kind": "duty", "amount": "-1 EUR"}
        line = {"id": "a", "price": "5 EUR"}

        with pytest.raises(InvalidInput, match="can't be negative"):
            Order(place="NL", contract_date=QUOTED, lines=[line], charges=[charge])


class TestRefund:
    @pytest.mark.parametrize("terms", [{"registrations": ("IOSS",)}, {"incoterm": "DDP"}])
    def test_all_comes_back_but_the_surplus(self, terms):
        """
        Duty and tax that the shop took go back with unused goods; of the delivery only what was
        above the standard one stays.
        """
        order = Order.from_quote(quoted(**terms), lines=ARRIVED, standard="6 EUR")
        decision = withdrawn(order)

        surplus = order.shipping.paid.minor - 600
        assert surplus > 0
        assert order.paid_minor - surplus == decision.refund.total.minor
        assert order.charges_minor == sum(line.charges.minor for line in decision.refund.lines)
        assert "returns.charges.repaid_unknown" in codes(decision)
        assert () == decision.missing

    def test_the_shop_does_not_pay_back_what_customs_got(self):
        """
        Duty and import VAT paid at the door stay out of the refund, and are told with a warning.
        """
        order = Order.from_quote(quoted(), lines=ARRIVED, standard="1800 EUR")
        decision = withdrawn(order)
        told = {r.code: r.params for r in decision.warnings}

        assert order.paid_minor == decision.refund.total.minor
        assert {"amount": Money("29.82", "EUR")} == told["returns.charges.door_unknown"]

    @pytest.mark.parametrize(("known", "code"), [(True, "door_recoverable"), (False, "door_lost")])
    def test_what_is_known_of_customs_is_told(self, known, code):
        """
        A fact in place of the warning.
        """
        told = {"duty": known, "import_vat": known}
        decision = withdrawn(Order.from_quote(quoted(), lines=ARRIVED, recoverable=told))

        assert f"returns.charges.{code}" in codes(decision)
        assert () == decision.warnings

    def test_a_part_gives_its_own_part_of_duty_and_tax(self):
        """
        One of three pieces: a third of its line's duty and tax, the odd cents first.
        """
        order = Order.from_quote(quoted(registrations=("IOSS",)), lines=ARRIVED)
        decision = withdrawn(order, [{"id": "yukata", "quantity": 1}])
        mine = [c.amount.minor for c in order.charges if c.line == "yukata"]

        assert sum(-(-amount // 3) for amount in mine) == decision.refund.lines[0].charges.minor

    def test_mixed_rates_go_back_each_with_its_line(self):
        """
        In France books bear 5.5 % and shirts 20 %: each line brings back its own tax.
        """
        items = [
            {"id": "book", "price": "40 EUR", "category": "books"},
            {"id": "shirt", "price": "50 EUR", "category": "clothing"},
        ]
        arrived = {item["id"]: {"delivered": "2026-11-05"} for item in items}
        union = {"ship_from": "DE", "ship_to": "FR", "registrations": ("OSS",), "shipping": "0 EUR"}
        order = Order.from_quote(quoted(items=items, **union), lines=arrived)

        assert ["2.20 EUR", "10.00 EUR"] == [
            withdrawn(order, [{"id": name}]).refund.lines[0].charges.to_text()
            for name in ("book", "shirt")
        ]

    def test_a_policy_alone_gives_back_the_tax_of_the_sale(self):
        """
        Where no law gives a right, tax that the shop charged itself goes with the price; duty
        waits until somebody knows.
        """
        charges = [
            {"kind": "tax", "amount": "8 USD", "line": "hat", "refundable": True},
            {"kind": "duty", "amount": "5 USD", "line": "hat"},
        ]
        line = {"id": "hat", "price": "40 USD", "delivered": "2026-11-05"}
        order = Order(place="US", contract_date=QUOTED, lines=[line], charges=charges)
        decision = withdrawn(order, policy=Policy(window_days=30))

        assert Money("48", "USD") == decision.refund.total
        assert ("order.charges.1.refundable",) == decision.missing
        assert {"returns.charges.repaid", "returns.charges.kept_unknown"} <= codes(decision)
