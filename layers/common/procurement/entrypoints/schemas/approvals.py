"""Approvals at the edge, in the shapes of AWS's marketplace-agreement service (R-223)."""

from typing import Annotated, Any, Final, Self

from pydantic import Field

from procurement.domain.marketplace.approval import (
    AgreementApproval,
    ApprovalLevel,
    ApprovalStatus,
    ChargeReference,
    Outcome,
    OutcomeStatus,
)
from procurement.domain.marketplace.approval_plan import (
    ApprovalPlan,
    ApproverKind,
    OrderPart,
    ProcurementOrder,
)
from procurement.domain.marketplace.purchase_order_references import PaymentReference
from procurement.domain.marketplace.request_approvals import PlanInput
from procurement.entrypoints.schemas.agreements import PartyView, ProposalSummaryView
from procurement.entrypoints.schemas.approval_plans import ApprovalPlanBody
from procurement.entrypoints.schemas.base import Instant, MoneyView, RequestSchema, Schema
from procurement.service.approvals.decide_agreement_approval import DecideAgreementApproval
from procurement.service.approvals.read_approvals import Found

APPROVAL_TYPE: Final = "BUYER_AGREEMENT_APPROVAL"


class ApprovalPurchaseOrderBody(RequestSchema):
    """agreement:AgreementApprovalPurchaseOrder."""

    charge_id: Annotated[str, Field(max_length=64)]
    purchase_order_reference: str | None = Field(None, examples=["PO-2027-001"])

    def to_reference(self) -> PaymentReference:
        """The domain's unchecked reference."""
        return PaymentReference(
            charge_id=self.charge_id, purchase_order_reference=self.purchase_order_reference
        )


PurchaseOrders = Annotated[list[ApprovalPurchaseOrderBody], Field(max_length=200)]


class PlanInputBody(RequestSchema):
    """agreement:BuyerAgreementApprovalPlanInput."""

    plan_reference: Annotated[str, Field(max_length=64)]
    requester_note: str | None = None


class StartAgreementApprovalsBody(RequestSchema):
    """agreement:StartAgreementApprovalsInput."""

    plan_inputs: Annotated[list[PlanInputBody], Field(max_length=50)]
    purchase_orders: PurchaseOrders = Field(default_factory=list)

    def inputs(self) -> list[PlanInput]:
        """The domain's unchecked plans."""
        return [
            PlanInput(plan_reference=each.plan_reference, note=each.requester_note)
            for each in self.plan_inputs
        ]

    def references(self) -> list[PaymentReference]:
        """The domain's unchecked references."""
        return [each.to_reference() for each in self.purchase_orders]


class AcceptAgreementApprovalBody(RequestSchema):
    """agreement:BuyerAgreementApprovalApproverInput.

    `procurementToolName` says that the procurement system of that name decides.
    """

    purchase_orders: PurchaseOrders = Field(default_factory=list)
    note: str | None = None
    approver_outcome_id_to_override: Annotated[str, Field(max_length=64)] | None = None
    procurement_tool_name: Annotated[str, Field(max_length=255)] | None = None

    def to_command(self, approval_id: str) -> DecideAgreementApproval:
        """The command of the use case."""
        return DecideAgreementApproval(
            approval_id=approval_id,
            is_approved=True,
            note=self.note,
            references=[each.to_reference() for each in self.purchase_orders],
            tool=self.procurement_tool_name,
            outcome_id_to_override=self.approver_outcome_id_to_override,
        )


class RejectAgreementApprovalBody(RequestSchema):
    """agreement:BuyerAgreementApprovalRejectionInput; the note says why."""

    note: str
    approver_outcome_id_to_override: Annotated[str, Field(max_length=64)] | None = None
    procurement_tool_name: Annotated[str, Field(max_length=255)] | None = None

    def to_command(self, approval_id: str) -> DecideAgreementApproval:
        """The command of the use case."""
        return DecideAgreementApproval(
            approval_id=approval_id,
            is_approved=False,
            note=self.note,
            tool=self.procurement_tool_name,
            outcome_id_to_override=self.approver_outcome_id_to_override,
        )


class ProcurementOrderView(Schema):
    """The order that the procurement system makes; no amount is known of usage (R-264)."""

    part: OrderPart
    amount: MoneyView | None

    @classmethod
    def of(cls, order: ProcurementOrder) -> Self:
        """An order of the domain."""
        return cls(part=order.part, amount=MoneyView.of(order.amount) if order.amount else None)


