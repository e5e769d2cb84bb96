"""AWS's protocols over the function: requests that make no sense, and refusals.

Everything is asked in JSON 1.0 and in RPC v2 CBOR, by boto3 where boto3 would ask such a thing.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

import boto3
import cbor2
import pytest

from procurement import bootstrap
from procurement.domain.errors import Unavailable
from procurement.entrypoints.aws_operations.registry import service_of
from procurement.entrypoints.aws_protocol.dispatch import AwsApi
from procurement.entrypoints.aws_protocol.wire import MAX_BODY
from tests.support.application import accepted
from tests.support.aws_clients import (
    ADDRESS,
    PROTOCOLS,
    Protocol,
    client,
    content_of,
    gateway_event,
    handled,
    headers_of,
)
from tests.support.lambda_context import LambdaContext
from tests.support.renewals import bought, renewal
from tests.support.terms import agreed, fixed, usage, validity

TARGET: Final = "AWSMPCommerceService_v20200301"
JSON: Final = {"Content-Type": "application/x-amz-json-1.0"}
CBOR: Final = {
    "Content-Type": "application/cbor",
    "Accept": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
}

pytestmark = pytest.mark.usefixtures("aws", "clock")


def path_of(operation: str) -> str:
    return f"/service/{TARGET}/operation/{operation}"


def in_json(operation: str, body: bytes = b"{}", **headers: str) -> dict[str, Any]:
    told = {**JSON, "X-Amz-Target": f"{TARGET}.{operation}", **headers}
    return handled("/", told, body)


def in_cbor(operation: str, body: bytes = b"\xa0", **headers: str) -> dict[str, Any]:
    return handled(path_of(operation), {**CBOR, **headers}, body)


def document_of(answer: dict[str, Any]) -> Any:
    content = content_of(answer)
    is_cbor = headers_of(answer)["content-type"] == "application/cbor"
    return cbor2.loads(content) if is_cbor else json.loads(content)


def check_fault(answer: dict[str, Any], status: int, name: str) -> None:
    """AWS's common error, named in header and body."""
    assert answer["statusCode"] == status
    told = document_of(answer)
    assert told["__type"] == f"com.amazon.coral.service#{name}"
    assert told["message"]
    assert headers_of(answer)["x-amzn-errortype"] == name
    assert headers_of(answer)["x-amzn-requestid"] == "request-1"


class TestRoutes:
    @pytest.mark.parametrize("slash", ["", "/"])
    def test_an_operation_has_an_address_of_its_own_for_both_protocols(self, slash):
        """So that IAM can allow single operations"""
        path = path_of("ListAgreementCharges") + slash
        by_json = handled(path, JSON, b"{}")
        by_cbor = handled(path, CBOR, b"\xa0")
        assert by_json["statusCode"] == by_cbor["statusCode"] == 200
        assert document_of(by_json) == document_of(by_cbor) == {"items": []}
        assert headers_of(by_json)["content-type"] == "application/x-amz-json-1.0"
        assert headers_of(by_cbor)["smithy-protocol"] == "rpc-v2-cbor"

    @pytest.mark.parametrize("protocol", PROTOCOLS)
    @pytest.mark.parametrize("slash", ["", "/"])
    def test_a_client_may_be_pointed_at_a_stage(self, protocol, slash):
        """With a slash behind it or without"""
        asked = client("marketplace-agreement", protocol=protocol, endpoint=ADDRESS + slash)
        assert asked.list_agreement_charges()["items"] == []

    def test_the_path_decides_and_the_header_may_not_contradict(self):
        """Whoever may call one address calls no other operation by it"""
        told = {**JSON, "X-Amz-Target": f"{TARGET}.CancelAgreement"}
        answer = handled(path_of("ListAgreementCharges"), told, b"{}")
        check_fault(answer, 400, "MalformedHttpRequestException")

    def test_a_route_may_lead_to_some_operations_only(self):
        """The others are forbidden there, whatever their target says"""
        narrow = AwsApi(
            service_of, bootstrap, lambda _, service, operation: operation == "ListAgreementCharges"
        )
        for operation, status in (("ListAgreementCharges", 200), ("SearchAgreements", 403)):
            told = {**JSON, "X-Amz-Target": f"{TARGET}.{operation}"}
            event = gateway_event("/", told, b"{}")
            assert narrow.resolve(event, LambdaContext())["statusCode"] == status


