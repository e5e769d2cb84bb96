"""Issue one invoice: match the draft and save everything that follows in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from procurement.domain.errors import AlreadyExists, LostRace
from procurement.domain.events import EventType
from procurement.domain.invoices.invoice import Draft, Invoice, InvoiceType, issue
from procurement.domain.matching.matcher import choose, explained
from procurement.domain.matching.result import InvoiceToMatch, Match
from procurement.domain.purchase_orders.balance import associated
from procurement.domain.purchase_orders.naming import line_for_installment
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.caller import INVOICE_RUN
from procurement.service.name_purchase_order import named, stage_named
from procurement.service.ports import UnitOfWork, UnitOfWorkFactory
from procurement.service.receiver_account import ReceiverAccount
from procurement.service.record import money, new_event, record_crossings


@dataclass(frozen=True, kw_only=True, slots=True)
class _Naming:
    """The purchase order that the charges name: as stored, and with their line on it (R-190)."""

    before: PurchaseOrder | None
    after: PurchaseOrder
    line_item_number: str


def issue_invoice(
    draft: Draft, receiver: ReceiverAccount, unit_of_work: UnitOfWorkFactory, now: datetime
) -> Invoice:
    """The draft's invoice, issued by this call or found.

    One transaction holds the invoice under its next number, its charges, the named purchase order's
    new line (R-187 to R-203), the balance on the very state it was decided on (R-147) and the
    events. Raises `LostRace` or `StaleChargeRevision` when that state is gone.
    """
    try:
        with unit_of_work() as unit:
            naming = _naming(draft, receiver, unit, now)
            match = _match(draft, receiver, naming)
            entity = draft.group.invoicing_entity
            invoice = issue(
                draft,
                match,
                number=receiver.next_number(unit, entity),
                prefix=receiver.entities.invoice_prefix(entity),
                now=now,
            )
            unit.invoices.add(invoice)
            _stage_charges(unit, invoice, draft)
            saved = _stage_purchase_order(unit, match, receiver, naming, now)
            _record(unit, invoice)
            unit.commit()
    except AlreadyExists:
        return _issued_before(draft, receiver, unit_of_work)
    receiver.numbers[entity] = invoice.sequence
    if saved:
        receiver.saved(saved)
    return invoice


def _naming(
    draft: Draft, receiver: ReceiverAccount, unit: UnitOfWork, now: datetime
) -> _Naming | None:
    reference = draft.group.purchase_order_reference
    if not reference or draft.type is InvoiceType.CREDIT_MEMO:
        return None
    # One that expired before the batch's first period may be named too, and was not loaded.
    before = receiver.candidates.named(reference) or unit.purchase_orders.find(
        receiver.account_id, reference
    )
    line = line_for_installment(replace(draft.charges[0], amount=draft.total_before_tax.amount))
    after = named(before, receiver.account_id, reference, line, now)
    receiver.candidates.put(after)
    return _Naming(before=before, after=after, line_item_number=line.line_item_number)


def _match(draft: Draft, receiver: ReceiverAccount, naming: _Naming | None) -> Match:
    group = draft.group
    invoice = InvoiceToMatch(
        kind=group.kind,
        invoicing_entity=group.invoicing_entity,
        billing_period=group.billing_period,
        totals=(draft.total,),
        tax_registration_number=group.tax_registration_number or None,
        purchase_order_reference=group.purchase_order_reference or None,
        named_line_item_number=naming.line_item_number if naming else None,
    )
    choice = choose(invoice, receiver.candidates)
    return explained(choice, invoice, receiver.candidates)


def _stage_charges(unit: UnitOfWork, invoice: Invoice, draft: Draft) -> None:
    """The charges become invoiced with the invoice, unless a claim holds them for it already."""
    for charge in draft.charges:
        if not charge.claimed_by:
            unit.charges.save(charge, charge.invoiced(invoice.invoice_id))


def _stage_purchase_order(
    unit: UnitOfWork,
    match: Match,
    receiver: ReceiverAccount,
    naming: _Naming | None,
    now: datetime,
) -> PurchaseOrder | None:
    """Stage what the invoice changes on its purchase order, and give that back."""
    chosen = naming.after if naming else match.purchase_order
    if chosen is None:
        return None
    saved = chosen
    if match.line_item_number and match.purchase_order:
        saved = associated(chosen, match.line_item_number, match.booked)
    if naming and naming.after is not naming.before:
        stage_named(unit, naming.before, naming.after, saved, at=now, actor=INVOICE_RUN)
    elif saved is not chosen:
        unit.purchase_orders.save(saved)
    else:
        return None
    record_crossings(unit, chosen, saved, at=now, actor=INVOICE_RUN)
    return saved


def _record(unit: UnitOfWork, invoice: Invoice) -> None:
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
                "total": money(invoice.total),
                "purchaseOrderId": invoice.purchase_order_id,
                "lineItemNumber": invoice.match.line_item_number,
                "outcome": invoice.match.outcome.value,
                "flags": [flag.value for flag in sorted(invoice.match.flags)],
            },
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
