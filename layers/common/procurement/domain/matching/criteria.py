"""The order of criteria by which an invoice finds its line item, as data (R-111 to R-141).

First come requirements, which a purchase order or a line meets or not. Then preferences, each of
which keeps the best of those left and lets the others go, until one line is left.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities, LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.result import Criterion, InvoiceToMatch
from procurement.domain.matching.sheet import Coverage
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

# A Marketplace transaction line is in no row: only a charge that names it reaches it.
# Monthly usage fits no Marketplace invoice: those are a separate line of business.
TYPES_BY_KIND: Final[Mapping[ChargeKind, tuple[LineItemType, ...]]] = {
    ChargeKind.MONTHLY_USAGE: (LineItemType.MONTHLY_USAGE, LineItemType.ALL),
    ChargeKind.SUBSCRIPTION: (LineItemType.SUBSCRIPTION_PURCHASE, LineItemType.ALL),
    ChargeKind.PROFESSIONAL_SERVICES: (LineItemType.PROFESSIONAL_SERVICES, LineItemType.ALL),
    ChargeKind.MARKETPLACE_USAGE: (LineItemType.MARKETPLACE_BLANKET_USAGE, LineItemType.ALL),
    ChargeKind.MARKETPLACE_PURCHASE: (LineItemType.MARKETPLACE_BLANKET_USAGE, LineItemType.ALL),
}
"""The line item types that fit a kind of invoice, most specific first (R-139)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """The invoice, and the table of which entity may issue what (R-106)."""

    invoice: InvoiceToMatch
    entities: InvoicingEntities


