"""
Every reason the room gives has words, and every word is given.
"""

import re
import tomllib
from datetime import date
from pathlib import Path

import globalcs.landed_cost
from globalcs.facts._registry import all_keys
from globalcs.landed_cost import Shipment, quote

TODAY = date(2026, 11, 21)

ROOM = Path(globalcs.landed_cost.__file__).parent
CODE = re.compile(r'"(landed_cost\.[a-z_]+)"')
#: Codes that are put together: layer_added, freight_by_weight, headline_estimated ...
MADE = re.compile(r"landed_cost\.(layer_|freight_by_|headline)")


def given():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.glob("*.py")))
    keys = set(all_keys()) - worded()  # some reasons are called like the key they rest on
    return set(CODE.findall(text)) - keys - {"landed_cost.quote"}


def worded():
    return set(tomllib.loads((ROOM / "reasons.toml").read_text(encoding="utf-8")))


def test_every_reason_has_words():
    """
    No code of the room is without a sentence.
    """
    assert set() == given() - worded()


def test_every_sentence_is_used():
    """
    No sentence stands for a code that nobody gives.
    """
    assert set() == {code for code in worded() - given() if not MADE.match(code)}


class TestToldOnce:
    def ask(self, ship_to, *items, **more):
        fields = {"ship_from": "CN", "shipping": "10 USD"}
        return quote(Shipment(ship_to=ship_to, items=items, **{**fields, **more}), on=TODAY)

    def thing(self, price="50 USD", **more):
        return {"price": price, "category": "home", "origin": "CN", "duty_rate": "5 %", **more}

    def texts(self, answer):
        return [reason.text() for reason in answer.reasons]

    def test_one_rate_for_several_lines_is_one_sentence(self):
        """
        Goods of two classes that bear the standard rate: the rate is told once.
        """
        items = [self.thing(category=name) for name in ("home", "cosmetics", "electronics")]
        texts = self.texts(self.ask("JP", *items, shipping="0 USD"))

        assert 1 == texts.count("The tax of Japan is 10%.")
        assert len(texts) == len(set(texts))

    def test_what_is_told_once_names_all_its_facts(self):
        """
        The weight limit of Ecuador stands in the reliefs of duty and of tax: both are named.
        """
        answer = self.ask("EC", self.thing(), channel="courier")
        told = next(r for r in answer.reasons if r.code == "landed_cost.weight_assumed")
        keys = {ref.key for ref in told.facts}

        assert {"landed_cost.duty_de_minimis", "landed_cost.tax_de_minimis"} <= keys

    def test_a_sale_at_home_stays_inside_what_holds_both_ends(self):
        """
        From Great Britain to Northern Ireland, and from one state to another.
        """
        item = self.thing("50 GBP")
        british = self.ask("XI", item, ship_from="GB", shipping="0 GBP")
        american = self.ask("US-CA", self.thing(), ship_from="US-NY")

        assert "stays inside the United Kingdom" in self.texts(british)[0]
        assert "stays inside the United States" in " ".join(self.texts(american))

    def test_an_old_rate_of_exchange_says_that_it_is_an_estimate(self):
        """
        An answer that is an estimate for its rate alone has a reason of that level.
        """
        answer = self.ask("IL", self.thing("60 USD"))

        assert "estimated" == answer.status
        assert ["landed_cost.rate_doubted"] == [
            r.code for r in answer.reasons if r.level == "assumption"
        ]

    def test_a_missing_rate_is_named_one_way_round(self):
        """
        Dollars in pesos or pesos in dollars: either settles the question.
        """
        assert "rates.USD/CLP" in (missing := self.ask("CL", self.thing()).missing)
        assert "rates.CLP/USD" not in missing

    def test_a_tax_inside_its_base_and_a_deduction_are_told(self):
        """
        Brazil: a rate of 17 % that takes 20.48 % of the net value, and 20 dollars off the duty.
        """
        place = {"country": "BR", "region": "SP"}
        answer = self.ask(place, self.thing(duty_rate=None), registrations=["REMESSA-CONFORME"])
        codes = [reason.code for reason in answer.reasons]

        assert {"landed_cost.tax_inside", "landed_cost.flat_deduct"} <= set(codes)

    def test_goods_and_places_without_charges_are_told_as_such(self):
        """
        Not "a rate of 0 % applies", but that there is none.
        """
        codes = [reason.code for reason in self.ask("HK", self.thing(duty_rate=None)).reasons]

        assert {"landed_cost.flat_free", "landed_cost.tax_none"} <= set(codes)
        assert not {"landed_cost.flat_rate", "landed_cost.tax_rate"} & set(codes)

    def test_a_scheme_without_duty_is_no_missing_border(self):
        """
        VOEC frees the goods of duty, and its tax is not rounded as that of the border.
        """
        item = self.thing("500 NOK")
        answer = self.ask("NO", item, shipping="0 NOK", registrations=["VOEC"])
        codes = [reason.code for reason in answer.reasons]

        assert "landed_cost.scheme_without_duty" in codes
        assert not {"landed_cost.no_duty", "landed_cost.rounding"} & set(codes)

    def test_a_limit_that_changes_nothing_for_the_goods_is_not_told(self):
        """
        Japan's simplified tariff spares goods that are free: its limit is no news to them.
        """
        free = self.thing("300 USD", duty_rate="0 %")
        codes = [reason.code for reason in self.ask("JP", free).reasons]

        assert "landed_cost.limit_before_tariff" not in codes
