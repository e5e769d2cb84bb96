"""“We agreed on 600.00. How much of that was not billed yet when the books were closed?”

At every month end, what was billed, what was not and what was cancelled make the contract's total.
"""

import pytest

from tests.support.people.paperwork import Accrual

pytestmark = pytest.mark.e2e


def test_the_books_of_every_month_add_up_and_stay_as_they_were(calendar, seller, buyer):
    """Issue 5, item 8: accruals of unbilled installments"""
    calendar.on("2027-01-15 10:00")
    offer = seller.offers(
        ("2027-01-15", "100.00"),
        ("2027-02-15", "200.00"),
        ("2027-05-15", "300.00"),
        open_until="2027-01-31",
    )
    agreement = buyer.buys(offer)
    buyer.gets_invoice(agreement, payment=1)

    calendar.on("2027-02-01 00:00")
    january = Accrual("600.00", billed="100.00", unbilled="500.00", cancelled="0.00")
    assert buyer.reads_accrual(agreement, "2027-01") == january

    calendar.on("2027-02-15 01:00")
    calendar.invoices_are_made()

    # A new plan takes the place of the old one, whose last payment will never come.
    calendar.on("2027-03-10 10:00")
    new = buyer.replaces(
        agreement, seller.offers(("2027-06-15", "250.00"), open_until="2027-03-31")
    )

    calendar.on("2027-04-01 00:00")
    assert buyer.reads_accrual(agreement, "2027-01") == january
    assert buyer.reads_accrual(agreement, "2027-02") == Accrual(
        "600.00", "300.00", "300.00", "0.00"
    )
    assert buyer.reads_accrual(agreement, "2027-03") == Accrual(
        "600.00", "300.00", "0.00", "300.00"
    )
    assert buyer.reads_accrual(new, "2027-03") == Accrual("250.00", "0.00", "250.00", "0.00")
