"""The application on moto, with all outside of it on one wire; how many points there were."""

import os
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from procurement import bootstrap
from tests.crash.rehearsal import Rehearsals, rehearsed
from tests.integration.conftest import (  # noqa: F401 - fixtures
    _published,
    _quick,
    announced,
    aws,
    clock,
)
from tests.support import rendering, reports
from tests.support.api import BUYER
from tests.support.portal_deliveries import FakePortal
from tests.support.reconciliation import documented_account
from tests.support.stack_requests import HeardResponses
from tests.support.story import BUCKET, QUEUE

EVERYTHING = "EVERY_CRASH_POINT"
"""Set by `make test-crash`."""
POINTS = "crash points"


@pytest.fixture
def rehearsals(
    announced: Any,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    record_property: Any,
) -> Iterator[Rehearsals]:
    """A stage with queues, buckets, a sender and a bus; what is called on it is rehearsed."""
    monkeypatch.setenv("DEPLOYMENT_ACCOUNT", BUYER)
    monkeypatch.setenv("RECONCILIATION_CHANGES", "references")
    bootstrap.settings.cache_clear()
    with rehearsed() as found:
        stack = found.outward("cloudformation", HeardResponses())
        portal = found.outward("portal", FakePortal())
        account = found.outward(
            "aws-account", documented_account(), "invoices", "charges", "agreements"
        )
        monkeypatch.setattr(bootstrap, "stack_responses", lambda: stack)
        monkeypatch.setattr(bootstrap, "portal", lambda: portal)
        monkeypatch.setattr(bootstrap, "aws_account", lambda: account)
        found.is_everything = bool(os.environ.get(EVERYTHING))
        yield found
    record_property(POINTS, found.points.total())


@pytest.fixture
def places(rehearsals: Rehearsals) -> None:
    """What the template makes beside tables and bus."""
    boto3.client("sqs").create_queue(QueueName=QUEUE)
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    boto3.client("sesv2").create_email_identity(EmailIdentity=os.environ["NOTIFICATION_SENDER"])
    rendering.make_room()
    reports.made_places()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many crash points there were, in all processes."""
    reports = (report for found in terminalreporter.stats.values() for report in found)
    points = sum(
        value
        for report in reports
        if getattr(report, "when", "") == "teardown"
        for name, value in report.user_properties
        if name == POINTS
    )
    if points:
        terminalreporter.write_line(f"{points} crash points")