class RequiredPlanView(ApprovalPlanBody):
    """agreement:BuyerAgreementApprovalPlan that an agreement request has to pass."""

    plan_reference: str
    order: ProcurementOrderView | None

    @classmethod
    def of(cls, plan: ApprovalPlan) -> Self:
        """A plan of the domain."""
        body = ApprovalPlanBody.of_plan(plan)
        return cls(
            name=body.name,
            levels=body.levels,
            plan_reference=plan.plan_reference,
            order=ProcurementOrderView.of(plan.order) if plan.order else None,
        )


class RequiredPlansView(Schema):
    """agreement:GetAgreementRequestApprovalPlansOutput: all of them, at most ten."""

    items: list[RequiredPlanView]


class ApprovalPurchaseOrderView(Schema):
    """agreement:AgreementApprovalPurchaseOrder."""

    charge_id: str
    purchase_order_reference: str

    @classmethod
    def of(cls, reference: ChargeReference) -> Self:
        """A reference of the domain."""
        return cls(charge_id=reference.charge_id, purchase_order_reference=reference.reference)


class ApproverOutcomeView(Schema):
    """agreement:ApproverOutcome, whoever the approver is."""

    approver_outcome_id: str
    approver_type: ApproverKind
    email_address: str | None
    name: str | None
    status: OutcomeStatus
    updated_at: Instant
    note: str | None
    purchase_orders: list[ApprovalPurchaseOrderView]
    overridden_by: str | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """An outcome of the domain."""
        return cls(
            approver_outcome_id=outcome.outcome_id,
            approver_type=outcome.approver.kind,
            email_address=outcome.approver.email,
            name=outcome.approver.name,
            status=outcome.status,
            updated_at=outcome.updated_at,
            note=outcome.note,
            purchase_orders=[ApprovalPurchaseOrderView.of(r) for r in outcome.references],
            overridden_by=outcome.overridden_by,
        )


class ApprovalLevelView(Schema):
    """agreement:BuyerAgreementApprovalLevel, with its one group."""

    name: str | None
    required_approval_count: int
    approvers: list[ApproverOutcomeView]

    @classmethod
    def of(cls, level: ApprovalLevel) -> Self:
        """A level of the domain."""
        return cls(
            name=level.name,
            required_approval_count=level.required_count,
            approvers=[ApproverOutcomeView.of(outcome) for outcome in level.outcomes],
        )


class ApprovalSummaryView(Schema):
    """agreement:AgreementApprovalSummary."""

    approval_type: str = APPROVAL_TYPE
    agreement_request_id: str
    agreement_approval_id: str
    name: str
    status: ApprovalStatus
    created_at: Instant
    updated_at: Instant
    started_at: Instant
    expires_at: Instant
    approval_needed_by: Instant

    @classmethod
    def of(cls, found: Found) -> Self:
        """An approval of the domain."""
        return cls(
            agreement_request_id=found.request.agreement_request_id,
            **_summary(found.approval),
        )


class ApprovalPage(Schema):
    """agreement:ListAgreementApprovalsOutput."""

    items: list[ApprovalSummaryView]
    next_token: str | None


class StartedApprovalsView(Schema):
    """agreement:StartAgreementApprovalsOutput."""

    approval_summaries: list[ApprovalSummaryView]


class ApprovalView(ApprovalSummaryView):
    """agreement:BuyerAgreementApproval."""

    requester: PartyView
    proposer: PartyView
    proposal_summary: ProposalSummaryView
    plan_reference: str
    requester_note: str | None
    order: ProcurementOrderView | None
    is_test_mode: bool
    levels: list[ApprovalLevelView]

    @classmethod
    def of(cls, found: Found) -> Self:
        """An approval of the domain."""
        request, approval = found.request, found.approval
        return cls(
            agreement_request_id=request.agreement_request_id,
            **_summary(approval),
            requester=PartyView(account_id=request.agreement.acceptor_account_id),
            proposer=PartyView(account_id=request.agreement.proposer_account_id),
            proposal_summary=ProposalSummaryView.of(request.agreement),
            plan_reference=approval.plan_reference,
            requester_note=approval.note,
            order=ProcurementOrderView.of(approval.order) if approval.order else None,
            is_test_mode=request.is_test,
            levels=[ApprovalLevelView.of(level) for level in approval.levels],
        )


def _summary(approval: AgreementApproval) -> dict[str, Any]:
    return {
        "agreement_approval_id": approval.approval_id,
        "name": approval.name,
        "status": approval.status,
        "created_at": approval.started_at,
        "updated_at": approval.updated_at,
        "started_at": approval.started_at,
        "expires_at": approval.expires_at,
        "approval_needed_by": approval.expires_at,
    }
