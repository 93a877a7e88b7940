"""
The closed words of the room: why goods come back, in what state, with what traits.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "FAULTS",
    "Basis",
    "Condition",
    "Kind",
    "Payer",
    "ReturnReason",
    "State",
    "Trait",
    "Verdict",
    "Why",
]

Verdict = Literal["accept", "refuse", "review"]

Basis = Literal["statute", "guarantee", "late_delivery", "policy"]

Why = Literal[
    "out_of_window",
    "exempt",
    "out_of_scope",
    "no_statutory_right",
    "law_unknown",
    "goods_condition",
    "policy_condition",
    "final_sale",
    "below_minimum",
    "not_late_yet",
    "already_delivered",
    "end_unsure",
    "business_buyer",
    "guarantee_over",
    "guarantee_length_unknown",
    "no_guarantee_known",
]

Payer = Literal["consumer", "merchant"]

ReturnReason = Literal[
    "change_of_mind",
    "defective",
    "wrong_item",
    "not_as_described",
    "damaged_in_transit",
    "missing_parts",
    "late_delivery",
]

#: Reasons for which the seller answers, whatever the buyer thinks of the goods.
FAULTS = frozenset(
    {"defective", "wrong_item", "not_as_described", "damaged_in_transit", "missing_parts"}
)

Kind = Literal["goods", "digital", "service"]

State = Literal[
    "activated",
    "begun",
    "damaged",
    "faulty",
    "incomplete",
    "mixed",
    "no_packing",
    "not_delivered",
    "opened",
    "performed",
    "sealed",
    "spoiled",
    "tags_off",
    "tags_on",
    "tried",
    "unsealed",
    "unused",
    "used",
    "worn",
]

Trait = Literal[
    "custom_made",
    "dated",
    "declared_defect",
    "deferred_alcohol",
    "gift",
    "healthcare",
    "international_air",
    "intimate",
    "near_expiry",
    "not_returnable",
    "outdated",
    "package_travel",
    "passenger_transport",
    "perishable",
    "price_fluctuating",
    "roundsman",
    "second_hand",
    "sealed_hygiene",
    "sealed_media",
    "urgent_repair",
]

Condition = Literal["any", "unused", "unopened", "sealed", "unworn_with_tags"]
