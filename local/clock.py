"""What time the functions of the local stack take it to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from local.clients import clients_of
from local.errors import LocalStackError
from local.info import StackInfo

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef
    from mypy_boto3_scheduler.type_defs import GetScheduleOutputTypeDef

TABLE: Final = "ClockTable"
KEY: Final = {"clock": {"S": "told"}}
STOPPED: Final = "stopped"
"""The member with the names of the schedules that stand still meanwhile."""
INSTANT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
YEARS: Final = range(2000, 3000)


@dataclass(frozen=True)
class ToldTime:
    """It was `instant` when it really was `since`; both in UTC. From there the time goes on."""

    instant: datetime
    since: datetime

    def now(self) -> datetime:
        """What the functions take for the present instant."""
        return self.instant + (datetime.now(UTC) - self.since)

    def to_item(self) -> dict[str, dict[str, str]]:
        """As `procurement.adapters.clock` reads it from the table."""
        instants = {"instant": self.instant, "since": self.since}
        return KEY | {name: {"S": value.strftime(INSTANT)} for name, value in instants.items()}

    @classmethod
    def of_item(cls, item: Mapping[str, Any]) -> "ToldTime":
        """The inverse of `to_item`."""
        instant, since = (
            datetime.strptime(item[name]["S"], INSTANT).replace(tzinfo=UTC)
            for name in ("instant", "since")
        )
        return cls(instant, since)


def read_instant(text: str) -> datetime | None:
    """``2027-04-20T09:30Z`` or shorter, in UTC unless it says otherwise; None for ``now``.

    Raises LocalStackError for anything else, and for years that nobody needs.
    """
    if text == "now":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise LocalStackError(f"{text!r} is no instant; write 2027-04-20T09:30Z, or now")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def told_time(stack: StackInfo) -> ToldTime | None:
    """What the functions were told last; None while they go by real time."""
    told = _told(stack)
    return None if told is None else ToldTime.of_item(told)


def tell_time(stack: StackInfo, instant: datetime) -> None:
    """From now on it is `instant` for the functions, and later as time goes on.

    What the calendar starts stands still meanwhile: the hour at which it is due is a real one. Call
    `invoke` in its place.
    """
    before = _told(stack)
    stopped = _stop_the_calendar(stack) if before is None else before[STOPPED]["SS"]
    told = ToldTime(instant, since=datetime.now(UTC)).to_item() | {STOPPED: {"SS": stopped}}
    clients_of(stack.endpoint_url).tables.put_item(TableName=_table(stack), Item=told)


def tell_real_time(stack: StackInfo) -> None:
    """Real time again; nothing if it was never left."""
    before = _told(stack)
    if before is not None:
        clients_of(stack.endpoint_url).tables.delete_item(TableName=_table(stack), Key=KEY)
        for schedule in _of_the_calendar(stack):
            # Those that the deployment itself keeps disabled stay so.
            if schedule["Name"] in before[STOPPED]["SS"]:
                _set(stack, schedule, "ENABLED")


def _stop_the_calendar(stack: StackInfo) -> list[str]:
    """The names of the schedules that went until now."""
    going = [each for each in _of_the_calendar(stack) if each["State"] == "ENABLED"]
    for schedule in going:
        _set(stack, schedule, "DISABLED")
    return [schedule["Name"] for schedule in going]


def _set(
    stack: StackInfo, schedule: "GetScheduleOutputTypeDef", state: Literal["ENABLED", "DISABLED"]
) -> None:
    clients_of(stack.endpoint_url).schedules.update_schedule(
        Name=schedule["Name"],
        GroupName=schedule["GroupName"],
        ScheduleExpression=schedule["ScheduleExpression"],
        ScheduleExpressionTimezone=schedule["ScheduleExpressionTimezone"],
        FlexibleTimeWindow=schedule["FlexibleTimeWindow"],
        Target=schedule["Target"],
        Description=schedule["Description"],
        State=state,
    )


def _of_the_calendar(stack: StackInfo) -> "Iterator[GetScheduleOutputTypeDef]":
    """The application's schedules that name hours and days. Those that only repeat do no harm."""
    schedules = clients_of(stack.endpoint_url).schedules
    own = set(stack.functions.values())
    for page in schedules.get_paginator("list_schedules").paginate():
        for each in page["Schedules"]:
            if each["Target"]["Arn"].rpartition(":")[2] in own:
                schedule = schedules.get_schedule(Name=each["Name"], GroupName=each["GroupName"])
                if schedule["ScheduleExpression"].startswith("cron("):
                    yield schedule


def _told(stack: StackInfo) -> "dict[str, AttributeValueTypeDef] | None":
    """The item that says it."""
    found = clients_of(stack.endpoint_url).tables.get_item(
        TableName=_table(stack), Key=KEY, ConsistentRead=True
    )
    return found.get("Item")


def _table(stack: StackInfo) -> str:
    if TABLE not in stack.tables:
        raise LocalStackError("the clock of what is deployed can't be told; run `make up`")
    return stack.tables[TABLE]
