"""
Drafts for the people of customer service: the frame is the library's, the words are theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from globalcs.errors import InvalidInput, MessageIncomplete

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.localization._library import Templates
    from globalcs.localization._models import Recipient

__all__ = ["Draft", "draft"]

_SLOTS = ("understanding", "question", "own_words")
_LONGEST = 5_000


class Draft(NamedTuple):
    """
    A letter in the making: a greeting and a closing, and three slots that a person fills.

    Attributes:
        greeting, closing: in the reader's language and register; they guess no gender.
        understanding: a sentence that shows that the problem was understood.
        question: what finds out the cause.
        own_words: all the rest.
        locale: the language of greeting and closing.
        formality: the register to go on in.
    """

    greeting: str
    understanding: str | None
    question: str | None
    own_words: str | None
    closing: str
    locale: str
    formality: str

    @property
    def open(self) -> tuple[str, ...]:
        """
        The slots nobody has filled; "" leaves a slot out on purpose.
        """
        return tuple(name for name in _SLOTS if getattr(self, name) is None)

    def fill(self, **words: Any) -> Draft:
        """
        The draft with some slots filled; text only, never a template.

        Raises:
            InvalidInput: there is no such slot, or its text is no text or too long.
        """
        for name, text in words.items():
            if name not in _SLOTS:
                raise InvalidInput(f"no such slot; there are {', '.join(_SLOTS)}", path="words")
            if not isinstance(text, str) or len(text) > _LONGEST:
                raise InvalidInput(f"give a text of at most {_LONGEST} characters", path=name)
        return self._replace(**{name: _clean(text) for name, text in words.items()})

    def text(self) -> str:
        """
        The letter.

        Raises:
            MessageIncomplete: a slot is open; `.names` lists all that are.
        """
        if self.open:
            raise MessageIncomplete("draft", self.open)
        parts = (self.greeting, self.understanding, self.question, self.own_words, self.closing)
        return "\n\n".join(part for part in parts if part)


def draft(
    recipient: Recipient | Mapping[str, Any],
    *,
    shop: str,
    on: date,
    formality: Literal["formal", "informal"] | None = None,
    default_locale: str = "en",
    facts: Facts | None = None,
    templates: Templates | None = None,
) -> Draft:
    """
    A draft for an agent, which becomes a letter once every slot is filled.

    >>> from datetime import date
    >>> begun = draft({"locale": "en", "name": "Anna van Dijk"}, shop="Yukata",
    ...               on=date(2026, 10, 29), formality="formal")
    >>> begun.greeting, begun.open
    ('Dear Anna van Dijk,', ('understanding', 'question', 'own_words'))
    >>> ready = begun.fill(understanding="I see that two parcels went astray.",
    ...                    question="Which of them do you need first?", own_words="")
    >>> print(ready.text())
    Dear Anna van Dijk,
    <BLANKLINE>
    I see that two parcels went astray.
    <BLANKLINE>
    Which of them do you need first?
    <BLANKLINE>
    Kind regards,
    Yukata

    Raises:
        InvalidInput, UnknownLocale: as `render`.
    """
    from globalcs.localization._render import frame

    greeting, closing, locale, register = frame(
        recipient, shop, on, formality, default_locale, facts, templates
    )
    return Draft(greeting, None, None, None, closing, locale, register)


def _clean(text: str) -> str:
    """
    The agent's lines without control characters; line breaks stay.
    """
    from globalcs.localization._values import cleaned

    lines = (cleaned(line) for line in text.strip().split("\n"))
    return "\n".join(lines)
