"""What setting up a ground takes."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import boto3

from procurement import bootstrap
from tests.crash.invocation import Event, invoked
from tests.support.application import events_of
from tests.support.events import bus_envelope

Clock = Callable[[str], None]
Trigger = Callable[[], Any]
SetUp = Callable[[Clock], Trigger]

OTHER: Final = "222233334444"


def calling(function: str, event: Event) -> Trigger:
    """Deliver this to a function."""
    return lambda: invoked(function, event)


def messages(queue: str) -> Sequence[str]:
    """The bodies of all messages in a queue, which are taken out of it."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    for each in found:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return [each["Body"] for each in found]


def newest(type_: str, *accounts: str) -> Event:
    """The newest event of this type, as the bus brings it."""
    with bootstrap.unit_of_work()() as unit:
        for account in accounts:
            for event in unit.ledger.of_account(account, limit=100, token=None).items:
                if event.type.value == type_:
                    return bus_envelope(event)
    raise LookupError(f"nothing recorded {type_}: {[e['type'] for e in events_of()]}")
