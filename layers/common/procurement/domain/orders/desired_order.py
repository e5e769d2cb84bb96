"""What purchase order a portal's order asks for, with what stands in for what it does not say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.errors import Problem, Problems
from procurement.domain.money import EXACT, parse_amount
from procurement.domain.month import Month
from procurement.domain.orders.order import OrderLine, PortalOrder
from procurement.domain.plans.desired_state import DesiredPurchaseOrder
from procurement.domain.portals.preference import Selector
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import MAX_DESCRIPTION, LineItemInput, TaxType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

USUAL_MONTHS: Final = 12
"""For how long an order is good that says nothing of it."""
_MAX_DESCRIPTION: Final = 1000
_SPACE: Final = re.compile(r"\s+")


def desired_order(
    order: PortalOrder, selector: Selector, before: PurchaseOrder | None
) -> DesiredPurchaseOrder:
    """The purchase order that the portal wants.

    What an update leaves open stays as it is `before`. For a new one the preference's `selector`
    names sellers of record and invoice units, and the order is good for a year from the month that
    it was made in, or for as long as its lines need.
    """
    effective, expiration = _window(order, before)
    is_new = before is None
    sellers, units = selector.sellers_of_record, selector.invoice_units
    return DesiredPurchaseOrder(
        given=PurchaseOrderInput(
            purchase_order_id=order.order_id,
            description=_plain(order.description, _MAX_DESCRIPTION),
            bill_from=order.bill_from or (sellers if is_new else None),
            ship_to=order.ship_to or None,
            tax_registration_numbers=order.tax_registration_numbers,
            currency=order.currency,
            effective_month=str(effective),
            expiration_month=str(expiration),
            contacts=order.contacts or None,
            invoice_units=order.invoice_units or (units if is_new else None),
            line_items=[_line(line, before, (effective, expiration)) for line in order.lines],
        )
    )


def order_problems(order: PortalOrder) -> tuple[Problem, ...]:
    """What an order says that no purchase order can tell: other currencies, another total."""
    problems = Problems()
    if not order.lines:
        problems.add("lineItems", "MISSING_VALUE", "holds at least one line")
    total: Decimal | None = Decimal(0)
    for index, line in enumerate(order.lines):
        if line.currency and order.currency and line.currency != order.currency:
            message = f"is in {line.currency[:3]}, the order in {order.currency[:3]}"
            problems.add(f"lineItems[{index}].unitPrice", "INVALID_VALUE", message, "R-025")
        price, quantity = parse_amount(line.unit_price or ""), parse_amount(line.quantity or "")
        if price is None or quantity is None or total is None:
            total = None
        else:
            total = EXACT.add(total, EXACT.multiply(price, quantity))
    told = parse_amount(order.total) if order.total else None
    if order.total and told is None:
        problems.add("total", "INVALID_VALUE", "is not an amount")
    elif told is not None and total is not None and order.lines and told != total:
        message = f"is {told:f}, but the lines come to {total:f} before tax"
        problems.add("total", "INVALID_VALUE", message)
    return tuple(problems.found)


def _window(order: PortalOrder, before: PurchaseOrder | None) -> tuple[Month, Month]:
    starts, ends = list(_starts(order)), list(_ends(order))
    if order.effective_on:
        effective = Month.of(order.effective_on)
    else:
        usual = before.effective_month if before else Month.of(order.ordered_on)
        effective = min([usual, *starts])
    if order.expires_on:
        return effective, Month.of(order.expires_on)
    usual = before.expiration_month if before else effective.plus(USUAL_MONTHS - 1)
    return effective, max([usual, *starts, *ends])


def _starts(order: PortalOrder) -> Iterator[Month]:
    for line in order.lines:
        begins = line.starts_on or line.delivery_on
        if begins:
            yield Month.of(begins)


def _ends(order: PortalOrder) -> Iterator[Month]:
    for line in order.lines:
        if line.ends_on:
            yield Month.of(line.ends_on)


def _line(
    line: OrderLine, before: PurchaseOrder | None, window: tuple[Month, Month]
) -> LineItemInput:
    """Its months are its own, else those that the line had, else those of the order."""
    had = (
        next((each for each in before.line_items if each.line_item_number == line.number), None)
        if before
        else None
    )
    type_ = line.type or (had.type.value if had else LineItemType.ALL.value)
    begins = line.starts_on or line.delivery_on
    start = Month.of(begins) if begins else had.start_month if had else window[0]
    end = Month.of(line.ends_on) if line.ends_on else had.end_month if had else window[1]
    usual = had.is_balance_tracked if had else type_ not in _UNTRACKED
    return LineItemInput(
        line_item_number=line.number,
        description=_plain(line.description, MAX_DESCRIPTION),
        type=type_,
        start_month=str(start),
        end_month=str(end),
        unit_price=line.unit_price or "",
        quantity=line.quantity or "",
        tax_type=TaxType.AMOUNT.value if line.tax else None,
        tax_value=line.tax,
        is_balance_tracked=usual if line.is_balance_tracked is None else line.is_balance_tracked,
    )


_UNTRACKED: Final = frozenset(each.value for each in LineItemType if each.is_marketplace)


def _plain(text: str, limit: int) -> str:
    """The text on one line; portals write at length, so that what is too much is cut off."""
    return _SPACE.sub(" ", text).strip()[:limit]
