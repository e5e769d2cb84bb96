"""AWS's own clients on the deployed stack: JSON 1.0 and RPC v2 CBOR through API Gateway, signed.

Keys are those of users, which the local AWS checks: signature, route and policy.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from local.samples import present_day
from tests.support.application import an_offer_body
from tests.support.aws_clients import PROTOCOLS, OneProtocol, Protocol
from tests.support.deployed import Deployed

pytestmark = pytest.mark.e2e

TARGET: Final = "AWSMPCommerceService_v20200301"
EVERY_BYTE: Final = bytes(range(256))

VALUES: Final[dict[str, Any]] = {
    "agreementRequestId": "ar-none",
    "agreementApprovalId": "apr-none",
    "agreementCancellationRequestId": "acr-none",
    "paymentRequestId": "pr-none",
    "billingAdjustmentRequestId": "ba-none",
    "partyType": "Proposer",
    "groupBy": "INVOICE_ID",
    "intent": "NEW",
    "requestedTerms": [{"id": "term-none"}],
    "planInputs": [{"buyerAgreementApprovalPlanInput": {"planReference": "aplan-none"}}],
    "purchaseOrders": [{"chargeId": "ch-none", "purchaseOrderReference": "PO-1"}],
    "rejectionReason": "No longer needed",
    "cancellationReason": "Sent by mistake",
    "reasonCode": "PRODUCT_DISCONTINUED",
    "termId": "term-none",
    "name": "Workshop",
    "chargeAmount": "10.00",
    "buyerAgreementApprovalApproverInput": {"agreementApprovalId": "apr-none"},
    "buyerAgreementApprovalRejectionInput": {"agreementApprovalId": "apr-none", "note": "No"},
    "billingAdjustmentRequestEntries": [
        {
            "agreementId": "agmt-none",
            "originalInvoiceId": "none",
            "adjustmentAmount": "1.00",
            "currencyCode": "USD",
            "adjustmentReasonCode": "OTHER",
            "clientToken": "none",
        }
    ],
}
OF_INTEREST: Final = {
    "agreementId",
    "buyerAgreementApprovalApproverInput",
    "buyerAgreementApprovalRejectionInput",
}


def client(
    deployed: Deployed, protocol: Protocol, keys: Credentials | None = None, slash: str = ""
) -> Any:
    """Nothing but protocol, address and keys is told."""
    session = botocore.session.get_session()
    session.register_component("data_loader", OneProtocol(protocol))
    held = keys or deployed.operator
    return boto3.Session(botocore_session=session).client(
        "marketplace-agreement",
        endpoint_url=deployed.info.api_url + slash,
        region_name=deployed.info.region,
        aws_access_key_id=held.access_key,
        aws_secret_access_key=held.secret_key,
        config=Config(proxies={}, retries={"total_max_attempts": 1}),
    )


def posted(deployed: Deployed, path: str, headers: dict[str, str], body: bytes) -> Any:
    """A signed request that no client would make."""
    address = deployed.info.api_url.rstrip("/") + path
    request = AWSRequest("POST", address, data=body, headers=headers)
    SigV4Auth(deployed.operator, "execute-api", deployed.info.region).add_auth(request)
    return URLLib3Session(proxies={}).send(request.prepare())


def day(offset: int) -> str:
    return (present_day() + timedelta(days=offset)).isoformat()


@pytest.fixture(scope="module")
def agreement(stack) -> str:
    """Two payments in the future, without numbers; buyer and seller are the same account."""
    deployed = Deployed(stack.read())
    offer = deployed.api.post(
        "offers",
        **an_offer_body(
            (day(60), "600.00"),
            (day(240), "600.00"),
            targetAccountIds=[deployed.info.account_id],
            availabilityEndDate=day(30),
        ),
    )
    deployed.api.post("offers", offer["offerId"], "release")
    accepted = deployed.api.post("offers", offer["offerId"], "accept")
    return str(accepted["agreement"]["agreementId"])


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_client_reads_what_the_api_wrote(deployed, agreement, protocol, slash):
    """Below the stage, with a slash behind it or without; instants as instants"""
    asked = client(deployed, protocol, slash=slash)
    described = asked.describe_agreement(agreementId=agreement)
    assert described["status"] == "ACTIVE"
    assert abs(datetime.now(UTC) - described["acceptanceTime"]) < timedelta(hours=1)
    pages = asked.get_paginator("list_agreement_charges").paginate(
        agreementId=agreement, PaginationConfig={"PageSize": 1}
    )
    assert [charge["amount"] for page in pages for charge in page["items"]] == ["600.00"] * 2


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_a_client_writes_the_api_shows(deployed, agreement, protocol):
    """R-209: a number for a charge, in every script"""
    asked = client(deployed, protocol)
    number = f"PO-Grüße-{protocol}"
    charge = asked.list_agreement_charges(agreementId=agreement)["items"][0]
    entry = {
        "agreementId": agreement,
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "purchaseOrderReference": number,
    }
    with pytest.raises(asked.exceptions.ValidationException):
        asked.update_purchase_orders(purchaseOrders=[entry])
    entry["purchaseOrderReference"] = number = f"PO-E2E-{protocol}"
    asked.update_purchase_orders(purchaseOrders=[entry])
    shown = deployed.api.get("agreements", agreement, "charges")["items"][0]
    assert shown["purchaseOrderReference"] == number
    with pytest.raises(asked.exceptions.ConflictException) as caught:
        asked.update_purchase_orders(purchaseOrders=[entry])
    told = caught.value.response
    assert (told["resourceType"], told["resourceId"]) == ("Charge", charge["id"])
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 409


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_refusals_are_typed_with_all_their_members(deployed, protocol):
    asked = client(deployed, protocol)
    with pytest.raises(asked.exceptions.ResourceNotFoundException) as caught:
        asked.get_agreement_terms(agreementId="agmt-nobodys")
    assert caught.value.response["resourceType"] == "Agreement"
    with pytest.raises(asked.exceptions.ValidationException) as caught:
        asked.list_agreement_charges(catalog="Moon", agreementType="Lease")
    told = caught.value.response
    assert told["reason"] == "INVALID_CATALOG"
    assert [field["name"] for field in told["fields"]] == ["catalog", "agreementType"]
    assert told["requestId"] == told["ResponseMetadata"]["RequestId"] != ""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_operation_is_beyond_the_function(deployed, agreement, protocol):
    """Each of the 36 answers, or says what is wrong: its role may do what it takes"""
    asked = client(deployed, protocol)
    values = {**VALUES, "agreementId": agreement}
    for operation in asked.meta.service_model.operation_names:
        shape = asked.meta.service_model.operation_model(operation).input_shape
        named = {*shape.required_members, *(shape.members.keys() & OF_INTEREST)}
        members = {name: values[name] for name in named}
        if operation == "ListAgreementApprovals":
            members["partyType"] = "REQUESTER"
        try:
            asked._make_api_call(operation, members)
        except ClientError as refused:
            told = refused.response
            assert told["ResponseMetadata"]["HTTPStatusCode"] < 500, (operation, told)
            assert told["requestId"], (operation, told)


def test_binary_bodies_pass_the_gateway_unharmed(deployed):
    """Every byte there is, in a text that is no text: refused as such, in CBOR"""
    headers = {
        "Content-Type": "application/cbor",
        "Accept": "application/cbor",
        "smithy-protocol": "rpc-v2-cbor",
    }
    path = f"/service/{TARGET}/operation/ListAgreementCharges"
    length = len(EVERY_BYTE).to_bytes(2, "big")
    unknown = b"\xa1\x61x\x59" + length + EVERY_BYTE
    for body, status in ((unknown, 200), (unknown[:-1], 400), (b"\xff" + unknown, 400)):
        answer = posted(deployed, path, headers, body)
        assert answer.status_code == status, answer.content
        assert answer.headers["content-type"] == "application/cbor"
        assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert b"SerializationException" in answer.content


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_iam_allows_single_operations_by_their_address(deployed, agreement, protocol):
    """One operation in CBOR or in JSON, no other, and not the address that leads to all"""
    keys = deployed.key_of_user(
        f"one-operation-{protocol}", f"POST/service/{TARGET}/operation/ListAgreementCharges"
    )
    if protocol == "cbor":
        asked = client(deployed, protocol, keys)
        assert len(asked.list_agreement_charges(agreementId=agreement)["items"]) == 2
        return
    one = client(deployed, protocol, keys)
    with pytest.raises(ClientError) as caught:
        one.list_agreement_charges(agreementId=agreement)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    every = deployed.key_of_user("every-operation", "POST/")
    many = client(deployed, protocol, every)
    assert len(many.list_agreement_charges(agreementId=agreement)["items"]) == 2


def test_a_changed_signature_is_refused(deployed):
    wrong = Credentials(deployed.operator.access_key, "not-the-secret")
    with pytest.raises(ClientError) as caught:
        client(deployed, "json", wrong).list_agreement_charges()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
