"""Purchase orders as a file shows them: everything that can be said in a document, as text."""

from collections.abc import Sequence
from typing import Any

from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.notification_settings import NotificationSettings
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder, Status


def presented(purchase_orders: Sequence[PurchaseOrder]) -> list[dict[str, Any]]:
    """Plain data: text, booleans, lists and mappings, in the order of the documentation."""
    return [_purchase_order(purchase_order) for purchase_order in purchase_orders]


def _purchase_order(purchase_order: PurchaseOrder) -> dict[str, Any]:
    status = Status.SUSPENDED if purchase_order.is_suspended else Status.ACTIVE
    return {
        "purchaseOrderId": purchase_order.purchase_order_id,
        "description": purchase_order.description,
        "billFrom": list(purchase_order.bill_from),
        "shipTo": purchase_order.ship_to,
        "taxRegistrationNumbers": list(purchase_order.tax_registration_numbers),
        "currencyCode": purchase_order.currency,
        "effectiveMonth": str(purchase_order.effective_month),
        "expirationMonth": str(purchase_order.expiration_month),
        "status": status.value,
        "contacts": [_contact(contact) for contact in purchase_order.contacts],
        "notificationSettings": _notified(purchase_order.notification_settings),
        "invoiceUnits": list(purchase_order.invoice_units),
        "tags": dict(purchase_order.tags),
        "lineItems": [_line(line) for line in purchase_order.line_items],
    }


def _notified(settings: NotificationSettings) -> dict[str, list[str]]:
    return {
        "balanceThresholds": [str(percent) for percent in settings.balance_thresholds],
        "expiryLeadTimes": [str(each) for each in settings.expiry_lead_times],
    }


def _contact(contact: Contact) -> dict[str, str]:
    shown = {"email": contact.email, "name": contact.name}
    return {**shown, "telephone": contact.telephone} if contact.telephone else shown


def _line(line: LineItem) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "lineItemNumber": line.line_item_number,
        "description": line.description,
        "type": line.type.value,
        "startMonth": str(line.start_month),
        "endMonth": str(line.end_month),
        "unitPrice": f"{line.unit_price:f}",
        "quantity": f"{line.quantity:f}",
        "isBalanceTracked": line.is_balance_tracked,
    }
    if line.tax:
        shown["tax"] = {"type": line.tax.type.value, "value": f"{line.tax.value:f}"}
    return shown
