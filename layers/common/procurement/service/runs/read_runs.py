"""Read invoice runs and their parts.

Runs span accounts, so only the deployment's own may look: `NotAllowed` for every other one.
"""

from collections.abc import Sequence

from procurement.domain.errors import RunNotFound
from procurement.domain.runs.planned_invoice import PlannedInvoice
from procurement.domain.runs.run import Run, RunPart
from procurement.service.accounts import expect_deployment
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

WHAT = "invoice runs"


def get_run(
    run_id: str, caller: Caller, deployment_account: str, unit_of_work: UnitOfWorkFactory
) -> Run:
    """The run with its progress; `RunNotFound` otherwise."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        return unit.runs.get(run_id)


def list_runs(
    limit: int,
    token: str | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Run]:
    """One page of runs, newest first."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        return unit.runs.page(limit=limit, token=token)


def list_parts(
    run_id: str,
    limit: int,
    token: str | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
    *,
    parked_only: bool,
) -> Page[RunPart]:
    """One page of a run's parts, or of those that were parked; `RunNotFound` without a run."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        unit.runs.get(run_id)
        return unit.runs.page_of_parts(run_id, parked_only=parked_only, limit=limit, token=token)


def get_part(
    run_id: str,
    part_id: str,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> tuple[RunPart, Sequence[PlannedInvoice]]:
    """One part, and what a dry run decided in it; `RunNotFound` without such a part."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        part = unit.runs.find_part(run_id, part_id)
        if part is None:
            raise RunNotFound(f"{run_id}/{part_id}")
        return part, unit.runs.planned_invoices(run_id, part_id)
