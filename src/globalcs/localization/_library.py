"""
The texts that `render` writes with: those of the library, and a shop's own in front of them.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import DataError, UnknownMessage
from globalcs.localization import _catalog
from globalcs.localization._contracts import bundled_messages, message_of, read_messages
from globalcs.localization._markup import bodies
from globalcs.localization._tags import chain, parse
from globalcs.localization._templates import Compiled, Slots, compile_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from globalcs.localization._catalog import Catalog
    from globalcs.localization._contracts import MessageType

__all__ = ["Forms", "Pair", "Templates", "library", "words_of"]

#: Parts of a locale file that a shop's file adds to, entry by entry.
_MERGED = ("style", "say", "salutation", "closing", "messages", "words", "places", "reasons")
_SALUTATION = Slots(
    {"name": "text", "given": "text", "surname": "text", "titled": "text", "titled_name": "text"},
    frozenset(),
    frozenset(),
)
_CLOSING = Slots({"shop": "text"}, frozenset(), frozenset())


class Pair(NamedTuple):
    """
    One template as text and as HTML.
    """

    text: Compiled
    html: Compiled


class Forms(NamedTuple):
    """
    The compiled templates of one message in one language, for one formatting locale.
    """

    subject: Compiled
    preheader: Compiled
    short: Compiled
    body: Pair


class Templates:
    r"""
    The texts of the library, with a shop's own added or put in their place.

    >>> mine = Templates({"locales": {"nl-BE": {"messages": {"delayed": {
    ...     "subject": "{{ order }} komt later", "preheader": "{{ new_date|day }}",
    ...     "short": "{{ shop }}: {{ new_date|date }}",
    ...     "body": "{{ salutation }}\n\nNu op {{ new_date|day }}.\n\n{{ closing }}"}}}}})
    >>> mine.content_chain("nl-BE")
    ('nl-BE', 'nl')

    Args:
        own: `locales` by tag, each in the form of a locale file, of which any part may be left
            out; and `messages`, in the form of `messages.toml`, for kinds of the shop's own.

    Raises:
        DataError: a part is unknown, missing or malformed.
        TemplateError: a template is refused; its name, line and the construct are told.
        UnknownMessage: a text for a message that is not declared.
        UnknownLocale: a locale is malformed.
    """

    def __init__(self, own: Mapping[str, Any] | None = None) -> None:
        found = own or {}
        if unknown := sorted(set(found) - {"messages", "locales"}):
            raise DataError(f"there is no part {unknown[0]}", file="templates", entry=unknown[0])
        self._own: Mapping[str, Mapping[str, Any]] = found.get("locales", {})
        declared = read_messages(found.get("messages", {}), "messages.toml")
        self._messages = {**bundled_messages(), **declared}
        self.locales = tuple(sorted({*_catalog.locales(), *self._own}))
        self._names = _catalog.plain_names(self.locales)
        self.catalog = lru_cache(maxsize=128)(self._catalog)
        self.forms = lru_cache(maxsize=512)(self._forms)
        self.salutation = lru_cache(maxsize=256)(self._salutation)
        self.closing = lru_cache(maxsize=256)(self._closing)
        for name in self._own:
            self._check(name)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Templates:
        """
        A shop's templates from a folder of `<locale>.toml` files.

        A `messages.toml` beside them declares the shop's own kinds of messages.

        Raises:
            DataError: the folder or a file can't be read. And all that `Templates` raises.
        """
        from globalcs.facts._store import read_table

        try:
            names = sorted(name for name in os.listdir(folder) if name.endswith(".toml"))
        except OSError as error:
            raise DataError(f"can't be read: {error.strerror}", file=str(folder)) from None
        found = {name[:-5]: read_table(os.path.join(folder, name)) for name in names}
        return cls({"messages": found.pop("messages", {}), "locales": found})

    def message(self, message_id: str) -> MessageType:
        """
        What a message needs.

        Raises:
            UnknownMessage: there is no such message.
        """
        return message_of(self._messages, message_id)

    def content_chain(self, locale: str) -> tuple[str, ...]:
        """
        The locales whose texts a reader of `locale` can be given, nearest first.
        """
        return _catalog.content_chain(locale, self._names)

    def _catalog(self, name: str) -> Catalog:
        own = self._own.get(name)
        if own is None:
            return _catalog.catalog(name)
        if not hasattr(own, "keys"):
            raise DataError("a table is needed", file=f"{name}.toml")
        return _catalog.catalog_of(self._whole(name, own), name, self._version(name, own))

    def _whole(self, name: str, own: Mapping[str, Any]) -> dict[str, Any]:
        """
        What a locale says with a shop's words in front; a new locale speaks as its parent does.

        A file that inherits has the texts of another too, and may change a part of a message.
        """
        if "inherits" in own:
            base = _as_table(_catalog.catalog(str(own["inherits"])), messages=True)
            rest = {part: value for part, value in own.items() if part != "inherits"}
            return {**_catalog.overlaid(base, rest), "reviewed_by": own.get("reviewed_by", [])}
        return self._over_parent(name, own)

    def _over_parent(self, name: str, own: Mapping[str, Any]) -> dict[str, Any]:
        base = self._base(name)
        data = _as_table(base, messages=base.tag == name) if base else {"messages": {}}
        merged = {part: {**data.get(part, {}), **own.get(part, {})} for part in _MERGED}
        reviewed = own.get("reviewed_by", data.get("reviewed_by", []))
        rest = {part: value for part, value in own.items() if part not in merged}
        return {**rest, **merged, "reviewed_by": reviewed}

    def _base(self, name: str) -> Catalog | None:
        listed = [str(tag) for tag in chain(name)]
        known = _catalog.plain_names(_catalog.locales())
        found = next((known[tag] for tag in listed if tag in known), None)
        return _catalog.catalog(found) if found else None

    def _version(self, name: str, own: Mapping[str, Any]) -> str:
        from globalcs.facts._twins import digest

        return digest(repr((name, own, self._base(name))).encode())

    def _check(self, name: str) -> None:
        """
        Refuse what could not be rendered, before anybody waits for it.
        """
        parse(name)
        found = self.catalog(name)
        for message_id in self._own[name].get("messages", {}):
            if message_id not in self._messages:
                raise UnknownMessage(f"{name}.toml has a text for no message", path="messages")
            self.forms(message_id, name, name)
        for key in found.salutation:
            self.salutation(name, key, name)
        for register in found.registers:
            self.closing(name, register, name)

    # Compiled templates.

    def _forms(self, message_id: str, name: str, formats: str) -> Forms:
        found, kind = self.catalog(name), self.message(message_id)
        source = found.messages[kind.id]
        maker = _Maker(found, formats, Slots.of(kind.variables, words_of(found)), kind.id)
        both = bodies(source.body, found.colon)
        return Forms(
            maker.text(source.subject, "subject"),
            maker.text(source.preheader, "preheader"),
            maker.text(source.short, "short"),
            Pair(maker.text(both.text, "body"), maker.html(both.html, "body")),
        )

    def _salutation(self, name: str, key: str, formats: str) -> Pair:
        found = self.catalog(name)
        maker = _Maker(found, formats, _SALUTATION, "salutation")
        return maker.pair(found.salutation[key], key)

    def _closing(self, name: str, register: str, formats: str) -> Pair:
        found = self.catalog(name)
        if register not in found.closing:
            raise DataError("a closing is missing", file=f"{name}.toml", entry=register)
        return _Maker(found, formats, _CLOSING, "closing").pair(found.closing[register], register)


class _Maker(NamedTuple):
    """
    Compiles the parts of one message; errors name the file, the message and the part.
    """

    found: Catalog
    formats: str
    slots: Slots
    about: str

    def text(self, source: str, part: str) -> Compiled:
        return self._made(source, part, html=False)

    def html(self, source: str, part: str) -> Compiled:
        return self._made(source, part, html=True)

    def pair(self, source: str, part: str) -> Pair:
        from html import escape

        broken = escape(source, quote=False).replace("\n", "<br>")
        return Pair(self.text(source, part), self.html(broken, part))

    def _made(self, source: str, part: str, *, html: bool) -> Compiled:
        name = f"{self.found.tag}.toml {self.about} {part}"
        rtl = self.found.direction == "rtl"
        return compile_template(source, self.slots, name, self.formats, html=html, rtl=rtl)


def words_of(found: Catalog) -> frozenset[str]:
    """
    The names that every register of a locale has words for.
    """
    return frozenset(word for words in found.say.values() for word in words)


def _as_table(found: Catalog, *, messages: bool) -> dict[str, Any]:
    """
    A catalog in the form of its file; without its messages for another locale to start from.
    """
    style = {name: getattr(found, name) for name in ("formality", "registers", "colon")}
    return {
        "reviewed_by": found.reviewed_by if messages else (),
        "style": style,
        "say": found.say,
        "salutation": found.salutation,
        "closing": found.closing,
        "messages": {key: source._asdict() for key, source in found.messages.items()}
        if messages
        else {},
        "words": found.words if messages else {},
        "places": found.places if messages else {},
        "reasons": found.reasons if messages else {},
    }


@lru_cache(maxsize=1)
def library() -> Templates:
    """
    The texts of the library alone.
    """
    return Templates()
