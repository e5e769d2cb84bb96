"""“The seller sends requests for payments. Which purchase order will be on the invoices?”

The one that is given in approving. Without any it is the one that was given for all charges of the
agreement, and without that the blanket purchase order, as with any other charge.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e


def test_the_number_that_is_given_in_approving_is_on_the_invoice(calendar, seller, buyer, billing):
    """R-403, R-258, R-190"""
    calendar.on("2027-03-01 09:00")
    offer = seller.offers_payments_on_request("5000.00", open_until="2027-03-31")
    agreement = buyer.agrees_to_payments_on_request(offer)
    calendar.on("2027-04-12 14:00")
    workshop = seller.asks_for_payment("2500.00", "Workshop in April", agreement)
    with refused("INVALID_CHARGE_AMOUNT"):
        seller.asks_for_payment("2500.01", "Everything else", agreement)

    calendar.on("2027-04-14 09:00")
    buyer.approves_payment(workshop, "MIGRATION")
    assert billing.sees("MIGRATION").came_from == "MARKETPLACE"
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert (invoice.total, invoice.purchase_order) == ("2500.00", "MIGRATION")


def test_without_a_number_the_blanket_purchase_order_is(calendar, seller, buyer, billing):
    """R-403, R-185"""
    calendar.on("2027-03-01 09:00")
    billing.adds_blanket("YEAR", "10000.00", "2027-01", "2027-12")
    offer = seller.offers_payments_on_request("5000.00", open_until="2027-03-31")
    agreement = buyer.agrees_to_payments_on_request(offer)
    calendar.on("2027-04-12 14:00")
    buyer.approves_payment(seller.asks_for_payment("800.00", "Travel expenses", agreement))
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "YEAR"


def test_silence_takes_the_number_for_everything(calendar, seller, buyer, billing):
    """R-404: approved after ten days, as the buyer had chosen"""
    calendar.on("2027-03-01 09:00")
    offer = seller.offers_payments_on_request("5000.00", open_until="2027-03-31")
    agreement = buyer.agrees_to_payments_on_request(offer, "EVERYTHING", silence="P10D")
    calendar.on("2027-05-03 08:00")
    support = seller.asks_for_payment("900.00", "Go-live support", agreement)
    travel = seller.asks_for_payment("400.00", "Travel expenses", agreement)
    calendar.on("2027-05-05 08:00")
    buyer.rejects_payment(travel, "Travel is included")

    calendar.on("2027-05-13 08:30")
    assert buyer.sees_payment_asked(support) == "APPROVED"
    with refused("WRONG_STATUS"):
        buyer.approves_payment(support, "TOO-LATE")
    calendar.silence_is_carried_out()
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert (invoice.total, invoice.purchase_order) == ("900.00", "EVERYTHING")
    assert buyer.sees_payment_asked(travel) == "REJECTED"
    assert billing.sees("EVERYTHING").invoices == 1
