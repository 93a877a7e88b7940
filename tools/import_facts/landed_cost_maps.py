"""
From the research's words on imports to the vocabulary of the book, reviewed line by line.

A phrase that stands here in no table stops the import of its place.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tools.import_facts.sources import READ_ON

__all__ = [
    "COMPONENTS",
    "CONFIRMED",
    "EXCLUDES",
    "EXTRA",
    "GOODS",
    "GOODS_CLASSES",
    "MEASURES",
    "NOT_CARRIED",
    "PLACES",
    "REVIEWED",
    "TITLES",
]

#: The places that are imported when none are named, besides the members of the Union.
PLACES = (
    "EU", "GB", "CH", "NO", "US", "CA", "BR", "JP", "CN", "KR", "SA", "AE", "AU",
    "NZ", "SG", "MY", "TH", "TW", "HK", "IL", "TR", "MX", "CL", "IS", "RS", "AL", "BH", "OM", "QA",
    "KW", "KH", "PK", "EG", "MA", "TN", "TZ", "CO", "DO",
    "IN", "ZA", "UA", "AR", "ID", "PH", "VN", "KE", "PE", "CR", "GE", "BA", "AZ",
)  # fmt: skip

#: Pages that the research names by their address alone, as the address names them.
TITLES = {
    "eu-382-oj": "Council Regulation (EU) 2026/382",
    "eu-1186": "Council Regulation (EC) No 1186/2009",
    "eu-ioss": "European Commission, VAT One Stop Shop: IOSS",
    "eu-vat-tedb": "European Commission: Taxes in Europe Database",
    "de-zoll": "German customs: internet orders from a non-EU country, duties and taxes",
    "ie-rev": "Irish Revenue: buying online for personal use from outside the EU",
    "se-tull": "Swedish Customs: useful information before shopping online",
    "fi-tulli": "Finnish Customs: what are customs duties",
    "gb-135": "GOV.UK: charging VAT on goods sold direct to customers in the UK",
    "gb-omp": "GOV.UK: VAT and overseas goods sold to customers in Great Britain using online marketplaces",
    "gb-fx": "GOV.UK: customs valuation, exchange rates",
    "gb-tax": "GOV.UK: tax and duty on goods sent from abroad",
    "gb-zero": "GOV.UK: rates of VAT on different goods and services",
    "ch-bazg": "Swiss customs (BAZG): receipt of letters and parcels",
    "ch-sample": "Swiss customs (BAZG): online shopping, sample calculation of the taxable value",
    "ch-duty": "Swiss customs: customs duties on importation into Switzerland",
    "ch-industrial": "Swiss customs (BAZG): abolition of industrial tariffs",
    "ch-platform": "Swiss Federal Tax Administration: VAT platform taxation",
    "no-calc": "Norwegian Customs: calculation of Norwegian VAT on online shopping",
    "no-corp": "Norwegian Customs: examples of the calculation of customs duty and taxes",
    "no-voec": "Norwegian Tax Administration: VAT on e-commerce (VOEC)",
    "no-clothes": "Norwegian Customs: importation of clothing",
    "is-toll": "Iceland Revenue and Customs: customs matters of individuals",
    "us-fx": "19 CFR part 159, subpart C",
    "ca-lvs": "CBSA: low-value shipments by courier, persons",
    "ca-hst": "Canada Revenue Agency: GST/HST calculator and rates",
    "au-lvg": "Australian Taxation Office: GST on low-value imported goods",
    "nz-fees25": "New Zealand Customs: goods clearance fees",
    "nz-review": "New Zealand Customs: review of the goods clearance fees",
    "nz-2026": "New Zealand Customs: changes of the goods clearance fees in 2026",
    "nz-lvg": "Inland Revenue New Zealand: GST on low-value imported goods",
    "jp-1111": "Japan Customs: customs answer 1111",
    "jp-simple": "Japan Customs: simplified tariff rates",
    "sg-iras": "IRAS Singapore: GST on imported low-value goods",
    "ph-boc": "Philippine Bureau of Customs: tax calculator for informal entries",
    "in-apsc": "Mumbai Customs Zone III: questions on parcels (APSC)",
    "za-sars": "SARS: how is VAT calculated on imported goods?",
    "oss": "European Commission: VAT One Stop Shop",
    "ni-hmrc": "GOV.UK: sending parcels between Great Britain and Northern Ireland",
}

# --- goods ---------------------------------------------------------------------------------------

#: The vocabulary: class -> label, and the HS headings that hold nothing else.
GOODS_CLASSES: dict[str, tuple[str, list[str]]] = {
    "adult": ("adult goods", []),
    "alcohol": ("alcoholic drinks", ["2203", "2204", "2205", "2206", "2208"]),
    "animals": ("live animals", ["01"]),
    "animals.feed": ("animal feed", ["2309"]),
    "antiques": ("art and antiques", ["97"]),
    "baby": ("baby goods", []),
    "baby.car_seats": ("child car seats", []),
    "bags": ("bags and cases", ["4202"]),
    "bicycles": ("bicycles", ["8711", "8712"]),
    "books": ("books", ["4901", "4903"]),
    "books.electronic": ("electronic books", []),
    "clothing": ("clothing", ["61", "62", "6505", "4203"]),
    "clothing.children": ("children's clothing", ["6111", "6209"]),
    "clothing.underwear": ("underwear and swimwear", ["6107", "6108", "6207", "6208", "6212"]),
    "cosmetics": ("cosmetics", ["3304", "3305", "3306", "3307", "3401"]),
    "cosmetics.perfume": ("perfume", ["3303"]),
    "custom_made": ("goods made to order or personalised", []),
    "digital": ("digital content", []),
    "digital.software": ("software", []),
    "electronics": (
        "electronics",
        ["8517", "8518", "8519", "8521", "8523", "8525", "8527", "8528"],
    ),
    "electronics.appliances": ("household appliances", ["8509", "8510", "8516"]),
    "electronics.batteries": ("batteries", ["8506", "8507"]),
    "electronics.computers": ("computers", ["8471"]),
    "electronics.games": ("video game consoles", ["9504"]),
    "financial": ("financial services", []),
    "food": (
        "food",
        ["02", "03", "04", "07", "08", "09", "10", "11", "15", "16", "17", "18", "19", "20", "21"],
    ),
    "food.baby": ("baby food", ["190110"]),
    "food.basic": ("basic food", []),
    "food.bread": ("bread", ["190590"]),
    "food.drink": ("drinks without alcohol", ["2201", "2202"]),
    "food.fruit": ("fruit", ["0803", "0804", "0805", "0806", "0808"]),
    "food.local_produce": ("fresh local produce", []),
    "food.milk": ("milk", ["0401"]),
    "food.supplements": ("food supplements", []),
    "food.sweet_or_salty": ("food high in sugar or salt", []),
    "furniture": ("furniture", ["9401", "9403", "9405"]),
    "gambling": ("gambling", []),
    "gift_cards": ("gift cards and vouchers", []),
    "home": ("household goods", ["6911", "6912", "7013", "7323", "3924"]),
    "home.textiles": ("household textiles", ["6301", "6302", "6303", "6304"]),
    "hygiene": ("sealed goods for health or hygiene", []),
    "jewellery": ("jewellery", ["7113", "7114", "7116", "7117"]),
    "jewellery.watches": ("watches", ["9101", "9102"]),
    "media": ("recorded audio and video", ["8523"]),
    "medicines": ("medicines", ["3003", "3004"]),
    "medicines.reimbursed": ("reimbursed medicines", []),
    "newspapers": ("newspapers and magazines", ["4902"]),
    "newspapers.subscription": ("newspapers by subscription", []),
    "optics": ("glasses and optics", ["9003", "9004"]),
    "perishable": ("goods that spoil quickly", []),
    "plants": ("plants and flowers", ["06"]),
    "services": ("services", []),
    "shoes": ("shoes", ["64"]),
    "shoes.children": ("children's shoes", []),
    "sports": ("sports goods", ["9506"]),
    "tickets": ("tickets", []),
    "tobacco": ("tobacco", ["24"]),
    "toys": ("toys", ["9503"]),
    "travel": ("travel and transport", []),
    "weapons": ("weapons", ["93"]),
}

#: Phrase of a reduced rate -> classes; "~" marks a class of which only a part is meant, so its
#: confidence falls to low. None: the phrase names nothing that the vocabulary could hold.
GOODS: dict[str | tuple[str, str], tuple[str, ...] | None] = {
    "food, books, newspapers, medicines": ("food", "books", "newspapers", "medicines"),
    "plants, live animals, animal feed": ("plants", "animals"),
    "selected basic food": ("food.basic",),
    "food, medicines, books": ("food", "medicines", "books"),
    "food, books, medicines": ("food", "books", "medicines"),
    "food, books": ("food", "books"),
    "food, medicines": ("food", "medicines"),
    "food": ("food",),
    "books": ("books",),
    "medicines": ("medicines",),
    "some goods": None,
    "books, baby food": ("books", "food.baby"),
    "bread, milk, books, some medicines": ("food.bread", "food.milk", "books", "~medicines"),
    "some food, baby food": ("~food", "food.baby"),
    "printed books": ("books",),
    "books, medicines": ("books", "medicines"),
    "food, medicines, books (books from 2025-01-01)": ("food", "medicines", "~books"),
    "newspapers and magazines by subscription": ("newspapers.subscription",),
    "reimbursed medicines, press": ("medicines.reimbursed", "newspapers"),
    "food, books, magazines": ("food", "books", "newspapers"),
    "most food": ("~food",),
    ("HU", "books, medicines, some food"): ("books", "medicines"),
    ("HU", "some food"): ("~food",),
    "printed books, children's clothing and shoes, most food": (
        "books", "clothing.children", "shoes.children", "~food",
    ),
    "newspapers, e-books": ("newspapers", "books.electronic"),
    "books, basic food": ("books", "food.basic"),
    ("IT", "some food"): None,
    "other food, medicines": ("food", "medicines"),
    "medicines, baby food": ("medicines", "food.baby"),
    "books, fresh local produce": ("books", "food.local_produce"),
    "food, books, children's clothing and shoes, medicines": (
        "food", "books", "clothing.children", "shoes.children", "medicines",
    ),
    "medicines, some goods": ("medicines",),
    ("PT", "some food"): None,
    "basic food, books, medicines": ("food.basic", "books", "medicines"),
    "other food": ("food",),
    "food high in sugar or salt (moved from 19 %)": ("food.sweet_or_salty",),
    "books, bread, milk, fruit, medicines": (
        "books", "food.bread", "food.milk", "food.fruit", "medicines",
    ),
    "food (temporary cut)": ("food",),
    "books (printed and electronic), most food, children's clothing and footwear": (
        "books", "~food", "clothing.children", "shoes.children",
    ),
    "child car seats, some goods": ("baby.car_seats",),
    "food, books, magazines, medicines": ("food", "books", "newspapers", "medicines"),
    "basic groceries": ("food.basic",),
    "books (constitutional immunity)": ("books",),
    "food and drink (not alcohol)": ("food",),
    "basic food, some medical goods": ("food.basic",),
    "textiles, clothing, shoes": ("home.textiles", "clothing", "shoes"),
    "basic food": ("food.basic",),
    "basic food, medicines": ("food.basic", "medicines"),
    "basic food, medicines, books": ("food.basic", "medicines", "books"),
    "basic basket": ("food.basic",),
    "books (excluded)": ("books",),
    "books (exempt)": ("books",),
    "listed goods": None,
    ("CO", "some food"): ("~food",),
    ("AR", "some food"): ("~food",),
    "clothing and footwear up to INR 2,500, many foods": None,  # hangs on the price: see EXTRA
    "some food; books exempt": ("~food", "books"),
    "books (some exempt), food, medicines": ("~books", "food", "medicines"),
}  # fmt: skip

# --- measures, bases -----------------------------------------------------------------------------

MEASURES = {
    "intrinsic value of the whole consignment": "goods",
    "intrinsic value": "goods",
    "n/a": "goods",
    "value": "goods",
    "value for duty": "customs_value",
    "customs value": "customs_value",
    "goods plus freight": "landed",
    "goods + freight + insurance": "landed",
    "value of goods plus shipping": "landed",
    "fair retail value in the country of shipment, aggregate per person per day": "goods",
    "price of the goods incl. local shipping in the country of sale": "goods",
    "price of the goods": "goods",
    "goods value": "goods",
    "goods value, shipping and insurance excluded": "goods",
    "CIF of the consignment": "landed",
    "CIF": "landed",
    "FOB": "goods",
    "FOB/FCA value": "goods",
    "transaction value": "goods",
    "customs value (CIF)": "customs_value",
    "value, B2C only": "goods",
    "per parcel": "goods",
    "FOB per consignment": "goods",
    "customs value, parcels up to 30 kg": "customs_value",
    "consignment": "goods",
}

#: Words of a tax base; "" for a part that the shape holds or that needs no word of its own.
COMPONENTS = {
    "goods": "goods",
    "goods_above_limit": "goods",
    "10 % uplift": "",
    "surcharge": "duty",
    "freight": "freight",
    "freight_to_destination": "freight",
    "insurance": "insurance",
    "duty": "duty",
    "excise": "excise",
    "wet": "excise",
    "dta": "fees",
    "brokerage": "clearance",
    "purchase_tax": "excise",
    "other_taxes": "excise",
    "consumption_tax_itself": "excise",
    "fees": "fees",
    "clearance_fees": "clearance",
    "icms_itself": "",
}

#: Goods that a relief leaves out, by place and entry.
EXCLUDES = {
    ("EU", 0): ["alcohol", "tobacco", "cosmetics.perfume"],
    ("GB", 0): ["alcohol", "tobacco"],
    ("CA", 0): ["alcohol", "tobacco", "books", "newspapers"],
    ("AU", 0): ["alcohol", "tobacco"],
}

#: Entries that the second file confirms with a page that was read.
CONFIRMED = {
    ("SA", "duty_valuation"): {"source": ["sa-otexa"], "confidence": "high"},
    ("SA", "tax_base"): {"source": ["shiphop"], "confidence": "medium"},
    ("AE", "tax_base"): {"source": ["shiphop"], "confidence": "medium"},
    ("AE", "duty_valuation"): {
        "source": ["sa-otexa", "kw-otexa", "urshipper"], "confidence": "medium",
    },
    ("GB", "duty_valuation"): {"source": ["urshipper"], "confidence": "medium"},
    ("CN", "duty_valuation"): {"source": ["urshipper"], "confidence": "medium"},
}  # fmt: skip

# --- entries that stay outside, with the reason --------------------------------------------------

NOT_CARRIED = {
    ("EU", "handling_fees", 0): "adoption not confirmed: not in force unless somebody reads it",
    ("EU", "seller_schemes", 1): "an operator's way to collect; the sums are those of the import",
    ("GB", "duty_de_minimis", 1): "announced only",
    ("GB", "fees", 0): "a carrier's price, not law",
    ("CH", "seller_schemes", 1): "about who is the seller on a platform, not about the sum",
    ("CH", "fees", 0): "a carrier's price, not law; given with the shipment",
    ("US", "duty_de_minimis", 3): "gifts, not sales",
    ("US", "postal", 0): "the flat amounts hang on country rates that the research does not hold",
    ("US", "postal", 2): "the ordinary stack",
    ("US", "fees", 7): "says that amounts were not found; last year's fees are marked yearly",
    ("US", "fees", 8): "the threshold stands in the fees themselves",
    ("CA", "tax_de_minimis", 2): "gifts, not sales",
    ("CA", "fees", 0): "a carrier's price, not law",
    ("CA", "seller_schemes", 0): "no scheme for goods at import",
    ("BR", "standard", 20): "ten states: see EXTRA",
    ("BR", "flat_duty", 2): "under discussion, not in force",
    ("BR", "fees", 0): "a carrier's price, not law",
    ("CN", "tax_de_minimis", 0): "one limit on duty and tax together: see the duty entry",
    ("TR", "duty_de_minimis", 0): "a limit of the flat tax, which stands in no entry of that time",
    ("TR", "duty_de_minimis", 1): "the limit of the flat tax: see there",
    ("TR", "flat_duty", 1): "prescribed medicines and food supplements only",
    ("MX", "duty_de_minimis", 1): "one dollar, by agreements whose members are not listed",
    ("IN", "flat_duty", 1): "the rate without the concession: given with the item",
    ("VN", "standard", 10): "broken by the temporary cut: see EXTRA",
    ("VN", "standard", 8): "broken into the standard rate: see EXTRA",
    ("ID", "standard", 12): "taken of eleven twelfths of the value, so 11 % of it: see EXTRA",
    ("SA", "duty_rate_general", 0): "not flat since 2020-06-10, says the later reading",
}

# --- entries with a value of their own -----------------------------------------------------------

US_FROM_FLOOR = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV",
    "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
]  # fmt: skip
US_TEN = [
    "AR", "BD", "KH", "CA", "EC", "SV", "GT", "HN", "IN", "ID", "JO", "MY", "MX", "PK", "LK", "TT",
    "GB",
]  # fmt: skip
US_TWELVE = [
    "DZ", "AO", "AU", "BS", "BH", "BR", "CL", "CN", "CO", "CR", "DO", "EG", "GY", "HK", "IQ", "IL",
    "KZ", "KW", "LY", "MA", "NZ", "NI", "NG", "NO", "OM", "PE", "PH", "QA", "RU", "SA", "SG", "ZA",
    "TH", "TR", "AE", "UY", "VE", "VN",
]  # fmt: skip
LABOUR = "Section 301, forced labour (HTSUS ch. 99 note 52)"


def layer(name: str, kind: str, rate: str, when: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {"name": name, "kind": kind, "rate": rate, **more}
    return {"key": "landed_cost.added_duty", "value": value, "when": when}


def labour(kind: str, rate: str, origins: list[str], measure: str) -> dict[str, Any]:
    return layer(
        LABOUR, kind, rate, {"origin": origins, "measure": measure}, exempt_hs=["4901"],
        exempt_preference=["CA", "MX"],
    )  # fmt: skip


def mpf_formal(least: str, most: str) -> list[dict[str, Any]]:
    value = {
        "name": "merchandise processing fee, formal entry", "per": "consignment",
        "rate": "0.3464 %", "least": least, "most": most, "base": "customs_value",
        "over": "2500 USD", "yearly": True,
    }  # fmt: skip
    return [{"key": "landed_cost.fee", "value": value, "when": {"measure": "mpf-formal"}}]


def us_fee(name: str, amount: str, channel: Any, measure: str) -> list[dict[str, Any]]:
    value = {
        "name": name, "per": "consignment", "amount": amount, "up_to": "2500 USD", "yearly": True,
    }  # fmt: skip
    when = {"channel": channel, "measure": measure}
    return [{"key": "landed_cost.fee", "value": value, "when": when}]


NO_CHANNEL = {"not": ["courier", "post"]}
INFORMAL = "merchandise processing fee, informal entry"


def eu_fee(place: str, name: str, amount: str, per: str) -> list[dict[str, Any]]:
    value = {"name": name, "per": per, "amount": amount, "up_to": "150 EUR"}
    when = {"measure": f"parcel-{place.lower()}"}
    return [{"key": "landed_cost.fee", "value": value, "when": when, "subjects": [place]}]


def minimum(
    measure: str, amount: str, inclusive: bool, rounded: str = "", **more: Any
) -> list[dict[str, Any]]:
    value: dict[str, Any] = {"measure": measure, "amount": amount, "inclusive": inclusive}
    if rounded:
        value["rounded"] = rounded
    when = {"measure": f"minimum-{measure}"}
    return [{"key": "landed_cost.collect_minimum", "value": value, "when": when, **more}]


def scheme(registration: str, name: str, **value: Any) -> list[dict[str, Any]]:
    return [
        {
            "key": "landed_cost.scheme",
            "value": {"registration": registration, "name": name, **value},
            "when": {"measure": registration.lower()},
            "note": None,
        }
    ]


def rate_of(region: str, rate: str) -> list[dict[str, Any]]:
    subjects = [f"CA-{code}" for code in region.split(",")]
    return [{"key": "tax.rate", "value": rate, "subjects": subjects}]


def added_tax(code: str, name: str, rate: str) -> dict[str, Any]:
    value = {"name": name, "rate": rate}
    when = {"measure": "province"}
    return {
        "key": "landed_cost.added_tax", "value": value, "when": when, "subjects": [f"CA-{code}"],
    }  # fmt: skip


def customs_fx(authority: str, period: str = "") -> list[dict[str, Any]]:
    value = {"authority": authority, **({"period": period} if period else {})}
    return [{"key": "landed_cost.customs_fx", "value": value}]


def flat(name: str, rate: str, when: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    value = {"shape": "bands", "name": name, "bands": [{"rate": rate}], **more}
    return {"key": "landed_cost.flat_duty", "value": value, "when": when, "note": None}


JP_SIMPLE = "simplified tariff"
JP_LIMIT = {"limit": "200000 JPY", "measure": "customs_value"}
#: Knitted clothing, leather shoes, leather bags, gloves, watch straps.
JP_KNIT_AND_LEATHER = [
    "61", "6403", "640420", "420211", "420221", "420231", "420291", "4203", "6216", "9113",
]  # fmt: skip


def jp_simple(hs: list[str], rate: str) -> dict[str, Any]:
    return flat(JP_SIMPLE, rate, {"hs": hs}, **JP_LIMIT)


CN_POST = "tax on personal postal articles"
CN_OWN = {"confidence": "low", "sources": ["own"]}


def cn_post(hs: list[str] | None, rate: str) -> list[dict[str, Any]]:
    """
    The rate of some goods, with the lower limit of what comes from Hong Kong, Macao and Taiwan.
    """
    near = {"ship_from": ["HK", "MO", "TW"]}
    goods = {"hs": hs} if hs else {}
    of_class = {**CN_OWN, "note": "which goods fall in which class is own knowledge"}
    return [
        {**flat(CN_POST, rate, goods or None, limit="1000 CNY", covers_tax=True), **of_class},
        {**flat(CN_POST, rate, {**goods, **near}, limit="800 CNY", covers_tax=True), **of_class},
    ]


def general(rate: str) -> list[dict[str, Any]]:
    return [{"key": "landed_cost.general_duty", "value": rate}]


def nz_fee(name: str, amount: str, measure: str) -> list[dict[str, Any]]:
    value = {"name": name, "per": "consignment", "amount": amount, "over": "1000 NZD"}
    return [{"key": "landed_cost.fee", "value": value, "when": {"measure": measure}}]


def mx_rate(bands: list[dict[str, Any]], measure: str, **when: Any) -> dict[str, Any]:
    value = {
        "shape": "bands", "name": "global rate on courier parcels", "bands": bands,
        "limit": "2500 USD", "measure": "customs_value", "covers_tax": True,
    }  # fmt: skip
    return {
        "key": "landed_cost.flat_duty", "value": value, "when": {"measure": measure, **when},
    }  # fmt: skip


TR_FLAT: dict[str, Any] = {"limit": "30 EUR", "measure": "landed", "covers_tax": True}

NO_LIMIT = {
    "confidence": "medium", "sources": ["no-clothes"],
    "note": "toll.no tells 2023-10-01, a carrier 2024-01-01: a phase of registration lay between",
}  # fmt: skip
LIMIT_END = date(2023, 10, 1)


def allowance(key: str, limit: str, **more: Any) -> list[dict[str, Any]]:
    value = {"limit": limit, "measure": "goods", "allowance": True}
    return [{"key": f"landed_cost.{key}", "value": value, **more}]


ZA_FLAT = "flat rate on small consignments"
ZA_LIMIT: dict[str, Any] = {"limit": "500 ZAR", "measure": "customs_value"}
ID_FLAT = "consignment regime"
ID_LIMIT: dict[str, Any] = {"limit": "1500 USD", "measure": "goods"}


def id_class(rate: str, hs: list[str]) -> dict[str, Any]:
    """
    The rate of goods that the rule names; their headings are a reading of it, so less sure.
    """
    note = "which headings the named goods are is a reading"
    return {**flat(ID_FLAT, rate, {"hs": hs}, **ID_LIMIT), "confidence": "medium", "note": note}


def levy_of_cif(name: str, rate: str, measure: str) -> list[dict[str, Any]]:
    value = {"name": name, "per": "consignment", "rate": rate, "base": "customs_value"}
    return [{"key": "landed_cost.fee", "value": value, "when": {"measure": measure}}]


def monthly(key: str, limit: str) -> list[dict[str, Any]]:
    value = {"limit": limit, "measure": "goods"}
    note = "of all private parcels of a calendar month together"
    return [{"key": f"landed_cost.{key}", "value": value, "note": note}]


REVIEWED: dict[tuple[str, str, int], list[dict[str, Any]]] = {
    # the Union and its members
    ("EU", "tax_de_minimis", 1): minimum("charges", "1 EUR", False, subjects=["DE"]),
    ("EU", "flat_duty", 0): [
        {
            "key": "landed_cost.flat_duty",
            "value": {
                "shape": "per_tariff_item", "name": "flat duty on small consignments",
                "amount": "3 EUR", "digits": 6, "limit": "150 EUR", "measure": "goods",
            },
            "note": "ends earlier if the EU Customs Data Hub runs before",
        }
    ],
    ("EU", "handling_fees", 1): eu_fee("RO", "logistics fee", "25 RON", "consignment"),
    ("EU", "handling_fees", 2): eu_fee("FR", "parcel fee", "2 EUR", "tariff_item"),
    ("EU", "handling_fees", 3): eu_fee("IT", "parcel fee", "2 EUR", "consignment"),
    ("EU", "seller_schemes", 0): scheme(
        "IOSS", "Import One-Stop Shop", limit="150 EUR", measure="goods", duty_payer="seller",
        base=["goods", "freight", "insurance"], excludes=["alcohol", "tobacco"],
    ),
    ("EU", "customs_fx", 0): customs_fx("European Central Bank, rate of the month", "month"),
    # United Kingdom
    ("GB", "seller_schemes", 0): scheme(
        "VAT-GB", "UK VAT on consignments up to GBP 135", limit="135 GBP", measure="goods",
        mandatory=True, base=["goods", "freight", "insurance"], excludes=["alcohol", "tobacco"],
        also=["UK-VAT", "GB-VAT"],
    ),
    ("GB", "customs_fx", 0): customs_fx("HM Revenue and Customs, rate of the month", "month"),
    # Switzerland
    ("CH", "duty_de_minimis", 0): minimum("duty", "5 CHF", True),
    ("CH", "tax_de_minimis", 0): minimum(
        "tax", "5 CHF", True, rounded="0.05 CHF half_up",
        note="the page tells bases of CHF 62 and 193: the sum is compared as billed, in 5 centimes",
    ),
    ("CH", "seller_schemes", 0): scheme(
        "VAT-CH", "Swiss mail-order rule", base=["goods", "freight", "insurance"],
        also=["CH-VAT", "MWST-CH"],
    ),
    ("CH", "rounding", 0): [
        {"key": "landed_cost.rounding", "value": {"tax_base": "1 CHF half_up"}}
    ],
    ("CH", "customs_fx", 0): customs_fx("Swiss customs, selling rate of the day before", "day"),
    # Norway
    ("NO", "duty_de_minimis", 0): [
        {
            "key": "landed_cost.duty_de_minimis",
            "value": {"limit": "0 NOK", "measure": "goods"}, "since": LIMIT_END, **NO_LIMIT,
        }
    ],
    ("NO", "tax_de_minimis", 0): [
        {
            "key": "landed_cost.tax_de_minimis",
            "value": {"limit": "350 NOK", "measure": "landed"},
            "until": date(2023, 9, 30), "verified": date(2023, 9, 30), **NO_LIMIT,
        }
    ],
    ("NO", "tax_de_minimis", 1): [
        {
            "key": "landed_cost.tax_de_minimis",
            "value": {"limit": "0 NOK", "measure": "goods"}, "since": LIMIT_END, **NO_LIMIT,
        }
    ],
    ("NO", "seller_schemes", 0): scheme(
        "VOEC", "VAT on e-commerce", limit="3000 NOK", measure="item_price", duty="none",
        base=["goods", "freight", "insurance"], excludes=["alcohol", "tobacco"],
    ),
    ("NO", "rounding", 0): [
        {
            "key": "landed_cost.rounding",
            "value": {"duty": "1 NOK half_up", "tax": "1 NOK half_up"},
        }
    ],
    ("NO", "customs_fx", 0): customs_fx("Norwegian Customs, own rates at clearance"),
    # United States
    ("US", "duty_de_minimis", 1): [
        {
            "key": "landed_cost.duty_de_minimis",
            "value": {"limit": "0 USD", "measure": "goods"},
            "when": {"origin": ["CN", "HK"]},
            "until": date(2025, 8, 28),
        }
    ],
    ("US", "postal", 1): [
        flat("postal duty", "10 %", {"channel": "post"}, measure="goods"),
    ],
    ("US", "additional_duties", 0): [
        layer("IEEPA duties by country", "untold", "0 %", {"measure": "ieepa"}),
    ],
    ("US", "additional_duties", 1): [
        layer(
            "Section 122 surcharge", "added", "10 %", {"measure": "s122"},
            exempt_preference=["CA", "MX"],
        ),
    ],
    ("US", "additional_duties", 2): [
        labour("added", "10 %", US_TEN, "s301-labour-10"),
        labour("added", "12.5 %", US_TWELVE, "s301-labour-12"),
        labour("floor", "10 %", [*US_FROM_FLOOR, "TW"], "s301-labour-floor-10"),
        labour("floor", "12.5 %", ["JP", "KR", "CH"], "s301-labour-floor-12"),
    ],
    ("US", "additional_duties", 3): [
        layer(
            "Section 301 Brazil (HTSUS ch. 99 note 50)", "added", "25 %",
            {"origin": "BR", "measure": "s301-brazil"},
        ),
    ],
    ("US", "additional_duties", 4): [
        layer(
            "Section 301 China lists (HTSUS ch. 99 note 20)", "listed", "0 %",
            {"origin": "CN", "measure": "s301-china"}, most="25 %",
        ),
    ],
    ("US", "fees", 0): mpf_formal("31.67 USD", "614.35 USD"),
    ("US", "fees", 1): us_fee(INFORMAL, "2.53 USD", NO_CHANNEL, "mpf-informal"),
    ("US", "fees", 2): mpf_formal("32.71 USD", "634.62 USD"),
    ("US", "fees", 3): mpf_formal("33.58 USD", "651.50 USD"),
    ("US", "fees", 4): us_fee(INFORMAL, "2.69 USD", NO_CHANNEL, "mpf-informal"),
    ("US", "fees", 5): us_fee("express consignment fee", "1.34 USD", "courier", "express"),
    ("US", "fees", 6): us_fee("dutiable mail fee", "7.39 USD", "post", "mail"),
    ("US", "rounding", 0): [
        {"key": "landed_cost.rounding", "value": {"duty_base": "1 USD half_up"}}
    ],
    ("US", "customs_fx", 0): customs_fx("Federal Reserve, certified for the quarter", "quarter"),
    # Canada
    ("CA", "provinces", 0): rate_of("ON", "13 %"),
    ("CA", "provinces", 1): rate_of("NB,NL,PE", "15 %"),
    ("CA", "provinces", 2): rate_of("NS", "14 %"),
    ("CA", "provinces", 3): rate_of("NS", "15 %"),
    ("CA", "provinces", 4): [added_tax("QC", "QST", "9.975 %")],
    ("CA", "provinces", 5): [
        added_tax("BC", "PST", "7 %"), added_tax("SK", "PST", "6 %"), added_tax("MB", "RST", "7 %"),
    ],
    ("CA", "customs_fx", 0): customs_fx("CBSA, rate of the day of direct shipment", "day"),
    # Brazil
    ("BR", "duty_de_minimis", 0): [
        {
            "key": "landed_cost.duty_de_minimis",
            "value": {"limit": "50 USD", "measure": "landed"},
            "when": {"scheme": "REMESSA-CONFORME"},
        }
    ],
    ("BR", "flat_duty", 0): [
        {
            "key": "landed_cost.flat_duty",
            "value": {
                "shape": "bands", "name": "simplified tax regime, Remessa Conforme",
                "measure": "landed", "limit": "3000 USD",
                "bands": [
                    {"up_to": "50 USD", "rate": "20 %"},
                    {"up_to": "3000 USD", "rate": "60 %", "deduct": "20 USD"},
                ],
            },
            "when": {"scheme": "REMESSA-CONFORME"},
        }
    ],
    ("BR", "flat_duty", 1): [flat("simplified tax regime", "60 %", None, measure="landed")],
    ("BR", "seller_schemes", 0): scheme(
        "REMESSA-CONFORME", "Remessa Conforme", limit="3000 USD", measure="landed", base=[],
        duty_payer="seller",
    ),
    # Japan
    ("JP", "duty_de_minimis", 0): [
        {
            "key": "landed_cost.duty_de_minimis",
            "value": {
                "limit": "10000 JPY", "measure": "customs_value",
                "excludes": ["alcohol", "tobacco"], "excludes_hs": JP_KNIT_AND_LEATHER,
            },
        }
    ],
    ("JP", "tax_de_minimis", 0): [
        {
            "key": "landed_cost.tax_de_minimis",
            "value": {"limit": "10000 JPY", "measure": "customs_value"},
            "until": date(2028, 3, 31),
        }
    ],
    ("JP", "tax_de_minimis", 1): [
        {
            "key": "landed_cost.tax_de_minimis",
            "value": {"limit": "0 JPY", "measure": "goods"},
        }
    ],
    ("JP", "seller_schemes", 0): scheme(
        "CT-JP", "consumption tax on low-value goods", limit="10000 JPY", measure="item_price",
        base=["goods", "freight", "insurance"], also=["JCT-JP", "JP-CT"],
    ),
    ("JP", "rounding", 0): [
        {
            "key": "landed_cost.rounding",
            "value": {
                "duty_base": "1000 JPY down", "duty": "100 JPY down", "tax_base": "1000 JPY down",
                "tax": "100 JPY down", "first": "78 %", "second": "22/78",
            },
            "since": date(2019, 10, 1),
        }
    ],
    ("JP", "customs_fx", 0): customs_fx("Japan Customs, rate of the week", "week"),
    ("JP", "personal_value_rule", 0): [
        {
            "key": "landed_cost.duty_base",
            "value": {"shape": "retail_share", "share": "60 %"},
            "when": {"buyer": "consumer"},
            "note": "goods for the buyer's own use; repeal planned, no day known",
        }
    ],
    ("JP", "simplified_tariff", 0): [
        jp_simple(["62"], "20 %"),
        jp_simple(["0901", "090210", "090220"], "15 %"),
        jp_simple(["07", "08", "1212"], "10 %"),
        jp_simple(["6911", "6912", "9401", "9403", "9503"], "3 %"),
        jp_simple(["39", "40", "48"], "0 %"),
        {
            "key": "landed_cost.flat_duty",
            "value": {"shape": "tariff", "name": JP_SIMPLE},
            "when": {"hs": JP_KNIT_AND_LEATHER},
        },
        flat(JP_SIMPLE, "5 %", None, **JP_LIMIT),
    ],
    # China
    ("CN", "duty_de_minimis", 0): minimum("charges", "50 CNY", True),
    ("CN", "flat_duty", 0): [
        *cn_post(
            ["04", "08", "09", "16", "17", "18", "19", "20", "21", "30", "49", "8471", "9401",
             "9403", "9503"],
            "13 %",
        ),
        *cn_post(["22", "24", "33", "7113"], "50 %"),
        *cn_post(None, "20 %"),
    ],
    ("CN", "seller_schemes", 0): scheme(
        "CN-CBEC", "cross-border e-commerce retail import", limit="5000 CNY", measure="landed",
        base=["goods", "freight", "insurance"], duty="none", share="70 %", also=["CBEC"],
    ),
    # Korea
    ("KR", "tax_de_minimis", 0): [
        {
            "key": "landed_cost.tax_de_minimis",
            "value": {"limit": "150 USD", "measure": "goods"},
            "since": date(2015, 12, 1),
        },
        {
            "key": "landed_cost.tax_de_minimis",
            "value": {"limit": "200 USD", "measure": "goods"},
            "since": date(2012, 3, 15),
            "when": {"ship_from": ["US"]},
        },
    ],
    # Gulf
    ("AE", "duty_rate_general", 0): general("5 %"),
    ("BH", "duty_rate_general", 0): general("5 %"),
    ("KW", "duty_rate_general", 0): general("5 %"),
    ("OM", "duty_rate_general", 0): general("5 %"),
    ("QA", "duty_rate_general", 0): general("5 %"),
    # New Zealand
    ("NZ", "duty_de_minimis", 0): minimum("charges", "60 NZD", False),
    ("NZ", "seller_schemes", 0): scheme(
        "GST-NZ", "GST on low-value goods", limit="1000 NZD", measure="item_price",
        base=["goods", "freight", "insurance"], excludes=["alcohol", "tobacco"], also=["NZ-GST"],
    ),
    ("NZ", "fees", 0): nz_fee("import entry transaction fee", "40.08 NZD", "entry"),
    ("NZ", "fees", 1): nz_fee("import entry transaction fee", "53.44 NZD", "entry"),
    ("NZ", "fees", 2): nz_fee("biosecurity system entry levy", "46.40 NZD", "biosecurity"),
    ("NZ", "fees", 3): [
        {
            "key": "landed_cost.fee",
            "value": {"name": "goods levies", "per": "consignment"},
            "when": {"measure": "entry"},
        }
    ],
    # South-east and east Asia
    ("SG", "seller_schemes", 0): scheme(
        "GST-SG", "overseas vendor registration", limit="400 SGD", measure="item_price",
        base=["goods", "freight", "insurance"], excludes=["alcohol", "tobacco"], also=["SG-GST"],
    ),
    ("MY", "seller_schemes", 0): scheme(
        "LVG-MY", "sales tax on low-value goods", limit="500 MYR", measure="item_price",
        base=["goods"], excludes=["alcohol", "tobacco"], also=["MY-LVG"],
    ),
    ("TW", "fees", 0): [
        {
            "key": "landed_cost.fee",
            "value": {
                "name": "trade promotion service fee", "per": "consignment", "rate": "0.0425 %",
                "base": "customs_value",
            },
            "when": {"measure": "promotion"},
        }
    ],
    # Chile, Mexico, Türkiye
    ("CL", "duty_de_minimis", 1): [
        {
            "key": "landed_cost.duty_de_minimis",
            "value": {"limit": "500 USD", "measure": "goods"},
            "when": {"scheme": "VAT-CL"},
        }
    ],
    ("CL", "duty_rate_general", 0): general("6 %"),
    ("CL", "seller_schemes", 0): scheme(
        "VAT-CL", "simplified VAT for remote sellers", limit="500 USD", measure="goods",
        base=["goods", "freight", "insurance"], also=["CL-VAT"],
    ),
    ("MX", "flat_duty", 0): [mx_rate([{"rate": "19 %"}], "mx-general")],
    ("MX", "flat_duty", 1): [mx_rate([{"rate": "33.5 %"}], "mx-general")],
    ("MX", "flat_duty", 2): [
        mx_rate(
            [{"up_to": "117 USD", "rate": "17 %"}, {"rate": "19 %"}], "mx-usmca",
            ship_from=["US", "CA"],
        ),
    ],
    ("MX", "fees", 0): [
        {
            "key": "landed_cost.fee",
            "value": {
                "name": "customs processing fee (DTA)", "per": "consignment",
                "amount": "445 MXN",
            },
            "when": {"measure": "dta"},
        }
    ],
    ("TR", "flat_duty", 0): [
        flat("flat tax on parcels", "60 %", None, **TR_FLAT),
        flat("flat tax on parcels", "30 %", {"ship_from": US_FROM_FLOOR}, **TR_FLAT),
    ],
    # India, South Africa, Kenya
    ("IN", "flat_duty", 0): [
        {
            **flat(
                "personal imports (CTH 9804)", "11 %",
                {"buyer": "consumer", "channel": ["post", "courier"]},
            ),
            "note": "basic duty of 10 % and the surcharge of a tenth of it, in one rate",
        }
    ],
    ("IN", "customs_fx", 0): customs_fx("CBIC, rate of the day of the bill of entry", "day"),
    ("ZA", "duty_de_minimis", 0): [
        {**flat(ZA_FLAT, "20 %", None, covers_tax=True, **ZA_LIMIT), "note": "in place of VAT too"}
    ],
    ("ZA", "duty_de_minimis", 1): [
        {
            **flat(ZA_FLAT, "20 %", None, **ZA_LIMIT),
            "note": "interim; rates by HS code were planned from 2024-11-01, and whether they came "
            "is not confirmed",
            "confidence": "medium",
        }
    ],
    ("KE", "fees", 0): levy_of_cif("import declaration fee", "2.5 %", "idf"),
    ("KE", "fees", 1): levy_of_cif("railway development levy", "2 %", "rdl"),
    # Ukraine, Azerbaijan
    ("UA", "duty_de_minimis", 0): allowance("duty_de_minimis", "150 EUR"),
    ("UA", "tax_de_minimis", 0): allowance("tax_de_minimis", "100 EUR"),
    ("UA", "tax_de_minimis", 1): allowance("tax_de_minimis", "150 EUR"),
    ("UA", "flat_duty", 0): [
        {
            "key": "landed_cost.flat_duty",
            "value": {
                "shape": "bands", "name": "flat duty on parcels", "limit": "10000 EUR",
                "measure": "goods", "bands": [{"rate": "10 %", "deduct": "15 EUR"}],
            },
            "note": "of what exceeds EUR 150",
        }
    ],
    ("UA", "customs_fx", 0): customs_fx("National Bank of Ukraine, rate of the day", "day"),
    ("AZ", "duty_de_minimis", 0): monthly("duty_de_minimis", "300 USD"),
    ("AZ", "tax_de_minimis", 0): monthly("tax_de_minimis", "300 USD"),
    # Argentina, Peru
    ("AR", "duty_de_minimis", 0): allowance(
        "duty_de_minimis", "400 USD", when={"channel": "courier"},
        note="five shipments a year, each of at most USD 3,000 and for the buyer's own use",
    ),
    ("AR", "duty_de_minimis", 1): [
        {
            "key": "landed_cost.flat_duty",
            "value": {
                "shape": "bands", "name": "postal regime, half of the excess", "measure": "landed",
                "bands": [{"rate": "50 %", "deduct": "25 USD"}], "covers_tax": True,
            },
            "when": {"channel": "post"},
            "note": "of what exceeds USD 50, twelve shipments a year",
        }
    ],
    ("PE", "flat_duty", 0): [
        flat("courier rate", "4 %", {"channel": "courier"}, limit="2000 USD", measure="goods"),
    ],
    # Indonesia, Viet Nam
    ("ID", "flat_duty", 0): [
        id_class("0 %", ["4901", "4902", "4903"]),
        id_class("15 %", ["3303", "3304", "3305", "3306", "3307", "73", "9101", "9102"]),
        id_class("25 %", ["4202", "61", "62", "63", "64", "8712"]),
        flat(ID_FLAT, "7.5 %", None, **ID_LIMIT),
    ],
    ("VN", "duty_de_minimis", 0): [
        {
            "key": f"landed_cost.{name}",
            "value": {"limit": "1000000 VND", "measure": "goods"},
            "when": {"channel": "courier"},
        }
        for name in ("duty_de_minimis", "tax_de_minimis")
    ],
    # Australia
    ("AU", "seller_schemes", 0): scheme(
        "GST-AU", "GST on low-value imported goods", limit="1000 AUD", measure="item_price",
        base=["goods", "freight", "insurance"], excludes=["alcohol", "tobacco"],
        also=["AU-GST"],
    ),
    ("AU", "fees", 0): [
        {
            "key": "landed_cost.fee",
            "value": {
                "name": "import processing charge", "per": "consignment", "over": "1000 AUD",
            },
            "when": {"measure": "processing"},
        }
    ],
    ("AU", "customs_fx", 0): customs_fx("Australian Border Force, day of export", "day"),
}  # fmt: skip

# --- what stands in prose inside other entries ---------------------------------------------------

BR_TWENTY = ["AC", "AL", "BA", "CE", "MG", "PB", "PI", "RN", "RR", "SE"]

EXTRA: dict[str, list[dict[str, Any]]] = {
    "CA": [
        {
            "key": "landed_cost.by_region", "value": True, "verified": date(2026, 11, 21),
            "confidence": "low", "sources": ["ca-hst"],
        }
    ],
    "GB": [
        {
            "key": "landed_cost.domestic", "value": ["GB"], "since": date(2025, 5, 1),
            "confidence": "high", "sources": ["ni-eas", "ni-icaew", "ni-hmrc"],
            "note": "parcels to consumers through carriers of the UK Carrier Scheme",
            "subjects": ["XI"],
        },
        {
            "key": "landed_cost.domestic", "value": ["XI"], "since": date(2021, 1, 1),
            "confidence": "low", "sources": ["own"],
        },
    ],
    "CL": [
        {
            "key": "landed_cost.tax_de_minimis", "value": {"limit": "41 USD", "measure": "goods"},
            "since": date(2023, 5, 1), "until": date(2025, 10, 24), "confidence": "high",
            "sources": ["cl-rln"],
        }
    ],
    "US": [
        {
            "key": "landed_cost.local_tax", "value": "state sales or use tax",
            "verified": date(2026, 11, 21), "confidence": "low", "sources": ["own"],
        }
    ],
    "BR": [
        {
            "key": "landed_cost.by_region", "value": True, "since": date(2025, 4, 1),
            "confidence": "low", "sources": ["own"],
        },
        {
            "key": "tax.rate", "value": "20 %", "since": date(2025, 4, 1), "until": None,
            "confidence": "low", "sources": ["own"],
            "subjects": [f"BR-{code}" for code in BR_TWENTY],
        }
    ],
    "IN": [
        {
            "key": "landed_cost.added_duty",
            "value": {"name": "social welfare surcharge", "kind": "surcharge", "rate": "10 %"},
            "when": {"channel": {"not": ["post", "courier"]}, "measure": "sws"},
            "verified": READ_ON, "confidence": "high", "sources": ["in-apsc"],
        },
        {
            "key": "landed_cost.rounding",
            "value": {"duty": "1 INR half_up", "tax": "1 INR half_up"},
            "verified": READ_ON, "confidence": "low", "sources": ["in-154a"],
        },
        {
            "key": "tax.rate", "value": "5 %", "since": date(2025, 9, 22),
            "when": {
                "goods": ["clothing", "shoes"], "channel": {"not": ["post", "courier"]},
            },
            "confidence": "low", "sources": ["own"],
            "note": "up to INR 2,500 a piece; personal imports by post or courier bear 18 %",
        },
    ],
    "ID": [
        {
            "key": "tax.rate", "value": "11 %", "since": date(2025, 1, 1), "confidence": "low",
            "sources": ["own"],
            "note": "12 % of eleven twelfths of the value; luxury goods bear 12 % of all of it",
        },
        {
            "key": "landed_cost.rounding",
            "value": {"duty": "1000 IDR up", "tax": "1000 IDR up"},
            "verified": READ_ON, "confidence": "low", "sources": ["own"],
        },
    ],
    "VN": [
        {
            "key": "tax.rate", "value": "10 %", "until": date(2025, 6, 30),
            "verified": date(2025, 6, 30), "confidence": "high", "sources": ["vn-2025"],
        },
        {
            "key": "tax.rate", "value": "8 %", "since": date(2025, 7, 1),
            "until": date(2026, 12, 31), "confidence": "low", "sources": ["own"],
            "note": "a temporary cut for most goods",
        },
        {
            "key": "tax.rate", "value": "10 %", "since": date(2027, 1, 1), "confidence": "low",
            "sources": ["own"], "note": "when the cut ends as planned",
        },
    ],
    "AR": [
        {
            "key": "landed_cost.fee",
            "value": {"name": "statistics fee", "per": "consignment"},
            "when": {"channel": {"not": ["post", "courier"]}, "measure": "statistics"},
            "verified": READ_ON, "confidence": "low", "sources": ["own"],
        }
    ],
    "CR": [
        {
            "key": "landed_cost.fee",
            "value": {
                "name": "tax of Law 6946", "per": "consignment", "rate": "1 %",
                "base": "customs_value",
            },
            "when": {"measure": "law-6946"},
            "verified": READ_ON, "confidence": "low", "sources": ["club18"],
        }
    ],
}  # fmt: skip
