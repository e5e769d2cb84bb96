"""Mail, and the memory of what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from datetime import datetime

    from procurement.domain.notices.notice_query import NoticeQuery
    from procurement.domain.purchase_orders.notification import NoticeKind
    from procurement.service.ports.page import Page


class Mailer(Protocol):
    """Sends one mail."""

    def send(self, mail: Mail) -> str:
        """The mail's message ID; `Unavailable` when it was surely not sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail ready to go, in both renderings."""

    to: str
    subject: str
    text: str
    html: str


class MailStatus(StrEnum):
    """What is known of a mail."""

    CLAIMED = "CLAIMED"
    """About to be sent; for good when the process died there, and the mail may have gone out."""
    SENT = "SENT"
    REFUSED = "REFUSED"
    """The mail service will never take it."""
    UNKNOWN = "UNKNOWN"
    """The mail service gave no answer: it may have gone out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedMail:
    """One mail of `account_id` in the log: why it was written, to whom, and how far it came.

    `about` is what the ledger calls its subject, such as ``purchase-order/PO-1``. `message_id` is
    the mail service's, once it was sent.
    """

    account_id: str
    mail_id: str
    kind: NoticeKind
    about: str
    to: str
    subject: str
    at: datetime
    status: MailStatus = MailStatus.CLAIMED
    message_id: str | None = None


class MailLog(Protocol):
    """Which mails went out: at most one per contact and occasion (R-358)."""

    def is_claimed(self, account_id: str, mail_id: str) -> bool:
        """Whether the mail was sent, or reserved, before."""

    def claim(self, mail: LoggedMail) -> bool:
        """Reserve the mail; False when it was sent, or reserved, before."""

    def settle(
        self, account_id: str, mail_id: str, status: MailStatus, message_id: str | None = None
    ) -> None:
        """Note what became of the mail."""

    def release(self, account_id: str, mail_id: str) -> None:
        """Give up a reservation whose mail was surely not sent, so that a retry may send it."""

    def page(
        self, account_id: str, wanted: NoticeQuery, *, limit: int, token: str | None
    ) -> Page[LoggedMail]:
        """The account's mails that are `wanted`, newest first (eventually consistent).

        A page reads a bounded number of mails: it may hold fewer than `limit`, and none.
        """
