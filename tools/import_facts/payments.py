"""
Payment methods and market ranks: one file a method, and `payments.market_rank` of each country.

    python -m tools.import_facts.payments RESEARCH_FOLDER [PACKAGE_FOLDER]

Reads `payment_methods.yaml` and `payment_market_share.yaml`; the package folder is `src/globalcs`
unless given. What the research says in prose is turned into words by the tables below.
"""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tools.import_facts.book import merge
from tools.import_facts.sources import READ_ON, MappingError, source_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Fact = dict[str, Any]
Table = dict[str, Any]

RANKED = {"high": 2, "medium": 1, "low": 0}
OWN = "own"

# --- sources -------------------------------------------------------------------------------------

#: Who runs the host: its name in titles and the kind of source.
HOSTS = {
    "docs.stripe.com": ("Stripe", "vendor"),
    "docs.connect.worldline-solutions.com": ("Worldline", "vendor"),
    "docs.adyen.com": ("Adyen", "vendor"),
    "github.com": ("Code on GitHub", "secondary"),
    "developerhub.ppro.com": ("PPRO", "vendor"),
    "docs.mangopay.com": ("Mangopay", "vendor"),
    "www.nu.nl": ("NU.nl", "press"),
    "docs.mollie.com": ("Mollie", "vendor"),
    "docs.worldpay.com": ("Worldpay", "vendor"),
    "developer.worldpay.com": ("Worldpay", "vendor"),
    "developer.paypal.com": ("PayPal", "vendor"),
    "docs.antom.com": ("Antom", "vendor"),
    "docs.solidgate.com": ("Solidgate", "vendor"),
    "www.airwallex.com": ("Airwallex", "vendor"),
    "airwallex.com": ("Airwallex", "vendor"),
    "docs.omise.co": ("Omise", "vendor"),
    "docs.dodopayments.com": ("Dodo Payments", "vendor"),
    "developer.cybersource.com": ("Cybersource", "vendor"),
    "developer.vippsmobilepay.com": ("Vipps MobilePay", "vendor"),
    "developer.nexigroup.com": ("Nexi", "vendor"),
    "www.checkout.com": ("Checkout.com", "vendor"),
    "ap-gateway.mastercard.com": ("Mastercard", "vendor"),
    "developer.squareup.com": ("Square", "vendor"),
    "developer.paddle.com": ("Paddle", "vendor"),
    "docs.ebanx.com": ("EBANX", "vendor"),
    "docs.zuora.com": ("Zuora", "vendor"),
    "docs.payermax.com": ("PayerMax", "vendor"),
    "docs.myfatoorah.com": ("MyFatoorah", "vendor"),
    "paymentservices.amazon.com": ("Amazon Payment Services", "vendor"),
    "docs.paytabs.com": ("PayTabs", "vendor"),
    "docs.dlocal.com": ("dLocal", "vendor"),
    "developer.flutterwave.com": ("Flutterwave", "vendor"),
    "alldotpy.github.io": ("EasySwitch", "secondary"),
    "docs.fincra.com": ("Fincra", "vendor"),
    "docs.paylands.com": ("Paylands", "vendor"),
    "skills.sh": ("Skills.sh", "secondary"),
    "docs.y.uno": ("Yuno", "vendor"),
    "japan.cnet.com": ("CNET Japan", "press"),
    "koreajoongangdaily.joins.com": ("Korea JoongAng Daily", "press"),
    "support.apple.com": ("Apple", "vendor"),
    "developers.google.com": ("Google", "vendor"),
    "usa.visa.com": ("Visa", "vendor"),
    "www.npci.org.in": ("National Payments Corporation of India", "official"),
}


def method_sources(index: Mapping[str, Table]) -> dict[str, Table]:
    """
    The sources of the methods' research by the names they get in the book.
    """
    return {book_name(name): method_source(name, source) for name, source in index.items()}


def method_source(name: str, source: Table) -> Table:
    if name == OWN:
        return source_entry({"url": None})
    parts = urlsplit(source["url"])
    if parts.netloc not in HOSTS:
        raise MappingError(f"no table says who runs {parts.netloc}")
    vendor, kind = HOSTS[parts.netloc]
    page = page_of(parts.path.strip("/").removesuffix(".html").split("/"))
    return source_entry(source, title=f"{vendor}: {page}" if page else vendor, kind=kind)


