"""
What holds for every checkout, whoever pays whatever wherever.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from globalcs import payments
from globalcs.errors import EndedCurrency
from globalcs.facts import bundled
from globalcs.facts._place_keys import CURRENCY
from tests._counts import scaled

IDS = tuple(card.id for card in payments.methods())
COUNTRIES = (
    "NL", "DE", "FR", "BE", "GB", "DK", "PL", "CH", "US", "CA", "BR", "MX", "JP", "KR", "CN", "IN",
    "ID", "SA", "AE", "KE", "SN", "RU", "TR", "AU", "NZ", "AT", "LU", "ZA", "EG", "TH", "IR",
)  # fmt: skip
CURRENCIES = ("EUR", "USD", "GBP", "DKK", "PLN", "JPY", "KRW", "BRL", "MXN", "INR", "SAR", "KES")
PSPS = ("stripe", "adyen", "mollie", "checkout_com", "hyperswitch", "airwallex")
NUMBERS = (1, 9, 49, 120, 1_000, 9_999, 10_000, 10_001, 250_000)
GOODS = ("physical", "digital", "alcohol", "donation", "gambling", "gift_card")

some_ids = st.lists(st.sampled_from(IDS), max_size=3, unique=True).map(tuple)
days = st.integers(0, 365 * 14).map(lambda n: date(2015, 1, 1) + timedelta(days=n))


@st.composite
def amounts(draw: Any, country: str) -> str:
    home = bundled().find(country, CURRENCY, on=date(2026, 11, 21))
    currency = draw(st.sampled_from((home.value if home else "EUR", *CURRENCIES)))
    return f"{draw(st.sampled_from(NUMBERS))} {currency}"


@st.composite
def checkouts(draw: Any) -> payments.Checkout:
    country = draw(st.sampled_from(COUNTRIES))
    purpose = draw(st.sampled_from(("one_time", "one_time", "subscription", "save_for_later")))
    amount = draw(amounts(country))
    number, _, currency = amount.partition(" ")
    recurring = f"{int(number) * 3} {currency}" if purpose == "subscription" else None
    block = draw(some_ids)
    return payments.Checkout(
        shopper_country=country,
        amount=amount,
        merchant_country=draw(st.sampled_from((None, country, "NL", "US"))),
        psps=draw(st.none() | st.lists(st.sampled_from(PSPS), max_size=2, unique=True).map(tuple)),
        purpose=purpose,
        recurring_amount=draw(st.sampled_from((None, recurring))),
        buyer=draw(st.sampled_from(("consumer", "consumer", "business"))),
        channel=draw(st.sampled_from(("web", "web", "app", "pos"))),
        device=draw(st.sampled_from((None, "android", "ios_safari", "desktop", "in_app_browser"))),
        goods=draw(st.lists(st.sampled_from(GOODS), max_size=2, unique=True).map(tuple)),
        other_countries=draw(st.lists(st.sampled_from(COUNTRIES), max_size=1).map(tuple)),
        deadline_until_paid=draw(st.sampled_from((None, "instant", "minutes", "days"))),
        needs_refund_within_days=draw(st.sampled_from((None, 14, 90, 400))),
        after_sale=draw(st.sampled_from(("warn", "exclude"))),
        avoid_chargeback=draw(st.booleans()),
        preferred=draw(some_ids),
        block=block,
        must_include=tuple(name for name in draw(some_ids) if name not in block),
        limit=draw(st.sampled_from((None, None, None, None, None, None, 1, 5))),
    )


def ask(checkout: payments.Checkout, on: date) -> payments.Selection | None:
    """
    The selection, or None where the currency was not in use on the day.
    """
    try:
        return payments.select(checkout, on=on)
    except EndedCurrency:
        return None


@settings(max_examples=scaled(1_000))
@given(checkouts(), days)
def test_partition(checkout, on):
    """
    Offered and excluded are all methods, each once, and ranks count up from one.
    """
    selection = ask(checkout, on)
    if selection is None:
        return
    offered = [offer.method.id for offer in selection.offered]

    assert sorted(IDS) == sorted(offered + [entry.method.id for entry in selection.excluded])
    assert list(range(1, len(offered) + 1)) == [offer.rank for offer in selection.offered]
    assert all(entry.reasons for entry in selection.excluded)


@settings(max_examples=scaled(300))
@given(checkouts(), days)
def test_deterministic(checkout, on):
    """
    The same question has the same answer in a book that was never asked before.
    """
    selection = ask(checkout, on)
    if selection is None:
        return
    fresh = payments.select(checkout, on=on, facts=bundled().with_layer("none", {}))

    told, again = selection.to_dict(), fresh.to_dict()
    assert told.pop("facts_version") != again.pop("facts_version")
    assert told == again


@settings(max_examples=scaled(300))
@given(checkouts(), days)
def test_round_trip(checkout, on):
    """
    A selection reads back what it writes.
    """
    selection = ask(checkout, on)

    assert selection is None or selection == payments.Selection.from_json(selection.to_json())


@settings(max_examples=scaled(1_000))
@given(checkouts(), days)
def test_no_offer_breaks_a_fact(checkout, on):
    """
    What is offered is alive, served, takes the money and the amount, by the facts themselves.
    """
    selection = ask(checkout, on)
    for offer in selection.offered if selection is not None else ():
        assert [] == broken_facts(offer.method.id, selection)


def broken_facts(name: str, selection: payments.Selection) -> list[str]:
    """
    The facts that an offer breaks, looked up by name without the room's own rules.
    """
    book, on, checkout = bundled(), selection.on, selection.request
    subject, currency = f"method:{name}", str(checkout.amount.currency)
    countries = {checkout.shopper_country, *checkout.other_countries}
    found = []
    end = book.find(subject, "payments.end", on=on)
    if end is not None and end.certain:
        found.append("end")
    market = book.get(subject, "payments.market", on=on).value
    if not {"*", currency} & market.currencies:
        found.append("currency")
    dated = {
        c for c in countries if book.find(subject, "payments.country", on=on, when={"region": c})
    }
    if not ({"*"} & market.countries or countries & market.countries or dated):
        found.append("country")
    use = book.find(subject, "payments.use", on=on)
    if use is not None and use.value.buyer not in (None, "both", checkout.buyer):
        found.append("buyer")
    refuses = book.find(subject, "payments.refuses", on=on)
    if refuses is not None and set(refuses.value) & set(checkout.goods):
        found.append("goods")
    terms = book.find(subject, "payments.terms", on=on)
    if terms is not None and terms.value.recurring == "no" and checkout.purpose != "one_time":
        found.append("recurring")
    limits = book.find(subject, "payments.limits", on=on)
    if limits is not None and not limits.when and not beside(subject):
        least = limits.value.least.get(currency)
        most = limits.value.most.get(currency)
        amount = checkout.amount.amount
        if (least is not None and amount < least) or (most is not None and amount > most):
            found.append("limits")
    return found


def beside(subject: str) -> bool:
    """
    Whether limits differ by place, buyer or processor, so that the general one need not hold.
    """
    return any(fact.when for fact in bundled().history(subject, "payments.limits"))


@settings(max_examples=scaled(400))
@given(checkouts(), days, st.data())
def test_changes_admit(checkout, on, data):
    """
    Every `would_appear_if` that isn't None really admits the method when it is applied.
    """
    selection = ask(checkout, on)
    if selection is None or not selection.excluded:
        return
    ways = [entry for entry in selection.excluded if entry.would_appear_if is not None]
    for entry in data.draw(st.permutations(ways))[:8] if ways else ():
        changed = payments.changed(checkout, entry.would_appear_if, on=on)
        again = payments.select(changed, on=on)

        assert entry.method.id in [offer.method.id for offer in again.offered]


@settings(max_examples=scaled(400))
@given(checkouts(), days)
def test_processors_only_take_away(checkout, on):
    """
    Telling the processors never adds a method.
    """
    open_ended = ask(checkout.replace(psps=None, limit=None), on)
    selection = ask(checkout.replace(limit=None), on)
    if selection is None or open_ended is None:
        return
    free = {offer.method.id for offer in open_ended.offered}

    assert {offer.method.id for offer in selection.offered} <= free


points = st.integers(-1_000_000, 1_000_000)
regions = st.sampled_from(COUNTRIES)


@st.composite
def preferences(draw: Any) -> dict[str, Any]:
    """
    A layer with points for a few methods, everywhere or in one country.
    """
    names = draw(st.lists(st.sampled_from(IDS), max_size=4, unique=True))
    told = {name: {"value": draw(points)} for name in names}
    for entry in told.values():
        if draw(st.booleans()):
            entry["when"] = {"region": draw(regions)}
    return {f"method:{name}": {"payments.preference": [entry]} for name, entry in told.items()}


@settings(max_examples=scaled(300))
@given(checkouts(), days, preferences())
def test_preferences_only_order(checkout, on, layer):
    """
    A shop's points change the order, by just so many points, and never who may be shown.
    """
    free = checkout.replace(limit=None)
    plain = ask(free, on)
    if plain is None:
        return
    asked = payments.select(free, on=on, facts=bundled().with_layer("merchant", layer))
    before = {offer.method.id: offer.score for offer in plain.offered}
    after = {offer.method.id: offer.score for offer in asked.offered}

    assert before.keys() == after.keys()
    assert before == {name: score._replace(shop=0) for name, score in after.items()}
    totals = [offer.score.total for offer in asked.offered]
    assert sorted(totals, reverse=True) == totals
