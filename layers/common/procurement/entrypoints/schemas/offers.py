"""Private offers at the edge: installment plans in short, all of AWS's terms at length."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NoReturn, Self

from pydantic import Field

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.agreement_request import proposal_id
from procurement.domain.marketplace.installment_plan import InstallmentPlan
from procurement.domain.marketplace.offer import Offer, OfferState, Payments
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.domain.marketplace.terms import OfferDetails
from procurement.entrypoints.schemas.base import (
    AmountInput,
    Instant,
    MoneyView,
    RequestSchema,
    Schema,
)
from procurement.entrypoints.schemas.terms import (
    MAX_TERMS,
    AcceptedTerm,
    read_term_list,
    term_set,
    views_of,
)


class InstallmentPlanBody(RequestSchema):
    """Generates the payments: a total in so many parts from a first date on (R-271 to R-273)."""

    total: AmountInput | None = Field(None, examples=["100.00"])
    number_of_payments: int | None = Field(None, examples=[3])
    first_charge_date: str | None = Field(None, examples=["2027-04-15"])
    frequency: str = Field("CUSTOM", examples=["MONTHLY"])
    initial_payment: AmountInput | None = None

    def to_input(self) -> InstallmentPlan:
        """The domain's unchecked plan."""
        return InstallmentPlan(
            total=_text(self.total),
            first_charge_date=self.first_charge_date,
            frequency=self.frequency,
            number_of_payments=self.number_of_payments,
            initial_payment=_text(self.initial_payment),
        )


class InstallmentBody(RequestSchema):
    """One payment (agreement:ScheduleItem)."""

    charge_date: str | None = Field(None, examples=["2027-04-15"])
    charge_amount: AmountInput | None = Field(None, examples=["33.33"])


class _PaymentsBody(RequestSchema):
    installment_plan: InstallmentPlanBody | None = None
    schedule: list[InstallmentBody] | None = None

    def payments(self) -> Payments | None:
        """The payments in whichever way they were given; a plan wins over a list."""
        if self.installment_plan is not None:
            return self.installment_plan.to_input()
        if self.schedule is None:
            return None
        return [
            InstallmentInput(
                charge_date=entry.charge_date, charge_amount=_text(entry.charge_amount)
            )
            for entry in self.schedule
        ]


class CreateOfferRequest(_PaymentsBody):
    """A draft. The same `clientToken` makes the same offer once.

    In short: `contractDuration` and payments, which make the terms. At length: `terms`, at most one
    of a kind, in place of `contractDuration`, `netPaymentTerm` and the payments.
    """

    name: str | None = Field(None, examples=["Observability, three payments"])
    product_id: str | None = Field(None, examples=["prod-example"])
    product_type: str | None = Field("SAAS_CONTRACT", examples=["SAAS_CONTRACT"])
    target_account_ids: list[str] = Field(default_factory=list, examples=[["111122223333"]])
    contract_duration: str | None = Field(None, examples=["P12M"])
    availability_end_date: str | None = Field(None, examples=["2027-04-30"])
    currency_code: str | None = Field("USD", examples=["USD"])
    intended_total: AmountInput | None = None
    net_payment_term: str | None = Field(None, examples=["P30D"])
    invoicing_entity: str | None = Field(None, examples=["Amazon Web Services, Inc."])
    resale_authorization_id: str | None = Field(None, max_length=64)
    markup_percentage: AmountInput | None = Field(None, examples=["10.00"])
    client_token: str | None = Field(None, pattern=r"^[A-Za-z0-9-]{1,64}$")
    terms: list[AcceptedTerm] | None = Field(None, max_length=MAX_TERMS)

    def payments(self) -> Payments | None:
        """The payments, from the payment schedule term if the terms are given at length."""
        schedule = read_term_list(self.terms or ()).get("payment_schedule")
        if schedule is None:
            return super().payments()
        if super().payments() is not None:
            _refuse_both("schedule")
        return [entry.to_input() for entry in schedule.schedule]

    def details(self) -> OfferDetails:
        """The domain's unchecked details."""
        details = self._short_details()
        if self.terms is None:
            return details
        bodies = read_term_list(self.terms)
        if self.contract_duration is not None:
            _refuse_both("contractDuration")
        validity, net_payment = bodies.get("validity"), bodies.get("net_payment")
        if net_payment and self.net_payment_term is not None:
            _refuse_both("netPaymentTerm")
        return replace(
            details,
            contract_duration=validity.agreement_duration if validity else None,
            net_payment_term=(
                net_payment.payment_due_period if net_payment else self.net_payment_term
            ),
            other_terms=term_set(bodies),
        )

    def _short_details(self) -> OfferDetails:
        return OfferDetails(
            name=self.name,
            product_id=self.product_id,
            product_type=self.product_type,
            target_account_ids=self.target_account_ids,
            contract_duration=self.contract_duration,
            availability_end=self.availability_end_date,
            currency=self.currency_code,
            intended_total=_text(self.intended_total),
            net_payment_term=self.net_payment_term,
            invoicing_entity=self.invoicing_entity,
            resale_authorization_id=self.resale_authorization_id,
            markup_percentage=_text(self.markup_percentage),
        )


