"""Every sample in events/ works: on its function, in a freshly deployed account."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import boto3
import pytest

from procurement import bootstrap
from procurement.domain.ids import derived_id, installment_charge_id
from tests.integration.conftest import SENDER
from tests.support import rendering, reports
from tests.support.billing import Queue
from tests.support.corrections import an_invoice
from tests.support.lambda_context import LambdaContext
from tests.support.reconciliation import FakeAwsAccount
from tests.support.stack_requests import HeardResponses
from tests.support.storage import linked_calendar

REPOSITORY: Final = Path(__file__).parents[2]
EVENTS: Final = sorted((REPOSITORY / "events").glob("*.json"))
FUNCTIONS: Final = sorted(app.parent.name for app in (REPOSITORY / "functions").glob("*/app.py"))

BEFORE: Final = {
    "agreements_release_offer": ["agreements_create_offer"],
    "agreements_accept_offer": ["agreements_create_offer", "agreements_release_offer"],
    "update_po": [
        "agreements_create_offer",
        "agreements_release_offer",
        "agreements_accept_offer",
    ],
    "billing_adjustments": [
        "agreements_create_offer",
        "agreements_release_offer",
        "agreements_accept_offer",
    ],
    "list_agreement_charges_of_agreement": [
        "agreements_create_offer",
        "agreements_release_offer",
        "agreements_accept_offer",
    ],
    "meter_usage": [
        "agreements_create_offer",
        "agreements_release_offer",
        "agreements_accept_offer",
    ],
    "organizations_import": ["organizations_put"],
    "organizations_invite": ["organizations_put"],
    "purchase_orders_get": ["purchase_orders_add"],
    "regenerate_invoices": ["invoice_corrections_many"],
    "resource_tags": ["purchase_orders_add"],
    "purchase_orders_suspend_several": ["purchase_orders_add"],
}
"""Samples that speak of what others make: invoke these first."""

OF_AN_INVOICE: Final = [
    "deliver_invoices",
    "invoice_corrections",
    "invoice_documents",
    "render_documents",
]
"""Samples that speak of an account's first invoice."""

NAMES: Final = [path.stem for path in EVENTS]


def read(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((REPOSITORY / f"events/{name}.json").read_text("utf-8"))
    return event


def function_of(name: str) -> str:
    """The function that a sample is for: the longest folder name that it begins with."""
    fitting = [f for f in FUNCTIONS if name == f or name.startswith(f"{f}_")]
    return max(fitting, key=len)


def invoke(name: str) -> Any:
    app = importlib.import_module(f"functions.{function_of(name)}.app")
    return app.lambda_handler(read(name), LambdaContext())


@pytest.fixture
def deployed(
    announced: Callable[[], Any],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fresh deployment of account 111122223333, with the sample export in its bucket."""
    monkeypatch.setattr(bootstrap, "stack_responses", HeardResponses)
    monkeypatch.setattr(bootstrap, "aws_account", FakeAwsAccount)
    monkeypatch.setenv("DEPLOYMENT_ACCOUNT", "111122223333")
    bootstrap.settings.cache_clear()
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    rendering.make_room()
    reports.made_places()
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="test-exports")
    key = read("import_charges")["Records"][0]["s3"]["object"]["key"]
    s3.put_object(Bucket="test-exports", Key=key, Body=(REPOSITORY / key).read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_works_on_its_function(name: str, deployed: None) -> None:
    """`sam local invoke NAME -e events/NAME.json`, and for NAME_more.json alike"""
    for earlier in BEFORE.get(name, ()):
        assert invoke(earlier)["statusCode"] < 300
    if name in OF_AN_INVOICE:
        an_invoice(period="2026-12")
    if name == "calendar_feed":
        token = read(name)["pathParameters"]["calendarToken"]
        linked_calendar("111122223333", token, bootstrap.clock().now())
    answer = invoke(name)
    if "statusCode" in answer:
        assert 200 <= answer["statusCode"] < 300, answer["body"]
    assert answer.get("batchItemFailures", []) == []
    assert "REFUSED" not in answer.values()
    assert not answer.get("failed")


def test_every_function_has_a_sample_of_its_own_name() -> None:
    assert set(FUNCTIONS) <= set(NAMES)


def test_samples_name_each_other_by_what_is_derived() -> None:
    """IDs follow from what they name, so the samples can be written down"""
    offer_id = derived_id("offer", "444455556666", "sample-event")
    agreement_id = derived_id("agmt", offer_id, "111122223333")
    assert read("agreements_release_offer")["pathParameters"] == {"offerId": offer_id}
    (entry,) = json.loads(read("update_po")["body"])["purchaseOrders"]
    assert entry["agreementId"] == agreement_id
    assert entry["chargeId"] == installment_charge_id(agreement_id, 2)


@pytest.mark.parametrize("name", [name for name in NAMES if "httpMethod" in read(name)])
def test_an_api_sample_is_shaped_like_api_gateways(name: str) -> None:
    """The members of a REST API proxy event, which all say the same"""
    event = read(name)
    context = event["requestContext"]
    assert event.keys() == {
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "requestContext",
        "body",
        "isBase64Encoded",
    }
    assert context["httpMethod"] == event["httpMethod"]
    assert context["resourcePath"] == event["resource"]
    assert context["path"] == f"/{context['stage']}{event['path']}"
    path = event["resource"]
    for parameter, value in (event["pathParameters"] or {}).items():
        path = path.replace(f"{{{parameter}}}", value)
    assert path == event["path"]
    single, multiple = event["headers"], event["multiValueHeaders"]
    assert {name: [value] for name, value in single.items()} == multiple
