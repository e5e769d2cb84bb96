"""All that moto keeps, copied and put back in no time.

Items of tables are never changed in place here, so that a copy of a table is a copy of its index.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import DynamoDBBackend, DynamoType, dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.s3.models import s3_backends
from moto.ses.models import ses_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends

REGION: Final = "us-east-1"
Outside = list[Any]
"""Fakes of those outside of AWS; what they heard stands in lists of theirs."""


@contextmanager
def copied_on_write() -> Iterator[None]:
    """Let an update put a new item in the place of the old one."""
    update = DynamoDBBackend.update_item

    def update_item(backend: DynamoDBBackend, table_name: str, key: Any, *rest: Any, **more: Any):
        table = backend.get_table(table_name)
        hash_key = DynamoType(key[table.hash_key_attr])
        items = table.items.get(hash_key)
        if items is not None and table.range_key_attr is None:
            table.items[hash_key] = copy.deepcopy(items)
        elif items is not None:
            range_key = DynamoType(key[table.range_key_attr])
            if range_key in items:
                items[range_key] = copy.deepcopy(items[range_key])
        return update(backend, table_name, key, *rest, **more)

    with patch.object(DynamoDBBackend, "update_item", update_item):
        yield


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was at an instant."""

    tables: dict[str, dict[Any, Any]]
    streams: dict[str, list[Any]]
    queues: dict[str, tuple[list[Any], set[Any], set[str]]]
    objects: dict[str, dict[str, list[Any]]]
    mails: list[Any]
    parameters: dict[str, list[Any]]
    outside: list[dict[str, Any]]

    @classmethod
    def taken(cls, outside: Outside) -> "Snapshot":
        """Everything as it is now."""
        return cls(
            {table.name: index_of(table) for table in tables()},
            {t.name: list(t.stream_shard.items) for t in tables() if t.stream_shard},
            {
                name: (list(q._messages), set(q._pending_messages), set(q.deleted_messages))
                for name, q in queues().queues.items()
            },
            {
                name: {key: list(bucket.keys.getlist(key)) for key in bucket.keys}
                for name, bucket in objects().buckets.items()
            },
            list(mails().sent_messages),
            {name: list(values) for name, values in parameters()._parameters.items()},
            [copy.deepcopy(vars(each)) for each in outside],
        )

    def restore(self, outside: Outside) -> None:
        """Everything as it was then."""
        for table in tables():
            index = self.tables[table.name]
            table.items.clear()
            table.items.update(
                {key: dict(v) if table.range_key_attr else v for key, v in index.items()}
            )
            if table.stream_shard:
                table.stream_shard.items[:] = self.streams[table.name]
        for name, queue in queues().queues.items():
            messages, pending, deleted = self.queues[name]
            queue._messages[:] = messages
            queue._pending_messages = set(pending)
            queue.deleted_messages = set(deleted)
        for name, bucket in objects().buckets.items():
            dict.clear(bucket.keys)
            for key, versions in self.objects[name].items():
                dict.__setitem__(bucket.keys, key, list(versions))
        mails().sent_messages[:] = self.mails
        stored = parameters()._parameters
        stored.clear()
        stored.update({name: list(values) for name, values in self.parameters.items()})
        for fake, members in zip(outside, self.outside, strict=True):
            vars(fake).update(copy.deepcopy(members))


def index_of(table: Table) -> dict[Any, Any]:
    """By partition key, and by sort key if the table has one."""
    if table.range_key_attr is None:
        return dict(table.items)
    return {key: dict(items) for key, items in table.items.items() if items}


def tables() -> list[Table]:
    """Those of the template."""
    return list(dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables.values())


def queues() -> Any:
    """What moto keeps of SQS."""
    return sqs_backends[DEFAULT_ACCOUNT_ID][REGION]


def objects() -> Any:
    """What it keeps of S3."""
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"]


def mails() -> Any:
    """What it keeps of SES."""
    return ses_backends[DEFAULT_ACCOUNT_ID][REGION]


def parameters() -> Any:
    """What it keeps of Parameter Store."""
    return ssm_backends[DEFAULT_ACCOUNT_ID][REGION]
