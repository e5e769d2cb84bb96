"""Which of the mails that were sent a list is asked for."""

from dataclasses import dataclass
from datetime import date

from procurement.domain.errors import Problems
from procurement.domain.purchase_orders.notification import NoticeKind


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeQuery:
    """Which mails to list. None asks for nothing.

    Sent from the day `sent_from` to the day `sent_to` (UTC), both included. A mail is about one
    purchase order or one invoice, or about neither.
    """

    kind: NoticeKind | None = None
    purchase_order_id: str | None = None
    invoice_id: str | None = None
    sent_from: date | None = None
    sent_to: date | None = None

    def check(self) -> None:
        """`InvalidInput` for days that are turned round."""
        problems = Problems()
        if self.sent_from and self.sent_to and self.sent_to < self.sent_from:
            problems.add("sentTo", "INVALID_VALUE", f"must not be before {self.sent_from}")
        problems.raise_if_any()
