"""Ledger events reach the bus: through the stream at once, through the sweep in any case."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from functions.relay_events.app import lambda_handler
from procurement import bootstrap
from procurement.adapters.dynamodb.tables.ledger import EventItem
from procurement.adapters.event_bus import AS_AWS_TELLS_BUYERS, EventBridgeBus
from procurement.domain.events import Event, EventType
from procurement.service.ports.ledger import EventBus, Outbox
from tests.support.events import ACCOUNT, an_event
from tests.support.lambda_context import LambdaContext
from tests.support.storage import recorded, unsent_events

RECORDED_AT = datetime(2027, 2, 6, 9, tzinfo=UTC)
LATER = (RECORDED_AT + timedelta(minutes=5)).isoformat()


def stream_records() -> dict[str, Any]:
    """Everything on the ledger's stream, as Lambda hands it over."""
    stream_arn = boto3.client("dynamodb").describe_table(TableName=EventItem.Meta.table_name)[
        "Table"
    ]["LatestStreamArn"]
    streams = boto3.client("dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=stream_arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=stream_arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    return {"Records": [{"eventSource": "aws:dynamodb", **record} for record in records]}


def event_ids(announced) -> list[str]:
    return sorted(message["detail"]["eventId"] for message in announced())


class Refusing:
    """The real bus behind a gate that refuses some events."""

    def __init__(self, bus: EventBus, *event_ids: str) -> None:
        self._bus, self._refused = bus, event_ids

    def publish(self, events: list[Event]) -> list[Event]:
        held = [event for event in events if event.event_id in self._refused]
        passing = [event for event in events if event.event_id not in self._refused]
        return [*self._bus.publish(passing), *held]


class Forgetful:
    """The real outbox, which cannot be written for a while."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def unsent(self, before: datetime, limit: int) -> list[Event]:
        return list(self._outbox.unsent(before, limit))

    def mark_sent(self, event: Event) -> None:
        raise RuntimeError("cannot be written")


def test_what_was_recorded_is_announced_and_marked(announced, context):
    event = an_event("ev-1", at=RECORDED_AT)
    recorded(event)
    assert lambda_handler(stream_records(), context) == {"sent": 1, "failed": 0}
    (message,) = announced()
    assert message["source"] == "ledgerline"
    assert message["detail-type"] == "PurchaseOrderAdded"
    assert message["detail"] == {
        "eventId": "ev-1",
        "accountId": ACCOUNT,
        "subject": "purchase-order/PO-1",
        "at": "2027-02-06T09:00:00Z",
        "actor": event.actor,
        "data": {"purchaseOrderId": "PO-1"},
    }
    assert unsent_events(ACCOUNT) == set()


def test_marking_an_event_announces_nothing_anew(announced, context):
    recorded(an_event("ev-1"))
    lambda_handler(stream_records(), context)
    both = stream_records()
    names = [record["eventName"] for record in both["Records"]]
    # The event, the entry that tells of it, the block of that one; and the mark.
    assert names == ["INSERT", "INSERT", "INSERT", "MODIFY"]
    changes = {"Records": both["Records"][3:]}
    assert lambda_handler(changes, context) == {"sent": 0, "failed": 0}


def test_more_events_than_one_request_takes_all_arrive(announced, context):
    recorded(*(an_event(f"ev-{number:02}", seconds_later=number) for number in range(23)))
    assert lambda_handler(stream_records(), context)["sent"] == 23
    assert event_ids(announced) == [f"ev-{number:02}" for number in range(23)]


def test_large_events_share_no_request(announced, context):
    large = [an_event(f"ev-{n}", seconds_later=n, detail={"text": "x" * 150_000}) for n in range(3)]
    recorded(*large)
    assert lambda_handler(stream_records(), context)["sent"] == 3
    assert len(event_ids(announced)) == 3


def test_a_record_that_cannot_be_read_stops_nobody(announced, context):
    recorded(an_event("ev-1"), an_event("ev-2", seconds_later=1))
    batch = stream_records()
    batch["Records"][0]["dynamodb"]["NewImage"]["type"]["S"] = "NeverHeardOf"
    batch["Records"].insert(1, {"eventSource": "aws:dynamodb", "eventName": "INSERT"})
    assert lambda_handler(batch, context)["sent"] == 1


def test_what_the_bus_refuses_stays_unsent(announced, context, monkeypatch):
    refusing = Refusing(bootstrap.event_bus(), "ev-2")
    monkeypatch.setattr(bootstrap, "event_bus", lambda: refusing)
    recorded(*(an_event(f"ev-{number}", seconds_later=number) for number in (1, 2, 3)))
    assert lambda_handler(stream_records(), context) == {"sent": 2, "failed": 1}
    assert unsent_events(ACCOUNT) == {"ev-2"}


def test_an_unreachable_bus_raises_nothing(aws, context, monkeypatch):
    def unreachable(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://events")

    client = boto3.client("events")
    client.meta.events.register_first("before-send.events.PutEvents", unreachable)
    monkeypatch.setattr(bootstrap, "event_bus", lambda: EventBridgeBus(client, "ledgerline"))
    recorded(an_event("ev-1"))
    assert lambda_handler(stream_records(), context) == {"sent": 0, "failed": 1}
    assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 0, "failed": 1}
    assert unsent_events(ACCOUNT) == {"ev-1"}


def test_the_sweep_announces_what_the_stream_did_not(announced, context):
    recorded(an_event("ev-1"), an_event("ev-2", account_id="444455556666", seconds_later=1))
    assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 2, "failed": 0}
    assert event_ids(announced) == ["ev-1", "ev-2"]
    assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 0, "failed": 0}


def test_the_sweep_leaves_the_last_thirty_seconds_to_the_stream(announced, context):
    recorded(an_event("ev-1", at=RECORDED_AT))
    early = {"scheduledTime": (RECORDED_AT + timedelta(seconds=30)).isoformat()}
    assert lambda_handler(early, context)["sent"] == 0
    late = {"scheduledTime": (RECORDED_AT + timedelta(seconds=31)).isoformat()}
    assert lambda_handler(late, context)["sent"] == 1


def test_the_sweep_goes_on_until_nothing_is_left(announced, context):
    events = [an_event(f"ev-{number:03}", seconds_later=number / 10) for number in range(150)]
    recorded(*events[:75])
    recorded(*events[75:])
    assert lambda_handler({"scheduledTime": LATER}, context)["sent"] == 150
    assert unsent_events(ACCOUNT) == set()


def test_the_sweep_stops_when_time_is_short(announced):
    recorded(*(an_event(f"ev-{number:03}", seconds_later=number / 10) for number in range(100)))
    hurried = LambdaContext(milliseconds_left=5_000)
    first = lambda_handler({"scheduledTime": LATER}, hurried)["sent"]
    assert 0 < first <= 100


def test_the_sweep_tries_a_refused_event_once_and_the_others_all(announced, context, monkeypatch):
    refusing = Refusing(bootstrap.event_bus(), "ev-000")
    monkeypatch.setattr(bootstrap, "event_bus", lambda: refusing)
    recorded(*(an_event(f"ev-{number:03}", seconds_later=number / 10) for number in range(100)))
    assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 99, "failed": 1}
    assert unsent_events(ACCOUNT) == {"ev-000"}


def test_an_event_that_cannot_be_marked_is_announced_again(announced, context, monkeypatch):
    """At least once: subscribers tell a repeat by the event's ID."""
    recorded(an_event("ev-1"))
    with monkeypatch.context() as broken:
        forgetful = Forgetful(bootstrap.outbox())
        broken.setattr(bootstrap, "outbox", lambda: forgetful)
        assert lambda_handler(stream_records(), context) == {"sent": 1, "failed": 0}
        assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 1, "failed": 0}
    assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 1, "failed": 0}
    assert event_ids(announced) == ["ev-1"] * 3
    assert unsent_events(ACCOUNT) == set()


def test_an_event_of_an_unknown_type_holds_up_no_other(announced, context):
    """As after a deployment was rolled back."""
    recorded(an_event("ev-1"), an_event("ev-2", seconds_later=1))
    item = next(iter(EventItem.query(ACCOUNT)))
    item.update(actions=[EventItem.type.set("NeverHeardOf")])
    assert lambda_handler({"scheduledTime": LATER}, context) == {"sent": 1, "failed": 0}
    assert unsent_events(ACCOUNT) == {"ev-1"}


@pytest.mark.parametrize("name", ["relay_events", "relay_events_sweep"])
def test_the_sample_events_work(announced, context, name):
    event = json.loads(Path(f"events/{name}.json").read_text())
    assert lambda_handler(event, context)["failed"] == 0


def test_every_event_type_survives_the_stream(announced, context):
    recorded(*(an_event(f"ev-{n:02}", type_, seconds_later=n) for n, type_ in enumerate(EventType)))
    lambda_handler(stream_records(), context)
    names = {AS_AWS_TELLS_BUYERS.get(type_, type_.value) for type_ in EventType}
    assert {message["detail-type"] for message in announced()} == names
