"""Read invoices, runs and the ledger."""

from procurement.domain.events import Event
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.run import Run
from procurement.domain.month import Month
from procurement.service.accounts import expect_deployment
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_invoice(invoice_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory) -> Invoice:
    """The caller's invoice; `InvoiceNotFound` otherwise."""
    with unit_of_work() as unit:
        return unit.invoices.get(caller.account_id, invoice_id)


def list_invoices(
    period: Month | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Invoice]:
    """One page of the caller's invoices, newest billing period first."""
    with unit_of_work() as unit:
        return unit.invoices.page(caller.account_id, period=period, limit=limit, token=token)


def get_run(
    run_id: str, caller: Caller, deployment_account: str, unit_of_work: UnitOfWorkFactory
) -> Run:
    """The run with its progress; `RunNotFound` otherwise.

    Runs span accounts, so only the deployment's own may look: `NotAllowed` for every other one.
    """
    expect_deployment(caller, deployment_account, "invoice runs")
    with unit_of_work() as unit:
        return unit.runs.get(run_id)


def list_runs(
    limit: int,
    token: str | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Run]:
    """One page of runs, newest first; `NotAllowed` for any account but the deployment's own."""
    expect_deployment(caller, deployment_account, "invoice runs")
    with unit_of_work() as unit:
        return unit.runs.page(limit=limit, token=token)


def list_events(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[Event]:
    """One page of the caller's ledger, newest first."""
    with unit_of_work() as unit:
        return unit.ledger.of_account(caller.account_id, limit=limit, token=token)
