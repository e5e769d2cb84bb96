"""An agreement's billing history, read from its charges, their invoices and credit memos."""

from collections.abc import Iterator
from datetime import datetime

from procurement.domain.charges.charge import Charge, Timing
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.money import Money
from procurement.domain.reports.billing_history import (
    AgreedPayment,
    BillingHistory,
    IssuedAmount,
)
from procurement.domain.reports.cancelled import cancelled_charges
from procurement.service.ports.unit_of_work import UnitOfWork


def read_billing_history(
    unit: UnitOfWork, agreement: Agreement, due_before: datetime
) -> BillingHistory:
    """Everything of the agreement; invoices of what was due by then only, which no other were."""
    charges = list(unit.charges.of_collection(agreement.agreement_id))
    cancelled = cancelled_charges(agreement, charges)
    wanted = {
        (charge.receiver_account_id, charge.invoice_id): None
        for charge in charges
        if charge.invoice_id and charge.due_at < due_before
    }
    invoices = {
        number: unit.invoices.get(account_id, number) for account_id, number in wanted if number
    }
    return BillingHistory(
        agreement_id=agreement.agreement_id,
        currency=agreement.currency,
        payments=tuple(
            _payment(
                charge,
                agreement,
                invoices.get(charge.invoice_id or ""),
                is_cancelled=charge.charge_id in cancelled,
            )
            for charge in charges
            if _is_agreed(charge)
        ),
        invoices=tuple(_billed(invoice, agreement) for invoice in invoices.values()),
        credit_memos=tuple(
            memo for invoice in invoices.values() for memo in _memos(unit, invoice, agreement)
        ),
    )


def _is_agreed(charge: Charge) -> bool:
    """Whether the amount was agreed on: that of usage and recurring payments was not."""
    return charge.installment is not None or charge.timing is Timing.ON_ACCEPTANCE


def _payment(
    charge: Charge, agreement: Agreement, invoice: Invoice | None, *, is_cancelled: bool
) -> AgreedPayment:
    # What an amendment or a payment request adds is due the moment that it is accepted.
    is_added = charge.installment is None
    return AgreedPayment(
        amount=Money(charge.amount, charge.currency),
        agreed_at=charge.due_at if is_added else agreement.acceptance_time,
        invoiced_at=invoice.issued_at if invoice else None,
        cancelled_at=agreement.last_update_time if is_cancelled else None,
    )


def _billed(invoice: Invoice, agreement: Agreement) -> IssuedAmount:
    amount = Money.zero(agreement.currency)
    for line in invoice.lines:
        if line.agreement_id == agreement.agreement_id:
            amount += Money(line.amount, agreement.currency)
    return IssuedAmount(issued_at=invoice.issued_at, amount=amount.rounded())


def _memos(unit: UnitOfWork, invoice: Invoice, agreement: Agreement) -> Iterator[IssuedAmount]:
    """What was given back of the agreement's share.

    A memo that names no agreement counts where the invoice bills for this one alone.
    """
    is_alone = all(line.agreement_id == agreement.agreement_id for line in invoice.lines)
    own = {
        each.invoice_id
        for each in invoice.credits
        if each.agreement_id == agreement.agreement_id or (each.agreement_id is None and is_alone)
    }
    for memo in unit.invoices.credit_memos_of(invoice) if own else ():
        if memo.invoice_id in own:
            yield IssuedAmount(issued_at=memo.issued_at, amount=-memo.total_before_tax)
