"""One purchase order under the invoices to come: its balances month by month, and its end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.domain.month import Month, months
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """One invoice to come on a line: issued in `month`, with `projected` of its total supposed.

    Amounts are in the purchase order's currency, tax included, as they move the balance (R-143).
    """

    month: Month
    line_item_number: str
    total: Decimal
    projected: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthAhead:
    """One month: what its invoices take, known and projected, and the balance at its end.

    The balance is None when no line is tracked (R-040).
    """

    month: Month
    known: Decimal
    projected: Decimal
    balance: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LineOutlook:
    """One tracked line: its balance at the end of each month, and the month it runs out."""

    line_item_number: str
    balances: tuple[Decimal, ...]
    runs_out_in: Month | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """A purchase order month by month; `lines` are those that are tracked.

    It runs out in the first month in which an invoice takes more than is left on its line, or the
    balance of the whole is nothing or less, as it may be already. A line runs out likewise, by its
    own balance, while its window is not over. Without tracked lines nothing ever runs out.
    """

    months: tuple[MonthAhead, ...]
    lines: tuple[LineOutlook, ...]
    runs_out_in: Month | None


def outlook(
    purchase_order: PurchaseOrder, bookings: Sequence[Booking], first: Month, last: Month
) -> Outlook:
    """The outlook from `first`, the present month, to `last`; later bookings do not count."""
    counted = [booking for booking in bookings if booking.month <= last]
    ahead = tuple(months(first, last))
    tracked = _tracked(purchase_order)
    balances = {
        number: tuple(_balances(line, _of_line(counted, number), ahead))
        for number, line in tracked.items()
    }
    return Outlook(
        months=tuple(
            MonthAhead(
                month=month,
                known=_sum(b.total - b.projected for b in counted if b.month == month),
                projected=_sum(b.projected for b in counted if b.month == month),
                balance=_sum(left[index] for left in balances.values()) if tracked else None,
            )
            for index, month in enumerate(ahead)
        ),
        lines=tuple(
            LineOutlook(
                line_item_number=number,
                balances=balances[number],
                runs_out_in=_end_of_line(line, _of_line(counted, number), first),
            )
            for number, line in tracked.items()
        ),
        runs_out_in=_end_of_whole(tracked, counted, first) if tracked else None,
    )


def missing(
    purchase_order: PurchaseOrder, bookings: Sequence[Booking], added: Mapping[str, Decimal]
) -> Mapping[str, Decimal]:
    """By how much the tracked lines fall short of their bookings, with `added` on top of them."""
    taken: dict[str, Decimal] = {}
    for booking in bookings:
        so_far = taken.get(booking.line_item_number, Decimal(0))
        taken[booking.line_item_number] = so_far + booking.total
    short = {}
    for number, line in _tracked(purchase_order).items():
        # A balance below zero that no further invoice meets needs nothing any more.
        if number in taken:
            left = _balance(line) + added.get(number, Decimal(0)) - taken[number]
            if left < 0:
                short[number] = -left
    return short


def _tracked(purchase_order: PurchaseOrder) -> Mapping[str, LineItem]:
    lines = (line for line in purchase_order.line_items if line.is_balance_tracked)
    return {line.line_item_number: line for line in lines}


def _balance(line: LineItem) -> Decimal:
    return line.total_value - line.booked


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _of_line(bookings: Sequence[Booking], number: str) -> list[Booking]:
    return [booking for booking in bookings if booking.line_item_number == number]


def _balances(
    line: LineItem, bookings: Sequence[Booking], ahead: Sequence[Month]
) -> Iterator[Decimal]:
    left = _balance(line)
    for month in ahead:
        left -= _sum(each.total for each in bookings if each.month == month)
        yield left


def _end_of_line(line: LineItem, bookings: Sequence[Booking], first: Month) -> Month | None:
    left = _balance(line)
    # The last usage of the window is invoiced in the month after it.
    if left <= 0 and line.end_month.plus(1) >= first:
        return first
    for booking in bookings:
        left -= booking.total
        if left <= 0:
            return booking.month
    return None


def _end_of_whole(
    tracked: Mapping[str, LineItem], bookings: Sequence[Booking], first: Month
) -> Month | None:
    left = {number: _balance(line) for number, line in tracked.items()}
    if sum(left.values()) <= 0:
        return first
    for booking in bookings:
        number = booking.line_item_number
        if number in left:
            left[number] -= booking.total
            if left[number] < 0 or sum(left.values()) <= 0:
                return booking.month
    return None
