"""Ask for the plan of a reconciliation to be carried out in the real account."""

from procurement.domain.errors import NotAllowed
from procurement.domain.events import EventType
from procurement.domain.reconciliation.reconciliation import Reconciliation
from procurement.service.accounts import expect_deployment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.reconciliation.start_reconciliation import WHAT, subject_of
from procurement.service.record import new_event


def request_references(
    reconciliation_id: str,
    plan_token: str,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    is_allowed: bool,
) -> Reconciliation:
    """The reconciliation with its plan on its way; asking again while it is changes nothing.

    `plan_token` is that of the plan that was shown: `PlanChanged` for any other. `NotAllowed`
    unless the deployment may write (`is_allowed`), and for any account but its own;
    `ReconciliationNotFound`.
    """
    expect_deployment(caller, deployment_account, WHAT)
    if not is_allowed:
        raise NotAllowed(
            "this deployment only reads the AWS account: its parameter ReconciliationChanges is off"
        )

    def attempt() -> Reconciliation:
        now = clock.now()
        with unit_of_work() as unit:
            before = unit.reconciliations.get(caller.account_id, reconciliation_id)
            after = before.applying(plan_token, caller.arn, now)
            if after is before:
                return before
            unit.reconciliations.save(after)
            unit.ledger.record(
                new_event(
                    after.account_id,
                    EventType.CHARGE_REFERENCES_REQUESTED,
                    subject_of(after),
                    at=now,
                    actor=caller.arn,
                    occasion=f"{after.reconciliation_id}@{before.revision}",
                    detail={
                        "reconciliationId": after.reconciliation_id,
                        "accountId": after.account_id,
                        "planToken": plan_token,
                        "changes": after.changes,
                    },
                )
            )
            unit.commit()
        return after

    return decide(attempt)
