"""What an event tells of a document's way to a procurement portal."""

from procurement.domain.events import JsonValue
from procurement.domain.invoices.invoice import Invoice


def delivery_detail(document: Invoice) -> dict[str, JsonValue] | None:
    """Status, reason and preference; None when no portal is to get the document.

    Whoever delivers waits for the events with the status SCHEDULED.
    """
    delivery = document.delivery
    if delivery is None:
        return None
    return {
        "einvoiceDeliveryStatus": delivery.status.value,
        "reason": delivery.reason.value if delivery.reason else None,
        "documentType": delivery.document_type.value,
        "procurementPortalName": delivery.portal.value,
        "procurementPortalPreferenceId": delivery.preference_id,
    }
