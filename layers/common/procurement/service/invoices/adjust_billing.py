"""Billing adjustments of a seller: each is requested, then completed with a credit memo (R-393).

Two transactions per entry. The first keeps the request and holds the invoice for it, so that a
second adjustment meets a conflict (R-397). The second issues the credit memo, or notes that the
invoice no longer allows it. A request that was cut off between them is completed by its repetition,
by the next adjustment of the same invoice, or by the sweep of unfinished requests.
"""

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import (
    AgreementNotFound,
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvoiceNotFound,
    LedgerlineError,
    LostRace,
    NotFound,
    Problems,
    QuotaExceeded,
)
from procurement.domain.events import EventType
from procurement.domain.invoices.billing_adjustment import (
    AdjustmentEntry,
    AdjustmentOrder,
    BillingAdjustment,
    read_entries,
)
from procurement.domain.invoices.credit_memo import check_order
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.marketplace.agreement import Agreement
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.invoices.complete_adjustment import (
    complete_adjustment,
    credit_order,
    record_adjustment,
)
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryResult:
    """What became of one entry: its request, or what refused it."""

    order: AdjustmentOrder
    error: LedgerlineError | None = None


def adjust_billing(
    entries: Sequence[AdjustmentEntry] | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> tuple[EntryResult, ...]:
    """Request and complete the adjustments, in their order, with a result for each (R-393).

    `InvalidInput` for entries that are wrong by themselves; nothing is done then.
    `AgreementNotFound` unless the caller is the seller of their agreement. A repeat under the same
    token changes nothing and gives the same answer.
    """
    orders = read_entries(entries)
    now = clock.now()
    agreement = sold_by(orders[0].agreement_id, caller, unit_of_work)
    desk = _Desk(agreement, caller, unit_of_work, entities, now)
    return tuple(
        desk.handle(order, {earlier.invoice_id for earlier in orders[:position]})
        for position, order in enumerate(orders)
    )


def sold_by(agreement_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory) -> Agreement:
    """The agreement that the caller proposed; `AgreementNotFound` for everybody else."""
    with unit_of_work() as unit:
        agreement = unit.agreements.get_agreement(agreement_id)
    if agreement.proposer_account_id != caller.account_id:
        raise AgreementNotFound(agreement_id)
    return agreement


@dataclass(frozen=True, slots=True)
class _Desk:
    """Handles the entries of one call."""

    agreement: Agreement
    caller: Caller
    unit_of_work: UnitOfWorkFactory
    entities: InvoicingEntities
    now: datetime

    def handle(self, order: AdjustmentOrder, before: Set[str]) -> EntryResult:
        """Request and complete it, unless an entry `before` it adjusts the same invoice."""
        try:
            if order.invoice_id in before:
                raise _busy(order, "an earlier entry of this call")
            self._request(order)
            self._complete(order.request_id)
        except (LostRace, NotFound, Conflict, InvalidInput, QuotaExceeded) as error:
            return EntryResult(order=order, error=error)
        return EntryResult(order=order)

    def _request(self, order: AdjustmentOrder) -> None:
        """Keep the request and hold its invoice, unless that was done before."""

        def attempt() -> str | None:
            """The request that holds the invoice already, or None."""
            with self.unit_of_work() as unit:
                kept = unit.billing_adjustments.find(order.agreement_id, order.request_id)
                if kept:
                    _expect_same(kept, order)
                    return None
                invoice = self._invoice(unit, order)
                _check(invoice, order)
                if invoice.adjusting:
                    return invoice.adjusting
                adjustment = BillingAdjustment(
                    request_id=order.request_id,
                    account_id=invoice.account_id,
                    order=order,
                    created_at=self.now,
                    updated_at=self.now,
                )
                unit.billing_adjustments.add(adjustment)
                unit.invoices.save(replace(invoice, adjusting=order.request_id))
                # Nothing in it is the buyer's alone, who hears of it when it is completed.
                record_adjustment(
                    unit,
                    self.caller.account_id,
                    EventType.BILLING_ADJUSTMENT_REQUESTED,
                    adjustment,
                    at=self.now,
                    actor=self.caller.arn,
                )
                unit.commit()
            return None

        other = decide(attempt, also=(AlreadyExists,))
        if other is not None:
            self._complete(other)
            raise _busy(order, other)

    def _complete(self, request_id: str) -> None:
        """Issue the credit memo of a pending request, exactly once (R-398)."""
        complete_adjustment(
            self.agreement,
            request_id,
            self.unit_of_work,
            self.entities,
            at=self.now,
            actor=self.caller.arn,
        )

    def _invoice(self, unit: UnitOfWork, order: AdjustmentOrder) -> Invoice:
        """The buyer's invoice, if it bills this agreement: a seller sees no other."""
        charges = list(unit.charges.of_collection(self.agreement.agreement_id))
        billed = {charge.invoice_id for charge in charges if charge.invoice_id}
        for account_id in dict.fromkeys(charge.receiver_account_id for charge in charges):
            with suppress(InvoiceNotFound):
                found = unit.invoices.get(account_id, order.invoice_id)
                if {found.invoice_id, found.original_invoice_id} & billed:
                    return found
        raise InvoiceNotFound(order.invoice_id)


def _check(invoice: Invoice, order: AdjustmentOrder) -> None:
    """Whether the invoice allows it: type, currency and amount (R-394, R-396, R-397)."""
    problems = Problems()
    currency = invoice.total_before_tax.currency
    if invoice.type is not InvoiceType.INVOICE:
        message = f"{invoice.invoice_id} is a credit memo"
        problems.add("originalInvoiceId", "OTHER", message, "R-397")
    elif order.amount.currency != currency:
        message = f"the invoice is in {currency}"
        problems.add("currencyCode", "INVALID_CURRENCY_CODE", message, "R-396")
    problems.raise_if_any()
    check_order(invoice, credit_order(order))


def _busy(order: AdjustmentOrder, other: str) -> Conflict:
    return Conflict(
        f"{order.invoice_id} was being adjusted by {other}",
        resource_type="Invoice",
        resource_id=order.invoice_id,
    )


def _expect_same(kept: BillingAdjustment, order: AdjustmentOrder) -> None:
    if kept.order != order:
        raise Conflict(
            f"the token was used for another adjustment, {kept.request_id}",
            resource_type="BillingAdjustmentRequest",
            resource_id=kept.request_id,
        )
