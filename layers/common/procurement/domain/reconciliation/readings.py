"""A real invoice as the draft that it must have been, and what the rules decide on it.

AWS's summary does not tell everything that a match goes by. What it leaves open is read in every
way that is possible; a printed number is right if one of them leads to it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.invoices.currency_amounts import PrintedRate
from procurement.domain.invoices.decision import Decision, decide_draft
from procurement.domain.invoices.draft import Draft, Group
from procurement.domain.matching.candidates import Candidates
from procurement.domain.reconciliation.aws_account import AwsInvoice, PrintedTotal
from procurement.domain.reconciliation.books import Books

_MOST: Final = 10
"""Units, and tax registration numbers, that are tried beside what is known."""


def read(invoice: AwsInvoice, books: Books) -> Iterator[Draft]:
    """The drafts that the invoice may have been, the likeliest first.

    Open are its kind, its unit if its account receives the invoices of units, and its tax
    registration number unless the payment settings tell it.
    """
    for kind in invoice.kinds:
        charge = _charge(invoice, kind)
        for group in _groups(invoice, Group.of(charge, books.settings), books):
            yield Draft(
                draft_id=invoice.invoice_id,
                group=group,
                charges=(charge,),
                payment=books.settings.payment,
                is_integrated=books.settings.integration.is_enabled,
                payment_rate=_rate(invoice.payment),
                tax_rate=_rate(invoice.tax),
            )


def naming(draft: Draft, reference: str) -> Draft:
    """The same draft, of charges that name a purchase order."""
    return replace(
        draft,
        group=replace(draft.group, purchase_order_reference=reference),
        charges=tuple(replace(each, purchase_order_reference=reference) for each in draft.charges),
    )


def decide(
    draft: Draft, candidates: Candidates, now: datetime, *, explains: bool = False
) -> Decision:
    """What the rules say of a draft that names no purchase order; nothing is booked."""
    return decide_draft(draft, candidates, None, now, explains=explains)


def decide_named(draft: Draft, reference: str, books: Books, now: datetime) -> Decision:
    """What they say if its charges name this one (R-187, R-193)."""
    order = books.find(reference)
    nobody = Candidates.of([], books.entities)
    return decide_draft(naming(draft, reference), nobody, order, now)


def _charge(invoice: AwsInvoice, kind: ChargeKind) -> Charge:
    """All that is on the invoice, tax included: the total alone counts for a match (R-143)."""
    return Charge(
        collection_id=invoice.account_id,
        charge_id=invoice.invoice_id,
        receiver_account_id=invoice.account_id,
        subscriber_account_id=invoice.account_id,
        invoicing_entity=invoice.invoicing_entity,
        kind=kind,
        timing=Timing.NOT_APPLICABLE,
        currency=invoice.total.currency,
        amount=invoice.total.amount,
        billing_period=invoice.billing_period,
        due_at=invoice.issued_at,
        description=f"Invoice {invoice.invoice_id}",
        bill_source=invoice.bill_source if invoice.bill_source != invoice.account_id else None,
    )


def _groups(invoice: AwsInvoice, known: Group, books: Books) -> Iterator[Group]:
    received = [
        unit.name
        for unit in books.settings.invoice_units.units
        if unit.invoice_receiver == invoice.account_id
    ]
    told = known.tax_registration_number
    numbers = (told,) if told else ("", *books.tax_registration_numbers)
    for unit in dict.fromkeys((known.invoice_unit, *received[:_MOST])):
        for number in numbers[: _MOST + 1]:
            yield replace(known, invoice_unit=unit, tax_registration_number=number)


def _rate(printed: PrintedTotal | None) -> PrintedRate | None:
    return PrintedRate(target=printed.total.currency, rate=printed.rate) if printed else None
