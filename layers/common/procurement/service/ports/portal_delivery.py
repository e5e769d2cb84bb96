"""Delivering documents to procurement portals: who writes, who sends, who keeps the secret."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.documents.e_invoice import EInvoice
    from procurement.domain.documents.portal_document import Envelope


class Environment(StrEnum):
    """Which of a preference's two environments."""

    PRODUCTION = "PRODUCTION"
    TEST = "TEST"


class PortalWriter(Protocol):
    """Writes a document as portals read it."""

    def __call__(self, e_invoice: EInvoice, envelope: Envelope) -> bytes:
        """The document's bytes."""


class Portal(Protocol):
    """A procurement portal, wherever its address is."""

    def post(self, address: str, document: bytes) -> bytes:
        """What it answers.

        `NotAllowed` for an address that nothing is sent to, `Unavailable` when the document may not
        have arrived: the same one may be sent again.
        """


class PortalSecrets(Protocol):
    """The vault of secrets that have to be sent; nothing else of the application reads it."""

    def keep(
        self, account_id: str, preference_id: str, environment: Environment, secret: str
    ) -> None:
        """Keep the secret, in the place of the one before."""

    def read(self, account_id: str, preference_id: str, environment: Environment) -> str | None:
        """The secret, or None."""

    def forget(self, account_id: str, preference_id: str) -> None:
        """Drop what is kept of the preference, if anything is."""
