"""DeleteGrant: the granter takes a license back (R-234)."""

from procurement.domain.errors import Problems
from procurement.domain.grants.grant_input import check_reason
from procurement.domain.grants.license_grant import GrantStatus, LicenseGrant
from procurement.service.caller import Caller
from procurement.service.grants.change_grant import change_grant, expect_granter
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def delete_grant(
    grant_id: str,
    version: str | None,
    reason: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> LicenseGrant:
    """Take the grant back at that version; taking it back again changes nothing.

    It stays in the lists as DELETED. Raises `StaleVersion`, `NotAllowed` for a grantee,
    `InvalidInput` for a reason that is too long.
    """
    now = clock.now()
    problems = Problems()
    check_reason(reason, problems)
    problems.raise_if_any()

    def delete(grant: LicenseGrant) -> LicenseGrant:
        expect_granter(grant, caller)
        if grant.status is GrantStatus.DELETED:
            return grant
        grant.expect_version(version)
        return grant.deleted(reason, now)

    return change_grant(grant_id, delete, caller, unit_of_work, at=now)
