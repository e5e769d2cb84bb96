"""“A reseller gets our bill for a while. Whose purchase orders do the invoices take?”

Those of whoever receives the invoice. The month that is billed decides: months of the transfer go
to the reseller and its purchase orders, all others to us and ours, which wait untouched meanwhile.
"""

from collections.abc import Iterator

import pytest

from local.api import Api
from tests.support.people.billing import BillingAdministrator
from tests.support.people.bills import BillHolder

pytestmark = pytest.mark.e2e


@pytest.fixture
def customer(api: Api, buyer_account: str) -> BillHolder:
    """The buyer's management account."""
    return BillHolder(api.acting_for(buyer_account), buyer_account)


@pytest.fixture
def reseller_account(accounts: Iterator[str]) -> str:
    """The account of the reseller."""
    return next(accounts)


@pytest.fixture
def reseller(api: Api, reseller_account: str) -> BillHolder:
    """The reseller's management account."""
    return BillHolder(api.acting_for(reseller_account), reseller_account)


@pytest.fixture
def billing_of_reseller(api: Api, reseller_account: str) -> BillingAdministrator:
    """The billing administrator there."""
    return BillingAdministrator(api.acting_for(reseller_account))


@pytest.fixture
def transfer(calendar, customer, reseller, billing, billing_of_reseller) -> str:
    """Agreed to in January: from March on the reseller gets the customer's bill."""
    calendar.on("2027-01-11 09:00")
    customer.founds_an_organization()
    reseller.founds_an_organization()
    billing.adds_blanket("OURS", "10000.00", "2027-01", "2027-12")
    billing_of_reseller.adds_blanket("RESOLD", "10000.00", "2027-01", "2027-12")
    transfer = reseller.offers_to_take_over(customer, "2027-03")
    customer.agrees(transfer)
    return transfer


def test_invoices_go_to_the_reseller_and_come_back(
    calendar, customer, reseller, billing, billing_of_reseller, cost_export, transfer
):
    """R-407, R-411, R-412"""
    cost_export.tells_of_marketplace_usage(customer.account_id, "2027-02", "20.00")
    calendar.on("2027-03-03 06:00")
    calendar.invoices_are_made()
    (february,) = billing.sees_invoices()
    assert (february.billing_period, february.purchase_order) == ("2027-02", "OURS")
    ours = billing.sees("OURS")

    cost_export.tells_of_marketplace_usage(customer.account_id, "2027-03", "30.00")
    calendar.on("2027-04-03 06:00")
    calendar.invoices_are_made()
    (march,) = billing_of_reseller.sees_invoices()
    assert (march.total, march.purchase_order) == ("30.00", "RESOLD")
    assert reseller.sees_whose_bills() == [[customer.account_id]]
    assert billing.sees("OURS") == ours

    calendar.on("2027-04-10 09:00")
    assert customer.ends_with_this_month(transfer) == "2027-04-30T23:59:59.000Z"
    cost_export.tells_of_marketplace_usage(customer.account_id, "2027-04", "40.00")
    calendar.on("2027-05-03 06:00")
    calendar.invoices_are_made()
    assert len(billing_of_reseller.sees_invoices()) == 2

    cost_export.tells_of_marketplace_usage(customer.account_id, "2027-05", "50.00")
    calendar.on("2027-06-03 06:00")
    calendar.invoices_are_made()
    assert billing.sees_numbers_of_months("50.00") == {"2027-05": "OURS"}
    assert len(billing_of_reseller.sees_invoices()) == 2


def test_a_number_that_is_given_at_the_checkout_is_a_purchase_order_of_the_reseller(
    calendar, seller, buyer, billing, billing_of_reseller, transfer
):
    """R-406, R-413"""
    calendar.on("2027-03-10 10:00")
    offer = seller.offers(("2027-03-10", "500.00"), open_until="2027-03-31")
    agreement = buyer.buys(offer, purchase_order="P-NEW")
    number = buyer.gets_invoice_number(agreement, payment=1)
    assert billing_of_reseller.sees_invoice(number).purchase_order == "P-NEW"
    assert not billing.has("P-NEW")
