"""Cancellation requests: a seller asks for the end of an agreement, its buyer answers."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.after_sale.cancellation_request import CancellationStatus
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
from procurement.entrypoints.schemas.cancellation_requests import (
    CancelCancellationRequestBody,
    CancellationRequestPage,
    CancellationRequestSummaryView,
    CancellationRequestView,
    RejectCancellationRequestBody,
    SendCancellationRequestBody,
)
from procurement.service.after_sale.approve_cancellation import accept_cancellation_request
from procurement.service.after_sale.cancel_cancellation_request import cancel_cancellation_request
from procurement.service.after_sale.listing import RequestQuery
from procurement.service.after_sale.read_cancellation_requests import (
    get_cancellation_request,
    list_cancellation_requests,
)
from procurement.service.after_sale.reject_cancellation_request import reject_cancellation_request
from procurement.service.after_sale.send_cancellation_request import send_cancellation_request

api = Api(bootstrap.acting_for)


@api.post(
    "/agreements/<agreement_id>/cancellation-requests",
    status_code=201,
    operation_id="SendAgreementCancellationRequest",
)
def send(agreement_id: PathText, request: SendCancellationRequestBody) -> CancellationRequestView:
    """Ask the buyer, as the seller, to let an active agreement end (R-399)."""
    return CancellationRequestView.of(
        send_cancellation_request(
            agreement_id,
            request.to_order(),
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.get("/cancellation-requests", operation_id="ListAgreementCancellationRequests")
def list_(
    party_type: AsParty,
    agreement_id: OfAgreement = None,
    status: Annotated[CancellationStatus | None, Query()] = None,
    agreement_type: OfType = None,
    catalog: OfCatalog = None,
    max_results: UpTo50 = DEFAULT_REQUESTS,
    next_token: NextToken = None,
) -> CancellationRequestPage:
    """List the cancellation requests of the caller's agreements, as their seller or buyer."""
    query = RequestQuery(
        party_type=party_type,
        agreement_id=agreement_id,
        status=status,
        limit=max_results,
        token=next_token,
    )
    page = list_cancellation_requests(
        query, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
    )
    items = [CancellationRequestSummaryView.of(request) for request in page.items]
    return CancellationRequestPage(items=items, next_token=page.next_token)


@api.get(
    "/agreements/<agreement_id>/cancellation-requests/<request_id>",
    operation_id="GetAgreementCancellationRequest",
)
def get(agreement_id: PathText, request_id: PathText) -> CancellationRequestView:
    """Get a cancellation request, as either party of its agreement."""
    return CancellationRequestView.of(
        get_cancellation_request(
            agreement_id, request_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post(
    "/agreements/<agreement_id>/cancellation-requests/<request_id>/accept",
    operation_id="AcceptAgreementCancellationRequest",
)
def accept(agreement_id: PathText, request_id: PathText) -> CancellationRequestView:
    """Let the agreement end now, as its buyer; what is due is still invoiced (R-317, R-402)."""
    return CancellationRequestView.of(
        accept_cancellation_request(
            agreement_id, request_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post(
    "/agreements/<agreement_id>/cancellation-requests/<request_id>/reject",
    operation_id="RejectAgreementCancellationRequest",
)
def reject(
    agreement_id: PathText, request_id: PathText, request: RejectCancellationRequestBody
) -> CancellationRequestView:
    """Keep the agreement, as its buyer, with a reason that the seller reads."""
    return CancellationRequestView.of(
        reject_cancellation_request(
            agreement_id,
            request_id,
            request.rejection_reason,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post(
    "/agreements/<agreement_id>/cancellation-requests/<request_id>/cancel",
    operation_id="CancelAgreementCancellationRequest",
)
def cancel(
    agreement_id: PathText, request_id: PathText, request: CancelCancellationRequestBody
) -> CancellationRequestView:
    """Take a cancellation request back, as the seller."""
    return CancellationRequestView.of(
        cancel_cancellation_request(
            agreement_id,
            request_id,
            request.cancellation_reason,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
