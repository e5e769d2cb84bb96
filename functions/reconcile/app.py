"""Compare the real AWS account: daily by EventBridge Scheduler, on request, or directly.

A direct invocation may say which invoices to compare, by their days of issue:
``{"issuedFrom"?: "2027-01-01", "issuedTo"?: "2027-02-28"}``.
"""

from typing import Any

from procurement import bootstrap
from procurement.domain.errors import ReconciliationNotFound
from procurement.domain.reconciliation.reconciliation import Reconciliation
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.reconciliation_request import Requested, read_request
from procurement.entrypoints.schedule import has_time
from procurement.service.reconciliation.reconcile import Sources, reconcile
from procurement.service.reconciliation.set_references import set_references
from procurement.service.reconciliation.start_reconciliation import begin


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Work off one reconciliation, or carry out its plan, and report it.

    A message about one that has expired asks for nothing that could still be done.
    """
    try:
        return _work(event, context)
    except ReconciliationNotFound as gone:
        note(reconciliationId=gone.resource_id)
        return {"reconciliationId": gone.resource_id, "state": "GONE"}


def _work(event: dict[str, Any], context: Any) -> dict[str, Any]:
    now, account = bootstrap.clock().now(), bootstrap.settings().deployment_account
    asked = read_request(event, account, now)
    if isinstance(asked, Requested) and asked.is_plan:
        return _set(asked)
    if isinstance(asked, Reconciliation):
        asked = begin(asked, bootstrap.unit_of_work(), is_announced=False)
    sources = Sources(
        aws=bootstrap.aws_account(),
        unit_of_work=bootstrap.unit_of_work(),
        clock=bootstrap.clock(),
        entities=bootstrap.entities(),
        has_time=has_time(context, reserve_seconds=30),
    )
    found = reconcile(asked.account_id, asked.reconciliation_id, sources)
    note(reconciliationId=found.reconciliation_id, findings=found.findings)
    count("ReconciliationFindings", found.findings)
    count("ReconciliationsFailed", int(found.failure is not None))
    return {
        "reconciliationId": found.reconciliation_id,
        "state": found.state(bootstrap.clock().now()).value,
        "findings": found.findings,
    }


def _set(asked: Requested) -> dict[str, Any]:
    found = set_references(
        asked.account_id,
        asked.reconciliation_id,
        bootstrap.aws_account(),
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    application = found.application
    note(reconciliationId=found.reconciliation_id, changes=found.changes)
    return {
        "reconciliationId": found.reconciliation_id,
        "application": application.state.value if application else None,
    }
