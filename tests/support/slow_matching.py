"""The order of criteria once more, straight from the rules and as slowly as it likes.

It shares nothing with the matcher but the stored fields: no property or method of the domain that
computes anything is used, and each rule is one plain filter over a list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

Pair = tuple[PurchaseOrder, LineItem]
Step = tuple[str, Callable[[list[Pair]], list[Pair]]]

_SPECIFIC_TYPE = {
    "MONTHLY_USAGE": "AWS_MONTHLY_USAGE",
    "SUBSCRIPTION": "AWS_SUBSCRIPTION_PURCHASE",
    "PROFESSIONAL_SERVICES": "AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE",
    "MARKETPLACE_USAGE": "AWS_MARKETPLACE_BLANKET_USAGE",
    "MARKETPLACE_PURCHASE": "AWS_MARKETPLACE_BLANKET_USAGE",
}
_INC, _EMEA = "Amazon Web Services, Inc.", "Amazon Web Services EMEA SARL"
_AUSTRALIA = "Amazon Web Services Australia Pty Ltd"
_PUBLISHED_LISTS = {
    "AWS_MARKETPLACE_BLANKET_USAGE": [
        _INC,
        _EMEA,
        _AUSTRALIA,
        "Amazon Web Services New Zealand Limited",
    ],
    "AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE": [_INC],
}


@dataclass(frozen=True)
class Expected:
    """What the rules say comes out: the line, what is booked on it, and the flags."""

    purchase_order_id: str | None
    line_item_number: str | None
    booked: Decimal | None
    flags: frozenset[str]


NOTHING = Expected(None, None, None, frozenset())


def slow_match(
    invoice: InvoiceToMatch, purchase_orders: list[PurchaseOrder], *, prefer_scoped: bool
) -> Expected:
    """What R-111 to R-141 and R-155 say of an invoice whose charge names no purchase order."""
    pairs = _all(purchase_orders)
    for _, keep in _steps(invoice, prefer_scoped=prefer_scoped):
        pairs = keep(pairs)
    return _outcome(invoice, *pairs[0]) if pairs else NOTHING


def slow_removals(
    invoice: InvoiceToMatch, purchase_orders: list[PurchaseOrder], *, prefer_scoped: bool
) -> dict[tuple[str, str], str]:
    """The rule under which each line goes, by purchase order and line; the chosen one is absent."""
    removals = {}
    pairs = _all(purchase_orders)
    for rule, keep in _steps(invoice, prefer_scoped=prefer_scoped):
        kept = keep(pairs)
        stays = {id(line) for _, line in kept}
        for order, line in pairs:
            if id(line) not in stays:
                removals[order.purchase_order_id, line.line_item_number] = rule
        pairs = kept
    return removals


def _all(purchase_orders: list[PurchaseOrder]) -> list[Pair]:
    return [(order, line) for order in purchase_orders for line in order.line_items]


def _steps(invoice: InvoiceToMatch, *, prefer_scoped: bool) -> Iterable[Step]:
    def those(
        test: Callable[[PurchaseOrder, LineItem], bool],
    ) -> Callable[[list[Pair]], list[Pair]]:
        return lambda pairs: [pair for pair in pairs if test(*pair)]

    def rather(
        test: Callable[[PurchaseOrder, LineItem], bool],
    ) -> Callable[[list[Pair]], list[Pair]]:
        return lambda pairs: [pair for pair in pairs if test(*pair)] or pairs

    period, entity = _count(invoice.billing_period), invoice.invoicing_entity
    specific = _SPECIFIC_TYPE[invoice.kind]
    yield "R-113", those(lambda order, _: not order.is_suspended)
    yield (
        "R-114",
        those(
            lambda order, _: (
                _count(order.effective_month) <= period <= _count(order.expiration_month)
            )
        ),
    )
    yield "R-115", those(lambda order, _: entity in order.bill_from)
    yield (
        "R-116",
        those(
            lambda order, _: (
                len(order.tax_registration_numbers) == 0
                or invoice.tax_registration_number in order.tax_registration_numbers
            )
        ),
    )
    yield (
        "R-119",
        those(
            lambda order, _: (
                len(order.invoice_units) == 0 or invoice.invoice_unit in order.invoice_units
            )
        ),
    )
    yield (
        "R-120",
        those(lambda _, line: _count(line.start_month) <= period <= _count(line.end_month)),
    )
    yield "R-121", those(lambda _, line: str(line.type) in (specific, "ALL"))
    yield "R-109", those(lambda _, line: entity in _PUBLISHED_LISTS.get(str(line.type), [entity]))
    yield "R-122", rather(lambda _, line: str(line.type) == specific)
    if prefer_scoped:
        yield "R-123", rather(lambda order, _: len(order.invoice_units) > 0)
        yield "R-123", rather(lambda order, _: len(order.tax_registration_numbers) > 0)
    yield "R-124", rather(lambda order, line: _has_money(invoice, order, line))
    yield "R-125", _updated_last
    yield "R-127, R-128", _first


def _updated_last(pairs: list[Pair]) -> list[Pair]:
    latest = max((order.updated_at for order, _ in pairs), default=None)
    return [pair for pair in pairs if pair[0].updated_at == latest]


def _first(pairs: list[Pair]) -> list[Pair]:
    """Step 11 chooses within each purchase order, step 12 between those that are still equal."""
    best_of_each = {order.purchase_order_id: _first_line(order, pairs) for order, _ in pairs}
    return [best_of_each[min(best_of_each)]] if pairs else []


def _count(month: Month) -> int:
    return month.year * 12 + month.number


def _total(invoice: InvoiceToMatch, order: PurchaseOrder) -> Decimal | None:
    amounts = [total.amount for total in invoice.totals if total.currency == order.currency]
    return amounts[0] if amounts else None


def _money_left(line: LineItem) -> Decimal:
    cents = Decimal("0.01")
    extended = (line.unit_price * line.quantity).quantize(cents, rounding=ROUND_HALF_UP)
    tax = Decimal(0)
    if line.tax and line.tax.type == "PERCENTAGE":
        tax = (extended * line.tax.value / 100).quantize(cents, rounding=ROUND_HALF_UP)
    elif line.tax:
        tax = line.tax.value
    return extended + tax - line.booked


def _has_money(invoice: InvoiceToMatch, order: PurchaseOrder, line: LineItem) -> bool:
    total = _total(invoice, order)
    if total is None:
        return False
    return not line.is_balance_tracked or _money_left(line) >= total


def _first_line(order: PurchaseOrder, pairs: list[Pair]) -> Pair:
    lines = [line for other, line in pairs if other.purchase_order_id == order.purchase_order_id]
    first_end = min(_count(line.end_month) for line in lines)
    lines = [line for line in lines if _count(line.end_month) == first_end]
    first_start = min(_count(line.start_month) for line in lines)
    lines = [line for line in lines if _count(line.start_month) == first_start]
    return order, min(lines, key=lambda line: line.position)


def _outcome(invoice: InvoiceToMatch, order: PurchaseOrder, line: LineItem) -> Expected:
    flags = set()
    if _total(invoice, order) is None:
        flags.add("CURRENCY_MISMATCH")
    elif not _has_money(invoice, order, line):
        flags.add("OUT_OF_BALANCE")
    booked = _total(invoice, order)
    return Expected(order.purchase_order_id, line.line_item_number, booked, frozenset(flags))
