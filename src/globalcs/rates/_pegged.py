"""
Official pegs and legal conversion rates, as dated facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._currencies import PEG
from globalcs.errors import RateNotFound
from globalcs.rates._rate import Rate, checked_pair, same_currency

if TYPE_CHECKING:
    from datetime import date
    from typing import TypeAlias

    from globalcs._currencies import Peg
    from globalcs.facts import Fact, Facts
    from globalcs.rates._rate import Rates

    Pegs: TypeAlias = tuple[Rate, ...]

__all__ = ["PeggedRates"]


class PeggedRates:
    """
    Rates of currencies that are tied to another by law or by their central bank.

    SAR is 3.75 a dollar, XOF 655.957 a euro; BGN became the euro at 1.95583. A band (HKD, DKK), a
    basket (KWD) or a managed float is not a peg and gives no rate. A pair of which only one side
    is pegged goes on through another source, exactly.

    Args:
        facts: the book; the bundled one unless given.
        through: where the rate of the anchor comes from; without it only pegs answer.

    >>> from datetime import date
    >>> rate = PeggedRates().rate("SAR", "USD", date(2026, 10, 29))
    >>> rate.ratio, rate.kind, rate.facts[0].subject
    (Fraction(4, 15), 'peg', 'currency:SAR')
    """

    def __init__(self, facts: Facts | None = None, *, through: Rates | None = None) -> None:
        if facts is None:
            from globalcs.facts import bundled

            facts = bundled()
        self._facts = facts
        self._through = through
        self.stable = through is None or bool(getattr(through, "stable", False))

    @property
    def version(self) -> str:
        """
        The book of the pegs and what the rates that they go through are, for `facts_version`.
        """
        return f"{self._facts.version} {getattr(self._through, 'version', '')}".rstrip()

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The rate of a pegged currency, or from one to another through their anchors.

        Raises:
            RateNotFound: neither currency is pegged that day, or nobody knows the anchor's rate.
            UnknownCurrency: there is no such currency.
        """
        base, quote, on = checked_pair(base, quote, on)
        if base == quote:
            return same_currency(base, on)
        start, end = (self._facts.cached(_to_anchor, code, on) for code in (base, quote))
        if not (start or end):
            raise RateNotFound(f"neither {base} nor {quote} has an official peg on {on}")
        return _joined(self._meeting(base, start, quote, end, on))

    def _meeting(self, base: str, start: Pegs, quote: str, end: Pegs, on: date) -> list[Rate]:
        ups = [base, *(step.quote for step in start)]
        downs = [quote, *(step.quote for step in end)]
        shared = next((code for code in ups if code in downs), None)
        if shared is not None:
            start, end = start[: ups.index(shared)], end[: downs.index(shared)]
            middle = same_currency(shared, on)
        else:
            middle = self._between(ups[-1], downs[-1], on)
        return [*start, middle, *(step.inverse() for step in reversed(end))]

    def _between(self, anchor: str, other: str, on: date) -> Rate:
        if self._through is None:
            raise RateNotFound(
                f"the pegs lead to {anchor} and {other}, and no source tells their rate; "
                "give PeggedRates(through=EcbRates())"
            )
        return self._through.rate(anchor, other, on)


def _to_anchor(facts: Facts, code: str, on: date) -> Pegs:
    """
    The pegs from a currency up: BTN to INR, for one; empty when it floats.
    """
    steps: list[Rate] = []
    passed = [code]
    while fact := _peg(facts, passed[-1], on):
        step = _as_rate(fact, on)
        if step.quote in passed:
            break
        steps.append(step)
        passed.append(step.quote)
    return tuple(steps)


def _peg(facts: Facts, code: str, on: date) -> Fact[Peg] | None:
    fact = facts.find(f"currency:{code}", PEG, on=on)
    return fact if fact is not None and fact.value.fixed else None


def _as_rate(fact: Fact[Peg], on: date) -> Rate:
    peg = fact.value
    assert peg.units is not None
    assert peg.anchor is not None
    code = fact.subject.partition(":")[2]
    kind, words = ("peg", "official peg") if peg.kind == "peg" else ("conversion", "legal rate")
    return Rate(
        code,
        peg.anchor,
        1 / peg.units,
        on,
        0,
        f"{words} of {code} to {peg.anchor}",
        kind,  # type: ignore[arg-type]
        fact.status,
        (fact.ref,),
    )


def _joined(steps: list[Rate]) -> Rate:
    whole = steps[0]
    for step in steps[1:]:
        whole = whole.then(step)
    return whole