#: Last parts of a path that say nothing without the part before.
VAGUE = {"faqs", "countries-and-currencies", "additional-information", "accept-a-payment", "24a"}


def page_of(path: list[str]) -> str:
    words = " ".join(path[-2:] if path[-1] in VAGUE else path[-1:])
    return re.sub(r"[_\W]+", " ", words).strip()


def book_name(name: str) -> str:
    return name.replace("_", "-")


def named_sources(method: Table) -> tuple[list[str], list[str]]:
    """
    The sources of a method that were read, and those that were not opened.
    """
    read = [book_name(s) for s in method["sources"] if not s.endswith(" (unverified)")]
    unread = [book_name(s.removesuffix(" (unverified)")) for s in method["sources"]]
    return [s for s in read if s != OWN], [s for s in unread if s not in read]


class Trust:
    """
    Which sources and what confidence a group of a method's fields has.
    """

    def __init__(self, method: Table) -> None:
        self.method = method
        self.read, self.unread = named_sources(method)

    def of(self, *groups: str) -> Table:
        """
        The least confidence of the groups. Low is own knowledge: the pages read don't say it.
        """
        told = self.method["confidence"]
        return self.at(min((told.get(group, "low") for group in groups), key=RANKED.__getitem__))

    def at(self, confidence: str) -> Table:
        """
        What was not read on a page is low, whatever the research says of it.
        """
        if confidence == "low" or not self.read:
            sources = [*(s for s in self.unread if s != OWN), OWN]
            return {"confidence": "low", "sources": sources, "verified": READ_ON}
        return {"confidence": confidence, "sources": self.read}


def dated(confidence: str, sources: Iterable[str]) -> Table:
    trust = {"confidence": confidence, "sources": [book_name(s) for s in sources]}
    return trust | ({"verified": READ_ON} if trust["sources"] == [OWN] else {})


# --- what a method is ----------------------------------------------------------------------------

#: The classes of the market studies that all methods of a family belong to.
FAMILY_CLASSES = {
    "card": ("card",),
    "wallet": ("digital_wallet",),
    "bnpl": ("bnpl",),
    "bank_redirect": ("a2a",),
    "cash_voucher": ("cash",),
    "real_time_payment": ("a2a",),
    "bank_transfer": ("bank_transfer", "a2a"),
    "mobile_money": ("mobile_money",),
    "direct_debit": ("direct_debit",),
    "carrier_billing": ("carrier_billing",),
}

#: Families a method is also filed under; they say how a shop may group it.
ALSO = {"bank_redirect (pay now)": "bank_redirect"}

#: Which cards the studies mean by credit and by debit cards.
CREDIT_CARDS = {
    "visa", "mastercard", "amex", "diners", "discover", "jcb", "unionpay", "cartes_bancaires", "elo",
    "hipercard", "carnet", "naranja", "cabal", "rupay", "troy", "mir", "kr_local_card",
}  # fmt: skip
DEBIT_CARDS = {
    "visa", "mastercard", "maestro", "cartes_bancaires", "girocard", "bancontact", "dankort",
    "bankaxept", "eftpos_au", "elo", "carnet", "cabal", "rupay", "troy", "mir", "verve", "mada",
    "meeza", "omannet", "knet", "benefit", "naps", "kr_local_card", "redcompra", "pagobancomat",
    "unionpay",
}  # fmt: skip
#: Goods first, then an invoice from a financier.
INVOICE = {"klarna", "ratepay", "riverty", "walley", "billie", "paypal_pay_later"}

FLOWS = {"customer_present", "offline", "unattended_pull"}


def method_facts(m: Table, trust: Trust) -> Iterator[Fact]:
    value = {
        "name": m["name"],
        "family": m["family"],
        "classes": sorted(classes(m)),
        "flow": known(m["shopper_flow"], FLOWS, m),
    }
    if also := [ALSO.get(word, word) for word in m.get("also_classified_as", ())]:
        value["also"] = [known(word, FAMILY_CLASSES, m) for word in also]
    yield fact("payments.method", value, trust.of("availability"), note=note_of(m))
    yield from label_facts(m, trust)


#: No study counts wires abroad among the bank transfers of a country's shoppers.
UNCOUNTED = {"swift_transfer"}


def classes(m: Table) -> set[str]:
    if m["id"] in UNCOUNTED:
        return set()
    found = set(FAMILY_CLASSES[known(m["family"], FAMILY_CLASSES, m)])
    for name, members in (
        ("credit_card", CREDIT_CARDS), ("debit_card", DEBIT_CARDS), ("invoice", INVOICE),
    ):  # fmt: skip
        if m["id"] in members:
            found.add(name)
    return found


