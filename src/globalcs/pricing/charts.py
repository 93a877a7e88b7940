"""
Charts of prices, made with altair: a ladder of prices, margin against rate, changes of the tag.

They take what `price_many`, `compare` and `history` give, need the extra `viz`, and return altair
charts, so that a notebook shows them and you may change them further.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from globalcs.errors import InvalidInput, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from globalcs.pricing._history import PriceHistory
    from globalcs.rates import Rates

__all__ = ["margin_by_rate", "price_ladder", "tag_changes"]

#: Two colours that people with any kind of colour vision tell apart.
_INK, _ACCENT = "#27476e", "#d1495b"


def _altair(what: str) -> Any:
    try:
        import altair
    except ImportError:
        raise MissingExtra("viz", what) from None
    return altair


def price_ladder(
    table: Any, *, on: date, into: str = "EUR", place: str = "place", rates: Rates | None = None
) -> Any:
    """
    What one thing costs in each market, in one money, from the dearest to the cheapest.

    A bar is the price on the tag, its dark part what is left without tax; the text is the tag.

    Args:
        table: what `price_many` gives for one row of a shop; rows with a problem are left out, and
            the title says how many.
        on: the day whose rates compare the prices.
        into: the currency to compare in.
        place: the column of the places.
        rates: where exchange rates come from.

    Raises:
        MissingExtra: altair is not installed: pip install 'globalcs[viz]'.
        InvalidInput: the table is not of `price_many`, or has no row to show.
        RateNotFound: there is no rate into that currency.
    """
    alt = _altair("price_ladder")
    rows, left_out = _rows(table, place)
    shown = [_rung(row, on, into, rates) for row in rows]
    order = [row["place"] for row in sorted(shown, key=lambda row: -row["price"])]
    base = alt.Chart(alt.Data(values=shown)).encode(y=alt.Y("place:N", sort=order, title=None))
    price = alt.X("price:Q", title=f"price on the tag in {into} (dark: without tax)")
    bars = base.mark_bar(color=_INK, opacity=0.35, height=14).encode(x=price)
    net = base.mark_bar(color=_INK, height=14).encode(x=alt.X("net:Q"))
    tags = base.mark_text(align="left", dx=5, color="#333").encode(x=price, text="tag:N")
    title = f"The same goods in {len(shown)} markets, {on}"
    notes = [f"{left_out} more have no price"] if left_out else []
    if any(row["tag"].endswith("*") for row in shown):
        notes.append("* is an estimate")
    head = alt.TitleParams(title, subtitle="; ".join(notes))
    return (bars + net + tags).properties(title=head, width=520, height={"step": 20})


def _rung(row: dict[str, Any], on: date, into: str, rates: Rates | None) -> dict[str, Any]:
    from globalcs.money import Money
    from globalcs.rates import default_rates

    amount = Money.from_minor(int(row["local_minor"]), row["local_currency"])
    source = rates if rates is not None else default_rates()
    ratio = source.rate(row["local_currency"], into, on).ratio
    gross = Fraction(amount.amount) * ratio
    return {
        "place": row["place"],
        "tag": _tag(amount.to_text(), row),
        "price": _drawn(gross),
        "net": _drawn(gross * Fraction(int(row["net_minor"]), int(row["local_minor"]) or 1)),
    }


def _tag(text: str, row: dict[str, Any]) -> str:
    number, _, code = text.partition(" ")
    # Decimals that no tag in that currency shows are left away.
    whole, _, decimals = number.partition(".")
    if decimals and not decimals.strip("0"):
        number = whole
    return f"{number} {code}{' *' if row['status'] != 'complete' else ''}"


def _rows(table: Any, place: str) -> tuple[list[dict[str, Any]], int]:
    from globalcs.pricing._frames import opened

    frame = opened(table, "a chart").frame
    needed = (place, "local_minor", "local_currency", "net_minor", "status", "problem")
    if lacking := [name for name in needed if name not in frame.columns]:
        raise InvalidInput(
            f"the table has no column {lacking[0]!r}; give what price_many gives", path="table"
        )
    every = [{**row, "place": row[place]} for row in frame.rows(named=True)]
    rows = [row for row in every if not row["problem"]]
    if not rows:
        raise InvalidInput("no row of the table has a price", path="table")
    return rows, len(every) - len(rows)


def margin_by_rate(
    histories: PriceHistory | Sequence[PriceHistory], names: Iterable[str] = ()
) -> Any:
    """
    The margin of each day against the exchange rate of that day: what a policy does when it moves.

    Args:
        histories: one, or several to compare, each made with a `cost`.
        names: what to call each; their places unless given.

    Raises:
        MissingExtra: altair is not installed.
        InvalidInput: a history has no margins.
    """
    alt = _altair("margin_by_rate")
    records = [r for r in _records(histories, names) if r["margin"] is not None]
    if not records:
        raise InvalidInput("the histories have no margins; make them with a cost", path="cost")
    return (
        alt.Chart(alt.Data(values=records))
        .mark_point(filled=True, size=28, opacity=0.7)
        .encode(
            x=alt.X(
                "rate:Q",
                scale=alt.Scale(zero=False, nice=False, padding=8),
                axis=alt.Axis(format="~g", labelOverlap=True),
                title="exchange rate of the day",
            ),
            y=alt.Y(
                "margin:Q",
                scale=alt.Scale(zero=False, padding=8),
                axis=alt.Axis(format=".1%"),
                title="margin of the price without tax",
            ),
            color=_coloured(alt, records),
            shape=alt.Shape("name:N", title=None, scale=alt.Scale(domain=_named(records))),
        )
        .properties(title="What is left when the rate moves", width=520, height=300)
    )


def tag_changes(histories: PriceHistory | Sequence[PriceHistory], names: Iterable[str] = ()) -> Any:
    """
    What stood on the tag day by day, beside what plain conversion would have said.

    A dot is a day on which a shopper saw another price than the day before.

    Args:
        histories: one, or several to compare.
        names: what to call each; their places unless given.

    Raises:
        MissingExtra: altair is not installed.
        InvalidInput: no day has a price.
    """
    alt = _altair("tag_changes")
    records = [r for r in _records(histories, names) if r["shown"] is not None]
    if not records:
        raise InvalidInput("no day of the histories has a price", path="histories")
    base = alt.Chart(alt.Data(values=records)).encode(x=alt.X("day:T", title=None))
    value = alt.Scale(zero=False)
    exact = base.mark_line(color="#999", strokeWidth=1).encode(
        y=alt.Y("exact:Q", scale=value, title="price")
    )
    tag = base.mark_line(interpolate="step-after").encode(
        y=alt.Y("shown:Q", scale=value), color=_coloured(alt, records)
    )
    dots = base.transform_filter("datum.changed").mark_point(filled=True, size=36)
    dots = dots.encode(y=alt.Y("shown:Q", scale=value), color=_coloured(alt, records))
    return (
        alt.layer(exact, tag, dots)
        .properties(width=520, height=160)
        .facet(row=alt.Row("panel:N", title=None, sort=_named(records, "panel")))
        .resolve_scale(y="independent")
        .properties(title="The tag (steps, dots where it changed) and plain conversion (grey)")
    )


def _coloured(alt: Any, records: Sequence[dict[str, Any]]) -> Any:
    # Scales of the same names share one legend, colours and shapes.
    colours = [_INK, _ACCENT, "#edae49", "#00798c", "#6a4c93"]
    scale = alt.Scale(domain=_named(records), range=colours)
    return alt.Color("name:N", title=None, scale=scale)


def _named(records: Sequence[dict[str, Any]], field: str = "name") -> list[str]:
    """
    The names in the order they were given.
    """
    return list(dict.fromkeys(record[field] for record in records))


def _records(
    histories: PriceHistory | Sequence[PriceHistory], names: Iterable[str]
) -> list[dict[str, Any]]:
    from globalcs.pricing._history import PriceHistory

    one = isinstance(histories, PriceHistory)
    many = [cast("PriceHistory", histories)] if one else list(cast("Any", histories))
    called = list(names) or [f"{each.place}" for each in many]
    if len(called) != len(many) or len(set(called)) != len(called):
        raise InvalidInput("give each history a name of its own", path="names")
    return [
        {key: _drawn(value) for key, value in _called(record, name).items()}
        for each, name in zip(many, called, strict=True)
        for record in each.records()
    ]


def _called(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {**record, "name": name, "panel": f"{name} ({record['currency']})"}


def _drawn(value: Any) -> Any:
    """
    What a drawing takes: days as text, and floats, since no cent is counted from a picture.
    """
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, (Decimal, Fraction)) else value
