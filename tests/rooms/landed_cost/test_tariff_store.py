"""
Official exports in a store of their own: what is read, what is found, and what is refused.

The small files below are written in the form of the exports, with rows of our own choosing.
"""

import json
import pickle
from datetime import date

import pytest

from globalcs.errors import DataError
from globalcs.landed_cost import Shipment, TariffStore, load_tariff, quote
from globalcs.money import Money

TODAY = date(2026, 8, 15)
EDITION = date(2026, 10, 7)
HEAD = (
    "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,"
    "Column 2 Rate of Duty,Quota Quantity,Additional Duties\n"
)
AGREEMENTS = "Free (AU,BH,CL,CO,IL,JO,MA,OM,P,PA,PE,S,SG) 4.5% (KR)"
USITC = HEAD + "\n".join(
    [
        '"6109","0","T-shirts, singlets, tank tops:","","99%","","","",""',
        f'"6109.10.00","1","Of cotton","","16.5%","{AGREEMENTS}","90%","",""',
        '"","2","Men\'s or boys\':","","","","","",""',
        '"6109.10.00.04","3","T-shirts, all white","[""doz."",""kg""]","","","","",""',
        '"6404.11","1","Sports footwear:","","","","","",""',
        '"6404.11.20","2","With leather","","10.5%","","35%","",""',
        '"6404.11.89","2","Valued over $6.50","","90¢/pr. + 20%","","$1.58/pr. + 66%","",""',
        '"6404.11.95","2","By note","","See chapter note 7","","","",""',
        '"0104.20.00.00","1","Goats","[""No.""]","68¢/head","","$3/head","",""',
        '"0105.12.00.00","2","Turkeys","[""No.""]","0.9¢ each","","4¢ each","",""',
        '"9903.88.15","0","Articles of China","","The duty in the heading + 7.5%","","","",""',
    ]
)
GENERIC = """territory,code,valid_from,valid_to,expression,source
EU,6109.10,,2026-06-30,12 %,TARIC
EU,610910,2026-07-01,,11 %,TARIC
EU,640411,,,17 %,TARIC
eu,64041110,,,0 %,TARIC
CH,6109,,,Free,Tares
"""


