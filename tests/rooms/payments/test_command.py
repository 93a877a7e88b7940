"""
`globalcs methods`.
"""

import json

from globalcs.cli import main

ASK = ["methods", "NL", "--amount", "49.90 EUR", "--psp", "stripe", "--on", "2026-11-21"]


def test_table(capsys):
    """
    Offers first, then what is left out though it is used there.
    """
    assert 0 == main(ASK)
    printed = capsys.readouterr().out

    assert "iDEAL | Wero" in printed
    assert "alma" in printed
    assert "bkash" not in printed


def test_all(capsys):
    """
    --all lists the methods of other countries too.
    """
    assert 0 == main([*ASK, "--all"])

    assert "bkash" in capsys.readouterr().out


def test_why_not(capsys):
    """
    The story of one that is left out, with its source and the way in.
    """
    assert 0 == main([*ASK, "--why", "blik"])
    printed = capsys.readouterr().out

    assert "BLIK takes PLN, not EUR." in printed
    assert "It would appear if other_countries = PL and currency = PLN." in printed
    assert "developerhub.ppro.com" in printed


def test_why(capsys):
    """
    The story of one that is offered, with its points.
    """
    assert 0 == main([*ASK, "--why", "sepa_debit"])

    assert "paid late: -150 points" in capsys.readouterr().out


def test_json(capsys):
    """
    --json prints the selection as it writes itself.
    """
    assert 0 == main([*ASK, "--json"])

    assert "payments.selection" == json.loads(capsys.readouterr().out)["kind"]


def test_bad_input_is_one_line(capsys):
    """
    A typo ends with code 2 and one line.
    """
    assert 2 == main(["methods", "NL", "--amount", "5 EUR", "--psp", "stripes"])
    assert 2 == main(["methods", "XX", "--amount", "5 EUR"])
    assert 2 == main(["methods", "NL", "--amount", "-5 EUR"])
    told = capsys.readouterr().err.strip().splitlines()

    assert "did you mean stripe" in told[0]
    assert 3 == len(told)