Subject = TypeVar("Subject", PurchaseOrder, Coverage, LineItem)


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement(Generic[Subject]):
    """What a purchase order or a line's coverage must meet: how it is asked, judged and shown."""

    criterion: Criterion
    rule: str
    asks: Callable[[Question], str]
    is_met: Callable[[Subject, Question], bool]
    shows: Callable[[Subject], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preference(Generic[Subject]):
    """By what some are better than others. `better` is `min` or `max` over their ranks.

    `asks` gets the best rank found, `shows` one that lost.
    """

    criterion: Criterion
    rule: str
    rank: Callable[[Subject, Question], Any]
    better: Callable[[Collection[Any]], Any]
    asks: Callable[[Question, Any], str]
    shows: Callable[[Subject], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class BalancePreference:
    """That lines with enough balance are better, for which they are not judged one by one.

    `asks` gets whether any line has enough; `shows` the currency and what is available on lines
    that have not.
    """

    criterion: Criterion
    rule: str
    asks: Callable[[Question, bool], str]
    shows: Callable[[str, Collection[Decimal], Question], str]


def accepts_tax_registration(purchase_order: PurchaseOrder, question: Question) -> bool:
    """Without numbers it accepts any invoice, with numbers only one issued for them (R-117)."""
    numbers = purchase_order.tax_registration_numbers
    return not numbers or question.invoice.tax_registration_number in numbers


def accepts_invoice_unit(purchase_order: PurchaseOrder, question: Question) -> bool:
    """Without units it accepts every unit's invoice, with units only theirs (R-119)."""
    return not purchase_order.invoice_units or (
        question.invoice.invoice_unit in purchase_order.invoice_units
    )


def type_allowed(coverage: Coverage, question: Question) -> bool:
    """On a purchase order of several entities a line takes only invoices of those that issue its
    type (R-109)."""
    return question.entities.allows(coverage.type, question.invoice.invoicing_entity)


PURCHASE_ORDER_REQUIREMENTS: Final[tuple[Requirement[PurchaseOrder], ...]] = (
    Requirement(
        criterion=Criterion.HAS_LINE_ITEMS,
        rule="R-011",
        asks=lambda question: "has line items",
        is_met=lambda order, question: bool(order.line_items),
        shows=lambda order: "none",
    ),
    Requirement(
        criterion=Criterion.NOT_SUSPENDED,
        rule="R-113",
        asks=lambda question: "is not suspended now",
        is_met=lambda order, question: not order.is_suspended,
        shows=lambda order: "suspended",
    ),
    Requirement(
        criterion=Criterion.PURCHASE_ORDER_PERIOD,
        rule="R-114",
        asks=lambda question: (
            f"is effective and not expired in billing period {question.invoice.billing_period}"
        ),
        is_met=lambda order, question: order.covers(question.invoice.billing_period),
        shows=lambda order: _window(order.effective_month, order.expiration_month),
    ),
    Requirement(
        criterion=Criterion.BILL_FROM,
        rule="R-115",
        asks=lambda question: f"is billed from {question.invoice.invoicing_entity}",
        is_met=lambda order, question: question.invoice.invoicing_entity in order.bill_from,
        shows=lambda order: "; ".join(order.bill_from),
    ),
    Requirement(
        criterion=Criterion.TAX_REGISTRATION_NUMBER,
        rule="R-116",
        asks=lambda question: (
            f"accepts tax registration number {question.invoice.tax_registration_number or 'none'}"
        ),
        is_met=accepts_tax_registration,
        shows=lambda order: "; ".join(order.tax_registration_numbers),
    ),
    Requirement(
        criterion=Criterion.INVOICE_UNIT,
        rule="R-119",
        asks=lambda question: f"accepts invoice unit {question.invoice.invoice_unit or 'none'}",
        is_met=accepts_invoice_unit,
        shows=lambda order: "; ".join(order.invoice_units),
    ),
)
"""Steps 1 to 4, judged once per purchase order."""

LINE_ITEM_REQUIREMENTS: Final[tuple[Requirement[Coverage], ...]] = (
    Requirement(
        criterion=Criterion.LINE_ITEM_PERIOD,
        rule="R-120",
        asks=lambda question: f"covers billing period {question.invoice.billing_period}",
        is_met=lambda coverage, question: coverage.covers(question.invoice.billing_period),
        shows=lambda coverage: _window(coverage.start_month, coverage.end_month),
    ),
    Requirement(
        criterion=Criterion.TYPE_FITS,
        rule="R-121",
        asks=lambda question: f"is of type {' or '.join(TYPES_BY_KIND[question.invoice.kind])}",
        is_met=lambda coverage, question: coverage.type in TYPES_BY_KIND[question.invoice.kind],
        shows=lambda coverage: coverage.type,
    ),
    Requirement(
        criterion=Criterion.TYPE_ALLOWED_FOR_ENTITY,
        rule="R-109",
        asks=lambda question: (
            f"is of a type that {question.invoice.invoicing_entity} may be billed under"
        ),
        is_met=type_allowed,
        shows=lambda coverage: coverage.type,
    ),
)
"""Steps 5 and 6, judged once per coverage."""

MOST_SPECIFIC_TYPE: Final[Preference[Coverage]] = Preference(
    criterion=Criterion.MOST_SPECIFIC_TYPE,
    rule="R-122",
    rank=lambda coverage, question: TYPES_BY_KIND[question.invoice.kind].index(coverage.type),
    better=min,
    asks=lambda question, best: (
        f"has the most specific type, {TYPES_BY_KIND[question.invoice.kind][best]}"
    ),
    shows=lambda coverage: coverage.type,
)
"""Step 7, before any look at balances (R-129)."""

SCOPE_PREFERENCES: Final[tuple[Preference[PurchaseOrder], ...]] = (
    Preference(
        criterion=Criterion.SCOPED_TO_INVOICE_UNIT,
        rule="R-123",
        rank=lambda order, question: bool(order.invoice_units),
        better=max,
        asks=lambda question, best: "is kept for the invoice unit" if best else "any invoice unit",
        shows=lambda order: "for every invoice unit",
    ),
    Preference(
        criterion=Criterion.SCOPED_TO_TAX_REGISTRATION_NUMBER,
        rule="R-123",
        rank=lambda order, question: bool(order.tax_registration_numbers),
        better=max,
        asks=lambda question, best: (
            "is kept for the tax registration number" if best else "any tax registration number"
        ),
        shows=lambda order: "for every tax registration number",
    ),
)
"""Step 8, which can be switched off: scoped explicitly before unscoped."""


ENOUGH_BALANCE: Final = BalancePreference(
    criterion=Criterion.ENOUGH_BALANCE,
    rule="R-124",
    asks=lambda question, best: (
        f"has enough balance for {_totals(question)}"
        if best
        else f"balance, but none has enough for {_totals(question)}"
    ),
    shows=lambda currency, available, question: _balance(currency, available, question),
)
"""Step 9."""

UPDATE_PREFERENCES: Final[tuple[Preference[PurchaseOrder], ...]] = (
    Preference(
        criterion=Criterion.LAST_UPDATED,
        rule="R-125",
        rank=lambda order, question: order.updated_at,
        better=max,
        asks=lambda question, best: f"was updated last, at {_instant(best)}",
        shows=lambda order: _instant(order.updated_at),
    ),
    Preference(
        criterion=Criterion.FIRST_PURCHASE_ORDER_ID,
        rule="R-128",
        rank=lambda order, question: order.purchase_order_id,
        better=min,
        asks=lambda question, best: f"has the first purchase order ID, {best}",
        shows=lambda order: order.purchase_order_id,
    ),
)
"""Steps 10 and 12. Identical time-stamps are settled by ID (R-128) before the lines of the one
purchase order left are compared (R-127): their order says nothing across purchase orders."""

WINDOW_PREFERENCES: Final[tuple[Preference[Coverage], ...]] = (
    Preference(
        criterion=Criterion.EARLIEST_END,
        rule="R-127",
        rank=lambda coverage, question: coverage.end_month,
        better=min,
        asks=lambda question, best: f"ends first, in {best}",
        shows=lambda coverage: str(coverage.end_month),
    ),
    Preference(
        criterion=Criterion.EARLIEST_START,
        rule="R-127",
        rank=lambda coverage, question: coverage.start_month,
        better=min,
        asks=lambda question, best: f"starts first, in {best}",
        shows=lambda coverage: str(coverage.start_month),
    ),
)
"""Step 11, as far as it looks at what a line is for."""

FIRST_CREATED: Final[Preference[LineItem]] = Preference(
    criterion=Criterion.FIRST_CREATED,
    rule="R-127",
    rank=lambda line, question: (line.position, line.line_item_number),
    better=min,
    asks=lambda question, best: f"was created first, as number {best[0]}",
    shows=lambda line: f"created as number {line.position}",
)
"""The end of step 11: no two lines are alike here."""


def _balance(currency: str, available: Collection[Decimal], question: Question) -> str:
    """The balance that a line had when it was compared; of several, the largest."""
    if question.invoice.total_in(currency) is None:
        return f"in {currency}, which the invoice does not state"
    left = f"{Money(max(available), currency)} left"
    return left if len(available) == 1 else f"at most {left}"


def _totals(question: Question) -> str:
    return ", ".join(str(total) for total in dict.fromkeys(question.invoice.totals))


def _window(first: Month, last: Month) -> str:
    return f"{first} to {last}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
