from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement.domain.charges.charge import ChargeKind, ChargeState, Timing
from procurement.domain.errors import Conflict, InvalidInput, OfferNotFound, WrongStatus
from procurement.domain.ids import installment_charge_id
from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.domain.marketplace.purchase_order_references import (
    NO_REFERENCES,
    PaymentReference,
    PurchaseOrderReferences,
)
from procurement.domain.money import Money
from procurement.domain.month import Month
from tests.support.offers import (
    AGREEMENT_ID,
    BUYER,
    NOW,
    OFFER_ID,
    PAYER,
    SELLER,
    STRANGER,
    a_released_offer,
    a_schedule,
    an_agreement,
    an_offer,
    offer_terms,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def refusal(act: Callable[[], object]) -> list[tuple[str, str, str | None]]:
    with pytest.raises(InvalidInput) as refused:
        act()
    return [(p.field, p.reason, p.rule) for p in refused.value.problems]


class TestAgreement:
    def test_an_agreement_takes_over_what_was_offered(self) -> None:
        """R-287, R-311."""
        offer = a_released_offer(terms=offer_terms(net_payment_term="P45D"))
        agreement, _ = an_agreement(offer)
        assert agreement.agreement_id == AGREEMENT_ID
        assert agreement.agreement_type == "PurchaseAgreement"
        assert agreement.offer_id == OFFER_ID
        assert agreement.proposer_account_id == SELLER
        assert agreement.acceptor_account_id == BUYER
        assert agreement.payer_account_id == PAYER
        assert agreement.acceptance_time == NOW
        assert agreement.status is AgreementStatus.ACTIVE
        assert agreement.invoicing_entity == "Amazon Web Services, Inc."
        assert agreement.schedule == offer.schedule
        assert agreement.currency == "USD"
        assert agreement.total_value == Money(Decimal("1000.00"), "USD")
        assert agreement.net_payment_days == 45

    def test_without_a_net_payment_term_the_buyers_terms_hold(self) -> None:
        """R-321, R-388."""
        agreement, _ = an_agreement()
        assert agreement.net_payment_days is None

    def test_an_agreement_runs_from_acceptance_for_its_duration(self) -> None:
        """R-291, R-293."""
        agreement, _ = an_agreement(now=at("2027-04-20T09:30:00"))
        assert agreement.start_date == date(2027, 4, 20)
        assert agreement.end_date == date(2028, 4, 19)

    def test_an_active_agreement_expires_after_its_last_day(self) -> None:
        """R-251, R-257."""
        agreement, _ = an_agreement()
        assert agreement.status_on(date(2028, 2, 29)) is AgreementStatus.ACTIVE
        assert agreement.status_on(date(2028, 3, 1)) is AgreementStatus.EXPIRED


class TestCharges:
    def test_each_payment_becomes_one_charge_in_date_order(self) -> None:
        """R-258, R-322."""
        schedule = a_schedule(("2027-06-01", "2.00"), ("2027-05-01", "1.00"))
        _, charges = an_agreement(a_released_offer(schedule=schedule))
        assert [charge.amount for charge in charges] == [Decimal("1.00"), Decimal("2.00")]
        assert [charge.installment for charge in charges] == [(1, 2), (2, 2)]
        assert [charge.charge_date for charge in charges] == [date(2027, 5, 1), date(2027, 6, 1)]

    def test_a_charge_says_who_owes_what_to_whom(self) -> None:
        """R-209, R-322."""
        _, (charge, _) = an_agreement()
        assert charge.collection_id == charge.agreement_id == AGREEMENT_ID
        assert charge.agreement_type == "PurchaseAgreement"
        assert charge.charge_id == installment_charge_id(AGREEMENT_ID, 1)
        assert charge.receiver_account_id == PAYER
        assert charge.subscriber_account_id == BUYER
        assert charge.invoicing_entity == "Amazon Web Services, Inc."
        assert charge.kind is ChargeKind.MARKETPLACE_PURCHASE
        assert charge.currency == "USD"
        assert charge.revision == 1
        assert charge.state is ChargeState.PENDING
        assert charge.purchase_order_reference is None
        assert charge.purchase_order_line == "1"
        assert charge.description == "Widget analytics, one year: payment 1 of 2"

    def test_a_charge_carries_the_net_payment_term_to_its_invoice(self) -> None:
        """R-321, R-388."""
        _, charges = an_agreement(a_released_offer(terms=offer_terms(net_payment_term="P45D")))
        assert [charge.net_payment_days for charge in charges] == [45, 45]
        _, charges = an_agreement()
        assert [charge.net_payment_days for charge in charges] == [None, None]

    def test_accepting_again_gives_the_same_charge_ids(self) -> None:
        _, first = an_agreement()
        _, again = an_agreement(now=at("2027-04-01T00:00:00"))
        assert [charge.charge_id for charge in first] == [charge.charge_id for charge in again]
        _, other = an_agreement(agreement_id="agmt-2")
        assert not {c.charge_id for c in first} & {c.charge_id for c in other}

    def test_a_future_payment_is_due_at_midnight_utc_of_its_date(self) -> None:
        """R-306, R-308, R-322, R-389."""
        _, (charge, _) = an_agreement(now=at("2027-04-14T23:59:59"))
        assert charge.timing is Timing.SCHEDULED
        assert charge.due_at == at("2027-04-15T00:00:00")
        assert charge.billing_period == Month(2027, 4)

    def test_a_payment_dated_before_acceptance_is_due_at_once(self) -> None:
        """R-307, S-79."""
        _, (first, second) = an_agreement(now=at("2027-04-20T09:30:00"))
        assert first.timing is Timing.ON_ACCEPTANCE
        assert first.due_at == at("2027-04-20T09:30:00")
        assert first.charge_date == date(2027, 4, 15)
        assert second.timing is Timing.SCHEDULED
        assert second.due_at == at("2027-05-15T00:00:00")

    @pytest.mark.parametrize("now", ["2027-04-15T00:00:00", "2027-04-15T00:01:00"])
    def test_a_payment_dated_on_the_day_of_acceptance_is_due_at_once(self, now: str) -> None:
        """R-309, S-79."""
        _, (first, _) = an_agreement(now=at(now))
        assert first.timing is Timing.ON_ACCEPTANCE
        assert first.due_at == at(now)

    def test_the_day_of_acceptance_is_the_day_in_utc(self) -> None:
        """R-066, R-309: half past midnight in Berlin is still the day before."""
        _, (first, _) = an_agreement(now=datetime.fromisoformat("2027-04-15T00:30:00+02:00"))
        assert first.timing is Timing.SCHEDULED

    def test_the_backdated_payment_belongs_to_the_month_of_acceptance(self) -> None:
        """R-390."""
        offer = a_released_offer(
            schedule=a_schedule(("2027-03-15", "1.00"), ("2027-05-15", "1.00"))
        )
        _, (first, second) = an_agreement(offer, now=at("2027-04-20T09:30:00"))
        assert first.billing_period == Month(2027, 4)
        assert second.billing_period == Month(2027, 5)

    def test_a_zero_payment_is_a_charge_like_any_other(self) -> None:
        """R-281, R-299."""
        _, charges = an_agreement(a_released_offer(schedule=a_schedule(("2027-05-01", "0.00"))))
        assert [charge.amount for charge in charges] == [Decimal("0.00")]


class TestRefusals:
    def test_an_account_the_offer_is_not_for_does_not_see_it(self) -> None:
        with pytest.raises(OfferNotFound):
            an_agreement(acceptor_account_id=STRANGER)

    def test_a_draft_is_invisible_to_its_buyers(self) -> None:
        with pytest.raises(OfferNotFound):
            an_agreement(an_offer())

    def test_the_last_day_to_accept_is_a_whole_day(self) -> None:
        """R-296."""
        assert an_agreement(now=at("2027-04-30T23:59:59"))
        with pytest.raises(WrongStatus) as refused:
            an_agreement(now=at("2027-05-01T00:00:00"))
        assert refused.value.resource_id == OFFER_ID

    def test_a_schedule_that_outruns_the_agreement_is_a_conflict(self) -> None:
        """R-291: a sound offer never gets here."""
        offer = a_released_offer(schedule=a_schedule(("2028-03-01", "1.00")))
        with pytest.raises(Conflict, match="2028-02-29"):
            an_agreement(offer)


class TestReferences:
    FOUR = a_schedule(
        ("2027-05-01", "1.00"),
        ("2027-06-01", "1.00"),
        ("2027-07-01", "1.00"),
        ("2027-08-01", "1.00"),
    )

    def named(self, references: PurchaseOrderReferences) -> list[str | None]:
        _, charges = an_agreement(a_released_offer(schedule=self.FOUR), references=references)
        assert {charge.revision for charge in charges} == {1}
        return [charge.purchase_order_reference for charge in charges]

    def refused(self, *entries: PaymentReference) -> list[tuple[str, str, str | None]]:
        return refusal(lambda: self.named(PurchaseOrderReferences(per_payment=entries)))

    def test_a_purchase_may_carry_no_number(self) -> None:
        """R-178, R-171."""
        assert self.named(NO_REFERENCES) == [None] * 4
        assert NO_REFERENCES.is_empty

    def test_one_number_may_serve_all_charges(self) -> None:
        """R-178."""
        references = PurchaseOrderReferences(for_all="P1")
        assert self.named(references) == ["P1"] * 4
        assert not references.is_empty

    def test_payments_may_have_numbers_of_their_own(self) -> None:
        """R-182, S-85: by installment or by date, the revision left out or given (R-215)."""
        references = PurchaseOrderReferences(
            per_payment=(
                PaymentReference(installment=1, purchase_order_reference="Q1"),
                PaymentReference(charge_date="2027-06-01", purchase_order_reference="Q1"),
                PaymentReference(
                    installment=3, charge_date="2027-07-01", purchase_order_reference="Q3"
                ),
                PaymentReference(installment=4, charge_revision=1, purchase_order_reference="Q3"),
            )
        )
        assert self.named(references) == ["Q1", "Q1", "Q3", "Q3"]

    def test_payments_that_are_not_named_stay_without_number(self) -> None:
        """R-178."""
        entry = PaymentReference(installment=2, purchase_order_reference="Q2")
        assert self.named(PurchaseOrderReferences(per_payment=(entry,))) == [
            None, "Q2", None, None,
        ]  # fmt: skip

    def test_a_payments_own_number_goes_before_the_one_for_all(self) -> None:
        """R-178."""
        entry = PaymentReference(installment=2, purchase_order_reference="Q2")
        references = PurchaseOrderReferences(for_all="P1", per_payment=(entry,))
        assert self.named(references) == ["P1", "Q2", "P1", "P1"]

    def test_the_line_of_the_buyers_own_order_is_kept(self) -> None:
        """R-175, R-176."""
        references = PurchaseOrderReferences(for_all="P1", line="30")
        _, charges = an_agreement(references=references)
        assert [charge.purchase_order_line for charge in charges] == ["30", "30"]

    @pytest.mark.parametrize("line", ["", " 1", "a b", "x" * 21])
    def test_an_unprintable_line_is_refused(self, line: str) -> None:
        """R-175."""
        references = PurchaseOrderReferences(for_all="P1", line=line)
        assert refusal(lambda: self.named(references)) == [
            ("purchaseOrderLine", "INVALID_PURCHASE_ORDERS", "R-175")
        ]

    def test_a_bad_number_for_all_is_refused(self) -> None:
        """R-173, R-007."""
        assert refusal(lambda: self.named(PurchaseOrderReferences(for_all="#1"))) == [
            ("purchaseOrderReference", "INVALID_PURCHASE_ORDER_REFERENCE", "R-007")
        ]

    def test_every_problem_of_the_entries_is_told_at_once(self) -> None:
        """R-182, R-215, R-216, R-217, R-218."""
        entries = (
            PaymentReference(installment=1, purchase_order_reference="Q1"),
            PaymentReference(charge_date="2027-05-01", purchase_order_reference="Q2"),
            PaymentReference(installment=5, purchase_order_reference="#"),
            PaymentReference(charge_date="2027-05-02", charge_revision=2),
            PaymentReference(charge_date="May", purchase_order_reference="Q1"),
            PaymentReference(
                installment=3, charge_date="2027-08-01", purchase_order_reference="Q1"
            ),
            PaymentReference(purchase_order_reference="Q1"),
        )
        assert self.refused(*entries) == [
            ("purchaseOrders[1]", "DUPLICATE_CHARGES", "R-218"),
            ("purchaseOrders[2].purchaseOrderReference", "INVALID_PURCHASE_ORDER_REFERENCE",
             "R-007"),
            ("purchaseOrders[2].installment", "INVALID_CHARGE_ID", "R-182"),
            ("purchaseOrders[3].purchaseOrderReference", "MISSING_PURCHASE_ORDER_REFERENCE",
             "R-217"),
            ("purchaseOrders[3].chargeRevision", "INVALID_CHARGE_REVISION", "R-215"),
            ("purchaseOrders[3].chargeDate", "INVALID_CHARGE_ID", "R-182"),
            ("purchaseOrders[4].chargeDate", "INVALID_CHARGE_ID", "R-298"),
            ("purchaseOrders[5].chargeDate", "INVALID_CHARGE_ID", "R-182"),
            ("purchaseOrders[6]", "MISSING_CHARGE_ID", "R-182"),
        ]  # fmt: skip

    def test_86_entries_are_the_most(self) -> None:
        """R-211."""
        entries = [PaymentReference(installment=1, purchase_order_reference="Q")] * 87
        assert self.refused(*entries) == [("purchaseOrders", "INVALID_PURCHASE_ORDERS", "R-211")]
        assert self.refused(*entries[:86])[0][1] == "DUPLICATE_CHARGES"
