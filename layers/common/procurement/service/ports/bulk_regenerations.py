"""Stored requests to regenerate many invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Mapping

    from procurement.domain.invoices.bulk_regeneration import BulkRegeneration, RegenerationResult
    from procurement.service.ports.page import Page


class BulkRegenerations(Protocol):
    """Requests, and the results of their invoices."""

    def get(self, account_id: str, regeneration_id: str) -> BulkRegeneration:
        """The account's request; `RegenerationNotFound` otherwise."""

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[BulkRegeneration]:
        """The account's requests, in the order of their IDs."""

    def results(self, account_id: str, regeneration_id: str) -> Mapping[str, RegenerationResult]:
        """The results so far, by invoice."""

    def add(self, regeneration: BulkRegeneration) -> None:
        """Stage a new request; the commit raises `AlreadyExists` when its ID is taken."""

    def put_result(self, regeneration: BulkRegeneration, result: RegenerationResult) -> None:
        """Stage what became of one invoice, over what was said of it before."""
