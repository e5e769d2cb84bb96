"""Cancellation requests: a seller asks for the end of an agreement, its buyer answers."""

from typing import Final

from procurement.entrypoints.aws_operations.marketplace_agreement.party import request_query
from procurement.entrypoints.aws_operations.shapes import read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.cancellation_requests import (
    CancellationRequestPage,
    CancellationRequestSummaryView,
    CancellationRequestView,
    SendCancellationRequestBody,
)
from procurement.service.after_sale import approve_cancellation as approving
from procurement.service.after_sale import cancel_cancellation_request as cancelling
from procurement.service.after_sale import read_cancellation_requests as reading
from procurement.service.after_sale import reject_cancellation_request as rejecting
from procurement.service.after_sale import send_cancellation_request as sending

REQUEST_ID: Final = "agreementCancellationRequestId"


def send_agreement_cancellation_request(request: Members, call: Call) -> Members:
    """Asks the buyer, as the seller, to let an agreement end (R-399)."""
    order = read(SendCancellationRequestBody, request, without=("agreementId",)).to_order()
    sent = sending.send_cancellation_request(
        request["agreementId"], order, call.caller, call.unit_of_work, call.clock
    )
    return shown(CancellationRequestView.of(sent))


def get_agreement_cancellation_request(request: Members, call: Call) -> Members:
    """One request, as either party of its agreement."""
    found = reading.get_cancellation_request(
        request["agreementId"], request[REQUEST_ID], call.caller, call.unit_of_work, call.clock
    )
    return shown(CancellationRequestView.of(found))


def list_agreement_cancellation_requests(request: Members, call: Call) -> Members:
    """The requests of the caller's agreements, as their seller or buyer."""
    page = reading.list_cancellation_requests(
        request_query(request), call.caller, call.unit_of_work, call.clock
    )
    items = [CancellationRequestSummaryView.of(found) for found in page.items]
    return shown(CancellationRequestPage(items=items, next_token=page.next_token))


def accept_agreement_cancellation_request(request: Members, call: Call) -> Members:
    """Lets the agreement end now, as its buyer (R-317, R-402)."""
    accepted = approving.accept_cancellation_request(
        request["agreementId"], request[REQUEST_ID], call.caller, call.unit_of_work, call.clock
    )
    return shown(CancellationRequestView.of(accepted))


def reject_agreement_cancellation_request(request: Members, call: Call) -> Members:
    """Keeps the agreement, as its buyer, with a reason that the seller reads."""
    rejected = rejecting.reject_cancellation_request(
        request["agreementId"],
        request[REQUEST_ID],
        request["rejectionReason"],
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    return shown(CancellationRequestView.of(rejected))


def cancel_agreement_cancellation_request(request: Members, call: Call) -> Members:
    """Takes a request back, as the seller."""
    cancelled = cancelling.cancel_cancellation_request(
        request["agreementId"],
        request[REQUEST_ID],
        request["cancellationReason"],
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    return shown(CancellationRequestView.of(cancelled))
