"""UpdateResponsibilityTransfer: another name for a billing transfer."""

from procurement.domain.errors import NotAllowed
from procurement.domain.events import EventType
from procurement.domain.organizations.billing_transfer import BillingTransfer
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.transfer_events import record_transfer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def rename_billing_transfer(
    transfer_id: str,
    name: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> BillingTransfer:
    """The transfer under its new name; the account that gave it one may give it another.

    Raises `BillingTransferNotFound`, `NotAllowed` for the source, `InvalidInput`.
    """
    now = clock.now()

    def attempt() -> BillingTransfer:
        with unit_of_work() as unit:
            before = unit.billing_transfers.get(caller.account_id, transfer_id)
            if caller.account_id != before.target_account_id:
                raise NotAllowed("a billing transfer is named by the account that offered it")
            after = before.renamed(name)
            if after is before:
                return before
            unit.billing_transfers.save(before, after)
            record_transfer(
                unit,
                EventType.BILLING_TRANSFER_RENAMED,
                after,
                at=now,
                actor=caller.arn,
                is_told_to_both=False,
            )
            unit.commit()
        return after

    return decide(attempt)
