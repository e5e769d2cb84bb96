"""What stands on the envelope of a document that goes to a procurement portal."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.ids import derived_id
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.portals.preference import Parties


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """`payload_id` is the same for every try, so that the portal takes the document once.

    `order_payload_id` is that of the portal's own order, None when it sent none for the purchase
    order. `is_test` says so to the portal (R-263).
    """

    payload_id: str
    at: datetime
    parties: Parties
    secret: str
    order_payload_id: str | None = None
    is_test: bool = False

    def __repr__(self) -> str:
        """Without the secret, wherever it may be shown."""
        return f"Envelope(payload_id={self.payload_id!r}, is_test={self.is_test})"


def payload_id(invoice: Invoice, preference_id: str, *, is_test: bool = False) -> str:
    """The ID of this edition's document for that preference."""
    environment = "test" if is_test else "production"
    parts = (invoice.account_id, invoice.invoice_id, invoice.edition, preference_id, environment)
    return f"{derived_id('cxml', *parts)}@ledgerline"
