"""moto and botocore, made quick without changing what they answer.

moto keeps a copy of every table that a transaction names, and looks through all items of a table
for what an index holds. Both grow with the table: a run of thousands of accounts, or a test with a
long story, would measure nothing else. In every value that it answers with it looks for each of
DynamoDB's ten types, by several names. Nor may two threads ask it at the same time: here they wait
for one another.
"""

import copy
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import botocore.loaders
import botocore.session
import pynamodb.connection.base
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.serialize import ResponseSerializer
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend, DynamoType
from moto.dynamodb.models.table import Table

from local.sdk.files import MODELS


@contextmanager
def quick() -> Iterator[None]:
    """Read every service model once, undo transactions item by item, query by key, one by one."""
    loader = botocore.loaders.JSONFileLoader
    read = _once(loader().load_file)
    queries = _Queries()
    with (
        patch.object(loader, "load_file", lambda _, path: read(path)),
        patch.object(pynamodb.connection.base, "get_session", cache(botocore.session.get_session)),
        patch.object(models, "copy", _Copies()),
        patch.object(DynamoDBBackend, "transact_write_items", _undone_by_item()),
        patch.object(Table, "query", queries.query()),
        patch.object(Table, "all_items", queries.all_items()),
        patch.object(ResponseSerializer, "_serialize_structure_member", _of_its_type()),
        patch.object(BotocoreStubber, "process_request", _one_by_one()),
    ):
        yield


def _once(load: Callable[[str], Any]) -> Callable[[str], Any]:
    """Each file is read once; models to which botocore adds `sdk/` in place are copied anew."""
    kept = cache(load)
    added_to = {folder.name for folder in MODELS.iterdir()}

    def read(path: str) -> Any:
        found = kept(path)
        return copy.deepcopy(found) if added_to.intersection(Path(path).parts) else found

    return read


class _Copies:
    """Stands for the module `copy` where moto keeps tables: what changes is kept by `_Undo`."""

    def deepcopy(self, original: Any) -> Any:
        return original if isinstance(original, Table) else copy.deepcopy(original)

    def __getattr__(self, name: str) -> Any:
        return getattr(copy, name)


@dataclass(frozen=True, slots=True)
class _Undo:
    """One item as it was before a transaction, and how long its table's stream was."""

    table: Table
    hash_key: DynamoType
    range_key: DynamoType | None
    before: Any
    streamed: int

    @classmethod
    def of(cls, backend: DynamoDBBackend, write: dict[str, Any]) -> "_Undo":
        ((_, action),) = write.items()
        table = backend.get_table(action["TableName"])
        named = action.get("Key") or action["Item"]
        hash_key = DynamoType(named[table.hash_key_attr])
        range_key = DynamoType(named[table.range_key_attr]) if table.range_key_attr else None
        before = copy.deepcopy(table.get_item(hash_key, range_key))
        streamed = len(table.stream_shard.items) if table.stream_shard else 0
        return cls(table, hash_key, range_key, before, streamed)

    def apply(self) -> None:
        if self.before is None:
            self.table.items[self.hash_key].pop(self.range_key, None)
        elif self.range_key:
            self.table.items[self.hash_key][self.range_key] = self.before
        else:
            self.table.items[self.hash_key] = self.before
        if self.table.stream_shard:
            del self.table.stream_shard.items[self.streamed :]


def _undone_by_item() -> Callable[[DynamoDBBackend, Sequence[dict[str, Any]]], None]:
    write = DynamoDBBackend.transact_write_items

    def transact_write_items(backend: DynamoDBBackend, items: Sequence[dict[str, Any]]) -> None:
        kept = [_Undo.of(backend, each) for each in items]
        try:
            write(backend, list(items))
        except Exception:
            for each in reversed(kept):
                each.apply()
            raise

    return transact_write_items


def _of_its_type() -> Callable[..., None]:
    serialize = ResponseSerializer._serialize_structure_member

    def serialize_member(
        serializer: ResponseSerializer, serialized: Any, value: Any, shape: Any, key: str
    ) -> None:
        if type(value) is dict and key not in value and shape.parent.name == "AttributeValue":
            return
        serialize(serializer, serialized, value, shape, key)

    return serialize_member


def _one_by_one() -> Callable[..., Any]:
    process, turn = BotocoreStubber.process_request, threading.RLock()

    def process_request(stubber: BotocoreStubber, request: Any) -> Any:
        with turn:
            return process(stubber, request)

    return process_request


class _Queries:
    """Lets a query look at the items that it asks for; each thread at its own."""

    def __init__(self) -> None:
        self._query, self._all_items = Table.query, Table.all_items
        self._asked = threading.local()

    def query(self) -> Callable[..., Any]:
        def query(table: Table, hash_key: DynamoType | None, *args: Any, **more: Any) -> Any:
            named = dict(more.get("hash_key_conditions") or ())
            # Without, it is asked in DynamoDB's old way.
            self._asked.held = _held(table, named) if named else None
            try:
                return self._query(table, hash_key, *args, **more)
            finally:
                self._asked.held = None

        return query

    def all_items(self) -> Callable[[Table], list[Any]]:
        def all_items(table: Table) -> list[Any]:
            held: list[Any] | None = getattr(self._asked, "held", None)
            return self._all_items(table) if held is None else held

        return all_items


def _held(table: Table, named: dict[str, DynamoType]) -> list[Any]:
    """The items that have the named values of partition keys, be they the table's or an index's."""
    if not table.range_key_attr:
        return list(table.items.values())
    of_table = named.get(table.hash_key_attr)
    if of_table is not None:
        return list(table.items.get(of_table, {}).values())
    held = (item for items in table.items.values() for item in items.values())
    return [
        item
        for item in held
        if all((value := item.attrs.get(key)) and value == named[key] for key in named)
    ]
