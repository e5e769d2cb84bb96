"""Approval plans and procurement systems at the edge (R-223, R-262 to R-264)."""

from typing import Annotated, Self

from pydantic import Field

from procurement.domain.marketplace.approval_plan import (
    ApprovalPlan,
    ApprovalPlans,
    Approver,
    ApproverKind,
    PlanInput,
    PlanLevel,
)
from procurement.domain.marketplace.procurement_system import ProcurementSystem, SystemName
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema


class ApproverBody(RequestSchema):
    """agreement:Approver: an address, a procurement system's name, or the administrators."""

    approver_type: ApproverKind
    email_address: str | None = Field(None, examples=["head-of-research@example.com"])
    name: str | None = None


class PlanLevelBody(RequestSchema):
    """agreement:BuyerAgreementApprovalPlanLevel, with its one group."""

    name: str | None = None
    required_approval_count: int = Field(1, ge=1)
    approvers: Annotated[list[ApproverBody], Field(max_length=50)]


class ApprovalPlanBody(RequestSchema):
    """agreement:BuyerAgreementApprovalPlan."""

    name: str = Field(examples=["Research"])
    levels: Annotated[list[PlanLevelBody], Field(max_length=50)]

    def to_input(self) -> PlanInput:
        """The domain's unchecked plan."""
        return PlanInput(
            name=self.name,
            levels=[
                PlanLevel(
                    name=level.name,
                    required_count=level.required_approval_count,
                    approvers=tuple(
                        Approver(kind=a.approver_type, email=a.email_address, name=a.name)
                        for a in level.approvers
                    ),
                )
                for level in self.levels
            ],
        )

    @classmethod
    def of_plan(cls, plan: ApprovalPlan) -> "ApprovalPlanBody":
        """A plan of the domain."""
        return ApprovalPlanBody(
            name=plan.name,
            levels=[
                PlanLevelBody(
                    name=level.name,
                    required_approval_count=level.required_count,
                    approvers=[
                        ApproverBody(approver_type=a.kind, email_address=a.email, name=a.name)
                        for a in level.approvers
                    ],
                )
                for level in plan.levels
            ],
        )


class PutApprovalPlansRequest(RequestSchema):
    """All approval plans of the organization; what is left out is gone."""

    plans: Annotated[list[ApprovalPlanBody], Field(max_length=50)]
    expected_version: int | None = Field(None, ge=0)


class ApprovalPlansView(Schema):
    """The approval plans of the organization; version 0 when none were put."""

    plans: list[ApprovalPlanBody]
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, plans: ApprovalPlans) -> Self:
        """Plans of the domain."""
        return cls(
            plans=[ApprovalPlanBody.of_plan(plan) for plan in plans.plans],
            version=plans.version,
            updated_at=plans.updated_at,
        )


class PutProcurementSystemRequest(RequestSchema):
    """The procurement system of the organization; null to be without one."""

    procurement_system: SystemName | None
    is_test_mode: bool = True
    is_free_pre_approved: bool = False
    expected_version: int | None = Field(None, ge=0)


class ProcurementSystemView(Schema):
    """The procurement system of the organization; version 0 when none was put."""

    procurement_system: SystemName | None
    is_test_mode: bool
    is_free_pre_approved: bool
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, system: ProcurementSystem) -> Self:
        """A system of the domain."""
        return cls(
            procurement_system=system.name,
            is_test_mode=system.is_test,
            is_free_pre_approved=system.is_free_pre_approved,
            version=system.version,
            updated_at=system.updated_at,
        )
