"""DeleteProcurementPortalPreference: nothing is delivered by it any more."""

from procurement.domain.errors import PortalPreferenceNotFound
from procurement.domain.events import EventType
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.portals.record_preference import record_preference
from procurement.service.ports.clock import Clock
from procurement.service.ports.portal_delivery import PortalSecrets
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def delete_preference(
    preference_id: str,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    secrets: PortalSecrets,
) -> None:
    """Delete the caller's preference for good; invoices go on telling what it decided.

    What the vault holds of it goes as well, the second time if a crash came between. Raises
    `PortalPreferenceNotFound`, `StaleVersion`.
    """
    now = clock.now()

    def attempt() -> None:
        with unit_of_work() as unit:
            among = unit.portals.of_account(caller.account_id)
            deleted = among.get(preference_id)
            deleted.expect_version(expected_version)
            unit.portals.remove(among, deleted)
            type_ = EventType.PROCUREMENT_PORTAL_PREFERENCE_DELETED
            record_preference(unit, type_, deleted, at=now, actor=caller.arn)
            unit.commit()

    try:
        decide(attempt)
    except PortalPreferenceNotFound:
        secrets.forget(caller.account_id, preference_id)
        raise
    secrets.forget(caller.account_id, preference_id)
