"""
Schemes of sellers and flat charges around the world: at the limit, above it, and by the day.
"""

from datetime import date

import pytest

from globalcs.landed_cost import Shipment, quote
from globalcs.money import Money

TODAY = date(2026, 11, 21)


def ask(ship_to, price, ship_from="US", on=TODAY, **more):
    item = {"price": price, "category": "home", "hs_code": "691110", "origin": ship_from}
    item |= {name: more.pop(name) for name in ("category", "hs_code", "duty_rate") if name in more}
    fields = {"shipping": f"0 {price.split()[1]}", "items": [item], **more}
    return quote(Shipment(ship_from=ship_from, ship_to=ship_to, **fields), on=on)


def paid(answer):
    return answer.duty.to_text(), answer.tax.to_text()


@pytest.mark.parametrize(
    ("ship_to", "scheme", "within", "tax", "beyond"),
    [
        ("NL", "IOSS", "150 EUR", "31.50 EUR", "150.01 EUR"),
        ("GB", "VAT-GB", "135 GBP", "27.00 GBP", "135.01 GBP"),
        ("NO", "VOEC", "3000 NOK", "750.00 NOK", "3000.01 NOK"),
        ("AU", "GST-AU", "1000 AUD", "100.00 AUD", "1000.01 AUD"),
        ("NZ", "GST-NZ", "1000 NZD", "150.00 NZD", "1000.01 NZD"),
        ("SG", "GST-SG", "400 SGD", "36.00 SGD", "400.01 SGD"),
        ("MY", "LVG-MY", "500 MYR", "50.00 MYR", "500.01 MYR"),
        ("CN", "CN-CBEC", "5000 CNY", "455.00 CNY", "5000.01 CNY"),
    ],
)
def test_a_scheme_holds_up_to_its_limit(ship_to, scheme, within, tax, beyond):
    """
    Up to the limit the seller takes the tax at checkout and owes it; a cent above, the border does.
    """
    inside = ask(ship_to, within, registrations=[scheme], duty_rate="0 %")
    outside = ask(ship_to, beyond, registrations=[scheme], duty_rate="0 %")

    assert scheme == inside.scheme
    assert Money.read(tax) == inside.tax
    assert inside.owed_by_seller >= inside.tax
    assert outside.scheme is None
    assert Money.from_minor(0, outside.goods.currency) == outside.owed_by_seller


@pytest.mark.parametrize(
    ("ship_to", "scheme", "price", "without"),
    [
        ("NL", "IOSS", "40 EUR", ("3.00 EUR", "9.03 EUR")),
        ("NO", "VOEC", "300 NOK", ("0.00 NOK", "75.00 NOK")),
        ("AU", "GST-AU", "900 AUD", ("0.00 AUD", "0.00 AUD")),
        ("SG", "GST-SG", "390 SGD", ("0.00 SGD", "0.00 SGD")),
        ("CH", "VAT-CH", "60 CHF", ("0.00 CHF", "0.00 CHF")),
    ],
)
def test_a_shop_without_the_registration_takes_the_other_road(ship_to, scheme, price, without):
    """
    Without the registration the parcel is an import, with the reliefs of the border.
    """
    answer = ask(ship_to, price, duty_rate="0 %")

    assert answer.scheme is None
    assert without == paid(answer)
    assert scheme == ask(ship_to, price, duty_rate="0 %", registrations=[scheme]).scheme


@pytest.mark.parametrize(
    ("where", "charged"),
    [
        (("BR-SP", "50 USD", "CN", "REMESSA-CONFORME"), ("10.00 USD", "12.29 USD")),
        (("BR-SP", "50.01 USD", "CN", "REMESSA-CONFORME"), ("10.01 USD", "12.29 USD")),
        (("BR-SP", "50 USD", "CN", None), ("30.00 USD", "16.39 USD")),
    ],
)
def test_brazil_by_bands_with_the_tax_inside(where, charged):
    """
    20 % to USD 50, 60 % less 20 dollars above, 60 % outside the programme; ICMS of 17 % is inside
    its own base.
    """
    ship_to, price, ship_from, scheme = where

    assert charged == paid(ask(ship_to, price, ship_from, registrations=[scheme] if scheme else []))


@pytest.mark.parametrize(
    ("on", "charged"),
    [
        (date(2025, 12, 7), "18.00 USD"),
        (date(2025, 12, 8), "0.00 USD"),
        (date(2026, 2, 23), "0.00 USD"),
        (date(2026, 2, 24), "18.00 USD"),
        (date(2026, 2, 25), "0.00 USD"),
        (date(2026, 5, 31), "0.00 USD"),
        (date(2026, 6, 1), "18.00 USD"),
    ],
)
def test_israel_changed_its_limit_four_times_in_half_a_year(on, charged):
    """
    USD 100 between the limits of 75, 130 and 150 dollars.
    """
    assert charged == ask("IL", "100 USD", on=on).tax.to_text()


