"""What is known of portals' orders: saved over what was read, by nobody else in between."""

from datetime import UTC, date, datetime

import pytest

from procurement import bootstrap
from procurement.domain.errors import LostRace
from procurement.domain.orders.order import OrderType, PortalOrder
from procurement.domain.orders.order_record import OrderRecord
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER, SELLER

pytestmark = pytest.mark.usefixtures("aws")

ORDER = PortalOrder(
    payload_id="1@portal",
    sent_at=datetime(2027, 1, 15, 12, tzinfo=UTC),
    order_id="PO 1/#",
    type=OrderType.NEW,
    ordered_on=date(2027, 1, 15),
    version=7,
)


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def saved(record: OrderRecord) -> None:
    with unit() as one:
        one.portal_orders.save(record)
        one.commit()


def test_an_order_that_nobody_knows_is_at_revision_zero():
    """R-262"""
    with unit() as one:
        assert one.portal_orders.get(BUYER, "PO-1") == OrderRecord(
            account_id=BUYER, order_id="PO-1"
        )


def test_what_is_saved_comes_back_in_its_own_account_alone():
    """R-262"""
    record = OrderRecord(account_id=BUYER, order_id="PO 1/#").after(ORDER, "portal-1", "po-1")
    saved(record)
    with unit() as one:
        assert one.portal_orders.get(BUYER, "PO 1/#") == record
        assert one.portal_orders.get(SELLER, "PO 1/#").revision == 0


def test_who_comes_second_loses_the_race():
    """R-147, R-262: at the first write as at every later one"""
    first = OrderRecord(account_id=BUYER, order_id="PO 1/#").after(ORDER, "portal-1", "po-1")
    saved(first)
    with pytest.raises(LostRace):
        saved(first)
    second = first.after(ORDER, "portal-1", None)
    saved(second)
    with pytest.raises(LostRace):
        saved(second)
    with unit() as one:
        assert not one.portal_orders.get(BUYER, "PO 1/#").is_open
