"""
Whatever comes in: an answer, or an error of the library's own tree; never another one.
"""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import payments
from globalcs.errors import GlobalcsError
from tests._counts import scaled
from tests.rooms.payments._ask import TODAY

junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.decimals(),
    st.text(max_size=12),
    st.binary(max_size=4),
    st.dates(),
    st.datetimes(),
    st.just(object()),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)
places = junk | st.sampled_from(
    ("NL", "nl", "US-CA", "UK", "EU", "XX", "", "IC", "XI", "\0", "N", "NLD", "ZZ", "AQ")
)
amounts = junk | st.sampled_from(
    ("49.90 EUR", "0 EUR", "-1 EUR", "1e5 EUR", "NaN EUR", "Infinity USD", "1.005 EUR", "10 XXX",
     "10", "EUR 10", "10 BGN", "99999999999999999999 JPY", "0.001 KWD", "10 DEM", "")
)  # fmt: skip
ids = junk | st.lists(st.sampled_from(("klarna", "klarnaa", "")), max_size=2)
psps = st.one_of(
    junk,
    st.lists(st.sampled_from(("stripe", "adyen", "strpe", "")), max_size=3),
    st.just([{"code": "stripe", "methods": ["ideal"]}]),
    st.just([{"code": "x"}]),
)
fields: dict[str, st.SearchStrategy[Any]] = {
    "shopper_country": places,
    "amount": amounts,
    "merchant_country": places,
    "psps": psps,
    "purpose": junk | st.sampled_from(("subscription", "save_for_later")),
    "recurring_amount": amounts,
    "buyer": junk,
    "channel": junk,
    "device": junk,
    "goods": junk,
    "other_countries": junk | st.lists(places, max_size=2),
    "deadline_until_paid": junk,
    "needs_refund_within_days": junk,
    "after_sale": junk,
    "avoid_chargeback": junk,
    "preferred": ids,
    "block": ids,
    "must_include": ids,
    "last_used": junk,
    "limit": junk,
    "locale": junk | st.sampled_from(("zz-ZZ", "x" * 200, "en-US")),
    "weights": junk,
    "unheard_of": junk,
}


@st.composite
def requests(draw: Any) -> dict[str, Any]:
    """
    A checkout of a Dutch shopper with a few of its fields spoilt.
    """
    names = draw(st.lists(st.sampled_from(tuple(fields)), max_size=4, unique=True))
    return {
        "shopper_country": "NL",
        "amount": "49.90 EUR",
        **{name: draw(fields[name]) for name in names},
    }


def asked(function: Any, *arguments: Any, **named: Any) -> Any:
    """
    The answer, or None where the library refuses in its own words.
    """
    try:
        return function(*arguments, **named)
    except GlobalcsError:
        return None


@settings(max_examples=scaled(500))
@given(requests(), st.dates() | junk, junk, junk)
def test_select(request, on, name, psp):
    """
    A selection is made and told, or refused.
    """
    selection = asked(payments.select, request, on=on)
    if selection is not None:
        assert selection == payments.Selection.from_json(selection.to_json())
        assert selection._repr_html_()
        asked(selection.why, name)
        asked(payments.to_psp, selection, psp)


@settings(max_examples=scaled(300))
@given(places, psps, st.dates() | junk, junk, junk)
def test_the_other_questions(place, some_psps, on, one, another):
    """
    The same for coverage, methods by id, codes of processors, and what was written down.
    """
    asked(payments.coverage, place, some_psps, on=on)
    asked(payments.method, one)
    asked(payments.from_psp, one, another, on=on)
    asked(payments.from_psp, "stripe", another, on=TODAY)
    asked(payments.Selection.from_dict, one)
    asked(payments.Selection.from_json, another)
    asked(payments.Psp, code=one, methods=another)
    asked(payments.Weights, preferred=one)


changes = st.lists(
    st.builds(
        payments.Change,
        st.sampled_from(("currency", "amount", "psps", "limit", "block", "device", "unheard_of")),
        junk,
    ),
    max_size=2,
)


@settings(max_examples=scaled(300))
@given(requests(), changes | junk)
def test_changed(request, some_changes):
    """
    A checkout is changed, or refused.
    """
    found = asked(payments.changed, request, some_changes, on=date(2026, 11, 20))

    assert found is None or isinstance(found, payments.Checkout)
