"""“The seller gave some of an invoice back. What becomes of the purchase order?”

A credit memo shows the same purchase order, and its balance rises again, never above where it was.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_the_balance_rises_by_what_is_given_back_and_no_more(calendar, seller, buyer, billing):
    """R-152, R-153, R-394, R-398"""
    calendar.on("2027-01-05 09:00")
    billing.adds_for_everything("YEAR", "10000.00", "2027-01", "2027-12")
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(seller.offers(("2027-03-01", "3000.00"), open_until="2027-03-31"))
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert invoice.purchase_order == "YEAR"
    assert billing.sees("YEAR").balance == "7000.00"

    # Long after the purchase order has expired.
    calendar.on("2028-02-10 10:00")
    assert seller.gives_back("2500.00", agreement, invoice.number, token="first") == []
    assert billing.sees("YEAR").balance == "9500.00"
    assert billing.sees("YEAR").status == "EXPIRED"
    memo = next(each for each in billing.sees_invoices() if each.number != invoice.number)
    assert memo.purchase_order == "YEAR"

    (refusal,) = seller.gives_back("600.00", agreement, invoice.number, token="second")
    assert "EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT" in refusal
    assert seller.gives_back("500.00", agreement, invoice.number, token="third") == []
    assert billing.sees("YEAR").balance == "10000.00"
