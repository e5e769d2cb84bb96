"""Copies of the stack's tables as they were at one second: made by DynamoDB, beside the tables."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from procurement_cli.deployment import Deployment

SECONDS_BETWEEN: Final = 10.0

# What seals the tokens of pages is made anew, and what time a local stack was told is not data.
_LEFT_ALONE: Final = frozenset({"PageKeysTable", "ClockTable"})
_ABSENT: Final = "ResourceNotFoundException"


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoredTable:
    """One table, and the name of its copy as of an instant; both have these key attributes."""

    name: str
    at: datetime
    live: str
    copy: str
    keys: tuple[str, ...]


def restored_tables(deployment: Deployment, at: datetime) -> list[RestoredTable]:
    """All tables with data; the copies' names follow from the second, and need not be there yet."""
    return [
        RestoredTable(
            name=name,
            at=at,
            live=live,
            copy=f"{live}-at-{at:%Y%m%dT%H%M%SZ}",
            keys=_keys(deployment, live),
        )
        for name, live in sorted(deployment.tables.items())
        if name not in _LEFT_ALONE
    ]


def ask_for_copies(deployment: Deployment, tables: list[RestoredTable], at: datetime) -> int:
    """Have DynamoDB make the copies that are not there; how many it was asked for.

    Without global indexes: nothing looks anything up in them.
    """
    missing = [table for table in tables if _status(deployment, table.copy) is None]
    for table in missing:
        deployment.client("dynamodb").restore_table_to_point_in_time(
            SourceTableName=table.live,
            TargetTableName=table.copy,
            RestoreDateTime=at,
            GlobalSecondaryIndexOverride=[],
        )
    return len(missing)


def wait_for_copies(deployment: Deployment, tables: list[RestoredTable]) -> Iterator[int]:
    """Until DynamoDB has made all of them; how many are ready, as often as it is asked."""
    while True:
        ready = sum(_status(deployment, table.copy) == "ACTIVE" for table in tables)
        yield ready
        if ready == len(tables):
            return
        wait(SECONDS_BETWEEN)


def drop_copies(deployment: Deployment, tables: list[RestoredTable]) -> int:
    """Delete the copies that are there; how many."""
    present = [table for table in tables if _status(deployment, table.copy) is not None]
    for table in present:
        deployment.client("dynamodb").delete_table(TableName=table.copy)
    return len(present)


def wait(seconds: float) -> None:
    """Real time."""
    time.sleep(seconds)


def _status(deployment: Deployment, table: str) -> str | None:
    description = _described(deployment, table)
    return None if description is None else str(description["TableStatus"])


def _keys(deployment: Deployment, table: str) -> tuple[str, ...]:
    description = _described(deployment, table) or {}
    return tuple(key["AttributeName"] for key in description.get("KeySchema", ()))


def _described(deployment: Deployment, table: str) -> dict[str, Any] | None:
    try:
        description: dict[str, Any] = deployment.client("dynamodb").describe_table(TableName=table)
    except ClientError as error:
        if error.response["Error"]["Code"] == _ABSENT:
            return None
        raise
    found: dict[str, Any] = description["Table"]
    return found
