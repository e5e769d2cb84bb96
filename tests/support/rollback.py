"""What moto holds, kept and put back: whatever was tried in between did not happen."""

import copy
from collections.abc import Callable
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb import dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.sqs import sqs_backends

_REGION = "us-east-1"


def kept() -> Callable[[], None]:
    """Keep items, stream records and messages as they are; what comes back puts them back."""
    tables = [_kept_table(table) for table in _tables()]
    queues = [(queue, list(queue._messages)) for queue in _queues()]

    def put_back() -> None:
        for table in tables:
            table()
        for queue, messages in queues:
            queue._messages[:] = messages

    return put_back


def _kept_table(table: Table) -> Callable[[], None]:
    items = copy.deepcopy(table.items)
    streamed = len(table.stream_shard.items) if table.stream_shard else 0

    def put_back() -> None:
        table.items = copy.deepcopy(items)
        if table.stream_shard:
            del table.stream_shard.items[streamed:]

    return put_back


def _tables() -> list[Table]:
    return list(dynamodb_backends[DEFAULT_ACCOUNT_ID][_REGION].tables.values())


def _queues() -> list[Any]:
    return list(sqs_backends[DEFAULT_ACCOUNT_ID][_REGION].queues.values())
