"""Documents of invoices, rendered after every edition and whenever somebody misses them."""

from pathlib import Path
from typing import Any, Final

from procurement import bootstrap
from procurement.entrypoints.document_requests import read_document_request
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.queue import handle_batch
from procurement.service.documents.render_documents import Workshop, render_documents

FOLDER: Final = Path(__file__).parent
"""Fonts and templates are shipped beside this module."""


def handle(message: dict[str, Any], _is_last_try: bool) -> None:
    """Render what the invoices of one message lack."""
    account_id, invoice_ids = read_document_request(message)
    note(accountId=account_id, invoiceIds=invoice_ids)
    workshop = Workshop(
        unit_of_work=bootstrap.unit_of_work(),
        renderer=bootstrap.document_renderer(FOLDER),
        store=bootstrap.document_store(),
        clock=bootstrap.clock(),
        entities=bootstrap.entities(),
    )
    rendered = sum(render_documents(account_id, each, workshop) for each in invoice_ids)
    note(documents=rendered)
    if rendered:
        count("DocumentsRendered", rendered)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch of messages."""
    return handle_batch(event, context, handle)
