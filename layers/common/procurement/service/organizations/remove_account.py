"""End a membership or an invitation: the payer removes an account, or the account leaves."""

from datetime import datetime

from procurement.domain.errors import (
    InvitationNotFound,
    LostRace,
    OrganizationAccountNotFound,
    WrongStatus,
)
from procurement.domain.events import EventType
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.organization import OrganizationAccount
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.cancel_open_requests import cancel_open_requests
from procurement.service.organizations.account_events import record_account
from procurement.service.organizations.move_charges import move_charges
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event


def remove_account(
    account_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> None:
    """Take the account out of the caller's organization, or withdraw its invitation.

    An account that is no management account can take out itself alone; the management account is
    the last to leave, which ends the organization. With the membership the account's open agreement
    requests end (R-239), and what its agreements have to come is invoiced to the account itself. A
    repeat completes a cut-off call. Raises `OrganizationAccountNotFound`, and `WrongStatus` for a
    management account that still has others.
    """
    now = clock.now()

    def attempt() -> None:
        with unit_of_work() as unit:
            membership = unit.organizations.membership(caller.account_id)
            if membership.is_managing and account_id == caller.account_id:
                _stage_end(unit, membership, caller, now)
            else:
                account = _removable(unit, membership, account_id)
                if account:
                    _stage_removal(unit, account, at=now, actor=caller.arn)
            unit.commit()

    decide(attempt)
    cancel_open_requests(account_id, unit_of_work, at=now, actor=caller.arn)
    move_charges(account_id, unit_of_work, at=now, actor=caller.arn)


def decline_invitation(
    organization_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> None:
    """Turn the organization's invitation down; `InvitationNotFound` when there is none."""
    now = clock.now()

    def attempt() -> None:
        with unit_of_work() as unit:
            invited = unit.organizations.invitation(caller.account_id, organization_id)
            if invited is None:
                raise InvitationNotFound(organization_id)
            _stage_removal(unit, invited, at=now, actor=caller.arn)
            unit.commit()

    decide(attempt)


def _removable(unit: UnitOfWork, caller: Membership, account_id: str) -> OrganizationAccount | None:
    """The account that the caller may take out; None for one that was taken out before."""
    if not caller.is_managing and account_id != caller.account_id:
        raise OrganizationAccountNotFound(account_id)
    account = unit.organizations.account(caller.payer, account_id)
    if account is None:
        membership = unit.organizations.membership(account_id)
        known_to = {account_id, *(stay.management_account_id for stay in membership.stays)}
        if not membership.stays or caller.account_id not in known_to:
            raise OrganizationAccountNotFound(account_id)
    return account


def _stage_removal(
    unit: UnitOfWork, account: OrganizationAccount, *, at: datetime, actor: str
) -> None:
    organization = unit.organizations.managed_by(account.management_account_id)
    if organization is None:
        raise LostRace(
            "the organization ended in between",
            resource_type="Organization",
            resource_id=account.organization_id,
        )
    shrunk = organization.with_one_less()
    unit.organizations.save(organization, shrunk)
    unit.organizations.save_account(account, None)
    if account.is_invited:
        type_, occasion = EventType.INVITATION_WITHDRAWN, shrunk.version
    else:
        membership = unit.organizations.membership(account.account_id)
        left = membership.left(at)
        unit.organizations.save_membership(membership, left)
        type_, occasion = EventType.ACCOUNT_LEFT, left.version
    record_account(
        unit,
        type_,
        account,
        at=at,
        actor=actor,
        occasion=occasion,
        is_told_to_both=not account.is_invited,
    )


def _stage_end(unit: UnitOfWork, membership: Membership, caller: Caller, at: datetime) -> None:
    organization = unit.organizations.managed_by(caller.account_id)
    if organization is None or organization.accounts:
        raise WrongStatus(
            "the management account is the last to leave: accounts and invitations come first",
            resource_type="Organization",
            resource_id=organization.organization_id if organization else caller.account_id,
        )
    if membership.has_transfers_after(Month.of(at)):
        raise WrongStatus(
            "bills go to or come from other organizations: these billing transfers end first",
            resource_type="Organization",
            resource_id=organization.organization_id,
        )
    unit.organizations.remove(organization)
    unit.organizations.save_membership(membership, membership.left(at))
    unit.ledger.record(
        new_event(
            caller.account_id,
            EventType.ORGANIZATION_ENDED,
            f"organization/{organization.organization_id}",
            at=at,
            actor=caller.arn,
            occasion="ended",
            detail={"organizationId": organization.organization_id},
        )
    )
