"""
What people do with answers and errors: print, compare, copy, pickle and put them in sets.
"""

from __future__ import annotations

import copy
import pickle
import re
from datetime import date
from typing import Any

import pytest

from globalcs import Item, Money, Shop, errors, payments, returns
from globalcs._notebook import table_html
from globalcs.decision import Decision, Reason
from globalcs.facts import bundled

DAY = date(2026, 10, 29)
CART = [{"id": "tee", "price": "3900 JPY", "quantity": 2, "hs_code": "6109.10", "origin": "JP"}]
ERRORS = (
    errors.DataError("no valid TOML", file="XA.toml", entry="line 3"),
    errors.FactNotFound("no tax.rate", subject="XA", key="tax.rate"),
    errors.InvalidInput("the cart is empty", path="items"),
    errors.MessageIncomplete("delayed", ("order", "shop")),
    errors.MissingExtra("frames", "quote_many"),
    errors.RateTooOld("too old", day=DAY, age=90),
    errors.TemplateError("no such filter", template="nl.toml", line=7),
)


@pytest.fixture(scope="module")
def decisions() -> dict[str, Decision]:
    market = Shop(home="JP", currency="JPY", registrations=["IOSS"]).market("NL", on=DAY)
    summary = market.checkout(CART, shipping="1800 JPY")
    return {
        "checkout": summary,
        "price": summary.prices[0],
        "quote": summary.quote,
        "selection": summary.payments,
        "promise": summary.return_promise,
        "coverage": payments.coverage("NL", ["stripe"], on=DAY),
        "lint": returns.lint("eu_minimum", ["DE"], on=DAY),
    }


def test_a_decision_is_printed_in_one_line(decisions):
    """
    A decision at the prompt is one line that says how sure it is, not a wall of fields.
    """
    for name, decision in decisions.items():
        printed = repr(decision)

        assert "\n" not in printed
        assert 400 > len(printed), name
        assert type(decision).__name__ in printed
    assert (
        "<LocalPrice on 2026-10-29, complete: €26.82 in the Netherlands, for ¥3,900 in the shop.>"
        == (repr(decisions["price"]))
    )


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_a_copy_is_equal(decisions, again: Any):
    """
    Copies, deep copies and pickles of every decision equal it.
    """
    for name, decision in decisions.items():
        assert decision == again(decision), name


def test_reasons_stand_in_sets(decisions):
    """
    The reasons of an answer can be gathered without doubles, whatever their parameters hold.
    """
    reasons = decisions["checkout"].reasons
    listed = Reason("a.b", {"names": ["x", "y"]})

    assert set(reasons) == {*reasons, *reasons}
    assert {listed} == {listed, Reason("a.b", {"names": ["x", "y"]})}


def test_items_stand_in_sets():
    """
    Equal lines of a cart are one.
    """
    first, second = (Item(id="oil", price=Money("9", "EUR"), units={"litre": "1"}) for _ in "ab")

    assert {first} == {first, second}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("again", [copy.copy, lambda v: pickle.loads(pickle.dumps(v))])
def test_errors_cross_processes(error: errors.GlobalcsError, again: Any):
    """
    An error that was pickled in a worker has its type, its words and its fields.
    """
    other = again(error)

    assert type(error) is type(other)
    assert str(error) == str(other)
    assert vars(error) == vars(other)


def test_the_bundled_book_is_one():
    """
    The book is never doubled: a copy and a pickle of it are the book, with all it has learned.
    """
    book = bundled()

    assert book is copy.deepcopy(book) is copy.copy(book) is pickle.loads(pickle.dumps(book))


def test_a_book_with_a_layer_is_pickled_with_it():
    """
    A layer goes along, so that a worker answers as the caller would.
    """
    book = bundled().with_layer("merchant", {"NL": {"returns.withdrawal": {"window_days": 30}}})
    other = pickle.loads(pickle.dumps(book))

    assert book.version == other.version
    assert 30 == other.get("NL", "returns.withdrawal", on=DAY).value.window_days


def test_a_table_in_a_notebook_has_straight_columns():
    """
    A column of amounts stands to the right with its title; "2 × Bowl" is a name, not a number.
    """
    rows = [("2 × Bowl", "3.00 EUR"), ("<shipping>", "?"), ("total", "13.00 EUR")]
    html = table_html(("line", "net"), rows)
    sides = re.findall(r"text-align:(\w+)\">([^<]*)<", html)

    assert {"line", "2 × Bowl", "&lt;shipping&gt;", "total"} == {t for s, t in sides if s == "left"}
    assert {"net", "3.00 EUR", "?", "13.00 EUR"} == {t for s, t in sides if s == "right"}
    assert "left" in table_html(("line",), [])
