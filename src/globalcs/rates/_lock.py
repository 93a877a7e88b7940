"""
One rate, agreed for a checkout and kept for its refund.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, get_args

from globalcs import _currencies
from globalcs.errors import InvalidInput, RateNotFound, RateTooOld
from globalcs.rates._rate import Kind, Rate, checked_pair, checked_ratio, digest

__all__ = ["RateLock", "lock"]


class RateLock:
    """
    A source that knows one rate: for a checkout up to its last day, for a refund at any time.

    Attributes:
        agreed: the rate, as it was when it was agreed.
        until: the last day on which a checkout may use it.

    >>> agreed = Rate("JPY", "EUR", Fraction("0.005"), date(2026, 10, 29), 0, "ECB")
    >>> held = lock(agreed, date(2026, 10, 31))
    >>> held.rate("EUR", "JPY", date(2026, 10, 31)).ratio
    Fraction(200, 1)
    >>> held.at_refund.rate("JPY", "EUR", date(2027, 1, 15)).ratio == agreed.ratio
    True
    """

    __slots__ = ("_refund", "agreed", "until")

    stable = True

    agreed: Rate
    until: date

    def __init__(self, agreed: Rate, until: date, *, refund: bool = False) -> None:
        if not isinstance(agreed, Rate):
            raise InvalidInput("lock a Rate, as a source of rates answers it", path="rate")
        if _currencies.require_day(until) < agreed.day:
            raise InvalidInput("a lock ends on the day of its rate or later", path="until")
        self.agreed, self.until, self._refund = agreed, until, refund

    @property
    def at_refund(self) -> RateLock:
        """
        The same rate for a refund: it is the order's, so no day is too late.
        """
        return RateLock(self.agreed, self.until, refund=True)

    @property
    def version(self) -> str:
        """
        What is locked, for `facts_version`.
        """
        agreed = self.agreed
        return f"locked-{agreed.day}-{agreed.base}{agreed.quote}-{digest(agreed.ratio)}"

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The agreed rate, or its exact inverse, with its age on that day.

        Raises:
            RateNotFound: another pair was agreed, or the day is before the rate's.
            RateTooOld: the lock has run out; agree on a new rate. Never for a refund.
        """
        base, quote, on = checked_pair(base, quote, on)
        agreed = self.agreed if base == self.agreed.base else self.agreed.inverse()
        if (base, quote) != (agreed.base, agreed.quote):
            raise RateNotFound(
                f"{self.agreed.base}/{self.agreed.quote} was agreed, not {base}/{quote}"
            )
        age = (on - agreed.day).days
        if age < 0:
            raise RateNotFound(f"the rate was agreed on {agreed.day}, after {on}")
        if on > self.until and not self._refund:
            raise RateTooOld(
                f"the rate was agreed until {self.until}; agree on a new one for {on}",
                day=agreed.day,
                age=age,
            )
        return agreed._replace(age=age)

    def to_dict(self) -> dict[str, str]:
        """
        As plain data, to be stored with the order.
        """
        rate = self.agreed
        return {
            "base": rate.base,
            "quote": rate.quote,
            "ratio": str(rate.ratio),
            "day": rate.day.isoformat(),
            "source": rate.source,
            "kind": rate.kind,
            "status": rate.status,
            "until": self.until.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RateLock:
        """
        Read back what `to_dict` wrote; the day of the order is the age that it had then.

        Raises:
            InvalidInput: a field is missing or malformed.
        """
        if not isinstance(data, Mapping):
            raise InvalidInput("this is no lock of a rate as to_dict writes it")
        try:
            day, until = (date.fromisoformat(data[name]) for name in ("day", "until"))
            base, quote, _ = checked_pair(data["base"], data["quote"], day)
            ratio = checked_ratio(Fraction(data["ratio"]))
            kind, status, source = (str(data[name]) for name in ("kind", "status", "source"))
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            raise InvalidInput("this is no lock of a rate as to_dict writes it") from None
        if kind not in get_args(Kind) or status not in ("complete", "estimated"):
            raise InvalidInput("this is no lock of a rate as to_dict writes it")
        return cls(Rate(base, quote, ratio, day, 0, source, kind, status), until)  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RateLock) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def _values(self) -> tuple[Any, ...]:
        return self.agreed._replace(age=0, facts=()), self.until, self._refund

    def __repr__(self) -> str:
        agreed = self.agreed
        return f"<RateLock {agreed.base}/{agreed.quote} {agreed.value} until {self.until}>"


def lock(rate: Rate, until: date) -> RateLock:
    """
    Hold a rate for a checkout: the shopper pays at it up to `until`, and gets it back at it.

    Raises:
        InvalidInput: it is no rate, or `until` is before its day.

    >>> from globalcs.rates import EcbRates
    >>> quoted = EcbRates().rate("JPY", "EUR", date(2026, 10, 29))
    >>> lock(quoted, date(2026, 10, 30)).rate("JPY", "EUR", date(2026, 10, 30)).age
    1
    """
    return RateLock(rate, until)
