"""A charge: an amount due under an agreement, or a period's cloud cost of one service."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.domain.month import Month


class ChargeKind(StrEnum):
    """What an invoice of this charge is, which decides the line item types that fit (R-139).

    The cycle is part of it: usage is billed once a month, purchases and fees when they happen.
    """

    MONTHLY_USAGE = "MONTHLY_USAGE"
    SUBSCRIPTION = "SUBSCRIPTION"
    PROFESSIONAL_SERVICES = "PROFESSIONAL_SERVICES"
    MARKETPLACE_USAGE = "MARKETPLACE_USAGE"
    MARKETPLACE_PURCHASE = "MARKETPLACE_PURCHASE"

    @property
    def is_marketplace(self) -> bool:
        """Whether AWS Marketplace bills it (R-140)."""
        return self in (ChargeKind.MARKETPLACE_USAGE, ChargeKind.MARKETPLACE_PURCHASE)

    @property
    def is_monthly(self) -> bool:
        """Whether it belongs to the monthly cycle (R-138)."""
        return self in (ChargeKind.MONTHLY_USAGE, ChargeKind.MARKETPLACE_USAGE)


class Timing(StrEnum):
    """When an expected charge is billed (R-225, agreement:Timing)."""

    ON_ACCEPTANCE = "ON_ACCEPTANCE"
    SCHEDULED = "SCHEDULED"
    BILLING_PERIOD = "BILLING_PERIOD"


class ChargeState(StrEnum):
    """PENDING until its invoice exists; VOID when its agreement ended first (R-402)."""

    PENDING = "PENDING"
    INVOICED = "INVOICED"
    VOID = "VOID"


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """One charge of `collection_id`, which is an agreement's ID or a billing account's.

    `amount` is before tax (R-392) and exact: usage keeps every decimal of its export until the
    invoice total is rounded. `tax` is what an export states as tax for it. `due_at` is the instant
    from which a run invoices it; `charge_date` the scheduled date, which stays on a late invoice
    (R-310). `net_payment_days` is the agreement's payment term (R-321). `claimed_by` is the draft
    whose invoice will hold it, once a run has begun to claim the charges of a group that is too
    large for one transaction.
    """

    collection_id: str
    charge_id: str
    receiver_account_id: str
    subscriber_account_id: str
    invoicing_entity: str
    kind: ChargeKind
    timing: Timing
    currency: str
    amount: Decimal
    billing_period: Month
    due_at: datetime
    description: str
    charge_date: date | None = None
    tax: Decimal = Decimal(0)
    revision: int = 1
    state: ChargeState = ChargeState.PENDING
    agreement_id: str | None = None
    agreement_type: str | None = None
    installment: tuple[int, int] | None = None
    purchase_order_reference: str | None = None
    purchase_order_line: str = "1"
    net_payment_days: int | None = None
    tax_registration_number: str | None = None
    source: str | None = None
    invoice_id: str | None = None
    claimed_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may still change: nothing has settled it, and no draft has claimed it."""
        return self.is_unsettled and self.claimed_by is None

    @property
    def is_unsettled(self) -> bool:
        """Whether no invoice and no cancellation has settled it yet."""
        return self.state is ChargeState.PENDING

    def named(self, purchase_order_reference: str) -> "Charge":
        """The charge under another purchase order number.

        The same value again changes nothing, another raises the revision (R-214).
        """
        if purchase_order_reference == self.purchase_order_reference:
            return self
        return replace(
            self,
            purchase_order_reference=purchase_order_reference,
            revision=self.revision + 1,
        )

    def claimed(self, draft_id: str) -> "Charge":
        """The charge held for one draft; raising the revision locks out buyers (R-222)."""
        return replace(self, claimed_by=draft_id, revision=self.revision + 1)

    def invoiced(self, invoice_id: str) -> "Charge":
        """The charge on its invoice; raising the revision locks out buyers (R-222)."""
        return replace(
            self,
            state=ChargeState.INVOICED,
            invoice_id=invoice_id,
            claimed_by=None,
            revision=self.revision + 1,
        )
