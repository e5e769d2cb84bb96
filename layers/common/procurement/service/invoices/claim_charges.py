"""Groups too large for one transaction: their charges are claimed first, resumably.

A claim raises the charge's revision and names the draft, so that nobody else changes the charge;
the invoice is then one transaction, and the claimed charges are settled after it. Wherever an
attempt stops, the next one finds by the draft how far it came.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.draft import Draft
from procurement.domain.invoices.invoice import Invoice
from procurement.service.organizations.payers import bearers
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

AT_ONCE: Final = 80
"""Charges that fit into the invoice's own transaction beside its other writes."""


def unsettled(
    draft: Draft, unit_of_work: UnitOfWorkFactory
) -> tuple[Invoice | None, tuple[Draft, ...]]:
    """What an interrupted attempt at `draft` left: its invoice, if issued, and what to issue yet.

    Charges that fell due after that invoice make a draft of their own.
    """
    if not any(charge.claimed_by for charge in draft.charges):
        return None, (draft,)
    group = draft.group
    with unit_of_work() as unit:
        issued = unit.invoices.find_by_draft(
            group.receiver_account_id, group.billing_period, draft.draft_id
        )
    if issued is None:
        return None, (draft,)
    on_invoice = {(line.collection_id, line.charge_id) for line in issued.lines}
    late = [c for c in draft.charges if (c.collection_id, c.charge_id) not in on_invoice]
    if not late:
        return issued, ()
    return issued, (draft.anew([replace(charge, claimed_by=None) for charge in late]),)


def claim(draft: Draft, unit_of_work: UnitOfWorkFactory) -> Draft:
    """The draft with every charge claimed, or untouched when it fits into one transaction.

    Raises `StaleChargeRevision` when somebody changed a charge meanwhile.
    """
    # Whoever bears them must not move meanwhile, which takes a check each.
    writes = len(draft.charges) + len(bearers(draft.charges))
    if writes <= AT_ONCE and not any(c.claimed_by for c in draft.charges):
        return draft
    held = tuple(
        charge if charge.claimed_by else charge.claimed(draft.draft_id) for charge in draft.charges
    )
    _save(list(zip(draft.charges, held, strict=True)), unit_of_work)
    return replace(draft, charges=held)


def settle(draft: Draft, invoice: Invoice, unit_of_work: UnitOfWorkFactory) -> None:
    """Take the claimed charges of an issued invoice off the due index; a repeat is harmless."""
    on_invoice = {(line.collection_id, line.charge_id) for line in invoice.lines}
    claimed = [
        charge
        for charge in draft.charges
        if charge.claimed_by and (charge.collection_id, charge.charge_id) in on_invoice
    ]
    _save([(charge, charge.invoiced(invoice.invoice_id)) for charge in claimed], unit_of_work)


def _save(pairs: Sequence[tuple[Charge, Charge]], unit_of_work: UnitOfWorkFactory) -> None:
    changed = [(before, after) for before, after in pairs if after is not before]
    for chunk in _chunks(changed):
        with unit_of_work() as unit:
            for before, after in chunk:
                unit.charges.save(before, after)
            unit.commit()


def _chunks(
    pairs: Sequence[tuple[Charge, Charge]],
) -> Iterator[Sequence[tuple[Charge, Charge]]]:
    for start in range(0, len(pairs), AT_ONCE):
        yield pairs[start : start + AT_ONCE]
