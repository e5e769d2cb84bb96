"""CreateGrant: hand the license of an agreement on to others (R-234)."""

from dataclasses import replace

from procurement.domain.errors import AlreadyExists, PayerChanged
from procurement.domain.events import EventType
from procurement.domain.grants.grant_input import GrantInput, Licensed, new_grant
from procurement.domain.grants.license_grant import GrantStatus, LicenseGrant, expect_licensed
from procurement.domain.grants.principal import PrincipalKind, read_principal
from procurement.domain.ids import derived_id
from procurement.domain.organizations.membership import Membership
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.grants.entitled import held_agreement, is_entitled
from procurement.service.grants.record_grant import record_grant
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def create_grant(
    agreement_id: str,
    given: GrantInput,
    client_token: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> LicenseGrant:
    """Grant the license of an agreement that the caller bought.

    The same client token gives the same grant again. Raises `AgreementNotFound` unless the caller
    holds the agreement, `Conflict` once that has ended, `InvalidInput` with all problems,
    `AlreadyExists` when the token was used for another grant.
    """
    now = clock.now()
    grant_id = derived_id("g", caller.account_id, client_token)

    def attempt() -> LicenseGrant:
        with unit_of_work() as unit:
            agreement = held_agreement(agreement_id, caller.account_id, unit)
            expect_licensed(agreement_id, is_active=is_entitled(agreement, now))
            granter = unit.organizations.membership(caller.account_id)
            grantee = _grantee(given, unit)
            licensed = Licensed(
                agreement_id=agreement_id, product_id=agreement.product_id, granter=granter
            )
            grant = new_grant(given, licensed, grantee, grant_id, now)
            unit.organizations.hold_membership(granter)
            if grantee is not None:
                # Whether it has to accept was decided on where both of them belong.
                unit.organizations.hold_membership(grantee)
            unit.grants.add(grant)
            record_grant(unit, EventType.LICENSE_GRANT_CREATED, grant, at=now, actor=caller.arn)
            unit.commit()
        return grant

    try:
        return decide(attempt, also=(PayerChanged,))
    except AlreadyExists:
        with unit_of_work() as unit:
            return _same(given, agreement_id, unit.grants.get(grant_id))


def _grantee(given: GrantInput, unit: UnitOfWork) -> Membership | None:
    principal = read_principal(given.principals[0]) if given.principals else None
    if principal is None or principal.kind is not PrincipalKind.ACCOUNT:
        return None
    return unit.organizations.membership(principal.grantee)


def _same(given: GrantInput, agreement_id: str, present: LicenseGrant) -> LicenseGrant:
    asked = replace(
        present,
        agreement_id=agreement_id,
        name=given.name,
        operations=tuple(dict.fromkeys(given.operations)),
        home_region=given.home_region,
        tags=tuple(sorted(given.tags.items())),
    )
    is_activated = given.desired_status is None or present.status is GrantStatus.ACTIVE
    if asked != present or list(given.principals) != [present.principal.arn] or not is_activated:
        raise AlreadyExists(
            "the client token was used for another grant, or it has changed since",
            resource_type="LicenseGrant",
            resource_id=present.grant_id,
        )
    return present