def note_of(m: Table) -> str | None:
    notes = [
        m.get("note"),
        *(AGE_LIMITS.get(v) for v in m.get("restricted_goods", {}).get("values", ())),
    ]
    return " ".join(filter(None, notes)) or None


def label_facts(m: Table, trust: Trust) -> Iterator[Fact]:
    key = "payments.label"
    if m["id"] in LABELS:
        for label, since, until in LABELS[m["id"]]:
            yield fact(key, label, trust.of("dates"), since=since, until=until)
    elif m["native_name"]:
        known_in = LABEL_REGIONS.get(m["id"])
        when = {"region": known_in} if known_in else None
        yield fact(key, m["native_name"], trust.of("availability"), when=when)


#: Methods of many countries whose native name is of one language: where people read it.
LABEL_REGIONS = {
    "jcb": ["JP"],
    "unionpay": ["CN"],
    "samsung_pay": ["KR"],
    "sepa_debit": ["AT", "DE"],
    "sepa_transfer": ["AT", "DE"],
}


#: Labels that changed: the schemes' own branding rules, told in the notes of the research.
LABELS = {
    "ideal": (
        ("iDEAL", None, date(2026, 1, 28)),
        ("iDEAL | Wero", date(2026, 1, 29), None),
    ),
    "mada": (("SPAN", None, date(2014, 12, 31)), ("مدى", "2015", None)),
    "maya": (("PayMaya", None, date(2021, 12, 31)), ("Maya", "2022", None)),
}

# --- since when, until when ----------------------------------------------------------------------

#: Remarks on the launch that change nothing, or that a label or a country tells.
LAUNCH_REMARKS = {
    "(as SPAN), brand mada 2015",
    "brand Maya 2022",
    "(P2P); e-commerce DE 2025-11",
    "network",
}
RETIRED_REMARKS = {"at PSPs; scheme closed 2024-12-31": "The scheme itself closed on 2024-12-31."}


def life_facts(m: Table, trust: Trust) -> Iterator[Fact]:
    if m.get("launched_note") is not None:
        known(m["launched_note"], LAUNCH_REMARKS, m)
    group = "dates" if m["launched"] else "availability"
    yield fact("payments.life", "live", trust.of(group), since=day(m["launched"]))
    if m["retired"]:
        remark = m.get("retired_note")
        note = RETIRED_REMARKS[known(remark, RETIRED_REMARKS, m)] if remark else None
        yield end_fact(m, m["retired"], trust.of("dates"), note)
    elif planned := m.get("planned_end"):
        yield end_fact(
            m, planned["by"], dated(planned["confidence"], planned["sources"]), planned["event"]
        )


def end_fact(m: Table, last: str, trust: Table, note: str | None) -> Fact:
    value = {"successors": list(m.get("successors", ()))}
    return fact("payments.end", value, trust, since=day_after(last), note=note)


def day(text: str | None) -> date | str | None:
    """
    A day, or the text of an inexact one.
    """
    return date.fromisoformat(text) if text and len(text) == 10 else text


def day_after(text: str) -> date | str:
    """
    The day after the last; inside an inexact month or year it may already have ended.
    """
    found = day(text)
    return found + timedelta(days=1) if isinstance(found, date) else text


# --- where and for which money -------------------------------------------------------------------

#: Devices of the research to the devices a shop can tell.
DEVICES = {
    "ios": ("ios_safari", "ios_other"),
    "macos_safari": ("macos_safari",),
    "visionos": ("visionos",),
    "android": ("android", "samsung_android"),
    "chrome": ("desktop",),
    "other_browsers": ("desktop", "macos_safari", "ios_safari", "ios_other"),
    "samsung_android": ("samsung_android",),
}
#: Ways to pay that together work on every device.
ANY_DEVICE = {"desktop_qr", "mobile_app_switch", "collect_request"}
#: Not a device but a channel: nothing for a browser.
CHANNELS = {"pos": "pos", "in_app": "app"}

