"""TerminateResponsibilityTransfer: end a billing transfer with a month, from either side."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.organizations.billing_transfer import (
    BillingTransfer,
    TransferStatus,
    last_period,
)
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.transfer_events import record_transfer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def end_billing_transfer(
    transfer_id: str,
    ends_at: datetime | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> BillingTransfer:
    """The transfer with its last billing period: that of `ends_at`, or the present one (R-412).

    Whatever begins after it is the source's again, with the purchase orders that it kept. One that
    has not begun never begins. The same end again changes nothing. Raises
    `BillingTransferNotFound`, `InvalidInput`, and `WrongStatus` for a transfer that nobody agreed
    to, or that has another end.
    """
    now = clock.now()

    def attempt() -> BillingTransfer:
        with unit_of_work() as unit:
            before = unit.billing_transfers.get(caller.account_id, transfer_id)
            last = last_period(before, ends_at, now)
            if before.decided is TransferStatus.WITHDRAWN and before.last == last:
                return before
            after = before.withdrawn(last, now)
            both = (after.source_account_id, after.target_account_id)
            for membership in unit.organizations.memberships(both).values():
                unit.organizations.save_membership(
                    membership, membership.with_transfer_ended(transfer_id, last)
                )
            unit.billing_transfers.save(before, after)
            record_transfer(
                unit, EventType.BILLING_TRANSFER_WITHDRAWN, after, at=now, actor=caller.arn
            )
            unit.commit()
        return after

    return decide(attempt)
