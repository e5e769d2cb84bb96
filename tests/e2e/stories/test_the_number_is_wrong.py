"""“We gave the wrong purchase order number.”

It can be replaced for future charges only. What was invoiced already is for support to change.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e


def test_it_is_replaced_for_future_payments_and_not_for_the_one_invoiced(calendar, seller, buyer):
    """R-204, R-205, R-219"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-01", "250.00"), ("2027-05-01", "250.00"), open_until="2027-02-28"
    )
    agreement = buyer.buys(offer, purchase_order="WORNG-1")
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "WORNG-1"

    calendar.on("2027-02-02 09:00")
    with refused("CHARGE_ALREADY_INVOICED"):
        buyer.names("RIGHT-1", agreement, payment=1)
    buyer.names("RIGHT-1", agreement, payment=2)

    calendar.on("2027-05-01")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "WORNG-1"
    assert buyer.gets_invoice(agreement, payment=2).purchase_order == "RIGHT-1"


def test_support_puts_the_right_one_on_an_invoice_that_was_received(
    calendar, seller, buyer, billing, support
):
    """R-205, R-206, R-207"""
    calendar.on("2027-02-01 10:00")
    billing.adds("RIGHT-1", "1000.00", "2027-01", "2027-12")
    offer = seller.offers(("2027-02-01", "250.00"), open_until="2027-02-28")
    agreement = buyer.buys(offer, purchase_order="WORNG")
    received = buyer.gets_invoice(agreement, payment=1)
    assert received.purchase_order == "WORNG"

    calendar.on("2027-02-10 15:00")
    support.puts_on_invoice(received.number, "RIGHT-1", reason="Case 4711")
    corrected = billing.sees_invoice(received.number)
    assert corrected.purchase_order == "RIGHT-1"
    assert (corrected.total, corrected.issued) == (received.total, received.issued)
    assert billing.sees("WORNG").invoices == 0
    assert billing.sees("RIGHT-1").invoices == 1


def test_two_people_who_correct_it_at_once_do_not_overwrite_each_other(calendar, seller, buyer):
    """R-214, S-59"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-15", "250.00"), ("2027-05-01", "250.00"), open_until="2027-02-28"
    )
    agreement = buyer.buys(offer, purchase_order="WORNG-1")

    as_both_saw_it = buyer.charge(agreement, 2)
    buyer.names_as_seen("RIGHT-1", as_both_saw_it)
    with refused("STALE_CHARGE_REVISION"):
        buyer.names_as_seen("RIGHT-2", as_both_saw_it)
    assert buyer.sees_number(agreement, payment=2) == "RIGHT-1"
