"""
Tables of parcels: dicts of arrays, and tables of pandas, polars and pyarrow through narwhals.

A table is read in pieces, so that what is worked out in between stays small.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from globalcs.errors import InvalidInput, MissingExtra
from globalcs.money import MAX_MINOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Choices", "Numbers", "Source", "opened"]

Column = Any
#: Beyond every amount, in a way that int64 can hold.
_BEYOND = MAX_MINOR + 1


class Numbers(NamedTuple):
    """
    Whole numbers, and which cells are empty (None: no cell is).
    """

    values: Column
    absent: Column | None


class Choices(NamedTuple):
    """
    The distinct values of a column, None for an empty cell, and for each row the number of its own.
    """

    values: list[Any]
    codes: Column


class Source(Protocol):
    """
    One table.
    """

    names: list[str]
    rows: int

    def numbers(self, name: str, start: int, stop: int) -> Numbers | None:
        """
        A column of whole numbers; None where it holds something else.
        """

    def choices(self, name: str, start: int, stop: int) -> Choices:
        """
        A column of few distinct values.
        """

    def values(self, name: str, start: int, stop: int) -> list[Any]:
        """
        A column as a list.
        """

    def floats(self, name: str) -> bool:
        """
        Whether a column holds floats.
        """

    def texts(self, labels: Sequence[str | None], codes: Column) -> Any:
        """
        A piece of a new column of texts.
        """

    def words(self, labels: Sequence[str], codes: Column) -> Any:
        """
        A piece of a new column of a few words that are known before.
        """

    def finished(
        self,
        numbers: Mapping[str, tuple[Column, Column | None]],
        texts: Mapping[str, list[Any]],
    ) -> Any:
        """
        The table with new columns, of its own kind; a column of texts as its pieces.
        """


def opened(table: Any, what: str) -> Source:
    """
    A table that can be computed with.

    Raises:
        MissingExtra: narwhals or numpy is not installed.
        InvalidInput: it is no table, or its columns differ in length.
    """
    try:
        import narwhals
        import numpy as np  # noqa: F401
    except ImportError:
        raise MissingExtra("frames", what) from None
    if isinstance(table, dict):
        return _Arrays(table)
    try:
        frame = narwhals.from_native(table, eager_only=True)
    except TypeError:
        raise _no_table() from None
    kind = frame.implementation
    if kind.is_pandas():
        return _Pandas(frame)
    if kind.is_polars():
        return _Polars(frame)
    if kind.is_pyarrow():
        return _Arrow(frame)
    raise _no_table()


def _no_table() -> InvalidInput:
    return InvalidInput(
        "give a dict of arrays, or a table of pandas, polars (collected) or pyarrow; "
        "for one parcel use landed_cost.quote",
        path="table",
    )


def _is_empty(value: Any) -> bool:
    return value is None or value != value


def _counted(values: Iterable[Any]) -> Choices:
    """
    Distinct values in the order in which they come.
    """
    import numpy as np

    known: dict[Any, int] = {}
    found = [known.setdefault(None if _is_empty(v) else v, len(known)) for v in values]
    return Choices(list(known), np.array(found, dtype=np.int64))


def _with_empty(values: list[Any], codes: Column) -> Choices:
    """
    Choices whose empty cells are numbered below zero.
    """
    import numpy as np

    told = [None if _is_empty(value) else value for value in values]
    if codes.size and codes.min() < 0:
        return Choices([*told, None], np.where(codes < 0, len(told), codes))
    return Choices(told, codes)


def _whole(values: Column) -> Column | None:
    """
    Whole numbers as signed ones; None where they are of another kind.
    """
    import numpy as np

    if values.dtype.kind == "i":
        return values
    if values.dtype.kind == "u":
        limit = min(_BEYOND, int(np.iinfo(values.dtype).max))
        return np.minimum(values, values.dtype.type(limit)).astype(np.int64)
    return None


class _Arrays:
    """
    A dict of numpy arrays and lists.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        import numpy as np

        self.table = table
        self.names = list(table)
        self.columns = {
            name: column if isinstance(column, np.ndarray) else np.array(list(column), dtype=object)
            for name, column in table.items()
            if not isinstance(column, str)
        }
        sizes = {column.shape for column in self.columns.values()}
        if len(self.columns) < len(table) or len(sizes) != 1 or len(next(iter(sizes))) != 1:
            raise InvalidInput(
                "the columns of a dict are arrays or lists of one length", path="table"
            )
        self.rows: int = next(iter(sizes))[0]

    def numbers(self, name: str, start: int, stop: int) -> Numbers | None:
        import numpy as np

        piece = self.columns[name][start:stop]
        absent = None
        if isinstance(piece, np.ma.MaskedArray):
            absent = np.ma.getmaskarray(piece)
            piece = piece.filled(0)
        elif piece.dtype.kind == "O":
            return _whole_objects(piece)
        whole = _whole(piece)
        return None if whole is None else Numbers(whole, absent)

    def choices(self, name: str, start: int, stop: int) -> Choices:
        import numpy as np

        piece = self.columns[name][start:stop]
        if piece.dtype.kind == "O" or isinstance(piece, np.ma.MaskedArray):
            return _counted(piece.tolist())
        values, codes = np.unique(piece, return_inverse=True)
        return _with_empty(values.tolist(), codes)

    def values(self, name: str, start: int, stop: int) -> list[Any]:
        found: list[Any] = self.columns[name][start:stop].tolist()
        return found

    def floats(self, name: str) -> bool:
        return bool(self.columns[name].dtype.kind == "f")

    def texts(self, labels: Sequence[str | None], codes: Column) -> Any:
        import numpy as np

        return np.array([*labels, None], dtype=object)[:-1].take(codes)

    words = texts

    def finished(
        self,
        numbers: Mapping[str, tuple[Column, Column | None]],
        texts: Mapping[str, list[Any]],
    ) -> Any:
        import numpy as np

        told = {
            name: np.ma.MaskedArray(values, mask=np.ma.nomask if absent is None else absent)
            for name, (values, absent) in numbers.items()
        }
        joined = _once(texts, _joined_objects)
        return {**self.table, **_in_order(told, joined)}


