"""
What holds for every order, place, policy and day.
"""

from calendar import monthrange
from datetime import date, timedelta

import holidays
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from globalcs import landed_cost
from globalcs.facts import bundled
from globalcs.money import Money
from globalcs.returns import Order, OrderLine, Policy, ReturnRequest, Shipping, decide
from globalcs.returns._keys import EXTENSION, WITHDRAWAL
from tests._counts import scaled

FACTS = bundled()
ON = date(2026, 11, 21)
RANK = {"refuse": 0, "review": 1, "accept": 2}
RIGHTS = tuple(
    place
    for place in FACTS.subjects()
    if ":" not in place
    and place != "EU"  # nobody lives in the union itself
    and any(fact.value.right == "statutory" for fact in FACTS.history(place, WITHDRAWAL))
)
EU = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "NL", "PL", "SE")

days = st.dates(date(2015, 1, 1), date(2028, 12, 31))
places = st.sampled_from(RIGHTS)
delays = st.integers(0, 40)


def request(place, contract, delivered, **more):
    lines = tuple(
        OrderLine(id=str(number), price="10.00 EUR", delivered=day)
        for number, day in enumerate(delivered)
    )
    order = Order(place=place, contract_date=contract, lines=lines)
    told = {"informed": True, "cost_told": True, **more}
    return ReturnRequest(order=order, **told)


# --- the clock, day by day -----------------------------------------------------------------------


class Oracle:
    """
    Counts one day after the other, with nothing of the room but the facts.
    """

    def __init__(self, place, contract):
        self.rule = FACTS.get(place, WITHDRAWAL, on=contract).value
        self.place = place

    def is_rest(self, day, words):
        country, _, region = self.place.partition("-")
        public = set()
        if "public_holiday" in words:
            calendar = holidays.country_holidays(country, subdiv=region or None, years=day.year)
            public = set(calendar)
        return (
            ("saturday" in words and day.isoweekday() == 6)
            or ("sunday" in words and day.isoweekday() == 7)
            or f"{day:%m-%d}" in words
            or ("midsummer_eve" in words and day == midsummer_eve(day.year))
            or day in public
        )

    def last_day(self, contract, delivered):
        rule = self.rule
        start = contract if rule.starts == "contract" else delivered
        words = rule.rest_days or ("saturday", "sunday", "public_holiday")
        day, counted = start, 0
        if rule.day_zero == "included":
            counted = 1
        while counted < rule.window_days:
            day += timedelta(days=1)
            if rule.counted_in == "calendar_days" or not self.is_rest(day, words):
                counted += 1
        while rule.last_day == "next_working_day" and self.is_rest(day, rule.rest_days):
            day += timedelta(days=1)
        return day


def midsummer_eve(year):
    return next(
        day
        for day in (date(year, 6, 19) + timedelta(days=n) for n in range(7))
        if day.isoweekday() == 5
    )


@settings(max_examples=scaled(10_000))
@given(places, days, delays, delays)
def test_the_last_day_is_what_counting_day_by_day_gives(place, contract, first, second):
    """
    For every place with a right, the last day is the one a slow count reaches.
    """
    assume(FACTS.find(place, WITHDRAWAL, on=contract) is not None)
    arrived = contract + timedelta(days=first), contract + timedelta(days=first + second)
    decision = decide(request(place, contract, arrived, notice=contract), on=contract)
    oracle = Oracle(place, contract)

    expected = [oracle.last_day(contract, day) for day in arrived]
    if oracle.rule.starts == "last_item":
        expected = [max(expected)] * 2
    assert expected == [line.last_day for line in decision.lines]


@settings(max_examples=scaled(2_000))
@given(st.sampled_from(EU), days, delays)
def test_twelve_months_more_for_who_was_not_told(place, contract, delay):
    """
    In the EU a buyer who was not told has twelve months from the end of the first fourteen days.
    """
    assume(FACTS.find(place, WITHDRAWAL, on=contract) is not None)
    assume(FACTS.find(place, EXTENSION, on=contract) is not None)
    arrived = contract + timedelta(days=delay)
    asked = request(place, contract, (arrived,), notice=contract, informed=False)
    oracle = Oracle(place, contract)
    end = oracle.last_day(contract, arrived)
    day = date(end.year + 1, end.month, min(end.day, monthrange(end.year + 1, end.month)[1]))
    while oracle.is_rest(day, oracle.rule.rest_days):
        day += timedelta(days=1)

    assert day == decide(asked, on=contract).last_day


@settings(max_examples=scaled(4_000))
@given(
    places,
    days,
    delays,
    st.integers(0, 60),
    st.integers(0, 500),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, 7, 20, 60]),
)
def test_a_later_notice_is_never_better(place, contract, delay, early, later, informed, window):
    """
    With the law's day fixed, no later notice turns a refusal into an acceptance.
    """
    policy = None if window is None else Policy(window_days=window)
    arrived = contract + timedelta(days=delay)
    verdicts = [
        decide(
            request(place, contract, (arrived,), notice=notice, informed=informed),
            policy=policy,
            on=ON,
        ).verdict
        for notice in (arrived + timedelta(days=early), arrived + timedelta(days=early + later))
    ]

    assert RANK[verdicts[0]] >= RANK[verdicts[1]]


