from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.errors import InvalidInput, StaleVersion
from procurement.domain.marketplace.offer import Offer, OfferState, Payments, draft_offer
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.schedule_input import AddPayment, ChangePayment, RemovePayment
from procurement.domain.marketplace.terms import DEFAULT_INVOICING_ENTITY, OfferDetails
from procurement.domain.money import Money
from tests.support.offers import (
    BUYER,
    NOW,
    OFFER_ID,
    SELLER,
    a_plan,
    a_released_offer,
    a_schedule,
    an_offer,
    offer_details,
    payment_inputs,
)

LATER = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
AFTER_EXPIRY = datetime(2027, 5, 1, 0, 0, tzinfo=UTC)


def drafted(details: OfferDetails | None = None, payments: Payments | None = None) -> Offer:
    return draft_offer(
        details or offer_details(),
        payments,
        offer_id=OFFER_ID,
        proposer_account_id=SELLER,
        now=NOW,
    )


def refusal(
    act: Callable[..., object], *arguments: Any, **named: Any
) -> list[tuple[str, str, str | None]]:
    with pytest.raises(InvalidInput) as refused:
        act(*arguments, **named)
    return [(p.field, p.reason, p.rule) for p in refused.value.problems]


def schedule_of(offer: Offer) -> PaymentSchedule:
    assert offer.schedule is not None
    return offer.schedule


