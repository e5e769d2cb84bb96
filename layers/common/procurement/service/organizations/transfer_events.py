"""What the ledgers say of billing transfers."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.organizations.billing_transfer import BillingTransfer
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def record_transfer(
    unit: UnitOfWork,
    type_: EventType,
    transfer: BillingTransfer,
    *,
    at: datetime,
    actor: str,
    is_told_to_both: bool = True,
) -> None:
    """Stage the event for the account that gets the bill, and for the one whose bill it is.

    What nobody agreed to is told to its sender alone: nobody writes into a stranger's ledger.
    """
    owners = [transfer.target_account_id]
    if is_told_to_both:
        owners.append(transfer.source_account_id)
    for owner in owners:
        unit.ledger.record(
            new_event(
                owner,
                type_,
                f"billing-transfer/{transfer.transfer_id}",
                at=at,
                actor=actor,
                occasion=transfer.version,
                detail={
                    "transferId": transfer.transfer_id,
                    "sourceAccountId": transfer.source_account_id,
                    "targetAccountId": transfer.target_account_id,
                    "firstBillingPeriod": str(transfer.first),
                    "lastBillingPeriod": str(transfer.last) if transfer.last else None,
                    "status": transfer.decided.value,
                },
            )
        )
