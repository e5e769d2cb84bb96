"""Stored authorizations to resell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
    from procurement.service.ports.page import Page


class ResaleAuthorizations(Protocol):
    """Authorizations, with the manufacturer and, once they are released, with the reseller."""

    def find(self, authorization_id: str) -> ResaleAuthorization | None:
        """The authorization whoever asks, or None."""

    def add(self, authorization: ResaleAuthorization) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when its ID is taken."""

    def save(self, before: ResaleAuthorization, after: ResaleAuthorization) -> None:
        """Stage a changed one; the commit raises `LostRace` unless `before` still stands."""

    def hold(self, authorization: ResaleAuthorization) -> None:
        """Stage a check that it still stands so; the commit raises `LostRace` otherwise."""

    def page(
        self, account_id: str, *, is_manufacturer: bool, limit: int, token: str | None
    ) -> Page[ResaleAuthorization]:
        """Those the account made, or may use, newest first (eventually consistent)."""
