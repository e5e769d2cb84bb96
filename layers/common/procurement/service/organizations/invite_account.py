"""Invite an account into the caller's organization: it becomes a member when it accepts."""

from procurement.domain.errors import OrganizationNotFound, Problems
from procurement.domain.events import EventType
from procurement.domain.organizations.account_listing import check_account_id
from procurement.domain.organizations.organization import AccountState, OrganizationAccount
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.account_events import record_account
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def invite_account(
    account_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> OrganizationAccount:
    """The account as it stands in the organization: invited by this call, or there before.

    Raises `InvalidInput`, `OrganizationNotFound` for a caller that manages none, `QuotaExceeded`.
    """
    _check(account_id, caller)
    now = clock.now()

    def attempt() -> OrganizationAccount:
        with unit_of_work() as unit:
            organization = unit.organizations.managed_by(caller.account_id)
            if organization is None:
                raise OrganizationNotFound(caller.account_id)
            present = unit.organizations.account(caller.account_id, account_id)
            if present:
                return present
            invited = OrganizationAccount(
                organization_id=organization.organization_id,
                management_account_id=caller.account_id,
                account_id=account_id,
                state=AccountState.INVITED,
                invited_at=now,
            )
            grown = organization.with_another()
            unit.organizations.save(organization, grown)
            unit.organizations.save_account(None, invited)
            record_account(
                unit,
                EventType.ACCOUNT_INVITED,
                invited,
                at=now,
                actor=caller.arn,
                occasion=grown.version,
            )
            unit.commit()
        return invited

    return decide(attempt)


def _check(account_id: str, caller: Caller) -> None:
    problems = Problems()
    check_account_id(account_id, "accountId", problems)
    if account_id == caller.account_id:
        message = "must be another account than the management account itself"
        problems.add("accountId", "INVALID_ACCOUNT_ID", message, "R-001")
    problems.raise_if_any()
