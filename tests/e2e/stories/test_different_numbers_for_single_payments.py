"""“I want different purchase order numbers on the payments of one contract.”

Give several when you buy, or change those of later payments before their invoices are made.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_each_payment_shows_the_number_that_was_given_for_it(calendar, seller, buyer, billing):
    """R-182, R-190"""
    calendar.on("2027-01-10 10:00")
    offer = seller.offers(
        ("2027-01-15", "2500.00"),
        ("2027-04-15", "2500.00"),
        ("2027-07-15", "2500.00"),
        ("2027-10-15", "2500.00"),
        open_until="2027-01-31",
    )

    calendar.on("2027-01-12 14:20")
    agreement = buyer.buys(offer, purchase_orders=["Q1", "Q1", "Q3", "Q3"])
    # Both are there from the moment of purchase, long before the second one is needed.
    assert billing.sees("Q1").status == "ACTIVE"
    assert billing.sees("Q3").status == "ACTIVE"

    for day in ("2027-01-15", "2027-04-15", "2027-07-15", "2027-10-15"):
        calendar.on(day)
        calendar.invoices_are_made()

    printed = [buyer.gets_invoice(agreement, payment=number) for number in (1, 2, 3, 4)]
    assert [invoice.purchase_order for invoice in printed] == ["Q1", "Q1", "Q3", "Q3"]
    assert [invoice.issued for invoice in printed] == [
        "2027-01-15 00:00",
        "2027-04-15 00:00",
        "2027-07-15 00:00",
        "2027-10-15 00:00",
    ]
    # A line of 0.00 from the purchase, then one for each payment.
    assert billing.sees("Q1").lines == ["0.00", "2500.00", "2500.00"]
    assert billing.sees("Q3").lines == ["0.00", "2500.00", "2500.00"]


def test_the_number_of_a_later_payment_is_changed_in_time(calendar, seller, buyer):
    """R-182, R-204"""
    calendar.on("2027-01-10 10:00")
    offer = seller.offers(
        ("2027-01-15", "900.00"), ("2027-06-15", "900.00"), open_until="2027-01-31"
    )
    agreement = buyer.buys(offer, purchase_order="BUDGET-1")
    calendar.on("2027-01-15")
    calendar.invoices_are_made()

    calendar.on("2027-06-14 16:00")
    buyer.names("BUDGET-2", agreement, payment=2)
    calendar.on("2027-06-15")
    calendar.invoices_are_made()

    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "BUDGET-1"
    assert buyer.gets_invoice(agreement, payment=2).purchase_order == "BUDGET-2"
