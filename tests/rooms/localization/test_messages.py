"""
Messages: every one in every language, filled, refused, explained.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import ClassVar, NamedTuple

import pytest

from globalcs import Money, Reason
from globalcs.decision import Decision, FactRef
from globalcs.errors import InvalidInput, MessageIncomplete, UnknownLocale, UnknownMessage
from globalcs.facts import bundled, readers
from globalcs.localization import (
    Message,
    Recipient,
    format_date,
    format_money,
    locales,
    message,
    messages,
    render,
)
from globalcs.localization._catalog import catalog
from globalcs.localization._dates import format_time
from globalcs.localization._filters import format_percent
from globalcs.localization._values import _read_moment
from tests.rooms.localization._messages import FULL, ON, codes, minimal, rendered

#: Every text that is written; a message that a locale has no text for falls back, as told below.
EVERY = [
    (kind.id, locale)
    for kind in messages()
    for locale in locales()
    if kind.id in catalog(locale).messages
]

ALWAYS = {"order_confirmed", "customs_notice", "delayed", "return_approved", "return_refused"}

VOID = {"meta", "br", "!doctype"}


class Skeleton(HTMLParser):
    """
    The tags of a document in order, and whether they close as they opened.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def skeleton(html: str) -> list[str]:
    parser = Skeleton()
    parser.feed(html)
    parser.close()

    assert [] == parser.open
    return parser.tags


def test_ten_languages():
    """
    What is promised is there: ten languages with every message that a checkout needs.
    """
    ten = {"ar", "de", "en", "es", "fr", "ja", "ko", "nl", "pt-BR", "zh-Hans"}

    assert ten <= set(locales())
    assert {*FULL} == {kind.id for kind in messages()} == {*catalog("en").messages}
    assert {} == {one: ALWAYS - {*catalog(one).messages} for one in ten
                  if ALWAYS - {*catalog(one).messages}}  # fmt: skip


@pytest.mark.parametrize("least", [False, True])
@pytest.mark.parametrize(("message_id", "locale"), EVERY)
def test_every_message_in_every_language(message_id, locale, least):
    """
    All five forms have words, no token is left, and the HTML is well formed.
    """
    found = rendered(message_id, locale, minimal(message_id) if least else None)

    forms = [found.subject, found.preheader, found.text, found.short, found.html]

    assert all(form.strip() for form in forms)
    assert not re.search(r"[{}]|None|\bnull\b", "".join(forms))
    assert "\n" not in found.subject + found.preheader + found.short
    assert "\n\n\n" not in found.text
    assert {"html", "head", "body", "p"} <= set(skeleton(found.html))
    assert locale == found.locale
    assert ("rtl" if locale in {"ar", "he"} else "ltr") == found.direction
    assert f'dir="{found.direction}"' in found.html
    assert "unreviewed" in codes(found)


def said_moment(value, locale):
    """
    The day and the time of a moment, each where its zone is.
    """
    moment = _read_moment(value)
    return [format_date(moment.date(), locale, style="full"), format_time(moment, locale)]


SAID = {
    "money": lambda value, locale: [format_money(Money.from_text(value), locale)],
    "date": lambda value, locale: [format_date(value, locale, style="full")],
    "percent": lambda value, locale: [format_percent(readers.rate(value), locale)],
    "moment": said_moment,
}


@pytest.mark.parametrize(("message_id", "locale"), EVERY)
def test_what_is_given_is_said(message_id, locale):
    """
    Every amount, day and text that is handed in stands in the text and in the HTML.
    """
    found = rendered(message_id, locale)
    for name, value in FULL[message_id].items():
        kind = message(message_id).variables[name].type
        if kind in ("flag", "items", "count"):
            continue
        for said in SAID.get(kind, lambda value, locale: [value])(value, locale):
            assert said in f"{found.subject}\n{found.text}", name
            assert said.replace("&", "&amp;") in found.html, name


@pytest.mark.parametrize(("message_id", "locale"), EVERY)
def test_short_forms_fit(message_id, locale):
    """
    Without links a short form fits two text messages, and a longer one says so.
    """
    found = rendered(message_id, locale, minimal(message_id), channel="sms")

    assert len(found.short) <= 2 * (160 if found.short.isascii() else 134)


