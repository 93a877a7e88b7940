"""
What is offered in every country with ranks, on one day: written anew with
`python -m tests.rooms.payments._offered` after a change of data.
"""

import json
from datetime import date
from pathlib import Path

from globalcs import payments
from globalcs.facts import bundled
from globalcs.facts._place_keys import CURRENCY
from globalcs.payments._keys import MARKET_RANK

ON = date(2026, 11, 21)
FILE = Path(__file__).with_name("offered.json")


def countries() -> list[str]:
    """
    The countries whose payments somebody has ranked.
    """
    facts = bundled()
    places = [subject for subject in facts.subjects() if len(subject) == 2 and subject.isupper()]
    return [place for place in places if facts.history(place, MARKET_RANK)]


def offered(country: str) -> list[str]:
    """
    Rank, id and points of what a domestic shop could show for the worth of some lunch.
    """
    currency = bundled().get(country, CURRENCY, on=ON).value
    checkout = payments.Checkout(
        shopper_country=country,
        merchant_country=country,
        amount=f"{AMOUNTS.get(currency, 100)} {currency}",
    )
    found = payments.select(checkout, on=ON).offered
    return [f"{offer.rank} {offer.method.id} {offer.score.total}" for offer in found]


#: Where a hundred of the money is next to nothing.
AMOUNTS = {
    "JPY": 10_000, "KRW": 100_000, "IDR": 1_000_000, "VND": 1_500_000, "CLP": 60_000,
    "COP": 250_000, "ARS": 80_000, "HUF": 20_000, "NGN": 90_000, "INR": 5_000, "THB": 2_000,
    "TWD": 2_000, "PHP": 3_000, "KES": 8_000, "MXN": 1_000, "CZK": 1_500, "KWD": 20, "EGP": 2_500,
    "TRY": 3_000, "UYU": 2_500, "RUB": 5_000,
}  # fmt: skip


def snapshot() -> str:
    """
    All of it as the file holds it.
    """
    told = {country: offered(country) for country in countries()}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(snapshot(), encoding="utf-8")
