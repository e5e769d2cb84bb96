"""What naming a purchase order on a Marketplace charge does to it: R-187 to R-203."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind, Timing
from procurement.domain.matching.matcher import match
from procurement.domain.matching.result import Outcome
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import MAX_DESCRIPTION
from procurement.domain.purchase_orders.naming import (
    MarketplaceLine,
    line_for_acceptance,
    line_for_installment,
    named_by_marketplace,
)
from procurement.domain.purchase_orders.purchase_order import (
    MAX_LINE_ITEMS,
    PurchaseOrder,
    Source,
    Status,
    new_key,
)
from tests.support.marketplace import NOON, a_charge, a_marketplace_line
from tests.support.purchase_orders import (
    ACCOUNT,
    EMEA,
    ENTITIES,
    INC,
    NOTHING_SET,
    a_line,
    a_purchase_order,
    an_invoice,
)

TRANSACTION = LineItemType.MARKETPLACE_TRANSACTION


def name(existing: PurchaseOrder | None, line: MarketplaceLine) -> PurchaseOrder:
    """Name it at noon of 15 June 2027."""
    return named_by_marketplace(
        existing, line, payment=NOTHING_SET.payment, purchase_order_id="B-7", now=NOON
    )


class TestTheNamedPurchaseOrder:
    def test_a_missing_one_begins_with_what_its_account_set(self) -> None:
        """R-189: the payer's currency, and its bill-to as ship-to; the line keeps its own."""
        payment = replace(NOTHING_SET.payment, bill_to="1 Main Street", preferred_currency="GBP")
        line = a_marketplace_line(currency="EUR")
        made = named_by_marketplace(None, line, payment=payment, purchase_order_id="B-7", now=NOON)
        assert (made.ship_to, made.currency) == ("1 Main Street", "GBP")
        assert made.line_items[0].currency == "EUR"

    def test_a_missing_one_is_created_with_default_information(self) -> None:
        """R-188, R-189, R-201."""
        line = a_marketplace_line(months=("2027-06", "2028-05"), entity=EMEA, currency="EUR")
        made = name(None, line)
        assert (made.account_id, made.purchase_order_id) == (ACCOUNT, "B-7")
        assert made.key == new_key(ACCOUNT, "B-7", NOON)
        assert made.bill_from == (EMEA,)
        assert made.currency == "EUR"
        assert (str(made.effective_month), str(made.expiration_month)) == ("2027-06", "2028-05")
        assert made.contacts == ()
        assert made.tags == ()
        assert made.tax_registration_numbers == made.invoice_units == ()
        assert made.source is Source.MARKETPLACE
        assert made.status(NOON) is Status.ACTIVE
        assert (made.version, made.created_at, made.updated_at) == (1, NOON, NOON)

    def test_its_line_is_an_untracked_transaction_line(self) -> None:
        """R-091, R-092, R-176, R-186."""
        (line,) = name(None, a_marketplace_line(amount="250.50")).line_items
        assert line.type is TRANSACTION
        assert line.is_balance_tracked is False
        assert (line.total_value, line.quantity) == (Decimal("250.50"), Decimal(1))
        assert (line.line_item_number, line.external_line_number) == ("agmt-1/1", "1")
        assert line.agreement_id == "agmt-1"

    def test_an_active_one_gets_the_line_and_stays_as_it_is(self) -> None:
        """R-191."""
        before = a_purchase_order("B-7", a_line("1"), version=4)
        after = name(before, a_marketplace_line())
        assert [each.line_item_number for each in after.line_items] == ["1", "agmt-1/1"]
        assert after.line("1") == before.line("1")
        assert after.line("agmt-1/1").position == 2
        assert (after.effective_month, after.expiration_month) == (
            before.effective_month,
            before.expiration_month,
        )
        assert (after.key, after.source) == (before.key, Source.USER)
        assert (after.version, after.updated_at) == (5, NOON)

    def test_its_window_widens_at_both_ends_where_the_line_reaches_out(self) -> None:
        """R-191."""
        before = a_purchase_order("B-7", a_line())
        after = name(before, a_marketplace_line(months=("2026-11", "2028-02")))
        assert (str(after.effective_month), str(after.expiration_month)) == ("2026-11", "2028-02")

    def test_an_expired_one_is_revived_until_the_line_ends(self) -> None:
        """R-064, R-195."""
        before = a_purchase_order("B-7", months=("2026-01", "2026-12"))
        assert before.status(NOON) is Status.EXPIRED
        after = name(before, a_marketplace_line(months=("2027-06", "2027-08")))
        assert after.status(NOON) is Status.ACTIVE
        assert str(after.expiration_month) == "2027-08"
        assert str(after.effective_month) == "2026-01"

    def test_a_late_charge_never_shortens_it(self) -> None:
        """R-191, R-195: an expired one named for a month before its end stays expired."""
        before = a_purchase_order("B-7", months=("2026-01", "2027-04"))
        after = name(before, a_marketplace_line(months=("2027-03", "2027-03")))
        assert str(after.expiration_month) == "2027-04"
        assert after.status(NOON) is Status.EXPIRED

    def test_a_suspended_one_gets_the_line_but_stays_suspended(self) -> None:
        """R-192, R-194."""
        after = name(a_purchase_order("B-7", suspended=True), a_marketplace_line())
        assert after.status(NOON) is Status.SUSPENDED
        assert after.line("agmt-1/1").total_value == Decimal("100.00")

    def test_a_suspended_expired_one_becomes_suspended(self) -> None:
        """R-196, S-53."""
        before = a_purchase_order("B-7", months=("2026-01", "2026-12"), suspended=True)
        assert before.status(NOON) is Status.SUSPENDED_EXPIRED
        after = name(before, a_marketplace_line(months=("2027-06", "2027-08")))
        assert after.status(NOON) is Status.SUSPENDED
        assert str(after.expiration_month) == "2027-08"

    def test_the_charge_s_seller_is_added_to_the_others(self) -> None:
        """R-198."""
        after = name(a_purchase_order("B-7", bill_from=[INC]), a_marketplace_line(entity=EMEA))
        assert after.bill_from == (INC, EMEA)

    def test_it_is_never_refused_for_a_quota(self) -> None:
        """R-199: the 101st line."""
        lines = [a_line(str(n)) for n in range(1, MAX_LINE_ITEMS + 1)]
        after = name(a_purchase_order("B-7", *lines), a_marketplace_line())
        assert len(after.line_items) == MAX_LINE_ITEMS + 1

    def test_two_products_under_one_number_have_a_line_each(self) -> None:
        """R-176, R-177, S-63: though both gave PO line 1."""
        first = name(None, a_marketplace_line("agmt-1/1"))
        both = name(first, a_marketplace_line("agmt-2/1", agreement_id="agmt-2"))
        assert [each.external_line_number for each in both.line_items] == ["1", "1"]
        assert [each.position for each in both.line_items] == [1, 2]

    def test_the_invoice_then_takes_it(self) -> None:
        """R-187, R-190."""
        order = name(None, a_marketplace_line())
        invoice = an_invoice(
            kind=ChargeKind.MARKETPLACE_PURCHASE, names="B-7", named_line="agmt-1/1"
        )
        assert match(invoice, [order], ENTITIES).outcome is Outcome.NAMED

    def test_a_line_in_another_currency_is_not_added_to_the_total(self) -> None:
        """R-156."""
        before = a_purchase_order("B-7", a_line(total="10.00", currency="EUR"), currency="EUR")
        after = name(before, a_marketplace_line(amount="100.00", currency="USD"))
        assert (after.currency, after.total_value) == ("EUR", Decimal("10.00"))
        assert after.line("agmt-1/1").currency == "USD"


