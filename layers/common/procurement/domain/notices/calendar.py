"""An account's calendar: payments to come, invoices to pay, purchase orders that expire.

Every entry has one identity for good and a sequence that rises with each change of what it stands
for, so that calendar programs move an entry instead of showing it twice (RFC 5545, 3.8.7.4).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.money import Money
from procurement.domain.purchase_orders.balance import creditable
from procurement.domain.purchase_orders.notification import SEND_AT, ladder_of
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

PAST: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=3 * 365)
"""How far a calendar reaches back and ahead."""

MAX_ENTRIES: Final = 2_000
"""Entries of one calendar, the earliest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """One day, or one instant, of an account's calendar.

    `amount` is for those who may see it. `changed_at` is None where nobody kept when that was.
    """

    uid: str
    at: date | datetime
    summary: str
    details: tuple[tuple[str, str], ...]
    sequence: int
    category: str
    amount: Money | None = None
    is_cancelled: bool = False
    changed_at: datetime | None = None

    @property
    def day(self) -> date:
        """The day in UTC."""
        return self.at.date() if isinstance(self.at, datetime) else self.at


def calendar(
    charges: Iterable[Charge],
    invoices: Iterable[Invoice],
    purchase_orders: Iterable[PurchaseOrder],
    now: datetime,
) -> tuple[CalendarEntry, ...]:
    """Everything between 90 days ago and three years ahead, the earliest first, each once."""
    found: dict[str, CalendarEntry] = {}
    for entry in _entries(charges, invoices, purchase_orders):
        if (now - PAST).date() <= entry.day <= (now + AHEAD).date():
            found[entry.uid] = entry
    return tuple(sorted(found.values(), key=lambda each: (each.day, each.uid)))[:MAX_ENTRIES]


def _entries(
    charges: Iterable[Charge],
    invoices: Iterable[Invoice],
    purchase_orders: Iterable[PurchaseOrder],
) -> Iterator[CalendarEntry]:
    for charge in charges:
        if not charge.is_metered:
            yield _payment(charge)
    for invoice in invoices:
        if invoice.type is InvoiceType.INVOICE:
            yield _due(invoice)
    for purchase_order in purchase_orders:
        yield _expiry(purchase_order)
        yield from _milestones(purchase_order)


def _payment(charge: Charge) -> CalendarEntry:
    """A payment on the day that is scheduled, else on the day from which it is invoiced.

    One that its agreement's end left without an invoice is cancelled (R-402). A standing payment
    moves on with each month that closes.
    """
    which = "Payment {} of {}".format(*charge.installment) if charge.installment else "Payment"
    return CalendarEntry(
        uid=f"charge-{charge.charge_id}",
        at=charge.charge_date or charge.due_at.astimezone(UTC).date(),
        summary=f"{which}: {charge.description}",
        details=_details(
            ("Agreement", charge.agreement_id),
            ("Purchase order", charge.purchase_order_reference),
            ("Invoice", charge.invoice_id),
        ),
        sequence=charge.revision - 1,
        category="Payment",
        amount=Money(charge.amount, charge.currency).rounded(),
        is_cancelled=charge.state is ChargeState.VOID,
    )


def _due(invoice: Invoice) -> CalendarEntry:
    """When an invoice is to be paid; cancelled once credit memos gave all of it back (R-153)."""
    left = creditable(invoice.total, (credit.total for credit in invoice.credits))
    return CalendarEntry(
        uid=f"invoice-{invoice.invoice_id}",
        at=invoice.due_on,
        summary=f"Invoice {invoice.invoice_id} is due",
        details=_details(
            ("From", invoice.invoicing_entity),
            ("Billing period", str(invoice.billing_period)),
            ("Purchase order", invoice.purchase_order_id),
        ),
        sequence=max(0, invoice.revision - 1),
        category="Invoice",
        amount=left,
        is_cancelled=bool(invoice.credits) and left.amount <= 0,
    )


def _expiry(purchase_order: PurchaseOrder) -> CalendarEntry:
    return CalendarEntry(
        uid=f"expiry-{purchase_order.key}",
        at=purchase_order.expiration_month.last_day,
        summary=f"Purchase order {purchase_order.purchase_order_id} expires",
        details=_details(("Purchase order", purchase_order.purchase_order_id)),
        sequence=purchase_order.version - 1,
        category="Purchase order",
        changed_at=purchase_order.updated_at,
    )


def _milestones(purchase_order: PurchaseOrder) -> Iterator[CalendarEntry]:
    """When its contacts are mailed; cancelled while it is suspended, as nobody is (R-356)."""
    for milestone in ladder_of(purchase_order) if purchase_order.contacts else ():
        yield CalendarEntry(
            uid=f"notice-{purchase_order.key}-{milestone.lead_time}",
            at=datetime.combine(milestone.on, SEND_AT),
            summary=f"Notice: purchase order {purchase_order.purchase_order_id} nears its end",
            details=_details(
                ("Expires", purchase_order.expiration_month.last_day.isoformat()),
                ("Mailed to", f"{len(purchase_order.contacts)} contacts"),
            ),
            sequence=purchase_order.version - 1,
            category="Notice",
            is_cancelled=purchase_order.is_suspended,
            changed_at=purchase_order.updated_at,
        )


def _details(*members: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in members if text)
