"""Payment requests: a seller asks for a payment under a variable payment term, a buyer answers."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.after_sale.payment_request import PaymentStatus
from procurement.domain.marketplace.purchase_order_references import PurchaseOrderReferences
from procurement.entrypoints.http import Api, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.request_query import (
    DEFAULT_REQUESTS,
    AsParty,
    OfAgreement,
    OfCatalog,
    OfType,
    UpTo50,
)
from procurement.entrypoints.schemas.payment_requests import (
    AcceptPaymentRequestBody,
    PaymentRequestPage,
    PaymentRequestSummaryView,
    PaymentRequestView,
    RejectPaymentRequestBody,
    SendPaymentRequestBody,
)
from procurement.service.after_sale.approve_payment import accept_payment_request
from procurement.service.after_sale.cancel_payment_request import cancel_payment_request
from procurement.service.after_sale.listing import RequestQuery
from procurement.service.after_sale.read_payment_requests import (
    get_payment_request,
    list_payment_requests,
)
from procurement.service.after_sale.reject_payment_request import reject_payment_request
from procurement.service.after_sale.send_payment_request import send_payment_request
from procurement.service.marketplace.expect_no_purchase_orders import expect_no_purchase_orders

api = Api(bootstrap.acting_for)


@api.post(
    "/agreements/<agreement_id>/payment-requests",
    status_code=201,
    operation_id="SendAgreementPaymentRequest",
)
def send(agreement_id: PathText, request: SendPaymentRequestBody) -> PaymentRequestView:
    """Ask the buyer, as the seller, for a payment up to what the term has left (R-403)."""
    return PaymentRequestView.of(
        send_payment_request(
            agreement_id,
            request.to_order(),
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/payment-requests", operation_id="ListAgreementPaymentRequests")
def list_(
    party_type: AsParty,
    agreement_id: OfAgreement = None,
    status: Annotated[PaymentStatus | None, Query()] = None,
    agreement_type: OfType = None,
    catalog: OfCatalog = None,
    max_results: UpTo50 = DEFAULT_REQUESTS,
    next_token: NextToken = None,
) -> PaymentRequestPage:
    """List the payment requests of the caller's agreements, as their seller or buyer."""
    query = RequestQuery(
        party_type=party_type,
        agreement_id=agreement_id,
        status=status,
        limit=max_results,
        token=next_token,
    )
    page = list_payment_requests(query, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    items = [PaymentRequestSummaryView.of(request) for request in page.items]
    return PaymentRequestPage(items=items, next_token=page.next_token)


@api.get(
    "/agreements/<agreement_id>/payment-requests/<request_id>",
    operation_id="GetAgreementPaymentRequest",
)
def get(agreement_id: PathText, request_id: PathText) -> PaymentRequestView:
    """Get a payment request, as either party of its agreement."""
    return PaymentRequestView.of(
        get_payment_request(
            agreement_id, request_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post(
    "/agreements/<agreement_id>/payment-requests/<request_id>/accept",
    operation_id="AcceptAgreementPaymentRequest",
)
def accept(
    agreement_id: PathText, request_id: PathText, request: AcceptPaymentRequestBody
) -> PaymentRequestView:
    """Approve a payment as the buyer, with a purchase order number or none; it is due now."""
    return PaymentRequestView.of(
        accept_payment_request(
            agreement_id,
            request_id,
            request.purchase_order_reference,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post(
    "/agreements/<agreement_id>/payment-requests/<request_id>/accept-without-purchase-orders",
    operation_id="AcceptAgreementPaymentRequestWithoutPurchaseOrders",
)
def accept_without(
    agreement_id: PathText, request_id: PathText, request: AcceptPaymentRequestBody
) -> PaymentRequestView:
    """Approve a payment, for those who may not name purchase orders (R-170, R-171)."""
    expect_no_purchase_orders(PurchaseOrderReferences(for_all=request.purchase_order_reference))
    return accept(agreement_id, request_id, request)


@api.post(
    "/agreements/<agreement_id>/payment-requests/<request_id>/reject",
    operation_id="RejectAgreementPaymentRequest",
)
def reject(
    agreement_id: PathText, request_id: PathText, request: RejectPaymentRequestBody
) -> PaymentRequestView:
    """Refuse a payment as the buyer, with a reason or without."""
    return PaymentRequestView.of(
        reject_payment_request(
            agreement_id,
            request_id,
            request.rejection_reason,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post(
    "/agreements/<agreement_id>/payment-requests/<request_id>/cancel",
    operation_id="CancelAgreementPaymentRequest",
)
def cancel(agreement_id: PathText, request_id: PathText) -> PaymentRequestView:
    """Take a payment request back, as the seller."""
    return PaymentRequestView.of(
        cancel_payment_request(
            agreement_id, request_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