#: Rules on pairs of countries and currencies.
PAIR_RULES = {
    "merchant and shopper country must be equal": {"same_country": "everywhere"},
    "presentment currency must be the currency of the shopper country (EEA, GB, CH); elsewhere "
    "merchant and shopper country must be equal": {
        "same_country": "elsewhere",
        "home_currency_in": [
            "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR",
            "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE",
            "SI", "SK",
        ],
    },
}  # fmt: skip
#: From the notes: currencies that only shoppers of one country may pay in.
ONLY_AT_HOME = {"paypal": {"BRL": "BR", "CNY": "CN", "MYR": "MY"}}

BUYERS = {"only": "business", "no": "consumer", "yes": "both"}


def market_facts(m: Table, trust: Trust) -> Iterator[Fact]:
    value = {"countries": m["countries"], "currencies": m["currencies"]}
    if rule := m.get("cross_border_rule"):
        value |= PAIR_RULES[known(rule, PAIR_RULES, m)]
    if m["id"] in ONLY_AT_HOME:
        value["only_at_home"] = ONLY_AT_HOME[m["id"]]
    value |= device_fields(m)
    yield fact("payments.market", value, trust.of("availability"))
    if barred := m.get("excluded_countries"):
        yield fact("payments.barred", barred, trust.at(m["excluded_countries_confidence"]))
    yield from dated_facts(m)


def device_fields(m: Table) -> Table:
    told = [known(word, {*DEVICES, *ANY_DEVICE, *CHANNELS}, m) for word in m.get("device", ())]
    devices = sorted({name for word in told for name in DEVICES.get(word, ())})
    channels = [CHANNELS[word] for word in told if word in CHANNELS]
    return ({"devices": devices} if devices else {}) | ({"channels": channels} if channels else {})


#: How it ended in one country; the rest of the method goes on.
ENDINGS = {
    ("visa", "RU"): "suspended",
    ("mastercard", "RU"): "suspended",
    ("paypal", "RU"): "suspended",
    ("paypal", "TR"): "closed",
    ("line_pay", "JP"): "closed",
    ("afterpay_clearpay", "ES"): "closed",
    ("afterpay_clearpay", "FR"): "closed",
    ("afterpay_clearpay", "IT"): "closed",
}
#: Beginnings that are no plain date: the first day, and until when it spreads.
BEGINNINGS = {
    "2026 (live by the FAQ)": ("2026", None),
    "2026-12 to 2027-12": ("2026-12", date(2027, 12, 31)),
}
#: From the notes: processors that began late, with the day and whether it is a preview.
PSP_BEGINNINGS = {
    "wero": ("stripe", date(2026, 10, 28), True, "high", ["st-wero-cl"]),
    "paypay": ("stripe", date(2026, 9, 30), False, "high", ["st-paypay-cl"]),
}


def dated_facts(m: Table) -> Iterator[Fact]:
    for entry in m.get("dated_availability", ()):
        trust = dated(entry["confidence"], entry["sources"])
        until = day(entry.get("until"))
        if "psp" in entry:
            yield fact(
                "payments.psp", {"served": True}, trust, until=until, when={"psp": entry["psp"]}
            )
        else:
            yield country_fact(m, entry, trust, until)
    if m["id"] in PSP_BEGINNINGS:
        psp, since, preview, confidence, sources = PSP_BEGINNINGS[m["id"]]
        value = {"served": True} | ({"preview": True} if preview else {})
        yield fact(
            "payments.psp", value, dated(confidence, sources), since=since, when={"psp": psp}
        )


def country_fact(m: Table, entry: Table, trust: Table, until: date | str | None) -> Fact:
    since, spreads = BEGINNINGS.get(entry.get("from"), (day(entry.get("from")), None))
    value: Table = {"served": True}
    if until is not None:
        value["then"] = ENDINGS[known((m["id"], entry["country"]), ENDINGS, m)]
    if spreads is not None:
        value["spreads_until"] = spreads
    when = {"region": entry["country"]}
    return fact(
        "payments.country",
        value,
        trust,
        since=since,
        until=until,
        when=when,
        note=entry.get("scope"),
    )


# --- amounts -------------------------------------------------------------------------------------

