"""Ask for a reconciliation; the function that speaks to AWS takes it from there."""

from datetime import date
from typing import Final

from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.reconciliation.reconciliation import (
    Reconciliation,
    expect_same,
    new_reconciliation,
)
from procurement.service.accounts import expect_deployment
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event

WHAT: Final = "reconciliations"


def start_reconciliation(
    first: date | None,
    last: date | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Reconciliation:
    """The reconciliation that was begun; the same one asked for twice is one.

    One transaction holds it and the event that starts the work. `NotAllowed` for any account but
    the deployment's own, as AWS is asked with its permissions; `InvalidInput` for impossible days.
    """
    expect_deployment(caller, deployment_account, WHAT)
    asked = new_reconciliation(
        first, last, account_id=caller.account_id, requested_by=caller.arn, now=clock.now()
    )
    return begin(asked, unit_of_work, is_announced=True)


def begin(
    asked: Reconciliation, unit_of_work: UnitOfWorkFactory, *, is_announced: bool
) -> Reconciliation:
    """Put it, with its event where somebody else does the work; or find it as it stands."""
    try:
        with unit_of_work() as unit:
            unit.reconciliations.add(asked)
            if is_announced:
                unit.ledger.record(
                    new_event(
                        asked.account_id,
                        EventType.RECONCILIATION_REQUESTED,
                        subject_of(asked),
                        at=asked.requested_at,
                        actor=asked.requested_by,
                        occasion=asked.reconciliation_id,
                        detail={
                            "reconciliationId": asked.reconciliation_id,
                            "accountId": asked.account_id,
                            "issuedFrom": asked.first.isoformat(),
                            "issuedTo": asked.last.isoformat(),
                        },
                    )
                )
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            before = unit.reconciliations.get(asked.account_id, asked.reconciliation_id)
        return expect_same(asked, before)
    return asked


def subject_of(reconciliation: Reconciliation) -> str:
    """What events about a reconciliation are about."""
    return f"reconciliation/{reconciliation.reconciliation_id}"
