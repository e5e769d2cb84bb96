"""What is counted of active purchase orders: R-038, R-347."""

from datetime import date

import pytest

from procurement.domain.month import Month
from procurement.domain.purchase_orders.dashboard import count_active
from procurement.domain.purchase_orders.summary import summary_of
from tests.support.purchase_orders import a_purchase_order


@pytest.mark.parametrize(
    ("today", "is_soon"),
    [
        (date(2027, 1, 29), False),  # 61 days to the 31st of March
        (date(2027, 1, 30), True),
        (date(2027, 3, 31), True),
    ],
)
def test_sixty_days_end_with_the_last_day_of_the_expiration_month(today, is_soon):
    """R-030: the last day still counts as active."""
    order = summary_of(a_purchase_order(months=("2027-01", "2027-03")))
    found = count_active([order], today)
    assert found.expiring == is_soon
    assert (Month.parse("2027-03") < found.expiring_before) == is_soon
