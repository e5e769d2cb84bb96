"""“Our contract has a fixed price and monthly charges. Which purchase order covers what?”

One can cover all charges, or one the fixed and another the monthly ones, or each its own. The
number of the monthly ones may change at any time; the one at the end of a month is that of the
month.
"""

import pytest

pytestmark = pytest.mark.e2e

MONTHS = ("2027-04-01", "2027-05-01", "2027-06-01", "2027-07-01", "2027-08-01")


@pytest.fixture
def offer(calendar, seller):
    """1,000.00 at once and 80.00 a month, from March on."""
    calendar.on("2027-03-10 10:00")
    return seller.offers_contract(
        upfront="1000.00",
        monthly="80.00",
        open_until="2027-03-31",
        productType="SAAS_CONTRACT_WITH_CONSUMPTION",
    )


def test_one_covers_everything_until_the_monthly_number_is_changed(calendar, buyer, billing, offer):
    """R-178, R-179, R-220, S-57"""
    agreement = buyer.buys(offer, purchase_order="P1")
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "P1"
    for day in MONTHS[:3]:
        calendar.on(day)
        calendar.invoices_are_made()

    calendar.on("2027-06-20 15:00")
    buyer.names_for_months_to_come("P2", agreement)
    for day in MONTHS[3:]:
        calendar.on(day)
        calendar.invoices_are_made()

    assert billing.sees_numbers_of_months("80.00") == {
        "2027-03": "P1",
        "2027-04": "P1",
        "2027-05": "P1",
        "2027-06": "P2",
        "2027-07": "P2",
    }


def test_one_covers_what_is_fixed_and_another_what_is_monthly(calendar, buyer, billing, offer):
    """R-178, R-179"""
    agreement = buyer.buys(
        offer, fixedPurchaseOrderReference="FIXED", usagePurchaseOrderReference="MONTHLY"
    )
    calendar.on("2027-04-01")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "FIXED"
    assert billing.sees_numbers_of_months("80.00") == {"2027-03": "MONTHLY"}


def test_what_has_no_number_takes_the_blanket_one(calendar, buyer, billing, offer):
    """R-178, R-183, R-186"""
    billing.adds_blanket("MARKET-2027", "10000.00", "2027-01", "2027-12")
    agreement = buyer.buys(offer, fixedPurchaseOrderReference="FIXED")
    calendar.on("2027-04-01")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "FIXED"
    assert billing.sees_numbers_of_months("80.00") == {"2027-03": "MARKET-2027"}
