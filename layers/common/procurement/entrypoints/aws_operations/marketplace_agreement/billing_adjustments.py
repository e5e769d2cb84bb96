"""What sellers give back, and the invoices they give it back of."""

from typing import Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.invoices.billing_adjustment import AdjustmentStatus, BillingAdjustment
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.month import Month
from procurement.entrypoints.aws_operations.marketplace_agreement.scope import expect_marketplace
from procurement.entrypoints.aws_operations.shapes import read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.billing_adjustments import (
    AgreementInvoicePage,
    AgreementInvoiceView,
    BatchCreateBillingAdjustmentRequest,
    BatchCreateBillingAdjustmentResponse,
    BillingAdjustmentPage,
    BillingAdjustmentSummaryView,
    BillingAdjustmentView,
)
from procurement.service.invoices import read_billing_adjustments as reading
from procurement.service.invoices.adjust_billing import adjust_billing
from procurement.service.invoices.read_billing_adjustments import InvoicedAmount

DEFAULT_RESULTS: Final = 50


def batch_create_billing_adjustment_request(request: Members, call: Call) -> Members:
    """Gives back some of 1 to 5 invoices of one agreement, as its seller (R-393 to R-398)."""
    given = read(BatchCreateBillingAdjustmentRequest, request).billing_adjustment_request_entries
    results = adjust_billing(
        [entry.to_entry() for entry in given or ()],
        call.caller,
        call.unit_of_work,
        call.clock,
        call.backend.entities(),
    )
    return shown(BatchCreateBillingAdjustmentResponse.of(results))


def get_billing_adjustment_request(request: Members, call: Call) -> Members:
    """One billing adjustment, as the seller of its agreement."""
    found = reading.get_billing_adjustment(
        request["agreementId"],
        request["billingAdjustmentRequestId"],
        call.caller,
        call.unit_of_work,
    )
    return shown(BillingAdjustmentView.of(found))


def list_billing_adjustment_requests(request: Members, call: Call) -> Members:
    """The billing adjustments of an agreement, as its seller.

    A page is short where some of it were made before or after the instants asked for.
    """
    expect_marketplace(request)
    if "agreementId" not in request:
        problem = Problem(field="agreementId", reason="MISSING_AGREEMENT_ID", message="is required")
        raise InvalidInput([problem])
    status = request.get("status")
    page = reading.list_billing_adjustments(
        request["agreementId"],
        AdjustmentStatus(status) if status else None,
        request.get("maxResults", DEFAULT_RESULTS),
        request.get("nextToken"),
        call.caller,
        call.unit_of_work,
    )
    items = [
        BillingAdjustmentSummaryView.of(found)
        for found in page.items
        if _is_made_within(found, request)
    ]
    return shown(BillingAdjustmentPage(items=items, next_token=page.next_token))


def list_agreement_invoice_line_items(request: Members, call: Call) -> Members:
    """What an agreement's buyer was invoiced, by invoice, as its seller (R-387).

    A page is short where some of it are not among the invoices asked for.
    """
    kind = request.get("invoiceType")
    page = reading.list_agreement_invoices(
        request["agreementId"],
        InvoiceType(kind) if kind else None,
        request.get("maxResults", DEFAULT_RESULTS),
        request.get("nextToken"),
        call.caller,
        call.unit_of_work,
    )
    found = [AgreementInvoiceView.of(each) for each in page.items if _is_asked_for(each, request)]
    return shown(
        AgreementInvoicePage(
            agreement_invoice_line_item_group_summaries=found, next_token=page.next_token
        )
    )


def _is_made_within(adjustment: BillingAdjustment, request: Members) -> bool:
    after, before = request.get("createdAfter"), request.get("createdBefore")
    made = adjustment.created_at
    return (after is None or made > after) and (before is None or made < before)


def _is_asked_for(invoice: InvoicedAmount, request: Members) -> bool:
    after, before = request.get("afterIssuedTime"), request.get("beforeIssuedTime")
    period = request.get("invoiceBillingPeriod")
    return (
        request.get("invoiceId") in (None, invoice.invoice_id)
        and (after is None or invoice.issued_at > after)
        and (before is None or invoice.issued_at < before)
        and (period is None or invoice.billing_period == Month(period["year"], period["month"]))
    )