SALUTATIONS = [
    ("en", "order_confirmed", "Hello Anna,"),
    ("en", "delayed", "Dear Ms. Van Dijk,"),
    ("nl", "order_confirmed", "Beste Anna,"),
    ("nl", "return_refused", "Geachte mevrouw Van Dijk,"),
    ("nl-BE", "order_confirmed", "Geachte mevrouw Van Dijk,"),
    ("de", "order_confirmed", "Sehr geehrte Frau Van Dijk,"),
    ("fr", "delayed", "Madame Van Dijk,"),
    ("es", "delayed", "Estimada señora Van Dijk:"),
    ("pt-BR", "delayed", "Prezada Sra. Van Dijk,"),
    ("ja", "delayed", "Anna van Dijk様"),
    ("ko", "delayed", "안녕하세요, Anna van Dijk 고객님."),
    ("zh-Hans", "delayed", "尊敬的Van Dijk女士："),
    ("zh-Hant", "delayed", "Van Dijk女士您好："),
    ("ar", "delayed", "السيدة \u2068Anna van Dijk\u2069 المحترمة،"),
]


@pytest.mark.parametrize(("locale", "message_id", "expected"), SALUTATIONS)
def test_salutations(locale, message_id, expected):
    """
    The customer's own honorific, where it belongs, in the register of the event.
    """
    assert expected == rendered(message_id, locale).text.splitlines()[0]


@pytest.mark.parametrize(
    ("locale", "name", "expected"),
    [
        ("de", "Kim Meier", "Guten Tag Kim Meier,"),
        ("de", None, "Guten Tag,"),
        ("fr", "Camille Blanc", "Bonjour Camille Blanc,"),
        ("nl", "Robin Bakker", "Beste Robin Bakker,"),
        ("ja", None, "お客様"),
        ("ar", None, "تحية طيبة،"),
        ("ja", {"given": "太郎", "surname": "山田"}, "山田太郎様"),
        ("ko", {"given": "길동", "surname": "홍"}, "안녕하세요, 홍길동 고객님."),
        ("es", {"given": "Ana", "surname": "Ruiz"}, "Hola, Ana Ruiz:"),
        ("en", {"surname": "Ray", "title": "Dr.", "honorific": "ms"}, "Dear Dr. Ray,"),
        ("de", {"surname": "Ray", "title": "Dr.", "honorific": "ms"}, "Sehr geehrte Frau Dr. Ray,"),
        ("nl", {"surname": "de Wit", "honorific": "mr", "locale": "nl"}, "Geachte heer De Wit,"),
        ("de", {"surname": "Ray", "title": "Dr."}, "Guten Tag Dr. Ray,"),
    ],
)
def test_no_gender_is_guessed(locale, name, expected):
    """
    Without an honorific that the customer chose, the salutation does without one.
    """
    assert expected == rendered("delayed", locale, name=name).text.splitlines()[0]


def test_register_of_customer_shop_event_and_locale():
    """
    The customer's choice goes before the shop's, the event's, and what is usual.
    """
    usual = rendered("order_confirmed", "nl")
    event = rendered("delayed", "nl")
    shop = rendered("delayed", "nl", formality="informal")
    customer = rendered("order_confirmed", "nl", formality="informal", customer_wants="formal")

    assert ("informal", "register_usual") == (usual.formality, only_register(usual))
    assert ("formal", "register_raised") == (event.formality, only_register(event))
    assert ("informal", "register_of_shop") == (shop.formality, only_register(shop))
    assert ("formal", "register_chosen") == (customer.formality, only_register(customer))
    assert "je bestelling" in usual.text
    assert "uw bestelling" in event.text


def test_a_german_brand_may_say_du():
    """
    A du goes through the whole letter, greeting and closing too; a customer's Sie goes first.
    """
    friendly = rendered("return_approved", "de", formality="informal")
    polite = rendered("return_approved", "de", formality="informal", customer_wants="formal")

    assert "Deine Rücksendung zu Bestellung 1042 ist angenommen" == friendly.subject
    assert friendly.text.startswith("Hallo Anna,\n\ndeine Rücksendung zu Bestellung 1042")
    assert "Die Kosten der Rücksendung trägst du." in friendly.text
    assert friendly.text.endswith("Viele Grüße\nYukata & Co")
    assert polite.text.startswith("Sehr geehrte Frau Van Dijk,\n\nIhre Rücksendung")


