"""Which approval plans something to be bought has to pass (R-223, R-264)."""

from collections.abc import Sequence
from dataclasses import replace

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import ApprovalRequired
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.agreement_request import AgreementRequest, RequestStatus
from procurement.domain.marketplace.approval_plan import plans_for
from procurement.service.ports.unit_of_work import UnitOfWork


def to_be_approved(request: AgreementRequest, unit: UnitOfWork) -> AgreementRequest:
    """The request with the plans of its buyer's payer; a draft when there are any."""
    buyer = request.agreement.acceptor_account_id
    payer = unit.organizations.membership(buyer).payer
    plans = plans_for(
        request.expected_charges,
        request.agreement.currency,
        unit.approvals.plans(payer),
        unit.approvals.system(payer),
    )
    if not plans:
        return request
    return replace(request, status=RequestStatus.DRAFT, plans=plans, approver_account_id=payer)


def expect_no_approval(
    offer_id: str, agreement: Agreement, charges: Sequence[Charge], unit: UnitOfWork
) -> None:
    """`ApprovalRequired` when the offer cannot be accepted without a request that is approved.

    A procurement system in test mode does not keep others from buying.
    """
    payer = agreement.payer_account_id
    system = unit.approvals.system(payer)
    in_force = replace(system, name=None) if system.is_test else system
    if plans_for(charges, agreement.currency, unit.approvals.plans(payer), in_force):
        raise ApprovalRequired(
            "the organization approves what is bought: make an agreement request",
            resource_type="Offer",
            resource_id=offer_id,
        )
