"""Find what is due and hand it out: hourly by EventBridge Scheduler, on request, or directly.

A direct invocation may name its run, what it is to cover, and that it is to write nothing:
``{"runId"?: "…", "dueBy"?: "2027-02-03T06:00:00Z", "isDryRun"?: true}``. The same run is planned
once.
"""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, observed
from procurement.entrypoints.run_request import read_run
from procurement.service.runs.plan_invoices import plan_invoices


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Plan one run and report it."""
    now = bootstrap.clock().now()
    run = plan_invoices(read_run(event, now), bootstrap.unit_of_work(), bootstrap.part_queue(), now)
    count("RunsPlanned")
    count("AccountsPlanned", run.planned)
    return {"runId": run.run_id, "state": run.state.value, "planned": run.planned}
