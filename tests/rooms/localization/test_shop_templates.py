"""
A shop's own templates, the lint of their authors, and drafts for agents.
"""

import os
from datetime import date

import pytest

from globalcs import Shop
from globalcs.cli import main
from globalcs.errors import (
    DataError,
    InvalidInput,
    MessageIncomplete,
    TemplateError,
    UnknownLocale,
    UnknownMessage,
)
from globalcs.facts import bundled
from globalcs.localization import PersonName, Recipient, Templates, draft, locales, render
from globalcs.localization._catalog import catalog
from globalcs.localization._contracts import message
from globalcs.localization._files import FOLDER
from globalcs.localization._lint import lint, lint_catalog
from globalcs.localization._starter import page, sample, starter
from tests.rooms.localization._messages import FULL

ON = date(2026, 10, 29)

TEXT = {
    "subject": "{{ order }} komt later",
    "preheader": "{{ new_date|day }}",
    "short": "{{ shop }}: {{ new_date|date }}",
    "body": "{{ salutation }}\n\n{{ old_date|day }} wordt {{ new_date|day }}.\n\n{{ closing }}",
}

GIFT = {
    "gift_packed": {
        "about": "A gift is wrapped.",
        "variables": {
            "shop": {"type": "text", "needed": True, "about": "name of the shop"},
            "ribbon": {"type": "text", "needed": True, "about": "colour of the ribbon"},
        },
    }
}


def text(**changes: str) -> dict:
    return {"locales": {"nl-BE": {"messages": {"delayed": {**TEXT, **changes}}}}}


def sent(templates: Templates, locale: str, message_id: str = "delayed", **more):
    values = more.pop("values", FULL["delayed"])
    reader = Recipient(locale=locale, name="Anna van Dijk")
    return render(message_id, reader, values, on=ON, templates=templates, **more)


def test_a_shop_puts_its_text_in_front():
    """
    The shop's text for Flanders is used there; the Netherlands keep the library's.
    """
    mine = Templates(text())

    assert "1042 komt later" == sent(mine, "nl-BE").subject
    assert "nl-BE" == sent(mine, "nl-BE").locale
    assert sent(Templates(), "nl").subject == sent(mine, "nl").subject


def test_a_new_locale_speaks_as_its_parent():
    """
    What a locale file leaves out is taken from the parent: salutation, closing and other messages.
    """
    mine = Templates(text())
    other = sent(mine, "nl-BE", "return_refused", values=FULL["return_refused"])

    assert sent(mine, "nl-BE").text.startswith("Beste Anna van Dijk,")
    assert "nl" == other.locale


def test_a_replaced_text_changes_the_version():
    """
    Who keeps versions sees that a text is another one.
    """
    assert sent(Templates(text()), "nl-BE").version != sent(Templates(), "nl-BE").version


def test_a_message_of_the_shops_own():
    """
    A kind of message that the library doesn't have needs a declaration and a text.
    """
    body = {"subject": "{{ ribbon }}", "preheader": "-", "short": "{{ ribbon }}", "body": "-"}
    mine = Templates({"messages": GIFT, "locales": {"nl": {"messages": {"gift_packed": body}}}})

    found = sent(mine, "nl", "gift_packed", values={"shop": "Y", "ribbon": "rood"})

    assert "rood" == found.subject
    with pytest.raises(MessageIncomplete) as caught:
        sent(mine, "nl", "gift_packed", values={"shop": "Y"})
    assert ("ribbon",) == caught.value.names


def test_from_a_folder(tmp_path):
    """
    A folder of TOML files does the same.
    """
    (tmp_path / "nl-BE.toml").write_text(starter("nl-BE"), encoding="utf-8")

    mine = Templates.load(tmp_path)

    assert sent(Templates(), "nl").text == sent(mine, "nl-BE").text.replace("nl-BE", "nl")
    with pytest.raises(DataError, match="can't be read"):
        Templates.load(tmp_path / "none")


