"""“We pay a fixed price and for what we use. Which purchase order is on the bill for the usage?”

The seller tells what was used hour by hour. On the 3rd of the next month it becomes one invoice,
with the number that the usage has at that moment, for the whole month.
"""

import pytest

pytestmark = pytest.mark.e2e


@pytest.fixture
def offer(calendar, seller):
    """500.00 for the year, and 0.02 for each request."""
    calendar.on("2027-04-15 10:00")
    return seller.offers_contract(
        upfront="500.00",
        by_use={"requests": "0.02"},
        open_until="2027-04-30",
        productType="SAAS_CONTRACT_WITH_CONSUMPTION",
    )


def test_one_number_covers_all_until_that_of_the_usage_is_changed(
    calendar, buyer, billing, meter, offer
):
    """S-57, R-178, R-220"""
    agreement = buyer.buys(offer, purchase_order="P1")
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "P1"

    calendar.on("2027-05-10 12:00")
    assert meter.tells(agreement, "1000", "2027-05-10 11:00") == "Success"
    calendar.on("2027-06-03 01:00")
    calendar.invoices_are_made()

    calendar.on("2027-06-10 12:00")
    assert meter.tells(agreement, "2000", "2027-06-10 11:00") == "Success"
    calendar.on("2027-06-20 15:00")
    buyer.names_for_months_to_come("P2", agreement)
    assert meter.tells(agreement, "500", "2027-06-20 14:00") == "Success"
    calendar.on("2027-07-03 01:00")
    calendar.invoices_are_made()

    found = [(i.billing_period, i.total, i.purchase_order) for i in billing.sees_invoices()]
    assert found == [
        ("2027-04", "500.00", "P1"),
        ("2027-05", "20.00", "P1"),
        ("2027-06", "50.00", "P2"),
    ]


def test_what_is_told_twice_is_paid_once(calendar, buyer, billing, meter, offer):
    """R-255: a repeat is no more usage, and a contradiction does not count"""
    agreement = buyer.buys(offer)
    calendar.on("2027-05-10 12:00")
    told = [meter.tells(agreement, many, "2027-05-10 11:00") for many in ("1000", "1000", "2000")]
    assert told == ["Success", "Success", "DuplicateRecord"]
    assert meter.reads(agreement, "2027-05") == [("requests", "1000", "20.00")]
    calendar.on("2027-06-03 01:00")
    calendar.invoices_are_made()
    assert [i.total for i in billing.sees_invoices()] == ["500.00", "20.00"]
