"""Payment requests: a seller asks for a payment under a variable payment term."""

from procurement.entrypoints.aws_operations.marketplace_agreement.party import request_query
from procurement.entrypoints.aws_operations.shapes import read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.payment_requests import (
    PaymentRequestPage,
    PaymentRequestSummaryView,
    PaymentRequestView,
    SendPaymentRequestBody,
)
from procurement.service.after_sale import approve_payment as approving
from procurement.service.after_sale import cancel_payment_request as cancelling
from procurement.service.after_sale import read_payment_requests as reading
from procurement.service.after_sale import reject_payment_request as rejecting
from procurement.service.after_sale import send_payment_request as sending


def send_agreement_payment_request(request: Members, call: Call) -> Members:
    """Asks the buyer, as the seller, for a payment up to what the term has left (R-403)."""
    order = read(SendPaymentRequestBody, request, without=("agreementId",)).to_order()
    sent = sending.send_payment_request(
        request["agreementId"], order, call.caller, call.unit_of_work, call.clock
    )
    return shown(PaymentRequestView.of(sent))


def get_agreement_payment_request(request: Members, call: Call) -> Members:
    """One request, as either party of its agreement."""
    found = reading.get_payment_request(
        request["agreementId"],
        request["paymentRequestId"],
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    return shown(PaymentRequestView.of(found))


def list_agreement_payment_requests(request: Members, call: Call) -> Members:
    """The requests of the caller's agreements, as their seller or buyer."""
    page = reading.list_payment_requests(
        request_query(request), call.caller, call.unit_of_work, call.clock
    )
    items = [PaymentRequestSummaryView.of(found) for found in page.items]
    return shown(PaymentRequestPage(items=items, next_token=page.next_token))


def accept_agreement_payment_request(request: Members, call: Call) -> Members:
    """Approves a payment as the buyer, with a purchase order number or none."""
    accepted = approving.accept_payment_request(
        request["agreementId"],
        request["paymentRequestId"],
        request.get("purchaseOrderReference"),
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    return shown(PaymentRequestView.of(accepted))


def reject_agreement_payment_request(request: Members, call: Call) -> Members:
    """Refuses a payment as the buyer, with a reason or without."""
    rejected = rejecting.reject_payment_request(
        request["agreementId"],
        request["paymentRequestId"],
        request.get("rejectionReason"),
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    return shown(PaymentRequestView.of(rejected))


def cancel_agreement_payment_request(request: Members, call: Call) -> Members:
    """Takes a request back, as the seller."""
    cancelled = cancelling.cancel_payment_request(
        request["agreementId"],
        request["paymentRequestId"],
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    return shown(PaymentRequestView.of(cancelled))
