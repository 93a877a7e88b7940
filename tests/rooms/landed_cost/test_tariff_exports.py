"""
The exports of the EU, the UK and Australia: what is read out of them, and for whom it holds.

The files are written here in the form of the exports, with a handful of rows of our own choosing.
"""

import csv
import io
import json
import zipfile
from datetime import date

import pytest

from globalcs.errors import DataError, InvalidInput
from globalcs.landed_cost import (
    Shipment,
    TariffOverlay,
    TariffStore,
    load_tariff,
    quote,
    quote_many,
)
from globalcs.money import Money

TODAY = date(2026, 11, 21)
TARIC_HEAD = (
    "Goods code", "Add code", "Order No.", "Start date", "End date", "RED_IND", "Origin",
    " Measure type", "Legal base", "Duty", "Origin code", " Meas. type code",
)  # fmt: skip


def measure(code, kind, duty, origin="1011", **more):
    """
    A row of "Duties Import".
    """
    row = {
        "Goods code": code, "Start date": "01-01-2022", "Origin code": origin, "Duty": duty,
        " Meas. type code": kind, "Origin": origin, "Legal base": "R2658/87", **more,
    }  # fmt: skip
    return [row.get(column, "") for column in TARIC_HEAD]


TARIC = [
    measure("6109100000", "103", "12.000 %"),
    measure("6109100000", "142", "0.000 %", "JP"),
    measure("6109000000", "142", "9.600 %", "2020"),
    measure("6109100000", "143", "0.000 %", "TN", **{"Order No.": "09.1805"}),
    measure("8712003000", "103", "14.000 %"),
    measure("8712007000", "103", "15.000 %"),
    measure("8712003000", "552", "48.500 %", "CN", **{"Add code": "B999"}),
    measure("8712003000", "552", "19.200 %", "CN", **{"Add code": "A898"}),
    measure("1905319100", "103", "9.000 % + EA MAX 24.200 % +ADSZ"),
    measure("0702000099", "103", "Cond: V 84.6 EUR/DTN(01):8 % ; V 0.0 EUR/DTN(01):9 EUR DTN"),
    measure("0713100000", "103", "0.000 %"),
    measure("0713100000", "103", "Cond:  B cert: Y-155 (01):50.000 %", "RU"),
    measure("2208201200", "103", "0.000 %"),
    measure("2206001000", "103", "1.300 EUR ASV X MIN 7.200 EUR HLT"),
    measure("8541430000", "103", "3.700 %", **{"End date": "30-06-2026"}),
    measure("8541430000", "103", "2.000 %", **{"Start date": "01-07-2026"}),
    measure("3907690000", "103", "6.500 %"),
    measure("3907690000", "112", "0.000 %", **{"End date": "31-12-2026"}),
    measure("7208510000", "103", "NIHIL"),
    measure("7208510000", "554", "1,554.300 EUR TNE", "TR"),
    measure("8471300000", "109", "NAR"),
    measure("8471300000", "103", "0.000 %"),
]  # fmt: skip
GROUPS = [
    ["Country group", "Abbrev.", "Country group descr.", "Member country", "Abbrev.",
     "Description", "Mbship start date", "Mbship end date", "Start date", "End date"],
    ["2020", "SPGL", "GSP", "BD", "", "Bangladesh", "01-01-2014", "", "", ""],
    ["2020", "SPGL", "GSP", "VN", "", "Viet Nam", "01-01-2014", "31-12-2025", "", ""],
    ["2301", "PAN", "Pan-Euro-Med", "EU", "", "European Union", "", "", "", ""],
    ["1010", "EU", "European Union", "DE", "", "Germany", "", "", "", ""],
]  # fmt: skip


def as_csv(rows, comma=","):
    text = io.StringIO()
    csv.writer(text, delimiter=comma).writerows(rows)
    return text.getvalue()


def as_workbook(path, rows):
    """
    A workbook as a spreadsheet saves it: shared texts, empty cells left out, days as numbers.
    """
    texts = sorted({cell for row in rows for cell in row if cell})
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = [
            f'<c r="{chr(65 + at)}{number}" s="1" t="s"><v>{texts.index(cell)}</v></c>'
            for at, cell in enumerate(row)
            if cell
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><t xml:space='preserve'>{_escaped(text)}</t></si>" for text in texts)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
        sheet = f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        book.writestr("xl/worksheets/sheet2.xml", "<worksheet/>")


def _escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def told(store, code, origin="US", territory="EU", on=TODAY):
    return [(x.code, x.kind, x.expression) for x in store.duty(code, origin, territory, on).lines]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "duties.csv").write_text(as_csv([TARIC_HEAD, *TARIC]), encoding="utf-8")
    (tmp_path / "groups.csv").write_text(as_csv(GROUPS, ";"), encoding="utf-8-sig")
    return tmp_path


@pytest.fixture
def eu(folder):
    path = folder / "eu.sqlite"
    load_tariff(
        folder / "duties.csv", path, kind="taric", as_of=TODAY, groups=folder / "groups.csv"
    )
    return TariffStore(path)