@pytest.mark.parametrize(
    ("locale", "elaborate", "text"),
    [
        ("en-GB", False, "please accept our apologies"),
        ("en-IN", True, "please accept our apologies"),
        ("fr-FR", True, "renouvelons toutes nos excuses"),
        ("fr-CA", False, "renouvelons"),
        ("es-ES", False, "reiteramos nuestras disculpas"),
        ("es-MX", True, "Le reiteramos nuestras disculpas"),
    ],
)
def test_an_apology_follows_the_custom_of_the_country(locale, elaborate, text):
    """
    Where shops apologise at length the letter ends with an apology too; the reason has its fact.
    """
    found = rendered("apology", locale)
    (reason,) = (r for r in found.reasons if r.code == "localization.apology")

    assert elaborate == (text in found.text)
    assert ("elaborate" if elaborate else "direct") == reason.params["manner"]
    assert reason.facts[0].key == "localization.apology"
    assert "apology" not in codes(rendered("shipped", locale))


def test_a_shops_own_custom_of_apologies():
    """
    A layer bends how a market is apologised to, as it bends the register.
    """
    layer = bundled().with_layer(
        "merchant", {"locale:en-GB": {"localization.apology": "elaborate"}}
    )

    assert "please accept our apologies" in rendered("delayed", "en-GB", facts=layer).text


NEEDS = [(kind.id, need) for kind in messages() for need in kind.needs]


@pytest.mark.parametrize(("message_id", "need"), NEEDS)
def test_what_the_sender_has_to_see_to_is_told(message_id, need):
    """
    Consent, a person, a durable medium: what no library can see to is a reason of the message.
    """
    assert f"needs.{need}" in codes(rendered(message_id, "en"))


def test_what_asks_for_a_formal_tone():
    """
    Apologies, refusals, money owed, law, bereavement and privacy raise the register.
    """
    expected = {
        "apology", "delayed", "sla_breach_update", "data_breach_notice",
        "return_refused", "privacy_request_refused",
        "customs_notice", "payment_failed",
        "withdrawal_ack", "recall_or_safety", "terms_or_price_change", "fraud_or_id_check",
        "condolence_or_personal",
        "privacy_request_ack", "privacy_request_done", "privacy_request_extended",
    }  # fmt: skip

    assert expected == {kind.id for kind in messages() if kind.minimum == "formal"}


def test_a_letter_keeps_its_paragraphs():
    """
    What a person writes stays in lines; headers and short forms hold it in one.
    """
    words = "Dear Anna, we heard of it.\r\n\r\n\r\nTake your time.\u2028We <wait>.\x00 "
    values = {**FULL["condolence_or_personal"], "own_words": words}
    found = rendered("condolence_or_personal", "en", values)

    assert "we heard of it.\n\nTake your time.\nWe <wait>.\n" in found.text
    assert "heard of it.<br><br>Take your time.<br>We &lt;wait&gt;.</bdi>" in found.html
    assert found.short.startswith("Dear Anna, we heard of it. Take your time. We <wait>. M. B")


def test_lines_of_another_direction_are_isolated_one_by_one():
    """
    A line break ends an isolate, so that every line needs its own.
    """
    values = {**FULL["condolence_or_personal"], "own_words": "שלום\nHello"}
    found = rendered("condolence_or_personal", "en", values)

    assert "\u2068שלום\u2069\nHello" in found.text


@pytest.mark.parametrize("value", ["x" * 10_001, 5, ["a"]])
def test_lines_are_text_of_a_letters_length(value):
    """
    Ten thousand characters, and nothing else than text.
    """
    with pytest.raises(InvalidInput):
        rendered("agent_reply_frame", "en", {**FULL["agent_reply_frame"], "own_words": value})


@pytest.mark.parametrize(
    ("slot", "value", "told"),
    [
        ("answer_url", "https://[::1", "http or https"),
        ("answer_url", "ftp://shop.example/x", "http or https"),
        ("deadline", datetime(2026, 11, 3, tzinfo=UTC), "not a moment"),
        ("purpose", 5, "a text"),
    ],
)
def test_values_of_the_wrong_type(slot, value, told):
    """
    Each is told by its name, with what is needed.
    """
    with pytest.raises(InvalidInput, match=told):
        rendered("fraud_or_id_check", "en", {**FULL["fraud_or_id_check"], slot: value})


