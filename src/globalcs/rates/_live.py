"""
Live rates through the package forex-python: under a deadline, dated, and never as a float.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import InvalidInput, MissingExtra, RateNotFound, RateTooOld
from globalcs.rates._ecb import EcbRates
from globalcs.rates._rate import Rate, checked_limits, checked_pair, checked_ratio, same_currency
from globalcs.rates._series import WIDEST_JUMP, is_jump

if TYPE_CHECKING:
    from collections.abc import Callable

    from globalcs.decision import Status
    from globalcs.rates._rate import Rates

__all__ = ["ForexPythonRates"]

#: Calls that may hang at once; the next one fails right away.
_MOST_HANGING = 4
_CACHE_SIZE = 2_000
_LONGEST = 3_600


class ForexPythonRates:
    """
    Rates of the service that forex-python asks; put it last in a `ChainRates`, it is often down.

    Every call ends by its deadline, and every failure is a `RateNotFound`: no network, a time-out,
    a status that is not 200, an answer that is no JSON, or one without day, without rate, or with
    an absurd one. An answer of another day than asked for is told by `.day` and `.age`.

    Args:
        deadline: seconds within which an answer must be there.
        fresh_days: the age up to which a rate is as good as today's.
        max_days: the age up to which an answer is used at all.
        url: another service with the same answers.
        against: an answer ten times away from the last rate that this source knows is refused; the
            history of the ECB unless given.

    Raises:
        MissingExtra: forex-python is not installed.
        InvalidInput: the deadline is not above zero.
    """

    def __init__(
        self,
        *,
        deadline: float = 5.0,
        fresh_days: int = 3,
        max_days: int = 7,
        url: str | None = None,
        against: Rates | None = None,
    ) -> None:
        self.deadline = _checked_deadline(deadline)
        self.fresh_days, self.max_days = checked_limits(fresh_days, max_days)
        self._asking = _client(url)
        self._against = EcbRates(max_days=3_650) if against is None else against
        self._hanging = BoundedSemaphore(_MOST_HANGING)
        self._kept: dict[tuple[str, str, date], Rate] = {}

    def rate(self, base: str, quote: str, on: date) -> Rate:
        """
        The rate of that day, or the newest that the service has before it.

        Raises:
            RateNotFound: there is no usable answer, whatever the cause; the message tells it.
            RateTooOld: the answer is of a day more than `max_days` before `on`.
            UnknownCurrency: there is no such currency.
        """
        base, quote, on = checked_pair(base, quote, on)
        if base == quote:
            return same_currency(base, on)
        kept = self._kept.get((base, quote, on))
        return kept or self._keep(self._asked(base, quote, on), on)

    def _keep(self, rate: Rate, on: date) -> Rate:
        # Only the rate of the very day is final.
        if rate.day == on and len(self._kept) < _CACHE_SIZE:
            self._kept[rate.base, rate.quote, on] = rate
        return rate

    def _asked(self, base: str, quote: str, on: date) -> Rate:
        answer = self._by_deadline(lambda: self._asking(base, quote, on))
        age = (on - answer.day).days
        if age < 0:
            raise _failed(base, quote, on, f"the answer is of {answer.day}, a later day")
        if age > self.max_days:
            raise RateTooOld(
                f"forex-python answers {base}/{quote} with a rate of {answer.day}, {age} days "
                f"before {on}",
                day=answer.day,
                age=age,
            )
        ratio = self._sound(answer, base, quote, on)
        status: Status = "complete" if age <= self.fresh_days else "estimated"
        return Rate(base, quote, ratio, answer.day, age, "forex-python", "reference", status)

    def _sound(self, answer: _Answer, base: str, quote: str, on: date) -> Any:
        try:
            ratio = checked_ratio(answer.rate)
        except InvalidInput as error:
            raise _failed(base, quote, on, str(error)) from None
        try:
            known = self._against.rate(base, quote, on)
        except RateNotFound:
            return ratio
        if is_jump(known.ratio, ratio):
            raise _failed(
                base, quote, on,
                f"the answer is {WIDEST_JUMP} times or more away from the rate of {known.day}",
            )  # fmt: skip
        return ratio

    def _by_deadline(self, ask: Callable[[], _Answer]) -> _Answer:
        """
        The answer of a thread, waited for no longer than allowed; requests has no such limit.
        """
        if not self._hanging.acquire(blocking=False):
            raise RateNotFound(
                f"forex-python: {_MOST_HANGING} earlier questions still hang; ask again later"
            )
        told: SimpleQueue[_Answer | Exception] = SimpleQueue()
        Thread(target=self._run, args=(ask, told), daemon=True, name="forex-python").start()
        try:
            found = told.get(timeout=self.deadline)
        except Empty:
            raise RateNotFound(
                f"forex-python: no answer within {self.deadline:g} seconds"
            ) from None
        if isinstance(found, Exception):
            raise _as_ours(found) from None
        return found

    def _run(self, ask: Callable[[], _Answer], told: SimpleQueue[_Answer | Exception]) -> None:
        try:
            told.put(ask())
        except Exception as error:
            told.put(error)
        finally:
            self._hanging.release()


def _checked_deadline(deadline: Any) -> float:
    if isinstance(deadline, (int, float)) and 0 < deadline < _LONGEST:
        return deadline
    raise InvalidInput("a deadline is some seconds, above zero", path="deadline")


class _Answer(NamedTuple):
    rate: object
    day: date


def _failed(base: str, quote: str, on: date, why: str) -> RateNotFound:
    return RateNotFound(f"forex-python gives no usable rate of {base}/{quote} on {on}: {why}")


def _as_ours(error: Exception) -> RateNotFound:
    if isinstance(error, RateNotFound):
        return error
    # Names of errors only: their texts hold addresses.
    return RateNotFound(f"forex-python: the question failed ({type(error).__name__})")


def _client(url: str | None) -> Callable[[str, str, date], _Answer]:
    """
    forex-python's own client, with the day of the answer kept and its numbers read as Decimal.
    """
    try:
        from forex_python.converter import CurrencyRates
    except ImportError:
        raise MissingExtra("forex", "ForexPythonRates") from None

    class Dated(CurrencyRates):  # type: ignore[misc]
        day: object = None

        def _source_url(self) -> str:
            return url or str(super()._source_url())

        def _decode_rates(
            self, response: Any, use_decimal: bool = False, date_str: str | None = None
        ) -> dict[str, Any]:
            body = json.loads(response.text, parse_float=Decimal)
            self.day = body.get("date")
            rates = body["rates"]
            return {str(code): rates[code] for code in rates}

    def ask(base: str, quote: str, on: date) -> _Answer:
        client = Dated(force_decimal=True)
        rate = client.get_rate(base, quote, on)
        try:
            return _Answer(rate, date.fromisoformat(str(client.day)))
        except ValueError:
            raise _failed(base, quote, on, "the answer does not say of which day it is") from None

    return ask
