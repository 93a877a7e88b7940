"""
Charts and the notebook: they show what the numbers say, and become pictures.
"""

import ast
import contextlib
import io
import json
import sys
from datetime import date, timedelta

import pandas as pd
import pytest

from globalcs import pricing
from globalcs.errors import InvalidInput, MissingExtra
from globalcs.pricing import PriceRules, charts
from tests.house._package import ROOT

pytest.importorskip("altair")

DAY = date(2026, 10, 29)
DAYS = [DAY - timedelta(n) for n in range(30, -1, -1)]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def ladder():
    """
    One item in four markets, one of them unknown.
    """
    shop = pd.DataFrame({"price": [5400]})
    return pricing.price_many(shop, ["US", "NL", "HU", "ZZ"], on=DAY, currency="JPY")


@pytest.fixture(scope="module")
def histories():
    """
    A month in the Netherlands, plain and with a band.
    """
    return [
        pricing.history("5400 JPY", "NL", DAYS, cost="3000 JPY", rules=rules)
        for rules in (None, PriceRules(band="2 %"))
    ]


def values(chart):
    """
    The rows that a chart draws.
    """
    data = chart.to_dict()
    return data.get("data", data.get("spec", {}).get("data"))["values"]


def test_the_ladder_shows_each_market_once(ladder):
    """
    In euros, with the tag as text; what has no price is counted in the title.
    """
    chart = charts.price_ladder(ladder, on=DAY)
    shown = {row["place"]: row for row in values(chart)}

    assert {"US", "NL", "HU"} == set(shown)
    assert ("37.14 EUR", 37.14) == (shown["NL"]["tag"], shown["NL"]["price"])
    assert abs(shown["NL"]["net"] - 30.69) < 0.001
    assert shown["HU"]["tag"].endswith(" HUF")
    assert "." not in shown["HU"]["tag"]
    assert "1 more have no price" in json.dumps(chart.to_dict())


def test_margins_and_tags(histories):
    """
    A point a day and a history; names in the order they were given.
    """
    points = values(charts.margin_by_rate(histories, ["plain", "band"]))
    steps = values(charts.tag_changes(histories, ["plain", "band"]))

    assert 2 * len(DAYS) == len(points) == len(steps)
    assert ["plain", "band"] == list(dict.fromkeys(row["name"] for row in steps))
    assert histories[0].changes == sum(r["changed"] for r in steps if r["name"] == "plain")
    assert values(charts.tag_changes(histories[0]))[0]["name"] == "NL"


def test_they_become_pictures(ladder, histories):
    """
    As files for a report.
    """
    convert = pytest.importorskip("vl_convert")
    for chart in (
        charts.price_ladder(ladder, on=DAY),
        charts.margin_by_rate(histories, ["plain", "band"]),
        charts.tag_changes(histories, ["plain", "band"]),
    ):
        assert convert.vegalite_to_png(chart.to_json()).startswith(b"\x89PNG")


def test_what_can_not_be_drawn(ladder, histories, monkeypatch):
    """
    A table of something else, no price at all, names that don't fit, altair not installed.
    """
    with pytest.raises(InvalidInput, match="what price_many gives"):
        charts.price_ladder(pd.DataFrame({"place": ["NL"]}), on=DAY)
    with pytest.raises(InvalidInput, match="no row"):
        charts.price_ladder(ladder[ladder["place"] == "ZZ"], on=DAY)
    with pytest.raises(InvalidInput, match="make them with a cost"):
        charts.margin_by_rate(pricing.history("5400 JPY", "NL", DAYS[:2]))
    for names in (["one"], ["twice", "twice"], []):
        with pytest.raises(InvalidInput, match="a name of its own"):
            charts.tag_changes(histories, names)
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtra, match=r"globalcs\[viz\]"):
        charts.tag_changes(histories)


def test_there_is_a_notebook():
    """
    The next test is about something.
    """
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_and_print_what_they_show(path):
    """
    Every cell runs, prints what is stored with it, and its charts are whole.
    """
    names: dict[str, object] = {}
    drawn = 0
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        printed, value = run("".join(cell["source"]), names)
        stored = [o for o in cell["outputs"] if o["output_type"] == "stream"]

        assert printed == "".join(line for output in stored for line in output["text"])
        if value is not None:
            assert value.to_dict()["$schema"]
            drawn += 1

    assert drawn >= 3


def run(source, names):
    """
    What a cell prints, and the value of its last line as a notebook shows it.
    """
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
    return printed.getvalue(), value
