"""
Places whose tax or customs law is not that of their country, found by region or postal code.
"""

from datetime import date
from fractions import Fraction

import pytest

from globalcs.facts import bundled
from globalcs.landed_cost import Shipment, quote
from globalcs.money import Money

TODAY = date(2026, 11, 21)


def ask(ship_from, ship_to, price="60 EUR", **more):
    item = {"price": price, "hs_code": "691110", "origin": "US", "category": "home",
            "duty_rate": "12 %"}  # fmt: skip
    fields = {"shipping": f"6 {price.split()[1]}", "items": [item], **more}
    return quote(Shipment(ship_from=ship_from, ship_to=ship_to, **fields), on=TODAY)


def at(country, postal_code):
    return {"country": country, "postal_code": postal_code}


def road(answer):
    return answer.consignments[0].road


class TestNorthernIreland:
    @pytest.mark.parametrize(
        ("ship_from", "registrations", "expected"),
        [
            ("GB", [], ("domestic", "0 EUR", "13.20 EUR")),
            ("IE", ["OSS"], ("union", "0 EUR", "13.20 EUR")),
            ("IE", [], ("union_home", "0 EUR", "15.18 EUR")),
            ("US", [], ("import", "3 EUR", "13.80 EUR")),
            ("US", ["IOSS"], ("scheme", "3 EUR", "13.20 EUR")),
            ("US", ["VAT-GB"], ("import", "3 EUR", "13.80 EUR")),
        ],
    )
    def test_goods_come_in_as_into_the_union_at_the_british_rate(
        self, ship_from, registrations, expected
    ):
        """
        From Great Britain a sale at home; from the Union no border; from elsewhere the Union's flat
        duty and IOSS, not Britain's scheme; 20 % in each case but a small Irish seller's.
        """
        answer = ask(ship_from, at("GB", "BT1 5GS"), registrations=registrations)

        assert expected == (road(answer), answer.duty.to_text().replace(".00", ""),
                            answer.tax.to_text())  # fmt: skip

    def test_a_northern_irish_seller_is_inside_both(self):
        """
        To Dublin no border and Irish tax; to London a sale at home.
        """
        assert "union" == road(ask("XI", "IE", registrations=["OSS"]))
        assert Fraction(23, 100) == ask("XI", "IE", registrations=["OSS"]).lines[0].tax_rate
        assert "domestic" == road(ask("XI", "GB"))


class TestInsideTheCustomsBorderOutsideTheTaxBorder:
    @pytest.mark.parametrize(
        ("place", "rate"),
        [
            (at("ES", "35001"), "7/100"),
            (at("ES", "38400"), "7/100"),
            (at("IT", "22061"), "81/1000"),
            (at("FI", "22100"), "51/200"),
            (at("FR", "97110"), "17/200"),
            (at("FR", "97200"), "17/200"),
            (at("FR", "97400"), "17/200"),
            (at("FR", "97300"), "0"),
            (at("FR", "97600"), "0"),
        ],
    )
    def test_own_tax_no_duty_from_the_union_and_no_ioss(self, place, rate):
        """
        The Canaries, Campione, Åland and overseas France: their own tax at the border, the flat
        duty from outside the Union and none from inside, and no scheme of the Union's tax.
        """
        inside = ask(place["country"], place, registrations=["OSS", "IOSS"])
        outside = ask("US", place, registrations=["OSS", "IOSS"])

        assert ("import", "import") == (road(inside), road(outside))
        assert (0, 300) == (inside.duty.minor, outside.duty.minor)
        assert outside.scheme is None
        assert {Fraction(rate)} == {inside.lines[0].tax_rate, outside.lines[0].tax_rate}


class TestRegionsWithARateOfTheirOwn:
    @pytest.mark.parametrize(
        ("place", "rate"),
        [
            (at("PT", "9500-321"), "16 %"),
            (at("PT", "9000-018"), "22 %"),
            (at("AT", "6691"), "19 %"),
            ("MC", "20 %"),
        ],
    )
    def test_their_rate_under_the_schemes_of_the_union(self, place, rate):
        """
        The Azores, Madeira, Jungholz and Monaco are inside both borders, with another rate.
        """
        answer = ask("US", place, registrations=["IOSS"])

        assert "IOSS" == answer.scheme
        assert Fraction(int(rate.split()[0]), 100) == answer.lines[0].tax_rate


