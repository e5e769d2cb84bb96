"""Find what is due and hand it out, hourly by EventBridge Scheduler or on request.

A direct invocation may name its run: ``{"runId": "…"}``; the same run is planned once.
"""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import observed
from procurement.entrypoints.run_request import run_id_of
from procurement.entrypoints.schedule import scheduled_at
from procurement.service.invoices.plan_invoices import plan_invoices


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Plan one run and report it."""
    now = bootstrap.clock().now()
    due_by = min(scheduled_at(event, now), now)
    run = plan_invoices(
        run_id_of(event, due_by), due_by, bootstrap.unit_of_work(), bootstrap.part_queue(), now
    )
    return {"runId": run.run_id, "state": run.state.value, "planned": run.planned}
