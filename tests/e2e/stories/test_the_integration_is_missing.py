"""“Purchase orders from Marketplace do not appear on our invoices.”

The integration of Billing with Marketplace must be set up, from the management account, once for
the whole organization.
"""

import pytest

from tests.support.people.refusals import refused, refused_access

pytestmark = pytest.mark.e2e


def test_without_it_nobody_can_name_a_purchase_order_while_buying(
    calendar, seller, buyer, headquarters
):
    """R-164, R-167"""
    calendar.on("2027-01-11 09:00")
    headquarters.founds_an_organization()
    headquarters.takes_the_integration_away()
    headquarters.invites(buyer)
    buyer.joins_the_organization_that_invited()

    calendar.on("2027-02-01 10:00")
    offer = seller.offers(("2027-02-15", "250.00"), open_until="2027-02-28")
    with refused("INVALID_ACCOUNT_STATE"):
        buyer.buys(offer, purchase_order="P-1")
    agreement = buyer.buys(offer)
    with refused("INVALID_ACCOUNT_STATE"):
        buyer.names("P-1", agreement, payment=1)

    headquarters.sets_up_the_integration()
    buyer.names("P-1", agreement, payment=1)
    assert headquarters.sees("P-1").status == "ACTIVE"
    calendar.on("2027-02-15")
    calendar.invoices_are_made()
    number = buyer.gets_invoice_number(agreement, payment=1)
    assert headquarters.sees_invoice(number).purchase_order == "P-1"


def test_taken_away_later_the_payment_keeps_its_number_and_the_invoice_shows_none(
    calendar, seller, buyer, billing
):
    """R-163, R-167"""
    calendar.on("2027-02-01 10:00")
    offer = seller.offers(
        ("2027-02-15", "250.00"), ("2027-05-15", "250.00"), open_until="2027-02-28"
    )
    agreement = buyer.buys(offer, purchase_order="P-1")

    calendar.on("2027-02-10 09:00")
    billing.takes_the_integration_away()
    calendar.on("2027-02-15")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=1).purchase_order is None
    assert buyer.sees_number(agreement, payment=1) == "P-1"

    calendar.on("2027-05-01 09:00")
    billing.sets_up_the_integration()
    calendar.on("2027-05-15")
    calendar.invoices_are_made()
    assert buyer.gets_invoice(agreement, payment=2).purchase_order == "P-1"


def test_only_the_management_account_sets_it_up(calendar, buyer, billing, headquarters):
    """R-166"""
    calendar.on("2027-01-11 09:00")
    headquarters.founds_an_organization()
    headquarters.invites(buyer)
    buyer.joins_the_organization_that_invited()
    with refused_access():
        billing.takes_the_integration_away()
    headquarters.takes_the_integration_away()