#: Limits the research tells with a remark, read by a person: what is a limit, what is only usual.
#: `max` ends the method, above `usual` it may be refused, `psp` holds at one processor only.
LIMITS: dict[str, Table] = {
    "bancontact": {"usual": ["1500 EUR"], "note": "1500 EUR in the app; by card no cap, or the bank's."},
    "knet": {"note": "The bank sets the maximum; PayerMax names 1700 KWD."},
    "paypal": {"max": ["60000 USD"], "note": "Per payment, linked and verified; others have less."},
    "paypal_pay_later": {"max": ["1500 USD"], "note": "Pay in 4."},
    "kakaopay": {"usual": ["2000000 KRW"], "note": "From the balance; a linked card has no set cap."},
    "toss_pay": {"usual": ["2000000 KRW"], "note": "From the bank account; a linked card by its limit."},
    "paypay": {"max": ["500000 JPY"], "note": "Within 24 hours; 2000000 JPY in 30 days, verified."},
    "line_pay": {"max": ["999999 JPY"], "note": "For verified shoppers."},
    "gopay": {"usual": ["2000000 IDR"], "max": ["20000000 IDR"], "note": "Unverified, then verified."},
    "ovo": {"usual": ["2000000 IDR"], "max": ["20000000 IDR"], "note": "Unverified, then verified."},
    "linkaja": {"usual": ["2000000 IDR"], "max": ["20000000 IDR"], "note": "Unverified, then verified."},
    "vodafone_cash": {"max": ["60000 EGP"], "note": "A day."},
    "twint": {"usual": ["5000 CHF"], "note": "A month, at most banks."},
    "satispay": {
        "max": ["99999.99 EUR"], "psp": {"mollie": ["50000 EUR"]}, "note": "PPRO's; Mollie has less.",
    },
    "mb_way": {"usual": ["1000 EUR"], "max": ["5000 EUR"], "note": "1000 EUR a day unless raised."},
    "skrill": {"usual": ["5000 EUR"], "max": ["50000 EUR"], "note": "Rapid Transfer, then 1-Tap."},
    "ideal": {"note": "The bank sets the maximum."},
    "fpx": {"max": ["30000 MYR"], "buyer": "consumer", "note": "For consumers."},
    "blik": {"usual": ["10000 PLN"], "max": ["50000 PLN"], "note": "Many banks stop at 10000 PLN."},
    "pix": {"usual": ["250000 BRL"], "note": "PPRO's; otherwise the bank's."},
    "upi": {
        "usual": ["100000 INR"], "max": ["1000000 INR"],
        "note": "100000 INR to shops; 200000 to 1000000 INR for some categories.",
    },
    "rapipago": {"max": ["2000 USD"], "note": "PayerMax, cross-border."},
    "fawry": {"usual": ["100000 EGP"], "max": ["300000 EGP"], "note": "Above 100000 EGP on request."},
    "sepa_debit": {"usual": ["100000 EUR"], "note": "Airwallex."},
    "bacs": {"max": ["100000 GBP"], "psp": {"mollie": ["5000 GBP"]}, "note": "Stripe's; Mollie has less."},
    "afterpay_clearpay": {
        "usual": ["2000 USD"], "max": ["4000 USD", "1200 GBP", "2000 AUD", "2000 CAD"],
        "note": "Above 2000 USD by the monthly plan.",
    },
    "ratepay": {"usual": ["2500 EUR"], "note": "PayPal's pay upon invoice in Germany."},
    "carrier_billing": {"max": ["50 EUR"], "note": "A payment; 300 EUR a month, digital content, EU."},
}  # fmt: skip


def limit_facts(m: Table, trust: Trust) -> Iterator[Fact]:
    low, high = m["min_amount"] or [], m["max_amount"] or []
    if not low and not high:
        return
    value: Table = {"min": [money(entry, m) for entry in low]} if low else {}
    told = trust.of("limits")
    if m["id"] in LIMITS:
        yield from remarked_limits(LIMITS[m["id"]], value, told)
        return
    general = [money(entry, m) for entry in high if "countries" not in entry]
    yield fact("payments.limits", value | ({"max": general} if general else {}), told)
    for entry in high:
        if "countries" in entry:
            when = {"region": entry["countries"]}
            yield fact("payments.limits", value | {"max": [money(entry, m)]}, told, when=when)


def remarked_limits(reading: Table, value: Table, trust: Table) -> Iterator[Fact]:
    key, note = "payments.limits", reading["note"]
    own = value | {name: reading[name] for name in ("max", "usual") if name in reading}
    if "buyer" in reading:
        yield fact(key, own, trust, when={"buyer": reading["buyer"]}, note=note)
        own = value
    if own:
        yield fact(key, own, trust, note=note)
    for psp, amounts in reading.get("psp", {}).items():
        yield fact(key, own | {"max": amounts}, trust, when={"psp": psp}, note=note)


