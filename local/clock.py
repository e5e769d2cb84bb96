"""What time the functions of the local stack take it to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from local.clients import clients_of
from local.errors import LocalStackError
from local.info import StackInfo

if TYPE_CHECKING:
    from mypy_boto3_scheduler.type_defs import GetScheduleOutputTypeDef

TABLE: Final = "ClockTable"
KEY: Final = {"clock": {"S": "told"}}
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
    found = clients_of(stack.endpoint_url).tables.get_item(
        TableName=_table(stack), Key=KEY, ConsistentRead=True
    )
    return ToldTime.of_item(found["Item"]) if "Item" in found else None


def tell_time(stack: StackInfo, instant: datetime) -> None:
    """From now on it is `instant` for the functions, and later as time goes on.

    What the calendar starts stands still meanwhile: the hour at which it is due is a real one. Call
    `invoke` in its place.
    """
    if told_time(stack) is None:
        _set_schedules(stack, "DISABLED")
    told = ToldTime(instant, since=datetime.now(UTC))
    clients_of(stack.endpoint_url).tables.put_item(TableName=_table(stack), Item=told.to_item())


def tell_real_time(stack: StackInfo) -> None:
    """Real time again; nothing if it was never left."""
    if told_time(stack) is not None:
        clients_of(stack.endpoint_url).tables.delete_item(TableName=_table(stack), Key=KEY)
        _set_schedules(stack, "ENABLED")


def _set_schedules(stack: StackInfo, state: Literal["ENABLED", "DISABLED"]) -> None:
    schedules = clients_of(stack.endpoint_url).schedules
    for schedule in _of_the_calendar(stack):
        schedules.update_schedule(
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


def _table(stack: StackInfo) -> str:
    if TABLE not in stack.tables:
        raise LocalStackError("the clock of what is deployed can't be told; run `make up`")
    return stack.tables[TABLE]
