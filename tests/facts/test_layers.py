"""
Layers: a shop may be kinder than the law, newer law replaces the book, and nobody else notices.
"""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from globalcs.errors import FixedFact, InvalidInput
from globalcs.facts import bundled
from globalcs.landed_cost._keys import FEE
from globalcs.money import Money
from globalcs.returns._keys import REFUND, WITHDRAWAL
from tests.facts._books import RATE, TODAY, book, codes, fact

BEFORE = date(2026, 6, 1)


def merchant(value: Any, *, key: str = "returns.withdrawal", place: str = "NL") -> Any:
    return bundled().with_layer("merchant", {place: {key: value}})


class TestAShop:
    def test_more_than_the_law_is_taken(self) -> None:
        """
        Thirty days instead of the statute's fourteen hold, with a reason that names the layer.
        """
        found = merchant({"window_days": 30}).get("NL", WITHDRAWAL, on=TODAY)

        assert 30 == found.value.window_days
        assert "merchant" == found.layer == found.ref.layer
        assert ["facts.layer_applied"] == codes(found)
        assert bundled().get("NL", WITHDRAWAL, on=TODAY).value.law == found.value.law

    def test_less_than_the_law_is_dropped(self) -> None:
        """
        Seven days stay fourteen; the reason is a warning that rests on the law.
        """
        found = merchant({"window_days": 7}).get("NL", WITHDRAWAL, on=TODAY)

        assert 14 == found.value.window_days
        assert "book" == found.layer
        (reason,) = (r for r in found.reasons if r.code == "facts.layer_dropped")
        assert "warning" == reason.level
        assert "NL" == reason.facts[0].subject

    def test_what_is_equal_to_the_law_is_no_cut(self) -> None:
        """
        The statute's own number is allowed.
        """
        found = merchant({"window_days": 14}).get("NL", WITHDRAWAL, on=TODAY)

        assert 14 == found.value.window_days
        assert "facts.layer_dropped" not in codes(found)

    def test_what_the_law_fixes_raises_at_once(self) -> None:
        """
        A fixed field is refused when the layer is made, not when somebody asks.
        """
        with pytest.raises(FixedFact, match=r"the law fixes returns\.withdrawal \(field law\)"):
            merchant({"law": "house rules"})
        with pytest.raises(FixedFact, match=r"the law fixes tax\.rate"):
            merchant("0 %", key="tax.rate")

    @pytest.mark.parametrize(("wanted", "expected"), [(10, 10), (20, 14)])
    def test_ceilings_work_the_other_way_round(self, wanted: int, expected: int) -> None:
        """
        Money back sooner than the law asks holds, later does not.
        """
        facts = merchant({"days": wanted}, key="returns.refund")

        assert expected == facts.get("NL", REFUND, on=TODAY).value.days

    def test_a_layer_on_the_union_holds_for_members(self) -> None:
        """
        A shop's word about the EU is heard in every member.
        """
        facts = merchant({"window_days": 60}, place="EU")

        assert 60 == facts.get("DE", WITHDRAWAL, on=TODAY).value.window_days
        assert 14 == facts.get("GB", WITHDRAWAL, on=TODAY).value.window_days

    def test_a_layer_has_days(self) -> None:
        """
        A promise for the season holds in the season.
        """
        season = {"value": {"window_days": 45}, "since": "2026-11-01", "until": "2026-12-31"}
        facts = merchant(season)

        assert 45 == facts.get("NL", WITHDRAWAL, on=TODAY).value.window_days
        assert 14 == facts.get("NL", WITHDRAWAL, on=BEFORE).value.window_days

    def test_a_misspelt_key_is_refused(self) -> None:
        """
        A layer that nobody would read is an error that tells what was meant.
        """
        with pytest.raises(InvalidInput, match=r"did you mean returns\.withdrawal"):
            merchant({"window_days": 30}, key="returns.withdrawals")

    def test_another_kind_of_value_is_refused(self) -> None:
        """
        Words cannot be compared with days.
        """
        with pytest.raises(InvalidInput, match="another kind"):
            merchant({"window_days": "long"}).get("NL", WITHDRAWAL, on=TODAY)


