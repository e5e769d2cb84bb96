"""What a scheduled invocation is for, and how long it may take."""

from datetime import UTC, datetime

import pytest

from procurement.domain.errors import InvalidInput
from procurement.entrypoints.schedule import (
    ScheduledNotice,
    has_time,
    scheduled_at,
    scheduled_notice,
)
from tests.support.lambda_context import LambdaContext

NOW = datetime(2027, 2, 6, 9, 0, 7, tzinfo=UTC)
NINE = datetime(2027, 2, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"scheduledTime": None},
        {"scheduledTime": ""},
        {"scheduledTime": "<aws.scheduler.scheduled-time>"},
    ],
)
def test_without_a_time_it_is_for_now(event):
    assert scheduled_at(event, NOW) == NOW


@pytest.mark.parametrize(
    "text", ["2027-02-06T09:00:00Z", "2027-02-06T10:00:00+01:00", "2027-02-06T09:00:00"]
)
def test_a_time_is_read_in_utc(text):
    moment = scheduled_at({"scheduledTime": text}, NOW)
    assert (moment, moment.tzinfo) == (NINE, UTC)


@pytest.mark.parametrize("text", ["soon", "2027-13-01", 5, ["2027-02-06"]])
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(InvalidInput) as refused:
        scheduled_at({"scheduledTime": text}, NOW)
    assert refused.value.problems[0].field == "scheduledTime"


@pytest.mark.parametrize(("left", "is_enough"), [(10_001, True), (10_000, False), (1, False)])
def test_the_last_ten_seconds_are_a_reserve(left, is_enough):
    assert has_time(LambdaContext(milliseconds_left=left))() is is_enough


@pytest.mark.parametrize(
    ("event", "notice"),
    [
        ({}, ScheduledNotice.EXPIRY),
        ({"notice": "EXPIRY"}, ScheduledNotice.EXPIRY),
        ({"notice": "RADAR"}, ScheduledNotice.RADAR),
    ],
)
def test_without_a_notice_it_is_the_expiry_ladder(event, notice):
    assert scheduled_notice(event) is notice


@pytest.mark.parametrize("notice", ["radar", "", None, 5, ["RADAR"]])
def test_any_other_notice_is_refused(notice):
    with pytest.raises(InvalidInput) as refused:
        scheduled_notice({"notice": notice})
    assert refused.value.problems[0].field == "notice"