def money(entry: Table, m: Table) -> str:
    if not set(entry) <= {"currency", "amount", "countries"}:
        raise MappingError(f"{m['id']}: nobody has read the remark on the limit {entry}")
    return f"{entry['amount']} {entry['currency']}"


# --- paying, giving back, collecting -------------------------------------------------------------

RECURRING = {"yes", "limited", "no", "via_sepa_debit"}
REFUNDS = {"yes", "limited", "no"}
DISPUTES = {"none", "low", "chargeback"}
PAID = {"instant", "minutes", "days"}
#: A right to dispute that never ends.
UNLIMITED = "unlimited"

COLLECTS = {
    "phone": ("required", "phone"),
    "phone (web flow)": ("optional", "phone"),
    "name": ("required", "name"),
    "email": ("required", "email"),
    "6-digit code": ("required", "one_time_code"),
    "tax_id:CPF/CNPJ": ("required", "tax_id"),
    "tax_id:RUT (recommended)": ("optional", "tax_id"),
    "tax_id:CUIT/CUIL": ("required", "tax_id"),
    "document": ("required", "identity_document"),
    "document:DNI (recommended)": ("optional", "identity_document"),
    "vpa (collect)": ("optional", "upi_id"),
    "bank": ("required", "bank"),
    "person_type": ("required", "person_type"),
    "address": ("required", "address"),
    "iban": ("required", "iban"),
    "mandate": ("required", "mandate"),
    "sort_code": ("required", "sort_code"),
    "account_number": ("required", "account_number"),
    "routing_number": ("required", "routing_number"),
    "bsb": ("required", "bsb"),
    "birth_date": ("required", "birth_date"),
    "company_registration": ("required", "company_registration"),
}
GOODS = {
    "digital_goods": "digital",
    "subscriptions": "subscription",
    "donations": "donation",
    "gift_cards(some markets)": "gift_card",
    "gambling": "gambling",
    "alcohol": "alcohol",
    "pre_orders": "pre_order",
    "nft": "nft",
    "physical_goods": "physical",
    # Told by `payments.use` already: these methods say that businesses can't pay with them.
    "b2b": None,
}
AGE_LIMITS = {
    "(age limits of voucher: 16+/18+ by country)": "Vouchers are sold from 16 or 18 years on, by country."
}
PSPS = {
    "stripe": "stripe",
    "adyen": "adyen",
    "mollie": "mollie",
    "checkout": "checkout_com",
    "hyperswitch": "hyperswitch",
}


def terms_facts(m: Table, trust: Trust) -> Iterator[Fact]:
    refund, dispute = m["refund"], m["dispute"]
    value: Table = {
        "refund": known(refund["supported"], REFUNDS, m),
        "partial": refund["partial"],
        "refund_days": refund["window_days"],
        "recurring": known(m["recurring"], RECURRING, m),
        "dispute": known(dispute["exposure"], DISPUTES, m),
        "dispute_days": None if dispute["window_days"] == UNLIMITED else dispute["window_days"],
    }
    note = "The right to dispute never ends." if dispute["window_days"] == UNLIMITED else None
    yield fact(
        "payments.terms", without_none(value), trust.of("refund_recurring_dispute"), note=note
    )
    use = {"paid": known(m["confirmation"], PAID, m)}
    if m["b2b"] != "not_stated":
        use["buyer"] = BUYERS[known(m["b2b"], BUYERS, m)]
    yield fact("payments.use", use, trust.of("availability", "refund_recurring_dispute"))
    yield from goods_facts(m)
    if needed := m.get("shopper_data_needed"):
        yield fact(
            "payments.collects",
            collected(m, needed),
            trust.of("availability", "refund_recurring_dispute"),
        )
    if m["psp_codes"]:
        yield fact("payments.codes", codes(m), trust.at("medium" if trust.read else "low"))


def goods_facts(m: Table) -> Iterator[Fact]:
    told = m.get("restricted_goods")
    if told is None:
        return
    words = [GOODS[known(w, GOODS, m)] for w in told["values"] if w not in AGE_LIMITS]
    if refused := sorted(word for word in words if word):
        yield fact("payments.refuses", refused, dated(told["confidence"], [told["source"]]))


def collected(m: Table, needed: list[str]) -> Table:
    value: Table = {}
    for phrase in needed:
        kind, word = COLLECTS[known(phrase, COLLECTS, m)]
        value.setdefault(kind, []).append(word)
    return value


