"""
Templates: what is allowed, and how the rest is refused.
"""

import re
import sys
import time
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from globalcs import Money
from globalcs.errors import DataError, TemplateError
from globalcs.localization._catalog import catalog, locales, read_catalog
from globalcs.localization._contracts import message, messages
from globalcs.localization._library import words_of
from globalcs.localization._markup import bodies
from globalcs.localization._templates import Slots, check, compile_template, render_text

SLOTS = Slots.of(message("order_confirmed").variables, frozenset({"you"}))

#: A word for each register.
CHOICE = re.compile(r"\{% if formal %\}(.*?)\{% else %\}(.*?)\{% endif %\}")

TWO_LOOPS = "".join(f"{{% for {name} in items %}}" for name in "ab") + "{% endfor %}" * 2

HOSTILE = [
    ("{{ shop.upper() }}", "a call"),
    ("{{ ''.join(shop) }}", "a call"),
    ("{{ shop.__class__ }}", "attribute __class__"),
    ("{{ shop.__class__.__mro__ }}", "attribute __class__"),
    ("{{ shop['x'] }}", "an index"),
    ("{{ 'a' * 100000000 }}", "arithmetic"),
    ("{{ 'a' ~ shop }}", "joining"),
    ("{{ 1 + 1 }}", "arithmetic"),
    ("{{ '%0100000000d' % 1 }}", "arithmetic"),
    ("{{ '%0100000000d'|format(1) }}", "filter format"),
    ("{{ shop|attr('format') }}", "filter attr"),
    ("{{ shop|safe }}", "filter safe"),
    ("{{ shop|upper }}", "filter upper"),
    ("{{ items|map('upper') }}", "filter map"),
    ("{% include 'x' %}", "an include"),
    ("{% import 'x' as y %}", "an import"),
    ("{% from 'x' import y %}", "an import"),
    ("{% extends 'x' %}", "extends"),
    ("{% block x %}{% endblock %}", "a block"),
    ("{% macro x() %}{% endmacro %}", "a macro"),
    ("{% set x = 1 %}", "set"),
    ("{% set x %}y{% endset %}", "set"),
    ("{% call x() %}{% endcall %}", "a call"),
    ("{% filter upper %}x{% endfilter %}", "a filter block"),
    ("{% with %}{% endwith %}", "with"),
    ("{% autoescape false %}{{ shop }}{% endautoescape %}", "autoescape"),
    ("{{ shop if order else shop }}", "an inline if"),
    ("{{ [shop] }}", "a list"),
    ("{{ {'a': shop} }}", "a dict"),
    ("{{ shop[0:1] }}", "a"),
    ("{{ self }}", "self is not declared"),
    ("{{ config }}", "config is not declared"),
    ("{{ loop }}", "loop is not declared"),
    ("{{ cycler }}", "cycler is not declared"),
    ("{% for i in range(9) %}{% endfor %}", "a call"),
    ("{% for i in shop %}{% endfor %}", "the lines of an order"),
    ("{% for i in items recursive %}{% endfor %}", "no condition, else or recursion"),
    ("{% for i in items if i %}{% endfor %}", "no condition"),
    ("{% for i in items %}{% else %}x{% endfor %}", "no condition, else"),
    ("{% for a, b in items %}{% endfor %}", "one new name"),
    ("{% for shop in items %}{% endfor %}", "one new name"),
    ("{% for i in items %}{{ i.secret }}{% endfor %}", "attribute secret"),
    ("{% for i in items %}{{ i }}{% endfor %}", "needs a filter"),
    (TWO_LOOPS, "a loop inside a loop"),
    ("{% if shop == 1 %}x{% endif %}", "can't be compared"),
    ("{% if shop == none %}x{% endif %}", "can't be compared"),
    ('<a href="{{ shop }}">', "a link goes to a variable of type url"),
    ("{{ total }}", "needs a filter"),
    ("{{ total|day }}", "takes no money"),
    ("{{ duty|money }}", "may be missing"),
    ("{% if tax is given %}{{ duty|money }}{% endif %}", "may be missing"),
    ("{% if duty is given %}{% else %}{{ duty|money }}{% endif %}", "may be missing"),
    ("{% if not (duty is given) %}{{ duty|money }}{% endif %}", "may be missing"),
    ("{% if shop is defined %}x{% endif %}", "is given"),
    ("{% if shop in order %}x{% endif %}", "comparing with in"),
    ("{{ withdrawal_days|plural('day') }}", ""),
    ("{% if withdrawal_days is given %}{{ withdrawal_days|plural(one='x') }}{% endif %}", "plural"),
    ("{% if withdrawal_days is given %}{{ withdrawal_days|plural(other=shop) }}{% endif %}",
     "plain text"),
    ("{{ say.they }}", "attribute they"),
    ("{{ shop", "syntax"),
    ("{% if shop %}", "syntax"),
    ("{{ }}", "syntax"),
    ("x" * 20_001, "longer than"),
    ("{{shop}}" * 2_400, "parts"),
    ("{% if shop %}" * 300 + "{% endif %}" * 300, ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "told"), HOSTILE)
