"""Requests of sellers through the API, in few words, and the sweep that finishes them."""

import importlib
from typing import Any
from uuid import uuid4

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import Body
from tests.support.lambda_context import LambdaContext
from tests.support.terms import accept_request, offered, terms_of, validity

WAIT = {"paymentRequestApprovalStrategy": "WAIT_FOR_APPROVAL"}


def automatic(duration: str = "P10D") -> Body:
    """Silence approves after so long."""
    return {
        "paymentRequestApprovalStrategy": "AUTO_APPROVE_ON_EXPIRATION",
        "expirationDuration": duration,
    }


def variable(maximum: str = "1000.00") -> Body:
    """Payments that are requested one by one."""
    return {"variablePaymentTerm": {"maxTotalChargeAmount": maximum}}


def agreed_on_payments(
    maximum: str = "1000.00",
    choice: Body | None = None,
    *more: Body,
    references: Body | None = None,
    **offer: Any,
) -> str:
    """The ID of an agreement on requested payments up to `maximum`."""
    sold = offered(variable(maximum), validity("P12M"), *more, **offer)
    requested: list[Body] = []
    for id_, kind in terms_of(sold).items():
        entry: Body = {"id": id_}
        if kind == "VariablePaymentTerm":
            entry["configuration"] = {"variablePaymentTermConfiguration": choice or WAIT}
        requested.append(entry)
    body = {
        "clientToken": uuid4().hex,
        "intent": "NEW",
        "agreementProposalIdentifier": sold["agreementProposalId"],
        "requestedTerms": requested,
    }
    quote = call("POST", "/agreement-requests", body)
    assert quote.status == 201, quote.body
    answer = accept_request(quote.body, **(references or {}))
    assert answer.status == 200, answer.body
    return str(answer.body["agreement"]["agreementId"])


def term_of(agreement: str) -> str:
    """The ID of the agreement's variable payment term."""
    answer = call("GET", f"/agreements/{agreement}/terms")
    (found,) = (
        term["id"]
        for entry in answer.body["acceptedTerms"]
        for term in entry.values()
        if term["type"] == "VariablePaymentTerm"
    )
    return str(found)


def ask_payment(agreement: str, amount: str = "100.00", **more: Any) -> Answer:
    """Ask for a payment as its seller."""
    body = {
        "termId": term_of(agreement),
        "name": "Workshop",
        "chargeAmount": amount,
        "clientToken": uuid4().hex,
        **more,
    }
    return call("POST", f"/agreements/{agreement}/payment-requests", body, account=SELLER)


def payment_asked(agreement: str, amount: str = "100.00", **more: Any) -> str:
    """The ID of a payment request, which must succeed."""
    answer = ask_payment(agreement, amount, **more)
    assert answer.status == 201, answer.body
    return str(answer.body["paymentRequestId"])


def payment(agreement: str, request: str, account: str = BUYER) -> Body:
    """The payment request as a party sees it."""
    path = f"/agreements/{agreement}/payment-requests/{request}"
    return dict(call("GET", path, account=account).body)


def answer_payment(
    agreement: str, request: str, verb: str, account: str = BUYER, **body: Any
) -> Answer:
    """Accept, reject or cancel a payment request."""
    path = f"/agreements/{agreement}/payment-requests/{request}/{verb}"
    return call("POST", path, body, account=account)


def ask_cancellation(agreement: str, account: str = SELLER, **more: Any) -> Answer:
    """Ask for the end of an agreement as its seller."""
    body = {"reasonCode": "PRODUCT_DISCONTINUED", "clientToken": uuid4().hex, **more}
    path = f"/agreements/{agreement}/cancellation-requests"
    return call("POST", path, body, account=account)


def cancellation_asked(agreement: str, **more: Any) -> str:
    """The ID of a cancellation request, which must succeed."""
    answer = ask_cancellation(agreement, **more)
    assert answer.status == 201, answer.body
    return str(answer.body["agreementCancellationRequestId"])


def cancellation(agreement: str, request: str, account: str = BUYER) -> Body:
    """The cancellation request as a party sees it."""
    path = f"/agreements/{agreement}/cancellation-requests/{request}"
    return dict(call("GET", path, account=account).body)


def answer_cancellation(
    agreement: str, request: str, verb: str, account: str = BUYER, **body: Any
) -> Answer:
    """Accept, reject or cancel a cancellation request."""
    path = f"/agreements/{agreement}/cancellation-requests/{request}/{verb}"
    return call("POST", path, body, account=account)


def finish() -> Body:
    """Sweep what nobody answered, as the schedule does."""
    app = importlib.import_module("functions.finish_requests.app")
    answer: Body = app.lambda_handler({}, LambdaContext())
    return answer
