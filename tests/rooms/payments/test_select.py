"""
Which methods are offered, and what is told of the others.
"""

import copy
import pickle
from datetime import date, datetime

import pytest

from globalcs import payments
from globalcs.errors import EndedCurrency, InvalidInput, UnknownMethod, UnknownPlace
from globalcs.facts import bundled
from globalcs.items import Address
from globalcs.rates import FixedRates
from tests.rooms.payments._ask import TODAY, codes, ids, select


class TestPartition:
    """
    Every method is either offered or left out.
    """

    def test_all_methods_are_told(self):
        """
        Offered and excluded together are all methods of the book, each once.
        """
        selection = select("NL", "49.90 EUR", psps=("stripe",))
        told = sorted(ids(selection) + [entry.method.id for entry in selection.excluded])

        assert [card.id for card in payments.methods()] == told

    def test_ranks_count_from_one(self):
        """
        Ranks are the places in the list.
        """
        selection = select("BR", "300 BRL")

        assert list(range(1, len(selection.offered) + 1)) == [o.rank for o in selection.offered]

    def test_no_exclusion_without_a_reason(self):
        """
        Whatever is left out says why.
        """
        selection = select("JP", "5000 JPY", psps=("adyen",))

        assert [] == [entry.method.id for entry in selection.excluded if not entry.reasons]

    def test_why_tells_either(self):
        """
        `why` gives the offer or the exclusion, and refuses what is no method.
        """
        selection = select("PL", "49.90 EUR")

        assert selection.offered[0] == selection.why("przelewy24")
        assert next(e for e in selection.excluded if e.method.id == "blik") == selection.why("blik")
        with pytest.raises(UnknownMethod, match="did you mean blik"):
            selection.why("bliks")


class TestPsps:
    """
    What the shop's processors can do.
    """

    def test_not_told_is_not_tested(self):
        """
        Without processors nothing is excluded for them, once warned.
        """
        selection = select("NL", "49.90 EUR")

        assert [] == [e.method.id for e in selection.excluded if "no_psp" in codes(e)]
        assert ["payments.psps_not_tested"] == [reason.code for reason in selection.warnings]

    def test_none_at_all_excludes_everything(self):
        """
        A shop without processors can offer nothing; that is an answer and no error.
        """
        selection = select("NL", "49.90 EUR", psps=())
        alive = [entry for entry in selection.excluded if "retired" not in codes(entry)]

        assert () == selection.offered
        assert all("no_psp" in codes(entry) for entry in alive)
        assert "payments.nothing_offered" in [reason.code for reason in selection.reasons]

    def test_only_what_is_switched_on(self):
        """
        A processor with a list of its own offers what is on it.
        """
        selection = select(
            "NL", "49.90 EUR", psps=(payments.Psp(code="mollie", methods=("ideal", "klarna")),)
        )

        assert ["ideal", "klarna"] == ids(selection)

    def test_a_processor_nobody_knows_may_bring_its_list(self):
        """
        With methods named, the book need not know the processor.
        """
        selection = select("NL", "49.90 EUR", psps=({"code": "ownbank", "methods": ["ideal"]},))

        assert {"ownbank": ()} == selection.why("ideal").psp_codes

    def test_codes_by_processor(self):
        """
        An offer tells what each of the shop's processors calls it, and no other's.
        """
        offer = select("NL", "49.90 EUR", psps=("stripe", "Checkout.com")).why("ideal")

        assert {"stripe": ("ideal",), "checkout_com": ("ideal",)} == offer.psp_codes

    def test_codes_of_the_day(self):
        """
        Without processors told, an offer names those that have the method on that day.
        """
        before = select("DE", "9 EUR", on=date(2026, 10, 27)).why("wero")
        after = select("DE", "9 EUR", on=date(2026, 10, 28)).why("wero")

        assert ["adyen", "mollie"] == list(before.psp_codes)
        assert ["adyen", "mollie", "stripe"] == list(after.psp_codes)

    def test_limits_by_processor(self):
        """
        Above one processor's limit the method stays at the other, and only there.
        """
        offer = select("GB", "6000 GBP", psps=("stripe", "mollie")).why("bacs")

        assert ["stripe"] == list(offer.psp_codes)

    def test_beyond_every_processors_limit(self):
        """
        Above the limit of all of them it is left out.
        """
        entry = select("GB", "6000 GBP", psps=("mollie",)).why("bacs")

        assert ["amount_too_high"] == codes(entry)

    def test_a_processor_of_which_little_is_known(self):
        """
        The book knows of Airwallex only when Sofort ended there; the answer says so.
        """
        selection = select("NL", "49.90 EUR", psps=("airwallex",))

        assert "payments.psp_little_known" in [reason.code for reason in selection.warnings]