# --- money ---------------------------------------------------------------------------------------


@st.composite
def orders(draw, place=None):
    lines = []
    for number in range(draw(st.integers(1, 3))):
        quantity = draw(st.integers(1, 4))
        total = draw(st.integers(0, 100_000))
        lines.append(
            OrderLine(
                id=f"line{number}",
                line_total=Money.from_minor(total, "EUR"),
                quantity=quantity,
                discount=Money.from_minor(draw(st.integers(0, total)), "EUR"),
                delivered=date(2026, 3, 10),
            )
        )
    paid = draw(st.integers(0, 5_000))
    standard = draw(st.integers(0, 5_000))
    return Order(
        place=place or draw(places),
        contract_date=date(2026, 3, 2),
        lines=tuple(lines),
        shipping=Shipping(
            paid=Money.from_minor(paid, "EUR"), standard=Money.from_minor(standard, "EUR")
        ),
    )


def back(order, refund):
    """
    The order after a refund was paid.
    """
    earlier = [
        {
            "line": line.id,
            "quantity": line.quantity,
            "goods": line.goods,
            "shipping": line.outbound,
            "charges": line.charges,
        }
        for line in refund.lines
    ]
    return order.replace(refunded=(*order.refunded, *earlier))


@settings(max_examples=scaled(100_000))
@given(orders(), st.data())
def test_refunds_stay_between_nothing_and_what_was_paid(order, data):
    """
    Whatever comes back in whatever order, each refund is at least nothing, and all of them
    together are no more than was paid.
    """
    pieces = [line.id for line in order.lines for _ in range(line.quantity)]
    pieces = data.draw(st.permutations(pieces))
    worth = data.draw(st.integers(0, 5_000))
    total = 0
    while pieces:
        count = data.draw(st.integers(1, len(pieces)))
        now, pieces = pieces[:count], pieces[count:]
        lines = [
            {
                "id": name,
                "quantity": now.count(name),
                "state": ["tried"],
                "value_after": Money.from_minor(worth, "EUR"),
            }
            for name in sorted(set(now))
        ]
        asked = ReturnRequest(
            order=order, lines=lines, notice=date(2026, 3, 3), informed=True, cost_told=True
        )
        refund = decide(asked, on=ON).refund
        amounts = sum(line.amount.minor for line in refund.lines)
        kept = sum(deduction.amount.minor for deduction in refund.deductions)
        assert refund.total.minor == amounts - kept
        assert refund.total.minor >= 0
        total += amounts
        assert total <= order.paid_minor
        order = back(order, refund)


@settings(max_examples=scaled(20_000))
@given(orders("NL"), st.data())
def test_all_of_an_eu_order_comes_back_but_the_surplus_for_dearer_delivery(order, data):
    """
    Unused goods sent back piece by piece give what was paid, less what the delivery cost above the
    standard one; at once or in parts makes no difference.
    """
    surplus = max(0, order.shipping.paid.minor - order.shipping.standard.minor)
    expected = order.paid_minor - surplus
    told = {"notice": date(2026, 3, 10), "informed": True, "cost_told": True}

    assert expected == decide(ReturnRequest(order=order, **told), on=ON).refund.total.minor

    pieces = data.draw(st.permutations([n.id for n in order.lines for _ in range(n.quantity)]))
    total = 0
    for name in pieces:
        asked = ReturnRequest(order=order, lines=[{"id": name, "quantity": 1}], **told)
        refund = decide(asked, on=ON).refund
        total += refund.total.minor
        order = back(order, refund)
    assert expected == total


carts = st.lists(st.tuples(st.integers(1, 30_000), st.integers(1, 4)), min_size=1, max_size=3)


