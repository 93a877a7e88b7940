"""
Writes the pages of `payments/` from the book itself: one page a method, one page a country.

A method's page is all that its file says; a country's page is the list that a shop of that country
would show on the day of the pages, with the reasons, and the methods that come close to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from facts_pages import (
    bring_up_to_date,
    cell,
    code,
    codes,
    fact_tables,
    page,
    places,
    table,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sphinx.application import Sphinx

    from globalcs.facts import Facts
    from globalcs.payments import Exclusion, MethodCard, Offer, Selection

#: What the lists are made for: the worth of this in the money of the country.
WORTH = "50 EUR"
#: A method with one of these reasons is not looked for in the country at all.
ELSEWHERE = {
    "country_not_served", "country_barred", "country_suspended",
    "retired", "retired_in_country", "not_launched", "not_launched_in_country",
}  # fmt: skip


def write_pages(app: Sphinx) -> None:
    """
    Bring the generated pages up to date.
    """
    from globalcs.facts import bundled

    pages = pages_of(bundled(), app.config.facts_pages_on)
    bring_up_to_date(Path(app.srcdir, "payments", "_generated"), pages)


def pages_of(book: Facts, on: date) -> dict[str, str]:
    """
    Every page by its path.
    """
    from globalcs import payments

    cards = {card.id: card for card in payments.methods(facts=book)}
    lists = {place: found for place in countries(book) if (found := selection(book, place, on))}
    homes = offered_in(lists)
    pages = {
        f"methods/{name}.md": method_page(book, card, homes.get(name, {}), on)
        for name, card in cards.items()
    }
    for place, found in lists.items():
        pages[f"countries/{place}.md"] = country_page(book, place, found, on)
    return {
        "methods.md": methods_page(cards.values(), homes),
        "countries.md": countries_page(book, lists, on),
        **pages,
    }


def countries(book: Facts) -> list[str]:
    return [place for place in places(book) if len(place) == 2]


def selection(book: Facts, place: str, on: date) -> Selection | None:
    """
    What a shop of the country would show there; None for a union, or where no money is known.
    """
    from globalcs import payments
    from globalcs.errors import GlobalcsError
    from globalcs.facts._place_keys import CURRENCY

    money = book.find(place, CURRENCY, on=on)
    if money is None or book.place(place).country != place:
        return None
    try:
        checkout = payments.Checkout(
            shopper_country=place, merchant_country=place, amount=worth(money.value, on)
        )
        return payments.select(checkout, on=on, facts=book)
    except GlobalcsError:
        return None


def worth(currency: str, on: date) -> str:
    from globalcs import Money
    from globalcs.errors import RateNotFound
    from globalcs.rates import default_rates

    try:
        rate = default_rates().rate("EUR", currency, on)
    except RateNotFound:
        return f"100 {currency}"
    return rate.convert(Money.from_text(WORTH), rounding="half_up").to_text()


def offered_in(lists: Mapping[str, Selection]) -> dict[str, dict[str, int]]:
    """
    For each method, its place in the list of each country.
    """
    found: dict[str, dict[str, int]] = {}
    for place, answer in lists.items():
        for offer in answer.offered:
            found.setdefault(offer.method.id, {})[place] = offer.rank
    return found


# --- methods -------------------------------------------------------------------------------------


def methods_page(cards: Iterable[MethodCard], homes: Mapping[str, Mapping[str, int]]) -> str:
    head = ["Method", "Family", "From", "Until", "Countries with a list that has it"]
    rows = [
        [
            f"[{cell(card.name)}](methods/{card.id}.md)",
            card.family.replace("_", " "),
            card.launched or "",
            card.ends or "",
            str(len(homes.get(card.id, {}))),
        ]
        for card in cards
    ]
    return page("All payment methods", table(head, rows))


def method_page(book: Facts, card: MethodCard, homes: Mapping[str, int], on: date) -> str:
    """
    What a method is, where it is on the list, and every fact of it.
    """
    subject = f"method:{card.id}"
    return page(
        cell(card.name),
        "\n".join(about(card)) + "\n",
        f"## On the list of\n\n{links(homes) or 'No country has it on its list'} ({on}).\n",
        "## Facts\n",
        *fact_tables(book, subject),
    )


def about(card: MethodCard) -> Iterator[str]:
    yield f"{code(card.id)}, {card.family.replace('_', ' ')}."
    for label in card.labels:
        days = [("from", label.since), ("until", label.until)]
        told = " ".join(f"{word} {day}" for word, day in days if day)
        yield f"Shoppers read *{cell(label.text)}*{f' ({told})' if told else ''}."
    if card.launched:
        yield f"It opened in {card.launched}."
    if card.ends:
        after = f", then {codes(card.successors)}" if card.successors else ""
        yield f"It takes payments until {card.ends}{after}."
    if card.note:
        yield cell(card.note)


def links(homes: Mapping[str, int]) -> str:
    ranked = sorted(homes.items(), key=lambda item: (item[1], item[0]))
    return ", ".join(f"[{place}](../countries/{place}.md) ({rank})" for place, rank in ranked)


# --- countries -----------------------------------------------------------------------------------


def countries_page(book: Facts, lists: Mapping[str, Selection], on: date) -> str:
    head = ["Country", "Offered", "First three"]
    rows = [
        [
            f"[{cell(titled(place))}](countries/{place}.md)",
            str(len(answer.offered)),
            ", ".join(cell(offer.label) for offer in answer.offered[:3]),
        ]
        for place, answer in lists.items()
    ]
    lead = f"What a shop of the country would show for the worth of about {WORTH}, on {on}.\n"
    return page("Payment methods by country", lead, table(head, rows))


def country_page(book: Facts, place: str, answer: Selection, on: date) -> str:
    """
    The list of a country, why it stands so, and the methods that come close to it.
    """
    near = [entry for entry in answer.excluded if is_near(entry)]
    amount = answer.request.amount.to_text()
    lead = f"For {amount}, from a shop of the country, on {on}; status {code(answer.status)}.\n"
    whole = [
        r for r in answer.reasons if r.code not in ("payments.offered", "payments.psps_not_tested")
    ]
    return page(
        f"Payment methods: {cell(titled(place))}",
        lead,
        table(
            ["", "Method", "Label", "Points", "Paid", "Refund", "Mind"],
            map(offer_row, answer.offered),
        ),
        "\n".join(f"- {cell(reason.text('en'))}" for reason in whole) + "\n",
        "## Close to the list\n",
        table(["Method", "Why not", "Would appear if"], map(near_row, near)),
        f"The other {len(answer.excluded) - len(near)} methods of the book are not there.\n",
    )


def is_near(entry: Exclusion) -> bool:
    return not {reason.code.removeprefix("payments.") for reason in entry.reasons} & ELSEWHERE


def offer_row(offer: Offer) -> list[str]:
    score = ", ".join(
        f"{name} {points}" for name, points in offer.score._asdict().items() if points
    )
    return [
        str(offer.rank),
        f"[{cell(offer.method.name)}](../methods/{offer.method.id}.md)",
        cell(offer.label),
        f"{offer.score.total} ({score.replace('_', ' ')})" if score else "0",
        offer.paid or "",
        " ".join(filter(None, (offer.refund, offer.refund_days and f"{offer.refund_days} days"))),
        cell(" ".join(reason.text("en") for reason in offer.warnings)),
    ]


def near_row(entry: Exclusion) -> list[str]:
    changes = entry.would_appear_if
    return [
        f"[{cell(entry.method.name)}](../methods/{entry.method.id}.md)",
        cell(" ".join(reason.text("en") for reason in entry.reasons)),
        "–" if changes is None else "; ".join(code(str(change)) for change in changes),
    ]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