class TestAnAuthority:
    @pytest.mark.parametrize("value", ["19 %", Fraction(19, 100)])
    def test_replaces_the_book(self, value: object) -> None:
        """
        What a source fixes, or a newer law says, answers instead of the book.
        """
        facts = bundled().with_layer("given", {"NL": {"tax.rate": value}}, authority=True)
        found = facts.get("NL", "tax.rate", on=TODAY)

        assert (Fraction(19, 100), "given") == (found.value, found.layer)

    def test_python_values_are_understood(self, tmp_path: Path) -> None:
        """
        Money, decimals and days may be given as Python has them.
        """
        layer = {
            "XA": {
                "tax.rate": {"value": "7 %", "since": date(2026, 1, 1)},
                "place.currency": "EUR",
            }
        }
        facts = book(tmp_path, XA="").with_layer("given", layer, authority=True)

        assert Fraction(7, 100) == facts.get("XA", RATE, on=TODAY).value
        assert facts.find("XA", RATE, on=date(2025, 12, 31)) is None

    @pytest.mark.parametrize("value", [0.19, float("nan"), object()])
    def test_floats_and_strangers_are_refused(self, value: object) -> None:
        """
        A float has no place near a rate.
        """
        with pytest.raises(InvalidInput):
            bundled().with_layer("given", {"NL": {"tax.rate": value}}, authority=True)

    def test_the_later_layer_speaks_first(self) -> None:
        """
        Of two authorities the one put in front last answers.
        """
        facts = bundled()
        for rate in ("19 %", "18 %"):
            facts = facts.with_layer(rate, {"NL": {"tax.rate": rate}}, authority=True)

        assert Fraction(18, 100) == facts.get("NL", "tax.rate", on=TODAY).value

    def test_what_adds_up_is_replaced_where_it_speaks(self, tmp_path: Path) -> None:
        """
        A given fee stands instead of the book's on its days; on others the book's hold.
        """
        known = '{ name = "known", per = "consignment", amount = "2 EUR" }'
        newer = {"name": "newer", "per": "consignment", "amount": "9 EUR"}
        layer = {"XA": {"landed_cost.fee": {"value": newer, "since": "2026-01-01"}}}
        facts = book(tmp_path, XA=fact("landed_cost.fee", known))
        given = facts.with_layer("given", layer, authority=True)

        assert ["newer"] == [found.value.name for found in given.all("XA", FEE, on=TODAY)]
        early = given.all("XA", FEE, on=date(2025, 12, 31))
        assert ["known"] == [found.value.name for found in early]

    def test_conditions_it_does_not_name_are_left_to_the_book(self, tmp_path: Path) -> None:
        """
        A given rate for books leaves the standard rate alone.
        """
        entry = {"value": "1 %", "when": {"goods": "books"}}
        facts = book(tmp_path, XA=fact()).with_layer(
            "given", {"XA": {"tax.rate": entry}}, authority=True
        )

        assert Fraction(1, 100) == facts.get("XA", RATE, on=TODAY, when={"goods": "books"}).value
        assert Fraction(1, 5) == facts.get("XA", RATE, on=TODAY).value


class TestNobodyElseNotices:
    def test_a_layer_makes_a_new_book(self) -> None:
        """
        The book it was put on stays as it was, and the versions tell them apart.
        """
        before = bundled().version
        mine = merchant({"window_days": 30})

        assert 14 == bundled().get("NL", WITHDRAWAL, on=TODAY).value.window_days
        assert before == bundled().version != mine.version
        assert mine.version == merchant({"window_days": 30}).version
        assert mine.version != merchant({"window_days": 31}).version

    @given(days=st.integers(0, 400), place=st.sampled_from(["NL", "DE", "EU", "GB", "JP"]))
    def test_neither_book_nor_layer_is_changed(self, days: int, place: str) -> None:
        """
        Whatever a shop asks for: its data, the plain facts and their answers stay as they were.
        """
        data = {place: {"returns.withdrawal": {"window_days": days}}}
        kept = copy.deepcopy(data)
        before = [_told(bundled(), code) for code in ("NL", "EU", "GB", "JP")]

        facts = bundled().with_layer("merchant", data)
        found = facts.find("NL", WITHDRAWAL, on=TODAY)

        assert kept == data
        assert before == [_told(bundled(), code) for code in ("NL", "EU", "GB", "JP")]
        assert found is not None
        assert found.value.window_days == (max(14, days) if place in ("NL", "EU") else 14)

    def test_changing_the_given_data_afterwards_changes_nothing(self) -> None:
        """
        A layer keeps its own copy.
        """
        data: dict[str, Any] = {"NL": {"returns.withdrawal": {"window_days": 30}}}
        facts = bundled().with_layer("merchant", data)
        data["NL"]["returns.withdrawal"]["window_days"] = 90

        assert 30 == facts.get("NL", WITHDRAWAL, on=TODAY).value.window_days

    def test_a_layered_book_travels(self) -> None:
        """
        A pickled book answers as the one it was made from.
        """
        facts = merchant({"window_days": 30})
        copied = pickle.loads(pickle.dumps(facts))

        assert 30 == copied.get("NL", WITHDRAWAL, on=TODAY).value.window_days
        assert facts.version == copied.version


def _told(facts: Any, code: str) -> Any:
    found = facts.find(code, WITHDRAWAL, on=TODAY)
    return None if found is None else (found.value, copy.deepcopy(found.raw), found.ref)


def test_money_and_decimals_in_a_layer() -> None:
    """
    Amounts become text as a file would have them.
    """
    from globalcs.facts._layers import _plain

    assert {"fee": "2.50 EUR", "factor": "0.05"} == _plain(
        {"fee": Money("2.50", "EUR"), "factor": Decimal("0.05")}, "XA"
    )
