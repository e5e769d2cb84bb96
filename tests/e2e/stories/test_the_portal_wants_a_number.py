"""“Our procurement portal never got the invoice.”

It takes invoices with a purchase order only. An invoice without one is issued all the same, but
not delivered. What is about to happen can be seen before the run, while there is time to act.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_an_invoice_without_a_number_is_issued_and_not_delivered_until_support_puts_one_on(
    calendar, seller, buyer, billing, purchasing, support, portal
):
    """R-205, R-267, R-268"""
    calendar.on("2027-03-01 09:00")
    purchasing.connects_the_portal(from_day="2027-03-01", at=portal.address)
    offer = seller.offers(("2027-04-15", "500.00"), open_until="2027-03-31")
    agreement = buyer.buys(offer)

    calendar.on("2027-04-15 06:00")
    calendar.invoices_are_made()
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert (invoice.total, invoice.purchase_order) == ("500.00", None)
    delivery = purchasing.sees_delivery(invoice.number)
    assert (delivery.status, delivery.stopped_by) == ("NOT_DELIVERED", "PURCHASE_ORDER_MISSING")

    calendar.on("2027-04-20 09:00")
    billing.adds("P-LATE", "500.00", "2027-04", "2027-12")
    support.puts_on_invoice(invoice.number, "P-LATE", "The portal wants a number")
    assert purchasing.waits_for_delivery(invoice.number).status == "DELIVERED"


def test_who_looks_before_the_run_gives_the_number_in_time(
    calendar, seller, buyer, purchasing, portal
):
    """R-268"""
    calendar.on("2027-03-01 09:00")
    purchasing.connects_the_portal(from_day="2027-03-01", at=portal.address)
    offer = seller.offers(("2027-04-15", "500.00"), open_until="2027-03-31")
    agreement = buyer.buys(offer)

    calendar.on("2027-04-12 09:00")
    assert purchasing.foresees_stopped() == ["500.00"]
    buyer.names("P-1", agreement, payment=1)
    assert purchasing.foresees_stopped() == []

    calendar.on("2027-04-15 06:00")
    calendar.invoices_are_made()
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert invoice.purchase_order == "P-1"
    assert purchasing.waits_for_delivery(invoice.number).status == "DELIVERED"
