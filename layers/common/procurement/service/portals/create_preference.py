"""CreateProcurementPortalPreference: connect the account with a procurement portal (R-265)."""

import secrets
from dataclasses import replace
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import AlreadyExists, PayerChanged
from procurement.domain.events import EventType
from procurement.domain.ids import derived_id
from procurement.domain.portals.changes import Salts, new_preference
from procurement.domain.portals.preference import Connection, PortalPreference
from procurement.domain.portals.preference_input import ConnectionInput, PreferenceInput
from procurement.domain.portals.secret import SALT_BYTES
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.expect_payer import expect_payer
from procurement.service.portals.record_preference import record_preference
from procurement.service.portals.selectable import selectable
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def create_preference(
    given: PreferenceInput,
    client_token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> PortalPreference:
    """Create it in the caller's account, its features still to be verified.

    The same client token gives the same preference again, as it was created. Raises `NotAllowed`
    for a member of an organization, `InvalidInput` with all problems, `QuotaExceeded` for the 51st
    preference, `AlreadyExists` when the token was used for another one.
    """
    now = clock.now()
    preference_id = derived_id("portal", caller.account_id, client_token or now.isoformat())

    def attempt() -> PortalPreference:
        with unit_of_work() as unit:
            expect_payer(caller, "procurement portals", unit)
            among = unit.portals.of_account(caller.account_id)
            created = new_preference(
                given,
                account_id=caller.account_id,
                preference_id=preference_id,
                among=selectable(caller.account_id, entities, unit),
                salts=fresh_salts(),
                now=now,
            )
            present = among.find(preference_id)
            if present is not None:
                return _same(created, present, given)
            among.expect_room()
            unit.portals.save(among, created)
            type_ = EventType.PROCUREMENT_PORTAL_PREFERENCE_CREATED
            record_preference(unit, type_, created, at=now, actor=caller.arn)
            unit.commit()
        return created

    return decide(attempt, also=(PayerChanged,))


def fresh_salts() -> Salts:
    """Salts that nobody can guess."""
    return Salts(production=secrets.token_bytes(SALT_BYTES), test=secrets.token_bytes(SALT_BYTES))


def _same(
    asked: PortalPreference, present: PortalPreference, given: PreferenceInput
) -> PortalPreference:
    """`present` if it was created by the same request; `AlreadyExists` otherwise."""
    is_first = present.version == 1
    is_secret = _is_secret(given.production, present.production) and (
        given.test is None or present.test is None or _is_secret(given.test, present.test)
    )
    if not is_first or not is_secret or _open(asked, present.created_at) != _open(present):
        raise AlreadyExists(
            "the client token was used for another preference, or it has changed since",
            resource_type="ProcurementPortalPreference",
            resource_id=present.preference_id,
        )
    return present


def _is_secret(given: ConnectionInput, present: Connection) -> bool:
    if given.secret is None or present.secret is None:
        return given.secret is None and present.secret is None
    return present.secret.is_of(given.secret)


def _open(preference: PortalPreference, at: datetime | None = None) -> PortalPreference:
    """The preference but for its secrets and times, to be compared."""
    test = preference.test
    return replace(
        preference,
        production=replace(preference.production, secret=None),
        test=replace(test, secret=None) if test else None,
        created_at=at or preference.created_at,
        updated_at=at or preference.created_at,
    )