@pytest.mark.parametrize("locale", locales())
def test_a_started_file_says_what_it_was_started_from(locale, tmp_path):
    """
    `messages new` of any locale writes a file that loads to the same texts.
    """
    (tmp_path / f"{locale}.toml").write_text(starter(locale), encoding="utf-8")

    assert catalog(locale).messages == Templates.load(tmp_path).catalog(locale).messages


def declared(variable: dict[str, str], **more) -> dict:
    """
    A shop's own kind of message with one variable beside its name.
    """
    shop = {"type": "text", "about": "name", "needed": True}
    return {"messages": {"own": {"about": "x", "variables": {"shop": shop, "v": variable}, **more}}}


@pytest.mark.parametrize(
    ("own", "error", "told"),
    [
        (text(body="{{ shop.upper() }}"), TemplateError, "a call"),
        (text(body="a\n{% if %}"), TemplateError, "line 2"),
        (text(subject="{{ nobody }}"), TemplateError, "nobody is not declared"),
        (text(subject="{{ new_date }}"), TemplateError, "needs a filter"),
        (text(body="[go](shop)"), TemplateError, "type url"),
        (text(body="x" * 20_001), TemplateError, "longer than"),
        ({"colour": {}}, DataError, "no part colour"),
        ({"locales": {"nl": {"colour": {}}}}, DataError, "no part colour"),
        ({"locales": {"nl": {"messages": {"delayed": {"subject": "x"}}}}}, DataError, "form"),
        ({"locales": {"nl": "x"}}, DataError, "a table"),
        ({"locales": {"nl": {"messages": {"no_such": TEXT}}}}, UnknownMessage, "no message"),
        ({"locales": {"x" * 300: {}}}, UnknownLocale, "short tag"),
        ({"messages": {"own": {"about": "x"}}}, DataError, "variables"),
        ({"messages": {"own": {"about": "x", "variables": {}}}}, DataError, "shop"),
        (declared({"type": "colour", "about": "x"}), DataError, "form"),
        (declared({"type": "text", "about": "x"}, needs=["luck"]), DataError, "form"),
        ({"messages": {"own": 5}}, DataError, "form"),
        (text(body="{{ shop|money(1) }}"), TemplateError, "takes no text"),
        (text(body="{{ remedy|money(1) }}"), TemplateError, "is given"),
        (
            text(body="{% if not (remedy is given or formal) %}{{ new_date|day(1) }}{% endif %}"),
            TemplateError,
            "no argument",
        ),
        (text(body="{{ new_date|day(*shop) }}"), TemplateError, "plain arguments"),
    ],
)
def test_refused_when_they_are_loaded(own, error, told):
    """
    A broken or hostile template is refused before anybody waits for it, and the place is told.
    """
    with pytest.raises(error, match=told):
        Templates(own)


@pytest.mark.parametrize("locale", ["es-MX", "es-AR", "no"])
def test_files_that_inherit_pass_the_lint(locale):
    """
    The library's own files that hold only what differs are read as any other.
    """
    assert () == lint(os.path.join(FOLDER, "locales", f"{locale}.toml"))


def test_a_shop_inherits_a_language():
    """
    One part of one message is the shop's, all else that of the language it names.
    """
    own = {"inherits": "nl", "messages": {"delayed": {"subject": "{{ order }} komt later"}}}
    mine = Templates({"locales": {"nl-BE": own}}).catalog("nl-BE")

    assert "{{ order }} komt later" == mine.messages["delayed"].subject
    assert catalog("nl").messages["delayed"].body == mine.messages["delayed"].body
    assert (catalog("nl").messages["shipped"], ()) == (mine.messages["shipped"], mine.reviewed_by)


