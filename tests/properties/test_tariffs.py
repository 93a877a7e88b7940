"""
Tariffs as text and as files: nothing breaks the reader, and a store answers as a plain search does.
"""

import tempfile
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs.landed_cost import DutyExpression, TariffStore, load_tariff
from globalcs.landed_cost._tariff_units import CODES, UNITS
from globalcs.landed_cost._tariffs import TariffLine, matching

FIRST = date(2026, 1, 1)
WORDS = ("Free", "NIHIL", "MIN", "MAX", "max(", "min(", ")", ",", "+", "..", "%", "/", "¢", "$",
         "EUR", "USD", "each", "DTN", "G", "X", "EA", "kg", "on", "content", "Cond:", "V", "(01):",
         ";", "1", "2.5", "1,000", "33 1/3", "100")  # fmt: skip
rates = st.integers(0, 4000).map(lambda n: (f"{n // 10}.{n % 10} %", Fraction(n, 1000), {}))
units = st.sampled_from(sorted(UNITS.items()))
codes = st.sampled_from(sorted(CODES.items()))


@st.composite
def amounts(draw):
    """
    An amount by a unit, written in one of three ways, with what a hundred measures come to.
    """
    cents = draw(st.integers(1, 10**6))
    number = (
        f"{cents // 100:,}.{cents % 100:02d}"
        if draw(st.booleans())
        else f"{cents // 100}.{cents % 100:02d}"
    )
    if draw(st.booleans()):
        code, (factor, measure) = draw(codes)
        return f"{number} EUR {code}", Fraction(cents) / factor * 100, {measure: Fraction(100)}
    unit, (factor, measure) = draw(units)
    many = draw(st.sampled_from((1, 100)))
    text = f"{number} EUR/{many if many > 1 else ''} {unit}"
    return text, Fraction(cents) / factor / many * 100, {measure: Fraction(100)}


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
def test_any_text_is_understood_or_not_and_never_an_error(text):
    """
    Text that is understood has a duty that is no less than nothing, and its least is not its most
    only where it is a range.
    """
    found = DutyExpression.parse(text)
    if found.known:
        measures = dict.fromkeys(found.needs, Fraction(3))
        low, high = found.evaluate(Fraction(1000), measures, lambda _: Fraction(100))

        assert 0 <= low
        assert low <= high if high is not None else found.ranged
        assert found.ranged or low == high


@given(st.lists(st.one_of(rates, amounts()), min_size=1, max_size=4))
def test_sums_are_the_sums_of_their_parts(parts):
    """
    What each part comes to, exactly.
    """
    found = DutyExpression.parse(" + ".join(text for text, _, _ in parts))
    measures = {unit: many for _, _, needed in parts for unit, many in needed.items()}
    expected = sum(
        (worth if needed else worth * 1000 for _, worth, needed in parts), start=Fraction(0)
    )

    assert set(measures) == set(found.needs)
    assert (expected, expected) == found.evaluate(Fraction(1000), measures, lambda _: Fraction(100))


tails = st.text("0123", min_size=0, max_size=6).filter(lambda tail: len(tail) % 2 == 0)
lines = st.lists(
    st.tuples(tails.map("61".__add__), st.integers(0, 30), st.integers(0, 30), st.integers(0, 99)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(lines, st.lists(st.tuples(tails.map("61".__add__), st.integers(0, 40)), max_size=12))
def test_a_store_answers_as_a_search_through_all_lines(table, asked):
    """
    The longest line above, or all below, among those in force on the day.
    """
    rows = [
        (code, FIRST + timedelta(start), FIRST + timedelta(start + length), f"{rate} %")
        for code, start, length, rate in table
    ]
    plain = [
        TariffLine(code, "mfn", text, (), since, until, "high") for code, since, until, text in rows
    ]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        told = "".join(f"EU,{code},{since},{until},{text},x\n" for code, since, until, text in rows)
        head = "territory,code,valid_from,valid_to,expression,source\n"
        (path / "t.csv").write_text(head + told)
        load_tariff(path / "t.csv", path / "s", kind="csv", as_of=FIRST)
        store = TariffStore(path / "s")
        for code, day in asked:
            on = FIRST + timedelta(day)
            found = store.duty(code, "US", "EU", on).lines
            wanted = matching(plain, code, on)

            assert sorted((w.code, w.expression) for w in wanted) == sorted(
                (line.code, line.expression) for line in found
            )
