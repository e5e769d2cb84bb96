"""Every change is announced on the bus: by the stream at once, by the sweep in any case."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.deployed import a_purchase_order
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e


def test_a_change_reaches_the_bus_by_itself(deployed):
    with deployed.subscription("e2e-stream") as bus:
        deployed.api.post("purchase-orders", **a_purchase_order("PO-ANNOUNCED"))
        event = eventually(lambda: _only(bus.about("purchase-order/PO-ANNOUNCED")))
    recorded = next(
        event
        for event in deployed.api.items("events")
        if event["subject"] == "purchase-order/PO-ANNOUNCED"
    )
    assert event["detail-type"] == recorded["type"] == "PurchaseOrderAdded"
    assert event["detail"]["eventId"] == recorded["eventId"]


def test_the_sweep_announces_what_the_stream_did_not(deployed):
    with deployed.subscription("e2e-sweep") as bus:
        deployed.api.post("purchase-orders", **a_purchase_order("PO-UNSENT"))
        first = eventually(lambda: _only(bus.about("purchase-order/PO-UNSENT")))
        key = eventually(lambda: _sent(deployed, first["detail"]["eventId"]))
        _make_unsent(deployed, key)
        later = datetime.now(UTC) + timedelta(minutes=1)
        deployed.call("relay_events", {"scheduledTime": later.isoformat()})

        def announced_again():
            events = bus.about("purchase-order/PO-UNSENT")
            assert len(events) == 2
            return events

        assert {event["detail"]["eventId"] for event in eventually(announced_again)} == {
            first["detail"]["eventId"]
        }
    eventually(lambda: _sent(deployed, first["detail"]["eventId"]))


def _only(events):
    assert len(events) == 1
    return events[0]


def _sent(deployed, event_id):
    """The key of an event that is on the bus and no longer in the outbox."""
    found = deployed.root("dynamodb").scan(
        TableName=deployed.info.tables["LedgerTable"],
        FilterExpression="contains(#entry, :id)",
        ExpressionAttributeNames={"#entry": "entry"},
        ExpressionAttributeValues={":id": {"S": event_id}},
    )["Items"]
    assert len(found) == 1
    assert "unsent_shard" not in found[0]
    return {name: found[0][name] for name in ("account_id", "entry")}


def _make_unsent(deployed, key):
    """As if the relay had been stopped before it announced the event; the stream skips edits."""
    deployed.root("dynamodb").update_item(
        TableName=deployed.info.tables["LedgerTable"],
        Key=key,
        UpdateExpression="SET unsent_shard = :shard",
        ExpressionAttributeValues={":shard": {"S": "0"}},
    )
