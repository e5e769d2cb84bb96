"""Mail, and the memory of what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from datetime import datetime


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


class MailLog(Protocol):
    """Which mails went out: at most one per contact and occasion (R-358)."""

    def is_claimed(self, account_id: str, mail_id: str) -> bool:
        """Whether the mail was sent, or reserved, before."""

    def claim(self, account_id: str, mail_id: str, at: datetime, summary: str) -> bool:
        """Reserve the mail; False when it was sent, or reserved, before."""

    def sent(self, account_id: str, mail_id: str, message_id: str) -> None:
        """Note that the mail went out."""

    def release(self, account_id: str, mail_id: str) -> None:
        """Give up a reservation whose mail was surely not sent, so that a retry may send it."""
