"""
What was found for the rows of a piece: five sums, when each is due, and what follows from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.landed_cost._batch_law import OPEN_DUTY, OPEN_FEE, OPEN_TAX
from globalcs.landed_cost._batch_sums import TAX_TOO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from globalcs.landed_cost._batch_sums import Found
    from globalcs.landed_cost._law import Road

__all__ = ["MONEY", "TEXTS", "Answers", "Labels", "Room", "chosen_rows"]

Column = Any

_SUMS = ("goods", "freight", "duty", "tax", "fees")
MONEY = (
    *_SUMS, "total", "due_at_checkout", "due_on_delivery", "owed_by_seller", "at_least",
)  # fmt: skip
TEXTS = ("status", "scheme", "missing", "problem")
#: When and by whom duty and tax are paid, as bits.
_DUTY_NOW, _TAX_NOW, _DUTY_OWED, _TAX_OWED = 1, 2, 4, 8
_BLOCK = 16_384
#: Of these there are few; of what is missing or wrong there may be many.
_CODES = {"currency": "int16", "status": "int8", "scheme": "int16"}


class Labels:
    """
    Texts by number, in the order in which they were first said.
    """

    def __init__(self, *first: str | None) -> None:
        self.texts: list[str | None] = list(first)
        self.known = {text: number for number, text in enumerate(first)}

    def number(self, text: str | None) -> int:
        """
        The number of a text.
        """
        if text not in self.known:
            self.known[text] = len(self.texts)
            self.texts.append(text)
        return self.known[text]


class Room:
    """
    Columns to work in, kept from one piece to the next.
    """

    def __init__(self) -> None:
        self.kept: dict[str, Column] = {}

    def columns(self, rows: int) -> dict[str, Column]:
        """
        The five sums and the bits of so many rows; what they hold is of an earlier piece.
        """
        import numpy as np

        if not self.kept or len(self.kept["due"]) < rows:
            self.kept = {name: np.empty(rows, dtype=np.int64) for name in _SUMS}
            self.kept["due"] = np.empty(rows, dtype=np.int8)
        return {name: column[:rows] for name, column in self.kept.items()}


class Answers:
    """
    The answers of some rows, by the places these have now; `finish` puts them where they belong.
    """

    def __init__(self, names: Sequence[str], room: Room, rows: int) -> None:
        import numpy as np

        self.names, self.rows = names, rows
        self.sums = room.columns(rows)
        self.absent: dict[str, Column] = {}
        self.alone: list[tuple[int, Mapping[str, int | None]]] = []
        self.codes: dict[str, Column] = {
            name: np.zeros(rows, dtype=_CODES.get(name, np.int32)) for name in ("currency", *TEXTS)
        }

    def put(self, rows: Any, found: Found, road: Road) -> None:
        """
        The sums of some rows of one road.
        """
        known = isinstance(found.opens, int)
        sums = self.sums
        for name in ("goods", "freight", "duty", "fees"):
            sums[name][rows] = getattr(found, name)
        # A tax of which nothing is known has no least.
        sums["tax"][rows] = found.tax if known else found.tax * ((found.opens & OPEN_TAX) == 0)
        sums["due"][rows] = (
            _DUTY_NOW * road.duty_at_checkout
            | _TAX_NOW * road.tax_at_checkout
            | _DUTY_OWED * road.duty_owed
            | _TAX_OWED * road.tax_owed
        )
        self.codes["status"][rows] = found.status
        if not known:
            self.leave_open(rows, found.opens, road)

    def leave_open(self, rows: Any, opens: Column, road: Road) -> None:
        """
        Leave out what is not known, and all that hangs on it.
        """
        duty, tax, fee = ((opens & bits) != 0 for bits in (OPEN_DUTY, OPEN_TAX | TAX_TOO, OPEN_FEE))
        border = duty | fee
        hidden = {
            "duty": duty,
            "tax": tax,
            "fees": fee,
            "total": border | tax,
            "due_at_checkout": border & road.duty_at_checkout | tax & road.tax_at_checkout,
            "due_on_delivery": border & (not road.duty_at_checkout)
            | tax & (not road.tax_at_checkout),
            "owed_by_seller": border & road.duty_owed | tax & road.tax_owed,
        }
        for name, own in hidden.items():
            if name in self.names and own.any():
                self.leave_out(name, chosen_rows(rows, own.nonzero()[0]))

    def leave_out(self, name: str, rows: Any) -> None:
        """
        Say that an amount of some rows is not known.
        """
        import numpy as np

        if name not in self.absent:
            self.absent[name] = np.zeros(self.rows, dtype=bool)
        self.absent[name][rows] = True

    def refuse(self, rows: Any, problem: int) -> None:
        """
        Say by the number of a text what is wrong with some rows.
        """
        for name in self.names:
            self.leave_out(name, rows)
        for name, code in (("status", 2), ("scheme", 0), ("missing", 0), ("problem", problem)):
            self.codes[name][rows] = code

    def put_alone(self, row: int, amounts: Mapping[str, int | None]) -> None:
        """
        All amounts of a row that was quoted by itself.
        """
        self.alone.append((row, amounts))
        for absent in self.absent.values():
            absent[row] = False
        for name, amount in amounts.items():
            if amount is None:
                self.leave_out(name, row)

    def finish(self, order: Column | None, amounts: Mapping[str, Column]) -> None:
        """
        Fill the columns of amounts; `order` tells where each row was before, if not where it is.
        """
        sums = {name: self.back(column, order, amounts.get(name))
                for name, column in self.sums.items()}  # fmt: skip
        if amounts.keys() - sums.keys():
            for start in range(0, self.rows, _BLOCK):
                rows = slice(start, start + _BLOCK)
                _follow({name: column[rows] for name, column in sums.items()}, amounts, rows)
        for row, told in self.alone:
            place = row if order is None else order[row]
            for name, amount in told.items():
                amounts[name][place] = amount or 0
        for columns in (self.codes, self.absent):
            for name, column in columns.items():
                if order is not None and column.any():
                    columns[name] = self.back(column, order, None)
        for name, rows_absent in self.absent.items():
            amounts[name][rows_absent] = 0

    def back(self, column: Column, order: Column | None, target: Column | None) -> Column:
        """
        A column in the order that the rows had before, in `target` where there is one.
        """
        import numpy as np

        if order is None and target is None:
            return column
        found = np.empty_like(column) if target is None else target
        found[slice(None) if order is None else order] = column
        return found


def _follow(sums: Mapping[str, Column], amounts: Mapping[str, Column], rows: slice) -> None:
    """
    The amounts of some rows that follow from their sums.
    """
    due, tax = sums["due"], sums["tax"]
    own = sums["goods"] + sums["freight"]
    border = sums["duty"] + sums["fees"]
    total = own + border
    total += tax
    checkout = own + border * (due & _DUTY_NOW != 0) + tax * (due & _TAX_NOW != 0)
    found = {"total": total, "at_least": total, "due_at_checkout": checkout}
    if "due_on_delivery" in amounts:
        found["due_on_delivery"] = total - checkout
    if "owed_by_seller" in amounts:
        found["owed_by_seller"] = border * (due & _DUTY_OWED != 0) + tax * (due & _TAX_OWED != 0)
    for name, amount in found.items():
        if name in amounts:
            amounts[name][rows] = amount


def chosen_rows(rows: Any, places: Column) -> Column:
    """
    Some rows of a block, by their places in it.
    """
    return places + rows.start if isinstance(rows, slice) else rows.take(places)