class TestNamingItAgain:
    def test_with_nothing_new_gives_the_very_same_object(self) -> None:
        """R-062, R-190."""
        once = name(a_purchase_order("B-7", a_line()), a_marketplace_line())
        assert name(once, a_marketplace_line()) is once

    def test_still_so_after_an_invoice_was_booked_on_the_line(self) -> None:
        """R-126."""
        once = name(None, a_marketplace_line()).booked("agmt-1/1", Decimal(100))
        assert name(once, a_marketplace_line()) is once

    def test_brings_a_known_line_up_to_date_and_keeps_what_is_booked(self) -> None:
        """R-191, R-200: a usage line is extended month by month."""
        once = name(None, a_marketplace_line(amount="0.00")).booked("agmt-1/1", Decimal(7))
        again = name(once, a_marketplace_line(months=("2027-06", "2027-09"), amount="50.00"))
        (line,) = again.line_items
        assert (str(line.end_month), line.total_value) == ("2027-09", Decimal("50.00"))
        assert line.booked == 7
        assert (line.invoice_count, line.position) == (1, 1)
        assert str(again.expiration_month) == "2027-09"
        assert again.version == once.version + 1

    def test_widens_the_window_again_if_a_user_shortened_it(self) -> None:
        """R-191: the line alone is known, but it reaches out."""
        once = name(None, a_marketplace_line(months=("2027-06", "2027-09")))
        shortened = replace(once, expiration_month=Month(2027, 7))
        again = name(shortened, a_marketplace_line(months=("2027-06", "2027-09")))
        assert str(again.expiration_month) == "2027-09"

    def test_leaves_a_line_alone_that_a_user_made_under_this_number(self) -> None:
        """R-177: it belongs to no agreement."""
        own = a_line("agmt-1/1", total="5.00")
        after = name(a_purchase_order("B-7", own), a_marketplace_line())
        assert after.line_items == (own,)

    def test_brings_a_line_back_that_a_user_deleted(self) -> None:
        """R-075, R-190: and its number can be edited again."""
        order = a_purchase_order("B-7", a_line(), retired=["agmt-1/1", "old"])
        after = name(order, a_marketplace_line())
        assert after.line("agmt-1/1").total_value == Decimal("100.00")
        assert after.retired_line_numbers == ("old",)


