"""What is published about events is what the application says in them."""

import json
from datetime import UTC, datetime

import pytest

from functions.api_docs.app import lambda_handler
from local.event_schemas import DOCUMENT, build
from procurement.adapters.event_bus import EventBridgeBus
from procurement.domain.events import EventType
from tests.support.events import an_event
from tests.support.json_schema import JsonSchema
from tests.support.lambda_context import LambdaContext
from tests.support.published_events import document, faults_of


def test_the_committed_document_is_fresh() -> None:
    """After a change of an event: make openapi"""
    assert json.loads(DOCUMENT.read_text("utf-8")) == build()


def test_every_type_has_a_schema() -> None:
    titles = [each["title"] for each in document()["oneOf"]]
    assert titles == [type_.value for type_ in EventType]


def test_every_definition_is_used() -> None:
    text = json.dumps(document())
    for name in document()["$defs"]:
        assert f'"#/$defs/{name}"' in text


def test_schemas_are_open_so_that_data_may_gain_members() -> None:
    """The versioning rule: readers ignore members that they do not know"""
    for name, schema in document()["$defs"].items():
        assert schema.get("additionalProperties") is not False, name


def test_every_member_is_there_even_if_it_is_null() -> None:
    for name, schema in document()["$defs"].items():
        assert set(schema["required"]) == set(schema["properties"]), name


def test_what_stands_on_the_bus_is_what_the_document_says() -> None:
    """The whole of an entry: source, detail-type, and the detail with its data"""
    balance = {"amount": "700.00", "currencyCode": "USD"}
    event = an_event(
        type_=EventType.LINE_ITEM_BALANCE_LOW,
        detail={
            "purchaseOrderId": "PO-1",
            "purchaseOrderKey": "po-1",
            "lineItemNumber": "1",
            "threshold": 75,
            "balance": balance,
            "totalValue": balance,
        },
    )
    assert _faults_on_the_bus(event) == []
    assert _faults_on_the_bus(an_event(type_=EventType.LINE_ITEM_BALANCE_LOW)) != []


@pytest.mark.parametrize(
    ("detail", "fault"),
    [
        ({"expiresAt": "2027-01-01T00:00:00Z", "token": "x"}, "$.token is not told of"),
        ({}, "$.expiresAt is missing"),
        ({"expiresAt": None}, "$.expiresAt is no string: None"),
        ({"expiresAt": "soon"}, "$.expiresAt has another form: 'soon'"),
    ],
)
def test_the_comparison_finds_what_is_wrong(detail, fault) -> None:
    assert faults_of(an_event(type_=EventType.CALENDAR_LINK_CREATED, detail=detail)) == [fault]


def test_the_document_is_served_to_everybody() -> None:
    answer = lambda_handler(
        {"resource": "/event-schemas", "httpMethod": "GET", "path": "/event-schemas"},
        LambdaContext(),
    )
    assert answer["headers"]["content-type"] == "application/schema+json"
    assert json.loads(answer["body"]) == document()


def _faults_on_the_bus(event) -> list[str]:
    heard: list[dict] = []

    class Client:
        def put_events(self, Entries):  # noqa: N803
            heard.extend(Entries)
            return {"Entries": [{} for _ in Entries]}

    EventBridgeBus(Client(), "bus").publish([event])  # type: ignore[arg-type]
    (entry,) = heard
    assert entry["Time"] == datetime(2027, 2, 6, 9, tzinfo=UTC)
    delivered = {
        "source": entry["Source"],
        "detail-type": entry["DetailType"],
        "detail": json.loads(entry["Detail"]),
    }
    schema = JsonSchema(document())
    ways = [list(schema.faults(delivered, way)) for way in document()["oneOf"]]
    fitting = [faults for faults in ways if not faults]
    return [] if len(fitting) == 1 else min(ways, key=len)
