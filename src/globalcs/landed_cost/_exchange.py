"""
Exchange rates of one day, as exact ratios of minor units, and what has to be said about them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from globalcs.decision import Reason
from globalcs.errors import RateNotFound
from globalcs.landed_cost import _keys as keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from globalcs.rates import Rates

__all__ = ["ONE", "Exchange"]

#: No conversion at all; compared by identity.
ONE = Fraction(1)
COMPLETE, ESTIMATED, UNKNOWN = 0, 1, 2


class Exchange:
    """
    Ratios between minor units of currencies on a day.

    The authority's own rates are asked first where they are given; a pair that nobody knows is
    kept under `missing`, and its ratio is 1 so that compiling can go on.
    """

    def __init__(self, rates: Rates, customs_rates: Rates | None, day: date) -> None:
        self.rates, self.customs_rates, self.day = rates, customs_rates, day
        self.missing: list[str] = []
        self.used: dict[tuple[str, str], tuple[Any, bool]] = {}

    def ratio(self, base: str, quote: str) -> Fraction:
        """
        How many minor units of `quote` one minor unit of `base` is.
        """
        if base == quote:
            return ONE
        inverse = self.used.get((quote, base))
        if inverse is not None:
            return 1 / self._minor_ratio(quote, base, inverse[0])
        if (base, quote) not in self.used and not self._ask(base, quote):
            return Fraction(1)
        return self._minor_ratio(base, quote, self.used[base, quote][0])

    def _minor_ratio(self, base: str, quote: str, rate: Any) -> Fraction:
        return Fraction(rate.ratio) * _scale(quote) / _scale(base)

    def _ask(self, base: str, quote: str) -> bool:
        for source, own in ((self.customs_rates, True), (self.rates, False)):
            if source is None:
                continue
            try:
                self.used[base, quote] = source.rate(base, quote, self.day), own
            except RateNotFound:
                continue
            return True
        names = f"rates.{base}/{quote}", f"rates.{quote}/{base}"  # either settles both
        if not set(names) & set(self.missing):
            self.missing.append(names[0])
        return False

    def unit_in(self, quote: str) -> Callable[[str], Fraction]:
        """
        A function from a currency to what one unit of it is in minor units of `quote`.

        It raises RateNotFound where nobody knows the rate.
        """

        def unit(base: str) -> Fraction:
            ratio = self.ratio(base, quote)
            if {f"rates.{base}/{quote}", f"rates.{quote}/{base}"} & set(self.missing):
                raise RateNotFound(f"no rate from {base} to {quote} on {self.day}")
            return ratio * _scale(base)

        return unit

    def notes(self, ask: Any, kind: str) -> list[Any]:
        """
        One note a rate that was used, and one for those that are missing.
        """
        from globalcs.landed_cost._law import Note

        law = ask.find(keys.CUSTOMS_FX) if kind == "import" else None
        notes = [Note(*self._told(pair, rate, own, law)) for pair, (rate, own) in self.used.items()]
        for name in self.missing:
            pair = name.removeprefix("rates.")
            reason = Reason("landed_cost.no_rate", {"pair": pair, "date": self.day}, (), "warning")
            notes.append(Note(UNKNOWN, (name,), (reason,)))
        return notes

    def _told(
        self, pair: tuple[str, str], rate: Any, own: bool, law: Any
    ) -> tuple[int, tuple[str, ...], tuple[Reason, ...]]:
        params = {
            "base": pair[0],
            "quote": pair[1],
            "value": rate.value,
            "date": rate.day,
            "source": str(rate.source),
        }
        if own:
            return COMPLETE, (), (Reason("landed_cost.rate_of_authority", params),)
        if law is None:
            if rate.status == "complete":
                return COMPLETE, (), (Reason("landed_cost.rate_used", params),)
            return ESTIMATED, (), (Reason("landed_cost.rate_doubted", params, (), "assumption"),)
        told = {**params, "authority": law.value.authority}
        reason = Reason("landed_cost.rate_not_of_authority", told, law.refs, "assumption")
        return ESTIMATED, ("customs_rates",), (reason,)


def _scale(code: str) -> int:
    from globalcs import _currencies

    digits: int = _currencies.unit(code).digits or 0
    return int(10**digits)
