"""
`returns.withdraw`: a declaration without reasons, acknowledged at once.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from globalcs.errors import InvalidInput, UnknownPlace
from globalcs.returns import Acknowledgement, Withdrawal, withdraw

SAID = Withdrawal(name="A. Buyer", order_id="1001", contact="a@shop.example", place="FR")
NIGHT = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)


def test_content_and_moment_are_acknowledged():
    """
    The acknowledgement holds what was declared and when, on the buyer's day.
    """
    answer = withdraw(SAID, at=NIGHT)

    assert SAID == answer.declaration
    assert "2026-07-14T22:30:00+00:00" == answer.received_at
    assert (date(2026, 7, 15), True) == (answer.received_on, answer.day_is_sure)


def test_the_number_names_content_and_moment():
    """
    The same declaration at the same moment has the same number in any zone; another has another.
    """
    elsewhere = NIGHT.astimezone(timezone(timedelta(hours=9)))
    numbers = [withdraw(SAID, at=at).number for at in (NIGHT, elsewhere)]

    assert numbers[0] == numbers[1]
    assert numbers[0] != withdraw(SAID, at=NIGHT + timedelta(seconds=1)).number
    assert numbers[0] != withdraw(SAID.replace(lines=("a",)), at=NIGHT).number


@pytest.mark.parametrize(
    ("place", "day", "required"),
    [
        ("FR", date(2026, 6, 18), False),
        ("FR", date(2026, 6, 19), True),
        ("GB", date(2026, 7, 1), False),
        ("AR", date(2026, 7, 1), True),
    ],
)
def test_where_the_function_is_required(place, day, required):
    """
    In the EU from 19 June 2026, in Argentina since 2020, in the United Kingdom not.
    """
    noon = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)

    assert required is withdraw(SAID.replace(place=place), at=noon).function_required


def test_reads_back():
    """
    To plain data and back.
    """
    answer = withdraw(SAID, at=NIGHT)

    assert answer == Acknowledgement.from_dict(answer.to_dict())


@pytest.mark.parametrize("field", ["name", "order_id", "contact", "place"])
def test_what_is_needed(field):
    """
    Name, contract, contact and place; nothing else, and no reason.
    """
    data = {"name": "A", "order_id": "1", "contact": "a@shop.example", "place": "FR"}
    del data[field]
    with pytest.raises(InvalidInput):
        withdraw(data, at=NIGHT)


def test_bad_moments_and_places():
    """
    A moment without a zone, a zone that is none, and a place that is none.
    """
    with pytest.raises(InvalidInput):
        withdraw(SAID, at=datetime(2026, 7, 14, 22, 30))  # noqa: DTZ001
    with pytest.raises(InvalidInput):
        withdraw(SAID.replace(timezone="Mars/Olympus"), at=NIGHT)
    with pytest.raises(UnknownPlace):
        withdraw(SAID.replace(place="XX"), at=NIGHT)