def codes(m: Table) -> Table:
    return {PSPS[known(psp, PSPS, m)]: code for psp, code in sorted(m["psp_codes"].items())}


# --- ranks ---------------------------------------------------------------------------------------

#: Classes of the studies; the last ones have no method of ours and rank nothing.
CLASSES = {
    "digital_wallet", "card", "credit_card", "debit_card", "a2a", "bnpl", "invoice", "bank_transfer",
    "cash", "mobile_money", "postepay", "other",
}  # fmt: skip
#: Whom a class means in one country, in their order: from the notes of the research, or, for rows
#: that are own knowledge themselves, of the same kind.
MEMBERS = {
    ("CN", "digital_wallet"): ["alipay", "wechat_pay"],
    ("US", "digital_wallet"): [
        "paypal", "apple_pay", "google_pay", "amazon_pay", "cash_app_pay", "venmo",
    ],
    ("ID", "digital_wallet"): ["gopay", "ovo", "dana", "shopeepay", "linkaja"],
    ("JP", "credit_card"): ["visa", "mastercard", "jcb", "amex", "diners"],
    ("SE", "invoice"): ["klarna", "walley", "riverty"],
    ("DE", "invoice"): ["klarna", "ratepay", "paypal_pay_later", "riverty"],
}  # fmt: skip


def share_name(name: str) -> str:
    return OWN if name == OWN else book_name(f"share-{name}")


def rank_facts(place: str, table: Table, methods: set[str]) -> Iterator[Fact]:
    for index, row in enumerate(table["methods"]):
        known(row["method"], methods | CLASSES, {"id": f"rank of {place}"})
        value = {"method": row["method"], "rank": row["rank"], "basis": row["basis"]}
        if row["share"] is not None:
            value["share"] = f"{row['share']} %"
        if members := MEMBERS.get((place, row["method"])):
            value["members"] = members
        yield fact(
            "payments.market_rank", value, dated(row["confidence"], [share_name(row["source"])]),
            since=str(row["year"]), when={"measure": row["method"]},
            note=table.get("note") if index == 0 else None,
        )  # fmt: skip


#: The rows of the research that say how a region pays, by the region they stand for.
REGIONS = {
    "world": ("world", 2024),
    "asia_pacific": ("APAC", 2023),
    "latin_america": ("Latin America (18 countries, survey)", 2023),
    "europe": ("Western and Central Europe (19)", 2019),
    "africa": ("Africa top five (EG, KE, MA, NG, ZA)", 2024),
}
REGION_CLASSES = {
    "digital_wallet": "digital_wallet",
    "credit_card": "credit_card",
    "debit_card": "debit_card",
    "debit_and_prepaid": "debit_card",
    "card": "card",
    "a2a": "a2a",
    "bnpl": "bnpl",
    "cash": "cash",
    "bank_transfer": "bank_transfer",
    "mobile_money": "mobile_money",
    # Sums of other rows, or nothing that has members.
    "non_card": None,
    "other": None,
}
#: Countries by region, after the United Nations' M49 list.
COUNTRIES = {
    "europe": (
        "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT"
        " LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK"
    ),
    "asia_pacific": (
        "AE AF AM AS AU AZ BD BH BN BT CC CK CN CX FJ FM GE GU HK ID IL IN IQ IR JO JP KG KH KI KP KR"
        " KW KZ LA LB LK MH MM MN MO MP MV MY NC NF NP NR NU NZ OM PF PG PH PK PN PS PW QA SA SB SG"
        " SY TH TJ TK TL TM TO TR TV TW UM UZ VN VU WF WS YE"
    ),
    "latin_america": (
        "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC"
        " MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    "africa": (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG"
        " ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW"
    ),
}
M49 = {
    "title": "United Nations: standard country or area codes for statistical use (M49)",
    "url": "https://unstats.un.org/unsd/methodology/m49/",
    "kind": "standard",
}
#: Within a class, where no study names the members: the order in which shops usually show them.
USUAL_ORDER = {
    "card": ["visa", "mastercard", "amex"],
    "wallet": ["paypal", "apple_pay", "google_pay"],
    "bnpl": ["klarna"],
}