def _refuse_both(field: str) -> NoReturn:
    message = "is given twice: here and among the terms"
    raise InvalidInput([Problem(field=field, reason="INCOMPATIBLE_TERMS", message=message)])


class SetScheduleRequest(_PaymentsBody):
    """All payments anew: generated by `installmentPlan`, or one by one in `schedule`."""

    intended_total: AmountInput | None = None
    currency_code: str | None = None
    expected_version: int | None = Field(None, ge=1)

    def total(self) -> str | None:
        """The typed total."""
        return _text(self.intended_total)


class ReleaseRequest(RequestSchema):
    """`confirmTotalDifference` accepts that the payments miss the intended total (R-286)."""

    confirm_total_difference: bool = False
    expected_version: int | None = Field(None, ge=1)


class AvailabilityRequest(RequestSchema):
    """The last day, in UTC, on which the offer can be accepted."""

    availability_end_date: str = Field(examples=["2027-05-31"])
    expected_version: int | None = Field(None, ge=1)


class InstallmentView(Schema):
    """One payment of a schedule."""

    number: int
    charge_date: date
    charge_amount: str


class WarningView(Schema):
    """Something to look at before release; it refuses nothing."""

    field: str
    reason: str
    message: str


class OfferView(Schema):
    """An offer. `totalDue` is the sum of its payments (R-284)."""

    offer_id: str
    agreement_proposal_id: str
    state: OfferState
    version: int
    name: str
    product_id: str
    product_type: str
    proposer_account_id: str
    target_account_ids: list[str]
    contract_duration: str | None
    availability_end_date: date
    currency_code: str
    invoicing_entity: str
    net_payment_term: str | None
    resale_authorization_id: str | None
    markup_percentage: str | None
    intended_total: str | None
    total_due: MoneyView | None
    schedule: list[InstallmentView]
    terms: list[AcceptedTerm]
    warnings: list[WarningView]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, offer: Offer, now: datetime, advice: Sequence[Problem] = ()) -> Self:
        """An offer of the domain, as it stands at `now`, with what a buyer is advised."""
        terms, resale = offer.terms, offer.terms.resale
        return cls(
            offer_id=offer.offer_id,
            agreement_proposal_id=proposal_id(offer.offer_id),
            state=offer.state_on(now.date()),
            version=offer.version,
            name=terms.name,
            product_id=terms.product_id,
            product_type=terms.product_type.value,
            proposer_account_id=offer.proposer_account_id,
            target_account_ids=list(terms.target_account_ids),
            contract_duration=str(terms.contract_duration) if terms.contract_duration else None,
            availability_end_date=terms.availability_end,
            currency_code=terms.currency,
            invoicing_entity=terms.invoicing_entity,
            net_payment_term=terms.net_payment_term,
            resale_authorization_id=resale.authorization_id if resale else None,
            markup_percentage=f"{resale.markup_percentage:f}" if resale else None,
            intended_total=None if offer.intended_total is None else f"{offer.intended_total:f}",
            total_due=MoneyView.of(offer.schedule.total) if offer.schedule else None,
            schedule=schedule_views(offer.schedule),
            terms=views_of(offer.term_set),
            warnings=[
                WarningView(field=w.field, reason=w.reason, message=w.message)
                for w in (*offer.warnings, *advice)
            ],
            created_at=offer.created_at,
            updated_at=offer.updated_at,
        )


class OfferPage(Schema):
    """One page of offers, newest first."""

    items: list[OfferView]
    next_token: str | None


def schedule_views(schedule: PaymentSchedule | None) -> list[InstallmentView]:
    """The payments, counted from 1."""
    installments = schedule.installments if schedule else ()
    return [
        InstallmentView(
            number=number,
            charge_date=payment.charge_date,
            charge_amount=f"{payment.amount:f}",
        )
        for number, payment in enumerate(installments, start=1)
    ]


def _text(amount: AmountInput | None) -> str | None:
    return None if amount is None else str(amount)
