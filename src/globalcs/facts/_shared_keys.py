"""
Keys that several rooms read: what a place is, what it taxes, and the goods vocabulary.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from globalcs.facts import readers
from globalcs.facts._model import Key
from globalcs.facts._place_keys import CURRENCY, LANGUAGES, TERRITORIES, WITHIN

__all__ = [
    "CURRENCY",
    "GOODS_CLASS",
    "LANGUAGES",
    "TAX_NAME",
    "TAX_RATE",
    "TERRITORIES",
    "WITHIN",
    "GoodsClass",
]


class GoodsClass(NamedTuple):
    """
    A class of goods: what it is called, and the HS headings or subheadings that hold nothing else.

    The class itself stands in the fact's `when`, dotted: ``clothing.children``.
    """

    label: str
    hs: tuple[str, ...]

    @classmethod
    def read(cls, value: Any) -> GoodsClass:
        """
        From ``{ label = "books", hs = ["4901"] }``.
        """
        found = readers.fields(value, {"label": readers.text}, {"hs": readers.listed(readers.text)})
        return cls(found["label"], found["hs"] or ())


TAX_RATE = Key("tax.rate", readers.rate)
"""
The rate of a place's consumption tax: the standard one, or a reduced one ``when`` goods say so.
"""
TAX_NAME = Key("tax.name", readers.text, shelf_days=3650)
"""
What the place calls that tax: VAT, GST, MVA.
"""
GOODS_CLASS = Key("goods.class", GoodsClass.read, merge="add", shelf_days=3650)
"""
The goods vocabulary, one fact a class, under the subject "goods".
"""
