"""That an invoice went out without a purchase order: whom it concerns, and what tells it apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from procurement.domain.ids import derived_id
from procurement.domain.matching.result import Outcome
from procurement.domain.notices.notice_settings import InvoiceNoticeReason, NoticeSettings
from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceNotice:
    """An invoice that shows no purchase order; all but `reason` as written in its event.

    `purchase_order_reference` is the number that its charge names, if it names one.
    """

    kind: ClassVar = NoticeKind.INVOICE
    account_id: str
    invoice_id: str
    reason: InvoiceNoticeReason
    outcome: Outcome
    invoicing_entity: str
    billing_period: str
    total: str
    currency: str
    due_on: str
    purchase_order_reference: str | None

    @property
    def about(self) -> str:
        """What it is about, as the ledger writes it."""
        return f"invoice/{self.invoice_id}"


def reason_for(outcome: Outcome, purchase_order_id: str | None) -> InvoiceNoticeReason | None:
    """Why somebody should hear of an invoice with this outcome; None for no reason.

    A credit memo follows its invoice and is nothing to act on.
    """
    if purchase_order_id is not None or outcome is Outcome.CREDIT_MEMO:
        return None
    if outcome is Outcome.NAMED_SUSPENDED:
        return InvoiceNoticeReason.PURCHASE_ORDER_SUSPENDED
    return InvoiceNoticeReason.NO_PURCHASE_ORDER


def concerned(
    notice: InvoiceNotice, settings: NoticeSettings, named: PurchaseOrder | None
) -> tuple[Contact, ...]:
    """Who is told: the account's contacts, and those of the suspended purchase order; each once.

    `named` is the purchase order that the charge names, None when there is none. One that
    Marketplace created has no contacts, and so adds nobody (R-359). Addresses differ by more than
    the case of their letters (R-032).
    """
    if notice.reason not in settings.invoice_notices:
        return ()
    is_suspended = notice.reason is InvoiceNoticeReason.PURCHASE_ORDER_SUSPENDED
    its_own = named.contacts if named and is_suspended else ()
    return _each_once((*settings.contacts, *its_own))


def _each_once(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    by_address: dict[str, Contact] = {}
    for contact in contacts:
        by_address.setdefault(contact.email.lower(), contact)
    return tuple(by_address.values())


def invoice_mail_id(account_id: str, invoice_id: str, email: str) -> str:
    """One mail per invoice and address, in any letter case (R-032, R-358)."""
    return derived_id("mail", NoticeKind.INVOICE, account_id, invoice_id, email.lower())
