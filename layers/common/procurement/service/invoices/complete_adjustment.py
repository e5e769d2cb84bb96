"""Complete a billing adjustment that is requested: its credit memo, exactly once (R-398)."""

from dataclasses import replace
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import AlreadyExists, InvalidInput, QuotaExceeded
from procurement.domain.events import EventType
from procurement.domain.invoices.billing_adjustment import (
    AdjustmentOrder,
    AdjustmentStatus,
    BillingAdjustment,
)
from procurement.domain.invoices.credit_memo import CreditOrder, check_order
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.marketplace.agreement import Agreement
from procurement.service.attempts import decide
from procurement.service.invoices.issue_credit_memo import stage_credit_memo
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import money, new_event


def complete_adjustment(
    agreement: Agreement,
    request_id: str,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Issue the credit memo of a pending request, or note that its invoice no longer allows it.

    One transaction with the events of both parties. A request that is completed already stays as
    it is.
    """

    def attempt() -> None:
        with unit_of_work() as unit:
            kept = unit.billing_adjustments.get(agreement.agreement_id, request_id)
            if kept.status is not AdjustmentStatus.PENDING:
                return
            settled, invoice = _settled(unit, kept, entities, at=at, actor=actor)
            unit.invoices.save(replace(invoice, adjusting=None))
            unit.billing_adjustments.save(settled)
            told = [(agreement.proposer_account_id, EventType.BILLING_ADJUSTMENT_SETTLED)]
            if settled.status is AdjustmentStatus.COMPLETED:
                told.append((agreement.acceptor_account_id, EventType.BILLING_ADJUSTMENT_COMPLETED))
            for account_id, type_ in told:
                record_adjustment(unit, account_id, type_, settled, at=at, actor=actor)
            unit.commit()

    decide(attempt, also=(AlreadyExists,))


def _settled(
    unit: UnitOfWork,
    kept: BillingAdjustment,
    entities: InvoicingEntities,
    *,
    at: datetime,
    actor: str,
) -> tuple[BillingAdjustment, Invoice]:
    """The request at its end; its invoice may have been credited since it was made."""
    invoice = unit.invoices.get(kept.account_id, kept.order.invoice_id)
    order = credit_order(kept.order)
    try:
        check_order(invoice, order)
    except (InvalidInput, QuotaExceeded) as error:
        return kept.failed(error.message, at), invoice
    memo, credited = stage_credit_memo(unit, invoice, order, entities, at=at, actor=actor)
    return kept.completed(memo.invoice_id, at), credited


def record_adjustment(
    unit: UnitOfWork,
    account_id: str,
    type_: EventType,
    adjustment: BillingAdjustment,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage an event in the ledger of a party: the seller, or the buyer (R-357)."""
    order = adjustment.order
    unit.ledger.record(
        new_event(
            account_id,
            type_,
            f"agreement/{order.agreement_id}",
            at=at,
            actor=actor,
            occasion=adjustment.request_id,
            detail={
                "billingAdjustmentRequestId": adjustment.request_id,
                "agreementId": order.agreement_id,
                "originalInvoiceId": order.invoice_id,
                "amount": money(order.amount),
                "status": adjustment.status.value,
                "statusMessage": adjustment.status_message,
            },
        )
    )


def credit_order(order: AdjustmentOrder) -> CreditOrder:
    """The credit memo that a seller's order asks for."""
    return CreditOrder(
        invoice_id=order.invoice_id,
        amount=order.amount.amount,
        reason=order.description or order.reason_code.value,
        # No token of a caller has a slash: the two never meet.
        client_token=f"adjustment/{order.request_id}",
        agreement_id=order.agreement_id,
    )
