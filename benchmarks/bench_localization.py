"""
Messages, amounts and matching, each beside what people use for it, in one run.

A message is compared with Jinja2's sandboxed, autoescaping render of the same five texts (subject,
preheader, short form, text, HTML) with the salutation and the closing, through the same filters.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from babel import Locale, negotiate_locale
from babel.numbers import format_currency
from jinja2.sandbox import SandboxedEnvironment

from globalcs import Money
from globalcs.localization import (
    Recipient,
    Templates,
    _filters,
    format_money,
    match_locale,
    message,
    render,
)
from globalcs.localization._catalog import catalog
from globalcs.localization._markup import bodies
from globalcs.localization._values import Shown, read_values

DAY = date(2026, 10, 29)
LOCALE = "nl"
ID = "delayed"
READER = Recipient(locale=LOCALE, name="Anna van Dijk")
VALUES = {
    "shop": "Yukata & Co",
    "order": "1042",
    "old_date": date(2026, 11, 3),
    "new_date": date(2026, 11, 6),
    "cause": "Storm",
    "remedy": "5.00 EUR",
    "cancel_url": "https://shop.example/cancel/1042",
}
ROUNDS = 15


def microseconds(*runs: Callable[[], Any], loops: int) -> list[float]:
    """
    The least of several rounds, for one call of each; taken in turn, so that drift hits all alike.
    """
    gc.disable()
    times = [[timed(run, loops) for run in runs] for _ in range(ROUNDS)]
    gc.enable()
    return [min(column) for column in zip(*times, strict=True)]


def timed(run: Callable[[], Any], loops: int) -> float:
    """
    Processor time of one call.
    """
    started = time.process_time()
    for _ in range(loops):
        run()
    return (time.process_time() - started) / loops * 1e6


def sources() -> tuple[list[str], list[str]]:
    """
    The templates of the message that are text, and those that are HTML.
    """
    found = catalog(LOCALE)
    source = found.messages[ID]
    both = bodies(source.body, found.colon)
    parts = [found.salutation["formal"], found.closing["formal"]]
    text = [*parts, source.subject, source.preheader, source.short, both.text]
    return text, [*parts, both.html]


def environment(*, html: bool) -> SandboxedEnvironment:
    """
    Jinja2 as its manual advises for templates of others.
    """
    made = SandboxedEnvironment(autoescape=html, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(_filters.bound(LOCALE))
    made.tests["given"] = lambda value: value is not None
    return made


def values() -> dict[str, Any]:
    """
    The values as the templates get them.
    """
    words = catalog(LOCALE).say.get("formal", {})
    own = {"formal": True, "say": {name: Shown(text) for name, text in words.items()}}
    names = {"name": "Anna van Dijk", "salutation": "Beste Anna,", "closing": "Groet"}
    return {**read_values(message(ID), VALUES), **own, **names}


def jinja_templates() -> list[Any]:
    """
    All of them compiled.
    """
    text, html = sources()
    plain, escaping = environment(html=False), environment(html=True)
    return [
        *(plain.from_string(source) for source in text),
        *(escaping.from_string(source) for source in html),
    ]


def jinja_first() -> None:
    """
    Compile and render once.
    """
    found = values()
    for template in jinja_templates():
        template.render(found)


def our_first() -> None:
    """
    A message whose templates nobody has asked for before.
    """
    render(ID, READER, VALUES, on=DAY, templates=Templates())


def show(name: str, ours: float, theirs: float, limit: float) -> bool:
    """
    One line; whether it keeps the limit.
    """
    ratio = ours / theirs
    print(f"{name:32}{ours:10.1f} us{theirs:10.1f} us   ratio {ratio:6.3f}   limit {limit}")
    return ratio <= limit


def main() -> int:
    """
    Print the table; 1 when a limit is not kept.
    """
    compiled, found = jinja_templates(), values()
    warm, jinja_warm = microseconds(
        lambda: render(ID, READER, VALUES, on=DAY),
        lambda: [template.render(found) for template in compiled],
        loops=200,
    )
    first, jinja_cold = microseconds(our_first, jinja_first, loops=5)
    money, dutch = Money("1234.50", "EUR"), Locale("nl")
    amount = money.amount
    ours, babel = microseconds(
        lambda: format_money(money, "nl"),
        lambda: format_currency(amount, "EUR", locale=dutch),
        loops=1000,
    )
    wanted, offered = ["nl-BE", "fr"], ["en", "fr", "nl", "de"]
    match, negotiate = microseconds(
        lambda: match_locale(wanted, offered),
        lambda: negotiate_locale(wanted, offered, sep="-"),
        loops=2000,
    )
    kept = [
        show("message, warm", warm, jinja_warm, 1.3),
        show("message, first render", first, jinja_cold, 1.5),
        show("message, second render", warm, jinja_cold, 0.05),
        show("format_money, warm", ours, babel, 0.15),
        show("match_locale, repeated", match, negotiate, 1.0),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
