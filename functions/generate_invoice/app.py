"""Draft, match and issue the invoices of receiving accounts: SQS batches, or one part directly."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.invoice_parts import read_part
from procurement.entrypoints.observability import observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.service.invoices.generate_invoices import generate_invoices


def generate(message: dict[str, Any], is_last_try: bool = False) -> list[str]:
    """Invoice one part; it is parked with its reason when this was the last try."""
    invoices = generate_invoices(
        read_part(message),
        bootstrap.unit_of_work(),
        bootstrap.entities(),
        bootstrap.clock(),
        is_last_try=is_last_try,
    )
    return [invoice.invoice_id for invoice in invoices]


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch, whose failures go back to the queue alone, or one part."""
    if is_batch(event):
        return handle_batch(event, context, generate)
    return {"invoiceIds": generate(event)}
