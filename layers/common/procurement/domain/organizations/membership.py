"""Where an account belongs and belonged: who paid for it at which instant (R-002, R-235)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import QuotaExceeded, WrongStatus
from procurement.domain.month import Month
from procurement.domain.organizations.transferred_bill import TransferredBill

MAX_STAYS: Final = 500
"""Organizations that an account may have been in, one after the other."""
MAX_OUTBOUND: Final = 100
"""Billing transfers to others that an account may have been the source of."""
MAX_INBOUND: Final = 1000
"""Billing transfers from others to one account, ended ones included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """The time that an account spends in one organization; `left_at` itself is outside of it."""

    organization_id: str
    management_account_id: str
    joined_at: datetime
    left_at: datetime | None = None

    def covers(self, instant: datetime) -> bool:
        """Whether the account was there at `instant`."""
        return self.joined_at <= instant and (self.left_at is None or instant < self.left_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """All stays of an account in organizations, oldest first; version 0 for one never in any.

    A management account stays in its own organization, so that it can be in no other. Its accepted
    billing transfers are here too, of its own bill to others as `outbound` and of theirs to it as
    `inbound`: whoever decides on a membership decides on the transfers as well.
    """

    account_id: str
    stays: tuple[Stay, ...] = ()
    outbound: tuple[TransferredBill, ...] = ()
    inbound: tuple[TransferredBill, ...] = ()
    version: int = 0

    @property
    def present(self) -> Stay | None:
        """The stay that goes on, or None for a stand-alone account."""
        last = self.stays[-1] if self.stays else None
        return last if last and last.left_at is None else None

    @property
    def payer(self) -> str:
        """Who pays for the account now: its management account, or itself (R-001, R-002)."""
        return self.present.management_account_id if self.present else self.account_id

    @property
    def is_managing(self) -> bool:
        """Whether the account is the management account of an organization."""
        return self.present is not None and self.payer == self.account_id

    def payer_at(self, instant: datetime) -> str:
        """Who paid for the account at `instant`."""
        for stay in self.stays:
            if stay.covers(instant):
                return stay.management_account_id
        return self.account_id

    def left_since(self, instant: datetime) -> bool:
        """Whether the account left an organization at `instant` or later (R-239)."""
        return any(stay.left_at is not None and stay.left_at >= instant for stay in self.stays)

    def joined(
        self, organization_id: str, management_account_id: str, at: datetime
    ) -> "Membership":
        """The account in that organization from `at` on; the very same object when it is there.

        `WrongStatus` for an account that belongs to another one: it leaves first.
        """
        if self.present and self.present.organization_id == organization_id:
            return self
        if self.present:
            raise WrongStatus(
                f"account {self.account_id} belongs to an organization, which it leaves first",
                resource_type="OrganizationAccount",
                resource_id=self.account_id,
            )
        if len(self.stays) >= MAX_STAYS:
            raise QuotaExceeded(
                f"an account moves through at most {MAX_STAYS} organizations",
                quota="OrganizationStays",
                limit=MAX_STAYS,
            )
        stay = Stay(
            organization_id=organization_id,
            management_account_id=management_account_id,
            joined_at=at,
        )
        return replace(self, stays=(*self.stays, stay), version=self.version + 1)

    def left(self, at: datetime) -> "Membership":
        """The account on its own from `at` on."""
        if self.present is None:
            return self
        ended = replace(self.present, left_at=max(at, self.present.joined_at))
        return replace(self, stays=(*self.stays[:-1], ended), version=self.version + 1)

    def bill_transfer_account(self, period: Month) -> str | None:
        """The account that gets this one's bill of `period`; None for itself (R-412)."""
        for bill in self.outbound:
            if bill.covers(period):
                return bill.account_id
        return None

    def has_transfers_after(self, period: Month) -> bool:
        """Whether bills of `period` or later go to others, or come from others."""
        both = (*self.outbound, *self.inbound)
        return any(bill.last is None or bill.last >= period for bill in both)

    def giving(self, bill: TransferredBill) -> "Membership":
        """The account with its own bill transferred; `QuotaExceeded` for too many over time."""
        _expect_room(self.outbound, MAX_OUTBOUND, "OutboundBillingTransfers")
        return replace(self, outbound=(*self.outbound, bill), version=self.version + 1)

    def taking(self, bill: TransferredBill) -> "Membership":
        """The account with somebody's bill transferred to it; `QuotaExceeded` for too many."""
        _expect_room(self.inbound, MAX_INBOUND, "InboundBillingTransfers")
        return replace(self, inbound=(*self.inbound, bill), version=self.version + 1)

    def with_transfer_ended(self, transfer_id: str, last: Month) -> "Membership":
        """The account after a transfer, its own or one to it, was given `last` as its end."""
        return replace(
            self,
            outbound=_ended(self.outbound, transfer_id, last),
            inbound=_ended(self.inbound, transfer_id, last),
            version=self.version + 1,
        )


def _expect_room(bills: tuple[TransferredBill, ...], most: int, quota: str) -> None:
    if len(bills) >= most:
        raise QuotaExceeded(
            f"an account has at most {most} such billing transfers", quota=quota, limit=most
        )


def _ended(
    bills: Iterable[TransferredBill], transfer_id: str, last: Month
) -> tuple[TransferredBill, ...]:
    """The bills with that one cut short; it goes if it ends before it began."""
    cut = (replace(b, last=last) if b.transfer_id == transfer_id else b for b in bills)
    return tuple(bill for bill in cut if bill.last is None or bill.last >= bill.first)
