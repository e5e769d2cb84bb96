"""Agreement requests at the edge, in the shapes of AWS's marketplace-agreement service."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from procurement.domain.charges.charge import Charge, Timing
from procurement.domain.marketplace.agreement_request import (
    AgreementRequest,
    Intent,
    RequestStatus,
)
from procurement.domain.marketplace.amendment import ItemizedCharge, itemized
from procurement.domain.marketplace.purchase_order_references import (
    PaymentReference,
    PurchaseOrderReferences,
)
from procurement.domain.marketplace.requested_terms import RequestedTerm
from procurement.domain.money import format_amount, rounded
from procurement.entrypoints.schemas.agreements import PartyView, ProposalSummaryView
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.entrypoints.schemas.charges import PurchaseOrderEntryBody
from procurement.entrypoints.schemas.term_configurations import (
    RenewalConfigurationBody,
    UpfrontConfigurationBody,
    VariablePaymentConfigurationBody,
)
from procurement.entrypoints.schemas.terms import AcceptedTerm
from procurement.service.marketplace.create_agreement_request import CreateAgreementRequest

Identifier = Annotated[str, Field(max_length=64)]


class RequestedTermConfigurationBody(RequestSchema):
    """agreement:RequestedTermConfiguration: the member that fits the term."""

    configurable_upfront_pricing_term_configuration: UpfrontConfigurationBody | None = None
    renewal_term_configuration: RenewalConfigurationBody | None = None
    variable_payment_term_configuration: VariablePaymentConfigurationBody | None = None


class RequestedTermBody(RequestSchema):
    """agreement:RequestedTerm."""

    id: Annotated[str, Field(max_length=256)] | None = None
    configuration: RequestedTermConfigurationBody = RequestedTermConfigurationBody()

    def to_input(self) -> RequestedTerm:
        """The domain's unchecked term."""
        upfront = self.configuration.configurable_upfront_pricing_term_configuration
        renewal = self.configuration.renewal_term_configuration
        variable = self.configuration.variable_payment_term_configuration
        return RequestedTerm(
            id=self.id,
            upfront=upfront.to_choice() if upfront else None,
            enable_auto_renew=renewal.enable_auto_renew if renewal else None,
            variable_payment=variable.to_choice() if variable else None,
        )


class CreateAgreementRequestBody(RequestSchema):
    """agreement:CreateAgreementRequestInput: a quote; nothing is bought by it (R-250)."""

    client_token: str | None = Field(None, pattern=r"^[A-Za-z0-9-]{1,64}$")
    intent: Intent
    requested_terms: Annotated[list[RequestedTermBody], Field(max_length=50)]
    source_agreement_identifier: Identifier | None = None
    agreement_proposal_identifier: Identifier | None = None

    def to_command(self) -> CreateAgreementRequest:
        """The command of the use case."""
        return CreateAgreementRequest(
            intent=self.intent,
            requested_terms=tuple(term.to_input() for term in self.requested_terms),
            source_agreement_identifier=self.source_agreement_identifier,
            agreement_proposal_identifier=self.agreement_proposal_identifier,
            client_token=self.client_token,
        )


class AcceptAgreementRequestBody(RequestSchema):
    """agreement:AcceptAgreementRequestInput: 1 to 86 purchase orders, or none (R-211, R-215).

    Beside AWS's list, the same choices in short (R-178).
    """

    purchase_orders: Annotated[list[PurchaseOrderEntryBody], Field(max_length=200)] = Field(
        default_factory=list
    )
    purchase_order_reference: str | None = Field(None, examples=["PO-2027-001"])
    fixed_purchase_order_reference: str | None = None
    usage_purchase_order_reference: str | None = None
    purchase_order_line: str = Field("1", examples=["1"])

    def references(self) -> PurchaseOrderReferences:
        """The domain's unchecked references."""
        return PurchaseOrderReferences(
            for_all=self.purchase_order_reference,
            for_fixed=self.fixed_purchase_order_reference,
            for_usage=self.usage_purchase_order_reference,
            per_payment=tuple(
                PaymentReference(
                    charge_id=entry.charge_id,
                    charge_revision=entry.charge_revision,
                    purchase_order_reference=entry.purchase_order_reference,
                )
                for entry in self.purchase_orders
            ),
            line=self.purchase_order_line,
        )


