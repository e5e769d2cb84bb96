"""“Our buyers order in Coupa. Do we have to type every purchase order a second time?”

No. The portal sends its order, and it is a purchase order; it sends a change, and that is one
version more. The invoice that takes it goes back to the portal with the number of the order on it.
"""

from decimal import Decimal

import pytest

pytestmark = pytest.mark.e2e


def test_an_order_comes_in_and_its_invoice_goes_out(
    calendar, seller, buyer, billing, purchasing, portal
):
    """R-262, R-267, R-268"""
    calendar.on("2027-03-01 09:00")
    portal.orders_at = purchasing.connects_the_portal(from_day="2027-03-01", at=portal.address)
    assert portal.orders("4500017342", "900.00", on="2027-03-01").endswith("was created")
    # Portals send twice when they are not sure.
    again = portal.orders("4500017342", "900.00", on="2027-03-01")
    assert "nothing changed" in again

    calendar.on("2027-03-02 09:00")
    offer = seller.offers(("2027-04-15", "500.00"), open_until="2027-03-31")
    agreement = buyer.buys(offer, "4500017342")

    calendar.on("2027-04-15 06:00")
    calendar.invoices_are_made()
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert invoice.purchase_order == "4500017342"
    assert purchasing.waits_for_delivery(invoice.number).status == "DELIVERED"
    assert ("4500017342", Decimal("500.00")) in portal.got_invoices()


def test_a_change_of_the_order_arrives_and_an_older_one_does_nothing(
    calendar, billing, purchasing, portal
):
    """R-067, R-262"""
    calendar.on("2027-03-01 09:00")
    portal.orders_at = purchasing.connects_the_portal(from_day="2027-03-01", at=portal.address)
    portal.orders("4500017343", "900.00", on="2027-03-01")
    more = portal.orders("4500017343", "1200.00", on="2027-03-01", version=3, asks_for="update")
    assert more.endswith("was changed")
    late = portal.orders("4500017343", "1000.00", on="2027-03-01", version=2, asks_for="update")
    assert late.startswith("ignored")
    gone = portal.orders("4500017343", "1200.00", on="2027-03-01", version=4, asks_for="delete")
    assert gone.endswith("was deleted")
