"""What the ledger says of an organization's accounts."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.organizations.organization import OrganizationAccount
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def record_account(
    unit: UnitOfWork,
    type_: EventType,
    account: OrganizationAccount,
    *,
    at: datetime,
    actor: str,
    occasion: int,
    is_told_to_both: bool = False,
) -> None:
    """Stage the event for the management account; for the account itself where it concerns both.

    An invitation does not: nobody writes into a stranger's ledger. `occasion` is the version that
    tells one time from another: of the account's membership, or of the organization.
    """
    owners = [account.management_account_id]
    if is_told_to_both:
        owners.append(account.account_id)
    for owner in owners:
        unit.ledger.record(
            new_event(
                owner,
                type_,
                f"account/{account.account_id}",
                at=at,
                actor=actor,
                occasion=f"{account.organization_id}@{occasion}",
                detail={
                    "organizationId": account.organization_id,
                    "managementAccountId": account.management_account_id,
                    "accountId": account.account_id,
                },
            )
        )