def findings(tmp_path, locale: str = "de", **changes: str) -> list[str]:
    path = tmp_path / f"{locale}.toml"
    parts = {**TEXT, "subject": "{{ order }} kommt", "body": "{{ closing }}", **changes}
    lines = "\n".join(f"{name} = '''{value}'''" for name, value in parts.items())
    path.write_text(f"[messages.delayed]\n{lines}\n", encoding="utf-8")
    return [found.what for found in lint(str(path)) if "never used" not in found.what]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Please check your parcel with the courier.", "a line looks like en"),
        ("Haben Sie Ihre Ware? Schick uns dein Paket.", "address are mixed: Ihre and dein"),
        ("Es kommt am 3.11.2026.", "a date is written out: 3.11.2026"),
        ("Das macht € 5 für Sie.", "an amount is written out: € 5"),
        ("Das macht 5 EUR.", "an amount is written out: 5 EUR"),
    ],
)
def test_lint_finds_what_an_author_overlooks(body, told, tmp_path):
    """
    Another language, mixed address, days and amounts in plain text.
    """
    assert any(told in what for what in findings(tmp_path, body=body))


def test_lint_measures_short_forms(tmp_path):
    """
    A short form beyond two text messages is told, with its length.
    """
    assert ["about 400 characters, more than the 306 of two text messages"] == findings(
        tmp_path, short="x" * 400
    )


def test_lint_knows_both_branches_of_a_register(tmp_path):
    """
    Sie in the formal branch and du in the other are no mixture.
    """
    body = "{% if formal %}Ihre Ware{% else %}deine Ware{% endif %}"

    assert [] == findings(tmp_path, body=body)


@pytest.mark.parametrize(
    ("locale", "body", "told"),
    [
        ("it", "Il Suo ordine è il tuo.", "Suo and tuo"),
        ("tr", "Sizin paketiniz senin.", "Sizin and senin"),
        ("cs", "Vaše zásilka je tvoje.", "Vaše and tvoje"),
        ("el", "Η παραγγελία σας και η δική σου.", "σας and σου"),
    ],
)
def test_lint_knows_the_address_of_other_languages(locale, body, told, tmp_path):
    """
    Polite and familiar words in one message are told with an example of each.
    """
    assert f"formal and informal address are mixed: {told}" in findings(
        tmp_path, locale=locale, body=body
    )


def test_lint_finds_a_link_that_is_none(tmp_path):
    """
    A label that holds an expression makes no link; the reader would see the brackets.
    """
    body = "[{% if formal %}Ihre{% else %}deine{% endif %} Ware](cancel_url)"
    told = "no link, since its label is no plain text: ](cancel_url)"

    assert {told} == set(findings(tmp_path, body=body))


def test_lint_tells_a_refused_template(tmp_path):
    """
    A file that doesn't load has one finding with the reason; a broken one is an error.
    """
    (found,) = findings(tmp_path, body="{{ shop|upper }}")

    assert "there is no filter upper" in found
    (tmp_path / "broken.toml").write_text("x = = 1")
    with pytest.raises(DataError, match="line 1"):
        lint(str(tmp_path / "broken.toml"))


@pytest.mark.parametrize("locale", locales())
def test_the_librarys_own_texts_pass(locale):
    """
    The lint finds nothing in the files that are shipped.
    """
    found = catalog(locale)
    kinds = {name: message(name) for name in found.messages}

    assert [] == list(lint_catalog(found, kinds))


def test_previews():
    """
    A page shows a message in every locale, each in its own direction.
    """
    shown = page("order_confirmed", lambda locale: sample("order_confirmed", locale, ON))

    assert len(locales()) == shown.count("<article ")
    assert '<article lang="ar" dir="rtl">' in shown
    assert "[" not in sample("order_confirmed", "ja", ON).text


