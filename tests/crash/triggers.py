"""What no page tells of: use cases, each with a ground.

The ground is laid undisturbed. Setting up ends with the trigger, which is rehearsed.
"""

from collections.abc import Sequence
from typing import Final

from tests.crash import agreement_grounds as of_agreements
from tests.crash import invoice_grounds as of_invoices
from tests.crash import told_grounds as told
from tests.crash.ground import SetUp

_RECONCILE: Final = "reconcile: EventBridgeRule"

SCENARIOS: Final[Sequence[tuple[str, SetUp]]] = (
    ("generate_invoice: SQS", of_invoices.small_groups),
    ("generate_invoice: SQS", of_invoices.a_large_group),
    ("generate_invoice: SQS", of_invoices.months_that_close),
    ("generate_invoice: SQS", of_invoices.months_without_end),
    ("generate_invoice: SQS", of_invoices.a_dry_run),
    ("plan_invoices: ScheduleV2", of_invoices.planning),
    ("plan_invoices: EventBridgeRule InvoiceRunRequested", of_invoices.a_run_on_request),
    ("notify: SQS", told.low_balance),
    ("notify: SQS", told.invoice_without_order),
    ("notify: ScheduleV2 EXPIRY", told.expiring),
    ("notify: ScheduleV2 RADAR", told.radar),
    ("relay_events: DynamoDB", told.streamed),
    ("relay_events: ScheduleV2", told.swept_up),
    ("deliver_invoices: SQS", of_invoices.delivered),
    ("apply_change_sets: SQS", of_agreements.a_change_set),
    ("regenerate_invoices: SQS", of_invoices.many_regenerations),
    ("reconcile: ScheduleV2", told.daily_comparison),
    (f"{_RECONCILE} ReconciliationRequested", told.asked_comparison),
    (f"{_RECONCILE} ChargeReferencesRequested", told.references_set),
    ("import_charges: S3", of_invoices.dropped),
    ("import_charges: S3", of_invoices.refused),
    ("publish_reports: ScheduleV2", told.reports_of_a_month),
    ("publish_reports: SQS", told.a_report),
    ("render_documents: SQS", of_invoices.documents),
    ("renew_agreements: ScheduleV2", of_agreements.renewals),
    ("finish_requests: ScheduleV2", of_agreements.silence),
    ("purchase_order_resource: CloudFormation", of_agreements.stack_create),
    ("purchase_order_resource: CloudFormation", of_agreements.stack_update),
    ("purchase_order_resource: CloudFormation", of_agreements.stack_delete),
    ("POST /agreement-approvals/{agreementApprovalId}/reject", of_agreements.rejected_approval),
    (
        "POST /offers/{offerId}/accept-without-purchase-orders",
        of_agreements.accepted_without_orders,
    ),
    (
        "POST /agreement-requests/{agreementRequestId}/accept-without-purchase-orders",
        of_agreements.quote_without_orders,
    ),
    (
        "POST /agreements/{agreementId}/cancellation-requests/{requestId}/accept",
        of_agreements.accepted_cancellation,
    ),
    ("POST /offers/{offerId}/accept", of_agreements.accepted_twice_named),
)
"""Which use case, and its ground."""
