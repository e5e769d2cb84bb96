"""Read reconciliations, what they found and what they would set."""

from procurement.domain.reconciliation.finding import Finding
from procurement.domain.reconciliation.reconciliation import Reconciliation
from procurement.domain.reconciliation.reference_plan import ReferencePlan
from procurement.service.accounts import expect_deployment
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.reconciliation.start_reconciliation import WHAT


def get_reconciliation(
    reconciliation_id: str,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> Reconciliation:
    """One of the deployment's account; `ReconciliationNotFound`, or `NotAllowed` for others."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        return unit.reconciliations.get(caller.account_id, reconciliation_id)


def list_reconciliations(
    limit: int,
    token: str | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Reconciliation]:
    """One page of them, newest first; `NotAllowed` as above."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        return unit.reconciliations.page(caller.account_id, limit=limit, token=token)


def list_findings(
    reconciliation_id: str,
    limit: int,
    token: str | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Finding]:
    """One page of what it found, the worst first; errors as above."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        found = unit.reconciliations.get(caller.account_id, reconciliation_id)
        return unit.reconciliations.findings(found, limit=limit, token=token)


def get_plan(
    reconciliation_id: str,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
) -> tuple[Reconciliation, ReferencePlan]:
    """The numbers that it would set on charges; errors as above."""
    expect_deployment(caller, deployment_account, WHAT)
    with unit_of_work() as unit:
        found = unit.reconciliations.get(caller.account_id, reconciliation_id)
        return found, unit.reconciliations.plan(found)