def test_rates_and_flags_of_the_wrong_type():
    """
    A float is no rate and 1 is no flag; a Fraction is exact and goes.
    """
    coupon = FULL["thanks_coupon"]

    assert "12.5%" in rendered("thanks_coupon", "en", {**coupon, "rate": Fraction(1, 8)}).text
    with pytest.raises(InvalidInput, match="rate"):
        rendered("thanks_coupon", "en", {**coupon, "rate": 0.1})
    with pytest.raises(InvalidInput, match="true or false"):
        rendered("pickup_ready", "en", {**FULL["pickup_ready"], "id_needed": 1})
    with pytest.raises(InvalidInput, match="formal or informal"):
        rendered("thanks_coupon", "en", formality="friendly")


def test_needs_of_messages():
    """
    Advertising needs consent, condolences a person; an order's own messages need neither.
    """
    assert ("person", "no_promotion") == message("condolence_or_personal").needs
    assert "marketing_consent" in message("abandoned_checkout").needs
    assert "opt_in" in message("back_in_stock").needs
    assert () == message("shipped").needs


@pytest.mark.parametrize(
    ("value", "timezone", "day", "time"),
    [
        ("2026-10-30T23:30:00+00:00", None, "Friday 30 October 2026", "23:30 UTC"),
        ("2026-10-30T23:30:00+00:00", "Europe/Amsterdam", "Saturday 31 October 2026", "00:30 CET"),
        ("2026-10-30T20:30-03:00[America/Recife]", None, "Friday 30 October 2026", "20:30 GMT-3"),
        (
            datetime(2026, 10, 30, 9, tzinfo=UTC),
            "Asia/Tokyo",
            "Friday 30 October 2026",
            "18:00 GMT+9",
        ),
    ],
)
def test_moments_are_told_where_the_reader_lives(value, timezone, day, time):
    """
    A promise has its day, its time and its zone: the reader's, else the one it came with.
    """
    reader = Recipient(locale="en-GB", timezone=timezone)
    found = render("sla_ack", reader, {"shop": "S", "ticket": "T", "answer_by": value}, on=ON)

    assert f"Our answer by: {day}\nTime of that day: {time}" in found.text.replace(",", "")


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 10, 30),
        datetime(2026, 10, 30, 9),  # noqa: DTZ001 - it has no zone on purpose
        "2026-10-30T09:00",
        "2026-10-30T09:00+01:00[Europe/Nowhere]",
        "soon",
        12,
    ],
)
def test_a_moment_has_a_zone(value):
    """
    Without a zone a promise means nothing, so it is refused.
    """
    with pytest.raises(InvalidInput) as error:
        rendered("sla_ack", "en", {**FULL["sla_ack"], "answer_by": value})

    assert ["answer_by"] == [problem.path for problem in error.value.problems]


def only_register(found: Message) -> str:
    (code,) = (code for code in codes(found) if code.startswith("register_"))
    return code


def test_the_usual_register_has_a_source():
    """
    What is usual in Belgium rests on a fact of the book, and a shop's layer may bend it.
    """
    usual = rendered("order_confirmed", "nl-BE")
    layer = bundled().with_layer(
        "merchant", {"locale:nl-BE": {"localization.register": "informal"}}
    )

    assert ("formal", "locale:nl-BE") == (usual.formality, usual.sources[0].subject)
    assert "informal" == rendered("order_confirmed", "nl-BE", facts=layer).formality


def test_a_register_without_texts_is_told():
    """
    French texts say vous; who asks for tu gets vous and a reason.
    """
    found = rendered("order_confirmed", "fr", formality="informal")

    assert "formal" == found.formality
    assert "register_not_written" in codes(found)


