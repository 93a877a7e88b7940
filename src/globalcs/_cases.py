"""
Runs case files through the public functions: `globalcs check PATH`, and the test suite.

A case brings its input and what it expects; what its source fixes besides enters as a layer named
"given" and as fixed exchange rates. Nothing is computed here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs._case_compare import Difference, compare
from globalcs.decision import Decision
from globalcs.errors import DataError, GlobalcsError, InvalidInput
from globalcs.facts import bundled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from globalcs._case_files import Case
    from globalcs.facts import Facts
    from globalcs.rates import Rates

__all__ = ["Result", "Tally", "run_case", "tally"]

#: The model that takes the whole request, for the calls that take one.
_MODELS = {
    "landed_cost.quote": "Shipment",
    "payments.select": "Checkout",
    "returns.decide": "ReturnRequest",
}
#: Arguments that a file writes as tables or text, by name, and the public class that reads them.
_READERS = {
    "money": "globalcs.money:Money",
    "total": "globalcs.money:Money",
    "rules": "globalcs.pricing:PriceRules",
    "price_book": "globalcs.pricing:PriceBook",
    "policy": "globalcs.returns:Policy",
    "recipient": "globalcs.localization:Recipient",
    "name": "globalcs.localization:PersonName",
}


class Result(NamedTuple):
    """
    A case and where its answer differs; no difference means that it passed.
    """

    case: Case
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """
        Whether all named fields were as expected.
        """
        return not self.differences


class Tally(NamedTuple):
    """
    How many cases passed and failed, and how many rest on the book alone or on given values too.
    """

    passed: int
    failed: int
    book_only: int
    given: int

    def text(self) -> str:
        """
        The counts in a line.
        """
        return (
            f"{self.passed} passed, {self.failed} failed "
            f"({self.book_only} from the book alone, {self.given} with given values)"
        )


def tally(results: Iterable[Result]) -> Tally:
    """
    Count results.
    """
    told = [(result.passed, bool(result.case.given)) for result in results]
    passed = sum(good for good, _ in told)
    given = sum(has_given for _, has_given in told)
    return Tally(passed, len(told) - passed, len(told) - given, given)


def run_case(case: Case, facts: Facts | None = None) -> Result:
    """
    Ask the public function of a case, and compare.

    An error of the library is an answer as well: a case expects it as ``error = "UnknownPlace"``.

    Raises:
        DataError: the case cannot be asked: its request or what it gives is malformed.
    """
    function = getattr(import_module(f"globalcs.{case.room}"), case.call)
    arguments = _arguments(case, function, facts if facts is not None else bundled())
    try:
        answer = _ask(case, function, arguments)
    except GlobalcsError as error:
        return Result(case, _refused(case, error))
    wrapped = answer if isinstance(answer, Decision) else _Plain(answer)
    return Result(case, compare(case.expect, wrapped))


def _refused(case: Case, error: GlobalcsError) -> tuple[Difference, ...]:
    """
    What differs when the library raised `error`; a request that can't be read is a broken case.
    """
    name = type(error).__name__
    if case.expect.get("error") == name:
        return ()
    if isinstance(error, InvalidInput) and "error" not in case.expect:
        raise _broken(case, f"{name}: {error}") from None
    return (Difference("error", str(case.expect.get("error", "none")), f"{name}: {error}"),)


class _Plain(NamedTuple):
    """
    An answer that is no decision, such as a formatted amount.
    """

    result: Any


# --- asking --------------------------------------------------------------------------------------


def _ask(case: Case, function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    names = _parameters(function)
    plain = dict(case.request)
    first: tuple[Any, ...] = ()
    if model := _MODELS.get(f"{case.room}.{case.call}"):
        kind = getattr(import_module(f"globalcs.{case.room}"), model)
        own = {name: plain.pop(name) for name in list(plain) if name in kind.model_fields}
        # What is neither a field nor an argument is left to the model, which names it.
        own |= {name: plain.pop(name) for name in list(plain) if name not in names}
        first = (kind.read(own),)
    elif unknown := sorted(set(plain) - set(names)):
        raise InvalidInput(f"{case.call} takes no {unknown[0]}; it takes {', '.join(names)}")
    return function(*first, **{name: _read(name, plain[name]) for name in plain}, **arguments)


def _read(name: str, value: Any) -> Any:
    if name not in _READERS:
        return value
    module, _, kind = _READERS[name].partition(":")
    return getattr(import_module(module), kind).read(value)


def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    import inspect

    return tuple(inspect.signature(function).parameters)


def _arguments(case: Case, function: Callable[..., Any], facts: Facts) -> dict[str, Any]:
    """
    Day, facts and what else is given, as the function calls them.
    """
    names = _parameters(function)
    given = {name: value for name, value in case.given.items() if name != "facts"}
    if unfit := sorted(set(given) - set(names)):
        raise _broken(case, f"{case.call} takes no {unfit[0]}")
    arguments = {name: _given(case, name, value) for name, value in given.items()}
    if "on" in names:
        arguments["on"] = case.on
    if "facts" in names:
        arguments["facts"] = _with_given(case, facts)
    return arguments


def _with_given(case: Case, facts: Facts) -> Facts:
    layer = case.given.get("facts")
    if not layer:
        return facts
    try:
        return facts.with_layer("given", layer, authority=True)
    except GlobalcsError as error:
        raise _broken(case, f"given.facts: {error}") from None


def _given(case: Case, name: str, value: Any) -> Any:
    try:
        return _GIVERS[name](case, value)
    except (GlobalcsError, ValueError, TypeError, AttributeError) as error:
        raise _broken(case, f"given.{name}: {error}") from None


def _broken(case: Case, message: str) -> DataError:
    return DataError(message, file=case.file, entry=f"case {case.id}")


def _rates(case: Case, value: Mapping[str, Any]) -> Rates:
    """
    Fixed exchange rates, written ``{ "EUR/USD" = "1.0823" }``: one EUR is 1.0823 USD.
    """
    from globalcs.rates import FixedRates

    pairs = {pair: tuple(pair.split("/")) for pair in value}
    if wrong := [pair for pair, parts in pairs.items() if len(parts) != 2]:
        raise InvalidInput(f'{wrong[0]} is no pair; write "EUR/USD"')
    table = {(parts[0], parts[1]): value[pair] for pair, parts in pairs.items()}
    return FixedRates(table, source=f"given by {case.source}")


def _tariffs(case: Case, value: Mapping[str, Any]) -> Any:
    """
    Duty rates by territory and code: ``{ US = { "62114310" = "16 %" } }``.
    """
    from globalcs.landed_cost import FixedTariffs

    return FixedTariffs(value, as_of=case.on, source=f"given by {case.source}")


class _Holidays:
    """
    The public holidays a case fixes: ``{ DE = [2026-05-01] }``; places it does not name have none.
    """

    version = "given holidays"

    def __init__(self, days: Mapping[str, Iterable[date]]) -> None:
        self._days = {place: frozenset(listed) for place, listed in days.items()}

    def public_holidays(self, place: str, year: int) -> frozenset[date]:
        """
        Those of `place` in `year`.
        """
        return frozenset(day for day in self._days.get(place, ()) if day.year == year)


def _holidays(case: Case, value: Mapping[str, Any]) -> _Holidays:
    return _Holidays(value)


_GIVERS: Mapping[str, Callable[[Case, Any], Any]] = {
    "rates": _rates,
    "customs_rates": _rates,
    "tariffs": _tariffs,
    "holidays": _holidays,
}
