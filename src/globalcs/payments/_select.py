"""
From a checkout to the methods to offer, best first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from globalcs._currencies import require_day, require_live
from globalcs.errors import UnknownPlace
from globalcs.payments._answers import Score
from globalcs.payments._checkout import test
from globalcs.payments._ranks import UNIONS, homes
from globalcs.payments._rules import Asked, Context
from globalcs.payments._table import Candidate, table
from globalcs.payments._views import check_methods, check_psps
from globalcs.payments._wishes import preference, wish
from globalcs.payments._worth import converter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from globalcs.facts import Facts
    from globalcs.items import Address
    from globalcs.payments._models import Checkout, Psp, Weights
    from globalcs.payments._rules import Convert
    from globalcs.payments._selection import Selection
    from globalcs.payments._table import Table
    from globalcs.rates import Rates

__all__ = ["Ranked", "Work", "context_of", "country_of", "ready", "select", "work"]


class Ranked(NamedTuple):
    """
    A candidate that passed, with its score.
    """

    candidate: Candidate
    score: Score


class Work(NamedTuple):
    """
    What a selection is made of before anybody reads it.
    """

    facts: Facts
    context: Context
    table: Table
    asked: Asked
    ranked: tuple[Ranked, ...]
    beyond: Mapping[str, int]


def select(
    checkout: Checkout | Mapping[str, Any],
    *,
    on: date,
    facts: Facts | None = None,
    rates: Rates | None = None,
) -> Selection:
    """
    Which payment methods to offer, in which order, and why not the others.

    Offered and excluded together are always all methods of the book.

    Args:
        checkout: who pays what; a `Checkout`, or plain data with its fields.
        on: the day of the purchase.
        facts: what to use instead of the bundled book; None means `bundled()`.
        rates: given, limits told in another currency are compared at the rate of that day;
            else they are not tested, with a warning.

    Raises:
        InvalidInput: the checkout is malformed, or `on` is no date.
        UnknownPlace: no such country.
        EndedCurrency: the currency exists no longer, or not yet, on that day.
        UnknownMethod: no such method or processor in one of the lists.

    >>> from datetime import date
    >>> from globalcs.payments import Checkout
    >>> checkout = Checkout(shopper_country="NL", amount="49.90 EUR", psps=("stripe",))
    >>> selection = select(checkout, on=date(2026, 11, 21))
    >>> selection.offered[0].label
    'iDEAL | Wero'
    >>> [reason.code for reason in selection.why("blik").reasons]
    ['payments.country_not_served', 'payments.currency_not_supported']
    """
    from globalcs.payments._models import Checkout
    from globalcs.payments._selection import Selection

    asked = Checkout.read(checkout)
    book = ready(facts, on)
    convert = converter(rates, on) if rates is not None else None
    return Selection(asked, on, work(book, asked, on, convert), rates)


def ready(facts: Facts | None, on: date) -> Facts:
    """
    The book to ask, after a look at the day.

    Raises:
        InvalidInput: a moment instead of a day, or no day at all.
    """
    from globalcs.facts import bundled

    require_day(on)
    return bundled() if facts is None else facts


def work(facts: Facts, checkout: Checkout, on: date, convert: Convert | None) -> Work:
    """
    Everything but the words: which methods pass, their scores, and their order.
    """
    _check_names(facts, checkout)
    context = context_of(facts, checkout, on)
    settled = table(facts, context)
    asked = Asked.of(checkout, convert)
    passed = [c for c in settled.open if not test(c.row, asked)]
    ranked = tuple(sorted((_ranked(c, checkout, asked) for c in passed), key=_best_first))
    return Work(facts, context, settled, asked, *_cut(ranked, checkout, asked))


def _check_names(facts: Facts, checkout: Checkout) -> None:
    if checkout.preferred or checkout.block or checkout.must_include:
        for path in ("preferred", "block", "must_include"):
            check_methods(facts, path, getattr(checkout, path))
    if checkout.last_used is not None:
        check_methods(facts, "last_used", (checkout.last_used,))
    if checkout.psps:
        facts.cached(_check_psps, checkout.psps)


def _check_psps(facts: Facts, psps: tuple[str | Psp, ...]) -> None:
    for index, psp in enumerate(psps):
        if isinstance(psp, str):
            check_psps(facts, f"psps.{index}", (psp,))
        elif psp.methods is None:
            check_psps(facts, f"psps.{index}.code", (psp.code,))
        else:
            check_methods(facts, f"psps.{index}.methods", psp.methods)


def context_of(facts: Facts, checkout: Checkout, on: date) -> Context:
    """
    What the checkout has in common with many others.

    Raises:
        UnknownPlace: no such country.
        EndedCurrency: the currency does not exist on that day.
    """
    currency = str(checkout.amount.currency)
    require_live(currency, on)
    home = facts.cached(homes, country_of(facts, checkout.shopper_country), on)
    others = tuple(country_of(facts, code) for code in checkout.other_countries)
    merchant = checkout.merchant_country
    return Context(
        on=on,
        countries=(*home, *others),
        merchant=None if merchant is None else country_of(facts, merchant),
        currency=currency,
        psps=None if checkout.psps is None else tuple(map(_psp, checkout.psps)),
        buyer=checkout.buyer,
    )


def country_of(facts: Facts, place: str | Address) -> str:
    """
    The country of a place or an address.

    Raises:
        UnknownPlace: no such country, or a union of countries.
    """
    return facts.cached(_country, place)


def _country(facts: Facts, place: str | Address) -> str:
    country = facts.place(place).country
    if country in UNIONS:
        raise UnknownPlace(f"{country} is a union of countries; name the country of the bank")
    return country


def _psp(psp: str | Psp) -> tuple[str, tuple[str, ...] | None]:
    return (psp, None) if isinstance(psp, str) else (psp.code, psp.methods)


# --- order ---------------------------------------------------------------------------------------


def _ranked(candidate: Candidate, checkout: Checkout, asked: Asked) -> Ranked:
    weights = checkout.weights
    name = candidate.id
    return Ranked(
        candidate,
        Score(
            candidate.market(weights),
            _preferred(name, checkout) if checkout.preferred else 0,
            _shop(candidate, asked) if candidate.row.view.wants else 0,
            weights.last_used if name == checkout.last_used else 0,
            -_waiting(candidate, weights),
            -_returns(candidate, checkout),
            -weights.chargeback if checkout.avoid_chargeback and candidate.chargeback else 0,
            -weights.asked * candidate.asked,
        ),
    )


def _preferred(name: str, checkout: Checkout) -> int:
    """
    The first favourite gets the full weight, each further one a point less.
    """
    if name not in checkout.preferred:
        return 0
    return max(0, checkout.weights.preferred - checkout.preferred.index(name))


def _shop(candidate: Candidate, asked: Asked) -> int:
    told = preference(candidate.row, asked)
    return told.value if told is not None else 0


def _waiting(candidate: Candidate, weights: Weights) -> int:
    if candidate.paid == "days":
        return weights.paid_in_days
    return weights.paid_in_minutes if candidate.paid == "minutes" else 0


def _returns(candidate: Candidate, checkout: Checkout) -> int:
    weights, terms = checkout.weights, candidate.row.view.terms
    if candidate.refund == "no":
        return weights.not_refundable
    lost = weights.refund_limited if candidate.refund == "limited" else 0
    needed = checkout.needs_refund_within_days
    if needed is not None and terms is not None:
        days = terms.value.refund_days
        lost += weights.refund_too_short if days is not None and days < needed else 0
    return lost


def _best_first(ranked: Ranked) -> tuple[int, int, str]:
    standing = ranked.candidate.standing
    place = standing.place if standing is not None else 10**9
    return (-sum(ranked.score), place, ranked.candidate.id)


def _cut(
    ranked: tuple[Ranked, ...], checkout: Checkout, asked: Asked
) -> tuple[tuple[Ranked, ...], Mapping[str, int]]:
    """
    Those within the shop's limit or on its list, and the ranks of those beyond.
    """
    limit = checkout.limit
    if limit is None or len(ranked) <= limit:
        return ranked, {}
    kept, beyond = [], {}
    for rank, entry in enumerate(ranked, start=1):
        name = entry.candidate.id
        if rank <= limit or name in checkout.must_include or _wanted(entry, asked):
            kept.append(entry)
        else:
            beyond[name] = rank
    return tuple(kept), beyond


def _wanted(entry: Ranked, asked: Asked) -> bool:
    told = wish(entry.candidate.row, asked)
    return told is not None and told.value == "must_include"
