"""What an open cancellation request means for everything else that happens to its agreement."""

from datetime import datetime

from procurement.domain.after_sale.cancellation_request import CancellationRequest
from procurement.domain.errors import WrongStatus
from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.service.after_sale.record_cancellation import record_cancellation
from procurement.service.ports.unit_of_work import UnitOfWork


def is_cancelled(unit: UnitOfWork, agreement_id: str, at: datetime) -> bool:
    """Whether silence cancelled the agreement by then, though nobody has carried it out (R-399)."""
    request = unit.cancellation_requests.open_of(agreement_id)
    return request is not None and not request.as_of(at).is_open


def expect_not_cancelled(unit: UnitOfWork, agreement_id: str, at: datetime) -> None:
    """`WrongStatus` for an agreement that silence cancelled by then."""
    _open_at(unit, agreement_id, at)


def stage_overtaken(
    unit: UnitOfWork, agreement_id: str, status: AgreementStatus, *, at: datetime, actor: str
) -> None:
    """Close the open request of an agreement that ends in another way: nothing is left to cancel.

    `WrongStatus` for an agreement that silence cancelled by then.
    """
    request = _open_at(unit, agreement_id, at)
    if request is not None:
        failed = request.failed(f"the agreement is {status.lower()}", at)
        unit.cancellation_requests.answer(failed)
        record_cancellation(unit, failed, at=at, actor=actor)


def _open_at(unit: UnitOfWork, agreement_id: str, at: datetime) -> CancellationRequest | None:
    request = unit.cancellation_requests.open_of(agreement_id)
    if request is not None and not request.as_of(at).is_open:
        message = f"nobody answered the seller's request: it was cancelled at {request.answer_by}"
        raise WrongStatus(message, resource_type="Agreement", resource_id=agreement_id)
    return request