def _joined_objects(pieces: list[Any]) -> Any:
    import numpy as np

    return np.concatenate(pieces)


def _whole_objects(piece: Column) -> Numbers | None:
    """
    Whole numbers out of Python's own, None among them.
    """
    import numpy as np

    values = piece.tolist()
    if any(type(value) is not int and not _is_empty(value) for value in values):
        return None
    absent = np.array([_is_empty(value) for value in values], dtype=bool)
    told = [0 if _is_empty(v) else max(-_BEYOND, min(v, _BEYOND)) for v in values]
    return Numbers(np.array(told, dtype=np.int64), absent if absent.any() else None)


def _once(texts: Mapping[str, list[Any]], joined: Any) -> dict[str, Any]:
    """
    Each list of pieces joined once, though several columns may be made of it.
    """
    known: dict[int, Any] = {}
    for pieces in texts.values():
        if id(pieces) not in known:
            known[id(pieces)] = joined(pieces)
    return {name: known[id(pieces)] for name, pieces in texts.items()}


def _in_order(numbers: Mapping[str, Any], texts: Mapping[str, Any]) -> dict[str, Any]:
    """
    Each amount beside its currency, then the rest.
    """
    found: dict[str, Any] = {}
    for name, column in numbers.items():
        found[name] = column
        beside = name.replace("_minor", "_currency")
        if beside in texts:
            found[beside] = texts[beside]
    return {**found, **{name: column for name, column in texts.items() if name not in found}}


class _Frame(ABC):
    """
    What tables of all kinds have in common, through narwhals.
    """

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.names: list[str] = list(frame.columns)
        self.rows: int = len(frame)
        self.space: Any = frame.implementation.to_native_namespace()

    def numbers(self, name: str, start: int, stop: int) -> Numbers | None:
        series = self.frame[name][start:stop]
        if not series.dtype.is_integer():
            return None
        absent = None
        if series.null_count():
            absent = series.is_null().to_numpy().astype(bool)
            series = series.fill_null(0)
        whole = _whole(series.to_numpy())
        return None if whole is None else Numbers(whole, absent)

    def values(self, name: str, start: int, stop: int) -> list[Any]:
        found: list[Any] = self.frame[name][start:stop].to_list()
        return found

    def floats(self, name: str) -> bool:
        return bool(self.frame[name].dtype.is_float())

    def native(self, name: str, start: int, stop: int) -> Any:
        """
        A piece of a column as its own library holds it.
        """
        return self.frame[name][start:stop].to_native()

    def finished(
        self,
        numbers: Mapping[str, tuple[Column, Column | None]],
        texts: Mapping[str, list[Any]],
    ) -> Any:
        told = {name: self.whole(values, absent) for name, (values, absent) in numbers.items()}
        columns = _in_order(told, _once(texts, self.joined))
        return self.frame.with_columns(
            *(self.series(name, native) for name, native in columns.items())
        ).to_native()

    def series(self, name: str, native: Any) -> Any:
        import narwhals

        return narwhals.from_native(native, series_only=True).alias(name)

    @abstractmethod
    def whole(self, values: Column, absent: Column | None) -> Any:
        """
        A column of whole numbers, in the kind of the table.
        """

    @abstractmethod
    def joined(self, pieces: list[Any]) -> Any:
        """
        One column of its pieces.
        """


