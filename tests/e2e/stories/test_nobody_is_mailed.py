"""“Nobody was told that the purchase order runs out.”

Purchase orders without contacts send no mail, and those that Marketplace created have none. Add
contacts in Billing; they are told of what comes next.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_contacts_hear_of_what_comes_after_they_were_added(
    calendar, seller, buyer, billing, contact, mailbox
):
    """R-201, R-359, R-360"""
    calendar.on("2027-01-05 09:00")
    offer = seller.offers(
        ("2027-01-05", "100.00"), ("2027-12-05", "100.00"), open_until="2027-01-31"
    )
    buyer.buys(offer, purchase_order="QUIET")
    assert billing.sees("QUIET").contacts == []

    # Two months before its last day nobody is there to be told.
    calendar.on("2027-10-31 09:00")
    calendar.expiry_notices_are_mailed()
    calendar.on("2027-11-20 10:00")
    billing.puts_contact("QUIET", contact)
    assert mailbox.subjects_to(contact) == []

    calendar.on("2027-11-30 09:00")
    calendar.expiry_notices_are_mailed()
    assert len(mailbox.subjects_to(contact)) == 1
    assert "QUIET" in mailbox.subjects_to(contact)[0]


def test_contacts_are_told_four_times_that_the_end_is_near(calendar, billing, contact, mailbox):
    """R-351, R-352, R-353, R-354, S-99"""
    calendar.on("2027-01-05 12:00")
    billing.adds("LADDER", "100.00", "2027-01", "2027-12", contacts=[contact])

    told = []
    for day in (
        "2027-10-30", "2027-10-31", "2027-11-01",
        "2027-11-29", "2027-11-30", "2027-12-01",
        "2027-12-23", "2027-12-24", "2027-12-25",
        "2027-12-30", "2027-12-31", "2028-01-01",
    ):  # fmt: skip
        before = len(mailbox.subjects_to(contact))
        calendar.on(f"{day} 09:00")
        calendar.expiry_notices_are_mailed()
        calendar.expiry_notices_are_mailed()
        if len(mailbox.subjects_to(contact)) > before:
            told.append(day)

    assert told == ["2027-10-31", "2027-11-30", "2027-12-24", "2027-12-31"]
    assert len(mailbox.subjects_to(contact)) == 4


def test_moving_the_end_out_begins_anew(calendar, billing, contact, mailbox):
    """R-356, S-101"""
    calendar.on("2027-01-05 12:00")
    billing.adds("MOVED", "100.00", "2027-01", "2027-12", contacts=[contact])
    calendar.on("2027-10-31 09:00")
    calendar.expiry_notices_are_mailed()
    assert len(mailbox.subjects_to(contact)) == 1

    calendar.on("2027-11-10 09:00")
    billing.extends("MOVED", "2028-12")
    for day in ("2027-11-30", "2027-12-24", "2027-12-31"):
        calendar.on(f"{day} 09:00")
        calendar.expiry_notices_are_mailed()
    assert len(mailbox.subjects_to(contact)) == 1

    calendar.on("2028-10-31 09:00")
    calendar.expiry_notices_are_mailed()
    assert len(mailbox.subjects_to(contact)) == 2
