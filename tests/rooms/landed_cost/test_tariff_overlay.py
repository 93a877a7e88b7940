"""
Layers over a tariff: for which goods, origins and days they hold, and what a quote makes of them.
"""

import pickle
from datetime import date

import pytest

from globalcs.errors import DataError, InvalidInput
from globalcs.landed_cost import FixedTariffs, Shipment, TariffOverlay, quote
from globalcs.landed_cost._tariffs import sample_tariffs
from globalcs.money import Money

TODAY = date(2026, 11, 21)
HEAD = (
    "territory,code,origin,kind,duty,name,valid_from,valid_to,additional_code,unless_proof,"
    "replaces,source\n"
)
#: A made-up table in the shape of what surrounds the tariffs of the United States and the Union.
TABLE = (
    HEAD
    + """US,6109 6110,CN,added,7.5 %,list 4A,2019-09-01,,,,s301-china,note 20
US,61091000,CN,added,25 %,list 4A,2026-07-01,,,,s301-china,note 20
US,!4901 !610990,!CA !MX,added,10 %,surcharge,2026-02-24,2026-07-23,,,,
US,8703,JP KR,floor,15 %,floor of cars,,,,,,
US,7208,,added,50 %,steel,,,,CA MX,,
EU,871200,CN,added,48.5 %,anti-dumping,,,C999,,,
EU,871200,CN,added,19.2 %,anti-dumping,,,A898,,,
EU,7208,TR,added,1554.3 EUR TNE,countervailing,,,,,,
EU,6404,VN,added,rate per maker,anti-dumping,,,,,,
EU,85414300,CN,added,40 %,anti-dumping,,,,,,
"""
)
BASE = FixedTariffs(
    {
        "US": {"6109": "16.5 %", "8703": "2.5 %", "7208": "Free", "4901": "Free", "6404": "20 %"},
        "EU": {"8712": "14 %", "7208": "Free", "6404": "17 %", "8541": "Free"},
    },
    as_of=TODAY,
)