class TestPlaces:
    """
    Countries, regions, aliases and addresses.
    """

    @pytest.mark.parametrize(
        "place", ["ES", "es", "IC", Address(country="ES", postal_code="35001")]
    )
    def test_a_place_is_its_country(self, place):
        """
        A shopper on the Canaries has a Spanish bank.
        """
        assert "bizum" in ids(select(place, "49.90 EUR"))

    def test_aliases(self):
        """
        UK is the United Kingdom.
        """
        assert ids(select("GB", "49.90 GBP")) == ids(select("UK", "49.90 GBP"))

    def test_barred_countries(self):
        """
        What is not to be offered somewhere has no way out.
        """
        entry = select("IR", "10 EUR").why("visa")

        assert ["country_barred"] == codes(entry)
        assert entry.would_appear_if is None

    def test_suspended(self):
        """
        Cards were suspended in Russia from 2022-03-10 on, just after midnight.
        """
        before = select("RU", "100 EUR", on=date(2022, 3, 9))
        after = select("RU", "100 EUR", on=date(2022, 3, 10))

        assert "visa" in ids(before)
        assert ["country_suspended"] == codes(after.why("visa"))

    def test_a_country_without_ranks(self):
        """
        Where nobody studied a country the order is its region's, and says so.

        Who is offered is never borrowed.
        """
        selection = select("SN", "20000 XOF")
        told = {reason.code: reason for reason in selection.reasons}

        assert "africa" == told["payments.ranked_by_region"].params["region"]
        assert "estimated" == selection.status
        assert {"wave", "orange_money"} <= set(ids(selection))


class TestDays:
    """
    The day decides what is alive.
    """

    def test_before_it_existed(self):
        """
        Pix opened on 2020-11-16.
        """
        assert ["not_launched"] == codes(select("BR", "90 BRL", on=date(2020, 11, 15)).why("pix"))
        assert "pix" in ids(select("BR", "90 BRL", on=date(2020, 11, 16)))

    def test_inside_an_inexact_start(self):
        """
        Bre-B started some day in October 2025: inside the month it is offered, with a warning.
        """
        within = select("CO", "90000 COP", on=date(2025, 10, 12)).why("bre_b")

        assert "perhaps_not_launched" in codes(within)
        assert ["not_launched"] == codes(
            select("CO", "90000 COP", on=date(2025, 9, 30)).why("bre_b")
        )

    def test_inside_an_inexact_end(self):
        """
        Apple Pay Later ended in June 2024: perhaps there inside the month, gone after it.
        """
        within = select("US", "90 USD", on=date(2024, 6, 15)).why("apple_pay_later")
        after = select("US", "90 USD", on=date(2024, 7, 1)).why("apple_pay_later")

        assert "perhaps_retired" in codes(within)
        assert ["retired", "succeeded_by"] == codes(after)

    def test_the_law_day_is_the_day(self):
        """
        What can be paid with is asked for the day of the purchase.
        """
        assert TODAY == select("NL", "49.90 EUR").law_day

    def test_labels_are_dated(self):
        """
        The label changed on 2026-01-29.
        """
        labels = [
            select("NL", "5 EUR", on=day).why("ideal").label
            for day in (date(2026, 1, 28), date(2026, 1, 29))
        ]

        assert ["iDEAL", "iDEAL | Wero"] == labels