class TestTheLines:
    def test_at_acceptance_a_line_of_nothing_spans_the_naming_charges(self) -> None:
        """R-202, R-203."""
        periods = {2: "2027-08", 1: "2027-06", 3: "2027-12"}
        charges = [a_charge(number, period=period) for number, period in periods.items()]
        line = line_for_acceptance("agmt-1", "Red Hat", charges)
        assert (line.line_item_number, line.amount) == ("agmt-1/0", Decimal(0))
        assert (str(line.start_month), str(line.end_month)) == ("2027-06", "2027-12")
        assert (line.invoicing_entity, line.currency) == (EMEA, "USD")
        assert (line.description, line.agreement_id) == ("Red Hat", "agmt-1")
        assert line.external_line_number == "10"

    def test_a_charge_billed_on_acceptance_counts_for_the_month_of_acceptance(self) -> None:
        """R-307, R-390: due in April, accepted in June."""
        early = a_charge(1, period="2027-04", timing=Timing.ON_ACCEPTANCE, due_at=NOON)
        line = line_for_acceptance("agmt-1", "Red Hat", [early, a_charge(2, period="2027-08")])
        assert (str(line.start_month), str(line.end_month)) == ("2027-06", "2027-08")
        assert str(line_for_installment(early).start_month) == "2027-06"

    def test_each_installment_has_its_own_line_in_its_month(self) -> None:
        """R-177, R-203."""
        line = line_for_installment(a_charge(2, period="2027-08"))
        assert (line.line_item_number, line.amount) == ("agmt-1/2", Decimal("33.33"))
        assert str(line.start_month) == str(line.end_month) == "2027-08"
        assert (line.description, line.external_line_number) == ("Payment 2 of 3", "10")
        assert (line.invoicing_entity, line.agreement_id) == (EMEA, "agmt-1")

    def test_the_installments_lie_within_the_line_made_at_acceptance(self) -> None:
        """R-203: so that issuing them widens nothing."""
        charges = [a_charge(n, period=f"2027-{n + 5:02}") for n in (1, 2, 3)]
        order = name(None, line_for_acceptance("agmt-1", "Red Hat", charges))
        window = order.effective_month, order.expiration_month
        for charge in charges:
            order = name(order, line_for_installment(charge))
        assert (order.effective_month, order.expiration_month) == window
        assert [each.line_item_number for each in order.line_items] == [
            f"agmt-1/{n}" for n in range(4)
        ]
        assert order.total_value == Decimal("99.99")

    def test_an_exact_amount_is_rounded_to_the_currency_s_minor_unit(self) -> None:
        """R-086, R-089."""
        assert line_for_installment(a_charge(amount="0.125")).amount == Decimal("0.13")
        yen = line_for_installment(a_charge(amount="12.5", currency="JPY"))
        assert yen.amount == Decimal(13)

    def test_a_charge_that_is_no_installment_goes_by_its_own_id(self) -> None:
        """R-177, R-258."""
        assert line_for_installment(a_charge(None)).line_item_number == "agmt-1/ch-None"
        outside = line_for_installment(a_charge(None, agreement_id=None))
        assert outside.line_item_number == "collection/ch-None"

    @pytest.mark.parametrize("length", [47, 48, 49, 64])
    def test_a_line_number_has_at_most_50_characters_and_stays_unique(self, length: int) -> None:
        """R-077, R-260: agreement IDs have up to 64."""
        ids = ["a" * (length - 1) + last for last in "xy"]
        numbers = {
            line_for_installment(a_charge(n, agreement_id=each)).line_item_number
            for each in ids
            for n in (1, 10, 60)
        }
        assert len(numbers) == 6
        assert all(len(number) <= 50 for number in numbers)

    def test_a_long_offer_name_is_cut_to_a_legal_description(self) -> None:
        """R-078."""
        line = line_for_acceptance("agmt-1", "x" * 2000, [a_charge()])
        assert len(line.description) == MAX_DESCRIPTION
