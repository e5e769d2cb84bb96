"""Give back some of an invoice: a credit memo, and the balance with it (R-151 to R-154)."""

from dataclasses import replace
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.invoices.credit_memo import (
    CreditOrder,
    credit,
    credit_memo_draft_id,
    expect_creditable,
)
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.purchase_orders.balance import credited
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.invoices.booked_purchase_order import BookedPurchaseOrder
from procurement.service.portals.delivery_detail import delivery_detail
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import balance_of, money, new_event


def issue_credit_memo(
    order: CreditOrder,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> Invoice:
    """The credit memo, issued by this call or by an earlier one with the same token.

    One transaction holds the memo under its next number, what its invoice counts as credited, the
    balance of the line, on a tombstone if its purchase order was deleted (R-071), and the event.
    Raises what `credit_memo.check_order` raises; `AlreadyExists` for a token that was used for
    another amount.
    """
    now = clock.now()

    def attempt() -> Invoice:
        with unit_of_work() as unit:
            invoice = unit.invoices.get(caller.account_id, order.invoice_id)
            expect_creditable(invoice)
            found = _issued_before(unit, invoice, order)
            if found:
                return found
            memo, credited_invoice = stage_credit_memo(
                unit, invoice, order, entities, at=now, actor=caller.arn
            )
            unit.invoices.save(credited_invoice)
            unit.commit()
        return memo

    return decide(attempt, also=(AlreadyExists,))


def stage_credit_memo(
    unit: UnitOfWork,
    invoice: Invoice,
    order: CreditOrder,
    entities: InvoicingEntities,
    *,
    at: datetime,
    actor: str,
) -> tuple[Invoice, Invoice]:
    """Stage the memo with all that follows but for its invoice, which comes back to be saved."""
    entity = invoice.invoicing_entity
    memo, credited_invoice = credit(
        invoice,
        order,
        number=unit.invoices.last_number(invoice.account_id, entity) + 1,
        prefix=entities.invoice_prefix(entity),
        now=at,
    )
    memo = memo.dispatched(unit.portals.of_account(memo.account_id), at)
    unit.invoices.add(memo)
    restored = _restore_balance(unit, memo)
    _record(unit, memo, restored, at=at, actor=actor)
    return memo, credited_invoice


def _issued_before(unit: UnitOfWork, invoice: Invoice, order: CreditOrder) -> Invoice | None:
    draft_id = credit_memo_draft_id(invoice, order.client_token)
    found = unit.invoices.find_by_draft(invoice.account_id, invoice.billing_period, draft_id)
    if found and found.total_before_tax.amount != -order.amount:
        raise AlreadyExists(
            f"the token was used for {found.invoice_id}, a credit memo of another amount",
            resource_type="Invoice",
            resource_id=found.invoice_id,
        )
    return found


def _restore_balance(unit: UnitOfWork, memo: Invoice) -> PurchaseOrder | None:
    """Its purchase order then, whatever the status, and whether or not it still is there (R-152).

    None where nothing is booked.
    """
    number, booked = memo.match.line_item_number, memo.match.booked
    if number is None or booked is None:
        return None
    held = BookedPurchaseOrder.of(unit, memo)
    if held is None:
        return None
    after = credited(held.purchase_order, number, -booked)
    if after is not held.purchase_order:
        replace(held, purchase_order=after).stage(unit)
    return after


def _record(
    unit: UnitOfWork, memo: Invoice, restored: PurchaseOrder | None, *, at: datetime, actor: str
) -> None:
    unit.ledger.record(
        new_event(
            memo.account_id,
            EventType.CREDIT_MEMO_ISSUED,
            f"invoice/{memo.invoice_id}",
            at=at,
            actor=actor,
            occasion=memo.draft_id,
            detail={
                "invoiceId": memo.invoice_id,
                "originalInvoiceId": memo.original_invoice_id,
                "invoicingEntity": memo.invoicing_entity,
                "total": money(memo.total),
                "purchaseOrderId": memo.purchase_order_id,
                "purchaseOrderBalance": balance_of(restored),
                "lineItemNumber": memo.match.line_item_number,
                "einvoiceDelivery": delivery_detail(memo),
            },
            concerns=[memo.match.purchase_order_key],
        )
    )
