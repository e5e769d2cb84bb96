"""“We paid for ten instances for three years. Why does the monthly bill charge us for two?”

Instances are included by type. Ten of one type do not cover a single one of another, and what runs
above the number of its type costs the offer's hourly price.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_ten_of_one_type_cover_none_of_another(calendar, seller, buyer, billing, meter):
    """S-89, R-326, R-327, R-328: 2 x 10 hours x 0.40 = 8.00"""
    calendar.on("2027-04-15 10:00")
    offer = seller.offers_instances(
        ("2028-01-15", "9000.00"),
        included={"m5.large": 10},
        hourly={"m5.large": "0.50", "c5.large": "0.40"},
        open_until="2027-04-30",
    )
    agreement = buyer.buys(offer)

    calendar.on("2027-05-10 12:00")
    meter.reports(agreement, {"m5.large": 4, "c5.large": 2}, "2027-05-10 00:00", hours=10)
    assert meter.reads(agreement, "2027-05") == [
        ("c5.large", "20", "8.00"),
        ("m5.large", "0", "0.00"),
    ]

    calendar.on("2027-06-03 01:00")
    calendar.invoices_are_made()
    (invoice,) = billing.sees_invoices()
    assert (invoice.billing_period, invoice.total) == ("2027-05", "8.00")
