"""Mails, and who is told of invoices, at the edge."""

from typing import Self

from pydantic import Field

from procurement.domain.notices.notice_settings import InvoiceNoticeReason, NoticeSettings
from procurement.domain.purchase_orders.input import ContactInput
from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.service.ports.mail import LoggedMail, MailStatus


class NoticeView(Schema):
    """One mail: to whom, when, what it is about, and how far it came."""

    notice_id: str
    kind: NoticeKind
    about: str = Field(examples=["purchase-order/PO-2027-001"])
    to: str = Field(examples=["finance@example.com"])
    subject: str
    at: Instant
    status: MailStatus
    message_id: str | None

    @classmethod
    def of(cls, mail: LoggedMail) -> Self:
        """A mail of the log."""
        return cls(
            notice_id=mail.mail_id,
            kind=mail.kind,
            about=mail.about,
            to=mail.to,
            subject=mail.subject,
            at=mail.at,
            status=mail.status,
            message_id=mail.message_id,
        )


class NoticePage(Schema):
    """One page of mails, newest first."""

    items: list[NoticeView]
    next_token: str | None


class NoticeContactBody(RequestSchema):
    """Somebody who is told of invoices."""

    email: str | None = Field(None, examples=["payables@example.com"])
    name: str | None = Field(None, examples=["Accounts payable"])

    def to_input(self) -> ContactInput:
        """The domain's unchecked input."""
        return ContactInput(email=self.email, name=self.name)


class PutNoticeSettingsRequest(RequestSchema):
    """Everybody who is told of invoices, and of which; they replace the present ones."""

    contacts: list[NoticeContactBody]
    invoice_notices: list[InvoiceNoticeReason] = Field(
        default_factory=lambda: list(InvoiceNoticeReason), max_length=10
    )
    expected_version: int | None = Field(None, ge=0)


class NoticeContactView(Schema):
    """Somebody who is told of invoices."""

    email: str
    name: str


class NoticeSettingsView(Schema):
    """Who is told of invoices without a purchase order; version 0 before anybody was put in."""

    contacts: list[NoticeContactView]
    invoice_notices: list[InvoiceNoticeReason]
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, settings: NoticeSettings) -> Self:
        """Settings of the domain."""
        return cls(
            contacts=[
                NoticeContactView(email=contact.email, name=contact.name)
                for contact in settings.contacts
            ],
            invoice_notices=list(settings.invoice_notices),
            version=settings.version,
            updated_at=settings.updated_at,
        )
