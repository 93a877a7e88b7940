"""
The measures that duties are taken of, and how tariffs write them.

A measure is a word that `Item.units` understands: "kg" (net), "gross_kg", "pair", "piece", "litre",
"pure_litre" (alcohol of 100 %), "percent_hl" (per cent of alcohol times hectolitres), "m2",
"sucrose_percent_kg" (net weight times per cent of sucrose) ...
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CODES", "CODE_QUALIFIERS", "QUALIFIERS", "UNITS"]

Unit = tuple[Fraction, str]


def _many(factor: int | str, measure: str, *names: str) -> dict[str, Unit]:
    return {name: (Fraction(factor), measure) for name in names}


#: Written units: what one of them is of a measure. A proof litre of the United States is a litre
#: of half alcohol; a barrel is 42 gallons of 3.785411784 litres.
UNITS: Mapping[str, Unit] = {
    **_many(1, "kg", "kg", "kilogram", "kilograms"),
    **_many("1/1000", "kg", "g", "gram", "grams"),
    **_many(1000, "kg", "t", "tonne", "tonnes"),
    **_many(1, "clean_kg", "clean kg"),
    **_many(1, "pair", "pair", "pairs", "pr", "prs", "pa", "npr"),
    **_many(1, "piece", "piece", "pieces", "pcs", "each", "head", "no", "article", "stick", "item"),
    **_many(1, "piece", "items", "p/st"),
    **_many(12, "piece", "doz", "dozen"),
    **_many(144, "piece", "gross"),
    **_many(1000, "piece", "thousand"),
    **_many(1, "litre", "litre", "litres", "liter", "liters", "l"),
    **_many(100, "litre", "hl"),
    **_many("158.987294928", "litre", "bbl"),
    **_many(1, "pure_litre", "l alc 100 %", "l of alcohol"),
    **_many("1/2", "pure_litre", "pf liter", "pf liters"),
    **_many(1, "percent_hl", "% vol / hl"),
    **_many(1, "m2", "m2", "m²"),
    **_many(1, "m3", "m3", "m³"),
    **_many(1, "m", "m"),
    **_many(1, "carat", "carat", "carats", "c/k"),
}

#: What a weight is of, where it is not the whole net weight.
QUALIFIERS: Mapping[str, str] = {
    "gross": "gross_kg",
    "/ gross": "gross_kg",
    "/ br": "gross_kg",
    "net": "kg",
    "/ net": "kg",
    "on contents and container": "gross_kg",
    "on entire contents of container": "contents_kg",
    "on drained weight": "drained_kg",
    "/ net eda": "drained_kg",
    "/ net drained wt": "drained_kg",
    "/ net mas": "dry_kg",
    "/ net dry": "dry_kg",
    "/ lactic matter": "lactic_kg",
    "/ dry lactic matter": "dry_lactic_kg",
    "/ net / % sacchar": "sucrose_percent_kg",
    "/ biodiesel": "biodiesel_kg",
    "std qual": "standard_kg",
    "of total sugars": "sugar_kg",
    "of tobacco content": "tobacco_kg",
}

#: Units of the integrated tariff of the European Union, written as codes: 30.9 EUR DTN.
CODES: Mapping[str, Unit] = {
    **_many(1, "kg", "KGM"),
    **_many("1/1000", "kg", "GRM"),
    **_many(100, "kg", "DTN"),
    **_many(1000, "kg", "TNE"),
    **_many(1, "litre", "LTR"),
    **_many(100, "litre", "HLT"),
    **_many(1, "pure_litre", "LPA"),
    **_many(1, "percent_vol", "ASV"),
    **_many(1, "piece", "NAR"),
    **_many(100, "piece", "CEN"),
    **_many(1000, "piece", "MIL"),
    **_many(1, "pair", "NPR"),
    **_many(1, "m", "MTR"),
    **_many(100, "m", "HMT"),
    **_many(1, "m2", "MTK"),
    **_many(1, "m3", "MTQ"),
    **_many(1, "carat", "CTM"),
}
CODE_QUALIFIERS: Mapping[tuple[str, str], Unit] = {
    ("kg", "G"): (Fraction(1), "gross_kg"),
    ("kg", "E"): (Fraction(1), "drained_kg"),
    ("kg", "M"): (Fraction(1), "dry_kg"),
    ("kg", "P"): (Fraction(1), "lactic_kg"),
    ("kg", "T"): (Fraction(1), "dry_lactic_kg"),
    ("kg", "I"): (Fraction(1), "biodiesel_kg"),
    ("kg", "R"): (Fraction(1), "standard_kg"),
    ("kg", "Z"): (Fraction(1), "sucrose_percent_kg"),
    ("m3", "C"): (Fraction(1000), "m3"),
    ("percent_vol", "X"): (Fraction(1), "percent_hl"),
}