class TestOutsideBoth:
    @pytest.mark.parametrize(
        ("place", "code"),
        [
            (at("ES", "51001"), "EA"),
            (at("ES", "52001"), "EA"),
            (at("IT", "23041"), "IT-LIV"),
            (at("DE", "27498"), "DE-HEL"),
            (at("GB", "GY1 1AA"), "GG"),
            (at("FR", "97500"), "PM"),
            (at("FR", "97133"), "BL"),
        ],
    )
    def test_what_the_book_does_not_cover_is_said(self, place, code):
        """
        Ceuta, Melilla, Livigno, Heligoland and others have law of their own that the book lacks:
        never their country's tax, but unknown, with the fact that is missing.
        """
        answer = ask("US", place, registrations=["IOSS"])

        assert code == bundled().place(place["country"], postal_code=place["postal_code"]).code
        assert ("unknown", None, None) == (answer.status, answer.total, answer.scheme)
        assert {f"facts.{code}.tax.rate", f"facts.{code}.landed_cost"} <= set(answer.missing)
        assert "landed_cost.not_covered" in [reason.code for reason in answer.warnings]
        assert Money("66", "EUR") == answer.at_least

    def test_who_knows_the_rates_may_give_them(self):
        """
        With both rates given the bases are assumed, and the answer is an estimate.
        """
        item = {"price": "60 EUR", "duty_rate": "0 %", "tax_rate": "4 %", "category": "home"}
        answer = ask("US", at("ES", "52001"), items=[item])

        assert ("estimated", "2.64 EUR") == (answer.status, answer.tax.to_text())

    def test_from_the_country_itself_it_is_an_import_too(self):
        """
        A parcel from Spain to Melilla crosses a border.
        """
        assert "import" == road(ask("ES", at("ES", "52001")))

    def test_buesingen_and_liechtenstein_are_swiss(self):
        """
        Customs and tax of Switzerland, 8.1 %.
        """
        for place in (at("DE", "78266"), "LI"):
            assert Fraction(81, 1000) == ask("US", place).lines[0].tax_rate


class TestIsleOfManAndJersey:
    def test_the_isle_of_man_is_as_britain(self):
        """
        A sale at home from Britain, and Britain's scheme from abroad.
        """
        douglas = at("GB", "IM1 1AA")

        assert "domestic" == road(ask("GB", douglas, "60 GBP"))
        assert "VAT-GB" == ask("US", douglas, "60 GBP", registrations=["VAT-GB"]).scheme

    def test_jersey_is_not(self):
        """
        Jersey has its own tax of 5 % and its own relief.
        """
        jersey = at("GB", "JE2 3AB")

        assert "import" == road(ask("GB", jersey, "60 GBP"))
        assert Fraction(1, 20) == ask("GB", jersey, "600 GBP").lines[0].tax_rate


class TestCanada:
    @pytest.mark.parametrize(
        ("region", "postal_code", "tax"),
        [
            ("ON", "M5V 2T6", "29.12"),
            ("QC", "H2X 1Y4", "33.54"),
            ("BC", "V6B 1A1", "26.88"),
            ("AB", "T2P 1J9", "11.20"),
            ("MB", "R3C 0A1", "26.88"),
            ("SK", "S4P 3Y2", "24.64"),
            ("NS", "B3J 1S9", "31.36"),
            ("NB", "E3B 1B5", "33.60"),
            ("PE", "C1A 4P3", "33.60"),
            ("NL", "A1C 5M2", "33.60"),
            ("YT", "Y1A 2C6", "11.20"),
        ],
    )
    def test_provinces_by_region_and_by_postal_code(self, region, postal_code, tax):
        """
        Tax of the province on 224 dollars with 12 % of duty: harmonized, a second tax, or none.
        """
        parcel = {"price": "200 CAD", "channel": "courier", "shipping": "6 CAD"}
        by_region = ask("US", f"CA-{region}", **parcel)
        by_code = ask("US", at("CA", postal_code), **parcel)

        assert Money(tax, "CAD") == by_region.tax == by_code.tax
        assert "ship_to.region" not in by_code.missing

    def test_the_region_of_an_address_goes_before_its_postal_code(self):
        """
        Where both are told the region counts.
        """
        both = {"country": "CA", "region": "AB", "postal_code": "H2X 1Y4"}

        assert "CA-AB" == bundled().place("CA", "AB", "H2X 1Y4").code
        assert Fraction(1, 20) == ask("US", both, "200 CAD", channel="post").lines[0].tax_rate

    def test_without_either_only_the_federal_tax_is_counted(self):
        """
        The north shares a letter, and an address may have no code: 5 %, and it says so.
        """
        for place in ("CA", at("CA", "X1A 1A1")):
            answer = ask("US", place, "200 CAD", channel="post")

            assert "ship_to.region" in answer.missing
            assert Fraction(1, 20) == answer.lines[0].tax_rate


class TestBrazil:
    @pytest.mark.parametrize(
        ("state", "postal_code", "rate"),
        [
            ("SP", "01310-100", "17 %"),
            ("RJ", "20040-020", "17 %"),
            ("DF", "70040-010", "17 %"),
            ("GO", "74003-010", "17 %"),
            ("AM", "69010-060", "17 %"),
            ("MG", "30110-000", "20 %"),
            ("BA", "40020-000", "20 %"),
            ("SE", "49010-000", "20 %"),
            ("AL", "57020-000", "20 %"),
            ("PB", "58010-000", "20 %"),
            ("RN", "59010-000", "20 %"),
            ("CE", "60010-000", "20 %"),
            ("PI", "64000-000", "20 %"),
            ("RR", "69301-000", "20 %"),
            ("AC", "69900-000", "20 %"),
        ],
    )
    def test_states_by_region_and_by_postal_code(self, state, postal_code, rate):
        """
        ICMS is 17 % or 20 %, by state.
        """
        expected = Fraction(int(rate.split()[0]), 100)
        parcel = {"price": "40 USD", "registrations": ["REMESSA-CONFORME"]}

        assert f"BR-{state}" == bundled().place("BR", postal_code=postal_code).code
        assert expected == ask("US", f"BR-{state}", **parcel).lines[0].tax_rate
        assert expected == ask("US", at("BR", postal_code), **parcel).lines[0].tax_rate
