"""Reading a match in few words."""

from procurement.domain.matching.result import Criterion, Match, Step
from procurement.domain.purchase_orders.balance import associated
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


def taken(found: Match) -> tuple[str | None, str | None]:
    """What the invoice carries, short enough to compare."""
    return found.purchase_order_id, found.line_item_number


def step(found: Match, criterion: Criterion) -> Step:
    """The funnel's step of this criterion."""
    return next(each for each in found.funnel if each.criterion is criterion)


def gone(found: Match, criterion: Criterion) -> list[tuple[str, str | None, str]]:
    """Who was removed there, with the compared value."""
    return [
        (each.purchase_order_id, each.line_item_number, each.value)
        for each in step(found, criterion).removed
    ]


def book(order: PurchaseOrder, found: Match) -> PurchaseOrder:
    """The purchase order after the match was saved."""
    assert found.line_item_number
    return associated(order, found.line_item_number, found.booked)