@pytest.mark.parametrize(
    ("wanted", "locale", "formats", "code"),
    [
        ("nl", "nl", "nl", None),
        ("NL_be", "nl", "nl-BE", "parent_locale"),
        ("es-MX", "es-MX", "es-MX", None),
        ("es-CO", "es", "es-CO", "parent_locale"),
        ("zh-CN", "zh-Hans", "zh-CN", "parent_locale"),
        ("pt", "pt-BR", "pt", "parent_locale"),
        ("zh-HK", "zh-Hant", "zh-HK", "parent_locale"),
        ("zh-Hant", "zh-Hant", "zh-Hant", None),
        ("mt-MT", "en", "en-MT", "default_locale"),
    ],
)
def test_language_falls_back_along_parents(wanted, locale, formats, code):
    """
    A parent's text, else the shop's default, each told; dates and amounts stay the reader's.
    """
    found = rendered("delayed", wanted)

    assert (locale, formats) == (found.locale, found.formats)
    assert ({code} if code else set()) == codes(found) & {"parent_locale", "default_locale"}


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("message_id", sorted(FULL))
def test_no_message_is_half_written(message_id, locale):
    """
    A message is either written in a language, or comes in the shop's with a reason that says so.
    """
    found = rendered(message_id, locale)
    written = message_id in catalog(locale).messages

    assert ("default_locale" in codes(found)) is (not written and locale != "en"
                                                  and found.locale == "en")  # fmt: skip


def test_the_shops_default_language():
    """
    A Maltese reader of a German shop gets German, with amounts as in Malta's German.
    """
    assert "de" == rendered("delayed", "mt", default_locale="de-AT").locale


@pytest.mark.parametrize(("message_id", "locale"), EVERY)
def test_round_trip(message_id, locale):
    """
    A message reads back what it writes, and holds no value twice: the request keeps names only.
    """
    found = rendered(message_id, locale)

    assert found == Message.from_json(found.to_json())
    assert "shop" in found.request.given
    assert found.headline().text(locale)


def test_notebook_view_shuts_the_message_off():
    """
    The HTML is shown in a frame that runs nothing.
    """
    shown = rendered("delayed", "ar")._repr_html_()

    assert 'sandbox=""' in shown
    assert "srcdoc=" in shown
    assert "<!doctype html>" not in shown


def test_missing_values_are_all_named():
    """
    A message that lacks something is not sent, and says all that it lacks.
    """
    with pytest.raises(MessageIncomplete) as caught:
        rendered("delayed", "nl", {"order": "1042"})

    assert ("shop", "old_date", "new_date") == caught.value.names


@pytest.mark.parametrize("empty", ["", "   ", "\u202e", "\r\n"])
def test_an_empty_value_is_a_missing_one(empty):
    """
    No message goes out with a hole where a word should be.
    """
    with pytest.raises(MessageIncomplete) as caught:
        rendered("delayed", "nl", {**FULL["delayed"], "order": empty})

    assert ("order",) == caught.value.names


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("new_date", "soon"),
        ("new_date", datetime(2026, 11, 6, tzinfo=UTC)),
        ("remedy", 5),
        ("remedy", 5.0),
        ("remedy", "5 QQQ"),
        ("shop", 5),
        ("order", "x" * 2_001),
        ("cancel_url", "javascript:alert(1)"),
        ("cancel_url", "https://"),
        ("cancel_url", 'https://a.example/"onclick=x'),
        ("cancel_url", "https://a.example/\nx"),
        ("cancel_url", "data:text/html,x"),
        ("cancel_url", "//a.example"),
        ("colour", "blue"),
    ],
)
def test_wrong_values_are_told_by_name(name, value):
    """
    The error names the slot, never what was in it.
    """
    with pytest.raises(InvalidInput) as caught:
        rendered("delayed", "nl", {**FULL["delayed"], name: value})

    assert [name] == [problem.path for problem in caught.value.problems]
    assert str(value) not in str(caught.value) or value == 5


class _Row(NamedTuple):
    item: object
    net: str = "3 EUR"
    name: str | None = None
    quantity: int | None = None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (_Row("7", "3 EUR", "Shirt", 2), "2 × Shirt: € 3,00"),
        (_Row("7"), "1 × 7: € 3,00"),
        (_Row({"name": "", "sku": "tee", "quantity": 4}), "4 × tee: € 3,00"),
        ({"item": {"label": "tee", "quantity": 4, "total": "8 EUR"}}, "4 × tee: € 8,00"),
        ({"name": "Shirt", "item": {"name": "x", "quantity": 4}, "price": "1 EUR"},
         "4 × Shirt: € 1,00"),
    ],
)  # fmt: skip
def test_a_line_or_its_item_says_name_and_quantity(line, expected):
    """
    What a line doesn't say is read from its item.
    """
    found = rendered("order_confirmed", "nl", {**FULL["order_confirmed"], "items": [line]})

    assert expected in found.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "items", [[], "one", [{"name": "x"}], [{"name": "x", "quantity": -1, "price": "1 EUR"}],
              [{"name": "x", "quantity": 1, "price": "1 EUR"}] * 501],
)  # fmt: skip
def test_wrong_items(items):
    """
    Lines need a name and a price, and an order has at most five hundred.
    """
    with pytest.raises(InvalidInput):
        rendered("order_confirmed", "nl", {**FULL["order_confirmed"], "items": items})


