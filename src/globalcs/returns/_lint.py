"""
`lint`: where a policy falls below the law of the places it is used in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import Decision, Reason, Status
from globalcs.errors import InvalidInput
from globalcs.facts import bundled
from globalcs.facts._dates import require_day
from globalcs.returns._below import below_law, terms_for
from globalcs.returns._law import law_of
from globalcs.returns._models import Policy, PolicyCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from globalcs.facts import Facts
    from globalcs.returns._law import Law

__all__ = ["Finding", "LintReport", "lint"]


class Finding(NamedTuple):
    """
    A term of the policy that a place's law sets aside.

    `goods` are those it is said of (empty: all). Terms as in `Override`, and "window_from": days
    from the purchase can end before the law's days from delivery do, when delivery takes long.
    """

    place: str
    goods: tuple[str, ...]
    term: str
    shop: str
    law: str


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class LintReport(Decision):
    """
    What `lint` found. `unknown` lists places whose law the book does not know.
    """

    kind = "returns.lint"

    request: PolicyCheck
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]

    def headline(self) -> Reason:
        """
        How many terms fall below the law, and in how many places.
        """
        places = len({finding.place for finding in self.findings})
        return Reason("returns.lint", {"terms": len(self.findings), "places": places})

    def _tables_html(self) -> str:
        from globalcs._notebook import table_html

        rows = ((f.place, ", ".join(f.goods), f.term, f.shop, f.law) for f in self.findings)
        return table_html(("place", "goods", "term", "the shop's", "applies instead"), rows)


def lint(
    policy: Policy | Mapping[str, Any] | str,
    places: Iterable[str],
    *,
    on: date,
    facts: Facts | None = None,
) -> LintReport:
    """
    Where `policy` falls below the law of `places` on that day, and what would be applied instead.

    Args:
        policy: the policy, its plain data, or the name of a ready one.
        places: place codes.
        on: the day the contracts are made.
        facts: the book; the bundled one when left out.

    Raises:
        UnknownPlace: a code is no place.
        InvalidInput: the policy is wrong, the places are no list, or the day is none.

    >>> from datetime import date
    >>> from globalcs.returns import Policy
    >>> report = lint(Policy(window_days=7), ["DE", "SA", "US"], on=date(2026, 11, 21))
    >>> [(finding.place, finding.term) for finding in report.findings]
    [('DE', 'window')]
    """
    book = facts if facts is not None else bundled()
    policy, day = Policy.read(policy), require_day(on)
    codes = tuple(book.place(place).code for place in _listed(places))
    laws = [law_of(book, code, day) for code in codes]
    unknown = tuple(law.place for law in laws if law.withdrawal is None)
    found = [pair for law in laws for pair in _findings(law, policy)]
    low = any(law.withdrawal is not None and not law.withdrawal.sure for law in laws)
    return LintReport(
        request=PolicyCheck(policy=policy, places=codes),
        on=on,
        law_day=on,
        facts_version=book.version,
        status="unknown" if unknown else "estimated" if low else "complete",
        missing=tuple(f"law.{code}" for code in unknown),
        reasons=tuple(reason for _, reason in found),
        findings=tuple(finding for finding, _ in found),
        unknown=unknown,
    )


def _listed(places: Iterable[str]) -> tuple[str, ...]:
    """
    The codes as a list; one text would be taken letter by letter.
    """
    try:
        return (places,) if isinstance(places, str) else tuple(places)
    except TypeError:
        raise InvalidInput('give a list of places, such as ["DE", "FR"]', path="places") from None


def _findings(law: Law, policy: Policy) -> Iterator[tuple[Finding, Reason]]:
    refs = law.withdrawal.refs if law.withdrawal else ()
    level = "step" if law.withdrawal and law.withdrawal.confidence != "low" else "warning"
    general: set[tuple[str, str, str]] = set()
    for terms in terms_for(policy, law.place):
        for below in below_law(law, policy, terms):
            if terms.goods and below in general:
                continue
            general.update([below] if not terms.goods else [])
            finding = Finding(law.place, terms.goods, *below)
            params = {"place": law.place, "shop": below.shop, "law": below.law}
            yield finding, Reason(f"returns.lint.{below.term}", params, refs, level)  # type: ignore[arg-type]
