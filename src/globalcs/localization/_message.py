"""
The answer of `render`: one message in all of its forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from globalcs.decision import Decision, Reason, Status

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Message", "MessageRequest"]

Channel = Literal["email", "sms", "chat"]


class MessageRequest(NamedTuple):
    """
    What was asked for. It keeps the names of the values, never the values.
    """

    message_id: str
    locale: str
    channel: str
    given: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Message(Decision):
    """
    One message, ready to send.

    Attributes:
        subject, preheader: lines for a mail; never with a line break.
        text: the body as plain text, without the subject.
        html: a whole HTML document.
        short: for SMS and chat.
        locale: the language it is written in; `formats` is the locale of its dates and amounts.
        direction: "ltr" or "rtl".
        formality: the register used.
        version: changes when the template does.
    """

    kind = "localization.message"

    request: MessageRequest
    on: date
    law_day: date
    facts_version: str
    status: Status
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    subject: str
    preheader: str
    text: str
    html: str
    short: str
    locale: str
    formats: str
    direction: str
    formality: str
    version: str

    def headline(self) -> Reason:
        """
        Which message it is, in which language.
        """
        told = {"message": self.request.message_id, "locale": self.locale}
        return Reason("localization.message", told)

    def _tables_html(self) -> str:
        """
        The message itself, shut off from the page it is shown on.
        """
        from html import escape

        document = escape(self.html, quote=True)
        return (
            f"<div><b>{escape(self.subject)}</b></div>"
            '<iframe sandbox="" style="width:100%;height:24em;border:1px solid #d0d7de" '
            f'srcdoc="{document}"></iframe>'
        )
