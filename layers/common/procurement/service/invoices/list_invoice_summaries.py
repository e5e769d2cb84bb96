"""ListInvoiceSummaries: the invoices of one account, or one of them (R-383, R-384)."""

from collections.abc import Sequence
from typing import Final

from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.summary_search import SummarySearch
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

MOST_READ: Final = 1_000
"""Invoices that are looked through for one page at most."""


def find_invoice_summary(
    invoice_id: str, wanted: SummarySearch, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Sequence[Invoice]:
    """The caller's invoice, or nothing when it is not wanted.

    Raises `InvalidInput` as `SummarySearch.check` does, `InvoiceNotFound`.
    """
    wanted.check()
    with unit_of_work() as unit:
        found = unit.invoices.get(caller.account_id, invoice_id)
    return [found] if wanted.finds(found) else []


def list_invoice_summaries(
    wanted: SummarySearch,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Invoice]:
    """One page of the caller's wanted invoices, newest billing period first.

    A page ends with the first request that finds any, or after `MOST_READ` invoices: it may hold
    fewer than `limit`, and none. Raises `InvalidInput` as `SummarySearch.check` does, and for a
    token of another search.
    """
    wanted.check()
    with unit_of_work() as unit:
        for _ in range(0, MOST_READ, limit):
            page = unit.invoices.page(
                caller.account_id,
                period=wanted.billing_period,
                until=wanted.latest_period,
                limit=limit,
                token=token,
            )
            found = [invoice for invoice in page.items if wanted.finds(invoice)]
            token = page.next_token
            if found or token is None:
                return Page(found, token)
    return Page([], token)
