"""
From a message id and values to a message in the reader's language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from globalcs.decision import Reason
from globalcs.errors import InvalidInput, MessageIncomplete, TemplateError, UnknownMessage
from globalcs.facts import bundled
from globalcs.localization import _data
from globalcs.localization._library import library
from globalcs.localization._names import format_name, letter_script
from globalcs.localization._tags import canonical, maximize, parse
from globalcs.localization._templates import render_text, tidy
from globalcs.localization._values import Lines, Ready, Said, Shown, cleaned, read_values

if TYPE_CHECKING:
    from globalcs.decision import FactRef
    from globalcs.facts import Facts
    from globalcs.localization._catalog import Catalog
    from globalcs.localization._contracts import MessageType
    from globalcs.localization._library import Templates
    from globalcs.localization._message import Message
    from globalcs.localization._models import PersonName, Recipient

__all__ = ["frame", "is_gsm", "render"]

Channel = Literal["email", "sms", "chat"]

#: What one SMS holds: 160 letters of the GSM alphabet, 70 of any other.
_SMS_PLAIN, _SMS_OTHER = 160, 70

#: How many payment methods a message names.
_MOST_METHODS = 5

#: Where states and the Union publish their law.
_STATUTE_HOSTS = (
    "eur-lex.europa.eu", "gesetze-im-internet.de", "legislation.gov.uk", "wetten.overheid.nl",
    "legifrance.gouv.fr", "boe.es", "normattiva.it", "ris.bka.gv.at", "fedlex.admin.ch",
    "planalto.gov.br", "ecfr.gov", "govinfo.gov", "laws-lois.justice.gc.ca", "legislation.gov.au",
    "elaws.e-gov.go.jp", "laws.e-gov.go.jp", "law.go.kr", "lovdata.no",
)  # fmt: skip

_LINE_ENDS = frozenset("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def render(
    message_id: str,
    recipient: Recipient | Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    channel: Channel = "email",
    on: date,
    formality: Literal["formal", "informal"] | None = None,
    default_locale: str = "en",
    facts: Facts | None = None,
    templates: Templates | None = None,
) -> Message:
    """
    A message in the reader's language and manners: subject, preheader, text, HTML and a short form.

    >>> from globalcs.localization import Recipient
    >>> late = render(
    ...     "delayed",
    ...     Recipient(locale="nl", name="Anna van Dijk"),
    ...     {"shop": "Yukata", "order": "1042", "old_date": date(2026, 11, 3),
    ...      "new_date": date(2026, 11, 6)},
    ...     on=date(2026, 10, 29),
    ... )
    >>> late.subject
    'Uw bestelling 1042 komt later: vrijdag 6 november 2026'

    A decision among the values (a quote, a return decision) fills the slots it knows; a value given
    by name goes first. Dates and amounts follow the recipient's region, also where the text comes
    from another locale of the language.

    Args:
        values: by the names in `message(message_id).variables`; decisions under any name.
        channel: "email", "sms" or "chat"; a short form too long for an SMS is told.
        formality: the shop's register in this market. The customer's own choice goes before it, and
            bad news raises the usual one.
        default_locale: the shop's language, used where the reader's has no texts.
        facts: the book that tells the usual register; None for the bundled one.
        templates: the shop's own texts, in front of those of the library.

    Raises:
        UnknownMessage: there is no such message.
        MessageIncomplete: needed values are missing; `.names` lists all. Nothing was rendered.
        InvalidInput: values are of the wrong type; `.problems` lists each.
        UnknownLocale: a locale is malformed or unknown.
    """
    from globalcs.localization._models import Recipient

    _check(channel, on, formality)
    reader = Recipient.read(recipient)
    texts = templates or library()
    plan = _plan(texts, message_id, reader.locale, default_locale)
    filled = _filled(plan.kind, values, plan.catalog.tag, reader.timezone)
    register = _register(plan, reader.formality, formality, _usual(plan, on, facts))
    manner = _manner(plan, on, facts)
    given = {**filled.values, "elaborate": manner.value == "elaborate"}
    given["indirect"] = manner.value == "indirect"
    parts = _run(plan, register.formality, given, reader.name)
    reasons = (*register.reasons, *manner.reasons, *filled.reasons)
    return _message(plan, reader, channel, on, filled, register.formality, reasons, parts)


def _check(channel: str, on: date, formality: str | None) -> None:
    if channel not in get_args(Channel):
        raise InvalidInput(f"give one of {', '.join(get_args(Channel))}", path="channel")
    if isinstance(on, datetime) or not isinstance(on, date):
        raise InvalidInput("give the day as a date, not a moment", path="on")
    if formality not in (None, "formal", "informal"):
        raise InvalidInput("give formal or informal", path="formality")


# The language.


class _Plan(NamedTuple):
    """
    What is settled for a message and a reader's locale, whatever the values.
    """

    texts: Templates
    kind: MessageType
    catalog: Catalog
    formats: str
    direction: str
    #: The subject of the facts about the reader's locale; "" where the text is in another language.
    subject: str
    reasons: tuple[Reason, ...]


@lru_cache(maxsize=1024)
def _plan(texts: Templates, message_id: str, wanted: str, default_locale: str) -> _Plan:
    """
    The nearest file that has the message: the reader's, a parent's, then the shop's default.
    """
    kind = texts.message(message_id)
    for name in texts.content_chain(wanted):
        if kind.id in texts.catalog(name).messages:
            return _planned(texts, kind, wanted, name)
    for name in (*texts.content_chain(default_locale), "en"):
        if kind.id in texts.catalog(name).messages:
            return _planned(texts, kind, wanted, name, foreign=True)
    raise UnknownMessage("the message has no text in any locale", path="message_id")


def _planned(
    texts: Templates, kind: MessageType, wanted: str, name: str, *, foreign: bool = False
) -> _Plan:
    found = texts.catalog(name)
    needs = tuple(Reason(f"localization.needs.{need}") for need in kind.needs)
    told = {"wanted": wanted, "locale": name}
    if foreign:
        reasons = [Reason("localization.default_locale", told, level="warning")]
    elif str(parse(wanted).bare) != str(parse(name)):
        reasons = [Reason("localization.parent_locale", told)]
    else:
        reasons = []
    if not found.reviewed_by:
        reasons.append(Reason("localization.unreviewed", {"locale": name}, level="warning"))
    return _Plan(
        texts,
        kind,
        found,
        _formats_abroad(wanted, name) if foreign else wanted,
        found.direction,
        "" if foreign else f"locale:{_with_region(wanted)}",
        (*reasons, *needs),
    )


def _formats_abroad(wanted: str, name: str) -> str:
    """
    The locale of dates beside a text in another language: that language, in the reader's region.
    """
    text, reader = parse(name), canonical(parse(wanted))
    return str(text._replace(region=reader.region or text.region))


class _Register(NamedTuple):
    formality: str
    reasons: tuple[Reason, ...]


def _usual(plan: _Plan, on: date, facts: Facts | None) -> _Register:
    """
    The register that shops use with readers of this locale: the book's, else that of the texts.
    """
    return (facts or bundled()).cached(_usual_of, plan.subject, plan.catalog.formality, on)


def _usual_of(facts: Facts, subject: str, usual: str, on: date) -> _Register:
    from globalcs.localization._keys import REGISTER

    fact = facts.find(subject, REGISTER, on=on) if subject else None
    usual, refs = (usual, ()) if fact is None else (fact.value, fact.refs)
    told = {"register": usual}
    return _Register(usual, (Reason("localization.register_usual", told, facts=refs),))


def _with_region(locale: str) -> str:
    """
    Language and region alone: nl is nl-NL, zh-Hant-TW is zh-TW.
    """
    full = maximize(canonical(parse(locale)).bare)
    return f"{full.language}-{full.region}"


def _register(plan: _Plan, customer: str | None, shop: str | None, usual: _Register) -> _Register:
    """
    The customer's choice, else the shop's, else what the event asks for, else what is usual.
    """
    minimum = plan.kind.minimum
    if customer:
        wanted = _Register(customer, (Reason("localization.register_chosen"),))
    elif shop:
        wanted = _Register(shop, (Reason("localization.register_of_shop"),))
    elif minimum and minimum != usual.formality:
        told = {"message": plan.kind.id}
        wanted = _Register(minimum, (Reason("localization.register_raised", told),))
    else:
        wanted = usual
    return _written_register(wanted, plan.catalog)


def _written_register(wanted: _Register, found: Catalog) -> _Register:
    """
    The register the texts are written in, where they don't have the one that is wanted.
    """
    if wanted.formality in found.registers:
        return wanted
    told = {"wanted": wanted.formality, "register": found.formality, "locale": found.tag}
    reason = Reason("localization.register_not_written", told)
    return _Register(found.formality, (*wanted.reasons, reason))


class _Manner(NamedTuple):
    value: str
    reasons: tuple[Reason, ...]


_PLAIN = _Manner("direct", ())


def _manner(plan: _Plan, on: date, facts: Facts | None) -> _Manner:
    """
    How an apology is made where the reader lives; other messages apologise for nothing.
    """
    if plan.kind.tone != "apology" or not plan.subject:
        return _PLAIN
    return (facts or bundled()).cached(_manner_of, plan.subject, on)


def _manner_of(facts: Facts, subject: str, on: date) -> _Manner:
    from globalcs.localization._keys import APOLOGY

    fact = facts.find(subject, APOLOGY, on=on)
    if fact is None:
        return _PLAIN
    told = Reason("localization.apology", {"manner": fact.value}, facts=fact.refs)
    return _Manner(fact.value, (told,))


# The values.


class _Filled(NamedTuple):
    values: dict[str, Any]
    reasons: tuple[Reason, ...]
    status: Literal["complete", "estimated"]


def _filled(
    kind: MessageType, values: Mapping[str, Any], locale: str, timezone: str | None
) -> _Filled:
    given: object = values
    if not isinstance(given, Mapping):
        raise InvalidInput("give the values by name, as a mapping", path="values")
    plain = {name: value for name, value in values.items() if not _is_decision(value)}
    decisions = [value for value in values.values() if _is_decision(value)]
    for decision in decisions:
        plain = {**_slots_of(kind, decision, locale), **plain}
    read = read_values(kind, plain, timezone)
    missing = tuple(name for name, v in kind.variables.items() if v.needed and read[name] is None)
    empty = tuple(name for name, v in read.items() if kind.variables[name].needed and v == "")
    if missing or empty:
        raise MessageIncomplete(kind.id, missing + empty)
    unsure = [d for d in decisions if d.status != "complete"]
    told = tuple(
        Reason(
            "localization.unsure_decision", {"kind": d.kind, "status": d.status}, level="warning"
        )
        for d in unsure
    )
    return _Filled(read, told, "estimated" if unsure else "complete")


def _is_decision(value: object) -> bool:
    return hasattr(value, "kind") and hasattr(value, "reasons") and hasattr(value, "law_day")


def _slots_of(kind: MessageType, decision: Any, locale: str) -> dict[str, Any]:
    room = str(decision.kind).partition(".")[0]
    found = {
        name: _at(decision, variable.filled_by[room], locale)
        for name, variable in kind.variables.items()
        if room in variable.filled_by
    }
    return {
        name: value
        for name, value in found.items()
        if value is not None and (kind.variables[name].needed or not _is_nothing(value))
    }


def _is_nothing(value: Any) -> bool:
    """
    An amount of zero is no line of its own; a message that needs the amount shows it.
    """
    return hasattr(value, "currency") and not value.amount


def _at(decision: Any, path: str, locale: str) -> Any:
    """
    The value at a path of attributes; None where one of them is None or not there.
    """
    if path.startswith("@"):
        return _told(decision, path, locale)
    value = decision
    for name in path.split("."):
        value = getattr(value, name, None)
        if value is None:
            return None
    return value


def _told(decision: Any, path: str, locale: str) -> Any:
    if path == "@items":
        return _items(decision)
    if path == "@methods":
        return _methods(decision, locale)
    if path == "@reason":
        return _reason_of(decision, locale)
    sources = _sources(decision)
    if path == "@article":
        return getattr(decision, "law", None) or next((ref.title for ref in sources), None)
    return next((ref.url for ref in sources if _is_statute(ref.url)), None)


def _methods(decision: Any, locale: str) -> str | None:
    """
    The best payment methods of a selection, as the language lists them.
    """
    from globalcs.localization._words import show

    names = tuple(offer.method.name for offer in getattr(decision, "offered", ())[:_MOST_METHODS])
    return show(names, locale) if names else None


def _items(decision: Any) -> list[dict[str, Any]] | None:
    """
    What was asked for beside what it costs, line by line; None where a line has no price.
    """
    items, lines = getattr(decision.request, "items", ()), getattr(decision, "lines", ())
    if len(items) != len(lines) or any(line.net is None for line in lines):
        return None
    return [
        {"name": item.name or item.label, "quantity": item.quantity, "price": line.net}
        for item, line in zip(items, lines, strict=True)
    ]


def _reason_of(decision: Any, locale: str) -> str:
    """
    Why, as one says it to a customer; a decision without a word for it gives its headline.
    """
    from globalcs.localization._words import is_worded, reason_text

    code = f"localization.why.{getattr(decision, 'why', None)}"
    return reason_text(Reason(code) if is_worded(code) else decision.headline(), locale)


def _is_statute(url: str | None) -> bool:
    """
    Whether an address holds law itself; a page about law is no link to send a customer.
    """
    from urllib.parse import urlsplit

    host = urlsplit(url or "").hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in _STATUTE_HOSTS)


def _sources(decision: Any) -> list[FactRef]:
    """
    The facts it rests on, those of the headline first.
    """
    code = decision.headline().code
    deciding = [ref for r in decision.reasons if r.code == code for ref in r.facts]
    return [ref for ref in (*deciding, *decision.sources) if ref.title]


# The templates.


def frame(
    recipient: Recipient | Mapping[str, Any],
    shop: str,
    on: date,
    formality: str | None,
    default_locale: str,
    facts: Facts | None,
    templates: Templates | None,
) -> tuple[str, str, str, str]:
    """
    Greeting and closing for a reader, with the language and the register they are in.
    """
    from globalcs.localization._models import Recipient

    _check("email", on, formality)
    reader, texts = Recipient.read(recipient), templates or library()
    chain = texts.content_chain(reader.locale)
    name = (chain or (*texts.content_chain(default_locale), "en"))[0]
    found = texts.catalog(name)
    subject = f"locale:{_with_region(reader.locale)}" if chain else ""
    usual = (facts or bundled()).cached(_usual_of, subject, found.formality, on).formality
    register = reader.formality or formality or usual
    if register not in found.registers:
        register = found.formality
    key, names = _greeting(reader.name, register, found)
    closing = texts.closing(name, register, name).text.run({"shop": Said(cleaned(shop))})
    return texts.salutation(name, key, name).text.run(names), closing, name, register


class _Parts(NamedTuple):
    subject: str
    preheader: str
    short: str
    text: str
    html: str


def _run(
    plan: _Plan, register: str, values: dict[str, Any], name: PersonName | str | None
) -> _Parts:
    found, formats = plan.catalog, plan.formats
    forms = plan.texts.forms(plan.kind.id, found.tag, formats)
    key, names = _greeting(name, register, found)
    salutation = plan.texts.salutation(found.tag, key, formats)
    closing = plan.texts.closing(found.tag, register, formats)
    common = {**values, "formal": register == "formal", "say": _say(found, register)}
    text = {
        **common,
        "salutation": Ready(salutation.text.run(names)),
        "closing": Ready(closing.text.run(values)),
    }
    html = {
        **common,
        "salutation": Ready(salutation.html.run(names)),
        "closing": Ready(closing.html.run(values)),
    }
    flat = _on_one_line(text)
    subject = _one_line(render_text(forms.subject, flat), forms.subject.name)
    preheader = _one_line(render_text(forms.preheader, flat), forms.preheader.name)
    return _Parts(
        subject,
        preheader,
        render_text(forms.short, flat).strip(),
        tidy(render_text(forms.body.text, text)),
        _document(subject, preheader, render_text(forms.body.html, html), plan),
    )


def _on_one_line(values: dict[str, Any]) -> dict[str, Any]:
    """
    The values for headers and short forms, where a text of several lines becomes one.
    """
    lines = {name: Said(cleaned(v)) for name, v in values.items() if isinstance(v, Lines)}
    return {**values, **lines} if lines else values


def _say(found: Catalog, register: str) -> Mapping[str, Shown]:
    return _words_said(tuple(found.say.get(register, {}).items()))


@lru_cache(maxsize=256)
def _words_said(words: tuple[tuple[str, str], ...]) -> Mapping[str, Shown]:
    return {name: Shown(text) for name, text in words}


def _one_line(text: str, name: str) -> str:
    """
    A line for a header: a line separator in it would let a value add headers of its own.
    """
    text = text.strip()
    if _LINE_ENDS.intersection(text):
        raise TemplateError("a header can't hold a line break", template=name)
    return text


def _document(subject: str, preheader: str, body: str, plan: _Plan) -> str:
    hidden = "display:none;max-height:0;overflow:hidden"
    return (
        f'<!doctype html>\n<html lang="{plan.catalog.tag}" dir="{plan.direction}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{escape(subject)}</title>\n</head>\n<body>\n'
        f'<div style="{hidden}">{escape(preheader)}</div>\n{body.strip()}\n</body>\n</html>\n'
    )


# The person.


def _greeting(
    name: PersonName | str | None, register: str, found: Catalog
) -> tuple[str, dict[str, Said]]:
    """
    Which salutation is right, and the names it uses. Without a known gender none is guessed.
    """
    if name is None:
        return "none", {}
    if isinstance(name, str):
        whole = Said(cleaned(name))
        return "formal", dict.fromkeys(("name", "given", "surname", "titled", "titled_name"), whole)
    names = {
        "name": Said(cleaned(_full_name(name, found.tag))),
        "given": Said(cleaned(name.given_informal or name.given)),
        "surname": Said(cleaned(_surname(name))),
        "titled": Said(cleaned(f"{name.title} {_surname(name)}")),
        "titled_name": Said(cleaned(f"{name.title} {_full_name(name, found.tag)}")),
    }
    return _greeting_key(name, register, found, names), names


def _greeting_key(name: PersonName, register: str, found: Catalog, names: Mapping[str, str]) -> str:
    if register == "formal" and names["surname"]:
        for key in ("formal_title" if name.title else "", f"formal_{name.honorific}"):
            if key in found.salutation:
                return key
    if register == "informal" and names["given"] and "informal" in found.salutation:
        return "informal"
    return "formal"


@lru_cache(maxsize=1024)
def _full_name(name: PersonName, locale: str) -> str:
    plain = name.replace(title="", credentials="", generation="")
    return format_name(plain, locale, length="medium", formality="formal")


def _surname(name: PersonName) -> str:
    """
    The family name as it follows an honorific; a Dutch prefix then takes a capital: Van Dijk.
    """
    fields = name.fields()
    surname = fields.get("surname") or " ".join(
        fields[key] for key in ("surname-prefix", "surname-core") if key in fields
    )
    dutch = name.locale is not None and parse(name.locale).language == "nl"
    if dutch and surname:
        surname = surname[0].upper() + surname[1:]
    return surname


def _name_reasons(name: PersonName | str | None) -> tuple[Reason, ...]:
    """
    A name in two scripts is kept, and told, since it may imitate another.
    """
    text = name if isinstance(name, str) else " ".join(name.fields().values()) if name else ""
    if text.isascii():
        return ()
    scripts = {letter_script(letter) for letter in text} - {""}
    if scripts & {"Hani", "Hira", "Kana", "Hang"}:
        scripts = (scripts - {"Hani", "Hira", "Kana", "Hang"}) | {"CJK"}
    if len(scripts) < 2:
        return ()
    return (Reason("localization.mixed_scripts", {}, level="warning"),)


# The answer.


def _message(
    plan: _Plan,
    reader: Recipient,
    channel: str,
    on: date,
    filled: _Filled,
    formality: str,
    told: tuple[Reason, ...],
    parts: _Parts,
) -> Message:
    from globalcs.localization._message import Message, MessageRequest

    given = tuple([name for name, value in filled.values.items() if value is not None])
    reasons = (
        *plan.reasons,
        *told,
        *_name_reasons(reader.name),
        *_length_reasons(parts.short, channel),
    )
    found = plan.catalog
    return Message(
        request=MessageRequest(plan.kind.id, reader.locale, channel, given),
        on=on,
        law_day=on,
        facts_version=f"cldr {_data.cldr_version()}, {found.tag} {found.version}",
        status=filled.status,
        missing=(),
        reasons=reasons,
        subject=parts.subject,
        preheader=parts.preheader,
        text=parts.text,
        html=parts.html,
        short=parts.short,
        locale=found.tag,
        formats=plan.formats,
        direction=plan.direction,
        formality=formality,
        version=found.version,
    )


def _length_reasons(short: str, channel: str) -> tuple[Reason, ...]:
    if channel != "sms":
        return ()
    limit = _SMS_PLAIN if all(is_gsm(letter) for letter in short) else _SMS_OTHER
    if len(short) <= limit:
        return ()
    told = {"length": len(short), "limit": limit}
    return (Reason("localization.short_too_long", told, level="warning"),)


def is_gsm(letter: str) -> bool:
    """
    Whether the GSM alphabet has the letter: ASCII, and the accented letters of Western Europe.
    """
    return letter.isascii() or unicodedata.normalize("NFC", letter) in _GSM


_GSM = frozenset("£¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüàΔΦΓΛΩΠΨΣΘΞ€")
