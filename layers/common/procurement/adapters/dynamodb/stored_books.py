"""Everything stored, as a verification reads it: raw items, and what is added up of them."""

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pynamodb.connection import Connection

from procurement.adapters.dynamodb.attributes import CompressedJsonAttribute
from procurement.adapters.dynamodb.digests import RawItem, covered, digest_of, marks_of, text_of
from procurement.adapters.dynamodb.journal import WRITES, stamp_at
from procurement.adapters.dynamodb.runs import tally_places
from procurement.adapters.dynamodb.stored_contents import content_of
from procurement.adapters.dynamodb.tables import base
from procurement.adapters.dynamodb.transaction import translated
from procurement.domain.verification.block import BLOCK, Block
from procurement.domain.verification.difference import Key
from procurement.domain.verification.journal import Entry, StoredItem, Write
from procurement.service.ports.verification import Place

TABLES: Final = {
    each.table: each
    for each in (
        base.PurchaseOrdersTable,
        base.AgreementsTable,
        base.ChargesTable,
        base.InvoicesTable,
        base.LedgerTable,
    )
}
_KEY: Final = 3
"""A table's name and two keys."""
_MARK: Final = 4
_KEPT: Final = 1_000
_RUN: Final = "RUN#"


class DynamoStoredBooks:
    """`service.ports.verification.StoredBooks` on the tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.entry = lru_cache(_KEPT)(self._entry)

    def ledgers(self, after: Place | None = None, since: datetime | None = None) -> Iterator[Place]:
        """A scan of the ledger's keys."""
        ledger, entry = after or ("", "")
        first = WRITES + (stamp_at(since) if since else "")
        start = {"account_id": {"S": ledger}, "entry": {"S": entry}}
        for item in self._pages(
            "Scan",
            base.LedgerTable,
            FilterExpression="begins_with(entry, :writes) AND entry >= :stamp",
            ProjectionExpression="account_id, entry",
            ExpressionAttributeValues={":writes": {"S": WRITES}, ":stamp": {"S": first}},
            **({"ExclusiveStartKey": start} if after else {}),
        ):
            # Items of one partition come together.
            if item["account_id"]["S"] != ledger:
                ledger = item["account_id"]["S"]
                yield ledger, item["entry"]["S"]

    def entries(self, ledger: str) -> Iterator[Entry]:
        """One strongly consistent query."""
        for item in self._query(base.LedgerTable, ledger, WRITES):
            yield to_entry(item)

    def blocks(self, ledger: str) -> Iterator[Block]:
        """One strongly consistent query."""
        for item in self._query(base.LedgerTable, ledger, BLOCK):
            yield _to_block(item)

    def was_deleted(self, key: Key, stamp: str) -> bool:
        """A scan of the journal."""
        for item in self._pages(
            "Scan",
            base.LedgerTable,
            FilterExpression="begins_with(entry, :writes) AND entry > :stamp",
            ExpressionAttributeValues={":writes": {"S": WRITES}, ":stamp": {"S": WRITES + stamp}},
        ):
            write = to_entry(item).writes.get(key)
            if write is not None and write.digest is None:
                return True
        return False

    def partition(self, table: str, partition: str) -> Iterator[StoredItem]:
        """One strongly consistent query."""
        for item in self._query(TABLES[table], partition):
            stored = to_stored_item(table, item)
            if table != "Ledger" or not stored.key[2].startswith((WRITES, BLOCK)):
                yield stored

    def partitions_beside(self, ledger: str) -> Sequence[tuple[str, str]]:
        """The account's own in every table; of a run the tallies, which no entry tells of."""
        if ledger.startswith(_RUN):
            run_id, _, place = ledger.removeprefix(_RUN).partition("#")
            return [] if place else [("Invoices", each) for each in tally_places(run_id)]
        return [(table, ledger) for table in TABLES]

    def _entry(self, ledger: str, stamp: str) -> Entry | None:
        """One strongly consistent query."""
        found = self._query(base.LedgerTable, ledger, WRITES + stamp)
        return next(map(to_entry, found), None)

    def _query(
        self, model: type[base.SharedModel], partition: str, prefix: str = ""
    ) -> Iterator[dict[str, Any]]:
        hash_name, range_name = model.keys
        condition, values = "#hash = :hash", {":hash": {"S": partition}}
        names = {"#hash": hash_name}
        if prefix:
            condition += " AND begins_with(#range, :range)"
            names["#range"] = range_name
            values[":range"] = {"S": prefix}
        return self._pages(
            "Query",
            model,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )

    def _pages(
        self, operation: str, model: type[base.SharedModel], **asked: Any
    ) -> Iterator[dict[str, Any]]:
        request = {"TableName": model.Meta.table_name, "ConsistentRead": True, **asked}
        while True:
            with translated():
                answer = self._connection.dispatch(operation, request)
            yield from answer["Items"]
            if not (last := answer.get("LastEvaluatedKey")):
                return
            request["ExclusiveStartKey"] = last


def to_stored_item(table: str, item: dict[str, Any]) -> StoredItem:
    """The item as a verification looks at it, whatever it holds."""
    key = (table, *(item[name]["S"] for name in TABLES[table].keys))
    content, fault = None, ""
    try:
        content = content_of(key, item)
    except Exception as error:
        # Whatever a mapping makes of what somebody wrote there.
        fault = f"{type(error).__name__}: {error}"
    return StoredItem(
        key=key,
        content=content,
        fault=fault,
        digest=digest_of(item),
        marks=tuple(marks_of(item)),
        values={name: text_of(item[name]) for name in covered(item)},
        written=_written(item.get("written", {}).get("S", "")),
        unsent_shard=_text(item, "unsent_shard") or None,
    )


def _written(text: str) -> tuple[str, str] | None:
    ledger, _, stamp = text.rpartition("#")
    return (ledger, stamp) if ledger else None


def to_entry(item: RawItem) -> Entry:
    """What a transaction told; nothing if it cannot be read, for then its seal does not fit."""
    ledger, stamp = item["account_id"]["S"], item["entry"]["S"].removeprefix(WRITES)
    return Entry(
        ledger=ledger,
        stamp=stamp,
        writes={write.key: write for write in map(_to_write, _document(item, "writes"))},
        seal=_text(item, "seal"),
        own_seal=digest_of(item),
    )


def _to_write(told: Sequence[str]) -> Write:
    digest, marks = (told[-2], told[-1]) if len(told) > _KEY else (None, "")
    return Write(
        key=tuple(told[:_KEY]),
        digest=digest,
        marks=tuple(marks[at : at + _MARK] for at in range(0, len(marks), _MARK)),
    )


def _to_block(item: RawItem) -> Block:
    return Block(
        ledger=item["account_id"]["S"],
        entry=item["entry"]["S"],
        previous=_text(item, "previous"),
        entries=tuple((stamp, seal) for stamp, seal in _document(item, "entries")),
        seal=_text(item, "seal"),
        own_seal=digest_of(item),
    )


def _text(item: RawItem, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _document(item: RawItem, name: str) -> list[list[str]]:
    try:
        found: list[list[str]] = CompressedJsonAttribute().deserialize(item[name]["B"])
    except (KeyError, ValueError, zlib.error):
        return []
    return found
