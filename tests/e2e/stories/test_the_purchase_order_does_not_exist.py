"""“The number that the buyer gave does not exist in Billing.”

Then it is created at once, with default information and without contacts.
"""

import pytest

from tests.support.people.paperwork import INC

pytestmark = pytest.mark.e2e


def test_it_is_created_when_it_is_named_not_when_the_invoice_is_made(
    calendar, seller, buyer, billing
):
    """R-188, R-189, R-190"""
    calendar.on("2027-02-03 08:15")
    offer = seller.offers(
        ("2027-03-10", "600.00"), ("2027-09-10", "600.00"), open_until="2027-02-28"
    )
    assert not billing.has("NEW-77")
    agreement = buyer.buys(offer, purchase_order="NEW-77")

    created = billing.sees("NEW-77")
    assert created.status == "ACTIVE"
    assert created.came_from == "MARKETPLACE"
    assert created.bill_from == [INC]
    assert created.contacts == []

    calendar.on("2027-03-10")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "NEW-77"
    assert billing.sees("NEW-77").lines == ["0.00", "600.00"]
    # It lasts as long as there is something to be paid.
    assert billing.sees("NEW-77").last_month == "2027-09"


def test_two_products_under_one_number_are_lines_of_one_purchase_order(
    calendar, seller, buyer, billing
):
    """R-177, S-63"""
    calendar.on("2027-02-03 08:15")
    one = buyer.buys(seller.offers(("2027-02-03", "600.00"), open_until="2027-02-28"), "B-7")
    other = buyer.buys(seller.offers(("2027-02-03", "50.00"), open_until="2027-02-28"), "B-7")

    assert buyer.gets_invoice(one, payment=1).purchase_order == "B-7"
    assert buyer.gets_invoice(other, payment=1).purchase_order == "B-7"
    assert sorted(billing.sees("B-7").lines) == ["0.00", "0.00", "50.00", "600.00"]
