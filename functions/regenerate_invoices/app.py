"""Work off regenerations of many invoices: SQS batches, or one request directly."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import note, observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.entrypoints.regeneration_message import read_regeneration
from procurement.entrypoints.schedule import has_time
from procurement.service.invoices.work_off_regenerations import work_off_regenerations


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch, whose failures go back to the queue alone, or one request."""

    def work_off(message: dict[str, Any], is_last_try: bool = False) -> dict[str, Any]:
        """Regenerate what has no result yet."""
        account_id, regeneration_id = read_regeneration(message)
        progress = work_off_regenerations(
            account_id,
            regeneration_id,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            bootstrap.entities(),
            has_time(context),
            is_last_try=is_last_try,
        )
        note(regenerationId=regeneration_id, invoices=len(progress.results))
        return {"regenerationId": regeneration_id, "pending": len(progress.pending)}

    return handle_batch(event, context, work_off) if is_batch(event) else work_off(event)
