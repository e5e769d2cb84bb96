"""Purchase orders over the API: add, get, list, edit, status, delete, and their invoices."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from procurement import bootstrap
from procurement.domain.month import Month
from procurement.domain.purchase_orders.input import LineItemsAre, PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, SortBy, SortOrder
from procurement.entrypoints.http import (
    DEFAULT_RESULTS,
    Api,
    ExpectedVersion,
    MaxResults,
    NextToken,
    PathText,
)
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schedule import has_time
from procurement.entrypoints.schemas.invoices import InvoicePage, InvoiceSummaryView
from procurement.entrypoints.schemas.purchase_order_lists import (
    BalanceBelow,
    BatchDeleteRequest,
    BatchDeleteResponse,
    BatchUpdateStatusRequest,
    BatchUpdateStatusResponse,
    BillFromFilter,
    CurrencyFilter,
    ExpiringBefore,
    IsBalanceLow,
    PurchaseOrderPage,
    PurchaseOrderSummaryView,
    Search,
    SortByQuery,
    SortOrderQuery,
    SourceFilter,
    StatusFilter,
    TagKey,
    TagValue,
)
from procurement.entrypoints.schemas.purchase_orders import (
    AddPurchaseOrderRequest,
    ContactsBody,
    LineItemBody,
    PurchaseOrderView,
    UpdatePurchaseOrderRequest,
    UpdateStatusRequest,
)
from procurement.service.billing_settings.read_billing_settings import get_payment_settings
from procurement.service.purchase_orders.add_purchase_order import add_purchase_order
from procurement.service.purchase_orders.delete_purchase_order import delete_purchase_order
from procurement.service.purchase_orders.delete_purchase_orders import delete_purchase_orders
from procurement.service.purchase_orders.read_purchase_orders import (
    get_issuer_warnings,
    get_purchase_order,
    list_purchase_order_invoices,
    list_purchase_orders,
)
from procurement.service.purchase_orders.update_purchase_order import update_purchase_order
from procurement.service.purchase_orders.update_purchase_order_status import (
    update_purchase_order_status,
)
from procurement.service.purchase_orders.update_purchase_order_statuses import (
    update_purchase_order_statuses,
)

RESERVE_SECONDS: Final = 5.0
"""Of the function's 25 seconds, what the last of several decisions may still take."""

api = Api(bootstrap.acting_for)


@api.post("/purchase-orders", status_code=201, operation_id="AddPurchaseOrder")
def add(request: AddPurchaseOrderRequest) -> PurchaseOrderView:
    """Add a purchase order, whole or as a draft without line items (R-010, R-011)."""
    return _view(
        add_purchase_order(
            request.to_input(),
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            bootstrap.entities(),
            bootstrap.settings().default_currency,
        )
    )


