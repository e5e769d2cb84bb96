"""“The seller wants to cancel our agreement. What if nobody here answers? What will we be charged?”

After seven days without an answer the agreement has ended. What was due until then is still
invoiced, everything later is not, on whatever day that is looked at.
"""

import pytest

from tests.support.people.refusals import refused

pytestmark = pytest.mark.e2e


def test_seven_days_of_silence_end_it(calendar, seller, buyer, billing):
    """R-399, R-317, R-402, S-91"""
    calendar.on("2027-05-20 09:00")
    payments = (("2027-06-05", "100.00"), ("2027-06-20", "100.00"), ("2027-07-05", "100.00"))
    agreement = buyer.buys(seller.offers(*payments, open_until="2027-05-31"), "ROUTES")
    calendar.on("2027-06-01 10:00")
    request = seller.asks_to_cancel(agreement, "PRODUCT_DISCONTINUED")

    calendar.on("2027-06-08 09:59")
    calendar.silence_is_carried_out()
    assert buyer.sees_end_asked(request)[0] == "PENDING_APPROVAL"
    # The clock goes on while they talk, so that the week is over some seconds past the hour.
    calendar.on("2027-06-08 10:05")
    assert buyer.sees_end_asked(request) == ("APPROVED", "2027-06-08 10:00")
    calendar.silence_is_carried_out()

    calendar.on("2027-08-01 09:00")
    calendar.invoices_are_made()
    assert buyer.sees_what_became_of_payments(agreement) == [
        ("2027-06-05", "INVOICED"),
        ("2027-06-20", "VOID"),
        ("2027-07-05", "VOID"),
    ]
    assert [invoice.purchase_order for invoice in billing.sees_invoices()] == ["ROUTES"]


def test_nothing_later_is_invoiced_though_nobody_noticed(calendar, seller, buyer, billing):
    """S-91: the run comes before anybody has noticed the silence"""
    calendar.on("2027-05-20 09:00")
    payments = (("2027-06-05", "100.00"), ("2027-06-20", "100.00"))
    agreement = buyer.buys(seller.offers(*payments, open_until="2027-05-31"))
    calendar.on("2027-06-01 10:00")
    request = seller.asks_to_cancel(agreement, "OTHER")

    calendar.on("2027-07-01 09:00")
    calendar.invoices_are_made()
    calendar.silence_is_carried_out()
    calendar.invoices_are_made()
    assert buyer.sees_end_asked(request) == ("APPROVED", "2027-06-08 10:00")
    assert buyer.sees_what_became_of_payments(agreement) == [
        ("2027-06-05", "INVOICED"),
        ("2027-06-20", "VOID"),
    ]
    assert len(billing.sees_invoices()) == 1


def test_an_answer_in_time_keeps_it(calendar, seller, buyer, billing):
    """R-400"""
    calendar.on("2027-05-20 09:00")
    payments = (("2027-06-05", "100.00"), ("2027-06-20", "100.00"))
    agreement = buyer.buys(seller.offers(*payments, open_until="2027-05-31"))
    calendar.on("2027-06-01 10:00")
    request = seller.asks_to_cancel(agreement, "OTHER")
    calendar.on("2027-06-07 16:00")
    buyer.keeps_agreement(request, "We need it until the autumn")
    with refused("WRONG_STATUS"):
        buyer.keeps_agreement(request, "Really")

    calendar.on("2027-07-01 09:00")
    calendar.silence_is_carried_out()
    calendar.invoices_are_made()
    assert len(billing.sees_invoices()) == 2
