"""Answer an invitation to a billing transfer: accept or decline it, or take it back."""

from datetime import datetime

from procurement.domain.errors import NotAllowed, WrongStatus
from procurement.domain.events import EventType
from procurement.domain.organizations.billing_transfer import BillingTransfer, TransferStatus
from procurement.domain.organizations.transfer_chain import expect_acceptable
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.transfer_events import record_transfer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def accept_billing_transfer(
    transfer_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> BillingTransfer:
    """The transfer, agreed to by the account whose bill it is (R-407, R-409).

    One transaction holds the transfer and what both accounts know of it, over what was read; the
    bill begins to go elsewhere with the month by itself. Accepting again changes nothing. Raises
    `BillingTransferNotFound`, `NotAllowed` for the sender and for whoever manages no organization,
    and `WrongStatus` after its time and where two bills would get in each other's way.
    """
    now = clock.now()

    def attempt() -> BillingTransfer:
        with unit_of_work() as unit:
            before = unit.billing_transfers.get(caller.account_id, transfer_id)
            _expect_source(before, caller, "accepted")
            if before.decided is TransferStatus.ACCEPTED:
                return before
            after = before.accepted(now)
            _stage_agreed(unit, after)
            return _save(unit, before, after, EventType.BILLING_TRANSFER_ACCEPTED, caller, now)

    return decide(attempt)


def decline_billing_transfer(
    transfer_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> BillingTransfer:
    """The transfer, turned down by the account whose bill it is; again changes nothing.

    Raises `BillingTransferNotFound`, `NotAllowed` for the sender, and `WrongStatus`.
    """
    now = clock.now()

    def attempt() -> BillingTransfer:
        with unit_of_work() as unit:
            before = unit.billing_transfers.get(caller.account_id, transfer_id)
            _expect_source(before, caller, "declined")
            if before.decided is TransferStatus.DECLINED:
                return before
            after = before.declined(now)
            return _save(unit, before, after, EventType.BILLING_TRANSFER_DECLINED, caller, now)

    return decide(attempt)


def cancel_billing_transfer(
    transfer_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> BillingTransfer:
    """The transfer, its invitation taken back by its sender; again changes nothing.

    Raises `BillingTransferNotFound`, `NotAllowed` for the invited account, and `WrongStatus`.
    """
    now = clock.now()

    def attempt() -> BillingTransfer:
        with unit_of_work() as unit:
            before = unit.billing_transfers.get(caller.account_id, transfer_id)
            if caller.account_id != before.target_account_id:
                raise NotAllowed("an invitation is taken back by the account that sent it")
            if before.decided is TransferStatus.CANCELED:
                return before
            after = before.cancelled(now)
            return _save(unit, before, after, EventType.BILLING_TRANSFER_CANCELED, caller, now)

    return decide(attempt)


def _expect_source(transfer: BillingTransfer, caller: Caller, done: str) -> None:
    if caller.account_id != transfer.source_account_id:
        raise NotAllowed(f"a billing transfer is {done} by the account whose bill it is")


def _stage_agreed(unit: UnitOfWork, transfer: BillingTransfer) -> None:
    """Stage what source and target know of the transfer from now on."""
    both = (transfer.source_account_id, transfer.target_account_id)
    found = unit.organizations.memberships(both)
    source, target = (found[account_id] for account_id in both)
    if not source.is_managing:
        raise NotAllowed("billing transfers are accepted by management accounts")
    if not target.is_managing:
        raise WrongStatus(
            "the account that sent the invitation manages no organization any more",
            resource_type="BillingTransfer",
            resource_id=transfer.transfer_id,
        )
    beside = unit.organizations.memberships(
        bill.account_id for bill in (*target.outbound, *source.inbound)
    )
    expect_acceptable(transfer, source, target, beside.values())
    for account_id in {bill.account_id for bill in target.outbound} - {source.account_id}:
        unit.organizations.hold_membership(beside[account_id])
    unit.organizations.save_membership(source, source.giving(transfer.bill_to_target()))
    unit.organizations.save_membership(target, target.taking(transfer.bill_of_source()))


def _save(
    unit: UnitOfWork,
    before: BillingTransfer,
    after: BillingTransfer,
    type_: EventType,
    caller: Caller,
    now: datetime,
) -> BillingTransfer:
    unit.billing_transfers.save(before, after)
    # An invitation that was taken back is still none of the other account's doing.
    is_told_to_both = after.decided is not TransferStatus.CANCELED
    record_transfer(unit, type_, after, at=now, actor=caller.arn, is_told_to_both=is_told_to_both)
    unit.commit()
    return after