@pytest.fixture
def exports(tmp_path):
    """
    The folder with the two exports as CSV, and that of the United States as JSON.
    """
    (tmp_path / "hts.csv").write_text(USITC, encoding="utf-8")
    (tmp_path / "own.csv").write_text(GENERIC, encoding="utf-8")
    rows = [
        {"htsno": "6109", "indent": "0", "description": "T-shirts:", "superior": "true"},
        {
            "htsno": "6109.10.00",
            "indent": "1",
            "description": "Of cotton",
            "superior": None,
            "units": [],
            "general": "16.5%",
            "special": AGREEMENTS,
            "other": "90%",
            "footnotes": [{"columns": ["general"], "value": "See 9903.88.15."}],
            "quotaQuantity": None,
            "additionalDuties": None,
        },
        {"htsno": "6109.10.00.04", "indent": "3", "description": "White", "general": ""},
    ]
    (tmp_path / "hts.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


@pytest.fixture
def store(exports):
    """
    A store of both.
    """
    path = exports / "tariffs.sqlite"
    load_tariff(exports / "hts.csv", path, kind="usitc-csv", as_of=EDITION)
    load_tariff(exports / "own.csv", path, kind="csv", as_of=EDITION)
    return TariffStore(path)


def told(store, code, origin="VN", territory="US", on=TODAY):
    return [(x.code, x.kind, x.expression) for x in store.duty(code, origin, territory, on).lines]


class TestReading:
    def test_it_says_what_it_read(self, exports):
        """
        Territories, lines with a rate, and those that could not be understood.
        """
        found = load_tariff(
            exports / "hts.csv", exports / "new.sqlite", kind="usitc-csv", as_of=EDITION
        )

        # six general rates, five of column 2 for two pairs of origins, two of agreements; only the
        # reference to a note has no meaning
        assert (("US",), 18, 1, ()) == found

    def test_headings_and_what_comes_on_top_are_passed_by(self, store):
        """
        A rate filled down into a heading is no rate, and chapter 99 is no line.
        """
        assert [("61091000", "mfn", "16.5%")] == told(store, "6109")
        assert [] == told(store, "99038815")

    def test_json_says_the_same_as_csv(self, exports, store):
        """
        Both exports of the schedule come to the same lines.
        """
        path = exports / "other.sqlite"
        load_tariff(exports / "hts.json", path, kind="usitc-json", as_of=EDITION)

        for origin in ("VN", "KR", "CA"):
            assert told(store, "610910", origin) == told(TariffStore(path), "610910", origin)

    def test_a_newer_edition_takes_the_place_of_the_older(self, exports, store):
        """
        A territory has one edition; the others stay.
        """
        (exports / "own.csv").write_text(GENERIC.split("\n")[0] + "\nUS,610910,,,5 %,Ours\n")
        load_tariff(exports / "own.csv", exports / "tariffs.sqlite", kind="csv", as_of=TODAY)
        newer = TariffStore(exports / "tariffs.sqlite")

        assert [("610910", "mfn", "5 %")] == told(newer, "61091000")
        assert [("6109", "mfn", "Free")] == told(newer, "610910", territory="CH")
        assert f"tariffs.CH.{EDITION}.EU.{EDITION}.US.{TODAY}" == newer.version

    @pytest.mark.parametrize(
        ("row", "what"),
        [
            ("EUR,610910,,,5 %,x", "two letters"),
            ("EU,61 09 1x,,,5 %,x", "row of 2 to 12 digits"),
            ("EU,610910,July,,5 %,x", "a day is written"),
            ("EU,610910,2026-07-01,2026-06-30,5 %,x", "ends before it begins"),
            ("EU,610910,,,,x", "a duty is needed"),
            ("EU,610910,,,5 %", "one cell a column"),
        ],
    )
    def test_a_bad_row_is_told_with_its_line(self, exports, row, what):
        """
        The file and the line are named, and the store is not made.
        """
        (exports / "own.csv").write_text(GENERIC + row + "\n", encoding="utf-8")

        with pytest.raises(DataError, match=what) as caught:
            load_tariff(exports / "own.csv", exports / "no.sqlite", kind="csv", as_of=TODAY)
        assert "own.csv" in str(caught.value)
        assert "line 7" in str(caught.value)
        assert not (exports / "no.sqlite").exists()

    @pytest.mark.parametrize(
        ("text", "kind", "what"),
        [
            ("a,b\n1,2\n", "csv", "column territory is missing"),
            ("a,b\n1,2\n", "usitc-csv", "column HTS Number is missing"),
            (HEAD, "usitc-csv", "no line with a rate"),
            ("{", "usitc-json", "is no JSON"),
            ("{}", "usitc-json", "list of rows"),
            ('[{"code": 1}]', "usitc-json", "htsno is missing"),
        ],
    )
    def test_a_file_of_another_form_is_refused(self, tmp_path, text, kind, what):
        """
        The error says what the form lacks.
        """
        (tmp_path / "some.txt").write_text(text, encoding="utf-8")

        with pytest.raises(DataError, match=what):
            load_tariff(tmp_path / "some.txt", tmp_path / "s.sqlite", kind=kind, as_of=TODAY)

    def test_a_file_that_is_not_there(self, tmp_path):
        """
        Neither export nor store can be missing.
        """
        with pytest.raises(DataError, match="can't be read"):
            load_tariff(tmp_path / "no.csv", tmp_path / "s.sqlite", kind="csv", as_of=TODAY)
        with pytest.raises(DataError, match="no such store"):
            TariffStore(tmp_path / "s.sqlite")
        (tmp_path / "text.sqlite").write_text("this is no database, but text" * 40)
        with pytest.raises(DataError, match="is no store"):
            TariffStore(tmp_path / "text.sqlite")


class TestLookUp:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("6109100004", ["61091000"]),  # the rate of eight digits holds for ten
            ("61091000", ["61091000"]),
            ("640411", ["64041120", "64041189", "64041195"]),  # a short code means all its lines
            ("64041199", []),  # nothing above it: not known
            ("0104200000", ["0104200000"]),
        ],
    )
    def test_the_longest_above_or_all_below(self, store, code, expected):
        """
        A code is found under its own lines, else under the longest code it begins with.
        """
        assert expected == [line.code for line in store.duty(code, "VN", "US", TODAY).lines]

    def test_a_longer_line_beats_a_shorter_one(self, store):
        """
        The exception of eight digits before the rule of six.
        """
        assert [("64041110", "mfn", "0 %")] == told(store, "6404111090", territory="EU")
        assert [("640411", "mfn", "17 %")] == told(store, "6404119000", territory="EU")

    def test_lines_hold_from_day_to_day(self, store):
        """
        The last day of one line and the first of the next, both inclusive.
        """
        days = (date(2026, 6, 30), date(2026, 7, 1))

        assert [["12 %"], ["11 %"]] == [
            [line.expression for line in store.duty("610910", None, "EU", day).lines]
            for day in days
        ]

    def test_preferences_are_those_of_the_origin(self, store):
        """
        Korea has a rate of its own, Canada and Mexico are free, Viet Nam has neither.
        """
        general = ("61091000", "mfn", "16.5%")

        assert [general] == told(store, "610910", "VN")
        assert [general, ("61091000", "preference", "4.5%")] == told(store, "610910", "KR")
        assert [general, ("61091000", "preference", "Free")] == told(store, "610910", "MX")
        assert [general] == told(store, "610910", None)

    def test_some_origins_pay_column_2(self, store):
        """
        Cuba for long, Russia since April 2022; for all others the general rate.
        """
        second = [("61091000", "mfn", "90%")]

        assert second == told(store, "610910", "CU")
        assert second == told(store, "610910", "RU")
        assert second == told(store, "610910", "RU", on=date(2022, 4, 9))
        assert [("61091000", "mfn", "16.5%")] == told(store, "610910", "RU", on=date(2022, 4, 8))
        assert [("0104200000", "mfn", "$3/head")] == told(store, "0104200000", "BY")

    def test_a_territory_without_tariff_is_not_known(self, store):
        """
        No lines, and never free.
        """
        assert () == store.duty("610910", "VN", "JP", TODAY).lines

    def test_it_travels_to_workers(self, store):
        """
        A store is a path: it can be pickled.
        """
        assert told(store, "610910") == told(pickle.loads(pickle.dumps(store)), "610910")