class TestTaric:
    def test_it_says_what_it_read(self, folder):
        """
        Supplementary units are no duty; what is not understood is counted, groups are named.
        """
        found = load_tariff(folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY)

        # a certificate whose other way out is not told
        assert (("EU",), 21, 1, ("2020",)) == found

    def test_a_workbook_says_the_same_as_its_csv(self, folder, eu):
        """
        The file as the Commission publishes it needs no library.
        """
        as_workbook(folder / "duties.xlsx", [TARIC_HEAD, *TARIC])
        as_workbook(folder / "groups.xlsx", GROUPS)
        path = folder / "other.sqlite"
        groups = folder / "groups.xlsx"
        load_tariff(folder / "duties.xlsx", path, kind="taric", as_of=TODAY, groups=groups)
        other = TariffStore(path)

        for code in ("61091000", "871200", "1905319100", "7208510000", "8541430000"):
            for origin in ("JP", "CN", "BD", "TR"):
                assert told(eu, code, origin) == told(other, code, origin)

    def test_codes_are_filled_up_with_zeros(self, eu):
        """
        6109100000 stands for all codes under 6109.10; 8712003000 is not all of 8712.
        """
        assert [("610910", "mfn", "12.000 %")] == told(eu, "6109100010")
        assert [("87120030", "mfn", "14.000 %"), ("87120070", "mfn", "15.000 %")] == told(
            eu, "871200"
        )

    def test_each_measure_is_found_at_its_own_level(self, eu):
        """
        A preference of the heading holds for the line whose normal duty stands below.
        """
        assert [("61", None)] != told(eu, "610910", "BD")
        assert [("6109", "preference", "9.600 %"), ("610910", "mfn", "12.000 %")] == told(
            eu, "61091000", "BD"
        )

    def test_preferences_are_those_of_the_origin_and_its_groups(self, eu):
        """
        Japan by name, Bangladesh by its group, Viet Nam until it left.
        """
        kinds = {o: [k for _, k, _ in told(eu, "61091000", o)] for o in ("JP", "BD", "VN", "US")}

        assert ["mfn", "preference"] == kinds["JP"]
        assert ["preference", "mfn"] == kinds["BD"]
        assert ["mfn"] == kinds["VN"]
        assert ["mfn"] == kinds["US"]
        before = told(eu, "61091000", "VN", on=date(2025, 12, 31))
        assert ["preference", "mfn"] == [kind for _, kind, _ in before]

    def test_a_group_nobody_told_is_unknown_and_never_free(self, folder):
        """
        Without members a preference of a group can be neither given nor refused.
        """
        load_tariff(folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY)
        store = TariffStore(folder / "s")
        group, normal = store.duty("61091000", "BD", "EU", TODAY).lines

        assert "preference" == group.kind
        assert "group 2020" in group.expression
        assert "12.000 %" == normal.expression
        # Japan is named, so nothing hangs on the group
        assert ["mfn", "preference"] == [kind for _, kind, _ in told(store, "61091000", "JP")]

    def test_what_has_to_be_claimed_is_told_apart(self, eu):
        """
        A quota and a suspension are kept with their names, and are no normal duty.
        """
        quota = eu.duty("61091000", "TN", "EU", TODAY).lines[-1]
        suspension = eu.duty("3907690000", "US", "EU", TODAY).lines[-1]

        assert ("quota", "preferential tariff quota 09.1805") == (quota.kind, quota.name)
        assert ("relief", "autonomous suspension") == (suspension.kind, suspension.name)
        later = eu.duty("3907690000", "US", "EU", date(2027, 1, 1)).lines
        assert ["mfn"] == [line.kind for line in later]

    def test_lines_hold_from_day_to_day(self, eu):
        """
        The last day of one duty and the first of the next.
        """
        assert ["3.700 %", "2.000 %"] == [
            told(eu, "8541430000", on=day)[0][2] for day in (date(2026, 6, 30), date(2026, 7, 1))
        ]
        assert [] == told(eu, "8541430000", on=date(2021, 12, 31))

    def test_a_duty_of_the_origin_goes_before_that_of_all(self, eu):
        """
        Russian peas have their own duty; it hangs on a certificate, so it is unknown.
        """
        assert ["0.000 %"] == [text for _, _, text in told(eu, "0713100000", "US")]
        assert ["Cond:  B cert: Y-155 (01):50.000 %"] == [
            text for _, _, text in told(eu, "0713100000", "RU")
        ]

    def test_remedies_are_layers_with_the_codes_of_makers(self, eu):
        """
        Two Chinese makers of bicycles bear two duties against dumping.
        """
        answer = eu.duty("8712003000", "CN", "EU", TODAY)
        layers = [line for line in answer.lines if line.kind == "added"]

        assert {"A898": "19.200 %", "B999": "48.500 %"} == {
            line.additional_code: line.expression for line in layers
        }
        assert {"anti-dumping duty"} == {line.name for line in layers}
        assert not answer.by_origin
        assert eu.duty("8712003000", None, "EU", TODAY).by_origin

    @pytest.mark.parametrize("columns", ["code in the first", "code in the second"])
    def test_exclusions_take_a_country_out_of_a_group(self, folder, columns):
        """
        Bangladesh is in the group, and left out of this measure.
        """
        names = ["BD", "Bangladesh"] if columns == "code in the first" else ["Bangladesh", "BD"]
        head = ["Goods code", "Add code", "Origin code", "Meas. type code",
                "Excluded country", "Excluded country code"]  # fmt: skip
        row = ["6109000000", "", "2020", "142", *names]
        (folder / "out.csv").write_text(as_csv([head, row]))
        load_tariff(
            folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY,
            groups=folder / "groups.csv", exclusions=folder / "out.csv",
        )  # fmt: skip

        assert ["mfn"] == [k for _, k, _ in told(TariffStore(folder / "s"), "61091000", "BD")]

    def test_zeros_that_a_spreadsheet_took_away_come_back(self, folder):
        """
        713100000 is 0713100000.
        """
        (folder / "d.csv").write_text(as_csv([TARIC_HEAD, measure("713100000", "103", "1 %")]))
        load_tariff(folder / "d.csv", folder / "s", kind="taric", as_of=TODAY)

        assert [("071310", "mfn", "1 %")] == told(TariffStore(folder / "s"), "0713100000")

    @pytest.mark.parametrize(
        ("row", "what"),
        [
            (measure("61O9100000", "103", "1 %"), "row of 2 to 12 digits"),
            (measure("6109100000", "103", "1 %", **{"Start date": "2022"}), "a day is written"),
            (measure("6109100000", "103", "1 %")[:-1], "one cell a column"),
        ],
    )
    def test_a_bad_row_is_told_with_its_line(self, folder, row, what):
        """
        Nothing of the file is kept then.
        """
        (folder / "d.csv").write_text(as_csv([TARIC_HEAD, *TARIC[:2], row]))

        with pytest.raises(DataError, match=what) as caught:
            load_tariff(folder / "d.csv", folder / "s", kind="taric", as_of=TODAY)
        assert "line 4" == caught.value.entry
        assert not (folder / "s").exists()

    def test_a_broken_workbook_is_refused(self, folder):
        """
        A file that begins like one and is none.
        """
        (folder / "d.xlsx").write_bytes(b"PK\x03\x04 and no more")

        with pytest.raises(DataError, match="no workbook"):
            load_tariff(folder / "d.xlsx", folder / "s", kind="taric", as_of=TODAY)


