"""
What a template's author overlooks: the lint of locale files.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import GlobalcsError, TemplateError
from globalcs.localization._library import Templates, words_of
from globalcs.localization._markup import bodies
from globalcs.localization._tags import maximize, parse
from globalcs.localization._templates import Slots, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from globalcs.localization._catalog import Catalog, Source
    from globalcs.localization._contracts import MessageType

__all__ = ["Finding", "lint", "lint_catalog"]

#: Two joined text messages, of the GSM alphabet or of any other.
SHORT_PLAIN, SHORT_OTHER = 306, 134


class Finding(NamedTuple):
    """
    One thing to mend.
    """

    file: str
    message: str
    part: str
    what: str


def _each(**words: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in words.items()}


#: Small words that give a language away.
_SMALL_WORDS = _each(
    en="the your you have with this that will can please from and was for",
    nl="het een uw wij niet voor met zijn wordt kunt aan deze naar ook u",
    de="der das und ist nicht ihr ihre wir mit für auf bitte wird können sie",
    fr="le les vous nous votre est dans pour avec des une sur cette sera",
    es="el los usted su pedido para con una por está puede hasta desde",
    it="il gli di che non è per della nel suo può abbiamo ordine sono",
    pt="o os você não seu sua pedido até pode foi uma são nossa pelo",
    pl="nie jest się na do twoje państwa zamówienie przez można w z będzie",
    tr="bir ve için bu siparişiniz ile olarak daha lütfen sizin değil",
)

#: Words of address by language.
_FORMAL = _each(
    de="Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres",
    nl="u uw U Uw",
    fr="vous votre vos Vous Votre Vos",
    es="usted ustedes Usted",
    pl="Państwa Państwo Pan Pani",
    it="Lei Suo Sua Suoi Sue",
    tr="siz size sizi sizin Siz Size Sizi Sizin",
    cs="vám vás vámi váš vaše vaší vašeho Vám Vás Vaše Váš Vaší",
    sk="vám vás vaše váš vašej vášho Vám Vás Vaše Váš Vašej",
    ro="dumneavoastră Dumneavoastră",
    uk="Вам Вас Ваш Ваша Ваше Вашого Вашої",
    bg="Вам Вас Ваш Ваша Ваше Вашата Вашия",
    el="σας Σας",
    hu="Ön Önnek Önt Öntől",
)
_INFORMAL = _each(
    de="du dich dir dein deine deinen deinem deiner Du Dich Dir Dein Deine",
    nl="je jij jou jouw Je Jij Jouw",
    fr="tu toi ton ta tes Tu Ton Ta Tes",
    es="tú tu tus ti Tú Tu Tus",
    pl="twoje twój Twoje Ty",
    it="tuo tua tuoi tue Tuo Tua Tuoi Tue",
    tr="sen sana seni senin Sen Sana Seni Senin",
    cs="tobě tebe tvůj tvoje tvá tvé tvého Tvůj Tvoje Tvá",
    sk="tebe tvoj tvoja tvoje tvojej Tvoj Tvoja Tvoje",
    ro="tău ta tale Tău",
    uk="тобі тебе твій твоя твоє твого твоєї Твій Твоя Твоє",
    bg="твой твоя твоята твоето теб Твоят Твоята",
    el="σου Σου",
    hu="neked téged tőled Neked",
)

_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{4}年|\d{1,2}月\d{1,2}日")
_AMOUNT = re.compile(
    r"(?:[€$£¥₩₺]|\b(?:EUR|USD|GBP|JPY|CHF|SAR|PLN|BRL|MXN|KRW|TRY)\b)\s?\d"
    r"|\d\s?(?:[€$£¥₩₺元円원]|\b(?:EUR|USD|GBP|JPY|CHF|SAR|PLN|BRL|MXN|KRW|TRY|zł)\b)"
)
_BROKEN_LINK = re.compile(r"\]\([a-z_][a-z0-9_]*\)")
_WORD = re.compile(r"[^\W\d_]+")


def lint(path: str) -> tuple[Finding, ...]:
    """
    What is wrong in a folder of templates, or in one locale file.

    Raises:
        DataError: the path can't be read, or is no valid TOML.
    """
    from globalcs.facts._store import read_table

    if os.path.isdir(path):
        names = sorted(name for name in os.listdir(path) if name.endswith(".toml"))
        tables = {name[:-5]: read_table(os.path.join(path, name)) for name in names}
    else:
        tables = {os.path.basename(path).removesuffix(".toml"): read_table(path)}
    declared = tables.pop("messages", {})
    return tuple(
        finding for name, table in tables.items() for finding in _file(name, table, declared)
    )


def _file(name: str, table: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[Finding]:
    """
    A file that doesn't load has one finding: why.
    """
    try:
        texts = Templates({"messages": declared, "locales": {name: table}})
    except TemplateError as error:
        yield Finding(f"{name}.toml", "", "", f"refused: {error}")
        return
    except GlobalcsError as error:
        yield Finding(f"{name}.toml", "", "", str(error))
        return
    own = table.get("messages", {})
    yield from lint_catalog(texts.catalog(name), {key: texts.message(key) for key in own})


def lint_catalog(found: Catalog, kinds: Mapping[str, MessageType]) -> Iterator[Finding]:
    """
    The findings in the messages of one locale.
    """
    for message_id, kind in kinds.items():
        source = found.messages[message_id]
        for part, what in _message(found, kind, source):
            yield Finding(f"{found.tag}.toml", message_id, part, what)


def _message(found: Catalog, kind: MessageType, source: Source) -> Iterator[tuple[str, str]]:
    texts = dict(source._asdict(), body=bodies(source.body, found.colon).text)
    slots = Slots.of(kind.variables, words_of(found))
    trees = {part: check(text, slots, found.tag) for part, text in texts.items()}
    for part, tree in trees.items():
        for formal in (True, False):
            said = "".join(_said(tree.body, formal))
            yield from ((part, what) for what in _text(said, found.tag))
    yield from _registers(trees, found.tag)
    for name in sorted(set(kind.variables) - _used(trees.values()) - {"shop"}):
        yield "", f"the variable {name} is never used"
    length, limit = _short_length(trees["short"].body)
    if length > limit:
        yield "short", f"about {length} characters, more than the {limit} of two text messages"


def _said(nodes: Iterable[Any], formal: bool) -> Iterator[str]:
    """
    The literal text of a template in one register; every value is a space.
    """
    for node in nodes:
        kind = type(node).__name__
        if kind == "TemplateData":
            yield node.data
        elif kind == "If" and getattr(node.test, "name", None) == "formal":
            yield from _said(node.body if formal else node.else_, formal)
        elif kind in ("If", "For", "Output"):
            yield from _said(node.iter_child_nodes(), formal)
        elif kind == "Filter" and node.name == "plural":
            yield f" {node.kwargs[-1].value.value} "
        else:
            yield " "


def _text(said: str, tag: str) -> Iterator[str]:
    if found := _DATE.search(said):
        yield f"a date is written out: {found[0]}"
    if found := _AMOUNT.search(said):
        yield f"an amount is written out: {found[0]}"
    if found := _BROKEN_LINK.search(said):
        yield f"no link, since its label is no plain text: {found[0]}"
    for line in said.split("\n"):
        if other := _other_language(line, tag):
            yield f"a line looks like {other}"


def _other_language(line: str, tag: str) -> str:
    """
    The language a line is in, when it is surely not the file's own.
    """
    full = maximize(parse(tag))
    words = [word.lower() for word in _WORD.findall(line)]
    if full.script != "Latn":
        latin = [word for word in words if word.isascii() and len(word) > 1]
        return "another script" if len(latin) > 3 and len(latin) * 2 > len(words) else ""
    counts = {name: sum(w in small for w in words) for name, small in _SMALL_WORDS.items()}
    own = counts.pop(full.language, 0)
    best, count = max(Counter(counts).items(), key=lambda item: item[1])
    return best if count >= 3 and count > 2 * own else ""


def _registers(trees: Mapping[str, Any], tag: str) -> Iterator[tuple[str, str]]:
    """
    Formal and informal address in one text, outside what `if formal` tells apart.
    """
    language = parse(tag).language
    for formal in (True, False):
        said = " ".join(text for tree in trees.values() for text in _said(tree.body, formal))
        words = set(_WORD.findall(said))
        polite = words & _FORMAL.get(language, frozenset())
        familiar = words & _INFORMAL.get(language, frozenset())
        if polite and familiar:
            both = f"{min(polite)} and {min(familiar)}"
            yield "", f"formal and informal address are mixed: {both}"
            return


def _used(trees: Iterable[Any]) -> frozenset[str]:
    from jinja2 import nodes

    return frozenset(name.name for tree in trees for name in tree.find_all(nodes.Name))


def _short_length(nodes: list[Any]) -> tuple[int, int]:
    """
    The length of the shortest form of a text with values of usual length, and its limit.
    """
    from globalcs.localization._render import is_gsm

    text = "".join(_needed(nodes))
    return len(text), SHORT_PLAIN if all(map(is_gsm, text)) else SHORT_OTHER


def _needed(nodes: Iterable[Any]) -> Iterator[str]:
    for node in nodes:
        kind = type(node).__name__
        if kind == "TemplateData":
            yield node.data
        elif kind == "If":
            yield from _needed(node.else_)
        elif kind == "Output":
            yield from _needed(node.nodes)
        elif kind == "Filter" and node.name == "plural":
            yield node.kwargs[-1].value.value
        else:
            yield "1234567890"
