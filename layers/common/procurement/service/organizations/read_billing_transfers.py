"""Read billing transfers, each account those that it is the source or the target of (R-409)."""

from procurement.domain.organizations.billing_transfer import BillingTransfer
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_billing_transfer(
    transfer_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> BillingTransfer:
    """The transfer; `BillingTransferNotFound` for whoever it does not concern."""
    with unit_of_work() as unit:
        return unit.billing_transfers.get(caller.account_id, transfer_id)


def list_inbound_transfers(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[BillingTransfer]:
    """One page of those that bring bills to the caller, invitations included."""
    with unit_of_work() as unit:
        return unit.billing_transfers.page_of_inbound(caller.account_id, limit=limit, token=token)


def list_outbound_transfers(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[BillingTransfer]:
    """One page of those that take the caller's bill elsewhere, invitations included."""
    with unit_of_work() as unit:
        return unit.billing_transfers.page_of_outbound(caller.account_id, limit=limit, token=token)
