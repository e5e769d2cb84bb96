"""A purchase order with its line items: what is stored, what follows from it, how its status moves.

Status is never stored: it follows from the suspended flag, the expiration month and the clock
(R-065). Balances are never stored either: they follow from the lines' totals and what is booked.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.errors import LineItemNotFound, StaleVersion, WrongStatus
from procurement.domain.ids import derived_id
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.notification_settings import (
    USUAL,
    LeadTime,
    NotificationSettings,
)

MAX_ACTIVE: Final = 100
"""Active purchase orders per account (R-041)."""
MAX_LINE_ITEMS: Final = 100
"""Line items per purchase order (R-043)."""
MAX_CONTACTS: Final = 20
"""Contacts per purchase order (R-044)."""
MAX_TAGS: Final = 50
"""Tags per purchase order (R-045)."""


class Status(StrEnum):
    """The four statuses (R-049). Only ACTIVE ones are associated with new invoices."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    SUSPENDED_EXPIRED = "SUSPENDED_EXPIRED"


class Source(StrEnum):
    """Who created the purchase order: a user, or a Marketplace purchase that named it (R-189)."""

    USER = "USER"
    MARKETPLACE = "MARKETPLACE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A person who gets notices about the purchase order (R-031)."""

    email: str
    name: str
    telephone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrder:
    """One purchase order of `account_id`.

    `key` is internal and fresh for every creation, so that a reused ID inherits nothing (R-009).
    `version` rises with every change by a user or by Marketplace (R-076), and with it `updated_at`;
    booking an invoice moves neither (R-126). `revision` rises with every write of either kind: what
    was decided on one revision can only be saved over that revision (R-147).
    `retired_line_numbers` and `retired_invoice_count` are what deleted lines leave behind (R-075).
    """

    account_id: str
    purchase_order_id: str
    key: str
    bill_from: tuple[str, ...]
    currency: str
    effective_month: Month
    expiration_month: Month
    created_at: datetime
    updated_at: datetime
    version: int = 1
    revision: int = 0
    description: str = ""
    ship_to: str = ""
    tax_registration_numbers: tuple[str, ...] = ()
    invoice_units: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notification_settings: NotificationSettings = USUAL
    tags: tuple[tuple[str, str], ...] = ()
    line_items: tuple[LineItem, ...] = ()
    retired_line_numbers: tuple[str, ...] = ()
    retired_invoice_count: int = 0
    is_suspended: bool = False
    source: Source = Source.USER

    def status(self, now: datetime) -> Status:
        """The status at `now`: expired from 00:00 UTC after the expiration month (R-057, R-065)."""
        return status_at(now, is_suspended=self.is_suspended, expires_in=self.expiration_month)

    def covers(self, period: Month) -> bool:
        """Whether usage of `period` may be invoiced on it (R-027, R-028)."""
        return self.effective_month <= period <= self.expiration_month

    @property
    def total_value(self) -> Decimal:
        """The sum of the lines' total values (R-039).

        A Marketplace line in another currency is left out, as nothing is converted (R-156).
        """
        own = (line for line in self.line_items if line.currency == self.currency)
        return sum((line.total_value for line in own), Decimal(0))

    @property
    def balance(self) -> Decimal | None:
        """The sum of the tracked lines' balances; None when no line is tracked (R-040)."""
        balances = [line.balance for line in self.line_items if line.balance is not None]
        return sum(balances, Decimal(0)) if balances else None

    @property
    def expiry_lead_times(self) -> tuple[LeadTime, ...]:
        """How long before its expiration its contacts are told (R-351 to R-354)."""
        return self.notification_settings.expiry_lead_times

    @property
    def invoice_count(self) -> int:
        """How many invoices are associated with it, those of deleted lines included (R-075)."""
        return self.retired_invoice_count + sum(line.invoice_count for line in self.line_items)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed but advised against, or keeps it from being matched (R-011, R-017)."""
        found = []
        if len(self.bill_from) > 1:
            found.append("several bill-from entities: their remittance details differ")
        if not self.line_items:
            found.append("without line items it is a draft and matches no invoice")
        return tuple(found)

    @property
    def next_position(self) -> int:
        """The creation rank of the next line (R-127)."""
        return max((line.position for line in self.line_items), default=0) + 1

    def has_line(self, line_item_number: str) -> bool:
        """Whether it still has the line with this number."""
        return any(line.line_item_number == line_item_number for line in self.line_items)

    def line(self, line_item_number: str) -> LineItem:
        """The line with this number; `LineItemNotFound` otherwise."""
        for line in self.line_items:
            if line.line_item_number == line_item_number:
                return line
        raise LineItemNotFound(f"{self.purchase_order_id}/{line_item_number}")

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one (R-076)."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"purchase order {self.purchase_order_id!r} is at version {self.version}, "
                f"not {expected}",
                resource_type="PurchaseOrder",
                resource_id=self.purchase_order_id,
            )

    def changed(self, now: datetime, **fields: object) -> "PurchaseOrder":
        """A new version with `fields` replaced, updated at `now`."""
        return replace(self, version=self.version + 1, updated_at=now, **fields)  # type: ignore[arg-type]

    def without_invoice_unit(self, name: str, now: datetime) -> "PurchaseOrder":
        """The purchase order without its link to that invoice unit (R-034).

        One that loses its last unit would take any invoice of the account: it is suspended (R-035).
        """
        left = tuple(unit for unit in self.invoice_units if unit != name)
        return self.changed(now, invoice_units=left, is_suspended=self.is_suspended or not left)

    def booked(self, line_item_number: str, amount: Decimal) -> "PurchaseOrder":
        """The purchase order after one more invoice of `amount` on that line (R-142).

        Neither version nor updated-on moves (R-126). `LineItemNotFound` without such a line.
        """
        self.line(line_item_number)
        lines = tuple(
            replace(line, booked=line.booked + amount, invoice_count=line.invoice_count + 1)
            if line.line_item_number == line_item_number
            else line
            for line in self.line_items
        )
        return replace(self, line_items=lines)


def status_at(now: datetime, *, is_suspended: bool, expires_in: Month) -> Status:
    """The status at `now` of a purchase order whose expiration month is `expires_in` (R-065)."""
    match is_suspended, Month.of(now) > expires_in:
        case False, False:
            return Status.ACTIVE
        case True, False:
            return Status.SUSPENDED
        case False, True:
            return Status.EXPIRED
        case _:
            return Status.SUSPENDED_EXPIRED


def new_key(account_id: str, purchase_order_id: str, created_at: datetime) -> str:
    """The internal key of a purchase order created then (R-009)."""
    return derived_id("po", account_id, purchase_order_id, created_at.isoformat())


# Status now, status asked for: the suspended flag after the move.
_MOVES: Final = {
    (Status.ACTIVE, Status.SUSPENDED): True,
    (Status.EXPIRED, Status.SUSPENDED): True,
    (Status.SUSPENDED, Status.ACTIVE): False,
    (Status.SUSPENDED_EXPIRED, Status.EXPIRED): False,
}
# Moves that ask for what is so already: they succeed and change nothing.
_STANDING: Final = {(status, status) for status in Status} | {
    (Status.SUSPENDED_EXPIRED, Status.SUSPENDED)
}
# Refused moves whose missing step can be named.
_MISSING_STEP: Final = {
    (Status.SUSPENDED_EXPIRED, Status.ACTIVE): (
        "set the status to EXPIRED first, then move the expiration month forward"
    ),
    (Status.EXPIRED, Status.ACTIVE): "move the expiration month to this month or later",
    (Status.EXPIRED, Status.SUSPENDED_EXPIRED): "ask for SUSPENDED",
}


def with_status(purchase_order: PurchaseOrder, asked: Status, now: datetime) -> PurchaseOrder:
    """The purchase order after a user's change of status (R-054 to R-063).

    The very same object comes back when it has the asked status already. `WrongStatus` names the
    missing step where there is one.
    """
    present = purchase_order.status(now)
    if (present, asked) in _STANDING:
        return purchase_order
    if (present, asked) in _MOVES:
        return purchase_order.changed(now, is_suspended=_MOVES[present, asked])
    step = _MISSING_STEP.get((present, asked), f"{asked} follows from the expiration month only")
    raise WrongStatus(
        f"purchase order {purchase_order.purchase_order_id!r} is {present} "
        f"and cannot become {asked}: {step}",
        resource_type="PurchaseOrder",
        resource_id=purchase_order.purchase_order_id,
    )
