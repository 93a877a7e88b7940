"""
All methods as the book tells them on one day, before any place or amount is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from globalcs.errors import UnknownMethod
from globalcs.payments._answers import Method
from globalcs.payments._keys import (
    BARRED,
    CODES,
    COLLECTS,
    COUNTRY,
    END,
    LIFE,
    LIMITS,
    MARKET,
    METHOD,
    PREFERENCE,
    PSP,
    REFUSES,
    TERMS,
    USE,
    WISH,
    Collects,
    Identity,
    Limits,
    Market,
    Served,
    Terms,
    Use,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from globalcs.decision import FactRef
    from globalcs.facts import Fact, Facts, Key

__all__ = [
    "ANYWHERE",
    "View",
    "candidates",
    "check_methods",
    "check_psps",
    "known_psps",
    "method_ids",
    "views",
]

T = TypeVar("T")

PREFIX = "method:"
ANYWHERE = "*"


class View:
    """
    One method on one day; each part is looked up when it is first read, None where nobody tells it.

    `countries`, `psps` and `limits_apart` tell the facts that depend on where the shopper is or on
    the processor, whatever their days; `refs` are the sources of `facts`, `method` is what it is.
    """

    __slots__ = (
        "_facts",
        "_told",
        "barred",
        "codes",
        "collects",
        "countries",
        "end",
        "ends",
        "id",
        "identity",
        "life",
        "limits",
        "limits_apart",
        "lives",
        "market",
        "method",
        "on",
        "psps",
        "refs",
        "refuses",
        "subject",
        "terms",
        "use",
        "wants",
    )

    _told: frozenset[str]
    barred: Fact[tuple[str, ...]] | None
    codes: Fact[Mapping[str, tuple[str, ...]]] | None
    collects: Fact[Collects] | None
    countries: tuple[Fact[Served], ...]
    end: Fact[tuple[str, ...]] | None
    ends: tuple[Fact[tuple[str, ...]], ...]
    identity: Fact[Identity] | None
    life: Fact[str] | None
    limits: Fact[Limits] | None
    limits_apart: frozenset[str]
    lives: tuple[Fact[str], ...]
    market: Fact[Market] | None
    method: Method
    psps: tuple[Fact[Served], ...]
    refs: tuple[FactRef, ...]
    refuses: Fact[tuple[str, ...]] | None
    terms: Fact[Terms] | None
    use: Fact[Use] | None
    wants: bool

    def __init__(self, facts: Facts, name: str, on: date) -> None:
        self.id = name
        self.subject = PREFIX + name
        self.on = on
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        value: Any
        if name == "_told":
            value = frozenset(self._facts.keys_of(self.subject))
        elif name in HELD:
            value = self._held(HELD[name])
        elif name in HISTORIES:
            value = self._history(HISTORIES[name])
        elif name == "method":
            value = self._method()
        elif name == "refs":
            value = tuple(fact.ref for fact in self.facts)
        elif name == "limits_apart":
            value = self._limits_apart()
        elif name == "wants":
            value = not SHOPS.isdisjoint(self._told)
        else:
            raise AttributeError(name)
        setattr(self, name, value)
        return value

    def _held(self, key: Key[Any]) -> Fact[Any] | None:
        return self._facts.find(self.subject, key, on=self.on) if key.name in self._told else None

    def _history(self, key: Key[Any]) -> tuple[Fact[Any], ...]:
        return self._facts.history(self.subject, key) if key.name in self._told else ()

    def _limits_apart(self) -> frozenset[str]:
        """
        The fields by which limits differ; any, where a layer may tell limits of its own.
        """
        if self._facts.written(self.subject) is None:
            return frozenset({"region", "buyer", "psp"})
        return frozenset(field for fact in self._history(LIMITS) for field, _, _ in fact.when)

    def wanted(self, key: Key[T], where: Mapping[str, str | None]) -> Fact[T] | None:
        """
        What the shop's layer tells under a key of its own, for such a checkout.
        """
        if key.name not in self._told:
            return None
        return self._facts.find(self.subject, key, on=self.on, when=where)

    def _method(self) -> Method:
        if self.identity is None:
            return Method(self.id, self.id, "")
        return Method(self.id, self.identity.value.name, self.identity.value.family)

    @property
    def facts(self) -> tuple[Fact[object], ...]:
        """
        All facts that hold everywhere alike.
        """
        found = (self.identity, self.life, self.market, self.limits, self.terms, self.use)
        return tuple(fact for fact in found if fact is not None)


#: The facts of a day, and whole histories, by the name of the part.
HELD: Mapping[str, Key[Any]] = {
    "barred": BARRED,
    "codes": CODES,
    "collects": COLLECTS,
    "end": END,
    "identity": METHOD,
    "life": LIFE,
    "limits": LIMITS,
    "market": MARKET,
    "refuses": REFUSES,
    "terms": TERMS,
    "use": USE,
}
#: What only a shop's layer tells.
SHOPS = frozenset({WISH.name, PREFERENCE.name})
HISTORIES: Mapping[str, Key[Any]] = {"countries": COUNTRY, "ends": END, "lives": LIFE, "psps": PSP}


def method_ids(facts: Facts) -> tuple[str, ...]:
    """
    The ids of all methods, sorted.
    """
    return facts.cached(_method_ids)


def _method_ids(facts: Facts) -> tuple[str, ...]:
    subjects = facts.subjects(PREFIX)
    nameless = {s for s in subjects if facts.written(s) is None and _is_nameless(facts, s)}
    known = tuple(s.removeprefix(PREFIX) for s in subjects if s not in nameless)
    for subject in sorted(nameless):
        name = subject.removeprefix(PREFIX)
        raise UnknownMethod(_unlike("payment method", name, known), path=subject)
    return known


def _is_nameless(facts: Facts, subject: str) -> bool:
    return METHOD.name not in facts.keys_of(subject)


def candidates(facts: Facts, countries: tuple[str, ...]) -> tuple[str, ...]:
    """
    The ids of all methods but those that are for other countries only, on any day.

    A first look at what the files say; the rules have the last word.
    """
    return facts.cached(_candidates, countries)


def _candidates(facts: Facts, countries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in method_ids(facts) if not _elsewhere(facts, name, countries))


def _elsewhere(facts: Facts, name: str, countries: tuple[str, ...]) -> bool:
    entries = facts.written(PREFIX + name)
    markets = entries.get(MARKET.name, ()) if entries is not None else ()
    if entries is None or len(markets) != 1 or not _DATED.isdisjoint(market := markets[0]):
        return False
    served = market["value"]["countries"]
    regions = [entry.get("when", {}).get("region") for entry in entries.get(COUNTRY.name, ())]
    named = {word for words in regions for word in _words(words)}
    return not {ANYWHERE, *countries} & {*served, *named}


_DATED = frozenset({"since", "until", "when", "ended"})


def _words(told: str | list[str] | dict[str, list[str]] | None) -> tuple[str, ...]:
    """
    The words of a condition; one that is turned round may speak of any place.
    """
    if isinstance(told, str):
        return (told,)
    return tuple(told) if isinstance(told, list) else (ANYWHERE,)


def views(facts: Facts, on: date) -> Mapping[str, View]:
    """
    Every method by its id, as of a day.
    """
    return facts.cached(_views, on)


def _views(facts: Facts, on: date) -> Mapping[str, View]:
    return {name: View(facts, name, on) for name in method_ids(facts)}


def known_psps(facts: Facts) -> tuple[str, ...]:
    """
    The processors that the book knows of, sorted.
    """
    return facts.cached(_known_psps)


def _known_psps(facts: Facts) -> tuple[str, ...]:
    return tuple(sorted({psp for name in method_ids(facts) for psp in _psps_of(facts, name)}))


def _knows_psp(facts: Facts, code: str) -> bool:
    """
    Whether some method is known to be there: the first one found will do.
    """
    return any(code in _psps_of(facts, name) for name in method_ids(facts))


def _psps_of(facts: Facts, name: str) -> set[str]:
    subject = PREFIX + name
    found = {psp for fact in facts.history(subject, CODES) for psp in fact.value}
    for dated in facts.history(subject, PSP):
        found |= {word for field, words, _ in dated.when if field == "psp" for word in words}
    return found


def check_methods(facts: Facts, path: str, ids: Iterable[str]) -> None:
    """
    Refuse ids that no method has: a typo must not silently hide one.

    Raises:
        UnknownMethod: with the ids that look alike.
    """
    known = method_ids(facts)
    for name in ids:
        if not isinstance(name, str):
            raise UnknownMethod("a payment method is told by its id, such as 'ideal'", path=path)
        if name not in known:
            raise UnknownMethod(_unlike("payment method", name, known), path=path)


def check_psps(facts: Facts, path: str, codes: Iterable[str]) -> None:
    """
    Refuse processors that the book does not know.

    Raises:
        UnknownMethod: with the codes that look alike.
    """
    for code in codes:
        if not facts.cached(_knows_psp, code):
            raise UnknownMethod(_unlike("processor", code, known_psps(facts)), path=path)


def _unlike(what: str, name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else _all_known(what, known)
    return f"no {what} is called {name[:40]!r}; {hint}"


def _all_known(what: str, known: tuple[str, ...]) -> str:
    if len(known) > 20:
        return "payments.methods() lists them all"
    return f"every known {what}: {', '.join(known)}"