class TestFaults:
    @pytest.mark.parametrize("operation", ["Fly", "", "describeAgreement"])
    def test_there_is_no_such_operation(self, operation):
        check_fault(in_json(operation), 404, "UnknownOperationException")
        if operation:
            check_fault(in_cbor(operation), 404, "UnknownOperationException")

    @pytest.mark.parametrize("target", ["", "Nobody.ListAgreementCharges", "ListAgreementCharges"])
    def test_there_is_no_such_service(self, target):
        answer = handled("/", {**JSON, "X-Amz-Target": target}, b"{}")
        check_fault(answer, 404, "UnknownOperationException")

    @pytest.mark.parametrize("media_type", ["text/plain", "application/json", ""])
    def test_a_body_of_another_kind(self, media_type):
        answer = in_json("ListAgreementCharges", **{"Content-Type": media_type})
        check_fault(answer, 400, "MalformedHttpRequestException")

    @pytest.mark.parametrize("body", [b"{", b"[]", b"7", b'"text"', b"null", b"{}{}"])
    def test_what_is_no_json(self, body):
        check_fault(in_json("ListAgreementCharges", body), 400, "SerializationException")

    @pytest.mark.parametrize("body", [b"\xa1", b"\x80", b"\x07", b"\xf6", b"\xff", b"{}"])
    def test_what_is_no_cbor(self, body):
        """Told in CBOR nevertheless"""
        check_fault(in_cbor("ListAgreementCharges", body), 400, "SerializationException")

    def test_a_body_that_is_too_large(self):
        """One byte more than a megabyte"""
        whole = b'{"x":"' + b"x" * (MAX_BODY - 8) + b'"}'
        assert in_json("ListAgreementCharges", whole)["statusCode"] == 200
        for answer in (
            in_json("ListAgreementCharges", whole + b" "),
            in_cbor("ListAgreementCharges", b"\xa0" * (MAX_BODY + 1)),
        ):
            check_fault(answer, 413, "RequestEntityTooLargeException")

    def test_who_did_not_sign_is_nobody(self):
        answer = handled(
            "/", {**JSON, "X-Amz-Target": f"{TARGET}.ListAgreementCharges"}, b"{}", account=None
        )
        check_fault(answer, 403, "MissingAuthenticationTokenException")

    def test_a_body_that_is_called_base64_and_is_not(self):
        event = gateway_event(path_of("ListAgreementCharges"), CBOR, b"\xa0")
        answer = AwsApi(service_of, bootstrap).resolve({**event, "body": "a"}, LambdaContext())
        check_fault(answer, 400, "SerializationException")


