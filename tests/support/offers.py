"""Builders of offers, schedules and agreements. The calendar of every default starts 2027-03-01."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from procurement.domain.charges.charge import Charge
from procurement.domain.marketplace.agreement import Agreement, accept
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.installment_plan import InstallmentPlan
from procurement.domain.marketplace.offer import Offer, OfferState
from procurement.domain.marketplace.payment_schedule import (
    Installment,
    PaymentSchedule,
    ScheduleTerms,
)
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.domain.marketplace.terms import OfferDetails, OfferTerms

SELLER = "111111111111"
BUYER = "222222222222"
PAYER = "333333333333"
STRANGER = "999999999999"
OFFER_ID = "offer-1"
AGREEMENT_ID = "agmt-1"
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def a_schedule(*payments: tuple[str, str], currency: str = "USD") -> PaymentSchedule:
    """A schedule of (date, amount) pairs; two payments of 500.00 unless given."""
    given = payments or (("2027-04-15", "500.00"), ("2027-05-15", "500.00"))
    return PaymentSchedule(
        currency=currency,
        installments=tuple(
            Installment(charge_date=date.fromisoformat(day), amount=Decimal(amount))
            for day, amount in given
        ),
    )


def payment_inputs(*payments: tuple[str, str]) -> tuple[InstallmentInput, ...]:
    """Payments as a seller sends them, from (date, amount) pairs."""
    return tuple(InstallmentInput(charge_date=day, charge_amount=sum_) for day, sum_ in payments)


def schedule_terms(
    *,
    currency: str = "USD",
    today: str = "2027-03-01",
    duration: str = "P12M",
    availability_end: str = "2027-04-30",
) -> ScheduleTerms:
    """What a schedule set on `today` is judged against."""
    day = date.fromisoformat(today)
    return ScheduleTerms(
        currency=currency,
        today=day,
        last_day=ContractDuration.parse(duration).last_day(day),
        availability_end=date.fromisoformat(availability_end),
    )


def offer_details(**overrides: Any) -> OfferDetails:
    """What a seller sends for a new offer."""
    details = OfferDetails(
        name="Widget analytics, one year",
        product_id="prod-widgets",
        product_type="SAAS_CONTRACT",
        target_account_ids=(BUYER,),
        contract_duration="P12M",
        availability_end="2027-04-30",
        currency="USD",
    )
    return replace(details, **overrides)


def a_plan(**overrides: Any) -> InstallmentPlan:
    """A total in three custom payments from 15 April 2027."""
    plan = InstallmentPlan(
        total="100.00", first_charge_date="2027-04-15", frequency="CUSTOM", number_of_payments=3
    )
    return replace(plan, **overrides)


def offer_terms(**overrides: Any) -> OfferTerms:
    """Sound terms: twelve months, open until 30 April 2027, in USD."""
    terms = OfferTerms(
        name="Widget analytics, one year",
        product_id="prod-widgets",
        product_type=ProductType.SAAS_CONTRACT,
        target_account_ids=(BUYER,),
        contract_duration=ContractDuration.parse("P12M"),
        availability_end=date(2027, 4, 30),
        currency="USD",
    )
    return replace(terms, **overrides)


def an_offer(
    *,
    terms: OfferTerms | None = None,
    schedule: PaymentSchedule | None = None,
    **overrides: Any,
) -> Offer:
    """A draft with a schedule of two payments."""
    offer = Offer(
        offer_id=OFFER_ID,
        proposer_account_id=SELLER,
        terms=terms or offer_terms(),
        schedule=schedule or a_schedule(),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(offer, **overrides)


def a_released_offer(**overrides: Any) -> Offer:
    """The same offer, released."""
    return an_offer(**{"state": OfferState.RELEASED, "version": 2, **overrides})


def an_agreement(
    offer: Offer | None = None, **overrides: Any
) -> tuple[Agreement, Sequence[Charge]]:
    """An agreement and its charges, accepted at noon on 1 March 2027 unless overridden."""
    arguments: dict[str, Any] = {
        "acceptor_account_id": BUYER,
        "payer_account_id": PAYER,
        "agreement_id": AGREEMENT_ID,
        "now": NOW,
    }
    return accept(offer or a_released_offer(), **{**arguments, **overrides})
