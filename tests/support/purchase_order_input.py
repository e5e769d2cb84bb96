"""What a user types: a legal purchase order to vary, and what adding or editing makes of it."""

import pytest

from procurement.domain.errors import InvalidInput
from procurement.domain.purchase_orders.changes import edited_purchase_order, new_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import LineItemInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.marketplace import NOON
from tests.support.purchase_orders import (
    ACCOUNT,
    ENTITIES,
    INC,
)

BILL_TO = "1 Main Street\nSpringfield"
UNITS = ("North", "South")
LINE = LineItemInput(
    line_item_number="1",
    type="ALL",
    start_month="2027-01",
    end_month="2027-12",
    unit_price="1000.00",
    quantity="1",
    is_balance_tracked=True,
)
PLAIN = PurchaseOrderInput(
    purchase_order_id="PO 7",
    bill_from=[INC],
    effective_month="2027-01",
    expiration_month="2027-12",
    line_items=[LINE],
)


def added(given: PurchaseOrderInput) -> PurchaseOrder:
    """The new purchase order of an account that pays in USD, gets its bills in `BILL_TO` and has
    the invoice units `UNITS`."""
    return new_purchase_order(
        given,
        account_id=ACCOUNT,
        key="fresh",
        default_currency="USD",
        default_ship_to=BILL_TO,
        known_units=UNITS,
        entities=ENTITIES,
        now=NOON,
    )


def edited(order: PurchaseOrder, given: PurchaseOrderInput) -> PurchaseOrder:
    """The purchase order after an edit, in that same account."""
    return edited_purchase_order(order, given, entities=ENTITIES, now=NOON, known_units=UNITS)


def faults_of_new(given: PurchaseOrderInput) -> list[tuple[str, str | None]]:
    """Fields and rules of everything wrong with a new one."""
    with pytest.raises(InvalidInput) as refused:
        added(given)
    return [(problem.field, problem.rule) for problem in refused.value.problems]


def faults_of_edit(order: PurchaseOrder, given: PurchaseOrderInput) -> list[tuple[str, str | None]]:
    """Fields and rules of everything wrong with an edit."""
    with pytest.raises(InvalidInput) as refused:
        edited(order, given)
    return [(problem.field, problem.rule) for problem in refused.value.problems]
