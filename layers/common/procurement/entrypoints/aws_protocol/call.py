"""What an operation is handed: who asks, and the parts of the application that answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    # Named in signatures only: every function that speaks the protocols loads this.
    from datetime import datetime

    from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
    from procurement.service.caller import Caller
    from procurement.service.ports.clock import Clock
    from procurement.service.ports.documents import DocumentQueue, DocumentStore
    from procurement.service.ports.portal_delivery import PortalSecrets
    from procurement.service.ports.unit_of_work import UnitOfWorkFactory
    from procurement.settings import Settings

Members = Mapping[str, Any]
"""A request or an answer under the names of AWS's model.

Numbers are int and Decimal, timestamps aware datetimes, blobs bytes. A member that is None is as
good as absent.
"""


class Backend(Protocol):
    """The parts that operations need; `procurement.bootstrap` is one.

    Each is made at its first use, so that an operation pays for what it asks for.
    """

    def unit_of_work(self) -> UnitOfWorkFactory:
        """What makes units of work."""

    def clock(self) -> Clock:
        """The time that rules go by."""

    def entities(self) -> InvoicingEntities:
        """The invoicing entities in force."""

    def settings(self) -> Settings:
        """What the deployment says."""

    def document_store(self) -> DocumentStore:
        """The bucket of invoice documents."""

    def document_queue(self) -> DocumentQueue:
        """The queue of invoices whose documents are to be rendered."""

    def portal_secrets(self) -> PortalSecrets:
        """The vault of secrets that are sent to procurement portals."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call of one operation. `caller` comes from the request context, never from the body."""

    caller: Caller
    request_id: str
    backend: Backend

    @property
    def unit_of_work(self) -> UnitOfWorkFactory:
        """What makes units of work."""
        return self.backend.unit_of_work()

    @property
    def clock(self) -> Clock:
        """The time that rules go by."""
        return self.backend.clock()

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.backend.clock().now()


Answering = Callable[[Members, Call], Members]
"""An operation: takes members that the model allows, gives members of the model's output.

What it refuses, it raises as one of the `LedgerlineError` family.
"""
