"""“We granted a license to another account. Does our purchase order cover that, too?”

No. It covers the charges of the subscription itself. What the grant causes in the other account
takes a purchase order of those who pay for that account.
"""

import pytest

pytestmark = pytest.mark.e2e


def test_what_the_grant_causes_does_not_take_the_purchase_order_of_the_subscription(
    calendar,
    seller,
    buyer,
    billing,
    purchasing,
    grantee,
    grantee_account,
    purchasing_of_grantee,
    cost_export,
):
    """R-232 to R-234"""
    calendar.on("2027-03-01 10:00")
    agreement = buyer.buys(seller.offers(("2027-03-01", "500.00"), open_until="2027-03-31"), "P-1")
    assert buyer.gets_invoice(agreement, payment=1).purchase_order == "P-1"
    grant = purchasing.grants_license(agreement, grantee_account)
    assert purchasing_of_grantee.sees_license(grant) == "PENDING_ACCEPT"
    purchasing_of_grantee.accepts_license(grant)
    assert purchasing.sees_license(grant) == "ACTIVE"
    grantee.adds_blanket("THEIRS", "10000.00", "2027-01", "2027-12")

    calendar.on("2027-04-03 06:00")
    cost_export.tells_of_marketplace_usage(grantee_account, "2027-03", "42.50")
    calendar.invoices_are_made()
    (invoice,) = grantee.sees_invoices()
    assert (invoice.total, invoice.purchase_order) == ("42.50", "THEIRS")
    assert billing.sees("P-1").invoices == 1


def test_without_a_purchase_order_of_their_own_the_invoice_has_none(
    calendar, seller, buyer, grantee, grantee_account, cost_export
):
    """R-232, R-233"""
    calendar.on("2027-03-01 10:00")
    buyer.buys(seller.offers(("2027-03-01", "500.00"), open_until="2027-03-31"), "P-1")

    calendar.on("2027-04-03 06:00")
    cost_export.tells_of_marketplace_usage(grantee_account, "2027-03", "42.50")
    calendar.invoices_are_made()
    (invoice,) = grantee.sees_invoices()
    assert invoice.purchase_order is None
