"""Issued invoices and credit memos."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.invoices.corrections import Credit, Regeneration
from procurement.domain.invoices.currency_amounts import (
    CurrencyAmount,
    PrintedRate,
    total_in,
    totals_in_order,
)
from procurement.domain.invoices.draft import Draft, InvoiceType
from procurement.domain.invoices.invoice_line import InvoiceLine, invoice_lines
from procurement.domain.invoices.taxation import InvoiceTax
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Match
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.portals.delivery import (
    Document,
    EinvoiceDelivery,
    document_type,
    plan_delivery,
)
from procurement.domain.portals.preferences import PortalPreferences


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoice:
    """An issued invoice of `account_id`, the receiver, or a credit memo.

    `invoice_id` is its number: gap-free per issuing entity and receiver (R-391). `match` says which
    purchase order it took and why (R-136); `purchase_order_id` is what is printed, None for none.
    `purchase_order_reference` is what its charges named, also when that could not be printed.

    A credit memo for `original_invoice_id` has negative totals, no lines, and says why it was given
    as `description`; its invoice counts it among `credits` (R-153). `adjusting` is the seller's
    adjustment that is under way. Each regeneration makes another `edition` under the same number
    (R-391). `delivery` says what becomes of it on the way to a procurement portal, None for no
    portal (R-268). `revision` rises with every write.

    `taxes` are what `tax` is made of (R-392). `payment_amount` and `tax_amount` are its totals in
    the payer's and the tax authority's currency, None where that is its own, or where the rate of
    its issue date was not told: then `missing_rates` names the currency (R-381, R-382).

    `bill_source` is the account whose bill it is, where a billing transfer makes another one the
    receiver (R-378, R-407).
    """

    account_id: str
    invoice_id: str
    sequence: int
    draft_id: str
    type: InvoiceType
    invoicing_entity: str
    kind: ChargeKind
    billing_period: Month
    total_before_tax: Money
    tax: Money
    issued_at: datetime
    due_on: date
    lines: tuple[InvoiceLine, ...]
    match: MatchRecord
    purchase_order_reference: str | None = None
    tax_registration_number: str | None = None
    invoice_unit: str | None = None
    original_invoice_id: str | None = None
    description: str | None = None
    credits: tuple[Credit, ...] = ()
    adjusting: str | None = None
    edition: int = 1
    regeneration: Regeneration | None = None
    delivery: EinvoiceDelivery | None = None
    revision: int = 0
    taxes: tuple[InvoiceTax, ...] = ()
    payment_amount: CurrencyAmount | None = None
    tax_amount: CurrencyAmount | None = None
    missing_rates: tuple[str, ...] = ()
    bill_source: str | None = None

    @property
    def total(self) -> Money:
        """Tax included."""
        return self.total_before_tax + self.tax

    @property
    def totals(self) -> tuple[Money, ...]:
        """Its totals in all currencies that it states, the one that counts first first (R-155)."""
        return totals_in_order(self.payment_amount, self.total, self.tax_amount)

    def total_in(self, currency: str) -> Money | None:
        """Its total in that currency, or None: no rate but the printed one counts (R-156)."""
        return total_in(self.totals, currency)

    @property
    def purchase_order_id(self) -> str | None:
        """The number on the invoice, at most one (R-133)."""
        return self.match.purchase_order_id

    def dispatched(self, portals: PortalPreferences, now: datetime) -> "Invoice":
        """The document as it goes to the portal that `portals` choose at `now`, if any (R-268)."""
        document = Document(
            type=document_type(
                is_marketplace=self.kind.is_marketplace,
                is_credit_memo=self.type is InvoiceType.CREDIT_MEMO,
            ),
            seller_of_record=self.invoicing_entity,
            invoice_unit=self.invoice_unit,
            purchase_order_id=self.purchase_order_id,
        )
        return replace(self, delivery=plan_delivery(portals.preferences, document, now))


def invoice_number(prefix: str, account_id: str, number: int) -> str:
    """The printed number: the entity's prefix, the receiver, the running number (R-391)."""
    return f"{prefix}-{account_id}-{number:06d}"


def issue(draft: Draft, match: Match, *, number: int, prefix: str, now: datetime) -> Invoice:
    """The invoice that `draft` becomes under the next number.

    Due its net payment days after issue, whatever the weekday; on receipt without a term (R-388).
    """
    group = draft.group
    issued = Invoice(
        account_id=group.receiver_account_id,
        invoice_id=invoice_number(prefix, group.receiver_account_id, number),
        sequence=number,
        draft_id=draft.draft_id,
        type=draft.type,
        invoicing_entity=group.invoicing_entity,
        kind=group.kind,
        billing_period=group.billing_period,
        total_before_tax=draft.total_before_tax,
        tax=draft.tax,
        issued_at=now,
        due_on=now.date() + timedelta(days=draft.net_payment_days),
        lines=tuple(invoice_lines(draft.charges, draft.tax_rules)),
        match=MatchRecord.of(match),
        purchase_order_reference=group.purchase_order_reference or None,
        tax_registration_number=group.tax_registration_number or None,
        invoice_unit=group.invoice_unit or None,
        taxes=draft.taxes,
        payment_amount=draft.payment_amount,
        tax_amount=draft.tax_amount,
        missing_rates=_missing(draft.payment_rate, draft.tax_rate),
        bill_source=group.bill_source or None,
    )
    return issued.dispatched(draft.portals, now) if draft.portals else issued


def _missing(*rates: PrintedRate | None) -> tuple[str, ...]:
    """The currencies of which nobody told the rate, each once."""
    return tuple(sorted({each.target for each in rates if each and each.rate is None}))
