"""UpdateProcurementPortalPreferenceStatus: how far a feature has come (R-266)."""

from procurement.domain.events import EventType
from procurement.domain.portals.preference import PortalPreference
from procurement.domain.portals.statuses import StatusInput, moved
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.portals.record_preference import record_preference
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def update_preference_status(
    preference_id: str,
    given: StatusInput,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PortalPreference:
    """Move one feature of the caller's preference, or both; a status that holds is not written.

    Raises `PortalPreferenceNotFound`, `StaleVersion`, `InvalidInput`, and `WrongStatus` with the
    moves that there are.
    """
    now = clock.now()

    def attempt() -> PortalPreference:
        with unit_of_work() as unit:
            among = unit.portals.of_account(caller.account_id)
            before = among.get(preference_id)
            before.expect_version(expected_version)
            after = moved(before, given, now)
            if after is before:
                return before
            unit.portals.save(among, after)
            type_ = EventType.PROCUREMENT_PORTAL_PREFERENCE_STATUS_CHANGED
            record_preference(unit, type_, after, at=now, actor=caller.arn)
            unit.commit()
        return after

    return decide(attempt)
