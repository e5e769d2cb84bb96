"""Mail those concerned that an invoice was issued without a purchase order."""

from datetime import datetime

from procurement.domain.events import Event, EventType
from procurement.domain.matching.result import Outcome
from procurement.domain.notices.invoice_notice import (
    InvoiceNotice,
    concerned,
    invoice_mail_id,
    reason_for,
)
from procurement.domain.notices.notice_settings import InvoiceNoticeReason
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.notices.event_data import (
    part_of,
    text_of,
    text_or_none_of,
    unreadable,
)
from procurement.service.notices.mailing import Mailing, Post, deliver
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def notify_invoice(
    event: Event, unit_of_work: UnitOfWorkFactory, post: Post, now: datetime
) -> Mailing:
    """Mail the account's contacts, and those of a named purchase order that is suspended.

    Each at most once per invoice, as settings and contacts are at present. Nobody when the invoice
    shows a purchase order. Raises `InvalidInput` for an event of another kind. What comes back may
    be incomplete: handling the same event again sends what is missing, and nothing twice (R-358).
    """
    notice = _notice(event)
    if notice is None:
        return Mailing()
    with unit_of_work() as unit:
        settings = unit.notice_settings.of_account(event.account_id)
        people = concerned(notice, settings, _named(notice, unit))
    return Mailing.of(
        deliver(
            notice,
            contact,
            invoice_mail_id(notice.account_id, notice.invoice_id, contact.email),
            post,
            now,
        )
        for contact in people
    )


def _named(notice: InvoiceNotice, unit: UnitOfWork) -> PurchaseOrder | None:
    is_suspended = notice.reason is InvoiceNoticeReason.PURCHASE_ORDER_SUSPENDED
    if not is_suspended or notice.purchase_order_reference is None:
        return None
    return unit.purchase_orders.find(notice.account_id, notice.purchase_order_reference)


def _notice(event: Event) -> InvoiceNotice | None:
    if event.type is not EventType.INVOICE_ISSUED:
        raise unreadable("type", f"{event.type} says nothing about a new invoice")
    data, total = event.detail, part_of(event.detail, "total")
    outcome = _outcome(text_of(data, "outcome"))
    reason = reason_for(outcome, text_or_none_of(data, "purchaseOrderId"))
    if reason is None:
        return None
    return InvoiceNotice(
        account_id=event.account_id,
        invoice_id=text_of(data, "invoiceId"),
        reason=reason,
        outcome=outcome,
        invoicing_entity=text_of(data, "invoicingEntity"),
        billing_period=text_of(data, "billingPeriod"),
        total=text_of(total, "amount"),
        currency=text_of(total, "currencyCode"),
        due_on=text_of(data, "dueOn"),
        purchase_order_reference=text_or_none_of(data, "purchaseOrderReference"),
    )


def _outcome(text: str) -> Outcome:
    try:
        return Outcome(text)
    except ValueError:
        raise unreadable("outcome", f"{text[:40]!r} is none") from None
