"""Read invoices and the ledger."""

from procurement.domain.events import Event
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_query import InvoiceQuery
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_invoice(invoice_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory) -> Invoice:
    """The caller's invoice; `InvoiceNotFound` otherwise."""
    with unit_of_work() as unit:
        return unit.invoices.get(caller.account_id, invoice_id)


def list_invoices(
    query: InvoiceQuery,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Invoice]:
    """One page of what `query` asks for of the caller's invoices, newest billing period first.

    Raises `InvalidInput` as `InvoiceQuery.check` does.
    """
    query.check()
    with unit_of_work() as unit:
        return unit.invoices.search(caller.account_id, query, limit=limit, token=token)


def list_events(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[Event]:
    """One page of the caller's ledger, newest first."""
    with unit_of_work() as unit:
        return unit.ledger.of_account(caller.account_id, limit=limit, token=token)
