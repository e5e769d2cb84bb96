"""The ledger in DynamoDB: events as trail and outbox."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from zlib import crc32

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.ledger import EventItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import Event, EventType
from procurement.service.ports.page import Page

EVENT_PREFIX: Final = "EVENT#"
"""Begins the sort key of every event; the stream's filter in the template names it too."""

ALSO_PREFIX: Final = "ALSO#"
"""Begins the sort key of a copy of an event, which is there for one more purchase order."""

UNSENT_SHARDS: Final = 4
"""Partitions of the index of unsent events."""

_LOG: Final = logging.getLogger(__name__)


class DynamoLedger:
    """`service.ports.Ledger` on the Ledger table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def record(self, event: Event) -> None:
        """Put the event once; its ID is derived from what happened.

        An item stands in an index once: each further purchase order gets a copy of the event.
        """
        for item in (_to_item(event), *(_to_copy(event, key) for key in event.concerns[1:])):
            self._transaction.put(
                item,
                condition=EventItem.account_id.does_not_exist(),
                on_failure=lambda: AlreadyExists(
                    f"event {event.event_id} is recorded already",
                    resource_type="Event",
                    resource_id=event.event_id,
                ),
            )

    def of_account(self, account_id: str, *, limit: int, token: str | None) -> Page[Event]:
        """One query, newest first."""
        return Listing("events", ("account_id", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: EventItem.query(
                account_id,
                EventItem.entry.startswith(EVENT_PREFIX),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            to_event,
        )

    def of_purchase_order(
        self, account_id: str, key: str, *, limit: int, token: str | None
    ) -> Page[Event]:
        """One query of the purchase order index, newest first."""
        return Listing("purchase-order-events", ("account_id", account_id), filter=key).page(
            self._transaction.page_tokens,
            token,
            lambda start: EventItem.by_purchase_order.query(
                account_id,
                EventItem.concerned_as.startswith(f"{key}#"),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            to_event,
        )


class DynamoOutbox:
    """`service.ports.Outbox` on the Ledger table's sparse index."""

    def unsent(self, before: datetime, limit: int) -> Sequence[Event]:
        """One query per shard; an event that cannot be read is logged and stays."""
        found: list[Event] = []
        for shard in range(UNSENT_SHARDS):
            with translated():
                results = EventItem.unsent.query(
                    str(shard), EventItem.entry < EVENT_PREFIX + instant(before), limit=limit
                )
                found.extend(_readable(results))
        return found

    def mark_sent(self, event: Event) -> None:
        """Take it off the index; a repeat is harmless."""
        with translated():
            EventItem(event.account_id, entry_of(event)).update(
                actions=[EventItem.unsent_shard.remove()],
                condition=EventItem.account_id.exists(),
            )


def to_event(item: EventItem) -> Event:
    """The event that an item holds."""
    return Event(
        account_id=item.account_id,
        event_id=item.entry.rpartition("#")[2],
        type=EventType(item.type),
        subject=item.subject,
        at=item.at,
        actor=item.actor,
        detail=item.detail,
    )


def _readable(items: Iterable[EventItem]) -> Iterator[Event]:
    """An event of a type that this version does not know must not hold up all others."""
    for item in items:
        try:
            yield to_event(item)
        except ValueError:
            _LOG.exception("unsent event not read", extra={"entry": item.entry})


def _place(event: Event) -> str:
    return f"{instant(event.at)}#{event.event_id}"


def entry_of(event: Event) -> str:
    """The sort key of an event."""
    return EVENT_PREFIX + _place(event)


def _to_copy(event: Event, key: str) -> EventItem:
    item = _to_item(event)
    item.entry = f"{ALSO_PREFIX}{key}#{_place(event)}"
    item.unsent_shard = None
    item.concerned_as = f"{key}#{_place(event)}"
    return item


def _to_item(event: Event) -> EventItem:
    return EventItem(
        event.account_id,
        entry_of(event),
        unsent_shard=str(crc32(event.event_id.encode()) % UNSENT_SHARDS),
        concerned_as=f"{event.concerns[0]}#{_place(event)}" if event.concerns else None,
        type=event.type.value,
        subject=event.subject,
        at=event.at,
        actor=event.actor,
        detail=dict(event.detail),
    )
