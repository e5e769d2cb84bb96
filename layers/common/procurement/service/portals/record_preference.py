"""The events of a procurement portal preference."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.portals.preference import Feature, PortalPreference
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def record_preference(
    unit: UnitOfWork, type_: EventType, preference: PortalPreference, *, at: datetime, actor: str
) -> None:
    """Stage the event of a preference's new version, or of its end; secrets are in none."""
    unit.ledger.record(
        new_event(
            preference.account_id,
            type_,
            f"procurement-portal-preference/{preference.preference_id}",
            at=at,
            actor=actor,
            occasion=preference.version,
            detail={
                "procurementPortalPreferenceId": preference.preference_id,
                "procurementPortalName": preference.portal.value,
                "version": preference.version,
                "einvoiceDeliveryPreferenceStatus": _status(preference.einvoice),
                "purchaseOrderRetrievalPreferenceStatus": _status(preference.retrieval),
            },
        )
    )


def _status(feature: Feature | None) -> str | None:
    return feature.status.value if feature else None
