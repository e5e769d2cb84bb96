"""The shapes of the terms that price nothing by themselves, and of payments (R-252, R-257)."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.domain.marketplace.term import (
    ByolPricingTerm,
    FreeTrialPricingTerm,
    LegalDocument,
    LegalTerm,
    NetPaymentTerm,
    PaymentScheduleTerm,
    SupportTerm,
    ValidityTerm,
    VariablePaymentTerm,
)
from procurement.entrypoints.schemas.base import AmountInput, RequestSchema
from procurement.entrypoints.schemas.term_configurations import (
    MAX_ENTRIES,
    Short,
    VariablePaymentConfigurationBody,
)
from procurement.entrypoints.schemas.term_shapes import GrantBody, Grants, Price, TermBody


class ScheduleItemBody(RequestSchema):
    """agreement:ScheduleItem."""

    charge_date: str | None = Field(None, examples=["2027-04-15"])
    charge_amount: AmountInput | None = Field(None, examples=["33.33"])

    def to_input(self) -> InstallmentInput:
        """The domain's unchecked payment."""
        amount = None if self.charge_amount is None else str(self.charge_amount)
        return InstallmentInput(charge_date=self.charge_date, charge_amount=amount)


class PaymentScheduleTermBody(TermBody):
    """agreement:PaymentScheduleTerm (R-252)."""

    currency_code: Short = "USD"
    schedule: Annotated[list[ScheduleItemBody], Field(max_length=MAX_ENTRIES)]

    @classmethod
    def of(cls, term: PaymentScheduleTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="PaymentScheduleTerm",
            id=term.id,
            currency_code=term.schedule.currency,
            schedule=[
                ScheduleItemBody(
                    charge_date=payment.charge_date.isoformat(),
                    charge_amount=f"{payment.amount:f}",
                )
                for payment in term.schedule.installments
            ],
        )


class ValidityTermBody(TermBody):
    """agreement:ValidityTerm: a duration, or dates (R-257, R-318)."""

    agreement_duration: Annotated[Short, Field(examples=["P12M"])] | None = None
    agreement_start_date: date | None = None
    agreement_end_date: date | None = None

    @classmethod
    def of(cls, term: ValidityTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="ValidityTerm",
            id=term.id,
            agreement_duration=term.agreement_duration,
            agreement_start_date=term.start_date,
            agreement_end_date=term.end_date,
        )

    def to_term(self) -> ValidityTerm:
        """The domain's term."""
        return ValidityTerm(
            agreement_duration=self.agreement_duration,
            start_date=self.agreement_start_date,
            end_date=self.agreement_end_date,
        )


class FreeTrialPricingTermBody(TermBody):
    """agreement:FreeTrialPricingTerm."""

    duration: Annotated[Short, Field(examples=["P14D"])]
    grants: Grants = Field(default_factory=list)

    @classmethod
    def of(cls, term: FreeTrialPricingTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="FreeTrialPricingTerm",
            id=term.id,
            duration=term.duration,
            grants=[GrantBody.of(grant) for grant in term.grants],
        )

    def to_term(self) -> FreeTrialPricingTerm:
        """The domain's term."""
        grants = tuple(grant.to_grant() for grant in self.grants)
        return FreeTrialPricingTerm(duration=self.duration, grants=grants)


class DocumentBody(RequestSchema):
    """agreement:DocumentItem."""

    type: Annotated[Short, Field(examples=["StandardEula"])]
    url: str | None = None
    version: Short | None = None


class LegalTermBody(TermBody):
    """agreement:LegalTerm."""

    documents: Annotated[list[DocumentBody], Field(min_length=1, max_length=10)]

    @classmethod
    def of(cls, term: LegalTerm) -> Self:
        """A term of the domain."""
        documents = [
            DocumentBody(type=each.type, url=each.url, version=each.version)
            for each in term.documents
        ]
        return cls(type="LegalTerm", id=term.id, documents=documents)

    def to_term(self) -> LegalTerm:
        """The domain's term."""
        return LegalTerm(
            documents=tuple(
                LegalDocument(type=each.type, url=each.url, version=each.version)
                for each in self.documents
            )
        )


class SupportTermBody(TermBody):
    """agreement:SupportTerm."""

    refund_policy: Annotated[str, Field(min_length=1, max_length=4096)]

    @classmethod
    def of(cls, term: SupportTerm) -> Self:
        """A term of the domain."""
        return cls(type="SupportTerm", id=term.id, refund_policy=term.refund_policy)

    def to_term(self) -> SupportTerm:
        """The domain's term."""
        return SupportTerm(refund_policy=self.refund_policy)


class ByolPricingTermBody(TermBody):
    """agreement:ByolPricingTerm."""

    @classmethod
    def of(cls, term: ByolPricingTerm) -> Self:
        """A term of the domain."""
        return cls(type="ByolPricingTerm", id=term.id)

    def to_term(self) -> ByolPricingTerm:
        """The domain's term."""
        return ByolPricingTerm()


class NetPaymentTermBody(TermBody):
    """agreement:NetPaymentTerm (R-321)."""

    payment_due_period: Annotated[Short, Field(examples=["P30D"])]

    @classmethod
    def of(cls, term: NetPaymentTerm) -> Self:
        """A term of the domain."""
        return cls(type="NetPaymentTerm", id=term.id, payment_due_period=term.payment_due_period)


class VariablePaymentTermBody(TermBody):
    """agreement:VariablePaymentTerm (R-403)."""

    currency_code: Short = "USD"
    max_total_charge_amount: Price
    configuration: VariablePaymentConfigurationBody | None = None

    @classmethod
    def of(cls, term: VariablePaymentTerm) -> Self:
        """A term of the domain."""
        choice = term.choice
        return cls(
            type="VariablePaymentTerm",
            id=term.id,
            currency_code=term.currency,
            max_total_charge_amount=term.max_total_charge_amount,
            configuration=VariablePaymentConfigurationBody.of(choice) if choice else None,
        )

    def to_term(self) -> VariablePaymentTerm:
        """The domain's term; a configuration is the buyer's, not the offer's."""
        return VariablePaymentTerm(
            currency=self.currency_code, max_total_charge_amount=self.max_total_charge_amount
        )
