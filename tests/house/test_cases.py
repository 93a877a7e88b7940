"""
Worked examples: every case of `tests/cases`, and the runner that reads them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from globalcs import landed_cost, payments, pricing, returns
from globalcs._case_compare import compare
from globalcs._case_files import Case, load_cases
from globalcs._cases import run_case, tally
from globalcs.cli import main
from globalcs.decision import Reason
from globalcs.errors import DataError, InvalidInput
from globalcs.money import Money
from tests.house._package import ROOT

FOLDER = ROOT / "tests" / "cases"
ON = date(2026, 11, 21)
CASES = load_cases(FOLDER) if any(FOLDER.rglob("*.toml")) else ()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_case(case: Case) -> None:
    """
    The library answers as the source of the case does.
    """
    told = [f"{d.path}: expected {d.expected}, got {d.actual}" for d in run_case(case).differences]

    assert [] == told, case.note or case.source


HEAD = """
[[case]]
id = "a-right"
on = 2026-11-21
kind = "formula"
source = "https://law.example/xa"
"""
RETURN = """
[case.request]
order = { place = "NL", contract_date = 2026-11-02, lines = [
  { id = "tee", price = "20 EUR", delivered = 2026-11-10 },
] }
reason = "change_of_mind"
notice = 2026-11-21
informed = true
"""
EXPECT = """
[case.expect]
verdict = "accept"
last_day = 2026-11-24
"""
SOUND = HEAD + RETURN + EXPECT


def write(folder: Path, text: str, room: str = "returns") -> Path:
    path = folder / room / "XA.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run_all(path: Path) -> None:
    for case in load_cases(path):
        run_case(case)


def only(path: Path) -> Case:
    (case,) = load_cases(path)
    return case


class TestRunning:
    def test_a_case_passes(self, tmp_path: Path) -> None:
        """
        The room is the folder's name, and the request is that of the public function.
        """
        result = run_case(only(write(tmp_path, SOUND)))

        assert () == result.differences
        assert "returns/a-right" == result.case.name

    def test_a_case_fails(self, tmp_path: Path) -> None:
        """
        Each field that differs is told with both sides; the others are not.
        """
        text = SOUND.replace("2026-11-24", "2026-11-25").replace('"accept"', '"refuse"')
        differences = run_case(only(write(tmp_path, text))).differences

        assert [("verdict", "refuse", "accept"), ("last_day", "2026-11-25", "2026-11-24")] == [
            tuple(difference) for difference in differences
        ]

    def test_given_facts_stand_in_front(self, tmp_path: Path) -> None:
        """
        What the source fixes replaces the book for this case alone, as the layer "given".
        """
        withdrawal = '{ right = "statutory", law = "Act of XA", window_days = 30 }'
        given = f'[case.given.facts.NL]\n"returns.withdrawal" = {withdrawal}\n'
        changed = EXPECT.replace("2026-11-24", "2026-12-10")
        result = run_case(only(write(tmp_path, HEAD + RETURN + given + changed)))

        assert () == result.differences
        assert () == run_case(only(write(tmp_path, SOUND))).differences

    def test_given_holidays(self, tmp_path: Path) -> None:
        """
        A last day on a holiday that the case gives moves to the next working day.
        """
        given = "[case.given]\nholidays = { NL = [2026-11-24] }\n"
        changed = EXPECT.replace("2026-11-24", "2026-11-25")

        assert () == run_case(only(write(tmp_path, HEAD + RETURN + given + changed))).differences

    def test_an_error_may_be_expected(self, tmp_path: Path) -> None:
        """
        A case may say which error the library raises; another one, or none, differs.
        """
        nowhere = RETURN.replace('"NL"', '"XX"')
        expected = HEAD + nowhere + '[case.expect]\nerror = "UnknownPlace"\n'
        missing = HEAD + RETURN + '[case.expect]\nerror = "UnknownPlace"\n'

        assert run_case(only(write(tmp_path, expected))).passed
        assert not run_case(only(write(tmp_path, missing))).passed

    def test_counts(self, tmp_path: Path) -> None:
        """
        Cases that rest on the book alone are counted apart from those with given values.
        """
        other = SOUND.replace("a-right", "b").replace("2026-11-24", "2026-11-30")
        third = SOUND.replace("a-right", "c") + "[case.given]\nholidays = { NL = [] }\n"
        results = [run_case(case) for case in load_cases(write(tmp_path, SOUND + other + third))]

        assert (
            "2 passed, 1 failed (2 from the book alone, 1 with given values)"
            == tally(results).text()
        )


@pytest.mark.parametrize(
    ("text", "entry", "message"),
    [
        ("", "", "the file holds no [[case]]"),
        ("[[case]\n", "", "no valid TOML"),
        ("colour = 1\n" + SOUND, "", "unknown colour"),
        (SOUND.replace('"20 EUR"', "20.0"), "", "20.0 is a float"),
        (SOUND.replace('id = "a-right"\n', ""), "case 1", "field id is missing"),
        (SOUND.replace("on = 2026-11-21", 'on = "soon"'), "case a-right", "on is no day"),
        (SOUND.replace("formula", "rumour"), "case a-right", "kind is one of official"),
        (SOUND.replace("https://law.example/xa", ""), "case a-right", "the source is empty"),
        (SOUND + "[case.given]\nweather = 1\n", "case a-right", "given knows no weather"),
        (HEAD + RETURN + "[case.expect]\n", "case a-right", "nothing is expected"),
        (SOUND.replace("[case.expect]", "[case.expct]"), "case a-right", "unknown field expct"),
        (SOUND + SOUND, "case a-right", "two cases of that name"),
        (SOUND.replace("on =", 'call = "undo"\non ='), "case a-right", "has no call undo"),
        (SOUND.replace("on =", 'room = "attic"\non ='), "case a-right", "no room attic"),
        (SOUND.replace("reason =", "raeson ="), "case a-right", "there is no such field"),
        (SOUND + "[case.given]\nrates = { EUR = 1 }\n", "case a-right", "decide takes no rates"),
        (
            SOUND + '[case.given.facts.NL]\n"returns.withdrawals" = 1\n',
            "case a-right",
            "did you mean returns.withdrawal",
        ),
    ],
)
def test_a_malformed_case_is_refused(tmp_path: Path, text: str, entry: str, message: str) -> None:
    """
    The error names the file and the case, and says what is wrong.
    """
    path = write(tmp_path, text)
    with pytest.raises(DataError) as caught:
        run_all(path)

    assert (str(path), entry) == (caught.value.file, caught.value.entry)
    assert message in caught.value.reason


class Row(NamedTuple):
    kind: str
    amount: Money


class TestComparing:
    ANSWER: Mapping[str, Any] = {
        "total": Money("33.95", "EUR"),
        "day": ON,
        "none": None,
        "yes": True,
        "codes": ("a.b", "a.c"),
        "rows": (Row("duty", Money("134", "NOK")), Row("tax", Money("346", "NOK"))),
        "charges": (
            Reason("duty", {"amount": Money("134", "NOK")}),
            Reason("tax", {"amount": Money("346", "NOK")}),
        ),
    }

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("total", "33.95 EUR"),
            ("day", "2026-11-21"),
            ("day", ON),
            ("none", "none"),
            ("yes", True),
            ("codes", ["a.b", "a.c"]),
            ("codes.0", "a.b"),
            ("codes.has", "a.c"),
            ("codes.has", ["a.c"]),
            ("codes.lacks", ["a.d"]),
            ("codes.count", 2),
            ("rows.duty", "134 NOK"),
            ("rows", ["134 NOK", "346 NOK"]),
            ("rows", ["duty", "tax"]),
            ("charges.duty.params.amount", "134 NOK"),
            ("charges.code", ["duty", "tax"]),
            ("charges", ["duty", "tax"]),
            ("charges", {"tax": {"params": {"amount": "346.00 NOK"}}}),
        ],
    )
    def test_equal(self, path: str, expected: object) -> None:
        """
        Money, days, words, lists and rows are compared by what they mean.
        """
        assert () == compare({path: expected}, self.ANSWER)

    @pytest.mark.parametrize(
        ("path", "expected", "actual"),
        [
            ("total", "33.95 USD", "33.95 EUR"),
            ("total", "33.96 EUR", "33.95 EUR"),
            ("total", "much", "33.95 EUR"),
            ("yes", 1, "True"),
            ("none", "", "none"),
            ("codes", ["a.c", "a.b"], "[a.b, a.c]"),
            ("codes.has", ["a.d"], "[a.b, a.c]"),
            ("codes.lacks", ["a.b"], "[a.b, a.c]"),
            ("rows.duty", "135 NOK", "134.00 NOK"),
            ("codes.7", "a.b", "(no such field)"),
            ("colour", "red", "(no such field)"),
            ("charges.excise.params", "1 NOK", "(no such field)"),
        ],
    )
    def test_different(self, path: str, expected: object, actual: str) -> None:
        """
        What differs is shown as the answer has it, also a path that leads nowhere.
        """
        (difference,) = compare({path: expected}, self.ANSWER)

        assert (path, actual) == (difference.path, difference.actual)


class TestSkeletons:
    def test_a_decision_becomes_a_case_that_passes(self, tmp_path: Path) -> None:
        """
        The skeleton of an answer, with its source filled in, runs and passes.
        """
        answer = payments.select(
            payments.Checkout(shopper_country="NL", amount=Money("33.95", "EUR"), psps=["mollie"]),
            on=ON,
        )
        text = answer.to_case("nl-checkout", source="https://law.example/nl")
        result = run_case(only(write(tmp_path, text, room="payments")))

        assert () == result.differences
        assert {"shopper_country": "NL", "amount": "33.95 EUR", "psps": ["mollie"]} == dict(
            result.case.request
        )
        assert "status" in result.case.expect

    def test_of_a_price(self, tmp_path: Path) -> None:
        """
        A price with its rates and ratios compares exactly.
        """
        answer = pricing.price(Money("5400", "JPY"), "NL", on=ON)
        case = only(write(tmp_path, answer.to_case("nl-price", source="https://a.example"), "any"))

        assert () == run_case(case).differences
        assert ("5400 JPY", "21 %") == (case.request["money"], case.expect["tax_rate"])

    def test_of_a_quote(self, tmp_path: Path) -> None:
        """
        Each kind of charge that stands once is expected by its amount, and so is the total.
        """
        item = {"sku": "yukata", "price": "5400 JPY", "hs_code": "621143", "origin": "JP"}
        shipment = {"ship_from": "JP", "ship_to": "NL", "shipping": "1800 JPY", "items": [item]}
        answer = landed_cost.quote(landed_cost.Shipment.read(shipment), on=ON)
        case = only(write(tmp_path, answer.to_case("nl-quote", source="https://a.example"), "any"))

        assert () == run_case(case).differences
        assert shipment == dict(case.request)
        assert {"duty", "tax", "total", "charges.duty.amount"} <= set(case.expect)

    def test_of_a_return(self, tmp_path: Path) -> None:
        """
        Nested orders, days and amounts are written as the case of a person would.
        """
        request = only(write(tmp_path, SOUND)).request
        answer = returns.decide(returns.ReturnRequest.read(request), on=ON)
        text = answer.to_case("nl-return", source="https://law.example/nl")

        assert () == run_case(only(write(tmp_path, text))).differences

    def test_without_a_source_it_does_not_run(self, tmp_path: Path) -> None:
        """
        A skeleton is no example before somebody says where its numbers come from.
        """
        answer = returns.promise("NL", on=ON)

        with pytest.raises(DataError, match="the source is empty"):
            load_cases(write(tmp_path, answer.to_case("nl-promise")))
        with pytest.raises(InvalidInput, match="an id is made of"):
            answer.to_case("no good id")
        with pytest.raises(InvalidInput, match="a case is one of"):
            answer.to_case("nl-promise", kind="guess")


class TestCommand:
    def test_passing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """
        All as expected: a line with the counts and exit code 0.
        """
        assert 0 == main(["check", str(write(tmp_path, SOUND))])
        assert (
            "1 passed, 0 failed (1 from the book alone, 0 with given values)\n"
            == capsys.readouterr().out
        )

    def test_failing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """
        What differs is printed under the name of its case, and the exit code is 1.
        """
        path = write(tmp_path, SOUND.replace("2026-11-24", "2026-11-25"))

        assert 1 == main(["check", str(path)])
        assert [
            f"returns/a-right ({path})",
            "  last_day: expected 2026-11-25, got 2026-11-24",
            "0 passed, 1 failed (1 from the book alone, 0 with given values)",
        ] == capsys.readouterr().out.splitlines()

    def test_json(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """
        The results as data.
        """
        main(["check", "--json", str(write(tmp_path, SOUND))])
        (result,) = json.loads(capsys.readouterr().out)

        assert ("returns/a-right", True, []) == (
            result["case"],
            result["passed"],
            result["differences"],
        )

    def test_bad_input(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """
        A file that is not there is one line and exit code 2.
        """
        assert 2 == main(["check", str(tmp_path / "nowhere")])
        assert 1 == capsys.readouterr().err.count("\n")