def test_hostile_templates(source, told):
    """
    Whatever lies outside the grammar is refused at load, with the construct named.
    """
    with pytest.raises(TemplateError) as caught:
        check(source, SLOTS, "shop.toml order_confirmed body")

    assert told in str(caught.value)
    assert str(caught.value).startswith("shop.toml order_confirmed body")


def test_the_line_is_told():
    """
    The line is that of the file, also where HTML is made of it.
    """
    source = "one\n\ntwo {{ shop }}\n\n{{ nobody }}\n"

    with pytest.raises(TemplateError) as caught:
        check(bodies(source, ": ").text, SLOTS, "x")

    assert 5 == caught.value.line


def seconds(function) -> float:
    """
    Processor time of a call, without what the measuring of coverage adds to it.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        started = time.process_time()
        function()
        return time.process_time() - started
    finally:
        sys.settrace(tracer)


def test_the_costliest_template_ends():
    """
    The longest loop over the longest order ends within two seconds and the cap of the output.
    """
    part = "{% if a.quantity > 1 and a.name == 'y' %}x{% endif %}"
    source = f"{{% for a in items %}}{part * 160}{{% endfor %}}"
    lines = [{"name": "x", "quantity": 2, "price": None}] * 500

    def render_all() -> None:
        assert "" == render_text(compile_template(source, SLOTS, "x", "en"), {"items": lines})

    assert seconds(render_all) < 2

    long = source.replace("== 'y'", "!= 'y'").replace("x{%", "{{ a.name }}{%")
    short = f"{long[: long.index('{% endif %}')]}{{% endif %}}{{% endfor %}}"
    compiled = compile_template(short, SLOTS, "x", "en")
    lines[0]["name"] = "x" * 2_000

    with pytest.raises(TemplateError, match="grows beyond"):
        render_text(compiled, {"items": lines})


@pytest.mark.parametrize(
    ("name", "kind", "call", "value"),
    [
        ("m", "moment", "moment", datetime(2026, 10, 30, 9, tzinfo=UTC)),
        ("m", "moment", "time", datetime(2026, 10, 30, 9, tzinfo=UTC)),
        ("d", "date", "day", date(2026, 10, 30)),
        ("r", "percent", "percent", Fraction(1, 3)),
        ("c", "count", "number", 1_234_567),
        ("c", "count", 'plural(one="a", other="b")', 2),
        ("p", "money", "money", Money("1234.50", "EUR")),
        ("t", "text", 'particle("이/가")', "x" * 2_000),
    ],
)
def test_no_filter_is_costly(name, kind, call, value):
    """
    As many calls of a filter as the caps allow end within two seconds, where nothing is printed.
    """
    asked = f'{{% if {name}|{call} == "-" %}}x{{% endif %}}'
    source = f"{{% for a in items %}}{asked * 280}{{% endfor %}}"
    slots = Slots({"items": "items", name: kind}, frozenset(), frozenset())
    compiled = compile_template(source, slots, "x", "de")
    values = {"items": [{"name": "x", "quantity": 1, "price": None}] * 500, name: value}

    def render_all() -> None:
        assert "" == render_text(compiled, values)

    assert seconds(render_all) < 2


def test_a_body_becomes_text_and_html():
    """
    Paragraphs, points, rows and links are taken from the template's lines alone.
    """
    source = "Dear & <you>,\n\n- a\n- {{ shop }}\n\n| L | {{ order }} |\n\n[go](order_url)\nsecond"

    both = bodies(source, " : ")

    assert "L : {{ order }}" in both.text
    assert "go : {{ order_url }}" in both.text
    assert "<p>\nDear &amp; &lt;you&gt;,\n</p>" in both.html
    assert "<ul>\n<li>a</li>\n<li>{{ shop }}</li>\n</ul>" in both.html
    assert "<tr><td>L</td><td>{{ order }}</td></tr>" in both.html
    assert '<a href="{{ order_url }}">go</a>\n<br>second' in both.html


WRITTEN = [
    (kind, locale)
    for kind in messages()
    for locale in locales()
    if kind.id in catalog(locale).messages
]


@pytest.mark.parametrize(("kind", "locale"), WRITTEN, ids=lambda one: getattr(one, "id", one))
def test_each_language_uses_what_is_declared(kind, locale):
    """
    No variable stays unsaid in a language that another language says.
    """
    source = catalog(locale).messages[kind.id]
    slots = Slots.of(kind.variables, words_of(catalog(locale)))
    check(bodies(source.body, ": ").text, slots, locale)

    unused = {name for name in kind.variables if name not in source.subject + source.body}

    assert {"shop"} >= unused


#: Words of each register that no text of the other may hold.
ADDRESS = {
    ("de", "formal"): {
        "du",
        "dich",
        "dir",
        "dein",
        "deine",
        "deinem",
        "deinen",
        "deiner",
        "deines",
    },
    ("de", "informal"): {"ihnen"},
    ("fr", "formal"): {"tu", "toi", "ton", "ta", "tes"},
    ("es", "formal"): {"tú", "tu", "tus", "te", "ti"},
    ("es", "informal"): {"su", "sus", "le", "usted", "escríbanos", "conserve"},
    ("es-MX", "formal"): {"tú", "tu", "tus", "te", "ti"},
    ("es-MX", "informal"): {"su", "sus", "le", "usted", "escríbanos", "conserve"},
    ("es-AR", "formal"): {"vos", "tu", "tus", "te"},
    ("es-AR", "informal"): {"tú", "ti", "usted", "puedes", "tienes", "quieres", "su", "sus", "le"},
    ("nl", "formal"): {"je", "jij", "jou", "jouw"},
    ("nl", "informal"): {"u", "uw"},
}


def test_a_locale_may_hold_only_what_differs():
    """
    Mexican Spanish has its own words for some things, and Spain's for all others.
    """
    mexican, spanish = catalog("es-MX"), catalog("es")

    assert "Reembolsamos {{ amount|money }} por el pedido {{ order }}" == (
        mexican.messages["refund_issued"].subject
    )
    assert spanish.messages["survey_nps"] == mexican.messages["survey_nps"]
    assert (
        spanish.messages["refund_issued"].preheader == mexican.messages["refund_issued"].preheader
    )
    assert "Estimada Sra. {{ surname }}:" == mexican.salutation["formal_ms"]
    assert spanish.reasons == mexican.reasons
    assert spanish.version != mexican.version


@pytest.mark.parametrize(("locale", "register"), ADDRESS)
def test_registers_are_not_mixed(locale, register):
    """
    A German text that says Sie says no du, and the other way round; so do French and Spanish.
    """
    found = catalog(locale)
    branch = r"\1" if register == "formal" else r"\2"
    for source in found.messages.values():
        text = CHOICE.sub(branch, " ".join(source))
        for name, word in found.say.get(register, {}).items():
            text = text.replace(f"{{{{ say.{name} }}}}", word)
        words = set(re.findall(r"[^\W\d_]+", re.sub(r"\{[{%].*?[%}]\}", " ", text).lower()))

        assert set() == ADDRESS[locale, register] & words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reviewed_by = []\nx = = 1", "line 2"),
        ("reviewed_by = []\ncolour = 'red'", "colour"),
        ("reviewed_by = []", "style"),
    ],
)
def test_broken_locale_files(text, told):
    """
    A file that can't be read is refused with its name and the place.
    """
    with pytest.raises(DataError) as caught:
        read_catalog(text, "xx")

    assert "xx.toml" == caught.value.file
    assert told in str(caught.value)
