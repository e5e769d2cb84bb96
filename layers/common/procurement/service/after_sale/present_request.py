"""How a kept request stands at some instant, which silence may have changed since it was kept."""

from datetime import UTC, datetime

from procurement.domain.after_sale.cancellation_request import CancellationRequest
from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.domain.errors import Conflict
from procurement.domain.marketplace.agreement import ENDINGS, Agreement, AgreementStatus
from procurement.service.after_sale.overtake_cancellation import is_cancelled
from procurement.service.marketplace.dependent_agreement import expect_no_dependent
from procurement.service.ports.unit_of_work import UnitOfWork


def present_cancellation(
    unit: UnitOfWork, kept: CancellationRequest, now: datetime
) -> CancellationRequest:
    """The request as it stands: approved by silence (R-399), or failed when that could not be.

    The very same object while silence has changed nothing.
    """
    approved = kept.as_of(now)
    if approved is kept:
        return kept
    at = approved.updated_at
    obstacle = _obstacle_to_the_end(unit, kept.agreement_id, at)
    return approved if obstacle is None else kept.failed(obstacle, at)


def present_payment(unit: UnitOfWork, kept: PaymentRequest, now: datetime) -> PaymentRequest:
    """The request as it stands: approved by silence (R-403), or failed when that could not be.

    The very same object while silence has changed nothing.
    """
    approved = kept.as_of(now)
    if approved is kept:
        return kept
    at = approved.updated_at
    agreement = unit.agreements.get_agreement(kept.agreement_id)
    obstacle = obstacle_to_payments(unit, agreement, at)
    return approved if obstacle is None else kept.failed(obstacle, at)


def obstacle_to_payments(unit: UnitOfWork, agreement: Agreement, at: datetime) -> str | None:
    """Why nothing more can be charged under the agreement at that instant; None if it can.

    What was asked for while it ran may be approved after its last day, but not after its end by
    cancellation or replacement (R-402).
    """
    if agreement.status in ENDINGS and agreement.last_update_time <= at:
        return f"the agreement is {agreement.status.lower()}"
    if is_cancelled(unit, agreement.agreement_id, at):
        return "the agreement is cancelled"
    return None


def _obstacle_to_the_end(unit: UnitOfWork, agreement_id: str, at: datetime) -> str | None:
    """Why the agreement could not be cancelled then; None if it could."""
    agreement = unit.agreements.get_agreement(agreement_id)
    status = agreement.status_on(at.astimezone(UTC).date())
    if status is not AgreementStatus.ACTIVE:
        return f"the agreement is {status.lower()}"
    try:
        expect_no_dependent(agreement, unit)
    except Conflict as error:
        return error.message
    return None
