"""Read every edition of an invoice, the present one and those that it replaced (R-391)."""

from collections.abc import Sequence

from procurement.domain.errors import EditionNotFound
from procurement.domain.invoices.edition import Edition
from procurement.domain.invoices.invoice import Invoice
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def list_editions(
    invoice_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Sequence[Edition]:
    """All editions of the caller's invoice, the newest first; `InvoiceNotFound` otherwise."""
    with unit_of_work() as unit:
        present = unit.invoices.get(caller.account_id, invoice_id)
        former = unit.invoices.former_editions(caller.account_id, present.invoice_id)
    return [Edition.of(present), *reversed(former)]


def get_edition(
    invoice_id: str, number: int, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Invoice:
    """The caller's invoice as it is or was in this edition; `EditionNotFound` otherwise."""
    with unit_of_work() as unit:
        present = unit.invoices.get(caller.account_id, invoice_id)
        if present.edition == number:
            return present
        former = unit.invoices.former_edition(caller.account_id, present.invoice_id, number)
    if former is None:
        raise EditionNotFound(f"{invoice_id}/{number}")
    return former
