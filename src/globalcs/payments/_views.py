"""
All methods as the book tells them on one day, before any place or amount is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    PSP,
    REFUSES,
    TERMS,
    USE,
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

    from globalcs.facts import Fact, Facts

__all__ = ["View", "check_methods", "check_psps", "known_psps", "method_ids", "view_of", "views"]

PREFIX = "method:"


class View(NamedTuple):
    """
    One method on one day. None stands for what nobody tells.

    `countries`, `psps` and `limits_apart` hold the facts that depend on where the shopper is or on
    the processor, whatever their days.
    """

    method: Method
    subject: str
    identity: Fact[Identity] | None
    life: Fact[str] | None
    lives: tuple[Fact[str], ...]
    end: Fact[tuple[str, ...]] | None
    ends: tuple[Fact[tuple[str, ...]], ...]
    market: Fact[Market] | None
    barred: Fact[tuple[str, ...]] | None
    countries: tuple[Fact[Served], ...]
    psps: tuple[Fact[Served], ...]
    limits: Fact[Limits] | None
    limits_apart: frozenset[str]
    terms: Fact[Terms] | None
    use: Fact[Use] | None
    refuses: Fact[tuple[str, ...]] | None
    collects: Fact[Collects] | None
    codes: Fact[Mapping[str, tuple[str, ...]]] | None

    @property
    def id(self) -> str:
        """
        The method's id.
        """
        return self.method.id

    @property
    def facts(self) -> tuple[Fact[object], ...]:
        """
        All facts that hold everywhere alike.
        """
        found = (self.identity, self.life, self.market, self.limits, self.terms, self.use)
        return tuple(fact for fact in found if fact is not None)


def method_ids(facts: Facts) -> tuple[str, ...]:
    """
    The ids of all methods, sorted.
    """
    return facts.cached(_method_ids)


def _method_ids(facts: Facts) -> tuple[str, ...]:
    return tuple(subject.removeprefix(PREFIX) for subject in facts.subjects(PREFIX))


def views(facts: Facts, on: date) -> Mapping[str, View]:
    """
    Every method by its id, as of a day.
    """
    return facts.cached(_views, on)


def _views(facts: Facts, on: date) -> Mapping[str, View]:
    return {name: _view(facts, name, on) for name in method_ids(facts)}


def view_of(facts: Facts, method_id: str, on: date) -> View:
    """
    One method as of a day.

    Raises:
        UnknownMethod: there is no such method.
    """
    check_methods(facts, "method", (method_id,))
    return _view(facts, method_id, on)


def _view(facts: Facts, name: str, on: date) -> View:
    subject = PREFIX + name
    told = frozenset(facts.keys_of(subject))
    limits = facts.find(subject, LIMITS, on=on) if LIMITS.name in told else None
    identity = facts.find(subject, METHOD, on=on)
    return View(
        method=_method(name, identity),
        subject=subject,
        identity=identity,
        life=facts.find(subject, LIFE, on=on),
        lives=facts.history(subject, LIFE),
        end=facts.find(subject, END, on=on) if END.name in told else None,
        ends=facts.history(subject, END) if END.name in told else (),
        market=facts.find(subject, MARKET, on=on),
        barred=facts.find(subject, BARRED, on=on) if BARRED.name in told else None,
        countries=facts.history(subject, COUNTRY) if COUNTRY.name in told else (),
        psps=facts.history(subject, PSP) if PSP.name in told else (),
        limits=limits,
        limits_apart=_conditions(facts, subject) if LIMITS.name in told else frozenset(),
        terms=facts.find(subject, TERMS, on=on),
        use=facts.find(subject, USE, on=on),
        refuses=facts.find(subject, REFUSES, on=on) if REFUSES.name in told else None,
        collects=facts.find(subject, COLLECTS, on=on) if COLLECTS.name in told else None,
        codes=facts.find(subject, CODES, on=on) if CODES.name in told else None,
    )


def _method(name: str, identity: Fact[Identity] | None) -> Method:
    if identity is None:
        return Method(name, name, "")
    return Method(name, identity.value.name, identity.value.family)


def _conditions(facts: Facts, subject: str) -> frozenset[str]:
    """
    What the limits of a method depend on: region, psp, buyer.
    """
    told = facts.history(subject, LIMITS)
    return frozenset(field for fact in told for field, _, _ in fact.when)


def known_psps(facts: Facts) -> tuple[str, ...]:
    """
    The processors that the book knows of, sorted.
    """
    return facts.cached(_known_psps)


def _known_psps(facts: Facts) -> tuple[str, ...]:
    found: set[str] = set()
    for name in method_ids(facts):
        subject = PREFIX + name
        for fact in facts.history(subject, CODES):
            found |= set(fact.value)
        for dated in facts.history(subject, PSP):
            found |= {word for field, words, _ in dated.when if field == "psp" for word in words}
    return tuple(sorted(found))


def check_methods(facts: Facts, path: str, ids: Iterable[str]) -> None:
    """
    Refuse ids that no method has: a typo must not silently hide one.

    Raises:
        UnknownMethod: with the ids that look alike.
    """
    known = method_ids(facts)
    for name in ids:
        if name not in known:
            raise UnknownMethod(_unlike("payment method", name, known), path=path)


def check_psps(facts: Facts, path: str, codes: Iterable[str]) -> None:
    """
    Refuse processors that the book does not know.

    Raises:
        UnknownMethod: with the codes that look alike.
    """
    known = known_psps(facts)
    for code in codes:
        if code not in known:
            raise UnknownMethod(_unlike("processor", code, known), path=path)


def _unlike(what: str, name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else _all_known(what, known)
    return f"no {what} is called {name[:40]!r}; {hint}"


def _all_known(what: str, known: tuple[str, ...]) -> str:
    if len(known) > 20:
        return "payments.methods() lists them all"
    return f"every known {what}: {', '.join(known)}"