class TestQuotes:
    def shoes(self, code, **more):
        item = {"price": "100 USD", "hs_code": code, "origin": "GB", "quantity": 2, **more}
        return Shipment(
            ship_from="GB", ship_to="US", shipping="0 USD", channel="post", items=[item]
        )

    def test_a_quote_takes_its_duty_out_of_the_store(self, store):
        """
        Two pairs at 90 cents and 20 %: the schedule's own words, worked out.
        """
        plain = Shipment(
            ship_from="GB", ship_to="CH", shipping="0 CHF",
            items=[{"price": "100 CHF", "hs_code": "610910", "origin": "VN"}],
        )  # fmt: skip
        answer = quote(plain, on=TODAY, tariffs=store)

        assert Money("0", "CHF") == answer.duty
        assert str(EDITION) in answer.facts_version

    def test_what_a_measure_needs_is_asked_for(self, store):
        """
        A duty by the pair without pairs is unknown, and says what it needs.
        """
        answer = quote(self.shoes("6404118900"), on=TODAY, tariffs=store)
        counted = quote(self.shoes("6404118900", units={"pair": 1}), on=TODAY, tariffs=store)
        charges = [c for c in counted.charges if c.name == "customs duty"]

        assert "items.0.units.pair" in answer.missing
        assert [Money("41.80", "USD")] == [charge.amount for charge in charges]

    def test_text_without_meaning_is_unknown(self, store):
        """
        A line that refers to a note is not free.
        """
        answer = quote(self.shoes("64041195"), on=TODAY, tariffs=store)

        assert "unknown" == answer.status
        assert "items.0.duty_rate" in answer.missing

    def test_a_duty_by_part_asks_for_the_shares_of_the_parts(self):
        """
        Watches: an amount each, and percentages on case, strap and battery.
        """
        from globalcs.landed_cost import FixedTariffs

        text = (
            "40¢ each + 8.5% on the case + 14% on the strap, band or bracelet + 5.3% on the battery"
        )
        tariffs = FixedTariffs({"US": {"91021125": text}}, as_of=EDITION)
        shares = {"case_percent": 50, "strap_percent": "12.5", "battery_percent": 5}
        needed = quote(self.shoes("91021125"), on=TODAY, tariffs=tariffs)
        told = quote(self.shoes("91021125", units=shares), on=TODAY, tariffs=tariffs)
        duty = next(charge for charge in told.charges if charge.name == "customs duty")

        assert {f"items.0.units.{name}" for name in shares} <= set(needed.missing)
        # two watches, USD 200: 0.80 + 8.50 + 3.50 + 0.53
        assert Money("13.33", "USD") == duty.amount
