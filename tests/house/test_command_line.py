"""
The command line: answers on standard output, bad input in one line with exit code 2.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from globalcs.cli import main

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
