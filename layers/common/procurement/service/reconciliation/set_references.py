"""Set the numbers of a plan on charges of the real account."""

from collections.abc import Mapping, Sequence

from procurement.domain.errors import LedgerlineError
from procurement.domain.events import EventType
from procurement.domain.reconciliation.aws_account import AwsCharge
from procurement.domain.reconciliation.reconciliation import Reconciliation
from procurement.domain.reconciliation.reference_plan import (
    BatchResult,
    BatchState,
    ReferenceChange,
    still_to_set,
)
from procurement.service.ports.aws_account import AwsAccount
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.reconciliation.start_reconciliation import subject_of
from procurement.service.record import new_event


def set_references(
    account_id: str,
    reconciliation_id: str,
    aws: AwsAccount,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Reconciliation:
    """Carry out the plan that was asked for; one that is over comes back as it is.

    Charges are read again first. If any has moved on since the plan was made, nothing is set at
    all; what an earlier attempt has set is left as it is. A batch that AWS refuses keeps no other
    from being set.
    """
    with unit_of_work() as unit:
        asked = unit.reconciliations.get(account_id, reconciliation_id)
        plan = unit.reconciliations.plan(asked)
    if asked.application is None or asked.application.is_over:
        return asked
    try:
        left = still_to_set(plan, _open_charges(aws, clock))
    except LedgerlineError as error:
        return _end(asked.refused(error.code, error.message), unit_of_work, clock)
    results = [_set(batch, left, aws) for batch in plan.batches()]
    return _end(asked.applied(results), unit_of_work, clock)


def _open_charges(aws: AwsAccount, clock: Clock) -> Mapping[str, AwsCharge]:
    now = clock.now()
    return {each.charge_id: each for each in aws.charges() if each.is_open(now)}


def _set(
    batch: Sequence[ReferenceChange], left: Mapping[str, ReferenceChange], aws: AwsAccount
) -> BatchResult:
    """One call, for those of the batch that have their number not yet."""
    changes = [change for change in batch if change.charge_id in left]
    if changes:
        try:
            aws.set_references(changes)
        except LedgerlineError as error:
            return BatchResult(
                charges=len(batch), state=BatchState.FAILED, error=(error.code, error.message)
            )
    return BatchResult(charges=len(batch), state=BatchState.SET, set_now=len(changes))


def _end(result: Reconciliation, unit_of_work: UnitOfWorkFactory, clock: Clock) -> Reconciliation:
    application = result.application
    if application is None:
        raise ValueError("nobody asked for it")
    with unit_of_work() as unit:
        unit.reconciliations.save(result)
        unit.ledger.record(
            new_event(
                result.account_id,
                EventType.CHARGE_REFERENCES_SET,
                subject_of(result),
                at=clock.now(),
                actor=application.requested_by,
                occasion=f"{result.reconciliation_id}@{result.revision}",
                detail={
                    "reconciliationId": result.reconciliation_id,
                    "state": application.state.value,
                    "charges": sum(
                        each.charges for each in application.batches if each.error is None
                    ),
                    "failedCharges": sum(
                        each.charges for each in application.batches if each.error is not None
                    ),
                    "refusal": application.refusal[1] if application.refusal else None,
                },
            )
        )
        unit.commit()
    return result