class TestDrafting:
    def test_a_draft_holds_what_was_sent(self) -> None:
        """R-269, R-270."""
        offer = drafted(offer_details(intended_total="1000", net_payment_term="P45D"))
        assert offer.state is OfferState.DRAFT
        assert offer.version == 1
        assert offer.created_at == offer.updated_at == NOW
        assert (offer.offer_id, offer.proposer_account_id) == (OFFER_ID, SELLER)
        assert offer.terms.target_account_ids == (BUYER,)
        assert offer.terms.product_type is ProductType.SAAS_CONTRACT
        assert str(offer.terms.contract_duration) == "P12M"
        assert offer.terms.availability_end == date(2027, 4, 30)
        assert offer.terms.net_payment_term == "P45D"
        assert offer.terms.invoicing_entity == DEFAULT_INVOICING_ENTITY
        assert offer.intended_total == Decimal("1000.00")
        assert offer.schedule is None

    def test_a_draft_may_bring_its_plan_along(self) -> None:
        """R-271: the plan's total is the typed total."""
        offer = drafted(payments=a_plan(number_of_payments=2, first_charge_date="2027-04-30"))
        assert schedule_of(offer).total == Money(Decimal("100.00"), "USD")
        assert offer.intended_total == Decimal("100.00")

    def test_a_draft_may_bring_its_payments_along(self) -> None:
        """R-284."""
        offer = drafted(payments=payment_inputs(("2027-05-01", "7.00")))
        assert schedule_of(offer) == a_schedule(("2027-05-01", "7.00"))
        assert offer.intended_total is None

    @pytest.mark.parametrize("currency", ["USD", "AUD", "EUR", "GBP", "JPY"])
    def test_five_currencies_are_supported(self, currency: str) -> None:
        """R-301."""
        assert drafted(offer_details(currency=currency)).terms.currency == currency

    @pytest.mark.parametrize("currency", ["INR", "CHF", "usd", "US"])
    def test_other_currencies_are_refused(self, currency: str) -> None:
        """R-301."""
        assert refusal(lambda: drafted(offer_details(currency=currency))) == [
            ("currencyCode", "INVALID_CURRENCY_CODE", "R-301")
        ]

    @pytest.mark.parametrize(
        ("product_type", "rule"),
        [
            ("SAAS_SUBSCRIPTION", "R-324"),
            ("AMI_HOURLY", "R-324"),
            ("CONTAINER_HOURLY", "R-324"),
            ("AMI_MONTHLY", "R-324"),
            ("BYOL", "R-324"),
            ("FREE", "R-324"),
            ("MACHINE_LEARNING_HOURLY", "R-324"),
            ("MACHINE_LEARNING_CONTRACT", "R-325"),
            ("TOASTER", "R-324"),
        ],
    )
    def test_a_product_without_installment_plans_is_refused(
        self, product_type: str, rule: str
    ) -> None:
        """R-323, R-324, R-325."""
        assert refusal(lambda: drafted(offer_details(product_type=product_type))) == [
            ("productType", "INCOMPATIBLE_PRODUCT", rule)
        ]

    @pytest.mark.parametrize(
        ("product_type", "duration"),
        [
            ("SAAS_CONTRACT", "P61M"),
            ("AMI_HOURLY_WITH_ANNUAL", "P1096D"),
            ("AMI_CONTRACT", "P7D"),
            ("SAAS_CONTRACT", "one year"),
        ],
    )
    def test_a_contract_too_long_or_too_short_for_its_product_is_refused(
        self, product_type: str, duration: str
    ) -> None:
        """R-324."""
        details = offer_details(product_type=product_type, contract_duration=duration)
        assert refusal(lambda: drafted(details)) == [
            ("contractDuration", "INVALID_AGREEMENT_DURATION", "R-324")
        ]

    @pytest.mark.parametrize("term", ["P15D", "P30D", "P45D", "P60D", "P90D", "P120D", None])
    def test_six_net_payment_terms_are_known(self, term: str | None) -> None:
        """R-321."""
        assert drafted(offer_details(net_payment_term=term)).terms.net_payment_term == term

    @pytest.mark.parametrize("term", ["P31D", "P1M", "30", ""])
    def test_other_net_payment_terms_are_refused(self, term: str) -> None:
        """R-321."""
        assert refusal(lambda: drafted(offer_details(net_payment_term=term))) == [
            ("netPaymentTerm", "INVALID_PAYMENT_DUE_PERIOD", "R-321")
        ]

    def test_an_offer_is_for_1_to_25_different_accounts(self) -> None:
        many = tuple(f"{n:012d}" for n in range(25))
        assert drafted(offer_details(target_account_ids=many)).terms.target_account_ids == many
        field = "targetAccountIds"
        too_many = offer_details(target_account_ids=(*many, BUYER))
        assert refusal(lambda: drafted(too_many)) == [(field, "TOO_MANY_BUYER_ACCOUNTS", None)]
        none = offer_details(target_account_ids=())
        assert refusal(lambda: drafted(none)) == [(field, "MISSING_BUYER_ACCOUNTS", None)]
        twice = offer_details(target_account_ids=(BUYER, BUYER))
        assert refusal(lambda: drafted(twice)) == [(f"{field}[1]", "INVALID_BUYER_ACCOUNTS", None)]

    def test_an_offer_can_be_accepted_today_at_least(self) -> None:
        """R-296."""
        assert drafted(offer_details(availability_end="2027-03-01"))
        field = "availabilityEndDate"
        assert refusal(lambda: drafted(offer_details(availability_end="2027-02-28"))) == [
            (field, "INVALID_AVAILABILITY_END_DATE", "R-296")
        ]
        assert refusal(lambda: drafted(offer_details(availability_end=None))) == [
            (field, "MISSING_AVAILABILITY_END_DATE", "R-296")
        ]

    def test_the_typed_total_has_the_limits_of_an_agreement(self) -> None:
        """R-299, R-304."""
        assert refusal(lambda: drafted(offer_details(intended_total="1000000000.01"))) == [
            ("intendedTotal", "LIMIT_EXCEEDED_AGREEMENT_VALUE", "R-304")
        ]
        assert refusal(lambda: drafted(offer_details(intended_total="-1"))) == [
            ("intendedTotal", "INVALID_CHARGE_AMOUNT", "R-299")
        ]

    @pytest.mark.parametrize("name", ["x" * 151, "a<b", "a>b", "a\\b", "a\nb"])
    def test_an_unprintable_or_long_name_is_refused(self, name: str) -> None:
        assert refusal(lambda: drafted(offer_details(name=name))) == [
            ("name", "INVALID_NAME", None)
        ]

    def test_everything_wrong_with_details_and_payments_is_told_at_once(self) -> None:
        """R-289 to R-302, R-321, R-324."""
        details = OfferDetails(
            name=None,
            product_id="no spaces",
            product_type=None,
            target_account_ids=("12",),
            contract_duration=None,
            availability_end="soon",
            currency=None,
            net_payment_term="P1D",
            invoicing_entity="",
        )
        payments = payment_inputs(("2027-05-01", "1.00"), ("2027-05-01", "x"))
        assert refusal(lambda: drafted(details, payments=payments)) == [
            ("productType", "INCOMPATIBLE_PRODUCT", "R-324"),
            ("contractDuration", "MISSING_DURATION", "R-324"),
            ("availabilityEndDate", "INVALID_AVAILABILITY_END_DATE", "R-296"),
            ("currencyCode", "MISSING_CURRENCY_CODE", "R-301"),
            ("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("schedule[1].chargeDate", "DUPLICATE_CHARGE_DATES", "R-297"),
            ("name", "MISSING_NAME", None),
            ("productId", "INVALID_PRODUCT_ID", None),
            ("invoicingEntity", "INVALID_INVOICING_ENTITY", "R-247"),
            ("targetAccountIds[0]", "INVALID_BUYER_ACCOUNTS", None),
            ("netPaymentTerm", "INVALID_PAYMENT_DUE_PERIOD", "R-321"),
        ]

    def test_a_generated_schedule_is_validated_too(self) -> None:
        """R-296: two of the generated dates lie before the last day to accept."""
        plan = a_plan(first_charge_date="2027-03-15")
        assert refusal(lambda: drafted(payments=plan)) == [
            ("schedule[1].chargeDate", "TOO_MANY_BACKDATED_CHARGES", "R-296")
        ]

    def test_an_unreadable_plan_is_told_once(self) -> None:
        """R-299."""
        assert refusal(lambda: drafted(payments=a_plan(total="x"))) == [
            ("installmentPlan.total", "INVALID_CHARGE_AMOUNT", "R-299")
        ]


class TestSchedule:
    def test_a_draft_takes_another_schedule(self) -> None:
        """R-284."""
        payments = payment_inputs(("2027-05-01", "3.00"))
        offer = an_offer().set_schedule(payments, now=LATER)
        assert schedule_of(offer) == a_schedule(("2027-05-01", "3.00"))
        assert (offer.version, offer.updated_at, offer.created_at) == (2, LATER, NOW)

    def test_the_typed_total_follows_a_plan_and_stays_for_a_list(self) -> None:
        """R-284, R-286."""
        offer = an_offer().set_schedule(a_plan(), now=LATER)
        assert offer.intended_total == Decimal("100.00")
        offer = offer.set_schedule(payment_inputs(("2027-05-01", "3.00")), now=LATER)
        assert offer.intended_total == Decimal("100.00")
        offer = offer.set_schedule(a_plan(), intended_total="120", now=LATER)
        assert offer.intended_total == Decimal("120.00")

    def test_the_same_schedule_again_changes_nothing(self) -> None:
        offer = an_offer().set_schedule(a_plan(), now=LATER)
        assert offer.set_schedule(a_plan(), now=AFTER_EXPIRY.replace(month=4)) is offer

    def test_a_bad_schedule_changes_nothing_and_tells_all(self) -> None:
        """R-292, R-299."""
        payments = payment_inputs(("2029-01-01", "1.00"), ("2027-05-01", "1.001"))
        assert refusal(lambda: an_offer().set_schedule(payments, now=LATER)) == [
            ("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-292"),
        ]

    def test_the_contracts_end_counts_from_the_day_the_schedule_is_set(self) -> None:
        """R-291: a day later the last possible date is a day later."""
        payments = payment_inputs(("2028-03-01", "1.00"))
        assert refusal(lambda: an_offer().set_schedule(payments, now=NOW))
        assert an_offer().set_schedule(payments, now=LATER)

    def test_the_day_is_the_day_in_utc(self) -> None:
        """R-294, R-066: half past midnight in Berlin is still yesterday."""
        payments = payment_inputs(("2027-03-01", "1.00"))
        berlin = datetime.fromisoformat("2027-03-02T00:30:00+01:00")
        assert an_offer().set_schedule(payments, now=berlin)

    def test_the_payments_are_in_the_offers_currency(self) -> None:
        """R-301."""
        payments = payment_inputs(("2027-05-01", "1.00"))
        assert an_offer().set_schedule(payments, currency="USD", now=LATER)
        problems = refusal(an_offer().set_schedule, payments, currency="EUR", now=LATER)
        assert problems == [("currencyCode", "INVALID_CURRENCY_CODE", "R-301")]

    def test_adjustments_move_the_total_due_but_not_the_typed_total(self) -> None:
        """R-283, R-284."""
        offer = an_offer(intended_total=Decimal("1000.00")).adjust_schedule(
            [
                ChangePayment(number=1, charge_amount="400.00"),
                AddPayment(charge_date="2027-06-15", charge_amount="50.00"),
            ],
            now=LATER,
        )
        assert schedule_of(offer).total == Money(Decimal("950.00"), "USD")
        assert offer.intended_total == Decimal("1000.00")
        assert offer.version == 2

    def test_adjusting_is_refused_like_setting(self) -> None:
        """R-275, R-299."""
        adjustments = [RemovePayment(number=1), ChangePayment(number=2, charge_amount="-1")]
        assert refusal(an_offer().adjust_schedule, adjustments, now=LATER) == [
            ("adjustments[1].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299")
        ]

    def test_a_draft_without_schedule_can_be_built_payment_by_payment(self) -> None:
        """R-284."""
        payment = AddPayment(charge_date="2027-06-15", charge_amount="50.00")
        offer = drafted().adjust_schedule([payment], now=LATER)
        assert schedule_of(offer) == a_schedule(("2027-06-15", "50.00"))

    @pytest.mark.parametrize("now", [LATER, AFTER_EXPIRY])
    def test_after_release_and_after_expiry_the_payments_are_frozen(self, now: datetime) -> None:
        """R-311, R-312, S-83."""
        offer = a_released_offer()
        payments = payment_inputs(("2027-06-01", "1.00"))
        assert refusal(lambda: offer.set_schedule(payments, now=now)) == [
            ("schedule", "INCOMPATIBLE_TERMS", "R-312")
        ]
        assert refusal(lambda: offer.adjust_schedule([RemovePayment(number=1)], now=now)) == [
            ("adjustments", "INCOMPATIBLE_TERMS", "R-312")
        ]

    def test_after_release_the_currency_is_frozen_too(self) -> None:
        """R-301."""
        payments = payment_inputs(("2027-06-01", "1.00"))
        offer = a_released_offer()
        assert refusal(offer.set_schedule, payments, currency="EUR", now=LATER) == [
            ("schedule", "INCOMPATIBLE_TERMS", "R-312"),
            ("currencyCode", "INCOMPATIBLE_CURRENCY_CODE", "R-301"),
        ]


class TestRelease:
    def test_a_complete_draft_is_released(self) -> None:
        """R-285."""
        offer = an_offer(intended_total=Decimal("1000.00")).release(now=LATER)
        assert offer.state is OfferState.RELEASED
        assert (offer.version, offer.updated_at) == (2, LATER)

    def test_a_draft_without_payments_is_not_released(self) -> None:
        """R-288."""
        assert refusal(lambda: drafted().release(now=LATER)) == [
            ("schedule", "MISSING_MANDATORY_TERMS", "R-288")
        ]

    @pytest.mark.parametrize(("typed", "sign"), [("1200.00", "-200.00"), ("900.00", "100.00")])
    def test_a_total_unlike_the_typed_one_is_a_warning_in_the_draft(
        self, typed: str, sign: str
    ) -> None:
        """R-285, R-286."""
        offer = an_offer(intended_total=Decimal(typed))
        assert offer.total_difference == Money(Decimal(sign), "USD")
        (warning,) = offer.warnings
        assert (warning.reason, warning.rule) == ("TOTAL_DIFFERENCE", "R-286")

    def test_no_warning_when_the_totals_agree_or_none_was_typed(self) -> None:
        """R-286."""
        assert an_offer(intended_total=Decimal(1000)).warnings == ()
        assert an_offer(intended_total=None).warnings == ()
        assert drafted(offer_details(intended_total="5")).warnings == ()

    def test_a_difference_is_confirmed_on_release_or_refused(self) -> None:
        """R-286."""
        offer = an_offer(intended_total=Decimal("1200.00"))
        assert refusal(lambda: offer.release(now=LATER)) == [
            ("intendedTotal", "TOTAL_DIFFERENCE", "R-286")
        ]
        released = offer.release(now=LATER, confirm_total_difference=True)
        assert released.state is OfferState.RELEASED

    def test_an_offer_is_released_once(self) -> None:
        """R-312."""
        assert refusal(lambda: a_released_offer().release(now=LATER)) == [
            ("state", "INVALID_UPDATE_REQUEST", "R-312")
        ]

    def test_an_offer_that_nobody_can_accept_any_more_is_not_released(self) -> None:
        """R-296."""
        assert refusal(lambda: an_offer().release(now=AFTER_EXPIRY)) == [
            ("availabilityEndDate", "INVALID_AVAILABILITY_END_DATE", "R-296")
        ]

    def test_a_first_date_that_passed_since_it_was_set_does_not_hinder_release(self) -> None:
        """R-294 is about the day of setting; R-307 bills such a payment on acceptance."""
        now = datetime(2027, 4, 20, tzinfo=UTC)
        assert an_offer().release(now=now).state is OfferState.RELEASED

    def test_a_stored_schedule_is_judged_again_on_release(self) -> None:
        """R-296, R-304."""
        offer = an_offer(schedule=a_schedule(("2027-04-01", "2e9"), ("2027-04-02", "1.00")))
        assert refusal(lambda: offer.release(now=LATER)) == [
            ("schedule[1].chargeDate", "TOO_MANY_BACKDATED_CHARGES", "R-296"),
            ("schedule", "LIMIT_EXCEEDED_AGREEMENT_VALUE", "R-304"),
        ]


class TestAvailability:
    def test_a_released_offer_expires_after_its_last_day(self) -> None:
        """R-312."""
        offer = a_released_offer()
        assert offer.state_on(date(2027, 4, 30)) is OfferState.RELEASED
        assert offer.state_on(date(2027, 5, 1)) is OfferState.EXPIRED

    def test_a_draft_does_not_expire(self) -> None:
        assert an_offer().state_on(date(2028, 1, 1)) is OfferState.DRAFT

    def test_a_released_offer_may_stay_open_longer(self) -> None:
        """R-313."""
        offer = a_released_offer().extend_availability("2027-05-14", now=LATER)
        assert offer.terms.availability_end == date(2027, 5, 14)
        assert (offer.version, offer.updated_at) == (3, LATER)

    def test_an_expired_offer_opens_again(self) -> None:
        """R-313."""
        offer = a_released_offer().extend_availability("2027-05-14", now=AFTER_EXPIRY)
        assert offer.state_on(date(2027, 5, 1)) is OfferState.RELEASED

    def test_an_extension_to_the_second_payments_day_is_refused(self) -> None:
        """R-296, R-313: the deadline day counts."""
        offer = a_released_offer()
        assert refusal(offer.extend_availability, "2027-05-15", now=LATER) == [
            ("availabilityEndDate", "TOO_MANY_BACKDATED_CHARGES", "R-313")
        ]

    def test_only_a_draft_may_close_earlier(self) -> None:
        """R-313."""
        offer = a_released_offer()
        assert refusal(offer.extend_availability, "2027-04-29", now=LATER) == [
            ("availabilityEndDate", "INVALID_AVAILABILITY_END_DATE", "R-313")
        ]
        draft = an_offer().extend_availability("2027-04-29", now=LATER)
        assert draft.terms.availability_end == date(2027, 4, 29)

    @pytest.mark.parametrize("day", ["2027-03-01", "soon", ""])
    def test_a_past_or_unreadable_day_is_refused(self, day: str) -> None:
        """R-313."""
        problems = refusal(lambda: an_offer().extend_availability(day, now=LATER))
        assert [field for field, _, _ in problems] == ["availabilityEndDate"]

    def test_the_same_day_again_changes_nothing(self) -> None:
        offer = a_released_offer()
        assert offer.extend_availability("2027-04-30", now=LATER) is offer

    def test_a_draft_without_payments_may_move_its_last_day_anywhere_ahead(self) -> None:
        """R-313."""
        offer = drafted().extend_availability("2028-01-01", now=LATER)
        assert offer.terms.availability_end == date(2028, 1, 1)


def test_a_stale_version_is_a_conflict_that_names_the_offer() -> None:
    """R-076."""
    offer = an_offer(version=7)
    offer.expect_version(7)
    offer.expect_version(None)
    with pytest.raises(StaleVersion) as refused:
        offer.expect_version(6)
    assert refused.value.resource_id == OFFER_ID
