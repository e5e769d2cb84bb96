"""“The buyer accepted after the first payment was due.”

What is past by then is invoiced at once, what is to come on its own day.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e

APRIL, MAY = ("2027-04-15", "40.00"), ("2027-05-15", "60.00")


def test_a_payment_of_the_past_is_invoiced_on_acceptance(calendar, seller, buyer):
    """R-307, R-309, S-79"""
    calendar.on("2027-04-01 09:00")
    offer = seller.offers(APRIL, MAY, open_until="2027-04-30")

    calendar.on("2027-04-20 09:30")
    agreement = buyer.buys(offer, purchase_order="LATE")
    first = buyer.gets_invoice(agreement, payment=1)
    assert first.issued == "2027-04-20 09:30"
    assert first.total == "40.00"
    assert first.purchase_order == "LATE"

    calendar.on("2027-05-14 23:59")
    calendar.invoices_are_made()
    assert not buyer.has_invoice(agreement, payment=2)
    calendar.on("2027-05-15")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=2).issued == "2027-05-15 00:00"


def test_accepted_the_evening_before_it_waits_for_midnight(calendar, seller, buyer):
    """R-307, S-79"""
    calendar.on("2027-04-01 09:00")
    offer = seller.offers(APRIL, MAY, open_until="2027-04-30")

    calendar.on("2027-04-14 23:58")
    agreement = buyer.buys(offer)
    calendar.invoices_are_made()
    assert not buyer.has_invoice(agreement, payment=1)
    calendar.on("2027-04-15")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).issued == "2027-04-15 00:00"


def test_accepted_a_minute_after_midnight_it_is_invoiced_at_once(calendar, seller, buyer):
    """R-307, S-79"""
    calendar.on("2027-04-01 09:00")
    offer = seller.offers(APRIL, MAY, open_until="2027-04-30")

    calendar.on("2027-04-15 00:01")
    agreement = buyer.buys(offer)
    assert buyer.gets_invoice(agreement, payment=1).issued == "2027-04-15 00:01"


def test_after_its_last_day_an_offer_can_no_longer_be_accepted(calendar, seller, buyer):
    """The last day itself counts, to its last second."""
    calendar.on("2027-04-01 09:00")
    offer = seller.offers(APRIL, MAY, open_until="2027-04-30")
    calendar.on("2027-05-01")
    with refused("WRONG_STATUS"):
        buyer.buys(offer)
    calendar.on("2027-04-30 23:58")
    buyer.buys(offer)
