"""Requests as the signed client sends them, without a network."""

from types import SimpleNamespace

import pytest
from botocore.credentials import Credentials

from local.api import Api
from local.errors import ApiRefused

NASTY_ID = "PO 7/a:b=c+d-e%f@g_h.i"


class Wire:
    """Stands in for the connection: keeps what is sent, answers what it was told to."""

    def __init__(self, *answers):
        self.sent = []
        self._answers = list(answers)

    def __call__(self, prepared, **_):
        self.sent.append(prepared)
        status, body = self._answers.pop(0)
        return SimpleNamespace(status_code=status, headers={}, json=lambda: body, text="")


def an_api(monkeypatch, *answers, billing_account_id=None):
    key = Credentials("AKIAEXAMPLE", "secret")
    api = Api("http://127.0.0.1:1/v1", "us-east-1", key, billing_account_id)
    wire = Wire(*answers)
    monkeypatch.setattr(api._session, "send", wire)
    return api, wire


def test_every_segment_is_encoded_by_itself(monkeypatch):
    api, wire = an_api(monkeypatch, (200, {}))
    api.get("purchase-orders", NASTY_ID, "status")
    assert wire.sent[0].path_url == (
        "/v1/purchase-orders/PO%207%2Fa%3Ab%3Dc%2Bd-e%25f%40g_h.i/status"
    )


def test_a_request_is_signed_for_the_api_and_its_body_is_json(monkeypatch):
    api, wire = an_api(monkeypatch, (201, {"purchaseOrderId": "PO-1"}))
    assert api.post("purchase-orders", purchaseOrderId="PO-1") == {"purchaseOrderId": "PO-1"}
    headers = wire.sent[0].headers
    assert headers["content-type"] == "application/json"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
    assert "/us-east-1/execute-api/aws4_request" in headers["authorization"]


def test_a_request_for_another_account_says_so_each_time(monkeypatch):
    pages = [(200, {"items": [{"n": 1}], "nextToken": "a+b c"}), (200, {"items": [{"n": 2}]})]
    api, wire = an_api(monkeypatch, *pages, billing_account_id="200000000001")
    assert [item["n"] for item in api.items("invoices")] == [1, 2]
    assert wire.sent[0].path_url == "/v1/invoices?maxResults=100&billingAccountId=200000000001"
    assert "nextToken=a%2Bb%20c" in wire.sent[1].path_url


def test_a_refusal_tells_every_problem(monkeypatch):
    problems = [{"field": "billFrom", "message": "is required"}]
    body = {"code": "INVALID_INPUT", "message": "1 problem", "problems": problems}
    api, _ = an_api(monkeypatch, (400, body))
    with pytest.raises(ApiRefused, match="billFrom: is required") as refused:
        api.post("purchase-orders")
    assert (refused.value.status, refused.value.code) == (400, "INVALID_INPUT")
