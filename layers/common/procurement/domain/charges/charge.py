"""A charge: an amount due under an agreement, or a period's cloud cost of one service."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.domain.charges.usage import UsageLine
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
    NOT_APPLICABLE = "NOT_APPLICABLE"


class ChargeState(StrEnum):
    """PENDING until its invoice exists; VOID when its agreement ended first (R-402).

    STANDING is never invoiced itself: every billing period that closes makes a charge of it that is
    (R-258).
    """

    PENDING = "PENDING"
    STANDING = "STANDING"
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
    large for one transaction. `bill_source` is the account whose bill it belongs to, where a
    billing transfer makes another one the receiver (R-412). A STANDING charge is due when its
    `billing_period` closes; its `last_period` is the last that closes, None while the agreement has
    no end. `late_periods` are closed ones of metered usage that was told only afterwards. `usage`
    is what a charge of metered usage is made of.
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
    bill_source: str | None = None
    last_period: Month | None = None
    late_periods: tuple[Month, ...] = ()
    usage: tuple[UsageLine, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it may still change: nothing has settled it, and no draft has claimed it."""
        return self.is_unsettled and self.claimed_by is None

    @property
    def is_unsettled(self) -> bool:
        """Whether no invoice and no cancellation has settled it yet."""
        return self.state is ChargeState.PENDING

    @property
    def is_awaited(self) -> bool:
        """Whether a run has to look at it once it is due: to invoice it, or to close its period."""
        return self.is_unsettled or self.closes_periods

    @property
    def closes_periods(self) -> bool:
        """Whether a billing period of this standing charge is still to close (R-256, R-258)."""
        is_over = self.last_period is not None and self.billing_period > self.last_period
        return self.state is ChargeState.STANDING and (bool(self.late_periods) or not is_over)

    @property
    def is_metered(self) -> bool:
        """Whether it stands for usage, whose amount each period tells for itself (R-255)."""
        return self.state is ChargeState.STANDING and not self.amount

    @property
    def next_period(self) -> Month:
        """The billing period that a standing charge closes next."""
        return self.late_periods[0] if self.late_periods else self.billing_period

    @property
    def known_amount(self) -> Decimal | None:
        """The amount; None for usage that has not been billed yet (R-220, R-225)."""
        return None if self.is_metered else self.amount

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

    @property
    def follows_subscriber(self) -> bool:
        """Whether it moves to whoever pays for its subscriber (R-236).

        What comes of an agreement does, until a draft or an invoice holds it. Of usage, the cost
        export itself says who pays.
        """
        return self.is_to_come and self.agreement_id is not None

    @property
    def is_to_come(self) -> bool:
        """Whether no draft and no invoice holds it yet, so that its receiver may still change."""
        return self.state in (ChargeState.PENDING, ChargeState.STANDING) and not self.claimed_by

    @property
    def bearer_account_id(self) -> str:
        """The account whose payer bears it: who bought, or the billing account of the usage."""
        if self.agreement_id is not None:
            return self.subscriber_account_id
        return self.bill_source or self.receiver_account_id

    @property
    def billed_period(self) -> Month:
        """The billing period that decides who receives it: of a standing charge, the next."""
        return self.next_period if self.state is ChargeState.STANDING else self.billing_period

    def received_by(self, account_id: str, bill_source: str | None = None) -> "Charge":
        """The charge under another receiver; its purchase order number stays (R-238)."""
        if (account_id, bill_source) == (self.receiver_account_id, self.bill_source):
            return self
        return replace(
            self,
            receiver_account_id=account_id,
            bill_source=bill_source,
            revision=self.revision + 1,
        )

    def claimed(self, draft_id: str) -> "Charge":
        """The charge held for one draft; raising the revision locks out buyers (R-222)."""
        return replace(self, claimed_by=draft_id, revision=self.revision + 1)

    def voided(self) -> "Charge":
        """The charge that its agreement's end left without an invoice (R-402)."""
        return replace(self, state=ChargeState.VOID, revision=self.revision + 1)

    def ended(self, at: datetime) -> "Charge":
        """The charge after its agreement's end: void, save for usage up to that moment (R-402).

        What was used is owed (R-317): its standing charge closes the month of the end as its last.
        The very same object when nothing is left to change.
        """
        last = Month.of(at)
        if not self.is_metered or self.next_period > last:
            return self.voided()
        if self.last_period is not None and self.last_period <= last:
            return self
        return replace(self, last_period=last, revision=self.revision + 1)

    def invoiced(self, invoice_id: str) -> "Charge":
        """The charge on its invoice; raising the revision locks out buyers (R-222)."""
        return replace(
            self,
            state=ChargeState.INVOICED,
            invoice_id=invoice_id,
            claimed_by=None,
            revision=self.revision + 1,
        )
