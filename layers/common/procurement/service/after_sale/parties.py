"""Who may ask, answer and look: the seller and the buyer of the agreement."""

from procurement.domain.after_sale.cancellation_request import CancellationRequest
from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.domain.errors import (
    AgreementNotFound,
    CancellationRequestNotFound,
    PaymentRequestNotFound,
)
from procurement.domain.marketplace.agreement import Agreement
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWork


def sold_agreement(agreement_id: str, caller: Caller, unit: UnitOfWork) -> Agreement:
    """The agreement that the caller proposed; `AgreementNotFound` for everybody else."""
    agreement = unit.agreements.get_agreement(agreement_id)
    if agreement.proposer_account_id != caller.account_id:
        raise AgreementNotFound(agreement_id)
    return agreement


def cancellation_for(
    agreement_id: str,
    request_id: str,
    caller: Caller,
    unit: UnitOfWork,
    *,
    proposer: bool = False,
    acceptor: bool = False,
) -> CancellationRequest:
    """The request, if the caller is one of those parties of it; as if it were not there else."""
    request = unit.cancellation_requests.get(agreement_id, request_id)
    if not _is_party(request, caller, proposer=proposer, acceptor=acceptor):
        raise CancellationRequestNotFound(request_id)
    return request


def payment_for(
    agreement_id: str,
    request_id: str,
    caller: Caller,
    unit: UnitOfWork,
    *,
    proposer: bool = False,
    acceptor: bool = False,
) -> PaymentRequest:
    """The request, if the caller is one of those parties of it; as if it were not there else."""
    request = unit.payment_requests.get(agreement_id, request_id)
    if not _is_party(request, caller, proposer=proposer, acceptor=acceptor):
        raise PaymentRequestNotFound(request_id)
    return request


def _is_party(
    request: CancellationRequest | PaymentRequest,
    caller: Caller,
    *,
    proposer: bool,
    acceptor: bool,
) -> bool:
    is_proposer = proposer and request.proposer_account_id == caller.account_id
    return is_proposer or (acceptor and request.acceptor_account_id == caller.account_id)
