"""Decide a receiver's coming invoices as the runs will, and write nothing."""

from collections.abc import Sequence
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.foresight.foresight import foresee_invoices
from procurement.domain.invoices.consolidation import invoiced_from
from procurement.domain.matching.candidates import Candidates
from procurement.domain.runs.planned_invoice import PlannedInvoice
from procurement.service.foresight.books import read_books
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def foresee_run(
    account_id: str,
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    now: datetime,
) -> Sequence[PlannedInvoice]:
    """The invoices of everything due by then, in the order of their issue.

    What is due by now comes in the next hourly run, the rest in the runs after it. Raises
    `QuotaExceeded` for more than 10,000 charges.
    """
    with unit_of_work() as unit:
        books = read_books(account_id, due_by, unit, now)
    candidates = Candidates.of(books.purchase_orders, entities)
    payment = books.settings.payment
    charges = [charge for charge in books.charges if invoiced_from(charge, payment) <= due_by]
    return [
        PlannedInvoice.of(foreseen.decision)
        for foreseen in foresee_invoices(charges, candidates, books.settings, now, explains=False)
    ]