class TestNomenclature:
    ROWS = (
        ["Goods code", "Start date", "End date", "Language", "Hier. Pos.", "Indent", "Description"],
        ["6109000000 80", "01-01-1972", "", "EN", "4", "", "T-shirts"],
        ["6109100000 80", "01-01-1972", "", "EN", "6", "-", "Of cotton"],
        ["6109100010 80", "01-01-2022", "30-06-2026", "EN", "10", "- -", "Hand-printed"],
        ["8712003000 10", "01-01-1996", "", "EN", "8", "- -", "Cycles"],
        ["8712007000 80", "01-01-1996", "", "EN", "8", "- -", "Other"],
    )

    @pytest.fixture
    def known(self, folder):
        (folder / "names.csv").write_text(as_csv(self.ROWS), encoding="utf-8")
        load_tariff(folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY,
                    nomenclature=folder / "names.csv")  # fmt: skip
        return TariffStore(folder / "s")

    @pytest.mark.parametrize(
        ("code", "day", "exists"),
        [
            ("6109", TODAY, True),
            ("610910", TODAY, True),
            ("6109100000", TODAY, True),
            ("6109100010", date(2026, 6, 30), True),
            ("6109100010", TODAY, False),
            ("6109100099", TODAY, False),
            # a row that only groups others
            ("87120030", TODAY, False),
            ("87120070", TODAY, True),
        ],
    )
    def test_codes_that_do_not_exist_are_told(self, known, code, day, exists):
        """
        By their days; a short code exists with those under it.
        """
        assert exists is not known.duty(code, "US", "EU", day).no_such_code

    def test_a_quote_for_such_a_code_is_an_estimate(self, known, eu):
        """
        The duty of the line above is assumed, and it is said; without nomenclature nobody knows.
        """
        goods = {"price": "200 EUR", "hs_code": "6109100099", "origin": "US"}
        parcel = Shipment(ship_from="US", ship_to="DE", shipping="0 EUR", items=[goods])
        answer = quote(parcel, on=TODAY, tariffs=known)

        assert ("estimated", Money("24", "EUR")) == (answer.status, answer.duty)
        assert "items.0.hs_code" in answer.missing
        assert "landed_cost.code_not_in_tariff" in {reason.code for reason in answer.reasons}
        assert not eu.duty("6109100099", "US", "EU", TODAY).no_such_code

    def test_the_commodities_of_the_united_kingdom_are_one(self, tmp_path):
        """
        Its own columns, days as ISO, suffixes in a column.
        """
        head = ["id", "commodity__sid", "commodity__code", "commodity__suffix",
                "commodity__description", "commodity__validity_start",
                "commodity__validity_end"]  # fmt: skip
        rows = [head, ["1", "2", "6109100010", "80", "Printed", "2021-01-01", "#NA"],
                ["2", "3", "6109900000", "10", "Other", "2021-01-01", "#NA"]]  # fmt: skip
        (tmp_path / "c.csv").write_text(as_csv(rows))
        (tmp_path / "uk.csv").write_text(as_csv([UK_HEAD, *UK]), encoding="utf-8")
        load_tariff(tmp_path / "uk.csv", tmp_path / "s", kind="uk-csv", as_of=TODAY,
                    nomenclature=tmp_path / "c.csv")  # fmt: skip
        store = TariffStore(tmp_path / "s")

        assert not store.duty("610910", "US", "GB", TODAY).no_such_code
        assert store.duty("610990", "US", "GB", TODAY).no_such_code

    def test_a_file_that_is_none_is_refused(self, folder):
        """
        Neither the one nor the other; or a day that is none.
        """
        (folder / "x.csv").write_text("a,b\n1,2\n")
        (folder / "y.csv").write_text(as_csv([self.ROWS[0], ["6109000000 80", "1972", *[""] * 5]]))
        for name, what in (("x.csv", "commodity__code is missing"), ("y.csv", "a day is written")):
            with pytest.raises(DataError, match=what):
                load_tariff(folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY,
                            nomenclature=folder / name)  # fmt: skip


UK_HEAD = (
    "id", "trackedmodel_ptr_id", "commodity__sid", "commodity__code", "commodity__indent",
    "commodity__description", "measure__sid", "measure__type__id", "measure__type__description",
    "measure__additional_code__code", "measure__additional_code__description",
    "measure__duty_expression", "measure__effective_start_date", "measure__effective_end_date",
    "measure__reduction_indicator", "measure__footnotes", "measure__conditions",
    "measure__geographical_area__sid", "measure__geographical_area__id",
    "measure__geographical_area__description", "measure__excluded_geographical_areas__ids",
    "measure__excluded_geographical_areas__descriptions", "measure__quota__order_number",
    "measure__regulation__id", "measure__regulation__url",
)  # fmt: skip