@pytest.mark.parametrize(
    ("on", "charged"),
    [
        (date(2024, 7, 4), ("0.00 THB", "0.00 THB")),
        (date(2024, 7, 5), ("0.00 THB", "70.00 THB")),
        (date(2025, 12, 31), ("0.00 THB", "70.00 THB")),
        (date(2026, 1, 1), ("100.00 THB", "77.00 THB")),
    ],
)
def test_thailand_took_the_tax_first_and_the_duty_later(on, charged):
    """
    THB 1,000 at 10 % of duty and 7 % of tax.
    """
    assert charged == paid(ask("TH", "1000 THB", on=on, duty_rate="10 %"))


def test_turkey_had_two_flat_rates_by_country_of_shipment():
    """
    From 2024-08-21 30 % of what the Union sends and 60 % of the rest, up to 30 euros, in place of
    all else; from 2026-02-06 the tariff.
    """
    day = date(2025, 1, 15)

    assert ("7.50 EUR", "0.00 EUR") == paid(ask("TR", "25 EUR", "DE", on=day))
    assert ("15.00 EUR", "0.00 EUR") == paid(ask("TR", "25 EUR", "US", on=day))
    assert ask("TR", "25 EUR", "US", on=date(2026, 2, 6)).duty is None


@pytest.mark.parametrize(
    ("channel", "charged"),
    [("post", ("220.00 INR", "400.00 INR")), ("courier", ("220.00 INR", "400.00 INR"))],
)
def test_indian_personal_imports(channel, charged):
    """
    INR 2,000: 10 % with a surcharge of a tenth of it, and IGST of 18 % of 2,220, in whole rupees.
    """
    assert charged == paid(ask("IN", "2000 INR", channel=channel))


def test_chinese_post_and_retail():
    """
    Personal post: 20 % in place of duty and tax, none of CNY 50 or less. Cross-border retail: 70 %
    of 13 %, and nothing is too small.
    """
    assert ("60.00 CNY", "0.00 CNY") == paid(ask("CN", "300 CNY", channel="post"))
    assert ("0.00 CNY", "0.00 CNY") == paid(ask("CN", "250 CNY", channel="post"))
    assert ("0.00 CNY", "3.64 CNY") == paid(ask("CN", "40 CNY", registrations=["CN-CBEC"]))


@pytest.mark.parametrize(
    ("ship_to", "within", "beyond", "on"),
    [
        ("PH", "10000 PHP", "10000.01 PHP", TODAY),
        ("KR", "200 USD", "200.01 USD", TODAY),
        ("JP", "16666 JPY", "16669 JPY", TODAY),
        ("TW", "2000 TWD", "2001 TWD", TODAY),
    ],
)
def test_reliefs_end_at_their_limit(ship_to, within, beyond, on):
    """
    Nothing is due up to the limit, duty and tax above it. Japan counts 60 % of the retail price.
    """
    under, over = (ask(ship_to, price, on=on, duty_rate="10 %") for price in (within, beyond))

    assert (0, 0) == (under.duty.minor, under.tax.minor)
    assert over.duty.minor > 0
    assert over.tax.minor > 0


def test_vietnam_ended_its_relief_for_couriers():
    """
    VND 900,000 by courier were free until 2025-02-17.
    """
    before, after = (
        ask("VN", "900000 VND", channel="courier", duty_rate="10 %", on=day)
        for day in (date(2025, 2, 17), date(2025, 2, 18))
    )

    assert ("0 VND", "0 VND") == paid(before)
    assert ("90000 VND", "99000 VND") == paid(after)


@pytest.mark.parametrize(
    ("price", "category", "hs_code", "rate"),
    [
        ("100 USD", "home", "691110", "7.5 %"),
        ("100 USD", "bags", "420221", "25 %"),
        ("100 USD", "books", "490199", None),
    ],
)
def test_indonesian_consignments_by_goods(price, category, hs_code, rate):
    """
    7.5 % in general, 25 % of bags and shoes, none of books, up to USD 1,500.
    """
    answer = ask("ID", price, category=category, hs_code=hs_code)
    rates = [str(float(c.rate * 100)) for c in answer.charges if c.kind == "duty"]

    assert rates[:1] == ([] if rate is None else [str(float(rate.removesuffix(" %")))])


@pytest.mark.parametrize(("price", "tax"), [("5 EUR", "0.00 EUR"), ("6 EUR", "1.14 EUR")])
def test_germany_leaves_charges_below_a_euro(price, tax):
    """
    19 % of five euros are 95 cents, of six 1.14.
    """
    assert tax == ask("DE", price, on=date(2025, 1, 1)).tax.to_text()


def test_south_africa_adds_a_tenth_in_place_of_freight():
    """
    ZAR 600 with 10 % of duty: VAT of 15 % of 600 x 1.10 + 60.
    """
    assert ("60.00 ZAR", "108.00 ZAR") == paid(ask("ZA", "600 ZAR", duty_rate="10 %"))
