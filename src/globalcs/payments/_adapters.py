"""
From a selection to the lists that processors take, and back: ids only, nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from globalcs.errors import InvalidInput, UnknownMethod
from globalcs.payments._views import views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.payments._selection import Selection

__all__ = ["ADAPTED", "PspLists", "from_psp", "to_psp"]

#: Whose lists are known: Stripe's payment_method_types and excluded_payment_method_types, Adyen's
#: allowedPaymentMethods and blockedPaymentMethods, Mollie's method, Checkout.com's
#: enabled_payment_methods and disabled_payment_methods.
ADAPTED = ("adyen", "checkout_com", "mollie", "stripe")


class PspLists(NamedTuple):
    """
    What to send to a processor: codes to `enable`, best first, and codes to `block`.

    A code stands in one of the lists only: "card" is enabled when any card is offered. `unmapped`
    are methods offered for which the book has no code there.
    """

    psp: str
    enable: tuple[str, ...]
    block: tuple[str, ...]
    unmapped: tuple[str, ...]


def to_psp(selection: Selection, psp: str, *, facts: Facts | None = None) -> PspLists:
    """
    A selection as the lists of one processor.

    Raises:
        UnknownMethod: there is no adapter for that processor.

    >>> from datetime import date
    >>> from globalcs.payments import Checkout, select
    >>> checkout = Checkout(shopper_country="NL", amount="49.90 EUR", psps=("stripe",))
    >>> to_psp(select(checkout, on=date(2026, 11, 21)), "stripe").enable[:3]
    ('ideal', 'card', 'paypal')
    """
    codes = _codes(psp, selection.on, facts)
    offered = [offer.method.id for offer in selection.offered]
    enable = tuple(dict.fromkeys(code for name in offered for code in codes.get(name, ())))
    left_out = sorted(
        {code for entry in selection.excluded for code in codes.get(entry.method.id, ())}
    )
    return PspLists(
        psp,
        enable,
        tuple(code for code in left_out if code not in enable),
        tuple(name for name in offered if name not in codes),
    )


def from_psp(
    psp: str, codes: Iterable[str], *, on: date, facts: Facts | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Method ids for a processor's codes, and the codes that no method has.

    A code for several methods ("card") gives all of them.

    Raises:
        InvalidInput: the codes are no list of texts.
        UnknownMethod: there is no adapter for that processor.

    >>> from datetime import date
    >>> from_psp("mollie", ["ideal", "podiumcadeaukaart"], on=date(2026, 11, 21))
    (('ideal',), ('podiumcadeaukaart',))
    """
    known = _codes(psp, on, facts)
    given = _texts(codes)
    ids = tuple(name for name, told in known.items() if set(told) & set(given))
    every = {code for told in known.values() for code in told}
    return ids, tuple(code for code in given if code not in every)


def _codes(psp: object, on: date, facts: Facts | None) -> Mapping[str, tuple[str, ...]]:
    from globalcs.payments._select import ready

    if not isinstance(psp, str) or psp not in ADAPTED:
        told = f" {psp[:40]!r}" if isinstance(psp, str) else " of that kind"
        raise UnknownMethod(
            f"there is no adapter for a processor{told}; there are {', '.join(ADAPTED)}", path="psp"
        )
    return {
        name: tuple(map(_bare, view.codes.value[psp]))
        for name, view in views(ready(facts, on), on).items()
        if view.codes is not None and psp in view.codes.value
    }


def _texts(codes: object) -> tuple[str, ...]:
    told = (codes,) if isinstance(codes, str) else codes
    given = tuple(told) if isinstance(told, Iterable) else (None,)
    if not all(isinstance(code, str) for code in given):
        raise InvalidInput("a list of a processor's codes, all text, is needed", path="codes")
    return cast("tuple[str, ...]", given)


def _bare(code: str) -> str:
    """
    The code of the list: a wallet on a card is told as ``card(apple_pay)`` in the book.
    """
    return re.sub(r"\(.*\)$", "", code)
