"""
What an author of templates starts from: a file to change, and messages with made-up values.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from globalcs.decision import Reason
from globalcs.localization import _catalog
from globalcs.localization._library import library
from globalcs.localization._tags import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from globalcs.localization._library import Templates
    from globalcs.localization._message import Message

__all__ = ["page", "sample", "starter"]

#: Names as they are written where the language is at home.
_NAMES: Mapping[str, tuple[str, str, Literal["ms", "mr"] | None]] = {
    "ar": ("ليلى", "حداد", "ms"),
    "ja": ("花子", "山田", None),
    "ko": ("지우", "김", None),
    "zh": ("伟", "王", "mr"),
}
_TEXTS = {
    "shop": "Yukata & Co",
    "order": "1042",
    "tracking": "3SABC1234567",
    "payee": "PostNL",
    "article": "§ 1",
    "ticket": "T-9",
    "coupon": "YUKATA-10",
    "code": "4711-0815",
}
#: An order that adds up.
_AMOUNTS = {
    "goods": "79.90 EUR",
    "shipping": "11.30 EUR",
    "duty": "9.59 EUR",
    "tax": "21.16 EUR",
    "fees": "3.00 EUR",
    "total": "124.95 EUR",
    "amount": "33.75 EUR",
    "due_on_delivery": "33.75 EUR",
}


def sample(
    message_id: str,
    locale: str,
    on: date,
    templates: Templates | None = None,
    formality: Any = None,
) -> Message:
    """
    A message with a value for each of its variables.

    Raises:
        UnknownMessage, UnknownLocale, TemplateError: as `render`.
    """
    from globalcs.localization._models import PersonName, Recipient
    from globalcs.localization._render import render
    from globalcs.localization._words import reason_text

    texts = templates or library()
    kind = texts.message(message_id)
    language = parse(locale).language
    given, surname, honorific = _NAMES.get(language, ("Anna", "Berg", "ms"))
    known = language in _NAMES
    name = PersonName(
        given=given, surname=surname, honorific=honorific, locale=language if known else None
    )
    values = {slot: _value(slot, found.type, on) for slot, found in kind.variables.items()}
    if "reason" in values:
        values["reason"] = reason_text(Reason("localization.why.out_of_window"), locale)
    reader = Recipient(locale=locale, name=name)
    return render(message_id, reader, values, on=on, templates=texts, formality=formality)


def _value(name: str, kind: str, on: date) -> Any:
    past = name.startswith(("received", "delivered", "deleted", "found", "old_date"))
    days = -2 if past else 3 + len(name) % 20
    made: Mapping[str, Callable[[], Any]] = {
        "text": lambda: _TEXTS.get(name, f"[{name}]"),
        "lines": lambda: f"[{name}]\n\n[{name}]",
        "count": lambda: 14,
        "money": lambda: _AMOUNTS.get(name, "33.95 EUR"),
        "date": lambda: on + timedelta(days=days),
        "moment": lambda: datetime.combine(on + timedelta(days=days), time(18), UTC),
        "url": lambda: f"https://shop.example/{name}",
        "percent": lambda: "21 %",
        "flag": lambda: True,
        "items": lambda: [
            {"name": "Yukata", "quantity": 2, "price": "67.90 EUR"},
            {"name": "帯 (obi)", "quantity": 1, "price": "12.00 EUR"},
        ],
    }
    return made[kind]()


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif; margin: 1.5em;
  background: #f6f8fa; color: #1f2328 }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(26em, 1fr)); gap: 1.2em }}
article {{ background: #fff; border: 1px solid #d0d7de; border-radius: 6px; padding: 1em;
  overflow-wrap: anywhere }}
h2 {{ font-size: 1em; margin: 0 0 .6em; color: #57606a; direction: ltr; text-align: start }}
h3 {{ font-size: 1em; margin: 0 0 .8em; padding-bottom: .6em; border-bottom: 1px solid #d0d7de }}
td {{ padding: .1em 0; padding-inline-end: 1.2em; vertical-align: top }}
td + td {{ text-align: end }}
footer {{ margin-top: .8em; padding-top: .6em; border-top: 1px solid #d0d7de; color: #57606a }}
</style>
</head>
<body>
<h1>{title}</h1>
<main>
{articles}
</main>
</body>
</html>
"""


def page(message_id: str, made: Callable[[str], Message]) -> str:
    """
    One page that shows a message in every locale that has it.
    """
    articles = "\n".join(_articles(message_id, made))
    return _PAGE.format(title=escape(message_id), articles=articles)


def _articles(message_id: str, made: Callable[[str], Message]) -> Iterator[str]:
    kind = library().message(message_id)
    for name in _catalog.locales():
        if kind.id in _catalog.catalog(name).messages:
            yield _article(name, made(name))


def _article(name: str, found: Message) -> str:
    body = found.html.partition("<body>")[2].partition("</body>")[0]
    shown = body.strip().partition("</div>")[2]
    return (
        f'<article lang="{found.locale}" dir="{found.direction}"><h2>{name}, {found.formality}</h2>'
        f"<h3>{escape(found.subject)}</h3>{shown}"
        f"<footer>{escape(found.short)}</footer></article>"
    )


def starter(locale: str) -> str:
    """
    A locale file of the nearest language's texts, to be put into a shop's folder and changed.

    Raises:
        UnknownLocale: the tag is malformed.
    """
    parse(locale)
    name = (_catalog.content_chain(locale) or ("en",))[0]
    found = _catalog.catalog(name)
    style = {"formality": found.formality, "registers": found.registers, "colon": found.colon}
    say = {f"say.{register}": words for register, words in found.say.items()}
    tables: dict[str, Mapping[str, Any]] = {
        "style": style,
        **say,
        "salutation": found.salutation,
        "closing": found.closing,
        **{f"messages.{key}": source._asdict() for key, source in found.messages.items()},
    }
    head = f"# {locale}, started from {name}. What you leave out is taken from there.\n"
    return f"{head}reviewed_by = []\n" + "".join(
        f"\n[{title}]\n" + "".join(f"{key} = {_quoted(text)}\n" for key, text in table.items())
        for title, table in tables.items()
        if table
    )


def _quoted(value: Any) -> str:
    if not isinstance(value, str):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    if value.count("\n") > 2:
        inner = value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        return f'"""\n{inner}"""'
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
