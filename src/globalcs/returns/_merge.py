"""
Law and policy on the same line, term by term: the better one for the buyer holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs.decision import FactRef, Reason
from globalcs.returns._decision import Override
from globalcs.returns._path import BROKEN_BY, Path, Terms, Window
from globalcs.returns._shop_terms import PolicyTerms, policy_terms
from globalcs.returns._words import FAULTS

if TYPE_CHECKING:
    from datetime import date

    from globalcs.returns._case import Asked, Case

__all__ = ["Judged", "judge", "override_reasons"]

_OUTBOUND = {"none": 0, "standard": 1, "full": 2}


class Judged(NamedTuple):
    """
    One line after all roads were tested: the road taken, its merged terms, and what was set aside.
    """

    asked: Asked
    path: Path
    paths: tuple[Path, ...]
    terms: Terms
    last_day: date | None
    overrides: tuple[Override, ...]

    @property
    def statute(self) -> Path | None:
        """
        The statute's road, if it was tested.
        """
        return next((path for path in self.paths if path.basis == "statute"), None)


def judge(case: Case, asked: Asked, paths: tuple[Path, ...]) -> Judged:
    """
    Pick the better road and merge the terms of law and policy.
    """
    policy = next((path for path in paths if path.basis == "policy"), None)
    path = _chosen(paths, policy)
    law = path if path.basis != "policy" else None
    terms = path.terms
    if law and law.verdict == "accept" and policy and policy.verdict == "accept":
        terms = _better(law.terms, policy.terms)
    last = _later(paths) if path.basis in ("statute", "policy") else path.last_day
    overrides = _overrides(case, asked, law)
    if fault := _open_guarantee(paths, path):
        terms = terms._replace(
            payer=fault.terms.payer, fee_rate=None, fee_fixed=None, has_fee=False
        )
        overrides = _once((*overrides, *_overrides(case, asked, fault)))
    return Judged(asked, path, paths, terms, last, overrides)


def _open_guarantee(paths: tuple[Path, ...], taken: Path) -> Path | None:
    """
    The guarantee, when it is open beside a road with money.

    Faulty goods travel at the seller's cost, whichever road the money takes.
    """
    if taken.verdict != "accept" or taken.basis == "guarantee":
        return None
    return next((p for p in paths if p.basis == "guarantee" and p.verdict == "accept"), None)


def _once(overrides: tuple[Override, ...]) -> tuple[Override, ...]:
    """
    Each term once: the road taken speaks first.
    """
    return tuple({override.term: override for override in reversed(overrides)}.values())[::-1]


def _chosen(paths: tuple[Path, ...], policy: Path | None) -> Path:
    best = max(paths, key=lambda path: path.rank)
    if best.verdict == "accept":
        return best
    statute = next(path for path in paths if path.basis == "statute")
    if statute.why == "law_unknown" and policy is not None:
        return policy
    if best.verdict == "review":
        return best
    if policy is not None and statute.why == "no_statutory_right":
        return policy
    return next((path for path in paths if path.why == "guarantee_over"), paths[0])


def _later(paths: tuple[Path, ...]) -> date | None:
    """
    The later last day of statute and policy; None when the road that is open has none.
    """
    ends = [path for path in paths if path.basis in ("statute", "policy")]
    if any(_is_open(path) for path in ends):
        return None
    return max((path.last_day for path in ends if path.last_day is not None), default=None)


def _is_open(path: Path) -> bool:
    return path.verdict == "accept" and path.last_day is None


def _better(law: Terms, shop: Terms) -> Terms:
    fee = _lower_fees(law, shop)
    days = _sooner(law, shop)
    return law._replace(
        payer="merchant" if "merchant" in (law.payer, shop.payer) else law.payer or shop.payer,
        outbound=max(law.outbound, shop.outbound, key=_OUTBOUND.__getitem__),
        fee_rate=fee.fee_rate,
        fee_fixed=fee.fee_fixed,
        has_fee=fee.has_fee,
        refund_days=days.refund_days,
        counted_in=days.counted_in,
        refund_starts=days.refund_starts,
    )


def _lower_fees(law: Terms, shop: Terms) -> Terms:
    return law if not law.has_fee or shop.has_fee else shop


def _sooner(law: Terms, shop: Terms) -> Terms:
    """
    The earlier refund where both are known and start alike; both days are weighed at the end.
    """
    if law.refund_days is None:
        return shop if shop.refund_days is not None else law
    if shop.refund_days is None or law.refund_starts != shop.refund_starts:
        return law
    return shop if shop.refund_days < law.refund_days else law


# --- what the law sets aside ---------------------------------------------------------------------


def _overrides(case: Case, asked: Asked, law: Path | None) -> tuple[Override, ...]:
    if case.policy is None or law is None or law.verdict != "accept":
        return ()
    ours = policy_terms(case, asked.line)
    found = [
        _final_sale(asked, ours),
        _window(case, asked, ours, law),
        _condition(asked, ours, law),
        _fee(asked, ours, law),
        _store_credit(case, asked, law),
        _payer(asked, ours, law),
        _outbound(case, asked, ours, law),
        _refund_time(case, asked, law),
    ]
    return tuple(override for override in found if override is not None)


def _final_sale(asked: Asked, ours: PolicyTerms) -> Override | None:
    if ours.accepts:
        return None
    return Override("final_sale", asked.line.id, "no returns", "return allowed")


def _window(case: Case, asked: Asked, ours: PolicyTerms, law: Path) -> Override | None:
    """
    The shop's shorter time, also when this notice came within both.
    """
    if not ours.accepts or not isinstance(ours.window_days, int) or law.basis != "statute":
        return None
    window: Window | None = law.window
    start = asked.line.delivered if ours.window_from == "delivery" else case.order.contract_date
    if window is None or start is None:
        return None
    end = start.toordinal() + ours.window_days
    if window.last_day is not None and end >= window.last_day.toordinal():
        return None
    day = window.last_day.isoformat() if window.last_day else "no end"
    return Override("window", asked.line.id, f"{ours.window_days} days", day)


def _condition(asked: Asked, ours: PolicyTerms, law: Path) -> Override | None:
    if asked.request.state is None or asked.reason in FAULTS:
        return None
    broken = BROKEN_BY[ours.condition].intersection(asked.request.state)
    if not broken:
        return None
    return Override("condition", asked.line.id, ours.condition, "return allowed")


def _fee(asked: Asked, ours: PolicyTerms, law: Path) -> Override | None:
    if not ours.has_fee:
        return None
    kept = (law.terms.fee_rate, law.terms.fee_fixed)
    if law.terms.has_fee and kept == (ours.fee_rate, ours.fee_fixed):
        return None
    limit = "limited by law" if law.terms.has_fee else "no fee"
    return Override("restocking_fee", asked.line.id, "a fee", limit)


def _store_credit(case: Case, asked: Asked, law: Path) -> Override | None:
    if case.policy is None or case.policy.refund_as != "store_credit" or not law.money:
        return None
    return Override("store_credit", asked.line.id, "store credit", "money")


def _payer(asked: Asked, ours: PolicyTerms, law: Path) -> Override | None:
    if ours.free_return is not False or law.terms.payer != "merchant":
        return None
    return Override("return_shipping", asked.line.id, "consumer", "merchant")


def _outbound(case: Case, asked: Asked, ours: PolicyTerms, law: Path) -> Override | None:
    if ours.refund_outbound is None or not law.money:
        return None
    if _OUTBOUND[ours.refund_outbound] >= _OUTBOUND[law.terms.outbound]:
        return None
    return Override("outbound", asked.line.id, ours.refund_outbound, law.terms.outbound)


def _refund_time(case: Case, asked: Asked, law: Path) -> Override | None:
    policy, days = case.policy, law.terms.refund_days
    if policy is None or policy.refund_within_days is None or days is None or not law.money:
        return None
    starts = {"receipt": "goods", "notice": "notice"}[policy.refund_from]
    later = starts == "goods" and law.terms.refund_starts == "notice"
    if not later and policy.refund_within_days <= days:
        return None
    shop = f"{policy.refund_within_days} days from {policy.refund_from}"
    return Override("refund_time", asked.line.id, shop, f"{days} days")


def override_reasons(judged: tuple[Judged, ...]) -> list[Reason]:
    """
    A reason for each term that was set aside.
    """
    found: list[Reason] = []
    for line in judged:
        refs: tuple[FactRef, ...] = next((r.facts for r in line.path.reasons if r.facts), ())
        for override in line.overrides:
            params = {"line": override.line, "shop": override.shop, "law": override.law}
            found.append(Reason(f"returns.override.{override.term}", params, refs))
    return found
