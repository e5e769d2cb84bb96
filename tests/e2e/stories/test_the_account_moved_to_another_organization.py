"""“The account that subscribed has moved to another organization.”

Its purchase orders work there if the integration is set up there. Invoices to come carry the number
on the new organization's side, where the purchase order is created when it is missing.
"""

import pytest

pytestmark = pytest.mark.e2e


@pytest.fixture
def agreement(calendar, seller, buyer, headquarters, new_headquarters):
    """Bought in February under P1 in one organization; from June on the account is in another."""
    calendar.on("2027-01-11 09:00")
    headquarters.founds_an_organization()
    new_headquarters.founds_an_organization()
    headquarters.invites(buyer)
    buyer.joins_the_organization_that_invited()

    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-01", "250.00"), ("2027-08-01", "250.00"), open_until="2027-02-28"
    )
    agreement = buyer.buys(offer, purchase_order="P1")
    number = buyer.gets_invoice_number(agreement, payment=1)
    assert headquarters.sees_invoice(number).purchase_order == "P1"

    calendar.on("2027-06-10 12:00")
    headquarters.removes(buyer)
    new_headquarters.invites(buyer)
    return agreement


def test_the_number_goes_along_and_the_old_purchase_order_stays_as_it_is(
    calendar, buyer, headquarters, new_headquarters, agreement
):
    """R-235, R-236, R-237, S-67"""
    before = headquarters.sees("P1")
    buyer.joins_the_organization_that_invited()
    assert not new_headquarters.has("P1")

    calendar.on("2027-08-01")
    calendar.invoices_are_made()
    number = buyer.gets_invoice_number(agreement, payment=2)
    assert new_headquarters.sees_invoice(number).purchase_order == "P1"
    created = new_headquarters.sees("P1")
    assert (created.came_from, created.contacts, created.invoices) == ("MARKETPLACE", [], 1)
    assert headquarters.sees("P1").invoices == before.invoices == 1
    assert headquarters.sees("P1").lines == before.lines


def test_without_the_integration_there_the_invoice_has_none_and_none_is_created(
    calendar, buyer, new_headquarters, agreement
):
    """R-238, S-67"""
    new_headquarters.takes_the_integration_away()
    buyer.joins_the_organization_that_invited()
    calendar.on("2027-08-01")
    calendar.invoices_are_made()

    number = buyer.gets_invoice_number(agreement, payment=2)
    assert new_headquarters.sees_invoice(number).purchase_order is None
    assert not new_headquarters.has("P1")
    assert buyer.sees_number(agreement, payment=2) == "P1"
