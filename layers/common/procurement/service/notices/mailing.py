"""Mail to contacts and subscribers: each mail at most once, whatever happens (R-358).

A mail is claimed in the mail log before it is sent. The claim is given up only when the mail was
surely not sent; after a crash in between it stays, for a lost mail is the lesser evil.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, Self

from procurement.domain.errors import MailOutcomeUnknown, MailRefused, Unavailable
from procurement.domain.foresight.radar_notice import RadarNotice
from procurement.domain.notices.invoice_notice import InvoiceNotice
from procurement.domain.purchase_orders.notification import PurchaseOrderNotice
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.ports.mail import LoggedMail, Mail, Mailer, MailLog, MailStatus

Notice = PurchaseOrderNotice | InvoiceNotice | RadarNotice
"""What a mail can be about."""

_LOG: Final = logging.getLogger(__name__)


class MailRenderer(Protocol):
    """Writes the mail that carries a notice."""

    def render(self, notice: Notice, contact: Contact) -> Mail:
        """Subject, text and HTML, addressed to the contact."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """What it takes to write, send and remember a mail."""

    renderer: MailRenderer
    mailer: Mailer
    log: MailLog


class Delivery(StrEnum):
    """What became of one mail."""

    SENT = "SENT"
    REPEATED = "REPEATED"
    """Sent, or claimed, before."""
    REFUSED = "REFUSED"
    """The mail service will never take it."""
    UNKNOWN = "UNKNOWN"
    """It may have gone out."""
    POSTPONED = "POSTPONED"
    """Surely not sent; a retry may send it."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What became of several mails, in the order in which they were tried.

    `is_cut_short` when there was no time to try them all.
    """

    deliveries: tuple[Delivery, ...] = ()
    is_cut_short: bool = False

    @classmethod
    def of(cls, deliveries: Iterable[Delivery]) -> Self:
        """All of them."""
        return cls(tuple(deliveries))

    def __add__(self, other: "Mailing") -> "Mailing":
        return Mailing(self.deliveries + other.deliveries, self.is_cut_short or other.is_cut_short)

    def count(self, delivery: Delivery) -> int:
        """How many mails ended so."""
        return self.deliveries.count(delivery)

    def expect_complete(self) -> None:
        """`Unavailable` when some mail is still to be sent: the same use case may run again."""
        if postponed := self.count(Delivery.POSTPONED):
            raise Unavailable(f"{postponed} of {len(self.deliveries)} mails could not be sent yet")
        if self.is_cut_short:
            raise Unavailable("there was no time for all mails")


def deliver(notice: Notice, contact: Contact, mail_id: str, post: Post, now: datetime) -> Delivery:
    """Send one mail unless it was sent or claimed before.

    Raises `Unavailable` when the mail log cannot be reached; the mail service's failures come back.
    """
    mail, account_id = post.renderer.render(notice, contact), notice.account_id
    if not post.log.claim(_claim(notice, mail, mail_id, now)):
        return Delivery.REPEATED
    try:
        message_id = post.mailer.send(mail)
    except Unavailable:
        post.log.release(account_id, mail_id)
        return Delivery.POSTPONED
    except (MailRefused, MailOutcomeUnknown) as error:
        _LOG.warning(
            "mail not sent",
            extra={
                "accountId": account_id,
                "subject": notice.about,
                "mailId": mail_id,
                "errorCode": error.code,
                "reason": error.message,
            },
        )
        is_refused = isinstance(error, MailRefused)
        status = MailStatus.REFUSED if is_refused else MailStatus.UNKNOWN
        post.log.settle(account_id, mail_id, status)
        return Delivery.REFUSED if is_refused else Delivery.UNKNOWN
    post.log.settle(account_id, mail_id, MailStatus.SENT, message_id)
    return Delivery.SENT


def _claim(notice: Notice, mail: Mail, mail_id: str, now: datetime) -> LoggedMail:
    return LoggedMail(
        account_id=notice.account_id,
        mail_id=mail_id,
        kind=notice.kind,
        about=notice.about,
        to=mail.to,
        subject=mail.subject,
        at=now,
    )