class TestCurrency:
    """
    Currencies, and pairs of country and currency.
    """

    def test_only_at_home(self):
        """
        PayPal takes reais from Brazilian shoppers only.
        """
        assert "paypal" in ids(select("BR", "90 BRL"))
        assert ["currency_country_pair"] == codes(select("PT", "90 BRL").why("paypal"))

    def test_limits_in_another_currency_warn(self):
        """
        Without rates a limit in dollars excludes nobody who pays in euros; it warns.
        """
        assert ["limit_not_comparable"] == codes(select("DE", "70000 EUR").why("paypal"))

    def test_limits_in_another_currency_are_compared_at_a_rate(self):
        """
        With rates it is compared, both ends inclusive: 60,000 dollars are 50,000 euros here.
        """
        rates = FixedRates({("EUR", "USD"): "1.2"}, source="a test")

        assert [] == codes(select("DE", "50000 EUR", rates=rates).why("paypal"))
        assert ["amount_too_high"] == codes(select("DE", "50000.01 EUR", rates=rates).why("paypal"))

    def test_above_the_usual_limit_warns(self):
        """
        Many Polish banks stop at 10,000 PLN; the scheme goes on to 50,000.
        """
        assert [] == codes(select("PL", "10000 PLN").why("blik"))
        assert ["above_usual_limit"] == codes(select("PL", "10000.01 PLN").why("blik"))
        assert ["amount_too_high"] == codes(select("PL", "50000.01 PLN").why("blik"))

    def test_saving_a_card_costs_nothing(self):
        """
        Nothing to pay now, so no minimum is tested.
        """
        selection = select("NL", "0 EUR", purpose="save_for_later", psps=("stripe",))

        assert "visa" in ids(selection)


class TestWishes:
    """
    What the shop wants on top of the rules.
    """

    def test_block(self):
        """
        A blocked method says that the shop blocked it, and unblocking admits it.
        """
        entry = select("NL", "49.90 EUR", block=("ideal", "visa")).why("ideal")

        assert ["blocked"] == codes(entry)
        assert (payments.Change("block", ("visa",)),) == entry.would_appear_if

    def test_limit_and_must_include(self):
        """
        Three are shown, and the one that must be; the others say their place.
        """
        free = select("NL", "49.90 EUR")
        selection = select("NL", "49.90 EUR", limit=3, must_include=("klarna",))

        assert [*ids(free)[:3], "klarna"] == ids(selection)
        assert ["beyond_limit"] == codes(selection.why("paypal"))

    def test_after_sale_warns_or_excludes(self):
        """
        Konbini can't give money back: a warning, or out, as the shop says.
        """
        warned = select("JP", "5000 JPY", needs_refund_within_days=30)
        strict = select("JP", "5000 JPY", needs_refund_within_days=30, after_sale="exclude")

        assert ["not_refundable"] == codes(warned.why("konbini"))
        assert ["not_refundable"] == codes(strict.why("konbini"))
        assert "konbini" in ids(warned)
        assert "konbini" not in ids(strict)

    def test_refund_window(self):
        """
        Pix gives back within 90 days; 100 are too many, 90 are not.
        """
        assert "refund_window_too_short" in codes(
            select("BR", "90 BRL", needs_refund_within_days=91).why("pix")
        )
        assert [] == codes(select("BR", "90 BRL", needs_refund_within_days=90).why("pix"))

    def test_disputes(self):
        """
        A shop that avoids disputes gets them told, or the method left out.
        """
        assert "chargeback" in codes(select("NL", "9 EUR", avoid_chargeback=True).why("visa"))
        assert ["chargeback"] == codes(
            select("NL", "9 EUR", avoid_chargeback=True, after_sale="exclude").why("visa")
        )

    def test_devices_nobody_knows_warn(self):
        """
        A browser inside an app may or may not do Apple Pay; an Android phone may be a Samsung.
        """
        inside = select("KR", "9 USD", device="in_app_browser")
        android = select("KR", "9 USD", device="android")

        assert ["device_perhaps"] == codes(inside.why("apple_pay"))
        assert ["device_perhaps"] == codes(android.why("samsung_pay"))
        assert ["device_not_capable"] == codes(android.why("apple_pay"))

    def test_channel(self):
        """
        The girocard is for tills and apps.
        """
        assert "channel_not_served" in codes(select("DE", "9 EUR").why("girocard"))
        assert "girocard" in ids(select("DE", "9 EUR", channel="pos"))

    def test_subscription_is_no_use_for_cash(self):
        """
        Cash on delivery refuses subscriptions twice over.
        """
        entry = select("PL", "90 PLN", purpose="subscription").why("cash_on_delivery")

        assert ["recurring_not_supported", "goods_refused"] == codes(entry)


