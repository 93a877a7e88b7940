"""
Landed costs of a stream of Arrow batches, for engines that work on such streams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput, MissingExtra
from globalcs.landed_cost._batch import FIELDS, chosen
from globalcs.landed_cost._batch_engine import TEXTS, Asked, Engine
from globalcs.landed_cost._batch_table import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from globalcs.facts import Facts
    from globalcs.landed_cost._tariffs import Tariffs
    from globalcs.rates import Rates

__all__ = ["BatchQuoter"]


class BatchQuoter:
    """
    A function from Arrow record batches to the same batches with their landed costs.

    It holds what all rows share, as the arguments of `quote_many` do, and nothing of the batches it
    has seen: it can be pickled, sent to workers, and called for many streams. What Spark calls
    `mapInArrow` takes it as it is.

    Attributes:
        schema: the columns it adds, as an Arrow schema; amounts are int64, the rest is text.
        ddl: the same as a text for Spark.

    Raises:
        InvalidInput: there is no such argument or answer.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> quoter = BatchQuoter(
    ...     on=date(2026, 11, 21), ship_from="JP", currency="EUR", channel="post", origin="JP",
    ...     hs_code="6211.43", duty_rate="12 %", answers=["duty", "total"],
    ... )
    >>> quoter.ddl[:52]
    'duty_minor BIGINT, duty_currency STRING, total_minor'
    >>> parcels = pa.RecordBatch.from_pydict({"price_minor": [540000], "ship_to": ["NL"]})
    >>> [batch["total_minor"].to_pylist() for batch in quoter([parcels])]
    [[731808]]
    """

    def __init__(
        self,
        *,
        rates: Rates | None = None,
        customs_rates: Rates | None = None,
        tariffs: Tariffs | None = None,
        facts: Facts | None = None,
        answers: Sequence[str] | None = None,
        **fields: Any,
    ) -> None:
        unknown = sorted(fields.keys() - set(FIELDS))
        if unknown:
            raise InvalidInput(
                f"there is no such argument; known are {', '.join(FIELDS)}", path=unknown[0]
            )
        given = {name: value for name, value in fields.items() if value is not None}
        for name in ("registrations", "prices_include"):
            given[name] = tuple(given.get(name, ()))
        self._asked = Asked(given, rates, customs_rates, tariffs, facts, chosen(answers))

    @property
    def schema(self) -> Any:
        """
        The columns that are added, in their order, as a `pyarrow.Schema`.
        """
        pa = _pyarrow()
        types = {"minor": pa.int64(), "currency": pa.string()}
        amounts = [
            pa.field(f"{name}_{end}", types[end])
            for name in self._asked.answers
            for end in ("minor", "currency")
        ]
        return pa.schema([*amounts, *(pa.field(name, pa.string()) for name in TEXTS)])

    @property
    def ddl(self) -> str:
        """
        The columns that are added as Spark writes them: "total_minor BIGINT, ...".
        """
        kinds = {"int64": "BIGINT", "string": "STRING"}
        return ", ".join(f"{field.name} {kinds[str(field.type)]}" for field in self.schema)

    def output_schema(self, schema: Any) -> Any:
        """
        The schema of what comes out where `schema` goes in.
        """
        return _pyarrow().schema([*schema, *self.schema])

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """
        Each batch with its landed costs, one after the other.

        Raises:
            InvalidInput: a batch has no prices, money as floats, or a column of a new one's name.
        """
        pa = _pyarrow()
        engine = Engine(self._asked)
        for batch in batches:
            table = engine.table(opened(pa.Table.from_batches([batch]), "BatchQuoter"))
            table = table.cast(self.output_schema(batch.schema))
            if table.num_rows:
                yield from table.combine_chunks().to_batches()
            else:
                yield pa.RecordBatch.from_pylist([], schema=table.schema)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra("frames", "BatchQuoter") from None
    return pyarrow
