"""“Can't we know before the invoice is made that it will have no purchase order?”

The radar says so, every Monday, to whoever subscribed to it.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_the_radar_tells_of_a_payment_without_a_number_until_it_has_one(
    calendar, seller, buyer, billing, contact, mailbox
):
    """R-181, R-182, R-204"""
    calendar.on("2027-02-01 10:00")
    billing.subscribes_to_the_radar(contact)
    offer = seller.offers(
        ("2027-02-20", "640.00"), ("2027-11-20", "640.00"), open_until="2027-02-10"
    )
    agreement = buyer.buys(offer)

    calendar.on("2027-02-08 08:00")
    calendar.radars_are_mailed()
    (warning,) = mailbox.texts_to(contact)
    assert "640.00" in warning

    calendar.on("2027-02-09 11:00")
    buyer.names("IN-TIME", agreement, payment=1)
    calendar.on("2027-02-15 08:00")
    calendar.radars_are_mailed()
    assert mailbox.texts_to(contact) == [warning]

    calendar.on("2027-02-20")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "IN-TIME"