@api.get("/purchase-orders", operation_id="ListPurchaseOrders")
def list_(
    status: StatusFilter = None,
    search: Search = None,
    bill_from: BillFromFilter = None,
    currency_code: CurrencyFilter = None,
    source: SourceFilter = None,
    tag_key: TagKey = None,
    tag_value: TagValue = None,
    expiring_before: ExpiringBefore = None,
    balance_below: BalanceBelow = None,
    is_balance_low: IsBalanceLow = None,
    sort_by: SortByQuery = SortBy.EXPIRATION_MONTH,
    sort_order: SortOrderQuery = SortOrder.ASCENDING,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> PurchaseOrderPage:
    """List summaries of purchase orders, sorted and filtered (R-038 to R-040)."""
    query = PurchaseOrderQuery(
        status=status,
        search=search,
        bill_from=bill_from,
        currency=currency_code,
        source=source,
        tag_key=tag_key,
        tag_value=tag_value,
        expiring_before=Month.parse(expiring_before) if expiring_before else None,
        balance_below=Decimal(balance_below) if balance_below else None,
        is_balance_low=is_balance_low,
        sort_by=sort_by,
        sort_order=sort_order,
    )
    now = bootstrap.clock().now()
    page = list_purchase_orders(
        query, max_results, next_token, api.caller, bootstrap.unit_of_work(), now
    )
    items = [PurchaseOrderSummaryView.of(summary, now) for summary in page.items]
    return PurchaseOrderPage(items=items, next_token=page.next_token)


@api.get("/purchase-orders/<purchase_order_id>", operation_id="GetPurchaseOrder")
def get(purchase_order_id: PathText) -> PurchaseOrderView:
    """Get one purchase order with its line items, balances and warnings."""
    now = bootstrap.clock().now()
    found = get_purchase_order(purchase_order_id, api.caller, bootstrap.unit_of_work(), now)
    return _view(found, get_issuer_warnings(found, api.caller, bootstrap.unit_of_work()))


@api.patch("/purchase-orders/<purchase_order_id>", operation_id="UpdatePurchaseOrder")
def update(purchase_order_id: PathText, request: UpdatePurchaseOrderRequest) -> PurchaseOrderView:
    """Edit header, contacts, tags and line items; what is left out stays (R-067)."""
    return _edit(purchase_order_id, request.to_input(), request.expected_version)


@api.put("/purchase-orders/<purchase_order_id>/status", operation_id="UpdatePurchaseOrderStatus")
def update_status(purchase_order_id: PathText, request: UpdateStatusRequest) -> PurchaseOrderView:
    """Suspend or activate a purchase order (R-054 to R-063)."""
    return _view(
        update_purchase_order_status(
            purchase_order_id,
            request.status,
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.put("/purchase-orders/<purchase_order_id>/contacts", operation_id="PutPurchaseOrderContacts")
def put_contacts(purchase_order_id: PathText, request: ContactsBody) -> PurchaseOrderView:
    """Replace the contacts (R-031)."""
    contacts = [contact.to_input() for contact in request.contacts]
    return _edit(purchase_order_id, PurchaseOrderInput(contacts=contacts), request.expected_version)


@api.post(
    "/purchase-orders/<purchase_order_id>/line-items", status_code=201, operation_id="AddLineItem"
)
def add_line_item(
    purchase_order_id: PathText, request: LineItemBody, expected_version: ExpectedVersion = None
) -> PurchaseOrderView:
    """Add a line item; its number must be new (R-077)."""
    given = PurchaseOrderInput(
        line_items=[request.to_input()], line_items_are=LineItemsAre.NEW, is_one_line=True
    )
    return _edit(purchase_order_id, given, expected_version)


@api.patch(
    "/purchase-orders/<purchase_order_id>/line-items/<line_item_number>",
    operation_id="UpdateLineItem",
)
def update_line_item(
    purchase_order_id: PathText,
    line_item_number: PathText,
    request: LineItemBody,
    expected_version: ExpectedVersion = None,
) -> PurchaseOrderView:
    """Edit one line item; what is left out stays (R-074)."""
    given = PurchaseOrderInput(
        line_items=[request.to_input(line_item_number)],
        line_items_are=LineItemsAre.KNOWN,
        is_one_line=True,
    )
    return _edit(purchase_order_id, given, expected_version)


@api.delete(
    "/purchase-orders/<purchase_order_id>/line-items/<line_item_number>",
    operation_id="DeleteLineItem",
)
def delete_line_item(
    purchase_order_id: PathText,
    line_item_number: PathText,
    expected_version: ExpectedVersion = None,
) -> PurchaseOrderView:
    """Delete one line item; its invoices stay on the purchase order's list (R-075)."""
    given = PurchaseOrderInput(
        deleted_line_items=[line_item_number], line_items_are=LineItemsAre.KNOWN
    )
    return _edit(purchase_order_id, given, expected_version)


@api.get("/purchase-orders/<purchase_order_id>/invoices", operation_id="ListPurchaseOrderInvoices")
def list_invoices(
    purchase_order_id: PathText,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> InvoicePage:
    """List the invoices associated with a purchase order, newest first (R-150)."""
    page = list_purchase_order_invoices(
        purchase_order_id,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock().now(),
    )
    items = [InvoiceSummaryView.of(invoice) for invoice in page.items]
    return InvoicePage(items=items, next_token=page.next_token)


@api.delete(
    "/purchase-orders/<purchase_order_id>", status_code=204, operation_id="DeletePurchaseOrder"
)
def delete(purchase_order_id: PathText, expected_version: ExpectedVersion = None) -> None:
    """Delete a purchase order for good; issued invoices keep its number (R-070, R-071)."""
    delete_purchase_order(
        purchase_order_id,
        expected_version,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )


@api.post("/purchase-order-deletions", operation_id="BatchDeletePurchaseOrders")
def delete_several(request: BatchDeleteRequest) -> BatchDeleteResponse:
    """Delete several purchase orders for good, each for itself (R-070, R-073)."""
    outcome = delete_purchase_orders(
        [each.to_chosen() for each in request.purchase_orders],
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        has_time(api.lambda_context, RESERVE_SECONDS),
    )
    return BatchDeleteResponse.of(outcome)


@api.post("/purchase-order-status-changes", operation_id="BatchUpdatePurchaseOrderStatus")
def update_several_statuses(request: BatchUpdateStatusRequest) -> BatchUpdateStatusResponse:
    """Suspend or activate several purchase orders, each for itself (R-073)."""
    outcome = update_purchase_order_statuses(
        [each.to_chosen() for each in request.purchase_orders],
        request.status,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        has_time(api.lambda_context, RESERVE_SECONDS),
    )
    return BatchUpdateStatusResponse.of(outcome, bootstrap.clock().now())


def _edit(
    purchase_order_id: str, given: PurchaseOrderInput, expected_version: int | None
) -> PurchaseOrderView:
    return _view(
        update_purchase_order(
            purchase_order_id,
            given,
            expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            bootstrap.entities(),
        )
    )


def _view(purchase_order: PurchaseOrder, warnings: Iterable[str] = ()) -> PurchaseOrderView:
    payment = get_payment_settings(api.caller, bootstrap.unit_of_work())
    return PurchaseOrderView.of(purchase_order, payment, bootstrap.clock().now(), warnings)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
