"""The template, the code and the samples say the same about events and notices."""

import json
from pathlib import Path
from typing import Any

import pytest

from procurement.adapters.dynamodb import ledger
from procurement.adapters.dynamodb.journal import WRITES
from procurement.adapters.event_bus import SOURCE
from procurement.domain.events import EventType
from procurement.domain.matching.result import Outcome
from procurement.domain.notices.invoice_notice import reason_for
from procurement.domain.purchase_orders.notification import SEND_AT
from procurement.entrypoints import stream
from procurement.entrypoints.queue import MAX_DELIVERIES
from procurement.entrypoints.schedule import ScheduledNotice
from procurement.service.notices.notify_balance import TYPES
from tests.support.tables import read_template

EVENTS = Path("events")


def properties(logical_id: str) -> dict[str, Any]:
    found: dict[str, Any] = read_template()["Resources"][logical_id]["Properties"]
    return found


def schedules_of(function: str) -> dict[str, dict[str, Any]]:
    """Every schedule of a function, by the notice that it asks for."""
    schedules = (
        event["Properties"]
        for event in properties(function)["Events"].values()
        if event["Type"] == "ScheduleV2"
    )
    return {json.loads(each["Input"]).get("notice", ""): each for each in schedules}


def test_the_stream_is_filtered_for_events_and_entries_of_the_journal():
    source = properties("RelayEventsFunction")["Events"]["LedgerStream"]["Properties"]
    patterns = [json.loads(each["Pattern"]) for each in source["FilterCriteria"]["Filters"]]
    assert patterns == [
        {
            "eventName": ["INSERT"],
            "dynamodb": {"Keys": {"entry": {"S": [{"prefix": prefix}]}}},
        }
        for prefix in (ledger.EVENT_PREFIX, WRITES)
    ]
    assert stream.EVENT_PREFIX == ledger.EVENT_PREFIX
    assert "NEW" in properties("LedgerTable")["StreamSpecification"]["StreamViewType"]


def test_the_rule_lets_through_what_notify_takes():
    pattern = properties("BalanceNoticeRule")["EventPattern"]
    assert pattern["source"] == [SOURCE]
    assert set(pattern["detail-type"]) == {event_type.value for event_type in TYPES}


def test_the_rule_lets_through_every_invoice_that_somebody_may_be_told_of():
    pattern = properties("InvoiceNoticeRule")["EventPattern"]
    assert pattern["source"] == [SOURCE]
    assert pattern["detail-type"] == [EventType.INVOICE_ISSUED]
    told = {outcome for outcome in Outcome if reason_for(outcome, None)}
    # A regenerated invoice is another event; what is matched or named shows its number.
    assert set(pattern["detail"]["data"]["outcome"]) == told - {
        Outcome.MATCHED,
        Outcome.NAMED,
        Outcome.REGENERATED,
    }


@pytest.mark.parametrize("queue", ["InvoiceQueue", "NotifyQueue"])
def test_messages_are_delivered_as_often_as_the_code_thinks(queue):
    assert properties(queue)["RedrivePolicy"]["maxReceiveCount"] == MAX_DELIVERIES


@pytest.mark.parametrize("function", ["GenerateInvoiceFunction", "NotifyFunction"])
def test_failed_messages_go_back_one_by_one(function):
    (mapping,) = (
        event["Properties"]
        for event in properties(function)["Events"].values()
        if event["Type"] == "SQS"
    )
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_ladder_is_walked_at_its_hour():
    """R-355."""
    expression = f"cron({SEND_AT.minute} {SEND_AT.hour} * * ? *)"
    assert schedules_of("NotifyFunction")["EXPIRY"]["ScheduleExpression"] == expression


def test_there_is_a_schedule_for_every_notice():
    assert schedules_of("NotifyFunction").keys() == set(ScheduledNotice)


@pytest.mark.parametrize("function", ["NotifyFunction", "RelayEventsFunction"])
def test_schedules_say_for_when_they_fire(function):
    for schedule in schedules_of(function).values():
        sent = json.loads(schedule["Input"])
        assert sent["scheduledTime"] == "<aws.scheduler.scheduled-time>"
        assert "Records" not in sent


@pytest.mark.parametrize(
    ("function", "notice", "name"),
    [
        ("NotifyFunction", "EXPIRY", "notify_expiry"),
        ("NotifyFunction", "RADAR", "notify_radar"),
        ("RelayEventsFunction", "", "relay_events_sweep"),
    ],
)
def test_the_samples_of_schedules_are_what_the_schedules_send(function, notice, name):
    assert json.loads((EVENTS / f"{name}.json").read_text()) == json.loads(
        schedules_of(function)[notice]["Input"]
    )
