"""
Every road that a reason for returning opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.returns._faults import guarantee_path, late_path, rejection_path
from globalcs.returns._shop_terms import policy_path
from globalcs.returns._statute import statute_path
from globalcs.returns._words import FAULTS

if TYPE_CHECKING:
    from globalcs.returns._case import Asked, Case
    from globalcs.returns._path import Path

__all__ = ["paths_of"]


def paths_of(case: Case, asked: Asked) -> tuple[Path, ...]:
    """
    Every road that the reason opens, the ones of the reason itself first.
    """
    found: list[Path | None] = []
    if asked.reason == "late_delivery":
        found.append(late_path(case, asked))
    if asked.reason in FAULTS:
        found += [rejection_path(case, asked), guarantee_path(case, asked)]
    found += [statute_path(case, asked), policy_path(case, asked)]
    return tuple(path for path in found if path is not None)
