"""Carry on with agreements, hourly: renew those whose end has come, settle cut-off ends."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.schedule import has_time, scheduled_at
from procurement.service.marketplace.carry_on_agreements import carry_on_agreements


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Sweep once and report it; raises when something is left, so that Lambda calls again."""
    now = bootstrap.clock().now()
    due_by = min(scheduled_at(event, now), now)
    sweep = carry_on_agreements(bootstrap.unit_of_work(), due_by, has_time(context))
    counts = {"renewed": sweep.renewed, "settled": sweep.settled, "failed": sweep.failed}
    note(**counts)
    count("AgreementsRenewed", sweep.renewed)
    count("AgreementsNotCarriedOn", sweep.failed)
    sweep.expect_complete()
    return counts