def uk(code, kind, duty, area="1011", **more):
    """
    A row of "measures on declarable commodities": what is not there is #NA.
    """
    row = dict.fromkeys(UK_HEAD, "#NA") | {
        "commodity__code": code,
        "measure__type__id": kind,
        "measure__duty_expression": duty,
        "measure__effective_start_date": "2021-01-01",
        "measure__geographical_area__id": area,
        **{f"measure__{name}": value for name, value in more.items()},
    }
    return list(row.values())


UK = [
    uk("6109100010", "103", "12.00%", commodity=""),
    uk("6109100010", "142", "0.00%", "1013", excluded_geographical_areas__ids="KM|TF"),
    uk("6109100010", "142", "0.00%", "2005", excluded_geographical_areas__ids="IN"),
    uk("6109100010", "305", "20.00%"),
    uk("0201100021", "103", "12.00% + 147.00 GBP / 100 kg"),
    uk("0201100021", "122", "20.00%", quota__order_number="050006"),
    uk("0702000099", "103", "#NA", conditions="condition:V,action:01|condition:V,action:01"),
    uk("9506911000", "103", "2.00%", conditions="condition:B,certificate:C084,action:29"),
    uk("9506911000", "105", "0.00%", conditions="condition:B,certificate:N990,action:27"),
    uk("8712003000", "103", "14.00%"),
    uk("8712003000", "552", "48.50%", "CN", additional_code__code="8999"),
    uk("8712003000", "552", "#NA", "TN", conditions="condition:A,certificate:D008,action:01"),
    uk("2208208000", "103", "0.00%", effective_end_date="2026-10-31"),
]
UK[0] = UK[0][: len(UK_HEAD)]


@pytest.fixture
def gb(tmp_path):
    (tmp_path / "uk.csv").write_text(as_csv([UK_HEAD, *UK]), encoding="utf-8")
    areas = {
        "data": [
            {"id": "1013", "type": "geographical_area", "relationships": children("FR", "DE")},
            {"id": "2005", "type": "geographical_area", "relationships": children("BD", "IN")},
            {"id": "FR", "type": "geographical_area", "attributes": {"description": "France"}},
        ]
    }
    (tmp_path / "areas.json").write_text(json.dumps(areas))
    path = tmp_path / "gb.sqlite"
    groups = tmp_path / "areas.json"
    load_tariff(tmp_path / "uk.csv", path, kind="uk-csv", as_of=TODAY, groups=groups)
    return TariffStore(path)


def children(*codes):
    return {"children_geographical_areas": {"data": [{"id": code} for code in codes]}}


class TestUnitedKingdom:
    def test_preferences_by_group_without_who_is_left_out(self, gb):
        """
        France through the European Union, Bangladesh through its scheme, India left out of it.
        """
        for origin, expected in (("FR", 2), ("BD", 2), ("IN", 1), ("US", 1)):
            assert expected == len(told(gb, "6109100010", origin, "GB"))

    def test_value_added_tax_is_no_duty(self, gb):
        """
        Types that are not duties are passed by.
        """
        texts = {text for _, _, text in told(gb, "6109100010", "US", "GB")}

        assert {"12.00%"} == texts

    def test_what_hangs_on_conditions_is_not_understood(self, gb):
        """
        A duty by the price of entry, or by an undertaking: unknown. A control is no condition.
        """
        from globalcs.landed_cost import DutyExpression

        def known(code, origin="US"):
            lines = gb.duty(code, origin, "GB", TODAY).lines
            return [DutyExpression.parse(line.expression).known for line in lines]

        assert [False] == known("0702000099")
        assert [True, True] == known("9506911000")
        assert [True, False] == known("8712003000", "TN")
        assert [True, True] == known("8712003000", "CN")

    def test_quotas_and_authorised_use_have_names(self, gb):
        """
        They have to be claimed.
        """
        names = [line.name for line in gb.duty("0201100021", "AR", "GB", TODAY).lines]
        use = [line.name for line in gb.duty("9506911000", "AR", "GB", TODAY).lines]

        assert ["", "tariff quota 050006"] == names
        assert ["", "authorised use"] == use

    def test_an_answer_of_the_service_says_the_same(self, gb, tmp_path):
        """
        JSON for one commodity, with the groups that it names.
        """
        (tmp_path / "one.json").write_text(json.dumps([commodity("6109100010")]))
        path = tmp_path / "json.sqlite"
        found = load_tariff(tmp_path / "one.json", path, kind="uk-json", as_of=TODAY)
        store = TariffStore(path)

        assert (("GB",), 4, 0, ()) == found
        assert [("6109100010", "mfn", "12.00%"), ("6109100010", "preference", "0.00%")] == told(
            store, "6109100010", "FR", "GB"
        )
        assert told(gb, "6109100010", "US", "GB") == told(store, "6109100010", "US", "GB")
        quota = store.duty("6109100010", "TN", "GB", TODAY).lines[-1]
        assert "preferential tariff quota 051234" == quota.name

    def test_northern_ireland_can_be_read_as_the_union(self, tmp_path):
        """
        The service's XI tariff is that of the Union: say so.
        """
        (tmp_path / "xi.json").write_text(json.dumps(commodity("6109100010")))
        load_tariff(tmp_path / "xi.json", tmp_path / "s", kind="uk-json", as_of=TODAY,
                    territory="EU")  # fmt: skip

        assert [] == told(TariffStore(tmp_path / "s"), "6109100010", "US", "GB")
        assert ["12.00%"] == [x for _, _, x in told(TariffStore(tmp_path / "s"), "6109100010")]

    @pytest.mark.parametrize("data", ['{"errors": []}', '[{"data": {}}]', "[1]"])
    def test_another_answer_is_refused(self, tmp_path, data):
        """
        An error of the service is no commodity.
        """
        (tmp_path / "one.json").write_text(data)

        with pytest.raises(DataError, match="no answer for a commodity"):
            load_tariff(tmp_path / "one.json", tmp_path / "s", kind="uk-json", as_of=TODAY)


