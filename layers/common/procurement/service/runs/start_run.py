"""Ask for an invoice run; the planner takes it from there."""

from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.runs.run import Run, RunMode
from procurement.service.accounts import expect_deployment
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event
from procurement.service.runs.read_runs import WHAT


def start_run(
    asked: Run, caller: Caller, deployment_account: str, unit_of_work: UnitOfWorkFactory
) -> Run:
    """The run, waiting to be planned; asking again for the same one returns it as it stands.

    One transaction holds the run and the event that starts its planning. `NotAllowed` for any
    account but the deployment's own.
    """
    expect_deployment(caller, deployment_account, WHAT)
    try:
        with unit_of_work() as unit:
            unit.runs.add(asked)
            unit.ledger.record(
                new_event(
                    caller.account_id,
                    EventType.INVOICE_RUN_REQUESTED,
                    f"invoice-run/{asked.run_id}",
                    at=asked.started_at,
                    actor=caller.arn,
                    occasion=asked.run_id,
                    detail={
                        "runId": asked.run_id,
                        "dueBy": asked.due_by.isoformat(),
                        "isDryRun": asked.mode is RunMode.DRY_RUN,
                    },
                )
            )
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            return unit.runs.get(asked.run_id)
    return asked
