"""PutProcurementPortalPreference: replace what a preference says (R-265)."""

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.events import EventType
from procurement.domain.portals.changes import replaced_preference
from procurement.domain.portals.preference import PortalPreference
from procurement.domain.portals.preference_input import PreferenceInput
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.portals.create_preference import fresh_salts
from procurement.service.portals.record_preference import record_preference
from procurement.service.portals.selectable import selectable
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def put_preference(
    preference_id: str,
    given: PreferenceInput,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> PortalPreference:
    """Replace the caller's preference; what is so already is not written again.

    Raises `PortalPreferenceNotFound`, `StaleVersion`, `InvalidInput` with all problems.
    """
    now = clock.now()

    def attempt() -> PortalPreference:
        with unit_of_work() as unit:
            among = unit.portals.of_account(caller.account_id)
            before = among.get(preference_id)
            before.expect_version(expected_version)
            after = replaced_preference(
                before,
                given,
                among=selectable(caller.account_id, entities, unit),
                salts=fresh_salts(),
                now=now,
            )
            if after is before:
                return before
            unit.portals.save(among, after)
            type_ = EventType.PROCUREMENT_PORTAL_PREFERENCE_UPDATED
            record_preference(unit, type_, after, at=now, actor=caller.arn)
            unit.commit()
        return after

    return decide(attempt)
