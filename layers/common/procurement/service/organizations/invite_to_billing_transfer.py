"""InviteOrganizationToTransferResponsibility: offer to take over another organization's bill."""

from datetime import datetime
from typing import Final

from procurement.domain.errors import NotAllowed, QuotaExceeded
from procurement.domain.events import EventType
from procurement.domain.organizations.billing_transfer import (
    BillingTransfer,
    TransferInput,
    TransferStatus,
    offered,
)
from procurement.domain.organizations.organization import Organization
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.transfer_events import record_transfer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

MAX_INVITATIONS: Final = 20
"""Invitations of one account to another for one month, the answered ones included."""

_STANDING: Final = (TransferStatus.REQUESTED, TransferStatus.ACCEPTED)


def invite_to_billing_transfer(
    given: TransferInput, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> BillingTransfer:
    """The invitation that waits for an answer: made by this call, or there before (R-409).

    Raises `InvalidInput` with all problems, `NotAllowed` for whoever manages no organization, and
    `QuotaExceeded`. Whether the other account manages one shows when it accepts: nothing is told
    of it before.
    """
    now = clock.now()

    def attempt() -> BillingTransfer:
        with unit_of_work() as unit:
            organization = unit.organizations.managed_by(caller.account_id)
            if organization is None:
                raise NotAllowed("billing transfers are offered by management accounts")
            transfer, is_standing = _standing_or_next(unit, given, organization, now)
            if is_standing:
                return transfer
            unit.organizations.save(organization, organization.offering_transfer())
            unit.billing_transfers.save(None, transfer)
            record_transfer(
                unit,
                EventType.BILLING_TRANSFER_REQUESTED,
                transfer,
                at=now,
                actor=caller.arn,
                is_told_to_both=False,
            )
            unit.commit()
        return transfer

    return decide(attempt)


def _standing_or_next(
    unit: UnitOfWork, given: TransferInput, organization: Organization, now: datetime
) -> tuple[BillingTransfer, bool]:
    """The invitation for that month and whether it stands; a new one if all came to nothing."""
    target = organization.management_account_id
    for number in range(1, MAX_INVITATIONS + 1):
        transfer = offered(given, target, organization.organization_id, now, attempt=number)
        present = unit.billing_transfers.find(target, transfer.transfer_id)
        if present is None:
            return transfer, False
        if present.status(now) in _STANDING:
            return present, True
    raise QuotaExceeded(
        f"an account is invited at most {MAX_INVITATIONS} times for one month",
        quota="BillingTransferInvitations",
        limit=MAX_INVITATIONS,
    )
