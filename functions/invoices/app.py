"""Invoices over the API: list and get, their editions; the ledger."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Path

from procurement import bootstrap
from procurement.domain.invoices.edition import MAX_EDITIONS
from procurement.domain.invoices.invoice_query import InvoiceQuery
from procurement.domain.month import Month
from procurement.entrypoints.http import (
    DEFAULT_RESULTS,
    Api,
    BillingPeriod,
    MaxResults,
    NextToken,
    PathText,
)
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.corrections import EditionList, EditionView
from procurement.entrypoints.schemas.invoice_lists import (
    HasPurchaseOrder,
    InCurrency,
    InNumber,
    IssuedFrom,
    IssuedTo,
    OfEntity,
    OfKind,
    OfPurchaseOrder,
    OfType,
)
from procurement.entrypoints.schemas.invoices import (
    InvoicePage,
    InvoiceSummaryView,
    InvoiceView,
)
from procurement.entrypoints.schemas.ledger import EventPage, EventView
from procurement.service.invoices.read_editions import get_edition, list_editions
from procurement.service.invoices.read_invoices import (
    get_invoice,
    list_events,
    list_invoices,
)
from procurement.service.purchase_orders.read_purchase_orders import list_purchase_order_events

api = Api(bootstrap.acting_for)


@api.get("/invoices", operation_id="ListInvoices")
def list_(
    billing_period: BillingPeriod = None,
    has_purchase_order: HasPurchaseOrder = None,
    purchase_order_id: OfPurchaseOrder = None,
    invoicing_entity: OfEntity = None,
    kind: OfKind = None,
    invoice_type: OfType = None,
    currency_code: InCurrency = None,
    issued_from: IssuedFrom = None,
    issued_to: IssuedTo = None,
    search: InNumber = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> InvoicePage:
    """List invoices, filtered, newest billing period first; without purchase order newest first."""
    query = InvoiceQuery(
        billing_period=Month.parse(billing_period) if billing_period else None,
        has_purchase_order=has_purchase_order,
        purchase_order_id=purchase_order_id,
        invoicing_entity=invoicing_entity,
        kind=kind,
        type=invoice_type,
        currency=currency_code,
        issued_from=issued_from,
        issued_to=issued_to,
        search=search,
    )
    page = list_invoices(query, max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [InvoiceSummaryView.of(invoice) for invoice in page.items]
    return InvoicePage(items=items, next_token=page.next_token)


@api.get("/invoices/<invoice_id>", operation_id="GetInvoice")
def get(invoice_id: PathText) -> InvoiceView:
    """Get one invoice with its lines."""
    return InvoiceView.of(get_invoice(invoice_id, api.caller, bootstrap.unit_of_work()))


@api.get("/invoices/<invoice_id>/editions", operation_id="ListInvoiceEditions")
def list_all_editions(invoice_id: PathText) -> EditionList:
    """List every edition of an invoice, the newest first."""
    editions = list_editions(invoice_id, api.caller, bootstrap.unit_of_work())
    return EditionList(items=[EditionView.of(edition) for edition in editions])


@api.get("/invoices/<invoice_id>/editions/<edition>", operation_id="GetInvoiceEdition")
def get_one_edition(
    invoice_id: PathText, edition: Annotated[int, Path(ge=1, le=MAX_EDITIONS)]
) -> InvoiceView:
    """Get an invoice as it is or was in one edition."""
    return InvoiceView.of(get_edition(invoice_id, edition, api.caller, bootstrap.unit_of_work()))


@api.get("/purchase-orders/<purchase_order_id>/events", operation_id="ListPurchaseOrderEvents")
def list_of_purchase_order(
    purchase_order_id: PathText,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> EventPage:
    """List who did what with a purchase order, and what was booked on it, newest first."""
    page = list_purchase_order_events(
        purchase_order_id,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock().now(),
    )
    items = [EventView.of(event) for event in page.items]
    return EventPage(items=items, next_token=page.next_token)


@api.get("/events", operation_id="ListEvents")
def list_ledger(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> EventPage:
    """List the caller's ledger, newest first."""
    page = list_events(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [EventView.of(event) for event in page.items]
    return EventPage(items=items, next_token=page.next_token)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
