"""Writing the ledger: every change's event, staged with the change itself."""

from collections.abc import Iterable
from datetime import datetime

from procurement.domain.billing_settings.invoice_units import InvoiceUnit, InvoiceUnitNames
from procurement.domain.events import Event, EventType, JsonValue
from procurement.domain.ids import derived_id
from procurement.domain.money import Money, format_amount
from procurement.domain.purchase_orders.balance import Crossing, crossings
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.ports.unit_of_work import UnitOfWork


def new_event(
    account_id: str,
    type_: EventType,
    subject: str,
    *,
    at: datetime,
    actor: str,
    occasion: str | int,
    detail: dict[str, JsonValue],
    concerns: Iterable[str | None] = (),
) -> Event:
    """An event whose ID follows from what happened: `occasion` tells one time from another.

    `concerns` are internal keys of purchase orders; none is there where an invoice takes none.
    """
    return Event(
        account_id=account_id,
        event_id=derived_id("ev", account_id, type_, subject, occasion),
        type=type_,
        subject=subject,
        at=at,
        actor=actor,
        detail=detail,
        concerns=tuple(dict.fromkeys(key for key in concerns if key)),
    )


def record_change(
    unit: UnitOfWork,
    type_: EventType,
    purchase_order: PurchaseOrder,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage the event of a purchase order's new version."""
    unit.ledger.record(
        new_event(
            purchase_order.account_id,
            type_,
            subject_of(purchase_order),
            at=at,
            actor=actor,
            occasion=f"{purchase_order.key}@{purchase_order.version}",
            detail=_summary(purchase_order, at),
            concerns=[purchase_order.key],
        )
    )


def record_crossings(
    unit: UnitOfWork,
    before: PurchaseOrder,
    after: PurchaseOrder,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage an event for every threshold that a line's balance fell through (R-347 to R-350)."""
    thresholds = after.notification_settings.watched_thresholds
    earlier = {line.line_item_number: line for line in before.line_items}
    for line in after.line_items:
        for crossing in crossings(earlier.get(line.line_item_number, line), line, thresholds):
            unit.ledger.record(_crossed(after, crossing, at=at, actor=actor))


def record_unit_change(
    unit: UnitOfWork,
    type_: EventType,
    invoice_unit: InvoiceUnit,
    names: InvoiceUnitNames,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage the event of an invoice unit's new version, or of its end.

    `names` are those that the change was decided on: their revision never comes again, while the
    unit's version does, when a name is used again after a deletion.
    """
    unit.ledger.record(
        new_event(
            invoice_unit.account_id,
            type_,
            f"invoice-unit/{invoice_unit.name}",
            at=at,
            actor=actor,
            occasion=names.revision,
            detail={
                "name": invoice_unit.name,
                "version": invoice_unit.version,
                "invoiceReceiver": invoice_unit.invoice_receiver,
                "linkedAccounts": len(invoice_unit.linked_accounts),
                "billSourceAccounts": len(invoice_unit.bill_source_accounts),
            },
        )
    )


def subject_of(purchase_order: PurchaseOrder) -> str:
    """What events about a purchase order are about."""
    return f"purchase-order/{purchase_order.purchase_order_id}"


def money(value: Money) -> dict[str, JsonValue]:
    """An amount in an event's detail."""
    return {
        "amount": format_amount(value.amount, value.currency),
        "currencyCode": value.currency,
    }


def balance_of(purchase_order: PurchaseOrder | None) -> JsonValue:
    """What is left of it, in an event's detail; None where nothing is tracked, or booked."""
    if purchase_order is None or purchase_order.balance is None:
        return None
    return money(Money(purchase_order.balance, purchase_order.currency))


def _crossed(
    purchase_order: PurchaseOrder, crossing: Crossing, *, at: datetime, actor: str
) -> Event:
    line, threshold = crossing.line_item_number, crossing.threshold
    return new_event(
        purchase_order.account_id,
        EventType.LINE_ITEM_BALANCE_LOW if threshold else EventType.LINE_ITEM_BALANCE_EXHAUSTED,
        subject_of(purchase_order),
        at=at,
        actor=actor,
        occasion=f"{purchase_order.key}/{line}@{purchase_order.revision}/{threshold}",
        detail={
            "purchaseOrderId": purchase_order.purchase_order_id,
            "purchaseOrderKey": purchase_order.key,
            "lineItemNumber": line,
            "threshold": threshold,
            "balance": money(crossing.balance),
            "totalValue": money(crossing.total_value),
        },
        concerns=[purchase_order.key],
    )


def _summary(purchase_order: PurchaseOrder, at: datetime) -> dict[str, JsonValue]:
    return {
        "purchaseOrderId": purchase_order.purchase_order_id,
        "purchaseOrderKey": purchase_order.key,
        "version": purchase_order.version,
        "status": purchase_order.status(at).value,
        "effectiveMonth": str(purchase_order.effective_month),
        "expirationMonth": str(purchase_order.expiration_month),
        "totalValue": money(Money(purchase_order.total_value, purchase_order.currency)),
        "balance": balance_of(purchase_order),
    }
