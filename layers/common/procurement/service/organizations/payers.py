"""Who gets the invoices of what accounts buy and use (R-001, R-002, R-236, R-407, R-412)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from procurement.domain.charges.charge import Charge
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.transfer_chain import bill_path
from procurement.service.ports.unit_of_work import UnitOfWork


def payer_of(
    account_id: str, unit: UnitOfWork, *, at: datetime, carries_purchase_orders: bool
) -> str:
    """Who pays for what the account buys in this decision; `received` says who gets its invoices.

    The commit raises `PayerChanged` when the account or its bill moves meanwhile.
    `InvalidAccountState` when purchase orders are carried and the integration with Marketplace is
    off for who receives the bill of this month (R-164, R-167, R-408).
    """
    payers = Payers.of_accounts([account_id], unit)
    payer = payers.memberships[account_id].payer
    path = bill_path(payer, Month.of(at), payers.memberships)
    if carries_purchase_orders:
        unit.billing_settings.integration(path[-1]).expect_enabled()
    for decisive in sorted({account_id, *path}):
        unit.organizations.hold_membership(payers.memberships[decisive])
    return payer


def received(charges: Iterable[Charge], unit: UnitOfWork) -> tuple[Charge, ...]:
    """New charges, each with the receiver of its billing period (R-411, R-412)."""
    made = tuple(charges)
    payers = Payers.read(made, unit)
    return tuple(replace(payers.received(each), revision=each.revision) for each in made)


@dataclass(frozen=True, slots=True)
class Payers:
    """The memberships of all accounts that decide on who receives some charges."""

    memberships: Mapping[str, Membership]

    @classmethod
    def read(
        cls,
        charges: Iterable[Charge],
        unit: UnitOfWork,
        *,
        also: Iterable[str] = (),
        known: Iterable[Membership] = (),
    ) -> Self:
        """Those of who bears `charges` and of who gets their bills, in one request as a rule.

        What is `known` was read in the same unit of work, and is not read again.
        """
        asked = dict.fromkeys(also)
        for charge in charges:
            asked[charge.bearer_account_id] = asked[charge.receiver_account_id] = None
        return cls.of_accounts(asked, unit, known=known)

    @classmethod
    def of_accounts(
        cls, account_ids: Iterable[str], unit: UnitOfWork, *, known: Iterable[Membership] = ()
    ) -> Self:
        """Those of the accounts, of their payers, and of whoever bills go to from there."""
        read = {each.account_id: each for each in known}
        found: dict[str, Membership] = {}
        ahead = dict.fromkeys(account_ids)
        while ahead:
            missing = [account for account in ahead if account not in read]
            if missing:
                read.update(unit.organizations.memberships(missing))
            found.update((account, read[account]) for account in ahead)
            further = (account for each in ahead for account in _next(read[each]))
            ahead = dict.fromkeys(account for account in further if account not in found)
        return cls(found)

    def of(self, charge: Charge) -> str:
        """Who is to get the charge's invoice."""
        return self.received(charge).receiver_account_id

    def received(self, charge: Charge) -> Charge:
        """The charge under who is to receive it; the very same object when it is."""
        if not charge.is_to_come:
            return charge
        source, *others = self._path(charge)
        return charge.received_by(others[-1], source) if others else charge.received_by(source)

    def hold(self, charges: Iterable[Charge], unit: UnitOfWork) -> None:
        """Stage that nothing which decided on who receives `charges` changes before the commit."""
        decisive: set[str] = set()
        for charge in charges:
            if charge.is_to_come:
                decisive.update((charge.bearer_account_id, *self._path(charge)))
        for account_id in sorted(decisive):
            unit.organizations.hold_membership(self.memberships[account_id])

    def _path(self, charge: Charge) -> tuple[str, ...]:
        payer = charge.bearer_account_id
        if charge.follows_subscriber:
            # Of usage the cost export itself says who pays; this is who pays for the account now.
            payer = self.memberships[payer].payer
        return bill_path(payer, charge.billed_period, self.memberships)


NOBODY: Final = Payers({})
"""For nothing to receive."""


def bill_sources(
    account_id: str, unit: UnitOfWork, *, known: Membership | None = None
) -> list[str]:
    """The accounts whose bills come, or came, to this one, also by way of others.

    `known` is the account's own membership, if it was read before.
    """
    found: dict[str, None] = {}
    read = [known] if known else list(unit.organizations.memberships([account_id]).values())
    while read:
        inbound = dict.fromkeys(bill.account_id for each in read for bill in each.inbound)
        ahead = [each for each in inbound if each not in (account_id, *found)]
        found.update(dict.fromkeys(ahead))
        read = list(unit.organizations.memberships(ahead).values()) if ahead else []
    return list(found)


def open_collections(account_ids: Iterable[str], due_by: datetime, unit: UnitOfWork) -> list[str]:
    """The collections with something due by then from any of these accounts, each once."""
    found = (
        each
        for account_id in account_ids
        for each in unit.charges.open_collections_of(account_id, due_by)
    )
    return list(dict.fromkeys(found))


def bearers(charges: Iterable[Charge]) -> list[str]:
    """The accounts that bear `charges` and may move to another payer, each once."""
    return sorted({charge.bearer_account_id for charge in charges if charge.is_to_come})


def _next(membership: Membership) -> list[str]:
    """Whom the account's bill may go to: its payer, and those that its own was transferred to."""
    return [membership.payer, *(bill.account_id for bill in membership.outbound)]
