r"""
Messages, amounts, dates and names as the reader expects them.

    >>> from datetime import date
    >>> from globalcs import Money
    >>> from globalcs.localization import format_date, format_money, match_locale
    >>> format_money(Money("1234.50", "EUR"), "de")
    '1.234,50\xa0€'
    >>> format_date(date(2026, 10, 29), "nl", style="full")
    'donderdag 29 oktober 2026'
    >>> match_locale("zh-HK, en;q=0.5", ["en", "zh-Hans", "zh-Hant"]).locale
    'zh-Hant'

`render` makes a message in five forms from one source; `reason_text` and `explain` put the reasons
of every room into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from globalcs._lazy import lazy_names

if TYPE_CHECKING:
    from globalcs.localization._catalog import locales
    from globalcs.localization._contracts import MessageType, Variable, message, messages
    from globalcs.localization._dates import format_date, format_moment, format_range
    from globalcs.localization._draft import Draft, draft
    from globalcs.localization._library import Templates
    from globalcs.localization._matching import LocaleMatch, match_locale
    from globalcs.localization._message import Message
    from globalcs.localization._models import PersonName, Recipient
    from globalcs.localization._money import format_money
    from globalcs.localization._names import format_name
    from globalcs.localization._parse import parse_money
    from globalcs.localization._render import render
    from globalcs.localization._words import explain, reason_text

__all__ = [
    "Draft",
    "LocaleMatch",
    "Message",
    "MessageType",
    "PersonName",
    "Recipient",
    "Templates",
    "Variable",
    "draft",
    "explain",
    "format_date",
    "format_moment",
    "format_money",
    "format_name",
    "format_range",
    "locales",
    "match_locale",
    "message",
    "messages",
    "parse_money",
    "reason_text",
    "render",
]

_HOMES = {
    "Draft": "_draft",
    "LocaleMatch": "_matching",
    "Message": "_message",
    "MessageType": "_contracts",
    "PersonName": "_models",
    "Recipient": "_models",
    "Templates": "_library",
    "Variable": "_contracts",
    "draft": "_draft",
    "explain": "_words",
    "format_date": "_dates",
    "format_moment": "_dates",
    "format_money": "_money",
    "format_name": "_names",
    "format_range": "_dates",
    "locales": "_catalog",
    "match_locale": "_matching",
    "message": "_contracts",
    "messages": "_contracts",
    "parse_money": "_parse",
    "reason_text": "_words",
    "render": "_render",
}

__getattr__, __dir__ = lazy_names(globals(), _HOMES)