@pytest.mark.parametrize("protocol", PROTOCOLS)
class TestRefusals:
    def test_a_wrong_request_hears_of_everything(self, protocol: Protocol):
        """AWS's reason is that of the first problem; the fields are all of them"""
        asked = client("marketplace-agreement", protocol=protocol, parameter_validation=False)
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.update_purchase_orders(
                purchaseOrders=[{"chargeRevision": 0}, {"chargeId": "a b", "agreementId": ""}]
            )
        told = caught.value.response
        assert told["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert told["reason"] == "MISSING_CHARGE_ID"
        assert {field["name"] for field in told["fields"]} == {
            "purchaseOrders[0].chargeId",
            "purchaseOrders[0].chargeRevision",
            "purchaseOrders[1].chargeId",
            "purchaseOrders[1].agreementId",
        }
        assert told["requestId"] == "request-1"

    def test_a_rule_that_is_broken_is_told_by_its_reason(self, protocol: Protocol):
        """R-173: a reference that no purchase order can have"""
        found = accepted(("2027-02-15", "500.00"))
        entry = {
            "agreementId": found["agreement"]["agreementId"],
            "chargeId": found["charges"][0]["id"],
            "chargeRevision": found["charges"][0]["revision"],
            "purchaseOrderReference": "P" * 201,
        }
        asked = client("marketplace-agreement", protocol=protocol)
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.update_purchase_orders(purchaseOrders=[entry])
        assert caught.value.response["reason"] == "INVALID_PURCHASE_ORDER_REFERENCE"

    def test_a_conflict_names_what_it_is_about(self, protocol: Protocol):
        """R-214: the revision is not the present one"""
        found = accepted(("2027-02-15", "500.00"))
        charge = found["charges"][0]["id"]
        entry = {
            "agreementId": found["agreement"]["agreementId"],
            "chargeId": charge,
            "chargeRevision": 7,
            "purchaseOrderReference": "P",
        }
        asked = client("marketplace-agreement", protocol=protocol)
        with pytest.raises(asked.exceptions.ConflictException) as caught:
            asked.update_purchase_orders(purchaseOrders=[entry])
        told = caught.value.response
        assert told["ResponseMetadata"]["HTTPStatusCode"] == 409
        assert (told["resourceType"], told["resourceId"]) == ("Charge", charge)

    def test_an_operation_without_a_word_for_it_refuses_the_input(self, protocol: Protocol):
        """ListAgreementCharges knows no ResourceNotFoundException"""
        asked = client("marketplace-agreement", protocol=protocol)
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.list_agreement_charges(agreementId="agmt-1")
        assert caught.value.response["reason"] == "INVALID_AGREEMENT_ID"

    def test_an_account_whose_integration_is_off_is_told_so(self, protocol: Protocol, monkeypatch):
        """R-167"""
        monkeypatch.setenv("MARKETPLACE_INTEGRATION", "disabled")
        bootstrap.settings.cache_clear()
        bootstrap.unit_of_work.cache_clear()
        found = accepted(("2027-02-15", "500.00"))
        entry = {
            "agreementId": found["agreement"]["agreementId"],
            "chargeId": found["charges"][0]["id"],
            "chargeRevision": found["charges"][0]["revision"],
            "purchaseOrderReference": "P",
        }
        asked = client("marketplace-agreement", protocol=protocol)
        with pytest.raises(asked.exceptions.AccessDeniedException) as caught:
            asked.update_purchase_orders(purchaseOrders=[entry])
        assert caught.value.response["reason"] == "INVALID_ACCOUNT_STATE"

    def test_a_fault_of_ours_is_typed_and_tells_nothing(self, protocol: Protocol):
        """The trace is in the log, under the request's ID"""
        boto3.client("dynamodb").delete_table(TableName=bootstrap.settings().agreements_table)
        asked = client("marketplace-agreement", protocol=protocol)
        with pytest.raises(asked.exceptions.InternalServerException) as caught:
            asked.describe_agreement(agreementId="agmt-1")
        told = caught.value.response
        assert told["ResponseMetadata"]["HTTPStatusCode"] == 500
        assert told["Error"]["Message"] == "Something went wrong on our side"

    def test_a_store_that_is_busy_is_a_reason_to_try_again(self, protocol: Protocol):
        """As AWS throttles"""

        class Busy:
            def __getattr__(self, name: str) -> Any:
                raise Unavailable("the store is busy")

        api = AwsApi(service_of, Busy())
        headers, path, body = (
            (CBOR, path_of("ListAgreementCharges"), b"\xa0")
            if protocol == "cbor"
            else (JSON, path_of("ListAgreementCharges"), b"{}")
        )
        answer = api.resolve(gateway_event(path, headers, body), LambdaContext())
        assert answer["statusCode"] == 429
        assert document_of(answer)["__type"].endswith("#ThrottlingException")


@pytest.mark.parametrize("protocol", PROTOCOLS)
class TestOnlyMarketplace:
    @pytest.mark.parametrize(
        ("operation", "members", "reason"),
        [
            ("list_agreement_charges", {"catalog": "AWSGovCloud"}, "INVALID_CATALOG"),
            ("list_agreement_charges", {"agreementType": "Other"}, "INVALID_AGREEMENT_TYPE"),
            ("search_agreements", {"catalog": "AWSGovCloud"}, "INVALID_CATALOG"),
            (
                "list_agreement_payment_requests",
                {"partyType": "Friend"},
                "INVALID_PARTY_TYPE",
            ),
            ("list_billing_adjustment_requests", {}, "MISSING_AGREEMENT_ID"),
            ("accept_agreement_approval", {}, "MISSING_AGREEMENT_APPROVAL_ID"),
        ],
    )
    def test_there_is_one_catalog_and_one_type_of_agreement(
        self, protocol: Protocol, operation, members, reason
    ):
        """What the model leaves open"""
        asked = client("marketplace-agreement", protocol=protocol)
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            getattr(asked, operation)(**members)
        assert caught.value.response["reason"] == reason


@pytest.mark.parametrize("protocol", PROTOCOLS)
class TestDescribed:
    def test_a_free_trial_ends_when_its_last_day_is_over(self, protocol: Protocol):
        """Where usage begins to be charged"""
        trial = {"freeTrialPricingTerm": {"duration": "P14D", "grants": []}}
        agreement = agreed(usage(), trial)
        asked = client("marketplace-agreement", protocol=protocol)
        summary = asked.describe_agreement(agreementId=agreement)["freeTrialSummary"]
        assert summary["trialEndTime"] == datetime(2027, 1, 29, tzinfo=UTC)
        (listed,) = searched(asked)
        assert listed["freeTrialEndTime"] == summary["trialEndTime"]

    @pytest.mark.parametrize("is_renewing", [True, False])
    def test_a_renewal_names_the_offer_that_it_follows_from(self, protocol: Protocol, is_renewing):
        """Also where a party opted out of it (agreement:EndTimeBehavior)"""
        agreement = bought(fixed("10.00"), validity("P12M"), renewal(), is_renewing=is_renewing)
        asked = client("marketplace-agreement", protocol=protocol)
        described = asked.describe_agreement(agreementId=agreement)
        offer = described["proposalSummary"]["offerId"]
        behavior = described["endTimeBehavior"]
        assert behavior["renewalSummary"] == {"offerId": offer}
        assert behavior["type"] == ("RENEW" if is_renewing else "EXPIRE")
        (listed,) = searched(asked)
        assert listed["endTimeBehaviorType"] == behavior["type"]
        assert listed.get("endTimeBehaviorReasonCode") == behavior.get("reasonCode")


def searched(asked: Any) -> list[Any]:
    """What the buyer accepted."""
    wanted = {"PartyType": "Acceptor", "AgreementType": "PurchaseAgreement"}
    filters = [{"name": name, "values": [value]} for name, value in wanted.items()]
    return list(asked.search_agreements(filters=filters)["agreementViewSummaries"])