@pytest.fixture
def table(tmp_path):
    (tmp_path / "layers.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "layers.csv"


@pytest.fixture
def overlay(table):
    return TariffOverlay(BASE, table)


def layers(tariffs, code, origin, place="US", on=TODAY):
    lines = tariffs.duty(code, origin, place, on).lines
    return [(x.code, x.name, x.expression) for x in lines if x.kind in ("added", "floor")]


class TestLookUp:
    def test_the_longest_code_of_a_layer_holds(self, overlay):
        """
        One line of a list has a rate of its own since July.
        """
        assert [("6109", "list 4A", "7.5 %")] == layers(overlay, "61099010", "CN")
        assert [("61091000", "list 4A", "25 %")] == layers(overlay, "6109100004", "CN")
        before = date(2026, 6, 30)
        assert ("6109", "list 4A", "7.5 %") in layers(overlay, "6109100004", "CN", on=before)
        assert [] == layers(overlay, "6109100004", "VN")

    def test_a_short_code_finds_what_lies_above_and_below(self, overlay):
        """
        Six digits: the list's own rate, and that of a line under it.
        """
        assert [("6109", "list 4A", "7.5 %"), ("61091000", "list 4A", "25 %")] == layers(
            overlay, "610910", "CN"
        )

    def test_words_with_a_mark_are_left_out(self, overlay):
        """
        All goods but books, all origins but two, for a hundred and fifty days.
        """
        day = date(2026, 3, 1)

        assert [("", "surcharge", "10 %")] == layers(overlay, "640411", "VN", on=day)
        assert [] == layers(overlay, "490199", "VN", on=day)
        assert [] == layers(overlay, "640411", "CA", on=day)
        assert [("", "surcharge", "10 %")] == layers(overlay, "640411", "VN", on=date(2026, 7, 23))
        assert [] == layers(overlay, "640411", "VN", on=date(2026, 7, 24))
        assert [] == layers(overlay, "640411", "VN", on=date(2026, 2, 23))

    def test_a_code_of_which_a_part_is_left_out_has_both(self, overlay):
        """
        Under 6109 one subheading is free of the surcharge: four digits can't tell.
        """
        found = layers(overlay, "6109", "VN", on=date(2026, 3, 1))

        assert [("", "surcharge", "10 %"), ("610990", "surcharge", "Free")] == found

    def test_without_an_origin_more_may_hold(self, overlay):
        """
        The answer says that layers hang on the origin.
        """
        assert overlay.duty("61091000", None, "US", TODAY).by_origin
        assert not overlay.duty("61091000", "VN", "US", TODAY).by_origin
        assert not overlay.duty("64041100", None, "US", TODAY).by_origin

    def test_overlays_lie_on_each_other(self, overlay, tmp_path):
        """
        An overlay is a tariff: a second one comes on top, and both tell what they replace.
        """
        (tmp_path / "more.csv").write_text(HEAD + "US,6109,CN,added,10 %,other,,,,,s122,\n")
        both = TariffOverlay(overlay, tmp_path / "more.csv")
        answer = both.duty("61091000", "CN", "US", TODAY)

        assert ["list 4A", "other"] == [line.name for line in answer.lines if line.name]
        assert ("s301-china", "s122") == answer.replaces
        assert both.stable

    def test_it_is_known_by_its_tables(self, table, overlay, tmp_path):
        """
        Another table is another version; a copy in another process is the same.
        """
        copy = pickle.loads(pickle.dumps(overlay))
        (tmp_path / "less.csv").write_text(TABLE.rsplit("\n", 2)[0])

        assert copy.version == overlay.version == TariffOverlay(BASE, table).version
        assert overlay.version != TariffOverlay(BASE, tmp_path / "less.csv").version
        assert overlay.version != TariffOverlay(BASE, table, additional_codes=["A898"]).version
        assert overlay.version.startswith("your own table.2026-11-21+overlay.")
        assert layers(copy, "61091000", "CN") == layers(overlay, "61091000", "CN")
        assert "layers.csv" in repr(overlay)

    @pytest.mark.parametrize(
        ("row", "what"),
        [
            ("USA,6109,,added,5 %,x", "two letters"),
            ("US,61O9,,added,5 %,x", "rows of 2 to 12 digits"),
            ("US,6109,China,added,5 %,x", "codes of two letters"),
            ("US,6109,,duty,5 %,x", '"added" or a "floor"'),
            ("US,6109,,added,,x", "needs a name, and a duty"),
            ("US,6109,,added,5 %,", "needs a name, and a duty"),
            ("US,6109,,added,5 %", "one cell a column"),
        ],
    )
    def test_a_bad_row_is_told_with_its_line(self, tmp_path, row, what):
        """
        A table is checked when the overlay is made.
        """
        head = "territory,code,origin,kind,duty,name\n"
        (tmp_path / "bad.csv").write_text(f"{head}US,6109,,added,5 %,x\n{row}\n")

        with pytest.raises(DataError, match=what) as caught:
            TariffOverlay(BASE, tmp_path / "bad.csv")
        assert "line 3" == caught.value.entry

    def test_days_and_codes_are_checked(self, tmp_path, overlay):
        """
        A layer can't end before it begins, and a code has no letters.
        """
        (tmp_path / "bad.csv").write_text(HEAD + "US,1,,added,5 %,x,2026-02-01,2026-01-01,,,,\n")

        with pytest.raises(DataError, match="ends before it begins"):
            TariffOverlay(BASE, tmp_path / "bad.csv")
        with pytest.raises(InvalidInput, match="row of 2 to 12 digits"):
            overlay.duty("61O9", "CN", "US", TODAY)
        with pytest.raises(DataError, match="can't be read"):
            TariffOverlay(BASE, tmp_path / "none.csv")


def parcel(code, origin, to="DE", **item):
    goods = {"price": "1000 EUR", "hs_code": code, "origin": origin, **item}
    return Shipment(ship_from=origin, ship_to=to, shipping="0 EUR", items=[goods])


def charges(answer):
    return {c.name: str(c.amount.amount) for c in answer.charges if c.kind == "duty"}


def codes(answer):
    return {reason.code.partition(".")[2] for reason in answer.reasons}


class TestQuotes:
    def test_a_sure_layer_is_a_charge_of_its_own(self, overlay):
        """
        The duty and the layer, each with its name; the layer's row is among the sources.
        """
        answer = quote(parcel("85414300", "CN"), on=TODAY, tariffs=overlay)
        layer = next(charge for charge in answer.charges if charge.name == "anti-dumping")

        assert {"anti-dumping": "400.00"} == charges(answer)
        assert "layer_added" in codes(answer)
        assert "layers.csv" == layer.facts[0].title
        assert "complete" == answer.status

    def test_makers_give_a_range_until_theirs_is_told(self, overlay, table):
        """
        Between the least and the most of all makers; with the maker's code one amount.
        """
        open_answer = quote(parcel("8712003000", "CN"), on=TODAY, tariffs=overlay)
        known = TariffOverlay(BASE, table, additional_codes=["a898"])
        answer = quote(parcel("8712003000", "CN"), on=TODAY, tariffs=known)

        assert "unknown" == open_answer.status
        assert "tariffs.additional_code" in open_answer.missing
        assert "layer_by_maker" in codes(open_answer)
        # (1000 + 140 + 192) x 1.19 and (1000 + 140 + 485) x 1.19
        assert Money("1585.08", "EUR") == open_answer.range.low
        assert Money("1933.75", "EUR") == open_answer.range.high
        assert {"customs duty": "140.00", "anti-dumping": "192.00"} == charges(answer)

    def test_a_layer_by_weight_needs_the_weight(self, overlay):
        """
        So many euros a tonne: without weight unknown, and it says what it needs.
        """
        needed = quote(parcel("72085100", "TR"), on=TODAY, tariffs=overlay)
        weighed = quote(parcel("72085100", "TR", weight_kg="100"), on=TODAY, tariffs=overlay)

        assert "items.0.weight_kg" in needed.missing
        assert needed.total is None
        assert {"countervailing": "155.43"} == charges(weighed)
        assert "layer_amount" in codes(weighed)

    def test_text_without_meaning_is_unknown(self, overlay):
        """
        A layer that can't be worked out has no upper end.
        """
        answer = quote(parcel("64041100", "VN"), on=TODAY, tariffs=overlay)

        assert "unknown" == answer.status
        assert "layer_not_understood" in codes(answer)
        assert "items.0.duty_rate" in answer.missing
        assert answer.range is None
        # (1000 + 170) x 1.19 is certain
        assert Money("1392.30", "EUR") == answer.at_least

    def test_a_short_code_may_or_may_not_bear_the_layer(self, overlay):
        """
        From nothing to the layer's rate.
        """
        answer = quote(parcel("854143", "CN"), on=TODAY, tariffs=overlay)
        shorter = quote(parcel("8541", "CN"), on=TODAY, tariffs=overlay)

        # 854143 is 85414300 and nothing else
        assert {"anti-dumping": "400.00"} == charges(answer)
        assert "layer_by_code" in codes(shorter)
        assert "items.0.hs_code" in shorter.missing
        assert (Money("1190", "EUR"), Money("1666", "EUR")) == tuple(shorter.range)[:2]

    def test_without_an_origin_it_is_asked_for(self, overlay):
        """
        Layers by origin make the origin a need.
        """
        goods = {"price": "1000 EUR", "hs_code": "85414300"}
        parcel = Shipment(ship_from="CN", ship_to="DE", shipping="0 EUR", items=[goods])
        answer = quote(parcel, on=TODAY, tariffs=overlay)

        assert "items.0.origin" in answer.missing
        assert "no_origin" in codes(answer)

    def test_a_floor_lifts_the_duty(self, overlay):
        """
        2.5 % and a floor of 15 %: 12.5 % more.
        """
        answer = quote(american("870323", "JP"), on=date(2026, 7, 24), tariffs=overlay)

        assert {"customs duty": "250.00", "floor of cars": "1250.00"} == {
            name: amount for name, amount in charges(answer).items() if "301" not in name
        }

    def test_proof_of_origin_frees_from_a_layer(self, overlay):
        """
        Mexican steel with proof, and without.
        """
        day = date(2026, 6, 1)
        without = quote(american("720851", "MX"), on=day, tariffs=overlay)
        proven = quote(american("720851", "MX", preference_proof=True), on=day, tariffs=overlay)

        assert "5000.00" == charges(without)["steel"]
        assert "steel" not in charges(proven)

    def test_a_table_stands_for_a_layer_of_the_book(self, overlay):
        """
        The book knows that China's lists exist, and not what is on them; the table does.
        """
        day = date(2026, 6, 1)
        book = quote(american("61091000", "CN"), on=day, tariffs=BASE)
        listed = quote(american("61091000", "CN"), on=day, tariffs=overlay)

        assert "facts.US.landed_cost.added_duty.s301-china" in book.missing
        assert not any("s301-china" in name for name in listed.missing)
        assert "750.00" == charges(listed)["list 4A"]

    def test_the_sample_can_lie_below(self, table):
        """
        Any tariff can be the base.
        """
        answer = quote(
            american("61091000", "CN"), on=date(2026, 6, 1),
            tariffs=TariffOverlay(sample_tariffs(), table),
        )  # fmt: skip

        assert "1650.00" == charges(answer)["customs duty"]
        assert "overlay" in answer.facts_version


def american(code, origin, **item):
    goods = {"price": "10000 USD", "hs_code": code, "origin": origin, **item}
    return Shipment(
        ship_from=origin, ship_to="US", shipping="0 USD", channel="freight", items=[goods]
    )
