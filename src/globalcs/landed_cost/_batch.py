"""
Many parcels at once: a table in, the same table with its landed costs out, to the cent of `quote`.

Rows are put together by route and day. What the law says of each kind of goods on a route is looked
up once; the amounts go through the kernels of a single quote as columns. Rows that need more than
that are quoted one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.errors import InvalidInput
from globalcs.landed_cost._batch_engine import MONEY, Asked, Engine
from globalcs.landed_cost._batch_table import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from globalcs.facts import Facts
    from globalcs.items import Address
    from globalcs.landed_cost._tariffs import Tariffs
    from globalcs.money import Money
    from globalcs.rates import Rates

__all__ = ["FIELDS", "chosen", "quote_many"]

#: What can be told for all rows at once.
FIELDS = (
    "on", "ship_from", "ship_to", "currency", "quote_currency", "shipping", "insurance",
    "discount", "clearance_fees", "incoterm", "registrations", "prices_include", "buyer", "channel",
    "arrival", "origin", "hs_code", "category", "duty_rate", "tax_rate",
)  # fmt: skip


def quote_many(
    table: Any,
    *,
    on: date | None = None,
    rates: Rates | None = None,
    customs_rates: Rates | None = None,
    tariffs: Tariffs | None = None,
    facts: Facts | None = None,
    answers: Sequence[str] | None = None,
    ship_from: str | Address | None = None,
    ship_to: str | Address | None = None,
    currency: str | None = None,
    quote_currency: str | None = None,
    shipping: Money | str | None = None,
    insurance: Money | str | None = None,
    discount: Money | str | None = None,
    clearance_fees: Money | str | None = None,
    incoterm: str | None = None,
    registrations: Iterable[str] = (),
    prices_include: Iterable[str] = (),
    buyer: str | None = None,
    channel: str | None = None,
    arrival: date | None = None,
    origin: str | None = None,
    hs_code: str | None = None,
    category: str | None = None,
    duty_rate: str | None = None,
    tax_rate: str | None = None,
) -> Any:
    """
    The landed cost of each row of a table, a row being an order that travels as one parcel.

    What holds for all rows is given as an argument; what differs, as a column of the same name. The
    argument wins where both are there. Columns of a line are `price_minor` (whole minor units) or
    `price` (text, Decimal, or whole units), `quantity`, `hs_code`, `origin`, `category`,
    `weight_kg` or `weight_g`, `duty_rate`, `tax_rate` and `preference_proof`. For orders of several
    lines they end in `_1`, `_2` and so on; a name without a number then holds for all lines. A line
    whose price is empty, or whose quantity is 0, is not there. Columns of an order are `ship_from`,
    `ship_to`, `region`, `postal_code`, `currency` (of its prices), `quote_currency`, `on`,
    `arrival`, `incoterm`, `channel`, `buyer`, and `shipping`, `insurance`, `discount` and
    `clearance_fees`, each with `_minor` at its end where it holds whole minor units.

    Your own columns stay. Beside them stand, for goods, freight (shipping and insurance), duty,
    tax, fees, total, due_at_checkout, due_on_delivery, owed_by_seller and at_least,
    `<name>_minor` (whole minor units, empty where not known) and `<name>_currency`; then status,
    scheme, missing (what would settle an answer that is not complete) and problem (what is wrong
    with a row, else an empty text). No row is dropped, and a bad one does not stop the rest.

    Args:
        table: a dict of arrays or lists, or a table of pandas, polars or pyarrow; a dict gets
            masked arrays and arrays of objects.
        on: the day of the question; or a column of days.
        rates, customs_rates, tariffs, facts: as for `quote`.
        answers: the names to answer, when not all are wanted: ("duty", "tax", "total").

    Raises:
        MissingExtra: narwhals and numpy are not installed: pip install 'globalcs[frames]'.
        InvalidInput: no such table, no prices or no day, money as floats, or a new column's name
            is taken.

    >>> from datetime import date
    >>> parcels = {"price_minor": [540000, 90000], "ship_to": ["NL", "GB"]}
    >>> told = quote_many(
    ...     parcels, on=date(2026, 11, 21), currency="EUR", ship_from="JP", origin="JP",
    ...     hs_code="6211.43", duty_rate="12 %", channel="post",
    ... )
    >>> told["total_minor"].tolist(), told["status"].tolist()
    ([731808, 120960], ['complete', 'estimated'])
    """
    source = opened(table, "quote_many")
    fields = {
        "on": on, "ship_from": ship_from, "ship_to": ship_to, "currency": currency,
        "quote_currency": quote_currency, "shipping": shipping, "insurance": insurance,
        "discount": discount, "clearance_fees": clearance_fees, "incoterm": incoterm,
        "registrations": tuple(registrations), "prices_include": tuple(prices_include),
        "buyer": buyer, "channel": channel, "arrival": arrival, "origin": origin,
        "hs_code": hs_code, "category": category, "duty_rate": duty_rate, "tax_rate": tax_rate,
    }  # fmt: skip
    given = {name: value for name, value in fields.items() if value is not None}
    asked = Asked(given, rates, customs_rates, tariffs, facts, chosen(answers))
    return Engine(asked).table(source)


def chosen(answers: Sequence[str] | None) -> tuple[str, ...]:
    """
    The names of amounts to answer.

    Raises:
        InvalidInput: there is no such answer.
    """
    if answers is None:
        return MONEY
    unknown = [name for name in answers if name not in MONEY]
    if unknown or isinstance(answers, str):
        raise InvalidInput(f"answers is a list of names among {', '.join(MONEY)}", path="answers")
    return tuple(name for name in MONEY if name in answers)
