"""A copy of everything stored, in which a test may change what it likes, read as the books are."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

import boto3

from procurement import bootstrap
from procurement.adapters.dynamodb.journal import WRITES
from procurement.adapters.dynamodb.stored_books import (
    TABLES,
    DynamoStoredBooks,
    to_entry,
    to_stored_item,
)
from procurement.adapters.dynamodb.tables.base import SharedModel
from procurement.domain.verification.block import BLOCK
from procurement.domain.verification.difference import Difference, Key
from procurement.domain.verification.journal import Entry, StoredItem
from procurement.service.verification.verify_ledger import Seen, verify_ledger

Item = dict[str, Any]
T = TypeVar("T")


class CopiedBooks(DynamoStoredBooks):
    """The real reading and the real checks, on a copy of the tables."""

    def __init__(self, items: Mapping[Key, Item]) -> None:
        super().__init__(bootstrap.connection())
        self.items = dict(items)
        # What was not changed is read once: items that are kept stay the objects that they are.
        self._kept = items
        self._read: dict[Key, StoredItem] = {}
        self._told: dict[Key, Entry] = {}

    @staticmethod
    def of_tables() -> dict[Key, Item]:
        """Everything that is stored."""
        client = boto3.client("dynamodb")
        items: dict[Key, Item] = {}
        for name, model in TABLES.items():
            pages = client.get_paginator("scan").paginate(TableName=model.Meta.table_name)
            for item in (item for page in pages for item in page["Items"]):
                items[key_of(name, item)] = item
        return items

    def differences(self, *ledgers: str) -> list[Difference]:
        """What differs in these ledgers; in all of them, if none is named."""
        self.entry.cache_clear()
        named = ledgers or [ledger for ledger, _ in self.ledgers()]
        return [each for ledger in named for each in verify_ledger(Seen(ledger), self)]

    def unchained(self, ledger: str) -> int:
        """How many entries of the ledger are in no block."""
        seen = Seen(ledger)
        for _ in verify_ledger(seen, self):
            pass
        return seen.unchained

    def ledger_of(self, key: Key) -> str:
        """The ledger whose verification has to notice the item."""
        table, partition, _ = key
        written = self.items[key].get("written", {}).get("S", "")
        if table == "Ledger" or not written:
            return partition.partition("#TALLY")[0]
        return str(written.rpartition("#")[0])

    def entries(self, ledger: str) -> Iterator[Entry]:
        """As they are in the copy."""
        for key, item in sorted(self.items.items()):
            if key[:2] == ("Ledger", ledger) and key[2].startswith(WRITES):
                yield self._once(self._told, key, item, partial(to_entry, item))

    def partition(self, table: str, partition: str) -> Iterator[StoredItem]:
        """As it is in the copy."""
        for key, item in sorted(self.items.items()):
            is_told = table == "Ledger" and key[2].startswith((WRITES, BLOCK))
            if key[:2] == (table, partition) and not is_told:
                yield self._once(self._read, key, item, partial(to_stored_item, table, item))

    def _once(self, known: dict[Key, T], key: Key, item: Item, read: Callable[[], T]) -> T:
        if item is not self._kept.get(key):
            return read()
        if key not in known:
            known[key] = read()
        return known[key]

    def _pages(self, operation: str, model: type[SharedModel], **asked: Any) -> Iterator[Item]:
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        for key, item in sorted(self.items.items()):
            is_there = key[0] == model.table and values.get(":hash", key[1]) == key[1]
            begins = values.get(":range") or values.get(":writes") or ""
            if is_there and key[2].startswith(begins) and key[2] > values.get(":stamp", ""):
                yield dict(item)


def key_of(table: str, item: Item) -> Key:
    """Where an item lies."""
    return (table, *(str(item[name]["S"]) for name in TABLES[table].keys))


def changed(value: Any) -> Any:
    """Another value of the same type."""
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return {kind: held[:-1] + ("y" if held.endswith("x") else "x")}
        case "N":
            return {kind: str(int(float(held)) + 1)}
        case "B":
            return {kind: bytes(held[:-1]) + bytes([held[-1] ^ 1])}
        case "BOOL":
            return {kind: not held}
        case "L":
            return {kind: [*held[1:], {"S": "other"}]}
        case "M":
            name = sorted(held)[0] if held else "other"
            return {kind: {**held, name: changed(held[name]) if held else {"S": "other"}}}
        case _:
            return {"S": "other"}
