"""The application in process, on moto instead of AWS."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3
import pytest
import time_machine as travel
from moto import mock_aws

from procurement import bootstrap
from tests.support.billing import Queue
from tests.support.published_events import every_event_compared
from tests.support.quick_moto import quick
from tests.support.tables import create_tables, read_template, table_environment

SENDER = "purchase-orders@example.com"
BUS = "ledgerline"

_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    # boto3 would put the account into the host name, which moto does not know.
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "EVENT_BUS": BUS,
    "NOTIFICATION_SENDER": SENDER,
    "EXPORTS_BUCKET": "test-exports",
    "DOCUMENTS_BUCKET": "test-documents",
    "DOCUMENT_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/test-documents",
    "PORTAL_SECRETS": "/test/portals",
    "REPORTS_BUCKET": "test-reports",
    "REPORT_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/test-reports",
    "DEPLOYMENT_ACCOUNT": "111122223333",
    "INVOICE_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/test-invoices",
}


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    with quick():
        yield


@pytest.fixture(scope="session", autouse=True)
def _published() -> Iterator[None]:
    """Whatever is recorded is what the published schemas of events say."""
    with every_event_compared():
        yield


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, socket_disabled: None) -> Iterator[None]:
    """An empty account: the template's tables, the settings that name them, nothing remembered."""
    with an_empty_account(monkeypatch):
        yield


@contextmanager
def an_empty_account(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """What `aws` is, for as long as the block lasts."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        patch.delenv(name, raising=False)
    for name, value in {**_ENVIRONMENT, **table_environment(read_template())}.items():
        patch.setenv(name, value)
    patch.setattr(boto3, "DEFAULT_SESSION", _session())
    # Left to itself moto throws the session away, and with it all that botocore has read so far.
    with mock_aws(config={"core": {"reset_boto3_session": False}}):
        create_tables(read_template())
        _forget()
        bootstrap.connection()
        yield
    _forget()


def _forget() -> None:
    for part in vars(bootstrap).values():
        if hasattr(part, "cache_clear"):
            part.cache_clear()


@cache
def _session() -> boto3.Session:
    """One session for all tests: reading the service models takes longer than most of them."""
    return boto3.Session(
        aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1"
    )


@pytest.fixture
def announced(aws: None) -> Callable[[], list[dict[str, Any]]]:
    """Makes the bus, with a queue that hears everything; reads what was announced so far."""
    return heard_on_the_bus()


def heard_on_the_bus() -> Callable[[], list[dict[str, Any]]]:
    """What `announced` is, in an account of one's own."""
    events, sqs = boto3.client("events"), boto3.client("sqs")
    events.create_event_bus(Name=BUS)
    url = sqs.create_queue(QueueName="everything")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    pattern = '{"source":["ledgerline","agreement-marketplace"]}'
    events.put_rule(Name="everything", EventBusName=BUS, EventPattern=pattern)
    events.put_targets(
        Rule="everything", EventBusName=BUS, Targets=[{"Id": "1", "Arn": arn["QueueArn"]}]
    )
    heard: list[dict[str, Any]] = []

    def read() -> list[dict[str, Any]]:
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            heard.extend(json.loads(message["Body"]) for message in found)
            for message in found:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return heard

    return read


@pytest.fixture
def clock(time_machine: travel.TimeMachineFixture) -> Callable[[str], None]:
    """Stops the time at noon on 15 January 2027, and moves it to other instants (in UTC)."""

    def move_to(instant: str) -> None:
        moment = datetime.fromisoformat(instant)
        time_machine.move_to(moment.replace(tzinfo=moment.tzinfo or UTC), tick=False)

    move_to("2027-01-15T12:00")
    return move_to


@pytest.fixture
def queue(
    aws: None, clock: Callable[[str], None], time_machine: travel.TimeMachineFixture
) -> Queue:
    """The queue that feeds the invoice generator."""
    return Queue(lambda: time_machine.shift(timedelta(milliseconds=1)))