def region_facts(region: str, row: Table) -> Iterator[Fact]:
    mapped = [
        (known(name, REGION_CLASSES, {"id": region}) and REGION_CLASSES[name], share)
        for name, share in row["mix"].items()
    ]
    shares = sorted(((share, name) for name, share in mapped if name), reverse=True)
    trust = {"confidence": row["confidence"], "sources": [book_name(f"region-{region}")]}
    for place, (share, name) in enumerate(shares, start=1):
        value = {"method": name, "rank": place, "basis": row["region"], "share": f"{share} %"}
        since, when = str(row["year"]), {"measure": name}
        yield fact("payments.market_rank", value, trust, since=since, when=when)
    if region in COUNTRIES:
        low = {"confidence": "low", "sources": ["m49"], "verified": READ_ON}
        yield fact("payments.region", COUNTRIES[region].split(), low)
    if region == "world":
        yield fact("payments.usual_order", USUAL_ORDER, dated("low", [OWN]))


def region_source(row: Table) -> Table:
    url = row["source"].partition(" ")[0]
    title = f"Share of payment methods in {row['region']}, {row['year']}"
    return source_entry({"url": url, "status": "read"}, title=title)


# --- all together --------------------------------------------------------------------------------


def fact(key: str, value: Any, trust: Table, **rest: Any) -> Fact:
    """
    One fact; without a first day it is told as of the day the research was closed.
    """
    told = {"key": key, "value": value, **trust, **without_none(rest)}
    return told if "since" in told else {"verified": READ_ON, **told}


def without_none(table: Table) -> Table:
    return {name: value for name, value in table.items() if value is not None}


def known(word: Any, words: Iterable[Any], m: Table) -> Any:
    if word not in words:
        raise MappingError(f"{m['id']}: no table knows {word!r}")
    return word


FIELDS = {
    "id", "name", "native_name", "family", "also_classified_as", "countries", "excluded_countries",
    "excluded_countries_confidence", "currencies", "min_amount", "max_amount", "confirmation",
    "shopper_flow", "refund", "recurring", "dispute", "b2b", "launched", "launched_note", "retired",
    "retired_note", "planned_end", "successors", "dated_availability", "psp_codes", "confidence",
    "sources", "note", "device", "shopper_data_needed", "restricted_goods", "cross_border_rule",
}  # fmt: skip


def all_facts(m: Table) -> list[Fact]:
    """
    Every fact of one method.
    """
    for field in m:
        known(field, FIELDS, m)
    trust = Trust(m)
    makers = (method_facts, life_facts, market_facts, limit_facts, terms_facts)
    return [fact for make in makers for fact in make(m, trust)]


def import_methods(research: Table, package: Path) -> int:
    folder = package / "payments" / "methods"
    sources = method_sources(research["meta"]["source_index"])
    for m in research["methods"]:
        merge(folder, f"method:{m['id']}", "payments", all_facts(m), sources, file=m["id"])
    return len(research["methods"])


def import_ranks(shares: Table, methods: set[str], package: Path) -> int:
    folder = package / "facts" / "data"
    sources = {
        share_name(name): source_entry(source) for name, source in shares["meta"]["sources"].items()
    }
    for place, table in shares["countries"].items():
        merge(folder, place, "payments", list(rank_facts(place, table, methods)), sources)
    return len(shares["countries"])


def import_regions(shares: Table, package: Path) -> int:
    rows = {(row["region"], row["year"]): row for row in shares["meta"]["regional"]}
    for region, wanted in REGIONS.items():
        row = rows[wanted]
        sources = {
            book_name(f"region-{region}"): region_source(row),
            "m49": M49,
            OWN: source_entry({"url": None}),
        }
        facts = list(region_facts(region, row))
        merge(
            package / "facts" / "data", f"region:{region}", "payments", facts, sources,
            file="regions", shared=True,
        )  # fmt: skip
    return len(REGIONS)


def main(arguments: list[str]) -> None:
    """
    Import methods, ranks and regions.
    """
    import yaml

    folder = Path(arguments[0])
    package = Path(arguments[1] if len(arguments) > 1 else "src/globalcs")
    research = yaml.safe_load((folder / "payment_methods.yaml").read_text(encoding="utf-8"))
    shares = yaml.safe_load((folder / "payment_market_share.yaml").read_text(encoding="utf-8"))
    print(import_methods(research, package), "methods")
    print(
        import_ranks(shares, {m["id"] for m in research["methods"]}, package),
        "countries with ranks",
    )
    print(import_regions(shares, package), "regions")


if __name__ == "__main__":
    main(sys.argv[1:])
