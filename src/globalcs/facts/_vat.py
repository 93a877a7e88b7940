"""
Compares the standard VAT rates of the book with those of eu-vat-rates-data, a development tool.

Each difference is explained in a reviewed file; an explanation that no difference needs any more
is stale, and told as well.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import MissingExtra
from globalcs.facts._check import Finding
from globalcs.facts._shared_keys import TAX_RATE
from globalcs.facts._store import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from globalcs.facts._book import Facts

__all__ = ["Difference", "check_vat", "vat_differences"]


class Difference(NamedTuple):
    """
    A place whose standard rate is told in two ways; None where the book has none.
    """

    place: str
    ours: Fraction | None
    theirs: Fraction


def vat_differences(facts: Facts, on: date) -> tuple[Difference, ...]:
    """
    All places whose standard rate differs from what eu-vat-rates-data holds.

    A place of which the book knows no rate differs only where it is a member of the Union: that
    other places are not covered yet is told by `Facts.covers`.

    Raises:
        MissingExtra: eu-vat-rates-data is not installed.
    """
    ours = {code: facts.find(code, TAX_RATE, on=on) for code in _their_rates()}
    told = (
        Difference(code, fact.value if fact else None, theirs)
        for code, theirs in sorted(_their_rates().items())
        for fact in (ours[code],)
    )
    return tuple(d for d in told if d.ours != d.theirs and (d.ours or _is_member(facts, d, on)))


def _is_member(facts: Facts, difference: Difference, on: date) -> bool:
    return "EU" in facts.chain(difference.place, "tax", on)


def _their_rates() -> Mapping[str, Fraction]:
    try:
        import eu_vat_rates_data
    except ImportError:
        raise MissingExtra("dev", "the comparison of VAT rates (eu-vat-rates-data)") from None
    rates: Mapping[str, Any] = eu_vat_rates_data.get_all_rates()
    # The package holds floats of few decimals; their shortest text is the rate that was meant.
    return {code: Fraction(Decimal(str(r["standard"]))) / 100 for code, r in rates.items()}


def check_vat(facts: Facts, on: date, explained: str) -> tuple[Finding, ...]:
    """
    The differences that the file `explained` does not explain, and the explanations gone stale.

    The file holds a table a place, ``[NL]``, with `ours` and `theirs` as texts ("none" where the
    book has no rate) and `why`.

    Raises:
        DataError: the file is broken.
        MissingExtra: eu-vat-rates-data is not installed.
    """
    reasons = read_table(explained)
    found = {d.place: (_text(d.ours), _text(d.theirs)) for d in vat_differences(facts, on)}
    return tuple(_vat_findings(found, reasons, explained))


def _vat_findings(
    found: Mapping[str, tuple[str, str]], reasons: Mapping[str, Any], file: str
) -> Iterator[Finding]:
    told = {place: (r.get("ours"), r.get("theirs")) for place, r in reasons.items() if r.get("why")}
    for place, (ours, theirs) in found.items():
        if told.get(place) != (ours, theirs):
            message = f"the book has {ours}, eu-vat-rates-data {theirs}; correct it or explain it"
            yield Finding("vat.differs", file, place, message)
    for place in sorted(set(reasons) - set(found)):
        yield Finding("vat.stale", file, place, "explained, but there is no difference any more")


def _text(rate: Fraction | None) -> str:
    if rate is None:
        return "none"
    percent = Decimal((rate * 10000).numerator) / Decimal((rate * 10000).denominator) / 100
    return f"{percent.normalize():f} %"
