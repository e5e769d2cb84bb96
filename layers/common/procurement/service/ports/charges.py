"""Stored charges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from procurement.domain.charges.charge import Charge
    from procurement.domain.charges.charge_query import ChargeQuery
    from procurement.service.ports.page import Page


class Charges(Protocol):
    """Charges, each in the collection of its agreement or billing account."""

    def find(self, collection_id: str, charge_id: str) -> Charge | None:
        """The charge, or None."""

    def agreement_of(self, account_id: str, charge_id: str) -> str | None:
        """The agreement of a buyer's charge, or None (eventually consistent)."""

    def get_many(self, keys: Sequence[tuple[str, str]]) -> Sequence[Charge]:
        """Those of the (collection ID, charge ID) pairs that exist."""

    def of_collection(self, collection_id: str) -> Iterator[Charge]:
        """Every charge of an agreement or billing account, by charge ID."""

    def with_prefix(self, collection_id: str, prefix: str) -> Sequence[Charge]:
        """Those of the collection whose ID begins so: what one cost export contributed."""

    def page(
        self,
        collection_id: str,
        *,
        limit: int,
        token: str | None,
        wanted: ChargeQuery | None = None,
    ) -> Page[Charge]:
        """One page of an agreement's charges, by charge ID.

        Of the `wanted` ones alone a page may hold fewer than `limit`, and none.
        """

    def page_of_subscriber(
        self,
        account_id: str,
        *,
        limit: int,
        token: str | None,
        wanted: ChargeQuery | None = None,
    ) -> Page[Charge]:
        """One page of all charges of a buyer's agreements, likewise (eventually consistent)."""

    def open_in(self, collection_id: str, due_by: datetime) -> Sequence[Charge]:
        """The collection's charges that are due by then and not invoiced yet."""

    def open_collections_of(self, account_id: str, due_by: datetime) -> Sequence[str]:
        """Collections with something due by then from this receiver (eventually consistent)."""

    def receivers_due(self, due_by: datetime) -> Mapping[str, Sequence[str]]:
        """Who has an unsettled charge due by then, and in which collections.

        Eventually consistent.
        """

    def add(self, charge: Charge) -> None:
        """Stage a new charge; the commit raises `AlreadyExists` when it is there."""

    def save(self, before: Charge, after: Charge) -> None:
        """Stage a changed charge; the commit raises `StaleChargeRevision` when raced."""

    def remove(self, charge: Charge) -> None:
        """Stage the removal of an open charge; the commit raises `StaleChargeRevision` likewise."""