@settings(max_examples=scaled(4_000), deadline=None)
@given(
    carts,
    st.integers(0, 4_000),
    st.integers(0, 3_000),
    st.sampled_from([{"registrations": ("IOSS",)}, {"incoterm": "DDP"}, {"incoterm": "DAP"}]),
    st.data(),
)
def test_a_quoted_order_comes_back_whole(cart, shipping, standard, terms, data):
    """
    Goods, duty, tax and fees that the shop took at checkout go back with unused goods, less the
    surplus of a dearer delivery; at once or piece by piece, never more than was paid.
    """
    items = [
        {"id": f"line{n}", "price": f"{price} JPY", "quantity": quantity, "hs_code": "621143"}
        for n, (price, quantity) in enumerate(cart)
    ]
    shipment = landed_cost.Shipment(
        ship_from="JP",
        ship_to="NL",
        items=items,
        shipping=f"{shipping} JPY",
        currency="EUR",
        **terms,
    )
    quote = landed_cost.quote(shipment, on=date(2026, 3, 2))
    assume(quote.due_at_checkout is not None)
    arrived = {line.item: {"delivered": "2026-03-10"} for line in quote.lines}
    order = Order.from_quote(quote, lines=arrived, standard=Money.from_minor(standard, "EUR"))
    paid = order.shipping.paid.minor if order.shipping else 0
    expected = quote.due_at_checkout.minor - max(0, paid - standard)
    told = {"notice": date(2026, 3, 10), "informed": True, "cost_told": True}

    assert expected == decide(ReturnRequest(order=order, **told), on=ON).refund.total.minor

    total = 0
    for name in data.draw(st.permutations([n.id for n in order.lines for _ in range(n.quantity)])):
        asked = ReturnRequest(order=order, lines=[{"id": name, "quantity": 1}], **told)
        refund = decide(asked, on=ON).refund
        assert 0 <= refund.total.minor
        total += refund.total.minor
        assert total <= order.paid_minor
        order = back(order, refund)
    assert expected == total


# --- policies ------------------------------------------------------------------------------------

OUTBOUND = (None, "none", "standard", "full")
terms = st.fixed_dictionaries(
    {
        "accepts": st.booleans(),
        "window_days": st.sampled_from([None, 0, 7, 14, 30]),
        "restocking_fee": st.sampled_from([None, "10 %", "50 %"]),
        "free_return": st.sampled_from([False, None, True]),
        "refund_outbound": st.sampled_from(OUTBOUND),
        "condition": st.sampled_from(["any", "unused"]),
        "refund_as": st.sampled_from(["money", "store_credit"]),
        "refund_within_days": st.sampled_from([None, 5, 30]),
    }
)


def kinder(given_terms, draw):
    """
    The same terms with one or more of them better for the buyer.
    """
    better = dict(given_terms)
    if draw(st.booleans()):
        better["accepts"] = True
    if draw(st.booleans()):
        better["window_days"] = (better["window_days"] or 0) + draw(st.integers(0, 30))
    if draw(st.booleans()):
        better["restocking_fee"] = None
    if draw(st.booleans()):
        better["free_return"] = True
    if draw(st.booleans()):
        better["refund_outbound"] = "full"
    if draw(st.booleans()):
        better["condition"] = "any"
    return better


@settings(max_examples=scaled(10_000))
@given(orders(), terms, st.data(), st.integers(0, 40), st.sampled_from(["tried", "used"]))
def test_a_kinder_policy_never_gives_less(order, harsh, data, late, state):
    """
    More days, a lower fee, a free way back: neither verdict, refund nor last day gets worse.
    """
    asked = ReturnRequest(
        order=order,
        lines=[{"id": line.id, "state": [state]} for line in order.lines],
        notice=date(2026, 3, 10) + timedelta(days=late),
        informed=True,
        cost_told=True,
    )
    kind = kinder(harsh, data.draw)
    before = decide(asked, policy=Policy(**harsh), on=ON)
    after = decide(asked, policy=Policy(**kind), on=ON)

    for old, new in zip(before.lines, after.lines, strict=True):
        assert RANK[old.verdict] <= RANK[new.verdict]
        assert old.return_shipping_payer != "merchant" or new.return_shipping_payer == "merchant"
        if old.last_day is not None and new.last_day is not None:
            assert old.last_day <= new.last_day
    if before.refund is not None:
        assert before.refund.total.minor <= after.refund.total.minor


@settings(max_examples=scaled(10_000))
@given(orders(), terms, st.sampled_from(["tried", "used"]))
def test_every_term_the_law_sets_aside_is_named(order, harsh, state):
    """
    Where the answer differs from what the policy says, an override says so.
    """
    asked = ReturnRequest(
        order=order,
        lines=[{"id": line.id, "state": [state]} for line in order.lines],
        notice=date(2026, 3, 10),
        informed=True,
        cost_told=True,
    )
    policy = Policy(**harsh)
    decision = decide(asked, policy=policy, on=ON)
    assume(decision.basis == "statute")
    named = {override.term for override in decision.overrides}
    kept = {deduction.kind for deduction in decision.refund.deductions}
    goods = sum(line.goods.minor for line in decision.refund.lines)

    if not policy.accepts:
        assert "final_sale" in named
    if policy.accepts and policy.window_days is not None:
        shop_end = date(2026, 3, 10) + timedelta(days=policy.window_days)
        assert ("window" in named) == (shop_end < decision.statutory_last_day)
    if policy.restocking_fee and goods >= 100 and "fee" not in kept:
        assert "restocking_fee" in named
    if policy.refund_as == "store_credit":
        assert "store_credit" in named
        assert "money" == decision.refund.method
    if policy.free_return is False and decision.return_shipping_payer == "merchant":
        assert "return_shipping" in named
    if policy.condition == "unused" and state == "used":
        assert "condition" in named
