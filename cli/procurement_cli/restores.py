"""Putting tables back to what their copies hold: only what differs is written.

Nothing is remembered between two attempts: what differs is found by comparing, so that a restore
that was cut off is finished by another one.

Mail alone stays as it is, with the entries of the journal that tell of it: what was mailed cannot
be called back, and nobody is to get it again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from procurement_cli.deployment import Deployment
from procurement_cli.errors import Unreachable
from procurement_cli.replays import EVENT_PREFIX
from procurement_cli.restored_tables import RestoredTable, wait

MAIL_PREFIX: Final = "MAIL#"
JOURNAL_PREFIX: Final = "WRITES#"
INVOICE_PREFIX: Final = "INVOICE#"
LEDGER: Final = "LedgerTable"
SHOWN: Final = 20

_READ_AT_ONCE: Final = 100
_WRITTEN_AT_ONCE: Final = 25
_ATTEMPTS: Final = 10

Item = dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Difference:
    """What one table and its copy have not in common, counted.

    `vanishing` counts the invoices that there will not have been, `named` are the numbers of some;
    `last_event_at` is the instant of the newest event in the copy.
    """

    table: RestoredTable
    compared: int = 0
    put_back: int = 0
    deleted: int = 0
    vanishing: int = 0
    named: list[str] = field(default_factory=list)
    last_event_at: str = ""

    @property
    def is_none(self) -> bool:
        """Whether the table is as its copy."""
        return not self.put_back and not self.deleted


def compare(deployment: Deployment, table: RestoredTable) -> Iterator[Difference]:
    """Find what differs and write nothing; how far it is, after each page."""
    yield from _gone_through(deployment, table, is_written=False)


def put_back(deployment: Deployment, table: RestoredTable) -> Iterator[Difference]:
    """Find what differs and write it; how far it is, after each page."""
    yield from _gone_through(deployment, table, is_written=True)


def _gone_through(
    deployment: Deployment, table: RestoredTable, *, is_written: bool
) -> Iterator[Difference]:
    found = Difference(table=table)
    stays = _Staying(deployment, table)
    for items in _pages(deployment, table.copy):
        wanted = [item for item in items if not stays(item)]
        there = _found(deployment, table, table.live, wanted)
        changes = [item for item in wanted if there.get(_key(item, table)) != item]
        found.compared += len(items)
        found.put_back += len(changes)
        _note_events(found, items)
        if is_written:
            _write(deployment, table, [{"PutRequest": {"Item": item}} for item in changes])
        yield found
    for items in _pages(deployment, table.live, attributes=(*table.keys, "invoice_id")):
        present = [item for item in items if not stays(item)]
        kept = _found(deployment, table, table.copy, present, attributes=table.keys)
        extra = [item for item in present if _key(item, table) not in kept]
        found.deleted += len(extra)
        _note_invoices(found, extra)
        if is_written:
            keys = [_key_of(item, table) for item in extra]
            _write(deployment, table, [{"DeleteRequest": {"Key": key}} for key in keys])
        yield found


class _Staying:
    """Which items of a table are left alone."""

    def __init__(self, deployment: Deployment, table: RestoredTable) -> None:
        self._told = set(_told_by_mails(deployment, table)) if table.name == LEDGER else set()

    def __call__(self, item: Item) -> bool:
        """Whether it is a mail, or the entry of the journal that tells of one."""
        if _entry(item).startswith(MAIL_PREFIX):
            return True
        return bool(self._told) and (item["account_id"]["S"], _entry(item)) in self._told


def _told_by_mails(deployment: Deployment, table: RestoredTable) -> Iterator[tuple[str, str]]:
    """Ledger and key of the entry that each mail names which was written since."""
    since = f"{int(table.at.timestamp() * 1_000_000):014x}"
    pages = deployment.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(
        TableName=table.live,
        ConsistentRead=True,
        FilterExpression="begins_with(entry, :mail)",
        ExpressionAttributeValues={":mail": {"S": MAIL_PREFIX}},
        ProjectionExpression="written",
    ):
        for item in page["Items"]:
            ledger, _, stamp = item.get("written", {}).get("S", "").rpartition("#")
            if stamp >= since:
                yield ledger, f"{JOURNAL_PREFIX}{stamp}"


def _pages(
    deployment: Deployment, table: str, *, attributes: tuple[str, ...] = ()
) -> Iterator[list[Item]]:
    pages = deployment.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=table, ConsistentRead=True, **_projected(attributes)):
        yield page["Items"]


def _found(
    deployment: Deployment,
    table: RestoredTable,
    of: str,
    items: list[Item],
    *,
    attributes: tuple[str, ...] = (),
) -> dict[tuple[str, ...], Item]:
    """Those of the items that a table has, by key."""
    tables, found = deployment.client("dynamodb"), dict[tuple[str, ...], Item]()

    def ask(asked: Any) -> Any:
        answer = tables.batch_get_item(RequestItems=asked)
        found.update({_key(item, table): item for item in answer["Responses"].get(of, ())})
        return answer.get("UnprocessedKeys")

    for some in _parts(items, _READ_AT_ONCE):
        keys = [_key_of(item, table) for item in some]
        _until_done(ask, {of: {"Keys": keys, "ConsistentRead": True, **_projected(attributes)}})
    return found


def _write(deployment: Deployment, table: RestoredTable, requests: Iterable[Item]) -> None:
    tables = deployment.client("dynamodb")
    for some in _parts(requests, _WRITTEN_AT_ONCE):
        _until_done(
            lambda asked: tables.batch_write_item(RequestItems=asked).get("UnprocessedItems"),
            {table.live: some},
        )


def _until_done(ask: Callable[[Any], Any], asked: Any) -> None:
    """Ask again for what DynamoDB left over. Raises Unreachable if it goes on doing so."""
    for attempt in range(_ATTEMPTS):
        asked = ask(asked)
        if not asked:
            return
        wait(2.0**attempt / 20)
    raise Unreachable("DynamoDB refuses so many requests: run the same command again")


def _parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _projected(attributes: tuple[str, ...]) -> dict[str, Any]:
    if not attributes:
        return {}
    names = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}


def _key(item: Item, table: RestoredTable) -> tuple[str, ...]:
    return tuple(item[name]["S"] for name in table.keys)


def _key_of(item: Item, table: RestoredTable) -> Item:
    return {name: item[name] for name in table.keys}


def _entry(item: Item) -> str:
    return str(item.get("entry", {}).get("S", ""))


def _note_events(found: Difference, items: list[Item]) -> None:
    instants = (_entry(i).split("#")[1] for i in items if _entry(i).startswith(EVENT_PREFIX))
    found.last_event_at = max((found.last_event_at, *instants))


def _note_invoices(found: Difference, extra: list[Item]) -> None:
    invoices = [item for item in extra if _entry(item).startswith(INVOICE_PREFIX)]
    found.vanishing += len(invoices)
    for item in invoices[: SHOWN - len(found.named)]:
        found.named.append(str(item.get("invoice_id", {}).get("S", _entry(item))))
