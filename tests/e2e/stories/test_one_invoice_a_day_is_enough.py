"""“We buy many small things. One invoice a day is enough.”

Say so in the payment settings: what is billed at once then waits for the end of its day.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_the_purchases_of_a_day_come_on_one_invoice(calendar, seller, buyer, billing):
    """R-248, R-388, R-389: the day ends at midnight in UTC, where it may be another month"""
    calendar.on("2027-03-31 09:00")
    billing.wants_one_invoice_a_day()
    buyer.buys(seller.offers(("2027-03-31", "1200.00"), open_until="2027-03-31"))

    calendar.on("2027-03-31 18:00")
    buyer.buys(seller.offers(("2027-03-31", "800.00"), open_until="2027-03-31"))
    calendar.invoices_are_made()
    assert billing.sees_invoices() == []

    calendar.on("2027-04-01")
    calendar.invoices_are_made()
    (invoice,) = billing.sees_invoices()
    assert (invoice.total, invoice.billing_period) == ("2000.00", "2027-03")
    assert invoice.issued.startswith("2027-04-01")


def test_every_purchase_order_number_has_an_invoice_of_its_own(calendar, seller, buyer, billing):
    """R-249, R-133"""
    calendar.on("2027-03-01 09:00")
    billing.wants_one_invoice_a_day()
    for number in ("PROJECT-X", "PROJECT-Y", "PROJECT-X"):
        offer = seller.offers(("2027-03-01", "100.00"), open_until="2027-03-31")
        buyer.buys(offer, purchase_order=number)

    calendar.on("2027-03-02")
    calendar.invoices_are_made()
    assert [(each.purchase_order, each.total) for each in billing.sees_invoices()] == [
        ("PROJECT-X", "200.00"),
        ("PROJECT-Y", "100.00"),
    ]
