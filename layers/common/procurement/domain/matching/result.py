"""What the matcher is asked, and what it answers together with the way to the answer (R-136)."""

from dataclasses import dataclass
from enum import StrEnum

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceToMatch:
    """Everything about an invoice that decides its purchase order.

    `totals` are the invoice's totals including tax in its payment, base and tax currency, in that
    order of preference (R-143, R-155); a currency given twice counts once. A charge that names a
    purchase order brings `purchase_order_reference` and the line that was made for it there, which
    counts for nothing unless the receiver `is_integrated` with Marketplace (R-167).
    """

    kind: ChargeKind
    invoicing_entity: str
    billing_period: Month
    totals: tuple[Money, ...]
    tax_registration_number: str | None = None
    invoice_unit: str | None = None
    purchase_order_reference: str | None = None
    named_line_item_number: str | None = None
    is_integrated: bool = True

    @property
    def is_credit_memo(self) -> bool:
        """Whether it gives money back: its total is below zero (R-138).

        One of -0.01 may be nothing in a currency without decimal places.
        """
        return any(total.amount < 0 for total in self.totals)

    def total_in(self, currency: str) -> Money | None:
        """The first total in `currency`; None when the invoice states none, as no rate of our own
        is ever applied (R-155, R-156)."""
        for total in self.totals:
            if total.currency == currency:
                return total
        return None


class Outcome(StrEnum):
    """How the invoice came to its purchase order, or why it has none.

    NAMED_MISSING asks for an act: the purchase order or line that the charge names has to be
    created first (R-188), then the invoice is matched again. With NAMED_NOT_INTEGRATED the invoice
    goes out without a number, and no purchase order is created (R-167, R-238). For CREDIT_MEMO the
    matcher is not run: a credit memo follows its original invoice (R-152), and has no purchase
    order without one.
    REGENERATED is what support decided for an issued invoice (R-207).
    """

    MATCHED = "MATCHED"
    NAMED = "NAMED"
    NAMED_SUSPENDED = "NAMED_SUSPENDED"
    NAMED_MISSING = "NAMED_MISSING"
    NAMED_NOT_INTEGRATED = "NAMED_NOT_INTEGRATED"
    NO_MATCH = "NO_MATCH"
    CREDIT_MEMO = "CREDIT_MEMO"
    REGENERATED = "REGENERATED"


class Flag(StrEnum):
    """What somebody should look at on the association."""

    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    """No total is in the purchase order's currency; its balance was not touched (R-155)."""
    OUT_OF_BALANCE = "OUT_OF_BALANCE"
    """The line tracks its balance and had less than the total (R-130)."""
    PO_SUSPENDED = "PO_SUSPENDED"
    """The named purchase order is suspended, so the invoice shows none (R-193)."""
    NOT_INTEGRATED = "NOT_INTEGRATED"
    """Marketplace may not write the payer's purchase orders, so the invoice shows none (R-167)."""


class Criterion(StrEnum):
    """The steps of the funnel, in their order, named by what they keep."""

    NAMED_BY_CHARGE = "NAMED_BY_CHARGE"
    HAS_LINE_ITEMS = "HAS_LINE_ITEMS"
    NOT_SUSPENDED = "NOT_SUSPENDED"
    PURCHASE_ORDER_PERIOD = "PURCHASE_ORDER_PERIOD"
    BILL_FROM = "BILL_FROM"
    TAX_REGISTRATION_NUMBER = "TAX_REGISTRATION_NUMBER"
    INVOICE_UNIT = "INVOICE_UNIT"
    LINE_ITEM_PERIOD = "LINE_ITEM_PERIOD"
    TYPE_FITS = "TYPE_FITS"
    TYPE_ALLOWED_FOR_ENTITY = "TYPE_ALLOWED_FOR_ENTITY"
    MOST_SPECIFIC_TYPE = "MOST_SPECIFIC_TYPE"
    SCOPED_TO_INVOICE_UNIT = "SCOPED_TO_INVOICE_UNIT"
    SCOPED_TO_TAX_REGISTRATION_NUMBER = "SCOPED_TO_TAX_REGISTRATION_NUMBER"
    ENOUGH_BALANCE = "ENOUGH_BALANCE"
    LAST_UPDATED = "LAST_UPDATED"
    FIRST_PURCHASE_ORDER_ID = "FIRST_PURCHASE_ORDER_ID"
    EARLIEST_END = "EARLIEST_END"
    EARLIEST_START = "EARLIEST_START"
    FIRST_CREATED = "FIRST_CREATED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One line item that may win, with the purchase order it belongs to."""

    purchase_order: PurchaseOrder
    line: LineItem


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """Lines of one purchase order that did not pass a step: `lines` of them.

    A single line has its `line_item_number`. It is None where a purchase order went as a whole, and
    where several of its lines are told of together. `value` is what they had where the step asked
    for something else.
    """

    purchase_order_id: str
    line_item_number: str | None
    value: str
    lines: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the funnel: what was asked under which rule, who went, how many lines stayed.

    `removed_count` is how many went: purchase orders as long as they are judged as a whole, then
    lines. `removed` tells of them within bounds (`funnel.Bounds`), the best first.
    """

    criterion: Criterion
    rule: str
    asked: str
    removed: tuple[Removed, ...]
    removed_count: int
    lines_left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The matcher's decision without its explanation.

    `purchase_order` is as it was before this invoice. `booked` moves the line's balance, in the
    purchase order's currency; None moves nothing: no purchase order, or CURRENCY_MISMATCH.
    """

    outcome: Outcome
    purchase_order: PurchaseOrder | None = None
    line_item_number: str | None = None
    booked: Money | None = None
    flags: frozenset[Flag] = frozenset()

    @property
    def purchase_order_id(self) -> str | None:
        """The number the invoice prints; None when it goes out without one (R-133, R-135)."""
        return self.purchase_order.purchase_order_id if self.purchase_order else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Match(Choice):
    """A decision that explains itself: in one sentence as `reason`, step by step as `funnel`.

    Where the matcher was run, every candidate is counted in the funnel exactly once as removed, or
    is the one chosen (R-136). For a named purchase order the funnel is one step about that one.
    """

    reason: str
    funnel: tuple[Step, ...]
