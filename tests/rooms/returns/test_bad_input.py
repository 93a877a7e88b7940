"""
Wrong input is one typed error that names each path and none of the customer's values.
"""

import json
from datetime import date

import pytest

from globalcs.errors import (
    CurrencyMismatch,
    DataError,
    InvalidInput,
    UnknownCurrency,
    UnknownPlace,
)
from globalcs.returns import Order, Policy, ReturnRequest, decide, lint, promise

ON = date(2026, 11, 21)
LINE = {"id": "a", "price": "40 EUR", "quantity": 2, "delivered": "2026-03-04"}
ORDER = {"place": "DE", "contract_date": "2026-03-02", "lines": [LINE]}


def order(**changes):
    return {**ORDER, **changes}


def line(**changes):
    return order(lines=[{**LINE, **changes}])


WRONG_ORDERS = {
    "no lines": (order(lines=[]), "lines"),
    "delivery before the contract": (line(delivered="2026-03-01"), "lines.0.delivered"),
    "two lines of one id": (order(lines=[LINE, LINE]), "lines.1.id"),
    "a float where money belongs": (line(price=39.9), "lines.0.price"),
    "a negative price": (line(price="-1 EUR"), "lines.0.price"),
    "a discount above the price": (line(discount="81 EUR"), "lines.0.discount"),
    "no such field": (order(colour="red"), "colour"),
    "no day": (order(contract_date="soon"), "contract_date"),
    "a moment for a day": (order(contract_date="2026-03-02T10:00:00"), "contract_date"),
    "more came back than was bought": (
        order(refunded=[{"line": "a", "quantity": 3}]),
        "lines.0.quantity",
    ),
    "more paid back than paid": (
        order(refunded=[{"line": "a", "quantity": 1, "goods": "81 EUR"}]),
        "refunded",
    ),
    "a refund of a line that is not there": (
        order(refunded=[{"line": "z", "quantity": 1}]),
        "refunded.0.line",
    ),
    "no such trait": (line(traits=["shiny"]), "lines.0.traits.0"),
}


@pytest.mark.parametrize("name", WRONG_ORDERS)
def test_a_wrong_order_is_refused_with_its_path(name):
    """
    One error, and the path of what is wrong.
    """
    data, path = WRONG_ORDERS[name]
    with pytest.raises(InvalidInput) as caught:
        Order.read(data)

    assert any(problem.path.startswith(path) for problem in caught.value.problems)


WRONG_REQUESTS = {
    "a line that is not in the order": ({"lines": [{"id": "z"}]}, "lines.0.id"),
    "a line named twice": ({"lines": [{"id": "a"}, {"id": "a"}]}, "lines.1.id"),
    "more than was bought": ({"lines": [{"id": "a", "quantity": 3}]}, "lines.0.quantity"),
    "none of it": ({"lines": [{"id": "a", "quantity": 0}]}, "lines.0.quantity"),
    "notice before the contract": ({"notice": "2026-03-01"}, "notice"),
    "a moment without a zone": ({"notice_at": "2026-03-05T10:00:00"}, "notice_at"),
    "no such reason": ({"reason": "moody"}, "reason"),
    "no such state": ({"lines": [{"id": "a", "state": ["meh"]}]}, "lines.0.state"),
    "a worth in another currency": (
        {"lines": [{"id": "a", "value_after": "1 USD"}]},
        "lines.0.value_after",
    ),
}


@pytest.mark.parametrize("name", WRONG_REQUESTS)
def test_a_wrong_request_is_refused_with_its_path(name):
    """
    One error, and the path of what is wrong.
    """
    data, path = WRONG_REQUESTS[name]
    with pytest.raises(InvalidInput) as caught:
        ReturnRequest.read({"order": ORDER, **data})

    assert any(problem.path.startswith(path) for problem in caught.value.problems)


def test_two_currencies_in_an_order():
    """
    All amounts of an order have one currency.
    """
    with pytest.raises(InvalidInput) as caught:
        Order.read(order(shipping={"paid": "5 USD"}))

    assert {"currency_mismatch"} == {problem.code for problem in caught.value.problems}


def test_a_discount_in_another_currency():
    """
    It is the typed error of two currencies that meet.
    """
    with pytest.raises(CurrencyMismatch):
        Order.read(line(discount="1 USD"))


