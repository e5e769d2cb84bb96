"""Take the accounts of AWS Organizations over into the deployment's own organization."""

from collections.abc import Sequence
from datetime import datetime

from procurement.domain.errors import OrganizationNotFound, Problems
from procurement.domain.events import EventType
from procurement.domain.organizations.account_listing import ListedAccount, listed_account_ids
from procurement.domain.organizations.organization import (
    AccountState,
    Organization,
    OrganizationAccount,
)
from procurement.service.accounts import expect_deployment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.account_events import record_account
from procurement.service.organizations.move_charges import move_charges
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def import_accounts(
    listing: Sequence[ListedAccount],
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> tuple[OrganizationAccount, ...]:
    """Every listed account as a member, joined by this call or before; nobody is taken out.

    AWS has told that they belong together, so nobody is asked: that is why only the deployment's
    own account may, for its own organization. One account after the other: doing it again completes
    what a cut-off call left undone. Raises `NotAllowed`, `OrganizationNotFound`, `QuotaExceeded`,
    and `InvalidInput` with every account that is none or belongs elsewhere, before any has joined.
    """
    expect_deployment(caller, deployment_account, "imports of accounts")
    account_ids = listed_account_ids(listing, caller.account_id)
    now = clock.now()
    with unit_of_work() as unit:
        _expect_free(unit, _own(unit, caller), account_ids)
    imported = []
    for account_id in account_ids:
        imported.append(_joined(account_id, caller, unit_of_work, now))
        move_charges(account_id, unit_of_work, at=now, actor=caller.arn)
    return tuple(imported)


def _own(unit: UnitOfWork, caller: Caller) -> Organization:
    organization = unit.organizations.managed_by(caller.account_id)
    if organization is None:
        raise OrganizationNotFound(caller.account_id)
    return organization


def _expect_free(unit: UnitOfWork, organization: Organization, account_ids: Sequence[str]) -> None:
    problems = Problems()
    for account_id, membership in unit.organizations.memberships(account_ids).items():
        present = membership.present
        if present and present.organization_id != organization.organization_id:
            message = f"account {account_id} belongs to another organization"
            problems.add("Accounts", "INVALID_ACCOUNT_STATE", message)
    problems.raise_if_any()


def _joined(
    account_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, now: datetime
) -> OrganizationAccount:
    def attempt() -> OrganizationAccount:
        with unit_of_work() as unit:
            organization = _own(unit, caller)
            present = unit.organizations.account(caller.account_id, account_id)
            if present and not present.is_invited:
                return present
            membership = unit.organizations.membership(account_id)
            joined = OrganizationAccount(
                organization_id=organization.organization_id,
                management_account_id=caller.account_id,
                account_id=account_id,
                state=AccountState.ACTIVE,
                invited_at=present.invited_at if present else None,
                joined_at=now,
            )
            after = membership.joined(organization.organization_id, caller.account_id, now)
            unit.organizations.save_membership(membership, after)
            unit.organizations.save_account(present, joined)
            if present is None:
                unit.organizations.save(organization, organization.with_another())
            record_account(
                unit,
                EventType.ACCOUNT_JOINED,
                joined,
                at=now,
                actor=caller.arn,
                occasion=after.version,
                is_told_to_both=True,
            )
            unit.commit()
        return joined

    return decide(attempt)
