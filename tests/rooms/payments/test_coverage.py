"""
What processors can do in a country, what differs, lists for processors, and the catalogue.
"""

from datetime import date

import pytest

from globalcs import payments
from globalcs.errors import InvalidInput, UnknownMethod, UnknownPlace
from tests.rooms.payments._ask import TODAY, select


class TestCoverage:
    """
    The gap before an integration.
    """

    def test_gap(self):
        """
        In Poland Stripe does all that matters but cash at the door.
        """
        coverage = payments.coverage("PL", ["stripe", "mollie"], on=TODAY)

        assert ("blik", "przelewy24", "card", "klarna") == coverage.by_psp("stripe")
        assert ("cash_on_delivery",) == coverage.unreached
        assert "payments.coverage_gap" == coverage.headline().code

    def test_classes_show_who_can(self):
        """
        A class tells which of its members a processor has.
        """
        coverage = payments.coverage("CH", ["stripe"], on=TODAY)
        row = next(row for row in coverage.rows if row.name == "card")

        assert {"visa", "mastercard"} <= set(row.by_psp["stripe"])

    def test_what_has_closed_does_not_matter(self):
        """
        Giropay is in the German study of 2022 and closed since.
        """
        coverage = payments.coverage("DE", ["stripe"], on=TODAY)

        assert ("giropay",) == coverage.not_live
        assert "giropay" not in [row.name for row in coverage.rows]

    def test_nobody_studied_the_country(self):
        """
        Without ranks the answer is unknown, and says what is missing.
        """
        coverage = payments.coverage("SN", ["stripe"], on=TODAY)

        assert "unknown" == coverage.status
        assert ("payments.market_rank",) == coverage.missing

    def test_a_territory_pays_as_its_country(self):
        """
        What matters on the Canaries is what matters in Spain.
        """
        assert "bizum" in payments.coverage("IC", ["stripe", "adyen"], on=TODAY).reached

    def test_round_trip(self):
        """
        It reads back what it writes, and shows in a notebook.
        """
        coverage = payments.coverage("NL", ["stripe", "adyen"], on=TODAY)

        assert coverage == payments.Coverage.from_json(coverage.to_json())
        assert "ideal" in coverage._repr_html_()

    def test_bad_input(self):
        """
        Places and processors are checked.
        """
        with pytest.raises(UnknownPlace):
            payments.coverage("XX", ["stripe"], on=TODAY)
        with pytest.raises(UnknownMethod, match="did you mean stripe"):
            payments.coverage("NL", ["stripes"], on=TODAY)
        with pytest.raises(InvalidInput):
            payments.coverage("NL", ["stripe"], on="today")


class TestDiff:
    """
    What a change does to the list.
    """

    def test_from_ideal_to_wero(self):
        """
        Between the two days iDEAL goes and Wero comes.
        """
        found = payments.diff(
            select("NL", "49.90 EUR"), select("NL", "49.90 EUR", on=date(2028, 1, 15))
        )

        assert ("wero",) == found.appeared
        assert "ideal" in found.gone
        assert found

    def test_nothing_differs(self):
        """
        Equal selections differ in nothing.
        """
        assert not payments.diff(select("NL", "49.90 EUR"), select("NL", "49.90 EUR"))

    def test_moves_and_other_reasons(self):
        """
        A favourite moves up; a method left out for another reason is named.
        """
        plain = select("PL", "49.90 EUR", psps=("stripe",))
        moved = payments.diff(
            plain, select("PL", "49.90 EUR", psps=("stripe",), preferred=("link",))
        )
        other = payments.diff(plain, select("PL", "49.90 EUR", psps=("airwallex",)))

        assert "link" in [name for name, _, _ in moved.moved]
        assert "blik" in other.other_reasons


class TestAdapters:
    """
    Lists that processors take: ids only.
    """

    def test_stripe(self):
        """
        One "card" for all cards and the wallets on them, in the order of the first.
        """
        lists = payments.to_psp(select("NL", "49.90 EUR", psps=("stripe",)), "stripe")

        assert ("ideal", "card", "paypal", "sepa_debit", "klarna") == lists.enable[:5]
        assert "blik" in lists.block
        assert set() == set(lists.enable) & set(lists.block)

    def test_unmapped_are_told(self):
        """
        What is offered and has no code there is named.
        """
        lists = payments.to_psp(select("DE", "49.90 EUR"), "mollie")

        assert "paypal" in lists.enable
        assert "carrier_billing" in lists.unmapped

    @pytest.mark.parametrize("psp", ["stripe", "adyen", "mollie", "checkout_com"])
    def test_there_and_back(self, psp):
        """
        The codes of a list give back the methods offered there.
        """
        selection = select("NL", "49.90 EUR", psps=(psp,))
        ids, unknown = payments.from_psp(psp, payments.to_psp(selection, psp).enable, on=TODAY)

        assert {offer.method.id for offer in selection.offered} <= set(ids)
        assert () == unknown

    def test_unknown_codes_come_back(self):
        """
        A code that no method has is told, not swallowed.
        """
        assert ((), ("monopoly_money",)) == payments.from_psp("adyen", ["monopoly_money"], on=TODAY)

    def test_no_adapter(self):
        """
        Only some processors have one.
        """
        with pytest.raises(UnknownMethod, match="adapter"):
            payments.to_psp(select("NL", "49.90 EUR"), "hyperswitch")


class TestCatalogue:
    """
    The methods themselves.
    """

    def test_all(self):
        """
        At least the 213 that were researched.
        """
        assert 213 <= len(payments.methods())

    def test_one(self):
        """
        IDEAL with its labels, its end and what follows.
        """
        card = payments.method("ideal")

        assert ("bank_redirect", "2005", "2028-01-01", ("wero",)) == (
            card.family,
            card.launched,
            card.ends,
            card.successors,
        )
        assert ["iDEAL", "iDEAL | Wero"] == [label.text for label in card.labels]
        assert card.sources

    def test_unknown(self):
        """
        A typo is answered with what was meant.
        """
        with pytest.raises(UnknownMethod, match="paypal"):
            payments.method("paypall")


def test_one_processor_needs_no_list():
    """
    A code alone is one processor, not its letters; no code at all is told.
    """
    one, listed = (payments.coverage("PL", psps, on=TODAY) for psps in ("stripe", ["stripe"]))

    assert listed == one
    with pytest.raises(InvalidInput, match="a list of processors' codes is needed"):
        payments.coverage("PL", None, on=TODAY)
    with pytest.raises(InvalidInput, match="a place is a code"):
        payments.coverage({}, ["stripe"], on=TODAY)