class TestLayers:
    """
    A shop knows its contracts better than the book.
    """

    def test_own_limit(self):
        """
        The shop's own limit takes the place of the published one, and the reason names the layer.
        """
        facts = bundled().with_layer(
            "merchant", {"method:oxxo": {"payments.limits": {"max": ["15000 MXN"]}}}
        )
        entry = select("MX", "15000.01 MXN", facts=facts).why("oxxo")

        assert "oxxo" in ids(select("MX", "15000 MXN", facts=facts))
        assert "merchant" == entry.reasons[0].facts[0].layer

    def test_own_code(self):
        """
        The shop's own code for a processor comes beside the others.
        """
        facts = bundled().with_layer(
            "merchant", {"method:twint": {"payments.codes": {"stripe": "twint_live"}}}
        )

        assert ("twint_live",) == select("CH", "9 CHF", facts=facts).why("twint").psp_codes[
            "stripe"
        ]

    def test_own_limit_where_the_book_has_none(self):
        """
        The book tells no limit of merpay; the shop's own holds to the yen, both ends allowed.
        """
        facts = bundled().with_layer(
            "merchant",
            {"method:merpay": {"payments.limits": {"min": ["100 JPY"], "max": ["5000 JPY"]}}},
        )

        assert "merpay" in ids(select("JP", "90000 JPY"))
        assert "merpay" in ids(select("JP", "5000 JPY", facts=facts))
        assert ["amount_too_high"] == codes(select("JP", "5001 JPY", facts=facts).why("merpay"))
        assert ["amount_too_low"] == codes(select("JP", "99 JPY", facts=facts).why("merpay"))

    def test_blocked_by_the_layer(self):
        """
        A layer's block holds in every checkout, names the layer, and no checkout lifts it.
        """
        facts = bundled().with_layer("merchant", {"method:visa": {"payments.wish": "block"}})
        entry = select("NL", "9 EUR", facts=facts).why("visa")

        assert ["blocked"] == codes(entry)
        assert "merchant" == entry.reasons[0].facts[0].layer
        assert entry.would_appear_if is None

    def test_included_by_the_layer(self):
        """
        What the layer must include is shown beyond the limit, but never against a rule.
        """
        wish = {"payments.wish": "must_include"}
        facts = bundled().with_layer("merchant", {"method:klarna": wish, "method:blik": wish})

        assert ["ideal", "klarna"] == ids(select("NL", "49.90 EUR", limit=1, facts=facts))

    def test_an_unknown_wish(self):
        """
        A typo in a layer is told, with the words there are.
        """
        facts = bundled().with_layer("merchant", {"method:visa": {"payments.wish": "hide"}})
        with pytest.raises(InvalidInput, match=r"layer merchant.*block.*must_include"):
            select("NL", "9 EUR", facts=facts)

    def test_the_book_is_not_touched(self):
        """
        A layer changes the answers of the facts it makes, and no others.
        """
        before = select("MX", "12000 MXN").to_json()
        bundled().with_layer("merchant", {"method:oxxo": {"payments.limits": {"max": ["1 MXN"]}}})

        assert before == select("MX", "12000 MXN").to_json()

    def test_a_method_is_a_file(self, tmp_path):
        """
        A new method is one more file; nothing else is touched.
        """
        (tmp_path / "method_shell.toml").write_text(SHELLS, encoding="utf-8")
        facts = bundled().load(tmp_path)
        selection = select("NL", "9 EUR", facts=facts)

        assert "shells" in ids(selection)
        assert ["currency_not_supported"] == codes(select("NL", "9 USD", facts=facts).why("shells"))