class ExpectedChargeView(Schema):
    """agreement:ExpectedCharge; time and amount only where they are known (R-225)."""

    id: str
    timing: Timing
    time: Instant | None
    amount: str | None

    @classmethod
    def of(cls, charge: Charge) -> Self:
        """A charge of the domain."""
        amount = charge.known_amount
        return cls(
            id=charge.charge_id,
            timing=charge.timing,
            time=None if charge.timing is Timing.BILLING_PERIOD else charge.due_at,
            amount=None if amount is None else format_amount(amount, charge.currency),
        )


class ItemizedChargeView(Schema):
    """agreement:ItemizedCharge: what one dimension adds, rounded by itself."""

    dimension_key: str
    new_quantity: int
    old_quantity: int
    incremental_charge_amount: str

    @classmethod
    def of(cls, item: ItemizedCharge, currency: str) -> Self:
        """An itemized charge of the domain."""
        return cls(
            dimension_key=item.dimension_key,
            new_quantity=item.new_quantity,
            old_quantity=item.old_quantity,
            incremental_charge_amount=format_amount(rounded(item.amount, currency), currency),
        )


class InvoicingEntityView(Schema):
    """agreement:InvoicingEntity."""

    legal_name: str


class ChargeSummaryView(Schema):
    """agreement:ChargeSummary; taxes are not estimated."""

    currency_code: str
    new_agreement_value: str
    expected_charges: list[ExpectedChargeView]
    itemized_charges: list[ItemizedChargeView]
    invoicing_entity: InvoicingEntityView

    @classmethod
    def of(cls, request: AgreementRequest) -> Self:
        """What the quote comes to."""
        agreement = request.agreement
        source = request.source if request.intent is Intent.AMEND else None
        items = itemized(source, agreement, request.created_at)
        return cls(
            currency_code=agreement.currency,
            new_agreement_value=format_amount(agreement.total_value.amount, agreement.currency),
            expected_charges=[ExpectedChargeView.of(c) for c in request.expected_charges],
            itemized_charges=[ItemizedChargeView.of(item, agreement.currency) for item in items],
            invoicing_entity=InvoicingEntityView(legal_name=agreement.invoicing_entity),
        )


class AgreementRequestSummaryView(Schema):
    """One request of agreement:ListAgreementRequestsOutput.

    `agreementId` is there once the request is accepted.
    """

    agreement_request_id: str
    agreement_type: str
    status: RequestStatus
    agreement_id: str | None
    proposal_summary: ProposalSummaryView

    @classmethod
    def of(cls, request: AgreementRequest) -> Self:
        """A request of the domain."""
        return cls(
            agreement_request_id=request.agreement_request_id,
            agreement_type=request.agreement.agreement_type,
            status=request.status,
            agreement_id=_agreement_id(request),
            proposal_summary=ProposalSummaryView.of(request.agreement),
        )


class AgreementRequestPage(Schema):
    """agreement:ListAgreementRequestsOutput, newest first."""

    items: list[AgreementRequestSummaryView]
    next_token: str | None


class ApprovalRequirement(StrEnum):
    """agreement:ApprovalRequirement."""

    REQUIRED = "REQUIRED"
    NOT_REQUIRED = "NOT_REQUIRED"


class AgreementRequestView(Schema):
    """agreement:GetAgreementRequestOutput.

    `isTestMode` marks a request that only tries the procurement system: it buys nothing (R-263).
    """

    agreement_request_id: str
    agreement_type: str
    status: RequestStatus
    approval_requirement: ApprovalRequirement
    is_test_mode: bool
    agreement_id: str | None
    intent: Intent
    created_at: Instant
    charge_summary: ChargeSummaryView
    proposer: PartyView
    proposal_summary: ProposalSummaryView

    @classmethod
    def of(cls, request: AgreementRequest) -> Self:
        """A request of the domain."""
        return cls(
            agreement_request_id=request.agreement_request_id,
            agreement_type=request.agreement.agreement_type,
            status=request.status,
            approval_requirement=(
                ApprovalRequirement.REQUIRED if request.plans else ApprovalRequirement.NOT_REQUIRED
            ),
            is_test_mode=request.is_test,
            agreement_id=_agreement_id(request),
            intent=request.intent,
            created_at=request.created_at,
            charge_summary=ChargeSummaryView.of(request),
            proposer=PartyView(account_id=request.agreement.proposer_account_id),
            proposal_summary=ProposalSummaryView.of(request.agreement),
        )


class AgreementRequestTermsView(Schema):
    """agreement:GetAgreementRequestTermsOutput."""

    terms: list[AcceptedTerm]


def _agreement_id(request: AgreementRequest) -> str | None:
    is_made = request.status is RequestStatus.ACCEPTED or request.intent is Intent.AMEND
    return request.agreement.agreement_id if is_made else None
