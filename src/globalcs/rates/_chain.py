"""
Several sources of rates, one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs.errors import InvalidInput, RateNotFound, RateTooOld
from globalcs.rates._ecb import EcbRates
from globalcs.rates._pegged import PeggedRates
from globalcs.rates._rate import Rate, checked_pair, checked_source

if TYPE_CHECKING:
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.rates._rate import Rates

__all__ = ["ChainRates", "default_rates"]

_CACHE_SIZE = 20_000


class ChainRates:
    """
    The first of several sources that answers; when none does, the error says what each said.

    Answers are kept only when every source is `stable`: the same question, the same answer.

    >>> from datetime import date
    >>> from globalcs.rates import EcbRates, FixedRates
    >>> chain = ChainRates(FixedRates({("EUR", "TWD"): "36.9"}), EcbRates())
    >>> chain.rate("EUR", "TWD", date(2026, 10, 29)).source
    'rates set by the shop'
    """

    def __init__(self, *rates: Rates) -> None:
        if not rates:
            raise InvalidInput("give a chain at least one source of rates", path="rates")
        for source in rates:
            checked_source(source)
        self._rates = rates
        self.stable = all(getattr(source, "stable", False) for source in rates)
        self._cache: dict[tuple[str, str, date], Rate] = {}
        self._version = ""

    @property
    def version(self) -> str:
        """
        What its sources are, for `facts_version`.
        """
        if not self.stable:
            return self._names()
        self._version = self._version or self._names()
        return self._version

    def _names(self) -> str:
        names = " ".join(str(getattr(source, "version", "")) for source in self._rates)
        return " ".join(dict.fromkeys(names.split()))

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The first answer.

        Raises:
            RateNotFound: no source answers; the message holds what each said.
            RateTooOld: the same, and one of them has a rate that is too old.
        """
        try:
            return self._cache[base, quote, on]
        except (KeyError, TypeError):
            found = self._first(*checked_pair(base, quote, on))
        if self.stable:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[base, quote, on] = found
        return found

    def _first(self, base: str, quote: str, on: date) -> Rate:
        errors: list[tuple[Rates, RateNotFound]] = []
        for source in self._rates:
            try:
                return source.rate(base, quote, on)
            except RateNotFound as error:
                errors.append((source, error))
        raise _collected(errors, base, quote, on)


def _collected(
    errors: list[tuple[Rates, RateNotFound]], base: str, quote: str, on: date
) -> RateNotFound:
    said = "; ".join(f"{type(source).__name__}: {error}" for source, error in errors)
    text = f"no rate of {base}/{quote} on {on}. {said}"
    old = [error for _, error in errors if isinstance(error, RateTooOld)]
    if old:
        return RateTooOld(text, day=old[0].day, age=old[0].age)
    return RateNotFound(text)


def default_rates(facts: Facts | None = None) -> ChainRates:
    """
    What is used where no rates are given: official pegs of the book, and the ECB's history.

    >>> from datetime import date
    >>> rate = default_rates().rate("JPY", "SAR", date(2026, 10, 29))
    >>> rate.kind, rate.day
    ('cross', datetime.date(2026, 10, 29))
    """
    if facts is None:
        from globalcs.facts import bundled

        facts = bundled()
    return facts.cached(_default_rates)


def _default_rates(facts: Facts) -> ChainRates:
    reference = EcbRates()
    return ChainRates(PeggedRates(facts, through=reference), reference)