def commodity(code):
    """
    An answer of the service: measures that point to what is included.
    """
    measures = [
        json_measure("1", "103", "12.00%", "1011"),
        json_measure("2", "142", "0.00%", "1013"),
        json_measure("3", "143", "0.00%", "TN", order="051234"),
        json_measure("4", "142", "0.00%", "2005", out=["IN"]),
        json_measure("5", "305", "20.00%", "1011"),
    ]
    included = [one for _, more in measures for one in more]
    included += [{"id": "1013", "type": "geographical_area", "relationships": children("FR")}]
    included += [{"id": "2005", "type": "geographical_area", "relationships": children("BD")}]
    return {
        "data": {
            "id": "1",
            "type": "commodity",
            "attributes": {"goods_nomenclature_item_id": code},
            "relationships": {"import_measures": {"data": [ref for ref, _ in measures]}},
        },
        "included": included,
    }


def json_measure(number, kind, duty, area, order=None, out=()):
    reference = {"id": number, "type": "measure"}
    expression = {"id": f"{number}-duty_expression", "type": "duty_expression"}
    related = {
        "duty_expression": {"data": expression},
        "measure_type": {"data": {"id": kind, "type": "measure_type"}},
        "measure_conditions": {"data": []},
        "geographical_area": {"data": {"id": area, "type": "geographical_area"}},
        "excluded_countries": {"data": [{"id": one, "type": "geographical_area"} for one in out]},
        "order_number": {"data": order and {"id": order, "type": "order_number"}},
    }
    days = {"effective_start_date": "2021-01-01T00:00:00.000Z", "effective_end_date": None}
    return reference, [
        {**reference, "attributes": days, "relationships": related},
        {**expression, "attributes": {"base": duty, "formatted_base": f"<span>{duty}</span>"}},
    ]


PAGE = """<html><body><p>Chapter 64</p><table><tbody>
<tr><th>Reference Number</th><th>Statistical<br>Code</th><th>Unit</th><th>Goods</th><th>Rate#</th>
<th>Tariff concession orders</th></tr>
<tr><td>6404</td><td></td><td></td><td><strong>FOOTWEAR</strong></td><td></td><td></td></tr>
<tr><td>6404.11.00</td><td>12</td><td>2u</td><td>-- Sports footwear</td>
<td>5%<br>DCS:4%<br>DCT:5%</td><td><a href="#">View TCOs</a></td></tr>
<tr><td></td><td>13</td><td>2u</td><td>Other</td><td></td><td></td></tr>
<tr><td colspan="6">Notes</td></tr>
</tbody></table>
<table><tr><td>Reference Number</td><td>Statistical Code</td><td>Unit</td><td>Goods</td>
<td>Rate#</td><td></td></tr>
<tr><td>2710.19.91*</td><td>59</td><td>L</td><td>Oils</td>
<td>$0.142/L NZ/PG/FI/DC/LDC/SG $0.142/L</td><td></td></tr>
<tr><td>8703.21.90</td><td>71</td><td>No</td><td>Other</td><td>5%, and $12,000 each CA:Free</td>
<td></td></tr>
<tr><td>3926.90.90</td><td>11</td><td>kg</td><td>Other</td>
<td>5% From1July2026 3.75% From 1 July 2027 Free</td><td></td></tr>
<tr><td>2206.00.91</td><td>11</td><td>L</td><td>Other</td><td>$107.99/L of alcohol</td></tr>
<tr><td>9801.00.00</td><td></td><td></td><td>Special</td><td>Free</td><td></td></tr>
</table></body></html>
"""


