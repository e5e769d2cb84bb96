"""“We connected our procurement system. Did the test order really buy something?”

No. A new setup starts in test mode: requests go all the way to the system and back, but nothing is
bought and no invoice is made. Once it is live, its order number is on the invoice.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e


def test_in_test_mode_a_request_is_approved_and_buys_nothing(calendar, seller, billing, purchasing):
    """R-263"""
    calendar.on("2027-03-01 09:00")
    purchasing.sets_up_coupa()
    offer = seller.offers_contract(upfront="1200.00", open_until="2027-03-31")
    request = purchasing.asks_for(offer)
    assert purchasing.sees_status(request) == "PENDING_APPROVAL"
    purchasing.coupa_approves(request, "COUPA-1")
    assert purchasing.sees_status(request) == "APPROVED"
    with refused("PROCUREMENT_IN_TEST_MODE"):
        purchasing.buys_what_was_asked_for(request)

    calendar.on("2027-04-03 06:00")
    calendar.invoices_are_made()
    assert billing.sees_invoices() == []
    assert not billing.has("COUPA-1")


def test_live_the_order_of_the_procurement_system_is_on_the_invoice(
    calendar, seller, buyer, billing, purchasing
):
    """R-223, R-262, R-264"""
    calendar.on("2027-03-01 09:00")
    purchasing.sets_up_coupa()
    purchasing.goes_live()
    offer = seller.offers_contract(upfront="1200.00", monthly="10.00", open_until="2027-03-31")
    with refused("APPROVAL_REQUIRED"):
        buyer.buys(offer)
    request = purchasing.asks_for(offer)
    purchasing.coupa_approves(request, "COUPA-2")
    agreement = purchasing.buys_what_was_asked_for(request)
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "COUPA-2"
    assert billing.sees("COUPA-2").status == "ACTIVE"
