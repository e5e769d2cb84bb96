"""What a seller sees: its billing adjustments, and what its agreements' buyers were invoiced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.billing_adjustment import AdjustmentStatus, BillingAdjustment
from procurement.domain.invoices.credit_memo import max_adjustment
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.service.caller import Caller
from procurement.service.invoices.adjust_billing import sold_by
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoicedAmount:
    """What one document bills for one agreement, before tax (R-387)."""

    agreement_id: str
    invoice_id: str
    type: InvoiceType
    invoicing_entity: str
    billing_period: Month
    issued_at: datetime
    amount: Money
    max_adjustment: Money


def get_billing_adjustment(
    agreement_id: str, request_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> BillingAdjustment:
    """A request of the caller as the agreement's seller; `BillingAdjustmentNotFound` otherwise."""
    sold_by(agreement_id, caller, unit_of_work)
    with unit_of_work() as unit:
        return unit.billing_adjustments.get(agreement_id, request_id)


def list_billing_adjustments(
    agreement_id: str,
    status: AdjustmentStatus | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[BillingAdjustment]:
    """One page of the agreement's requests, of one status or of all."""
    sold_by(agreement_id, caller, unit_of_work)
    with unit_of_work() as unit:
        return unit.billing_adjustments.page(agreement_id, status=status, limit=limit, token=token)


def list_agreement_invoices(
    agreement_id: str,
    type_: InvoiceType | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[InvoicedAmount]:
    """The invoices and credit memos of one page of the agreement's charges (R-387).

    A page of charges, `limit` of them, gives each of their invoices with its credit memos.
    """
    sold_by(agreement_id, caller, unit_of_work)
    with unit_of_work() as unit:
        page = unit.charges.page(agreement_id, limit=limit, token=token)
        found = [
            amount
            for invoice in _invoices(unit, page.items)
            for amount in _amounts(unit, invoice, agreement_id)
            if type_ in (None, amount.type)
        ]
    return Page(found, page.next_token)


def _invoices(unit: UnitOfWork, charges: Sequence[Charge]) -> Iterator[Invoice]:
    where = {(c.receiver_account_id, c.invoice_id): None for c in charges if c.invoice_id}
    for account_id, invoice_id in where:
        yield unit.invoices.get(account_id, invoice_id or "")


def _amounts(unit: UnitOfWork, invoice: Invoice, agreement_id: str) -> Iterator[InvoicedAmount]:
    currency = invoice.total_before_tax.currency
    billed = Money.zero(currency)
    for line in invoice.lines:
        if line.agreement_id == agreement_id:
            billed += Money(line.amount, currency)
    left = max_adjustment(invoice, agreement_id)
    yield _amount(invoice, agreement_id, billed.rounded(), left)
    own = {each.invoice_id for each in invoice.credits if each.agreement_id == agreement_id}
    for memo in unit.invoices.credit_memos_of(invoice):
        if memo.invoice_id in own:
            yield _amount(memo, agreement_id, memo.total_before_tax, Money.zero(currency))


def _amount(invoice: Invoice, agreement_id: str, amount: Money, left: Money) -> InvoicedAmount:
    return InvoicedAmount(
        agreement_id=agreement_id,
        invoice_id=invoice.invoice_id,
        type=invoice.type,
        invoicing_entity=invoice.invoicing_entity,
        billing_period=invoice.billing_period,
        issued_at=invoice.issued_at,
        amount=amount,
        max_adjustment=left,
    )
