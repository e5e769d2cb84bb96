"""Requests that nobody means to send, and that generated ones found to be answered wrongly."""

import pytest
from werkzeug.test import Client, TestResponse

from tests.support.api import BUYER, call
from tests.support.wsgi import application

SUPPORT = BUYER


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "application/x-www-form-urlencoded", "application/jsonx"],
)
def test_a_body_that_is_no_json_is_refused(aws, content_type):
    body = '{"days": 30, "subscribers": []}'
    answer = call("PUT", "/radar/subscribers", raw_body=body, content_type=content_type)
    assert (answer.status, answer.reasons) == (400, {("body", "UNSUPPORTED_CONTENT_TYPE")})


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_may_be_called_json_in_any_way(aws, content_type):
    body = '{"days": 30, "subscribers": []}'
    answer = call("PUT", "/radar/subscribers", raw_body=body, content_type=content_type)
    assert answer.status == 200


@pytest.mark.parametrize(
    "due_by",
    ["0250-12-04T21:09:52Z", "0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00", "0.5", 7],
)
def test_an_instant_beyond_all_calendars_is_refused(aws, due_by):
    answer = call("POST", "/invoice-runs", {"dueBy": due_by, "isDryRun": True})
    assert answer.status == 400
    assert [problem["field"] for problem in answer.body["problems"]] == ["dueBy"]


def test_an_instant_of_another_time_zone_is_told_in_utc(announced):
    """The event InvoiceRunRequested tells instants in UTC."""
    asked = {"dueBy": "2026-11-04T21:09:52+09:00", "isDryRun": True, "runId": "trial"}
    answer = call("POST", "/invoice-runs", asked)
    assert (answer.status, answer.body["dueBy"]) == (202, "2026-11-04T12:09:52.000Z")


def test_a_number_is_no_instant_in_a_query(aws):
    assert call("GET", "/organization", at="0.5").status == 400
    assert call("GET", "/organization", at="2027-01-01T00:00:00Z").status == 200


def test_support_acts_for_what_has_the_form_of_an_account_only(aws):
    """R-377"""
    body = {
        "clientToken": "case-4711",
        "invoiceIds": ["US-111122223333-000001"],
        "target": "NONE",
        "reason": "Case 4711",
    }
    answer = call("POST", "/invoice-regenerations", body, account=SUPPORT, billingAccountId="null")
    assert (answer.status, answer.body["code"]) == (403, "NOT_ALLOWED")


@pytest.mark.parametrize("path", ["/tax-rules", "/invoicing-entities", "/exchange-rates/2027-04"])
def test_what_is_the_same_for_all_asks_for_an_account_as_well(aws, path):
    """R-377"""
    assert call("GET", path, billingAccountId="").status == 403


def test_a_grant_names_an_agreement(aws):
    body = {
        "agreementId": "",
        "allowedOperations": ["CheckoutLicense"],
        "clientToken": "grant-1",
        "grantName": "Analytics",
        "homeRegion": "us-east-1",
        "principals": ["arn:aws:iam::777788889999:root"],
    }
    answer = call("POST", "/license-grants", body)
    assert (answer.status, answer.reasons) == (400, {("agreementId", "STRING_TOO_SHORT")})


def test_no_procurement_system_is_told_as_none(announced):
    """The published schema of ProcurementSystemConfigurationChanged allows it."""
    first = call("PUT", "/procurement-system-configuration", {"procurementSystem": "COUPA"})
    none = call("PUT", "/procurement-system-configuration", {"procurementSystem": None})
    assert (first.status, none.status) == (200, 200)
    assert none.body["procurementSystem"] is None


def test_a_parameter_that_is_given_twice_is_refused(aws):
    answer = sent("/tax-rules?billingAccountId=1&billingAccountId=2")
    assert answer.status_code == 400
    assert [each["reason"] for each in answer.json["problems"]] == ["REPEATED_PARAMETER"]


def sent(target: str) -> TestResponse:
    return Client(application).get(target)
