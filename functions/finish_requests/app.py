"""Finish requests that nobody answered in time, or that were cut off, every five minutes."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.schedule import has_time, scheduled_at
from procurement.service.after_sale.finish_requests import finish_requests


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Sweep once and say how many were finished; what is left is for the next sweep."""
    now = bootstrap.clock().now()
    swept = finish_requests(
        min(scheduled_at(event, now), now),
        bootstrap.unfinished_requests(),
        bootstrap.unit_of_work(),
        bootstrap.entities(),
        has_time(context),
    )
    note(finished=swept.finished, failed=swept.failed, isCutShort=swept.is_cut_short)
    count("RequestsFinished", swept.finished)
    count("RequestsNotFinished", swept.failed)
    return {"finished": swept.finished, "failed": swept.failed}
