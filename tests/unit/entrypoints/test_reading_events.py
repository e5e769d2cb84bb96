"""Events come back from the stream and from the bus as they were recorded."""

import pytest

from procurement.domain.errors import InvalidInput
from procurement.entrypoints.bus import read_bus_event
from procurement.entrypoints.stream import is_stream, read_ledger_events
from tests.support.events import a_balance_event, bus_envelope, sqs_batch


def record(**image_changes: object) -> dict:
    image = {
        "account_id": {"S": "111122223333"},
        "entry": {"S": "EVENT#2027-02-06T09:00:00.000000Z#ev-low"},
        "type": {"S": "LineItemBalanceLow"},
        "subject": {"S": "purchase-order/PO-1"},
        "at": {"S": "2027-02-06T09:00:00.000000Z"},
        "actor": {"S": "invoice-run"},
        "detail": {"S": '{"lineItemNumber":"1"}'},
    } | image_changes
    keys = {name: image[name] for name in ("account_id", "entry")}
    return {
        "eventID": "1",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": keys, "NewImage": image},
    }


def test_an_event_comes_back_from_the_bus():
    event = a_balance_event()
    assert read_bus_event(bus_envelope(event)) == event


@pytest.mark.parametrize(
    "change",
    [
        {"detail-type": "NeverHeardOf"},
        {"detail": None},
        {"detail": {"eventId": "ev-1"}},
        {"detail": {**bus_envelope(a_balance_event())["detail"], "at": "soon"}},
    ],
)
def test_what_is_no_event_of_ours_is_refused(change):
    with pytest.raises(InvalidInput):
        read_bus_event({**bus_envelope(a_balance_event()), **change})


def test_an_event_comes_back_from_the_stream():
    (event,) = read_ledger_events({"Records": [record()]})
    assert (event.event_id, event.account_id) == ("ev-low", "111122223333")
    assert event.detail == {"lineItemNumber": "1"}


@pytest.mark.parametrize(
    "bad",
    [
        record(type={"S": "NeverHeardOf"}),
        record(at={"S": "soon"}),
        record(detail={"S": "[]"}),
        record(detail={"S": "{"}),
        record(entry={"N": "1"}),
        {"eventSource": "aws:dynamodb"},
        {"dynamodb": None},
        {"dynamodb": {"Keys": {"entry": {"S": 1}}}},
        "no record",
        None,
    ],
)
def test_a_bad_record_is_logged_and_passed_over(bad, log_lines):
    assert len(read_ledger_events({"Records": [record(), bad, record()]})) == 2
    (line,) = log_lines()
    assert (line["level"], line["message"]) == ("ERROR", "stream record not read")


@pytest.mark.parametrize("name", ["MODIFY", "REMOVE"])
def test_only_new_items_are_read(name):
    assert read_ledger_events({"Records": [{**record(), "eventName": name}]}) == []


def test_only_events_are_read():
    assert read_ledger_events({"Records": [record(entry={"S": "MAIL#mail-1"})]}) == []


def test_a_stream_is_told_from_everything_else():
    assert is_stream({"Records": [record()]})
    assert not is_stream(sqs_batch({}))
    assert not is_stream({"Records": []})
    assert not is_stream({"scheduledTime": "2027-02-06T09:00:00Z"})