def test_unknown_currency():
    """
    A code that is no currency.
    """
    with pytest.raises(UnknownCurrency):
        Order.read(line(price="40 ABC"))


@pytest.mark.parametrize("place", ["XX", "EUR", "Germany"])
def test_unknown_places(place):
    """
    Every door of the room refuses a place that is none.
    """
    with pytest.raises(UnknownPlace):
        decide({"order": order(place=place)}, on=ON)
    with pytest.raises(UnknownPlace):
        promise(place, on=ON)
    with pytest.raises(UnknownPlace):
        lint(Policy(), [place], on=ON)


def test_unknown_goods():
    """
    A goods word outside the vocabulary, with the path of its line.
    """
    with pytest.raises(InvalidInput) as caught:
        decide({"order": line(category="thingamajigs")}, on=ON)

    assert "order.lines.0.category" == caught.value.problems[0].path


def test_nothing_left_to_return():
    """
    An order that came back already can't come back again.
    """
    with pytest.raises(InvalidInput, match="nothing is left"):
        decide({"order": order(refunded=[{"line": "a", "quantity": 2}])}, on=ON)


def test_no_value_of_the_customer_is_in_an_error():
    """
    Errors name paths, not what the customer wrote.
    """
    with pytest.raises(InvalidInput) as caught:
        Order.read(line(id="jane@private.example", price="secret", delivered="secret"))

    assert "jane" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "policy",
    [
        {"window_days": -1},
        {"window_days": "sometimes"},
        {"restocking_fee": "110 %"},
        {"restocking_fee": 0.1},
        {"restocking_fee_amount": "-1 EUR"},
        {"rules": [{"window_days": 99999}]},
        {"no_such_field": 1},
    ],
)
def test_wrong_policies(policy):
    """
    A policy that makes no sense is refused when it is read.
    """
    with pytest.raises(InvalidInput):
        Policy.read(policy)


def test_policy_files(tmp_path):
    """
    A missing file, broken TOML, and an unknown name are three typed errors.
    """
    broken = tmp_path / "broken.toml"
    broken.write_text("window_days = ", encoding="utf-8")

    with pytest.raises(DataError):
        Policy.from_toml(tmp_path / "none.toml")
    with pytest.raises(DataError, match=r"broken\.toml.*line 1|broken\.toml.*end of file"):
        Policy.from_toml(broken)
    ready = "eu_minimum, free_shoe_return_30_days, noon_like_15_days$"
    with pytest.raises(InvalidInput, match=ready):
        Policy.named("no_such_policy")


class TestCommandLine:
    def run(self, capsys, tmp_path, content, *arguments):
        from globalcs.cli import main

        path = tmp_path / "order.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        code = main(["returns", str(path), "--on", "2026-11-21", *arguments])
        return code, capsys.readouterr()

    def test_an_accepted_order(self, capsys, tmp_path):
        """
        Exit code 0, the verdict, and the dates.
        """
        code, printed = self.run(capsys, tmp_path, ORDER, "--notice", "2026-03-10")

        assert 0 == code
        assert "send back by: 2026-03-24" in printed.out

    def test_a_refused_order(self, capsys, tmp_path):
        """
        Exit code 1 when the goods may not come back.
        """
        code, printed = self.run(capsys, tmp_path, ORDER, "--to", "US", "--notice", "2026-03-10")

        assert 1 == code
        assert "no_statutory_right" in printed.out

    def test_json(self, capsys, tmp_path):
        """
        The whole decision as JSON.
        """
        _, printed = self.run(capsys, tmp_path, ORDER, "--json", "--notice", "2026-03-10")

        assert "accept" == json.loads(printed.out)["verdict"]

    @pytest.mark.parametrize(
        ("content", "arguments"),
        [
            ("{", ()),
            ("[]", ()),
            ({"order": 3}, ()),
            ({**ORDER, "place": "XX"}, ()),
            ({k: v for k, v in ORDER.items() if k != "place"}, ()),
            (ORDER, ("--policy", "no_such_policy")),
            (ORDER, ("--notice", "soon")),
            (ORDER, ("--reason", "moody")),
        ],
    )
    def test_bad_input_is_one_line(self, capsys, tmp_path, content, arguments):
        """
        Exit code 2 and one line, no traceback.
        """
        code, printed = self.run(capsys, tmp_path, content, *arguments)

        assert 2 == code
        assert 1 == len(printed.err.strip().splitlines())
