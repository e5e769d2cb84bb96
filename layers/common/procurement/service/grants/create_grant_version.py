"""CreateGrantVersion: activate, deactivate or rename a grant (R-234)."""

from procurement.domain.grants.grant_input import GrantChange, edited_grant
from procurement.domain.grants.license_grant import LicenseGrant
from procurement.service.caller import Caller
from procurement.service.grants.change_grant import (
    change_grant,
    expect_grantee_account,
    expect_granter,
)
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def create_grant_version(
    grant_id: str,
    change: GrantChange,
    source_version: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> LicenseGrant:
    """The next version; what is so already makes none.

    The granter may change all of it; the account that it was given to activates and deactivates it.
    Raises `StaleVersion`, `NotAllowed`, `InvalidInput` with all problems, `WrongStatus`.
    """
    now = clock.now()

    def edit(grant: LicenseGrant) -> LicenseGrant:
        if grant.granter_account_id != caller.account_id:
            expect_grantee_account(grant, caller)
            if change.name is not None or change.operations is not None:
                expect_granter(grant, caller)
        grant.expect_version(source_version)
        return edited_grant(grant, change, now)

    return change_grant(grant_id, edit, caller, unit_of_work, at=now)
