"""
The facts of the returns room: what they are called and how their values are read.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from globalcs.facts import Bend, Key, readers
from globalcs.money import Money

__all__ = [
    "EXEMPTIONS",
    "EXTENSION",
    "GUARANTEE",
    "LATE_DELIVERY",
    "REFUND",
    "REJECTION",
    "REPAIR_BONUS",
    "REQUIRED",
    "REQUIREMENT",
    "WITHDRAWAL",
    "Exemptions",
    "Extension",
    "Guarantee",
    "LateDelivery",
    "RefundRule",
    "Rejection",
    "RepairBonus",
    "Requirement",
    "Withdrawal",
]

_DAY_KINDS = readers.word("calendar_days", "business_days")
_WORDS = readers.listed(readers.text)
_PAYERS = readers.word("consumer", "merchant", "policy")
_REFUND_STARTS = readers.word("notice", "goods", "goods_or_proof")


class Withdrawal(NamedTuple):
    """
    The right to send back what is no longer wanted, and the clock it runs on.

    `right` is "statutory", "conditional" (only when `trigger` is met) or "none". `starts` names
    the event that starts the clock; `day_zero` whether the event's own day counts. `last_day` says
    what happens to an end on a rest day. Fields the research could not tell are None.
    """

    right: str
    law: str
    articles: str | None = None
    articles_confidence: str | None = None
    trigger: str | None = None
    minimum: Money | None = None
    window_days: int | None = None
    counted_in: str = "calendar_days"
    starts: str = "delivery"
    service_starts: str | None = None
    digital_starts: str | None = None
    no_copy_days: int | None = None
    day_zero: str = "excluded"
    last_day: str = "not_specified"
    rest_days: tuple[str, ...] = ()
    practice_rest_days: tuple[str, ...] = ()
    rest_day_rule: str | None = None
    rest_day_rule_checked: bool = True
    acted_by: str | None = None
    notice: tuple[str, ...] = ()
    goods_must_be: str | None = None
    vulnerable_months: int | None = None

    @property
    def article(self) -> str:
        """
        The law with its articles, as one quotes it.
        """
        return f"{self.law}, {self.articles}" if self.articles else self.law

    @classmethod
    def read(cls, value: Any) -> Withdrawal:
        """
        From the table of the file.
        """
        return cls(**_present(value, _WITHDRAWAL_REQUIRED, _WITHDRAWAL_OPTIONAL))


_WITHDRAWAL_REQUIRED = {
    "right": readers.word("statutory", "conditional", "none"),
    "law": readers.text,
}
_WITHDRAWAL_OPTIONAL = {
    "articles": readers.text,
    "articles_confidence": readers.word("high", "medium", "low"),
    "trigger": readers.word(
        "policy_not_shown", "disclosure_missing", "information_wrong", "non_conforming_or_late"
    ),
    "minimum": readers.amount,
    "window_days": readers.integer,
    "counted_in": _DAY_KINDS,
    "starts": readers.word(
        "last_item",
        "delivery",
        "contract",
        "contract_copy",
        "delivery_or_contract",
        "delivery_or_document",
    ),
    "service_starts": readers.word("contract"),
    "digital_starts": readers.word("contract"),
    "no_copy_days": readers.integer,
    "day_zero": readers.word("excluded", "included"),
    "last_day": readers.word("next_working_day", "stays", "not_specified", "business_days_only"),
    "rest_days": _WORDS,
    "practice_rest_days": _WORDS,
    "rest_day_rule": readers.text,
    "rest_day_rule_checked": readers.boolean,
    "acted_by": readers.word("notice_sent", "notice_given", "notice_or_goods_sent"),
    "notice": _WORDS,
    "goods_must_be": readers.word(
        "any",
        "unchanged",
        "saleable",
        "as_received",
        "good_with_packing",
        "unused",
        "unused_with_packing",
        "intact",
    ),
    "vulnerable_months": readers.integer,
}


class Extension(NamedTuple):
    """
    How much longer the buyer may withdraw who was not told of the right.
    """

    kind: str
    months: int | None = None
    days: int | None = None
    starts: str | None = None
    informed_later_days: int | None = None
    basis: str | None = None

    @classmethod
    def read(cls, value: Any) -> Extension:
        """
        From the table of the file.
        """
        kinds = readers.word(
            "add_months", "total_days", "total_months", "unlimited", "until_informed",
            "period_restarts",
        )  # fmt: skip
        optional = {
            "months": readers.integer,
            "days": readers.integer,
            "starts": readers.word("delivery", "end_of_window"),
            "informed_later_days": readers.integer,
            "basis": readers.text,
        }
        return cls(**_present(value, {"kind": kinds}, optional))


class Exemptions(NamedTuple):
    """
    Goods that the right does not reach, goods outside the law, and what makes an exemption valid.
    """

    exempt: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    valid_if: str | None = None
    confirmable: tuple[str, ...] = ()

    @classmethod
    def read(cls, value: Any) -> Exemptions:
        """
        From the table of the file.
        """
        optional = {
            "exempt": _WORDS,
            "out_of_scope": _WORDS,
            "valid_if": readers.word("told", "marked"),
            "confirmable": _WORDS,
        }
        return cls(**_present(value, {}, optional))


class RefundRule(NamedTuple):
    """
    What is paid back after a withdrawal, when, and who pays the way back. None: no rule found.
    """

    days: int | None = None
    counted_in: str = "calendar_days"
    starts: str | None = None
    withhold_until: str | None = None
    outbound: str | None = None
    method: str | None = None
    payer: str | None = None
    payer_exceptions: tuple[str, ...] = ()
    send_back_days: int | None = None
    deduction: str | None = None
    deduction_basis: str | None = None
    fee: str | None = None
    fee_rate: Fraction | None = None
    fee_amount: Money | None = None
    late_interest: Fraction | None = None

    @classmethod
    def read(cls, value: Any) -> RefundRule:
        """
        From the table of the file.
        """
        return cls(**_present(value, {}, _REFUND_OPTIONAL))


_REFUND_OPTIONAL = {
    "days": readers.integer,
    "counted_in": _DAY_KINDS,
    "starts": _REFUND_STARTS,
    "withhold_until": _REFUND_STARTS,
    "outbound": readers.word("standard", "full", "none", "policy"),
    "method": readers.word("same_means"),
    "payer": _PAYERS,
    "payer_exceptions": _WORDS,
    "send_back_days": readers.integer,
    "deduction": readers.word(
        "none", "excess_handling", "excess_handling_if_informed", "part_used"
    ),
    "deduction_basis": readers.text,
    "fee": readers.word("forbidden", "policy", "at_cost", "limited"),
    "fee_rate": readers.rate,
    "fee_amount": readers.amount,
    "late_interest": readers.rate,
}


class Requirement(NamedTuple):
    """
    What the shop must offer: a model form, an online withdrawal function.
    """

    requirement: str
    basis: str

    @classmethod
    def read(cls, value: Any) -> Requirement:
        """
        From the table of the file.
        """
        required = {
            "requirement": readers.word("model_withdrawal_form", "online_withdrawal_function"),
            "basis": readers.text,
        }
        return cls(**readers.fields(value, required, {}))


class LateDelivery(NamedTuple):
    """
    When a buyer may cancel because the goods did not come (or were not shipped) in time.
    """

    days: int
    starts: str
    measures: str = "delivery"
    refund_days: int | None = None
    refund_counted_in: str = "calendar_days"
    payer: str | None = None

    @classmethod
    def read(cls, value: Any) -> LateDelivery:
        """
        From the table of the file.
        """
        required = {
            "days": readers.integer,
            "starts": readers.word("promised_or_contract", "contract"),
        }
        optional = {
            "measures": readers.word("delivery", "shipping"),
            "refund_days": readers.integer,
            "refund_counted_in": _DAY_KINDS,
            "payer": _PAYERS,
        }
        return cls(**_present(value, required, optional))


class Guarantee(NamedTuple):
    """
    What the seller answers for when goods are faulty: how long, whose proof, which remedies.

    `kind`: "fixed" (a length), "limitation" (only a time bar), "reasonable_time" and "implied" (as
    long as one may expect), "warranty" (as the seller promised), "notice_within".
    `remedies` are steps; the next one opens when the step before failed or the fault is serious.
    """

    law: str
    kind: str
    length: int | None = None
    unit: str = "years"
    starts: str = "delivery"
    burden_months: int | None = None
    second_hand_months: int | None = None
    durable_years: int | None = None
    repair_adds_months: int | None = None
    chooses: str = "not_specified"
    remedies: tuple[tuple[str, ...], ...] = ()
    payer: str | None = None

    @classmethod
    def read(cls, value: Any) -> Guarantee:
        """
        From the table of the file.
        """
        return cls(**_present(value, _GUARANTEE_REQUIRED, _GUARANTEE_OPTIONAL))


_GUARANTEE_REQUIRED = {
    "law": readers.text,
    "kind": readers.word(
        "fixed", "limitation", "reasonable_time", "implied", "warranty", "notice_within"
    ),
}
_GUARANTEE_OPTIONAL = {
    "length": readers.integer,
    "unit": readers.word("years", "months", "days"),
    "starts": readers.word("delivery", "discovery", "contract"),
    "burden_months": readers.integer,
    "second_hand_months": readers.integer,
    "durable_years": readers.integer,
    "repair_adds_months": readers.integer,
    "chooses": readers.word("consumer", "merchant", "by_severity", "not_specified"),
    "remedies": readers.listed(_WORDS),
    "payer": _PAYERS,
}


class Rejection(NamedTuple):
    """
    An early right to send faulty or misdescribed goods back at once.
    """

    remedy: str
    days: int | None = None
    months: int | None = None
    discovery_days: int | None = None
    refund_days: int | None = None
    refund_starts: str | None = None
    payer: str | None = None

    @classmethod
    def read(cls, value: Any) -> Rejection:
        """
        From the table of the file.
        """
        remedies = ("short_term_reject", "reject_or_replace", "exchange_or_refund", "withdraw")
        optional = {
            "days": readers.integer,
            "months": readers.integer,
            "discovery_days": readers.integer,
            "refund_days": readers.integer,
            "refund_starts": readers.word("agreed"),
            "payer": _PAYERS,
        }
        return cls(**_present(value, {"remedy": readers.word(*remedies)}, optional))


class RepairBonus(NamedTuple):
    """
    Months that a repair adds to the guarantee, once.
    """

    months: int
    basis: str

    @classmethod
    def read(cls, value: Any) -> RepairBonus:
        """
        From the table of the file.
        """
        required = {"months": readers.integer, "basis": readers.text}
        return cls(**readers.fields(value, required, {}))


def _present(value: Any, required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    given = readers.fields(value, required, optional)
    return {name: item for name, item in given.items() if item is not None}


_FLOOR = {"window_days": Bend("minimum"), "*": Bend("fixed")}
_REFUND_BEND = {
    "days": Bend("maximum"),
    "send_back_days": Bend("minimum"),
    "fee_rate": Bend("maximum"),
    "fee_amount": Bend("maximum"),
    "*": Bend("fixed"),
}

WITHDRAWAL = Key("returns.withdrawal", Withdrawal.read, bend=_FLOOR)
EXTENSION = Key("returns.extension", Extension.read)
EXEMPTIONS = Key("returns.exemptions", Exemptions.read)
REFUND = Key("returns.refund", RefundRule.read, bend=_REFUND_BEND)
REQUIREMENT = Key("returns.requirement", Requirement.read, merge="add")
LATE_DELIVERY = Key("returns.late_delivery", LateDelivery.read)
GUARANTEE = Key("returns.guarantee", Guarantee.read)
REJECTION = Key("returns.rejection", Rejection.read)
REPAIR_BONUS = Key("returns.repair_bonus", RepairBonus.read)

#: What a place needs so that the room covers it in full.
REQUIRED = (WITHDRAWAL, GUARANTEE)
