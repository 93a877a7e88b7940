"""
Tables of pandas, polars and pyarrow, seen through narwhals; columns are computed in numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.errors import GlobalcsError, InvalidInput, MissingExtra
from globalcs.money import MAX_MINOR, to_minor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from globalcs.cents import Rounding

Column = Any

__all__ = ["Currencies", "Picks", "Table", "opened"]

#: How near to a half a float may come before it is rounded by its decimals, one by one.
_NEAR_A_HALF = 1e-3
_FLOATS_ARE_SURE = 1e11


def opened(table: Any, what: str) -> Table:
    """
    A table that can be computed with.

    Raises:
        MissingExtra: narwhals or numpy is not installed.
        InvalidInput: it is no table of pandas, polars or pyarrow.
    """
    try:
        import narwhals
        import numpy as np  # noqa: F401
    except ImportError:
        raise MissingExtra("frames", what) from None
    try:
        frame = narwhals.from_native(table, eager_only=True)
    except TypeError:
        raise _no_table() from None
    kind = frame.implementation
    if not (kind.is_pandas() or kind.is_polars() or kind.is_pyarrow()):
        raise _no_table()
    return Table(frame)


def _no_table() -> InvalidInput:
    return InvalidInput(
        "give a table of pandas, polars (collected) or pyarrow; for one price use pricing.price",
        path="table",
    )


class Table:
    """
    One table: its columns as numpy arrays, and new columns in its own kind.
    """

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.names: list[str] = list(frame.columns)
        self.rows: int = len(frame)
        self._kind = frame.implementation
        self._space: Any = self._kind.to_native_namespace()

    def require(self, name: str, argument: str) -> None:
        """
        Make sure that there is such a column.

        Raises:
            InvalidInput: there is none.
        """
        if not isinstance(name, str):
            raise InvalidInput(f"{argument} is the name of a column", path=argument)
        if name not in self.names:
            raise InvalidInput(
                f"the table has no column {name!r}; name it with {argument}=...", path=argument
            )

    def groups(self, name: str) -> tuple[list[str | None], Column]:
        """
        The values of a column of texts, and for each row the number of its value.
        """
        import numpy as np

        series = self.frame[name]
        native, kind = series.to_native(), self._kind
        if kind.is_pandas():
            codes, found = self._space.factorize(native)
            values = list(found)
        elif kind.is_polars():
            values = [v for v in native.unique(maintain_order=True).to_list() if v is not None]
            codes = self._numbered(native, values)
        else:
            parts = native.combine_chunks().dictionary_encode()
            values = parts.dictionary.to_pylist()
            codes = parts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return self._with_empty(values, np.asarray(codes))

    def _numbered(self, native: Any, values: list[Any]) -> Column:
        """
        Polars: for each row the position of its value, or how many there are where it is empty.
        """
        space = self._space
        if native.dtype == space.String:
            codes = native.cast(space.Enum(values)).to_physical()
        else:
            numbers = list(range(len(values)))
            codes = native.replace_strict(values, numbers, default=None, return_dtype=space.UInt32)
        if codes.null_count():
            codes = codes.cast(space.UInt32).fill_null(len(values))
        return codes.to_numpy()

    def _with_empty(self, values: list[Any], codes: Column) -> tuple[list[str | None], Column]:
        """
        Texts of the values, and None for empty cells, if there are any, as the last.
        """
        import numpy as np

        texts: list[str | None] = [_as_text(value) for value in values]
        numbers = codes.astype(np.uint32)
        if numbers.size and int(numbers.max()) >= len(values):
            # Of signed numbers, -1 is the empty cell: beyond all values once it has no sign.
            texts.append(None)
            numbers = np.minimum(numbers, np.uint32(len(values)))
        return texts, numbers

    def counts(self, name: str) -> Column:
        """
        A column of whole numbers; 0 where a cell is empty.

        Raises:
            InvalidInput: it holds something else.
        """
        series = self.frame[name]
        if not series.dtype.is_integer():
            raise InvalidInput(f"{name} holds no whole numbers", path=name)
        return _int64(series, series.is_null().to_numpy().astype(bool))

    def minors(
        self, name: str, money: Currencies, unit: str, rounding: Rounding | None
    ) -> tuple[Column, list[str], Column]:
        """
        A column of amounts in minor units, the problems there are, and which row has which.
        """
        import numpy as np

        series = self.frame[name]
        absent = series.is_null().to_numpy().astype(bool)
        notes = _Notes(self.rows)
        notes.mark(absent, f"InvalidInput: {name} is empty")
        if series.dtype.is_integer():
            amounts = _int64(series, absent)
            if unit == "major":
                amounts = _scaled(amounts, money, notes)
        elif unit == "minor":
            raise InvalidInput("minor units are a column of whole numbers", path=name)
        elif series.dtype.is_float():
            amounts = _from_floats(series, money, rounding, notes)
        else:
            amounts = _exactly(series.to_list(), np.arange(self.rows), money, rounding, notes)
        notes.mark(amounts < 0, f"InvalidInput: {name} can't be negative")
        notes.mark(amounts > MAX_MINOR, "OutOfBounds: the amount is too large")
        if len(notes.texts) > 1:
            amounts = np.where(notes.problems == 0, amounts, 0)
        return amounts, notes.texts, notes.problems

    def repeated(self, times: int) -> Table:
        """
        The rows of this table several times, one below the other.
        """
        import narwhals

        if times == 1:
            return self
        frame = narwhals.concat([self.frame] * times, how="vertical")
        if self._kind.is_pandas():
            frame = narwhals.from_native(frame.to_native().reset_index(drop=True), eager_only=True)
        return Table(frame)

    def whole(self, name: str, values: Column, absent: Column | None) -> Any:
        """
        A column of whole numbers, some of which may be absent.
        """
        import numpy as np

        space = self._space
        if self._kind.is_pandas():
            mask = np.zeros(len(values), dtype=bool) if absent is None else absent.copy()
            native = space.Series(space.arrays.IntegerArray(values, mask))
        elif self._kind.is_polars():
            native = space.Series(values)
            if absent is not None:
                native = native.set(space.Series(absent), None)
        else:
            native = space.chunked_array([space.array(values, mask=absent)])
        return self._series(name, native)

    def words(self, name: str, labels: Sequence[str], picks: Picks) -> Any:
        """
        A column of texts out of a few.

        Texts stay texts: columns of categories would refuse joins with the texts of others.
        """
        if len(set(labels)) == 1:
            return self.constant(name, labels[0])
        return self._series(name, self._texts(labels, picks))

    def _texts(self, labels: Sequence[str], picks: Picks) -> Any:
        space = self._space
        if self._kind.is_polars():
            return self._picked(space.Series(labels, dtype=space.String), picks)
        if self._kind.is_pyarrow():
            return _arrow_texts(space.array(labels, space.string()), picks)
        kept = space.Series(labels)
        if getattr(kept.dtype, "storage", "") == "pyarrow":
            import pyarrow as pa

            texts = _arrow_texts(pa.array(labels, pa.large_string()), picks)
            return space.Series(texts, dtype=kept.dtype)
        return kept.take(picks.codes())

    def _picked(self, values: Any, picks: Picks) -> Any:
        """
        Polars: a run of rows with the same value is one repeated value, without a look-up a row.
        """
        if picks.each == 1:
            return values[self._space.Series(picks.numbers)]
        runs = [values.new_from_index(n, picks.each) for n in picks.numbers.tolist()]
        return self._space.concat(runs, rechunk=False)

    def truths(self, name: str, values: Column) -> Any:
        """
        A column of true and false.
        """
        space = self._space
        if self._kind.is_pyarrow():
            return self._series(name, space.chunked_array([space.array(values)]))
        return self._series(name, space.Series(values))

    def numbers(self, name: str, values: Column, picks: Picks) -> Any:
        """
        A column of whole numbers out of a few.
        """
        if self._kind.is_polars():
            return self._series(name, self._picked(self._space.Series(values), picks))
        return self.whole(name, picks.of(values), None)

    def choices(self, name: str, known: Sequence[str], labels: Sequence[str], picks: Picks) -> Any:
        """
        A column of words of a closed list, kept as the numbers of the words.
        """
        import numpy as np

        space = self._space
        if self._kind.is_polars():
            kept = space.Series(labels, dtype=space.Enum(known))
            return self._series(name, self._picked(kept, picks))
        numbers = np.array([known.index(label) for label in labels], dtype=np.int8)
        codes = picks.of(numbers)
        if self._kind.is_pandas():
            native = space.Series(space.Categorical.from_codes(codes, known))
        else:
            words = space.array(known, space.string())
            native = space.chunked_array([space.DictionaryArray.from_arrays(codes, words)])
        return self._series(name, native)

    def constant(self, name: str, text: str) -> Any:
        """
        A column that says the same in every row.
        """
        if self._kind.is_polars():
            # Polars keeps a constant once, not once a row.
            return self._space.lit(text, self._space.String).alias(name)
        return self._series(name, self._texts([text], Picks.all_first(self.rows)))

    def _series(self, name: str, native: Any) -> Any:
        import narwhals

        if self._kind.is_pandas():
            native.index = self.frame.to_native().index
        return narwhals.from_native(native, series_only=True).alias(name)

    def with_columns(self, columns: Sequence[Any]) -> Any:
        """
        The native table with more columns, of names that it does not have yet.
        """
        if self._kind.is_polars():
            natives = [c.to_native() if hasattr(c, "to_native") else c for c in columns]
            return self.frame.to_native().with_columns(natives)
        return self.frame.with_columns(*columns).to_native()


class Picks(NamedTuple):
    """
    Which of a few things each row has: row r has the one of number `numbers[r // each]`.

    `numbers` is a column of uint32; with `each` above one it tells runs of rows, not rows.
    """

    numbers: Column
    each: int = 1

    def codes(self) -> Column:
        """
        One number a row.
        """
        import numpy as np

        return self.numbers if self.each == 1 else np.repeat(self.numbers, self.each)

    def of(self, values: Column) -> Column:
        """
        Of a few values the one of each row.
        """
        import numpy as np

        found = values[self.numbers]
        return found if self.each == 1 else np.repeat(found, self.each)

    @classmethod
    def all_first(cls, rows: int) -> Picks:
        """
        Every row has the first.
        """
        import numpy as np

        return cls(np.zeros(1 if rows else 0, dtype=np.uint32), rows or 1)


def _arrow_texts(labels: Any, picks: Picks) -> Any:
    """
    Texts of Arrow, a run at a time where there are runs.
    """
    import pyarrow as pa

    if picks.each == 1:
        return pa.chunked_array([labels.take(pa.array(picks.numbers))])
    runs = [pa.repeat(labels[n], picks.each) for n in picks.numbers.tolist()]
    return pa.chunked_array(runs, type=labels.type)


class Currencies(NamedTuple):
    """
    The currency of each row: the codes there are, their decimals, and which row has which.
    """

    codes: list[str]
    digits: Column
    rows: Column

    def row_digits(self) -> Column:
        """
        The decimals of each row's currency.
        """
        return self.digits[self.rows]


class _Notes:
    """
    What is wrong with which row; 0 is nothing. The first problem of a row stays.
    """

    def __init__(self, rows: int) -> None:
        import numpy as np

        self.texts = [""]
        self.problems: Column = np.zeros(rows, dtype=np.int32)

    def mark(self, rows: Column, text: str) -> None:
        if not rows.any():
            return
        fresh = rows & (self.problems == 0)
        if fresh.any():
            self.problems[fresh] = self._number(text)

    def mark_one(self, row: int, text: str) -> None:
        self.problems[row] = self.problems[row] or self._number(text)

    def _number(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text)


def _is_empty(value: Any) -> bool:
    return value is None or value != value


def _as_text(value: Any) -> str:
    """
    Numbers of articles that pandas made floats for the sake of an empty cell are whole again.
    """
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _scaled(whole: Column, money: Currencies, notes: _Notes) -> Column:
    large = (whole > MAX_MINOR) | (whole < -MAX_MINOR)
    notes.mark(large, "OutOfBounds: the amount is too large")
    return (whole * ~large) * 10 ** money.row_digits()


def _int64(series: Any, absent: Column) -> Column:
    import numpy as np

    filled = series.fill_null(0) if absent.any() else series
    numbers = filled.to_numpy()
    if numbers.dtype.kind == "u":
        # Beyond every bound, in a way that int64 can hold.
        numbers = np.minimum(numbers, np.uint64(MAX_MINOR + 1))
    return np.ascontiguousarray(numbers, dtype=np.int64)


def _from_floats(
    series: Any, money: Currencies, rounding: Rounding | None, notes: _Notes
) -> Column:
    """
    Floats as the shortest decimals that stand for them, rounded once, as `to_minor` does.
    """
    import numpy as np

    if rounding is None:
        raise InvalidInput(
            f'{series.name} holds floats: name their rounding, such as floats="half_up", '
            "or give text, Decimal or whole minor units",
            path="floats",
        )
    floats = np.asarray(series.to_numpy(), dtype=np.float64)
    notes.mark(~np.isfinite(floats), f"InvalidInput: {series.name} is no number")
    floats = np.where(notes.problems == 0, floats, 0.0)
    scaled = floats * 10.0 ** money.row_digits()
    # Far from a half, and small enough for floats to be sure, the nearest is the nearest.
    rest = np.abs(scaled - np.floor(scaled) - 0.5)
    sure = (rest > _NEAR_A_HALF) & (np.abs(scaled) < _FLOATS_ARE_SURE)
    if rounding not in ("half_up", "half_even"):
        sure[:] = False
    amounts = np.rint(np.where(sure, scaled, 0.0)).astype(np.int64)
    doubtful = np.flatnonzero(~sure)
    amounts[doubtful] = _exactly(floats[doubtful].tolist(), doubtful, money, rounding, notes)
    return amounts


def _exactly(
    values: list[Any], rows: Column, money: Currencies, rounding: Rounding | None, notes: _Notes
) -> Column:
    """
    Amounts read one by one, as money is.
    """
    import numpy as np

    amounts = np.zeros(len(values), dtype=np.int64)
    codes = [money.codes[number] for number in money.rows[rows].tolist()]
    for position, (row, value, code) in enumerate(zip(rows.tolist(), values, codes, strict=True)):
        try:
            amounts[position] = 0 if _is_empty(value) else to_minor(value, code, rounding=rounding)
        except GlobalcsError as error:
            notes.mark_one(row, f"{type(error).__name__}: {error}")
    return amounts
