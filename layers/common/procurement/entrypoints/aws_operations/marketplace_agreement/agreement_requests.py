"""Agreement requests: quotes, and what becomes of them (R-250)."""

from typing import Final

from procurement.domain.marketplace.agreement_request import RequestStatus
from procurement.entrypoints.aws_operations.marketplace_agreement.scope import expect_marketplace
from procurement.entrypoints.aws_operations.shapes import listed, read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.agreement_requests import (
    AcceptAgreementRequestBody,
    AgreementRequestPage,
    AgreementRequestSummaryView,
    AgreementRequestView,
    CreateAgreementRequestBody,
)
from procurement.entrypoints.schemas.terms import views_of
from procurement.service.marketplace import accept_agreement_request as accepting
from procurement.service.marketplace import cancel_agreement_request as cancelling
from procurement.service.marketplace import create_agreement_request as creating
from procurement.service.marketplace import read_agreement_requests as reading

DEFAULT_REQUESTS: Final = 50
MOST_TERMS: Final = 50

_NOT_KEPT: Final = ("taxConfiguration", "acceptorContact")


def create_agreement_request(request: Members, call: Call) -> Members:
    """A quote for the terms that the caller wants, with the charges to expect."""
    command = read(CreateAgreementRequestBody, request, without=_NOT_KEPT).to_command()
    made = creating.create_agreement_request(command, call.caller, call.unit_of_work, call.clock)
    return shown(AgreementRequestView.of(made))


def get_agreement_request(request: Members, call: Call) -> Members:
    """One request of the caller."""
    found = reading.get_agreement_request(
        request["agreementRequestId"], call.caller, call.unit_of_work
    )
    return shown(AgreementRequestView.of(found))


def get_agreement_request_terms(request: Members, call: Call) -> Members:
    """The terms that a request asks for, as they are configured."""
    name = request["agreementRequestId"]
    found = reading.get_agreement_request(name, call.caller, call.unit_of_work)
    terms = [shown(term) for term in views_of(found.agreement.terms)]
    page, token = listed(f"request-terms/{name}", terms, request, call, MOST_TERMS)
    return {"terms": page, "nextToken": token}


def list_agreement_requests(request: Members, call: Call) -> Members:
    """The caller's requests, newest first."""
    expect_marketplace(request)
    status = request.get("status")
    page = reading.list_agreement_requests(
        RequestStatus(status) if status else None,
        request.get("resourceId"),
        request.get("maxResults", DEFAULT_REQUESTS),
        request.get("nextToken"),
        call.caller,
        call.unit_of_work,
    )
    items = [AgreementRequestSummaryView.of(found) for found in page.items]
    return shown(AgreementRequestPage(items=items, next_token=page.next_token))


def accept_agreement_request(request: Members, call: Call) -> Members:
    """A quote made an agreement, with 1 to 86 purchase orders or none (R-211, R-250)."""
    name = request["agreementRequestId"]
    body = read(AcceptAgreementRequestBody, request, without=("agreementRequestId",))
    accepted = accepting.accept_agreement_request(
        name, body.references(), call.caller, call.unit_of_work, call.clock
    )
    return {"agreementId": accepted.agreement.agreement_id}


def cancel_agreement_request(request: Members, call: Call) -> Members:
    """A quote given up before it is accepted."""
    cancelling.cancel_agreement_request(
        request["agreementRequestId"], call.caller, call.unit_of_work, call.clock
    )
    return {}
