"""“Two months are too late for us, and nobody told us that an invoice went out without a number.”

The billing administrator sets how early contacts are told, and at which balances; and has accounts
payable told of every invoice that shows no purchase order.
"""

import pytest

from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e


def test_contacts_are_told_as_early_as_they_want_and_not_more_often(
    calendar, billing, contact, mailbox
):
    """R-351 to R-355, R-358"""
    calendar.on("2027-01-05 12:00")
    billing.adds("EARLY", "100.00", "2027-01", "2027-12", contacts=[contact])
    billing.wants_to_know("EARLY", percents=[50], lead_times=["P3M", "P10D"])

    told = []
    for day in (
        "2027-09-29", "2027-09-30", "2027-10-31",
        "2027-11-30", "2027-12-21", "2027-12-24", "2027-12-31",
    ):  # fmt: skip
        before = len(mailbox.subjects_to(contact))
        calendar.on(f"{day} 09:00")
        calendar.expiry_notices_are_mailed()
        if len(mailbox.subjects_to(contact)) > before:
            told.append(day)

    assert told == ["2027-09-30", "2027-12-21"]
    assert billing.was_mailed() == [("EXPIRY", contact)] * 2


def test_accounts_payable_hears_of_an_invoice_without_its_number(
    calendar, seller, buyer, billing, contact, mailbox
):
    """R-193, R-358, R-359"""
    calendar.on("2027-01-05 09:00")
    billing.adds("ASLEEP", "1000.00", "2027-01", "2027-12")
    billing.suspends("ASLEEP")
    billing.is_told_of_invoices_without_a_number(contact)

    calendar.on("2027-04-01 10:00")
    offer = seller.offers(("2027-04-01", "500.00"), open_until="2027-04-30")
    agreement = buyer.buys(offer, purchase_order="ASLEEP")
    invoice = buyer.gets_invoice(agreement, payment=1)
    assert invoice.purchase_order is None

    def is_told() -> None:
        assert mailbox.subjects_to(contact) == [
            f"Invoice {invoice.number} names purchase order ASLEEP, which is suspended"
        ]

    eventually(is_told)
    assert billing.was_mailed() == [("INVOICE", contact)]
