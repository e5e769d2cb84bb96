"""“We agree on other payments. What becomes of the old ones, and of their numbers?”

What is invoiced stays. Of the rest, a payment goes on when its date or its amount does, and then
its number goes along.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e

OLD = (("2027-03-15", "300.00"), ("2027-06-15", "300.00"), ("2027-09-15", "400.00"))
NEW = (("2027-06-15", "350.00"), ("2027-10-15", "400.00"), ("2027-12-15", "50.00"))


def test_numbers_go_along_with_the_payments_that_go_on(calendar, seller, buyer, billing):
    """R-311, R-314, S-85"""
    calendar.on("2027-03-01 10:00")
    old = buyer.buys(seller.offers(*OLD, open_until="2027-03-14"), purchase_orders=["A", "B", "C"])
    calendar.on("2027-03-15")
    calendar.invoices_are_made()

    calendar.on("2027-05-02 11:00")
    offer = seller.offers(*NEW, open_until="2027-05-31")
    assert buyer.sees_what_would_change(offer, old) == [
        ("BILLED", "A"),
        ("AMOUNT_CHANGED", "B"),
        ("MOVED", "C"),
        ("ADDED", None),
    ]
    assert buyer.sees_status(old) == "ACTIVE"

    new = buyer.replaces(old, offer)
    assert buyer.sees_status(old) == "REPLACED"
    assert [buyer.sees_number(new, payment=n) for n in (1, 2, 3)] == ["B", "C", None]
    with refused("INACTIVE_AGREEMENT"):
        buyer.names("LATE", old, payment=2)

    calendar.on("2027-12-15")
    calendar.invoices_are_made()
    totals = sorted((invoice.total, invoice.purchase_order) for invoice in billing.sees_invoices())
    assert totals == [
        ("300.00", "A"),
        ("350.00", "B"),
        ("400.00", "C"),
        ("50.00", None),
    ]
