"""Invoices and credit memos on their way to procurement portals, in cXML."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.cxml.portal_answer import read_answer
from procurement.entrypoints.delivery_requests import DeliveryRequest, read_delivery_request
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.queue import handle_batch
from procurement.service.deliveries.deliver_invoice import (
    Dispatch,
    deliver_invoice,
    replay_invoice,
)


def handle(message: dict[str, Any], is_last_try: bool) -> None:
    """Deliver the documents of one message."""
    request = read_delivery_request(message)
    note(accountId=request.account_id, invoiceIds=list(request.invoice_ids))
    dispatch = Dispatch(
        unit_of_work=bootstrap.unit_of_work(),
        clock=bootstrap.clock(),
        entities=bootstrap.entities(),
        writer=bootstrap.portal_writer(),
        portal=bootstrap.portal(),
        secrets=bootstrap.portal_secrets(),
        read_answer=read_answer,
    )
    for invoice_id in request.invoice_ids:
        _deliver(request, invoice_id, dispatch, is_last_try=is_last_try)


def _deliver(
    request: DeliveryRequest, invoice_id: str, dispatch: Dispatch, *, is_last_try: bool
) -> None:
    if request.replay_to is not None:
        reason, told = replay_invoice(request.account_id, invoice_id, request.replay_to, dispatch)
        note(stoppedBy=reason.value if reason else None, answered=told)
        return
    delivery = deliver_invoice(
        request.account_id, invoice_id, dispatch, is_last_try=is_last_try, again=request.again
    )
    if delivery is not None:
        note(status=delivery.status.value, stoppedBy=delivery.reason and delivery.reason.value)
        count("DocumentsDelivered" if delivery.reason is None else "DocumentsNotDelivered")


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch of messages."""
    return handle_batch(event, context, handle)