SHELLS = """
subject = "method:shells"

[[payments.method]]
verified = 2026-11-21
value = { name = "Shells", family = "wallet", classes = ["digital_wallet"], flow = "offline" }
confidence = "low"
sources = [{ title = "A test", kind = "unsourced" }]

[[payments.life]]
since = 2026-01-01
value = "live"
confidence = "low"
sources = [{ title = "A test", kind = "unsourced" }]

[[payments.market]]
verified = 2026-11-21
value = { countries = ["NL"], currencies = ["EUR"] }
confidence = "low"
sources = [{ title = "A test", kind = "unsourced" }]
"""


class TestBadInput:
    """
    Wrong input is one typed error, with no values of a customer in it.
    """

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("amount", "0 EUR"),
            ("amount", "-5 EUR"),
            ("amount", 49.9),
            ("amount", "49.90"),
            ("amount", "49.999 EUR"),
            ("amount", "NaN EUR"),
            ("purpose", "gift"),
            ("buyer", "robot"),
            ("device", "toaster"),
            ("goods", ("clothes", "physical")),
            ("limit", 0),
            ("limit", True),
            ("needs_refund_within_days", -1),
            ("merchant_country", "Holland"),
            ("psps", ("",)),
            ("psps", 5),
            ("weights", {"rank_step": -1}),
            ("colour", "red"),
            ("recurring_amount", "5 EUR"),
        ],
    )
    def test_fields(self, field, value):
        """
        Each field is checked, and the problem names it.
        """
        asked = {"shopper_country": "NL", "amount": "49.90 EUR", field: value}

        with pytest.raises(InvalidInput) as caught:
            payments.Checkout(**asked)
        assert field == caught.value.problems[0].path.partition(".")[0]

    def test_two_currencies(self):
        """
        What is paid each time is in the currency of the first payment.
        """
        with pytest.raises(InvalidInput, match="recurring_amount"):
            payments.Checkout(
                shopper_country="NL",
                amount="5 EUR",
                purpose="subscription",
                recurring_amount="5 USD",
            )

    def test_blocked_and_included(self):
        """
        A method can't be both.
        """
        with pytest.raises(InvalidInput, match="block"):
            payments.Checkout(
                shopper_country="NL", amount="5 EUR", block=("visa",), must_include=("visa",)
            )

    @pytest.mark.parametrize("country", ["XX", "NLD", "EUR", "", "Nederland"])
    def test_no_such_country(self, country):
        """
        A country that doesn't exist is told as such.
        """
        with pytest.raises(InvalidInput):
            select(country, "5 EUR")

    def test_no_such_country_is_a_place(self):
        """
        The type says what was unknown.
        """
        with pytest.raises(UnknownPlace):
            select("XX", "5 EUR")

    @pytest.mark.parametrize("more", [{}, {"other_countries": ("EU",)}, {"merchant_country": "EU"}])
    def test_a_union_is_no_country(self, more):
        """
        Nobody has a bank account in the European Union at large.
        """
        with pytest.raises(UnknownPlace, match="union"):
            select("NL" if more else "EU", "5 EUR", **more)

    @pytest.mark.parametrize(
        ("currency", "day"),
        [("BGN", date(2026, 2, 1)), ("HRK", date(2023, 1, 1)), ("XCG", date(2025, 3, 30))],
    )
    def test_currency_not_in_use(self, currency, day):
        """
        Nobody can be charged in a currency that has ended, or has not begun.
        """
        with pytest.raises(EndedCurrency, match=currency):
            select("NL", f"5 {currency}", on=day)

    @pytest.mark.parametrize("field", ["preferred", "block", "must_include"])
    def test_a_typo_does_not_hide_a_method(self, field):
        """
        An id that no method has is refused with what was probably meant.
        """
        with pytest.raises(UnknownMethod, match="did you mean ideal") as caught:
            select("NL", "5 EUR", **{field: ("idael",)})
        assert field == caught.value.problems[0].path

    def test_last_used(self):
        """
        So is the shopper's last choice.
        """
        with pytest.raises(UnknownMethod, match=r"payments\.methods"):
            select("NL", "5 EUR", last_used="zzzzzz")

    @pytest.mark.parametrize("psp", ["strip", {"code": "adyenn"}])
    def test_a_typo_in_a_processor(self, psp):
        """
        A processor nobody knows is refused.
        """
        with pytest.raises(UnknownMethod, match="did you mean"):
            select("NL", "5 EUR", psps=(psp,))

    def test_a_typo_in_a_processors_list(self):
        """
        Its methods are looked at as well.
        """
        with pytest.raises(UnknownMethod, match="klarna"):
            select("NL", "5 EUR", psps=(payments.Psp(code="stripe", methods=("klara",)),))

    @pytest.mark.parametrize("on", [datetime(2026, 11, 21), "2026-11-21", None])  # noqa: DTZ001
    def test_a_moment_is_no_day(self, on):
        """
        The day is a date in the shop's zone.
        """
        with pytest.raises(InvalidInput):
            select("NL", "5 EUR", on=on)

    def test_no_values_in_the_message(self):
        """
        What the customer pays never stands in an error.
        """
        with pytest.raises(InvalidInput) as caught:
            payments.Checkout(shopper_country="NL", amount="-987654.32 EUR")
        assert "987654" not in str(caught.value)


