"""What belongs to accounts that pay: to management accounts, and to those that stand alone."""

from procurement.domain.errors import NotAllowed
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWork


def expect_payer(caller: Caller, what: str, unit: UnitOfWork) -> None:
    """`NotAllowed` for a member of an organization: `what` belongs to its management account.

    The commit raises `PayerChanged` when the account moves meanwhile (R-001).
    """
    membership = unit.organizations.membership(caller.account_id)
    if membership.payer != caller.account_id:
        raise NotAllowed(f"{what} belong to the management account of the organization")
    unit.organizations.hold_membership(membership)
