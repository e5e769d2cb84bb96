"""“The purchase order that the buyer named has expired.”

Naming it gives it a line, makes it active again and moves its end to the end of that line. One that
is suspended besides stays suspended.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_naming_an_expired_purchase_order_revives_it(calendar, seller, buyer, billing):
    """R-195"""
    calendar.on("2027-01-05 09:00")
    billing.adds("OLD", "1000.00", "2027-01", "2027-03")
    calendar.on("2027-05-03 09:00")
    assert billing.sees("OLD").status == "EXPIRED"

    offer = seller.offers(
        ("2027-05-03", "400.00"), ("2027-08-03", "400.00"), open_until="2027-05-31"
    )
    agreement = buyer.buys(offer, purchase_order="OLD")
    revived = billing.sees("OLD")
    assert revived.status == "ACTIVE"
    assert revived.last_month == "2027-08"

    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "OLD"
    calendar.on("2027-08-03")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=2).purchase_order == "OLD"
    calendar.on("2027-09-01")
    assert billing.sees("OLD").status == "EXPIRED"


def test_naming_one_that_is_suspended_as_well_does_not_lift_the_suspension(
    calendar, seller, buyer, billing
):
    """R-196, S-53"""
    calendar.on("2027-01-05 09:00")
    billing.adds("X", "1000.00", "2027-01", "2027-03")
    billing.suspends("X")
    calendar.on("2027-05-03 09:00")
    assert billing.sees("X").status == "SUSPENDED_EXPIRED"

    offer = seller.offers(
        ("2027-05-03", "400.00"), ("2027-08-03", "400.00"), open_until="2027-05-31"
    )
    agreement = buyer.buys(offer, purchase_order="X")
    assert billing.sees("X").status == "SUSPENDED"
    assert billing.sees("X").last_month == "2027-08"
    assert buyer.gets_invoice(agreement, payment=1).purchase_order is None


def test_a_monthly_invoice_made_in_the_next_month_still_takes_last_months_purchase_order(
    calendar, seller, buyer, billing
):
    """R-114, R-390, S-87"""
    calendar.on("2027-06-01 09:00")
    offer = seller.offers(
        ("2027-06-30", "300.00"), ("2027-12-30", "300.00"), open_until="2027-06-15"
    )
    agreement = buyer.buys(offer, purchase_orders=["JUNE", "DECEMBER"])
    assert billing.sees("JUNE").last_month == "2027-06"

    calendar.on("2027-07-02 05:00")
    assert billing.sees("JUNE").status == "EXPIRED"
    calendar.invoices_are_made()
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert invoice.issued == "2027-07-02 05:00"
    assert invoice.billing_period == "2027-06"
    assert invoice.purchase_order == "JUNE"
