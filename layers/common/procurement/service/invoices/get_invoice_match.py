"""Say why an invoice carries its purchase order, as far as the caller sees the candidates."""

from dataclasses import replace
from datetime import datetime

from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Step
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.invoices.read_editions import get_edition
from procurement.service.invoices.read_invoices import get_invoice
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_invoice_match(
    invoice_id: str,
    edition: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> MatchRecord:
    """The match that the caller's invoice keeps, or kept in that `edition` (R-136).

    `InvoiceNotFound` without the invoice, `EditionNotFound` without the edition.

    Candidates that the caller does not see, and deleted ones where a policy binds the caller, are
    counted and not named. What the invoice prints is told to whoever may read the invoice.
    """
    if edition is None:
        match = get_invoice(invoice_id, caller, unit_of_work).match
    else:
        match = get_edition(invoice_id, edition, caller, unit_of_work).match
    with unit_of_work() as unit:
        access = Access(caller, unit, now)
        if access.sees_all:
            return match
        named = {each.purchase_order_id for step in match.funnel for each in step.removed}
        seen = {order.purchase_order_id for order in access.find_many(sorted(named))}
    return replace(match, funnel=tuple(_without(step, named - seen) for step in match.funnel))


def _without(step: Step, hidden: set[str]) -> Step:
    removed = tuple(each for each in step.removed if each.purchase_order_id not in hidden)
    return replace(step, removed=removed)
