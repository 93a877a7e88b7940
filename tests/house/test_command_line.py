"""
The command line: answers on standard output, bad input in one line with exit code 2.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from globalcs import __version__
from globalcs.cli import _COMMANDS, main
from globalcs.facts import bundled

EXAMPLES = Path(__file__).parents[2] / "examples"
CART = str(EXAMPLES / "kyoto-cart.json")
SHOP = str(EXAMPLES / "kyoto.toml")
ON = ("--on", "2026-10-29")


def test_checkout_shows_every_room(capsys):
    """
    One checkout prints price, landed cost, methods and the return promise.
    """
    code = main(["checkout", CART, "--shop", SHOP, "--to", "NL", *ON])
    printed = capsys.readouterr().out

    assert 0 == code
    for words in ("26,82", "shipping", "iDEAL | Wero", "14 d"):
        assert words in printed


def test_checkout_json_is_the_whole_answer(capsys):
    """
    --json prints one object that holds every part with its reasons.
    """
    code = main(["checkout", CART, "--shop", SHOP, "--to", "NL", *ON, "--json"])
    data = json.loads(capsys.readouterr().out)

    assert 0 == code
    assert {"prices", "payments", "quote", "return_promise"} <= set(data)
    assert data["quote"]["reasons"]


def test_quote_tells_why(capsys):
    """
    --why adds the reasons with their sources.
    """
    main(["quote", CART, "--shop", SHOP, "--to", "NO", *ON, "--why"])

    assert "Norwegian Customs" in capsys.readouterr().out


def test_price(capsys):
    """
    A price alone is one line.
    """
    code = main(["price", "5400 JPY", "--to", "NL", "--home", "JP", *ON])

    assert (0, 1) == (code, len(capsys.readouterr().out.splitlines()))


def test_messages(capsys):
    """
    The ids of the messages and the variables of one.
    """
    assert 0 == main(["messages", "list"])
    assert "return_refused" in capsys.readouterr().out
    assert 0 == main(["messages", "show", "return_refused"])
    assert "article" in capsys.readouterr().out


def _cart(tmp_path: Path, text: str) -> str:
    file = tmp_path / "cart.json"
    file.write_text(text)
    return str(file)


BAD_CARTS = {
    "malformed": ('{"items": [', "line 1"),
    "no items": ('{"shipping": "0 JPY"}', "items"),
    "empty": ('{"items": [], "shipping": "0 JPY"}', "at least one"),
    "float": ('{"items": [{"price": 1.5}], "shipping": "0 JPY"}', "price"),
    "two currencies": (
        '{"items": [{"price": "5 JPY"}, {"price": "5.00 EUR"}], "shipping": "0 JPY"}',
        "currenc",
    ),
    "negative": ('{"items": [{"price": "-5 JPY"}], "shipping": "0 JPY"}', "negative"),
    "absurd": ('{"items": [{"price": "9e99 JPY"}], "shipping": "0 JPY"}', "price"),
    "hs code": ('{"items": [{"price": "5 JPY", "hs_code": "61x"}], "shipping": "0 JPY"}', "HS"),
    "unknown field": (
        '{"items": [{"price": "5 JPY", "colour": "red"}], "shipping": "0 JPY"}',
        "colour",
    ),
    "NaN": ('{"items": [{"price": NaN}], "shipping": "0 JPY"}', "JSON"),
}


@pytest.mark.parametrize("name", BAD_CARTS)
def test_bad_carts_are_one_line(tmp_path, capsys, name):
    """
    A bad cart ends with code 2 and one line that says where, without a traceback.
    """
    text, words = BAD_CARTS[name]
    code = main(["checkout", _cart(tmp_path, text), "--shop", SHOP, "--to", "NL", *ON])
    printed = capsys.readouterr()

    assert (2, "", 1) == (code, printed.out, len(printed.err.splitlines()))
    assert words in printed.err


BAD_ARGUMENTS = {
    "country": ("--to", "QQ", *ON),
    "a currency as country": ("--to", "EUR", *ON),
    "locale": ("--to", "NL", "--locale", "nl" * 99, *ON),
    "day": ("--to", "NL", "--on", "2026-13-01"),
    "region": ("--to", "CA", "--region", "ZZ", *ON),
    "before the book": ("--to", "NL", "--on", "1850-01-01"),
}


@pytest.mark.parametrize("name", BAD_ARGUMENTS)
def test_bad_arguments_are_one_line(capsys, name):
    """
    Bad arguments end with code 2 and one line.
    """
    code = main(["checkout", CART, "--shop", SHOP, *BAD_ARGUMENTS[name]])
    printed = capsys.readouterr()

    assert (2, 1) == (code, len(printed.err.splitlines()))


def test_missing_files_are_one_line(capsys):
    """
    A file that isn't there is told by its name.
    """
    code = main(["checkout", "no-such.json", "--shop", SHOP, "--to", "NL", *ON])

    assert 2 == code
    assert "no-such.json: can't be read" in capsys.readouterr().err


def test_errors_never_repeat_values(tmp_path, capsys):
    """
    What a customer typed does not come back in an error.
    """
    cart = _cart(
        tmp_path,
        '{"items": [{"price": "5 JPY"}], "shipping": "0 JPY", "note": "for Ms Secret"}',
    )
    main(["checkout", cart, "--shop", SHOP, "--to", "NL", *ON])

    assert "Secret" not in capsys.readouterr().err


DUTIES = (
    "Goods code,Add code,Order No.,Start date,End date,RED_IND,Origin,Measure type,Legal base,Duty,"
    "Origin code,Meas. type code\n"
    "6109100000,,,01-01-2022,,,ERGA OMNES,,,12.000 %,1011,103\n"
    "6109100000,,,01-01-2022,,,GSP,,,9.600 %,2020,142\n"
    "1905319100,,,01-01-2022,,,ERGA OMNES,,,see note,1011,103\n"
)


def test_tariffs_load_and_show(capsys, tmp_path):
    """
    An export gets into a store, with what to know about it; a code is looked up in it.
    """
    (tmp_path / "duties.csv").write_text(DUTIES, encoding="utf-8")
    store = str(tmp_path / "eu.sqlite")
    loaded = main(["tariffs", "load", str(tmp_path / "duties.csv"), "--format", "taric",
                   "-o", store, "--as-of", "2026-11-01"])  # fmt: skip
    printed = capsys.readouterr().out

    assert 0 == loaded
    assert "EU: 3 lines, of 2026-11-01" in printed
    assert "quotes are unknown there: 1" in printed
    assert "--groups: 2020" in printed

    shown = main(["tariffs", "show", "6109.10", "--store", store, "--to", "eu", *ON])
    printed = capsys.readouterr().out

    assert 0 == shown
    assert "610910" in printed
    assert "12.000 %" in printed
    assert "TARIC, European Commission, as of 2026-11-01" in printed
    assert 1 == main(["tariffs", "show", "9701", "--store", store, "--to", "EU", *ON])
    assert "no line for 9701" in capsys.readouterr().out


def test_a_quote_takes_tariffs_and_layers(capsys, tmp_path):
    """
    --tariffs and --layers stand for the bundled sample.
    """
    cart = {"items": [{"price": "20000 EUR", "hs_code": "610910", "origin": "JP"}],
            "shipping": "0 EUR"}  # fmt: skip
    (tmp_path / "cart.json").write_text(json.dumps(cart))
    (tmp_path / "duties.csv").write_text(DUTIES, encoding="utf-8")
    head = "territory,code,origin,kind,duty,name"
    (tmp_path / "layers.csv").write_text(f"{head}\nEU,6109,JP,added,7 %,trial\n")
    store, layers = str(tmp_path / "eu.sqlite"), str(tmp_path / "layers.csv")
    main(["tariffs", "load", str(tmp_path / "duties.csv"), "--format", "taric", "-o", store])
    asked = ["quote", str(tmp_path / "cart.json"), "--shop", SHOP, "--to", "NL", *ON, "--json"]
    capsys.readouterr()

    def duty(*more):
        assert 0 == main([*asked, *more])
        return json.loads(capsys.readouterr().out)["duty"]

    without, with_store = duty(), duty("--tariffs", store)
    with_layers, over_sample = (
        duty("--tariffs", store, "--layers", layers),
        duty("--layers", layers),
    )

    assert "2400.00 EUR" == without == with_store
    assert "3800.00 EUR" == with_layers == over_sample


def test_tariffs_are_refused_in_one_line(capsys, tmp_path):
    """
    A file that is no export, and a store that does not exist.
    """
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    load = ["tariffs", "load", str(tmp_path / "x.csv"), "-o", str(tmp_path / "s")]

    assert 2 == main([*load, "--format", "uk-csv"])
    assert "column commodity__code is missing" in capsys.readouterr().err
    assert 2 == main([*load, "--format", "hts"])
    assert 2 == main(["tariffs", "show", "6109", "--store", "none", "--to", "EU"])
    assert "no such store" in capsys.readouterr().err


# --- manners -------------------------------------------------------------------------------------


def _terminal(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """
    The command in a process of its own, with an environment of its own.
    """
    settings = {"PYTHONPATH": os.pathsep.join(sys.path), **environment}
    command = [sys.executable, "-m", "globalcs", *words]
    return subprocess.run(command, env=settings, capture_output=True, check=False)


def test_version_names_the_book(capsys):
    """
    --version tells the package and the day of its facts.
    """
    assert 0 == main(["--version"])
    assert f"globalcs {__version__}, facts {bundled().version}" == capsys.readouterr().out.strip()


@pytest.mark.parametrize("name", _COMMANDS)
def test_help_says_what_a_command_is_for(name, capsys):
    """
    The page of a command opens with the words of the list.
    """
    main(["--help"])
    listed = capsys.readouterr().out
    assert 0 == main([name, "--help"])
    about = capsys.readouterr().out.split("\n\n")[1]

    assert " ".join(about.split()) in " ".join(listed.split())


def test_a_plain_locale_does_not_stop_it():
    """
    Without a UTF-8 locale it still writes UTF-8; a named encoding is kept, with "?" for the rest.
    """
    ask = ("price", "5 EUR", "--to", "NL", *ON)
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    assert "€\xa06,05\n" == _terminal(*ask, **plain).stdout.decode()
    assert b"??6,05\n" == _terminal(*ask, PYTHONIOENCODING="ascii").stdout


def test_tables_in_a_file_end_where_their_words_end(capsys):
    """
    No line ends in blanks or holds a colour code.
    """
    main(["methods", "NL", "--amount", "10 EUR", *ON])
    lines = capsys.readouterr().out.splitlines()

    assert [] == [line for line in lines if line != line.rstrip() or "\x1b" in line]


def test_a_narrow_terminal_gets_paragraphs(capsys, monkeypatch):
    """
    Forty columns hold no table: each method is a paragraph.
    """
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    main(["methods", "NL", "--amount", "10 EUR", *ON])

    assert "\n1\nlabel: iDEAL | Wero\nmethod: ideal\n" in capsys.readouterr().out


def test_a_slip_in_a_key_is_told(capsys):
    """
    `facts show --key` with a name that no key begins with is bad input, not an empty answer.
    """
    assert 2 == main(["facts", "show", "NL", "--key", "tax.rates", *ON])
    assert "did you mean tax.rate" in capsys.readouterr().err


def test_home_tax_needs_a_home(capsys):
    """
    A price with the home's tax can't be read without knowing the home.
    """
    assert 2 == main(["price", "10 EUR", "--to", "NL", "--includes", "home_tax", *ON])
    assert "give --home" in capsys.readouterr().err


def test_an_estimate_says_what_would_make_it_surer(capsys):
    """
    Only a total that is not known is told as "at least".
    """
    main(["quote", CART, "--shop", SHOP, "--to", "NL", *ON])
    estimated = capsys.readouterr().out
    main(["quote", CART, "--shop", SHOP, "--to", "US-CA", *ON])
    unknown = capsys.readouterr().out

    assert "\nsurer with customs_rates\n" in estimated
    assert "at least" not in estimated
    assert "\nat least $109.93; needs customs_rates" in unknown


def test_a_reader_who_leaves_early_is_no_error(monkeypatch, capsys):
    """
    A closed pipe ends the command quietly; an interrupt ends it as shells expect.
    """

    def leave(error: type[BaseException]) -> None:
        def write(*_: object) -> None:
            raise error

        monkeypatch.setattr("globalcs.cli._common.write", write)

    leave(KeyboardInterrupt)
    assert 130 == main(["price", "10 EUR", "--to", "NL", *ON])
    monkeypatch.setattr("os.dup2", lambda *_: None)
    monkeypatch.setattr("sys.stdout.fileno", lambda: 1, raising=False)
    leave(BrokenPipeError)
    assert 0 == main(["price", "10 EUR", "--to", "NL", *ON])
    assert "" == capsys.readouterr().err
