"""What every change of a grant has in common: whose it is, and that its agreement lives."""

from collections.abc import Callable
from datetime import datetime

from procurement.domain.errors import NotAllowed
from procurement.domain.events import EventType
from procurement.domain.grants.license_grant import LicenseGrant, expect_licensed
from procurement.domain.grants.principal import PrincipalKind
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.grants.entitled import is_entitled
from procurement.service.grants.read_grants import own_grant
from procurement.service.grants.record_grant import record_grant
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def change_grant(
    grant_id: str,
    change: Callable[[LicenseGrant], LicenseGrant],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    *,
    at: datetime,
) -> LicenseGrant:
    """The grant as `change` makes it of the present one, with its event in the same transaction.

    `LicenseGrantNotFound` for who neither gave nor received it; `Conflict` after the end of its
    agreement; what `change` raises.
    """

    def attempt() -> LicenseGrant:
        with unit_of_work() as unit:
            before = own_grant(grant_id, caller, unit)
            after = change(before)
            if after is before:
                return before
            agreement = unit.agreements.get_agreement(before.agreement_id)
            expect_licensed(before.agreement_id, is_active=is_entitled(agreement, at))
            unit.grants.save(before, after)
            record_grant(unit, EventType.LICENSE_GRANT_CHANGED, after, at=at, actor=caller.arn)
            unit.commit()
        return after

    return decide(attempt)


def expect_granter(grant: LicenseGrant, caller: Caller) -> None:
    """`NotAllowed` for a grantee."""
    if grant.granter_account_id != caller.account_id:
        raise NotAllowed("the account that gave the grant does this")


def expect_grantee_account(grant: LicenseGrant, caller: Caller) -> None:
    """`NotAllowed` unless the grant was given to the caller's account itself."""
    is_account = grant.principal.kind is PrincipalKind.ACCOUNT
    if not is_account or grant.principal.grantee != caller.account_id:
        raise NotAllowed("the account that the grant was given to does this")