def test_unknown_message_and_locale():
    """
    What is not there is told by its kind.
    """
    with pytest.raises(UnknownMessage, match="messages list"):
        message("hello")
    with pytest.raises(UnknownLocale):
        Recipient(locale="qq")
    with pytest.raises(InvalidInput):
        Recipient(locale="nl", timezone="Europe/Utrecht")
    with pytest.raises(InvalidInput):
        rendered("delayed", "nl", channel="fax")
    with pytest.raises(InvalidInput, match="date"):
        render("delayed", {"locale": "nl"}, FULL["delayed"], on=datetime(2026, 1, 1, tzinfo=UTC))


def test_an_alias_is_the_same_message():
    """
    The notice is known by its longer name too.
    """
    assert message("customs_notice") is message("customs_duty_notice")


def test_a_name_in_two_scripts_is_kept_and_told():
    """
    A Latin name with a Cyrillic letter is shown as given, with a warning.
    """
    found = rendered("delayed", "en", name="Annа Smith")

    assert "mixed_scripts" in codes(found)
    assert "Annа Smith" in found.text
    assert "mixed_scripts" not in codes(rendered("delayed", "ja", name="山田たろう"))


ARTICLE = FactRef(
    "EU", "returns.withdrawal", "2014-06-13", "Directive 2011/83/EU, art. 9",
    "https://eur-lex.europa.eu/eli/dir/2011/83/oj", "high",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answer(Decision):
    """
    What a room would answer, as far as a message reads it.
    """

    kind: ClassVar[str] = "returns.decision"

    last_day: date = date(2026, 10, 10)
    send_back_by: date | None = None
    refund_by: date | None = None
    refund: object = None
    status: str = "complete"
    on: date = ON
    law_day: date = ON
    reasons: tuple[Reason, ...] = (
        Reason("localization.short_too_long", {"length": 5, "limit": 3}, facts=(ARTICLE,)),
    )

    def headline(self) -> Reason:
        return self.reasons[0]


def test_a_refusal_fills_its_own_slots():
    """
    The reason's sentence, the article of law, its address and the last day come from the decision.
    """
    found = rendered("return_refused", "en", {"shop": "S", "order": "1", "decision": Answer()})

    assert "The reason: The short form has 5 characters" in found.text
    assert "The rule: Directive 2011/83/EU, art. 9" in found.text
    assert "Saturday, October 10, 2026" in found.text
    assert f'href="{ARTICLE.url}"' in found.html


def test_a_value_by_name_goes_before_a_decisions():
    """
    The shop's own word is kept.
    """
    values = {"shop": "S", "order": "1", "decision": Answer(), "article": "our terms, 4"}

    assert "The rule: our terms, 4" in rendered("return_refused", "en", values).text


def test_an_approval_takes_its_refund_from_the_decision():
    """
    Amount and days are the decision's.
    """
    refund = SimpleNamespace(total=Money("33.95", "EUR"))
    values = {"shop": "S", "order": "1", "d": Answer(refund=refund, refund_by=date(2026, 12, 4))}

    found = rendered("return_approved", "nl", values)

    assert "€\u00a033,95" in found.text
    assert "vrijdag 4 december 2026" in found.text


def test_an_unsure_decision_makes_an_unsure_message():
    """
    An estimate among the values makes the message estimated, and a warning says so.
    """
    values = {"shop": "S", "order": "1", "decision": Answer(status="estimated")}

    found = rendered("return_refused", "en", values)

    assert "estimated" == found.status
    assert "unsure_decision" in codes(found)


def test_a_decision_that_lacks_a_value_leaves_the_slot_open():
    """
    An unknown refund is not sent as an empty one.
    """
    with pytest.raises(MessageIncomplete) as caught:
        rendered("return_approved", "en", {"shop": "S", "order": "1", "decision": Answer()})

    assert ("refund",) == caught.value.names
