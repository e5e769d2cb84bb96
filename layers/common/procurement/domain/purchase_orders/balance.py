"""What moves a line's balance besides a new invoice, and which movements somebody is told about.

A balance is never stored: it is the line's total less what is `booked` on it (R-144). So an edit of
the line, or switching tracking on late, needs no arithmetic here (R-146).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.money import Money
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.notification_settings import DEFAULT_THRESHOLDS
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Crossing:
    """One threshold crossed downwards by one line, with the balance it has now.

    `threshold` is in percent of the line's total; 0 stands for nothing left.
    """

    threshold: int
    line_item_number: str
    balance: Money
    total_value: Money


def crossings(
    before: LineItem, after: LineItem, thresholds: Sequence[int] = DEFAULT_THRESHOLDS
) -> tuple[Crossing, ...]:
    """The thresholds that the line's balance fell through between the two states (R-347 to R-350).

    Exactly 75 percent is not below 75; nothing left is 0. A balance that stays below crosses
    nothing, one that rises and falls again crosses again (R-348). Before it was tracked, or had any
    value, a line counts as full. One large fall crosses all, in the order of `thresholds`. The same
    thresholds hold for both states: one that is new is crossed by the next fall.
    """
    balance = after.balance
    if balance is None:
        return ()
    passed = _passed(before, thresholds)
    fallen = [threshold for threshold in _passed(after, thresholds) if threshold not in passed]
    return tuple(
        Crossing(
            threshold=threshold,
            line_item_number=after.line_item_number,
            balance=Money(balance, after.currency),
            total_value=Money(after.total_value, after.currency),
        )
        for threshold in fallen
    )


def is_low(purchase_order: PurchaseOrder) -> bool:
    """Whether the balance of a line is below a threshold of which the contacts want to be told."""
    thresholds = purchase_order.notification_settings.balance_thresholds
    return any(_passed(line, thresholds) for line in purchase_order.line_items)


def _passed(line: LineItem, thresholds: Sequence[int]) -> tuple[int, ...]:
    balance, total = line.balance, line.total_value
    if balance is None or total == 0:
        return ()
    return tuple(
        percent
        for percent in thresholds
        if (balance * 100 < total * percent if percent else balance <= 0)
    )


def associated(
    purchase_order: PurchaseOrder, line_item_number: str, booked: Money | None
) -> PurchaseOrder:
    """The purchase order after it was matched with one more invoice (R-142).

    `booked` is what the match says: None counts the invoice and leaves the balance (R-155).
    Neither version nor updated-on moves (R-126).
    """
    return purchase_order.booked(line_item_number, _amount(purchase_order, booked))


def dissociated(
    purchase_order: PurchaseOrder, line_item_number: str, booked: Money | None
) -> PurchaseOrder:
    """The purchase order without an invoice that was booked on it, to book it anew (R-149).

    Of a line deleted meanwhile only the invoice was left (R-075), and it goes.
    """
    amount = _amount(purchase_order, booked)
    if not purchase_order.has_line(line_item_number):
        return replace(
            purchase_order, retired_invoice_count=max(0, purchase_order.retired_invoice_count - 1)
        )
    return _moved(purchase_order, line_item_number, -amount, invoices=-1)


def credited(
    purchase_order: PurchaseOrder, line_item_number: str, credit: Money | None
) -> PurchaseOrder:
    """The purchase order after a credit memo of `credit`, which is above zero (R-152).

    Status and window make no difference. A line deleted meanwhile has no balance to restore: the
    very same object comes back (R-075). None, for an invoice that moved no balance, moves none.
    """
    return _moved(purchase_order, line_item_number, -_amount(purchase_order, credit), invoices=0)


def creditable(invoiced: Money, credit_memos: Iterable[Money]) -> Money:
    """What may still be credited of an invoice (R-153)."""
    left = invoiced
    for memo in credit_memos:
        left = left - memo
    return left


def check_credit(credit: Money, *, invoiced: Money, credit_memos: Iterable[Money]) -> None:
    """`InvalidInput` unless `credit` is above zero and within what is left of the invoice (R-153).

    All amounts are in the invoice's currency and above zero, the memos those issued so far.
    """
    left = creditable(invoiced, credit_memos)
    if credit.amount <= 0:
        reason, message = "INVALID_VALUE", "must be above zero"
    elif credit.amount > left.amount:
        reason = "EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT"
        message = f"{credit} is more than the {left} left of the invoice's {invoiced}"
    else:
        return
    raise InvalidInput([Problem(field="amount", reason=reason, message=message, rule="R-153")])


def _amount(purchase_order: PurchaseOrder, money: Money | None) -> Decimal:
    if money is None:
        return Decimal(0)
    if money.currency != purchase_order.currency:
        raise ValueError(f"{money} cannot be booked in {purchase_order.currency}")
    return money.amount


def _moved(
    purchase_order: PurchaseOrder, line_item_number: str, amount: Decimal, *, invoices: int
) -> PurchaseOrder:
    lines = tuple(
        replace(line, booked=line.booked + amount, invoice_count=line.invoice_count + invoices)
        if line.line_item_number == line_item_number
        else line
        for line in purchase_order.line_items
    )
    if lines == purchase_order.line_items:
        return purchase_order
    return replace(purchase_order, line_items=lines)
