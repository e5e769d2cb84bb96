"""Agreement requests: quotes for the terms that a buyer wants, accepted or given up."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.marketplace.agreement_request import RequestStatus
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.agreement_requests import (
    AcceptAgreementRequestBody,
    AgreementRequestPage,
    AgreementRequestSummaryView,
    AgreementRequestTermsView,
    AgreementRequestView,
    CreateAgreementRequestBody,
)
from procurement.entrypoints.schemas.agreements import AcceptedView
from procurement.entrypoints.schemas.terms import views_of
from procurement.service.marketplace.accept_agreement_request import accept_agreement_request
from procurement.service.marketplace.cancel_agreement_request import cancel_agreement_request
from procurement.service.marketplace.create_agreement_request import create_agreement_request
from procurement.service.marketplace.expect_no_purchase_orders import expect_no_purchase_orders
from procurement.service.marketplace.read_agreement_requests import (
    get_agreement_request,
    list_agreement_requests,
)

api = Api(bootstrap.acting_for)


@api.post("/agreement-requests", status_code=201, operation_id="CreateAgreementRequest")
def create_request(request: CreateAgreementRequestBody) -> AgreementRequestView:
    """Quote the terms that the caller wants, with the charges to expect (R-250)."""
    return AgreementRequestView.of(
        create_agreement_request(
            request.to_command(), api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.get("/agreement-requests", operation_id="ListAgreementRequests")
def list_requests(
    status: RequestStatus | None = None,
    resource_id: Annotated[str | None, Query(alias="resourceId", max_length=64)] = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> AgreementRequestPage:
    """List the caller's agreement requests, newest first."""
    page = list_agreement_requests(
        status, resource_id, max_results, next_token, api.caller, bootstrap.unit_of_work()
    )
    items = [AgreementRequestSummaryView.of(request) for request in page.items]
    return AgreementRequestPage(items=items, next_token=page.next_token)


@api.get("/agreement-requests/<agreement_request_id>", operation_id="GetAgreementRequest")
def get_request(agreement_request_id: PathText) -> AgreementRequestView:
    """Get an agreement request of the caller."""
    return AgreementRequestView.of(
        get_agreement_request(agreement_request_id, api.caller, bootstrap.unit_of_work())
    )


@api.get(
    "/agreement-requests/<agreement_request_id>/terms", operation_id="GetAgreementRequestTerms"
)
def get_request_terms(agreement_request_id: PathText) -> AgreementRequestTermsView:
    """Get the terms that an agreement request asks for, as they are configured."""
    request = get_agreement_request(agreement_request_id, api.caller, bootstrap.unit_of_work())
    return AgreementRequestTermsView(terms=views_of(request.agreement.terms))


@api.post(
    "/agreement-requests/<agreement_request_id>/accept", operation_id="AcceptAgreementRequest"
)
def accept_request(
    agreement_request_id: PathText, request: AcceptAgreementRequestBody
) -> AcceptedView:
    """Turn a quote into an agreement, with 1 to 86 purchase orders or none (R-211, R-250)."""
    clock = bootstrap.clock()
    accepted = accept_agreement_request(
        agreement_request_id, request.references(), api.caller, bootstrap.unit_of_work(), clock
    )
    return AcceptedView.of(accepted, clock.now())


@api.post(
    "/agreement-requests/<agreement_request_id>/accept-without-purchase-orders",
    operation_id="AcceptAgreementRequestWithoutPurchaseOrders",
)
def accept_request_without(
    agreement_request_id: PathText, request: AcceptAgreementRequestBody
) -> AcceptedView:
    """Turn a quote into an agreement, for those who may not name purchase orders (R-169)."""
    expect_no_purchase_orders(request.references())
    return accept_request(agreement_request_id, request)


@api.post(
    "/agreement-requests/<agreement_request_id>/cancel", operation_id="CancelAgreementRequest"
)
def cancel_request(agreement_request_id: PathText) -> AgreementRequestView:
    """Give up an agreement request that is not accepted yet."""
    return AgreementRequestView.of(
        cancel_agreement_request(
            agreement_request_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
