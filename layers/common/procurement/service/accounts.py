"""Which billing accounts a caller may act for."""

from typing import Final

from procurement.domain.charges.cost_row import MAX_TEXT
from procurement.domain.errors import NotAllowed
from procurement.domain.ids import is_account_id
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

_NOT_FOR_THIS: Final = "you may not act for this billing account"


def expect_deployment(caller: Caller, deployment_account: str, what: str) -> None:
    """`NotAllowed` unless the deployment's own account asks: `what` belongs to it alone."""
    if caller.account_id != deployment_account:
        raise NotAllowed(f"{what} belong to the account of the deployment")


def support(caller: Caller, billing_account_id: str, deployment_account: str) -> Caller:
    """Support in the place of any billing account, as support corrects what was issued (R-207).

    Support is the deployment's own account: `NotAllowed` for every other one, also for its own
    invoices.
    """
    expect_deployment(caller, deployment_account, "corrections of issued invoices")
    if not is_account_id(billing_account_id):
        raise NotAllowed(_NOT_FOR_THIS)
    return Caller(account_id=billing_account_id, arn=caller.arn)


def act_for(caller: Caller, billing_account_id: str, unit_of_work: UnitOfWorkFactory) -> Caller:
    """The caller in the place of a billing account that the caller's account administers.

    An account administers those whose cost exports it imported. `NotAllowed` for every other one,
    whether it exists or not (R-377).
    """
    administrator = None
    if 1 <= len(billing_account_id) <= MAX_TEXT:
        with unit_of_work() as unit:
            administrator = unit.accounts.administrator_of(billing_account_id)
    if administrator != caller.account_id:
        raise NotAllowed(_NOT_FOR_THIS)
    return Caller(account_id=billing_account_id, arn=caller.arn)
