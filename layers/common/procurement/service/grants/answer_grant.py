"""AcceptGrant and RejectGrant: the account that a license was granted to answers (R-234)."""

from procurement.domain.grants.license_grant import GrantStatus, LicenseGrant
from procurement.service.caller import Caller
from procurement.service.grants.change_grant import change_grant, expect_grantee_account
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def accept_grant(
    grant_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> LicenseGrant:
    """Accept it, to be activated still; accepting it again changes nothing.

    `NotAllowed` for others than the grantee, `WrongStatus` for a grant that waits for no answer.
    """
    now = clock.now()

    def accept(grant: LicenseGrant) -> LicenseGrant:
        expect_grantee_account(grant, caller)
        return grant if grant.status is GrantStatus.DISABLED else grant.accepted(now)

    return change_grant(grant_id, accept, caller, unit_of_work, at=now)


def reject_grant(
    grant_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> LicenseGrant:
    """Refuse it for good; refusing it again changes nothing.

    Raises what `accept_grant` raises.
    """
    now = clock.now()

    def reject(grant: LicenseGrant) -> LicenseGrant:
        expect_grantee_account(grant, caller)
        return grant if grant.status is GrantStatus.REJECTED else grant.rejected(now)

    return change_grant(grant_id, reject, caller, unit_of_work, at=now)
