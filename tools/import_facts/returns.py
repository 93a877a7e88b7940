"""
Rights to withdraw and guarantees, from the research into the book.

    python -m tools.import_facts.returns RESEARCH_FOLDER src/globalcs/facts/data

The tables map the research's phrases to the words of `globalcs.returns._keys`; each row was read
against the record it comes from. A phrase without a row stops the import.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

from tools.import_facts.book import merge
from tools.import_facts.sources import READ_ON, MappingError, source_entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

__all__ = ["MEMBERS", "facts_of", "main"]

Entry = dict[str, Any]

#: Members of the EU: what the directives say for all of them stands once, under EU.
MEMBERS = frozenset(
    (
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
        "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
    )
)  # fmt: skip

# --- reviewed phrases ----------------------------------------------------------------------------

UNTOLD: Any = object()

CONDITION_OF_GOODS = {
    "handling as in a shop is free; more use does not end the right but lowers the refund": "any",
    "unchanged; loss of ability to return is no bar if not the consumer's fault": "unchanged",
    "saleable condition kept; proof of purchase helps": "saleable",
    "not specified": UNTOLD,
    "as received; inspection allowed": "as_received",
    "loss of value from agreed or natural use is not charged (art. 1115)": "any",
    "good state with original packing elements": "good_with_packing",
    "same condition as received": "as_received",
    "unused": "unused",
    "same as received": "as_received",
    "intact: original quality and function, with accessories and labels; opening to inspect and "
    "reasonable testing are allowed": "intact",
    "inspection allowed": "any",
    "opening to check contents is allowed": "any",
    "not used, no benefit taken": "unused",
    "unused, original packing": "unused_with_packing",
    "same state as sold": "as_received",
    "returned to the business; damage may be claimed": "any",
}

DEDUCTION = {
    "only for handling beyond what is needed to establish nature, characteristics and "
    "functioning; none if consumer was not told of the right": "excess_handling_if_informed",
    "only beyond normal inspection and use as intended": "excess_handling",
    "market value only if return is impossible by the consumer's act": "none",
    "no right if goods deteriorated by the consumer": "none",
    "goods not intact: right refused": "none",
    "general law for damage": "none",
    "for partly used or consumed goods, within the Decree": "part_used",
    "used goods: right refused": "none",
    "claim for significant damage is separate": "none",
    "only charge allowed is the direct cost of return": "none",
}

RULE_CHECKED = {
    "Regulation (EEC, Euratom) 1182/71 Art 3(4), applied through CRD recital 41": True,
    "BGB §§ 187(1), 188(1), 193": True,
    "regs 29-31 count calendar days; no roll-over rule": True,
    "EEA application of 1182/71; not verified in national text": False,
    "general time rules (Code of Obligations art. 93); not verified": False,
    "general law of obligations; not verified": False,
    "Civil Code art. 254(5) (not opened)": False,
    "Civil Code art. 193": True,
    "Civil Code art. 132 (holiday); weekend by practice": True,
    "CCyC art. 1110": True,
    "Civil Code art. 203: last day a legal holiday moves to the day after it": True,
    "Civil Code arts 120, 122": True,
    "Civil Act arts 157, 161": True,
    "not verified": False,
}

#: Rest days that only practice knows; the rest of the record's list stands in the law.
PRACTICE = {"Civil Code art. 132 (holiday); weekend by practice": ("saturday", "sunday")}

ENDS = {
    "next_working_day": "next_working_day",
    "none": "stays",
    "not_specified": "not_specified",
    "business_days_only": "business_days_only",
}

TRIGGER = {
    "return_policy_not_displayed": "policy_not_shown",
    "return_term_not_displayed": "policy_not_shown",
    "disclosure_missing_or_contract_copy_missing_or_late_delivery": "disclosure_missing",
    "information_missing_or_wrong": "information_wrong",
    "non_conforming_or_late": "non_conforming_or_late",
}

STARTS = {
    "possession_last_item": "last_item",
    "delivery": "delivery",
    "delivery_signed": "delivery",
    "delivery_or_contract_later": "delivery_or_contract",
    "delivery_or_contract_document_later": "delivery_or_document",
    "delivery_or_disclosure_document_later": "delivery_or_document",
    "purchase": "contract",
    "contract": "contract",
    "contract_copy_received": "contract_copy",
}

ACTED_BY = {
    "notice_dispatched": "notice_sent",
    "notice_given": "notice_given",
    "notice_or_goods_dispatched": "notice_or_goods_sent",
    "notice_given_or_goods_returned": "notice_or_goods_sent",
}

INFORMED_LATER = {
    "14 days from the day the consumer is informed, within those 12 months": 14,
    "14 days from the day of proper information": 14,
    "14 days from corrected information": 14,
}

NOTICE_FORM = {
    "any unequivocal statement, or the model form; from 2026-06-19 also an online withdrawal "
    "function": ("statement", "model_form"),
    "clear statement or model form": ("statement", "model_form"),
    "any unequivocal statement or the form": ("statement", "model_form"),
    "in writing or on a durable medium, incl. online form": ("writing",),
    "withdrawal form or other unambiguous statement": ("statement", "model_form"),
    "notice to the seller": ("statement",),
    "any": ("statement",),
    "any form that shows intent": ("statement",),
    "notice, or goods handed back in person or by registered post, or other reliable means": (
        "statement",
        "goods_returned",
    ),
    "same channel as the purchase must be offered (Decreto 7.962 art. 5)": ("channel_of_purchase",),
    "writing, electronic means, or return of the goods; button on the site": (
        "writing",
        "goods_returned",
    ),
    "same means as the contract": ("channel_of_purchase",),
    "any verifiable means": ("writing",),
    "reliable notice and return of goods": ("writing", "goods_returned"),
    "through the platform": ("channel_of_purchase",),
    "return of goods or written (incl. electronic) notice": ("writing", "goods_returned"),
    "any; written notice takes effect when sent": ("statement",),
    "not specified": UNTOLD,
    "any means set in the contract": ("statement",),
    "phone, in person, registered post, email, fax, internet": ("statement",),
}

EXEMPTION_VALID_IF = {
    None: None,
    "must be told before the contract": "told",
    "confirmable ones need a one-by-one confirmation at purchase": None,
    "consumer must be told": "told",
    "seller must mark the limit clearly or offer a trial; custom-made needs prior written "
    "consent; opening the package to check contents is not damage": "marked",
}

PAYER = {
    "consumer": "consumer",
    "merchant": "merchant",
    "per_merchant_policy": "policy",
    "not_specified": UNTOLD,
}

PAYER_EXCEPTIONS = {
    "merchant_agreed": "agreed",
    "agreed_otherwise": "agreed",
    "merchant_did_not_inform_of_cost": "cost_not_told",
    "other_carrier_than_named": "other_carrier",
    "non_conforming": "non_conforming",
    "wrong_item": "non_conforming",
    "late_delivery": "late_delivery",
}

OUTBOUND = {
    "standard_only": "standard",
    "full": "full",
    "none": "none",
    "per_merchant_policy": "policy",
    "not_specified": UNTOLD,
}

FEE = {
    False: "forbidden",
    True: "limited",
    "per_merchant_policy": "policy",
    "costs of cancelling may be passed on": "at_cost",
    None: UNTOLD,
}

REFUND_STARTS = {
    "notice_received": "notice",
    "notice_given": "notice",
    "goods_received": "goods",
    "goods_received_or_proof_of_dispatch": "goods_or_proof",
    "notice_received_and_goods_returned": "goods",
    None: UNTOLD,
}

LATE_FROM = {
    None: "promised_or_contract",
    "promised date, or contract date if none": "promised_or_contract",
    "contract or agreed date": "promised_or_contract",
    "order": "contract",
    "contract, if no date agreed; else agreed date": "promised_or_contract",
}

REPAIR = ("repair", "replacement")
CUT_OR_END = ("price_reduction", "refund")
ALL_FOUR = ("repair", "replacement", "price_reduction", "refund")

#: (who chooses in the first step, the steps, what opens the next step at once)
REMEDIES: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "repair or replacement (consumer chooses, unless impossible or disproportionate) first; then "
    "price reduction or end of contract if not done in reasonable time, refused, recurs, or "
    "serious; no end for a minor lack": ("consumer", (REPAIR, CUT_OR_END)),
    "30 days: reject for full refund; then one repair or replacement; then price reduction or "
    "final rejection (deduction for use only after 6 months; motor vehicles any time)": (
        "consumer",
        (REPAIR, CUT_OR_END),
    ),
    "repair or replacement, then price reduction or cancellation": (
        "consumer",
        (REPAIR, CUT_OR_END),
    ),
    "repair or replacement, then reduction or cancellation": ("consumer", (REPAIR, CUT_OR_END)),
    "repair or replacement, then reduction or termination; in the first months free choice": (
        "consumer",
        (REPAIR, CUT_OR_END),
    ),
    "repair or replacement, then price cut or refund": ("consumer", (REPAIR, CUT_OR_END)),
    "cancellation, price reduction or replacement (contract may give repair instead)": (
        "consumer",
        (("refund", "price_reduction", "replacement"),),
    ),
    "free choice: cancel, price cut, repair, replacement": ("consumer", (ALL_FOUR,)),
    "price cut, repair; serious defect: cancel or replace": (
        "consumer",
        (("price_reduction", "repair"), ("refund", "replacement")),
    ),
    "consumer chooses; technically complex goods: 15 days free choice": ("consumer", (ALL_FOUR,)),
    "major failure: consumer chooses refund, replacement or keeps with compensation; minor "
    "failure: business chooses repair, replacement or refund, in reasonable time": (
        "by_severity",
        (("repair", "replacement", "refund"), ("refund", "replacement", "compensation")),
    ),
    "serious fault: consumer chooses refund, replacement or compensation; minor: repair, "
    "replacement or refund at the trader's choice": (
        "by_severity",
        (("repair", "replacement", "refund"), ("refund", "replacement", "compensation")),
    ),
    "reject or revoke acceptance, damages; varies by state; may be disclaimed in most states": (
        "consumer",
        (("refund", "compensation"),),
    ),
    "repair, replacement, reduction, cancellation": ("consumer", (ALL_FOUR,)),
    "rescission, damages; 2-year limitation": ("consumer", (("refund", "compensation"),)),
    "replacement, refund or reduction, plus compensation of at least 20 % of the price": (
        "consumer",
        (("replacement", "refund", "price_reduction"),),
    ),
    "seller has 30 days to repair; then consumer chooses replacement, refund or price cut; "
    "essential goods: at once": (
        "merchant",
        (("repair",), ("replacement", "refund", "price_reduction")),
    ),
    "repair first; if not good: replacement, refund or price cut": (
        "merchant",
        (("repair",), ("replacement", "refund", "price_reduction")),
    ),
    'free choice of exchange, repair or refund ("3x6")': (
        "consumer",
        (("replacement", "repair", "refund"),),
    ),
    "repair first; on repeat: repair, replacement or refund at the consumer's choice": (
        "merchant",
        (("repair",), ("repair", "replacement", "refund")),
    ),
    "repair, replacement or refund": ("not_specified", (("repair", "replacement", "refund"),)),
    "cure (repair, replacement), price cut, cancellation, damages": (
        "consumer",
        (REPAIR, CUT_OR_END),
    ),
    "no agreed or state rule: return within 7 days of receipt; then replacement or repair; "
    "freight on the business": ("consumer", (REPAIR,)),
    "repair, exchange, refund by product standard; online: 3 months / 30 days withdrawal for "
    "mismatch": ("not_specified", (("repair", "replacement", "refund"),)),
    "rescission or price cut (6 months after notice); replacement": (
        "consumer",
        (("refund", "price_reduction", "replacement"),),
    ),
    "serious: reject; otherwise repair, replace, refund": (
        "by_severity",
        (("repair", "replacement", "refund"), ("refund",)),
    ),
    'repair, replacement or refund ("3 Rs")': (
        "not_specified",
        (("repair", "replacement", "refund"),),
    ),
    "damages, price cut, rescission": (
        "consumer",
        (("compensation", "price_reduction", "refund"),),
    ),
    "repair, replacement, refund; 3 failed repairs or no repair in time: replacement or refund": (
        "not_specified",
        (("repair", "replacement", "refund"), ("replacement", "refund")),
    ),
    "refund, replacement, care or compensation within 7 days of the transaction": (
        "not_specified",
        (("refund", "replacement", "compensation"),),
    ),
    "removal of defect, replacement, refund, compensation": (
        "not_specified",
        (("repair", "replacement", "refund", "compensation"),),
    ),
    "cancel or price cut; replacement by agreement": (
        "consumer",
        (("refund", "price_reduction"),),
    ),
    "repair, replacement or refund; replaced after repeated repairs": (
        "not_specified",
        (("repair", "replacement", "refund"), ("replacement",)),
    ),
    "replacement or refund of defective goods within 14 days": (
        "not_specified",
        (("replacement", "refund"),),
    ),
    "free repair or replacement if not to specification": ("not_specified", (REPAIR,)),
    "30 days: exchange or refund of defective goods; durable goods: 2-year warranty; replace if "
    "the defect repeats twice in a year": ("not_specified", (("repair",), ("replacement",))),
    "cancellation, price cut, replacement": (
        "consumer",
        (("refund", "price_reduction", "replacement"),),
    ),
    "repair, else replacement or refund, for listed electrical goods over a price floor": (
        "merchant",
        (("repair",), ("replacement", "refund")),
    ),
    "consumer chooses repair, replacement or refund; 3-month warranty on repairs": (
        "consumer",
        (("repair", "replacement", "refund"),),
    ),
    "rescission, damages": ("consumer", (("refund", "compensation"),)),
    "repair, replacement, refund": ("not_specified", (("repair", "replacement", "refund"),)),
}

GUARANTEE_KINDS = {
    "fixed": "fixed",
    "expected_life": "reasonable_time",
    "reasonable_time": "reasonable_time",
    "reasonable_life": "reasonable_time",
    "limitation": "limitation",
    "minimum_warranty": "fixed",
    "per_warranty": "warranty",
    "implied_warranty": "implied",
    "hidden_defect": "fixed",
    "notice_within": "notice_within",
    "claim_within": "fixed",
    "warranty_or": "warranty",
    "standards": "fixed",
}

GUARANTEE_STARTS = {
    "delivery": "delivery",
    "knowledge": "discovery",
    "discovery": "discovery",
    "purchase": "contract",
}

#: What only the remark of a guarantee record says: early rejection, months a repair adds.
REJECTION = {
    "GB": {"days": 30, "remedy": "short_term_reject", "refund_days": 14, "refund_starts": "agreed"},
    "PT": {"days": 30, "remedy": "reject_or_replace"},
    "SI": {"days": 30, "remedy": "short_term_reject"},
    "IE": {"days": 30, "remedy": "short_term_reject"},
}
REJECTION_REMARK = {
    "PT": "30-day right to reject or replace for defects shown in the first 30 days",
    "SI": "30-day rejection right",
    "IE": "30-day short-term right to end the contract",
}
REPAIR_ADDS = {
    "FR": (6, "repair adds 6 months since 2022"),
    "PT": (6, "repair adds 6 months"),
}

#: What the law was before the record starts, where the research tells it.
BEFORE = {
    ("ES", "2 to 3 years; presumption 6 months to 2 years; goods sold before keep 2 years"): {
        "length": 2,
        "unit": "years",
        "burden_months": 6,
    },
    ("PT", "2 to 3 years; presumption 2 years; 30-day rejection"): {"length": 2, "unit": "years"},
    ("CL", "3 months before 2022-03-24 (Law 21.398, own knowledge)"): {
        "length": 3,
        "unit": "months",
    },
}

#: Changes of a record that are facts of their own, are in the record, or are only told.
CHANGES_TOLD = {
    "Directive 2011/83/EU rules apply (14 days, +12 months)",
    "online withdrawal function required",
    "regret button required",
    "right created",
    "Interim Measures in force",
    "Measures revised",
    "refund deadline cut from 30 to 15 calendar days for e-commerce",
}
CHANGES_NOTED = {
    (
        "Directive (EU) 2019/2161: digital content/service paid with data, clearer digital "
        "exemption, 30-day option for unsolicited visits (not distance sales)"
    ),
    (
        "2022 amendment dates on return cost and electronics postponed to 2026-01-01 (Official "
        "Gazette 2024-08-10/24; day unverified)"
    ),
    (
        "final amendment: seller keeps paying the return; phones, smart watches, tablets and "
        "computers not excluded"
    ),
    "Disposition 954/2025 (day unverified): tickets and lodging limits, no cause may be asked",
    "Law 21.398: sellers of goods can no longer exclude the right",
    "DS 42 published: closed list of excludable goods",
    "State Council Regulations: no widening of exemptions, no default-ticked confirmation",
}

#: The page that speaks of a kind of fact stands first among its sources.
TOPICS = {
    "returns.exemptions": "Exemption list",
    "returns.extension": "ECC Slovakia",
    "returns.refund": "ECC Slovakia",
    "returns.requirement": "Art 11a explained",
}
NOT_OPENED = {"not opened", "no stored source", "State rules overview"}


# --- facts ---------------------------------------------------------------------------------------


def facts_of(folder: Path) -> dict[str, tuple[list[Entry], dict[str, Entry]]]:
    """
    Everything to write: subject -> facts and sources.
    """
    rights = load(folder / "withdrawal_rights.yaml")["rights"]
    guarantees = load(folder / "legal_guarantee.yaml")["guarantees"]
    books: dict[str, tuple[list[Entry], dict[str, Entry]]] = {}
    for record in rights:
        add(books, record["id"], record, withdrawal_facts(record))
    for record in guarantees:
        add(books, record["id"], record, guarantee_facts(record))
    add_union(books, rights, guarantees)
    return books


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def add(books: dict[str, Any], subject: str, record: Entry, facts: Iterator[Entry]) -> None:
    entries, sources = books.setdefault(subject, ([], {}))
    names = {source["ref"]: named(sources, record, source) for source in ordered(record)}
    for fact in facts:
        topic = TOPICS.get(fact["key"], "")
        told = sorted(names, key=lambda ref: not (topic and ref.startswith(topic)))
        listed_names = list(dict.fromkeys(names[ref] for ref in told))
        entries.append({"confidence": confidence(record), "sources": listed_names, **dated(fact)})


def confidence(record: Entry) -> str:
    """
    The record's own; low where none of its pages was opened.
    """
    opened = any(source["status"] == "seen" for source in record["sources"])
    return str(record["confidence"]) if opened else "low"


def dated(fact: Entry) -> Entry:
    return fact if fact.get("since") else {**fact, "verified": READ_ON}


def ordered(record: Entry) -> list[Entry]:
    """
    The sources of a record: those of the place before those of the union, the opened ones first.
    """
    common = {"legislation.gov.uk/eudr", "digitalfairnessact", "esc-sr.sk", "sn-p.si"}
    common |= {"europa.eu", "mondaq.com", "legal500", "product-compliance"}
    return sorted(
        record["sources"],
        key=lambda s: (any(c in s["url"] for c in common), s["status"] != "seen"),
    )


def named(sources: dict[str, Entry], record: Entry, source: Entry) -> str:
    entry = source_entry(source, title=title_of(record, source))
    host = urlsplit(source["url"]).netloc.removeprefix("www.")
    stem = "returns-" + re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")
    for number in range(1, 20):
        name = stem if number == 1 else f"{stem}-{number}"
        if sources.setdefault(name, entry)["url"] == entry["url"]:
            return name
    raise MappingError(f"too many pages of {host}")


def title_of(record: Entry, source: Entry) -> str:
    if source["ref"] in NOT_OPENED:
        return " ".join(filter(None, (record["law"], record.get("articles"))))
    return str(source["ref"])


def look_up(table: Mapping[Any, Any], phrase: Any, what: str) -> Any:
    """
    The word for a phrase; None where the research says that nothing is told.
    """
    if phrase not in table:
        raise MappingError(f"{what}: no word is known for {phrase!r}; review it and add a row")
    word = table[phrase]
    return None if word is UNTOLD else word


def told(**fields: Any) -> Entry:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


# --- withdrawal ----------------------------------------------------------------------------------


def withdrawal_facts(record: Entry) -> Iterator[Entry]:
    yield fact(record, "returns.withdrawal", withdrawal(record), note=note_of(record))
    if record.get("late_delivery_right"):
        yield fact(record, "returns.late_delivery", late_delivery(record["late_delivery_right"]))
    if record.get("nonconforming_right"):
        yield fact(record, "returns.rejection", nonconforming(record["nonconforming_right"]))
    if record["id"] not in MEMBERS:
        yield from shared_facts(record)


def shared_facts(record: Entry) -> Iterator[Entry]:
    """
    What the directive says for all members, and the other places for themselves.
    """
    if record["right"] == "none":
        return
    if record.get("extension_if_not_informed"):
        yield fact(record, "returns.extension", extension(record["extension_if_not_informed"]))
    if exempt := exemptions(record):
        yield fact(record, "returns.exemptions", exempt)
    if money_back := refund(record):
        yield fact(record, "returns.refund", money_back)
    for requirement in record.get("requirements", ()):
        yield {
            "key": "returns.requirement",
            "since": requirement["from_date"],
            "when": {"measure": requirement["id"].replace("cancellation", "withdrawal")},
            "value": {
                "requirement": requirement["id"].replace("cancellation", "withdrawal"),
                "basis": requirement["basis"],
            },
        }


def fact(record: Entry, key: str, value: Entry, *, note: str = "") -> Entry:
    return told(
        key=key,
        since=record["effective_from"],
        until=record.get("effective_to"),
        value=value,
        note=note,
    )


def withdrawal(record: Entry) -> Entry:
    head = told(
        right=record["right"],
        law=record["law"],
        articles=record["articles"],
        articles_confidence=record["citation_confidence"],
    )
    period = record.get("period")
    return {**head, **(window(record, period) if period else {})}


def window(record: Entry, period: Entry) -> Entry:
    basis, variants = period.get("last_day_basis"), period.get("start_event_variants", {})
    rest, practice = period.get("non_working_days", []), PRACTICE.get(basis, ())
    return told(
        trigger=look_up({None: None, **TRIGGER}, record.get("trigger"), "trigger"),
        minimum=money(record.get("min_contract_value")),
        window_days=period["length"],
        counted_in=period["unit"],
        starts=look_up(STARTS, period["start_event"], "start event"),
        service_starts=variants.get("service"),
        digital_starts=variants.get("digital_content"),
        no_copy_days=no_copy(variants),
        day_zero=period["day_zero"],
        last_day=look_up(ENDS, period["last_day_rule"], "last day rule"),
        rest_days=[day for day in rest if day not in practice],
        practice_rest_days=list(practice),
        rest_day_rule=basis,
        rest_day_rule_checked=look_up({None: None, **RULE_CHECKED}, basis, "last day basis"),
        acted_by=look_up({None: None, **ACTED_BY}, record.get("act_in_time"), "act in time"),
        notice=listed(look_up({None: None, **NOTICE_FORM}, record.get("notice_form"), "form")),
        goods_must_be=look_up(
            {None: None, **CONDITION_OF_GOODS}, record.get("goods_condition"), "goods condition"
        ),
        vulnerable_months=vulnerable(record),
    )


def listed(words: Any) -> list[str] | None:
    return None if words is None else list(words)


def no_copy(variants: Entry) -> int | None:
    phrase = variants.get("no_copy_received")
    return look_up({None: None, "30 days from contract": 30}, phrase, "no copy received")


def vulnerable(record: Entry) -> int | None:
    period = record.get("vulnerable_consumer_period")
    return period["length"] if period else None


def money(amount: Entry | None) -> str | None:
    return f"{amount['amount']} {amount['currency']}" if amount else None


def extension(record: Entry) -> Entry:
    starts = {None: None, "delivery": "delivery", "end_of_initial_period": "end_of_window"}
    return told(
        kind={"until_informed_cap_months": "until_informed"}.get(record["kind"], record["kind"]),
        months=record.get("months"),
        days=record.get("days"),
        starts=look_up(starts, record.get("measured_from"), "extension measured from"),
        informed_later_days=look_up(
            {None: None, **INFORMED_LATER}, record.get("if_informed_later"), "informed later"
        ),
        basis=record["basis"],
    )


def exemptions(record: Entry) -> Entry:
    return told(
        exempt=record["exempt_categories"],
        out_of_scope=record.get("scope_exclusions"),
        valid_if=look_up(
            EXEMPTION_VALID_IF, record.get("exemption_condition"), "exemption condition"
        ),
        confirmable=record.get("confirmable_exemptions"),
    )


def refund(record: Entry) -> Entry:
    money_back, back = record["refund"], record["return_shipping"]
    deduction, fee = record["diminished_value"], record["restocking_fee"]
    immediate = money_back.get("unit") in ("immediate", "mutual_and_simultaneous")
    return told(
        days=money_back["deadline"],
        counted_in=None if immediate else money_back.get("unit"),
        starts=look_up(REFUND_STARTS, money_back.get("start_event"), "refund starts"),
        withhold_until=look_up(
            REFUND_STARTS, money_back.get("may_withhold_until"), "withhold until"
        ),
        outbound=look_up(OUTBOUND, money_back["outbound_delivery"], "outbound"),
        method=look_up(
            {None: None, "same_means_unless_agreed": "same_means"},
            money_back.get("method"),
            "refund method",
        ),
        payer=look_up(PAYER, back["payer"], "return payer"),
        payer_exceptions=sorted(
            {
                look_up(PAYER_EXCEPTIONS, word, "payer exception")
                for word in back.get("exceptions", ())
            }
        ),
        send_back_days=(back.get("send_back_within") or {}).get("length"),
        deduction=deduction_word(deduction),
        deduction_basis=deduction.get("basis"),
        fee=look_up(FEE, fee["allowed"], "restocking fee"),
        fee_rate=f"{fee['max_percent']} %" if "max_percent" in fee else None,
        fee_amount=money(fee.get("max_amount")),
        late_interest=f"{money_back['late_interest_percent']} %"
        if "late_interest_percent" in money_back
        else None,
    )


def deduction_word(record: Entry) -> str | None:
    if "condition" in record:
        return str(look_up(DEDUCTION, record["condition"], "deduction"))
    return {True: "excess_handling", False: "none", None: None}[record["deduction_allowed"]]


def late_delivery(record: Entry) -> Entry:
    deadline = record.get("refund_deadline", {})
    return told(
        days=record.get("grace_days", record.get("ship_within_days_default")),
        starts=look_up(LATE_FROM, record.get("measured_from"), "late delivery measured from"),
        measures="shipping" if "ship_within_days_default" in record else "delivery",
        refund_days=deadline.get("length"),
        refund_counted_in=deadline.get("unit"),
        payer=record.get("return_shipping_payer"),
    )


def nonconforming(record: Entry) -> Entry:
    first, second = record["period_a"], record.get("period_b")
    return told(
        days=first["length"] if first["unit"] == "calendar_days" else None,
        months=first["length"] if first["unit"] == "months" else None,
        discovery_days=second["length"] if second else None,
        remedy="withdraw" if second else "exchange_or_refund",
        payer=record["return_shipping_payer"],
    )


def note_of(record: Entry) -> str:
    parts = [record.get("notes")]
    for change in record.get("dated_changes", ()):
        if change["change"] in CHANGES_NOTED:
            parts.append(f"{change['date']}: {change['change']}")
        elif change["change"] not in CHANGES_TOLD:
            raise MappingError(f"a dated change nobody reviewed: {change['change']!r}")
    text = "; ".join(part for part in parts if part)
    return text.replace("from own knowledge", "not checked against the text")


# --- guarantee -----------------------------------------------------------------------------------


def guarantee_facts(record: Entry) -> Iterator[Entry]:
    yield told(
        key="returns.guarantee",
        since=record["effective_from"],
        value=guarantee(record),
        note=record.get("notes"),
    )
    if rejection := rejection_of(record):
        yield told(key="returns.rejection", since=record["effective_from"], value=rejection)
    if earlier := earlier_guarantee(record):
        yield {
            "key": "returns.guarantee",
            "until": day_before(record["effective_from"]),
            "value": {"law": record["law"], "kind": "fixed", "starts": "delivery", **earlier},
        }


def guarantee(record: Entry) -> Entry:
    period, burden = record["guarantee"], record.get("burden_of_proof") or {}
    chooses, steps = look_up(REMEDIES, record["remedies_order"], "remedies")
    unit = period["unit"] if period["length"] is not None else None
    return told(
        law=record["law"],
        kind=look_up(GUARANTEE_KINDS, period["kind"], "guarantee kind"),
        length=period["length"],
        unit=unit,
        starts=look_up(GUARANTEE_STARTS, period["start_event"], "guarantee starts"),
        burden_months=burden.get("length"),
        second_hand_months=second_hand(record.get("second_hand_minimum")),
        durable_years=(record.get("durable_goods") or {}).get("length"),
        repair_adds_months=repair_adds(record),
        chooses=chooses,
        remedies=[list(step) for step in steps],
        payer=guarantee_payer(record),
    )


def second_hand(period: Entry | None) -> int | None:
    return None if period is None else int(period["length"] * 12)


def repair_adds(record: Entry) -> int | None:
    months, remark = REPAIR_ADDS.get(record["id"], (None, ""))
    if remark not in record.get("notes", ""):
        raise MappingError(f"{record['id']}: the remark on repair has changed")
    return months


def guarantee_payer(record: Entry) -> str | None:
    """
    Who pays the way back of faulty goods: told outright, or by "free of charge: carriage ...".
    """
    table = {None: None, "merchant": "merchant", "merchant_if_significant": "merchant"}
    payer = look_up(table, record.get("return_shipping_payer"), "guarantee payer")
    return payer or ("merchant" if "carriage" in record.get("costs", "") else None)


def rejection_of(record: Entry) -> Entry | None:
    remark = REJECTION_REMARK.get(record["id"], "")
    if remark not in record.get("notes", ""):
        raise MappingError(f"{record['id']}: the remark on rejection has changed")
    return REJECTION.get(record["id"])


def earlier_guarantee(record: Entry) -> Entry | None:
    phrases = [change["change"] for change in record.get("dated_changes", ())]
    for phrase in phrases:
        if (record["id"], phrase) not in BEFORE:
            raise MappingError(f"{record['id']}: a dated change nobody reviewed: {phrase!r}")
    keys = [(record["id"], phrase) for phrase in (*phrases, record.get("notes", ""))]
    return next((BEFORE[key] for key in keys if key in BEFORE), None)


def day_before(day: date) -> date:
    return day.fromordinal(day.toordinal() - 1)


# --- the union -----------------------------------------------------------------------------------


def add_union(books: dict[str, Any], rights: list[Entry], guarantees: list[Entry]) -> None:
    """
    What is the same in all members, once, under EU; a member that differs stops the import.
    """
    members = [record for record in rights if record["id"] in MEMBERS]
    first = {key: value for key, value in members[0].items() if key != "articles"}
    first |= {
        "law": "Directive 2011/83/EU on consumer rights",
        "articles": "Arts 6, 9-16",
        "effective_from": first["requirements"][0]["from_date"],
        "citation_confidence": "high",
        "notes": "each member has written it into its own law",
    }
    first["sources"] = [s for s in first["sources"] if s in members[1]["sources"]]
    shared = list(shared_facts(first))
    for record in members:
        if [f["value"] for f in shared_facts(record)] != [f["value"] for f in shared]:
            raise MappingError(f"{record['id']} differs from what the directive says for all")
    add(books, "EU", first, iter([fact(first, "returns.withdrawal", withdrawal(first)), *shared]))
    add_repair_bonus(books, [record for record in guarantees if record["id"] in MEMBERS])


def add_repair_bonus(books: dict[str, Any], members: list[Entry]) -> None:
    bonus = members[0]["repair_bonus"]
    if any(record["repair_bonus"] != bonus for record in members):
        raise MappingError("the members differ in what a repair adds to the guarantee")
    low = {**members[0], "confidence": "low"}
    value = {"months": bonus["adds_months"], "basis": bonus["basis"]}
    entry = {"key": "returns.repair_bonus", "since": bonus["from_date"], "value": value}
    add(books, "EU", low, iter([entry]))


# --- command -------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """
    Import the folder given first into the data folder given second.
    """
    folder, data = Path(arguments[0]), Path(arguments[1])
    books = facts_of(folder)
    for subject, (facts, sources) in sorted(books.items()):
        merge(data, subject, "returns", facts, sources)
    print(f"{sum(len(facts) for facts, _ in books.values())} facts of {len(books)} subjects")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
