"""
Which payment methods to offer, in which order, and why not the others.

    >>> from datetime import date
    >>> from globalcs import payments
    >>> checkout = payments.Checkout(shopper_country="NL", amount="49.90 EUR", psps=("stripe",))
    >>> selection = payments.select(checkout, on=date(2026, 11, 21))
    >>> [offer.label for offer in selection.offered[:3]]
    ['iDEAL | Wero', 'Visa', 'Mastercard']
    >>> selection.why("giropay").reasons[0].code
    'payments.retired'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.payments._adapters import PspLists, from_psp, to_psp
    from globalcs.payments._answers import Change, Exclusion, Method, Offer, Score
    from globalcs.payments._catalogue import Label, MethodCard, method, methods
    from globalcs.payments._changes import changed
    from globalcs.payments._coverage import Coverage, Reach, coverage
    from globalcs.payments._models import Checkout, Psp, Weights
    from globalcs.payments._select import select
    from globalcs.payments._selection import Difference, Selection, diff

__all__ = [
    "Change",
    "Checkout",
    "Coverage",
    "Difference",
    "Exclusion",
    "Label",
    "Method",
    "MethodCard",
    "Offer",
    "Psp",
    "PspLists",
    "Reach",
    "Score",
    "Selection",
    "Weights",
    "changed",
    "coverage",
    "diff",
    "from_psp",
    "method",
    "methods",
    "select",
    "to_psp",
]

_HOMES = {
    "Change": "_answers",
    "Checkout": "_models",
    "Coverage": "_coverage",
    "Difference": "_selection",
    "Exclusion": "_answers",
    "Label": "_catalogue",
    "Method": "_answers",
    "MethodCard": "_catalogue",
    "Offer": "_answers",
    "Psp": "_models",
    "PspLists": "_adapters",
    "Reach": "_coverage",
    "Score": "_answers",
    "Selection": "_selection",
    "Weights": "_models",
    "changed": "_changes",
    "coverage": "_coverage",
    "diff": "_selection",
    "from_psp": "_adapters",
    "method": "_catalogue",
    "methods": "_catalogue",
    "select": "_select",
    "to_psp": "_adapters",
}

__getattr__, __dir__ = lazy_names(globals(), _HOMES)
