"""Stored license grants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator

    from procurement.domain.grants.license_grant import LicenseGrant
    from procurement.service.ports.page import Page


class Grants(Protocol):
    """License grants, of whatever status."""

    def get(self, grant_id: str) -> LicenseGrant:
        """The grant whoever asks; `LicenseGrantNotFound` otherwise."""

    def add(self, grant: LicenseGrant) -> None:
        """Stage a new grant; the commit raises `AlreadyExists` when its ID is taken."""

    def save(self, before: LicenseGrant, after: LicenseGrant) -> None:
        """Stage a changed grant; the commit raises `LostRace` unless `before` still stands."""

    def given_by(self, account_id: str, *, limit: int, token: str | None) -> Page[LicenseGrant]:
        """Grants that the account gave, newest first (eventually consistent)."""

    def given_to(self, grantee: str) -> Iterator[LicenseGrant]:
        """Grants to the account, or to the organization, newest first (eventually consistent)."""
