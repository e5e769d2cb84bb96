"""Who in an account is told of invoices that went out without a purchase order, and of which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Problems, QuotaExceeded, StaleVersion
from procurement.domain.purchase_orders.fields import read_people
from procurement.domain.purchase_orders.input import ContactInput
from procurement.domain.purchase_orders.purchase_order import Contact

MAX_CONTACTS: Final = 20
"""Contacts per account, as many as a purchase order may have (R-044)."""


class InvoiceNoticeReason(StrEnum):
    """Why somebody is told of an invoice."""

    NO_PURCHASE_ORDER = "NO_PURCHASE_ORDER"
    """It shows no purchase order, whatever the reason, unless it is the next one."""
    PURCHASE_ORDER_SUSPENDED = "PURCHASE_ORDER_SUSPENDED"
    """Its charge names a purchase order that is suspended, so it shows none (R-193)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeSettings:
    """Who is told of which invoices; version 0 and nobody until somebody is put in.

    A reason that is not among `invoice_notices` is told to nobody at all.
    """

    account_id: str
    contacts: tuple[Contact, ...] = ()
    invoice_notices: tuple[InvoiceNoticeReason, ...] = tuple(InvoiceNoticeReason)
    version: int = 0
    updated_at: datetime | None = None

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one (R-076)."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the notice settings are at version {self.version}, not {expected}",
                resource_type="NoticeSettings",
                resource_id=self.account_id,
            )


def changed_settings(
    present: NoticeSettings,
    contacts: Sequence[ContactInput],
    invoice_notices: Sequence[InvoiceNoticeReason],
    now: datetime,
) -> NoticeSettings:
    """`present` with other contacts and reasons; `InvalidInput` with all problems (R-031, R-032).

    `QuotaExceeded` when too many contacts are all that is wrong. The very same object comes back
    when nothing would change.
    """
    problems = Problems()
    if len(contacts) > MAX_CONTACTS:
        quota = QuotaExceeded(
            f"an account has at most {MAX_CONTACTS} contacts for notices",
            quota="NoticeContacts",
            limit=MAX_CONTACTS,
        )
        problems.exceed("contacts", quota, "R-044")
    people = read_people(contacts, "contacts", problems)
    problems.raise_if_any()
    reasons = tuple(reason for reason in InvoiceNoticeReason if reason in invoice_notices)
    if (people, reasons) == (present.contacts, present.invoice_notices):
        return present
    return replace(
        present,
        contacts=people,
        invoice_notices=reasons,
        version=present.version + 1,
        updated_at=now,
    )