class TestAustralia:
    @pytest.fixture
    def store(self, tmp_path):
        (tmp_path / "chapter.html").write_text(PAGE, encoding="utf-8")
        (tmp_path / "groups.csv").write_text("group,member\nAU-DCS,TH\nAU-DCT,KR\n")
        load_tariff(tmp_path / "chapter.html", tmp_path / "s", kind="abf", as_of=TODAY,
                    groups=tmp_path / "groups.csv")  # fmt: skip
        return TariffStore(tmp_path / "s")

    def test_a_saved_page_is_read(self, store):
        """
        The general rate, and the special one of the origin's scheme.
        """
        assert [("64041100", "mfn", "5%")] == told(store, "6404110012", "US", "AU")
        assert [("64041100", "mfn", "5%"), ("64041100", "preference", "4%")] == told(
            store, "640411", "TH", "AU"
        )

    def test_dollars_are_australian(self, store):
        """
        An amount by the litre, the same for New Zealand by name.
        """
        lines = told(store, "27101991", "NZ", "AU")

        assert ["mfn", "preference"] == [kind for _, kind, _ in lines]
        assert {"0.142 AUD /L"} == {text for _, _, text in lines}
        assert ["107.99 AUD /L of alcohol"] == [
            text for _, _, text in told(store, "22060091", "NZ", "AU")
        ]

    def test_rates_that_fall_in_steps_have_their_days(self, store):
        """
        The step of the day holds.
        """
        days = (date(2026, 6, 30), date(2026, 7, 1), date(2027, 6, 30), date(2027, 7, 1))

        assert ["5%", "3.75%", "3.75%", "Free"] == [
            told(store, "39269090", "US", "AU", day)[0][2] for day in days
        ]

    def test_a_rate_of_two_parts_is_not_understood(self, store):
        """
        Percent and an amount each, joined by words: unknown, while Canada's is free.
        """
        general, canada = told(store, "87032190", "CA", "AU")

        assert "5%, and 12,000 AUD  each" == general[2]
        assert ("87032190", "preference", "Free") == canada

    def test_chapters_may_be_many_files_and_tables(self, tmp_path):
        """
        Pages and their tables as CSV, loaded at once.
        """
        (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
        (tmp_path / "b.csv").write_text("Reference number,Goods,Rate#\n6109.10.00,Shirts,5%\n")
        found = load_tariff(
            [tmp_path / "a.html", tmp_path / "b.csv"], tmp_path / "s", kind="abf", as_of=TODAY
        )

        assert (("AU",), 12, 1) == found[:3]
        assert ("AU-DC", "AU-DCS", "AU-DCT", "AU-FI", "AU-LDC") == found.groups

    def test_the_forum_islands_are_not_finland(self, store):
        """
        Two letters of the schedule are a group of its own.
        """
        line = store.duty("27101991", "FI", "AU", TODAY).lines[-1]

        assert "preference" == line.kind
        assert "whose members are not known" in line.expression

    def test_an_unreadable_step_is_told(self, tmp_path):
        """
        A month that is none.
        """
        (tmp_path / "b.csv").write_text(
            "Reference Number,Goods,Rate\n6109.10.00,x,5% From 1 Juli 2026 4%\n"
            "6109.90.00,x,5% From 1 Nomonth 2026 4%\n"
        )
        with pytest.raises(DataError, match="begins on a day") as caught:
            load_tariff(tmp_path / "b.csv", tmp_path / "s", kind="abf", as_of=TODAY)
        assert "line 3" == caught.value.entry


class TestFiles:
    def test_kinds_are_a_closed_list(self, tmp_path):
        """
        Another kind is refused with those that exist; so are exclusions that nobody reads.
        """
        with pytest.raises(InvalidInput, match="usitc-csv"):
            load_tariff("x", tmp_path / "s", kind="us", as_of=TODAY)
        with pytest.raises(InvalidInput, match="only taric"):
            load_tariff("x", tmp_path / "s", kind="csv", as_of=TODAY, exclusions="y")

    def test_one_s_own_table_may_hold_every_kind(self, tmp_path):
        """
        Kind, origin, name and the code of a maker stand in columns of their own.
        """
        (tmp_path / "own.csv").write_text(
            "territory,code,valid_from,valid_to,expression,source,kind,origin,name,additional_code\n"
            "EU,6109,,,12 %,x,,,,\n"
            "EU,6109,,,Free,x,preference,JP KR,,\n"
            "EU,6109,,,40 %,x,added,CN,anti-dumping,C999\n"
        )
        load_tariff(tmp_path / "own.csv", tmp_path / "s", kind="csv", as_of=TODAY)
        store = TariffStore(tmp_path / "s")

        assert ["mfn", "preference"] == [kind for _, kind, _ in told(store, "610910", "KR")]
        assert ["mfn", "added"] == [kind for _, kind, _ in told(store, "610910", "CN")]

        (tmp_path / "own.csv").write_text(
            "territory,code,valid_from,valid_to,expression,source,kind\nEU,6109,,,12 %,x,tax\n"
        )
        with pytest.raises(DataError, match="a kind is one of mfn"):
            load_tariff(tmp_path / "own.csv", tmp_path / "s", kind="csv", as_of=TODAY)

    def test_a_store_of_another_form_is_refused(self, tmp_path):
        """
        A database of something else, or of an older version, is neither read nor written.
        """
        import sqlite3

        with sqlite3.connect(tmp_path / "s") as database:
            database.execute("CREATE TABLE line (code TEXT)")
        database.close()
        (tmp_path / "own.csv").write_text(
            "territory,code,valid_from,valid_to,expression,source\nEU,6109,,,12 %,x\n"
        )

        with pytest.raises(DataError, match="another version"):
            TariffStore(tmp_path / "s")
        with pytest.raises(DataError, match="another version"):
            load_tariff(tmp_path / "own.csv", tmp_path / "s", kind="csv", as_of=TODAY)

    @pytest.mark.parametrize("code", ["61O9", "", "6", "61.09", "6109100010101", "٦١٠٩"])
    def test_a_code_that_is_none_is_refused(self, eu, code):
        """
        Letters, dots and odd lengths; the error is typed.
        """
        with pytest.raises(InvalidInput, match="row of 2 to 12 digits"):
            eu.duty(code, None, "EU", TODAY)

    def test_groups_are_told_as_a_table_of_one_s_own(self, folder):
        """
        A file that is no list of groups is refused.
        """
        (folder / "g.csv").write_text("group,member,valid_from\n2020,BD,soon\n")
        (folder / "h.csv").write_text("a,b\n1,2\n")
        (folder / "h.json").write_text('{"data": [1]}')
        for name, what in (("g.csv", "a day"), ("h.csv", "column group"), ("h.json", "a list of")):
            with pytest.raises(DataError, match=what):
                load_tariff(folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY,
                            groups=folder / name)  # fmt: skip

    def test_a_workbook_may_hold_texts_and_days_in_its_cells(self, folder):
        """
        Another program writes texts where they stand, and days as numbers.
        """
        head = [name.strip() for name in TARIC_HEAD]
        row = measure("6109100000", "103", "12.000 %", **{"Start date": "", "End date": ""})
        cells = [inline(at, 1, text) for at, text in enumerate(head)]
        more = [inline(at, 2, text) for at, text in enumerate(row) if text]
        more += ['<c r="D2"><v>46204</v></c>', '<c r="E2"><v>46234</v></c>']
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        rows = f"<row>{''.join(cells)}</row><row>{''.join(more)}</row>"
        with zipfile.ZipFile(folder / "d.xlsx", "w") as book:
            sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
            book.writestr("xl/worksheets/sheet1.xml", sheet)
        load_tariff(folder / "d.xlsx", folder / "s", kind="taric", as_of=TODAY)
        line = TariffStore(folder / "s").duty("610910", None, "EU", date(2026, 7, 31)).lines[0]

        assert (date(2026, 7, 1), date(2026, 7, 31)) == (line.since, line.until)

    @pytest.mark.parametrize(
        ("name", "data", "kind", "what"),
        [
            ("x.csv", "Goods code,\xff\n".encode("latin-1"), "taric", "is not UTF-8"),
            ("x.csv", b'territory,"code"x\n', "csv", "is no CSV"),
            ("x.csv", b"", "csv", "column territory is missing"),
            ("x.html", b"<p>\xff</p>", "abf", "is not UTF-8"),
            ("x.html", b"<p>No table</p>", "abf", "column Reference Number is missing"),
            ("x.html", None, "abf", "can't be read"),
            ("x.json", None, "usitc-json", "can't be read"),
            ("x.csv", None, "csv", "can't be read"),
        ],
    )
    def test_files_that_are_none_are_typed_errors(self, tmp_path, name, data, kind, what):
        """
        Broken, empty or missing: what is wrong, and in which file.
        """
        if data is not None:
            (tmp_path / name).write_bytes(data)

        with pytest.raises(DataError, match=what) as caught:
            load_tariff(tmp_path / name, tmp_path / "s", kind=kind, as_of=TODAY)
        assert name == caught.value.file

    def test_blank_lines_are_passed_by(self, tmp_path):
        """
        A table may end with an empty line.
        """
        head = "territory,code,valid_from,valid_to,expression,source"
        (tmp_path / "x.csv").write_text(f"{head}\n\nEU,6109,,,12 %,x\n\n")

        assert 1 == load_tariff(tmp_path / "x.csv", tmp_path / "s", kind="csv", as_of=TODAY).lines
        assert "<TariffStore EU>" == repr(TariffStore(tmp_path / "s"))


def inline(at, line, text):
    return f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{_escaped(text)}</t></is></c>'


class TestQuotes:
    def parcel(self, code, origin, **item):
        goods = {"price": "200 EUR", "hs_code": code, "origin": origin, **item}
        return Shipment(ship_from=origin, ship_to="DE", shipping="0 EUR", items=[goods])

    def test_the_normal_duty_and_the_preference_with_proof(self, eu):
        """
        12 % from Japan, nothing with proof of origin.
        """
        normal = quote(self.parcel("61091000", "JP"), on=TODAY, tariffs=eu)
        proven = quote(self.parcel("61091000", "JP", preference_proof=True), on=TODAY, tariffs=eu)

        assert Money("24", "EUR") == normal.duty
        assert Money("0", "EUR") == proven.duty

    def test_content_that_nobody_told_is_unknown(self, eu):
        """
        Biscuits with an agricultural component: a least, no most, and what would settle it.
        """
        answer = quote(self.parcel("1905319100", "US"), on=TODAY, tariffs=eu)

        assert ("unknown", None, None) == (answer.status, answer.total, answer.range)
        assert "items.0.duty_rate" in answer.missing
        assert "landed_cost.duty_by_recipe" in {reason.code for reason in answer.reasons}
        # (200 + 9 %) and 7 % tax on food
        assert Money("233.26", "EUR") == answer.at_least

    def test_a_duty_by_measures_names_each_that_is_missing(self, eu):
        """
        Cider by its strength and its litres.
        """
        needed = quote(self.parcel("2206001000", "US"), on=TODAY, tariffs=eu)
        told = quote(
            self.parcel("2206001000", "US", units={"litre": 75, "percent_hl": 6}),
            on=TODAY, tariffs=eu,
        )  # fmt: skip

        assert {"items.0.units.litre", "items.0.units.percent_hl"} <= set(needed.missing)
        assert Money("7.80", "EUR") == told.duty

    @pytest.mark.parametrize(
        ("code", "low", "high"),
        [
            # 14 and 15 %: (200 + duty) x 1.19
            ("8712", "271.32", "273.70"),
            ("871200", "271.32", "273.70"),
        ],
    )
    def test_a_short_code_gives_the_range_over_its_lines(self, eu, code, low, high):
        """
        Four or six digits mean all lines under them.
        """
        answer = quote(self.parcel(code, "US"), on=TODAY, tariffs=eu)

        assert "unknown" == answer.status
        assert "items.0.hs_code" in answer.missing
        assert (Money(low, "EUR"), Money(high, "EUR")) == tuple(answer.range)[:2]

    @pytest.mark.parametrize(
        "code", ["61O910", "61091", "6109100", "610910001", "61", "6109.10.00.10.1"]
    )
    def test_a_code_of_another_form_is_a_typed_error(self, code):
        """
        Letters and lengths that no tariff has; the error names the field.
        """
        with pytest.raises(InvalidInput, match="4, 6, 8 or 10 digits") as caught:
            self.parcel(code, "US")
        assert "items.0.hs_code" == caught.value.problems[0].path

    def test_a_duty_that_hangs_on_a_price_has_two_ends(self, eu):
        """
        Tomatoes by their price of entry: 8 % or nine euros a hundredweight.
        """
        answer = quote(self.parcel("0702000099", "US", weight_kg="50"), on=TODAY, tariffs=eu)

        assert "items.0.duty_rate" in answer.missing
        assert "landed_cost.duty_condition" in {reason.code for reason in answer.reasons}
        # duties of 4.50 and 16.00, and 7 % tax on food
        assert (Money("218.82", "EUR"), Money("231.12", "EUR")) == tuple(answer.range)[:2]

    def test_what_could_be_claimed_is_told_and_not_counted(self, eu):
        """
        A suspension stands beside the duty, and the answer is complete without it.
        """
        answer = quote(self.parcel("3907690000", "US"), on=TODAY, tariffs=eu)
        told = next(r for r in answer.reasons if r.code == "landed_cost.relief_not_counted")

        assert Money("13", "EUR") == answer.duty
        assert "complete" == answer.status
        assert {"item": "items.0", "name": "autonomous suspension", "duty": "0.000 %"} == dict(
            told.params
        )

    def test_a_preference_without_proof_is_told(self, eu):
        """
        Japan's rate stands among the reasons, until proof is given.
        """

        def codes(**item):
            answer = quote(self.parcel("61091000", "JP", **item), on=TODAY, tariffs=eu)
            return {reason.code for reason in answer.reasons}

        assert "landed_cost.preference_not_claimed" in codes()
        assert "landed_cost.preference_not_claimed" not in codes(preference_proof=True)

    def test_a_group_without_members_leaves_the_quote_open(self, folder):
        """
        With proof, and nobody to say whether the origin is in the group: unknown.
        """
        load_tariff(folder / "duties.csv", folder / "s", kind="taric", as_of=TODAY)
        store = TariffStore(folder / "s")
        parcel = self.parcel("61091000", "BD", preference_proof=True)

        assert "unknown" == quote(parcel, on=TODAY, tariffs=store).status
        assert (
            Money("24", "EUR") == quote(self.parcel("61091000", "BD"), on=TODAY, tariffs=store).duty
        )

    def test_remedies_of_the_tariff_are_charges_of_their_own(self, eu):
        """
        By the tonne, and by the maker that is told.
        """
        steel = quote(self.parcel("7208510000", "TR", weight_kg="10"), on=TODAY, tariffs=eu)
        bicycle = self.parcel("8712003000", "CN")
        makers = TariffOverlay(eu, additional_codes=["A898"])

        assert [("countervailing duty", Money("15.54", "EUR"))] == [
            (charge.name, charge.amount) for charge in steel.charges if charge.kind == "duty"
        ]
        assert "tariffs.additional_code" in quote(bicycle, on=TODAY, tariffs=eu).missing
        assert Money("66.40", "EUR") == quote(bicycle, on=TODAY, tariffs=makers).duty

    def test_a_duty_by_an_additional_code_is_open(self, folder):
        """
        Two uses of one line with two duties: the code that tells them apart is asked for.
        """
        rows = [
            measure("2933399990", "103", "0.000 %", **{"Add code": "2500"}),
            measure("2933399990", "103", "6.500 %", **{"Add code": "2501"}),
        ]
        (folder / "d.csv").write_text(as_csv([TARIC_HEAD, *rows]))
        load_tariff(folder / "d.csv", folder / "s", kind="taric", as_of=TODAY)
        answer = quote(self.parcel("2933399990", "US"), on=TODAY, tariffs=TariffStore(folder / "s"))

        assert "tariffs.additional_code" in answer.missing
        assert (Money("238", "EUR"), Money("253.47", "EUR")) == tuple(answer.range)[:2]

    def test_an_undertaking_gives_a_layer_two_ends(self, folder):
        """
        Nothing with the certificate of a price undertaking, a duty without.
        """
        duty = "Cond:  A cert: D-008 (01):0.000 % ; A (01):28.200 %"
        rows = [measure("8541430000", "103", "0.000 %"), measure("8541430000", "552", duty, "CN")]
        (folder / "d.csv").write_text(as_csv([TARIC_HEAD, *rows]))
        load_tariff(folder / "d.csv", folder / "s", kind="taric", as_of=TODAY)
        answer = quote(self.parcel("8541430000", "CN"), on=TODAY, tariffs=TariffStore(folder / "s"))

        assert "landed_cost.layer_by_condition" in {reason.code for reason in answer.reasons}
        assert (Money("238", "EUR"), Money("305.12", "EUR")) == tuple(answer.range)[:2]

    def test_tables_take_the_same_duties(self, eu):
        """
        A table of orders comes to what each order comes to by itself, whatever its tariff line.
        """
        rows = [
            (code, origin)
            for code in ("61091000", "8712003000", "871200", "1905319100", "3907690000", "9999")
            for origin in ("JP", "CN", "US")
        ]
        table = {
            "hs_code": [code for code, _ in rows],
            "origin": [origin for _, origin in rows],
            "ship_from": [origin for _, origin in rows],
            "price": ["200.00"] * len(rows),
        }
        found = quote_many(
            table, on=TODAY, tariffs=eu, ship_to="DE", currency="EUR", shipping="0.00 EUR"
        )
        alone = [quote(self.parcel(code, origin), on=TODAY, tariffs=eu) for code, origin in rows]

        assert [answer.status for answer in alone] == list(found["status"])
        assert [answer.at_least.minor for answer in alone] == [
            int(minor) for minor in found["at_least_minor"]
        ]

    def test_of_several_preferences_the_lowest_is_claimed(self, folder):
        """
        An origin in two schemes: the lower rate, as an estimate that says so.
        """
        rows = [*TARIC, measure("6109100000", "142", "3.000 %", "BD")]
        (folder / "d.csv").write_text(as_csv([TARIC_HEAD, *rows]))
        load_tariff(folder / "d.csv", folder / "s", kind="taric", as_of=TODAY,
                    groups=folder / "groups.csv")  # fmt: skip
        store = TariffStore(folder / "s")
        answer = quote(
            self.parcel("61091000", "BD", preference_proof=True), on=TODAY, tariffs=store
        )
        reason = next(r for r in answer.reasons if r.code == "landed_cost.preference_lowest")

        assert ("estimated", Money("6", "EUR")) == (answer.status, answer.duty)
        assert "3.000 % | 9.600 %" == reason.params["duties"]
