"""
Who a message is for: input models, loaded on first touch.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from globalcs._models import Model
from globalcs.errors import InvalidInput
from globalcs.localization._numbers import numbers
from globalcs.localization._tags import canonical, parse

__all__ = ["PersonName", "Recipient"]

#: No name of a living person is longer; a text that is, is no name.
_LONGEST_NAME = 200

Honorific = Literal["ms", "mr", "mx"]
Formality = Literal["formal", "informal"]
NameOrder = Literal["given-first", "surname-first", "sorting"]


def _read_locale(text: str) -> str:
    numbers(text)
    return str(canonical(parse(text)))


def _read_zone(text: str) -> str:
    if text not in _zones():
        raise InvalidInput("no such time zone; give an IANA name such as Europe/Amsterdam")
    return text


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def _read_part(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        raise InvalidInput("a name has no line breaks or control characters")
    return text


LocaleTag = Annotated[str, AfterValidator(_read_locale)]
NamePart = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(_read_part)]


class PersonName(Model):
    """
    A person's name in parts, as the person gave them; nothing is guessed from it.

    Attributes:
        given, given2: first name, and further given names or a patronymic.
        given_informal: what friends say, such as Bob.
        surname, surname2: family names; surname2 is the second of Spanish names.
        surname_prefix, surname_core: "van" and "Dijk", where a shop keeps them apart.
        title: Dr., Prof.; generation: Jr., III; credentials: MD.
        honorific: "ms", "mr" or "mx", only when the customer chose one.
        locale: the language of the name; None lets its script decide.
        order: how the customer wants it; None leaves it to the language of the name.

    Raises:
        InvalidInput: no given name or surname, or a part is too long or holds control characters.

    >>> PersonName(given="Anna", surname_prefix="van", surname_core="Dijk").fields()["given"]
    'Anna'
    """

    given: NamePart = ""
    given_informal: NamePart = ""
    given2: NamePart = ""
    surname: NamePart = ""
    surname_prefix: NamePart = ""
    surname_core: NamePart = ""
    surname2: NamePart = ""
    title: NamePart = ""
    generation: NamePart = ""
    credentials: NamePart = ""
    honorific: Honorific | None = None
    locale: LocaleTag | None = None
    order: NameOrder | None = None

    @model_validator(mode="after")
    def _some_name(self) -> PersonName:
        if not (self.given or self.surname or self.surname_core):
            raise InvalidInput("a given name or a surname is needed")
        return self

    def fields(self) -> dict[str, str]:
        """
        The parts that are there, by their CLDR names.
        """
        names = (
            "given", "given_informal", "given2", "surname", "surname_prefix", "surname_core",
            "surname2", "title", "generation", "credentials",
        )  # fmt: skip
        return {name.replace("_", "-"): text for name in names if (text := getattr(self, name))}


def _read_name(value: object) -> object:
    if isinstance(value, str):
        text = value.strip()
        return text or None
    return value


class Recipient(Model):
    """
    Who a message is for.

    Attributes:
        name: a `PersonName`, or the whole name as text when its parts are not known; None greets
            without one.
        locale: the reader's language and region, such as "nl-BE"; the region sets dates and
            amounts.
        timezone: IANA name of the reader's zone, for moments a promise names.
        formality: "formal" or "informal", only when the customer chose one.

    Raises:
        InvalidInput: a field is malformed. UnknownLocale: CLDR has no such language.

    >>> Recipient(locale="NL_nl").locale
    'nl-NL'
    """

    locale: LocaleTag
    name: Annotated[PersonName | NamePart | None, BeforeValidator(_read_name)] = None
    timezone: Annotated[str, AfterValidator(_read_zone)] | None = None
    formality: Formality | None = None
