"""Agreements at the edge: agreement:DescribeAgreement, SearchAgreements and what goes with them."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field

from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.agreement_search import SearchFilter, ends_at, starts_at
from procurement.domain.marketplace.product_type import RESOURCE_TYPES
from procurement.domain.marketplace.renewal_standing import RenewalObstacle
from procurement.domain.money import format_amount
from procurement.entrypoints.schemas.base import Instant, MoneyView, RequestSchema, Schema
from procurement.entrypoints.schemas.charges import ChargeView
from procurement.entrypoints.schemas.offers import InstallmentView, schedule_views
from procurement.entrypoints.schemas.terms import AcceptedTerm
from procurement.service.marketplace.make_agreement import Accepted


class PartyView(Schema):
    """agreement:Acceptor and agreement:Proposer."""

    account_id: str


class ResourceView(Schema):
    """agreement:Resource: the product."""

    id: str
    type: str

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """The agreement's product."""
        return cls(id=agreement.product_id, type=RESOURCE_TYPES[agreement.product_type])


class ProposalSummaryView(Schema):
    """agreement:ProposalSummary."""

    offer_id: str
    resources: list[ResourceView]

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """What the agreement's offer was about."""
        return cls(offer_id=agreement.offer_id, resources=[ResourceView.of(agreement)])


class EstimatedChargesView(Schema):
    """agreement:EstimatedCharges: all that is known to be owed (R-255, R-287)."""

    agreement_value: str
    currency_code: str


class EndTimeBehaviorView(Schema):
    """What an active agreement does at its end."""

    type: Literal["RENEW", "EXPIRE"]
    reason_code: RenewalObstacle | None

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """It renews only where a renewal term says so and both parties agree."""
        obstacle = agreement.renewal_obstacle
        return cls(type="EXPIRE" if obstacle else "RENEW", reason_code=obstacle)


class AgreementView(Schema):
    """agreement:DescribeAgreementOutput, and beside AWS's members what a person wants to know.

    `endTime` is null for pay-as-you-go; `startTime` is after `acceptanceTime` for a future dated
    agreement (R-251). The terms are frozen (R-311).
    """

    agreement_id: str
    agreement_type: str
    acceptor: PartyView
    proposer: PartyView
    acceptance_time: Instant
    start_time: Instant
    end_time: Instant | None
    estimated_charges: EstimatedChargesView
    proposal_summary: ProposalSummaryView
    status: AgreementStatus
    initial_agreement_id: str
    end_time_behavior: EndTimeBehaviorView | None
    last_update_time: Instant
    offer_id: str
    product_id: str
    product_type: str
    proposer_account_id: str
    acceptor_account_id: str
    payer_account_id: str
    start_date: date
    end_date: date | None
    invoicing_entity: str
    net_payment_term: str | None
    total_value: MoneyView
    schedule: list[InstallmentView]

    @classmethod
    def of(cls, agreement: Agreement, now: datetime) -> Self:
        """An agreement of the domain, as it stands at `now`."""
        status = agreement.status_on(now.astimezone(UTC).date())
        ends = status is AgreementStatus.ACTIVE and agreement.end_date is not None
        return cls(
            agreement_id=agreement.agreement_id,
            agreement_type=agreement.agreement_type,
            acceptor=PartyView(account_id=agreement.acceptor_account_id),
            proposer=PartyView(account_id=agreement.proposer_account_id),
            acceptance_time=agreement.acceptance_time,
            start_time=starts_at(agreement),
            end_time=ends_at(agreement),
            estimated_charges=EstimatedChargesView(
                agreement_value=format_amount(agreement.total_value.amount, agreement.currency),
                currency_code=agreement.currency,
            ),
            proposal_summary=ProposalSummaryView.of(agreement),
            status=status,
            initial_agreement_id=agreement.initial_agreement_id or agreement.agreement_id,
            end_time_behavior=EndTimeBehaviorView.of(agreement) if ends else None,
            last_update_time=agreement.last_update_time,
            offer_id=agreement.offer_id,
            product_id=agreement.product_id,
            product_type=agreement.product_type.value,
            proposer_account_id=agreement.proposer_account_id,
            acceptor_account_id=agreement.acceptor_account_id,
            payer_account_id=agreement.payer_account_id,
            start_date=agreement.start_date,
            end_date=agreement.end_date,
            invoicing_entity=agreement.invoicing_entity,
            net_payment_term=agreement.net_payment_term,
            total_value=MoneyView.of(agreement.total_value),
            schedule=schedule_views(agreement.schedule),
        )


