"""Draft, match and issue the invoices of receiving accounts: SQS batches, or one part directly.

A part of a dry run is drafted and matched, and nothing is issued.
"""

from typing import Any

from procurement import bootstrap
from procurement.domain.runs.run import RunMode
from procurement.entrypoints.invoice_parts import read_part
from procurement.entrypoints.observability import count, observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.service.runs.generate_invoices import Workshop, generate_invoices, try_invoices


def generate(message: dict[str, Any], is_last_try: bool = False) -> dict[str, Any]:
    """Invoice one part; it is parked with its reason when this was the last try."""
    part = read_part(message)
    workshop = Workshop(
        unit_of_work=bootstrap.unit_of_work(),
        entities=bootstrap.entities(),
        clock=bootstrap.clock(),
    )
    if part.mode is RunMode.DRY_RUN:
        return {"planned": len(try_invoices(part, workshop, is_last_try=is_last_try))}
    invoices = generate_invoices(part, workshop, is_last_try=is_last_try)
    count("InvoicesIssued", len(invoices))
    return {"invoiceIds": [invoice.invoice_id for invoice in invoices]}


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch, whose failures go back to the queue alone, or one part."""
    if is_batch(event):
        return handle_batch(event, context, generate)
    return generate(event)