class TestDecision:
    """
    The answer as a decision.
    """

    def test_json_round_trip(self):
        """
        It reads back what it writes, all offers and exclusions included.
        """
        selection = select(
            "MX", "12000 MXN", psps=("stripe", payments.Psp(code="adyen")), goods="physical"
        )
        again = payments.Selection.from_json(selection.to_json())

        assert selection == again
        assert selection.to_json() == again.to_json()
        assert selection.why("oxxo") == again.why("oxxo")

    def test_pickle_and_copy(self):
        """
        It survives a process boundary.
        """
        selection = select("NL", "49.90 EUR")

        assert selection == pickle.loads(pickle.dumps(selection))
        assert selection == copy.deepcopy(selection)

    @pytest.mark.parametrize("text", ["{}", "[]", '{"kind": "pricing.price"}', "nonsense"])
    def test_other_json(self, text):
        """
        What is no selection is refused.
        """
        with pytest.raises(InvalidInput):
            payments.Selection.from_json(text)

    def test_frozen(self):
        """
        Nobody changes an answer, and equal ones hash alike.
        """
        assert 1 == len({select("NL", "49.90 EUR"), select("NL", "49.90 EUR")})
        with pytest.raises(AttributeError):
            select("NL", "49.90 EUR").on = date(2020, 1, 1)

    def test_plain_data_asks_as_well(self):
        """
        A mapping does for a checkout.
        """
        told = payments.select({"shopper_country": "NL", "amount": "49.90 EUR"}, on=TODAY)

        assert select("NL", "49.90 EUR") == told

    def test_every_offer_and_reason_has_its_source(self):
        """
        An offer names the facts it rests on; a reason of an exclusion names the one that excludes.
        """
        selection = select("PL", "49.90 EUR")
        shop_says = {"payments.blocked", "payments.beyond_limit", "payments.no_psp"}

        assert all(offer.sources for offer in selection.offered)
        assert all(
            reason.facts or reason.code in shop_says
            for entry in selection.excluded
            for reason in entry.reasons
        )

    def test_notebook(self):
        """
        It shows the offers and, folded, the exclusions.
        """
        page = select("NL", "49.90 EUR")._repr_html_()

        assert "iDEAL | Wero" in page
        assert "left out" in page

    def test_explained(self):
        """
        The words of the answer name the first offer.
        """
        assert "iDEAL | Wero" in select("NL", "49.90 EUR").explain("en")

    def test_equal_questions_equal_answers(self):
        """
        The same question gives the same text, whatever was asked before.
        """
        first = select("KR", "50 USD").to_json()
        select("KR", "70000 KRW")

        assert first == select("KR", "50 USD").to_json()
