"""The ledger of events, and the way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Sequence
    from datetime import datetime

    from procurement.domain.events import Event
    from procurement.service.ports.page import Page


class Ledger(Protocol):
    """The append-only events: audit trail and outbox in one."""

    def record(self, event: Event) -> None:
        """Stage an event; it is announced once the commit succeeded."""

    def of_account(self, account_id: str, *, limit: int, token: str | None) -> Page[Event]:
        """The account's events, newest first."""

    def of_purchase_order(
        self, account_id: str, key: str, *, limit: int, token: str | None
    ) -> Page[Event]:
        """Events that concern the purchase order of that internal key, newest first."""


class Outbox(Protocol):
    """The ledger as the relay sees it (not part of a transaction)."""

    def unsent(self, before: datetime, limit: int) -> Sequence[Event]:
        """Events recorded before then that have not been announced (eventually consistent)."""

    def mark_sent(self, event: Event) -> None:
        """Note that the event is on the bus."""


class EventBus(Protocol):
    """The bus that subscribers listen to."""

    def publish(self, events: Sequence[Event]) -> Sequence[Event]:
        """Announce the events; those that the bus refused come back."""
