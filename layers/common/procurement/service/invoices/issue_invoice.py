"""Issue one invoice: match the draft and save everything that follows in one transaction."""

from datetime import datetime

from procurement.domain.errors import AlreadyExists, LostRace
from procurement.domain.events import EventType
from procurement.domain.invoices.decision import Decision
from procurement.domain.invoices.draft import Draft
from procurement.domain.invoices.invoice import Invoice, issue
from procurement.service.caller import INVOICE_RUN
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.portals.delivery_detail import delivery_detail
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import stage_named
from procurement.service.record import balance_of, money, new_event, record_crossings


def issue_invoice(
    draft: Draft, receiver: ReceiverAccount, unit_of_work: UnitOfWorkFactory, now: datetime
) -> Invoice:
    """The draft's invoice, issued by this call or found.

    One transaction holds the invoice under its next number, its charges, the named purchase order's
    new line (R-187 to R-203), the balance on the very state it was decided on (R-147) and the
    events. Raises `LostRace`, `StaleChargeRevision` or `PayerChanged` when that state is gone.
    """
    try:
        with unit_of_work() as unit:
            decision = receiver.decide(draft, unit, now)
            entity = draft.group.invoicing_entity
            invoice = issue(
                draft,
                decision.match,
                number=receiver.next_number(unit, entity),
                prefix=receiver.entities.invoice_prefix(entity),
                now=now,
            )
            unit.invoices.add(invoice)
            _stage_charges(unit, invoice, draft)
            receiver.payers.hold(draft.charges, unit)
            _stage_purchase_order(unit, decision, now)
            _record(unit, invoice, decision)
            unit.commit()
    except AlreadyExists:
        return _issued_before(draft, receiver, unit_of_work)
    receiver.issued(invoice, decision)
    return invoice


def _stage_charges(unit: UnitOfWork, invoice: Invoice, draft: Draft) -> None:
    """The charges become invoiced with the invoice, unless a claim holds them for it already."""
    for charge in draft.charges:
        if not charge.claimed_by:
            unit.charges.save(charge, charge.invoiced(invoice.invoice_id))


def _stage_purchase_order(unit: UnitOfWork, decision: Decision, now: datetime) -> None:
    """Stage what the invoice changes on its purchase order."""
    lined, after = decision.lined, decision.after
    if lined is None or after is None:
        return
    if decision.is_lined:
        stage_named(unit, decision.before, lined, after, at=now, actor=INVOICE_RUN)
    elif after is not lined:
        unit.purchase_orders.save(after)
    record_crossings(unit, lined, after, at=now, actor=INVOICE_RUN)


def _record(unit: UnitOfWork, invoice: Invoice, decision: Decision) -> None:
    unit.ledger.record(
        new_event(
            invoice.account_id,
            EventType.INVOICE_ISSUED,
            f"invoice/{invoice.invoice_id}",
            at=invoice.issued_at,
            actor=INVOICE_RUN,
            occasion=invoice.draft_id,
            detail={
                "invoiceId": invoice.invoice_id,
                "invoiceType": invoice.type.value,
                "invoicingEntity": invoice.invoicing_entity,
                "billingPeriod": str(invoice.billing_period),
                "dueOn": invoice.due_on.isoformat(),
                "total": money(invoice.total),
                "purchaseOrderReference": invoice.purchase_order_reference,
                "purchaseOrderId": invoice.purchase_order_id,
                "purchaseOrderBalance": balance_of(decision.after),
                "lineItemNumber": invoice.match.line_item_number,
                "outcome": invoice.match.outcome.value,
                "flags": [flag.value for flag in sorted(invoice.match.flags)],
                "einvoiceDelivery": delivery_detail(invoice),
            },
            concerns=[invoice.match.purchase_order_key],
        )
    )


def _issued_before(
    draft: Draft, receiver: ReceiverAccount, unit_of_work: UnitOfWorkFactory
) -> Invoice:
    """The invoice that another worker made of the very same draft."""
    with unit_of_work() as unit:
        found = unit.invoices.find_by_draft(
            receiver.account_id, draft.group.billing_period, draft.draft_id
        )
        if found is None:
            # The purchase order that was about to be created exists by now: decide again on it.
            raise LostRace(
                f"draft {draft.draft_id} met a purchase order that was just created",
                resource_type="Invoice",
                resource_id=draft.draft_id,
            )
        return found