class _Pandas(_Frame):
    def choices(self, name: str, start: int, stop: int) -> Choices:
        series = self.native(name, start, stop)
        if isinstance(series.dtype, self.space.CategoricalDtype):
            return _with_empty(series.cat.categories.tolist(), series.cat.codes.to_numpy())
        codes, values = self.space.factorize(series)
        return _with_empty(list(values), codes)

    def texts(self, labels: Sequence[str | None], codes: Column) -> Any:
        return self.space.Series([*labels, None]).take(codes)

    def words(self, labels: Sequence[str], codes: Column) -> Any:
        return self.space.Series(self.space.Categorical.from_codes(codes, labels))

    def joined(self, pieces: list[Any]) -> Any:
        return self.space.concat(pieces, ignore_index=True)

    def whole(self, values: Column, absent: Column | None) -> Any:
        import numpy as np

        mask = np.zeros(len(values), dtype=bool) if absent is None else absent
        return self.space.Series(self.space.arrays.IntegerArray(values, mask))

    def series(self, name: str, native: Any) -> Any:
        copy = native.copy(deep=False)
        copy.index = self.frame.to_native().index
        return super().series(name, copy)


class _Polars(_Frame):
    def choices(self, name: str, start: int, stop: int) -> Choices:
        series = self.native(name, start, stop)
        if series.dtype in (self.space.Categorical, self.space.Enum):
            return self.categories(series)
        values = series.unique(maintain_order=True)
        numbers = self.space.Series(range(len(values)), dtype=self.space.Int32)
        codes = series.replace_strict(values, numbers, return_dtype=self.space.Int32)
        return _with_empty(values.to_list(), codes.to_numpy())

    def categories(self, series: Any) -> Choices:
        """
        Categories by their own numbers, as far as they occur.
        """
        import numpy as np

        if series.null_count():
            return _counted(series.to_list())
        codes = series.to_physical().to_numpy()
        first = np.full(int(codes.max(initial=0)) + 1, -1, dtype=np.int64)
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        present = np.flatnonzero(first >= 0)
        numbers = np.zeros(len(first), dtype=np.int64)
        numbers[present] = np.arange(len(present))
        return Choices([series[int(row)] for row in first[present]], numbers.take(codes))

    def texts(self, labels: Sequence[str | None], codes: Column) -> Any:
        return self.space.Series(labels, dtype=self.space.String).gather(codes)

    def words(self, labels: Sequence[str], codes: Column) -> Any:
        return self.space.Series(labels, dtype=self.space.Enum(labels)).gather(codes)

    def joined(self, pieces: list[Any]) -> Any:
        return self.space.concat(pieces, rechunk=False)

    def whole(self, values: Column, absent: Column | None) -> Any:
        native = self.space.Series(values)
        return native if absent is None else native.set(self.space.Series(absent), None)


class _Arrow(_Frame):
    def __init__(self, frame: Any) -> None:
        super().__init__(frame)
        self.alike: dict[tuple[str | None, int], Any] = {}

    def choices(self, name: str, start: int, stop: int) -> Choices:
        column = self.native(name, start, stop)
        if not self.space.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        array = column.unify_dictionaries().combine_chunks()
        if hasattr(array, "chunks"):
            array = array.chunk(0) if array.num_chunks else self.space.array([]).dictionary_encode()
        indices = array.indices
        codes = indices.fill_null(-1) if indices.null_count else indices
        return _with_empty(array.dictionary.to_pylist(), codes.to_numpy())

    def texts(self, labels: Sequence[str | None], codes: Column) -> Any:
        space, first = self.space, int(codes[0]) if codes.size else 0
        if (codes != first).any():
            return space.array(labels, space.string()).take(space.array(codes))
        # The same text in every row is kept once, however many pieces hold it.
        if (place := (labels[first], len(codes))) not in self.alike:
            self.alike[place] = space.array([labels[first]], space.string()).take(
                space.array(codes - first)
            )
        return self.alike[place]

    def words(self, labels: Sequence[str], codes: Column) -> Any:
        space = self.space
        return space.DictionaryArray.from_arrays(
            space.array(codes.astype("int8")), space.array(labels, space.string())
        )

    def joined(self, pieces: list[Any]) -> Any:
        return self.space.chunked_array(pieces)

    def whole(self, values: Column, absent: Column | None) -> Any:
        return self.space.chunked_array([self.space.array(values, mask=absent)])
