"""Apply change sets of the catalog: SQS batches, or one directly."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.catalog.message import read_change_set_id
from procurement.entrypoints.observability import note, observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.service.catalog.apply_change_set import apply_change_set


def apply(message: dict[str, Any], is_last_try: bool = False) -> dict[str, str]:
    """Make the changes of one set; given up with SERVER_FAULT if this was the last try."""
    change_set_id = read_change_set_id(message)
    change_set = apply_change_set(
        change_set_id,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        is_last_try=is_last_try,
        must_pay_by_invoice=bootstrap.settings().must_pay_by_invoice,
    )
    status = change_set.status.value if change_set else "UNKNOWN"
    note(changeSetId=change_set_id, status=status)
    return {"changeSetId": change_set_id, "status": status}


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch, whose failures go back to the queue alone, or one change set."""
    if is_batch(event):
        return handle_batch(event, context, apply)
    return apply(event)
