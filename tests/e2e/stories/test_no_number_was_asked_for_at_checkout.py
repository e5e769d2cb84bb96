"""“There was no field for the purchase order number at checkout.”

Give it afterwards on the subscription page; what has no invoice yet will show it.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_the_number_is_given_afterwards(calendar, seller, buyer, billing):
    """R-208, R-230"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-15", "250.00"), ("2027-05-15", "250.00"), open_until="2027-02-28"
    )
    agreement = buyer.buys(offer)
    assert buyer.sees_number(agreement, payment=1) is None

    calendar.on("2027-02-02 09:00")
    buyer.names("AFTERWARDS", agreement, payment=1)
    assert billing.sees("AFTERWARDS").status == "ACTIVE"

    calendar.on("2027-02-15")
    calendar.invoices_are_made()
    calendar.on("2027-05-15")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "AFTERWARDS"
    # Nobody gave one for the second, and there is no blanket one.
    assert buyer.gets_invoice(agreement, payment=2).purchase_order is None
