"""Publish billed revenue reports: on the 15th those of the month before, one message per seller.

A direct invocation may name the month: ``{"month": "2027-04"}``; what is published stays.
"""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.entrypoints.report_request import asked_month, asked_report
from procurement.service.reports.plan_reports import plan_reports
from procurement.service.reports.publish_report import publish_report


def publish(message: dict[str, Any], _is_last_try: bool) -> None:
    """Publish one seller's report, or park it with what it lacks."""
    account_id, month = asked_report(message)
    report = publish_report(
        account_id,
        month,
        bootstrap.unit_of_work(),
        bootstrap.report_files(),
        bootstrap.clock(),
    )
    note(accountId=account_id, month=str(month), status=report.status.value, rows=report.rows)
    if not report.is_published:
        count("ReportsParked")


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Publish a batch of reports, or hand out those of a month."""
    if is_batch(event):
        return handle_batch(event, context, publish)
    month = asked_month(event, bootstrap.clock().now())
    sellers = plan_reports(month, bootstrap.unit_of_work(), bootstrap.report_queue())
    return {"month": str(month), "sellers": sellers}
