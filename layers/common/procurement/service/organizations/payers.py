"""Who pays for the accounts that bought something, at this moment (R-001, R-002, R-236)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from procurement.domain.charges.charge import Charge
from procurement.domain.organizations.membership import Membership
from procurement.service.ports.unit_of_work import UnitOfWork


def payer_of(account_id: str, unit: UnitOfWork, *, carries_purchase_orders: bool) -> str:
    """Who gets the invoices of what the account buys in this decision.

    The commit raises `PayerChanged` when the account moves meanwhile. `InvalidAccountState` when
    purchase orders are carried and the payer's integration with Marketplace is off (R-164, R-167).
    """
    membership = unit.organizations.membership(account_id)
    if carries_purchase_orders:
        unit.billing_settings.integration(membership.payer).expect_enabled()
    unit.organizations.hold_membership(membership)
    return membership.payer


@dataclass(frozen=True, slots=True)
class Payers:
    """The memberships of all accounts whose charges follow them."""

    memberships: Mapping[str, Membership]

    @classmethod
    def read(cls, charges: Iterable[Charge], unit: UnitOfWork) -> Self:
        """Those of the subscribers of `charges`, in one request as a rule."""
        return cls(unit.organizations.memberships(subscribers(charges)))

    def of(self, charge: Charge) -> str:
        """Who is to get the charge's invoice."""
        if not charge.follows_subscriber:
            return charge.receiver_account_id
        return self.memberships[charge.subscriber_account_id].payer

    def hold(self, charges: Iterable[Charge], unit: UnitOfWork) -> None:
        """Stage that none of the subscribers of `charges` moves before the commit."""
        for account_id in subscribers(charges):
            unit.organizations.hold_membership(self.memberships[account_id])


def subscribers(charges: Iterable[Charge]) -> list[str]:
    """The accounts that `charges` follow to their payers, each once."""
    return sorted({each.subscriber_account_id for each in charges if each.follows_subscriber})