def test_the_command_line(tmp_path, capsys):
    """
    show, new, lint and preview answer on standard output; findings give exit code 1.
    """
    assert 0 == main(["messages", "show", "return_refused", "--locale", "nl"])
    assert "{{ salutation }}" in capsys.readouterr().out
    assert 0 == main(["messages", "show", "survey_nps"])
    assert "needs: marketing_consent, no_open_complaint" in capsys.readouterr().out
    assert 0 == main(["messages", "new", "nl-BE"])
    (tmp_path / "nl-BE.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert 0 == main(["messages", "preview", "return_refused", "--locale", "ja", "--html"])
    assert '<html lang="ja" dir="ltr">' in capsys.readouterr().out
    folder = ["--templates", str(tmp_path)]
    assert 0 == main(["messages", "preview", "delayed", "--locale", "nl-BE", *folder])
    assert 0 == main(["messages", "preview", "delayed", "--all", "--html"])
    assert "<!doctype html>" in capsys.readouterr().out
    (tmp_path / "de.toml").write_text("[messages.delayed]\nsubject = '5 EUR'\n")
    assert 1 == main(["messages", "lint", str(tmp_path)])
    assert "de.toml" in capsys.readouterr().out
    assert 2 == main(["messages", "preview", "no_such"])
    assert 2 == main(["messages", "new", "x" * 200])


def test_a_draft_is_not_sent_with_an_open_slot():
    """
    All open slots are named; "" leaves one out on purpose.
    """
    begun = draft(
        Recipient(locale="de", name=PersonName(given="Anna", surname="Berg")), shop="Yukata", on=ON
    )

    with pytest.raises(MessageIncomplete) as caught:
        begun.fill(question="Wann kam es an?").text()

    assert ("understanding", "own_words") == caught.value.names
    ready = begun.fill(understanding="Das tut mir leid.", question="", own_words="A\u202eB\n\x07C")
    assert "Das tut mir leid.\n\nAB\nC\n\n" in ready.text()
    assert "de" == begun.locale
    assert "formal" == begun.formality


def test_an_agents_words_are_no_template():
    """
    What an agent types is text, whatever it looks like.
    """
    begun = draft({"locale": "nl"}, shop="{{ order }}", on=ON, formality="informal")
    ready = begun.fill(understanding="{{ 7 * 7 }}", question="", own_words="{% raw %}")

    assert "{{ 7 * 7 }}\n\n{% raw %}" in ready.text()
    assert "{{ order }}" in ready.closing


@pytest.mark.parametrize("words", [{"nobody": "x"}, {"question": 5}, {"question": "x" * 6_000}])
def test_what_a_draft_refuses(words):
    """
    Slots that aren't there, no text, and far too much of it.
    """
    begun = draft({"locale": "nl"}, shop="Y", on=ON)

    with pytest.raises(InvalidInput):
        begun.fill(**words)


def test_a_draft_in_a_language_without_texts():
    """
    Greeting and closing come from the shop's language where the reader's has none.
    """
    assert "nl" == draft({"locale": "is"}, shop="Y", on=ON, default_locale="nl").locale
    with pytest.raises(UnknownLocale):
        draft({"locale": "qq"}, shop="Y", on=ON)


def test_a_shop_speaks_its_own_language_where_no_text_is():
    """
    A market's message falls back to the shop's language, and its facts choose the register.
    """
    facts = bundled().with_layer(
        "merchant", {"locale:de-DE": {"localization.register": "informal"}}
    )
    shop = Shop(home="DE", currency="EUR", locale="de", facts=facts)
    market = shop.market("NL", on=ON)

    assert "de" == market.message("delayed", Recipient(locale="is"), FULL["delayed"]).locale
    told = market.message("order_confirmed", Recipient(locale="de"), FULL["order_confirmed"])
    wanted = "informal" if "informal" in catalog("de").registers else "formal"
    assert wanted == told.formality
    assert "merchant" in {ref.layer for reason in told.reasons for ref in reason.facts}


@pytest.mark.parametrize(
    "name", ["A" * 300, {"given": "A" * 300}, {"given": "A\nB"}, {"given": ""}, 5]
)
def test_names_that_are_none(name):
    """
    Names far too long, with line breaks, or without any part, are refused.
    """
    with pytest.raises(InvalidInput) as caught:
        Recipient.read({"locale": "nl", "name": name})

    assert "AAA" not in str(caught.value)


def test_a_name_in_two_scripts_is_kept_and_told():
    """
    A Latin name with a Cyrillic letter may imitate another: it is kept, with a warning.
    """
    found = render("delayed", {"locale": "nl", "name": "Аnna Berg"}, FULL["delayed"], on=ON)

    assert "Аnna Berg" in found.text
    assert "localization.mixed_scripts" in {reason.code for reason in found.warnings}