class AgreementPage(Schema):
    """One page of agreements."""

    items: list[AgreementView]
    next_token: str | None


class AcceptedView(Schema):
    """What an acceptance made."""

    agreement: AgreementView
    charges: list[ChargeView]

    @classmethod
    def of(cls, accepted: Accepted, now: datetime) -> Self:
        """What the use case made, as it stands at `now`."""
        return cls(
            agreement=AgreementView.of(accepted.agreement, now),
            charges=[ChargeView.of(charge) for charge in accepted.charges],
        )


class AcceptedTermsView(Schema):
    """agreement:GetAgreementTermsOutput."""

    accepted_terms: list[AcceptedTerm]


class EntitlementStatus(StrEnum):
    """agreement:AgreementEntitlementStatus, as far as it follows from the agreement alone."""

    PROVISIONED = "PROVISIONED"
    SCHEDULED = "SCHEDULED"
    DEPROVISIONED = "DEPROVISIONED"


class EntitlementView(Schema):
    """agreement:AgreementEntitlement."""

    resource: ResourceView
    type: str
    status: EntitlementStatus
    status_reason_code: str


class EntitlementsView(Schema):
    """agreement:GetAgreementEntitlementsOutput: one entitlement, to the product."""

    agreement_entitlements: list[EntitlementView]

    @classmethod
    def of(cls, agreement: Agreement, now: datetime) -> Self:
        """What the agreement entitles to at `now`."""
        if agreement.status_on(now.astimezone(UTC).date()) is not AgreementStatus.ACTIVE:
            status, reason = EntitlementStatus.DEPROVISIONED, "AGREEMENT_INACTIVE"
        elif now < starts_at(agreement):
            status, reason = EntitlementStatus.SCHEDULED, "FUTURE_START_DATE"
        else:
            status, reason = EntitlementStatus.PROVISIONED, "AGREEMENT_ACTIVE"
        entitlement = EntitlementView(
            resource=ResourceView.of(agreement),
            type="License",
            status=status,
            status_reason_code=reason,
        )
        return cls(agreement_entitlements=[entitlement])


class FilterBody(RequestSchema):
    """agreement:Filter: exactly one value."""

    name: Annotated[str, Field(max_length=32, examples=["PartyType"])]
    values: Annotated[list[str], Field(max_length=1, examples=[["Acceptor"]])]


class SortBody(RequestSchema):
    """agreement:Sort."""

    sort_by: Annotated[str, Field(max_length=255, examples=["EndTime"])] | None = None
    sort_order: Annotated[str, Field(max_length=32, examples=["DESCENDING"])] | None = None


class SearchAgreementsRequest(RequestSchema):
    """agreement:SearchAgreementsInput. PartyType and AgreementType are required filters."""

    catalog: Literal["AWSMarketplace"] = "AWSMarketplace"
    filters: Annotated[list[FilterBody], Field(max_length=20)] = Field(default_factory=list)
    sort: SortBody = SortBody()
    max_results: Annotated[int, Field(ge=1, le=50)] = 50
    next_token: Annotated[str, Field(max_length=8192)] | None = None

    def to_filters(self) -> list[SearchFilter]:
        """The domain's unchecked filters."""
        return [SearchFilter(name=each.name, values=tuple(each.values)) for each in self.filters]


class AgreementSummaryView(Schema):
    """agreement:AgreementViewSummary."""

    agreement_id: str
    agreement_type: str
    acceptance_time: Instant
    start_time: Instant
    end_time: Instant | None
    last_update_time: Instant
    acceptor: PartyView
    proposer: PartyView
    proposal_summary: ProposalSummaryView
    status: AgreementStatus
    initial_agreement_id: str

    @classmethod
    def of(cls, agreement: Agreement, now: datetime) -> Self:
        """An agreement of the domain, as it stands at `now`."""
        return cls(
            agreement_id=agreement.agreement_id,
            agreement_type=agreement.agreement_type,
            acceptance_time=agreement.acceptance_time,
            start_time=starts_at(agreement),
            end_time=ends_at(agreement),
            last_update_time=agreement.last_update_time,
            acceptor=PartyView(account_id=agreement.acceptor_account_id),
            proposer=PartyView(account_id=agreement.proposer_account_id),
            proposal_summary=ProposalSummaryView.of(agreement),
            status=agreement.status_on(now.astimezone(UTC).date()),
            initial_agreement_id=agreement.initial_agreement_id or agreement.agreement_id,
        )


class AgreementSummaryPage(Schema):
    """agreement:SearchAgreementsOutput."""

    agreement_view_summaries: list[AgreementSummaryView]
    next_token: str | None
