"""
How tax is shown in a place, and what that does to a price; worked out once a place and day.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from globalcs.decision import Reason, Status, worst_status
from globalcs.pricing._market import market, tax_rate

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Fact, Facts

__all__ = ["ONE", "Step", "TaxDisplay", "TaxShown", "home_tax_out", "tax_shown"]

TaxDisplay = Literal["inclusive", "exclusive", "both", "untaxed", "unknown"]

ONE = Fraction(1)


class Step(NamedTuple):
    """
    One step of the way: by what it multiplies, why, how sure, and what it lacks.
    """

    ratio: Fraction = ONE
    reasons: tuple[Reason, ...] = ()
    status: Status = "complete"
    missing: tuple[str, ...] = ()


class TaxShown(NamedTuple):
    """
    The display the place wants, the rate of the tax inside (None: none is), and the step to there.
    """

    display: TaxDisplay
    inside: Fraction | None
    step: Step


def tax_shown(facts: Facts, place: str, on: date, goods: str | None, has_it: bool) -> TaxShown:
    """
    From a price with (`has_it`) or without the tax of the place to the one its law wants shown.

    Where nobody knows what the law wants, the tax is put inside: the careful reading.
    """
    view = facts.cached(market, place, on, goods)
    law, rate = view.tax_display, view.tax_rate
    display: TaxDisplay = "unknown" if law is None else cast("TaxDisplay", law.value)
    step = _with_law(place, law, _moved(place, display, law, rate, has_it))
    wants_it = display not in ("exclusive", "untaxed")
    inside = rate.value if rate is not None and wants_it and not step.missing else None
    return TaxShown(display, inside, step)


def _moved(
    place: str,
    display: TaxDisplay,
    law: Fact[str] | None,
    rate: Fact[Fraction] | None,
    has_it: bool,
) -> Step:
    if display == "untaxed":
        return _step("pricing.untaxed", place, law, None, ONE)
    if display == "exclusive" and not has_it:
        return _step("pricing.tax_later", place, law, None, ONE)
    if rate is None:
        return rate_unknown(place)
    if display == "exclusive":
        return _step("pricing.tax_out", place, law, rate, 1 / (1 + rate.value))
    if has_it:
        return _step("pricing.tax_already_in", place, law, rate, ONE)
    return _step("pricing.tax_in", place, law, rate, 1 + rate.value)


def _step(
    code: str, place: str, law: Fact[str] | None, rate: Fact[Fraction] | None, ratio: Fraction
) -> Step:
    told: dict[str, Any] = {"place": place}
    refs = () if law is None else (law.ref,)
    if rate is None:
        return Step(ratio, (Reason(code, told, refs),))
    reason = Reason(code, {**told, "rate": rate.value}, (*refs, rate.ref))
    return Step(ratio, (reason, *rate.reasons), rate.status)


def _with_law(place: str, law: Fact[str] | None, step: Step) -> Step:
    reasons, status = _doubts(place) if law is None else (law.reasons, law.status)
    return step._replace(
        reasons=(*step.reasons, *reasons), status=worst_status((step.status, status))
    )


def _doubts(place: str) -> tuple[tuple[Reason, ...], Status]:
    unknown = Reason("pricing.tax_display_unknown", {"place": place}, (), "warning")
    return (unknown,), "estimated"


def rate_unknown(place: str) -> Step:
    """
    Nobody knows the rate, so the price can't be told.
    """
    reason = Reason("pricing.tax_rate_unknown", {"place": place}, (), "warning")
    return Step(ONE, (reason,), "unknown", (f"tax.rate {place}",))


def home_tax_out(facts: Facts, home: str, on: date, goods: str | None) -> Step:
    """
    The shop's own tax is taken out of a price for export.
    """
    fact = tax_rate(facts, home, on, goods)
    if fact is None:
        return rate_unknown(home)
    out = Reason("pricing.home_tax_out", {"home": home, "rate": fact.value}, (fact.ref,))
    return Step(1 / (1 + fact.value), (out, *fact.reasons), fact.status)
